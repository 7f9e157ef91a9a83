/* Decides for each good row whether it is new, a correction or nothing, and stores a chunk at a time. */
#include "import_run.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "import_rows.h"
#include "look_back.h"
#include "pipeline/outbox.h"
#include "report_access.h"
#include "report_call.h"
#include "report_change.h"
#include "report_sql.h"
#include "warning.h"

enum { CHUNK_BYTES_MAX = 8 * 1024 * 1024, STORE_ATTEMPTS = 5 };

struct pending {
    uint32_t row;
    bool update;
    struct look_back look_back;
    struct issues warnings;
};

/* The keys of the file so far, as hashes: of a million keys no two share one of 64 bits but by a miracle. */
struct seen {
    uint64_t *hashes; /* 0: free */
    size_t capacity;  /* a power of two */
};

struct run {
    const struct import_request *request;
    const struct import_watch *watch;
    struct import_result *result;
    struct ledger *ledger; /* of an atomic import that stores; NULL: through the writer, or not at all */
    bool storing;
    struct entry_setting setting;
    struct arena arena; /* of the chunk */
    struct seen seen;
    struct pending pending[IMPORT_CHUNK];
    struct report reports[IMPORT_CHUNK];
    struct report_write writes[IMPORT_CHUNK];
    struct buffer payloads[IMPORT_CHUNK];
    uint32_t count;
    struct fail *fail;
    bool failed;
};

/* ---- What is wrong with a row */

static void reject_for(struct run *run, uint32_t row, const struct issue *issue) {
    struct issues *rows = &run->result->rows;
    struct issue *kept =
        issue_add_at(rows, issue->type, NULL, issue->arguments[0], issue->arguments[1], issue->arguments[2]);
    const char *column = import_column(issue, &run->arena);
    kept->row = issue->row > 0 ? issue->row : row;
    kept->column = column && !rows->truncated ? arena_text(rows->arena, column) : NULL;
}

static void reject_with(struct run *run, uint32_t row, enum issue_type type, const char *column, const char *argument) {
    struct issue issue = {.type = type, .column = column, .arguments = {argument}};
    run->result->counts.rejected++;
    reject_for(run, row, &issue);
}

static void reject(struct run *run, const struct import_row *row) {
    run->result->counts.rejected++;
    for (const struct issue *issue = row->issues->first; issue; issue = issue->next)
        reject_for(run, row->number, issue);
}

/* ---- Each key once in a file */

static uint64_t key_hash(const struct report_key *key, struct arena *arena) {
    uint64_t hash = text_hash(arena_format(arena, "%s|%s|%s|%s", key->unit, key->agency, key->form, key->period));
    return hash ? hash : 1;
}

static void seen_init(struct seen *seen, uint32_t rows) {
    seen->capacity = 1024;
    while (seen->capacity < (size_t)rows * 2)
        seen->capacity *= 2;
    seen->hashes = calloc(seen->capacity, sizeof *seen->hashes);
    if (!seen->hashes)
        fail_stop("import", "no memory left");
}

/* False: it was there. */
static bool seen_add(struct seen *seen, uint64_t hash) {
    size_t at = hash & (seen->capacity - 1);
    while (seen->hashes[at] && seen->hashes[at] != hash)
        at = (at + 1) & (seen->capacity - 1);
    bool is_new = seen->hashes[at] == 0;
    seen->hashes[at] = hash;
    return is_new;
}

/* ---- A chunk */

static bool stop(struct run *run) {
    run->failed = true;
    return false;
}

/* What the row means for the report as it stands; false: there is nothing to store for it. */
static bool decide(struct run *run, uint32_t row, const struct report *current, struct report *next) {
    struct import_counts *counts = &run->result->counts;
    if (!current) {
        uuid_new(run->request->now, next->id);
        return true;
    }
    if (!report_is_visible(run->setting.snapshot, run->setting.caller, current, run->setting.today)) {
        reject_with(run, row, ISSUE_ALREADY_THERE, "unit", NULL); /* others are drafting it */
        return false;
    }
    if (change_is_none(current, next)) {
        counts->unchanged++;
        return false;
    }
    if (!change_is_allowed(current->state, next->state)) {
        reject_with(run, row, ISSUE_NOT_ALLOWED_NOW, "state", report_state_name(current->state));
        return false;
    }
    if (text_empty(next->reason) && change_needs_reason(&run->setting, current)) {
        reject_with(run, row, ISSUE_REASON_NEEDED, "reason", NULL);
        return false;
    }
    change_follow(current, next);
    return true;
}

