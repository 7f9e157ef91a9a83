/* Writing JSON straight into a buffer: no tree, commas by themselves, texts escaped.
 *
 * `name` is the member's name inside an object and NULL inside an array. */
#ifndef TONGHOP_JSON_WRITE_H
#define TONGHOP_JSON_WRITE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/clock.h"

enum { JSON_WRITE_DEPTH_MAX = 32 };

struct json_writer {
    struct buffer *to;
    uint32_t depth;
    bool filled[JSON_WRITE_DEPTH_MAX]; /* something stands before the next element */
};

void json_writer_init(struct json_writer *writer, struct buffer *to);
void write_object(struct json_writer *writer, const char *name);
void write_object_end(struct json_writer *writer);
void write_array(struct json_writer *writer, const char *name);
void write_array_end(struct json_writer *writer);
void write_text(struct json_writer *writer, const char *name, const char *text); /* NULL: null */
void write_int(struct json_writer *writer, const char *name, int64_t value);
void write_flag(struct json_writer *writer, const char *name, bool value);
void write_null(struct json_writer *writer, const char *name);
void write_day(struct json_writer *writer, const char *name, day_t day);           /* DAY_EVER, DAY_NEVER: null */
void write_moment(struct json_writer *writer, const char *name, moment_t moment);  /* MOMENT_NONE: null */
void write_raw(struct json_writer *writer, const char *name, const char *json, size_t size); /* already JSON */
void write_tree(struct json_writer *writer, const char *name, const json_t *tree);

#endif
