/* Statements on dead letters. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "pipeline/dead_letter.h"
#include "pipeline/trace.h"
#include "json/write.h"

enum { NUMBER_TEXT_SIZE = 24 };

/* ---- Storing */

/* NULL stays NULL. */
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

static const char *readable_key(struct arena *arena, const struct record *record) {
    const char *key = readable(arena, record->key, record->key_size);
    return key == NULL ? "" : key;
}

static void write_headers(struct arena *arena, struct buffer *to, const struct record *record) {
    struct json_writer writer;
    json_writer_init(&writer, to);
    write_object(&writer, NULL);
    for (uint32_t i = 0; i < record->header_count; i++) {
        const char *name = record->headers[i].name, *value = record->headers[i].value;
        write_text(&writer, readable(arena, name, strlen(name)), readable(arena, value, strlen(value)));
    }
    write_object_end(&writer);
}

static bool keep(struct db *db, struct arena *arena, const struct burial *burial, const char *now, struct fail *fail) {
    static const struct statement statement = {
        "dead_letter_keep",
        "INSERT INTO dead_letter (id, topic, partition, \"offset\", key, headers, payload, reason, failed_us)"
        " VALUES ($1::uuid, $2, $3::int, $4::bigint, $5, $6, $7, $8, $9::bigint)"};
    const struct record *record = burial->record;
    char partition[NUMBER_TEXT_SIZE], offset[NUMBER_TEXT_SIZE];
    AUTO_BUFFER headers = {0};
    snprintf(partition, sizeof partition, "%" PRId32, record->partition);
    snprintf(offset, sizeof offset, "%" PRId64, record->offset);
    write_headers(arena, &headers, record);
    const char *const values[] = {burial->id,
                                  record->topic,
                                  partition,
                                  offset,
                                  readable_key(arena, record),
                                  buffer_cstr(&headers),
                                  readable(arena, record->value, record->value_size),
                                  burial->reason,
                                  now};
    return db_do(db, &statement, 9, values, fail);
}

static const char *trace_of(struct arena *arena, const struct burial *burial) {
    const char *given = record_header(burial->record, "traceparent");
    if (given != NULL && strlen(given) == TRACE_TEXT_SIZE - 1 && text_is_utf8(given, TRACE_TEXT_SIZE - 1))
        return arena_text(arena, given);
    return trace_begin(burial->id, arena_alloc(arena, TRACE_TEXT_SIZE));
}

static const char *published_value(struct arena *arena, const struct record *record) {
    const char *value = readable(arena, record->value, record->value_size);
    return value == NULL || strlen(value) > DEAD_VALUE_BYTES_MAX ? NULL : value;
}

/* The key goes into a header too, and a topic takes only so much. */
static const char *published_key(struct arena *arena, const struct record *record) {
    const char *key = readable_key(arena, record);
    return arena_slice(arena, key, text_clip(key, DEAD_KEY_BYTES_MAX));
}

static bool publish(struct db *db, struct arena *arena, const struct burial *burial, const char *now,
                    struct fail *fail) {
    static const struct statement statement = {
        "dead_letter_publish",
        "INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace, payload)"
        " VALUES ($1::uuid, $2, $3, 'tonghop.dead.v1', $4, 1, $5::bigint, $6, $7)"};
    const struct record *record = burial->record;
    const char *subject = arena_format(arena, "%s/%" PRId32 "/%" PRId64 " %s", record->topic, record->partition,
                                       record->offset, burial->reason);
    const char *const values[] = {burial->id, burial->dead_topic,      published_key(arena, record),  subject,
                                  now,        trace_of(arena, burial), published_value(arena, record)};
    return db_do(db, &statement, 7, values, fail);
}

bool dead_letter_store(struct db *db, const struct burial *burial, struct fail *fail) {
    struct arena arena = {0};
    char now[NUMBER_TEXT_SIZE];
    snprintf(now, sizeof now, "%" PRId64, clock_now());
    bool stored = keep(db, &arena, burial, now, fail) && publish(db, &arena, burial, now, fail);
    arena_done(&arena);
    return stored;
}

/* ---- Reading */

