/* Which version of a form holds, where a cell stands in it, and who reports it. */
#include "domain/form.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

bool compare_holds(enum compare op, int order) {
    switch (op) {
    case COMPARE_EQ:
        return order == 0;
    case COMPARE_GT:
        return order > 0;
    case COMPARE_LE:
        return order <= 0;
    case COMPARE_LT:
        return order < 0;
    case COMPARE_GE:
    case COMPARE_UNSTATED:
        break;
    }
    return order >= 0;
}

const struct form_version *form_version_for(const struct form *form, const struct period *period) {
    const struct form_version *in_force = NULL;
    for (uint32_t i = 0; i < form->version_count && form->versions[i].from <= period->start; i++)
        in_force = &form->versions[i];
    return in_force;
}

/* ---- The order of codes */

static int by_cell_code(const void *a, const void *b, void *version) {
    const struct cell *cells = ((const struct form_version *)version)->cells;
    return strcmp(cells[*(const uint32_t *)a].code, cells[*(const uint32_t *)b].code);
}

static int by_narrative_code(const void *a, const void *b, void *version) {
    const struct narrative *narratives = ((const struct form_version *)version)->narratives;
    return strcmp(narratives[*(const uint32_t *)a].code, narratives[*(const uint32_t *)b].code);
}

static const uint32_t *sorted(struct arena *arena, struct form_version *version, uint32_t count,
                              int (*compare)(const void *, const void *, void *)) {
    uint32_t *order = arena_new_array(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    qsort_r(order, count, sizeof *order, compare, version);
    return order;
}

void form_version_sort(struct form_version *version, struct arena *arena) {
    version->cells_by_code = sorted(arena, version, version->cell_count, by_cell_code);
    version->narratives_by_code = sorted(arena, version, version->narrative_count, by_narrative_code);
}

/* ---- */

int32_t form_cell(const struct form_version *version, const char *code) {
    for (uint32_t i = 0; i < version->cell_count; i++)
        if (!version->cells[i].retired && text_equal(version->cells[i].code, code))
            return (int32_t)i;
    return -1;
}

bool form_reported_by(const struct form_version *version, enum level level, const char *function) {
    if ((version->levels >> level & 1U) == 0)
        return false;
    if (version->function_count == 0)
        return true;
    for (uint32_t i = 0; i < version->function_count; i++)
        if (text_equal(version->functions[i], function))
            return true;
    return false;
}

bool form_looks_back(const struct form_version *version) {
    return version->has_openings || version->warn_above_percent > 0;
}

struct report_content report_content_new(struct arena *arena, const struct form_version *version) {
    struct report_content content = {
        .values = arena_new_array(arena, int64_t, version->cell_count),
        .not_available = arena_new_array(arena, const char *, version->cell_count),
        .narratives = arena_new_array(arena, const char *, version->narrative_count),
    };
    for (uint32_t i = 0; i < version->cell_count; i++)
        content.values[i] = QUANTITY_MISSING;
    return content;
}

/* A stock is there whether or not anything happened, so "nothing happened" says nothing about it. */
static bool nil_means_zero(const struct cell *cell) {
    return !cell->retired && cell->indicator->nature != NATURE_STOCK;
}

void report_fill_nil(struct report_content *content, const struct form_version *version) {
    assert(content->nil);
    for (uint32_t i = 0; i < version->cell_count; i++) {
        bool unsaid = content->values[i] == QUANTITY_MISSING && content->not_available[i] == NULL;
        if (unsaid && nil_means_zero(&version->cells[i]))
            content->values[i] = 0;
    }
}

const char *cell_title(struct arena *arena, const struct cell *cell, const char *name) {
    const char *named = name;
    for (uint32_t i = 0; name != NULL && i < cell->category_count; i++)
        named = arena_format(arena, "%s%s%s: %s", named, i == 0 ? " (" : "; ", cell->categories[i].dimension,
                             cell->categories[i].value);
    return named == name ? name : arena_format(arena, "%s)", named);
}
