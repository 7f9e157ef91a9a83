/* Buckets of clients: a national deadline day at once, then as many as the rate says; nobody takes from another, and memory stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>

#include "core/limits.h"
#include "http/rate.h"

enum { RATE_PER_S = 100, BURST = 1000, WORKERS = 4 };
static const int64_t noon_us = INT64_C(43200000000), second_us = 1000000;

static int rates_begin(void **state) {
    *state = rates_new(RATE_PER_S, BURST);
    return *state ? 0 : -1;
}

static int rates_end(void **state) {
    rates_free(*state);
    return 0;
}

static uint32_t let_in(struct rates *rates, const char *client, uint32_t asked, int64_t now_us) {
    struct rate_left left;
    uint32_t count = 0;
    for (uint32_t i = 0; i < asked; i++)
        count += rate_take(rates, client, now_us, &left);
    return count;
}

static void without_a_rate_there_is_no_limit(void **state) {
    (void)state;
    assert_null(rates_new(0, BURST));
}

static void a_burst_is_let_in_and_then_as_many_as_the_rate_says(void **state) {
    assert_int_equal(let_in(*state, "import", 5000, noon_us), BURST);
    assert_int_equal(let_in(*state, "import", 5000, noon_us + second_us), RATE_PER_S);
    assert_int_equal(let_in(*state, "import", 5000, noon_us + second_us + second_us / 2), RATE_PER_S / 2);
}

static void a_rest_fills_the_bucket_and_never_more(void **state) {
    assert_int_equal(let_in(*state, "portal", 400, noon_us), 400);
    assert_int_equal(let_in(*state, "portal", 5000, noon_us + 3600 * second_us), BURST);
}

static void the_answer_says_what_is_left_and_when_to_come_again(void **state) {
    struct rate_left left;
    assert_string_equal(rates_policy(*state), "\"client\";q=1000;w=10");
    assert_true(rate_take(*state, "portal", noon_us, &left));
    assert_int_equal(left.requests, BURST - 1);
    assert_int_equal(left.full_s, 1);
    assert_int_equal(let_in(*state, "portal", 5000, noon_us), BURST - 1);
    assert_false(rate_take(*state, "portal", noon_us, &left));
    assert_int_equal(left.requests, 0);
    assert_int_equal(left.full_s, BURST / RATE_PER_S);
    assert_int_equal(left.retry_s, 1);
    assert_true(rate_take(*state, "portal", noon_us + left.retry_s * second_us, &left));
}

static void who_is_refused_does_not_push_the_moment_further_away(void **state) {
    assert_int_equal(let_in(*state, "hasty", 100000, noon_us), BURST);
    assert_int_equal(let_in(*state, "hasty", 1, noon_us + second_us / RATE_PER_S), 1);
}

static void one_client_takes_nothing_from_another(void **state) {
    assert_int_equal(let_in(*state, "wild", 5000, noon_us), BURST);
    assert_int_equal(let_in(*state, "tame", 10, noon_us), 10);
    assert_int_equal(let_in(*state, "", 10, noon_us), 10);
}

static void a_large_import_is_taken_whole_and_paid_for_after(void **state) {
    struct rate_left left;
    rate_charge(*state, "import", BURST + 5 * RATE_PER_S, noon_us, &left);
    assert_int_equal(left.requests, 0);
    assert_int_equal(left.retry_s, 6);
    assert_false(rate_take(*state, "import", noon_us + 4 * second_us, &left));
    assert_true(rate_take(*state, "import", noon_us + 6 * second_us, &left));
}

static void no_import_shuts_its_client_out_for_longer_than_the_limit(void **state) {
    struct rate_left left;
    rate_charge(*state, "import", UINT32_MAX, noon_us, &left);
    assert_int_equal(left.retry_s, RATE_DEBT_SECONDS_MAX + 1);
    rate_charge(*state, "import", UINT32_MAX, noon_us, &left);
    assert_int_equal(left.retry_s, RATE_DEBT_SECONDS_MAX + 1);
    assert_true(rate_take(*state, "import", noon_us + (RATE_DEBT_SECONDS_MAX + 1) * second_us, &left));
}

/* Whoever comes with ten times as many names as there is room for makes nobody forget an empty bucket. */
static void a_crowd_of_others_gives_no_new_bucket(void **state) {
    char name[32];
    assert_int_equal(let_in(*state, "wild", 5000, noon_us), BURST);
    for (int i = 0; i < 10 * RATE_CLIENTS_MAX; i++) {
        snprintf(name, sizeof name, "crowd-%d", i);
        assert_int_equal(let_in(*state, name, 1, noon_us), 1);
    }
    assert_int_equal(let_in(*state, "wild", 5000, noon_us), 0);
}

/* Names that begin alike for longer than is kept of them are still two. */
static void long_names_are_told_apart(void **state) {
    char first[200], second[200];
    snprintf(first, sizeof first, "%0150d-first", 0);
    snprintf(second, sizeof second, "%0150d-second", 0);
    assert_int_equal(let_in(*state, first, 5000, noon_us), BURST);
    assert_int_equal(let_in(*state, second, 1, noon_us), 1);
}

static void *worker(void *rates) {
    static uint32_t counts[WORKERS];
    static _Atomic uint32_t workers;
    uint32_t *count = &counts[workers++ % WORKERS];
    *count = let_in(rates, "many threads", BURST, noon_us);
    return count;
}

static void threads_of_one_client_share_its_bucket(void **state) {
    pthread_t threads[WORKERS];
    uint32_t total = 0;
    for (int i = 0; i < WORKERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, worker, *state), 0);
    for (int i = 0; i < WORKERS; i++) {
        void *count;
        pthread_join(threads[i], &count);
        total += *(uint32_t *)count;
    }
    assert_int_equal(total, BURST);
}

#define T(name) cmocka_unit_test_setup_teardown(name, rates_begin, rates_end)
int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_rate_there_is_no_limit),
        T(a_burst_is_let_in_and_then_as_many_as_the_rate_says),
        T(a_rest_fills_the_bucket_and_never_more),
        T(the_answer_says_what_is_left_and_when_to_come_again),
        T(who_is_refused_does_not_push_the_moment_further_away),
        T(one_client_takes_nothing_from_another),
        T(a_large_import_is_taken_whole_and_paid_for_after),
        T(no_import_shuts_its_client_out_for_longer_than_the_limit),
        T(a_crowd_of_others_gives_no_new_bucket),
        T(long_names_are_told_apart),
        T(threads_of_one_client_share_its_bucket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
