/* Statements on consolidations. */
#include "consolidation_sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"

enum { NUMBER_TEXT = 24, DAY_TEXT = 16 };

/* Columns of a head, then those of the editions. */
#define HEAD                                                                                                           \
    "id, unit, agency, function, own_line, programme, forms, series, period, period_start, period_end, plan, "         \
    "version, "                                                                                                        \
    "state, number, created_us, created_by, signed_us, signed_by, sent_us, sent_by, discarded_by, outdated_us"
#define EDITIONS                                                                                                       \
    "document, document_sha256, document_seal, differences, withheld, withheld_sha256, withheld_seal, "                \
    "withheld_differences"
enum { HEAD_COLUMNS = 23, EDITION_COLUMNS = 4, ALL_COLUMNS = HEAD_COLUMNS + EDITION_COUNT * EDITION_COLUMNS };

/* ---- Values */

/* The texts of numbers and moments among the parameters of one statement. */
struct parameters {
    const char *values[ALL_COLUMNS + 1];
    char numbers[ALL_COLUMNS][NUMBER_TEXT];
    int count, number_count;
};

static void add_text(struct parameters *parameters, const char *text) {
    parameters->values[parameters->count++] = text;
}

static void add_number(struct parameters *parameters, int64_t number, int64_t none) {
    char *text = parameters->numbers[parameters->number_count++];
    snprintf(text, NUMBER_TEXT, "%" PRId64, number);
    add_text(parameters, number == none ? NULL : text);
}

static void add_day(struct parameters *parameters, day_t day) {
    add_text(parameters, db_day(day, parameters->numbers[parameters->number_count++]));
}

static const char *kept(const PGresult *rows, int row, int column, struct arena *arena) {
    const char *text = db_text(rows, row, column);
    return text == NULL ? NULL : arena_text(arena, text);
}

static moment_t moment_of(const PGresult *rows, int row, int column) {
    return db_text(rows, row, column) == NULL ? MOMENT_NONE : db_int(rows, row, column);
}

/* ---- Reading */

static bool head_of(const PGresult *rows, int row, struct arena *arena, struct consolidation *ret_head) {
    *ret_head = (struct consolidation){.unit = kept(rows, row, 1, arena),
                                       .agency = kept(rows, row, 2, arena),
                                       .function = kept(rows, row, 3, arena),
                                       .own_line = kept(rows, row, 4, arena),
                                       .programme = kept(rows, row, 5, arena),
                                       .forms = kept(rows, row, 6, arena),
                                       .series = kept(rows, row, 7, arena),
                                       .period = kept(rows, row, 8, arena),
                                       .period_start = db_day_read(db_text(rows, row, 9)),
                                       .period_end = db_day_read(db_text(rows, row, 10)),
                                       .plan = kept(rows, row, 11, arena),
                                       .version = db_int(rows, row, 12),
                                       .number = db_int(rows, row, 14),
                                       .created = moment_of(rows, row, 15),
                                       .created_by = kept(rows, row, 16, arena),
                                       .signed_at = moment_of(rows, row, 17),
                                       .signed_by = kept(rows, row, 18, arena),
                                       .sent = moment_of(rows, row, 19),
                                       .sent_by = kept(rows, row, 20, arena),
                                       .discarded_by = kept(rows, row, 21, arena),
                                       .outdated = moment_of(rows, row, 22)};
    text_copy(ret_head->id, sizeof ret_head->id, db_text(rows, row, 0));
    return consolidation_state_parse(db_text(rows, row, 13), &ret_head->state);
}

static void take_editions(const PGresult *rows, struct arena *arena, struct consolidation *consolidation) {
    for (int i = 0; i < EDITION_COUNT; i++) {
        int column = HEAD_COLUMNS + i * EDITION_COLUMNS;
        consolidation->editions[i] = (struct edition_text){.document = kept(rows, 0, column, arena),
                                                           .sha256 = kept(rows, 0, column + 1, arena),
                                                           .seal = kept(rows, 0, column + 2, arena),
                                                           .differences = kept(rows, 0, column + 3, arena)};
    }
}