static bool reader_lease(struct run *run, struct db_lease *ret_lease) {
    const struct service *service = run->request->reports->service;
    const struct db_reader *reader =
        reader_for(service, run->setting.caller, run->setting.snapshot, run->setting.today, &run->arena);
    return db_lease_as(service->pool, reader, ret_lease, run->fail);
}

static bool current_find(struct run *run, const struct report **ret_current) {
    AUTO_LEASE lease = {0};
    struct report_key keys[IMPORT_CHUNK];
    for (uint32_t i = 0; i < run->count; i++)
        keys[i] = run->reports[i].key;
    return reader_lease(run, &lease) &&
           reports_current(lease.db, keys, run->count, &run->arena, ret_current, run->fail);
}

/* Moves those that are to be stored to the front; how many. */
static uint32_t chunk_decide(struct run *run, const struct report *const *current) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < run->count; i++) {
        struct report next = run->reports[i];
        uint32_t row = run->pending[i].row;
        if (!decide(run, row, current[i], &next))
            continue;
        run->pending[kept] = run->pending[i];
        run->pending[kept].update = current[i] != NULL;
        run->reports[kept++] = next;
    }
    return kept;
}

/* Of nothing where no row asks for it. */
static bool last_find(struct run *run, uint32_t count, const struct report **ret_last) {
    AUTO_LEASE lease = {0};
    struct look_back look_backs[IMPORT_CHUNK];
    bool asked = false;
    for (uint32_t i = 0; i < count; i++) {
        look_backs[i] = run->pending[i].look_back;
        ret_last[i] = NULL;
        asked = asked || look_backs[i].version;
    }
    return !asked ||
           (reader_lease(run, &lease) && look_back_find(lease.db, look_backs, count, &run->arena, ret_last, run->fail));
}

/* False: the row is rejected. */
static bool compare(struct run *run, struct pending *pending, struct report *report, const struct report *last) {
    struct issues issues;
    issues_init(&issues, &run->arena);
    look_back_check(&pending->look_back, last, report->cells, report->state == REPORT_DRAFT, &issues,
                    &pending->warnings);
    report->warnings = warnings_text(&pending->warnings, &run->arena);
    struct import_row row = {.number = pending->row, .issues = &issues};
    if (issues.count > 0)
        reject(run, &row);
    return issues.count == 0;
}

/* Compares those that are to be stored with their reporters' last reports; how many are left. */
static bool chunk_compare(struct run *run, uint32_t count, uint32_t *ret_kept) {
    const struct report *last[IMPORT_CHUNK];
    *ret_kept = 0;
    if (!last_find(run, count, last))
        return stop(run);
    for (uint32_t i = 0; i < count; i++) {
        if (last[i] && !compare(run, &run->pending[i], &run->reports[i], last[i]))
            continue;
        run->pending[*ret_kept] = run->pending[i];
        run->reports[(*ret_kept)++] = run->reports[i];
    }
    return true;
}

static void writes_prepare(struct run *run, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        run->writes[i] = (struct report_write){
            .report = run->reports[i], .trace = run->request->origin.trace, .origin = &run->request->origin};
        buffer_clear(&run->payloads[i]);
        write_prepare(&run->writes[i], &run->setting, &run->payloads[i]);
    }
}

static void stamp(struct run *run, struct report_write *write) {
    write->report.recorded = report_writer_moment(run->request->reports->writer, run->ledger->floor);
    write->report.epoch = run->ledger->epoch;
}

