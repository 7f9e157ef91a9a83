/* Tells reminders: moves the mark and writes the events behind it in one transaction, batch after batch. */
#include "reminder_event.h"
#include "reminder_sql.h"
#include "reminder_worker.h"

struct telling {
    struct db *db;
    const struct snapshot *snapshot;
    enum reminder_kind kind;
    moment_t now;
    struct reminder_mark mark; /* as it is stored */
    const struct reminder *reminders;
    size_t count;
    uint32_t told;
};

static void add_event(const struct telling *telling, struct reminder_batch *batch, const struct reminder *reminder,
                      const struct reminded *reminded) {
    AUTO_BUFFER payload = {0};
    reminder_payload(&payload, telling->kind, reminder, reminded);
    db_array_text(&batch->columns[REMINDER_KEYS],
                  snapshot_tree(telling->snapshot)->units[reminder->obligation->unit].id);
    db_array_text(&batch->columns[REMINDER_SUBJECTS], reminder->position);
    db_array_int(&batch->columns[REMINDER_VERSIONS], reminder->moment);
    db_array_text(&batch->columns[REMINDER_PAYLOADS], buffer_cstr(&payload));
    batch->count++;
}

/* Some of one slot: those that neither a report meets nor the consolidations through which it goes. */
static bool add_unmet(const struct telling *telling, const struct reminder *reminders, size_t count,
                      struct reminder_batch *batch, struct arena *arena, struct fail *fail) {
    const struct obligation **obligations = arena_new_array(arena, const struct obligation *, count);
    const struct reported **reported = arena_new_array(arena, const struct reported *, count);
    struct fulfilment *fulfilments = arena_new_array(arena, struct fulfilment, count);
    for (size_t i = 0; i < count; i++)
        obligations[i] = reminders[i].obligation;
    if (!obligations_reported(telling->db, reminders->slot, snapshot_tree(telling->snapshot), obligations, count, arena,
                              reported, fail) ||
        !obligations_fulfilled(telling->db, telling->snapshot, reminders->slot, reminders->list, obligations, count,
                               arena, fulfilments, fail))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct reminded reminded = {reported[i], fulfilments[i]};
        if (!reminder_is_met(&reminded))
            add_event(telling, batch, &reminders[i], &reminded);
    }
    return true;
}

static size_t run_of_slot(const struct reminder *reminders, size_t count) {
    size_t size = 1;
    while (size < count && reminders[size].slot == reminders->slot)
        size++;
    return size;
}

static bool put_unmet(struct telling *telling, size_t first, size_t end, struct fail *fail) {
    AUTO_REMINDERS batch;
    struct arena arena = {0};
    bool good = true;
    reminder_batch_begin(&batch);
    for (size_t at = first, size = 0; good && at < end; at += size) {
        size = run_of_slot(&telling->reminders[at], end - at);
        good = add_unmet(telling, &telling->reminders[at], size, &batch, &arena, fail);
    }
    arena_done(&arena);
    if (!good || (batch.count > 0 && !reminders_put(telling->db, telling->kind, &batch, telling->now, fail)))
        return false;
    telling->told += (uint32_t)batch.count;
    return true;
}

/* The mark first: whoever else wants to move it waits until the end of the transaction, and then finds it moved. */
static bool tell_batch(struct telling *telling, size_t first, size_t end, const struct reminder_mark *to,
                       bool *ret_moved, struct fail *fail) {
    uint32_t told = telling->told;
    bool good = db_begin(telling->db, fail) &&
                reminder_mark_move(telling->db, telling->kind, &telling->mark, to, ret_moved, fail) &&
                (!*ret_moved || put_unmet(telling, first, end, fail)) && db_commit(telling->db, fail);
    if (good) {
        telling->mark = *to;
        return true;
    }
    db_rollback(telling->db);
    telling->told = told;
    return false;
}

/* The mark behind a batch: all until now where it is the last one. */
static struct reminder_mark mark_behind(const struct telling *telling, size_t end) {
    if (end == telling->count)
        return (struct reminder_mark){telling->now, NULL};
    return (struct reminder_mark){telling->reminders[end - 1].moment, telling->reminders[end - 1].position};
}

static bool tell_all(struct telling *telling, struct fail *fail) {
    size_t first = 0;
    bool moved;
    do {
        size_t left = telling->count - first;
        size_t end = first + (left > REMINDERS_AT_ONCE_MAX ? REMINDERS_AT_ONCE_MAX : left);
        struct reminder_mark to = mark_behind(telling, end);
        if (!tell_batch(telling, first, end, &to, &moved, fail))
            return false;
        first = end;
    } while (moved && first < telling->count);
    return true;
}

bool reminders_tell(struct db *db, const struct snapshot *snapshot, enum reminder_kind kind, moment_t now,
                    uint32_t *ret_told, struct fail *fail) {
    struct arena arena = {0};
    struct reminder *reminders;
    struct telling telling = {.db = db, .snapshot = snapshot, .kind = kind, .now = now};
    bool good = reminder_mark_read(db, kind, &arena, &telling.mark, fail);
    if (good && telling.mark.until < now) { /* another's clock may be ahead */
        telling.count = reminders_due(snapshot, kind, &telling.mark, now, &arena, &reminders);
        telling.reminders = reminders;
        good = tell_all(&telling, fail);
    }
    arena_done(&arena);
    *ret_told = telling.told;
    return good;
}
