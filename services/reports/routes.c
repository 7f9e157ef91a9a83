/* The route table of the reports service. */
#include "core/limits.h"
#include "http/route.h"
#include "import_handlers.h"
#include "report_handlers.h"
#include "reports.h"

/* clang-format off */
const struct route reports_routes[] = {
    {METHOD_POST,   "/v1/reports",                         SCOPE_REPORTS_WRITE, UNIT_IN_BODY,   BODY_JSON, BODY_REPORT_MAX, report_submit, "submitReport"},
    {METHOD_GET,    "/v1/reports",                         SCOPE_REPORTS_READ,  UNIT_IN_QUERY,  BODY_NONE, 0, report_list, "listReports"},
    {METHOD_GET,    "/v1/reports/{id}",                    SCOPE_REPORTS_READ,  UNIT_OF_OBJECT, BODY_NONE, 0, report_show, "getReport", report_answers},
    {METHOD_PUT,    "/v1/reports/{id}",                    SCOPE_REPORTS_WRITE, UNIT_OF_OBJECT, BODY_JSON, BODY_REPORT_MAX, report_change, "changeReport"},
    {METHOD_GET,    "/v1/reports/{id}/versions",           SCOPE_REPORTS_READ,  UNIT_OF_OBJECT, BODY_NONE, 0, report_show_versions, "listReportVersions"},
    {METHOD_GET,    "/v1/reports/{id}/versions/{version}", SCOPE_REPORTS_READ,  UNIT_OF_OBJECT, BODY_NONE, 0, report_show_version, "getReportVersion", report_answers},
    {METHOD_GET,    "/v1/reports/{id}/diff",               SCOPE_REPORTS_READ,  UNIT_OF_OBJECT, BODY_NONE, 0, report_show_diff, "diffReport"},
    {METHOD_GET,    "/v1/reports/{id}/review",             SCOPE_REPORTS_REVIEW, UNIT_OF_OBJECT, BODY_NONE, 0, review_show, "getReview"},
    {METHOD_GET,    "/v1/reviews",                         SCOPE_REPORTS_REVIEW, UNIT_IN_QUERY, BODY_NONE, 0, review_list, "listReviews"},
    {METHOD_POST,   "/v1/decisions",                       SCOPE_ANY,           UNIT_IN_BODY,   BODY_JSON, BODY_JSON_MAX, reports_decide, "decideReports"},
    {METHOD_POST,   "/v1/reports/{id}/decisions",          SCOPE_ANY,           UNIT_OF_OBJECT, BODY_JSON, BODY_REPORT_MAX, report_decide, "decideReport"},
    {METHOD_GET,    "/v1/obligations",                     SCOPE_REPORTS_READ,  UNIT_IN_QUERY,  BODY_NONE, 0, obligation_list, "listObligations", obligation_answers},
    {METHOD_GET,    "/v1/templates/{form}",                SCOPE_REPORTS_READ,  UNIT_IN_QUERY,  BODY_NONE, 0, template_show, "getTemplate", template_answers},
    {METHOD_POST,   "/v1/imports",                         SCOPE_REPORTS_WRITE, UNIT_IN_BODY,   BODY_CSV | BODY_NDJSON | BODY_XLSX, BODY_IMPORT_MAX, import_submit, "submitImport"},
    {METHOD_GET,    "/v1/imports",                         SCOPE_REPORTS_WRITE, NO_UNIT,        BODY_NONE, 0, import_list, "listImports"},
    {METHOD_GET,    "/v1/imports/{id}",                    SCOPE_REPORTS_WRITE, NO_UNIT,        BODY_NONE, 0, import_show, "getImport"},
    {METHOD_DELETE, "/v1/imports/{id}",                    SCOPE_REPORTS_WRITE, NO_UNIT,        BODY_NONE, 0, import_stop, "cancelImport"},
    {0},
};
/* clang-format on */
