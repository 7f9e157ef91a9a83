/* Every limit on what comes from outside, in one place; tests attack each of them. */
#ifndef TONGHOP_CORE_LIMITS_H
#define TONGHOP_CORE_LIMITS_H

#define KIB(n) ((n) * 1024UL)
#define MIB(n) ((n) * 1024UL * 1024UL)

enum {
    URL_BYTES_MAX = 2048,
    HEADER_MEMORY_BYTES_MAX = 32 * 1024, /* all headers of a request, enforced by libmicrohttpd: 431 */
    TOKEN_BYTES_MAX = 8 * 1024,
    CONNECTION_IDLE_SECONDS_MAX = 30,    /* then a connection that says nothing is closed */
    ADMIN_CONNECTIONS_MAX = 64,          /* at the admin port; TONGHOP_CONNECTIONS_MAX at the other */
    JSON_DEPTH_MAX = 32,
    ISSUE_TEXT_MAX = 512,
    QUERY_PARAMETERS_MAX = 32,
    PATH_PARAMETERS_MAX = 4,
    PAGE_DEFAULT = 100,
    PAGE_MAX = 1000,
    CURSOR_BYTES_MAX = 1024,
    CODE_MAX = 64,
    NAME_MAX_BYTES = 512,
    TEXT_MAX_BYTES = 20000, /* one text member of a plan */
    REASON_BYTES_MAX = 2000,
    REMARK_BYTES_MAX = 2000,
    CELLS_MAX = 1000,       /* of a form */
    RULES_MAX = 500,
    RULE_TERMS_MAX = 50, /* of either side */
    NARRATIVES_MAX = 50,
    FORM_FUNCTIONS_MAX = 50,
    FIELD_BYTES_MAX = 4096, /* of a CSV */
    IMPORT_ROWS_MAX = 1000000,
    IMPORT_ATOMIC_ROWS_MAX = 20000,
    IMPORT_QUEUE_MAX = 4, /* large imports that wait */
    UNIT_ROWS_MAX = 100000,
    REORGANISATION_EDGES_MAX = 50000,
    IDEMPOTENCY_KEY_MAX = 200,
    PLAN_ITEMS_MAX = 5000, /* targets, tasks, duties, sections each */
    DECISIONS_MAX = 1000,
    REQUEST_NAMED_MAX = 2000, /* units, agencies each */
    EXTENSION_UNITS_MAX = 2000,
    ALLOCATIONS_MAX = 2000,
    EVIDENCE_MAX = 100,
    DUTY_DAYS_MAX = 731, /* from the first day asked about to the last */
    DUTY_ENTRIES_MAX = 20000,
    SERIES_MAX = 600, /* points */

    RATE_CLIENTS_MAX = 1024,    /* whose rates are known at once */
    RATE_DEBT_SECONDS_MAX = 60, /* that a large import can keep its client from the next request */
    ROWS_A_REQUEST = 10,        /* rows of an import that count as one request: about what each costs */
    WAITERS_A_CONNECTION = 16,  /* who wait for a database connection; one more is told to come again */
};

#define BODY_JSON_MAX MIB(10)
#define BODY_REPORT_MAX KIB(512)
#define BODY_IMPORT_MAX MIB(100)

#endif
