/* Statements on documents of the catalogue. */
#include "document_sql.h"

#include <inttypes.h>
#include <stdio.h>

enum { NUMBER_TEXT = 24 };

PGresult *document_newest(struct db *db, const char *kind, const char *code, struct fail *fail) {
    static const struct statement statement = {
        "document_newest",
        "SELECT code, version, edition, body, recorded_us FROM newest_record WHERE kind = $1 AND code = $2"};
    return db_run(db, &statement, 2, (const char *[]){kind, code}, fail);
}

PGresult *documents_page(struct db *db, const char *kind, const char *after, const char *programme, const char *codes,
                         uint32_t limit, struct fail *fail) {
    static const struct statement statement = {"documents_page",
                                               "SELECT code, version, edition, body, recorded_us FROM newest_record"
                                               " WHERE kind = $1 AND code > $2"
                                               "   AND ($3::text IS NULL OR body::json ->> 'programme' = $3)"
                                               "   AND ($4::text[] IS NULL OR code = ANY ($4))"
                                               " ORDER BY code LIMIT $5"};
    char count[NUMBER_TEXT];
    snprintf(count, sizeof count, "%" PRIu32, limit);
    return db_run(db, &statement, 5, (const char *[]){kind, after, programme, codes, count}, fail);
}

PGresult *form_editions(struct db *db, const char *code, int64_t edition, struct fail *fail) {
    static const struct statement statement = {"form_editions",
                                               "SELECT code, version, edition, body, recorded_us FROM form_edition"
                                               " WHERE code = $1 AND ($2::int = 0 OR edition = $2) ORDER BY edition"};
    char number[NUMBER_TEXT];
    snprintf(number, sizeof number, "%" PRId64, edition);
    return db_run(db, &statement, 2, (const char *[]){code, number}, fail);
}

struct document document_of_row(const PGresult *rows, int row) {
    return (struct document){.code = db_text(rows, row, 0),
                             .version = (int32_t)db_int(rows, row, 1),
                             .edition = (int32_t)db_int(rows, row, 2),
                             .body = db_text(rows, row, 3),
                             .recorded = db_int(rows, row, 4)};
}

bool document_store(struct db *db, const char *kind, const struct document *document, const char *subject,
                    unsigned char ret_digest[AUDIT_HASH_SIZE], struct fail *fail) {
    static const struct statement statement = {
        "document_store",
        "INSERT INTO record (kind, code, version, edition, body, sha256, recorded_us, subject)"
        "VALUES ($1, $2, $3, $4, $5, sha256(convert_to($5, 'UTF8')), $6, $7)"
        " RETURNING sha256(record_send(ROW(kind, code, version, edition, body, recorded_us, subject)))"};
    char version[NUMBER_TEXT], edition[NUMBER_TEXT], recorded[NUMBER_TEXT];
    snprintf(version, sizeof version, "%" PRId32, document->version);
    snprintf(edition, sizeof edition, "%" PRId32, document->edition);
    snprintf(recorded, sizeof recorded, "%" PRId64, document->recorded);
    const char *const values[] = {kind, document->code, version, edition, document->body, recorded, subject};
    return audit_store(db, &statement, 7, values, ret_digest, fail);
}
