/* Longer periods from shorter ones: the tiling, and the rules by which figures of one leaf combine. */
#include "domain/over_periods.h"

#include <assert.h>

/* The coarsest owed period that starts on the day and does not reach behind the end. Shorter kinds lie inside longer ones, so
 * taking the longest first never spoils a tiling that exists. */
static bool part_at(day_t start, day_t end, const struct calendar *calendar, period_owed *owed, void *context,
                    struct period *ret_part) {
    static const enum period_kind coarsest_first[] = {PERIOD_YEAR, PERIOD_HALF, PERIOD_QUARTER, PERIOD_MONTH};
    for (size_t i = 0; i < sizeof coarsest_first / sizeof *coarsest_first; i++) {
        if (!period_of_day(start, coarsest_first[i], calendar, ret_part))
            continue;
        if (ret_part->start == start && ret_part->end <= end && owed(context, ret_part))
            return true;
    }
    return false;
}

size_t periods_made_from(const struct period *whole, const struct calendar *calendar, period_owed *owed, void *context,
                         struct period ret_parts[PERIODS_IN_MAX]) {
    size_t count = 0;
    day_t reached = owed(context, whole) ? whole->end : whole->start;
    while (reached < whole->end) {
        if (count == PERIODS_IN_MAX || !part_at(reached, whole->end, calendar, owed, context, &ret_parts[count])) {
            count = 0;
            break;
        }
        reached = ret_parts[count++].end;
    }
    if (count > 0)
        return count;
    ret_parts[0] = *whole;
    return 1;
}

bool over_periods_uses(enum over_periods rule, size_t part, size_t part_count) {
    assert(part < part_count);
    switch (rule) {
    case OVER_PERIODS_FIRST:
        return part == 0;
    case OVER_PERIODS_LAST:
        return part == part_count - 1;
    case OVER_PERIODS_NONE:
        return part_count == 1;
    case OVER_PERIODS_SUM:
    case OVER_PERIODS_MIN:
    case OVER_PERIODS_MAX:
        break;
    }
    return true;
}

static int64_t chosen(enum over_periods rule, int64_t so_far, int64_t figure) {
    if (so_far == QUANTITY_MISSING)
        return figure;
    bool takes = rule == OVER_PERIODS_MIN ? figure < so_far : figure > so_far;
    return takes ? figure : so_far;
}

bool over_periods_combine(enum over_periods rule, const int64_t *figures, size_t part_count, int64_t *ret_figure) {
    __int128 sum = 0;
    int64_t extreme = QUANTITY_MISSING;
    for (size_t i = 0; i < part_count; i++) {
        if (figures[i] == QUANTITY_MISSING || !over_periods_uses(rule, i, part_count))
            continue;
        sum += figures[i];
        extreme = chosen(rule, extreme, figures[i]);
    }
    *ret_figure = extreme; /* where one part is used, the extreme is that part's figure */
    return rule != OVER_PERIODS_SUM || extreme == QUANTITY_MISSING || quantity_total(sum, ret_figure);
}
