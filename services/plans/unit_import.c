/* Takes units in: all rows of a file or none, however large it is. */
#include "unit_import.h"

#include <string.h>

#include "core/map.h"
#include "unit_set.h"
#include "unit_sql.h"

static bool publish(struct change *change, const struct unit_rows *rows, const struct unit_merge *merge,
                    struct fail *fail) {
    struct db_array ids __attribute__((cleanup(db_array_done)));
    struct map told;
    map_init(&told, rows->arena, rows->count);
    db_array_begin(&ids);
    for (size_t i = 0; i < rows->count; i++) {
        if (merge->fates[i] == ROW_UNCHANGED || map_get(&told, rows->rows[i].unit))
            continue;
        map_set(&told, rows->rows[i].unit, &rows->rows[i]);
        db_array_text(&ids, rows->rows[i].unit);
    }
    return change_publish(change, REFERENCE_UNIT, db_array_end(&ids), fail);
}

/* One for the whole file, under the generation that it makes; what was stored is the table as it stands then. */
static bool audit(struct change *change, const struct unit_merge *merge, struct fail *fail) {
    AUTO_BUFFER generation = {0};
    unsigned char digest[AUDIT_HASH_SIZE];
    buffer_int(&generation, change_generation(change));
    return unit_table_digest(change->db, digest, fail) &&
           change_audit(change, "units", buffer_cstr(&generation), (int64_t)merge->created + merge->updated, digest,
                        fail);
}

/* Proves the rows against what is there and stores those that change something; with issues nothing is stored. */
static bool apply(struct change *change, struct unit_rows *rows, struct import_result *ret_result, struct fail *fail) {
    struct unit_merge merge = {0};
    if (rows->issues->count == 0)
        unit_rows_merge(rows, snapshot_tree(change->snapshot), &merge);
    ret_result->received = rows->received;
    ret_result->created = merge.created;
    ret_result->updated = merge.updated;
    ret_result->unchanged = merge.unchanged;
    if (rows->issues->count > 0 || merge.created + merge.updated == 0)
        return true;
    return unit_versions_store(change->db, rows, &merge, fail) && audit(change, &merge, fail) &&
           publish(change, rows, &merge, fail);
}

static bool run(struct change *change, const struct job *job, struct issues *issues, struct import_result *ret_result,
                struct fail *fail) {
    struct unit_rows rows = {.arena = issues->arena, .issues = issues};
    unit_rows_read(&rows, job->content, strlen(job->content));
    return apply(change, &rows, ret_result, fail);
}

const struct job_kind unit_import_kind = {.name = "unitImport", .run = run};

static void reply_result(struct call *call, struct change *change, const struct import_result *result) {
    struct json_writer writer = call_json(call);
    write_object(&writer, NULL);
    write_text(&writer, "state", "succeeded");
    import_result_write(&writer, result, &call->issues, call->language);
    write_object_end(&writer);
    struct answer answer = {.status = 200};
    effect_finish(call, change, &answer);
}

static void import_now(struct call *call, struct change *change, struct unit_rows *rows) {
    struct fail fail = {0};
    struct import_result result = {0};
    const char *content = arena_slice(&call->arena, call->request_body, call->request_body_size);
    if (!effect_lock(call, change))
        return;
    if (!text_digest(change->db, &call->arena, content, &result.sha256, &fail) || !apply(change, rows, &result, &fail))
        call_refuse_fail(call, &fail);
    else if (call->issues.count > 0)
        call_refuse_issues(call);
    else
        reply_result(call, change, &result);
}

void unit_import_post(struct call *call) {
    static const char *const none[] = {NULL};
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    AUTO_CHANGE change = {0};
    if (!call_query_only(call, none) || !may_write_nation(call, snapshot) || !effect_begin_keyed(call, &change))
        return;
    struct unit_rows rows = {.arena = &call->arena, .issues = &call->issues};
    unit_rows_read(&rows, call->request_body, call->request_body_size);
    call_rows(call, rows.received);
    if (call->issues.count > 0)
        call_refuse_issues(call);
    else if (rows.received > IMPORT_SYNCHRONOUS_ROWS_MAX)
        job_queue(call, &change, &unit_import_kind, "/v1/unit-imports", "", "{}", rows.received);
    else
        import_now(call, &change, &rows);
}

void unit_import_list(struct call *call) {
    job_list(call, &unit_import_kind, "");
}

void unit_import_get(struct call *call) {
    job_get(call, &unit_import_kind, "");
}

void unit_import_delete(struct call *call) {
    job_delete(call, &unit_import_kind, "");
}
