/* What an import of a table did, as an answer and as the result of a job. */
#ifndef TONGHOP_PLANS_IMPORT_H
#define TONGHOP_PLANS_IMPORT_H

#include "core/issue.h"
#include "json/write.h"

enum { IMPORT_SYNCHRONOUS_ROWS_MAX = 1000 }; /* more become a job */

struct import_result {
    uint32_t received, created, updated, unchanged, skipped;
    const char *sha256; /* of the content, hexadecimal */
};

/* The members counts, rows and sha256 of an open object. Rows are the issues; what has any was rejected, and then
 * nothing was stored. */
void import_result_write(struct json_writer *writer, const struct import_result *result, const struct issues *issues,
                         enum language language);

#endif
