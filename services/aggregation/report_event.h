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
    char period[PERIOD_CODE_SIZE];
    day_t period_start, period_end;
    char state[STATE_SIZE], timeliness[STATE_SIZE];
    int64_t version, epoch, form_version;
    moment_t first_submitted_us, recorded_us; /* first_submitted_us MOMENT_NONE: never submitted */
    uint32_t cell_count;
    int64_t cells[CELLS_MAX]; /* in form order; QUANTITY_MISSING where there is none */
};

bool report_event_read(const struct record *record, struct report_event *ret_event, struct fail *fail) MUST_CHECK;

#endif
