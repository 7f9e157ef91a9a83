/* One connection: how it is opened, how statements run on it, and what the server's errors mean for the caller. */
#include "db/connection.h"

#include <assert.h>
#include <poll.h>
#include <string.h>

/* Our statements take milliseconds: helpers and compiled plans cost more than they save, and helpers make scans of
 * whole tables look cheap. */
#define SESSION_OPTIONS                                                                                                \
    "-c lock_timeout=5s -c idle_in_transaction_session_timeout=30s -c max_parallel_workers_per_gather=0"               \
    " -c jit=off"
#define POOLED_OPTIONS SESSION_OPTIONS " -c statement_timeout=30s"

enum { FORMAT_TEXT = 0, FORMAT_BINARY = 1 };

/* The first line only: it never holds values, what follows may. */
static bool connection_failed(struct db *db, const char *where, struct fail *fail) {
    const char *message = PQerrorMessage(db->connection);
    db->broken = true;
    return fail_set(fail, FAULT_BROKEN, true, where, "%.*s", (int)strcspn(message, "\n"), message);
}

/* Notices may quote data, and a library does not log. */
static void notice_ignore(void *context, const PGresult *notice) {
    (void)context;
    (void)notice;
}

static void conninfo_options_free(PQconninfoOption **options) {
    PQconninfoFree(*options);
}

/* Ours and then the caller's own `options`, so that both hold and theirs win. */
static bool session_options(const char *conninfo, bool pooled, struct buffer *to, struct fail *fail) {
    char *problem = NULL;
    __attribute__((cleanup(conninfo_options_free))) PQconninfoOption *options = PQconninfoParse(conninfo, &problem);
    if (options == NULL) {
        PQfreemem(problem); /* it may quote the password */
        return fail_set(fail, FAULT_INVALID, false, "db_open", "the connection string cannot be read");
    }
    buffer_text(to, pooled ? POOLED_OPTIONS : SESSION_OPTIONS);
    for (const PQconninfoOption *option = options; option->keyword != NULL; option++) {
        if (strcmp(option->keyword, "options") == 0 && option->val != NULL)
            buffer_format(to, " %s", option->val);
    }
    return true;
}

/* What stands before dbname gives way to the connection string, what stands behind it wins. */
static PGconn *connect_with(const char *conninfo, const char *application, const char *options) {
    const char *const rows[][2] = {
        {"fallback_application_name", application},
        {"connect_timeout", "3"},
        {"keepalives_idle", "30"},
        {"keepalives_interval", "5"},
        {"keepalives_count", "3"},
        {"tcp_user_timeout", "10000"},
        {"target_session_attrs", "read-write"},
        {"dbname", conninfo},
        {"client_encoding", "UTF8"},
        {"options", options},
        {NULL, NULL},
    };
    const char *keywords[sizeof rows / sizeof *rows], *values[sizeof rows / sizeof *rows];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        keywords[i] = rows[i][0];
        values[i] = rows[i][1];
    }
    return PQconnectdbParams(keywords, values, 1);
}

bool db_connect(const char *conninfo, const char *application, bool pooled, struct db **ret_db, struct fail *fail) {
    AUTO_BUFFER options = {0};
    if (!session_options(conninfo, pooled, &options, fail))
        return false;
    struct arena arena = {0};
    struct db *db = arena_new(&arena, struct db);
    db->arena = arena;
    db->connection = connect_with(conninfo, application, buffer_cstr(&options));
    if (PQstatus(db->connection) != CONNECTION_OK) {
        connection_failed(db, "db_open", fail);
        db_close(db);
        return false;
    }
    PQsetNoticeReceiver(db->connection, notice_ignore, NULL);
    db->succeeded_us = clock_monotonic_us();
    *ret_db = db;
    return true;
}

bool db_open(const char *conninfo, const char *application, struct db **ret_db, struct fail *fail) {
    return db_connect(conninfo, application, false, ret_db, fail);
}

