/* Who leads a task but owes no report. */
#include "core/buffer.h"
#include "core/text.h"
#include "domain/alignment_compare.h"

struct leads_check {
    struct alignment *alignment;
    const struct duty *duties;
    size_t duty_count;
};

static size_t expand(const struct alignment *alignment, const struct agency_selector *selector,
                     struct agency_ref **ret_refs) {
    const struct alignment_setting *setting = alignment->setting;
    return agency_expand(alignment->arena, setting->agencies, setting->slice, selector, ret_refs);
}

/* Narrowed to the agency's unit, so that a duty of all communes does not expand to all of them. */
static bool selects(const struct alignment *alignment, const struct agency_selector *selector,
                    const struct agency_ref *agency) {
    struct agency_selector narrowed = *selector;
    struct agency_ref *refs;
    if (selector->unit != UNIT_NONE && selector->unit != agency->unit)
        return false;
    narrowed.unit = agency->unit;
    size_t count = expand(alignment, &narrowed, &refs);
    for (size_t i = 0; i < count; i++)
        if (text_equal(refs[i].code, agency->code))
            return true;
    return false;
}

static bool may_report(const struct form *form, enum level level, const char *function) {
    for (uint32_t i = 0; i < form->version_count; i++)
        if (form_reported_by(&form->versions[i], level, function))
            return true;
    return false;
}

/* A form nobody knows, and a duty without forms, are taken as the agency's. */
static bool has_form_for(const struct duty *duty, const struct agency_ref *agency,
                         const struct alignment_setting *setting) {
    const struct unit_slice *slice = setting->slice;
    enum level level = slice->version[slice->position_of[agency->unit]]->level;
    for (uint32_t i = 0; i < duty->form_count; i++) {
        const struct form *form = setting->form != NULL ? setting->form(setting->context, duty->forms[i]) : NULL;
        if (form == NULL || may_report(form, level, agency->function))
            return true;
    }
    return duty->form_count == 0;
}

static bool obliges(const struct alignment *alignment, const struct duty *duty, const struct agency_ref *agency) {
    if (duty->binding != BINDING_MUST || duty->deliverable == DELIVERABLE_PLAN)
        return false;
    if (duty->deliverable == DELIVERABLE_REPORT && !has_form_for(duty, agency, alignment->setting))
        return false;
    for (uint32_t i = 0; i < duty->reporter_count; i++)
        if (selects(alignment, &duty->reporters[i], agency))
            return true;
    return false;
}

static bool owes(const struct leads_check *check, const struct agency_ref *agency) {
    for (size_t i = 0; i < check->duty_count; i++)
        if (obliges(check->alignment, &check->duties[i], agency))
            return true;
    return false;
}

/* Whether another alternative of the lead has an agency in the same unit that owes a report. */
static bool stood_in_for(const struct leads_check *check, const struct task_lead *lead, uint32_t alternative,
                         const struct agency_ref *agency) {
    for (uint32_t i = 0; i < lead->alternative_count; i++) {
        struct agency_selector narrowed = lead->alternatives[i];
        struct agency_ref *refs;
        if (i == alternative || (narrowed.unit != UNIT_NONE && narrowed.unit != agency->unit))
            continue;
        narrowed.unit = agency->unit;
        size_t count = expand(check->alignment, &narrowed, &refs);
        for (size_t j = 0; j < count; j++)
            if (owes(check, &refs[j]))
                return true;
    }
    return false;
}

/* "police 385": an implied function needs its unit to be an agency. */
static void show_agency(const struct alignment *alignment, const struct agency_ref *agency, size_t shown,
                        struct buffer *to) {
    const struct unit_slice *slice = alignment->setting->slice;
    if (shown > ALIGNMENT_AGENCIES_SHOWN_MAX)
        return;
    buffer_text(to, shown > 0 ? ", " : "");
    if (shown == ALIGNMENT_AGENCIES_SHOWN_MAX)
        buffer_text(to, "…");
    else if (agency->registered != NULL)
        buffer_text(to, agency->code);
    else
        buffer_format(to, "%s %s", agency->code, slice->version[slice->position_of[agency->unit]]->code);
}

static void check_lead(const struct leads_check *check, const struct task_lead *lead) {
    struct alignment *alignment = check->alignment;
    AUTO_BUFFER shown = {0};
    size_t leading = 0, without = 0;
    for (uint32_t i = 0; i < lead->alternative_count; i++) {
        struct agency_ref *refs;
        size_t count = expand(alignment, &lead->alternatives[i], &refs);
        leading += count;
        for (size_t j = 0; j < count; j++)
            if (!owes(check, &refs[j]) && !stood_in_for(check, lead, i, &refs[j]))
                show_agency(alignment, &refs[j], without++, &shown);
    }
    if (without == 0)
        return;
    alignment_add(alignment, (struct alignment_finding){
                                 .kind = ALIGNMENT_LEAD_WITHOUT_DUTY,
                                 .own = lead->task,
                                 .own_value = arena_slice(alignment->arena, buffer_cstr(&shown), shown.size),
                                 .other_value = arena_format(alignment->arena, "%zu/%zu", without, leading)});
}

void alignment_leads(struct alignment *alignment, const struct task_lead *leads, size_t lead_count,
                     const struct duty *duties, size_t duty_count) {
    struct leads_check check = {alignment, duties, duty_count};
    for (size_t i = 0; i < lead_count; i++)
        check_lead(&check, &leads[i]);
}
