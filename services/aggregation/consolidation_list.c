/* GET /v1/consolidations: heads, the newest first, as far as the caller may see them. */
#include "consolidation.h"
#include "core/text.h"
#include "routes.h"
#include "service/reader.h"

enum { CHUNK = 200, SCANNED_MAX = 5000, SAME_CODE_MAX = 64 };

struct listing {
    struct call *call;
    struct consolidation_reader reader;
    struct json_writer json;
    struct consolidation_filter filter;
    const char *within; /* NULL: anywhere */
    const char *unit;   /* NULL: any */
    uint32_t limit, listed, scanned;
    const char *last; /* id of the last row looked at */
    bool more;
};

/* ---- What is asked for */

static void refuse_query(struct call *call, const char *name, enum issue_type type, const char *argument) {
    issue_add_at(&call->issues, type, name, argument, NULL, NULL)->in = "query";
}

static void read_state(struct call *call, struct listing *listing) {
    enum consolidation_state state;
    listing->filter.state = call_query(call, "state");
    if (listing->filter.state != NULL && !consolidation_state_parse(listing->filter.state, &state))
        refuse_query(call, "state", ISSUE_NOT_ONE_OF, "draft, signed, sent, discarded");
}

/* Codes are understood on the last day of each one's period; here only that somebody ever had it. */
static void read_unit(struct call *call, const char *name, const char **ret_unit) {
    const struct service *service = service_of(call);
    AUTO_SNAPSHOT *snapshot = reference_hold(service->reference);
    const char *unit = call_query(call, name);
    uint32_t found[SAME_CODE_MAX];
    *ret_unit = unit;
    if (unit == NULL || unit_by_id(snapshot_tree(snapshot), unit) != UNIT_NONE ||
        units_with_code(snapshot_tree(snapshot), unit, found, SAME_CODE_MAX) > 0)
        return;
    refuse_query(call, name, ISSUE_UNKNOWN_UNIT, unit);
}

static bool read_query(struct call *call, struct listing *listing) {
    static const char *const names[] = {"unit", "within", "form", "period", "state", "limit", "cursor", NULL};
    bool good;
    call_query_known(call, names);
    read_state(call, listing);
    read_unit(call, "unit", &listing->unit);
    read_unit(call, "within", &listing->within);
    listing->filter.form = call_query(call, "form");
    listing->filter.period = call_query(call, "period");
    listing->filter.limit = CHUNK;
    listing->filter.before = call_cursor_read(call, &good);
    listing->limit = call_limit(call);
    if (good && listing->filter.before != NULL && !uuid_is(listing->filter.before))
        refuse_query(call, "cursor", ISSUE_BAD_FORMAT, "next");
    if (call->issues.count == 0)
        return true;
    call_refuse_issues(call);
    return false;
}

/* ---- The page */

static bool stands_in(const struct listing *listing, const struct consolidation *consolidation) {
    const struct unit_tree *tree = snapshot_tree(listing->reader.snapshot);
    day_t date = consolidation->period_end - 1;
    uint32_t unit = unit_by_id(tree, consolidation->unit);
    if (listing->unit != NULL && unit_find(tree, listing->unit, date) != unit)
        return false;
    return listing->within == NULL || unit_within(tree, unit, unit_find(tree, listing->within, date), date);
}

static bool is_listed(const struct listing *listing, const struct consolidation *consolidation) {
    return stands_in(listing, consolidation) && consolidation_is_visible(&listing->reader, consolidation);
}

static void list_rows(struct listing *listing, const struct consolidation *found, size_t count) {
    size_t i = 0;
    for (; i < count && listing->listed < listing->limit; i++) {
        listing->last = arena_text(&listing->call->arena, found[i].id);
        if (!is_listed(listing, &found[i]))
            continue;
        write_object(&listing->json, NULL);
        write_consolidation_head(&listing->json, listing->reader.snapshot, &found[i]);
        write_object_end(&listing->json);
        listing->listed++;
    }
    listing->scanned += (uint32_t)i;
    listing->more = i < count || count == CHUNK;
}

static bool list_all(struct listing *listing, struct db *db, struct fail *fail) {
    do {
        struct arena arena __attribute__((cleanup(arena_done))) = {0};
        struct consolidation *found;
        size_t count;
        if (!consolidations_read(db, &listing->filter, &arena, &found, &count, fail))
            return false;
        list_rows(listing, found, count);
        listing->filter.before = listing->last;
    } while (listing->more && listing->listed < listing->limit && listing->scanned < SCANNED_MAX);
    return true;
}

void consolidation_list(struct call *call) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct listing listing = {.call = call, .reader = {snapshot, &call->caller, call_today(call)}};
    struct fail fail = {0};
    AUTO_LEASE lease = {0};
    if (!read_query(call, &listing))
        return;
    listing.json = call_json(call);
    write_object(&listing.json, NULL);
    write_array(&listing.json, "items");
    if (!call_lease(call, &lease, &fail) || !list_all(&listing, lease.db, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    write_array_end(&listing.json);
    write_text(&listing.json, "next", listing.more ? call_cursor_make(call, listing.last) : NULL);
    write_object_end(&listing.json);
    call->authorized = true;
    call_reply(call, 200);
}
