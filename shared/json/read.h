/* Strict reading of JSON from outside: every problem becomes an issue with its pointer, and reading goes on.
 *
 * A document is parsed whole (duplicates, NUL, invalid UTF-8 and depth refused), then read member by member through a
 * `struct object`, which remembers what was asked for: object_end reports every member nobody asked for as unknown.
 * Accessors answer a harmless value (NULL, 0, false) where they report an issue, so a decoder runs straight through and
 * looks at issues.count once at its end. Reals are refused wherever a number is read. */
#ifndef TONGHOP_JSON_READ_H
#define TONGHOP_JSON_READ_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/clock.h"
#include "core/issue.h"

#define AUTO_JSON __attribute__((cleanup(json_release))) json_t
void json_release(json_t **json); /* json_decref of what it points to; NULL is fine */
/* The text of a member; NULL: there is none, or it is no text. */
static inline const char *json_text_of(const json_t *object, const char *name) {
    return json_string_value(json_object_get(object, name));
}

/* NULL with an issue where the bytes are not one JSON value by our rules. The caller owns the result. */
json_t *json_read(const char *bytes, size_t size, struct issues *issues);

enum need { OPTIONAL, REQUIRED };

enum { OBJECT_MEMBERS_MAX = 48 };

struct object {
    const json_t *json; /* NULL: not an object; accessors answer nothing and report nothing more */
    struct issues *issues;
    struct place place;
    const char *seen[OBJECT_MEMBERS_MAX];
    uint32_t seen_count;
};

/* The root (up NULL, name NULL) or a member/element whose place is given. Reports WRONG_TYPE where it is no object. */
struct object object_root(const json_t *json, struct issues *issues);
struct object object_member(struct object *parent, const char *name, enum need need); /* .json NULL when absent */
void object_end(struct object *object); /* reports UNKNOWN_MEMBER for each one not asked for */

/* Texts point into the jansson tree: copy what must outlive it. null counts as absent. */
const char *object_text(struct object *object, const char *name, enum need need, size_t bytes_max);
const char *object_code(struct object *object, const char *name, enum need need); /* text_is_code, CODE_MAX */
bool object_int(struct object *object, const char *name, enum need need, int64_t min, int64_t max, int64_t *ret_value); /* true: given and good */
bool object_flag(struct object *object, const char *name, bool fallback);
bool object_day(struct object *object, const char *name, enum need need, day_t *ret_day);
bool object_moment(struct object *object, const char *name, enum need need, moment_t *ret_moment);
/* Index into the NULL-closed list of words, or -1. */
int object_word(struct object *object, const char *name, enum need need, const char *const *words);
/* A number as JSON integer or as decimal string, its digits as text (for quantity_parse); NULL when absent or reported. */
const char *object_number_text(struct object *object, const char *name, enum need need, char ret_text[48]);
/* The member as it stands, marked as seen; NULL when absent. */
const json_t *object_any(struct object *object, const char *name, enum need need);
bool object_has(const struct object *object, const char *name); /* does not mark */
struct place object_place(const struct object *object, const char *name); /* of a member; `up` points into the object */

struct array {
    const json_t *json;
    struct issues *issues;
    struct place place;
    size_t count; /* 0 when absent or reported */
};
struct array object_array(struct object *object, const char *name, enum need need, size_t elements_max);
struct object array_object(struct array *array, size_t index, struct place *ret_place); /* *ret_place must outlive the object */
const char *array_text(struct array *array, size_t index, size_t bytes_max);
const char *array_code(struct array *array, size_t index);

/* Numbers as our contract writes them: integer or decimal string; anything else is reported at `place`. */
const char *json_number_text(const json_t *value, const struct place *place, struct issues *issues, char ret_text[48]);

/* SHA-256-able form: members sorted, no white space, integers as they are. The caller frees with free(). */
char *json_canonical(const json_t *json);

#endif