/* Again for those that the floor of the ledger overtook. */
static bool store_atomic(struct run *run, struct report_write *const *writes, uint32_t count) {
    struct report_write *early[IMPORT_CHUNK];
    uint32_t early_count = 0;
    for (uint32_t i = 0; i < count; i++)
        stamp(run, writes[i]);
    if (!ledger_store(run->ledger, writes, count, run->fail))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (ledger_is_below(run->ledger, writes[i]))
            early[early_count++] = writes[i];
    return early_count == 0 || store_atomic(run, early, early_count);
}

static bool store_chunk_atomic(struct run *run, uint32_t count) {
    struct report_write *writes[IMPORT_CHUNK];
    for (uint32_t i = 0; i < count; i++)
        writes[i] = &run->writes[i];
    return store_atomic(run, writes, count);
}

static void count_stored(struct run *run, const struct pending *pending) {
    if (pending->update)
        run->result->counts.updated++;
    else
        run->result->counts.created++;
}

/* In between somebody else may have stored a version. */
static bool take_outcome(struct run *run, uint32_t index) {
    struct report_write *write = &run->writes[index];
    if (write->outcome == WRITE_STORED) {
        count_stored(run, &run->pending[index]);
        return true;
    }
    if (write->outcome == WRITE_FAILED) {
        *run->fail = write->fail;
        return stop(run);
    }
    reject_with(run, run->pending[index].row, ISSUE_ALREADY_THERE, NULL, NULL);
    return true;
}

static bool chunk_store(struct run *run, uint32_t count) {
    if (count == 0)
        return true;
    if (!run->storing) {
        for (uint32_t i = 0; i < count; i++)
            count_stored(run, &run->pending[i]);
        return true;
    }
    writes_prepare(run, count);
    if (!run->ledger)
        report_writer_run(run->request->reports->writer, run->writes, count);
    else if (!store_chunk_atomic(run, count))
        return stop(run);
    bool good = true;
    for (uint32_t i = 0; i < count; i++)
        good = take_outcome(run, i) && good;
    return good;
}

static bool chunk_run(struct run *run) {
    const struct report *current[IMPORT_CHUNK];
    uint32_t kept;
    if (!current_find(run, current))
        return stop(run);
    return chunk_compare(run, chunk_decide(run, current), &kept) && chunk_store(run, kept);
}

static bool chunk_end(struct run *run) {
    bool good = run->count == 0 || chunk_run(run);
    run->count = 0;
    arena_reset(&run->arena);
    if (!good || !run->watch || run->watch->go_on(run->watch->context, run->result))
        return good;
    fail_set(run->fail, FAULT_CONFLICT, false, "import", "cancelled");
    return stop(run);
}

/* Rows that are refused take memory as well. */
static bool chunk_is_full(const struct run *run) {
    return run->count == IMPORT_CHUNK || run->arena.bytes > CHUNK_BYTES_MAX;
}

static bool take_row(void *taker, const struct import_row *row) {
    struct run *run = taker;
    run->result->counts.received++;
    if (row->issues->count > 0) {
        reject(run, row);
        return !chunk_is_full(run) || chunk_end(run);
    }
    struct report *report = &run->reports[run->count];
    entry_make(&run->setting, row->entry, report);
    if (!seen_add(&run->seen, key_hash(&report->key, &run->arena))) {
        reject_with(run, row->number, ISSUE_DUPLICATE, "unit", report->key.unit);
        return true;
    }
    run->pending[run->count++] = (struct pending){
        .row = row->number, .look_back = look_back_of(&run->setting, row->entry), .warnings = row->entry->warnings};
    return !chunk_is_full(run) || chunk_end(run);
}

/* ---- A pass over the file */

static void run_free(struct run *run) {
    for (uint32_t i = 0; i < IMPORT_CHUNK; i++)
        buffer_done(&run->payloads[i]);
    free(run->seen.hashes);
    arena_done(&run->arena);
    free(run);
}

static struct run *run_new(const struct import_request *request, uint32_t rows) {
    struct run *run = calloc(1, sizeof *run);
    if (!run)
        fail_stop("import", "no memory left");
    run->request = request;
    run->setting = (struct entry_setting){.snapshot = request->snapshot,
                                          .caller = &request->caller,
                                          .now = request->now,
                                          .today = request->today,
                                          .language = request->language,
                                          .arena = &run->arena};
    seen_init(&run->seen, rows);
    return run;
}

