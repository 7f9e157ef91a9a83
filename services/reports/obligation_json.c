/* Renders what is owed by whom until when. */
#include "obligation_json.h"

#include "present.h"

const char *deliverable_name(enum deliverable deliverable) {
    static const char *const names[] = {
        [DELIVERABLE_REPORT] = "report", [DELIVERABLE_CONSOLIDATION] = "consolidation", [DELIVERABLE_PLAN] = "plan"};
    return names[deliverable];
}

void write_obligation(struct json_writer *json, const struct obligation_slot *slot, const struct obligation_list *list,
                      const struct obligation *obligation) {
    const struct unit_slice *slice = list->slice;
    bool extended = obligation->due_at != obligation->original_due_at;
    write_text(json, "form", slot->form->code);
    write_text(json, "unit", slice->tree->units[obligation->unit].id);
    write_text(json, "unitCode", slice->version[obligation->position]->code);
    write_text(json, "agency", obligation->agency);
    write_text(json, "function", obligation->function);
    write_period(json, slot->period.code, slot->period.start, slot->period.end);
    write_text(json, "duty", obligation->duty->code);
    write_text(json, "plan", obligation->duty->plan);
    write_moment(json, "dueAt", obligation->due_at);
    write_moment(json, "originalDueAt", extended ? obligation->original_due_at : MOMENT_NONE);
}
