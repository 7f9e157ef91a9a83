/* The steps every writing handler goes through, in their order. */
#include "effect.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "reference/authority.h"
#include "json/read.h"

enum { NUMBER_DIGITS_MAX = 9 };

static bool refused(struct call *call, const struct fail *fail) {
    buffer_clear(&call->body);
    call_refuse_fail(call, fail);
    return false;
}

bool effect_lock(struct call *call, struct change *change) {
    struct fail fail = {0};
    return change_lock(change, &fail) || refused(call, &fail);
}

bool effect_begin(struct call *call, struct change *change) {
    struct fail fail = {0};
    if (!change_of_call(call, change, &fail))
        return refused(call, &fail);
    return effect_lock(call, change);
}

bool effect_begin_keyed(struct call *call, struct change *change) {
    struct fail fail = {0};
    if (!change_of_call(call, change, &fail))
        return refused(call, &fail);
    switch (idempotency_claim(change->db, call, &fail)) {
    case KEY_CLAIMED:
        return true;
    case KEY_ANSWERED:
        return false;
    case KEY_FAILED:
        break;
    }
    return refused(call, &fail);
}

bool may_write(struct call *call, const struct snapshot *snapshot, uint32_t unit, day_t date, const char *function) {
    call->authorized = authority_covers(snapshot, &call->caller, unit, date, function, call_today(call));
    if (call->authorized)
        return true;
    issue_add_at(&call->issues, ISSUE_NOT_YOURS, NULL, snapshot_tree(snapshot)->units[unit].id, NULL, NULL);
    call_refuse(call, PROBLEM_FORBIDDEN, NULL);
    return false;
}

bool may_write_nation(struct call *call, const struct snapshot *snapshot) {
    return may_write(call, snapshot, 0, call_today(call), NULL);
}

bool precondition_put(struct call *call, int64_t version) {
    bool only_create = text_equal(call->if_none_match, "*");
    if (version > 0 && !only_create)
        return call_if_match(call, version);
    if (version == 0 && !call->if_match)
        return true;
    if (version > 0)
        call_etag(call, version);
    issues_init(&call->issues, &call->arena);
    call_refuse(call, PROBLEM_STALE, NULL);
    return false;
}

static bool commit(struct call *call, struct change *change, const struct answer *answer, struct fail *fail) {
    bool keyed = call->route->method == METHOD_POST;
    return (!keyed || idempotency_keep(change->db, call, answer, fail)) && change_commit(change, fail);
}

void effect_finish(struct call *call, struct change *change, const struct answer *answer) {
    struct fail fail = {0};
    if (commit(call, change, answer, &fail))
        answer_give(call, answer);
    else
        refused(call, &fail);
}

json_t *body_json(struct call *call) {
    json_t *body = json_read(call->request_body, call->request_body_size, &call->issues);
    if (!body)
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
    return body;
}

int64_t path_number(struct call *call, const char *name) {
    const char *text = call_path(call, name);
    size_t digits = strspn(text, "0123456789");
    int64_t number = digits > 0 && digits <= NUMBER_DIGITS_MAX && text[digits] == '\0' ? strtoll(text, NULL, 10) : 0;
    if (number == 0)
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    return number;
}

struct page page_asked(struct call *call) {
    bool good = true;
    const char *after = call_cursor_read(call, &good);
    return (struct page){.after = after, .limit = call_limit(call)};
}

bool query_is_sound(struct call *call) {
    if (call->issues.count == 0)
        return true;
    call_refuse_issues(call);
    return false;
}

uint32_t unit_of_query(struct call *call, const struct snapshot *snapshot, const char *parameter, const char *asked) {
    day_t today = call_today(call);
    uint32_t unit = unit_find(snapshot_tree(snapshot), asked, today);
    if (unit != UNIT_NONE)
        return unit;
    unit = snapshot_unit_asked(snapshot, asked, today, call->language, NULL, &call->issues);
    call->issues.last->in = "query";
    call->issues.last->pointer = parameter;
    return unit;
}

struct json_writer list_begin(struct call *call) {
    struct json_writer writer = call_json(call);
    write_object(&writer, NULL);
    write_array(&writer, "items");
    return writer;
}

void list_end(struct call *call, struct json_writer *writer, const char *position) {
    write_array_end(writer);
    write_text(writer, "next", position ? call_cursor_make(call, position) : NULL);
    write_object_end(writer);
    call_reply(call, 200);
}
