/* Packed figures: what was packed is read the same, in the bytes the format promises; anything else is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "domain/packed_figures.h"

/* The bytes stand at the end of a block, so that reading behind them is noticed. */
static int unpack(const void *bytes, size_t size, int64_t *figures, int max) {
    unsigned char *exact = malloc(size == 0 ? 1 : size);
    assert_non_null(exact);
    if (size > 0)
        memcpy(exact, bytes, size);
    int count = figures_unpack(exact, size, figures, max);
    free(exact);
    return count;
}

/* By hand from the description of the format. */
static const struct {
    int64_t figure;
    const char *bytes;
    size_t size;
} packed[] = {
    {QUANTITY_MISSING, "\0", 1},
    {0, "\1", 1},
    {-1, "\2", 1},
    {1, "\3", 1},
    {63, "\x7f", 1},
    {-63, "\x7e", 1},
    {-64, "\x80\1", 2},
    {64, "\x81\1", 2},
    {-8191, "\xfe\x7f", 2},
    {8191, "\xff\x7f", 2},
    {-8192, "\x80\x80\1", 3},
    {8192, "\x81\x80\1", 3},
    {QUANTITY_MAX, "\xff\xff\x9f\xf6\xf4\xac\xdb\xe0\x1b", 9},
    {-QUANTITY_MAX, "\xfe\xff\x9f\xf6\xf4\xac\xdb\xe0\x1b", 9},
    {INT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\1", 10},
    {-INT64_MAX, "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\1", 10},
};
enum { PACKED = sizeof packed / sizeof *packed };

static void a_figure_takes_the_bytes_that_the_format_says(void **state) {
    (void)state;
    for (size_t i = 0; i < PACKED; i++) {
        unsigned char bytes[PACKED_FIGURE_SIZE];
        int64_t figure = 7;
        assert_int_equal(figures_pack(&packed[i].figure, 1, bytes), packed[i].size);
        assert_memory_equal(bytes, packed[i].bytes, packed[i].size);
        assert_int_equal(unpack(packed[i].bytes, packed[i].size, &figure, 1), 1);
        assert_true(figure == packed[i].figure);
    }
}

static void what_is_missing_is_not_what_is_zero(void **state) {
    (void)state;
    static const int64_t figures[] = {0, QUANTITY_MISSING, 0};
    unsigned char bytes[3 * PACKED_FIGURE_SIZE];
    int64_t read[3];
    assert_int_equal(figures_pack(figures, 3, bytes), 3);
    assert_int_equal(unpack(bytes, 3, read, 3), 3);
    assert_memory_equal(read, figures, sizeof figures);
}

static void no_figures_are_no_bytes(void **state) {
    (void)state;
    unsigned char bytes[1];
    int64_t figure;
    assert_int_equal(figures_pack(NULL, 0, bytes), 0);
    assert_int_equal(unpack("", 0, &figure, 1), 0);
    assert_int_equal(unpack("", 0, &figure, 0), 0);
}

static int64_t drawn(uint64_t *seed) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    int64_t figure = (int64_t)(*seed ^ *seed >> 29) >> (*seed >> 58);
    return *seed % 7 == 0 ? QUANTITY_MISSING : figure;
}

static void a_whole_form_is_read_as_it_was_packed(void **state) {
    (void)state;
    static int64_t figures[CELLS_MAX], read[CELLS_MAX];
    static unsigned char bytes[CELLS_MAX * PACKED_FIGURE_SIZE];
    uint64_t seed = 1;
    for (int round = 0; round < 200; round++) {
        size_t count = round == 0 ? CELLS_MAX : (size_t)round * 5;
        for (size_t i = 0; i < count; i++)
            figures[i] = drawn(&seed);
        size_t size = figures_pack(figures, count, bytes);
        assert_int_equal(unpack(bytes, size, read, CELLS_MAX), count);
        assert_memory_equal(read, figures, count * sizeof *figures);
    }
}

static void what_was_not_packed_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *why, *bytes;
        size_t size;
    } wrong[] = {
        {"ends in the middle of one", "\x81", 1},
        {"ends in the middle of the second", "\3\x80\x80", 3},
        {"zero in two bytes", "\x81\0", 2},
        {"missing in two bytes", "\x80\0", 2},
        {"a byte more than it takes", "\xff\x80\0", 3},
        {"65 bits", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\2", 10},
        {"eleven bytes", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\1", 11},
        {"no end at all", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t figures[4];
        if (unpack(wrong[i].bytes, wrong[i].size, figures, 4) != -1)
            fail_msg("%s was read", wrong[i].why);
    }
}

static void more_than_there_is_room_for_is_refused(void **state) {
    (void)state;
    int64_t figures[3];
    assert_int_equal(unpack("\1\3\5", 3, figures, 3), 3);
    assert_int_equal(unpack("\1\3\5", 3, figures, 2), -1);
    assert_int_equal(unpack("\1", 1, figures, 0), -1);
}

/* All of one and two bytes: either refused, or exactly what packing what was read gives again. */
static void what_is_read_packs_to_the_same_bytes(void **state) {
    (void)state;
    unsigned taken = 0;
    for (unsigned bits = 0; bits < 0x10000; bits++) {
        const unsigned char bytes[] = {(unsigned char)(bits & 0xff), (unsigned char)(bits >> 8)};
        unsigned char again[2 * PACKED_FIGURE_SIZE];
        int64_t figures[2];
        int count = unpack(bytes, sizeof bytes, figures, 2);
        if (count < 0)
            continue;
        taken++;
        assert_int_equal(figures_pack(figures, (size_t)count, again), sizeof bytes);
        assert_memory_equal(again, bytes, sizeof bytes);
    }
    assert_int_equal(taken, 128 * 128 + 128 * 127); /* two short ones, or one whose last byte is not 0 */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_figure_takes_the_bytes_that_the_format_says),
        cmocka_unit_test(what_is_missing_is_not_what_is_zero),
        cmocka_unit_test(no_figures_are_no_bytes),
        cmocka_unit_test(a_whole_form_is_read_as_it_was_packed),
        cmocka_unit_test(what_was_not_packed_is_refused),
        cmocka_unit_test(more_than_there_is_room_for_is_refused),
        cmocka_unit_test(what_is_read_packs_to_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
