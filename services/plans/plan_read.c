/* Reads plans: the list, one of them, its versions. */
#include "core/text.h"
#include "document.h"
#include "effect.h"
#include "plan.h"
#include "plan_write.h"

static const char *const no_query[] = {NULL};

void plan_write(struct json_writer *writer, const struct plan_record *plan) {
    AUTO_BUFFER text = {0};
    struct json_writer head;
    json_writer_init(&head, &text);
    write_object(&head, NULL);
    write_text(&head, "id", plan->id);
    write_int(&head, "version", plan->version);
    write_text(&head, "state", plan_state_name(plan->state));
    write_moment(&head, "recordedAt", plan->recorded);
    write_object_end(&head);
    joined_write(writer, &text, plan->body);
}

static void reply_plan(struct call *call, const PGresult *rows) {
    if (db_rows(rows) == 0) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return;
    }
    struct plan_record plan = plan_of_row(rows, 0);
    if (call_not_modified(call, plan.version))
        return;
    struct json_writer writer = call_json(call);
    plan_write(&writer, &plan);
    call_etag(call, plan.version);
    call_reply(call, 200);
}

void plan_get(struct call *call) {
    struct fail fail = {0};
    if (!call_query_only(call, no_query))
        return;
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = NULL;
    if (db_lease(plans_of(call)->service->pool, &lease, &fail))
        rows = plan_newest(lease.db, call_path(call, "plan"), &fail);
    if (rows)
        reply_plan(call, rows);
    else
        call_refuse_fail(call, &fail);
}

void plan_version_get(struct call *call) {
    struct fail fail = {0};
    int64_t version = path_number(call, "version");
    if (version == 0 || !call_query_only(call, no_query))
        return;
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = NULL;
    if (db_lease(plans_of(call)->service->pool, &lease, &fail))
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
    write_object_end(writer);
}

static void reply_versions(struct call *call, const PGresult *rows, uint32_t limit, bool first_page) {
    if (db_rows(rows) == 0 && first_page) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return;
    }
    struct json_writer writer = list_begin(call);
    int count = db_rows(rows) > (int)limit ? (int)limit : db_rows(rows);
    for (int row = 0; row < count; row++) {
        struct plan_record plan = plan_of_row(rows, row);
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
    if (db_lease(plans_of(call)->service->pool, &lease, &fail))
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

/* The codes of the plans that the unit issued, as an array literal; NULL: no unit is asked for. */
static const char *unit_asked(struct call *call, struct db_array *codes) {
    const char *asked = call_query(call, "unit");
    if (!asked)
        return NULL;
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    uint32_t unit = unit_of_query(call, snapshot, "unit", asked);
    size_t count = 0;
    const struct plan *const *plans = snapshot_plans(snapshot, &count);
    for (size_t i = 0; unit != UNIT_NONE && i < count; i++)
        if (plans[i]->issuer_unit == unit)
            db_array_text(codes, plans[i]->code);
    return db_array_end(codes);
}

static void reply_plans(struct call *call, const PGresult *rows, uint32_t limit) {
    struct json_writer writer = list_begin(call);
    int count = db_rows(rows) > (int)limit ? (int)limit : db_rows(rows);
    for (int row = 0; row < count; row++) {
        struct plan_record plan = plan_of_row(rows, row);
        plan_write(&writer, &plan);
    }
    list_end(call, &writer, db_rows(rows) > count ? db_text(rows, count - 1, 1) : NULL);
}

static void list_filtered(struct call *call, const struct page *page, const char *state, const char *codes) {
    struct fail fail = {0};
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = NULL;
    if (db_lease(plans_of(call)->service->pool, &lease, &fail))
        rows = plans_page(lease.db, page->after ? page->after : "", call_query(call, "programme"), state, codes,
                          page->limit + 1, &fail);
    if (rows)
        reply_plans(call, rows, page->limit);
    else
        call_refuse_fail(call, &fail);
}

void plan_list(struct call *call) {
    if (!call_query_only(call, (const char *const[]){"limit", "cursor", "programme", "unit", "state", NULL}))
        return;
    struct db_array list __attribute__((cleanup(db_array_done)));
    db_array_begin(&list);
    struct page page = page_asked(call);
    const char *state = state_asked(call), *codes = unit_asked(call, &list);
    if (query_is_sound(call))
        list_filtered(call, &page, state, codes);
}
