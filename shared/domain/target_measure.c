/* Measures and predicates of targets: from the figures of the port to one number, in whole numbers throughout. */
#include "domain/target_evaluate.h"

#include "core/text.h"

static __int128 scaled(__int128 value, int decimals, int to) {
    for (; decimals < to; decimals++)
        value *= 10;
    return value;
}

bool decimal_parse(const char *text, struct decimal *ret_decimal) {
    if (text == NULL)
        return false;
    for (int decimals = 0; decimals <= QUANTITY_DECIMALS_MAX; decimals++) {
        enum quantity_read read = quantity_parse(text, decimals, &ret_decimal->value);
        ret_decimal->decimals = decimals;
        if (read != QUANTITY_PRECISION)
            return read == QUANTITY_OK;
    }
    return false;
}

static int more_decimals(struct decimal a, struct decimal b) {
    return a.decimals > b.decimals ? a.decimals : b.decimals;
}

int decimal_compare(struct decimal a, struct decimal b) {
    int decimals = more_decimals(a, b);
    __int128 left = scaled(a.value, a.decimals, decimals), right = scaled(b.value, b.decimals, decimals);
    return (left > right) - (left < right);
}

const char *decimal_text(struct arena *arena, struct decimal decimal) {
    char text[QUANTITY_TEXT_SIZE];
    return arena_text(arena, quantity_format(decimal.value, decimal.decimals, text));
}

bool decimals_align(struct decimal *a, struct decimal *b) {
    int decimals = more_decimals(*a, *b);
    __int128 left = scaled(a->value, a->decimals, decimals), right = scaled(b->value, b->decimals, decimals);
    a->decimals = b->decimals = decimals;
    return quantity_total(left, &a->value) && quantity_total(right, &b->value);
}

static void note_figure(struct measured *measured, const struct figure *figure) {
    measured->known &= figure->known;
    measured->incomplete |= figure->reported < figure->expected;
    measured->expected += figure->expected;
    measured->reported += figure->reported;
    measured->judged += figure->judged;
    measured->scope_ended |= figure->scope_ended;
}

static void note_nature(struct measured *measured, enum nature nature) {
    measured->only_flows &= nature == NATURE_FLOW;
    measured->only_flows_or_distinct &= nature == NATURE_FLOW || nature == NATURE_DISTINCT;
    measured->only_stocks &= nature == NATURE_STOCK;
}

/* Adds times · figure to a running sum at the most decimals so far; false beyond 128 bits. */
static bool sum_add(__int128 *sum, int *decimals, const struct figure *figure, int64_t times) {
    __int128 part = figure->value;
    int to = figure->decimals > *decimals ? figure->decimals : *decimals;
    bool beyond = __builtin_mul_overflow(part, (__int128)times, &part);
    for (int i = figure->decimals; i < to; i++)
        beyond |= __builtin_mul_overflow(part, (__int128)10, &part);
    for (; *decimals < to; (*decimals)++)
        beyond |= __builtin_mul_overflow(*sum, (__int128)10, sum);
    return !beyond && !__builtin_add_overflow(*sum, part, sum);
}

/* A form's completeness counts once, however many of its cells are added. */
static bool names_form_first(const struct measure *measure, uint32_t term) {
    for (uint32_t i = 0; i < term; i++)
        if (text_equal(measure->terms[i].form, measure->terms[term].form))
            return false;
    return true;
}

static const char *take_cells(const struct measure *measure, uint32_t unit, const struct period *period,
                              const struct figures *figures, struct measured *measured) {
    __int128 sum = 0;
    int decimals = 0;
    for (uint32_t i = 0; i < measure->term_count; i++) {
        struct figure figure = {0};
        if (!figures->cell(figures->context, &measure->terms[i], unit, period, &figure))
            return "unknownMeasure";
        note_nature(measured, figure.nature);
        int64_t times = measure->kind == MEASURE_CELL ? 1 : measure->terms[i].times;
        if (figure.known && !sum_add(&sum, &decimals, &figure, times))
            return "outOfRange";
        if (!names_form_first(measure, i))
            figure.expected = figure.reported = 0;
        note_figure(measured, &figure);
    }
    measured->amount.decimals = decimals;
    return quantity_total(sum, &measured->amount.value) ? NULL : "outOfRange";
}

static const char *take_units(const struct measure *measure, uint32_t unit, const struct period *period,
                              const struct figures *figures, struct measured *measured) {
    struct figure figure = {0};
    if (!figures->units(figures->context, measure->units, measure->where, unit, period, &figure))
        return "unknownMeasure";
    measured->only_flows = measured->only_flows_or_distinct = measured->only_stocks = false;
    note_figure(measured, &figure);
    if (measure->where != NULL && figure.expected == 0 && figure.judged == 0)
        measured->known = false; /* nobody was asked, and nobody told */
    return quantity_total(figure.value, &measured->amount.value) ? NULL : "outOfRange";
}

const char *measure_take(const struct measure *measure, uint32_t unit, const struct period *period,
                         const struct figures *figures, struct measured *ret_measured) {
    *ret_measured =
        (struct measured){.known = true, .only_flows = true, .only_flows_or_distinct = true, .only_stocks = true};
    if (measure == NULL)
        return "unknownMeasure";
    switch (measure->kind) {
    case MEASURE_CELL:
    case MEASURE_SUM:
        return take_cells(measure, unit, period, figures, ret_measured);
    case MEASURE_UNITS:
        return take_units(measure, unit, period, figures, ret_measured);
    case MEASURE_NUMBER:
        break;
    }
    return decimal_parse(measure->number, &ret_measured->amount) ? NULL : "unknownMeasure";
}

static struct judgement judge_cell(const struct predicate *predicate, predicate_cell *cell, void *context) {
    struct figure figure = {0};
    struct decimal value = {0}, bound;
    if (!cell(context, predicate, &figure) || !decimal_parse(predicate->value, &bound))
        return (struct judgement){0};
    struct judgement judgement = {.judged = figure.reported > 0};
    if (!figure.known || !quantity_total(figure.value, &value.value))
        return judgement;
    value.decimals = figure.decimals;
    judgement.holds = compare_holds(predicate->op, decimal_compare(value, bound));
    return judgement;
}

static uint32_t needed(const struct predicate *predicate) {
    if (predicate->kind == PREDICATE_ALL)
        return predicate->of_count;
    return predicate->kind == PREDICATE_ANY ? 1 : predicate->at_least;
}

struct judgement predicate_judge(const struct predicate *predicate, predicate_cell *cell, void *context) {
    if (predicate->kind == PREDICATE_CELL)
        return judge_cell(predicate, cell, context);
    struct judgement judgement = {0};
    uint32_t holding = 0;
    for (uint32_t i = 0; i < predicate->of_count; i++) {
        struct judgement part = predicate_judge(&predicate->of[i], cell, context);
        holding += part.holds;
        judgement.judged |= part.judged;
    }
    judgement.holds = holding >= needed(predicate);
    return judgement;
}
