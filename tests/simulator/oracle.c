/* The naive count. */
#include "oracle.h"

#include <string.h>

/* ---- Which version counts: the story of a report told from its first version on */

static void tell(const struct version *version, const struct version *counted[COUNTED_VIEWS]) {
    switch (version->state) {
    case REPORT_SUBMITTED:
        counted[COUNTED_SUBMITTED] = version;
        break;
    case REPORT_ACCEPTED:
        counted[COUNTED_SUBMITTED] = counted[COUNTED_ACCEPTED] = version;
        break;
    case REPORT_RETURNED:
        counted[COUNTED_SUBMITTED] = counted[COUNTED_ACCEPTED];
        break;
    case REPORT_WITHDRAWN:
        counted[COUNTED_SUBMITTED] = counted[COUNTED_ACCEPTED] = NULL;
        break;
    case REPORT_DRAFT:
    case REPORT_STATE_COUNT:
        break;
    }
}

static int newest_epoch(const struct ledger *ledger, int report) {
    int epoch = 0;
    for (size_t i = 0; i < ledger->version_count; i++)
        if (ledger->versions[i].report == report && ledger->versions[i].offset >= 0 &&
            ledger->versions[i].epoch > epoch)
            epoch = ledger->versions[i].epoch;
    return epoch;
}

static const struct version *arrived(const struct ledger *ledger, int report, int epoch, int number) {
    for (size_t i = 0; i < ledger->version_count; i++) {
        const struct version *version = &ledger->versions[i];
        if (version->report == report && version->epoch == epoch && version->number == number && version->offset >= 0)
            return version;
    }
    return NULL;
}

void oracle_begin(struct oracle *oracle, const struct world *world, const struct ledger *ledger) {
    memset(oracle, 0, sizeof *oracle);
    oracle->world = world;
    oracle->ledger = ledger;
    for (int report = 0; report < ledger->report_count; report++) {
        int epoch = newest_epoch(ledger, report);
        for (int number = 1; epoch > 0 && number <= ledger->highest[report]; number++) {
            const struct version *version = arrived(ledger, report, epoch, number);
            if (version)
                tell(version, oracle->counted[report]);
        }
    }
}

/* ---- Whom a report belongs to */

day_t oracle_last_day(int period) {
    return period % 2 == 0 ? day_of(2024 + period / 2, 6, 30) : day_of(2024 + period / 2, 12, 31);
}

int oracle_cell_count(const struct oracle *oracle, int period) {
    return oracle->world->second_version && period >= 2 ? CELLS : CELLS_AT_FIRST;
}

static const struct version *counting(const struct oracle *oracle, int report, enum counted view) {
    return oracle->counted[report][view];
}

/* Its unit was there on the last day of the period, and its form is known. Of the version that counts, whichever that is. */
static bool is_resolved(const struct oracle *oracle, int report) {
    const struct report_of *of = &oracle->ledger->reports[report];
    const struct version *version = counting(oracle, report, COUNTED_SUBMITTED);
    return of->unit != UNKNOWN_UNIT && world_level_at(oracle->world, of->unit, oracle_last_day(of->period)) != NOBODY &&
           (version->form_version == 1 || oracle->world->second_version);
}

static bool is_owed(const struct oracle *oracle, int report) {
    const struct report_of *of = &oracle->ledger->reports[report];
    return world_owes(oracle->world, of->unit, of->agency, oracle_last_day(of->period));
}

/* ---- Adding */

static bool takes_least(int cell) {
    return cell == 2;
}

static void add(struct cell_sum *sum, int cell, int64_t value) {
    if (value == QUANTITY_MISSING)
        return;
    if (sum->reported++ == 0)
        sum->sum = value;
    else if (takes_least(cell))
        sum->sum = value < sum->sum ? value : sum->sum;
    else
        sum->sum += value;
}

