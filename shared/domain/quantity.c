/* Fixed-point quantities: their texts, their sums and their shares, in whole numbers throughout. */
#include "domain/quantity.h"

#include <assert.h>
#include <string.h>

enum { PERCENT = 100 };

static int64_t power_of_ten(int exponent) {
    assert(exponent >= 0 && exponent <= QUANTITY_DECIMALS_MAX);
    int64_t power = 1;
    for (int i = 0; i < exponent; i++)
        power *= 10;
    return power;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *text) {
    while (is_digit(*text))
        text++;
    return text;
}

/* The bounds of the digits before and behind the point; false for anything but the grammar. */
static bool split(const char *text, const char **ret_whole, const char **ret_point, const char **ret_end) {
    const char *whole = text + (*text == '-');
    const char *point = skip_digits(whole);
    if (point == whole || (*whole == '0' && point - whole > 1))
        return false;
    const char *end = *point == '.' ? skip_digits(point + 1) : point;
    if (*end != '\0' || end - point == 1)
        return false;
    *ret_whole = whole;
    *ret_point = point;
    *ret_end = end;
    return true;
}

/* Takes one more digit; stops growing beyond the range, where the exact amount no longer matters. */
static void append_digit(__int128 *amount, int digit) {
    if (*amount <= QUANTITY_MAX)
        *amount = *amount * 10 + digit;
}

/* A point is followed by three digits where it stands between thousands: such a text is read only where it can have three decimals. */
enum { GROUP_DIGITS = 3 };

enum quantity_read quantity_parse(const char *text, int decimals, int64_t *ret_quantity) {
    assert(decimals >= 0 && decimals <= QUANTITY_DECIMALS_MAX);
    const char *whole, *point, *end;
    if (!split(text, &whole, &point, &end))
        return QUANTITY_SYNTAX;
    __int128 amount = 0;
    for (const char *digit = whole; digit < point; digit++)
        append_digit(&amount, *digit - '0');
    const char *fraction = point < end ? point + 1 : end;
    for (int i = 0; i < decimals; i++)
        append_digit(&amount, fraction < end ? *fraction++ - '0' : 0);
    if (fraction < end && end - point == 1 + GROUP_DIGITS)
        return QUANTITY_PRECISION;
    for (; fraction < end; fraction++) {
        if (*fraction != '0')
            return QUANTITY_PRECISION;
    }
    if (amount > QUANTITY_MAX)
        return QUANTITY_RANGE;
    *ret_quantity = (int64_t)(*text == '-' ? -amount : amount);
    return QUANTITY_OK;
}

/* Digits come last first, so the text grows from the end of its buffer and then moves to the front. */
const char *quantity_format(int64_t quantity, int decimals, char text[QUANTITY_TEXT_SIZE]) {
    assert(quantity >= -QUANTITY_MAX && quantity <= QUANTITY_MAX);
    assert(decimals >= 0 && decimals <= QUANTITY_DECIMALS_MAX);
    int64_t left = quantity < 0 ? -quantity : quantity;
    size_t at = QUANTITY_TEXT_SIZE;
    text[--at] = '\0';
    for (int digits = 0; left > 0 || digits <= decimals; digits++, left /= 10) {
        if (digits == decimals && decimals > 0)
            text[--at] = '.';
        text[--at] = (char)('0' + left % 10);
    }
    if (quantity < 0)
        text[--at] = '-';
    return memmove(text, text + at, QUANTITY_TEXT_SIZE - at);
}

bool quantity_total(__int128 sum, int64_t *ret_quantity) {
    if (sum < -QUANTITY_MAX || sum > QUANTITY_MAX)
        return false;
    *ret_quantity = (int64_t)sum;
    return true;
}

int ratio_compare(int64_t numerator, int64_t denominator, int64_t percent, int percent_decimals) {
    __int128 has = (__int128)numerator * PERCENT * power_of_ten(percent_decimals);
    __int128 asked = (__int128)percent * denominator;
    return (has > asked) - (has < asked);
}

int64_t share_of_whole(int64_t whole, int64_t percent, int percent_decimals) {
    __int128 asked = (__int128)percent * whole;
    __int128 unit = (__int128)PERCENT * power_of_ten(percent_decimals);
    __int128 least = asked / unit + (asked % unit > 0);
    int64_t share;
    /* A share beyond the range of quantities is never reached: the end of the range says the same. */
    if (!quantity_total(least, &share))
        return least > 0 ? QUANTITY_MAX : -QUANTITY_MAX;
    return share;
}

const char *percent_format(int64_t numerator, int64_t denominator, int decimals, char text[QUANTITY_TEXT_SIZE]) {
    int64_t percent;
    text[0] = '\0';
    if (denominator == 0)
        return text;
    if (!quantity_total((__int128)numerator * PERCENT * power_of_ten(decimals) / denominator, &percent))
        return text;
    return quantity_format(percent, decimals, text);
}
