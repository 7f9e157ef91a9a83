/* Decides for each good row whether it is new, a correction or nothing; while a chunk is stored, the next is read. */
#include "import_run.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "import_rows.h"
#include "import_store.h"
#include "look_back.h"
#include "pipeline/outbox.h"
#include "report_access.h"
#include "report_call.h"
#include "report_change.h"
#include "report_sql.h"
#include "warning.h"

enum {
    CHUNK_SMALL =
        100, /* through the writer, where others wait behind it, and where a row may look back at one before it */
    CHUNK_BYTES_MAX = 8 * 1024 * 1024,
    STORE_ATTEMPTS = 5
};

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

struct chunk {
    struct arena arena;
    struct pending pending[IMPORT_CHUNK];
    struct report reports[IMPORT_CHUNK];
    struct report_write writes[IMPORT_CHUNK];
    struct buffer payloads[IMPORT_CHUNK];
    uint32_t count;
};

struct run {
    const struct import_request *request;
    const struct import_watch *watch;
    struct import_result *result;
    struct import_store *store;
    struct entry_setting setting; /* its arena is that of the chunk being filled */
    struct seen seen;
    struct chunk *chunk; /* being filled */
    struct chunk *given; /* to the store; empty: nothing is */
    bool looks_back;     /* some row did so far */
    struct fail *fail;
    bool failed;
};

/* ---- What is wrong with a row */

static void reject_for(struct run *run, uint32_t row, const struct issue *issue) {
    struct issues *rows = &run->result->rows;
    struct issue *kept =
        issue_add_at(rows, issue->type, NULL, issue->arguments[0], issue->arguments[1], issue->arguments[2]);
    const char *column = import_column(issue, run->setting.arena);
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

static bool stop(struct run *run) {
    run->failed = true;
    return false;
}

/* ---- What became of the chunk that was given to the store */

static void count_stored(struct run *run, const struct pending *pending) {
    if (pending->update)
        run->result->counts.updated++;
    else
        run->result->counts.created++;
}

/* In between somebody else may have stored a version. */
static bool take_outcome(struct run *run, const struct chunk *chunk, uint32_t index) {
    const struct report_write *write = &chunk->writes[index];
    if (write->outcome == WRITE_STORED) {
        count_stored(run, &chunk->pending[index]);
        return true;
    }
    if (write->outcome == WRITE_FAILED) {
        *run->fail = write->fail;
        return stop(run);
    }
    reject_with(run, chunk->pending[index].row, ISSUE_ALREADY_THERE, NULL, NULL);
    return true;
}

static void chunk_clear(struct chunk *chunk) {
    chunk->count = 0;
    arena_reset(&chunk->arena);
}

/* Waits for it. */
static bool settle(struct run *run) {
    struct chunk *chunk = run->given;
    bool good = import_store_settle(run->store, run->fail) || stop(run);
    for (uint32_t i = 0; good && i < chunk->count; i++)
        take_outcome(run, chunk, i);
    chunk_clear(chunk);
    return good && !run->failed;
}

/* ---- What a chunk means */

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
        reader_for(service, run->setting.caller, run->setting.snapshot, run->setting.today, run->setting.arena);
    return db_lease_as(service->pool, reader, ret_lease, run->fail);
}

static bool current_find(struct run *run, const struct report **ret_current) {
    AUTO_LEASE lease = {0};
    struct report_key keys[IMPORT_CHUNK];
    const struct chunk *chunk = run->chunk;
    for (uint32_t i = 0; i < chunk->count; i++)
        keys[i] = chunk->reports[i].key;
    return reader_lease(run, &lease) &&
           reports_current(lease.db, keys, chunk->count, run->setting.arena, ret_current, run->fail);
}

/* Moves those that are to be stored to the front. */
static void chunk_decide(struct run *run, const struct report *const *current) {
    struct chunk *chunk = run->chunk;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < chunk->count; i++) {
        struct report next = chunk->reports[i];
        if (!decide(run, chunk->pending[i].row, current[i], &next))
            continue;
        chunk->pending[kept] = chunk->pending[i];
        chunk->pending[kept].update = current[i] != NULL;
        chunk->reports[kept++] = next;
    }
    chunk->count = kept;
}

/* Of nothing where no row asks for it. What it asks for may be in the chunk that is being stored. */
static bool last_find(struct run *run, const struct report **ret_last) {
    AUTO_LEASE lease = {0};
    struct look_back look_backs[IMPORT_CHUNK];
    const struct chunk *chunk = run->chunk;
    bool asked = false;
    for (uint32_t i = 0; i < chunk->count; i++) {
        look_backs[i] = chunk->pending[i].look_back;
        ret_last[i] = NULL;
        asked = asked || look_backs[i].version;
    }
    return !asked || (settle(run) && reader_lease(run, &lease) &&
                      look_back_find(lease.db, look_backs, chunk->count, run->setting.arena, ret_last, run->fail));
}

