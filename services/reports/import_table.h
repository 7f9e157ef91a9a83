/* A table of reports: its header against the form, its rows as entries. Wherever its fields come from. Private to import_*.c. */
#ifndef TONGHOP_REPORTS_IMPORT_TABLE_H
#define TONGHOP_REPORTS_IMPORT_TABLE_H

#include "core/limits.h"
#include "import_rows.h"
#include "sheet/sheet_read.h"

/* unit, unitName, agency and reason; each cell by its value and by why there is none; narratives. */
enum { TABLE_COLUMNS_MAX = 4 + 2 * CELLS_MAX + NARRATIVES_MAX };

struct table_row {
    uint32_t number;
    const char *const *fields;         /* "" where there is nothing */
    const enum sheet_cell_kind *kinds; /* NULL: all are text */
    const uint32_t *places;            /* in which row of the sheet each stands; NULL: all in one */
    uint32_t count;
};

enum column_kind {
    COLUMN_BAD,
    COLUMN_IGNORED,
    COLUMN_UNIT,
    COLUMN_AGENCY,
    COLUMN_REASON,
    COLUMN_NARRATIVE,
    COLUMN_VALUE,
    COLUMN_NOT_AVAILABLE,
};
struct column {
    enum column_kind kind;
    uint32_t index; /* of the cell or narrative */
};

struct table {
    const struct import_request *request;
    const struct form_version *version;
    struct column columns[TABLE_COLUMNS_MAX];
    const char *names[TABLE_COLUMNS_MAX];
    uint32_t column_count;
    bool has_unit, has_agency;
    const char *function; /* the only one that reports the form; NULL: the rows say */

    struct arena *arena;   /* of the table */
    struct issues *issues; /* of the table as a whole */
    uint32_t rows;

    struct entry_setting *setting;
    import_row_take take;
    void *taker;
};

/* False: the form is not in force, which is said. */
bool table_begin(struct table *table, const struct import_request *request, struct arena *arena, struct issues *issues) MUST_CHECK;
void table_header(struct table *table, const struct table_row *header);
/* Reads a row and hands it on. False: the taker stopped. */
bool table_row(struct table *table, const struct table_row *row) MUST_CHECK;
/* Nothing stands in it but who should report: a line of a template that was not filled in. */
bool table_row_is_blank(const struct table *table, const struct table_row *row);

#endif
