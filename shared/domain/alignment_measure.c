/* What a target measures, in one text for all ways to write it. */
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/text.h"
#include "domain/alignment_compare.h"
#include "domain/target_evaluate.h"

static int compare_texts(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "(a,b)" in the order of the texts. */
static const char *sorted_list(struct arena *arena, const char **texts, size_t count) {
    AUTO_BUFFER list = {0};
    if (count > 1)
        qsort(texts, count, sizeof *texts, compare_texts);
    buffer_char(&list, '(');
    for (size_t i = 0; i < count; i++) {
        buffer_text(&list, i > 0 ? "," : "");
        buffer_text(&list, texts[i]);
    }
    buffer_char(&list, ')');
    return arena_slice(arena, buffer_cstr(&list), list.size);
}

static const char *number_text(struct arena *arena, const char *number) {
    struct decimal decimal;
    return decimal_parse(number, &decimal) ? decimal_text(arena, decimal) : "?";
}

static const char *term_text(struct arena *arena, const struct measure_term *term) {
    const char **functions = arena_new_array(arena, const char *, term->function_count);
    for (uint32_t i = 0; i < term->function_count; i++)
        functions[i] = term->functions[i];
    return arena_format(arena, "%s.%s@%x%s", term->form, term->cell, term->levels,
                        sorted_list(arena, functions, term->function_count));
}

struct counted_cell {
    const char *text;
    int64_t times;
};

static int compare_cells(const void *a, const void *b) {
    return strcmp(((const struct counted_cell *)a)->text, ((const struct counted_cell *)b)->text);
}

/* Terms of one cell become one; returns how many are left. */
static size_t merge_cells(struct counted_cell *cells, size_t count) {
    size_t kept = 0;
    if (count > 1)
        qsort(cells, count, sizeof *cells, compare_cells);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && text_equal(cells[kept - 1].text, cells[i].text))
            cells[kept - 1].times += cells[i].times;
        else
            cells[kept++] = cells[i];
    }
    return kept;
}

static const char *sum_text(struct arena *arena, const struct measure *measure) {
    struct counted_cell *cells = arena_new_array(arena, struct counted_cell, measure->term_count);
    for (uint32_t i = 0; i < measure->term_count; i++)
        cells[i] = (struct counted_cell){term_text(arena, &measure->terms[i]), measure->terms[i].times};
    size_t count = merge_cells(cells, measure->term_count), kept = 0;
    const char **texts = arena_new_array(arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        if (cells[i].times != 0)
            texts[kept++] = arena_format(arena, "%lld*%s", (long long)cells[i].times, cells[i].text);
    return sorted_list(arena, texts, kept);
}

static const char *predicate_text(struct arena *arena, const struct predicate *predicate) {
    static const char *const names[] = {"cell", "all", "any", "atLeast"};
    if (predicate->kind == PREDICATE_CELL)
        return arena_format(arena, "%s.%s %d %s %d", predicate->form, predicate->cell, (int)predicate->op,
                            number_text(arena, predicate->value), predicate->subtree);
    const char **members = arena_new_array(arena, const char *, predicate->of_count);
    for (uint32_t i = 0; i < predicate->of_count; i++)
        members[i] = predicate_text(arena, &predicate->of[i]);
    return arena_format(arena, "%s %u%s", names[predicate->kind], predicate->at_least,
                        sorted_list(arena, members, predicate->of_count));
}

static const char *measure_text(struct arena *arena, const struct measure *measure) {
    if (measure == NULL)
        return "";
    if (measure->kind == MEASURE_NUMBER)
        return number_text(arena, measure->number);
    if (measure->kind != MEASURE_UNITS)
        return sum_text(arena, measure);
    const char *where = measure->where != NULL ? predicate_text(arena, measure->where) : "";
    return arena_format(arena, "%s where %s", measure->units < LEVEL_COUNT ? level_name(measure->units) : "?", where);
}

static const char *channels_text(struct arena *arena, const struct target *target) {
    const char **texts = arena_new_array(arena, const char *, target->channel_count);
    for (uint32_t i = 0; i < target->channel_count; i++)
        texts[i] = measure_text(arena, target->channels[i].measure);
    return sorted_list(arena, texts, target->channel_count);
}

const char *target_measured(struct arena *arena, const struct target *target) {
    if (target->kind == TARGET_ALL || target->kind == TARGET_CONDITIONAL || target->kind == TARGET_NARRATIVE)
        return NULL;
    return arena_format(arena, "%s: %s; %s / %s %s", target_kind_name(target->kind),
                        measure_text(arena, target->measure), measure_text(arena, target->numerator),
                        measure_text(arena, target->denominator), channels_text(arena, target));
}

static bool within_one_year(const struct aligned_plan *plan) {
    struct period year;
    return period_of_day(plan->span->start, PERIOD_YEAR, plan->calendar, &year) && year.start == plan->span->start &&
           plan->span->end <= year.end;
}

struct reading target_reading(const struct target *target, const struct aligned_plan *plan) {
    if (target->window == WINDOW_YEAR_TO_DATE)
        return (struct reading){.window = WINDOW_YEAR_TO_DATE};
    if (target->window != WINDOW_PLAN_TO_DATE)
        return (struct reading){.window = WINDOW_PERIOD};
    if (within_one_year(plan))
        return (struct reading){.window = WINDOW_YEAR_TO_DATE};
    return (struct reading){.window = WINDOW_PLAN_TO_DATE, .from = plan->span->start};
}

bool reading_equal(struct reading a, struct reading b) {
    return a.window == b.window && a.from == b.from;
}

const char *window_text(struct arena *arena, const struct target *target, const struct aligned_plan *plan) {
    static const char *const names[] = {"period", "yearToDate", "planToDate", "asOf"};
    const char *name = names[target->window];
    return target->window == WINDOW_PLAN_TO_DATE ? arena_format(arena, "%s %s", name, plan->span->code) : name;
}
