/* Obligations to print or to take into a spreadsheet: the whole list at once, in Vietnamese or English. */
#ifndef TONGHOP_REPORTS_OBLIGATION_PRINT_H
#define TONGHOP_REPORTS_OBLIGATION_PRINT_H

#include "obligation_find.h"

enum { PRINTED_ROWS_MAX = 20000, PRINTED_LOOKED_MAX = 200000 };

/* By form and period, then by the unit above the reporter's, then in the order of the tree. */
struct printed {
    struct arena *arena;
    const struct snapshot *snapshot;
    const struct asked *asked;
    enum language language;
    moment_t now;
    struct owed *rows;
    size_t count;
    bool cut; /* there are more than may be printed */
};

/* Answers the request in the type it accepts, other than JSON. */
void obligation_print(struct call *call, const struct asked *asked);

void obligation_page_write(const struct printed *printed, struct buffer *to);
void obligation_csv_write(const struct printed *printed, struct buffer *to);
bool obligation_workbook_write(const struct printed *printed, struct buffer *to, struct fail *fail) MUST_CHECK;

/* ---- What is said in all of them; texts live as long as the arena */

const char *say(const struct printed *printed, const char *vietnamese, const char *english);
const char *title_said(const struct printed *printed);
const char *scope_said(const struct printed *printed); /* the unit whose list it is */
const char *cut_said(const struct printed *printed);
const char *form_said(const struct printed *printed, const struct obligation_slot *slot);
const char *deliverable_said(const struct printed *printed, const struct obligation_slot *slot);
const char *period_said(const struct printed *printed, const struct obligation_slot *slot);
const char *agency_said(const struct printed *printed, const struct owed *owed);
const char *state_said(const struct printed *printed, const char *state);
const char *due_said(const struct printed *printed, const struct owed *owed);          /* local time */
const char *original_due_said(const struct printed *printed, const struct owed *owed); /* NULL: not extended */
const char *made_at_said(const struct printed *printed);

const struct unit_version *unit_of(const struct owed *owed);
const struct unit_version *unit_above(const struct owed *owed); /* NULL: the nation's */
int64_t days_late(const struct printed *printed, const struct owed *owed); /* days begun; 0: not late */

#endif
