/* Who may read, write and decide on both sides of the reorganisation of 2025-07-01, with the real units: communes that went over whole, communes
 * that were cut up, districts that were abolished, provinces that were joined. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "examples.h"
#include "reference/authority.h"

struct world {
    struct gathered *gathered;
    struct reference *reference;
    const struct snapshot *snapshot;
    day_t today;
};

static void add_reorganisation(struct gathered *gathered) {
    json_t *edges = json_array();
    for (uint32_t i = 0; i < gathered->units.source.succession_count; i++) {
        const struct succession_source *pair = &gathered->units.source.successions[i];
        json_array_append_new(edges, json_pack("{s:s, s:s, s:s}", "from", pair->from_id, "to", pair->to_id, "kind",
                                               succession_name(pair->kind)));
    }
    add(gathered, REFERENCE_REORGANISATION, "2025",
        json_pack("{s:s, s:s, s:o}", "reorganisation", "2025", "effectiveDate", "2025-07-01", "edges", edges));
}

static int world_make(void **state) {
    static struct world world;
    struct fail fail;
    uint32_t unreadable;
    world.gathered = calloc(1, sizeof *world.gathered);
    real_units_read(&world.gathered->units);
    add_units(world.gathered);
    add_reorganisation(world.gathered);
    struct record_source source = {each, world.gathered};
    world.reference = reference_new();
    assert_true(reference_build(world.reference, &source, 1, true, &unreadable, &fail));
    assert_int_equal(unreadable, 0);
    world.snapshot = reference_hold(world.reference);
    world.today = day_of(2026, 11, 22);
    *state = &world;
    return 0;
}

static int world_end(void **state) {
    struct world *world = *state;
    snapshot_release(world->snapshot);
    reference_free(world->reference);
    examples_done(world->gathered);
    return 0;
}

/* may: r reads, w writes, d decides, s stands for it (sees its drafts). The unit is a code of 2023-06-14. */
static const struct {
    const char *root, *unit, *function, *may, *because;
} cases[] = {
    {"14758", "14755", "people-committee", "rws", "ward Hàm Rồng went whole into the new one of its name"},
    {"14758/people-committee", "14755", "people-committee", "rws", "its committee goes on"},
    {"14758/police", "14755", "people-committee", "", "its police is another line"},
    {"14758/police", "14755", "police", "rws", "and goes on as well"},
    {"14755@2012-01-01", "14755", "people-committee", "rws", "a root may name who has ended"},
    {"14758", "14758", "people-committee", "", "Đông Thọ had this code, and was cut up"},
    {"14797", "14758", "people-committee", "", "the other part"},
    {"14797", "14755", "people-committee", "", "a neighbour"},
    {"38", "14755", "people-committee", "rwd", "the province is above both"},
    {"38", "14758", "people-committee", "rwds", "what was cut up is left to the province, which holds all of it"},
    {"38/people-committee", "14755", "people-committee", "rwd", "committee by committee"},
    {"38/people-committee", "14755", "police", "", "and not the police"},
    {"38/police", "14755", "police", "rwd", "police by police"},
    {"38/police", "14755", "people-committee", "", "and not the committee"},
    {"38", "380", "people-committee", "rwds", "an abolished district"},
    {"380@2012-01-01", "380", "people-committee", "rws", "its own root"},
    {"380@2012-01-01", "14755", "people-committee", "rwd", "stood above its wards then"},
    {"380@2012-01-01", "15277", "people-committee", "", "and not above those of another district"},
    {"38", "38", "people-committee", "rws", "never one's own"},
    {"38", "38", "police", "rws", "nor the police of the same province"},
    {"38", "38", "labour", "rwds", "a department stands below its province"},
    {"38/labour", "38", "labour", "rws", "and not below itself"},
    {"VN", "38", "people-committee", "rwd", "the nation is above the provinces"},
    {"VN/police", "38", "police", "rwd", "so is its police"},
    {"VN", "14758", "people-committee", "rwd", "and above all others"},
    {"VN", "VN", "labour", "rwds", "nobody is above the nation"},
    {"VN/police", "VN", "police", "rwds", "in any line"},
    {"01", "14755", "people-committee", "", "another province"},
    {"08", "02", "people-committee", "rws", "Hà Giang was joined with Tuyên Quang, which carries it on"},
    {"VN", "02", "people-committee", "rwd", "and the nation decides"},
    {"08", "00691", "people-committee", "rwd", "a ward of Hà Giang that went over whole"},
    {"08", "024", "people-committee", "rwds", "an abolished district of it"},
    {"14758", "38", "people-committee", "", "nobody is above his superiors"},
};

static bool says(const char *may, char act) {
    return strchr(may, act) != NULL;
}

