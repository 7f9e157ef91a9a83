/* Stores reorganisations, in the request or behind it, and tells them. */
#include "reorganisation.h"

#include <string.h>

#include "core/text.h"
#include "reorganisation_share.h"
#include "reorganisation_sql.h"
#include "json/read.h"

enum { EDGES_PER_RECORD = 500 }; /* as in the view `published` */

static const char *const no_query[] = {NULL};
static const char *const csv_query[] = {"code", "effectiveDate", "name", NULL};

static void write_head(struct json_writer *writer, const struct reorganisation_record *record) {
    write_text(writer, "code", record->code);
    write_int(writer, "version", record->version);
    write_text(writer, "effectiveDate", record->effective_date);
    write_object(writer, "name");
    write_text(writer, "vi", record->name_vi);
    write_text(writer, "en", record->name_en);
    write_object_end(writer);
    if (record->act)
        write_raw(writer, "act", record->act, strlen(record->act));
    else
        write_null(writer, "act");
    write_int(writer, "edgeCount", record->edges);
    write_int(writer, "skipped", record->skipped);
    write_moment(writer, "recordedAt", record->recorded);
}

static void write_edge(struct json_writer *writer, const char *from, const char *to, const char *kind,
                       const struct unit_share *share, const char *note) {
    write_object(writer, NULL);
    write_text(writer, "from", from);
    write_text(writer, "to", to);
    write_text(writer, "kind", kind);
    write_share(writer, share);
    if (note)
        write_text(writer, "note", note);
    write_object_end(writer);
}

static void write_given_edges(struct json_writer *writer, const struct reorganisation *reorganisation) {
    write_array(writer, "edges");
    for (size_t i = 0; i < reorganisation->edge_count; i++) {
        const struct edge *edge = &reorganisation->edges[i];
        write_edge(writer, edge->from, edge->to, succession_name(edge->kind), &edge->share, edge->note);
    }
    write_array_end(writer);
}

static void write_stored_edges(struct json_writer *writer, const PGresult *rows) {
    write_array(writer, "edges");
    for (int row = 0; row < db_rows(rows); row++) {
        const struct unit_share share = share_of_row(rows, row);
        write_edge(writer, db_text(rows, row, 0), db_text(rows, row, 1), db_text(rows, row, 2), &share,
                   db_text(rows, row, 3));
    }
    write_array_end(writer);
}

/* What makes two statements of it the same: everything but version and time. */
static bool digest_of(struct db *db, struct arena *arena, struct reorganisation_record *record,
                      const struct reorganisation *reorganisation, struct fail *fail) {
    AUTO_BUFFER text = {0};
    struct json_writer writer;
    struct reorganisation_record timeless = *record;
    timeless.version = 0;
    timeless.recorded = MOMENT_NONE;
    json_writer_init(&writer, &text);
    write_object(&writer, NULL);
    write_head(&writer, &timeless);
    write_given_edges(&writer, reorganisation);
    write_object_end(&writer);
    return text_digest(db, arena, buffer_cstr(&text), &record->sha256, fail);
}

/* The record to store, but for its version. */
static bool record_of(struct change *change, struct arena *arena, const struct reorganisation *reorganisation,
                      struct reorganisation_record *ret_record, struct fail *fail) {
    char day[DAY_TEXT_SIZE];
    *ret_record =
        (struct reorganisation_record){.code = reorganisation->code,
                                       .effective_date = arena_text(arena, day_format(reorganisation->effective, day)),
                                       .name_vi = reorganisation->name_vi,
                                       .name_en = reorganisation->name_en,
                                       .act = reorganisation->act,
                                       .edges = (int32_t)reorganisation->edge_count,
                                       .skipped = (int32_t)reorganisation->skipped,
                                       .recorded = change->now};
    return digest_of(change->db, arena, ret_record, reorganisation, fail);
}

static int32_t pages_of(int32_t edges) {
    return (edges + EDGES_PER_RECORD - 1) / EDGES_PER_RECORD;
}

/* The head and every page, also those that the version before had and this one has not. */
static bool publish(struct change *change, const char *code, int32_t edges_now, int32_t edges_before,
                    struct fail *fail) {
    struct db_array ids __attribute__((cleanup(db_array_done)));
    AUTO_BUFFER id = {0};
    int32_t pages = pages_of(edges_now > edges_before ? edges_now : edges_before);
    db_array_begin(&ids);
    db_array_text(&ids, code);
    for (int32_t page = 1; page <= pages; page++) {
        buffer_clear(&id);
        buffer_format(&id, "%s#%d", code, page);
        db_array_text(&ids, buffer_cstr(&id));
    }
    return change_publish(change, REFERENCE_REORGANISATION, db_array_end(&ids), fail);
}

