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
};

/* Lower case; Vietnamese letters in their precomposed form; digits of any script, wide forms, dashes, quotes and spaces in
 * ASCII; runs of white space made one space; characters without width left out. */
struct plain_text {
    char *bytes; /* closed with NUL */
    size_t size;
    struct origin *origins; /* one for each byte */
};
struct plain_text plain_text_of(struct arena *arena, const char *text);

bool is_digit_at(const struct plain_text *text, size_t at);
bool is_word_at(const struct plain_text *text, size_t at); /* a letter or a digit; false behind the end */
/* Whether a phrase stands at a place as whole words. */
bool phrase_at(const struct plain_text *text, size_t at, const char *phrase);
/* Whether one of the phrases (closed with NULL) stands in the `reach` bytes before a place. */
bool phrase_before(const struct plain_text *text, size_t at, size_t reach, const char *const *phrases);
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
size_t find_birth(const struct plain_text *text);
size_t find_address(const struct plain_text *text);
size_t find_name(const struct plain_text *text);

#endif