/* The recipients of several, ordered as the ids are, to each its own. */
static bool recipients_read(struct db *db, struct consolidation *found, size_t count, struct arena *arena,
                            struct fail *fail) {
    static const struct statement statement = {
        "consolidation_recipients_read",
        "SELECT wanted.place, unit, agency, function, state, decided_us, decided_by, reason"
        "  FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)"
        "  JOIN consolidation_recipient AS recipient ON recipient.consolidation = wanted.id"
        " ORDER BY wanted.place, recipient.place"};
    struct db_array ids __attribute__((cleanup(db_array_done)));
    db_array_begin(&ids);
    for (size_t i = 0; i < count; i++)
        db_array_text(&ids, found[i].id);
    AUTO_RESULT *rows = db_run(db, &statement, 1, (const char *[]){db_array_end(&ids)}, fail);
    if (rows == NULL)
        return false;
    struct consolidation_recipient *all = arena_new_array(arena, struct consolidation_recipient, (size_t)db_rows(rows));
    for (int row = 0; row < db_rows(rows); row++) {
        struct consolidation *of = &found[db_int(rows, row, 0) - 1];
        all[row] = (struct consolidation_recipient){.unit = kept(rows, row, 1, arena),
                                                    .agency = kept(rows, row, 2, arena),
                                                    .function = kept(rows, row, 3, arena),
                                                    .decided = moment_of(rows, row, 5),
                                                    .decided_by = kept(rows, row, 6, arena),
                                                    .reason = kept(rows, row, 7, arena)};
        if (!receipt_parse(db_text(rows, row, 4), &all[row].receipt))
            return fail_set(fail, FAULT_BROKEN, false, "consolidation", "a recipient of %s is in no known state",
                            of->id);
        if (of->recipient_count++ == 0)
            of->recipients = &all[row];
    }
    return true;
}

bool consolidation_find(struct db *db, const char *id, bool lock, struct arena *arena,
                        struct consolidation *ret_consolidation, struct fail *fail) {
    static const struct statement find = {"consolidation_find",
                                          "SELECT " HEAD ", " EDITIONS " FROM consolidation WHERE id = $1"};
    static const struct statement find_locked = {
        "consolidation_find_locked", "SELECT " HEAD ", " EDITIONS " FROM consolidation WHERE id = $1 FOR UPDATE"};
    AUTO_RESULT *rows = db_run(db, lock ? &find_locked : &find, 1, (const char *[]){id}, fail);
    if (rows == NULL)
        return false;
    if (db_rows(rows) == 0)
        return fail_set(fail, FAULT_MISSING, false, "consolidation", "there is no consolidation %s", id);
    if (!head_of(rows, 0, arena, ret_consolidation))
        return fail_set(fail, FAULT_BROKEN, false, "consolidation", "%s is in no known state", id);
    take_editions(rows, arena, ret_consolidation);
    return recipients_read(db, ret_consolidation, 1, arena, fail);
}

bool consolidations_read(struct db *db, const struct consolidation_filter *filter, struct arena *arena,
                         struct consolidation **ret_found, size_t *ret_count, struct fail *fail) {
    static const struct statement statement = {
        "consolidations_read",
        "SELECT " HEAD " FROM consolidation"
        " WHERE ($1::text IS NULL OR unit = $1) AND ($2::text IS NULL OR $2 = ANY (string_to_array(forms, ',')))"
        "   AND ($3::text IS NULL OR period = $3) AND ($4::text IS NULL OR state = $4)"
        "   AND ($5::uuid IS NULL OR id < $5::uuid) ORDER BY id DESC LIMIT $6::int"};
    const char *const values[] = {filter->unit,  filter->form,   filter->period,
                                  filter->state, filter->before, arena_format(arena, "%" PRIu32, filter->limit)};
    AUTO_RESULT *rows = db_run(db, &statement, 6, values, fail);
    if (rows == NULL)
        return false;
    *ret_count = (size_t)db_rows(rows);
    *ret_found = arena_new_array(arena, struct consolidation, *ret_count);
    for (int row = 0; row < db_rows(rows); row++)
        if (!head_of(rows, row, arena, &(*ret_found)[row]))
            return fail_set(fail, FAULT_BROKEN, false, "consolidation", "%s is in no known state",
                            (*ret_found)[row].id);
    return recipients_read(db, *ret_found, *ret_count, arena, fail);
}

bool consolidation_before(struct db *db, const struct consolidation *consolidation, char ret_id[UUID_TEXT_SIZE],
                          struct fail *fail) {
    static const struct statement statement = {
        "consolidation_before", "SELECT id FROM consolidation WHERE unit = $1 AND agency = $2 AND period = $3"
                                "   AND series = $4 AND number < coalesce(nullif($5::bigint, 0), 2147483647)"
                                " ORDER BY number DESC LIMIT 1"};
    char number[NUMBER_TEXT];
    snprintf(number, sizeof number, "%" PRId64, consolidation->number);
    const char *const values[] = {consolidation->unit, consolidation->agency, consolidation->period,
                                  consolidation->series, number};
    AUTO_RESULT *rows = db_run(db, &statement, 5, values, fail);
    if (rows == NULL)
        return false;
    text_copy(ret_id, UUID_TEXT_SIZE, db_rows(rows) == 0 ? "" : db_text(rows, 0, 0));
    return true;
}

