/* A version of a report to print, in the layout of an administrative report (decree 30/2020/NĐ-CP, annex I). */
#ifndef TONGHOP_REPORTS_REPORT_PAGE_H
#define TONGHOP_REPORTS_REPORT_PAGE_H

#include "core/buffer.h"
#include "report.h"
#include "http/call.h"
#include "json/read.h"

struct printed_report {
    struct arena *arena;
    const struct snapshot *snapshot;
    const struct report *report;
    const struct form *form;
    const struct form_version *version;
    const json_t *details;
    int32_t zone_offset_seconds; /* of the programme */
};

void report_page_write(const struct printed_report *printed, struct buffer *to);

/* The request is for a page, and is answered with one. The version of its form must be known. */
bool report_page_wanted(const struct call *call);
void report_page_answer(struct call *call, const struct snapshot *snapshot, const struct report *report);

/* ---- What is said on it, in Vietnamese; texts live as long as the arena */

const char *place_said(const struct printed_report *printed); /* "Trúc Bạch"; "……" where the unit is not known */
/* The head's lines for the issuing agency: whose it is, where that is not its own name; itself; and whose it is otherwise. NULL: no such line. */
struct issuer_lines {
    const char *above, *issuer, *of;
};
struct issuer_lines issuer_said(const struct printed_report *printed);
const char *number_said(const struct printed_report *printed); /* "12/BC-UBND", blanks where it is not known */
const char *date_said(const struct printed_report *printed);   /* of the paper: "ngày 10 tháng 6 năm 2023" */
const char *period_said_of(const struct printed_report *printed);
const char *figure_said(const struct printed_report *printed, uint32_t cell); /* "1.234,50", "có"; NULL: missing */
const char *measure_said(const struct cell *cell);
const char *moment_said_at(const struct printed_report *printed, moment_t moment); /* "17:05 ngày 10/6/2023"; MOMENT_NONE: "–" */
const char *report_state_said(enum report_state state);
const char *timeliness_said(const struct report *report);
/* "Số liệu ước tính", … ; *ret_count of them. */
const char **marks_said(const struct printed_report *printed, size_t *ret_count);

#endif