static void every_case_is_decided_as_the_table_says(void **state) {
    const struct world *world = *state;
    const struct unit_tree *tree = snapshot_tree(world->snapshot);
    day_t date = day_of(2023, 6, 14);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct caller caller = {.roots = {cases[i].root}, .root_count = 1};
        uint32_t unit = unit_find(tree, cases[i].unit, date);
        const char *function = cases[i].function;
        char may[5] = "", *end = may;
        assert_int_not_equal(unit, UNIT_NONE);
        if (authority_covers(world->snapshot, &caller, unit, date, function, world->today))
            *end++ = 'r';
        if (authority_writes(world->snapshot, &caller, unit, date, function, world->today))
            *end++ = 'w';
        if (authority_reviews(world->snapshot, &caller, unit, date, function, world->today))
            *end++ = 'd';
        if (authority_stands_for(world->snapshot, &caller, unit, function, world->today))
            *end++ = 's';
        *end = '\0';
        if (!text_equal(may, cases[i].may))
            print_error("root %s, %s of %s: %s instead of %s: %s\n", cases[i].root, function, cases[i].unit, may,
                        cases[i].may, cases[i].because);
        assert_true(says(may, 'r') || !*may); /* who may anything may read */
        assert_string_equal(may, cases[i].may);
    }
}

/* Of each commune that ended on that day the new one may write where it went over whole, and only there; the province may always. */
static void whole_edges_are_those_that_are_written_along(void **state) {
    const struct world *world = *state;
    const struct unit_tree *tree = snapshot_tree(world->snapshot);
    day_t before = day_of(2025, 6, 30);
    size_t whole = 0, cut = 0;
    for (uint32_t i = 0; i < tree->succession_count; i += 11) {
        const struct succession *succession = &tree->successions[i];
        struct caller heir = {.roots = {tree->units[succession->to].id}, .root_count = 1};
        struct succession all[40];
        bool alone = unit_successors(tree, succession->from, all, 40) == 1;
        if (unit_version_at(tree, succession->from, world->today))
            continue;
        bool writes =
            authority_writes(world->snapshot, &heir, succession->from, before, "people-committee", world->today);
        assert_int_equal(writes, alone);
        assert_int_equal(
            authority_covers(world->snapshot, &heir, succession->from, before, "people-committee", world->today),
            alone);
        whole += alone;
        cut += !alone;
        uint32_t province = unit_parent(tree, succession->to, world->today);
        struct caller above = {.roots = {tree->units[province].id}, .root_count = 1};
        assert_true(
            authority_reviews(world->snapshot, &above, succession->from, before, "people-committee", world->today));
        assert_true(
            authority_writes(world->snapshot, &above, succession->from, before, "people-committee", world->today));
    }
    assert_true(whole > 500 && cut > 30);
}

/* Coarser only in its days: whoever is in reach may be read on the first or last day of one of his versions, or of one of those above him. */
static void nobody_is_reached_without_a_day(const struct world *world, const struct caller *caller,
                                            const bool *reached) {
    const struct unit_tree *tree = snapshot_tree(world->snapshot);
    for (uint32_t unit = 0; unit < tree->unit_count; unit++) {
        bool readable = !reached[unit];
        for (uint32_t other = 0; !readable && other < tree->unit_count; other++)
            for (uint32_t i = 0; !readable && i < tree->units[other].version_count; i++) {
                const struct unit_version *version = &tree->units[other].versions[i];
                if (other != unit && version->level >= LEVEL_COMMUNE)
                    continue;
                readable = authority_touches(world->snapshot, caller, unit, version->from, world->today) ||
                           authority_touches(world->snapshot, caller, unit, version->until - 1, world->today);
            }
        if (!readable)
            fail_msg("%s is in reach on no day", tree->units[unit].id);
    }
}

/* Whoever is covered on any day is in reach. */
static void a_reach_leaves_nobody_out(void **state) {
    static const char *const roots[] = {"38", "08", "14758", "38/police", "380@2012-01-01"};
    const struct world *world = *state;
    const struct unit_tree *tree = snapshot_tree(world->snapshot);
    for (size_t r = 0; r < sizeof roots / sizeof *roots; r++) {
        struct arena arena = {0};
        struct caller caller = {.roots = {roots[r]}, .root_count = 1};
        const bool *reached = authority_reach(world->snapshot, &caller, world->today, NULL, &arena);
        size_t count = 0;
        assert_non_null(reached);
        for (uint32_t unit = 0; unit < tree->unit_count; unit++)
            count += reached[unit];
        assert_in_range(count, 1, 3000);
        nobody_is_reached_without_a_day(world, &caller, reached);
        for (uint32_t unit = 0; unit < tree->unit_count; unit += 3) {
            const struct unit_version *last = &tree->units[unit].versions[tree->units[unit].version_count - 1];
            day_t day = last->until == DAY_NEVER ? world->today : last->until - 1;
            if (!reached[unit] && authority_touches(world->snapshot, &caller, unit, day, world->today))
                fail_msg("root %s reaches %s", roots[r], tree->units[unit].id);
        }
        arena_done(&arena);
    }
    struct caller nation = {.roots = {"38", "VN"}, .root_count = 2};
    struct arena arena = {0};
    assert_null(authority_reach(world->snapshot, &nation, world->today, NULL, &arena));
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_is_decided_as_the_table_says),
        cmocka_unit_test(whole_edges_are_those_that_are_written_along),
        cmocka_unit_test(a_reach_leaves_nobody_out),
    };
    return cmocka_run_group_tests(tests, world_make, world_end);
}
