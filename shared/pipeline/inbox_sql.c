/* Statements on consumer offsets and dead letters. */
#include "pipeline/inbox_sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "json/write.h"

enum { NUMBER_TEXT_SIZE = 24 };

bool offset_read(struct db *db, const char *topic, int32_t partition, int64_t *ret_next, struct fail *fail) {
    static const struct statement make = {
        "offset_make", "INSERT INTO consumer_offset (topic, partition, next_offset) VALUES ($1, $2::int, 0)"
                       " ON CONFLICT DO NOTHING"};
    static const struct statement read = {
        "offset_read", "SELECT next_offset FROM consumer_offset WHERE topic = $1 AND partition = $2::int"};
    char number[NUMBER_TEXT_SIZE];
    snprintf(number, sizeof number, "%" PRId32, partition);
    const char *const values[] = {topic, number};
    if (!db_do(db, &make, 2, values, fail))
        return false;
    AUTO_RESULT *result = db_run(db, &read, 2, values, fail);
    if (result == NULL)
        return false;
    *ret_next = db_int(result, 0, 0);
    return true;
}

void offset_moves_begin(struct offset_moves *moves) {
    moves->count = 0;
    db_array_begin(&moves->partitions);
    db_array_begin(&moves->expected);
    db_array_begin(&moves->next);
}

void offset_moves_add(struct offset_moves *moves, int32_t partition, int64_t expected, int64_t next) {
    moves->count++;
    db_array_int(&moves->partitions, partition);
    db_array_int(&moves->expected, expected);
    db_array_int(&moves->next, next);
}

void offset_moves_done(struct offset_moves *moves) {
    db_array_done(&moves->partitions);
    db_array_done(&moves->expected);
    db_array_done(&moves->next);
}

bool offset_move(struct db *db, const char *topic, struct offset_moves *moves, bool *ret_all, struct fail *fail) {
    static const struct statement statement = {
        "offset_move",
        "UPDATE consumer_offset kept SET next_offset = move.next"
        "  FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS move (partition, expected, next)"
        " WHERE kept.topic = $1 AND kept.partition = move.partition AND kept.next_offset = move.expected"};
    const char *const values[] = {topic, db_array_end(&moves->partitions), db_array_end(&moves->expected),
                                  db_array_end(&moves->next)};
    AUTO_RESULT *result = db_run(db, &statement, 4, values, fail);
    if (result == NULL)
        return false;
    *ret_all = strtol(PQcmdTuples(result), NULL, 10) == moves->count;
    return true;
}

/* ---- Dead letters */

/* As text where it is text, else its bytes in hexadecimal digits. NULL stays NULL. */
static const char *readable(struct arena *arena, const char *bytes, size_t size) {
    if (bytes == NULL)
        return NULL;
    if (text_is_utf8(bytes, size))
        return arena_slice(arena, bytes, size);
    char *hex = arena_alloc(arena, 2 * size + 3);
    memcpy(hex, "\\x", 2);
    text_hex((const unsigned char *)bytes, size, hex + 2);
    return hex;
}

static void write_headers(struct arena *arena, struct buffer *to, const struct record *record) {
    struct json_writer writer;
    json_writer_init(&writer, to);
    write_object(&writer, NULL);
    for (uint32_t i = 0; i < record->header_count; i++) {
        const char *value = record->headers[i].value;
        write_text(&writer, readable(arena, record->headers[i].name, strlen(record->headers[i].name)),
                   readable(arena, value, strlen(value)));
    }
    write_object_end(&writer);
}

static bool keep(struct db *db, struct arena *arena, const struct dead_letter *letter, const char *now,
                 struct fail *fail) {
    static const struct statement statement = {
        "dead_letter_keep",
        "INSERT INTO dead_letter (id, topic, partition, \"offset\", key, headers, payload, reason, failed_us)"
        " VALUES ($1::uuid, $2, $3::int, $4::bigint, $5, $6, $7, $8, $9::bigint)"};
    const struct record *record = letter->record;
    char partition[NUMBER_TEXT_SIZE], offset[NUMBER_TEXT_SIZE];
    AUTO_BUFFER headers = {0};
    snprintf(partition, sizeof partition, "%" PRId32, record->partition);
    snprintf(offset, sizeof offset, "%" PRId64, record->offset);
    write_headers(arena, &headers, record);
    const char *key = readable(arena, record->key, record->key_size);
    const char *const values[] = {letter->id,
                                  record->topic,
                                  partition,
                                  offset,
                                  key == NULL ? "" : key,
                                  buffer_cstr(&headers),
                                  readable(arena, record->value, record->value_size),
                                  letter->reason,
                                  now};
    return db_do(db, &statement, 9, values, fail);
}

static bool publish(struct db *db, struct arena *arena, const struct dead_letter *letter, const char *now,
                    struct fail *fail) {
    static const struct statement statement = {
        "dead_letter_publish",
        "INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace, payload)"
        " VALUES ($1::uuid, $2, $3, 'tonghop.dead.v1', $4, 1, $5::bigint, $6, $7)"};
    const struct record *record = letter->record;
    const char *key = readable(arena, record->key, record->key_size), *trace = record_header(record, "traceparent");
    const char *subject = arena_format(arena, "%s/%" PRId32 "/%" PRId64 " %s", record->topic, record->partition,
                                       record->offset, letter->reason);
    const char *const values[] = {letter->id,
                                  letter->dead_topic,
                                  key == NULL ? "" : key,
                                  subject,
                                  now,
                                  trace == NULL ? "" : readable(arena, trace, strlen(trace)),
                                  readable(arena, record->value, record->value_size)};
    return db_do(db, &statement, 7, values, fail);
}

bool dead_letter_store(struct db *db, const struct dead_letter *letter, struct fail *fail) {
    struct arena arena = {0};
    char now[NUMBER_TEXT_SIZE];
    snprintf(now, sizeof now, "%" PRId64, clock_now());
    bool stored = keep(db, &arena, letter, now, fail) && publish(db, &arena, letter, now, fail);
    arena_done(&arena);
    return stored;
}
