/* Targets of plans and their attainment: nine kinds hold all 22 forms of the seeds. Pure.
 *
 * Figures come through a port, so that the same evaluation serves live, accepted, as-of and test figures. Comparisons are made with integers. */
#ifndef TONGHOP_DOMAIN_TARGET_H
#define TONGHOP_DOMAIN_TARGET_H

#include "domain/rollup.h"

enum target_kind {
    TARGET_SHARE, TARGET_AMOUNT, TARGET_GROWTH, TARGET_FREQUENCY, TARGET_MEMBERS, TARGET_COHORT, TARGET_ALL, TARGET_CONDITIONAL, TARGET_NARRATIVE, TARGET_KIND_COUNT
};
const char *target_kind_name(enum target_kind kind);
enum window { WINDOW_PERIOD, WINDOW_YEAR_TO_DATE, WINDOW_PLAN_TO_DATE, WINDOW_AS_OF };
enum modality { MODALITY_AT_LEAST, MODALITY_ASPIRATIONAL, MODALITY_MAINTAIN, MODALITY_STATED };

/* A figure: value in 1/10^decimals, with the completeness behind it. */
struct figure {
    bool known; /* false: nothing reported */
    __int128 value;
    int decimals;
    enum nature nature;          /* of the cell's indicator; a count of units has none */
    uint32_t expected, reported; /* obliged reports of the form inside the unit, and those that are there; of a predicate: over all its forms */
    uint32_t judged;             /* units: how many reported a form of the predicate */
    bool scope_ended;            /* the unit had ended by then: measured on its last day */
};

enum predicate_kind { PREDICATE_CELL, PREDICATE_ALL, PREDICATE_ANY, PREDICATE_AT_LEAST };
struct predicate {
    enum predicate_kind kind;
    const char *form, *cell; /* PREDICATE_CELL */
    enum compare op;   /* COMPARE_UNSTATED: not read; no predicate in use has it */
    const char *value; /* as text: the cell's decimals decide */
    bool subtree;      /* else the unit's own figures */
    uint32_t at_least;
    const struct predicate *of;
    uint32_t of_count;
};

enum measure_kind { MEASURE_CELL, MEASURE_SUM, MEASURE_UNITS, MEASURE_NUMBER };
struct measure_term {
    const char *form, *cell;
    int64_t times;
    uint32_t levels;              /* of the reporting unit; bit set, 0: all */
    const char *const *functions; /* none: all */
    uint32_t function_count;
};
struct measure {
    enum measure_kind kind;
    const struct measure_term *terms; /* CELL: one */
    uint32_t term_count;
    enum level units;              /* MEASURE_UNITS; LEVEL_COUNT: not read */
    const struct predicate *where; /* NULL: all units of the level */
    const char *number;
};

struct target_channel {
    const char *name;
    const struct measure *measure;
};
struct target_member {
    uint32_t unit; /* UNIT_NONE when unresolved */
    const char *name;
};
struct target_text { /* an assumption: about what, and what was taken */
    const char *about, *taken;
};
struct allocation {
    uint32_t unit;
    const char *value;
};

enum attainment_state { ATTAINED, ON_TRACK, NOT_ATTAINED, NOT_MEASURABLE, NOT_DUE };
const char *attainment_state_name(enum attainment_state state); /* attained onTrack notAttained notMeasurable notDue */
bool attainment_state_parse(const char *name, enum attainment_state *ret_state);

struct target_assessment { /* what was said of a narrative target at the end of a period */
    const char *period, *text;
    enum attainment_state state;
};

