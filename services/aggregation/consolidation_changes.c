/* GET …/changes and …/sources: what a consolidation says other than the number before it, and the reports that it was made of. */
#include <string.h>

#include "consolidation.h"
#include "consolidation_diff.h"
#include "consolidation_source_sql.h"
#include "core/text.h"
#include "routes.h"

static const char *const no_query[] = {NULL};

/* ---- Changes */

/* The number before, and the reports that make other figures in this one. */
struct comparison {
    bool any;
    struct consolidation before;
    struct source_change *changes;
    size_t change_count;
};

static bool compare_sources(struct arena *arena, struct db *db, const struct consolidation *consolidation,
                            struct comparison *comparison, struct fail *fail) {
    struct consolidation_sources before, after;
    if (!sources_read(db, comparison->before.id, NULL, 0, arena, &before, fail) ||
        !sources_read(db, consolidation->id, NULL, 0, arena, &after, fail))
        return false;
    comparison->change_count = sources_compare(arena, &before, &after, &comparison->changes);
    db_read_as(db, &reader_of_leaves); /* only whether their figures differ is told */
    return source_changes_keep(db, comparison->changes, &comparison->change_count, fail);
}

static bool compare(struct arena *arena, struct db *db, const struct consolidation *consolidation,
                    struct comparison *ret_comparison, struct fail *fail) {
    char id[UUID_TEXT_SIZE];
    *ret_comparison = (struct comparison){.any = false};
    if (!consolidation_before(db, consolidation, id, fail))
        return false;
    ret_comparison->any = id[0] != '\0';
    return !ret_comparison->any || (consolidation_find(db, id, false, arena, &ret_comparison->before, fail) &&
                                    compare_sources(arena, db, consolidation, ret_comparison, fail));
}

static void write_against(struct json_writer *json, const struct comparison *comparison) {
    if (!comparison->any) {
        write_null(json, "against");
        return;
    }
    write_object(json, "against");
    write_text(json, "id", comparison->before.id);
    write_int(json, "number", comparison->before.number);
    write_object_end(json);
}

static void answer_changes(struct call *call, const struct consolidation *consolidation,
                           const struct comparison *comparison) {
    enum edition edition = edition_for(&call->caller);
    const char *document = comparison->any ? comparison->before.editions[edition].document : NULL;
    AUTO_JSON *before = document == NULL ? NULL : json_loads(document, 0, NULL);
    AUTO_JSON *after = json_loads(consolidation->editions[edition].document, 0, NULL);
    const struct consolidation_diff diff = {
        .before = before, .after = after, .changes = comparison->changes, .change_count = comparison->change_count};
    struct json_writer json = call_json(call);
    write_object(&json, NULL);
    write_text(&json, "id", consolidation->id);
    if (consolidation->number == 0)
        write_null(&json, "number");
    else
        write_int(&json, "number", consolidation->number);
    write_against(&json, comparison);
    consolidation_diff_write(&json, "differences", &diff);
    write_object_end(&json);
    call_reply(call, 200);
}

void consolidation_changes_get(struct call *call) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct consolidation consolidation;
    struct comparison comparison;
    struct fail fail = {0};
    AUTO_LEASE lease = {0};
    if (!call_query_only(call, no_query))
        return;
    if (!db_lease(service_of(call)->pool, &lease, &fail))
        call_refuse_fail(call, &fail);
    else if (!consolidation_load(call, lease.db, snapshot, false, &consolidation))
        return;
    else if (!compare(&call->arena, lease.db, &consolidation, &comparison, &fail))
        call_refuse_fail(call, &fail);
    else
        answer_changes(call, &consolidation, &comparison);
}

/* ---- Sources */

static const char *key_text(struct call *call, const struct consolidation_source *source) {
    return arena_format(&call->arena, "%s|%s|%s|%s", source->form, source->period, source->unit, source->agency);
}

static bool key_parse(struct call *call, const char *text, struct consolidation_source *ret_key) {
    char *fields[4], *rest = arena_text(&call->arena, text);
    for (int i = 0; i < 4; i++) {
        fields[i] = strsep(&rest, "|");
        if (fields[i] == NULL)
            return false;
    }
    *ret_key =
        (struct consolidation_source){.form = fields[0], .period = fields[1], .unit = fields[2], .agency = fields[3]};
    return true;
}

static bool read_place(struct call *call, struct consolidation_source *ret_after, bool *ret_any) {
    bool good;
    const char *cursor = call_cursor_read(call, &good);
    *ret_any = cursor != NULL;
    if (cursor != NULL && !key_parse(call, cursor, ret_after))
        issue_add_at(&call->issues, ISSUE_BAD_FORMAT, "cursor", "next", NULL, NULL)->in = "query";
    return good;
}

static void write_source(struct json_writer *json, const struct consolidation_source *source) {
    write_object(json, NULL);
    write_source_names(json, source);
    write_int(json, "epoch", source->epoch);
    write_int(json, "version", source->version);
    write_object_end(json);
}

static void answer_sources(struct call *call, const struct consolidation_sources *sources, uint32_t limit) {
    struct json_writer json = call_json(call);
    size_t count = sources->count < limit ? sources->count : limit;
    write_object(&json, NULL);
    write_array(&json, "items");
    for (size_t i = 0; i < count; i++)
        write_source(&json, &sources->rows[i]);
    write_array_end(&json);
    bool more = sources->count > limit;
    write_text(&json, "next", more ? call_cursor_make(call, key_text(call, &sources->rows[count - 1])) : NULL);
    write_object_end(&json);
    call_reply(call, 200);
}

void consolidation_sources_list(struct call *call) {
    static const char *const names[] = {"limit", "cursor", NULL};
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct consolidation consolidation;
    struct consolidation_source after;
    struct consolidation_sources sources;
    struct fail fail = {0};
    bool any;
    AUTO_LEASE lease = {0};
    call_query_known(call, names);
    uint32_t limit = call_limit(call);
    if (!read_place(call, &after, &any) || call->issues.count > 0) {
        call_refuse_issues(call);
        return;
    }
    if (!db_lease(service_of(call)->pool, &lease, &fail))
        call_refuse_fail(call, &fail);
    else if (!consolidation_load(call, lease.db, snapshot, false, &consolidation))
        return;
    else if (!sources_read(lease.db, consolidation.id, any ? &after : NULL, limit + 1, &call->arena, &sources, &fail))
        call_refuse_fail(call, &fail);
    else
        answer_sources(call, &sources, limit);
}