static bool store(struct change *change, const struct reorganisation *reorganisation,
                  const struct reorganisation_record *stored, struct reorganisation_record *record, struct fail *fail) {
    unsigned char digest[AUDIT_HASH_SIZE];
    record->version = stored ? stored->version + 1 : 1;
    return reorganisation_store(change->db, record, reorganisation, change->subject, fail) &&
           reorganisation_digest(change->db, record, digest, fail) &&
           change_audit(change, "reorganisation", record->code, record->version, digest, fail) &&
           publish(change, record->code, record->edges, stored ? stored->edges : 0, fail);
}

static const char *path_of(struct call *call, const char *code) {
    return arena_format(&call->arena, "/v1/reorganisations/%s", code);
}

/* New, in a request. */
static void create(struct call *call, struct change *change, const struct reorganisation *reorganisation) {
    struct fail fail = {0};
    struct reorganisation_record record;
    if (!record_of(change, &call->arena, reorganisation, &record, &fail) ||
        !store(change, reorganisation, NULL, &record, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct json_writer writer = call_json(call);
    write_object(&writer, NULL);
    write_head(&writer, &record);
    write_given_edges(&writer, reorganisation);
    write_object_end(&writer);
    struct answer answer = {.status = 201, .location = path_of(call, record.code), .version = record.version};
    effect_finish(call, change, &answer);
}

/* True: there is none of this code yet; else the call is refused. */
static bool is_new(struct call *call, struct change *change, const char *code) {
    struct fail fail = {0};
    AUTO_RESULT *rows = reorganisation_newest(change->db, code, &fail);
    if (rows && db_rows(rows) == 0)
        return true;
    if (!rows) {
        call_refuse_fail(call, &fail);
        return false;
    }
    call_header(call, "Location", path_of(call, code));
    call_refuse(call, PROBLEM_ALREADY_EXISTS, NULL);
    return false;
}

static struct reorganisation_source source_of(struct call *call, const char *code) {
    return (struct reorganisation_source){.kind = call->request_kind,
                                          .bytes = call->request_body,
                                          .size = call->request_body_size,
                                          .code = code,
                                          .effective_date = call_query(call, "effectiveDate"),
                                          .name = call_query(call, "name")};
}

/* How a job finds again what stood beside the content. */
static const char *parameters_of(struct call *call, const struct reorganisation_source *source) {
    AUTO_BUFFER text = {0};
    struct json_writer writer;
    json_writer_init(&writer, &text);
    write_object(&writer, NULL);
    write_int(&writer, "kind", source->kind);
    write_text(&writer, "effectiveDate", source->effective_date);
    write_text(&writer, "name", source->name);
    write_object_end(&writer);
    return arena_text(&call->arena, buffer_cstr(&text));
}

/* The claim is made and the content read once, with what is known now. */
static void post_read(struct call *call, struct change *change, const struct snapshot *snapshot) {
    struct reorganisation reorganisation;
    bool csv = call->request_kind == BODY_CSV;
    struct reorganisation_source source = source_of(call, csv ? call_query(call, "code") : NULL);
    reorganisation_read(&source, snapshot, call->language, &call->issues, &reorganisation);
    if (call->issues.count > 0) {
        call_refuse_issues(call);
        return;
    }
    call_rows(call, reorganisation.received);
    if (!is_new(call, change, reorganisation.code))
        return;
    if (reorganisation.received > IMPORT_SYNCHRONOUS_ROWS_MAX)
        job_queue(call, change, &reorganisation_kind,
                  arena_format(&call->arena, "%s/imports", path_of(call, reorganisation.code)), reorganisation.code,
                  parameters_of(call, &source), reorganisation.received);
    else
        create(call, change, &reorganisation);
}

void reorganisation_post(struct call *call) {
    AUTO_CHANGE change = {0};
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    if (!call_query_only(call, call->request_kind == BODY_CSV ? csv_query : no_query) ||
        !may_write_nation(call, snapshot) || !effect_begin_keyed(call, &change) || !effect_lock(call, &change))
        return;
    post_read(call, &change, change.snapshot);
}

static struct reorganisation_source source_of_job(const struct job *job, const json_t *parameters) {
    return (struct reorganisation_source){
        .kind = (enum body_kind)json_integer_value(json_object_get(parameters, "kind")),
        .bytes = job->content,
        .size = strlen(job->content),
        .code = job->about,
        .effective_date = json_string_value(json_object_get(parameters, "effectiveDate")),
        .name = json_string_value(json_object_get(parameters, "name"))};
}

static bool store_new(struct change *change, const struct reorganisation *reorganisation, struct issues *issues,
                      struct fail *fail) {
    struct reorganisation_record record;
    AUTO_RESULT *rows = reorganisation_newest(change->db, reorganisation->code, fail);
    if (!rows)
        return false;
    if (db_rows(rows) > 0) {
        issue_add_at(issues, ISSUE_DUPLICATE, NULL, reorganisation->code, NULL, NULL);
        return true;
    }
    return record_of(change, issues->arena, reorganisation, &record, fail) &&
           store(change, reorganisation, NULL, &record, fail);
}

static bool run(struct change *change, const struct job *job, struct issues *issues, struct import_result *ret_result,
                struct fail *fail) {
    struct reorganisation reorganisation;
    AUTO_JSON *parameters = json_loads(job->parameters, 0, NULL);
    struct reorganisation_source source = source_of_job(job, parameters);
    reorganisation_read(&source, change->snapshot, (enum language)job->language, issues, &reorganisation);
    ret_result->received = reorganisation.received;
    ret_result->created = (uint32_t)reorganisation.edge_count;
    ret_result->skipped = reorganisation.skipped;
    return issues->count > 0 || store_new(change, &reorganisation, issues, fail);
}

const struct job_kind reorganisation_kind = {.name = "reorganisation", .run = run};

static void reply_stored(struct call *call, struct db *db, const struct reorganisation_record *record) {
    struct fail fail = {0};
    AUTO_RESULT *edges = reorganisation_edges(db, record->code, record->version, &fail);
    if (!edges) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct json_writer writer = call_json(call);
    write_object(&writer, NULL);
    write_head(&writer, record);
    write_stored_edges(&writer, edges);
    write_object_end(&writer);
    call_etag(call, record->version);
    call_reply(call, 200);
}

static void put_next(struct call *call, struct change *change, const struct reorganisation *reorganisation,
                     const struct reorganisation_record *stored, struct reorganisation_record *record) {
    struct fail fail = {0};
    if (!precondition_put(call, stored->version))
        return;
    if (!store(change, reorganisation, stored, record, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct json_writer writer = call_json(call);
    write_object(&writer, NULL);
    write_head(&writer, record);
    write_given_edges(&writer, reorganisation);
    write_object_end(&writer);
    struct answer answer = {.status = 200, .version = record->version};
    effect_finish(call, change, &answer);
}

static void put(struct call *call, struct change *change, const struct reorganisation *reorganisation) {
    struct fail fail = {0};
    struct reorganisation_record record;
    AUTO_RESULT *rows = reorganisation_newest(change->db, reorganisation->code, &fail);
    if (!rows || !record_of(change, &call->arena, reorganisation, &record, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    if (db_rows(rows) == 0) {
        if (precondition_put(call, 0))
            create(call, change, reorganisation);
        return;
    }
    struct reorganisation_record stored = reorganisation_of_row(rows, 0);
    if (text_equal(stored.sha256, record.sha256))
        reply_stored(call, change->db, &stored);
    else
        put_next(call, change, reorganisation, &stored, &record);
}

void reorganisation_put(struct call *call) {
    AUTO_CHANGE change = {0};
    struct reorganisation reorganisation;
    struct reorganisation_source source = source_of(call, call_path(call, "code"));
    if (!call_query_only(call, call->request_kind == BODY_CSV ? csv_query + 1 : no_query) ||
        !effect_begin(call, &change) || !may_write_nation(call, change.snapshot))
        return;
    reorganisation_read(&source, change.snapshot, call->language, &call->issues, &reorganisation);
    if (call->issues.count > 0)
        call_refuse_issues(call);
    else
        put(call, &change, &reorganisation);
}

void reorganisation_get(struct call *call) {
    struct fail fail = {0};
    if (!call_query_only(call, no_query))
        return;
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = NULL;
    if (db_lease(plans_of(call)->service->pool, &lease, &fail))
        rows = reorganisation_newest(lease.db, call_path(call, "code"), &fail);
    if (!rows) {
        call_refuse_fail(call, &fail);
        return;
    }
    if (db_rows(rows) == 0) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return;
    }
    struct reorganisation_record record = reorganisation_of_row(rows, 0);
    if (!call_not_modified(call, record.version))
        reply_stored(call, lease.db, &record);
}

static void reply_page(struct call *call, const PGresult *rows, uint32_t limit) {
    struct json_writer writer = list_begin(call);
    int count = db_rows(rows) > (int)limit ? (int)limit : db_rows(rows);
    for (int row = 0; row < count; row++) {
        struct reorganisation_record record = reorganisation_of_row(rows, row);
        write_object(&writer, NULL);
        write_head(&writer, &record);
        write_object_end(&writer);
    }
    list_end(call, &writer, db_rows(rows) > count ? db_text(rows, count - 1, 0) : NULL);
}

void reorganisation_list(struct call *call) {
    struct fail fail = {0};
    struct page page = page_asked(call);
    if (!call_query_only(call, (const char *const[]){"limit", "cursor", NULL}) || !query_is_sound(call))
        return;
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = NULL;
    if (db_lease(plans_of(call)->service->pool, &lease, &fail))
        rows = reorganisations_page(lease.db, page.after ? page.after : "", page.limit + 1, &fail);
    if (rows)
        reply_page(call, rows, page.limit);
    else
        call_refuse_fail(call, &fail);
}

void reorganisation_import_list(struct call *call) {
    job_list(call, &reorganisation_kind, call_path(call, "code"));
}

void reorganisation_import_get(struct call *call) {
    job_get(call, &reorganisation_kind, call_path(call, "code"));
}

void reorganisation_import_delete(struct call *call) {
    job_delete(call, &reorganisation_kind, call_path(call, "code"));
}
