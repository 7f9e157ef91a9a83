/* What the files of this room know of a connection; others use db.h. */
#ifndef TONGHOP_DB_CONNECTION_H
#define TONGHOP_DB_CONNECTION_H

#include "core/arena.h"
#include "db/db.h"

struct db {
    PGconn *connection;
    struct arena arena;
    const struct statement **prepared; /* here, in the order of first use */
    size_t prepared_count, prepared_capacity;
    bool broken;          /* must be replaced */
    struct db_type {
        const char *name;
        int32_t number;
    } *types; /* asked for here */
    size_t type_count, type_capacity;
    int64_t succeeded_us; /* clock_monotonic_us of the last answer */
    const struct db_reader *reader; /* on whose behalf it reads while it is lent; NULL: the service's own */
};

/* Pool connections serve requests: a statement gets 30 s there, and as long as it takes elsewhere (migrations). */
bool db_connect(const char *conninfo, const char *application, bool pooled, struct db **ret_db,
                struct fail *fail) MUST_CHECK;

/* Has the server gone away while nobody used the connection? Without a round trip. */
bool db_is_stale(struct db *db);

#endif
