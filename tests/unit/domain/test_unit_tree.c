/* Units over time: the real history of Vietnam's units, the trees of its days, and what an import must refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "real_units.h"

static struct real_units real;
static const struct unit_tree *tree;

static int read_real_units(void **state) {
    (void)state;
    real_units_read(&real);
    tree = unit_tree_build(&real.arena, &real.source);
    return 0;
}

static int free_real_units(void **state) {
    (void)state;
    arena_done(&real.arena);
    return 0;
}

static const char *id_of(uint32_t unit) {
    return unit == UNIT_NONE ? "none" : tree->units[unit].id;
}

static uint32_t known(const char *code, const char *date) {
    uint32_t unit = unit_by_code(tree, code, real_day(date));
    if (unit == UNIT_NONE)
        fail_msg("no unit has the code %s on %s", code, date);
    return unit;
}

static uint32_t count_below(const struct unit_slice *slice, uint32_t top, enum level level) {
    uint32_t count = 0;
    for (uint32_t i = top + 1; i < slice->subtree_end[top]; i++)
        count += slice->version[i]->level == level;
    return count;
}

static void the_whole_history_is_there_and_without_flaw(void **state) {
    (void)state;
    struct unit_flaw flaws[3];
    assert_int_equal(real.version_count, 17172);
    assert_int_equal(tree->unit_count, 15203 + 1); /* with the nation */
    assert_int_equal(real.pair_count, 10571);
    assert_int_equal(real.pair_without_old_count, 6);
    assert_int_equal(tree->succession_count, 10565);
    assert_int_equal(unit_tree_flaws(tree, flaws, 3), 0);
}

static const struct {
    const char *date, *top;
    uint32_t provinces, districts, communes;
} counts[] = {
    {"2014-06-01", "VN", 63, 708, 11102}, {"2023-06-30", "VN", 63, 705, 10598}, {"2025-03-15", "VN", 63, 696, 10035},
    {"2025-06-30", "VN", 63, 696, 10035}, {"2025-07-01", "VN", 34, 0, 3321},    {"2025-08-01", "VN", 34, 0, 3321},
    {"2026-04-30", "VN", 34, 0, 3321},    {"2023-06-30", "38", 0, 27, 559},     {"2023-06-30", "720", 0, 0, 12},
    {"2014-06-30", "01", 0, 30, 584},     {"2022-02-21", "706", 0, 0, 12},      {"2025-08-01", "38", 0, 0, 166},
    {"2025-08-01", "01", 0, 0, 126},      {"2025-08-01", "08", 0, 0, 124},      {"2025-06-30", "08", 0, 7, 137},
};

static void the_trees_have_the_published_counts(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct arena arena = {0};
        const struct unit_slice *slice = unit_slice_build(&arena, tree, real_day(counts[i].date));
        uint32_t top = slice->position_of[known(counts[i].top, counts[i].date)];
        assert_int_equal(count_below(slice, top, LEVEL_PROVINCE), counts[i].provinces);
        assert_int_equal(count_below(slice, top, LEVEL_DISTRICT), counts[i].districts);
        assert_int_equal(count_below(slice, top, LEVEL_COMMUNE), counts[i].communes);
        arena_done(&arena);
    }
}

static void assert_in_pre_order(const struct unit_slice *slice) {
    assert_int_equal(slice->unit_of[0], 0);
    assert_int_equal(slice->parent[0], UNIT_NONE);
    assert_int_equal(slice->subtree_end[0], slice->count);
    uint32_t *last_child = calloc(slice->count, sizeof *last_child);
    for (uint32_t i = 1; i < slice->count; i++) {
        uint32_t parent = slice->parent[i], elder = last_child[parent];
        assert_true(parent < i && i < slice->subtree_end[parent] &&
                    slice->subtree_end[i] <= slice->subtree_end[parent]);
        assert_true(slice->version[parent]->level < slice->version[i]->level);
        assert_int_equal(i, elder == 0 ? parent + 1 : slice->subtree_end[elder]);
        assert_true(elder == 0 || strcmp(slice->version[elder]->code, slice->version[i]->code) < 0);
        last_child[parent] = i;
    }
    free(last_child);
}

