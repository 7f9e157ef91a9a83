/* The states of a report as a table, and what each version takes over from the one before. */
#include "report_change.h"

#include <string.h>

#define STATE(state) (UINT32_C(1) << REPORT_##state)

const struct decision_rule decision_rules[DECISION_COUNT] = {
    [DECISION_SUBMIT] = {.name = "submit", .scope = SCOPE_REPORTS_WRITE, .from = STATE(DRAFT), .to = REPORT_SUBMITTED},
    [DECISION_ACCEPT] = {.name = "accept",
                         .scope = SCOPE_REPORTS_REVIEW,
                         .from = STATE(SUBMITTED),
                         .to = REPORT_ACCEPTED,
                         .by_another = true},
    [DECISION_RETURN] = {.name = "return",
                         .scope = SCOPE_REPORTS_REVIEW,
                         .from = STATE(SUBMITTED) | STATE(ACCEPTED),
                         .to = REPORT_RETURNED,
                         .needs_reason = true,
                         .by_another = true},
    [DECISION_WITHDRAW] = {.name = "withdraw",
                           .scope = SCOPE_REPORTS_WRITE,
                           .from = STATE(SUBMITTED) | STATE(ACCEPTED) | STATE(RETURNED),
                           .to = REPORT_WITHDRAWN},
};

bool change_is_none(const struct report *current, const struct report *next) {
    bool same_state =
        current->state == next->state || (current->state == REPORT_ACCEPTED && next->state == REPORT_SUBMITTED);
    return same_state && memcmp(current->sha256, next->sha256, SHA256_SIZE) == 0;
}

bool change_is_allowed(enum report_state current, enum report_state next) {
    return next != REPORT_DRAFT || (current != REPORT_SUBMITTED && current != REPORT_ACCEPTED);
}

static const struct obligation *obligation_of(const struct entry_setting *setting, const struct form *form,
                                              const struct report *report) {
    struct period period;
    uint32_t unit = unit_by_id(snapshot_tree(setting->snapshot), report->key.unit);
    bool known = unit != UNIT_NONE && snapshot_period(setting->snapshot, form, report->key.period, &period);
    return known ? snapshot_obligation(setting->snapshot, form, &period, unit, report->key.agency, setting->arena)
                 : NULL;
}

/* An extension given after the first submission moves the closing as well; what was reopened is open. */
static bool is_closed(const struct entry_setting *setting, const struct report *current) {
    const struct form *form = snapshot_form(setting->snapshot, current->key.form);
    const struct programme *programme = form ? snapshot_programme(setting->snapshot, form->programme) : NULL;
    if (!programme || current->due == MOMENT_NONE || current->first_submitted == MOMENT_NONE)
        return false;
    const struct obligation *obligation = obligation_of(setting, form, current);
    if (obligation && obligation->open_until != MOMENT_NONE && setting->now < obligation->open_until)
        return false;
    moment_t due = obligation && obligation->due_at > current->due ? obligation->due_at : current->due;
    return setting->now >= due + programme->grace_days * MOMENT_DAY;
}

bool change_needs_reason(const struct entry_setting *setting, const struct report *current) {
    return current->state == REPORT_ACCEPTED || is_closed(setting, current);
}

void change_follow(const struct report *current, struct report *next) {
    memcpy(next->id, current->id, sizeof next->id);
    next->version = current->version + 1;
    if (next->state == REPORT_DRAFT) {
        next->submitted = current->submitted;
        next->submitted_by = current->submitted_by;
        next->first_submitted = MOMENT_NONE;
    }
    if (current->first_submitted == MOMENT_NONE)
        return;
    next->first_submitted = current->first_submitted;
    next->due = current->due;
    next->timeliness = current->timeliness;
}
