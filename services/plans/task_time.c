/* Reads the time forms of tasks. */
#include "task_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

enum { MONTH_DAY_SIZE = 5 };

bool task_time_parse(const char *word, enum task_time_form *ret_form) {
    static const char *const words[] = {"allYear", "regular",   "quarter",     "before", "event",
                                        "every",   "onRequest", "asRegulated", "none"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!text_equal(word, words[i]))
            continue;
        *ret_form = (enum task_time_form)i;
        return true;
    }
    return false;
}

/* "Q1", "Quý I", "quý 3": 1–4; 0 for anything else. */
static int quarter_named(const char *folded) {
    static const char *const romans[] = {"i", "ii", "iii", "iv"};
    const char *number = strncmp(folded, "quy ", 4) == 0 ? folded + 4 : *folded == 'q' ? folded + 1 : "";
    for (int i = 0; i < 4; i++)
        if (text_equal(number, romans[i]))
            return i + 1;
    return *number >= '1' && *number <= '4' && number[1] == '\0' ? *number - '0' : 0;
}

/* The first day on which a task of one quarter is late; DAY_NEVER: the text names none. */
static day_t quarter_deadline(struct arena *scratch, const char *value, const struct period *span,
                              const struct calendar *calendar) {
    struct period quarter;
    if (period_parse(value, calendar, &quarter))
        return quarter.kind == PERIOD_QUARTER ? quarter.end : DAY_NEVER;
    int number = quarter_named(text_fold(scratch, value));
    bool named = number > 0 && span->end != DAY_NEVER &&
                 period_make(PERIOD_QUARTER, span->until_year, number, calendar, &quarter);
    return named ? quarter.end : DAY_NEVER;
}

static day_t before_deadline(const char *value, const struct period *span, const struct calendar *calendar) {
    struct period period;
    char text[DAY_TEXT_SIZE];
    day_t day;
    if (day_parse(value, &day))
        return day;
    if (period_parse(value, calendar, &period))
        return period.start;
    if (strlen(value) != MONTH_DAY_SIZE || span->end == DAY_NEVER)
        return DAY_NEVER;
    int size = snprintf(text, sizeof text, "%04d-%s", span->until_year, value);
    return size < (int)sizeof text && day_parse(text, &day) ? day : DAY_NEVER;
}

static day_t deadline(struct arena *scratch, const struct task_time *time, const struct period *span,
                      const struct calendar *calendar) {
    if (!time->value)
        return DAY_NEVER;
    if (time->form == TIME_QUARTER)
        return quarter_deadline(scratch, time->value, span, calendar);
    return time->form == TIME_BEFORE ? before_deadline(time->value, span, calendar) : DAY_NEVER;
}

/* Written as a day is: "2023-02-30", "02-30". */
static bool looks_like_day(const char *value) {
    static const char pattern[] = "0000-00-00";
    size_t size = strlen(value), digits = sizeof pattern - 1;
    if (size != digits && size != MONTH_DAY_SIZE)
        return false;
    for (size_t i = 0; i < size; i++) {
        bool digit = value[i] >= '0' && value[i] <= '9', wanted = pattern[digits - size + i] == '0';
        if (digit != wanted || (!wanted && value[i] != '-'))
            return false;
    }
    return true;
}

static bool names_day(const struct task_time *time, const struct period *span, const struct calendar *calendar) {
    enum { LEAP_YEAR = 2000 };
    static const struct period any = {.until_year = LEAP_YEAR};
    bool open = span->end == DAY_NEVER;
    struct arena scratch = {0};
    day_t day = deadline(&scratch, time, open ? &any : span, open ? &calendar_plain : calendar);
    arena_done(&scratch);
    return day != DAY_NEVER;
}

enum task_time_flaw task_time_flaw(const struct task_time *time, const struct period *span,
                                   const struct calendar *calendar) {
    day_t day;
    bool named = time->form == TIME_QUARTER || time->form == TIME_BEFORE;
    if (!named && time->form != TIME_EVENT && time->form != TIME_EVERY)
        return TIME_GOOD;
    if (text_empty(time->value))
        return TIME_WITHOUT_VALUE;
    if (named ? names_day(time, span, calendar) : !looks_like_day(time->value) || day_parse(time->value, &day))
        return TIME_GOOD;
    return looks_like_day(time->value) ? TIME_NO_SUCH_DAY : TIME_UNREADABLE;
}

/* How often something should be heard; false: whenever. The shortest interval named counts, "6 tháng" is half a year. */
static bool interval_of(struct arena *scratch, const struct task_time *time, enum period_kind *ret_kind) {
    *ret_kind = PERIOD_QUARTER;
    if (time->form == TIME_ALL_YEAR || time->form == TIME_REGULAR)
        return true;
    if (time->form != TIME_EVERY)
        return false;
    const char *folded = text_fold(scratch, time->value ? time->value : "");
    bool half = strstr(folded, "6 thang") || strstr(folded, "half");
    if (!half && (strstr(folded, "thang") || strstr(folded, "month")))
        *ret_kind = PERIOD_MONTH;
    else if (half && !strstr(folded, "quy") && !strstr(folded, "quarter"))
        *ret_kind = PERIOD_HALF;
    else if (!strstr(folded, "quy") && (strstr(folded, "nam") || strstr(folded, "year")))
        *ret_kind = PERIOD_YEAR;
    return true;
}

/* The newest interval inside the span that is over; false: none is yet. */
static bool interval_over(enum period_kind kind, const struct period *span, const struct calendar *calendar,
                          day_t today, struct period *ret_interval) {
    day_t day = today < span->end ? today : span->end;
    return period_ended_by(day, kind, calendar, ret_interval) && ret_interval->start >= span->start;
}

static bool is_silent(struct arena *scratch, const struct task_time *time, const struct period *span,
                      const struct calendar *calendar, day_t today, const struct task_told *told) {
    enum period_kind kind;
    struct period interval;
    if (told->done || !interval_of(scratch, time, &kind))
        return false;
    if (!interval_over(kind, span, calendar, today, &interval))
        return false;
    return !told->any || told->last < interval.start;
}

struct task_flags task_flags_on(const struct task_time *time, const struct period *span,
                                const struct calendar *calendar, day_t today, const struct task_told *told) {
    struct arena scratch = {0};
    struct task_flags flags = {.overdue = !told->done && deadline(&scratch, time, span, calendar) <= today};
    flags.silent = today >= span->start && is_silent(&scratch, time, span, calendar, today, told);
    arena_done(&scratch);
    return flags;
}