/* Every position against the slow way: unit by unit, each asked alone. */
static void assert_slice_is_the_tree(const struct unit_slice *slice) {
    uint32_t valid = 0;
    for (uint32_t unit = 0; unit < tree->unit_count; unit++) {
        const struct unit_version *version = unit_version_at(tree, unit, slice->date);
        uint32_t position = slice->position_of[unit];
        assert_int_equal(version == NULL, position == UNIT_NONE);
        if (version == NULL)
            continue;
        valid++;
        assert_int_equal(slice->unit_of[position], unit);
        assert_ptr_equal(slice->version[position], version);
        uint32_t parent = slice->parent[position];
        assert_int_equal(parent == UNIT_NONE ? UNIT_NONE : slice->unit_of[parent],
                         unit_parent(tree, unit, slice->date));
    }
    assert_int_equal(slice->count, valid);
}

static void a_slice_is_the_tree_of_its_day_in_pre_order(void **state) {
    (void)state;
    static const char *const dates[] = {"2012-01-01", "2013-12-27", "2014-06-01", "2020-01-01",
                                        "2023-06-14", "2025-06-30", "2025-07-01", "2026-05-01"};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        struct arena arena = {0};
        const struct unit_slice *slice = unit_slice_build(&arena, tree, real_day(dates[i]));
        assert_in_pre_order(slice);
        assert_slice_is_the_tree(slice);
        arena_done(&arena);
    }
}

static void a_slice_says_how_long_it_holds(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct unit_slice *spring = unit_slice_build(&arena, tree, real_day("2025-06-30"));
    assert_int_equal(spring->valid_from, real_day("2025-03-01"));
    assert_int_equal(spring->valid_until, real_day("2025-07-01"));
    const struct unit_slice *summer = unit_slice_build(&arena, tree, real_day("2025-07-01"));
    assert_int_equal(summer->valid_from, real_day("2025-07-01"));
    assert_int_equal(summer->valid_until, real_day("2026-04-30"));
    const struct unit_slice *latest = unit_slice_build(&arena, tree, real_day("2030-01-01"));
    assert_int_equal(latest->valid_from, real_day("2026-04-30"));
    assert_int_equal(latest->valid_until, DAY_NEVER);
    const struct unit_slice *earliest = unit_slice_build(&arena, tree, real_day("1990-01-01"));
    assert_int_equal(earliest->valid_from, DAY_EVER);
    assert_int_equal(earliest->valid_until, real_day("2012-02-22"));
    const struct unit_slice *same = unit_slice_build(&arena, tree, spring->valid_from);
    assert_int_equal(same->count, spring->count);
    assert_memory_equal(same->unit_of, spring->unit_of, same->count * sizeof *same->unit_of);
    arena_done(&arena);
}

static void a_code_means_a_unit_only_with_a_date(void **state) {
    (void)state;
    /* 80 was Long An, and is Tây Ninh since the merger that took Long An's code. */
    uint32_t before = known("80", "2025-06-30"), after = known("80", "2025-07-01");
    assert_int_not_equal(before, after);
    assert_string_equal(unit_version_at(tree, before, real_day("2025-06-30"))->name, "Tỉnh Long An");
    assert_string_equal(unit_version_at(tree, after, real_day("2025-07-01"))->name, "Tỉnh Tây Ninh");
    assert_null(unit_version_at(tree, before, real_day("2025-07-01")));
    uint32_t units[4];
    assert_int_equal(units_with_code(tree, "80", units, 4), 2);
    assert_int_equal(units[0], before);
    assert_int_equal(units[1], after);
    assert_int_equal(units_with_code(tree, "80", units, 1), 1);
    assert_int_equal(units_with_code(tree, "98765", units, 4), 0);
    assert_int_equal(unit_by_code(tree, "720", real_day("2025-07-01")), UNIT_NONE);
    assert_int_equal(unit_by_code(tree, "", real_day("2023-01-01")), UNIT_NONE);
    assert_int_equal(unit_by_code(tree, "zzz", real_day("2023-01-01")), UNIT_NONE);
}

