/* Quantities: read strictly, written back the same, summed without overflow, compared without fractions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/quantity.h"

static const struct {
    const char *text;
    int decimals;
    enum quantity_read read;
    int64_t quantity;
} texts[] = {
    {"0", 0, QUANTITY_OK, 0},
    {"12", 0, QUANTITY_OK, 12},
    {"-3", 0, QUANTITY_OK, -3},
    {"-0", 0, QUANTITY_OK, 0},
    {"12.50", 2, QUANTITY_OK, 1250},
    {"12.5", 2, QUANTITY_OK, 1250},
    {"12", 2, QUANTITY_OK, 1200},
    {"-0.05", 2, QUANTITY_OK, -5},
    {"1.00", 0, QUANTITY_OK, 1},
    {"12.000", 0, QUANTITY_PRECISION, 0}, /* twelve thousand, as it is written in Viet Nam */
    {"12.000", 2, QUANTITY_PRECISION, 0},
    {"1.500", 1, QUANTITY_PRECISION, 0},
    {"1.500", 3, QUANTITY_OK, 1500},
    {"1.5000", 1, QUANTITY_OK, 15},
    {"1.500", 0, QUANTITY_PRECISION, 0},
    {"1.001", 2, QUANTITY_PRECISION, 0},
    {"0.000001", 6, QUANTITY_OK, 1},
    {"0.0000001", 6, QUANTITY_PRECISION, 0},
    {"0.00000010", 6, QUANTITY_PRECISION, 0},
    {"999999999999999999", 0, QUANTITY_OK, QUANTITY_MAX},
    {"-999999999999999999", 0, QUANTITY_OK, -QUANTITY_MAX},
    {"1000000000000000000", 0, QUANTITY_RANGE, 0},
    {"999999999999.999999", 6, QUANTITY_OK, QUANTITY_MAX},
    {"1000000000000", 6, QUANTITY_RANGE, 0},
    {"-9223372036854775808", 0, QUANTITY_RANGE, 0},
    {"340282366920938463463374607431768211457", 0, QUANTITY_RANGE, 0},
    {"99999999999999999999999999999999999999999999999999999999999999999999999999999999", 6, QUANTITY_RANGE, 0},
    {"1000000000000000000.5", 0, QUANTITY_PRECISION, 0},
    {"", 0, QUANTITY_SYNTAX, 0},
    {"-", 0, QUANTITY_SYNTAX, 0},
    {"+1", 0, QUANTITY_SYNTAX, 0},
    {"--1", 0, QUANTITY_SYNTAX, 0},
    {"01", 0, QUANTITY_SYNTAX, 0},
    {"00", 0, QUANTITY_SYNTAX, 0},
    {"-01", 0, QUANTITY_SYNTAX, 0},
    {"1.", 2, QUANTITY_SYNTAX, 0},
    {".5", 2, QUANTITY_SYNTAX, 0},
    {"-.5", 2, QUANTITY_SYNTAX, 0},
    {"1.2.3", 2, QUANTITY_SYNTAX, 0},
    {"1,5", 2, QUANTITY_SYNTAX, 0},
    {"1e3", 0, QUANTITY_SYNTAX, 0},
    {"0x10", 0, QUANTITY_SYNTAX, 0},
    {" 1", 0, QUANTITY_SYNTAX, 0},
    {"1 ", 0, QUANTITY_SYNTAX, 0},
    {"1.5x", 0, QUANTITY_SYNTAX, 0},
    {"NaN", 0, QUANTITY_SYNTAX, 0},
    {"\xd9\xa1", 0, QUANTITY_SYNTAX, 0},
};

static void numbers_are_read_strictly(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int64_t quantity = 77;
        enum quantity_read read = quantity_parse(texts[i].text, texts[i].decimals, &quantity);
        if (read != texts[i].read || quantity != (read == QUANTITY_OK ? texts[i].quantity : 77))
            fail_msg("'%s' with %d decimals: read %d, quantity %lld", texts[i].text, texts[i].decimals, (int)read,
                     (long long)quantity);
    }
}

static void written_numbers_read_back_the_same(void **state) {
    (void)state;
    static const int64_t quantities[] = {0,    1,     -1,      5,  -5,           10,           99,           100,
                                         1250, -1250, 1000000, -7, 123456789012, QUANTITY_MAX, -QUANTITY_MAX};
    for (int decimals = 0; decimals <= QUANTITY_DECIMALS_MAX; decimals++) {
        for (size_t i = 0; i < sizeof quantities / sizeof *quantities; i++) {
            char text[QUANTITY_TEXT_SIZE];
            int64_t again = 77;
            assert_int_equal(quantity_parse(quantity_format(quantities[i], decimals, text), decimals, &again),
                             QUANTITY_OK);
            assert_int_equal(again, quantities[i]);
        }
    }
}

