/* Statements on documents of the catalogue. */
#ifndef TONGHOP_PLANS_DOCUMENT_SQL_H
#define TONGHOP_PLANS_DOCUMENT_SQL_H

#include "document.h"

/* Rows: code, version, edition, body, recorded_us. The newest version of one document: no row or one. */
PGresult *document_newest(struct db *db, const char *kind, const char *code, struct fail *fail) MUST_CHECK;
/* A page of them by code, after `after` (""): those of a programme and among `codes` (array literal), each where not
 * NULL. */
PGresult *documents_page(struct db *db, const char *kind, const char *after, const char *programme, const char *codes,
                         uint32_t limit, struct fail *fail) MUST_CHECK;
/* A form's editions, or one of them (0: all), in order. */
PGresult *form_editions(struct db *db, const char *code, int64_t edition, struct fail *fail) MUST_CHECK;
struct document document_of_row(const PGresult *rows, int row);

bool document_store(struct db *db, const char *kind, const struct document *document, const char *subject,
                    unsigned char ret_digest[AUDIT_HASH_SIZE], struct fail *fail) MUST_CHECK;

#endif
