/* Reads members and elements out of a parsed document and reports what is not as it must be. */
#include "json/read.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/limits.h"
#include "core/text.h"

static const char *number_text(struct arena *arena, int64_t number) {
    return arena_format(arena, "%" PRId64, number);
}

static void report_type(struct issues *issues, const struct place *place, const char *wanted) {
    issue_add(issues, ISSUE_WRONG_TYPE, place, wanted, NULL, NULL);
}

static void report_text(struct object *object, const char *name, enum issue_type type, const char *argument) {
    struct place place = object_place(object, name);
    issue_add(object->issues, type, &place, argument, NULL, NULL);
}

static const char *string_checked(const json_t *value, const struct place *place, struct issues *issues,
                                  size_t bytes_max) {
    if (!json_is_string(value)) {
        report_type(issues, place, "string");
        return NULL;
    }
    if (json_string_length(value) > bytes_max) {
        issue_add(issues, ISSUE_TOO_LONG, place, number_text(issues->arena, (int64_t)bytes_max), NULL, NULL);
        return NULL;
    }
    return json_string_value(value);
}

static const char *code_checked(const json_t *value, const struct place *place, struct issues *issues) {
    const char *code = string_checked(value, place, issues, CODE_MAX);
    if (!code || text_is_code(code, CODE_MAX))
        return code;
    issue_add(issues, ISSUE_BAD_FORMAT, place, "[A-Za-z0-9][A-Za-z0-9._-]*", NULL, NULL);
    return NULL;
}

struct object object_root(const json_t *json, struct issues *issues) {
    struct object root = {.json = json, .issues = issues};
    if (!json || json_is_object(json))
        return root;
    report_type(issues, NULL, "object");
    root.json = NULL;
    return root;
}

struct place object_place(const struct object *object, const char *name) {
    bool in_root = !object->place.up && !object->place.name;
    return (struct place){.up = in_root ? NULL : &object->place, .name = name};
}

bool object_has(const struct object *object, const char *name) {
    const json_t *value = object->json ? json_object_get(object->json, name) : NULL;
    return value && !json_is_null(value);
}

const json_t *object_any(struct object *object, const char *name, enum need need) {
    if (!object->json)
        return NULL;
    assert(object->seen_count < OBJECT_MEMBERS_MAX);
    object->seen[object->seen_count++] = name;
    const json_t *value = json_object_get(object->json, name);
    if (value && !json_is_null(value))
        return value;
    if (need == REQUIRED)
        report_text(object, name, ISSUE_REQUIRED, NULL);
    return NULL;
}

struct object object_member(struct object *parent, const char *name, enum need need) {
    const json_t *value = object_any(parent, name, need);
    struct object member = {.json = value, .issues = parent->issues, .place = object_place(parent, name)};
    if (value && !json_is_object(value)) {
        report_type(parent->issues, &member.place, "object");
        member.json = NULL;
    }
    return member;
}

static bool was_asked_for(const struct object *object, const char *name) {
    for (uint32_t i = 0; i < object->seen_count; i++)
        if (strcmp(object->seen[i], name) == 0)
            return true;
    return false;
}

void object_end(struct object *object) {
    if (!object->json)
        return;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object->json, name, value) {
        if (!was_asked_for(object, name))
            report_text(object, name, ISSUE_UNKNOWN_MEMBER, NULL);
        if (object->issues->truncated)
            return;
    }
}

const char *object_text(struct object *object, const char *name, enum need need, size_t bytes_max) {
    const json_t *value = object_any(object, name, need);
    struct place place = object_place(object, name);
    return value ? string_checked(value, &place, object->issues, bytes_max) : NULL;
}

const char *object_code(struct object *object, const char *name, enum need need) {
    const json_t *value = object_any(object, name, need);
    struct place place = object_place(object, name);
    return value ? code_checked(value, &place, object->issues) : NULL;
}

static const char *digits_end(const char *text) {
    return text + strspn(text, "0123456789");
}

static bool is_decimal(const char *text) {
    const char *whole = *text == '-' ? text + 1 : text;
    const char *end = digits_end(whole);
    if (end == whole)
        return false;
    if (*end != '.')
        return *end == '\0';
    const char *fraction = end + 1;
    end = digits_end(fraction);
    return end > fraction && *end == '\0';
}

