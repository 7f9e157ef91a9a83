/* A text as words that may name somebody: each with how it is written and what it means. Private to the room. */
#ifndef TONGHOP_DOMAIN_PRIVACY_SENTENCE_H
#define TONGHOP_DOMAIN_PRIVACY_SENTENCE_H

#include "domain/privacy_text.h"
#include "domain/privacy_vocabulary.h"

struct word {
    uint32_t at, end; /* bytes of the letters */
    uint32_t classes; /* of the word alone */
    char gap;         /* what stands before it: ' ' for nothing but a space, else the first mark; '\n' at a beginning */
    bool upper;       /* begins with a capital that means something: not in a sentence all in capitals */
    bool unmarked;    /* in a sentence without marks */
    bool digit, single; /* begins with a digit; one letter */
    bool capitals;      /* every letter is one */
};

/* The plain text with underlines as spaces and with letters that stand apart drawn together. */
struct sentence_text {
    char *bytes;
    size_t size;
    uint32_t *origins; /* of each byte: the byte of the plain text */
    bool *uppers;
    struct word *words;
    size_t count;
};
struct sentence_text sentence_text_of(const struct plain_text *plain);

/* The classes of the longest known phrase that ends with a word, and how many words it has; 0 where none is known. */
uint32_t phrase_ending_at(const struct sentence_text *text, size_t last, size_t *ret_words);
/* The classes of all known phrases of small letters that begin with a word. */
uint32_t phrase_beginning_at(const struct sentence_text *text, size_t first);
/* The classes of `count` words from one on, as a phrase. */
uint32_t phrase_from(const struct sentence_text *text, size_t first, size_t count);

#endif
