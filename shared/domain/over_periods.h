/* Longer periods from shorter ones: which periods a period is made from, and what a leaf's figures of those make together. Pure.
 *
 * Order of combining: over periods at the leaf first, then over units (a commune "yes" in H1 and another in H2 make two). */
#ifndef TONGHOP_DOMAIN_OVER_PERIODS_H
#define TONGHOP_DOMAIN_OVER_PERIODS_H

#include "domain/form.h"

/* Is the form owed for exactly this period by anybody? */
typedef bool period_owed(void *context, const struct period *period);

/* The periods whose reports answer for the whole: itself where it is owed, else the coarsest owed periods that tile it, in
 * order. Where none do, it is the whole again, for what was reported without being owed. Never 0. */
size_t periods_made_from(const struct period *whole, const struct calendar *calendar, period_owed *owed, void *context,
                         struct period ret_parts[PERIODS_IN_MAX]);

/* The figures of one cell in all parts, in order; QUANTITY_MISSING where there is none. False when the sum leaves the range of a quantity.
 * sum, min, max: of those given; first, last: missing where the first or the last part is; none: missing, unless there is one part only. */
bool over_periods_combine(enum over_periods rule, const int64_t *figures, size_t part_count, int64_t *ret_figure);

/* Does what a part gives enter the figure of the whole? */
bool over_periods_uses(enum over_periods rule, size_t part, size_t part_count);

#endif
