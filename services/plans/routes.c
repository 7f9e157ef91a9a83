/* The routes of the plans service. Adding one is adding a row. */
#include "catalogue.h"
#include "duty.h"
#include "plan.h"
#include "plan_export.h"
#include "plans.h"
#include "reorganisation.h"
#include "request.h"
#include "unit.h"
#include "unit_import.h"

#define READ(pattern, handle, name)                                                                                    \
    { METHOD_GET, pattern, SCOPE_PLANS_READ, NO_UNIT, BODY_NONE, 0, handle, name }
#define READ_AS(pattern, handle, name, answers)                                                                        \
    { METHOD_GET, pattern, SCOPE_PLANS_READ, NO_UNIT, BODY_NONE, 0, handle, name, answers }
#define PUT(pattern, unit, handle, name)                                                                               \
    { METHOD_PUT, pattern, SCOPE_PLANS_WRITE, unit, BODY_JSON, BODY_JSON_MAX, handle, name }
#define POST(pattern, unit, bodies, max, handle, name)                                                                 \
    { METHOD_POST, pattern, SCOPE_PLANS_WRITE, unit, bodies, max, handle, name }

const struct route plans_routes[] = {
    READ("/v1/units", unit_list, "listUnits"),
    READ("/v1/units/{unit}", unit_get, "getUnit"),
    READ("/v1/units/{unit}/ancestors", unit_ancestors_get, "listUnitAncestors"),
    READ("/v1/units/{unit}/children", unit_children, "listUnitChildren"),
    READ("/v1/units/{unit}/versions", unit_versions, "listUnitVersions"),
    READ("/v1/units/{unit}/successors", unit_successors_get, "listUnitSuccessors"),
    READ("/v1/units/{unit}/predecessors", unit_predecessors_get, "listUnitPredecessors"),

    POST("/v1/unit-imports", UNIT_IN_BODY, BODY_CSV, BODY_IMPORT_MAX, unit_import_post, "importUnits"),
    READ("/v1/unit-imports", unit_import_list, "listUnitImports"),
    READ("/v1/unit-imports/{import}", unit_import_get, "getUnitImport"),
    {METHOD_DELETE, "/v1/unit-imports/{import}", SCOPE_PLANS_WRITE, UNIT_OF_OBJECT, BODY_NONE, 0, unit_import_delete,
     "cancelUnitImport"},

    READ("/v1/reorganisations", reorganisation_list, "listReorganisations"),
    POST("/v1/reorganisations", UNIT_IN_BODY, BODY_JSON | BODY_CSV, BODY_JSON_MAX, reorganisation_post,
         "createReorganisation"),
    READ("/v1/reorganisations/{code}", reorganisation_get, "getReorganisation"),
    {METHOD_PUT, "/v1/reorganisations/{code}", SCOPE_PLANS_WRITE, UNIT_IN_BODY, BODY_JSON | BODY_CSV, BODY_JSON_MAX,
     reorganisation_put, "putReorganisation"},
    READ("/v1/reorganisations/{code}/imports", reorganisation_import_list, "listReorganisationImports"),
    READ("/v1/reorganisations/{code}/imports/{import}", reorganisation_import_get, "getReorganisationImport"),
    {METHOD_DELETE, "/v1/reorganisations/{code}/imports/{import}", SCOPE_PLANS_WRITE, UNIT_OF_OBJECT, BODY_NONE, 0,
     reorganisation_import_delete, "cancelReorganisationImport"},

    READ("/v1/agencies", agency_list, "listAgencies"),
    READ("/v1/agencies/{code}", agency_get, "getAgency"),
    PUT("/v1/agencies/{code}", UNIT_IN_BODY, agency_put, "putAgency"),
    READ("/v1/holidays", holidays_list, "listHolidays"),
    READ("/v1/holidays/{year}", holidays_get, "getHolidays"),
    PUT("/v1/holidays/{year}", UNIT_OF_OBJECT, holidays_put, "putHolidays"),
    READ("/v1/programmes", programme_list, "listProgrammes"),
    READ("/v1/programmes/{code}", programme_get, "getProgramme"),
    PUT("/v1/programmes/{code}", UNIT_OF_OBJECT, programme_put, "putProgramme"),
    READ("/v1/indicators", indicator_list, "listIndicators"),
    READ("/v1/indicators/{code}", indicator_get, "getIndicator"),
    PUT("/v1/indicators/{code}", UNIT_OF_OBJECT, indicator_put, "putIndicator"),
    READ("/v1/forms", form_list, "listForms"),
    READ("/v1/forms/{code}", form_get, "getForm"),
    PUT("/v1/forms/{code}", UNIT_OF_OBJECT, form_put, "putForm"),
    READ("/v1/forms/{code}/versions", form_versions, "listFormVersions"),
    READ("/v1/forms/{code}/versions/{version}", form_version_get, "getFormVersion"),

    {METHOD_GET, "/v1/duties", SCOPE_PLANS_READ, NO_UNIT, BODY_NONE, 0, duty_list, "listDuties", duty_answers},
    READ("/v1/requests", request_list, "listRequests"),
    POST("/v1/requests", UNIT_IN_BODY, BODY_JSON, BODY_JSON_MAX, request_post, "createRequest"),
    READ("/v1/requests/{code}", request_get, "getRequest"),
    READ("/v1/extensions", extension_list, "listExtensions"),
    POST("/v1/extensions", UNIT_IN_BODY, BODY_JSON, BODY_JSON_MAX, extension_post, "createExtension"),
    READ("/v1/extensions/{code}", extension_get, "getExtension"),

    READ("/v1/plans", plan_list, "listPlans"),
    POST("/v1/plans", UNIT_IN_BODY, BODY_JSON, BODY_JSON_MAX, plan_post, "createPlan"),
    READ_AS("/v1/plans/{plan}", plan_get, "getPlan", plan_answers),
    PUT("/v1/plans/{plan}", UNIT_OF_OBJECT, plan_put, "putPlan"),
    READ("/v1/plans/{plan}/versions", plan_versions, "listPlanVersions"),
    READ("/v1/plans/{plan}/diff", plan_diff, "getPlanDiff"),
    POST("/v1/plans/{plan}/copy", UNIT_IN_BODY, BODY_JSON, BODY_JSON_MAX, plan_copy, "copyPlan"),
    READ("/v1/plans/{plan}/alignment", plan_alignment, "getPlanAlignment"),
    READ("/v1/plans/{plan}/tasks", plan_tasks, "listPlanTasks"),
    READ("/v1/plans/{plan}/tasks/{task}/progress", task_progress_list, "listTaskProgress"),
    PUT("/v1/plans/{plan}/tasks/{task}/progress", UNIT_IN_BODY, task_progress_put, "putTaskProgress"),
    READ("/v1/plans/{plan}/targets/{code}/allocation", target_allocation_get, "getTargetAllocation"),
    PUT("/v1/plans/{plan}/targets/{code}/allocation", UNIT_OF_OBJECT, target_allocation_put, "putTargetAllocation"),
    READ("/v1/plans/{plan}/targets/{code}/assessment", target_assessment_list, "listTargetAssessments"),
    PUT("/v1/plans/{plan}/targets/{code}/assessment", UNIT_OF_OBJECT, target_assessment_put, "putTargetAssessment"),
    READ_AS("/v1/plans/{plan}/versions/{version}", plan_version_get, "getPlanVersion", plan_answers),
    POST("/v1/plans/{plan}/transitions", UNIT_OF_OBJECT, BODY_JSON, BODY_JSON_MAX, plan_transition, "transitionPlan"),
    {0},
};
