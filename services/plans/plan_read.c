/* Reads plans: the list, one of them, its versions. */
#include "core/text.h"
#include "document.h"
#include "effect.h"
#include "plan.h"
#include "plan_ended.h"
#include "plan_export.h"
#include "plan_open.h"
#include "plan_write.h"
#include "service/reader.h"

static const char *const no_query[] = {NULL};

struct json_writer plan_head_begin(struct buffer *head, const struct plan_record *plan) {
    struct json_writer writer;
    json_writer_init(&writer, head);
    write_object(&writer, NULL);
    write_text(&writer, "id", plan->id);
    write_int(&writer, "version", plan->version);
    write_text(&writer, "state", plan_state_name(plan->state));
    write_moment(&writer, "recordedAt", plan->recorded);
    return writer;
}

void plan_head_end(struct json_writer *writer, struct json_writer *head, const struct plan_record *plan) {
    write_object_end(head);
    joined_write(writer, head->to, plan->body);
}

void plan_write(struct json_writer *writer, const struct plan_record *plan) {
    AUTO_BUFFER text = {0};
    struct json_writer head = plan_head_begin(&text, plan);
    plan_head_end(writer, &head, plan);
}

static void reply_plan(struct call *call, const PGresult *rows) {
    if (db_rows(rows) == 0) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return;
    }
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    AUTO_BUFFER text = {0};
    const struct unit_tree *tree = snapshot_tree(snapshot);
    struct plan_record record = plan_of_row(rows, 0);
    if (!plan_is_seen(call, snapshot, &record)) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return;
    }
    const struct plan *plan = snapshot_plan(snapshot, record.code);
    bool ended = plan && unit_has_ended(tree, plan->issuer_unit, call_today(call));
    /* What became of the issuer may be told anew without a new version. */
    if (!ended && call_not_modified(call, record.version))
        return;
    struct json_writer writer = call_json(call), head = plan_head_begin(&text, &record);
    if (ended)
        issuer_ended_write(&head, &call->arena, tree, plan->issuer_unit);
    plan_head_end(&writer, &head, &record);
    call_etag(call, record.version);
    call_reply(call, 200);
}

/* state=issued asks for the version in force; nothing else can be asked for. */
static bool in_force_asked(struct call *call) {
    const char *state = call_query(call, "state");
    if (state && !text_equal(state, "issued"))
        issue_add_at(&call->issues, ISSUE_NOT_ONE_OF, "state", "issued", NULL, NULL)->in = "query";
    return state != NULL;
}

static bool was_issued(const PGresult *rows) {
    if (db_rows(rows) == 0)
        return false;
    struct plan_record plan = plan_of_row(rows, 0);
    return plan.state == PLAN_ISSUED || plan.state == PLAN_CLOSED;
}

void plan_get(struct call *call) {
    struct fail fail = {0};
    call_query_known(call, (const char *const[]){"state", NULL});
    bool in_force = in_force_asked(call);
    if (!query_is_sound(call))
        return;
    if (plan_export_wanted(call)) {
        plan_export(call, in_force ? EXPORT_IN_FORCE : EXPORT_NEWEST);
        return;
    }
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = NULL;
    const char *plan = call_path(call, "plan");
    if (call_lease(call, &lease, &fail))
        rows = in_force ? plan_of_force(lease.db, plan, &fail) : plan_newest(lease.db, plan, &fail);
    if (!rows)
        call_refuse_fail(call, &fail);
    else if (in_force && !was_issued(rows))
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    else
        reply_plan(call, rows);
}

void plan_version_get(struct call *call) {
    struct fail fail = {0};
    int64_t version = path_number(call, "version");
    if (version == 0 || !call_query_only(call, no_query))
        return;
    if (plan_export_wanted(call)) {
        plan_export(call, version);
        return;
    }
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = NULL;
    if (call_lease(call, &lease, &fail))
        rows = plan_version_read(lease.db, call_path(call, "plan"), version, &fail);
    if (rows)
        reply_plan(call, rows);
    else
        call_refuse_fail(call, &fail);
}

