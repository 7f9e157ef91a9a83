/* Number plates of vehicles. */
#include <string.h>

#include "domain/privacy_text.h"

enum { PLATE_REACH = 32, SEPARATORS_MAX = 3 };

static size_t skip_one_of(const struct plain_text *text, size_t at, const char *any) {
    return at < text->size && strchr(any, text->bytes[at]) != NULL ? at + 1 : at;
}

static size_t skip_some_of(const struct plain_text *text, size_t at, const char *any) {
    for (size_t end = at + SEPARATORS_MAX; at < end; at++)
        if (skip_one_of(text, at, any) == at)
            break;
    return at;
}

static const char *const plate_words[] = {"biển",        "bien so", "biển số",     "bks",  "xe",        "plate",
                                          "phương tiện", "ô tô",    "mô tô",       "bien", "motorbike", "truck",
                                          "van",         "car",     "phuong tien", NULL};
static const char *const road_words[] = {"quốc lộ", "tỉnh lộ", "biểu",  "mẫu",      "ql",
                                         "đt",      "phụ lục", "hồ sơ", "công văn", NULL};

/* What has numbers that look like plates. */
static const char *const coded_words[] = {"ký hiệu",  "bản vẽ",  "mẫu",      "sê-ri",   "seri",
                                          "serial",   "model",   "mã",       "máy bơm", "số hiệu",
                                          "thiết bị", "lô hàng", "mau nuoc", "sample",  NULL};

/* Five digits, 123.45 too; four where the words before say that it is a plate. */
static bool is_plate_number(const struct plain_text *text, size_t at, bool expected) {
    at = expected ? skip_some_of(text, at, "- .") : skip_one_of(text, at, "- .");
    size_t first_end = digits_end(text, at);
    size_t second = skip_one_of(text, first_end, ". ");
    return first_end == at + 5 || (expected && first_end == at + 4) ||
           (first_end == at + 3 && second > first_end && digits_end(text, second) == second + 2);
}

/* SERIES-38A12345 and no word beside it: the end of a code. */
static bool goes_on_a_code(const struct plain_text *text, size_t at) {
    size_t word = 0;
    while (word < text->size && (is_word_at(text, word) || strchr("-_", text->bytes[word]) != NULL))
        word++;
    return at > 0 && word == text->size;
}

/* 38A-123.45, 29X1 12345, 29-B1 234.56: two digits from 11 on, one or two capitals, perhaps a digit, then the number. */
static bool is_plate(const struct plain_text *text, size_t at) {
    bool expected =
        phrase_before(text, at, PLATE_REACH, plate_words) && !phrase_before(text, at, PLATE_REACH, road_words);
    if (digits_end(text, at) != at + 2 || memcmp(text->bytes + at, "11", 2) < 0 ||
        (!expected && (goes_on_a_code(text, at) || phrase_before(text, at, PLATE_REACH, coded_words))))
        return false;
    size_t series = expected ? skip_some_of(text, at + 2, "- .") : skip_one_of(text, at + 2, "-");
    bool small = expected && series == at + 2 && is_word_at(text, series) && !is_digit_at(text, series) &&
                 is_digit_at(text, series + 1);
    if (!is_capital_at(text, series) && !small)
        return false;
    at = series + (is_word_at(text, series + 1) && !is_digit_at(text, series + 1) ? 2 : 1);
    return is_plate_number(text, at, expected) || (is_digit_at(text, at) && is_plate_number(text, at + 1, expected));
}

size_t find_plate(const struct plain_text *text) {
    for (size_t at = 0; at < text->size; at++)
        if (is_digit_at(text, at) && (at == 0 || !is_word_at(text, at - 1)) && is_plate(text, at))
            return at;
    return NOT_FOUND;
}