/* False: the row is rejected. */
static bool compare(struct run *run, struct pending *pending, struct report *report, const struct report *last) {
    struct issues issues;
    issues_init(&issues, run->setting.arena);
    look_back_check(&pending->look_back, last, report->cells, report->state == REPORT_DRAFT, &issues,
                    &pending->warnings);
    report->warnings = warnings_text(&pending->warnings, run->setting.arena);
    struct import_row row = {.number = pending->row, .issues = &issues};
    if (issues.count > 0)
        reject(run, &row);
    return issues.count == 0;
}

/* Compares those that are to be stored with their reporters' last reports; moves those that stand it to the front. */
static bool chunk_compare(struct run *run) {
    const struct report *last[IMPORT_CHUNK];
    struct chunk *chunk = run->chunk;
    uint32_t kept = 0;
    if (!last_find(run, last))
        return stop(run);
    for (uint32_t i = 0; i < chunk->count; i++) {
        if (last[i] && !compare(run, &chunk->pending[i], &chunk->reports[i], last[i]))
            continue;
        chunk->pending[kept] = chunk->pending[i];
        chunk->reports[kept++] = chunk->reports[i];
    }
    chunk->count = kept;
    return true;
}

/* ---- Where it goes */

static void chunk_check(struct run *run) {
    for (uint32_t i = 0; i < run->chunk->count; i++)
        count_stored(run, &run->chunk->pending[i]);
    chunk_clear(run->chunk);
}

static void writes_prepare(struct run *run) {
    struct chunk *chunk = run->chunk;
    for (uint32_t i = 0; i < chunk->count; i++) {
        chunk->writes[i] = (struct report_write){
            .report = chunk->reports[i], .trace = run->request->origin.trace, .origin = &run->request->origin};
        buffer_clear(&chunk->payloads[i]);
        write_prepare(&chunk->writes[i], &run->setting, &chunk->payloads[i]);
    }
}

/* All or nothing: once a row is refused, the rest is only checked. */
static bool is_storing(struct run *run) {
    if (run->result->counts.rejected > 0 && run->store->way != IMPORT_EACH)
        import_store_give_up(run->store);
    return run->store->way != IMPORT_CHECK;
}

/* The other is filled from here on. */
static bool chunk_give(struct run *run, bool more) {
    struct chunk *chunk = run->chunk;
    writes_prepare(run);
    if (!settle(run))
        return false;
    if (!is_storing(run)) {
        chunk_check(run);
        return true;
    }
    import_store_give(run->store, chunk->writes, chunk->count, more);
    run->chunk = run->given;
    run->given = chunk;
    run->setting.arena = &run->chunk->arena;
    return true;
}

static bool chunk_run(struct run *run, bool more) {
    const struct report *current[IMPORT_CHUNK];
    if (!current_find(run, current))
        return stop(run);
    chunk_decide(run, current);
    if (!chunk_compare(run))
        return false;
    if (run->store->way != IMPORT_CHECK && run->chunk->count > 0)
        return chunk_give(run, more);
    chunk_check(run);
    return true;
}

/* more: the file goes on. */
static bool chunk_end(struct run *run, bool more) {
    bool good = run->chunk->count == 0 || chunk_run(run, more);
    if (run->chunk->count == 0)
        arena_reset(&run->chunk->arena);
    if (good && !more)
        good = settle(run);
    if (!good || !run->watch || run->watch->go_on(run->watch->context, run->result))
        return good;
    fail_set(run->fail, FAULT_CONFLICT, false, "import", "cancelled");
    return stop(run);
}

/* Rows that are refused take memory as well. */
static bool chunk_is_full(const struct run *run) {
    bool small = run->looks_back || run->store->way == IMPORT_EACH;
    return run->chunk->count >= (small ? CHUNK_SMALL : IMPORT_CHUNK) || run->chunk->arena.bytes > CHUNK_BYTES_MAX;
}

static bool take_row(void *taker, const struct import_row *row) {
    struct run *run = taker;
    struct chunk *chunk = run->chunk;
    run->result->counts.received++;
    if (row->issues->count > 0) {
        reject(run, row);
        return !chunk_is_full(run) || chunk_end(run, true);
    }
    struct report *report = &chunk->reports[chunk->count];
    entry_make(&run->setting, row->entry, report);
    if (!seen_add(&run->seen, key_hash(&report->key, &chunk->arena))) {
        reject_with(run, row->number, ISSUE_DUPLICATE, "unit", report->key.unit);
        return true;
    }
    struct look_back look_back = look_back_of(&run->setting, row->entry);
    run->looks_back = run->looks_back || look_back.version;
    chunk->pending[chunk->count++] =
        (struct pending){.row = row->number, .look_back = look_back, .warnings = row->entry->warnings};
    return !chunk_is_full(run) || chunk_end(run, true);
}

