/* Records of tonghop.report.v1 as aggregation takes them: what is taken fits the columns it goes to. */
#include "fuzz.h"

#include "report_event.h"

static void check(const struct report_event *event) {
    promised(event->cell_count <= CELLS_MAX, "a form has only so many cells");
    for (uint32_t i = 0; i < event->cell_count; i++)
        promised(event->cells[i] == QUANTITY_MISSING ||
                     (event->cells[i] >= -QUANTITY_MAX && event->cells[i] <= QUANTITY_MAX),
                 "a figure is a quantity");
    promised(event->version > 0 && event->form_version > 0, "versions count from 1");
    promised(event->period_start < event->period_end, "a period has a day");
    promised(uuid_is(event->report), "a report has its id");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct fail fail = {0};
    struct report_event event;
    char *value = fuzz_bytes(bytes, size);
    const struct record record = {.value = value, .value_size = size};
    if (report_event_read(&record, &event, &fail))
        check(&event);
    else
        promised(fail.fault == FAULT_INVALID && !fail.retry, "a record that cannot be read is a dead letter");
    free(value);
    return 0;
}
