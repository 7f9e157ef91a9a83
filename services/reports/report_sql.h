/* Reading statements of the ledger. Reports and their texts live in the arena given. */
#ifndef TONGHOP_REPORTS_REPORT_SQL_H
#define TONGHOP_REPORTS_REPORT_SQL_H

#include "db/db.h"
#include "report.h"

struct reports_found {
    struct report *reports;
    size_t count;
};

/* The highest version of a report; settled: the highest that is no draft. FAULT_MISSING where there is none. */
bool report_find(struct db *db, const char *id, bool settled, struct arena *arena, struct report *ret_report,
                 struct fail *fail) MUST_CHECK;
bool report_find_version(struct db *db, const char *id, int32_t version, struct arena *arena, struct report *ret_report,
                         struct fail *fail) MUST_CHECK;
/* Versions above `after`, in order. */
bool report_versions(struct db *db, const char *id, int32_t after, uint32_t limit, struct arena *arena,
                     struct reports_found *ret_found, struct fail *fail) MUST_CHECK;

/* Current versions in the order of keys, behind a key. NULL, 0: any. */
struct report_filter {
    const char *form, *unit, *agency, *period, *state;
    int32_t period_year;
    const struct report_key *after; /* NULL: from the start */
};
bool reports_list(struct db *db, const struct report_filter *filter, uint32_t limit, struct arena *arena,
                  struct reports_found *ret_found, struct fail *fail) MUST_CHECK;

/* The versions of one year, in the order of their keys, behind one of them. NULL, MOMENT_NONE: any. */
struct ledger_filter {
    const char *form, *period;
    const char *units; /* array of stable ids "{…}" */
    moment_t since;    /* recorded then or later */
};
struct ledger_position {
    struct report_key key;
    int32_t version;
};
bool ledger_versions(struct db *db, const struct ledger_filter *filter, const struct ledger_position *after,
                     uint32_t limit, struct arena *arena, struct reports_found *ret_found, struct fail *fail) MUST_CHECK;
/* The first year after another that has versions; *ret_year 0: none. */
bool ledger_year_after(struct db *db, int32_t year, int32_t *ret_year, struct fail *fail) MUST_CHECK;

/* Current versions of many keys at once: ret_reports[i] for keys[i], NULL where there is none. */
bool reports_current(struct db *db, const struct report_key *keys, size_t count, struct arena *arena,
                     const struct report **ret_reports, struct fail *fail) MUST_CHECK;

/* The same with the versions that count in the submitted view: the newest if submitted or accepted, the accepted one before a return. */
bool reports_counted(struct db *db, const struct report_key *keys, size_t count, struct arena *arena,
                     const struct report **ret_reports, struct fail *fail) MUST_CHECK;

/* What the key of a request stands for. */
struct key_known {
    bool known, same;
    char report[UUID_TEXT_SIZE];
    int32_t version;
    int status;
};
bool key_find(struct db *db, const char *client, const char *key, const unsigned char fingerprint[SHA256_SIZE],
              struct key_known *ret_known, struct fail *fail) MUST_CHECK;

#endif
