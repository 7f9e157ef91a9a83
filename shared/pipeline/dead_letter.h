/* Dead letters: records that can never be applied, kept with the reason until an operator gives them back.
 *
 * Key, headers and payload are kept as text; what is no UTF-8 text stands as "\x" and hexadecimal digits. */
#ifndef TONGHOP_PIPELINE_DEAD_LETTER_H
#define TONGHOP_PIPELINE_DEAD_LETTER_H

#include "bus/bus.h"
#include "core/arena.h"
#include "core/clock.h"
#include "db/db.h"

/* Of an original larger than this the dead topic gets no value: topics limit records, and the table has it whole. */
enum { DEAD_VALUE_BYTES_MAX = 1024 * 1024, DEAD_KEY_BYTES_MAX = 1024 };

/* A record on its way into the table and, through the outbox, to the dead topic. */
struct burial {
    const char *id, *dead_topic, *reason;
    const struct record *record;
};
bool dead_letter_store(struct db *db, const struct burial *burial, struct fail *fail) MUST_CHECK;

/* As it is kept; its texts live in the arena it was read into. */
struct dead_letter {
    const char *id, *topic, *key, *reason;
    const char *headers, *payload; /* headers: a JSON object; payload NULL: the record had none. In a list both are NULL */
    int32_t partition;
    int64_t offset, payload_bytes;
    moment_t failed, replayed; /* replayed MOMENT_NONE: not yet */
};

/* In the order in which they failed, behind the letter `after` (NULL: from the first). */
bool dead_letters_list(struct db *db, const char *after, uint32_t limit, struct arena *arena,
                       struct dead_letter **ret_letters, size_t *ret_count, struct fail *fail) MUST_CHECK;
/* FAULT_MISSING where there is none. */
bool dead_letter_find(struct db *db, const char *id, struct arena *arena, struct dead_letter *ret_letter,
                      struct fail *fail) MUST_CHECK;
/* The same, and nobody else replays it until the transaction ends. */
bool dead_letter_lock(struct db *db, const char *id, struct arena *arena, struct dead_letter *ret_letter,
                      struct fail *fail) MUST_CHECK;
bool dead_letter_mark_replayed(struct db *db, const char *id, moment_t now, struct fail *fail) MUST_CHECK;

/* The record as it came. */
void dead_letter_record(const struct dead_letter *letter, struct arena *arena, struct record *ret_record);

#endif
