/* What the figures of a consolidation were made of: the versions of reports that counted, and what had been received when they were counted.
 * In the order of form, period, unit and agency; each report of them once. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_SOURCE_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_SOURCE_H

#include "json/write.h"
#include "seal.h"
#include "tally.h"

struct consolidation_source {
    const char *form, *period, *unit, *agency; /* unit: stable id; agency: canonical code */
    const char *report;
    int64_t epoch, version;
};

struct consolidation_ground {
    const char *form, *period, *marks; /* marks_text */
};

struct consolidation_sources {
    struct consolidation_source *rows;
    size_t count, capacity;
    struct consolidation_ground *grounds;
    size_t ground_count, ground_capacity;
};

/* Adds what a tally took from a unit and below. In the arena. */
void sources_gather(struct arena *arena, const struct tally *tally, const char *unit_id, struct consolidation_sources *sources);
/* Puts them in order, each once. False: two looks at the same report saw different versions. */
bool sources_close(struct consolidation_sources *sources);
/* SHA-256 of a line "form|period|unit|agency|report|epoch|version" for each. */
const char *sources_digest(const struct consolidation_sources *sources, char ret_text[SHA256_TEXT_SIZE]);

/* The members that name the report; `json` stands inside an object. */
void write_source_names(struct json_writer *json, const struct consolidation_source *source);

/* What became of a report between two lists. */
struct source_change {
    const struct consolidation_source *before, *after; /* NULL: did not count, does not count any more */
};
/* Those that stand in one list only, or with another version in the other; in order, in the arena. */
size_t sources_compare(struct arena *arena, const struct consolidation_sources *before, const struct consolidation_sources *after,
                       struct source_change **ret_changes);

#endif
