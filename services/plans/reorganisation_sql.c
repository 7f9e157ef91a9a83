/* Statements on reorganisations. */
#include "reorganisation_sql.h"

#include <inttypes.h>
#include <stdio.h>

enum { NUMBER_TEXT = 24, EDGE_COLUMNS = 7 };

#define COLUMNS                                                                                                        \
    "SELECT code, version, effective_date, name_vi, name_en, act, encode(sha256, 'hex'), edges, skipped, recorded_us"  \
    "  FROM newest_reorganisation "

struct reorganisation_record reorganisation_of_row(const PGresult *rows, int row) {
    return (struct reorganisation_record){.code = db_text(rows, row, 0),
                                          .version = (int32_t)db_int(rows, row, 1),
                                          .effective_date = db_text(rows, row, 2),
                                          .name_vi = db_text(rows, row, 3),
                                          .name_en = db_text(rows, row, 4),
                                          .act = db_text(rows, row, 5),
                                          .sha256 = db_text(rows, row, 6),
                                          .edges = (int32_t)db_int(rows, row, 7),
                                          .skipped = (int32_t)db_int(rows, row, 8),
                                          .recorded = db_int(rows, row, 9)};
}

PGresult *reorganisation_newest(struct db *db, const char *code, struct fail *fail) {
    static const struct statement statement = {"reorganisation_newest", COLUMNS "WHERE code = $1"};
    return db_run(db, &statement, 1, (const char *[]){code}, fail);
}

PGresult *reorganisations_page(struct db *db, const char *after, uint32_t limit, struct fail *fail) {
    static const struct statement statement = {"reorganisations_page",
                                               COLUMNS "WHERE code > $1 ORDER BY code LIMIT $2"};
    char count[NUMBER_TEXT];
    snprintf(count, sizeof count, "%" PRIu32, limit);
    return db_run(db, &statement, 2, (const char *[]){after, count}, fail);
}

PGresult *reorganisation_edges(struct db *db, const char *code, int32_t version, struct fail *fail) {
    static const struct statement statement = {
        "reorganisation_edges", "SELECT from_unit, to_unit, kind, note, share_part, share_of, share_basis"
                                "  FROM succession"
                                " WHERE reorganisation = $1 AND version = $2 ORDER BY position"};
    char number[NUMBER_TEXT];
    snprintf(number, sizeof number, "%" PRId32, version);
    return db_run(db, &statement, 2, (const char *[]){code, number}, fail);
}

struct unit_share share_of_row(const PGresult *edges, int row) {
    enum { PART = 4, OF, BASIS };
    if (PQgetisnull(edges, row, OF))
        return (struct unit_share){.of = 0};
    return (struct unit_share){(uint32_t)db_int(edges, row, PART), (uint32_t)db_int(edges, row, OF),
                               db_text(edges, row, BASIS)};
}

static bool store_head(struct db *db, const struct reorganisation_record *record, const char *subject,
                       struct fail *fail) {
    static const struct statement statement = {"reorganisation_store",
                                               "INSERT INTO reorganisation (code, version, effective_date, name_vi, "
                                               "name_en, act, edges, skipped, sha256, recorded_us, subject)"
                                               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, decode($9, 'hex'), $10, $11)"};
    char version[NUMBER_TEXT], edges[NUMBER_TEXT], skipped[NUMBER_TEXT], recorded[NUMBER_TEXT];
    snprintf(version, sizeof version, "%" PRId32, record->version);
    snprintf(edges, sizeof edges, "%" PRId32, record->edges);
    snprintf(skipped, sizeof skipped, "%" PRId32, record->skipped);
    snprintf(recorded, sizeof recorded, "%" PRId64, record->recorded);
    const char *const values[] = {
        record->code, version, record->effective_date, record->name_vi, record->name_en, record->act,
        edges,        skipped, record->sha256,         recorded,        subject};
    return db_do(db, &statement, 11, values, fail);
}

static void columns_done(struct db_array (*columns)[EDGE_COLUMNS]) {
    for (size_t i = 0; i < EDGE_COLUMNS; i++)
        db_array_done(&(*columns)[i]);
}

static void add_number(struct db_array *column, const struct unit_share *share, int64_t number) {
    if (share->of == 0)
        db_array_null(column);
    else
        db_array_int(column, number);
}

static bool store_edges(struct db *db, const struct reorganisation_record *record,
                        const struct reorganisation *reorganisation, struct fail *fail) {
    static const struct statement statement = {
        "succession_store",
        "INSERT INTO succession (reorganisation, version, position, from_unit, to_unit, kind, note,"
        "                        share_part, share_of, share_basis)"
        "SELECT $1, $2, position, from_unit, to_unit, kind, note, share_part, share_of, share_basis"
        "  FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[],"
        "              $9::text[]) WITH ORDINALITY"
        "    AS edge (from_unit, to_unit, kind, note, share_part, share_of, share_basis, position)"};
    struct db_array columns[EDGE_COLUMNS] __attribute__((cleanup(columns_done)));
    char version[NUMBER_TEXT];
    snprintf(version, sizeof version, "%" PRId32, record->version);
    const char *values[EDGE_COLUMNS + 2] = {record->code, version};
    for (size_t i = 0; i < EDGE_COLUMNS; i++)
        db_array_begin(&columns[i]);
    for (size_t i = 0; i < reorganisation->edge_count; i++) {
        const struct unit_share *share = &reorganisation->edges[i].share;
        db_array_text(&columns[0], reorganisation->edges[i].from);
        db_array_text(&columns[1], reorganisation->edges[i].to);
        db_array_text(&columns[2], succession_name(reorganisation->edges[i].kind));
        db_array_text(&columns[3], reorganisation->edges[i].note);
        add_number(&columns[4], share, share->part);
        add_number(&columns[5], share, share->of);
        db_array_text(&columns[6], share->basis);
    }
    for (size_t i = 0; i < EDGE_COLUMNS; i++)
        values[i + 2] = db_array_end(&columns[i]);
    return db_do(db, &statement, EDGE_COLUMNS + 2, values, fail);
}

bool reorganisation_store(struct db *db, const struct reorganisation_record *record,
                          const struct reorganisation *reorganisation, const char *subject, struct fail *fail) {
    return store_head(db, record, subject, fail) && store_edges(db, record, reorganisation, fail);
}

bool reorganisation_digest(struct db *db, const struct reorganisation_record *record,
                           unsigned char ret_digest[AUDIT_HASH_SIZE], struct fail *fail) {
    static const struct statement statement = {"reorganisation_digest", "SELECT reorganisation_digest($1, $2)"};
    char version[NUMBER_TEXT];
    snprintf(version, sizeof version, "%" PRId32, record->version);
    return audit_store(db, &statement, 2, (const char *[]){record->code, version}, ret_digest, fail);
}
