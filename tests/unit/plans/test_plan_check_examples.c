/* The plans and the programme of the example are taken as they stand: nothing in them is refused, first put or put again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "../reference/examples.h"
#include "document.h"

static struct example_world example_world;

static int gather(void **state) {
    (void)state;
    return example_world_make(&example_world);
}

static int scatter(void **state) {
    (void)state;
    example_world_end(&example_world);
    return 0;
}

static void every_plan_is_taken_as_it_stands(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof plan_files / sizeof plan_files[0]; i++) {
        struct arena arena = {0};
        struct issues issues;
        char path[64];
        issues_init(&issues, &arena);
        snprintf(path, sizeof path, "plans/%s.json", plan_files[i]);
        json_t *body = example(path);
        document_check(example_world.snapshot, body, false, &issues);
        if (issues.count > 0)
            fail_msg("%s: %s", plan_files[i], issues_line(&issues));
        json_decref(body);
        arena_done(&arena);
    }
}

static void so_are_the_duties_of_the_programme(void **state) {
    (void)state;
    struct arena arena = {0};
    struct issues issues;
    issues_init(&issues, &arena);
    programme_check_duties(example_world.snapshot, snapshot_programme(example_world.snapshot, "pcmd"),
                           day_of(2026, 11, 22), &issues);
    assert_string_equal(issues_line(&issues), "");
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_plan_is_taken_as_it_stands),
        cmocka_unit_test(so_are_the_duties_of_the_programme),
    };
    return cmocka_run_group_tests(tests, gather, scatter);
}