static void a_code_lists_each_of_its_units_once(void **state) {
    (void)state;
    for (uint32_t unit = 0; unit < tree->unit_count; unit++) {
        uint32_t units[4], times = 0;
        const struct unit_version *version = &tree->units[unit].versions[0];
        size_t count = units_with_code(tree, version->code, units, 4);
        for (size_t i = 0; i < count; i++) {
            times += units[i] == unit;
            assert_true(i == 0 || tree->units[units[i - 1]].versions[0].from < tree->units[units[i]].versions[0].from);
        }
        assert_int_equal(times, 1);
    }
}

static void a_unit_is_found_by_code_or_id(void **state) {
    (void)state;
    uint32_t dau_tieng = unit_by_id(tree, "720@2012-01-01");
    assert_int_equal(unit_find(tree, "720", real_day("2023-06-30")), dau_tieng);
    assert_int_equal(unit_find(tree, "720", real_day("2025-07-01")), UNIT_NONE);
    assert_int_equal(unit_find(tree, "720@2012-01-01", real_day("2025-07-01")), dau_tieng);
    assert_int_equal(unit_find(tree, "VN", real_day("2023-06-30")), 0);
    assert_int_equal(unit_by_id(tree, "720@2012-01-02"), UNIT_NONE);
    for (uint32_t unit = 0; unit < tree->unit_count; unit++)
        assert_int_equal(unit_by_id(tree, tree->units[unit].id), unit);
}

static void the_way_up_changes_with_the_date(void **state) {
    (void)state;
    uint32_t commune = known("25516", "2022-02-21"), ancestors[LEVEL_COUNT];
    assert_int_equal(unit_ancestors(tree, commune, real_day("2022-02-21"), ancestors), 3);
    assert_string_equal(id_of(ancestors[0]), "706@2012-01-01");
    assert_string_equal(id_of(ancestors[1]), "72@2012-01-01");
    assert_string_equal(id_of(ancestors[2]), "VN");
    assert_true(unit_within(tree, commune, ancestors[1], real_day("2022-02-21")));
    assert_true(unit_within(tree, commune, commune, real_day("2022-02-21")));
    assert_false(unit_within(tree, ancestors[1], commune, real_day("2022-02-21")));
    assert_false(unit_within(tree, commune, known("38", "2022-02-21"), real_day("2022-02-21")));
    uint32_t ba_dinh = known("00004", "2025-07-01");
    assert_int_equal(unit_ancestors(tree, ba_dinh, real_day("2025-07-01"), ancestors), 2);
    assert_string_equal(id_of(ancestors[0]), "01@2012-01-01");
    assert_int_equal(unit_parent(tree, 0, real_day("2025-07-01")), UNIT_NONE);
    assert_int_equal(unit_parent(tree, known("720", "2023-01-01"), real_day("2025-07-01")), UNIT_NONE);
}

static void reorganisations_lead_both_ways(void **state) {
    (void)state;
    struct succession found[32];
    uint32_t ba_dinh = known("00004", "2025-07-01"), ngoc_ha_old = known("00016", "2025-06-30");
    size_t before = unit_predecessors(tree, ba_dinh, found, 32);
    assert_true(before > 2 && before <= 32);
    for (size_t i = 0; i < before; i++) {
        assert_int_equal(found[i].to, ba_dinh);
        assert_int_equal(found[i].effective, real_day("2025-07-01"));
    }
    size_t after = unit_successors(tree, ngoc_ha_old, found, 1);
    assert_true(after > 1);
    assert_int_equal(found[0].from, ngoc_ha_old);
    assert_int_equal(found[0].kind, SUCCESSION_PARTIAL);
    assert_int_equal(unit_successors(tree, 0, found, 32), 0);
    size_t forwards = 0, backwards = 0;
    for (uint32_t unit = 0; unit < tree->unit_count; unit++) {
        forwards += unit_successors(tree, unit, NULL, 0);
        backwards += unit_predecessors(tree, unit, NULL, 0);
    }
    assert_int_equal(forwards, tree->succession_count);
    assert_int_equal(backwards, tree->succession_count);
}

