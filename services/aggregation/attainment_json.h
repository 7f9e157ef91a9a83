/* Targets with their attainment as the answer writes them. */
#ifndef TONGHOP_AGGREGATION_ATTAINMENT_JSON_H
#define TONGHOP_AGGREGATION_ATTAINMENT_JSON_H

#include "figures_json.h"
#include "reference/snapshot.h"
#include "shown.h"

struct child_attainment {
    uint32_t position; /* on the slice */
    struct attainment attainment;
};

struct shown_target {
    struct attainment attainment;
    const struct unit_slice *slice; /* of the children; NULL: they are not shown */
    const struct child_attainment *children;
    uint32_t child_count;
};

struct attainment_writer {
    struct json_writer json;
    const struct caller *caller; /* who may not see every cell */
    const struct snapshot *snapshot;
    struct shown shown;
};
void write_shown_target(struct attainment_writer *writer, const struct shown_target *shown);

#endif
