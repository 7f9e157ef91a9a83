/* Many decisions in one request: each is judged by itself, those that stand go to the writer together, and each has its own result. */
#include <string.h>

#include "core/limits.h"
#include "core/map.h"
#include "core/text.h"
#include "decision.h"
#include "decision_sql.h"
#include "present.h"
#include "report_access.h"
#include "report_call.h"
#include "report_handlers.h"
#include "report_sql.h"
#include "service/idempotency.h"
#include "service/origin.h"

enum { BROKEN_FROM = 500 };

/* One of the decisions, as far as it has come. */
struct item {
    const char *report;           /* as it was given; NULL: no text */
    const char *key;              /* of its own */
    const struct report *current; /* NULL: none that the caller may see */

    int status;          /* 0: not decided yet */
    int32_t version;     /* that it made */
    const char *problem; /* JSON, where it is refused */
};

struct many {
    struct call *call;
    struct entry_setting setting;
    struct db *db;
    unsigned char fingerprint[SHA256_SIZE];
    struct item *items;
    size_t count;

    struct audit_origin origin;
    struct report_write *writes;
    struct buffer *payloads;
    struct item **written; /* writes[i] is of written[i] */
    size_t write_count;
};

/* What was answered is the result of one decision; the call is open again. */
static void take_refusal(struct call *call, struct item *item) {
    item->status = call->status;
    item->problem = arena_slice(&call->arena, call->body.bytes, call->body.size);
    call->status = 0;
    call->header_count = 0;
    buffer_clear(&call->body);
    issues_init(&call->issues, &call->arena);
}

static void refuse_item(struct call *call, struct item *item, enum problem problem) {
    call_refuse(call, problem, NULL);
    take_refusal(call, item);
}

/* ---- What they are about */

static void items_name(struct many *many, const json_t *list) {
    struct arena *arena = &many->call->arena;
    for (size_t i = 0; i < many->count; i++)
        many->items[i] = (struct item){.report = json_string_value(json_object_get(json_array_get(list, i), "report")),
                                       .key = arena_format(arena, "%s\n%zu", many->call->idempotency_key, i)};
}

/* Those of a request that was cut off have their result already. */
static bool items_known(struct many *many, struct fail *fail) {
    struct arena *arena = &many->call->arena;
    const char **keys = arena_new_array(arena, const char *, many->count);
    struct key_stored *stored = arena_new_array(arena, struct key_stored, many->count);
    for (size_t i = 0; i < many->count; i++)
        keys[i] = many->items[i].key;
    if (!decision_keys_find(many->db, many->call->caller.client, keys, many->count, many->fingerprint, stored, fail))
        return false;
    for (size_t i = 0; i < many->count; i++) {
        if (stored[i].status != 0 && !stored[i].same)
            refuse_item(many->call, &many->items[i], PROBLEM_KEY_REUSED);
        else if (stored[i].status != 0) {
            many->items[i].status = stored[i].status;
            many->items[i].version = stored[i].version;
        }
    }
    return true;
}

/* Behind a draft of somebody else stands what was said before it. */
static bool see(struct many *many, struct item *item, const struct report *newest, struct fail *fail) {
    const struct entry_setting *setting = &many->setting;
    bool seen = report_is_visible(setting->snapshot, setting->caller, newest, setting->today);
    item->current = seen ? newest : NULL;
    if (seen || newest->state != REPORT_DRAFT)
        return true;
    struct report *settled = arena_new(setting->arena, struct report);
    if (report_find(many->db, newest->id, true, setting->arena, settled, fail))
        item->current = report_is_visible(setting->snapshot, setting->caller, settled, setting->today) ? settled : NULL;
    return item->current || fail->fault == FAULT_MISSING || fail->fault == FAULT_NONE;
}

