/* PostgreSQL by libpq: a pool of connections, prepared statements, transactions, and what an error means.
 *
 * Statements are constants: `struct statement` names its SQL, which is prepared on a connection at its first use there. All
 * parameters travel as text parameters ($1 …), never inside the SQL. Connections come with statement, lock and idle time-outs and
 * are replaced when broken. A connection is used by one thread at a time. */
#ifndef TONGHOP_DB_DB_H
#define TONGHOP_DB_DB_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/clock.h"
#include "core/fail.h"

struct db;      /* one connection */
struct db_pool; /* some */

struct statement {
    const char *name; /* unique in the process */
    const char *sql;
};

#define AUTO_RESULT __attribute__((cleanup(db_result_release))) PGresult
void db_result_release(PGresult **result);

bool db_open(const char *conninfo, const char *application, struct db **ret_db, struct fail *fail) MUST_CHECK; /* an own connection, outside any pool */
void db_close(struct db *db);
bool db_broken(const struct db *db); /* lost or unusable: close it and open another (a pool does so by itself) */

bool db_pool_open(const char *conninfo, const char *application, uint32_t size, struct db_pool **ret_pool, struct fail *fail) MUST_CHECK;
void db_pool_close(struct db_pool *pool);
bool db_borrow(struct db_pool *pool, uint32_t wait_ms, struct db **ret_db, struct fail *fail) MUST_CHECK; /* FAULT_BUSY when none comes free */
void db_return(struct db_pool *pool, struct db *db); /* rolls back what is open; replaces it when broken */
bool db_pool_alive(struct db_pool *pool);             /* a round trip succeeded within the last second, or does now */

/* On whose behalf a connection reads. Every statement then runs as `role` with the settings tonghop.roots and tonghop.client, which the policies
 * of row-level security look at; both hold for the statement's own transaction and travel with it, so that no round trip is added. */
struct db_reader {
    const char *role;
    const char *roots;  /* units by stable id, or unit/function, separated by commas; "" shows nothing */
    const char *client; /* whose keys and jobs */
};

/* From here on, until it is given back or told otherwise; NULL: for the service itself. */
void db_read_as(struct db *db, const struct db_reader *reader);

struct db_lease {
    struct db_pool *pool;
    struct db *db;
};
#define AUTO_LEASE __attribute__((cleanup(db_lease_release))) struct db_lease
void db_lease_release(struct db_lease *lease);
bool db_lease(struct db_pool *pool, struct db_lease *ret_lease, struct fail *fail) MUST_CHECK; /* borrow with the usual wait (2 s) */
/* The same to read for somebody; `reader` must outlive the lease. */
bool db_lease_as(struct db_pool *pool, const struct db_reader *reader, struct db_lease *ret_lease, struct fail *fail) MUST_CHECK;

/* Runs a prepared statement. NULL after a failure, with *fail: FAULT_CONFLICT for unique violations (23505), FAULT_INVALID for
 * other integrity and data errors (22*, 23*), FAULT_BUSY+retry for 40001, 40P01, 55P03, 57014, FAULT_BROKEN+retry for lost connections,
 * FAULT_BROKEN else. The caller releases the result (AUTO_RESULT). Where a value is NULL in `values` it is SQL NULL. */
PGresult *db_run(struct db *db, const struct statement *statement, int count, const char *const *values, struct fail *fail) MUST_CHECK;
/* The same with the result in binary format (for bigint[] columns; see db_int64s). */
PGresult *db_run_binary(struct db *db, const struct statement *statement, int count, const char *const *values, struct fail *fail) MUST_CHECK;
/* The same in two steps, to do something else while the server works. Nothing else may run on the connection in between; a start that
 * succeeded must be finished. */
bool db_start(struct db *db, const struct statement *statement, int count, const char *const *values, struct fail *fail) MUST_CHECK;
PGresult *db_finish(struct db *db, const struct statement *statement, struct fail *fail) MUST_CHECK;
/* Several prepared statements in one round trip, which are one transaction by themselves where none is open. Parameters in text or binary, as libpq takes
 * them. Returns the result of the first, or where one failed, which undoes all, the result of that one; NULL or a result without SQLSTATE: the
 * connection was lost, and nobody knows. The caller clears it. */
struct db_call {
    const struct statement *statement; /* see db_prepare */
    int count;
    const char *const *values;
    const int *lengths, *formats;
};
PGresult *db_run_together(struct db *db, const struct db_call *calls, size_t count) MUST_CHECK;
bool db_prepare(struct db *db, const struct statement *statement, struct fail *fail) MUST_CHECK; /* ahead of its first use */
/* The number of a type of the schema, for arrays in binary form (binary.h): it differs between databases. Asked once on a connection. */
bool db_type(struct db *db, const char *name, int32_t *ret_number, struct fail *fail) MUST_CHECK;
/* For statements with no rows of interest. */
bool db_do(struct db *db, const struct statement *statement, int count, const char *const *values, struct fail *fail) MUST_CHECK;
/* The same with an array in binary form (binary.h) as the last parameter, behind `count` texts. Not on somebody's behalf. */
bool db_do_array(struct db *db, const struct statement *statement, int count, const char *const *values, const struct buffer *array,
                 struct fail *fail) MUST_CHECK;
/* An SQL script without parameters (migrations, BEGIN …). */
bool db_script(struct db *db, const char *sql, struct fail *fail) MUST_CHECK;

bool db_begin(struct db *db, struct fail *fail) MUST_CHECK;           /* READ COMMITTED */
bool db_begin_snapshot(struct db *db, struct fail *fail) MUST_CHECK;  /* REPEATABLE READ READ ONLY */
bool db_commit(struct db *db, struct fail *fail) MUST_CHECK;
void db_rollback(struct db *db);                                      /* harmless where none is open */

PGconn *db_handle(struct db *db); /* for COPY and pipelines */

/* Reading results. Text format. */
const char *db_text(const PGresult *result, int row, int column); /* NULL for SQL NULL */
int64_t db_int(const PGresult *result, int row, int column);      /* 0 for SQL NULL */
bool db_flag(const PGresult *result, int row, int column);
int db_rows(const PGresult *result);
const char **db_texts(const PGresult *result, int column, struct arena *arena); /* of all rows, as many as db_rows; none NULL */
/* Binary format. */
int64_t db_binary_int(const PGresult *result, int row, int column); /* int2, int4, int8; 0 for NULL */
/* A bigint[] without or with NULLs into values[0…max); SQL NULL elements become `missing`. Returns the element count, -1 when malformed. */
int db_int64s(const PGresult *result, int row, int column, int64_t *values, int max, int64_t missing);
/* A bytea of numbers as int8send() writes them, one behind the other. Returns how many, -1 when malformed or more than max. */
int db_int64s_sent(const PGresult *result, int row, int column, int64_t *values, int max);

/* Rendering array literals for parameters of type text[], bigint[] …; one builder, one column of a batch. */
struct db_array {
    struct buffer text;
    bool filled;
};
void db_array_begin(struct db_array *array);
void db_array_text(struct db_array *array, const char *value); /* quoted; NULL element for NULL */
void db_array_int(struct db_array *array, int64_t value);
void db_array_null(struct db_array *array);
const char *db_array_end(struct db_array *array); /* "{…}", valid until db_array_done */
void db_array_done(struct db_array *array);

/* PostgreSQL text forms. Timestamps travel as bigint microseconds since 1970 in our schema (column type bigint, *_us), so only dates need
 * this: "2023-06-14", "infinity", "-infinity". */
const char *db_day(day_t day, char text[16]);
day_t db_day_read(const char *text);

#endif
