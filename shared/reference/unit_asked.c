/* Finds the unit that an input from outside names, and says who a code was where it is none on that date. */
#include <string.h>

#include "core/text.h"
#include "reference/snapshot.h"

enum { NAMESAKES_MAX = 8, SUCCESSORS_MAX = 8 };

static const char *span_text(const struct unit_version *version, struct arena *arena) {
    char from[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE];
    return arena_format(arena, "%s–%s", version->from == DAY_EVER ? "…" : day_format(version->from, from),
                        version->until == DAY_NEVER ? "…" : day_format(version->until, until));
}

static const char *successors_text(const struct unit_tree *tree, uint32_t unit, struct arena *arena,
                                   enum language language) {
    struct succession successions[SUCCESSORS_MAX];
    size_t count = unit_successors(tree, unit, successions, SUCCESSORS_MAX);
    const char *text = "";
    for (size_t i = 0; i < count && i < SUCCESSORS_MAX; i++) {
        const struct unit *next = &tree->units[successions[i].to];
        const struct unit_version *version = &next->versions[0];
        text = arena_format(arena, "%s%s%s (%s)", text, i ? ", " : (language == LANGUAGE_VI ? " → " : " → "), next->id,
                            version->name);
    }
    return text;
}

const char *snapshot_explain_code(const struct snapshot *snapshot, const char *code, day_t date, struct arena *arena,
                                  enum language language) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    uint32_t units[NAMESAKES_MAX];
    size_t count = units_with_code(tree, code, units, NAMESAKES_MAX);
    const char *text = "";
    (void)date;
    for (size_t i = 0; i < count && i < NAMESAKES_MAX; i++) {
        const struct unit *unit = &tree->units[units[i]];
        const struct unit_version *last = &unit->versions[unit->version_count - 1];
        text = arena_format(arena, "%s%s%s (%s) %s%s", text, i ? "; " : "", last->name, unit->id,
                            span_text(last, arena), successors_text(tree, units[i], arena, language));
    }
    return text;
}

uint32_t snapshot_unit_asked(const struct snapshot *snapshot, const char *code_or_id, day_t date,
                             enum language language, const struct place *place, struct issues *issues) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    uint32_t unit = unit_find(tree, code_or_id, date);
    if (unit != UNIT_NONE && unit_version_at(tree, unit, date))
        return unit;
    uint32_t namesake;
    const char *code = unit != UNIT_NONE ? tree->units[unit].versions[0].code : code_or_id;
    if (unit == UNIT_NONE && units_with_code(tree, code_or_id, &namesake, 1) == 0) {
        issue_add(issues, ISSUE_UNKNOWN_UNIT, place, code_or_id, NULL, NULL);
        return UNIT_NONE;
    }
    char day[DAY_TEXT_SIZE];
    const char *who = snapshot_explain_code(snapshot, code, date, issues->arena, language);
    issue_add(issues, ISSUE_UNIT_NOT_VALID, place, code_or_id, day_format(date, day), who);
    return UNIT_NONE;
}
