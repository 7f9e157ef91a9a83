/* Statements on what is told of a plan's tasks and targets. */
#include "plan_entry_sql.h"

#include <inttypes.h>
#include <stdio.h>

enum { NUMBER_TEXT = 24 };

struct plan_entry entry_of_row(const PGresult *rows, int row) {
    return (struct plan_entry){.plan = db_text(rows, row, 0),
                               .kind = db_text(rows, row, 1),
                               .item = db_text(rows, row, 2),
                               .part = db_text(rows, row, 3),
                               .version = (int32_t)db_int(rows, row, 4),
                               .body = db_text(rows, row, 5),
                               .recorded = db_int(rows, row, 6),
                               .subject = db_text(rows, row, 7)};
}

#define ENTRY_COLUMNS "SELECT plan, kind, item, part, version, body, recorded_us, subject"
#define ENTRY_ASKED                                                                                                    \
    " WHERE plan = $1 AND kind = $2 AND ($3::text IS NULL OR item = $3) AND ($4::text IS NULL OR part = $4)"           \
    " ORDER BY item, part, version DESC"

PGresult *plan_entries_newest(struct db *db, const struct plan_entry *asked, struct fail *fail) {
    static const struct statement statement = {"plan_entries_newest",
                                               ENTRY_COLUMNS " FROM newest_plan_entry" ENTRY_ASKED};
    return db_run(db, &statement, 4, (const char *[]){asked->plan, asked->kind, asked->item, asked->part}, fail);
}

PGresult *plan_entries_all(struct db *db, const struct plan_entry *asked, struct fail *fail) {
    static const struct statement statement = {"plan_entries_all", ENTRY_COLUMNS " FROM plan_entry" ENTRY_ASKED};
    return db_run(db, &statement, 4, (const char *[]){asked->plan, asked->kind, asked->item, asked->part}, fail);
}

bool plan_entry_store(struct db *db, const struct plan_entry *entry, unsigned char ret_digest[AUDIT_HASH_SIZE],
                      struct fail *fail) {
    static const struct statement statement = {
        "plan_entry_store",
        "INSERT INTO plan_entry (plan, kind, item, part, version, body, sha256, recorded_us, subject)"
        "VALUES ($1, $2, $3, $4, $5, $6, sha256(convert_to($6, 'UTF8')), $7, $8)"
        " RETURNING sha256(record_send(ROW(plan, kind, item, part, version, body, recorded_us, subject)))"};
    char version[NUMBER_TEXT], recorded[NUMBER_TEXT];
    snprintf(version, sizeof version, "%" PRId32, entry->version);
    snprintf(recorded, sizeof recorded, "%" PRId64, entry->recorded);
    const char *const values[] = {entry->plan, entry->kind, entry->item, entry->part,
                                  version,     entry->body, recorded,    entry->subject};
    return audit_store(db, &statement, 8, values, ret_digest, fail);
}
