/* A record of tonghop.report.v1 as it is stored: one version of one report, whole.
 *
 * Shape: openapi/events.yaml. Members that we do not know are additions of a newer writer and are passed over; one that we need
 * and cannot read makes the record a dead letter. Unknown units, agencies and forms are none of this room's business. */
#ifndef TONGHOP_AGGREGATION_REPORT_EVENT_H
#define TONGHOP_AGGREGATION_REPORT_EVENT_H

#include "bus/bus.h"
#include "core/limits.h"
#include "core/uuid.h"
#include "domain/rollup.h"

enum { AGENCY_SIZE = CODE_MAX + 1, STATE_SIZE = 16 };

struct report_event {
    char report[UUID_TEXT_SIZE], form[AGENCY_SIZE], unit[UNIT_ID_SIZE], agency[AGENCY_SIZE], function[AGENCY_SIZE];
    char period[PERIOD_CODE_SIZE], period_start[DAY_TEXT_SIZE], period_end[DAY_TEXT_SIZE];
    char state[STATE_SIZE], timeliness[STATE_SIZE];
    int64_t version, epoch, form_version;
    moment_t first_submitted_us, recorded_us; /* first_submitted_us MOMENT_NONE: never submitted */
    const char *cells; /* the figures in form order as in the record: numbers and null between commas, without brackets */
    size_t cells_size;
};

bool report_event_read(const struct record *record, struct report_event *ret_event, struct fail *fail) MUST_CHECK;

#endif
