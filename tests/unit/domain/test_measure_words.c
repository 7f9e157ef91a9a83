/* Units of measure by their codes are words in both languages; what is no code is left as it was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/measure_words.h"

static void a_code_is_a_word_in_each_language(void **state) {
    (void)state;
    static const char *const cases[][3] = {{"person", "người", "persons"},
                                           {"courtCase", "vụ án", "court cases"},
                                           {"yesNo", "có/không", "yes/no"},
                                           {"thousandCubicMetres", "nghìn m³", "thousand m³"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(measure_in_words(cases[i][0], LANGUAGE_VI), cases[i][1]);
        assert_string_equal(measure_in_words(cases[i][0], LANGUAGE_EN), cases[i][2]);
    }
}

static void what_is_no_code_stays_as_it_was_written(void **state) {
    (void)state;
    assert_string_equal(measure_in_words("chuyến", LANGUAGE_VI), "chuyến");
    assert_string_equal(measure_in_words("ha", LANGUAGE_EN), "ha");
    assert_string_equal(measure_in_words("", LANGUAGE_VI), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_a_word_in_each_language),
        cmocka_unit_test(what_is_no_code_stays_as_it_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
