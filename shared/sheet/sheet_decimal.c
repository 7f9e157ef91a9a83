/* Turns the text of a double into the decimal that a spreadsheet shows, digit by digit. */
#include <string.h>

#include "core/buffer.h"
#include "sheet/sheet_read.h"

/* 0.d1d2d3… × 10^point. Of the digits the first is not 0; none: zero. */
struct digits {
    bool negative;
    char digits[SHEET_DIGITS_MAX + 1]; /* one more, to round by */
    int count;
    int point;
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static void take_digit(struct digits *number, char digit, bool behind_point) {
    bool leading = number->count == 0 && digit == '0';
    if (!leading && number->count <= SHEET_DIGITS_MAX)
        number->digits[number->count++] = digit;
    if (!leading && !behind_point)
        number->point++;
    if (leading && behind_point)
        number->point--;
}

/* Digits with perhaps a point among them; NULL: there are none, or it is too long to be a double's. */
static const char *take_mantissa(struct digits *number, const char *text) {
    const char *start = text;
    bool behind_point = false, any = false;
    for (; is_digit(*text) || (*text == '.' && !behind_point); text++) {
        if (*text == '.') {
            behind_point = true;
            continue;
        }
        any = true;
        take_digit(number, *text, behind_point);
    }
    return any && text - start <= SHEET_EXPONENT_MAX ? text : NULL;
}

static const char *take_exponent(struct digits *number, const char *text) {
    if (*text != 'E' && *text != 'e')
        return text;
    bool negative = text[1] == '-';
    text += 1 + (text[1] == '-' || text[1] == '+');
    int exponent = 0, length = 0;
    for (; is_digit(*text) && length < 4; text++, length++)
        exponent = exponent * 10 + (*text - '0');
    if (length == 0 || exponent > SHEET_EXPONENT_MAX)
        return NULL;
    number->point += negative ? -exponent : exponent;
    return text;
}

/* Half away from zero: the digit behind the last decides, as it does on the screen. */
static void round_off(struct digits *number) {
    bool up = number->count > SHEET_DIGITS_MAX && number->digits[SHEET_DIGITS_MAX] >= '5';
    if (number->count > SHEET_DIGITS_MAX)
        number->count = SHEET_DIGITS_MAX;
    while (up && number->count > 0) {
        char *last = &number->digits[number->count - 1];
        up = *last == '9';
        if (up)
            number->count--;
        else
            ++*last;
    }
    if (up) {
        number->digits[number->count++] = '1';
        number->point++;
    }
    while (number->count > 0 && number->digits[number->count - 1] == '0')
        number->count--;
}

static const char *print(struct arena *arena, const struct digits *number) {
    AUTO_BUFFER text = {0};
    if (number->count == 0)
        return "0";
    if (number->negative)
        buffer_char(&text, '-');
    if (number->point <= 0)
        buffer_char(&text, '0');
    for (int i = 0; i < number->point; i++)
        buffer_char(&text, i < number->count ? number->digits[i] : '0');
    if (number->count > number->point)
        buffer_char(&text, '.');
    for (int i = number->point; i < 0; i++)
        buffer_char(&text, '0');
    for (int i = number->point > 0 ? number->point : 0; i < number->count; i++)
        buffer_char(&text, number->digits[i]);
    return arena_slice(arena, text.bytes, text.size);
}

const char *sheet_decimal(struct arena *arena, const char *text) {
    struct digits number = {.negative = *text == '-'};
    const char *rest = take_mantissa(&number, text + (*text == '-' || *text == '+'));
    rest = rest ? take_exponent(&number, rest) : NULL;
    if (!rest || *rest != '\0')
        return text;
    round_off(&number);
    return print(arena, &number);
}

const char *sheet_column_name(struct arena *arena, uint32_t column) {
    char name[8];
    size_t at = sizeof name;
    name[--at] = '\0';
    for (uint32_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        name[--at] = (char)('A' + (rest - 1) % 26);
    return arena_text(arena, name + at);
}
