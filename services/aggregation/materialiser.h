/* The materialiser writes down what the reports add up to, soon after it changes, and tells those who follow (tonghop.rollup.v1).
 *
 * One form and period at a time: the rows of all inner nodes are compared with the cube, and what differs is written with its next revision and
 * its event in one transaction, under a lock that several instances share. Nothing is computed here that a read would not compute. */
#ifndef TONGHOP_AGGREGATION_MATERIALISER_H
#define TONGHOP_AGGREGATION_MATERIALISER_H

#include <stdatomic.h>

#include "cube_cache.h"
#include "service/service.h"
#include "stored_rollup.h"

struct materialiser;
struct materialiser_options {
    struct service *service; /* pool, reference, relay */
    struct cube_cache *cubes;
    uint32_t interval_ms; /* between two looks at what has changed */
    uint32_t sample_s;    /* between two recounts of a sample; 0: none */
    const atomic_int_least64_t *stored_us; /* when reports were last stored, by the monotonic clock */
};
bool materialiser_start(const struct materialiser_options *options, struct materialiser **ret_materialiser, struct fail *fail) MUST_CHECK;
void materialiser_stop(struct materialiser *materialiser);

/* Does it go on resting after a turn that took so long, with so much rest since and so long after reports were last stored? While they come in
 * the cores are theirs; where none do, what was lost or has another basis is written again without a pause. */
bool materialiser_rests(int64_t took_us, int64_t rested_us, int64_t quiet_us);

/* Writes one form and period down now, where that is pending. */
bool materialise(struct materialiser *materialiser, const struct snapshot *snapshot, const char *form, const char *period,
                 struct fail *fail) MUST_CHECK;

/* What a recount found. */
struct recount {
    uint32_t compared;                 /* rows */
    struct stored_rollups differences; /* what would have to be written: none */
};
/* Counts one form and period again from all that had been received when its rows were written, without any cube that is kept. */
bool recount(struct materialiser *materialiser, const struct snapshot *snapshot, const struct form *form, const struct period *period,
             struct arena *arena, struct recount *ret_recount, struct fail *fail) MUST_CHECK;

/* The basis of a form and period as it is stored. */
enum { BASIS_TEXT_SIZE = 17 };
const char *basis_text(const struct snapshot *snapshot, const char *form, const char *period, char text[BASIS_TEXT_SIZE]);

#endif
