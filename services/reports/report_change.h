/* What may become of a report: its states, and how the next version follows from the present one. Pure. */
#ifndef TONGHOP_REPORTS_REPORT_CHANGE_H
#define TONGHOP_REPORTS_REPORT_CHANGE_H

#include "entry.h"

/* The next version says the same in the same state: nothing is to be stored. */
bool change_is_none(const struct report *current, const struct report *next);
/* May new content in state draft or submitted follow? A draft may not hide what was handed in. */
bool change_is_allowed(enum report_state current, enum report_state next);
/* Accepted ones, and those whose period is closed (due moment and days of grace), change only with a reason. */
bool change_needs_reason(const struct entry_setting *setting, const struct report *current);
/* Makes `next` the version behind `current`: number, identity, and what the first submission has fixed for ever. */
void change_follow(const struct report *current, struct report *next);

enum decision { DECISION_SUBMIT, DECISION_ACCEPT, DECISION_RETURN, DECISION_WITHDRAW, DECISION_COUNT };
struct decision_rule {
    const char *name;
    enum scope scope; /* who may */
    uint32_t from;    /* states it may follow, bit 1 << enum report_state */
    enum report_state to;
    bool needs_reason, by_another; /* by_another: not by who submitted it */
};
extern const struct decision_rule decision_rules[DECISION_COUNT];

#endif
