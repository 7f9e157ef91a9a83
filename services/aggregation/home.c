/* Where on a tree a unit of another time belongs. */
#include "home.h"

#include "core/text.h"
#include "division.h"

/* What a unit became, or what one yet to come was made from, as positions on the tree. */
struct kin {
    const struct unit_slice *slice;
    bool back; /* towards the past */
    uint32_t positions[KIN_MAX];
    uint32_t count;
    uint32_t unknown[KIN_MAX]; /* units of which nobody knows it: what they belonged to stands for them */
    uint32_t unknown_count;
};

static bool is_yet_to_come(const struct unit_slice *slice, uint32_t unit) {
    const struct unit *asked = &slice->tree->units[unit];
    return asked->versions[asked->version_count - 1].until > slice->date;
}

/* The day on which the unit was nearest to the tree's date. */
static day_t day_nearest(const struct unit_slice *slice, uint32_t unit) {
    const struct unit *asked = &slice->tree->units[unit];
    return is_yet_to_come(slice, unit) ? asked->versions[0].from : asked->versions[asked->version_count - 1].until - 1;
}

/* An edge from a unit to itself only says that it went on. */
size_t unit_steps(const struct unit_slice *slice, uint32_t unit, struct succession *ret, size_t max) {
    bool derived, back = is_yet_to_come(slice, unit);
    size_t kept = 0, count = back ? unit_came_from(slice->tree, unit, ret, max, &derived)
                                  : unit_became(slice->tree, unit, ret, max, &derived);
    if (count > max)
        return count;
    for (size_t i = 0; i < count; i++)
        if (ret[i].from != ret[i].to)
            ret[kept++] = ret[i];
    return kept;
}

static size_t relations(const struct kin *kin, uint32_t unit, struct succession found[KIN_MAX]) {
    return unit_steps(kin->slice, unit, found, KIN_MAX);
}

static void kin_find(struct kin *kin, uint32_t unit, int steps);

static void kin_is_unknown(struct kin *kin, uint32_t unit, int steps) {
    uint32_t parent = unit_parent(kin->slice->tree, unit, day_nearest(kin->slice, unit));
    if (kin->unknown_count < KIN_MAX)
        kin->unknown[kin->unknown_count++] = unit;
    if (parent != UNIT_NONE)
        kin_find(kin, parent, steps - 1);
}

static void kin_find(struct kin *kin, uint32_t unit, int steps) {
    struct succession found[KIN_MAX];
    uint32_t position = kin->slice->position_of[unit];
    if (position != UNIT_NONE && kin->count < KIN_MAX) {
        kin->positions[kin->count++] = position;
        return;
    }
    size_t count = steps > 0 ? relations(kin, unit, found) : 0;
    if (position != UNIT_NONE || count == 0 || count > KIN_MAX) {
        if (steps > 0)
            kin_is_unknown(kin, unit, steps);
        return;
    }
    for (size_t i = 0; i < count; i++)
        kin_find(kin, kin->back ? found[i].from : found[i].to, steps - 1);
}

static struct kin kin_of(const struct unit_slice *slice, uint32_t unit) {
    struct kin kin = {.slice = slice, .back = is_yet_to_come(slice, unit)};
    kin_find(&kin, unit, STEPS_MAX);
    return kin;
}

/* In pre-order an ancestor comes first and its subtree is a run. */
static uint32_t common_ancestor(const struct unit_slice *slice, uint32_t a, uint32_t b) {
    uint32_t first = a < b ? a : b, second = a < b ? b : a;
    while (slice->subtree_end[first] <= second)
        first = slice->parent[first];
    return first;
}

static uint32_t home_of(const struct kin *kin) {
    uint32_t home = UNIT_NONE;
    for (uint32_t i = 0; i < kin->count; i++)
        home = home == UNIT_NONE ? kin->positions[i] : common_ancestor(kin->slice, home, kin->positions[i]);
    return home;
}

uint32_t unit_home(const struct unit_slice *slice, uint32_t unit) {
    struct kin kin = kin_of(slice, unit);
    return home_of(&kin);
}

/* ---- What the nodes below the home hold */

