/* The cubes in memory: at most bytes_max of them while they are in use, of which bytes_kept may stay when nobody uses them; the least recently
 * asked for is dropped first. Each is loaded once at a time.
 *
 * Every answer is as fresh as the stored rows: what has been received is looked up first, and the rows behind what a cube has seen are
 * taken in. A cube that was computed with another tree, other duties or another form version than the present ones is loaded anew. */
#ifndef TONGHOP_AGGREGATION_CUBE_CACHE_H
#define TONGHOP_AGGREGATION_CUBE_CACHE_H

#include "cube.h"

/* Sees what all units report, and nothing else of the service; the serialiser looks at what leaves (shown.h). */
extern const struct db_reader reader_of_leaves;

struct cube_cache;

struct cube_cache *cube_cache_new(size_t bytes_max, size_t bytes_kept, struct db_pool *pool);
void cube_cache_free(struct cube_cache *cache);

/* What counts now. NULL after a failure: FAULT_MISSING where the form is not in force in the period, FAULT_BUSY where there is no room. The caller
 * releases the cube. */
struct cube *cube_cache_get(struct cube_cache *cache, const struct snapshot *snapshot, const struct form *form,
                            const struct period *period, struct fail *fail) MUST_CHECK;
/* What was recorded up to a past moment: computed for this request. */
struct cube *cube_cache_as_of(struct cube_cache *cache, const struct snapshot *snapshot, const struct form *form,
                              const struct period *period, moment_t as_of, struct fail *fail) MUST_CHECK;

/* All that was received up to stored marks, computed anew inside an open transaction. */
struct cube *cube_cache_received(struct cube_cache *cache, struct db *db, const struct snapshot *snapshot, const struct form *form,
                                 const struct period *period, const char *marks, struct fail *fail) MUST_CHECK;

/* Room for what a request computes beside cubes. */
bool cube_cache_reserve(struct cube_cache *cache, size_t bytes, struct fail *fail) MUST_CHECK;
void cube_cache_give_back(struct cube_cache *cache, size_t bytes);

#endif
