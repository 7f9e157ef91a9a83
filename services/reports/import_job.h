/* Imports as jobs: run at once in the request when small, else one after the other by a thread of their own. */
#ifndef TONGHOP_REPORTS_IMPORT_JOB_H
#define TONGHOP_REPORTS_IMPORT_JOB_H

#include "import_run.h"
#include "import_sql.h"

struct import_worker;

/* Marks what processes that ended have left behind as failed, then starts. */
bool import_worker_start(struct reports *reports, struct import_worker **ret_worker, struct fail *fail) MUST_CHECK;
/* The running one ends as failed ("interrupted"); what it has stored stays and is counted. */
void import_worker_stop(struct import_worker *worker);

/* Takes a place for another large import, if there is one; it is left when the import has ended, or by who does not add one after all. */
bool import_worker_enter(struct import_worker *worker);
void import_worker_leave(struct import_worker *worker);
/* Takes copies of everything. The import is queued in the table, and has its place. */
void import_worker_add(struct import_worker *worker, const char *id, const char *owner,
                       const struct import_request *request, uint32_t rows);

/* Under which name this process runs imports now. */
bool import_worker_owner(struct import_worker *worker, char ret_owner[UUID_TEXT_SIZE], struct fail *fail) MUST_CHECK;

/* Runs one whose row is in the table under this owner, and writes its end there. ret_result->rows must be initialised. */
bool import_execute(const char *id, const char *owner, const struct import_request *request, uint32_t rows,
                    struct import_result *ret_result, struct fail *fail) MUST_CHECK;

/* The issues of rows as the contract has them: [{"row","column","type","detail"}]. */
void import_rows_render(const struct issues *rows, enum language language, struct arena *arena, struct buffer *to);

#endif