/* The published figures: of 10,035 old communes 9,595 go whole into one new commune, 440 are split, none into more than five. */
static void old_communes_are_split_as_published(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct unit_slice *slice = unit_slice_build(&arena, tree, real_day("2025-06-30"));
    uint32_t whole = 0, split = 0, most = 0;
    for (uint32_t i = 0; i < slice->count; i++) {
        uint32_t successors = (uint32_t)unit_successors(tree, slice->unit_of[i], NULL, 0);
        assert_int_equal(successors > 0, slice->version[i]->level == LEVEL_COMMUNE);
        whole += successors == 1;
        split += successors > 1;
        most = successors > most ? successors : most;
    }
    assert_int_equal(whole, 9595);
    assert_int_equal(split, 440);
    assert_int_equal(most, 5);
    arena_done(&arena);
}

/* All of the 52 provinces that ended have one heir; of the 696 districts of that day none has one, for there were none any more. Nobody wrote this
 * down: it follows from the communes. Where six new communes come from no mapping says, so of the provinces around them it is not known either what
 * all of them came from. */
static void provinces_went_where_their_communes_went(void **state) {
    (void)state;
    struct succession found[8];
    bool derived = false;
    uint32_t provinces = 0, begun = 0;
    day_t day = real_day("2025-07-01");
    for (uint32_t unit = 0; unit < tree->unit_count; unit++) {
        const struct unit_version *last = &tree->units[unit].versions[tree->units[unit].version_count - 1];
        size_t became = unit_became(tree, unit, found, 8, &derived);
        if (last->level == LEVEL_DISTRICT && last->until == day)
            assert_int_equal(became, 0);
        if (last->level != LEVEL_PROVINCE || last->until != day)
            continue;
        assert_true(became == 1 && derived);
        assert_int_equal(found[0].kind, SUCCESSION_FULL);
        assert_int_equal(found[0].effective, day);
        provinces++;
    }
    assert_int_equal(provinces, 52);
    for (uint32_t i = 0; i < tree->origin_count; i++)
        begun += tree->origins[i].effective == day;
    assert_int_equal(begun, 41);
    assert_int_equal(unit_became(tree, known("02", "2025-06-30"), found, 8, &derived), 1);
    assert_string_equal(id_of(found[0].to), "08@2025-07-01");
    assert_int_equal(unit_came_from(tree, known("08", "2025-07-01"), found, 8, &derived), 2);
    assert_string_equal(id_of(found[0].from), "02@2012-01-01");
    assert_int_equal(unit_became(tree, known("00013", "2025-06-30"), found, 8, &derived), 1);
    assert_false(derived);
}

/* A small country, to break. */
static const struct unit_version province[] = {{.level = LEVEL_PROVINCE,
                                                .code = "01",
                                                .parent_code = "VN",
                                                .name = "P",
                                                .type = "Tỉnh",
                                                .from = DAY_EVER,
                                                .until = DAY_NEVER}};

static struct unit_version commune_version(const char *code, const char *parent, day_t from, day_t until) {
    struct unit_version version = {.level = LEVEL_COMMUNE, .name = "C", .type = "Xã", .from = from, .until = until};
    assert_true(text_copy(version.code, sizeof version.code, code));
    assert_true(text_copy(version.parent_code, sizeof version.parent_code, parent));
    return version;
}

