/* What units are called without the word for what they are, and what their agencies are called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/unit_words.h"

static void the_word_goes_unless_only_a_number_is_left(void **state) {
    (void)state;
    static const char *const cases[][2] = {{"Tỉnh Thanh Hóa", "Thanh Hóa"},
                                           {"Thành phố Hà Nội", "Hà Nội"},
                                           {"Phường Trúc Bạch", "Trúc Bạch"},
                                           {"Đặc khu Phú Quốc", "Phú Quốc"},
                                           {"Quận 1", "Quận 1"},
                                           {"Phường 12", "Phường 12"},
                                           {"Thị trấn Ba Sao", "Ba Sao"},
                                           {"Xãlạ", "Xãlạ"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(unit_own_name(cases[i][0]), cases[i][1]);
    assert_string_equal(unit_seat("Tỉnh Thanh Hóa", false), "Thanh Hóa");
    assert_string_equal(unit_seat("Việt Nam", true), "Hà Nội");
}

static void registered_agencies_have_names_implied_ones_a_word_and_others_their_code(void **state) {
    (void)state;
    const struct agency labour = {.code = "38-labour", .function = "labour", .name_vi = "Sở Lao động"};
    const struct agency_ref registered = {.code = "38-labour", .function = "labour", .registered = &labour},
                            police = {.code = "police", .function = "police"}, lost = {.code = "x-1", .function = "x"};
    assert_string_equal(agency_in_words(&registered, LANGUAGE_EN), "Sở Lao động"); /* there is no English name */
    assert_string_equal(agency_in_words(&police, LANGUAGE_VI), "Công an");
    assert_string_equal(agency_in_words(&police, LANGUAGE_EN), "Police");
    assert_string_equal(agency_in_words(&lost, LANGUAGE_VI), "x-1");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_word_goes_unless_only_a_number_is_left),
        cmocka_unit_test(registered_agencies_have_names_implied_ones_a_word_and_others_their_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
