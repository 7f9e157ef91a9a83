/* The one way into the tables of the plans service. */
#include "change.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "observe/log.h"
#include "service/origin.h"

enum { PLACE_WAIT_SECONDS = 5 };

static bool place_take(struct change *change, struct fail *fail) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += PLACE_WAIT_SECONDS;
    int result;
    while ((result = sem_clockwait(&change->plans->writers, CLOCK_MONOTONIC, &until)) != 0 && errno == EINTR)
        ;
    if (result != 0)
        return fail_set(fail, FAULT_BUSY, true, "change_open", "too many change sets are waiting for their turn");
    change->has_place = true;
    return true;
}

void change_take_origin(struct change *change, const struct audit_origin *origin) {
    change->origin = *origin;
    change->subject = origin->subject;
    change->trace = origin->trace;
}

bool change_open(struct plans *plans, moment_t now, const struct audit_origin *origin, struct change *ret_change,
                 struct fail *fail) {
    *ret_change = (struct change){.plans = plans, .now = now};
    change_take_origin(ret_change, origin);
    ret_change->today = programme_day(now);
    if (!place_take(ret_change, fail) || !db_lease(plans->service->pool, &ret_change->lease, fail))
        return false;
    ret_change->db = ret_change->lease.db;
    return db_begin(ret_change->db, fail);
}

bool change_of_call(struct call *call, struct change *ret_change, struct fail *fail) {
    const struct audit_origin origin = call_origin(call);
    return change_open(plans_of(call), call->now, &origin, ret_change, fail);
}

bool change_lock(struct change *change, struct fail *fail) {
    if (!generation_lock(change->db, &change->generation, fail) || !present_take(change->plans, change->db, fail))
        return false;
    change->snapshot = reference_hold(change->plans->service->reference);
    return true;
}

int64_t change_generation(const struct change *change) {
    return change->generation.number + 1;
}

static struct publication publication_of(const struct change *change) {
    return (struct publication){.generation = change_generation(change), .trace = change->trace, .now = change->now};
}

bool change_publish(struct change *change, enum reference_kind kind, const char *ids, struct fail *fail) {
    struct publication publication = publication_of(change);
    int64_t records = 0;
    if (!outbox_add(change->db, &publication, reference_kind_name(kind), ids, &records, fail))
        return false;
    change->records += records;
    change->units_changed = change->units_changed || kind == REFERENCE_UNIT || kind == REFERENCE_REORGANISATION;
    return true;
}

bool change_publish_one(struct change *change, enum reference_kind kind, const char *id, struct fail *fail) {
    struct db_array ids __attribute__((cleanup(db_array_done)));
    db_array_begin(&ids);
    db_array_text(&ids, id);
    return change_publish(change, kind, db_array_end(&ids), fail);
}

bool change_audit(struct change *change, const char *kind, const char *id, int64_t version,
                  const unsigned char digest[AUDIT_HASH_SIZE], struct fail *fail) {
    AUTO_BUFFER object = {0};
    struct audit_entry entry = {.origin = &change->origin, .recorded = change->now, .version = version};
    buffer_format(&object, *id ? "%s:%s" : "%s", kind, id);
    entry.object = buffer_cstr(&object);
    memcpy(entry.stored, digest, AUDIT_HASH_SIZE);
    return audit_write(change->db, &entry, fail);
}

static bool close_set(struct change *change, struct fail *fail) {
    struct publication publication = publication_of(change);
    struct generation next = {.number = publication.generation, .units = change->generation.units};
    if (change->units_changed)
        next.units = next.number;
    return outbox_close(change->db, &publication, change->records, fail) && generation_store(change->db, &next, fail);
}

/* It is committed: that the snapshot could not be built now is no failure of the change, the next reader builds it. */
static void catch_up(struct change *change) {
    struct fail fail = {0};
    relay_wake(change->plans->service->relay);
    if (!present_catch_up(change->plans, change->db, &fail))
        log_fail(LOG_WARN, "reference.stale", &fail);
}

bool change_commit(struct change *change, struct fail *fail) {
    if (change->records == 0)
        return db_commit(change->db, fail);
    if (!close_set(change, fail) || !db_commit(change->db, fail))
        return false;
    catch_up(change);
    return true;
}

void change_end(struct change *change) {
    snapshot_release(change->snapshot);
    db_lease_release(&change->lease);
    if (change->has_place)
        sem_post(&change->plans->writers);
}