static const struct {
    const char *what;
    struct {
        const char *id, *code, *parent;
        day_t from, until;
    } versions[3];
    uint32_t flaw_count;
    enum unit_flaw_kind kind;
    const char *id, *other_id;
    day_t date;
} broken[] = {
    {"nothing wrong: neighbours in time",
     {{"a", "00001", "01", 0, 10}, {"a", "00001", "01", 10, 20}, {"b", "00001", "01", 20, 30}},
     0,
     0,
     NULL,
     NULL,
     0},
    {"nothing wrong: a pause", {{"a", "00001", "01", 0, 10}, {"a", "00001", "01", 12, 20}}, 0, 0, NULL, NULL, 0},
    {"two versions of one unit",
     {{"a", "00001", "01", 0, 11}, {"a", "00001", "01", 10, 20}},
     1,
     UNIT_FLAW_OVERLAP,
     "a",
     NULL,
     10},
    {"out of order too",
     {{"a", "00002", "01", 10, 20}, {"a", "00001", "01", 0, 11}},
     1,
     UNIT_FLAW_OVERLAP,
     "a",
     NULL,
     10},
    {"one inside a longer one",
     {{"a", "00001", "01", 0, 90}, {"a", "00002", "01", 5, 6}, {"a", "00003", "01", 50, 99}},
     2,
     UNIT_FLAW_OVERLAP,
     "a",
     NULL,
     5},
    {"a code of two units",
     {{"a", "00001", "01", 0, 11}, {"b", "00001", "01", 10, 20}},
     1,
     UNIT_FLAW_CODE_TWICE,
     "b",
     "a",
     10},
    {"codes inside a longer one",
     {{"a", "00001", "01", 0, 90}, {"b", "00001", "01", 5, 6}, {"c", "00001", "01", 50, 60}},
     2,
     UNIT_FLAW_CODE_TWICE,
     "b",
     "a",
     5},
    {"an unknown parent", {{"a", "00001", "02", 0, 10}}, 1, UNIT_FLAW_NO_PARENT, "a", NULL, 0},
    {"a parent of its own level",
     {{"a", "00001", "01", 0, 10}, {"b", "00002", "00001", 0, 10}},
     1,
     UNIT_FLAW_NO_PARENT,
     "b",
     NULL,
     0},
    {"itself as parent", {{"a", "00001", "00001", 0, 10}}, 1, UNIT_FLAW_NO_PARENT, "a", NULL, 0},
    {"a span that ends before it begins", {{"a", "00001", "01", 10, 9}}, 1, UNIT_FLAW_EMPTY_SPAN, "a", NULL, 10},
    {"a span of no day", {{"a", "00001", "01", 10, 10}}, 1, UNIT_FLAW_EMPTY_SPAN, "a", NULL, 10},
};

static struct unit_tree *small_tree(struct arena *arena, size_t at) {
    struct unit *units = arena_new_array(arena, struct unit, 4);
    struct unit_tree_source source = {.units = units, .unit_count = 1};
    units[0] = (struct unit){.id = "p", .versions = province, .version_count = 1};
    struct unit_version *versions = arena_new_array(arena, struct unit_version, 3);
    for (size_t i = 0; i < 3 && broken[at].versions[i].id != NULL; i++) {
        versions[i] = commune_version(broken[at].versions[i].code, broken[at].versions[i].parent,
                                      broken[at].versions[i].from, broken[at].versions[i].until);
        if (i == 0 || !text_equal(broken[at].versions[i].id, broken[at].versions[i - 1].id))
            units[source.unit_count++] = (struct unit){.id = broken[at].versions[i].id, .versions = &versions[i]};
        units[source.unit_count - 1].version_count++;
    }
    return unit_tree_build(arena, &source);
}

static void an_import_learns_what_is_wrong(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct arena arena = {0};
        struct unit_flaw flaws[8];
        size_t count = unit_tree_flaws(small_tree(&arena, i), flaws, 8);
        if (count != broken[i].flaw_count)
            fail_msg("%s: %zu flaws", broken[i].what, count);
        if (count > 0) {
            assert_int_equal(flaws[0].kind, broken[i].kind);
            assert_string_equal(flaws[0].id, broken[i].id);
            assert_true(text_equal(flaws[0].other_id, broken[i].other_id));
            assert_int_equal(flaws[0].date, broken[i].date);
        }
        arena_done(&arena);
    }
}

