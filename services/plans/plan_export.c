/* Opens a plan for printing or export and answers with the file. */
#include "plan_export.h"

#include "core/text.h"
#include "plan_words.h"
#include "plans.h"
#include "service/reader.h"
#include "sheet/sheet.h"

static const char page_type[] = "text/html";

const char *const plan_answers[] = {"application/json", SHEET_MEDIA_TYPE, page_type, NULL};

bool plan_export_wanted(const struct call *call) {
    return !text_equal(call->answer_type, plan_answers[0]);
}

const char *agencies_said(const struct exported_plan *plan, const json_t *task, const char *role) {
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *agency;
    json_array_foreach(json_object_get(task, "agencies"), index, agency) {
        if (text_equal(member_text(agency, "role"), role))
            list_add(&said, "; ", selector_said(&plan->names, agency));
    }
    return list_end_text(plan->arena, &said);
}

static struct exported_plan exported(struct call *call, const struct snapshot *snapshot,
                                     const struct open_plan *opened) {
    struct plan_names names = {snapshot, &call->arena, opened->date, opened->plan.issuer_unit};
    return (struct exported_plan){.arena = &call->arena,
                                  .body = opened->body,
                                  .record = &opened->record,
                                  .plan = &opened->plan,
                                  .names = names,
                                  .layout = layout_of(&call->arena, opened->body)};
}

/* The page is built from escaped text alone; the policy says to browsers that nothing in it is to be run or fetched. */
static void answer_page(struct call *call, const struct exported_plan *plan) {
    plan_page_write(plan, &call->body);
    call_header(call, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    call_reply_as(call, 200, page_type);
}

static void answer_workbook(struct call *call, const struct exported_plan *plan) {
    struct fail fail = {0};
    if (!plan_workbook_write(plan, &call->body, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    call_header(call, "Content-Disposition",
                arena_format(&call->arena, "attachment; filename=\"%s.xlsx\"", plan->record->code));
    call_reply_as(call, 200, SHEET_MEDIA_TYPE);
}

static bool open_asked(struct call *call, struct db *db, const struct snapshot *snapshot, int64_t version,
                       struct open_plan *opened) {
    if (version == EXPORT_NEWEST)
        return plan_open_newest(call, db, snapshot, opened);
    if (version != EXPORT_IN_FORCE)
        return plan_open_version(call, db, snapshot, version, opened);
    if (!plan_open_in_force(call, db, snapshot, opened))
        return false;
    if (opened->record.state == PLAN_ISSUED || opened->record.state == PLAN_CLOSED)
        return true;
    call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    return false;
}

void plan_export(struct call *call, int64_t version) {
    struct fail fail = {0};
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    AUTO_LEASE lease = {0};
    AUTO_PLAN opened = {0};
    if (!call_lease(call, &lease, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    if (!open_asked(call, lease.db, snapshot, version, &opened))
        return;
    struct exported_plan plan = exported(call, snapshot, &opened);
    if (text_equal(call->answer_type, page_type))
        answer_page(call, &plan);
    else
        answer_workbook(call, &plan);
}
