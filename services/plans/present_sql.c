/* Statements on the generation and on what is published. */
#include "present_sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_TEXT = 24 };

static bool generation_of(struct db *db, const struct statement *statement, struct generation *ret_generation,
                          struct fail *fail) {
    AUTO_RESULT *rows = db_run(db, statement, 0, NULL, fail);
    if (!rows)
        return false;
    *ret_generation = (struct generation){.number = db_int(rows, 0, 0), .units = db_int(rows, 0, 1)};
    return true;
}

bool generation_read(struct db *db, struct generation *ret_generation, struct fail *fail) {
    static const struct statement statement = {"generation_read", "SELECT number, units FROM generation"};
    return generation_of(db, &statement, ret_generation, fail);
}

bool generation_lock(struct db *db, struct generation *ret_generation, struct fail *fail) {
    static const struct statement statement = {"generation_lock", "SELECT number, units FROM generation FOR UPDATE"};
    return generation_of(db, &statement, ret_generation, fail);
}

bool generation_store(struct db *db, const struct generation *generation, struct fail *fail) {
    static const struct statement statement = {"generation_store", "UPDATE generation SET number = $1, units = $2"};
    char number[NUMBER_TEXT], units[NUMBER_TEXT];
    snprintf(number, sizeof number, "%" PRId64, generation->number);
    snprintf(units, sizeof units, "%" PRId64, generation->units);
    return db_do(db, &statement, 2, (const char *[]){number, units}, fail);
}

PGresult *published_all(struct db *db, const char *kind, struct fail *fail) {
    static const struct statement statement = {"published_all",
                                               "SELECT id, value FROM published WHERE kind = $1 ORDER BY id"};
    return db_run(db, &statement, 1, (const char *[]){kind}, fail);
}

#define OUTBOX_COLUMNS "INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace, payload) "

bool outbox_add(struct db *db, const struct publication *publication, const char *kind, const char *ids,
                int64_t *ret_records, struct fail *fail) {
    static const struct statement statement = {
        "outbox_add", OUTBOX_COLUMNS
        "SELECT gen_random_uuid(), 'tonghop.reference.v1', $1 || ':' || wanted.id, 'tonghop.reference.' || $1 || "
        "'.v1', wanted.id,"
        "       $3::bigint, $4::bigint, $5, value"
        "  FROM unnest($2::text[]) AS wanted (id)"
        "  LEFT JOIN (SELECT id, value FROM published WHERE kind = $1 AND id = ANY ($2::text[])) AS known USING (id)"
        " ORDER BY wanted.id COLLATE \"C\""};
    char generation[NUMBER_TEXT], now[NUMBER_TEXT];
    snprintf(generation, sizeof generation, "%" PRId64, publication->generation);
    snprintf(now, sizeof now, "%" PRId64, publication->now);
    AUTO_RESULT *result =
        db_run(db, &statement, 5, (const char *[]){kind, ids, generation, now, publication->trace}, fail);
    if (!result)
        return false;
    *ret_records = strtoll(PQcmdTuples(result), NULL, 10);
    return true;
}

bool outbox_close(struct db *db, const struct publication *publication, int64_t records, struct fail *fail) {
    static const struct statement statement = {
        "outbox_close",
        OUTBOX_COLUMNS "VALUES (gen_random_uuid(), 'tonghop.reference.v1', 'generation', "
                       "'tonghop.reference.generation.v1', ($1::bigint)::text, $1::bigint, $2::bigint, $3,"
                       "        json_build_object('generation', $1::bigint, 'records', $4::bigint)::text)"};
    char generation[NUMBER_TEXT], now[NUMBER_TEXT], count[NUMBER_TEXT];
    snprintf(generation, sizeof generation, "%" PRId64, publication->generation);
    snprintf(now, sizeof now, "%" PRId64, publication->now);
    snprintf(count, sizeof count, "%" PRId64, records);
    return db_do(db, &statement, 4, (const char *[]){generation, now, publication->trace, count}, fail);
}