void db_close(struct db *db) {
    if (db == NULL)
        return;
    PQfinish(db->connection);
    struct arena arena = db->arena;
    arena_done(&arena);
}

bool db_broken(const struct db *db) {
    return db->broken || PQstatus(db->connection) != CONNECTION_OK;
}

/* A server that ends a session says so, or closes: either way an idle socket becomes readable. */
bool db_is_stale(struct db *db) {
    struct pollfd socket = {.fd = PQsocket(db->connection), .events = POLLIN};
    while (PQstatus(db->connection) == CONNECTION_OK && poll(&socket, 1, 0) > 0) {
        if (PQconsumeInput(db->connection) == 0)
            return true;
    }
    return PQstatus(db->connection) != CONNECTION_OK;
}

/* SQLSTATE classes and what they tell the caller; the longest prefix comes first. What is full, stopping or
 * read-only is the server's state and not the statement's fault: worth another try. */
static const struct {
    const char *prefix;
    enum fault fault;
    bool retry, ends_connection;
} meanings[] = {
    {"23505", FAULT_CONFLICT, false, false}, /* unique_violation */
    {"22", FAULT_INVALID, false, false},     /* data exception */
    {"23", FAULT_INVALID, false, false},     /* integrity constraint */
    {"40001", FAULT_BUSY, true, false},      /* serialization_failure */
    {"40P01", FAULT_BUSY, true, false},      /* deadlock_detected */
    {"55P03", FAULT_BUSY, true, false},      /* lock_not_available */
    {"57014", FAULT_BUSY, true, false},      /* query_canceled: the time is up */
    {"57P", FAULT_BROKEN, true, true},       /* shutdown, crash, not yet up */
    {"08", FAULT_BROKEN, true, true},        /* connection exception */
    {"25P03", FAULT_BROKEN, true, true},     /* idle_in_transaction_session_timeout */
    {"25006", FAULT_BROKEN, true, true},     /* read_only_sql_transaction: no longer the primary */
    {"0A000", FAULT_BROKEN, true, true},     /* a cached plan whose result changed: prepare anew */
    {"26000", FAULT_BROKEN, true, true},     /* invalid_sql_statement_name: likewise */
    {"53", FAULT_BROKEN, true, false},       /* insufficient resources: disk, memory, connections */
    {"58", FAULT_BROKEN, true, false},       /* system error: I/O */
    {"", FAULT_BROKEN, false, false},
};

static bool statement_failed(struct db *db, const PGresult *result, const char *where, struct fail *fail) {
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state == NULL || PQstatus(db->connection) != CONNECTION_OK)
        return connection_failed(db, where, fail);
    size_t i = 0;
    while (strncmp(state, meanings[i].prefix, strlen(meanings[i].prefix)) != 0)
        i++;
    db->broken = db->broken || meanings[i].ends_connection;
    return fail_set(fail, meanings[i].fault, meanings[i].retry, where, "%s: %s", state,
                    PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
}

static bool outcome_is_good(const PGresult *result) {
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
}

static bool outcome(struct db *db, const PGresult *result, const char *where, struct fail *fail) {
    if (!outcome_is_good(result))
        return statement_failed(db, result, where, fail);
    db->succeeded_us = clock_monotonic_us();
    return true;
}

static bool is_prepared(const struct db *db, const struct statement *statement) {
    for (size_t i = 0; i < db->prepared_count; i++) {
        if (db->prepared[i] == statement)
            return true;
    }
    return false;
}

static bool prepare(struct db *db, const struct statement *statement, struct fail *fail) {
    AUTO_RESULT *result = PQprepare(db->connection, statement->name, statement->sql, 0, NULL);
    if (!outcome(db, result, statement->name, fail))
        return false;
    db->prepared = arena_grow(&db->arena, db->prepared, db->prepared_count, &db->prepared_capacity,
                              sizeof(const struct statement *));
    db->prepared[db->prepared_count++] = statement;
    return true;
}

/* ---- On somebody's behalf */

