/* A schema of its own for a test program, in the database that TONGHOP_TEST_DB names. */
#ifndef TONGHOP_TESTS_DB_SCRATCH_H
#define TONGHOP_TESTS_DB_SCRATCH_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "db/db.h"

static char scratch_schema[64], scratch_conninfo[1024];

/* A failure shows its text. */
#define assert_done(call, fail)                                                                                        \
    do {                                                                                                               \
        if (!(call))                                                                                                   \
            fail_msg("%s: %s: %s", #call, (fail).where, (fail).text);                                                  \
    } while (0)

static inline void scratch_do(const char *sql) {
    struct fail fail;
    struct db *db = NULL;
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    assert_done(db_script(db, sql, &fail), fail);
    db_close(db);
}

static inline int64_t scratch_number(const char *sql) {
    struct fail fail;
    struct db *db = NULL;
    assert_done(db_open(scratch_conninfo, "test", &db, &fail), fail);
    PGresult *result = PQexec(db_handle(db), sql);
    if (PQntuples(result) != 1)
        fail_msg("%s: %s", sql, PQerrorMessage(db_handle(db)));
    int64_t number = db_int(result, 0, 0);
    PQclear(result);
    db_close(db);
    return number;
}

/* Does the plan of a statement say this? explain: "EXPLAIN EXECUTE …" of one that the connection has prepared. */
static inline bool scratch_plan_says(struct db *db, const char *explain, const char *words) {
    const struct statement statement = {"explain", explain};
    struct fail fail;
    bool says = false;
    AUTO_RESULT *plan = db_run(db, &statement, 0, NULL, &fail);
    if (plan == NULL)
        fail_msg("%s: %s", explain, fail.text);
    for (int row = 0; row < db_rows(plan); row++)
        says = says || strstr(db_text(plan, row, 0), words) != NULL;
    return says;
}

static inline void scratch_end_session(const char *application) {
    char sql[256];
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '%s'",
             application);
    scratch_do(sql);
}

static inline void pause_ms(long ms) {
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

/* Waits for what another thread brings about; far longer than it takes, so that only a fault runs into it. */
#define assert_soon(condition)                                                                                         \
    do {                                                                                                               \
        int tries_left = 3000;                                                                                         \
        while (!(condition) && tries_left-- > 0)                                                                       \
            pause_ms(10);                                                                                              \
        if (tries_left <= 0)                                                                                           \
            fail_msg("never came true: %s", #condition);                                                               \
    } while (0)

/* The schema becomes the search path of every connection made with scratch_conninfo. */
static inline bool scratch_begin(void) {
    const char *conninfo = getenv("TONGHOP_TEST_DB");
    if (conninfo == NULL)
        return false;
    snprintf(scratch_schema, sizeof scratch_schema, "scratch_%ld", (long)getpid());
    bool uri = strstr(conninfo, "://") != NULL;
    const char *joint =
        uri ? (strchr(conninfo, '?') == NULL ? "?options=-c%20search_path%3D" : "&options=-c%20search_path%3D")
            : " options='-c search_path=";
    snprintf(scratch_conninfo, sizeof scratch_conninfo, "%s%s%s%s", conninfo, joint, scratch_schema, uri ? "" : "'");
    PGconn *connection = PQconnectdb(conninfo);
    char sql[256];
    snprintf(sql, sizeof sql, "DROP SCHEMA IF EXISTS %s CASCADE; CREATE SCHEMA %s", scratch_schema, scratch_schema);
    PQclear(PQexec(connection, "SET client_min_messages = warning"));
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        fprintf(stderr, "TONGHOP_TEST_DB: %s\n", PQerrorMessage(connection));
        exit(1);
    }
    PQclear(result);
    PQfinish(connection);
    return true;
}

static inline void scratch_end(void) {
    char sql[256];
    snprintf(sql, sizeof sql, "SET client_min_messages = warning; DROP SCHEMA %s CASCADE", scratch_schema);
    PGconn *connection = PQconnectdb(scratch_conninfo);
    PQclear(PQexec(connection, sql));
    PQfinish(connection);
}

static inline void skipped(void **state) {
    (void)state;
    print_message("skipped: needs TONGHOP_TEST_DB (and TONGHOP_TEST_KAFKA for topics)\n");
    skip();
}

#endif
