/* Writes and lists entries. */
#include "plan_entry.h"

#include <stdlib.h>

#include "core/text.h"
#include "document.h"
#include "effect.h"
#include "json/read.h"

void entry_write(struct json_writer *writer, const struct plan_entry *entry) {
    AUTO_BUFFER text = {0};
    struct json_writer head;
    json_writer_init(&head, &text);
    write_object(&head, NULL);
    write_int(&head, "version", entry->version);
    write_moment(&head, "recordedAt", entry->recorded);
    write_text(&head, "by", entry->subject);
    write_object_end(&head);
    joined_write(writer, &text, entry->body);
}

static void reply_entry(struct call *call, const struct plan_entry *entry) {
    struct json_writer writer = call_json(call);
    entry_write(&writer, entry);
    call_etag(call, entry->version);
    call_reply(call, 200);
}

static void store_and_answer(struct call *call, struct change *change, const struct plan_entry *entry,
                             const char *location, bool published) {
    struct fail fail = {0};
    if (!plan_entry_store(change->db, entry, &fail) ||
        (published && !change_publish_one(change, REFERENCE_PLAN, entry->plan, &fail))) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct json_writer writer = call_json(call);
    entry_write(&writer, entry);
    struct answer answer = {.status = entry->version == 1 ? 201 : 200, .version = entry->version};
    if (entry->version == 1)
        answer.location = location;
    effect_finish(call, change, &answer);
}

void entry_put(struct call *call, struct change *change, const struct plan_entry *entry, const json_t *body,
               const char *location, bool published) {
    struct fail fail = {0};
    AUTO_RESULT *rows = plan_entries_newest(change->db, entry, &fail);
    if (!rows) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct plan_entry stored = {0}, next = *entry;
    if (db_rows(rows) > 0)
        stored = entry_of_row(rows, 0);
    char *canonical = json_canonical(body);
    next.version = stored.version + 1;
    next.body = canonical;
    next.recorded = change->now;
    next.subject = change->subject;
    if (text_equal(stored.body, canonical))
        reply_entry(call, &stored);
    else if (precondition_put(call, stored.version))
        store_and_answer(call, change, &next, location, published);
    free(canonical);
}

void entry_list(struct call *call, struct db *db, const struct plan_entry *asked, bool history) {
    struct fail fail = {0};
    AUTO_RESULT *rows = history ? plan_entries_all(db, asked, &fail) : plan_entries_newest(db, asked, &fail);
    if (!rows) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct json_writer writer = list_begin(call);
    for (int row = 0; row < db_rows(rows); row++) {
        struct plan_entry entry = entry_of_row(rows, row);
        entry_write(&writer, &entry);
    }
    list_end(call, &writer, NULL);
}