static const struct statement become = {"db_become",
                                        "SELECT set_config('role', $1, true), set_config('tonghop.roots', $2, true),"
                                        "       set_config('tonghop.client', $3, true)"},
                              unbecome = {
                                  "db_unbecome",
                                  "SELECT set_config('role', 'none', true), set_config('tonghop.roots', '', true),"
                                  "       set_config('tonghop.client', '', true)"};

static bool send(struct db *db, const struct statement *statement, int count, const char *const *values, int format) {
    return PQsendQueryPrepared(db->connection, statement->name, count, values, NULL, NULL, format) == 1;
}

/* Without a transaction around it, all up to the sync is one, at whose end he is nobody again by itself. */
static bool send_as(struct db *db, const struct statement *statement, int count, const char *const *values, int format,
                    bool go_back) {
    const char *const who[] = {db->reader->role, db->reader->roots, db->reader->client};
    return PQenterPipelineMode(db->connection) == 1 && send(db, &become, 3, who, FORMAT_TEXT) &&
           send(db, statement, count, values, format) && (!go_back || send(db, &unbecome, 0, NULL, FORMAT_TEXT)) &&
           PQpipelineSync(db->connection) == 1;
}

/* libpq closes the results of a query with NULL. */
static PGresult *result_take(struct db *db) {
    PGresult *result = NULL;
    for (PGresult *next = PQgetResult(db->connection); next != NULL; next = PQgetResult(db->connection)) {
        PQclear(result);
        result = next;
    }
    return result;
}

/* Who reads and what he reads go out together. The result of what failed first; NULL: the connection is lost. */
static PGresult *exec_as(struct db *db, const struct statement *statement, int count, const char *const *values,
                         int format) {
    bool go_back = PQtransactionStatus(db->connection) == PQTRANS_INTRANS;
    if (!send_as(db, statement, count, values, format, go_back)) {
        db->broken = true;
        return NULL;
    }
    PGresult *became = result_take(db), *result = result_take(db);
    AUTO_RESULT *went_back = go_back ? result_take(db) : NULL, *sync = PQgetResult(db->connection);
    bool in_step = PQresultStatus(sync) == PGRES_PIPELINE_SYNC && PQexitPipelineMode(db->connection) == 1;
    db->broken = db->broken || !in_step || (went_back && outcome_is_good(result) && !outcome_is_good(went_back));
    if (outcome_is_good(became)) {
        PQclear(became);
        return result;
    }
    PQclear(result);
    return became;
}

/* ---- Statements */

static PGresult *exec(struct db *db, const struct statement *statement, int count, const char *const *values,
                      int format) {
    return db->reader != NULL ? exec_as(db, statement, count, values, format)
                              : PQexecPrepared(db->connection, statement->name, count, values, NULL, NULL, format);
}

bool db_prepare(struct db *db, const struct statement *statement, struct fail *fail) {
    return is_prepared(db, statement) || prepare(db, statement, fail);
}

static PGresult *run(struct db *db, const struct statement *statement, int count, const char *const *values, int format,
                     struct fail *fail) {
    if (db->reader != NULL && (!db_prepare(db, &become, fail) || !db_prepare(db, &unbecome, fail)))
        return NULL;
    if (!db_prepare(db, statement, fail))
        return NULL;
    PGresult *result = exec(db, statement, count, values, format);
    if (outcome(db, result, statement->name, fail))
        return result;
    PQclear(result);
    return NULL;
}

PGresult *db_run(struct db *db, const struct statement *statement, int count, const char *const *values,
                 struct fail *fail) {
    return run(db, statement, count, values, FORMAT_TEXT, fail);
}

PGresult *db_run_binary(struct db *db, const struct statement *statement, int count, const char *const *values,
                        struct fail *fail) {
    return run(db, statement, count, values, FORMAT_BINARY, fail);
}

bool db_do(struct db *db, const struct statement *statement, int count, const char *const *values, struct fail *fail) {
    AUTO_RESULT *result = run(db, statement, count, values, FORMAT_TEXT, fail);
    return result != NULL;
}

