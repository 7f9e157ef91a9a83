/* Period codes, the spans of days they stand for under a calendar, and steps between them. */
#include "domain/period.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"

enum { MONTHS_IN_YEAR = 12, ADMIN15_FIRST_DAY = 15, NOT_A_NUMBER = -1 };

/* How a year is cut into periods of a kind; nine months are the first nine. */
static const struct {
    int months, in_year;
} cut[] = {
    [PERIOD_MONTH] = {1, 12},      [PERIOD_QUARTER] = {3, 4}, [PERIOD_HALF] = {6, 2},
    [PERIOD_NINE_MONTHS] = {9, 1}, [PERIOD_YEAR] = {12, 1},
};

static const struct {
    char letter;
    size_t digits;
    enum period_kind kind;
} notations[] = {{'M', 2, PERIOD_MONTH}, {'Q', 1, PERIOD_QUARTER}, {'H', 1, PERIOD_HALF}};

const struct calendar calendar_plain = {.name = "calendar", .day = 1};
const struct calendar calendar_admin15 = {.name = "admin15", .day = ADMIN15_FIRST_DAY};

/* The first day of a month under the calendar; months are counted from January of the year 0. False: a listed calendar does not say. */
static bool month_start(int month, const struct calendar *calendar, day_t *ret_day) {
    if (calendar->listed_months > 0) {
        int at = month - calendar->first_month;
        bool listed =
            at >= 0 && at % calendar->listed_months == 0 && at / calendar->listed_months <= (int)calendar->count;
        if (listed)
            *ret_day = calendar->starts[at / calendar->listed_months];
        return listed;
    }
    int in_month = calendar->day > 1 ? month - 1 : month;
    *ret_day = day_of(in_month / MONTHS_IN_YEAR, in_month % MONTHS_IN_YEAR + 1, calendar->day);
    return true;
}

bool calendar_continues(const struct calendar *later, const struct calendar *earlier) {
    bool alike = later->day == earlier->day && later->listed_months == earlier->listed_months &&
                 later->first_month == earlier->first_month && later->count >= earlier->count;
    if (!alike || earlier->listed_months == 0)
        return alike;
    return memcmp(later->starts, earlier->starts, (earlier->count + 1) * sizeof *earlier->starts) == 0;
}

bool calendar_equal(const struct calendar *a, const struct calendar *b) {
    return a->count == b->count && calendar_continues(a, b);
}

const struct calendar *calendar_of_list(struct arena *arena, const struct period *listed, uint32_t count) {
    assert(count > 0 && count <= LISTED_PERIODS_MAX);
    assert(listed->kind <= PERIOD_YEAR && listed->kind != PERIOD_NINE_MONTHS);
    int months = cut[listed->kind].months, behind = listed->number > 0 ? (listed->number - 1) * months : 0;
    day_t *starts = arena_new_array(arena, day_t, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        assert(listed[i].kind == listed->kind && (i == 0 || listed[i].start == listed[i - 1].end));
        starts[i] = listed[i].start;
    }
    starts[count] = listed[count - 1].end;
    struct calendar *calendar = arena_new(arena, struct calendar);
    *calendar = (struct calendar){.name = "listed",
                                  .listed_months = months,
                                  .first_month = listed->year * MONTHS_IN_YEAR + behind,
                                  .starts = starts,
                                  .count = count};
    return calendar;
}

static bool is_year(int year) {
    return year >= PERIOD_YEAR_MIN && year <= PERIOD_YEAR_MAX;
}

static void write_code(struct period *period) {
    for (size_t i = 0; i < sizeof notations / sizeof *notations; i++) {
        if (notations[i].kind == period->kind)
            snprintf(period->code, sizeof period->code, "%04d-%c%0*d", period->year, notations[i].letter,
                     (int)notations[i].digits, period->number);
    }
    if (period->kind == PERIOD_NINE_MONTHS)
        snprintf(period->code, sizeof period->code, "%04d-9M", period->year);
    if (period->kind == PERIOD_YEAR)
        snprintf(period->code, sizeof period->code, "%04d", period->year);
}

bool period_make(enum period_kind kind, int year, int number, const struct calendar *calendar,
                 struct period *ret_period) {
    if (kind > PERIOD_YEAR || !is_year(year))
        return false;
    bool numbered = cut[kind].in_year > 1;
    if (numbered ? number < 1 || number > cut[kind].in_year : number != 0)
        return false;
    int first = year * MONTHS_IN_YEAR + (numbered ? number - 1 : 0) * cut[kind].months;
    struct period period = {.kind = kind, .year = (int16_t)year, .until_year = (int16_t)year, .number = (int8_t)number};
    if (!month_start(first, calendar, &period.start) || !month_start(first + cut[kind].months, calendar, &period.end))
        return false;
    write_code(&period);
    *ret_period = period;
    return true;
}

