/* Statements on plans. */
#include "plan_sql.h"

#include <inttypes.h>
#include <stdio.h>

enum { NUMBER_TEXT = 24 };

struct plan_record plan_of_row(const PGresult *rows, int row) {
    struct plan_record plan = {.id = db_text(rows, row, 0),
                               .code = db_text(rows, row, 1),
                               .version = (int32_t)db_int(rows, row, 2),
                               .body = db_text(rows, row, 4),
                               .recorded = db_int(rows, row, 5),
                               .subject = db_text(rows, row, 6),
                               .reason = PQnfields(rows) > 7 ? db_text(rows, row, 7) : NULL};
    if (!plan_state_parse(db_text(rows, row, 3), &plan.state))
        fail_stop("plans", "a plan is in a state nobody knows");
    return plan;
}

PGresult *plan_newest(struct db *db, const char *code_or_id, struct fail *fail) {
    static const struct statement statement = {"plan_newest",
                                               "SELECT plan, code, version, state, body, recorded_us, subject"
                                               "  FROM newest_plan WHERE code = $1 OR plan::text = lower($1)"};
    return db_run(db, &statement, 1, (const char *[]){code_or_id}, fail);
}

PGresult *plan_of_force(struct db *db, const char *code_or_id, struct fail *fail) {
    static const struct statement statement = {"plan_of_force",
                                               "SELECT plan, code, version, state, body, recorded_us, subject"
                                               "  FROM plan_in_force WHERE code = $1 OR plan::text = lower($1)"};
    return db_run(db, &statement, 1, (const char *[]){code_or_id}, fail);
}

PGresult *plan_version_read(struct db *db, const char *code_or_id, int64_t version, struct fail *fail) {
    static const struct statement statement = {"plan_version_read",
                                               "SELECT plan, code, version, state, body, recorded_us, subject"
                                               "  FROM plan_history"
                                               " WHERE (code = $1 OR plan::text = lower($1)) AND version = $2"};
    char number[NUMBER_TEXT];
    snprintf(number, sizeof number, "%" PRId64, version);
    return db_run(db, &statement, 2, (const char *[]){code_or_id, number}, fail);
}

PGresult *plan_versions_page(struct db *db, const char *code_or_id, const char *after, uint32_t limit,
                             struct fail *fail) {
    static const struct statement statement = {"plan_versions_page",
                                               "SELECT plan, code, version, state, NULL, recorded_us, subject, reason"
                                               "  FROM plan_history"
                                               " WHERE (code = $1 OR plan::text = lower($1)) AND version > $2"
                                               " ORDER BY version LIMIT $3"};
    char count[NUMBER_TEXT];
    snprintf(count, sizeof count, "%" PRIu32, limit);
    return db_run(db, &statement, 3, (const char *[]){code_or_id, after, count}, fail);
}

PGresult *plans_page(struct db *db, const char *after, const char *programme, const char *state, const char *codes,
                     uint32_t limit, struct fail *fail) {
    static const struct statement statement = {
        "plans_page", "SELECT plan, code, version, state,"
                      "       json_build_object('code', code, 'programme', body::json -> 'programme', 'issuer', "
                      "body::json -> 'issuer',"
                      "                         'title', body::json -> 'title', 'span', body::json -> 'span')::text,"
                      "       recorded_us, subject"
                      "  FROM newest_plan"
                      " WHERE code > $1"
                      "   AND ($2::text IS NULL OR body::json ->> 'programme' = $2)"
                      "   AND ($3::text IS NULL OR state = $3)"
                      "   AND ($4::text[] IS NULL OR code = ANY ($4))"
                      " ORDER BY code LIMIT $5"};
    char count[NUMBER_TEXT];
    snprintf(count, sizeof count, "%" PRIu32, limit);
    return db_run(db, &statement, 5, (const char *[]){after, programme, state, codes, count}, fail);
}

bool plan_create(struct db *db, const char *id, const char *code, struct fail *fail) {
    static const struct statement statement = {"plan_create", "INSERT INTO plan (plan, code) VALUES ($1, $2)"};
    return db_do(db, &statement, 2, (const char *[]){id, code}, fail);
}

bool plan_version_store(struct db *db, const struct plan_record *plan, unsigned char ret_digest[AUDIT_HASH_SIZE],
                        struct fail *fail) {
    static const struct statement names_roots = {"plan_names_roots",
                                                 "SELECT set_config('tonghop.writer', 'names roots', true)"};
    static const struct statement statement = {
        "plan_version_store",
        "INSERT INTO plan_version (plan, version, state, body, sha256, recorded_us, subject, reason, issuer, function,"
        "                          root)"
        "VALUES ($1, $2, $3, $4, sha256(convert_to($4, 'UTF8')), $5, $6, $7, $8, $9, $10)"
        " RETURNING sha256(record_send(ROW(plan, version, state, body, recorded_us, subject, reason)))"};
    char version[NUMBER_TEXT], recorded[NUMBER_TEXT];
    snprintf(version, sizeof version, "%" PRId32, plan->version);
    snprintf(recorded, sizeof recorded, "%" PRId64, plan->recorded);
    const char *const values[] = {plan->id,     version,      plan_state_name(plan->state),
                                  plan->body,   recorded,     plan->subject,
                                  plan->reason, plan->issuer, plan->function,
                                  plan->root};
    return db_do(db, &names_roots, 0, NULL, fail) && audit_store(db, &statement, 10, values, ret_digest, fail);
}
