/* Statements on consumer offsets. */
#ifndef TONGHOP_PIPELINE_INBOX_SQL_H
#define TONGHOP_PIPELINE_INBOX_SQL_H

#include "db/db.h"

/* Where reading goes on; makes the row with 0 where there is none. */
bool offset_read(struct db *db, const char *topic, int32_t partition, int64_t *ret_next, struct fail *fail) MUST_CHECK;

/* Columns of a move of several offsets; moved offsets count: fewer than asked for mean that another went on. */
struct offset_moves {
    struct db_array partitions, expected, next;
    int count;
};
void offset_moves_begin(struct offset_moves *moves);
void offset_moves_add(struct offset_moves *moves, int32_t partition, int64_t expected, int64_t next);
void offset_moves_done(struct offset_moves *moves);
bool offset_move(struct db *db, const char *topic, struct offset_moves *moves, bool *ret_all,
                 struct fail *fail) MUST_CHECK;

#endif
