/* Statements on roll-ups that are written down. */
#ifndef TONGHOP_AGGREGATION_STORED_ROLLUP_SQL_H
#define TONGHOP_AGGREGATION_STORED_ROLLUP_SQL_H

#include "stored_rollup.h"

/* What has been received of a form and period, as one text: of change_mark grouped by both, or of one of each. */
#define MARKS_OF "string_agg(partition || ':' || last_offset || ':' || topic_generation, ' ' ORDER BY partition)"

/* A form and period whose rows were computed with less than has been received, or with another basis. */
struct pending_rollup {
    const char *form, *period;
    const char *marks;    /* with which they were computed; NULL: never */
    const char *basis;    /* with which they were computed; "": never */
    const char *received; /* marks of what has been received, when it was seen */
};
/* The most pending ones, those that were changed by reports first. `bases` (text[]): those that are known to be right; no two forms and periods
 * have the same one. */
bool rollups_pending(struct db *db, const char *bases, uint32_t limit, struct arena *arena, struct pending_rollup **ret_pending,
                     size_t *ret_count, struct fail *fail) MUST_CHECK;

/* Locks the state for who refreshes. False in *ret_taken: somebody else does, or did since it was seen. */
bool rollup_state_lock(struct db *db, const struct pending_rollup *seen, bool *ret_taken, struct fail *fail) MUST_CHECK;
/* The rows are as of these marks. */
bool rollup_state_store(struct db *db, const struct pending_rollup *pending, const char *marks, const char *basis, moment_t now,
                        struct fail *fail) MUST_CHECK;
/* The marks of a cube as they are stored. */
const char *marks_text(struct arena *arena, const struct change_marks *marks);

/* The same of one form and period; form NULL in *ret_pending: it is not pending. */
bool rollup_pending(struct db *db, const char *form, const char *period, const char *basis, struct arena *arena,
                    struct pending_rollup *ret_pending, struct fail *fail) MUST_CHECK;
/* With which marks the rows were computed; NULL: never. */
bool rollup_state_read(struct db *db, const char *form, const char *period, struct arena *arena, const char **ret_marks,
                       struct fail *fail) MUST_CHECK;
/* Any form and period that is written down; NULL: none is. */
bool rollup_state_sample(struct db *db, struct arena *arena, const char **ret_form, const char **ret_period, struct fail *fail) MUST_CHECK;

/* Units of which something was received since the rows were computed; at most `limit` of them. */
bool units_changed_read(struct db *db, const struct pending_rollup *pending, uint32_t limit, struct arena *arena, const char ***ret_units,
                        size_t *ret_count, struct fail *fail) MUST_CHECK;

bool rollups_read(struct db *db, const char *form, const char *period, const struct node_list *nodes, struct arena *arena,
                  struct stored_rollups *ret_rollups, struct fail *fail) MUST_CHECK;
/* Of a unit, for those of the periods (text[]) whose rows were computed with all that was received and with one of the bases (text[]): ret_periods[i] is
 * that of ret_rollups->rows[i], which has no figures where nothing is owed or reported. */
bool rollups_read_unit(struct db *db, const char *form, const char *unit, const char *bases, const char *periods, struct arena *arena,
                       struct stored_rollups *ret_rollups, const char ***ret_periods, struct fail *fail) MUST_CHECK;

/* Those of the periods (text[]) of which anything was ever received, each once. */
struct received_periods {
    const char **periods;
    size_t count;
};
bool periods_received(struct db *db, const char *form, const char *periods, struct arena *arena, struct received_periods *ret_received,
                      struct fail *fail) MUST_CHECK;

/* Writes the changed rows and their events. `payloads` as the rows; NULL: a tombstone. */
bool rollups_write(struct db *db, const char *form, const char *period, const struct stored_rollups *changed,
                   const char *const *payloads, moment_t now, struct fail *fail) MUST_CHECK;

#endif
