/* Text made plain for the screen for personal data, and what its parts share. Private to the room. */
#ifndef TONGHOP_DOMAIN_PRIVACY_TEXT_H
#define TONGHOP_DOMAIN_PRIVACY_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/privacy.h"

#define NOT_FOUND SIZE_MAX

/* Where a byte of the plain text comes from. */
struct origin {
    uint32_t position; /* code point in the original */
    bool upper;        /* was a capital */
    bool line;         /* a space that was the end of a line */
};

/* Lower case; Vietnamese letters in their precomposed form; digits of any script, wide forms, dashes, quotes and spaces in
 * ASCII; runs of white space made one space; characters without width left out. */
struct plain_text {
    struct arena *arena;
    char *bytes; /* closed with NUL */
    size_t size;
    struct origin *origins; /* one for each byte */
};
struct plain_text plain_text_of(struct arena *arena, const char *text);

/* The first control character other than tab and the end of a line, or character that turns the direction of writing: its
 * code point; NOT_FOUND. */
size_t hidden_character(const char *text);

bool is_digit_at(const struct plain_text *text, size_t at);
size_t digits_end(const struct plain_text *text, size_t at);  /* behind the digits that stand here */
bool is_capital_at(const struct plain_text *text, size_t at); /* A to Z */
bool is_word_at(const struct plain_text *text, size_t at);    /* a letter or a digit; false behind the end */
bool whole_phrase_at(const struct plain_text *text, size_t at, const char *phrase);
/* Whether a phrase stands at a place as whole words. Nearly always the first two bytes tell, and are cheap to ask. */
static inline bool phrase_at(const struct plain_text *text, size_t at, const char *phrase) {
    return text->bytes[at] == *phrase && (phrase[1] == '\0' || text->bytes[at + 1] == phrase[1]) &&
           whole_phrase_at(text, at, phrase);
}
/* Whether one of the phrases (closed with NULL) stands in the `reach` bytes before a place, or in those behind it. */
bool phrase_before(const struct plain_text *text, size_t at, size_t reach, const char *const *phrases);
bool phrase_behind(const struct plain_text *text, size_t at, size_t reach, const char *const *phrases);
/* Whether the sentence up to a place is about a public body, a school or a firm rather than about somebody's home. */
bool tells_of_agency(const struct plain_text *text, size_t at);
bool tells_of_home(const struct plain_text *text, size_t at);
/* The next word that begins at or behind a place: its bounds. */
bool word_from(const struct plain_text *text, size_t from, size_t *ret_at, size_t *ret_end);
/* The word in front of a place, with nothing but one space between; NOT_FOUND. */
size_t word_before(const struct plain_text *text, size_t at);
bool word_is_one_of(const struct plain_text *text, size_t at, const char *const *words);

/* Each finds the first place of its kind, or NOT_FOUND. */
size_t find_identity_number(const struct plain_text *text);
size_t find_phone(const struct plain_text *text);
size_t find_plate(const struct plain_text *text);
size_t find_email(const struct plain_text *text);
size_t find_account(const struct plain_text *text); /* in a social network */
size_t find_bank_account(const struct plain_text *text);
size_t find_birth(const struct plain_text *text);
size_t find_address(const struct plain_text *text);
size_t find_name(const struct plain_text *text);

#endif
