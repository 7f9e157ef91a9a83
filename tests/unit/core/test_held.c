/* Blocks that several hold: there until the last lets go, whichever thread that is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#include "core/held.h"

enum { THREADS = 4, TURNS = 20000 };

static void a_block_stays_until_the_last_lets_go(void **state) {
    (void)state;
    char *block = held_new(6);
    assert_int_equal((uintptr_t)block % _Alignof(max_align_t), 0);
    memcpy(block, "stays", 6);
    held_keep(block);
    held_release(block);
    assert_string_equal(block, "stays"); /* gone: the sanitizer says so; kept for ever: so does it at the end */
    held_release(block);
}

static void *hold_and_let_go(void *block) {
    for (int i = 0; i < TURNS; i++) {
        held_keep(block);
        held_release(block);
    }
    held_release(block);
    return NULL;
}

static void holds_of_several_threads_are_all_counted(void **state) {
    (void)state;
    pthread_t threads[THREADS];
    int *block = held_new(sizeof *block);
    *block = 7;
    for (int i = 0; i < THREADS; i++) {
        held_keep(block);
        assert_int_equal(pthread_create(&threads[i], NULL, hold_and_let_go, block), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(*block, 7);
    held_release(block);
}

static void the_memory_of_a_block_is_said_with_its_count(void **state) {
    (void)state;
    assert_in_range(held_bytes(100), 100 + sizeof(size_t), 100 + 2 * sizeof(max_align_t));
    void *empty = held_new(0);
    held_release(empty);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_stays_until_the_last_lets_go),
        cmocka_unit_test(holds_of_several_threads_are_all_counted),
        cmocka_unit_test(the_memory_of_a_block_is_said_with_its_count),
    };
    return cmocka_run_group_tests_name("held", tests, NULL, NULL);
}
