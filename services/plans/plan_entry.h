/* Entries: what is told of a plan's tasks and targets, written and shown the same way whatever it is. */
#ifndef TONGHOP_PLANS_PLAN_ENTRY_H
#define TONGHOP_PLANS_PLAN_ENTRY_H

#include "change.h"
#include "plan_entry_sql.h"
#include "plan_open.h"

/* What a PUT of an entry works with. */
struct entry_change {
    json_t *body;
    struct change change;
    struct open_plan plan; /* the version in force */
};
#define AUTO_ENTRY_CHANGE __attribute__((cleanup(entry_change_end))) struct entry_change
/* False: the call is refused, with 409 where the plan never was issued: nothing is told of what obliges nobody. */
bool entry_change_begin(struct call *call, struct entry_change *ret_change) MUST_CHECK;
void entry_change_end(struct entry_change *change); /* also of one that never began */

/* What a GET of entries works with. */
struct entry_view {
    const struct snapshot *snapshot;
    struct db_lease lease;
    struct open_plan plan; /* the version that counts */
    bool history;          /* all versions are asked for */
};
#define AUTO_ENTRY_VIEW __attribute__((cleanup(entry_view_end))) struct entry_view
/* False: the call is refused. listed: the query may ask for the history. */
bool entry_view_begin(struct call *call, bool listed, struct entry_view *ret_view) MUST_CHECK;
void entry_view_end(struct entry_view *view); /* also of one that never began */

/* Stores body as the next version of the entry (plan, kind, item, part) unless nothing changes, and answers; 201 for
 * the first one, with `location`. published: readers of the reference know it too. */
void entry_put(struct call *call, struct change *change, const struct plan_entry *entry, const json_t *body,
               const char *location, bool published);

/* {"version","recordedAt","by", … the members of the body}. */
void entry_write(struct json_writer *writer, const struct plan_entry *entry);
/* Answers with the entries of an item as a list, with all their versions where the history is asked for. */
void entry_list(struct call *call, const struct entry_view *view, const struct plan_entry *asked);

#endif
