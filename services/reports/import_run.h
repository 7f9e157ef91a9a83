/* An import: the rows of a file, each checked as a POST would be, then stored all or nothing (atomic) or as far as they are good (partial).
 *
 * The file is read from memory row by row; at most IMPORT_CHUNK rows are held as reports while as many before them are being stored. */
#ifndef TONGHOP_REPORTS_IMPORT_RUN_H
#define TONGHOP_REPORTS_IMPORT_RUN_H

#include "http/call.h"
#include "reports.h"

enum { IMPORT_CHUNK = 400 };

struct import_request {
    struct reports *reports;
    const struct snapshot *snapshot;
    struct caller caller;
    moment_t now;
    day_t today;
    enum language language;
    const char *form, *period; /* NULL: the rows name them (NDJSON only) */
    bool atomic, dry_run;
    enum body_kind kind;
    const char *body;
    size_t size;
    struct audit_origin origin;
};

struct import_counts {
    uint32_t received, created, updated, unchanged, rejected;
};

struct import_result {
    struct import_counts counts;
    struct issues rows; /* what was wrong, by row and column */
    moment_t finished;  /* as it is stored; of a dry run nothing is */
};

/* Counts the rows and checks the file as a whole: syntax, header, of a workbook also what it was made for. Issues: nothing of it can be taken. */
uint32_t import_count(const struct import_request *request, struct arena *arena, struct issues *issues);

struct import_watch {
    /* Partial: told after each chunk; false: stop. */
    bool (*go_on)(void *context, const struct import_result *result);
    /* Atomic: writes the end, and the audit entry of what was stored (items), in the transaction that stores everything, so that it is stored if and
     * only if it is said to be; false: nothing is. */
    bool (*seal)(void *context, struct db *db, const struct import_result *result, const struct buffer *items,
                 struct fail *fail);
    void *context;
};

/* Of a file that import_count found sound. ret_result->rows must be initialised, and is ordered by row. False: storing failed or was stopped; the
 * counts say what is stored. `watch` may be NULL for a dry run. */
bool import_run(const struct import_request *request, uint32_t rows, const struct import_watch *watch,
                struct import_result *ret_result, struct fail *fail) MUST_CHECK;

#endif
