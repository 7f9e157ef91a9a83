/* Identifiers: UUID version 7 (RFC 9562), time-ordered, and the check of ones given to us. */
#ifndef TONGHOP_CORE_UUID_H
#define TONGHOP_CORE_UUID_H

#include <stdbool.h>

#include "core/clock.h"

enum { UUID_TEXT_SIZE = 37 };

/* A new version 7 UUID in lower-case text; ordered within a thread also inside one millisecond. */
void uuid_new(moment_t now, char ret_text[UUID_TEXT_SIZE]);
bool uuid_is(const char *text); /* 8-4-4-4-12 lower or upper hexadecimal digits, any version */

#endif