static bool items_load(struct many *many, struct fail *fail) {
    struct arena *arena = &many->call->arena;
    struct item **asked = arena_new_array(arena, struct item *, many->count);
    const char **ids = arena_new_array(arena, const char *, many->count);
    struct report_key *keys = arena_new_array(arena, struct report_key, many->count);
    const struct report **newest = arena_new_array(arena, const struct report *, many->count);
    size_t count = 0, found = 0;
    for (size_t i = 0; i < many->count; i++)
        if (many->items[i].status == 0 && many->items[i].report && uuid_is(many->items[i].report)) {
            ids[count] = many->items[i].report;
            asked[count++] = &many->items[i];
        }
    if (!report_keys_find(many->db, ids, count, arena, keys, fail))
        return false;
    for (size_t i = 0; i < count; i++)
        if (keys[i].form) {
            asked[found] = asked[i];
            keys[found++] = keys[i];
        }
    bool good = reports_current(many->db, keys, found, arena, newest, fail);
    for (size_t i = 0; good && i < found; i++)
        good = see(many, asked[i], newest[i], fail);
    return good;
}

/* ---- Each by itself */

static bool is_current(struct call *call, const struct report *current, int64_t version) {
    if (current->version == version)
        return true;
    call_refuse(call, PROBLEM_STALE, NULL);
    return false;
}

static void write_add(struct many *many, struct item *item, const struct report *next) {
    struct report_write *write = &many->writes[many->write_count];
    *write = (struct report_write){
        .report = *next, .trace = many->origin.trace, .key = item->key, .status = 200, .origin = &many->origin};
    memcpy(write->fingerprint, many->fingerprint, SHA256_SIZE);
    write_prepare(write, &many->setting, &many->payloads[many->write_count]);
    many->written[many->write_count++] = item;
}

/* Which version of which report it is about, of what it may be about. Issues where it does not say. */
static int64_t item_version(struct object *object) {
    int64_t version = 0;
    (void)object_text(object, "report", REQUIRED, UUID_TEXT_SIZE);
    (void)object_int(object, "version", REQUIRED, 1, INT32_MAX, &version);
    return version;
}

/* False: refused. */
static bool item_read(struct call *call, struct object *object, const struct item *item,
                      const struct form_version *version, struct decision_asked *ret_asked) {
    bool names_version = call->issues.count == 0;
    decision_read(object, item->current, version, ret_asked);
    object_end(object);
    if (call->issues.count == 0)
        return true;
    if (names_version)
        call_refuse_issues(call);
    else
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
    return false;
}

/* False: refused. */
static bool item_make(struct many *many, struct object *object, const struct item *item, int64_t expected,
                      struct report *ret_next) {
    struct call *call = many->call;
    const struct form_version *version = report_form_version(many->setting.snapshot, item->current);
    struct decision_asked asked;
    if (!version) {
        refuse_unknown_form(call, item->current);
        return false;
    }
    return item_read(call, object, item, version, &asked) &&
           decision_is_allowed(call, many->setting.snapshot, &asked, item->current) &&
           is_current(call, item->current, expected) &&
           decision_make(call, &many->setting, many->db, &asked, item->current, version, ret_next);
}

/* One without a report or a version is not of the schema; one whose report nobody may see is about nothing. */
static void refuse_without_report(struct call *call) {
    call_refuse(call, call->issues.count > 0 ? PROBLEM_UNREADABLE : PROBLEM_NOT_FOUND, NULL);
}

static void refuse_twice(struct call *call, const struct object *object, const struct item *item) {
    struct place place = object_place(object, "report");
    bool names_version = call->issues.count == 0;
    issue_add(&call->issues, ISSUE_DUPLICATE, &place, item->report, NULL, NULL);
    call_refuse(call, names_version ? PROBLEM_INVALID : PROBLEM_UNREADABLE, NULL);
}

static void items_judge(struct many *many, struct array *list) {
    struct map seen;
    map_init(&seen, &many->call->arena, many->count);
    for (size_t i = 0; i < many->count; i++) {
        struct item *item = &many->items[i];
        struct report next;
        if (item->status != 0)
            continue;
        struct place place;
        struct object object = array_object(list, i, &place);
        int64_t version = item_version(&object);
        if (!item->current)
            refuse_without_report(many->call);
        else if (map_get(&seen, item->current->id))
            refuse_twice(many->call, &object, item);
        else if (item_make(many, &object, item, version, &next))
            write_add(many, item, &next);
        if (item->current)
            map_set(&seen, item->current->id, item);
        if (many->call->status != 0)
            take_refusal(many->call, item);
    }
}

