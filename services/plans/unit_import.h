/* Imports of units: POST /v1/unit-imports and its jobs. */
#ifndef TONGHOP_PLANS_UNIT_IMPORT_H
#define TONGHOP_PLANS_UNIT_IMPORT_H

#include "job.h"

extern const struct job_kind unit_import_kind;

void unit_import_post(struct call *call);
void unit_import_list(struct call *call);
void unit_import_get(struct call *call);
void unit_import_delete(struct call *call);

#endif
