/* Statements on consumer offsets. */
#include "pipeline/inbox_sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_TEXT_SIZE = 24 };

bool offset_read(struct db *db, const char *topic, int32_t partition, int64_t *ret_next, struct fail *fail) {
    static const struct statement make = {
        "offset_make", "INSERT INTO consumer_offset (topic, partition, next_offset) VALUES ($1, $2::int, 0)"
                       " ON CONFLICT DO NOTHING"};
    static const struct statement read = {
        "offset_read", "SELECT next_offset FROM consumer_offset WHERE topic = $1 AND partition = $2::int"};
    char number[NUMBER_TEXT_SIZE];
    snprintf(number, sizeof number, "%" PRId32, partition);
    const char *const values[] = {topic, number};
    if (!db_do(db, &make, 2, values, fail))
        return false;
    AUTO_RESULT *result = db_run(db, &read, 2, values, fail);
    if (result == NULL)
        return false;
    *ret_next = db_int(result, 0, 0);
    return true;
}

void offset_moves_begin(struct offset_moves *moves) {
    moves->count = 0;
    db_array_begin(&moves->partitions);
    db_array_begin(&moves->expected);
    db_array_begin(&moves->next);
}

void offset_moves_add(struct offset_moves *moves, int32_t partition, int64_t expected, int64_t next) {
    moves->count++;
    db_array_int(&moves->partitions, partition);
    db_array_int(&moves->expected, expected);
    db_array_int(&moves->next, next);
}

void offset_moves_done(struct offset_moves *moves) {
    db_array_done(&moves->partitions);
    db_array_done(&moves->expected);
    db_array_done(&moves->next);
}

bool offset_move(struct db *db, const char *topic, struct offset_moves *moves, bool *ret_all, struct fail *fail) {
    static const struct statement statement = {
        "offset_move",
        "UPDATE consumer_offset kept SET next_offset = move.next"
        "  FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS move (partition, expected, next)"
        " WHERE kept.topic = $1 AND kept.partition = move.partition AND kept.next_offset = move.expected"};
    const char *const values[] = {topic, db_array_end(&moves->partitions), db_array_end(&moves->expected),
                                  db_array_end(&moves->next)};
    AUTO_RESULT *result = db_run(db, &statement, 4, values, fail);
    if (result == NULL)
        return false;
    *ret_all = strtol(PQcmdTuples(result), NULL, 10) == moves->count;
    return true;
}
