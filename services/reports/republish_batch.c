/* Reads versions, renders their events as the writer did, and puts them into the outbox. */
#include "republish_batch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asked.h"
#include "core/text.h"
#include "present.h"
#include "republish_sql.h"

enum { PLACE_PARTS = 6 };

static const char before_all[] = "0|||||0";

static bool place_read(struct arena *arena, const char *place, struct ledger_position *ret_position) {
    const char *parts[PLACE_PARTS];
    char *year_end, *version_end;
    if (!position_split(arena, place, parts, PLACE_PARTS))
        return false;
    long year = strtol(parts[0], &year_end, 10), version = strtol(parts[5], &version_end, 10);
    if (*parts[0] == '\0' || *year_end != '\0' || *parts[5] == '\0' || *version_end != '\0' || year != (int32_t)year ||
        version != (int32_t)version)
        return false;
    *ret_position = (struct ledger_position){.key = {.form = parts[1],
                                                     .unit = parts[2],
                                                     .agency = parts[3],
                                                     .period = parts[4],
                                                     .period_year = (int32_t)year},
                                             .version = (int32_t)version};
    return true;
}

static void place_write(char place[REPUBLISH_PLACE_SIZE], const struct report *report) {
    const struct report_key *key = &report->key;
    snprintf(place, REPUBLISH_PLACE_SIZE, "%" PRId32 "|%s|%s|%s|%s|%" PRId32, key->period_year, key->form, key->unit,
             key->agency, key->period, report->version);
}

bool republication_begin(struct republication *republication, const char *after) {
    struct arena arena = {0};
    struct ledger_position position;
    const char *place = after ? after : before_all;
    bool good = text_is_utf8(place, strlen(place)) && place_read(&arena, place, &position) &&
                text_copy(republication->place, REPUBLISH_PLACE_SIZE, place);
    arena_done(&arena);
    return good;
}

static void add_event(struct event_batch *events, const struct republication *republication,
                      const struct report *report, struct arena *arena) {
    AUTO_BUFFER payload = {0};
    event_payload(&payload, republication->snapshot, report, arena);
    event_close(&payload, report->recorded, republication->epoch);
    db_array_text(&events->columns[EVENT_UNITS], report->key.unit);
    db_array_text(&events->columns[EVENT_TYPES], event_type(report));
    db_array_text(&events->columns[EVENT_REPORTS], report->id);
    db_array_int(&events->columns[EVENT_VERSIONS], report->version);
    db_array_int(&events->columns[EVENT_RECORDED], report->recorded);
    db_array_text(&events->columns[EVENT_PAYLOADS], buffer_cstr(&payload));
}

/* One statement, hence one transaction. */
static bool put(struct db *db, struct republication *republication, const struct reports_found *found,
                struct arena *arena, struct fail *fail) {
    AUTO_EVENTS events;
    uint64_t count = 0;
    int64_t last = republication->last;
    event_batch_begin(&events);
    for (size_t i = 0; i < found->count; i++) {
        if (!report_form_version(republication->snapshot, &found->reports[i]))
            continue;
        add_event(&events, republication, &found->reports[i], arena);
        count++;
    }
    if (count > 0 && !events_put(db, &events, republication->trace, &last, fail))
        return false;
    republication->last = last;
    republication->put += count;
    republication->left_out += found->count - count;
    return true;
}

/* Behind the last version of a year stands the first of the next one. */
static bool go_on_behind(struct db *db, struct republication *republication, int32_t year,
                         const struct reports_found *found, bool *ret_more, struct fail *fail) {
    int32_t next = year;
    if (found->count < REPUBLISH_BATCH_MAX && !ledger_year_after(db, year, &next, fail))
        return false;
    if (found->count > 0)
        place_write(republication->place, &found->reports[found->count - 1]);
    *ret_more = next != 0;
    if (*ret_more && next != year)
        snprintf(republication->place, REPUBLISH_PLACE_SIZE, "%" PRId32 "|||||0", next);
    return true;
}

static bool next_batch(struct db *db, struct republication *republication, struct arena *arena, bool *ret_more,
                       struct fail *fail) {
    struct ledger_position after;
    struct reports_found found;
    if (!place_read(arena, republication->place, &after))
        return fail_set(fail, FAULT_INVALID, false, "republish", "%s is no place", republication->place);
    return ledger_versions(db, &republication->filter, &after, REPUBLISH_BATCH_MAX, arena, &found, fail) &&
           put(db, republication, &found, arena, fail) &&
           go_on_behind(db, republication, after.key.period_year, &found, ret_more, fail);
}

bool republish_batch(struct db *db, struct republication *republication, bool *ret_more, struct fail *fail) {
    struct arena arena = {0};
    bool done = next_batch(db, republication, &arena, ret_more, fail);
    arena_done(&arena);
    return done;
}
