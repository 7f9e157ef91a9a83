/* A CSV with named columns: which field is which, and whether all that are needed are there. Pure. */
#ifndef TONGHOP_PLANS_TABLE_H
#define TONGHOP_PLANS_TABLE_H

#include "core/csv.h"

enum { TABLE_COLUMNS_MAX = 16 };

struct table {
    const char *const *columns; /* names, closed with NULL; in any order, and no others are taken */
    uint32_t needed;            /* so many of them, the first ones; those behind may be left out. 0: all */
    struct issues *issues;
    /* Takes a row whose width is right. */
    void (*take)(void *taker, const struct table *table, const struct csv_row *row);
    void *taker;

    /* Set while reading. */
    uint32_t width, rows; /* fields of the header; rows below it */
    uint32_t field_of[TABLE_COLUMNS_MAX];
};

/* Reads it whole; all that is wrong is in issues. */
void table_read(struct table *table, const char *bytes, size_t size, uint32_t rows_max);
/* The field of a row by the column's place in `columns`; "" of a column that is left out. */
const char *table_field(const struct table *table, const struct csv_row *row, uint32_t column);
/* Adds an issue at a row and column. */
void table_issue(const struct table *table, const struct csv_row *row, uint32_t column, enum issue_type type,
                 const char *argument0, const char *argument1, const char *argument2);

#endif