static void numbers_are_written_with_their_decimals(void **state) {
    (void)state;
    char text[QUANTITY_TEXT_SIZE];
    assert_string_equal(quantity_format(1250, 2, text), "12.50");
    assert_string_equal(quantity_format(-5, 2, text), "-0.05");
    assert_string_equal(quantity_format(0, 3, text), "0.000");
    assert_string_equal(quantity_format(-12, 0, text), "-12");
    assert_string_equal(quantity_format(-QUANTITY_MAX, 6, text), "-999999999999.999999");
}

static void a_sum_beyond_the_range_is_told(void **state) {
    (void)state;
    int64_t total = 77;
    assert_true(quantity_total((__int128)QUANTITY_MAX - 1 + 1, &total));
    assert_int_equal(total, QUANTITY_MAX);
    assert_true(quantity_total(-(__int128)QUANTITY_MAX, &total));
    assert_int_equal(total, -QUANTITY_MAX);
    assert_false(quantity_total((__int128)QUANTITY_MAX + 1, &total));
    assert_false(quantity_total(-(__int128)QUANTITY_MAX - 1, &total));
    assert_false(quantity_total((__int128)QUANTITY_MAX * 11000, &total));
    assert_false(quantity_total((__int128)1 << 64, &total));
    assert_int_equal(total, -QUANTITY_MAX);
}

/* Thresholds of the five plans: communes and districts of Thanh Hóa 2023, communes of Hà Nội 2014 and of Dầu Tiếng. */
static const struct {
    int64_t whole, percent;
    int decimals;
    int64_t least;
} shares[] = {
    {559, 80, 0, 448}, {27, 60, 0, 17},     {27, 10, 0, 3}, {27, 100, 0, 27}, {584, 85, 0, 497}, {577, 85, 0, 491},
    {12, 90, 0, 11},   {12, 100, 0, 12},    {10, 80, 0, 8}, {3, 3333, 2, 1},  {3, 3334, 2, 2},   {0, 80, 0, 0},
    {559, 0, 0, 0},    {559, 8050, 2, 450}, {200, 5, 1, 1}, {201, 5, 1, 2},
};

static void a_share_asks_for_whole_units(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        int64_t least = share_of_whole(shares[i].whole, shares[i].percent, shares[i].decimals);
        assert_int_equal(least, shares[i].least);
        if (shares[i].whole == 0)
            continue;
        assert_true(ratio_compare(least, shares[i].whole, shares[i].percent, shares[i].decimals) >= 0);
        if (least > 0)
            assert_true(ratio_compare(least - 1, shares[i].whole, shares[i].percent, shares[i].decimals) < 0);
    }
    assert_int_equal(share_of_whole(QUANTITY_MAX, QUANTITY_MAX, 0), QUANTITY_MAX);
    assert_int_equal(share_of_whole(-QUANTITY_MAX, QUANTITY_MAX, 0), -QUANTITY_MAX);
}

static void ratios_are_compared_as_integers(void **state) {
    (void)state;
    assert_true(ratio_compare(447, 559, 80, 0) < 0);
    assert_true(ratio_compare(448, 559, 80, 0) > 0);
    assert_true(ratio_compare(8, 10, 80, 0) == 0);
    assert_true(ratio_compare(1, 3, 33333333, 6) > 0);
    assert_true(ratio_compare(1, 3, 33333334, 6) < 0);
    assert_true(ratio_compare(QUANTITY_MAX, QUANTITY_MAX, 100000000, 6) == 0);
    assert_true(ratio_compare(QUANTITY_MAX - 1, QUANTITY_MAX, 100000000, 6) < 0);
    assert_true(ratio_compare(QUANTITY_MAX, 1, QUANTITY_MAX, 0) > 0);
}

static void percents_are_cut_not_rounded(void **state) {
    (void)state;
    char text[QUANTITY_TEXT_SIZE];
    assert_string_equal(percent_format(8, 13, 2, text), "61.53");
    assert_string_equal(percent_format(447, 559, 1, text), "79.9");
    assert_string_equal(percent_format(2, 3, 0, text), "66");
    assert_string_equal(percent_format(-2, 3, 2, text), "-66.66");
    assert_string_equal(percent_format(-1, 100000, 2, text), "0.00");
    assert_string_equal(percent_format(7, 7, 0, text), "100");
    assert_string_equal(percent_format(7, 0, 2, text), "");
    assert_string_equal(percent_format(QUANTITY_MAX, 1, 6, text), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_strictly),
        cmocka_unit_test(written_numbers_read_back_the_same),
        cmocka_unit_test(numbers_are_written_with_their_decimals),
        cmocka_unit_test(a_sum_beyond_the_range_is_told),
        cmocka_unit_test(a_share_asks_for_whole_units),
        cmocka_unit_test(ratios_are_compared_as_integers),
        cmocka_unit_test(percents_are_cut_not_rounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
