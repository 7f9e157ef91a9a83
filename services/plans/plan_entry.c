/* Writes and lists entries. */
#include "plan_entry.h"

#include <stdlib.h>

#include "core/text.h"
#include "document.h"
#include "effect.h"
#include "service/reader.h"
#include "json/read.h"

static bool is_in_force(struct call *call, enum plan_state state) {
    if (state == PLAN_ISSUED || state == PLAN_CLOSED)
        return true;
    issue_add_at(&call->issues, ISSUE_NOT_ALLOWED_NOW, NULL, plan_state_name(state), NULL, NULL);
    call_refuse(call, PROBLEM_CONFLICT, NULL);
    return false;
}

bool entry_change_begin(struct call *call, struct entry_change *ret_change) {
    static const char *const no_query[] = {NULL};
    if (!call_query_only(call, no_query))
        return false;
    ret_change->body = body_json(call);
    return ret_change->body && effect_begin(call, &ret_change->change) &&
           plan_open_in_force(call, ret_change->change.db, ret_change->change.snapshot, &ret_change->plan) &&
           is_in_force(call, ret_change->plan.record.state);
}

void entry_change_end(struct entry_change *change) {
    plan_close(&change->plan);
    change_end(&change->change);
    json_release(&change->body);
}

bool entry_view_begin(struct call *call, bool listed, struct entry_view *ret_view) {
    static const char *const of_list[] = {"history", NULL}, *const of_one[] = {NULL};
    struct fail fail = {0};
    call_query_known(call, listed ? of_list : of_one);
    ret_view->history = call_query_flag(call, "history", false);
    if (!query_is_sound(call))
        return false;
    ret_view->snapshot = present_hold(plans_of(call));
    if (call_lease(call, &ret_view->lease, &fail))
        return plan_open_in_force(call, ret_view->lease.db, ret_view->snapshot, &ret_view->plan);
    call_refuse_fail(call, &fail);
    return false;
}

void entry_view_end(struct entry_view *view) {
    plan_close(&view->plan);
    db_lease_release(&view->lease);
    snapshot_hold_release(&view->snapshot);
}

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

static bool keep(struct change *change, const struct plan_entry *entry, struct fail *fail) {
    unsigned char digest[AUDIT_HASH_SIZE];
    AUTO_BUFFER id = {0};
    buffer_format(&id, "%s/%s/%s", entry->plan, entry->item, entry->part);
    return plan_entry_store(change->db, entry, digest, fail) &&
           change_audit(change, entry->kind, buffer_cstr(&id), entry->version, digest, fail);
}

static void store_and_answer(struct call *call, struct change *change, const struct plan_entry *entry,
                             const char *location, bool published) {
    struct fail fail = {0};
    if (!keep(change, entry, &fail) || (published && !change_publish_one(change, REFERENCE_PLAN, entry->plan, &fail))) {
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

void entry_list(struct call *call, const struct entry_view *view, const struct plan_entry *asked) {
    struct fail fail = {0};
    struct db *db = view->lease.db;
    AUTO_RESULT *rows = view->history ? plan_entries_all(db, asked, &fail) : plan_entries_newest(db, asked, &fail);
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
