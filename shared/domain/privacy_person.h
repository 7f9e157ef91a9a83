/* What the parts of the search for names share: how words of a sentence may make one. Private to the room. */
#ifndef TONGHOP_DOMAIN_PRIVACY_PERSON_H
#define TONGHOP_DOMAIN_PRIVACY_PERSON_H

#include "domain/privacy_sentence.h"

enum { BACK_MAX = 6 }; /* so far before a name the head of an institution may stand */

/* The phrase in front of a name. */
struct before {
    uint32_t classes;
    size_t words;
};

static inline bool has(const struct sentence_text *text, size_t at, uint32_t classes) {
    return at < text->count && (text->words[at].classes & classes) != 0;
}
bool joined(const struct sentence_text *text, size_t at); /* nothing but a space before it */
bool is_said(const struct sentence_text *text, size_t at, const char *const *words);
size_t privacy_name_words(const struct sentence_text *text, size_t at);
bool is_family(const struct sentence_text *text, size_t at, uint32_t which);
bool is_known(const struct sentence_text *text, size_t first, size_t count);
bool begins_word(const struct sentence_text *text, size_t at);
bool is_compound(const struct sentence_text *text, size_t at);
bool is_plain_middle(const struct sentence_text *text, size_t at);
bool has_plain_middle(const struct sentence_text *text, size_t at, size_t count);
bool is_english_place(const struct sentence_text *text, size_t at, size_t count);
bool is_foreign_syllable(const struct sentence_text *text, size_t at);
bool is_told_of(const struct sentence_text *text, size_t behind, uint32_t deeds);

/* Whether all that speaks for a name of somebody outweighs what speaks against it. */
bool is_likely_name(const struct sentence_text *text, size_t at, const struct before *before);

#endif
