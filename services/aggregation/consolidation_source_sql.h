/* The statements on what consolidations were made of. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_SOURCE_SQL_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_SOURCE_SQL_H

#include "consolidation_source.h"
#include "core/uuid.h"

bool sources_write(struct db *db, const char *consolidation, const struct consolidation_sources *sources, struct fail *fail) MUST_CHECK;
/* In their order, those behind `after`; after NULL: from the start, limit 0: all. Without grounds, in the arena. */
bool sources_read(struct db *db, const char *consolidation, const struct consolidation_source *after, uint32_t limit, struct arena *arena,
                  struct consolidation_sources *ret_sources, struct fail *fail) MUST_CHECK;
/* What had been received when the consolidation was last held against the reports. */
bool grounds_write(struct db *db, const char *consolidation, const struct consolidation_sources *sources, struct fail *fail) MUST_CHECK;

/* Of changes keeps those that say other figures: a version that only was accepted says the same. */
bool source_changes_keep(struct db *db, struct source_change *changes, size_t *count, struct fail *fail) MUST_CHECK;

/* Consolidations that a report may have overtaken since they were last looked at, without those that a later number has replaced. */
bool consolidations_pending(struct db *db, uint32_t limit, struct arena *arena, const char ***ret_ids, size_t *ret_count,
                            struct fail *fail) MUST_CHECK;
/* What a consolidation stands on is as received now, whatever it says: what it is about can no longer be computed. */
bool grounds_settle(struct db *db, const char *consolidation, struct fail *fail) MUST_CHECK;

#endif