static void count_report(const struct oracle *oracle, int report, int unit, struct completeness *completeness) {
    if (!counting(oracle, report, COUNTED_SUBMITTED))
        return;
    if (!is_resolved(oracle, report)) {
        completeness->unresolved += unit == 0;
        return;
    }
    if (!is_owed(oracle, report)) {
        completeness->additional++;
        return;
    }
    enum timeliness timeliness = oracle->ledger->reports[report].timeliness;
    completeness->reported++;
    completeness->accepted += counting(oracle, report, COUNTED_ACCEPTED) != NULL;
    completeness->on_time += timeliness == TIMELINESS_ON_TIME;
    completeness->late += timeliness == TIMELINESS_LATE;
}

static void count_owed(const struct oracle *oracle, int unit, int period, day_t date,
                       struct completeness *completeness) {
    for (int other = 0; other < oracle->world->unit_count; other++)
        for (int agency = 0; agency < AGENCIES; agency++)
            completeness->expected += world_owes(oracle->world, other, agency, oracle_last_day(period)) &&
                                      world_contains(oracle->world, unit, other, date);
}

static void clear(struct expected *expected) {
    memset(expected, 0, sizeof *expected);
    for (int view = 0; view < COUNTED_VIEWS; view++)
        for (int cell = 0; cell < CELLS; cell++)
            expected->total[view][cell].sum = expected->own[view][cell].sum = QUANTITY_MISSING;
}

/* An unresolved report belongs to nobody; the nation only counts it. */
static bool belongs(const struct oracle *oracle, int report, int unit, day_t date) {
    if (!counting(oracle, report, COUNTED_SUBMITTED))
        return false;
    if (!is_resolved(oracle, report))
        return unit == 0;
    return world_contains(oracle->world, unit, oracle->ledger->reports[report].unit, date);
}

/* Itself, and not one of those below: they say the same of every unit that is smaller. */
static bool is_own(const struct oracle *oracle, int of, int unit, day_t date) {
    for (int below = 0; below < oracle->world->unit_count; below++)
        if (below != unit && world_within(oracle->world, below, unit, date) &&
            world_contains(oracle->world, below, of, date))
            return false;
    return true;
}

void oracle_half(const struct oracle *oracle, int unit, int period, struct expected *ret_expected) {
    day_t date = oracle_last_day(period);
    clear(ret_expected);
    count_owed(oracle, unit, period, date, &ret_expected->completeness);
    for (int report = 0; report < oracle->ledger->report_count; report++) {
        const struct report_of *of = &oracle->ledger->reports[report];
        if (of->period != period || !belongs(oracle, report, unit, date))
            continue;
        count_report(oracle, report, unit, &ret_expected->completeness);
        for (int view = 0; is_resolved(oracle, report) && view < COUNTED_VIEWS; view++) {
            const struct version *version = counting(oracle, report, (enum counted)view);
            for (int cell = 0; version && cell < version->cell_count && cell < oracle_cell_count(oracle, period);
                 cell++) {
                add(&ret_expected->total[view][cell], cell, version->values[cell]);
                if (of->unit == unit)
                    add(&ret_expected->own[view][cell], cell, version->values[cell]);
            }
        }
    }
}

/* ---- On another tree, or from both halves: what one reporter said in them, first */

static int64_t value_in(const struct oracle *oracle, int report, enum counted view, int cell) {
    const struct version *version = report == NOBODY ? NULL : counting(oracle, report, view);
    return version && cell < version->cell_count &&
                   cell < oracle_cell_count(oracle, oracle->ledger->reports[report].period)
               ? version->values[cell]
               : QUANTITY_MISSING;
}