static void take_outcome(struct call *call, const struct report_write *write, struct item *item) {
    bool replayed = write->outcome == WRITE_KEY_REPLAY;
    if (write->outcome == WRITE_STORED || replayed) {
        item->status = replayed ? write->met.status : write->status;
        item->version = replayed ? write->met.version : write->report.version;
    } else if (write->outcome == WRITE_FAILED) {
        call_refuse_fail(call, &write->fail);
        take_refusal(call, item);
    } else {
        refuse_item(call, item, write->outcome == WRITE_KEY_REUSED ? PROBLEM_KEY_REUSED : PROBLEM_STALE);
    }
}

static void items_store(struct many *many) {
    if (many->write_count > 0)
        report_writer_run(reports_of(many->call)->writer, many->writes, many->write_count);
    for (size_t i = 0; i < many->write_count; i++) {
        take_outcome(many->call, &many->writes[i], many->written[i]);
        buffer_done(&many->payloads[i]);
    }
}

/* ---- The answer */

static void write_item(struct json_writer *json, const struct item *item) {
    write_object(json, NULL);
    write_text(json, "report", item->report);
    write_int(json, "status", item->status);
    if (item->problem)
        write_raw(json, "problem", item->problem, strlen(item->problem));
    else
        write_int(json, "version", item->version);
    write_object_end(json);
}

static void write_items(const struct many *many) {
    struct json_writer json = call_json(many->call);
    write_object(&json, NULL);
    write_array(&json, "results");
    for (size_t i = 0; i < many->count; i++)
        write_item(&json, &many->items[i]);
    write_array_end(&json);
    write_object_end(&json);
}

/* One that could not be stored may be tried again under the same key; then the others are what they were. */
static bool is_final(const struct many *many) {
    for (size_t i = 0; i < many->count; i++)
        if (many->items[i].status >= BROKEN_FROM)
            return false;
    return true;
}

static bool answer(struct many *many, struct fail *fail) {
    struct answer answer = {.status = 200};
    write_items(many);
    if (is_final(many) && (!idempotency_keep(many->db, many->call, &answer, fail) || !db_commit(many->db, fail)))
        return false;
    many->call->authorized = true; /* it was asked about each report */
    answer_give(many->call, &answer);
    return true;
}

/* What is read is read as the caller; his key is kept by the service. */
static bool decide_all(struct many *many, struct array *list, struct fail *fail) {
    items_name(many, list->json);
    db_read_as(many->db, call_reader(many->call));
    if (!items_known(many, fail) || !items_load(many, fail))
        return false;
    items_judge(many, list);
    items_store(many);
    db_read_as(many->db, NULL);
    return answer(many, fail);
}

static void decide_claimed(struct call *call, const struct snapshot *snapshot, struct array *list) {
    AUTO_LEASE lease = {0};
    struct fail fail = {0};
    struct many many = {
        .call = call, .setting = setting_of(call, snapshot), .count = list->count, .origin = call_origin(call)};
    many.items = arena_new_array(&call->arena, struct item, list->count);
    many.writes = arena_new_array(&call->arena, struct report_write, list->count);
    many.payloads = arena_new_array(&call->arena, struct buffer, list->count);
    many.written = arena_new_array(&call->arena, struct item *, list->count);
    request_fingerprint(call, many.fingerprint);
    if (!idempotency_begin(call, &lease))
        return;
    many.db = lease.db;
    if (!decide_all(&many, list, &fail))
        call_refuse_fail(call, &fail);
}

void reports_decide(struct call *call) {
    static const char *const no_query[] = {NULL};
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    AUTO_PLACE struct report_writer *place = place_take(call);
    if (!place || !call_query_only(call, no_query) || !decision_of_any(call))
        return;
    AUTO_JSON *document = json_read(call->request_body, call->request_body_size, &call->issues);
    struct object root = object_root(document, &call->issues);
    struct array list = object_array(&root, "decisions", REQUIRED, DECISIONS_MAX);
    object_end(&root);
    if (!document || call->issues.count > 0)
        call_refuse_issues(call);
    else
        decide_claimed(call, snapshot, &list);
}
