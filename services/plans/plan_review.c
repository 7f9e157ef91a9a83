/* Walks a document for words that somebody must look at. */
#include "plan_review.h"

#include <ctype.h>
#include <string.h>

#include "core/text.h"
#include "domain/period.h"

enum { YEAR_DIGITS = 4 };

static bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

static size_t digits_at(const char *text) {
    return strspn(text, "0123456789");
}

/* "1900" … "2099", standing alone. */
static bool year_at(const char *text, size_t digits) {
    return digits == YEAR_DIGITS && (strncmp(text, "19", 2) == 0 || strncmp(text, "20", 2) == 0);
}

/* Behind the digits: "/kh-ubnd" or "/2004/nd-cp". */
static bool symbol_at(const char *text) {
    if (*text != '/')
        return false;
    size_t digits = digits_at(text + 1);
    if (digits == YEAR_DIGITS && text[1 + digits] == '/')
        text += 1 + digits;
    const char *letters = ++text;
    while (is_letter(*text))
        text++;
    return text > letters && *text == '-' && is_letter(text[1]);
}

static bool numeral_ends(const char *text) {
    return !is_letter(*text) && !isdigit((unsigned char)*text);
}

/* "i", "ii", "iii", "iv", "1" … "4", standing alone. */
static bool quarter_number_at(const char *text) {
    static const char *const numbers[] = {"i", "ii", "iii", "iv", "1", "2", "3", "4"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        size_t size = strlen(numbers[i]);
        if (strncmp(text, numbers[i], size) == 0 && numeral_ends(text + size))
            return true;
    }
    return false;
}

static bool quarter_at(const char *text) {
    if (strncmp(text, "quy ", 4) == 0)
        return quarter_number_at(text + 4);
    return *text == 'q' && isdigit((unsigned char)text[1]) && quarter_number_at(text + 1);
}

unsigned text_names(struct arena *arena, const char *text) {
    const char *folded = text_fold(arena, text);
    unsigned names = 0;
    bool at_start = true; /* of a word or number */
    for (const char *at = folded; *at; at++) {
        size_t digits = at_start ? digits_at(at) : 0;
        names |= year_at(at, digits) ? NAMES_YEAR : 0U;
        names |= digits > 0 && symbol_at(at + digits) ? NAMES_ACT : 0U;
        names |= at_start && quarter_at(at) ? NAMES_QUARTER : 0U;
        at_start = numeral_ends(at) && (unsigned char)*at < 0x80;
    }
    return names;
}

void review_add(struct review *review, const char *path, const char *kind, const char *text) {
    if (review->count == REVIEW_ITEMS_MAX)
        return;
    review->items = arena_grow(review->arena, review->items, review->count, &review->capacity, sizeof *review->items);
    review->items[review->count++] = (struct review_item){
        .path = arena_text(review->arena, path), .kind = kind, .text = arena_text(review->arena, text ? text : "")};
}

const char *review_path(struct arena *arena, const char *path, const char *name) {
    return arena_format(arena, "%s/%s", path, name);
}

const char *review_element(struct arena *arena, const char *path, const json_t *array, size_t index) {
    const char *code = json_string_value(json_object_get(json_array_get(array, index), "code"));
    return code ? review_path(arena, path, code) : arena_format(arena, "%s/%zu", path, index);
}

/* Members that hold words; all others hold codes, numbers and dates. */
static bool holds_words(const char *name) {
    static const char *const names[] = {"title",      "text",    "content",   "viewpoints", "purposes", "requirements",
                                        "objectives", "printed", "condition", "activities", "source",   "signingForm",
                                        "name",       "about",   "taken",     "value"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* A value that is a period or a date is moved by who copies, it need not be looked at. */
static bool is_period(const char *text) {
    struct period period;
    day_t day;
    return day_parse(text, &day) || period_parse(text, &calendar_plain, &period);
}

static void review_text(struct review *review, const char *path, const char *text) {
    if (is_period(text))
        return;
    unsigned names = text_names(review->arena, text);
    if (names & NAMES_YEAR)
        review_add(review, path, "year", text);
    if (names & NAMES_QUARTER)
        review_add(review, path, "quarter", text);
    if (names & NAMES_ACT)
        review_add(review, path, "act", text);
}

/* name: of the member the value stands in, or whose array it stands in. */
static void walk(struct review *review, const json_t *value, const char *path, const char *name) {
    const char *member;
    size_t index;
    json_t *inner;
    if (json_is_string(value) && holds_words(name))
        review_text(review, path, json_string_value(value));
    json_object_foreach((json_t *)value, member, inner) {
        if (strcmp(member, "references") != 0)
            walk(review, inner, review_path(review->arena, path, member), member);
    }
    json_array_foreach(value, index, inner) {
        walk(review, inner, review_element(review->arena, path, value, index), name);
    }
}

void review_words(struct review *review, const json_t *body) {
    walk(review, body, "", "");
}
