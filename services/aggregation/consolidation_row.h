/* A consolidation as it is stored. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_ROW_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_ROW_H

#include "consolidation_rule.h"
#include "core/clock.h"
#include "core/uuid.h"

/* What a reader with scope `raw` gets, and what others get. */
enum edition { EDITION_FULL, EDITION_WITHHELD, EDITION_COUNT };

struct edition_text {
    const char *document;      /* canonical JSON */
    const char *sha256, *seal; /* NULL: not signed */
    const char *differences;   /* JSON: what a correction below changed; NULL: nothing */
};

struct consolidation_recipient {
    const char *unit, *agency, *function; /* unit: stable id */
    enum receipt receipt;
    moment_t decided; /* MOMENT_NONE: pending */
    const char *decided_by, *reason;
};

struct consolidation {
    char id[UUID_TEXT_SIZE];
    const char *unit, *agency, *function, *programme;
    const char *forms, *series; /* codes joined by commas: in the order of the report, and sorted */
    const char *own_line;       /* those of them gathered along the agency's own line */
    const char *period;
    day_t period_start, period_end;
    const char *plan; /* NULL: none */
    int64_t version;
    enum consolidation_state state;
    int64_t number; /* 0: not signed */
    struct edition_text editions[EDITION_COUNT]; /* .document NULL: only the head was read */
    moment_t created, signed_at, sent, outdated; /* MOMENT_NONE: not yet */
    const char *created_by, *signed_by, *sent_by, *discarded_by;
    struct consolidation_recipient *recipients;
    size_t recipient_count;
};

#endif