/* ---- Writing */

static void add_editions(struct parameters *parameters, const struct consolidation *consolidation) {
    for (int i = 0; i < EDITION_COUNT; i++) {
        const struct edition_text *edition = &consolidation->editions[i];
        add_text(parameters, edition->document);
        add_text(parameters, edition->sha256);
        add_text(parameters, edition->seal);
        add_text(parameters, edition->differences);
    }
}

bool consolidation_insert(struct db *db, const struct consolidation *consolidation, struct fail *fail) {
    static const struct statement statement = {
        "consolidation_insert",
        "INSERT INTO consolidation (id, unit, agency, function, own_line, programme, forms, series, period, "
        "period_start,"
        "                           period_end, plan, created_us, created_by, " EDITIONS ", version, state)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,"
        "         1, 'draft')"};
    struct parameters parameters = {.count = 0};
    add_text(&parameters, consolidation->id);
    add_text(&parameters, consolidation->unit);
    add_text(&parameters, consolidation->agency);
    add_text(&parameters, consolidation->function);
    add_text(&parameters, consolidation->own_line);
    add_text(&parameters, consolidation->programme);
    add_text(&parameters, consolidation->forms);
    add_text(&parameters, consolidation->series);
    add_text(&parameters, consolidation->period);
    add_day(&parameters, consolidation->period_start);
    add_day(&parameters, consolidation->period_end);
    add_text(&parameters, consolidation->plan);
    add_number(&parameters, consolidation->created, MOMENT_NONE);
    add_text(&parameters, consolidation->created_by);
    add_editions(&parameters, consolidation);
    return db_do(db, &statement, parameters.count, parameters.values, fail) &&
           consolidation_recipients_write(db, consolidation, fail);
}

bool consolidation_update(struct db *db, struct consolidation *consolidation, struct fail *fail) {
    static const struct statement statement = {
        "consolidation_update",
        "UPDATE consolidation SET version = version + 1, state = $3, number = $4, signed_us = $5, signed_by = $6,"
        "       sent_us = $7, sent_by = $8, discarded_by = $9, outdated_us = $10, document = $11,"
        "       document_sha256 = $12, document_seal = $13, differences = $14, withheld = $15, withheld_sha256 = $16,"
        "       withheld_seal = $17, withheld_differences = $18 WHERE id = $1 AND version = $2 RETURNING version"};
    struct parameters parameters = {.count = 0};
    add_text(&parameters, consolidation->id);
    add_number(&parameters, consolidation->version, 0);
    add_text(&parameters, consolidation_state_name(consolidation->state));
    add_number(&parameters, consolidation->number, 0);
    add_number(&parameters, consolidation->signed_at, MOMENT_NONE);
    add_text(&parameters, consolidation->signed_by);
    add_number(&parameters, consolidation->sent, MOMENT_NONE);
    add_text(&parameters, consolidation->sent_by);
    add_text(&parameters, consolidation->discarded_by);
    add_number(&parameters, consolidation->outdated, MOMENT_NONE);
    add_editions(&parameters, consolidation);
    AUTO_RESULT *rows = db_run(db, &statement, parameters.count, parameters.values, fail);
    if (rows == NULL)
        return false;
    if (db_rows(rows) == 0)
        return fail_set(fail, FAULT_CONFLICT, true, "consolidation", "%s was changed meanwhile", consolidation->id);
    consolidation->version = db_int(rows, 0, 0);
    return true;
}

bool consolidation_audit(struct db *db, const struct audit_origin *origin, moment_t now,
                         const struct consolidation *consolidation, struct fail *fail) {
    static const struct statement statement = {"consolidation_digest",
                                               "SELECT consolidation_digest(c) FROM consolidation c WHERE id = $1"};
    char object[sizeof "consolidation:" + UUID_TEXT_SIZE];
    struct audit_entry entry = {.origin = origin, .recorded = now, .object = object, .version = consolidation->version};
    snprintf(object, sizeof object, "consolidation:%s", consolidation->id);
    return audit_store(db, &statement, 1, (const char *[]){consolidation->id}, entry.stored, fail) &&
           audit_write(db, &entry, fail);
}

