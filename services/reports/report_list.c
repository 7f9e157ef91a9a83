/* The list of reports: current versions in the order of their keys, as far as the caller may see them. */
#include <stdlib.h>

#include "asked.h"
#include "present.h"
#include "report_access.h"
#include "report_handlers.h"
#include "report_sql.h"

enum { CHUNK_MIN = 50, CHUNK_MAX = 500, POSITION_PARTS = 5 };

struct listing {
    struct call *call;
    const struct asked *asked;
    struct json_writer json;
    struct report_filter filter;
    struct report_key after; /* the last row looked at */
    uint32_t chunk, listed, scanned;
    bool more;
};

static bool is_listed(const struct listing *listing, const struct report *report) {
    const struct asked *asked = listing->asked;
    day_t today = call_today(listing->call);
    uint32_t unit = unit_by_id(snapshot_tree(asked->snapshot), report->key.unit);
    return report_is_visible(asked->snapshot, &listing->call->caller, report, today) &&
           report_form_version(asked->snapshot, report) && asked_within(asked, unit, report_tree_date(report), today);
}

static struct report_key key_copy(struct arena *arena, const struct report_key *key) {
    return (struct report_key){.form = arena_text(arena, key->form),
                               .unit = arena_text(arena, key->unit),
                               .agency = arena_text(arena, key->agency),
                               .period = arena_text(arena, key->period),
                               .period_year = key->period_year};
}

/* Writes those of a run of rows that are listed; the page may become full within it. */
static void list_rows(struct listing *listing, const struct reports_found *found, struct arena *arena) {
    size_t i = 0;
    for (; i < found->count && listing->listed < listing->asked->limit; i++) {
        if (!is_listed(listing, &found->reports[i]))
            continue;
        write_report(&listing->json, NULL, listing->asked->snapshot, &found->reports[i], listing->call->language,
                     arena);
        listing->listed++;
    }
    listing->scanned += (uint32_t)i;
    if (i > 0) {
        listing->after = key_copy(&listing->call->arena, &found->reports[i - 1].key);
        listing->filter.after = &listing->after;
    }
    bool full = listing->listed == listing->asked->limit || listing->scanned >= SCANNED_MAX;
    listing->more = i < found->count || found->count == listing->chunk;
    if (!full && listing->more)
        return;
    listing->filter.after = NULL;
}

static bool list_all(struct listing *listing, struct db *db, struct fail *fail) {
    struct arena arena = {0};
    bool good = true;
    do {
        struct reports_found found = {0};
        arena_reset(&arena);
        good = reports_list(db, &listing->filter, listing->chunk, &arena, &found, fail);
        if (good)
            list_rows(listing, &found, &arena);
    } while (good && listing->filter.after);
    arena_done(&arena);
    return good;
}

static bool cursor_take(struct listing *listing) {
    const char *parts[POSITION_PARTS];
    if (!listing->asked->after)
        return true;
    if (!position_split(&listing->call->arena, listing->asked->after, parts, POSITION_PARTS))
        return false;
    listing->after = (struct report_key){.form = parts[1],
                                         .unit = parts[2],
                                         .agency = parts[3],
                                         .period = parts[4],
                                         .period_year = (int32_t)strtol(parts[0], NULL, 10)};
    listing->filter.after = &listing->after;
    return true;
}

static void list_end(struct listing *listing) {
    struct call *call = listing->call;
    const struct report_key *key = &listing->after;
    write_array_end(&listing->json);
    const char *next = listing->more ? arena_format(&call->arena, "%d|%s|%s|%s|%s", key->period_year, key->form,
                                                    key->unit, key->agency, key->period)
                                     : NULL;
    write_text(&listing->json, "next", next ? call_cursor_make(call, next) : NULL);
    write_object_end(&listing->json);
    call_reply(call, 200);
}

static void list(struct call *call, const struct asked *asked) {
    AUTO_LEASE lease = {0};
    struct fail fail = {0};
    struct listing listing = {.call = call, .asked = asked, .json = call_json(call), .chunk = asked->limit};
    listing.chunk = listing.chunk < CHUNK_MIN ? CHUNK_MIN : listing.chunk > CHUNK_MAX ? CHUNK_MAX : listing.chunk;
    listing.filter = (struct report_filter){
        .form = asked->form ? asked->form->code : NULL,
        .unit = asked->unit == UNIT_NONE ? NULL : snapshot_tree(asked->snapshot)->units[asked->unit].id,
        .agency = asked->agency,
        .period = asked->period_code,
        .state = asked->state,
        .period_year = asked->period_code ? asked->period.year : 0};
    if (!cursor_take(&listing)) {
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
        return;
    }
    write_object(&listing.json, NULL);
    write_array(&listing.json, "items");
    if (call_lease(call, &lease, &fail) && list_all(&listing, lease.db, &fail))
        list_end(&listing);
    else
        call_refuse_fail(call, &fail);
}

void report_list(struct call *call) {
    static const char *const states[] = {"draft", "submitted", "accepted", "returned", "withdrawn", NULL};
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct asked asked;
    if (asked_read(call, snapshot, states, NULL, &asked))
        list(call, &asked);
}
