/* For whom a template is made, and what they said for the period before. Private to template*.c. */
#ifndef TONGHOP_REPORTS_TEMPLATE_REPORTER_H
#define TONGHOP_REPORTS_TEMPLATE_REPORTER_H

#include "reports.h"
#include "template.h"

/* The one reporter of a checked entry. */
void reporter_of_entry(struct template *template, const struct entry_setting *setting, const struct entry *entry);
/* All who owe the form for the period at or below a unit, and whom the caller may see; agency: a function or code, NULL: any. */
void reporters_within(struct call *call, struct template *template, uint32_t within, const char *agency);
/* The figures of the period before, of those versions that count and that the caller may see. */
bool reporters_look_back(struct call *call, struct template *template, struct fail *fail) MUST_CHECK;

#endif
