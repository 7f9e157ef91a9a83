/* Codes of periods, days and moments: what is read is written the same way again. */
#include "fuzz.h"

#include "core/clock.h"
#include "domain/period.h"

static void check_period(const char *text, const struct calendar *calendar) {
    struct period period, again, next, before;
    if (!period_parse(text, calendar, &period))
        return;
    promised(strcmp(period.code, text) == 0, "a period has one code");
    promised(period.start < period.end, "a period has a day");
    promised(period_parse(period.code, calendar, &again) && period_equal(&period, &again), "its code is that period's");
    if (!period_next(&period, calendar, &next) || !period_previous(&next, calendar, &before))
        return;
    promised(period_equal(&before, &period), "before the next one is the period");
    promised(next.start == period.end || period.kind == PERIOD_NINE_MONTHS, "the next one begins where it ends");
}

static void check_parts(const char *text, const struct calendar *calendar) {
    struct period period, parts[PERIODS_IN_MAX];
    if (!period_parse(text, calendar, &period))
        return;
    for (enum period_kind kind = PERIOD_MONTH; kind <= PERIOD_YEAR; kind++) {
        size_t count = period_parts(&period, kind, calendar, parts);
        promised(count <= PERIODS_IN_MAX, "no more parts than there is room for");
        for (size_t i = 0; i < count; i++)
            promised(parts[i].start == (i ? parts[i - 1].end : period.start), "parts lie end to end");
        promised(count == 0 || parts[count - 1].end == period.end, "parts fill the period");
    }
}

static void check_day(const char *text) {
    char written[DAY_TEXT_SIZE], moment_written[MOMENT_TEXT_SIZE];
    day_t day;
    moment_t moment, again;
    if (day_parse(text, &day))
        promised(strcmp(day_format(day, written), text) == 0, "a day has one text");
    if (moment_parse(text, &moment))
        promised(moment_parse(moment_format(moment, moment_written), &again) && again == moment,
                 "a moment survives its text");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char *text = fuzz_text(bytes, size);
    check_period(text, &calendar_plain);
    check_period(text, &calendar_admin15);
    check_parts(text, &calendar_admin15);
    check_day(text);
    free(text);
    return 0;
}
