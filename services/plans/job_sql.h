/* Statements on jobs. */
#ifndef TONGHOP_PLANS_JOB_SQL_H
#define TONGHOP_PLANS_JOB_SQL_H

#include "db/db.h"

/* A job; texts live as long as what they were read from. */
struct job {
    const char *id, *kind, *about, *parameters, *content, *state, *result;
    const char *subject, *client, *address, *roots, *trace; /* on whose request, for the audit */
    int32_t received, done;
    int language;               /* enum language: of the texts in the result */
    moment_t created, finished; /* finished MOMENT_NONE: not yet */
};
struct job job_of_row(const PGresult *rows, int row);

bool job_store(struct db *db, const struct job *job, struct fail *fail) MUST_CHECK;
/* Rows of job_of_row, without content. */
PGresult *job_read(struct db *db, const char *kind, const char *about, const char *id, struct fail *fail) MUST_CHECK;
PGresult *jobs_page(struct db *db, const char *kind, const char *about, const char *after, uint32_t limit,
                    struct fail *fail) MUST_CHECK;
/* *ret_cancelled false: it had ended already. */
bool job_cancel(struct db *db, const char *id, moment_t now, bool *ret_cancelled, struct fail *fail) MUST_CHECK;

/* The oldest one that is not done, with its content, if this transaction may run jobs now: no row or one. */
PGresult *job_take(struct db *db, struct fail *fail) MUST_CHECK;
bool job_run(struct db *db, const char *id, struct fail *fail) MUST_CHECK;
/* *ret_ended false: it was cancelled. */
bool job_end(struct db *db, const char *id, const char *state, const char *result, moment_t now, bool *ret_ended,
             struct fail *fail) MUST_CHECK;

#endif
