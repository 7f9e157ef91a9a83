/* A plan's document moved by whole years, and a parent's targets taken over. Pure. */
#ifndef TONGHOP_PLANS_PLAN_SHIFT_H
#define TONGHOP_PLANS_PLAN_SHIFT_H

#include "plan_review.h"
#include "reference/snapshot.h"

/* A period code or a date, years later; NULL where the text is neither. 29 February becomes the 28th where there is
 * none. */
const char *text_shifted(struct arena *arena, const char *text, const struct calendar *calendar, int years);

/* Moves what a year is written in (`by`, periods of baselines, times of tasks). Days of the year stay. What keeps last
 * year's figures is added to the review. */
void plan_shift(struct review *review, json_t *body, const struct calendar *calendar, int years);

/* Ends of targets that lie outside the new plan's span are left out, for the span's own end to hold, and added to the review ("by"). */
void plan_drop_ends(struct review *review, json_t *body, const struct calendar *calendar, const struct period *span);

/* The day on which codes were understood, and the one on which they are now. */
struct code_move {
    const struct snapshot *snapshot;
    day_t from, to;
    enum language language;
};
/* Units that are gone, or whose code is another's now, are named by their stable id and added to the review, as are
 * selectors of agencies that find nobody now, and measures that count units of a level that is gone. The issuer is left
 * alone: a plan needs one that is there. */
void plan_move_codes(struct review *review, const struct code_move *move, json_t *body);

#endif
