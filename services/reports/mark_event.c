/* The event that says up to which moment everything recorded is published. */
#include "mark_event.h"

#include <string.h>

#include "pipeline/cloud_event.h"
#include "pipeline/trace.h"
#include "json/write.h"

static const char ledger_key[] = "ledger";

static void write_mark(struct buffer *to, const struct mark *mark) {
    struct json_writer json;
    json_writer_init(&json, to);
    write_object(&json, NULL);
    write_moment(&json, "until", mark->until);
    write_int(&json, "epoch", mark->epoch);
    write_array(&json, "ends");
    for (size_t i = 0; i < mark->partition_count; i++)
        write_int(&json, NULL, mark->ends[i]);
    write_array_end(&json);
    write_object_end(&json);
}

void mark_record(const struct mark *mark, struct arena *arena, struct record *ret_record) {
    AUTO_BUFFER payload = {0};
    char id[UUID_TEXT_SIZE], trace[TRACE_TEXT_SIZE];
    uuid_new(clock_now(), id);
    write_mark(&payload, mark);
    *ret_record = (struct record){.topic = "tonghop.mark.v1",
                                  .key = ledger_key,
                                  .key_size = strlen(ledger_key),
                                  .value = arena_text(arena, buffer_cstr(&payload)),
                                  .value_size = payload.size};
    const struct cloud_event event = {.id = arena_text(arena, id),
                                      .type = "tonghop.mark.v1",
                                      .subject = ledger_key,
                                      .source = "/reports",
                                      .trace = arena_text(arena, trace_begin(id, trace)),
                                      .version = mark->until,
                                      .recorded = mark->until};
    cloud_event_head(ret_record, &event, arena);
}
