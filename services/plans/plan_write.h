/* What the files on plans share. */
#ifndef TONGHOP_PLANS_PLAN_WRITE_H
#define TONGHOP_PLANS_PLAN_WRITE_H

#include "plan_sql.h"
#include "json/write.h"

/* {"id","version","state","recordedAt", … the members of the body}. */
void plan_write(struct json_writer *writer, const struct plan_record *plan);

#endif
