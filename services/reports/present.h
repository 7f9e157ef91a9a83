/* A report as others see it: the answer of this service and the event for the others. */
#ifndef TONGHOP_REPORTS_PRESENT_H
#define TONGHOP_REPORTS_PRESENT_H

#include "core/issue.h"
#include "report.h"
#include "json/write.h"

/* A value as the contract writes it: an integer without decimals, else a decimal string; null where missing. */
void write_quantity(struct json_writer *json, const char *name, int64_t quantity, int decimals);

/* The document of a report. The form version must be known. */
void write_report(struct json_writer *json, const char *name, const struct snapshot *snapshot,
                  const struct report *report, enum language language, struct arena *arena);

/* {"code","start","end"} */
void write_period(struct json_writer *json, const char *code, day_t start, day_t end);

/* The official code of a unit on a date; the code in its id where the tree does not know it. */
const char *unit_code_on(const struct snapshot *snapshot, const char *unit, day_t date, struct arena *arena);

/* The whole state for tonghop.report.v1, but for what the writer stamps: it closes the object. */
void event_payload(struct buffer *to, const struct snapshot *snapshot, const struct report *report,
                   struct arena *arena);
void event_close(struct buffer *to, moment_t recorded, int32_t epoch);
const char *event_type(const struct report *report);

#endif
