/* An arena hands out separate, zeroed, aligned memory and frees all of it at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdalign.h>
#include <string.h>

#include "core/arena.h"
#include "stops.h"

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

static void blocks_are_zeroed_aligned_and_apart(void **state) {
    enum { BLOCKS = 2000, LARGEST = 9000 };
    unsigned char *blocks[BLOCKS];
    size_t sizes[BLOCKS];
    for (size_t i = 0; i < BLOCKS; i++) {
        sizes[i] = i * 37 % LARGEST;
        blocks[i] = arena_alloc(*state, sizes[i]);
        assert_int_equal((uintptr_t)blocks[i] % alignof(max_align_t), 0);
        for (size_t at = 0; at < sizes[i]; at++)
            assert_int_equal(blocks[i][at], 0);
        memset(blocks[i], (int)(i % 251) + 1, sizes[i]);
    }
    for (size_t i = 0; i < BLOCKS; i++) {
        for (size_t at = 0; at < sizes[i]; at++)
            assert_int_equal(blocks[i][at], i % 251 + 1);
    }
}

static void memory_is_zeroed_again_after_a_reset(void **state) {
    memset(arena_alloc(*state, 1000), 0xFF, 1000);
    arena_reset(*state);
    unsigned char *again = arena_alloc(*state, 1000);
    for (size_t at = 0; at < 1000; at++)
        assert_int_equal(again[at], 0);
}

static void a_reset_keeps_one_chunk_and_uses_it_again_and_again(void **state) {
    struct arena *arena = *state;
    for (int i = 0; i < 100; i++)
        arena_alloc(arena, 1000);
    size_t most = arena->bytes;
    arena_reset(arena);
    size_t kept = arena->bytes;
    assert_true(kept > 0 && kept < most);
    for (int i = 0; i < 1000; i++) {
        arena_alloc(arena, 1000);
        arena_reset(arena);
    }
    assert_int_equal(arena->bytes, kept);
}

static void a_large_block_does_not_waste_the_room_left(void **state) {
    struct arena *arena = *state;
    arena_alloc(arena, 16);
    arena_alloc(arena, 5 * 1024 * 1024);
    size_t before = arena->bytes;
    arena_alloc(arena, 2000);
    assert_int_equal(arena->bytes, before);
}

static void an_arena_is_usable_after_it_is_done(void **state) {
    struct arena *arena = *state;
    arena_text(arena, "Thanh Hóa");
    arena_done(arena);
    assert_int_equal(arena->bytes, 0);
    assert_string_equal(arena_text(arena, "Quảng Trị"), "Quảng Trị");
}

static void texts_are_copied_cut_and_formatted(void **state) {
    char source[] = "Thanh Hóa";
    char *copy = arena_text(*state, source);
    char *slice = arena_slice(*state, source, 5);
    source[0] = '?';
    assert_string_equal(copy, "Thanh Hóa");
    assert_string_equal(slice, "Thanh");
    assert_string_equal(arena_slice(*state, NULL, 0), "");
    assert_memory_equal(arena_copy(*state, "a\0b", 3), "a\0b", 3);
    assert_string_equal(arena_format(*state, "%s/%d", "2023-H1", 38), "2023-H1/38");
    char *wide = arena_format(*state, "%010000d", 7);
    assert_int_equal(strlen(wide), 10000);
    assert_int_equal(wide[9999], '7');
}

static void items_keep_their_values_while_they_grow(void **state) {
    int *items = NULL;
    size_t capacity = 0;
    for (int i = 0; i < 1000; i++) {
        items = arena_grow(*state, items, (size_t)i, &capacity, sizeof *items);
        assert_true(capacity > (size_t)i);
        items[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
}

static void ask_for_an_overflowing_array(void) {
    struct arena arena = {0};
    volatile size_t count = SIZE_MAX / 8 + 2; /* times 8 is 8, if one does not look */
    arena_array(&arena, count, 8);
}

static void ask_for_an_absurd_block(void) {
    struct arena arena = {0};
    volatile size_t bytes = SIZE_MAX;
    arena_alloc(&arena, bytes);
}

static void sizes_that_cannot_exist_stop_the_process(void **state) {
    (void)state;
    assert_true(stops(ask_for_an_overflowing_array));
    assert_true(stops(ask_for_an_absurd_block));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(blocks_are_zeroed_aligned_and_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(memory_is_zeroed_again_after_a_reset, setup, teardown),
        cmocka_unit_test_setup_teardown(a_reset_keeps_one_chunk_and_uses_it_again_and_again, setup, teardown),
        cmocka_unit_test_setup_teardown(a_large_block_does_not_waste_the_room_left, setup, teardown),
        cmocka_unit_test_setup_teardown(an_arena_is_usable_after_it_is_done, setup, teardown),
        cmocka_unit_test_setup_teardown(texts_are_copied_cut_and_formatted, setup, teardown),
        cmocka_unit_test_setup_teardown(items_keep_their_values_while_they_grow, setup, teardown),
        cmocka_unit_test(sizes_that_cannot_exist_stop_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
