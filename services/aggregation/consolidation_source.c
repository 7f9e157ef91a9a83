/* Gathers what figures were made of, and compares two such lists. */
#include "consolidation_source.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "stored_rollup_sql.h"

/* ---- Gathering */

static void add_ground(struct arena *arena, const struct cube *cube, struct consolidation_sources *sources) {
    const char *form = cube->ground->form->code, *period = cube->ground->period.code;
    for (size_t i = 0; i < sources->ground_count; i++)
        if (text_equal(sources->grounds[i].form, form) && text_equal(sources->grounds[i].period, period))
            return;
    sources->grounds =
        arena_grow(arena, sources->grounds, sources->ground_count, &sources->ground_capacity, sizeof *sources->grounds);
    sources->grounds[sources->ground_count++] =
        (struct consolidation_ground){form, arena_text(arena, period), marks_text(arena, &cube->seen)};
}

static void add_leaf(struct arena *arena, const struct report_leaf *leaf, const char *form, const char *period,
                     struct consolidation_sources *sources) {
    const struct counted_report *counted = &leaf->counted[COUNTED_SUBMITTED];
    sources->rows = arena_grow(arena, sources->rows, sources->count, &sources->capacity, sizeof *sources->rows);
    sources->rows[sources->count++] = (struct consolidation_source){.form = form,
                                                                    .period = period,
                                                                    .unit = arena_text(arena, leaf->unit),
                                                                    .agency = arena_text(arena, leaf->agency),
                                                                    .report = arena_text(arena, leaf->report),
                                                                    .epoch = counted->epoch,
                                                                    .version = counted->version};
}

void sources_gather(struct arena *arena, const struct tally *tally, const char *unit_id,
                    struct consolidation_sources *sources) {
    const char *periods[PERIODS_IN_MAX];
    uint32_t first, end;
    for (uint32_t i = 0; i < tally->cube_count; i++) {
        periods[i] = arena_text(arena, tally->cubes[i]->ground->period.code);
        add_ground(arena, tally->cubes[i], sources);
    }
    uint32_t position = tally->cube_count == 0 ? UNIT_NONE : tally_position(tally, unit_id);
    if (position == UNIT_NONE)
        return;
    rollup_leaves(tally->reports, position, &first, &end);
    for (uint32_t i = first; i < end; i++)
        if (tally->leaves[i]->counted[COUNTED_SUBMITTED].values != NULL)
            add_leaf(arena, tally->leaves[i], tally->form->code, periods[tally_leaf_part(tally, i)], sources);
}

/* ---- Order */

static int compare_keys(const struct consolidation_source *a, const struct consolidation_source *b) {
    int order = strcmp(a->form, b->form);
    if (order == 0)
        order = strcmp(a->period, b->period);
    if (order == 0)
        order = strcmp(a->unit, b->unit);
    return order != 0 ? order : strcmp(a->agency, b->agency);
}

static int compare_rows(const void *a, const void *b) {
    return compare_keys(a, b);
}

static bool same_version(const struct consolidation_source *a, const struct consolidation_source *b) {
    return a->epoch == b->epoch && a->version == b->version;
}

bool sources_close(struct consolidation_sources *sources) {
    size_t kept = 0;
    bool agree = true;
    if (sources->count > 0)
        qsort(sources->rows, sources->count, sizeof *sources->rows, compare_rows);
    for (size_t i = 0; i < sources->count; i++) {
        const struct consolidation_source *row = &sources->rows[i], *last = kept == 0 ? NULL : &sources->rows[kept - 1];
        if (last != NULL && compare_keys(last, row) == 0)
            agree &= same_version(last, row);
        else
            sources->rows[kept++] = *row;
    }
    sources->count = kept;
    return agree;
}

const char *sources_digest(const struct consolidation_sources *sources, char ret_text[SHA256_TEXT_SIZE]) {
    AUTO_BUFFER lines = {0};
    for (size_t i = 0; i < sources->count; i++) {
        const struct consolidation_source *row = &sources->rows[i];
        buffer_format(&lines, "%s|%s|%s|%s|%s|%" PRId64 "|%" PRId64 "\n", row->form, row->period, row->unit,
                      row->agency, row->report, row->epoch, row->version);
    }
    return sha256_text(buffer_cstr(&lines), lines.size, ret_text);
}

/* ---- Comparing */

size_t sources_compare(struct arena *arena, const struct consolidation_sources *before,
                       const struct consolidation_sources *after, struct source_change **ret_changes) {
    size_t count = 0, capacity = 0, i = 0, j = 0;
    *ret_changes = NULL;
    while (i < before->count || j < after->count) {
        const struct consolidation_source *was = i < before->count ? &before->rows[i] : NULL;
        const struct consolidation_source *is = j < after->count ? &after->rows[j] : NULL;
        int order = was == NULL ? 1 : is == NULL ? -1 : compare_keys(was, is);
        i += order <= 0;
        j += order >= 0;
        if (order == 0 && same_version(was, is))
            continue;
        *ret_changes = arena_grow(arena, *ret_changes, count, &capacity, sizeof **ret_changes);
        (*ret_changes)[count++] = (struct source_change){order <= 0 ? was : NULL, order >= 0 ? is : NULL};
    }
    return count;
}

void write_source_names(struct json_writer *json, const struct consolidation_source *source) {
    write_text(json, "form", source->form);
    write_text(json, "period", source->period);
    write_text(json, "unit", source->unit);
    write_text(json, "agency", source->agency);
    write_text(json, "report", source->report);
}
