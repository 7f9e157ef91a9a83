/* How the files of a template are laid out: for those who write them, and for the import that reads them back.
 *
 * One reporter: a sheet with a row for each cell of the form ("form"). Several: a table with a row for each reporter and a column for each
 * cell, as a CSV has it ("table"). A hidden sheet says of every workbook what it was made for, so that it cannot be sent in for
 * anything else. A workbook without that sheet is read as a table whose first row is the header. */
#ifndef TONGHOP_REPORTS_TEMPLATE_LAYOUT_H
#define TONGHOP_REPORTS_TEMPLATE_LAYOUT_H

#define TEMPLATE_IDENTITY_SHEET "_tonghop"

/* Rows of that sheet: a name in column A, its value in column B. Unit and agency only in the layout of one reporter. */
enum identity {
    IDENTITY_LAYOUT, /* "form", "table" */
    IDENTITY_FORM,
    IDENTITY_FORM_VERSION,
    IDENTITY_PERIOD,
    IDENTITY_UNIT,
    IDENTITY_AGENCY,
    IDENTITY_COUNT
};
extern const char *const identity_names[IDENTITY_COUNT];
#define LAYOUT_FORM "form"
#define LAYOUT_TABLE "table"

/* Columns of tables besides the codes of cells. unitName is there for people: it is never read. */
#define COLUMN_NAME_UNIT "unit"
#define COLUMN_NAME_UNIT_NAME "unitName"
#define COLUMN_NAME_AGENCY "agency"
#define COLUMN_NAME_REASON "reason"
#define COLUMN_PREFIX_NOT_AVAILABLE "notAvailable."
#define COLUMN_PREFIX_NARRATIVE "narratives."

/* The layout of one reporter: rows as the spreadsheet numbers them, columns from 0. In column A of the rows from FORM_ROW_FIRST stands the code of a
 * cell, narratives.<code>, or reason. */
enum {
    FORM_ROW_FORM = 3,
    FORM_ROW_PERIOD,
    FORM_ROW_UNIT,
    FORM_ROW_AGENCY,
    FORM_ROW_FIRST = 10,
};
enum {
    FORM_COLUMN_CODE,
    FORM_COLUMN_NUMBER,
    FORM_COLUMN_NAME_VI,
    FORM_COLUMN_NAME_EN,
    FORM_COLUMN_UNIT_OF_MEASURE,
    FORM_COLUMN_VALUE,
    FORM_COLUMN_NOT_AVAILABLE,
    FORM_COLUMN_LAST,
    FORM_COLUMN_PROPOSED,
    FORM_COLUMN_COUNT,
    FORM_COLUMN_IDENTITY = FORM_COLUMN_NAME_VI, /* of what stands in the rows above */
};

/* The table: the header with the codes, below it what they mean, then the reporters. */
enum { TABLE_ROW_HEADER = 1, TABLE_ROW_FIRST = 3 };

#endif
