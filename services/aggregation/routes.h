/* The routes of the aggregation service and their handlers. */
#ifndef TONGHOP_AGGREGATION_ROUTES_H
#define TONGHOP_AGGREGATION_ROUTES_H

#include "http/route.h"

extern const struct route aggregation_routes[];

void rollup_get(struct call *call);          /* GET /v1/rollups/{form}/{unit}/{period} */
void rollup_sources_list(struct call *call); /* GET …/sources?cell= */
void rollup_missing_list(struct call *call); /* GET …/missing */
void rollup_changes_list(struct call *call); /* GET …/changes?from=&to= */
void series_get(struct call *call);          /* GET /v1/series?form=&unit=&cell=&from=&to=&every= */
void completeness_get(struct call *call);    /* GET /v1/completeness/{form}/{period} */
void attainment_get(struct call *call);      /* GET /v1/attainment/{plan} */
void consolidation_post(struct call *call);  /* POST /v1/consolidations */
void consolidation_list(struct call *call);
void consolidation_keys_get(struct call *call); /* GET /v1/consolidations/keys */
void consolidation_get(struct call *call);
void consolidation_put(struct call *call);
void consolidation_decide(struct call *call);       /* POST …/decisions */
void consolidation_changes_get(struct call *call);  /* GET …/changes */
void consolidation_sources_list(struct call *call); /* GET …/sources */
void recomputation_post(struct call *call);  /* POST /v1/recomputations */
void recomputation_list(struct call *call);
void recomputation_get(struct call *call);

#endif
