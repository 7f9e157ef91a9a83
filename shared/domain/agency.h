/* Agencies: bodies of units with a function. Pure.
 *
 * people-committee and police exist at every unit by implication and are named by their function; nobody registers them. All others are
 * registered with a code, a unit, a function, classes and dates. A report's agency is a function or an agency code; its canonical form is the
 * code of the one registered agency, or the implied function. */
#ifndef TONGHOP_DOMAIN_AGENCY_H
#define TONGHOP_DOMAIN_AGENCY_H

#include "domain/unit_tree.h"

struct agency {
    const char *code, *function, *name_vi, *name_en;
    uint32_t unit;
    const char *const *classes;
    uint32_t class_count;
    day_t from, until;
};

struct agency_set {
    const struct agency *agencies; /* ordered by (unit, code) */
    uint32_t count;
};

bool function_is_implied(const char *function);

/* Another agency of the unit, at the same time, whose function is this one's code or the other way round: a report that names it would mean either.
 * NULL: none. */
const struct agency *agency_confused(const struct agency_set *set, const struct agency *agency);

/* The agency of a unit on a date, in canonical form. */
struct agency_ref {
    uint32_t unit;
    const char *code;     /* canonical: registered code or implied function; lives as long as the set (or is a constant) */
    const char *function;
    const struct agency *registered; /* NULL for an implied one */
};
enum agency_found { AGENCY_FOUND, AGENCY_UNKNOWN, AGENCY_AMBIGUOUS };
enum agency_found agency_find(const struct agency_set *set, uint32_t unit, const char *function_or_code, day_t date, struct agency_ref *ret_ref);

/* Agencies by selector, used by duties, tasks and recipients. Exactly one of agency, function, class is set. */
struct agency_selector {
    const char *agency, *function, *klass;
    bool has_level;
    enum level level;
    uint32_t within; /* unit; UNIT_NONE: anywhere */
    uint32_t unit;   /* exactly this unit; UNIT_NONE: any */
    bool unresolved; /* names a unit nobody knows: selects nothing */
};
/* Expands on a date over its slice; appended to the arena array, in slice order; an implied function without level means every unit of the
 * slice in `within`/`unit`. Returns the count. */
size_t agency_expand(struct arena *arena, const struct agency_set *set, const struct unit_slice *slice, const struct agency_selector *selector,
                     struct agency_ref **ret_refs);
/* The agencies a selector of recipients or via means for one reporter, never itself. Without `unit`: those of the nearest unit in its own line
 * (itself, then its ancestors; only of the level given) that has such; where its line has none, all `within`. *ret_missing: it should report to
 * or through one, but there is none on that date; not so for a level that is not above the reporter's. */
size_t agency_expand_line(struct arena *arena, const struct agency_set *set, const struct unit_slice *slice, const struct agency_selector *selector,
                          const struct agency_ref *reporter, struct agency_ref **ret_refs, bool *ret_missing);

#endif