struct target {
    const char *code, *text;
    enum target_kind kind;
    enum modality modality;
    enum window window;
    const char *by;
    const char *same_as; /* code of the target it repeats */
    uint32_t scope; /* unit */
    bool scope_unresolved;
    const struct target_text *assumptions;
    uint32_t assumption_count;
    const struct allocation *allocations;
    uint32_t allocation_count;
    bool breakdown;
    /* share */
    const struct measure *numerator, *denominator;
    enum compare comparator;
    const char *percent;
    /* amount, growth, members (done), cohort (recurrences), frequency (monthsCovered) */
    const struct measure *measure;
    const char *value, *between_low, *between_high; /* amount, growth percent */
    bool trend, trend_up;                           /* growth by its sign only */
    const char *baseline_period, *baseline_value;   /* growth of a first year */
    const struct target_channel *channels;
    uint32_t channel_count;
    uint32_t times_at_least;
    enum period_kind every;
    const struct target_member *members;
    uint32_t member_count, member_total; /* total: `count` while the list is missing */
    bool members_listed;
    int64_t cohort_size;
    const struct target *parts; /* all; conditional: the one target */
    uint32_t part_count;
    const char *condition; /* code of the allocation it waits for */
    bool condition_met;    /* an allocation was recorded */
    const struct target_assessment *assessments; /* narrative */
    uint32_t assessment_count;
};

/* Whether a predicate holds for one unit, and whether the unit could be judged at all: one that reported none of the forms named could not. The
 * look-up gives a unit's figure of a PREDICATE_CELL; its `reported` counts the reports of the form, whether or not they give the cell. */
struct judgement {
    bool holds, judged;
};
typedef bool predicate_cell(void *context, const struct predicate *cell, struct figure *ret_figure); /* false: unknown form or cell */
struct judgement predicate_judge(const struct predicate *predicate, predicate_cell *cell, void *context);

struct figures { /* the port */
    void *context;
    /* Σ of a cell over the subtree of a unit in a period, of reporters by level and function. False: unknown form or cell. */
    bool (*cell)(void *context, const struct measure_term *term, uint32_t unit, const struct period *period, struct figure *ret_figure);
    /* Units of a level in the subtree of a unit on the period's tree date; with predicate, those where it holds (predicate_judge). */
    bool (*units)(void *context, enum level level, const struct predicate *where, uint32_t unit, const struct period *period, struct figure *ret_figure);
};

struct attainment {
    const struct target *target;
    enum attainment_state state;
    const char *reason; /* constant camelCase word: incomplete noData noBaseline narrative notAllocated beforeStart unknownMeasure unknownScope
                         * listMissing zeroDenominator outOfRange; NULL */
    bool exceeded, scope_ended;
    const char *required, *actual, *numerator, *denominator; /* texts in the arena, NULL where there is none */
    const char *assessment;                                  /* narrative: what was said for the period; NULL: nothing */
    uint32_t expected, reported;
    const struct attainment *parts;
    uint32_t part_count;
};

struct attainment_setting {
    const struct calendar *calendar;
    const struct period *period; /* what is asked for */
    const struct period *span;   /* the plan's */
    const struct figures *figures;
};

/* The day behind a target's last: of its `by`, a period code or a date, else of the plan's span. *ret_code: what says so; NULL: not wanted. */
day_t target_end(const struct target *target, const struct calendar *calendar, const struct period *span, const char **ret_code);

/* The target with the code, also inside others; else the conditional one that waits for an allocation of that code. NULL: none. */
const struct target *target_named(const struct target *targets, size_t count, const char *code);

/* What was allocated of it to exactly this unit; NULL: nothing. */
const char *target_allocated(const struct target *target, uint32_t unit);

/* Every target and those inside it, each with its place: of targets in the list /targets, /targets/0/parts/1 or /targets/0/target. */
typedef void target_visit(void *context, const struct target *target, const struct place *place);
void targets_visit(const struct target *targets, size_t count, const struct place *list, target_visit *visit, void *context);

/* A number of a target as it is written, in 1/10^QUANTITY_DECIMALS_MAX; false: NULL, or no quantity can hold it. */
bool target_number(const char *text, __int128 *ret_number);
const char *target_number_text(struct arena *arena, __int128 number); /* "12.5": no more decimals than it has */

/* The exact reading of every kind, in docs/attainment.md. */
void target_evaluate(struct arena *arena, const struct target *target, const struct attainment_setting *setting, struct attainment *ret_attainment);

#endif