const char *holding_status(enum holding holding) {
    static const char *const words[] = {NULL, "estimated", "notAdditive", "noShare", "successionUnknown"};
    return words[holding];
}

bool holding_has_figure(enum holding holding) {
    return holding == HOLDS_WHOLE || holding == HOLDS_SHARE;
}

static void mark_up_to(const struct unit_slice *slice, uint32_t position, uint32_t home, enum holding holding,
                       uint8_t *holdings) {
    for (; position != home && position != UNIT_NONE; position = slice->parent[position])
        if (holdings[position] < holding)
            holdings[position] = (uint8_t)holding;
}

/* Who may have taken in a unit of which nobody knows what became (or, back, have been its origin): neighbours of its level that
 * were changed on that day; where none was, those that stood there then; and at last everybody of its level. */
enum suspicion { SUSPECT_CHANGED, SUSPECT_STOOD, SUSPECT_ALL };
struct mystery {
    const struct unit_version *of;
    day_t day; /* on which it ended, or began */
    bool back;
};

static bool may_be_kin(const struct mystery *mystery, const struct unit *unit, enum suspicion suspicion) {
    for (uint32_t i = 0; i < unit->version_count; i++) {
        const struct unit_version *version = &unit->versions[i];
        bool changed = (mystery->back ? version->until : version->from) == mystery->day;
        bool stood = version->from <= mystery->day && version->until >= mystery->day;
        if (version->level == mystery->of->level && text_equal(version->parent_code, mystery->of->parent_code) &&
            (suspicion == SUSPECT_CHANGED ? changed : stood))
            return true;
    }
    return false;
}

static void mark_kin(const struct unit_slice *slice, uint32_t unit, uint32_t home, enum holding holding,
                     uint8_t *holdings) {
    struct kin kin = kin_of(slice, unit);
    for (uint32_t i = 0; i < kin.count; i++)
        if (kin.positions[i] >= home && kin.positions[i] < slice->subtree_end[home])
            mark_up_to(slice, kin.positions[i], home, holding, holdings);
}

static void mark_all(const struct unit_slice *slice, enum level level, uint32_t home, uint8_t *holdings) {
    for (uint32_t i = home + 1; i < slice->subtree_end[home]; i++)
        if (slice->version[i]->level == level)
            mark_up_to(slice, i, home, HOLDS_UNKNOWN, holdings);
}

static bool mark_suspects(const struct unit_slice *slice, uint32_t unit, uint32_t home, const struct mystery *mystery,
                          enum suspicion suspicion, uint8_t *holdings) {
    bool some = false;
    for (uint32_t i = 0; i < slice->tree->unit_count; i++) {
        if (i == unit || !may_be_kin(mystery, &slice->tree->units[i], suspicion))
            continue;
        mark_kin(slice, i, home, HOLDS_UNKNOWN, holdings);
        some = true;
    }
    return some;
}

static void mark_unknown(const struct unit_slice *slice, uint32_t unit, uint32_t home, uint8_t *holdings) {
    const struct unit *gone = &slice->tree->units[unit];
    struct mystery mystery = {.back = is_yet_to_come(slice, unit)};
    mystery.of = &gone->versions[mystery.back ? 0 : gone->version_count - 1];
    mystery.day = mystery.back ? mystery.of->from : mystery.of->until;
    for (enum suspicion suspicion = SUSPECT_CHANGED; suspicion < SUSPECT_ALL; suspicion++)
        if (mark_suspects(slice, unit, home, &mystery, suspicion, holdings))
            return;
    mark_all(slice, mystery.of->level, home, holdings);
}

void unit_mark_holdings(const struct unit_slice *slice, uint32_t unit, bool by_shares, uint8_t *holdings) {
    struct kin kin = kin_of(slice, unit);
    enum holding part = by_shares && unit_is_divided(slice, unit) ? HOLDS_SHARE : HOLDS_PART;
    uint32_t home = home_of(&kin);
    for (uint32_t i = 0; home != UNIT_NONE && i < kin.count; i++)
        mark_up_to(slice, kin.positions[i], home, part, holdings);
    for (uint32_t i = 0; home != UNIT_NONE && i < kin.unknown_count; i++)
        mark_unknown(slice, kin.unknown[i], home, holdings);
}
