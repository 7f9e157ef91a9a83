/* Statements on jobs. */
#include "job_sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_TEXT = 24 };

#define COLUMNS(content)                                                                                               \
    "SELECT job, kind, about, parameters, " content                                                                    \
    ", received, done, state, result, language, subject, trace, created_us, finished_us, client, address, roots"       \
    " FROM job "

struct job job_of_row(const PGresult *rows, int row) {
    return (struct job){.id = db_text(rows, row, 0),
                        .kind = db_text(rows, row, 1),
                        .about = db_text(rows, row, 2),
                        .parameters = db_text(rows, row, 3),
                        .content = db_text(rows, row, 4),
                        .received = (int32_t)db_int(rows, row, 5),
                        .done = (int32_t)db_int(rows, row, 6),
                        .state = db_text(rows, row, 7),
                        .result = db_text(rows, row, 8),
                        .language = (int)db_int(rows, row, 9),
                        .subject = db_text(rows, row, 10),
                        .trace = db_text(rows, row, 11),
                        .created = db_int(rows, row, 12),
                        .client = db_text(rows, row, 14),
                        .address = db_text(rows, row, 15),
                        .roots = db_text(rows, row, 16),
                        .finished = db_text(rows, row, 13) ? db_int(rows, row, 13) : MOMENT_NONE};
}

bool job_store(struct db *db, const struct job *job, struct fail *fail) {
    static const struct statement statement = {
        "job_store",
        "INSERT INTO job (job, kind, about, parameters, content, received, language, subject, trace, created_us,"
        "                 client, address, roots)"
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"};
    char received[NUMBER_TEXT], language[NUMBER_TEXT], created[NUMBER_TEXT];
    snprintf(received, sizeof received, "%" PRId32, job->received);
    snprintf(language, sizeof language, "%d", job->language);
    snprintf(created, sizeof created, "%" PRId64, job->created);
    const char *const values[] = {job->id,     job->kind,    job->about,   job->parameters, job->content,
                                  received,    language,     job->subject, job->trace,      created,
                                  job->client, job->address, job->roots};
    return db_do(db, &statement, 13, values, fail);
}

PGresult *job_read(struct db *db, const char *kind, const char *about, const char *id, struct fail *fail) {
    static const struct statement statement = {
        "job_read", COLUMNS("NULL") "WHERE kind = $1 AND about = $2 AND job::text = lower($3)"};
    return db_run(db, &statement, 3, (const char *[]){kind, about, id}, fail);
}

PGresult *jobs_page(struct db *db, const char *kind, const char *about, const char *after, uint32_t limit,
                    struct fail *fail) {
    static const struct statement statement = {
        "jobs_page",
        COLUMNS("NULL") "WHERE kind = $1 AND about = $2 AND ($3::uuid IS NULL OR job < $3) ORDER BY job DESC LIMIT $4"};
    char count[NUMBER_TEXT];
    snprintf(count, sizeof count, "%" PRIu32, limit);
    return db_run(db, &statement, 4, (const char *[]){kind, about, after, count}, fail);
}

static bool changes_one(struct db *db, const struct statement *statement, int count, const char *const *values,
                        bool *ret_changed, struct fail *fail) {
    AUTO_RESULT *result = db_run(db, statement, count, values, fail);
    if (!result)
        return false;
    *ret_changed = strtol(PQcmdTuples(result), NULL, 10) == 1;
    return true;
}

bool job_cancel(struct db *db, const char *id, moment_t now, bool *ret_cancelled, struct fail *fail) {
    static const struct statement statement = {"job_cancel",
                                               "UPDATE job SET state = 'cancelled', content = NULL, finished_us = $2"
                                               " WHERE job = $1 AND state IN ('queued', 'running')"};
    char finished[NUMBER_TEXT];
    snprintf(finished, sizeof finished, "%" PRId64, now);
    return changes_one(db, &statement, 2, (const char *[]){id, finished}, ret_cancelled, fail);
}

/* Change sets wait for each other anyway, so one job at a time runs in all instances together. */
PGresult *job_take(struct db *db, struct fail *fail) {
    static const struct statement statement = {
        "job_take",
        COLUMNS("content") "WHERE state IN ('queued', 'running')"
                           "  AND (SELECT pg_try_advisory_xact_lock(hashtextextended('tonghop.plans.job', 0)))"
                           " ORDER BY created_us LIMIT 1"};
    return db_run(db, &statement, 0, NULL, fail);
}

bool job_run(struct db *db, const char *id, struct fail *fail) {
    static const struct statement statement = {"job_run",
                                               "UPDATE job SET state = 'running' WHERE job = $1 AND state = 'queued'"};
    return db_do(db, &statement, 1, (const char *[]){id}, fail);
}

bool job_end(struct db *db, const char *id, const char *state, const char *result, moment_t now, bool *ret_ended,
             struct fail *fail) {
    static const struct statement statement = {
        "job_end", "UPDATE job SET state = $2, result = $3, finished_us = $4, done = received, content = NULL"
                   " WHERE job = $1 AND state IN ('queued', 'running')"};
    char finished[NUMBER_TEXT];
    snprintf(finished, sizeof finished, "%" PRId64, now);
    return changes_one(db, &statement, 4, (const char *[]){id, state, result, finished}, ret_ended, fail);
}
