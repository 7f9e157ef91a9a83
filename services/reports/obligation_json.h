/* An obligation as others see it: in an answer and in a reminder alike. */
#ifndef TONGHOP_REPORTS_OBLIGATION_JSON_H
#define TONGHOP_REPORTS_OBLIGATION_JSON_H

#include "json/write.h"
#include "obligation_slot.h"

const char *deliverable_name(enum deliverable deliverable); /* report, consolidation, plan */
/* The members from form to originalDueAt, into an open object. */
void write_obligation(struct json_writer *json, const struct obligation_slot *slot, const struct obligation_list *list,
                      const struct obligation *obligation);

#endif
