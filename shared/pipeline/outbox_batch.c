/* From outbox rows to CloudEvents records in Kafka's binary mode. */
#include "pipeline/outbox_batch.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "core/clock.h"
#include "core/map.h"
#include "core/text.h"
#include "pipeline/outbox_sql.h"

static void add_header(struct record *record, const char *name, const char *value) {
    assert(record->header_count < RECORD_HEADERS_MAX);
    record->headers[record->header_count++] = (struct record_header){.name = name, .value = value};
}

static const char *recorded_time(struct arena *arena, const PGresult *rows, int row) {
    char text[MOMENT_TEXT_SIZE];
    return arena_text(arena, moment_format(db_int(rows, row, OUTBOX_RECORDED_US), text));
}

static void add_headers(struct arena *arena, const char *source, const PGresult *rows, int row, struct record *record) {
    const char *time = recorded_time(arena, rows, row), *trace = db_text(rows, row, OUTBOX_TRACE);
    add_header(record, "ce_specversion", "1.0");
    add_header(record, "ce_id", db_text(rows, row, OUTBOX_ID));
    add_header(record, "ce_type", db_text(rows, row, OUTBOX_TYPE));
    add_header(record, "ce_source", source);
    add_header(record, "ce_subject", db_text(rows, row, OUTBOX_SUBJECT));
    add_header(record, "ce_time", time);
    add_header(record, "ce_recordedtime", time);
    add_header(record, "ce_partitionkey", record->key);
    add_header(record, "ce_sequence", arena_format(arena, "%020" PRId64, db_int(rows, row, OUTBOX_VERSION)));
    if (!text_empty(trace))
        add_header(record, "traceparent", trace);
}

static void take_row(struct outbox_batch *batch, const char *source, const PGresult *rows, int row) {
    struct record *record = &batch->records[row];
    record->topic = db_text(rows, row, OUTBOX_TOPIC);
    record->key = db_text(rows, row, OUTBOX_KEY);
    record->key_size = strlen(record->key);
    record->value = db_text(rows, row, OUTBOX_PAYLOAD);
    record->value_size = (size_t)PQgetlength(rows, row, OUTBOX_PAYLOAD);
    record->header_count = 0;
    add_headers(&batch->arena, source, rows, row, record);
    batch->bytes += record->value_size;
}

void outbox_batch_take(struct outbox_batch *batch, const char *service, const PGresult *rows) {
    arena_reset(&batch->arena);
    batch->count = (size_t)db_rows(rows);
    batch->bytes = 0;
    memset(batch->delivered, 0, sizeof batch->delivered);
    assert(batch->count <= OUTBOX_BATCH_MAX);
    const char *source = arena_format(&batch->arena, "/%s", service);
    for (int row = 0; row < db_rows(rows); row++)
        take_row(batch, source, rows, row);
}

void outbox_batch_seqs(const PGresult *rows, struct db_array *seqs) {
    for (int row = 0; row < db_rows(rows); row++)
        db_array_int(seqs, db_int(rows, row, OUTBOX_SEQ));
}

size_t outbox_batch_part(const struct outbox_batch *batch, size_t from) {
    size_t to = from + 1;
    while (to < batch->count && !text_equal(batch->records[to].key, "generation"))
        to++;
    return to;
}

static bool anything_undelivered(const struct outbox_batch *batch) {
    return memchr(batch->delivered, false, batch->count) != NULL;
}

/* The topic cannot hold the separator. */
static const char *order_key(struct arena *arena, const struct record *record) {
    return arena_format(arena, "%s\n%s", record->topic, record->key);
}

static bool is_done(struct arena *arena, struct map *held, const struct outbox_batch *batch, size_t i) {
    const char *key = order_key(arena, &batch->records[i]);
    if (!batch->delivered[i])
        map_set(held, key, (void *)(uintptr_t)&batch->records[i]);
    return batch->delivered[i] && map_get(held, key) == NULL;
}

size_t outbox_batch_done(const struct outbox_batch *batch, const PGresult *rows, struct db_array *seqs) {
    struct arena arena = {0};
    struct map held;
    size_t done = 0;
    bool check = anything_undelivered(batch);
    map_init(&held, &arena, 64);
    for (size_t i = 0; i < batch->count; i++) {
        if (check && !is_done(&arena, &held, batch, i))
            continue;
        db_array_int(seqs, db_int(rows, (int)i, OUTBOX_SEQ));
        done++;
    }
    arena_done(&arena);
    return done;
}
