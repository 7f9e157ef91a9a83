/* Statements on the service's copy of the reference. */
#ifndef TONGHOP_PIPELINE_REFERENCE_SQL_H
#define TONGHOP_PIPELINE_REFERENCE_SQL_H

#include "db/db.h"
#include "pipeline/staging.h"
#include "reference/snapshot.h"

struct reference_state {
    int64_t next_offset, generation;
    /* Another pair of them: units or reorganisations changed. */
    int64_t unit_count, unit_offset;
};

bool reference_state_make(struct db *db, struct fail *fail) MUST_CHECK; /* the row, where there is none */
bool reference_state_read(struct db *db, struct reference_state *ret_state, struct fail *fail) MUST_CHECK;

/* The complete change sets and where reading goes on, in one transaction. Does nothing where another instance was faster. */
bool reference_store(struct db *db, const struct staging *staging, struct fail *fail) MUST_CHECK;

bool reference_each(void *db, enum reference_kind kind, record_take take, void *taker, struct fail *fail) MUST_CHECK;

#endif
