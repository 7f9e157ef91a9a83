/* What differs between two versions of one report: for the reviewer, and for whoever reads. */
#ifndef TONGHOP_REPORTS_REPORT_DIFF_H
#define TONGHOP_REPORTS_REPORT_DIFF_H

#include "report.h"
#include "json/write.h"

/* Cells, reasons, narratives and marks that changed, each before and after; names in the language. The form's version must be known. */
void write_report_diff(struct json_writer *json, const char *name, const struct snapshot *snapshot,
                       const struct report *before, const struct report *after, enum language language,
                       struct arena *arena);

/* "-12.5": from before to after, in percent of before; NULL where one is missing or before was 0. */
const char *change_percent(int64_t before, int64_t after, char text[QUANTITY_TEXT_SIZE]);

#endif
