/* A list that is worked off by one thread or two: each item once, nothing lost where two could not, a failure said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include <stdatomic.h>
#include <time.h>

#include "backlog.h"

enum { ITEMS = 40 };

struct story {
    atomic_int taken[ITEMS], tries[ITEMS];
    atomic_int at_once, most_at_once;
    bool waits_for_two; /* whoever is first goes on when a second is there */
    bool alone_only;    /* and there is no room for the second */
    int failing;        /* an item that always fails; -1: none */
    atomic_int left;    /* until it is to stop */
};

/* How many are at work. */
static int arrive(struct story *story) {
    int there = atomic_fetch_add(&story->at_once, 1) + 1, most = atomic_load(&story->most_at_once);
    while (most < there && !atomic_compare_exchange_weak(&story->most_at_once, &most, there))
        ;
    for (int i = 0; story->waits_for_two && atomic_load(&story->most_at_once) < 2 && i < 5000; i++)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    return there;
}

static bool take(void *context, size_t item, struct fail *fail) {
    struct story *story = context;
    bool crowded = arrive(story) > 1 && story->alone_only;
    atomic_fetch_add(&story->tries[item], 1);
    atomic_fetch_sub(&story->at_once, 1);
    if (crowded || (int)item == story->failing)
        return fail_set(fail, FAULT_BUSY, true, "take", "%zu", item);
    atomic_fetch_add(&story->taken[item], 1);
    return true;
}

static bool stopping(void *context) {
    struct story *story = context;
    return atomic_fetch_sub(&story->left, 1) <= 0;
}

static bool work(struct story *story, bool together, struct fail *fail) {
    struct arena arena = {0};
    const struct backlog backlog = {.count = ITEMS, .take = take, .stopping = stopping, .context = story};
    if (story->left == 0)
        story->left = INT32_MAX;
    bool good = backlog_work(&backlog, together, &arena, fail);
    arena_done(&arena);
    return good;
}

static void all_are_taken_once(const struct story *story) {
    for (int i = 0; i < ITEMS; i++)
        assert_int_equal(story->taken[i], 1);
}

static void alone_all_are_taken_in_order(void **state) {
    (void)state;
    struct story story = {.failing = -1};
    struct fail fail;
    assert_true(work(&story, false, &fail));
    all_are_taken_once(&story);
    assert_int_equal(story.most_at_once, 1);
}

static void together_two_are_at_work_and_each_is_taken_once(void **state) {
    (void)state;
    struct story story = {.failing = -1, .waits_for_two = true};
    struct fail fail;
    assert_true(work(&story, true, &fail));
    all_are_taken_once(&story);
    assert_int_equal(story.most_at_once, 2);
}

static void what_two_have_no_room_for_is_done_by_one(void **state) {
    (void)state;
    struct story story = {.failing = -1, .alone_only = true, .waits_for_two = true};
    struct fail fail;
    assert_true(work(&story, true, &fail));
    all_are_taken_once(&story);
    assert_int_equal(story.most_at_once, 2);
}

static void one_that_always_fails_is_said_and_nothing_behind_it_is_tried_alone(void **state) {
    (void)state;
    for (int together = 0; together < 2; together++) {
        struct story story = {.failing = 5};
        struct fail fail = {0};
        assert_false(work(&story, together, &fail));
        assert_int_equal(fail.fault, FAULT_BUSY);
        assert_string_equal(fail.text, "5");
        assert_int_equal(story.taken[5], 0);
        assert_int_equal(story.tries[5], 1 + together);
        assert_int_equal(story.tries[ITEMS - 1], 0);
        for (int i = 0; i < 5; i++)
            assert_int_equal(story.taken[i], 1);
    }
}

static void who_is_to_stop_begins_nothing_more(void **state) {
    (void)state;
    for (int together = 0; together < 2; together++) {
        struct story story = {.failing = -1, .left = 3};
        struct fail fail;
        assert_true(work(&story, together, &fail));
        int taken = 0;
        for (int i = 0; i < ITEMS; i++)
            taken += story.taken[i];
        assert_int_equal(taken, 3);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alone_all_are_taken_in_order),
        cmocka_unit_test(together_two_are_at_work_and_each_is_taken_once),
        cmocka_unit_test(what_two_have_no_room_for_is_done_by_one),
        cmocka_unit_test(one_that_always_fails_is_said_and_nothing_behind_it_is_tried_alone),
        cmocka_unit_test(who_is_to_stop_begins_nothing_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
