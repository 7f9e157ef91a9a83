/* What a report says compared with what its reporter said for the period before, where the form asks for it.
 *
 * "Before" is the same kind of period under the programme's calendar; of its report the version that counts (reports_counted). Forms that compare with
 * nothing cost nothing. */
#ifndef TONGHOP_REPORTS_LOOK_BACK_H
#define TONGHOP_REPORTS_LOOK_BACK_H

#include "db/db.h"
#include "entry.h"

struct look_back {
    const struct form_version *version; /* NULL: there is nothing to compare with */
    struct report_key key;              /* of the report for the period before; its texts as those of the entry */
    bool adjoins;                       /* that period ends where this one begins */
};

struct look_back look_back_of(const struct entry_setting *setting, const struct entry *entry);

/* The reports to compare with, in one statement: ret_reports[i] for look_backs[i], NULL where there is none. No statement where none is asked for. */
bool look_back_find(struct db *db, const struct look_back *look_backs, size_t count, struct arena *arena,
                    const struct report **ret_reports, struct fail *fail) MUST_CHECK;

/* Compares; last NULL: nothing to say. */
void look_back_check(const struct look_back *look_back, const struct report *last, const int64_t *values, bool draft,
                     struct issues *issues, struct issues *warnings);

#endif
