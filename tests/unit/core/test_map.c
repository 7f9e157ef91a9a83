/* A map gives back what was last set for a name, however many names there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/map.h"
#include "core/text.h"

static int setup(void **state) {
    static struct arena arena;
    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int teardown(void **state) {
    arena_done(*state);
    return 0;
}

static void a_name_not_set_is_not_there(void **state) {
    struct map map;
    map_init(&map, *state, 0);
    assert_null(map_get(&map, "38"));
    map_set(&map, "38", &map);
    assert_null(map_get(&map, "3"));
    assert_null(map_get(&map, ""));
    assert_null(map_get(&map, "380"));
}

static void the_last_value_counts_and_a_name_counts_once(void **state) {
    int first, second;
    struct map map;
    map_init(&map, *state, 4);
    map_set(&map, "38", &first);
    map_set(&map, arena_text(*state, "38"), &second);
    assert_ptr_equal(map_get(&map, "38"), &second);
    assert_int_equal(map.count, 1);
}

static void all_wards_of_the_country_fit_whatever_was_expected(void **state) {
    enum { WARDS = 12000 };
    static const size_t expected[] = {0, 1, 100, WARDS};
    static int values[WARDS];
    for (size_t e = 0; e < sizeof expected / sizeof *expected; e++) {
        struct map map;
        map_init(&map, *state, expected[e]);
        for (int i = 0; i < WARDS; i++)
            map_set(&map, arena_format(*state, "%05d", i), &values[i]);
        assert_int_equal(map.count, WARDS);
        assert_true(map.capacity > map.count);
        for (int i = 0; i < WARDS; i++)
            assert_ptr_equal(map_get(&map, arena_format(*state, "%05d", i)), &values[i]);
        assert_null(map_get(&map, "12000"));
    }
}

static void as_many_as_were_expected_fit_without_growing(void **state) {
    for (size_t expected = 0; expected < 200; expected++) {
        struct map map;
        map_init(&map, *state, expected);
        size_t capacity = map.capacity;
        for (size_t i = 0; i < expected; i++)
            map_set(&map, arena_format(*state, "%zu", i), &map);
        assert_int_equal(map.capacity, capacity);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_name_not_set_is_not_there, setup, teardown),
        cmocka_unit_test_setup_teardown(the_last_value_counts_and_a_name_counts_once, setup, teardown),
        cmocka_unit_test_setup_teardown(all_wards_of_the_country_fit_whatever_was_expected, setup, teardown),
        cmocka_unit_test_setup_teardown(as_many_as_were_expected_fit_without_growing, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