const char *json_number_text(const json_t *value, const struct place *place, struct issues *issues, char ret_text[48]) {
    if (json_is_integer(value)) {
        snprintf(ret_text, 48, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return ret_text;
    }
    if (json_is_string(value)) {
        const char *text = string_checked(value, place, issues, 47);
        if (text && is_decimal(text) && text_copy(ret_text, 48, text))
            return ret_text;
        if (text)
            issue_add(issues, ISSUE_NOT_A_NUMBER, place, NULL, NULL, NULL);
        return NULL;
    }
    if (json_is_real(value))
        issue_add(issues, ISSUE_REAL_NUMBER, place, NULL, NULL, NULL);
    else
        report_type(issues, place, "number");
    return NULL;
}

const char *object_number_text(struct object *object, const char *name, enum need need, char ret_text[48]) {
    const json_t *value = object_any(object, name, need);
    struct place place = object_place(object, name);
    return value ? json_number_text(value, &place, object->issues, ret_text) : NULL;
}

/* The digits of a decimal as int64, counted downwards because the least int64 has no opposite; false where there is a fraction or it does not fit. */
static bool whole_of(const char *text, int64_t *ret_value) {
    bool negative = *text == '-';
    int64_t value = 0;
    for (const char *c = text + negative; *c; c++) {
        if (*c == '.' || __builtin_mul_overflow(value, 10, &value))
            return false;
        if (__builtin_sub_overflow(value, *c - '0', &value))
            return false;
    }
    if (!negative)
        return !__builtin_sub_overflow(0, value, ret_value);
    *ret_value = value;
    return true;
}

bool object_int(struct object *object, const char *name, enum need need, int64_t min, int64_t max, int64_t *ret_value) {
    char digits[48];
    if (!object_number_text(object, name, need, digits))
        return false;
    int64_t value;
    if (whole_of(digits, &value) && value >= min && value <= max) {
        *ret_value = value;
        return true;
    }
    struct place place = object_place(object, name);
    struct arena *arena = object->issues->arena;
    if (strchr(digits, '.'))
        report_type(object->issues, &place, "integer");
    else
        issue_add(object->issues, ISSUE_OUT_OF_BOUNDS, &place, number_text(arena, min), number_text(arena, max), NULL);
    return false;
}

bool object_flag(struct object *object, const char *name, bool fallback) {
    const json_t *value = object_any(object, name, OPTIONAL);
    if (!value)
        return fallback;
    if (json_is_boolean(value))
        return json_is_true(value);
    report_text(object, name, ISSUE_WRONG_TYPE, "boolean");
    return fallback;
}

bool object_day(struct object *object, const char *name, enum need need, day_t *ret_day) {
    const char *text = object_text(object, name, need, TEXT_MAX_BYTES);
    if (!text)
        return false;
    if (day_parse(text, ret_day))
        return true;
    report_text(object, name, ISSUE_BAD_DATE, NULL);
    return false;
}

bool object_moment(struct object *object, const char *name, enum need need, moment_t *ret_moment) {
    const char *text = object_text(object, name, need, TEXT_MAX_BYTES);
    if (!text)
        return false;
    if (moment_parse(text, ret_moment))
        return true;
    report_text(object, name, ISSUE_BAD_FORMAT, "RFC 3339: 2023-06-14T17:00:00Z");
    return false;
}

static const char *words_joined(struct arena *arena, const char *const *words) {
    const char *joined = words[0];
    for (size_t i = 1; words[i]; i++)
        joined = arena_format(arena, "%s, %s", joined, words[i]);
    return joined;
}

int object_word(struct object *object, const char *name, enum need need, const char *const *words) {
    const char *text = object_text(object, name, need, TEXT_MAX_BYTES);
    if (!text)
        return -1;
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    report_text(object, name, ISSUE_NOT_ONE_OF, words_joined(object->issues->arena, words));
    return -1;
}

struct array object_array(struct object *object, const char *name, enum need need, size_t elements_max) {
    const json_t *value = object_any(object, name, need);
    struct array array = {.issues = object->issues, .place = object_place(object, name)};
    if (!value)
        return array;
    if (!json_is_array(value)) {
        report_type(array.issues, &array.place, "array");
    } else if (json_array_size(value) > elements_max) {
        report_text(object, name, ISSUE_TOO_MANY, number_text(array.issues->arena, (int64_t)elements_max));
    } else {
        array.json = value;
        array.count = json_array_size(value);
    }
    return array;
}

struct object array_object(struct array *array, size_t index, struct place *ret_place) {
    assert(index < array->count);
    *ret_place = (struct place){.up = &array->place, .index = index};
    struct object object = {.json = json_array_get(array->json, index), .issues = array->issues, .place = *ret_place};
    if (!json_is_object(object.json)) {
        report_type(array->issues, ret_place, "object");
        object.json = NULL;
    }
    return object;
}

const char *array_text(struct array *array, size_t index, size_t bytes_max) {
    assert(index < array->count);
    struct place place = {.up = &array->place, .index = index};
    return string_checked(json_array_get(array->json, index), &place, array->issues, bytes_max);
}

const char *array_code(struct array *array, size_t index) {
    assert(index < array->count);
    struct place place = {.up = &array->place, .index = index};
    return code_checked(json_array_get(array->json, index), &place, array->issues);
}