bool db_do_array(struct db *db, const struct statement *statement, int count, const char *const *values,
                 const struct buffer *array, struct fail *fail) {
    enum { TEXTS_MAX = 4 };
    const char *all[TEXTS_MAX + 1] = {0};
    int lengths[TEXTS_MAX + 1] = {0}, formats[TEXTS_MAX + 1] = {0};
    assert(db->reader == NULL && count <= TEXTS_MAX);
    for (int i = 0; i < count; i++)
        all[i] = values[i];
    all[count] = array->bytes;
    lengths[count] = (int)array->size;
    formats[count] = FORMAT_BINARY;
    if (!db_prepare(db, statement, fail))
        return false;
    AUTO_RESULT *result =
        PQexecPrepared(db->connection, statement->name, count + 1, all, lengths, formats, FORMAT_TEXT);
    return outcome(db, result, statement->name, fail);
}

bool db_type(struct db *db, const char *name, int32_t *ret_number, struct fail *fail) {
    static const struct statement statement = {"db_type", "SELECT $1::regtype::oid::bigint"};
    size_t i = 0;
    while (i < db->type_count && strcmp(db->types[i].name, name) != 0)
        i++;
    if (i == db->type_count) {
        AUTO_RESULT *result = db_run(db, &statement, 1, &name, fail);
        if (result == NULL)
            return false;
        db->types = arena_grow(&db->arena, db->types, i, &db->type_capacity, sizeof *db->types);
        db->types[db->type_count++] =
            (struct db_type){.name = arena_text(&db->arena, name), .number = (int32_t)db_int(result, 0, 0)};
    }
    *ret_number = db->types[i].number;
    return true;
}

bool db_start(struct db *db, const struct statement *statement, int count, const char *const *values,
              struct fail *fail) {
    assert(db->reader == NULL);
    if (!db_prepare(db, statement, fail))
        return false;
    if (PQsendQueryPrepared(db->connection, statement->name, count, values, NULL, NULL, FORMAT_TEXT) == 1)
        return true;
    return connection_failed(db, statement->name, fail);
}

PGresult *db_finish(struct db *db, const struct statement *statement, struct fail *fail) {
    PGresult *result = result_take(db);
    if (outcome(db, result, statement->name, fail))
        return result;
    PQclear(result);
    return NULL;
}

bool db_script(struct db *db, const char *sql, struct fail *fail) {
    AUTO_RESULT *result = PQexec(db->connection, sql);
    return outcome(db, result, "db_script", fail);
}

static bool begin(struct db *db, const char *sql, struct fail *fail) {
    assert(PQtransactionStatus(db->connection) != PQTRANS_INTRANS);
    return db_script(db, sql, fail);
}

bool db_begin(struct db *db, struct fail *fail) {
    return begin(db, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", fail);
}

bool db_begin_snapshot(struct db *db, struct fail *fail) {
    return begin(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", fail);
}

/* The server answers COMMIT of a transaction in which a statement failed with ROLLBACK and no error. */
bool db_commit(struct db *db, struct fail *fail) {
    AUTO_RESULT *result = PQexec(db->connection, "COMMIT");
    if (!outcome(db, result, "db_commit", fail))
        return false;
    if (strcmp(PQcmdStatus(result), "COMMIT") != 0)
        return fail_set(fail, FAULT_BROKEN, false, "db_commit", "rolled back: an earlier statement failed");
    return true;
}

void db_rollback(struct db *db) {
    PGTransactionStatusType status = PQtransactionStatus(db->connection);
    if (status == PQTRANS_IDLE)
        return;
    struct fail ignored;
    if (status == PQTRANS_ACTIVE || !db_script(db, "ROLLBACK", &ignored))
        db->broken = true; /* in the middle of a COPY, or gone */
}

void db_read_as(struct db *db, const struct db_reader *reader) {
    db->reader = reader;
}

PGconn *db_handle(struct db *db) {
    return db->connection;
}
