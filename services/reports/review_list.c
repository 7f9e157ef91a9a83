/* The review queue: what waits for a decision of the caller, along his line, never what he handed in himself; the oldest due first. */
#include <inttypes.h>
#include <stdlib.h>

#include "asked.h"
#include "core/text.h"
#include "present.h"
#include "reference/authority.h"
#include "report_access.h"
#include "report_handlers.h"
#include "report_sql.h"
#include "review_sql.h"

enum { CHUNK_MIN = 50, CHUNK_MAX = 500, POSITION_PARTS = 2 };

struct queue {
    struct call *call;
    const struct asked *asked;
    struct json_writer json;
    struct waiting_filter filter;
    struct waiting after; /* the last one looked at */
    uint32_t chunk, listed, scanned;
    bool more;
};

/* NULL: all. */
static const char *units_reached(struct call *call, const struct snapshot *snapshot) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    const bool *reached = authority_reach(snapshot, &call->caller, call_today(call), NULL, &call->arena);
    struct db_array array;
    if (!reached)
        return NULL;
    db_array_begin(&array);
    for (uint32_t unit = 0; unit < tree->unit_count; unit++)
        if (reached[unit])
            db_array_text(&array, tree->units[unit].id);
    const char *text = arena_text(&call->arena, db_array_end(&array));
    db_array_done(&array);
    return text;
}

/* In between somebody may have decided. */
static bool is_queued(const struct queue *queue, const struct report *report) {
    const struct asked *asked = queue->asked;
    const struct caller *caller = &queue->call->caller;
    day_t today = call_today(queue->call);
    if (!report || report->state != REPORT_SUBMITTED || text_equal(report->submitted_by, caller->subject))
        return false;
    uint32_t unit = unit_by_id(snapshot_tree(asked->snapshot), report->key.unit);
    return report_is_reviewed_by(asked->snapshot, caller, report, today) &&
           report_form_version(asked->snapshot, report) && asked_within(asked, unit, report_tree_date(report), today);
}

static void write_queued(struct queue *queue, const struct waiting *waiting, const struct report *report,
                         struct arena *arena) {
    write_object(&queue->json, NULL);
    write_moment(&queue->json, "waitingSince", waiting->since);
    write_report(&queue->json, "report", queue->asked->snapshot, report, queue->call->language, arena);
    write_object_end(&queue->json);
}

static bool list_chunk(struct queue *queue, struct db *db, struct arena *arena, bool *ret_full, struct fail *fail) {
    struct waiting_found found;
    if (!reports_waiting(db, &queue->filter, queue->chunk, arena, &found, fail))
        return false;
    struct report_key *keys = arena_new_array(arena, struct report_key, found.count);
    const struct report **reports = arena_new_array(arena, const struct report *, found.count);
    for (size_t i = 0; i < found.count; i++)
        keys[i] = found.rows[i].key;
    if (!reports_current(db, keys, found.count, arena, reports, fail))
        return false;
    size_t i = 0;
    for (; i < found.count && queue->listed < queue->asked->limit; i++) {
        queue->after = (struct waiting){.due = found.rows[i].due};
        text_copy(queue->after.report, sizeof queue->after.report, found.rows[i].report);
        queue->filter.after = &queue->after;
        if (!is_queued(queue, reports[i]))
            continue;
        write_queued(queue, &found.rows[i], reports[i], arena);
        queue->listed++;
    }
    queue->scanned += (uint32_t)i;
    queue->more = i < found.count || found.count == queue->chunk;
    *ret_full = queue->listed == queue->asked->limit || queue->scanned >= SCANNED_MAX;
    return true;
}

static bool list_all(struct queue *queue, struct db *db, struct fail *fail) {
    struct arena arena = {0};
    bool full = false, good = true;
    do {
        arena_reset(&arena);
        good = list_chunk(queue, db, &arena, &full, fail);
    } while (good && !full && queue->more);
    arena_done(&arena);
    return good;
}

static bool cursor_take(struct queue *queue) {
    const char *parts[POSITION_PARTS];
    if (!queue->asked->after)
        return true;
    if (!position_split(&queue->call->arena, queue->asked->after, parts, POSITION_PARTS) || !uuid_is(parts[1]))
        return false;
    queue->after.due = strtoll(parts[0], NULL, 10);
    text_copy(queue->after.report, sizeof queue->after.report, parts[1]);
    queue->filter.after = &queue->after;
    return true;
}

static void list_end(struct queue *queue) {
    struct call *call = queue->call;
    const char *next =
        queue->more ? arena_format(&call->arena, "%" PRId64 "|%s", queue->after.due, queue->after.report) : NULL;
    write_array_end(&queue->json);
    write_text(&queue->json, "next", next ? call_cursor_make(call, next) : NULL);
    write_object_end(&queue->json);
    call_reply(call, 200);
}

static void list(struct call *call, const struct asked *asked) {
    AUTO_LEASE lease = {0};
    struct fail fail = {0};
    struct queue queue = {.call = call, .asked = asked, .json = call_json(call), .chunk = asked->limit};
    queue.chunk = queue.chunk < CHUNK_MIN ? CHUNK_MIN : queue.chunk > CHUNK_MAX ? CHUNK_MAX : queue.chunk;
    queue.filter = (struct waiting_filter){
        .units = units_reached(call, asked->snapshot),
        .form = asked->form ? asked->form->code : NULL,
        .unit = asked->unit == UNIT_NONE ? NULL : snapshot_tree(asked->snapshot)->units[asked->unit].id,
        .agency = asked->agency,
        .period = asked->period_code,
        .but_by = call->caller.subject,
        .period_year = asked->period_code ? asked->period.year : 0};
    if (!cursor_take(&queue)) {
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
        return;
    }
    write_object(&queue.json, NULL);
    write_array(&queue.json, "items");
    if (call_lease(call, &lease, &fail) && list_all(&queue, lease.db, &fail))
        list_end(&queue);
    else
        call_refuse_fail(call, &fail);
}

void review_list(struct call *call) {
    static const char *const states[] = {"submitted", NULL};
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct asked asked;
    if (asked_read(call, snapshot, states, NULL, &asked))
        list(call, &asked);
}