static int read_number(const char *text, size_t digits) {
    int number = 0;
    for (size_t i = 0; i < digits; i++) {
        if (text[i] < '0' || text[i] > '9')
            return NOT_A_NUMBER;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

/* 2023..2025, or 2013.. for an open end; one year alone has its own code. */
static bool parse_span(const char *code, int year, const struct calendar *calendar, struct period *ret_period) {
    enum { UNTIL_AT = 6, CLOSED_SIZE = 10 };
    bool open = code[UNTIL_AT] == '\0';
    int until = open ? INT16_MAX : read_number(code + UNTIL_AT, 4);
    if (!is_year(year) || (!open && (!is_year(until) || until <= year || code[CLOSED_SIZE] != '\0')))
        return false;
    struct period span = {.kind = PERIOD_SPAN, .year = (int16_t)year, .until_year = (int16_t)until, .end = DAY_NEVER};
    if (!month_start(year * MONTHS_IN_YEAR, calendar, &span.start) ||
        (!open && !month_start((until + 1) * MONTHS_IN_YEAR, calendar, &span.end)))
        return false;
    *ret_period = span;
    return text_copy(ret_period->code, sizeof ret_period->code, code);
}

static bool parse_part(const char *part, int year, const struct calendar *calendar, struct period *ret_period) {
    if (text_equal(part, "9M"))
        return period_make(PERIOD_NINE_MONTHS, year, 0, calendar, ret_period);
    for (size_t i = 0; i < sizeof notations / sizeof *notations; i++) {
        size_t digits = notations[i].digits;
        if (part[0] != notations[i].letter)
            continue;
        int number = read_number(part + 1, digits);
        return number != NOT_A_NUMBER && part[1 + digits] == '\0' &&
               period_make(notations[i].kind, year, number, calendar, ret_period);
    }
    return false;
}

bool period_parse(const char *code, const struct calendar *calendar, struct period *ret_period) {
    int year = read_number(code, 4);
    if (year == NOT_A_NUMBER)
        return false;
    const char *rest = code + 4;
    if (*rest == '\0')
        return period_make(PERIOD_YEAR, year, 0, calendar, ret_period);
    if (*rest == '-')
        return parse_part(rest + 1, year, calendar, ret_period);
    return strncmp(rest, "..", 2) == 0 && parse_span(code, year, calendar, ret_period);
}

bool period_of_request(const char *code, day_t start, day_t end, struct period *ret_period) {
    enum { PREFIX_SIZE = 2 };
    if (strncmp(code, "X-", PREFIX_SIZE) != 0 || !text_is_code(code + PREFIX_SIZE, PERIOD_CODE_SIZE - PREFIX_SIZE - 1))
        return false;
    if (start >= end || start == DAY_EVER || end == DAY_NEVER)
        return false;
    int year, month, day_of_month;
    day_split(end - 1, &year, &month, &day_of_month);
    if (!is_year(year))
        return false;
    *ret_period = (struct period){
        .kind = PERIOD_REQUEST, .year = (int16_t)year, .until_year = (int16_t)year, .start = start, .end = end};
    return text_copy(ret_period->code, sizeof ret_period->code, code);
}

day_t period_tree_date(const struct period *period) {
    return period->end - 1;
}

bool period_contains(const struct period *outer, const struct period *inner) {
    return outer->start <= inner->start && inner->end <= outer->end;
}

bool period_equal(const struct period *a, const struct period *b) {
    return a->start == b->start && a->end == b->end && text_equal(a->code, b->code);
}

/* The period at a place among those of its kind, counted from the first of the year 0. */
static bool period_at(int at, enum period_kind kind, const struct calendar *calendar, struct period *ret_period) {
    int in_year = cut[kind].in_year;
    return period_make(kind, at / in_year, in_year > 1 ? at % in_year + 1 : 0, calendar, ret_period);
}

/* The period `steps` later among those of its kind. */
static bool period_step(const struct period *period, int steps, const struct calendar *calendar,
                        struct period *ret_period) {
    if (period->kind > PERIOD_YEAR)
        return false;
    int in_year = cut[period->kind].in_year;
    int at = period->year * in_year + (in_year > 1 ? period->number - 1 : 0);
    return period_at(at + steps, period->kind, calendar, ret_period);
}

bool period_next(const struct period *period, const struct calendar *calendar, struct period *ret_period) {
    return period_step(period, 1, calendar, ret_period);
}

bool period_previous(const struct period *period, const struct calendar *calendar, struct period *ret_period) {
    return period_step(period, -1, calendar, ret_period);
}

bool period_year_before(const struct period *period, const struct calendar *calendar, struct period *ret_period) {
    return period_make(period->kind, period->year - 1, period->number, calendar, ret_period);
}

/* The listed period the day lies in, as its first month; NOT_A_NUMBER: it is in none. */
static int listed_month_of(day_t day, const struct calendar *calendar) {
    size_t low = 0, high = calendar->count;
    if (day < calendar->starts[0] || day >= calendar->starts[calendar->count])
        return NOT_A_NUMBER;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (calendar->starts[middle] <= day)
            low = middle;
        else
            high = middle;
    }
    return calendar->first_month + (int)low * calendar->listed_months;
}

/* The month the day lies in under the calendar, counted from January of the year 0. */
static int month_of(day_t day, const struct calendar *calendar) {
    int year, month, day_of_month;
    if (calendar->listed_months > 0)
        return listed_month_of(day, calendar);
    day_split(day, &year, &month, &day_of_month);
    bool next_month = calendar->day > 1 && day_of_month >= calendar->day;
    return year < PERIOD_YEAR_MIN - 1 || year > PERIOD_YEAR_MAX ? NOT_A_NUMBER
                                                                : year * MONTHS_IN_YEAR + month - 1 + next_month;
}

/* The day itself, or the first or last one that a list says something of. */
static day_t day_said(day_t day, const struct calendar *calendar) {
    if (calendar->listed_months == 0)
        return day;
    day_t first = calendar->starts[0], last = calendar->starts[calendar->count] - 1;
    return day < first ? first : day > last ? last : day;
}

int calendar_year(const struct calendar *calendar, day_t day) {
    return month_of(day_said(day, calendar), calendar) / MONTHS_IN_YEAR;
}

bool calendar_year_start(const struct calendar *calendar, day_t day, day_t *ret_start) {
    return month_start(calendar_year(calendar, day) * MONTHS_IN_YEAR, calendar, ret_start);
}

bool period_ended_by(day_t day, enum period_kind kind, const struct calendar *calendar, struct period *ret_period) {
    int month = month_of(day_said(day, calendar), calendar);
    if (kind > PERIOD_YEAR || month == NOT_A_NUMBER)
        return false;
    int in_year = cut[kind].in_year;
    int at = month / MONTHS_IN_YEAR * in_year + (in_year > 1 ? month % MONTHS_IN_YEAR / cut[kind].months : 0);
    struct period period;
    bool over = period_at(at, kind, calendar, &period) && period.end <= day;
    if (!over)
        over = period_at(at - 1, kind, calendar, &period) && period.end <= day;
    if (over)
        *ret_period = period;
    return over;
}

bool period_of_day(day_t day, enum period_kind kind, const struct calendar *calendar, struct period *ret_period) {
    if (kind > PERIOD_YEAR || kind == PERIOD_NINE_MONTHS)
        return false;
    int month = month_of(day, calendar);
    if (month == NOT_A_NUMBER)
        return false;
    int number = month % MONTHS_IN_YEAR / cut[kind].months + 1;
    return period_make(kind, month / MONTHS_IN_YEAR, kind == PERIOD_YEAR ? 0 : number, calendar, ret_period);
}

size_t period_parts(const struct period *period, enum period_kind kind, const struct calendar *calendar,
                    struct period ret_parts[PERIODS_IN_MAX]) {
    if (kind == period->kind) {
        ret_parts[0] = *period;
        return 1;
    }
    size_t count = 0;
    day_t reached = period->start;
    while (reached < period->end) {
        if (count == PERIODS_IN_MAX || !period_of_day(reached, kind, calendar, &ret_parts[count]))
            return 0;
        if (ret_parts[count].start != reached)
            return 0;
        reached = ret_parts[count++].end;
    }
    return reached == period->end ? count : 0;
}

static bool named(enum period_kind kind, day_t start, day_t end, const struct calendar *calendar,
                  struct period *period) {
    bool made = kind == PERIOD_NINE_MONTHS ? period_make(kind, calendar_year(calendar, end - 1), 0, calendar, period)
                                           : period_of_day(end - 1, kind, calendar, period);
    return made && period->start == start && period->end == end;
}

static bool named_span(day_t start, day_t end, const struct calendar *calendar, struct period *period) {
    char code[PERIOD_CODE_SIZE];
    int first = calendar_year(calendar, start), last = calendar_year(calendar, end - 1);
    snprintf(code, sizeof code, "%04d..%04d", first, last);
    return period_parse(code, calendar, period) && period->start == start && period->end == end;
}

struct period period_of_days(day_t start, day_t end, const struct calendar *calendar) {
    static const enum period_kind kinds[] = {PERIOD_YEAR, PERIOD_HALF, PERIOD_QUARTER, PERIOD_MONTH,
                                             PERIOD_NINE_MONTHS};
    struct period period;
    char from[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE], code[PERIOD_CODE_SIZE];
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (named(kinds[i], start, end, calendar, &period))
            return period;
    if (named_span(start, end, calendar, &period))
        return period;
    snprintf(code, sizeof code, "X-%s..%s", day_format(start, from), day_format(end - 1, until));
    bool made = period_of_request(code, start, end, &period);
    assert(made);
    (void)made;
    return period;
}
