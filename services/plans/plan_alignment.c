/* GET /v1/plans/{plan}/alignment: how a plan's targets stand to those of its parents and to each other. */
#include "plan_alignment.h"

#include "core/text.h"
#include "effect.h"
#include "plan.h"
#include "service/reader.h"
#include "task.h"

static const struct form *form_known(void *context, const char *code) {
    return snapshot_form(context, code);
}

struct alignment_setting alignment_setting_on(const struct snapshot *snapshot, day_t date, struct arena *arena) {
    return (struct alignment_setting){.slice = snapshot_slice(snapshot, date, arena),
                                      .agencies = snapshot_agencies(snapshot),
                                      .form = form_known,
                                      .context = (void *)snapshot};
}

const struct plan *plan_with_recorded(const struct snapshot *snapshot, const struct open_plan *opened) {
    const struct plan *published = snapshot_plan(snapshot, opened->plan.code);
    return published && published->version == opened->record.version ? published : &opened->plan;
}

static struct aligned_plan aligned(const struct plan *plan) {
    return (struct aligned_plan){.code = plan->code,
                                 .unit = plan->issuer_unit,
                                 .calendar = plan->programme->calendar,
                                 .span = &plan->span,
                                 .targets = plan->targets,
                                 .target_count = (uint32_t)plan->target_count};
}

static void align_leads(struct alignment *alignment, const struct plan *plan, const struct tasks *tasks) {
    const struct programme *programme = plan->programme;
    size_t duty_count = plan->duty_count + programme->duty_count, lead_count = 0, capacity = 0;
    struct duty *duties = arena_new_array(alignment->arena, struct duty, duty_count);
    struct task_lead *leads = NULL;
    for (size_t i = 0; i < duty_count; i++)
        duties[i] = i < plan->duty_count ? plan->duties[i] : programme->duties[i - plan->duty_count];
    for (size_t i = 0; i < tasks->count; i++) {
        const struct task *task = &tasks->tasks[i];
        for (uint32_t j = 0; j < task->agency_count; j++) {
            if (!text_equal(task->agencies[j].role, "lead") && !text_equal(task->agencies[j].role, "coLead"))
                continue;
            leads = arena_grow(alignment->arena, leads, lead_count, &capacity, sizeof *leads);
            leads[lead_count++] = (struct task_lead){.task = task->code,
                                                     .alternatives = task->agencies[j].selectors,
                                                     .alternative_count = task->agencies[j].selector_count};
        }
    }
    alignment_leads(alignment, leads, lead_count, duties, duty_count);
}

/* Parents that are here; a text that names none of our plans is told as it stands. */
static void write_parents(struct json_writer *writer, const struct snapshot *snapshot, const struct plan *plan) {
    write_array(writer, "parents");
    for (size_t i = 0; i < plan->implements_count; i++) {
        const struct plan *parent = snapshot_plan(snapshot, plan->implements[i]);
        write_object(writer, NULL);
        write_text(writer, "parent", plan->implements[i]);
        write_flag(writer, "known", parent != NULL);
        write_text(writer, "state", parent ? plan_state_name(parent->state) : NULL);
        write_object_end(writer);
    }
    write_array_end(writer);
}

static void write_finding(struct json_writer *writer, const struct alignment_finding *finding) {
    write_object(writer, NULL);
    write_text(writer, "kind", alignment_kind_name(finding->kind));
    write_text(writer, "own", finding->own);
    write_text(writer, "otherPlan", finding->other_plan);
    write_text(writer, "other", finding->other);
    write_text(writer, "ownValue", finding->own_value);
    write_text(writer, "otherValue", finding->other_value);
    write_object_end(writer);
}

static void reply_alignment(struct call *call, const struct snapshot *snapshot, const struct open_plan *opened,
                            const struct plan *plan, const struct alignment *alignment) {
    struct json_writer writer = call_json(call);
    write_object(&writer, NULL);
    write_text(&writer, "plan", plan->code);
    write_int(&writer, "version", opened->record.version);
    write_parents(&writer, snapshot, plan);
    write_array(&writer, "findings");
    for (size_t i = 0; i < alignment->count; i++)
        write_finding(&writer, &alignment->findings[i]);
    write_array_end(&writer);
    write_flag(&writer, "truncated", alignment->truncated);
    write_object_end(&writer);
    call_reply(call, 200);
}

static void align(struct call *call, const struct snapshot *snapshot, const struct open_plan *opened) {
    const struct plan *plan = plan_with_recorded(snapshot, opened);
    struct alignment_setting setting = alignment_setting_on(snapshot, opened->date, &call->arena);
    struct alignment alignment = {.arena = &call->arena, .setting = &setting};
    struct aligned_plan own = aligned(plan);
    struct tasks tasks = tasks_read(&call->arena, snapshot, opened, NULL);
    for (size_t i = 0; i < plan->implements_count; i++) {
        const struct plan *parent = snapshot_plan(snapshot, plan->implements[i]);
        if (!parent)
            continue;
        struct aligned_plan above = aligned(parent);
        alignment_with_parent(&alignment, &own, &above);
    }
    alignment_inside(&alignment, &own);
    align_leads(&alignment, plan, &tasks);
    reply_alignment(call, snapshot, opened, plan, &alignment);
}

void plan_alignment(struct call *call) {
    static const char *const no_query[] = {NULL};
    struct fail fail = {0};
    if (!call_query_only(call, no_query))
        return;
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    AUTO_LEASE lease = {0};
    AUTO_PLAN plan = {0};
    if (!call_lease(call, &lease, &fail))
        call_refuse_fail(call, &fail);
    else if (plan_open_newest(call, lease.db, snapshot, &plan))
        align(call, snapshot, &plan);
}
