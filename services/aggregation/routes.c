/* The routes of the aggregation service. Adding one is adding a row. */
#include "routes.h"

#include "core/limits.h"
#include "rollup_table.h"

#define READ_AS(pattern, unit, handle, name, answers)                                                                  \
    { METHOD_GET, pattern, SCOPE_ROLLUPS_READ, unit, BODY_NONE, 0, handle, name, answers }
#define READ(pattern, unit, handle, name)                                                                              \
    { METHOD_GET, pattern, SCOPE_ROLLUPS_READ, unit, BODY_NONE, 0, handle, name }

static const char *const consolidation_key_answers[] = {"application/jwk-set+json", "application/json", NULL};

const struct route aggregation_routes[] = {
    READ_AS("/v1/rollups/{form}/{unit}/{period}", UNIT_IN_PATH, rollup_get, "getRollup", rollup_answers),
    READ("/v1/rollups/{form}/{unit}/{period}/sources", UNIT_IN_PATH, rollup_sources_list, "listRollupSources"),
    READ("/v1/rollups/{form}/{unit}/{period}/missing", UNIT_IN_PATH, rollup_missing_list, "listRollupMissing"),
    READ("/v1/rollups/{form}/{unit}/{period}/changes", UNIT_IN_PATH, rollup_changes_list, "listRollupChanges"),
    READ_AS("/v1/series", UNIT_IN_QUERY, series_get, "getSeries", list_answers),
    READ_AS("/v1/completeness/{form}/{period}", UNIT_IN_QUERY, completeness_get, "getCompleteness", list_answers),
    READ("/v1/attainment/{plan}", UNIT_IN_QUERY, attainment_get, "getAttainment"),
    {METHOD_POST, "/v1/consolidations", SCOPE_CONSOLIDATIONS_WRITE, UNIT_IN_BODY, BODY_JSON, BODY_JSON_MAX,
     consolidation_post, "createConsolidation"},
    READ("/v1/consolidations", UNIT_IN_QUERY, consolidation_list, "listConsolidations"),
    {METHOD_GET, "/v1/consolidations/keys", SCOPE_PUBLIC, NO_UNIT, BODY_NONE, 0, consolidation_keys_get,
     "getConsolidationKeys", consolidation_key_answers},
    READ_AS("/v1/consolidations/{id}", UNIT_OF_OBJECT, consolidation_get, "getConsolidation", rollup_answers),
    {METHOD_PUT, "/v1/consolidations/{id}", SCOPE_CONSOLIDATIONS_WRITE, UNIT_OF_OBJECT, BODY_JSON, BODY_JSON_MAX,
     consolidation_put, "editConsolidation"},
    {METHOD_POST, "/v1/consolidations/{id}/decisions", SCOPE_CONSOLIDATIONS_WRITE, UNIT_OF_OBJECT, BODY_JSON,
     BODY_REPORT_MAX, consolidation_decide, "decideConsolidation"},
    READ("/v1/consolidations/{id}/changes", UNIT_OF_OBJECT, consolidation_changes_get, "getConsolidationChanges"),
    READ("/v1/consolidations/{id}/sources", UNIT_OF_OBJECT, consolidation_sources_list, "listConsolidationSources"),
    {METHOD_POST, "/v1/recomputations", SCOPE_ADMIN, NO_UNIT, BODY_JSON, BODY_REPORT_MAX, recomputation_post,
     "createRecomputation"},
    {METHOD_GET, "/v1/recomputations", SCOPE_ADMIN, NO_UNIT, BODY_NONE, 0, recomputation_list, "listRecomputations"},
    {METHOD_GET, "/v1/recomputations/{id}", SCOPE_ADMIN, NO_UNIT, BODY_NONE, 0, recomputation_get, "getRecomputation"},
    {0},
};