static int64_t over_halves(int cell, int64_t first, int64_t second) {
    bool neither = first == QUANTITY_MISSING && second == QUANTITY_MISSING;
    bool one = first == QUANTITY_MISSING || second == QUANTITY_MISSING;
    switch (cell) {
    case 0: /* distinct: nobody adds it */
        return QUANTITY_MISSING;
    case 1: /* flow */
        return neither ? QUANTITY_MISSING
                       : (first == QUANTITY_MISSING ? 0 : first) + (second == QUANTITY_MISSING ? 0 : second);
    case 2: /* the least */
        return one ? (first == QUANTITY_MISSING ? second : first) : first < second ? first : second;
    case 3: /* stock: as it stands at the end */
        return second;
    default: /* the greatest */
        return one ? (first == QUANTITY_MISSING ? second : first) : first > second ? first : second;
    }
}

static int report_of_half(const struct oracle *oracle, int unit, int agency, int period) {
    for (int i = 0; i < oracle->ledger->report_count; i++) {
        const struct report_of *report = &oracle->ledger->reports[i];
        bool same = report->unit == unit && report->agency == agency && report->period == period;
        if (same && counting(oracle, i, COUNTED_SUBMITTED) && is_resolved(oracle, i))
            return i;
    }
    return NOBODY;
}

/* A node, and how a reporter's unit lies to it. */
struct node {
    int unit, of;
    day_t date;
    bool holds, own, divided;
};

static bool is_divisible(int cell) {
    return cell == 1 || cell == 3;
}

static void add_here(const struct oracle *oracle, const struct node *node, int cell, int64_t value, bool own,
                     struct cell_sum *sum) {
    bool some = false;
    if (value == QUANTITY_MISSING)
        return;
    int64_t part = world_arriving(oracle->world, node->of, value, node->unit, own, node->date, &some);
    if (some)
        add(sum, cell, part);
}

static void add_value(const struct oracle *oracle, const struct node *node, int cell, int64_t value,
                      struct cell_sum *total, struct cell_sum *own) {
    bool divided = node->divided && is_divisible(cell);
    if (node->holds)
        add(total, cell, value);
    else if (divided)
        add_here(oracle, node, cell, value, false, total);
    if (divided)
        add_here(oracle, node, cell, value, true, own);
    else if (node->own)
        add(own, cell, value);
}

static void add_reporter(const struct oracle *oracle, const struct node *node, int agency, const int halves[2],
                         struct expected *expected) {
    int first = halves[0] == NOBODY ? NOBODY : report_of_half(oracle, node->of, agency, halves[0]);
    int second = report_of_half(oracle, node->of, agency, halves[1]);
    for (int view = 0; (first != NOBODY || second != NOBODY) && view < COUNTED_VIEWS; view++)
        for (int cell = 0; cell < oracle_cell_count(oracle, halves[1]); cell++) {
            int64_t value = value_in(oracle, second, (enum counted)view, cell);
            if (halves[0] != NOBODY)
                value = over_halves(cell, value_in(oracle, first, (enum counted)view, cell), value);
            add_value(oracle, node, cell, value, &expected->total[view][cell], &expected->own[view][cell]);
        }
}

void oracle_halves(const struct oracle *oracle, int unit, int first, int count, day_t date, bool by_shares,
                   struct expected *ret_expected) {
    const int halves[2] = {count == 2 ? first : NOBODY, first + count - 1};
    clear(ret_expected);
    for (int half = first; half < first + count; half++)
        count_owed(oracle, unit, half, date, &ret_expected->completeness);
    for (int report = 0; report < oracle->ledger->report_count; report++) {
        int period = oracle->ledger->reports[report].period;
        if (period >= first && period < first + count && belongs(oracle, report, unit, date))
            count_report(oracle, report, unit, &ret_expected->completeness);
    }
    for (int of = 0; of < oracle->world->unit_count; of++) {
        struct node node = {.unit = unit, .of = of, .date = date};
        node.holds = world_contains(oracle->world, unit, of, date);
        node.own = node.holds && is_own(oracle, of, unit, date);
        node.divided = by_shares && world_divided(oracle->world, of, date);
        for (int agency = 0; (node.holds || node.divided) && agency < AGENCIES; agency++)
            add_reporter(oracle, &node, agency, halves, ret_expected);
    }
}
