/* Jobs: large imports that run behind their request, one at a time, each in one transaction that also ends the job. One
 * that was interrupted runs again from the start: nothing of it was stored. */
#ifndef TONGHOP_PLANS_JOB_H
#define TONGHOP_PLANS_JOB_H

#include "effect.h"
#include "import.h"
#include "job_sql.h"

struct job_kind {
    const char *name;
    /* Checks the content under the lock and stores it, or stores nothing and reports issues. */
    bool (*run)(struct change *change, const struct job *job, struct issues *issues, struct import_result *ret_result,
                struct fail *fail);
};

struct job_worker;
bool job_worker_start(struct plans *plans, struct job_worker **ret_worker, struct fail *fail) MUST_CHECK;
void job_worker_stop(struct job_worker *worker); /* waits for the job that is running */
void job_worker_wake(struct job_worker *worker);

/* In the open transaction of a keyed request: stores the job and answers 202 with its Location below `path`. */
void job_queue(struct call *call, struct change *change, const struct job_kind *kind, const char *path,
               const char *about, const char *parameters, uint32_t received);

/* Handlers of a kind's jobs; the job is in the path as {import}. */
void job_list(struct call *call, const struct job_kind *kind, const char *about);
void job_get(struct call *call, const struct job_kind *kind, const char *about);
void job_delete(struct call *call, const struct job_kind *kind, const char *about);

/* SHA-256 of a text in hexadecimal, in the arena. */
bool text_digest(struct db *db, struct arena *arena, const char *text, const char **ret_hex,
                 struct fail *fail) MUST_CHECK;

#endif
