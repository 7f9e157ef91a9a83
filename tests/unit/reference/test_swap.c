/* Readers hold a snapshot and ask it while the next ones are built and swapped in: each sees one generation, whole, for as long as it holds it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>

#include "records.h"

enum { READERS = 3, GENERATIONS = 40 };

struct swapping {
    struct reference *reference;
    atomic_bool over;
    atomic_int wrong, readings;
};

static bool build(struct reference *reference, int64_t generation) {
    struct test_records records = {test_units};
    struct record_source source = {test_records_each, &records};
    struct fail fail;
    uint32_t unreadable;
    /* Every other generation takes the units of the one before over. */
    return reference_build(reference, &source, generation, generation % 2 == 1, &unreadable, &fail);
}

static bool reading_is_whole(const struct reference *reference) {
    struct arena arena = {0};
    struct period period;
    AUTO_SNAPSHOT *snapshot = reference_hold((struct reference *)reference);
    const struct form *form = snapshot_form(snapshot, "FORM");
    bool whole = snapshot_tree(snapshot)->unit_count == 11 && form &&
                 snapshot_period(snapshot, form, "2023-H1", &period) &&
                 snapshot_obligations(snapshot, form, &period, &arena)->count == 3 &&
                 snapshot_slice(snapshot, day_of(2025, 8, 1), &arena) != NULL;
    arena_done(&arena);
    return whole;
}

static void *read_on(void *context) {
    struct swapping *swapping = context;
    while (!atomic_load(&swapping->over)) {
        if (!reading_is_whole(swapping->reference))
            atomic_fetch_add(&swapping->wrong, 1);
        atomic_fetch_add(&swapping->readings, 1);
    }
    return NULL;
}

static void a_reader_keeps_its_generation_while_others_are_swapped_in(void **state) {
    (void)state;
    struct swapping swapping = {.reference = reference_new()};
    pthread_t readers[READERS];
    assert_true(build(swapping.reference, 1));
    for (size_t i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_on, &swapping), 0);
    bool built = true;
    for (int64_t generation = 2; generation <= GENERATIONS; generation++)
        built = build(swapping.reference, generation) && built;
    while (atomic_load(&swapping.readings) < READERS)
        sched_yield();
    atomic_store(&swapping.over, true);
    for (size_t i = 0; i < READERS; i++)
        pthread_join(readers[i], NULL);
    assert_true(built);
    assert_int_equal(swapping.wrong, 0);
    reference_free(swapping.reference);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_reader_keeps_its_generation_while_others_are_swapped_in)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
