/* Writes JSON: the streaming writer, and trees as they stand or in canonical form. */
#include "json/write.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "json/read.h"

static void escape_byte(struct buffer *to, unsigned char byte) {
    static const char shorts[] = {
        ['"'] = '"', ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};
    if (byte < sizeof shorts && shorts[byte] != 0) {
        buffer_char(to, '\\');
        buffer_char(to, shorts[byte]);
    } else {
        buffer_format(to, "\\u%04x", byte);
    }
}

/* How many bytes at the start stand for themselves. */
static size_t plain_length(const char *text, size_t size) {
    size_t at = 0;
    while (at < size && (unsigned char)text[at] >= 0x20 && text[at] != '"' && text[at] != '\\')
        at++;
    return at;
}

static void add_escaped(struct buffer *to, const char *text, size_t size) {
    for (size_t at = 0; at < size; at++) {
        size_t plain = plain_length(text + at, size - at);
        buffer_add(to, text + at, plain);
        at += plain;
        if (at < size)
            escape_byte(to, (unsigned char)text[at]);
    }
}

/* `before` and `after` (NUL: nothing) stand around the quoted text. Nearly every text is plain and goes in one piece. */
static void write_quoted(struct buffer *to, char before, const char *text, size_t size, char after) {
    size_t plain = plain_length(text, size);
    char *first = buffer_room(to, size + 4), *at = first;
    if (before)
        *at++ = before;
    *at++ = '"';
    memcpy(at, text, plain);
    buffer_taken(to, (size_t)(at - first) + plain);
    add_escaped(to, text + plain, size - plain);
    buffer_char(to, '"');
    if (after)
        buffer_char(to, after);
}

static void write_string(struct buffer *to, const char *text, size_t size) {
    write_quoted(to, '\0', text, size, '\0');
}

void json_writer_init(struct json_writer *writer, struct buffer *to) {
    writer->to = to;
    writer->depth = 0;
    writer->filled[0] = false;
}

static void write_name(struct json_writer *writer, const char *name) {
    char before = writer->filled[writer->depth] ? ',' : '\0';
    writer->filled[writer->depth] = true;
    if (name)
        write_quoted(writer->to, before, name, strlen(name), ':');
    else if (before)
        buffer_char(writer->to, before);
}

static void write_open(struct json_writer *writer, const char *name, char bracket) {
    write_name(writer, name);
    buffer_char(writer->to, bracket);
    writer->depth++;
    assert(writer->depth < JSON_WRITE_DEPTH_MAX);
    writer->filled[writer->depth] = false;
}

static void write_close(struct json_writer *writer, char bracket) {
    assert(writer->depth > 0);
    writer->depth--;
    buffer_char(writer->to, bracket);
}

void write_object(struct json_writer *writer, const char *name) {
    write_open(writer, name, '{');
}

void write_object_end(struct json_writer *writer) {
    write_close(writer, '}');
}

void write_array(struct json_writer *writer, const char *name) {
    write_open(writer, name, '[');
}

void write_array_end(struct json_writer *writer) {
    write_close(writer, ']');
}

void write_text(struct json_writer *writer, const char *name, const char *text) {
    if (!text) {
        write_null(writer, name);
        return;
    }
    write_name(writer, name);
    write_string(writer->to, text, strlen(text));
}

void write_int(struct json_writer *writer, const char *name, int64_t value) {
    write_name(writer, name);
    buffer_int(writer->to, value);
}

void write_flag(struct json_writer *writer, const char *name, bool value) {
    write_name(writer, name);
    buffer_text(writer->to, value ? "true" : "false");
}

void write_null(struct json_writer *writer, const char *name) {
    write_name(writer, name);
    buffer_text(writer->to, "null");
}

void write_day(struct json_writer *writer, const char *name, day_t day) {
    char text[DAY_TEXT_SIZE];
    bool open = day == DAY_EVER || day == DAY_NEVER;
    write_text(writer, name, open ? NULL : day_format(day, text));
}

void write_moment(struct json_writer *writer, const char *name, moment_t moment) {
    char text[MOMENT_TEXT_SIZE];
    write_text(writer, name, moment == MOMENT_NONE ? NULL : moment_format(moment, text));
}

void write_raw(struct json_writer *writer, const char *name, const char *json, size_t size) {
    write_name(writer, name);
    buffer_add(writer->to, json, size);
}

static void tree_add(struct buffer *to, const json_t *tree, bool sorted);

struct member {
    const char *name;
    const json_t *value;
};

/* Order of code points, which is the order of the bytes of UTF-8. */
static int member_compare(const void *a, const void *b) {
    return strcmp(((const struct member *)a)->name, ((const struct member *)b)->name);
}

static void member_add(struct buffer *to, struct member member, bool first, bool sorted) {
    write_quoted(to, first ? '\0' : ',', member.name, strlen(member.name), ':');
    tree_add(to, member.value, sorted);
}

static void members_add_sorted(struct buffer *to, const json_t *object) {
    size_t count = 0;
    struct member *members = calloc(json_object_size(object) + 1, sizeof *members);
    if (!members)
        abort();
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value) {
        members[count++] = (struct member){name, value};
    }
    qsort(members, count, sizeof *members, member_compare);
    for (size_t i = 0; i < count; i++)
        member_add(to, members[i], i == 0, true);
    free(members);
}

static void members_add(struct buffer *to, const json_t *object) {
    bool first = true;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value) {
        member_add(to, (struct member){name, value}, first, false);
        first = false;
    }
}

static void object_add(struct buffer *to, const json_t *object, bool sorted) {
    buffer_char(to, '{');
    if (sorted)
        members_add_sorted(to, object);
    else
        members_add(to, object);
    buffer_char(to, '}');
}

static void array_add(struct buffer *to, const json_t *array, bool sorted) {
    buffer_char(to, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i > 0)
            buffer_char(to, ',');
        tree_add(to, json_array_get(array, i), sorted);
    }
    buffer_char(to, ']');
}

/* No number of ours is a real; one that passes through untouched is written the way jansson does. */
static void real_add(struct buffer *to, const json_t *real) {
    char *text = json_dumps(real, JSON_ENCODE_ANY);
    buffer_text(to, text ? text : "null");
    free(text);
}

static void tree_add(struct buffer *to, const json_t *tree, bool sorted) {
    switch (json_typeof(tree)) {
    case JSON_OBJECT:
        object_add(to, tree, sorted);
        break;
    case JSON_ARRAY:
        array_add(to, tree, sorted);
        break;
    case JSON_STRING:
        write_string(to, json_string_value(tree), json_string_length(tree));
        break;
    case JSON_INTEGER:
        buffer_int(to, json_integer_value(tree));
        break;
    case JSON_REAL:
        real_add(to, tree);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        buffer_text(to, json_is_true(tree) ? "true" : "false");
        break;
    case JSON_NULL:
        buffer_text(to, "null");
        break;
    }
}

void write_tree(struct json_writer *writer, const char *name, const json_t *tree) {
    write_name(writer, name);
    if (tree)
        tree_add(writer->to, tree, false);
    else
        buffer_text(writer->to, "null");
}

char *json_canonical(const json_t *json) {
    struct buffer canonical = {0};
    tree_add(&canonical, json, true);
    return canonical.bytes;
}