static void a_gap_in_the_parents_days_is_a_flaw(void **state) {
    (void)state;
    struct arena arena = {0};
    struct unit_version parents[] = {province[0], province[0]};
    parents[0].until = 100;
    parents[1].from = 101;
    struct unit_version child = commune_version("00001", "01", DAY_EVER, DAY_NEVER);
    const struct unit units[] = {{.id = "p", .versions = parents, .version_count = 2},
                                 {.id = "c", .versions = &child, .version_count = 1}};
    struct unit_flaw flaws[2];
    const struct unit_tree *gap = unit_tree_build(&arena, &(struct unit_tree_source){.units = units, .unit_count = 2});
    assert_int_equal(unit_tree_flaws(gap, flaws, 2), 1);
    assert_int_equal(flaws[0].kind, UNIT_FLAW_NO_PARENT);
    assert_string_equal(flaws[0].id, "c");
    assert_int_equal(flaws[0].date, 100);
    assert_int_equal(unit_tree_flaws(gap, flaws, 0), 0);
    const struct unit_slice *slice = unit_slice_build(&arena, gap, 100);
    assert_int_equal(slice->count, 1);
    assert_int_equal(slice->position_of[unit_by_id(gap, "c")], UNIT_NONE);
    assert_int_equal(slice->valid_from, 100);
    assert_int_equal(slice->valid_until, 101);
    slice = unit_slice_build(&arena, gap, 99);
    assert_int_equal(slice->count, 3);
    assert_int_equal(slice->valid_until, 100);
    arena_done(&arena);
}

static void a_subtree_that_hangs_on_nothing_is_left_out(void **state) {
    (void)state;
    struct arena arena = {0};
    struct unit_version district = {.level = LEVEL_DISTRICT,
                                    .code = "002",
                                    .parent_code = "99",
                                    .name = "D",
                                    .type = "Huyện",
                                    .from = 0,
                                    .until = 50};
    struct unit_version commune = commune_version("00003", "002", 0, 50);
    const struct unit units[] = {{.id = "d", .versions = &district, .version_count = 1},
                                 {.id = "c", .versions = &commune, .version_count = 1},
                                 {.id = "p", .versions = province, .version_count = 1}};
    const struct unit_tree *loose =
        unit_tree_build(&arena, &(struct unit_tree_source){.units = units, .unit_count = 3});
    const struct unit_slice *slice = unit_slice_build(&arena, loose, 10);
    assert_int_equal(slice->count, 2);
    assert_int_equal(slice->position_of[unit_by_id(loose, "p")], 1);
    assert_int_equal(slice->position_of[unit_by_id(loose, "d")], UNIT_NONE);
    assert_int_equal(slice->position_of[unit_by_id(loose, "c")], UNIT_NONE);
    arena_done(&arena);
}

/* One commune stands directly below a province beside a district; the nearest level above is taken where both hold the code. */
static void levels_may_be_skipped_and_mixed(void **state) {
    (void)state;
    struct arena arena = {0};
    struct unit_version district = {.level = LEVEL_DISTRICT,
                                    .code = "002",
                                    .parent_code = "01",
                                    .name = "D",
                                    .type = "Huyện",
                                    .from = 0,
                                    .until = 50};
    struct unit_version same_code = district;
    assert_true(text_copy(same_code.code, sizeof same_code.code, "01"));
    struct unit_version communes[] = {commune_version("00001", "01", 0, 90), commune_version("00003", "002", 0, 50),
                                      commune_version("00009", "VN", 0, 90)};
    const struct unit units[] = {
        {.id = "c9", .versions = &communes[2], .version_count = 1},
        {.id = "c3", .versions = &communes[1], .version_count = 1},
        {.id = "c1", .versions = &communes[0], .version_count = 1},
        {.id = "d2", .versions = &district, .version_count = 1},
        {.id = "d1", .versions = &same_code, .version_count = 1},
        {.id = "p", .versions = province, .version_count = 1},
    };
    const struct unit_tree *mixed =
        unit_tree_build(&arena, &(struct unit_tree_source){.units = units, .unit_count = 6});
    assert_int_equal(unit_parent(mixed, unit_by_id(mixed, "c1"), 10), unit_by_id(mixed, "d1"));
    assert_int_equal(unit_parent(mixed, unit_by_id(mixed, "c1"), 60), unit_by_id(mixed, "p"));
    assert_int_equal(unit_parent(mixed, unit_by_id(mixed, "d1"), 10), unit_by_id(mixed, "p"));
    assert_int_equal(unit_by_code(mixed, "01", 10), unit_by_id(mixed, "p"));
    static const char *const order[] = {"VN", "c9", "p", "d2", "c3", "d1", "c1"};
    const struct unit_slice *slice = unit_slice_build(&arena, mixed, 10);
    assert_int_equal(slice->count, 7);
    for (uint32_t i = 0; i < slice->count; i++)
        assert_string_equal(mixed->units[slice->unit_of[i]].id, order[i]);
    arena_done(&arena);
}

