/* What the evaluations of the kinds of targets share. Private to the room. */
#ifndef TONGHOP_DOMAIN_TARGET_EVALUATE_H
#define TONGHOP_DOMAIN_TARGET_EVALUATE_H

#include "domain/target.h"

/* A number of a plan's text: value in 1/10^decimals. */
struct decimal {
    int64_t value;
    int decimals;
};
bool decimal_parse(const char *text, struct decimal *ret_decimal);
int decimal_compare(struct decimal a, struct decimal b);
const char *decimal_text(struct arena *arena, struct decimal decimal);
/* Brings both to the decimals of the more precise; false where one leaves the range of a quantity. */
bool decimals_align(struct decimal *a, struct decimal *b);

/* What a measure gave. */
struct measured {
    bool known;
    struct decimal amount;
    bool incomplete; /* an obliged report of one of its forms is missing */
    uint32_t expected, reported, judged;
    bool only_flows, only_flows_or_distinct, only_stocks;
    bool scope_ended;
};
/* The reason why it cannot be measured, or NULL. */
const char *measure_take(const struct measure *measure, uint32_t unit, const struct period *period, const struct figures *figures,
                         struct measured *ret_measured);

struct evaluation {
    struct arena *arena;
    const struct target *target;
    const struct attainment_setting *setting;
    struct period window; /* whose figures count */
    day_t end;            /* the target's end; DAY_NEVER: open */
    bool before_end;
    bool incomplete; /* in any of its measures so far */
    struct attainment *attainment;
};

/* Takes a measure for the target's scope and notes its completeness. False: the target is concluded as notMeasurable, but
 * for a figure that nobody gave, which is measured as not known. */
bool evaluation_take(struct evaluation *evaluation, const struct measure *measure, uint32_t unit, const struct period *period,
                     struct measured *ret_measured);

void conclude(struct evaluation *evaluation, enum attainment_state state, const char *reason);
/* A target that holds only while nothing breaks it. */
void conclude_strict(struct evaluation *evaluation, bool broken);
/* Any other; `on_track`: short of it, yet at least the part that the time elapsed asks for. */
void conclude_open(struct evaluation *evaluation, bool holds, bool on_track);

/* Whether more of it is still wanted; what is above its bound, or must stay below it, falls short of nothing. */
bool falls_short(enum compare op, int order);
/* Whether has / asked is at least the elapsed part of the plan's time. False without an end. */
bool pro_rata(const struct evaluation *evaluation, __int128 has, __int128 asked);

void evaluate_share(struct evaluation *evaluation);
void evaluate_amount(struct evaluation *evaluation);
void evaluate_growth(struct evaluation *evaluation);
void evaluate_frequency(struct evaluation *evaluation);
void evaluate_members(struct evaluation *evaluation);
void evaluate_cohort(struct evaluation *evaluation);

#endif
