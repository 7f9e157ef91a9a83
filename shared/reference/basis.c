/* What the roll-up of a form and period is computed from, as one number.
 *
 * Only what can move one of its figures: the tree of its last day, who owes it, and the form as it is in force. Not who is due when, nor what
 * anything is called. What all have in common is counted once a snapshot. */
#include "core/text.h"
#include "reference/snapshot_parts.h"

#define HASH_FACTOR UINT64_C(1099511628211)

static uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * HASH_FACTOR;
    return hash ^ hash >> 29;
}

static uint64_t mix_text(uint64_t hash, const char *text) {
    return mix(hash, text ? text_hash(text) : 0);
}

/* ---- The tree */

uint64_t slice_hash(const struct unit_slice *slice) {
    uint64_t hash = slice->count;
    for (uint32_t i = 0; i < slice->count; i++) {
        hash = mix_text(hash, slice->tree->units[slice->unit_of[i]].id);
        hash = mix_text(hash, slice->version[i]->code);
        hash = mix(hash, slice->version[i]->level);
        hash = mix(hash, slice->parent[i]);
    }
    return hash;
}

/* ---- Who owes it */

static uint64_t mix_unit(uint64_t hash, const struct unit_tree *tree, uint32_t unit) {
    return mix_text(hash, unit == UNIT_NONE ? NULL : tree->units[unit].id);
}

uint64_t agencies_hash(const struct unit_tree *tree, const struct agency_set *agencies) {
    uint64_t hash = agencies->count;
    for (uint32_t i = 0; i < agencies->count; i++) {
        const struct agency *agency = &agencies->agencies[i];
        hash = mix_text(mix_text(mix_unit(hash, tree, agency->unit), agency->code), agency->function);
        hash = mix(mix(hash, (uint64_t)agency->from), (uint64_t)agency->until);
        for (uint32_t j = 0; j < agency->class_count; j++)
            hash = mix_text(hash, agency->classes[j]);
    }
    return hash;
}

/* Of an implied function there is one at every unit, whoever is registered. */
static uint64_t selector_hash(const struct snapshot *snapshot, const struct agency_selector *selector) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    bool implied = selector->function && function_is_implied(selector->function);
    uint64_t hash = implied ? 0 : snapshot->agencies_hash;
    hash = mix_text(mix_text(mix_text(hash, selector->agency), selector->function), selector->klass);
    hash = mix(mix(hash, selector->has_level ? 1 + (uint64_t)selector->level : 0), selector->unresolved);
    return mix_unit(mix_unit(hash, tree, selector->within), tree, selector->unit);
}

/* In whatever order they stand. */
static uint64_t owing_hash(const struct snapshot *snapshot, const struct form *form, const struct period *period) {
    const struct programme_entry *entry = map_get(&snapshot->programmes, form->programme);
    uint64_t hash = 0;
    for (size_t i = 0; entry && i < entry->duty_count; i++) {
        const struct duty *duty = &entry->duties[i];
        if (!duty_reports(duty, form) || !duty_owes(duty, period))
            continue;
        for (uint32_t j = 0; j < duty->reporter_count; j++)
            hash += mix(selector_hash(snapshot, &duty->reporters[j]), 1);
    }
    return hash;
}

/* ---- The form */

static uint64_t version_hash(const struct form *form, const struct form_version *version) {
    uint64_t hash = mix(mix(form->version_count, (uint64_t)version->version), version->levels);
    for (uint32_t i = 0; i < version->function_count; i++)
        hash = mix_text(hash, version->functions[i]);
    for (uint32_t i = 0; i < version->cell_count; i++) {
        const struct cell *cell = &version->cells[i];
        hash = mix(mix_text(hash, cell->code), cell->retired);
        hash = mix(mix(hash, cell->indicator->over_units), (uint64_t)cell->indicator->decimals);
    }
    return hash;
}

uint64_t snapshot_rollup_basis(const struct snapshot *snapshot, const char *form_code, const char *period_code) {
    uint64_t hash = mix_text(mix_text(0, form_code), period_code);
    struct period period;
    const struct form *form = snapshot_form(snapshot, form_code);
    bool known = form && snapshot_period(snapshot, form, period_code, &period);
    const struct form_version *version = known ? form_version_for(form, &period) : NULL;
    if (!version)
        return hash;
    hash = mix(mix(hash, (uint64_t)period.start), (uint64_t)period.end);
    hash = mix(hash, snapshot_slice_hash(snapshot, period_tree_date(&period)));
    hash = mix(mix(hash, owing_hash(snapshot, form, &period)), version_hash(form, version));
    return hash;
}
