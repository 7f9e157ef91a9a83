/* Alignment: how a plan's targets stand to those of its parents and to each other, and who leads but owes no report. Pure.
 *
 * Only what can be proven is a finding. Targets are taken apart first: the parts of an `all` and the target of a
 * `conditional` stand for themselves. Two of them have the same measure when kind and measures are structurally equal:
 * the order of a sum's terms and of a predicate's members does not matter, a sum of one cell is that cell.
 * Source: seeds 1.11 ("not weaker than the parent") and 1.2 (S2-11/S2-13, S4-01/S4-11). */
#ifndef TONGHOP_DOMAIN_ALIGNMENT_H
#define TONGHOP_DOMAIN_ALIGNMENT_H

#include "domain/duty.h"
#include "domain/target.h"

/* Targets with their parts, of one plan; findings; agencies named in one finding. What is beyond sets `truncated`. */
enum { ALIGNMENT_TARGETS_MAX = 500, ALIGNMENT_FINDINGS_MAX = 1000, ALIGNMENT_AGENCIES_SHOWN_MAX = 10 };

enum alignment_kind {
    ALIGNMENT_WEAKER, ALIGNMENT_LATER, ALIGNMENT_OTHER_WINDOW, ALIGNMENT_WAITING, ALIGNMENT_MISSING,
    ALIGNMENT_CONTRADICTION, ALIGNMENT_SAME, ALIGNMENT_OVERLAP, ALIGNMENT_LEAD_WITHOUT_DUTY, ALIGNMENT_KIND_COUNT
};
/* weaker later otherWindow waiting missing contradiction same overlap leadWithoutDuty */
const char *alignment_kind_name(enum alignment_kind kind);

struct aligned_plan {
    const char *code;
    uint32_t unit; /* the issuer's */
    const struct calendar *calendar;
    const struct period *span;
    const struct target *targets;
    uint32_t target_count;
};

/* Who leads a task; of several alternatives ("A or B") in one unit it is enough that one owes a report. */
struct task_lead {
    const char *task;
    const struct agency_selector *alternatives;
    uint32_t alternative_count;
};

struct alignment_setting {
    const struct unit_slice *slice; /* of a day on which the plan's units exist, as a rule the first of its span */
    const struct agency_set *agencies;
    /* A form by its code, NULL: not known. NULL in place of the function: no form is known, and less can be proven. */
    const struct form *(*form)(void *context, const char *code);
    void *context;
};

/*                  own             other plan  other           own value, other value
 * weaker           plan's target   parent      parent's        thresholds: "≥ 60 %", "≥ 70 %"
 * later            plan's target   parent      parent's        ends: "2026", "2025"
 * otherWindow      plan's target   parent      parent's        windows: "planToDate 2023..2025", "period"
 * waiting          plan's target   parent      parent's        thresholds
 * missing          NULL            parent      parent's        NULL, threshold
 * contradiction    plan's target   NULL        later target    thresholds
 * same             plan's target   NULL        later target    thresholds
 * overlap          plan's target   NULL        later target    thresholds
 * leadWithoutDuty  task            NULL        NULL            agencies that owe nothing; their number of all: "27/27" */
struct alignment_finding {
    enum alignment_kind kind;
    const char *own, *other_plan, *other, *own_value, *other_value;
};

/* Begins with arena and setting; codes are kept by pointer, values live in the arena. */
struct alignment {
    struct arena *arena;
    const struct alignment_setting *setting;
    struct alignment_finding *findings;
    size_t count, capacity;
    bool truncated;
};

/* Weaker, later, otherWindow, waiting, missing. A target of the same measure whose scope lies in that of the parent's
 * answers it, unless it answers another of the parent's, one with its own end (a milestone). In each scope it is enough
 * that one reads the same figures, waits for no allocation, and is neither weaker nor later; else findings are about those
 * that come closest: by the figures they read, by not waiting, by the same end.
 *  - Two windows read the same figures where both are of the asked period (`period`, `asOf`), both begin with the year (in
 *    a plan within one year `planToDate` does), or both are `planToDate` of plans that began on the same day. Thresholds
 *    compare only then.
 *  - Rates (shares, growth, frequency) and upper bounds hold for every unit below; a number of the whole compares in the
 *    same scope, or with what the parent allocated to the scope.
 *  - A range asks for its lower bound: above it a target is exceeded, not failed. `eq` 0 asks for none, any other `eq` for
 *    at least that.
 *  - `waiting`: until an allocation is recorded the answer asks for nothing.
 *  - A parent's target is not missing where it is narrative, waits for its allocation, does not cover the plan's unit, was
 *    shared out to others or lists places elsewhere only, counts units of the plan's own level or above, or counts cells
 *    that nobody at the plan's level or below reports; nor where it was due before the plan begins, or is due after its end
 *    and a milestone on the way is answered. */
void alignment_with_parent(struct alignment *alignment, const struct aligned_plan *plan, const struct aligned_plan *parent);

/* Contradiction: same measure, scope, window and end, and no number meets both thresholds as they are written. Same: all
 * of it equal, or `sameAs` says so. Overlap: shares whose groups lie in each other, proven by one of
 *  - same measure, the scope of one inside the scope of the other;
 *  - numerator and denominator of one are each part of the other's: some of its terms, the same cell from fewer levels or
 *    functions, or a cell that a rule of the form (an error) bounds by the other;
 *  - an assumption about `scope` that names the other target's code.
 * S2-11 and S2-13 overlap by the last only: no rule of PCMD-C ties reformed persons to persons in need, and to stand in one
 * form proves nothing. */
void alignment_inside(struct alignment *alignment, const struct aligned_plan *plan);

/* leadWithoutDuty, one finding a lead: its agencies that no duty of these (the plan's and the programme's) obliges. A duty
 * obliges when it must be met, asks for a report or consolidation, and the agency may report one of its forms. A selector
 * that finds no agency leads nothing. */
void alignment_leads(struct alignment *alignment, const struct task_lead *leads, size_t lead_count, const struct duty *duties,
                     size_t duty_count);

/* Whether what a target asks for is a number of its whole scope, which says nothing of a part: an amount to reach, a cohort, a
 * count of members, a share of a stated number. */
bool target_is_of_the_whole(const struct target *target);
/* Whether it can be measured for a unit of the level: units counted stand below it, cells are reported there or below. Of a
 * whole made of others: every part of it. */
bool target_reaches(const struct target *target, enum level level, const struct alignment_setting *setting);

/* A plan and one of its parents. */
struct plan_link {
    const char *plan, *parent;
};
/* The shortest way from a plan over its parents back to itself, "a → b → a"; NULL: none. Parents that are no plans lead nowhere. */
const char *alignment_cycle(struct arena *arena, const struct plan_link *links, size_t link_count, const char *plan);

#endif
