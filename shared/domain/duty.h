/* Duties and the obligations they make: who owes which form for which period, and until when. Pure; nobody stores obligations.
 *
 * One report meets every duty with its key (form, unit, agency, period): the earliest due moment holds. Only issued plans oblige, besides the
 * programme's own duties. Source of due forms: seeds table 1.4, decree 09/2019 articles 8.5 and 12. */
#ifndef TONGHOP_DOMAIN_DUTY_H
#define TONGHOP_DOMAIN_DUTY_H

#include "domain/agency.h"
#include "domain/form.h"
#include "domain/period.h"

enum deliverable { DELIVERABLE_REPORT, DELIVERABLE_CONSOLIDATION, DELIVERABLE_PLAN };
enum binding { BINDING_MUST, BINDING_REQUEST };
enum regime { REGIME_PERIODIC, REGIME_THEMATIC, REGIME_AD_HOC, REGIME_QUICK };
enum schedule_period {
    SCHEDULE_MONTH, SCHEDULE_QUARTER, SCHEDULE_H1, SCHEDULE_H2, SCHEDULE_HALF, SCHEDULE_NINE_MONTHS, SCHEDULE_YEAR, SCHEDULE_SPAN,
    SCHEDULE_REQUEST /* the period of an ad hoc request */
};
enum due_kind { DUE_NONE, DUE_BEFORE, DUE_BY, DUE_WORKING_DAYS, DUE_AS_REGULATED, DUE_AT };

struct due {
    enum due_kind kind;
    int8_t month, day;     /* before (exclusive), by (inclusive): of the period's end year + year_offset */
    int8_t year_offset;
    uint16_t working_days; /* after the cut-off */
    bool next_if_holiday;
    moment_t at; /* of an ad hoc request */
};
struct schedule {
    enum schedule_period period;
    struct due due;
    int8_t cut_off_month, cut_off_day; /* 0: the last day of the period */
    bool derived;                      /* derivedFrom shorter periods: nothing is owed for it */
    enum schedule_period derived_from;
};

struct duty {
    const char *code;
    const char *plan; /* code of the plan it stands in; NULL: the programme's */
    const char *programme;
    enum deliverable deliverable;
    enum binding binding;
    enum regime regime;
    const char *const *forms;
    uint32_t form_count;
    const char *const *consolidates;
    uint32_t consolidates_count;
    const char *const *gathers; /* the forms that its consolidation takes in (duties_close); none of other deliverables */
    uint32_t gathers_count;
    const struct agency_selector *reporters, *recipients, *via;
    uint32_t reporter_count, recipient_count, via_count;
    bool via_any; /* else each */
    const struct schedule *schedules;
    uint32_t schedule_count;
    day_t start, end; /* of the plan's span; DAY_EVER, DAY_NEVER for the programme's */
    const char *request; /* period code of the ad hoc request that it is; NULL: a standing duty */
};

/* What the expansion needs to know about the programme. */
struct duty_setting {
    const struct calendar *calendar;
    int32_t zone_offset_seconds;
    struct due regulated; /* what asRegulated means; DUE_NONE: no due moment */
    struct working_calendar working;
    const struct agency_set *agencies;
    const struct unit_slice *slice; /* on the tree date of the period */
};

struct obligation {
    uint32_t unit, position; /* position in the slice */
    const char *agency;      /* canonical */
    const char *function;
    const struct duty *duty; /* the one with the earliest due moment */
    moment_t due_at;         /* the first moment that is late; MOMENT_NONE: never late */
    moment_t original_due_at; /* before any extension */
    moment_t open_until;      /* reopened: corrections need no reason until then; MOMENT_NONE: not reopened */
};

/* More time, or another chance, for named units. */
struct extension {
    const char *code, *form, *period;
    const uint32_t *units;
    uint32_t unit_count;
    moment_t due_at; /* with reopen: when it closes again; MOMENT_NONE: for good */
    bool reopen;
};

/* Fills `gathers` of duties to consolidate: their own forms and those of the duties that they consolidate, through any number of steps, each once.
 * Of one code the duty of the same plan is meant, then the programme's. */
void duties_close(struct arena *arena, struct duty *duties, size_t count);

/* The schedule row by which the duty owes the period, or NULL. A period outside the plan's span is not owed. */
const struct schedule *duty_owes(const struct duty *duty, const struct period *period);
/* The first late moment of a period under a schedule: before 06-15 → 06-15 00:00 local; by 06-15 → 06-16 00:00 local; n working days after the
 * cut-off → the start of the day after the n-th. MOMENT_NONE: no due moment. */
moment_t due_moment(const struct schedule *schedule, const struct period *period, const struct duty_setting *setting);
/* Working days strictly between cut-off and due moment; 0 deserves a warning (decree 09/2019 article 8.5). -1: no due moment. */
int32_t due_working_days(const struct schedule *schedule, const struct period *period, const struct duty_setting *setting);

enum { SCHEDULE_PERIODS_MAX = 12 };
/* The periods of a year that the schedule owes, inside the duty's span; a span or a request counts in the year in which it ends. */
size_t schedule_periods(const struct duty *duty, const struct schedule *schedule, const struct calendar *calendar, int year,
                        struct period ret_periods[SCHEDULE_PERIODS_MAX]);
/* False: whatever the year, the duty's span holds no such period. */
bool schedule_is_ever_owed(const struct duty *duty, const struct schedule *schedule, const struct calendar *calendar);
/* The last day of data under the schedule. */
day_t schedule_cut_off(const struct schedule *schedule, const struct period *period);

/* All obligations for one form and period under the duties (deliverable report), each key once, ordered by (position, agency). A duty obliges a
 * reporter only for forms that this reporter's level and function may report. */
size_t obligations_expand(struct arena *arena, const struct duty *duties, size_t duty_count, const struct form *form, const struct period *period,
                          const struct duty_setting *setting, struct obligation **ret_obligations);
/* Does its consolidation take in the form? After duties_close. */
bool duty_gathers(const struct duty *duty, const char *form);
/* The same of consolidations: who owes one of what was reported with the form, under the duties of that deliverable that gather it. Whoever
 * gathers a form need not report it. */
size_t consolidations_expand(struct arena *arena, const struct duty *duties, size_t duty_count, const struct form *form, const struct period *period,
                             const struct duty_setting *setting, struct obligation **ret_obligations);
/* Applies to an expanded set what extends this form and period; of several extensions the latest holds. */
void obligations_extend(struct obligation *obligations, size_t count, const struct extension *const *extensions, size_t extension_count,
                        const struct form *form, const struct period *period, const struct unit_slice *slice);
/* Due moment and reopening of one unit under an extension, where that extends its form and period; false: it does not. */
bool extension_applies(const struct extension *extension, uint32_t unit, const struct form *form, const struct period *period);
/* In an expanded set; NULL: not obliged. */
const struct obligation *obligation_find(const struct obligation *set, size_t count, uint32_t position, const char *agency);

#endif
