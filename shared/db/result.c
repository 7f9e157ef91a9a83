/* Reading what a statement answered, and writing arrays and dates as parameters. */
#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "db/db.h"

enum { TYPE_INT8 = 20 };

void db_result_release(PGresult **result) {
    PQclear(*result);
}

const char *db_text(const PGresult *result, int row, int column) {
    return PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
}

int64_t db_int(const PGresult *result, int row, int column) {
    return strtoll(PQgetvalue(result, row, column), NULL, 10); /* SQL NULL reads as "" */
}

bool db_flag(const PGresult *result, int row, int column) {
    return PQgetvalue(result, row, column)[0] == 't';
}

int db_rows(const PGresult *result) {
    return PQntuples(result);
}

static int16_t read_int16(const char *bytes) {
    uint16_t value;
    memcpy(&value, bytes, sizeof value);
    return (int16_t)be16toh(value);
}

static int32_t read_int32(const char *bytes) {
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return (int32_t)be32toh(value);
}

static int64_t read_int64(const char *bytes) {
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return (int64_t)be64toh(value);
}

int64_t db_binary_int(const PGresult *result, int row, int column) {
    const char *bytes = PQgetvalue(result, row, column);
    switch (PQgetlength(result, row, column)) {
    case 0:
        return 0;
    case 2:
        return read_int16(bytes);
    case 4:
        return read_int32(bytes);
    default:
        assert(PQgetlength(result, row, column) == 8);
        return read_int64(bytes);
    }
}

/* Each element is its length (-1: NULL) and its bytes. */
static int read_elements(const char *bytes, const char *end, int count, int64_t *values, int64_t missing) {
    for (int i = 0; i < count; i++) {
        if (end - bytes < 4)
            return -1;
        int32_t length = read_int32(bytes);
        bytes += 4;
        values[i] = missing;
        if (length == -1)
            continue;
        if (length != 8 || end - bytes < 8)
            return -1;
        values[i] = read_int64(bytes);
        bytes += 8;
    }
    return bytes == end ? count : -1;
}

/* Head: dimensions, has-NULLs flag, element type; for each dimension its size and lower bound. */
int db_int64s(const PGresult *result, int row, int column, int64_t *values, int max, int64_t missing) {
    const char *bytes = PQgetvalue(result, row, column);
    int length = PQgetlength(result, row, column);
    if (PQgetisnull(result, row, column))
        return 0;
    if (length < 12 || read_int32(bytes + 8) != TYPE_INT8)
        return -1;
    int32_t dimensions = read_int32(bytes);
    if (dimensions == 0)
        return 0;
    if (dimensions != 1 || length < 20)
        return -1;
    int32_t count = read_int32(bytes + 12);
    if (count < 0 || count > max)
        return -1;
    return read_elements(bytes + 20, bytes + length, count, values, missing);
}

int db_int64s_sent(const PGresult *result, int row, int column, int64_t *values, int max) {
    const char *bytes = PQgetvalue(result, row, column);
    int length = PQgetlength(result, row, column), count = length / (int)sizeof *values;
    if (length % (int)sizeof *values != 0 || count > max)
        return -1;
    for (int i = 0; i < count; i++)
        values[i] = read_int64(bytes + (size_t)i * sizeof *values);
    return count;
}

const char **db_texts(const PGresult *result, int column, struct arena *arena) {
    const char **texts = arena_new_array(arena, const char *, (size_t)db_rows(result));
    for (int row = 0; row < db_rows(result); row++)
        texts[row] = arena_text(arena, db_text(result, row, column));
    return texts;
}

void db_array_begin(struct db_array *array) {
    *array = (struct db_array){0};
    buffer_char(&array->text, '{');
}

static void next_element(struct db_array *array) {
    if (array->filled)
        buffer_char(&array->text, ',');
    array->filled = true;
}

void db_array_text(struct db_array *array, const char *value) {
    if (value == NULL) {
        db_array_null(array);
        return;
    }
    next_element(array);
    buffer_char(&array->text, '"');
    for (size_t plain = strcspn(value, "\"\\"); value[plain] != '\0'; plain = strcspn(value, "\"\\")) {
        buffer_add(&array->text, value, plain);
        buffer_char(&array->text, '\\');
        buffer_char(&array->text, value[plain]);
        value += plain + 1;
    }
    buffer_text(&array->text, value);
    buffer_char(&array->text, '"');
}

void db_array_int(struct db_array *array, int64_t value) {
    next_element(array);
    buffer_int(&array->text, value);
}

void db_array_null(struct db_array *array) {
    next_element(array);
    buffer_text(&array->text, "NULL");
}

const char *db_array_end(struct db_array *array) {
    buffer_char(&array->text, '}');
    return buffer_cstr(&array->text);
}

void db_array_done(struct db_array *array) {
    buffer_done(&array->text);
}

const char *db_day(day_t day, char text[16]) {
    if (day == DAY_NEVER)
        return "infinity";
    return day == DAY_EVER ? "-infinity" : day_format(day, text);
}

day_t db_day_read(const char *text) {
    day_t day = DAY_EVER;
    if (strcmp(text, "infinity") == 0)
        return DAY_NEVER;
    bool known = strcmp(text, "-infinity") == 0 || day_parse(text, &day);
    assert(known); /* the schema's checks keep other dates out */
    return known ? day : DAY_EVER;
}
