/* What the files on plans share. */
#ifndef TONGHOP_PLANS_PLAN_WRITE_H
#define TONGHOP_PLANS_PLAN_WRITE_H

#include "change.h"
#include "plan_review.h"
#include "plan_sql.h"
#include "json/write.h"

/* {"id","version","state","recordedAt", … the members of the body}. */
void plan_write(struct json_writer *writer, const struct plan_record *plan);
/* The same with more members between: `head` is an object begun by plan_head_begin, to which members were added. */
struct json_writer plan_head_begin(struct buffer *head, const struct plan_record *plan);
void plan_head_end(struct json_writer *writer, struct json_writer *head, const struct plan_record *plan);

/* A new draft, answered with 201; 409 where the code is taken. review NULL: none. The document is checked. */
void plan_create_draft(struct call *call, struct change *change, const json_t *body, const struct review *review);

#endif