static void the_source_may_bring_its_own_nation(void **state) {
    (void)state;
    struct arena arena = {0};
    struct unit_version nation = {
        .level = LEVEL_NATION, .code = "VN", .name = "Cả nước", .type = "", .from = DAY_EVER, .until = DAY_NEVER};
    const struct unit units[] = {{.id = "p", .versions = province, .version_count = 1},
                                 {.id = "VN", .versions = &nation, .version_count = 1}};
    const struct succession_source pairs[] = {{"p", "nobody", SUCCESSION_FULL, 5}, {"p", "VN", SUCCESSION_FULL, 5}};
    struct unit_tree_source source = {.units = units, .unit_count = 2, .successions = pairs, .succession_count = 2};
    const struct unit_tree *own = unit_tree_build(&arena, &source);
    assert_int_equal(own->unit_count, 2);
    assert_string_equal(own->units[0].id, "VN");
    assert_string_equal(own->units[0].versions[0].name, "Cả nước");
    assert_int_equal(own->succession_count, 1);
    const struct unit_tree *empty = unit_tree_build(&arena, &(struct unit_tree_source){0});
    assert_int_equal(empty->unit_count, 1);
    assert_int_equal(unit_slice_build(&arena, empty, 0)->count, 1);
    assert_int_equal(unit_tree_flaws(empty, NULL, 0), 0);
    arena_done(&arena);
}

static void names_of_levels_and_successions_read_back(void **state) {
    (void)state;
    for (enum level level = 0, again; level < LEVEL_COUNT; level++) {
        assert_true(level_parse(level_name(level), &again));
        assert_int_equal(again, level);
    }
    for (enum succession_kind kind = 0, again; kind < SUCCESSION_COUNT; kind++) {
        assert_true(succession_parse(succession_name(kind), &again));
        assert_int_equal(again, kind);
    }
    enum succession_kind kind;
    assert_true(succession_parse("PART_AREA_ALL_POP", &kind));
    assert_string_equal(succession_name(kind), "partAreaAllPopulation");
    assert_false(succession_parse("Full", &kind));
    enum level level;
    assert_false(level_parse("village", &level));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_history_is_there_and_without_flaw),
        cmocka_unit_test(the_trees_have_the_published_counts),
        cmocka_unit_test(a_slice_is_the_tree_of_its_day_in_pre_order),
        cmocka_unit_test(a_slice_says_how_long_it_holds),
        cmocka_unit_test(a_code_means_a_unit_only_with_a_date),
        cmocka_unit_test(a_code_lists_each_of_its_units_once),
        cmocka_unit_test(a_unit_is_found_by_code_or_id),
        cmocka_unit_test(the_way_up_changes_with_the_date),
        cmocka_unit_test(reorganisations_lead_both_ways),
        cmocka_unit_test(old_communes_are_split_as_published),
        cmocka_unit_test(provinces_went_where_their_communes_went),
        cmocka_unit_test(an_import_learns_what_is_wrong),
        cmocka_unit_test(a_gap_in_the_parents_days_is_a_flaw),
        cmocka_unit_test(a_subtree_that_hangs_on_nothing_is_left_out),
        cmocka_unit_test(levels_may_be_skipped_and_mixed),
        cmocka_unit_test(the_source_may_bring_its_own_nation),
        cmocka_unit_test(names_of_levels_and_successions_read_back),
    };
    return cmocka_run_group_tests(tests, read_real_units, free_real_units);
}