/* ---- A pass over the file */

static void *zeroed(size_t size) {
    void *memory = calloc(1, size);
    if (!memory)
        fail_stop("import", "no memory left");
    return memory;
}

static void chunk_free(struct chunk *chunk) {
    for (uint32_t i = 0; i < IMPORT_CHUNK; i++)
        buffer_done(&chunk->payloads[i]);
    arena_done(&chunk->arena);
    free(chunk);
}

static void run_free(struct run *run) {
    chunk_free(run->chunk);
    chunk_free(run->given);
    free(run->seen.hashes);
    free(run);
}

static struct run *run_new(struct import_store *store, uint32_t rows) {
    struct run *run = zeroed(sizeof *run);
    const struct import_request *request = store->request;
    run->request = request;
    run->store = store;
    run->chunk = zeroed(sizeof *run->chunk);
    run->given = zeroed(sizeof *run->given);
    run->setting = (struct entry_setting){.snapshot = request->snapshot,
                                          .caller = &request->caller,
                                          .now = request->now,
                                          .today = request->today,
                                          .language = request->language,
                                          .arena = &run->chunk->arena};
    seen_init(&run->seen, rows);
    return run;
}

static bool pass(struct import_store *store, uint32_t rows, const struct import_watch *watch,
                 struct import_result *result, struct fail *fail) {
    struct run *run = run_new(store, rows);
    run->watch = watch;
    run->result = result;
    run->fail = fail;
    bool whole = import_rows_read(run->request, &run->setting, take_row, run) && chunk_end(run, false);
    bool settled = whole || settle(run); /* what is under way when reading ends is stored, and counted */
    if (!whole && settled && !run->failed)
        fail_set(fail, FAULT_INVALID, false, "import", "the file cannot be read to its end");
    run_free(run);
    return whole;
}

static bool run_once(const struct import_request *request, uint32_t rows, const struct import_watch *watch,
                     enum import_way way, struct import_result *result, struct fail *fail) {
    struct import_store store;
    import_store_begin(&store, request, way);
    bool good = pass(&store, rows, watch, result, fail);
    import_store_end(&store);
    return good;
}

/* ---- All or nothing */

/* Whatever it finds wrong, all of it is found; nothing is stored then. */
static bool store_once(struct import_store *store, uint32_t rows, const struct import_watch *watch,
                       struct import_result *result, struct fail *fail) {
    struct ledger *ledger = &store->ledger;
    result->counts = (struct import_counts){0};
    issues_init(&result->rows, result->rows.arena);
    if (!pass(store, rows, NULL, result, fail))
        return false;
    if (result->counts.rejected > 0)
        return true;
    return import_store_open(store, fail) && watch->seal(watch->context, ledger->db, result, &ledger->items, fail) &&
           db_commit(ledger->db, fail);
}

/* Single reports may still stand crosswise in its way: whom the database sends back tries again. */
static bool store_all(const struct import_request *request, uint32_t rows, const struct import_watch *watch,
                      struct import_result *result, struct fail *fail) {
    enum import_way way = IMPORT_PLAIN;
    bool good = false;
    for (int attempt = 0; !good && attempt < STORE_ATTEMPTS; attempt++) {
        struct import_store store;
        import_store_begin(&store, request, way);
        good = store_once(&store, rows, watch, result, fail);
        if (store.met_another)
            way = IMPORT_CAREFUL;
        import_store_end(&store);
        if (!good && fail->fault != FAULT_BUSY)
            return false;
    }
    if (good && result->counts.rejected == 0)
        relay_wake(request->reports->service->relay);
    return good;
}

static bool run_atomic(const struct import_request *request, uint32_t rows, const struct import_watch *watch,
                       struct import_result *result, struct fail *fail) {
    bool good = request->dry_run ? run_once(request, rows, NULL, IMPORT_CHECK, result, fail)
                                 : store_all(request, rows, watch, result, fail);
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
    enum import_way way = request->dry_run ? IMPORT_CHECK : IMPORT_EACH;
    bool good = request->atomic ? run_atomic(request, rows, watch, ret_result, fail)
                                : run_once(request, rows, watch, way, ret_result, fail);
    rows_order(&ret_result->rows);
    return good;
}