#define LETTER_COLUMNS(headers, payload)                                                                               \
    "id, topic, key, reason, " headers ", " payload ", partition, \"offset\", coalesce(octet_length(payload), 0),"     \
    " failed_us, replayed_us"

enum letter_column { ID, TOPIC, KEY, REASON, HEADERS, PAYLOAD, PARTITION, OFFSET, PAYLOAD_BYTES, FAILED, REPLAYED };

static const char *text_at(struct arena *arena, const PGresult *rows, int row, enum letter_column column) {
    const char *text = db_text(rows, row, (int)column);
    return text == NULL ? NULL : arena_text(arena, text);
}

static struct dead_letter letter_at(struct arena *arena, const PGresult *rows, int row) {
    return (struct dead_letter){
        .id = text_at(arena, rows, row, ID),
        .topic = text_at(arena, rows, row, TOPIC),
        .key = text_at(arena, rows, row, KEY),
        .reason = text_at(arena, rows, row, REASON),
        .headers = text_at(arena, rows, row, HEADERS),
        .payload = text_at(arena, rows, row, PAYLOAD),
        .partition = (int32_t)db_int(rows, row, PARTITION),
        .offset = db_int(rows, row, OFFSET),
        .payload_bytes = db_int(rows, row, PAYLOAD_BYTES),
        .failed = db_int(rows, row, FAILED),
        .replayed = db_text(rows, row, REPLAYED) == NULL ? MOMENT_NONE : db_int(rows, row, REPLAYED),
    };
}

bool dead_letters_list(struct db *db, const char *after, uint32_t limit, struct arena *arena,
                       struct dead_letter **ret_letters, size_t *ret_count, struct fail *fail) {
    static const struct statement statement = {
        "dead_letters_list",
        "SELECT " LETTER_COLUMNS("NULL", "NULL") " FROM dead_letter"
                                                 " WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2::bigint"};
    char most[NUMBER_TEXT_SIZE];
    snprintf(most, sizeof most, "%" PRIu32, limit);
    AUTO_RESULT *rows = db_run(db, &statement, 2, (const char *[]){after, most}, fail);
    if (rows == NULL)
        return false;
    *ret_count = (size_t)db_rows(rows);
    *ret_letters = arena_new_array(arena, struct dead_letter, *ret_count);
    for (int row = 0; row < db_rows(rows); row++)
        (*ret_letters)[row] = letter_at(arena, rows, row);
    return true;
}

static bool find(struct db *db, const struct statement *statement, const char *id, struct arena *arena,
                 struct dead_letter *ret_letter, struct fail *fail) {
    AUTO_RESULT *rows = db_run(db, statement, 1, &id, fail);
    if (rows == NULL)
        return false;
    if (db_rows(rows) == 0)
        return fail_set(fail, FAULT_MISSING, false, "dead_letter", "there is no dead letter %s", id);
    *ret_letter = letter_at(arena, rows, 0);
    return true;
}

#define LETTER_BY_ID "SELECT " LETTER_COLUMNS("headers", "payload") " FROM dead_letter WHERE id = $1::uuid"

bool dead_letter_find(struct db *db, const char *id, struct arena *arena, struct dead_letter *ret_letter,
                      struct fail *fail) {
    static const struct statement statement = {"dead_letter_find", LETTER_BY_ID};
    return find(db, &statement, id, arena, ret_letter, fail);
}

bool dead_letter_lock(struct db *db, const char *id, struct arena *arena, struct dead_letter *ret_letter,
                      struct fail *fail) {
    static const struct statement statement = {"dead_letter_lock", LETTER_BY_ID " FOR UPDATE"};
    return find(db, &statement, id, arena, ret_letter, fail);
}

bool dead_letter_mark_replayed(struct db *db, const char *id, moment_t now, struct fail *fail) {
    static const struct statement statement = {"dead_letter_replayed",
                                               "UPDATE dead_letter SET replayed_us = $2::bigint WHERE id = $1::uuid"};
    char moment[NUMBER_TEXT_SIZE];
    snprintf(moment, sizeof moment, "%" PRId64, now);
    return db_do(db, &statement, 2, (const char *[]){id, moment}, fail);
}
