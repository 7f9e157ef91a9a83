/* Is a member of a tree what the fast reader said of it? For the fuzz target and the unit test. */
#ifndef TONGHOP_TESTS_FLAT_MEMBER_H
#define TONGHOP_TESTS_FLAT_MEMBER_H

#include <string.h>

#include "json/flat.h"

static inline bool flat_member_is(const struct flat_member *member, const json_t *value) {
    switch (member->kind) {
    case FLAT_NULL:
        return json_is_null(value);
    case FLAT_WHOLE:
        return json_is_integer(value) && json_integer_value(value) == member->whole;
    case FLAT_TEXT:
        break;
    }
    return json_is_string(value) && json_string_length(value) == member->text_size &&
           memcmp(json_string_value(value), member->text, member->text_size) == 0;
}

#endif
