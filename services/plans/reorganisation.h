/* Reorganisations: one act each, with its edges old unit → new unit. Handlers, and the jobs of large ones. */
#ifndef TONGHOP_PLANS_REORGANISATION_H
#define TONGHOP_PLANS_REORGANISATION_H

#include "job.h"

extern const struct job_kind reorganisation_kind;

void reorganisation_list(struct call *call);
void reorganisation_post(struct call *call);
void reorganisation_get(struct call *call);
void reorganisation_put(struct call *call);
void reorganisation_import_list(struct call *call);
void reorganisation_import_get(struct call *call);
void reorganisation_import_delete(struct call *call);

#endif
