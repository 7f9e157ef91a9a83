/* What words mean to the screen for personal data: which begin a name, which stand before one, which before a place.
 * Private to the room. */
#ifndef TONGHOP_DOMAIN_PRIVACY_VOCABULARY_H
#define TONGHOP_DOMAIN_PRIVACY_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PHRASE_WORDS_MAX = 4 };

enum word_class {
    WORD_FAMILY = 1 << 0,        /* a family name */
    WORD_SURE = 1 << 1,          /* a family name that is hardly anything else */
    WORD_MIDDLE = 1 << 2,        /* stands between family name and given name */
    WORD_GIVEN = 1 << 3,         /* a common given name */
    WORD_TITLE = 1 << 4,         /* a form of address: one capitalised word behind it is a name */
    WORD_PERSON = 1 << 5,        /* somebody is meant by name: two capitalised words behind it are one */
    WORD_ROLE = 1 << 6,          /* an office: a family name with more behind it is somebody who holds it */
    WORD_HEAD = 1 << 7,          /* who is at the head of what is named next: chủ quán, trưởng thôn */
    WORD_PLACE = 1 << 8,         /* a name behind it is a place's */
    WORD_INSTITUTION = 1 << 9,   /* a name behind it, a few words on perhaps, is an institution's */
    WORD_BEFORE_PLACE = 1 << 10, /* English: stands behind the name of a place or an institution */
    WORD_OTHER = 1 << 11,        /* means none of what its last word alone would mean: trẻ em, ghi chú */
    WORD_NO_NAME = 1 << 12,      /* a capitalised word that begins no name: offices, bodies, peoples */
    WORD_FIGURE = 1 << 13,       /* a figure of history, or what else is written like a name and is nobody's */
    WORD_BREAK = 1 << 14,        /* an institution named before it is not what the name behind it belongs to */
    WORD_BODY = 1 << 15,         /* a public body: what stands behind it is not its name */
    WORD_SHORT = 1 << 16,        /* written with a point: Mr. */
    WORD_CERTAIN = 1 << 17,      /* a family name that is nothing else even without its marks */
    WORD_RARE = 1 << 18,         /* a family name that is mostly another word: needs a middle name and a given name */
    WORD_CLAN = 1 << 19,         /* a family name of the highlands that any word behind it makes a name */
    WORD_HIGHLAND = 1 << 20,     /* begins a name of the highlands if the word behind it is one of theirs: Nay, Ka, Y */
    WORD_LAST = 1 << 21,         /* a given name that is mostly another word: counts behind a family name only */
    WORD_TRADE = 1 << 22,  /* an office that is never named by its place: two given names behind it are somebody */
    WORD_DEED = 1 << 23,   /* stands behind a name: what only somebody does or undergoes */
    WORD_SAYING = 1 << 24, /* the same, but a place or a firm may do it too */
    WORD_MARKED = 1 << 25,  /* means nothing without its marks, where it is another word */
    WORD_ACTS_ON = 1 << 26, /* what is done to persons, hardly ever to a place or a body */
    WORD_KIND = 1 << 27,    /* may stand between an institution and its name: what it does or whose it is */
};

/* The classes of a phrase in plain lower case. Of a text without marks: of all phrases that look so without them. */
uint32_t phrase_classes(const char *bytes, size_t size, bool unmarked);
/* A phrase without its marks; false where it does not fit. */
bool phrase_fold(const char *bytes, size_t size, char *ret_folded, size_t room);
/* Whether an administrative unit has this name, that could be somebody's: without marks. */
bool is_place_name(const char *folded);

#endif
