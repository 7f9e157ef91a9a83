/* Table audit as the services have it, for tests that have no service; and ways past its guard, as somebody with all rights has them. */
#ifndef TONGHOP_TESTS_AUDIT_TABLE_H
#define TONGHOP_TESTS_AUDIT_TABLE_H

#include "../db/scratch.h"

/* The part of the migration that is the same in each service. */
static inline void audit_table_make(void) {
    static char sql[16384];
    FILE *file = fopen(TONGHOP_SOURCE "/services/plans/migrations/0005_audit.sql", "r");
    assert_non_null(file);
    size_t size = fread(sql, 1, sizeof sql - 1, file);
    (void)fclose(file);
    sql[size] = '\0';
    char *end = strstr(sql, "-- What the entries speak of");
    assert_non_null(end);
    *end = '\0';
    scratch_do(sql);
}

/* As who owns the table may. */
static inline void audit_tamper(const char *sql) {
    char text[1024];
    snprintf(text, sizeof text,
             "GRANT UPDATE, DELETE, TRUNCATE ON audit TO CURRENT_USER; ALTER TABLE audit DISABLE TRIGGER audit_stays;"
             "%s; ALTER TABLE audit ENABLE TRIGGER audit_stays; REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM "
             "CURRENT_USER",
             sql);
    scratch_do(text);
}

#endif
