/* Marks of the ledger: read as they are published, and passed only when every partition was read up to them. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdlib.h>
#include <string.h>

#include "mark.h"

static bool reads(const char *json, struct mark *ret_mark) {
    struct fail fail;
    struct record record = {.topic = "tonghop.mark.v1", .value = json, .value_size = json == NULL ? 0 : strlen(json)};
    return mark_read(&record, ret_mark, &fail);
}

static void a_mark_is_read_as_it_is_published(void **state) {
    (void)state;
    struct mark mark;
    assert_true(reads("{\"until\":\"2026-02-01T00:00:00.000007Z\",\"epoch\":3,\"ends\":[5,0,7],\"later\":{}}", &mark));
    assert_int_equal(mark.until % MOMENT_SECOND, 7);
    assert_int_equal(mark.epoch, 3);
    assert_int_equal(mark.partition_count, 3);
    assert_true(mark.ends[0] == 5 && mark.ends[1] == 0 && mark.ends[2] == 7);
}

static void what_is_no_mark_is_refused(void **state) {
    (void)state;
    static const char *const wrong[] = {
        NULL,
        "",
        "[]",
        "{\"until\":\"2026-02-01\",\"epoch\":1,\"ends\":[1]}",
        "{\"until\":\"2026-02-01T00:00:00Z\",\"ends\":[1]}",
        "{\"until\":\"2026-02-01T00:00:00Z\",\"epoch\":\"1\",\"ends\":[1]}",
        "{\"until\":\"2026-02-01T00:00:00Z\",\"epoch\":1}",
        "{\"until\":\"2026-02-01T00:00:00Z\",\"epoch\":1,\"ends\":[]}",
        "{\"until\":\"2026-02-01T00:00:00Z\",\"epoch\":1,\"ends\":[1,-1]}",
        "{\"until\":\"2026-02-01T00:00:00Z\",\"epoch\":1,\"ends\":[1,null]}",
    };
    struct mark mark;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (reads(wrong[i], &mark))
            fail_msg("read: %s", wrong[i]);
}

static struct mark mark_of(moment_t until, int64_t epoch, int64_t first, int64_t second) {
    return (struct mark){.until = until, .epoch = epoch, .ends = {first, second}, .partition_count = 2};
}

static void marks_given(struct marks *marks, struct mark mark) {
    marks_take(marks, &mark);
}

static void read_up_to(struct marks *marks, int64_t first, int64_t second) {
    const int64_t next[TOPIC_PARTITIONS_MAX] = {first, second};
    marks_pass(marks, next);
}

static void every_partition_has_to_pass(void **state) {
    (void)state;
    struct marks marks;
    marks_init(&marks);
    marks_given(&marks, mark_of(100, 1, 5, 7));
    read_up_to(&marks, 5, 6);
    assert_true(marks.until == MOMENT_NONE && marks.waiting);
    read_up_to(&marks, 4, 9);
    assert_true(marks.until == MOMENT_NONE && marks.waiting);
    read_up_to(&marks, 5, 7);
    assert_true(marks.until == 100 && !marks.waiting);
}

/* New ones come faster than the reader reads: it moves on mark by mark all the same. */
static void the_oldest_passes_before_the_newest(void **state) {
    (void)state;
    struct marks marks;
    marks_init(&marks);
    marks_given(&marks, mark_of(100, 1, 5, 5));
    marks_given(&marks, mark_of(200, 1, 8, 8));
    read_up_to(&marks, 5, 5);
    assert_true(marks.until == 100 && marks.waiting);
    marks_given(&marks, mark_of(300, 1, 12, 12));
    read_up_to(&marks, 8, 8);
    assert_true(marks.until == 200 && marks.waiting);
    read_up_to(&marks, 12, 12);
    assert_true(marks.until == 300 && !marks.waiting);
}

static void one_that_comes_late_or_twice_changes_nothing(void **state) {
    (void)state;
    struct marks marks;
    marks_init(&marks);
    marks_given(&marks, mark_of(100, 1, 5, 7));
    read_up_to(&marks, 9, 9);
    marks_given(&marks, mark_of(90, 1, 4, 4));
    marks_given(&marks, mark_of(100, 1, 5, 7));
    read_up_to(&marks, 9, 9);
    assert_true(marks.until == 100 && !marks.waiting);
}

/* What was known of the ledger that is lost holds no more, and a mark of it that comes late neither. */
static void a_restored_ledger_begins_anew(void **state) {
    (void)state;
    struct marks marks;
    marks_init(&marks);
    marks_given(&marks, mark_of(100, 1, 5, 7));
    read_up_to(&marks, 5, 7);
    marks_given(&marks, mark_of(80, 2, 9, 9));
    assert_int_equal(marks.until, MOMENT_NONE);
    marks_given(&marks, mark_of(200, 1, 5, 7));
    read_up_to(&marks, 8, 9);
    assert_int_equal(marks.until, MOMENT_NONE);
    read_up_to(&marks, 9, 9);
    assert_int_equal(marks.until, 80);
}

enum { PARTITIONS = 5, MARKS = 4000 };

/* Against the plain truth: of all marks so far, the latest that every partition has passed. One that waits may be known a look later. */
static void however_far_behind_the_reader_is_nothing_is_passed_too_early(void **state) {
    (void)state;
    static struct mark given[MARKS];
    int64_t next[TOPIC_PARTITIONS_MAX] = {0}, ends[PARTITIONS] = {0};
    struct marks marks;
    moment_t before = MOMENT_NONE;
    srandom(20260201);
    marks_init(&marks);
    for (int i = 0; i < MARKS; i++) {
        given[i] = (struct mark){.until = i + 1, .epoch = 1, .partition_count = PARTITIONS};
        for (int p = 0; p < PARTITIONS; p++) {
            ends[p] += random() % 3;
            given[i].ends[p] = ends[p];
            next[p] += random() % (i % 400 < 200 ? 2 : 5);
            next[p] = next[p] < ends[p] ? next[p] : ends[p];
        }
        marks_take(&marks, &given[i]);
        marks_pass(&marks, next);
        assert_true(marks.until >= before);
        before = marks.until;
        for (int p = 0; p < PARTITIONS && marks.until != MOMENT_NONE; p++)
            assert_true(next[p] >= given[marks.until - 1].ends[p]);
    }
    memcpy(next, ends, sizeof ends);
    marks_pass(&marks, next);
    assert_int_equal(marks.until, MARKS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mark_is_read_as_it_is_published),
        cmocka_unit_test(what_is_no_mark_is_refused),
        cmocka_unit_test(every_partition_has_to_pass),
        cmocka_unit_test(the_oldest_passes_before_the_newest),
        cmocka_unit_test(one_that_comes_late_or_twice_changes_nothing),
        cmocka_unit_test(a_restored_ledger_begins_anew),
        cmocka_unit_test(however_far_behind_the_reader_is_nothing_is_passed_too_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
