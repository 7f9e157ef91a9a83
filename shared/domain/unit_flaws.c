/* What is wrong with a set of units: the checks an import makes before the set may be used. */
#include "core/text.h"
#include "domain/unit_index.h"

struct findings {
    struct unit_flaw *flaws;
    size_t count, max;
};

static void report_flaw(struct findings *findings, enum unit_flaw_kind kind, const char *id, const char *other_id,
                        day_t date) {
    if (findings->count < findings->max)
        findings->flaws[findings->count++] =
            (struct unit_flaw){.kind = kind, .id = id, .other_id = other_id, .date = date};
}

static void check_spans(struct findings *findings, const struct unit *unit) {
    day_t reached = DAY_EVER;
    for (uint32_t i = 0; i < unit->version_count; i++) {
        const struct unit_version *version = &unit->versions[i];
        if (version->until <= version->from) {
            report_flaw(findings, UNIT_FLAW_EMPTY_SPAN, unit->id, NULL, version->from);
            continue;
        }
        if (i > 0 && version->from < reached)
            report_flaw(findings, UNIT_FLAW_OVERLAP, unit->id, NULL, version->from);
        if (version->until > reached)
            reached = version->until;
    }
}

/* One per version is enough: the first day without a parent. */
static void check_parents(struct findings *findings, const struct unit_tree *tree, const struct code_entry *entry) {
    if (entry->version->level == LEVEL_NATION)
        return;
    day_t date = entry->from;
    while (date < entry->until) {
        const struct code_entry *parent = parent_entry(index_of(tree), entry->version, date);
        if (parent == NULL) {
            report_flaw(findings, UNIT_FLAW_NO_PARENT, tree->units[entry->unit].id, NULL, date);
            return;
        }
        date = parent->until;
    }
}

/* Walks the entries of a code in order of time, at each level beside the one that lasts longest so far. Two versions of one unit that overlap are
 * told by check_spans. */
static void check_codes(struct findings *findings, const struct unit_tree *tree) {
    const struct unit_index *index = index_of(tree);
    const struct code_entry *lasting[LEVEL_COUNT] = {NULL};
    for (uint32_t i = 0; i < index->entry_count; i++) {
        const struct code_entry *entry = &index->entries[i];
        const struct code_entry **before = &lasting[entry->version->level];
        bool same_code = *before != NULL && text_equal((*before)->code, entry->code);
        if (entry->until <= entry->from)
            continue;
        if (same_code && entry->from < (*before)->until && (*before)->unit != entry->unit)
            report_flaw(findings, UNIT_FLAW_CODE_TWICE, tree->units[entry->unit].id, tree->units[(*before)->unit].id,
                        entry->from);
        if (!same_code || entry->until > (*before)->until)
            *before = entry;
    }
}

size_t unit_tree_flaws(const struct unit_tree *tree, struct unit_flaw *ret_flaws, size_t max) {
    struct findings findings = {.flaws = ret_flaws, .max = max};
    for (uint32_t i = 0; i < tree->unit_count; i++)
        check_spans(&findings, &tree->units[i]);
    check_codes(&findings, tree);
    const struct unit_index *index = index_of(tree);
    for (uint32_t i = 0; i < index->entry_count; i++)
        check_parents(&findings, tree, &index->entries[i]);
    return findings.count;
}
