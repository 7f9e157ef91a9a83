/* What became of a plan's issuer. */
#include "plan_ended.h"

enum { SUCCESSORS_MAX = 1000 };

struct heirs {
    const struct unit_tree *tree;
    struct arena *arena;
    struct succession *edges; /* room for those of one unit */
    uint32_t *units;
    size_t count, capacity;
};

bool unit_has_ended(const struct unit_tree *tree, uint32_t unit, day_t today) {
    const struct unit *known = &tree->units[unit];
    return known->versions[known->version_count - 1].until <= today;
}

static void add(struct heirs *heirs, uint32_t unit) {
    for (size_t i = 0; i < heirs->count; i++)
        if (heirs->units[i] == unit)
            return;
    heirs->units = arena_grow(heirs->arena, heirs->units, heirs->count, &heirs->capacity, sizeof *heirs->units);
    heirs->units[heirs->count++] = unit;
}

static void add_successors(struct heirs *heirs, uint32_t unit) {
    size_t count = unit_successors(heirs->tree, unit, heirs->edges, SUCCESSORS_MAX);
    for (size_t i = 0; i < count && i < SUCCESSORS_MAX; i++)
        add(heirs, heirs->edges[i].to);
}

static void add_of_children(struct heirs *heirs, uint32_t unit, day_t last_day) {
    const struct unit_tree *tree = heirs->tree;
    for (uint32_t other = 0; other < tree->unit_count; other++)
        if (unit_version_at(tree, other, last_day) && unit_parent(tree, other, last_day) == unit)
            add_successors(heirs, other);
}

void issuer_ended_write(struct json_writer *writer, struct arena *arena, const struct unit_tree *tree, uint32_t unit) {
    day_t end = tree->units[unit].versions[tree->units[unit].version_count - 1].until;
    struct heirs heirs = {
        .tree = tree, .arena = arena, .edges = arena_new_array(arena, struct succession, SUCCESSORS_MAX)};
    add_successors(&heirs, unit);
    if (heirs.count == 0)
        add_of_children(&heirs, unit, end - 1);
    write_object(writer, "issuerEnded");
    write_day(writer, "on", end);
    write_flag(writer, "known", heirs.count > 0);
    write_array(writer, "successors");
    for (size_t i = 0; i < heirs.count; i++) {
        const struct unit *heir = &tree->units[heirs.units[i]];
        const struct unit_version *version = unit_version_at(tree, heirs.units[i], end);
        version = version ? version : &heir->versions[0];
        write_object(writer, NULL);
        write_text(writer, "unit", heir->id);
        write_text(writer, "code", version->code);
        write_text(writer, "name", version->name);
        write_object_end(writer);
    }
    write_array_end(writer);
    write_object_end(writer);
}
