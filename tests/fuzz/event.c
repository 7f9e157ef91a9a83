/* Records of tonghop.report.v1 as aggregation takes them: what is taken fits the columns it goes to. */
#include "fuzz.h"

#include "report_event.h"

static void check(const struct report_event *event, const char *bytes, size_t size) {
    day_t start, end;
    promised(event->cells >= bytes && event->cells + event->cells_size <= bytes + size, "the cells lie in the record");
    promised(event->version > 0 && event->form_version > 0, "versions count from 1");
    promised(day_parse(event->period_start, &start) && day_parse(event->period_end, &end) && start < end,
             "a period has a day");
    promised(uuid_is(event->report), "a report has its id");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct fail fail = {0};
    struct report_event event;
    char *value = fuzz_bytes(bytes, size);
    const struct record record = {.value = value, .value_size = size};
    if (report_event_read(&record, &event, &fail))
        check(&event, value, size);
    else
        promised(fail.fault == FAULT_INVALID && !fail.retry, "a record that cannot be read is a dead letter");
    free(value);
    return 0;
}
