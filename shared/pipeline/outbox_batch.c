/* From outbox rows to CloudEvents records in Kafka's binary mode. */
#include "pipeline/outbox_batch.h"

#include <assert.h>
#include <string.h>

#include "core/map.h"
#include "core/text.h"
#include "pipeline/cloud_event.h"
#include "pipeline/outbox_sql.h"

static void add_headers(struct arena *arena, const char *source, const PGresult *rows, int row, struct record *record) {
    const struct cloud_event event = {.id = db_text(rows, row, OUTBOX_ID),
                                      .type = db_text(rows, row, OUTBOX_TYPE),
                                      .subject = db_text(rows, row, OUTBOX_SUBJECT),
                                      .source = source,
                                      .trace = db_text(rows, row, OUTBOX_TRACE),
                                      .version = db_int(rows, row, OUTBOX_VERSION),
                                      .recorded = db_int(rows, row, OUTBOX_RECORDED_US)};
    cloud_event_head(record, &event, arena);
}

static void take_row(struct outbox_batch *batch, const char *source, const PGresult *rows, int row) {
    struct record *record = &batch->records[row];
    record->topic = db_text(rows, row, OUTBOX_TOPIC);
    record->key = db_text(rows, row, OUTBOX_KEY);
    record->key_size = strlen(record->key);
    record->value = db_text(rows, row, OUTBOX_PAYLOAD);
    record->value_size = (size_t)PQgetlength(rows, row, OUTBOX_PAYLOAD);
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
