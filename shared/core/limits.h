/* Every limit on what comes from outside, in one place; tests attack each of them. */
#ifndef TONGHOP_CORE_LIMITS_H
#define TONGHOP_CORE_LIMITS_H

#define KIB(n) ((n) * 1024UL)
#define MIB(n) ((n) * 1024UL * 1024UL)

enum {
    URL_BYTES_MAX = 2048,
    HEADER_MEMORY_BYTES_MAX = 32 * 1024, /* all headers of a request, enforced by libmicrohttpd: 431 */
    TOKEN_BYTES_MAX = 8 * 1024,
    JSON_DEPTH_MAX = 32,
    ISSUE_TEXT_MAX = 512,
    QUERY_PARAMETERS_MAX = 32,
    PATH_PARAMETERS_MAX = 4,
    PAGE_DEFAULT = 100,
    PAGE_MAX = 1000,
    CODE_MAX = 64,
    NAME_MAX_BYTES = 512,
    TEXT_MAX_BYTES = 20000, /* one text member of a plan */
    CELLS_MAX = 1000,       /* of a form */
    RULES_MAX = 500,
    NARRATIVES_MAX = 50,
    FIELD_BYTES_MAX = 4096, /* of a CSV */
    IMPORT_ROWS_MAX = 1000000,
    IMPORT_ATOMIC_ROWS_MAX = 20000,
    IDEMPOTENCY_KEY_MAX = 200,
    PLAN_ITEMS_MAX = 5000, /* targets, tasks, duties, sections each */
};

#define BODY_JSON_MAX MIB(10)
#define BODY_REPORT_MAX KIB(512)
#define BODY_IMPORT_MAX MIB(100)

#endif
