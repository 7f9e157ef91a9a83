/* The real administrative units of 2012 to today and the reorganisation of 2025-07-01, read from examples/units for tests. */
#ifndef TONGHOP_TESTS_REAL_UNITS_H
#define TONGHOP_TESTS_REAL_UNITS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "domain/unit_tree.h"

enum { REAL_VERSIONS_MAX = 20000, REAL_PAIRS_MAX = 12000, REAL_FIELDS_MAX = 9, REAL_LINE_SIZE = 4096 };

struct real_units {
    struct arena arena;
    struct unit_tree_source source;
    uint32_t version_count, pair_count, pair_without_old_count;
};

static inline day_t real_day(const char *text) {
    day_t day;
    if (!day_parse(text, &day))
        abort();
    return day;
}

/* Takes a line apart in place; quotes hold commas and doubled quotes. */
static inline size_t real_fields(char *line, char *ret_fields[REAL_FIELDS_MAX]) {
    size_t count = 0;
    char *from = line, *to = line;
    bool quoted = false;
    ret_fields[count++] = to;
    for (; *from != '\0' && *from != '\n' && *from != '\r'; from++) {
        if (*from == '"' && quoted && from[1] == '"')
            *to++ = *from++;
        else if (*from == '"')
            quoted = !quoted;
        else if (*from == ',' && !quoted && count < REAL_FIELDS_MAX) {
            *to++ = '\0';
            ret_fields[count++] = to;
        } else
            *to++ = *from;
    }
    *to = '\0';
    return count;
}

static inline FILE *real_open(const char *path, char line[REAL_LINE_SIZE]) {
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(line, REAL_LINE_SIZE, file) == NULL)
        abort();
    return file;
}

static inline struct unit_version real_version(struct arena *arena, char *fields[REAL_FIELDS_MAX]) {
    struct unit_version version = {.name = arena_text(arena, fields[4]), .type = arena_text(arena, fields[5])};
    bool fits = level_parse(fields[1], &version.level) && text_copy(version.code, sizeof version.code, fields[2]) &&
                text_copy(version.parent_code, sizeof version.parent_code, fields[3]);
    if (!fits)
        abort();
    version.from = text_equal(fields[6], "2012-01-01") ? DAY_EVER : real_day(fields[6]);
    version.until = text_empty(fields[7]) ? DAY_NEVER : real_day(fields[7]);
    return version;
}

/* The rows of one unit stand together in the file. */
static inline void real_read_versions(struct real_units *real) {
    char line[REAL_LINE_SIZE], *fields[REAL_FIELDS_MAX];
    FILE *file = real_open(TONGHOP_SOURCE "/examples/units/unit_versions.csv", line);
    struct unit_version *versions = arena_new_array(&real->arena, struct unit_version, REAL_VERSIONS_MAX);
    struct unit *units = arena_new_array(&real->arena, struct unit, REAL_VERSIONS_MAX);
    struct unit *unit = NULL;
    while (fgets(line, sizeof line, file) != NULL) {
        if (real_fields(line, fields) != 8 || real->version_count == REAL_VERSIONS_MAX)
            abort();
        if (unit == NULL || !text_equal(unit->id, fields[0])) {
            unit = &units[real->source.unit_count++];
            *unit =
                (struct unit){.id = arena_text(&real->arena, fields[0]), .versions = &versions[real->version_count]};
        }
        versions[real->version_count++] = real_version(&real->arena, fields);
        unit->version_count++;
    }
    fclose(file);
    real->source.units = units;
}

/* The pairs name the old commune by its code of 2025-06-30, the new one by its code of 2025-07-01. */
static inline void real_read_pairs(struct real_units *real, const struct unit_tree *tree) {
    char line[REAL_LINE_SIZE], *fields[REAL_FIELDS_MAX];
    FILE *file = real_open(TONGHOP_SOURCE "/examples/units/mapping_2025-07-01.csv", line);
    struct succession_source *pairs = arena_new_array(&real->arena, struct succession_source, REAL_PAIRS_MAX);
    day_t effective = real_day("2025-07-01");
    while (fgets(line, sizeof line, file) != NULL) {
        if (real_fields(line, fields) != 9 || real->pair_count == REAL_PAIRS_MAX)
            abort();
        real->pair_count++;
        uint32_t old = unit_by_code(tree, fields[0], effective - 1), new = unit_by_code(tree, fields[4], effective);
        real->pair_without_old_count += old == UNIT_NONE;
        if (old == UNIT_NONE || new == UNIT_NONE)
            continue;
        struct succession_source *pair = &pairs[real->source.succession_count++];
        *pair = (struct succession_source){
            .from_id = tree->units[old].id, .to_id = tree->units[new].id, .effective = effective};
        if (!succession_parse(fields[7], &pair->kind))
            abort();
    }
    fclose(file);
    real->source.successions = pairs;
}

/* Reads everything; `real->source` then builds the tree. The caller ends it with arena_done(&real->arena). */
static inline void real_units_read(struct real_units *real) {
    *real = (struct real_units){0};
    real_read_versions(real);
    real_read_pairs(real, unit_tree_build(&real->arena, &real->source));
}

#endif
