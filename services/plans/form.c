/* Forms: versions in force one after the other, each of which may be restated as long as its cells stay. */
#include <string.h>

#include "catalogue.h"
#include "document.h"
#include "document_sql.h"
#include "effect.h"
#include "evolution.h"

static void check(struct proposal *proposal) {
    struct form form;
    struct form_version version;
    const struct form *before = snapshot_form(proposal->decoding.snapshot, proposal->code);
    if (!decode_form(&proposal->decoding, proposal->code, proposal->edition, proposal->body, &form, &version) ||
        !before)
        return;
    form_evolves(before, &form, &version, proposal->decoding.issues);
    proposal->edition = form_edition(before, version.from, proposal->decoding.issues);
}

static const char *const filters[] = {"programme", NULL};
static const struct noun noun = {
    .kind = REFERENCE_FORM, .collection = "forms", .parameter = "code", .filters = filters, .check = check};

void form_list(struct call *call) {
    document_list(call, &noun);
}

void form_get(struct call *call) {
    document_get(call, &noun);
}

void form_put(struct call *call) {
    document_put(call, &noun);
}

/* The editions of the form in the path, or NULL with the call refused. */
static PGresult *editions_asked(struct call *call, struct db_lease *lease, int64_t edition) {
    static const char *const none[] = {NULL};
    struct fail fail = {0};
    if (!call_query_only(call, none))
        return NULL;
    PGresult *rows = NULL;
    if (db_lease(plans_of(call)->service->pool, lease, &fail))
        rows = form_editions(lease->db, call_path(call, "code"), edition, &fail);
    if (!rows) {
        call_refuse_fail(call, &fail);
        return NULL;
    }
    if (db_rows(rows) > 0)
        return rows;
    call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    PQclear(rows);
    return NULL;
}

void form_versions(struct call *call) {
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = editions_asked(call, &lease, 0);
    if (!rows)
        return;
    struct json_writer writer = list_begin(call);
    for (int row = 0; row < db_rows(rows); row++) {
        struct document document = document_of_row(rows, row);
        document_write(&writer, &document, true);
    }
    list_end(call, &writer, NULL);
}

void form_version_get(struct call *call) {
    int64_t edition = path_number(call, "version");
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = edition > 0 ? editions_asked(call, &lease, edition) : NULL;
    if (!rows)
        return;
    struct document document = document_of_row(rows, 0);
    if (call_not_modified(call, document.version))
        return;
    struct json_writer writer = call_json(call);
    document_write(&writer, &document, true);
    call_etag(call, document.version);
    call_reply(call, 200);
}
