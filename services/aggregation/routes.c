/* The routes of the aggregation service. Adding one is adding a row. */
#include "routes.h"

#include "core/limits.h"

#define READ(pattern, unit, handle, name)                                                                              \
    { METHOD_GET, pattern, SCOPE_ROLLUPS_READ, unit, BODY_NONE, 0, handle, name }

const struct route aggregation_routes[] = {
    READ("/v1/rollups/{form}/{unit}/{period}", UNIT_IN_PATH, rollup_get, "getRollup"),
    READ("/v1/rollups/{form}/{unit}/{period}/sources", UNIT_IN_PATH, rollup_sources_list, "listRollupSources"),
    READ("/v1/rollups/{form}/{unit}/{period}/missing", UNIT_IN_PATH, rollup_missing_list, "listRollupMissing"),
    READ("/v1/series", UNIT_IN_QUERY, series_get, "getSeries"),
    READ("/v1/completeness/{form}/{period}", UNIT_IN_QUERY, completeness_get, "getCompleteness"),
    READ("/v1/attainment/{plan}", UNIT_IN_QUERY, attainment_get, "getAttainment"),
    {METHOD_POST, "/v1/recomputations", SCOPE_ADMIN, NO_UNIT, BODY_JSON, BODY_REPORT_MAX, recomputation_post,
     "createRecomputation"},
    {METHOD_GET, "/v1/recomputations", SCOPE_ADMIN, NO_UNIT, BODY_NONE, 0, recomputation_list, "listRecomputations"},
    {METHOD_GET, "/v1/recomputations/{id}", SCOPE_ADMIN, NO_UNIT, BODY_NONE, 0, recomputation_get, "getRecomputation"},
    {0},
};
