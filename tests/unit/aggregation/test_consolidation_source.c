/* What became of reports between two lists of sources, against a comparison key by key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consolidation_source.h"
#include "core/text.h"

enum { UNITS = 40, ROUNDS = 200 };

static struct consolidation_source row(const char *form, const char *unit, int64_t version) {
    return (struct consolidation_source){.form = form,
                                         .period = "2023-H1",
                                         .unit = unit,
                                         .agency = "people-committee",
                                         .report = "r",
                                         .version = version};
}

static void a_report_counts_once_however_often_it_was_looked_at(void **state) {
    (void)state;
    struct consolidation_source rows[] = {row("B", "2", 1), row("A", "1", 2), row("B", "1", 1), row("A", "1", 2)};
    struct consolidation_sources sources = {.rows = rows, .count = 4};
    assert_true(sources_close(&sources));
    assert_int_equal(sources.count, 3);
    assert_string_equal(rows[0].form, "A");
    assert_string_equal(rows[1].unit, "1");
    assert_string_equal(rows[2].unit, "2");
}

static void two_looks_that_saw_different_versions_are_noticed(void **state) {
    (void)state;
    struct consolidation_source versions[] = {row("A", "1", 2), row("A", "1", 3)};
    struct consolidation_sources sources = {.rows = versions, .count = 2};
    assert_false(sources_close(&sources));
    struct consolidation_source epochs[] = {row("A", "1", 2), row("A", "1", 2)};
    epochs[1].epoch = 1;
    sources = (struct consolidation_sources){.rows = epochs, .count = 2};
    assert_false(sources_close(&sources));
}

/* printf 'A|2023-H1|1|people-committee|r|0|2\nB|2023-H1|2|people-committee|r|0|1\n' | sha256sum */
static void the_digest_of_a_list_is_that_of_its_lines(void **state) {
    (void)state;
    char digest[SHA256_TEXT_SIZE];
    struct consolidation_source rows[] = {row("B", "2", 1), row("A", "1", 2)};
    struct consolidation_sources sources = {.rows = rows, .count = 2};
    assert_true(sources_close(&sources));
    assert_string_equal(sources_digest(&sources, digest),
                        "61c10347085f51badfcf78730e0dbe245ed03eaa42a449c760646b5dfad534f2");
}

/* ---- Any two lists */

static char unit_names[UNITS][16];

static void draw(struct consolidation_sources *sources, int64_t versions[UNITS], unsigned *seed) {
    sources->count = 0;
    for (int i = 0; i < UNITS; i++) {
        versions[i] = rand_r(seed) % 4; /* 0: does not count */
        if (versions[i] > 0)
            sources->rows[sources->count++] = row("A", unit_names[i], versions[i]);
    }
}

static void check_change(const struct source_change *change, const int64_t before[UNITS], const int64_t after[UNITS],
                         bool seen[UNITS]) {
    const struct consolidation_source *source = change->after ? change->after : change->before;
    int unit = (int)strtol(source->unit, NULL, 10);
    assert_int_equal(change->before ? change->before->version : 0, before[unit]);
    assert_int_equal(change->after ? change->after->version : 0, after[unit]);
    assert_false(seen[unit]);
    seen[unit] = true;
}

static void every_change_and_nothing_else_is_found(void **state) {
    (void)state;
    struct consolidation_source rows[2][UNITS];
    unsigned seed = 7;
    for (int i = 0; i < UNITS; i++)
        snprintf(unit_names[i], sizeof unit_names[i], "%02d", i);
    for (int round = 0; round < ROUNDS; round++) {
        struct arena arena = {0};
        struct consolidation_sources before = {.rows = rows[0]}, after = {.rows = rows[1]};
        int64_t was[UNITS], is[UNITS];
        bool seen[UNITS] = {false};
        struct source_change *changes;
        draw(&before, was, &seed);
        draw(&after, is, &seed);
        size_t count = sources_compare(&arena, &before, &after, &changes);
        for (size_t i = 0; i < count; i++)
            check_change(&changes[i], was, is, seen);
        for (int i = 0; i < UNITS; i++)
            assert_int_equal(seen[i], was[i] != is[i]);
        arena_done(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_counts_once_however_often_it_was_looked_at),
        cmocka_unit_test(two_looks_that_saw_different_versions_are_noticed),
        cmocka_unit_test(the_digest_of_a_list_is_that_of_its_lines),
        cmocka_unit_test(every_change_and_nothing_else_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
