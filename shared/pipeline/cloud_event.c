/* The headers of a CloudEvents record. */
#include "pipeline/cloud_event.h"

#include <assert.h>
#include <inttypes.h>

#include "core/text.h"

static void add_header(struct record *record, const char *name, const char *value) {
    assert(record->header_count < RECORD_HEADERS_MAX);
    record->headers[record->header_count++] = (struct record_header){.name = name, .value = value};
}

void cloud_event_head(struct record *record, const struct cloud_event *event, struct arena *arena) {
    char text[MOMENT_TEXT_SIZE];
    const char *time = arena_text(arena, moment_format(event->recorded, text));
    record->header_count = 0;
    add_header(record, "ce_specversion", "1.0");
    add_header(record, "ce_id", event->id);
    add_header(record, "ce_type", event->type);
    add_header(record, "ce_source", event->source);
    add_header(record, "ce_subject", event->subject);
    add_header(record, "ce_time", time);
    add_header(record, "ce_recordedtime", time);
    add_header(record, "ce_partitionkey", record->key);
    add_header(record, "ce_sequence", arena_format(arena, "%020" PRId64, event->version));
    if (!text_empty(event->trace))
        add_header(record, "traceparent", event->trace);
}