static void write_version(struct json_writer *writer, const struct plan_record *plan) {
    write_object(writer, NULL);
    write_int(writer, "version", plan->version);
    write_text(writer, "state", plan_state_name(plan->state));
    write_moment(writer, "recordedAt", plan->recorded);
    write_text(writer, "by", plan->subject);
    write_text(writer, "reason", plan->reason);
    write_object_end(writer);
}

static void reply_versions(struct call *call, const PGresult *rows, uint32_t limit, bool first_page) {
    if (db_rows(rows) == 0 && first_page) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return;
    }
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    struct json_writer writer = list_begin(call);
    int count = db_rows(rows) > (int)limit ? (int)limit : db_rows(rows);
    for (int row = 0; row < count; row++) {
        struct plan_record plan = plan_of_row(rows, row);
        if (plan_is_seen(call, snapshot, &plan))
            write_version(&writer, &plan);
    }
    list_end(call, &writer, db_rows(rows) > count ? db_text(rows, count - 1, 2) : NULL);
}

void plan_versions(struct call *call) {
    struct fail fail = {0};
    struct page page = page_asked(call);
    if (!call_query_only(call, (const char *const[]){"limit", "cursor", NULL}) || !query_is_sound(call))
        return;
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = NULL;
    if (call_lease(call, &lease, &fail))
        rows =
            plan_versions_page(lease.db, call_path(call, "plan"), page.after ? page.after : "0", page.limit + 1, &fail);
    if (rows)
        reply_versions(call, rows, page.limit, !page.after);
    else
        call_refuse_fail(call, &fail);
}

static const char *state_asked(struct call *call) {
    enum plan_state state;
    const char *asked = call_query(call, "state");
    if (asked && !plan_state_parse(asked, &state))
        issue_add_at(&call->issues, ISSUE_NOT_ONE_OF, "state", "draft, submitted, approved, issued, superseded, closed",
                     NULL, NULL)
            ->in = "query";
    return asked;
}

/* The codes of the plans that the unit issued, or whose units have ended, as an array literal; NULL: neither is asked
 * for. */
static const char *codes_asked(struct call *call, struct db_array *codes) {
    const char *asked = call_query(call, "unit");
    bool of_ended = call_query_flag(call, "endedUnits", false);
    if (!asked && !of_ended)
        return NULL;
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    const struct unit_tree *tree = snapshot_tree(snapshot);
    uint32_t unit = asked ? unit_of_query(call, snapshot, "unit", asked) : UNIT_NONE;
    size_t count = 0;
    const struct plan *const *plans = snapshot_plans(snapshot, &count);
    for (size_t i = 0; i < count; i++) {
        uint32_t issuer = plans[i]->issuer_unit;
        if ((!asked || issuer == unit) && (!of_ended || unit_has_ended(tree, issuer, call_today(call))))
            db_array_text(codes, plans[i]->code);
    }
    return db_array_end(codes);
}

static void reply_plans(struct call *call, const PGresult *rows, uint32_t limit) {
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    struct json_writer writer = list_begin(call);
    int count = db_rows(rows) > (int)limit ? (int)limit : db_rows(rows);
    for (int row = 0; row < count; row++) {
        struct plan_record plan = plan_of_row(rows, row);
        if (plan_is_seen(call, snapshot, &plan))
            plan_write(&writer, &plan);
    }
    list_end(call, &writer, db_rows(rows) > count ? db_text(rows, count - 1, 1) : NULL);
}

static void list_filtered(struct call *call, const struct page *page, const char *state, const char *codes) {
    struct fail fail = {0};
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = NULL;
    if (call_lease(call, &lease, &fail))
        rows = plans_page(lease.db, page->after ? page->after : "", call_query(call, "programme"), state, codes,
                          page->limit + 1, &fail);
    if (rows)
        reply_plans(call, rows, page->limit);
    else
        call_refuse_fail(call, &fail);
}

void plan_list(struct call *call) {
    call_query_known(call, (const char *const[]){"limit", "cursor", "programme", "unit", "state", "endedUnits", NULL});
    struct db_array list __attribute__((cleanup(db_array_done)));
    db_array_begin(&list);
    struct page page = page_asked(call);
    const char *state = state_asked(call), *codes = codes_asked(call, &list);
    if (query_is_sound(call))
        list_filtered(call, &page, state, codes);
}
