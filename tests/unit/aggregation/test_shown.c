/* What the serialiser lets out: of a table's units those that the caller reaches, and nothing at all where the whole is about another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../reference/records.h"
#include "rollup_table.h"
#include "tally_page.h"

/* Of Hà Nội: a district with its two communes. */
static struct arena arena;
static struct reference *reference;
static const struct snapshot *snapshot;
static const struct unit_slice *slice;
static const struct route route = {.name = "getRollup"};

static uint32_t unit(const char *code) {
    return unit_by_code(snapshot_tree(snapshot), code, slice->date);
}

/* The table of a unit with its children, for a caller who reaches what is named; NULL: the unit itself is out of his reach. */
static struct rollup_table table_for(struct call *call, const char *code, const char *const *reached) {
    static const struct form form = {.code = "F"};
    static const struct form_version version = {.version = 1};
    bool *reach = arena_new_array(&arena, bool, snapshot_tree(snapshot)->unit_count);
    for (; *reached; reached++)
        reach[unit(*reached)] = true;
    const struct question question = {.snapshot = snapshot,
                                      .form = &form,
                                      .version = &version,
                                      .unit = unit(code),
                                      .boundary_date = slice->date,
                                      .shown = {call, snapshot_tree(snapshot), reach}};
    struct rollup_answer answer = {.question = &question, .tally = {.slice = slice, .version = &version}};
    uint32_t position = slice->position_of[question.unit];
    struct node_answer children[8];
    for (uint32_t child = position + 1; child < slice->subtree_end[position]; child = slice->subtree_end[child])
        children[answer.child_count++] = (struct node_answer){.position = child};
    answer.children = children;
    answer.node.position = answer.own.position = position;
    struct rollup_table table;
    rollup_table_make(call, &answer, &table);
    call_reply(call, 200);
    return table;
}

static void only_children_in_reach_are_in_the_table(void **state) {
    (void)state;
    const struct {
        const char *reached[4];
        uint32_t children;
    } cases[] = {{{"001", "00001", "00004"}, 2}, {{"001", "00004"}, 1}, {{"001"}, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct call call = {.route = &route};
        struct rollup_table table = table_for(&call, "001", cases[i].reached);
        assert_int_equal(call.status, 200);
        assert_int_equal(table.child_count, cases[i].children);
        if (table.child_count == 1)
            assert_string_equal(table.children[0].code, "00004");
        buffer_done(&call.body);
        arena_done(&call.arena);
    }
}

static void of_another_unit_not_a_word_leaves(void **state) {
    (void)state;
    struct call call = {.route = &route};
    buffer_text(&call.body, "secret");
    (void)table_for(&call, "001", (const char *const[]){"00001", "00004", NULL});
    assert_int_equal(call.status, 404);
    assert_null(strstr(buffer_cstr(&call.body), "secret"));
    buffer_done(&call.body);
    arena_done(&call.arena);
}

/* Sources, missing and changes name units by their ids. */
static void a_list_takes_only_what_is_about_units_in_reach(void **state) {
    (void)state;
    struct call call = {.route = &route};
    const struct unit_tree *tree = snapshot_tree(snapshot);
    bool *reach = arena_new_array(&arena, bool, tree->unit_count);
    reach[unit("001")] = reach[unit("00004")] = true;
    const struct shown shown = {&call, tree, reach};
    struct tally_page page = {.call = &call, .shown = &shown, .limit = 10};
    const char *ids[] = {tree->units[unit("00004")].id, tree->units[unit("00001")].id, "no-such-unit"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const struct tally_key key = {.unit = ids[i], .agency = "police", .period = "2024"};
        assert_int_equal(tally_page_takes(&page, &key), i == 0);
    }
    arena_done(&call.arena);
}

static int begin(void **state) {
    (void)state;
    struct test_records records = {test_units};
    struct record_source source = {.each = test_records_each, .context = &records};
    struct fail fail;
    uint32_t unreadable = 0;
    day_t day;
    reference = reference_new();
    if (!reference_build(reference, &source, 1, true, &unreadable, &fail) || !day_parse("2024-12-14", &day))
        return -1;
    snapshot = reference_hold(reference);
    slice = snapshot_slice(snapshot, day, &arena);
    return 0;
}

static int end(void **state) {
    (void)state;
    snapshot_release(snapshot);
    reference_free(reference);
    arena_done(&arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_children_in_reach_are_in_the_table),
        cmocka_unit_test(of_another_unit_not_a_word_leaves),
        cmocka_unit_test(a_list_takes_only_what_is_about_units_in_reach),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
