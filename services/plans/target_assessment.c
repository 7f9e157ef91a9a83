/* GET and PUT of what is said of a target that is judged in words, period by period. */
#include "core/limits.h"
#include "core/text.h"
#include "effect.h"
#include "personal.h"
#include "plan.h"
#include "plan_entry.h"
#include "plan_open.h"
#include "target_told.h"
#include "json/read.h"

/* The period inside the plan's span that the body names; false: refused. */
static bool read_assessment(struct call *call, const json_t *body, const struct plan *plan, struct period *ret_period) {
    static const char *const state_words[] = {"attained", "onTrack", "notAttained", NULL};
    struct object object = object_root(body, &call->issues);
    const char *code = object_text(&object, "period", REQUIRED, PERIOD_CODE_SIZE);
    (void)object_text(&object, "text", REQUIRED, TEXT_MAX_BYTES);
    (void)object_word(&object, "state", REQUIRED, state_words);
    object_end(&object);
    if (code && !period_parse(code, plan->programme->calendar, ret_period))
        issue_add_at(&call->issues, ISSUE_BAD_PERIOD, "/period", NULL, NULL, NULL);
    else if (code && !period_contains(&plan->span, ret_period))
        issue_add_at(&call->issues, ISSUE_INCONSISTENT, "/period", plan->span.code, NULL, NULL);
    personal_screen(body, &call->issues);
    return query_is_sound(call);
}

static bool is_narrative(struct call *call, const struct target *target) {
    enum target_kind kind = target_shared(target)->kind;
    if (kind == TARGET_NARRATIVE)
        return true;
    issue_add_at(&call->issues, ISSUE_INCONSISTENT, "", target_kind_name(kind), NULL, NULL);
    call_refuse(call, PROBLEM_INVALID, NULL);
    return false;
}

static void put_assessment(struct call *call, struct change *change, const struct open_plan *plan, const json_t *body) {
    struct period period;
    const char *code = call_path(call, "code");
    if (!read_assessment(call, body, &plan->plan, &period) || !issuer_may_write(call, change->snapshot, &plan->plan))
        return;
    struct plan_entry entry = {.plan = plan->record.id, .kind = "assessment", .item = code, .part = period.code};
    entry_put(call, change, &entry, body,
              arena_format(&call->arena, "/v1/plans/%s/targets/%s/assessment", plan->record.id, code), true);
}

void target_assessment_put(struct call *call) {
    AUTO_ENTRY_CHANGE entry = {0};
    if (!entry_change_begin(call, &entry))
        return;
    const struct plan *plan = &entry.plan.plan;
    const struct target *target = target_named(plan->targets, plan->target_count, call_path(call, "code"));
    if (!target)
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    else if (is_narrative(call, target))
        put_assessment(call, &entry.change, &entry.plan, entry.body);
}

void target_assessment_list(struct call *call) {
    AUTO_ENTRY_VIEW view = {0};
    if (!entry_view_begin(call, true, &view))
        return;
    const char *code = call_path(call, "code");
    struct plan_entry asked = {.plan = view.plan.record.id, .kind = "assessment", .item = code};
    if (target_named(view.plan.plan.targets, view.plan.plan.target_count, code))
        entry_list(call, &view, &asked);
    else
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
}
