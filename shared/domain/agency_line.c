/* Whom a reporter reports to: recipients and intermediate agencies along its own line of superiors. */
#include <string.h>

#include "domain/agency.h"

struct line {
    struct arena *arena;
    const struct agency_set *set;
    const struct unit_slice *slice;
    const struct agency_ref *reporter;
    struct agency_ref *refs;
    size_t count;
    bool named_itself;
};

static bool is_reporter(const struct line *line, const struct agency_ref *ref) {
    return ref->unit == line->reporter->unit && strcmp(ref->code, line->reporter->code) == 0;
}

/* Nobody reports to itself or through itself. */
static void leave_reporter_out(struct line *line) {
    size_t kept = 0;
    for (size_t i = 0; i < line->count; i++) {
        if (is_reporter(line, &line->refs[i]))
            line->named_itself = true;
        else
            line->refs[kept++] = line->refs[i];
    }
    line->count = kept;
}

static void expand(struct line *line, const struct agency_selector *selector) {
    line->count = agency_expand(line->arena, line->set, line->slice, selector, &line->refs);
    leave_reporter_out(line);
}

/* The nearest unit of the line, itself first, that has such an agency. */
static void climb(struct line *line, const struct agency_selector *selector) {
    const struct unit_slice *slice = line->slice;
    struct agency_selector at = *selector;
    uint32_t position = slice->position_of[line->reporter->unit];
    for (; position != UNIT_NONE && line->count == 0; position = slice->parent[position]) {
        at.unit = slice->unit_of[position];
        expand(line, &at);
    }
}

/* A registered agency is looked for where it is, not in every unit. */
static bool stands_somewhere(const struct agency_set *set, struct agency_selector *selector) {
    for (uint32_t i = 0; i < set->count; i++)
        if (strcmp(set->agencies[i].code, selector->agency) == 0) {
            selector->unit = set->agencies[i].unit;
            return true;
        }
    return false;
}

static bool is_above(const struct line *line, const struct agency_selector *selector) {
    uint32_t position = line->slice->position_of[line->reporter->unit];
    return !selector->has_level || (position != UNIT_NONE && selector->level < line->slice->version[position]->level);
}

size_t agency_expand_line(struct arena *arena, const struct agency_set *set, const struct unit_slice *slice,
                          const struct agency_selector *asked, const struct agency_ref *reporter,
                          struct agency_ref **ret_refs, bool *ret_missing) {
    struct line line = {.arena = arena, .set = set, .slice = slice, .reporter = reporter};
    struct agency_selector selector = *asked;
    bool fixed = selector.unit != UNIT_NONE || (selector.agency != NULL && stands_somewhere(set, &selector));
    if (fixed)
        expand(&line, &selector);
    else if (selector.agency == NULL)
        climb(&line, &selector);
    if (!fixed && line.count == 0 && selector.within != UNIT_NONE)
        expand(&line, &selector);
    *ret_refs = line.refs;
    *ret_missing = line.count == 0 && !line.named_itself && (fixed || is_above(&line, &selector));
    return line.count;
}
