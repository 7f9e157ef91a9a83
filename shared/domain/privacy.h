/* The screen of free text for personal data: refuses with kind and place, never repeats what it matched. Pure.
 *
 * Patterns and counter-examples: reference seeds-and-rules 2.11 (law 91/2025/QH15). */
#ifndef TONGHOP_DOMAIN_PRIVACY_H
#define TONGHOP_DOMAIN_PRIVACY_H

#include <stddef.h>

#include "core/arena.h"

enum privacy_kind {
    PRIVACY_NONE, PRIVACY_IDENTITY_NUMBER, PRIVACY_PHONE, PRIVACY_EMAIL, PRIVACY_PLATE, PRIVACY_BIRTH, PRIVACY_ADDRESS, PRIVACY_NAME
};
const char *privacy_kind_name(enum privacy_kind kind); /* identityNumber phone email plate birth address name */

/* The first kind found, with its code point position. */
enum privacy_kind privacy_screen(struct arena *scratch, const char *text, size_t *ret_position);

#endif
