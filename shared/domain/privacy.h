/* The screen of free text for personal data: refuses with kind and place, never repeats what it matched. Pure.
 *
 * Patterns and counter-examples: reference seeds-and-rules 2.11 (law 91/2025/QH15). How well it does is measured by
 * tests/unit/domain/test_privacy_labelled.c and told in docs/privacy.md. */
#ifndef TONGHOP_DOMAIN_PRIVACY_H
#define TONGHOP_DOMAIN_PRIVACY_H

#include <stddef.h>

#include "core/arena.h"
#include "core/issue.h"

enum privacy_kind {
    PRIVACY_IDENTITY_NUMBER,
    PRIVACY_PHONE,
    PRIVACY_EMAIL,
    PRIVACY_PLATE,
    PRIVACY_BIRTH,
    PRIVACY_ADDRESS,
    PRIVACY_BANK_ACCOUNT,
    PRIVACY_NAME,
    PRIVACY_KIND_COUNT
};
const char *privacy_kind_words(enum privacy_kind kind, enum language language);

/* The first place of each kind that a text holds, in the order of the text. */
struct privacy_findings {
    struct privacy_finding {
        enum privacy_kind kind;
        size_t position; /* code point, from 0 on */
    } found[PRIVACY_KIND_COUNT];
    size_t count;
};
struct privacy_findings privacy_screen(struct arena *scratch, const char *text);

/* Adds an issue for each kind of personal data that a text holds, with its words and the code point from 1 on, and one
 * where it holds a control character other than tab and the end of a line, or one that turns the direction of writing:
 * who reads a text must see what is in it. NULL is no text. */
void privacy_check(struct issues *issues, const char *text, const struct place *place);

#endif
