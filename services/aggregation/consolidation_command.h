/* tonghop-aggregation consolidate and verify: a draft for the province-level job, and the check of a consolidation that was saved as a file. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_COMMAND_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_COMMAND_H

#include "service/service.h"

#define CONSOLIDATE_OPTIONS "--unit UNIT --agency AGENCY --forms FORM,FORM… --period PERIOD [--plan PLAN]"
#define VERIFY_OPTIONS "FILE [--keys JWKS]"

/* Drafts as POST /v1/consolidations does, and prints the id. Who drafts is the service itself: any person may sign. */
int consolidate_run(struct service *service);
/* Says on stderr what is wrong with the file, exit 1. Without --keys: against the key of TONGHOP_SEAL_KEY_FILE. Needs no other setting. */
int verify_run(struct service *service);

#endif
