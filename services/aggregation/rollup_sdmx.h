/* What the files that write SDMX-JSON share. */
#ifndef TONGHOP_AGGREGATION_ROLLUP_SDMX_H
#define TONGHOP_AGGREGATION_ROLLUP_SDMX_H

#include "json/write.h"
#include "rollup_table.h"

#define SDMX_SENDER "TONGHOP"

/* A dimension of the form's cells with its values, each once; the first value is of the cells that are not divided by it. */
struct disaggregation {
    const char *name;
    const char **values; /* values[0] is NULL */
    size_t count, capacity;
};

/* A period that figures are of, and the column that they stand in. */
struct sdmx_time {
    const struct period *period;
    enum figure_column column;
};

/* A message as it is written, and the table that it has come to.
 *
 * The key is FORM · CELL · one place for each disaggregation · COVERAGE · REF_AREA · TIME_PERIOD; FORM stands at the data set. */
struct sdmx {
    struct json_writer json;
    const struct rollup_document *document;
    const struct rollup_table *table;
    struct disaggregation *dimensions;
    size_t dimension_count, dimension_capacity;
    struct sdmx_time times[4];
    uint32_t time_count;
    const char **cell_keys; /* of the lines: the part of the key that says which cell it is */
};
enum { SDMX_DIMENSIONS_BEHIND = 3 }; /* the disaggregations */

/* The values that observations name by their index. */
enum sdmx_coverage { COVERAGE_TOTAL, COVERAGE_OWN };
enum sdmx_status { STATUS_NORMAL, STATUS_MISSING, STATUS_SUPPRESSED, STATUS_ESTIMATED };
enum { SDMX_REASONS = 6 };
extern const char *const sdmx_reasons[SDMX_REASONS]; /* the first two are what makes a figure suppressed */

/* Finds the dimensions, periods and keys of a table. */
void sdmx_turn_to(struct sdmx *sdmx, uint32_t index);

/* Bytes that an identifier may not have are written as $ and two hexadecimal digits. */
const char *sdmx_identifier(const struct sdmx *sdmx, const char *text);
void sdmx_names(struct sdmx *sdmx, const char *vi, const char *en);

/* "dimensions", "measures" and "attributes" of the table. */
void sdmx_components(struct sdmx *sdmx);

#endif