bool consolidation_recipients_write(struct db *db, const struct consolidation *consolidation, struct fail *fail) {
    static const struct statement drop = {"consolidation_recipients_drop",
                                          "DELETE FROM consolidation_recipient WHERE consolidation = $1"};
    static const struct statement write = {
        "consolidation_recipients_write",
        "INSERT INTO consolidation_recipient (consolidation, place, unit, agency, function, state, decided_us,"
        "                                     decided_by, reason)"
        " SELECT $1::uuid, place, unit, agency, function, state, decided_us, decided_by, reason"
        "   FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[])"
        "        WITH ORDINALITY AS given (unit, agency, function, state, decided_us, decided_by, reason, place)"};
    struct db_array columns[7];
    const char *values[8] = {consolidation->id};
    for (int i = 0; i < 7; i++)
        db_array_begin(&columns[i]);
    for (size_t i = 0; i < consolidation->recipient_count; i++) {
        const struct consolidation_recipient *recipient = &consolidation->recipients[i];
        db_array_text(&columns[0], recipient->unit);
        db_array_text(&columns[1], recipient->agency);
        db_array_text(&columns[2], recipient->function);
        db_array_text(&columns[3], receipt_name(recipient->receipt));
        if (recipient->decided == MOMENT_NONE)
            db_array_null(&columns[4]);
        else
            db_array_int(&columns[4], recipient->decided);
        db_array_text(&columns[5], recipient->decided_by);
        db_array_text(&columns[6], recipient->reason);
    }
    for (int i = 0; i < 7; i++)
        values[1 + i] = db_array_end(&columns[i]);
    bool done = db_do(db, &drop, 1, values, fail) && db_do(db, &write, 8, values, fail);
    for (int i = 0; i < 7; i++)
        db_array_done(&columns[i]);
    return done;
}

bool consolidation_number_next(struct db *db, const struct consolidation *consolidation, int64_t *ret_number,
                               struct fail *fail) {
    static const struct statement statement = {
        "consolidation_number_next",
        "INSERT INTO consolidation_number AS given (unit, agency, period, series, last_number) VALUES ($1, $2, $3, $4, "
        "1) ON CONFLICT (unit, agency, period, series) DO UPDATE SET last_number = given.last_number + 1"
        " RETURNING last_number"};
    const char *const values[] = {consolidation->unit, consolidation->agency, consolidation->period,
                                  consolidation->series};
    AUTO_RESULT *rows = db_run(db, &statement, 4, values, fail);
    if (rows == NULL)
        return false;
    *ret_number = db_int(rows, 0, 0);
    return true;
}

bool consolidation_event_write(struct db *db, const struct consolidation *consolidation, const char *type,
                               const char *payload, const char *trace, moment_t now, struct fail *fail) {
    static const struct statement statement = {
        "consolidation_event_write",
        "INSERT INTO outbox (id, topic, key, type, subject, version, recorded_us, trace, payload)"
        " VALUES ($1, 'tonghop.consolidation.v1', $2, $3, $2, $4, $5, $6, $7)"};
    char id[UUID_TEXT_SIZE], version[NUMBER_TEXT], recorded[NUMBER_TEXT];
    uuid_new(now, id);
    snprintf(version, sizeof version, "%" PRId64, consolidation->version);
    snprintf(recorded, sizeof recorded, "%" PRId64, now);
    const char *const values[] = {id, consolidation->id, type, version, recorded, trace, payload};
    return db_do(db, &statement, 7, values, fail);
}

/* ---- Keys of seals */

bool seal_key_store(struct db *db, const char *kid, const char *jwk, moment_t now, struct fail *fail) {
    static const struct statement statement = {
        "seal_key_store",
        "INSERT INTO seal_key (kid, jwk, first_used_us) VALUES ($1, $2, $3) ON CONFLICT (kid) DO NOTHING"};
    char moment[NUMBER_TEXT];
    snprintf(moment, sizeof moment, "%" PRId64, now);
    return db_do(db, &statement, 3, (const char *[]){kid, jwk, moment}, fail);
}

bool seal_keys_read(struct db *db, const char *present, struct arena *arena, const char **ret_keys, struct fail *fail) {
    static const struct statement statement = {"seal_keys_read",
                                               "SELECT string_agg(jwk, ',' ORDER BY jwk) FROM (SELECT jwk FROM "
                                               "seal_key UNION SELECT $1::text WHERE $1::text IS NOT NULL)"
                                               " AS keys (jwk)"};
    AUTO_RESULT *rows = db_run(db, &statement, 1, (const char *[]){present}, fail);
    if (rows == NULL)
        return false;
    const char *keys = db_text(rows, 0, 0);
    *ret_keys = arena_format(arena, "{\"keys\":[%s]}", keys == NULL ? "" : keys);
    return true;
}
