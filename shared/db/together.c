/* Several statements in one round trip: libpq's pipeline, whose statements up to the sync are one transaction, or part of the open one. */
#include <assert.h>

#include "db/connection.h"

static bool send_call(struct db *db, const struct db_call *call) {
    return PQsendQueryPrepared(db->connection, call->statement->name, call->count, call->values, call->lengths,
                               call->formats, 0) == 1;
}

static bool send_all(struct db *db, const struct db_call *calls, size_t count) {
    bool sent = PQenterPipelineMode(db->connection) == 1;
    for (size_t i = 0; sent && i < count; i++)
        sent = send_call(db, &calls[i]);
    return sent && PQpipelineSync(db->connection) == 1;
}

static bool is_good(const PGresult *result) {
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

/* What comes first is kept, until something fails. */
static void keep(PGresult **kept, PGresult *next) {
    if (*kept && (is_good(next) || !is_good(*kept))) {
        PQclear(next);
        return;
    }
    PQclear(*kept);
    *kept = next;
}

/* True: everything up to the sync has come. NULL ends the results of one statement; two of them end it all. */
static bool take_all(struct db *db, PGresult **ret_kept) {
    bool ended = false;
    for (;;) {
        PGresult *next = PQgetResult(db->connection);
        if (!next && ended)
            return false;
        ended = !next;
        if (PQresultStatus(next) == PGRES_PIPELINE_SYNC) {
            PQclear(next);
            return PQexitPipelineMode(db->connection) == 1;
        }
        if (next)
            keep(ret_kept, next);
    }
}

PGresult *db_run_together(struct db *db, const struct db_call *calls, size_t count) {
    PGresult *kept = NULL;
    assert(!db->reader);
    if (!send_all(db, calls, count) || !take_all(db, &kept))
        db->broken = true;
    if (is_good(kept))
        db->succeeded_us = clock_monotonic_us();
    return kept;
}
