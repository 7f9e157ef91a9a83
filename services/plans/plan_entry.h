/* Entries: what is told of a plan's tasks and targets, written and shown the same way whatever it is. */
#ifndef TONGHOP_PLANS_PLAN_ENTRY_H
#define TONGHOP_PLANS_PLAN_ENTRY_H

#include "change.h"
#include "plan_entry_sql.h"

/* Stores body as the next version of the entry (plan, kind, item, part) unless nothing changes, and answers; 201 for
 * the first one, with `location`. published: readers of the reference know it too. */
void entry_put(struct call *call, struct change *change, const struct plan_entry *entry, const json_t *body,
               const char *location, bool published);

/* {"version","recordedAt","by", … the members of the body}. */
void entry_write(struct json_writer *writer, const struct plan_entry *entry);
/* Answers with the entries of an item as a list; history: all versions of them. */
void entry_list(struct call *call, struct db *db, const struct plan_entry *asked, bool history);

#endif
