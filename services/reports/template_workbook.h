/* What the files that write the workbook of a template share. */
#ifndef TONGHOP_REPORTS_TEMPLATE_WORKBOOK_H
#define TONGHOP_REPORTS_TEMPLATE_WORKBOOK_H

#include "sheet/sheet.h"
#include "template_words.h"

/* What may be typed for a cell, why it has no value, a narrative, and why the report changes; hints in both languages. */
struct sheet_input cell_input(const struct template *template, const struct cell *cell);
struct sheet_input not_available_input(const struct template *template);
struct sheet_input narrative_input(const struct template *template, const struct narrative *narrative);
struct sheet_input reason_input(void);

/* "Vietnamese / English". */
const char *both_words(struct arena *arena, const char *vi, const char *en);
const char *measure_both(struct arena *arena, const struct indicator *indicator); /* "người / persons", "ha" */

/* The sheets of many reporters: the table to fill in, and what the period before has left. */
void table_sheets(struct workbook *workbook, const struct template *template);

#endif