static bool pass(const struct import_request *request, uint32_t rows, const struct import_watch *watch,
                 struct ledger *ledger, bool storing, struct import_result *result, struct fail *fail) {
    struct run *run = run_new(request, rows);
    run->watch = watch;
    run->result = result;
    run->ledger = ledger;
    run->storing = storing;
    run->fail = fail;
    bool whole = import_rows_read(request, &run->setting, take_row, run) && chunk_end(run);
    if (!whole && !run->failed)
        fail_set(fail, FAULT_INVALID, false, "import", "the file cannot be read to its end");
    run_free(run);
    return whole;
}

/* ---- All or nothing */

/* Two that store the same units in another order would wait for each other for ever: one at a time, and as long as a statement may take. */
static bool store_begin(struct db *db, struct fail *fail) {
    return db_begin(db, fail) &&
           db_script(db,
                     "SET LOCAL lock_timeout = '25s';"
                     "SELECT pg_advisory_xact_lock(hashtextextended('import.atomic.' || current_schema(), 0))",
                     fail);
}

static bool store_once(const struct import_request *request, uint32_t rows, const struct import_watch *watch,
                       struct import_result *result, struct fail *fail) {
    struct ledger ledger;
    if (!ledger_open(request->reports->service->conninfo, &ledger, fail))
        return false;
    result->counts = (struct import_counts){0};
    issues_init(&result->rows, result->rows.arena);
    bool good = store_begin(ledger.db, fail) && pass(request, rows, NULL, &ledger, true, result, fail);
    if (good && result->counts.rejected == 0)
        good = watch->seal(watch->context, ledger.db, result, &ledger.items, fail) && db_commit(ledger.db, fail);
    ledger_close(&ledger); /* what is not committed is gone */
    return good;
}

/* Single reports may still stand crosswise in its way: whom the database sends back tries again. */
static bool store_all(const struct import_request *request, uint32_t rows, const struct import_watch *watch,
                      struct import_result *result, struct fail *fail) {
    bool good = store_once(request, rows, watch, result, fail);
    for (int attempt = 1; !good && fail->fault == FAULT_BUSY && attempt < STORE_ATTEMPTS; attempt++)
        good = store_once(request, rows, watch, result, fail);
    if (good && result->counts.rejected == 0)
        relay_wake(request->reports->service->relay);
    return good;
}

/* The first pass finds everything that is wrong; only a file without flaws is read again and stored. */
static bool run_atomic(const struct import_request *request, uint32_t rows, const struct import_watch *watch,
                       struct import_result *result, struct fail *fail) {
    bool good = pass(request, rows, NULL, NULL, false, result, fail);
    if (good && !request->dry_run && result->counts.rejected == 0)
        good = store_all(request, rows, watch, result, fail);
    if (!good || result->counts.rejected > 0)
        result->counts.created = result->counts.updated = 0;
    return good;
}

/* ---- */

/* What is wrong with a row shows when it is read or when its chunk is stored: nearly in order. Issues of a row keep theirs. */
static void rows_order(struct issues *rows) {
    struct issue **sorted = arena_new_array(rows->arena, struct issue *, rows->count + 1);
    uint32_t count = 0;
    for (struct issue *issue = rows->first; issue; issue = issue->next) {
        uint32_t at = count++;
        for (; at > 0 && sorted[at - 1]->row > issue->row; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = issue;
    }
    sorted[count] = NULL;
    for (uint32_t i = 0; i < count; i++)
        sorted[i]->next = sorted[i + 1];
    rows->first = sorted[0];
    rows->last = count > 0 ? sorted[count - 1] : NULL;
}

bool import_run(const struct import_request *request, uint32_t rows, const struct import_watch *watch,
                struct import_result *ret_result, struct fail *fail) {
    bool good = request->atomic ? run_atomic(request, rows, watch, ret_result, fail)
                                : pass(request, rows, watch, NULL, !request->dry_run, ret_result, fail);
    rows_order(&ret_result->rows);
    return good;
}
