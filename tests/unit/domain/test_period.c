/* Periods: what their codes mean under both calendars and under lists, and that stepping, containing and cutting fit together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/period.h"

static const struct calendar *const calendars[] = {&calendar_plain, &calendar_admin15};
static const enum period_kind kinds[] = {PERIOD_MONTH, PERIOD_QUARTER, PERIOD_HALF, PERIOD_NINE_MONTHS, PERIOD_YEAR};

static day_t day(const char *text) {
    day_t parsed;
    assert_true(day_parse(text, &parsed));
    return parsed;
}

static struct period period(const char *code, const struct calendar *calendar) {
    struct period parsed;
    if (!period_parse(code, calendar, &parsed))
        fail_msg("%s is not a period", code);
    return parsed;
}

/* First and last days, as decree 09/2019 article 12 writes them. */
static const struct {
    const char *code;
    const struct calendar *calendar;
    const char *first, *last;
} spans[] = {
    {"2023-M03", &calendar_admin15, "2023-02-15", "2023-03-14"},
    {"2023-M01", &calendar_admin15, "2022-12-15", "2023-01-14"},
    {"2023-Q1", &calendar_admin15, "2022-12-15", "2023-03-14"},
    {"2023-Q2", &calendar_admin15, "2023-03-15", "2023-06-14"},
    {"2023-Q3", &calendar_admin15, "2023-06-15", "2023-09-14"},
    {"2023-Q4", &calendar_admin15, "2023-09-15", "2023-12-14"},
    {"2023-H1", &calendar_admin15, "2022-12-15", "2023-06-14"},
    {"2023-H2", &calendar_admin15, "2023-06-15", "2023-12-14"},
    {"2023-9M", &calendar_admin15, "2022-12-15", "2023-09-14"},
    {"2023", &calendar_admin15, "2022-12-15", "2023-12-14"},
    {"2023..2025", &calendar_admin15, "2022-12-15", "2025-12-14"},
    {"2023-M03", &calendar_plain, "2023-03-01", "2023-03-31"},
    {"2024-M02", &calendar_plain, "2024-02-01", "2024-02-29"},
    {"2023-Q4", &calendar_plain, "2023-10-01", "2023-12-31"},
    {"2023-H1", &calendar_plain, "2023-01-01", "2023-06-30"},
    {"2023-9M", &calendar_plain, "2023-01-01", "2023-09-30"},
    {"2023", &calendar_plain, "2023-01-01", "2023-12-31"},
    {"2011..2015", &calendar_plain, "2011-01-01", "2015-12-31"},
};

static void codes_mean_the_days_of_the_decree(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        struct period found = period(spans[i].code, spans[i].calendar);
        char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];
        assert_string_equal(day_format(found.start, first), spans[i].first);
        assert_string_equal(day_format(period_tree_date(&found), last), spans[i].last);
        assert_string_equal(found.code, spans[i].code);
    }
}

static void an_open_span_never_ends(void **state) {
    (void)state;
    struct period open = period("2013..", &calendar_admin15), year = period("2998", &calendar_admin15);
    assert_int_equal(open.start, day("2012-12-15"));
    assert_int_equal(open.end, DAY_NEVER);
    assert_int_equal(open.until_year, INT16_MAX);
    assert_true(period_contains(&open, &year));
}

static void other_texts_are_no_periods(void **state) {
    (void)state;
    static const char *const refused[] = {
        "",          "2",          "202",        "20233",       "2023-",      "2023-M",     "2023-M0",
        "2023-M00",  "2023-M13",   "2023-M3",    "2023-M031",   "2023-m03",   "2023-Q0",    "2023-Q5",
        "2023-Q",    "2023-Q11",   "2023-H3",    "2023-H0",     "2023-9m",    "2023-9M1",   "2023-12M",
        "2023.2025", "2023...",    "2023..25",   "2023..20255", "2025..2023", "2023..2023", "1944",
        "3000",      "1944..1950", "2023..3000", "X-1",         " 2023",      "2023 ",      "2O23",
        "2023-06",   "2023/H1",    "2023-03-01", "-023",        "+2023",      "2023-M+3",   "2023-W05",
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct period untouched = {.number = 77};
        if (period_parse(refused[i], &calendar_admin15, &untouched))
            fail_msg("'%s' was taken for a period", refused[i]);
        assert_int_equal(untouched.number, 77);
    }
}

static void a_made_period_is_what_its_code_says(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        for (int year = 1945; year <= 2999; year += 17) {
            for (int number = 0; number <= 13; number++) {
                struct period made;
                if (!period_make(kinds[i], year, number, &calendar_admin15, &made))
                    continue;
                struct period parsed = period(made.code, &calendar_admin15);
                assert_memory_equal(&parsed, &made, sizeof made);
            }
        }
    }
    struct period none;
    assert_false(period_make(PERIOD_YEAR, 2023, 1, &calendar_admin15, &none));
    assert_false(period_make(PERIOD_MONTH, 2023, 0, &calendar_admin15, &none));
    assert_false(period_make(PERIOD_SPAN, 2023, 0, &calendar_admin15, &none));
    assert_false(period_make(PERIOD_REQUEST, 2023, 0, &calendar_admin15, &none));
}

static void next_and_previous_undo_each_other(void **state) {
    (void)state;
    for (size_t i = 0; i < 2 * (sizeof kinds / sizeof *kinds); i++) {
        enum period_kind kind = kinds[i / 2];
        const struct calendar *calendar = calendars[i % 2];
        struct period at, next, back;
        assert_true(period_make(kind, 2019, kind == PERIOD_NINE_MONTHS || kind == PERIOD_YEAR ? 0 : 1, calendar, &at));
        for (int steps = 0; steps < 60; steps++) {
            assert_true(period_next(&at, calendar, &next));
            assert_true(period_previous(&next, calendar, &back));
            assert_true(period_equal(&at, &back));
            if (kind == PERIOD_NINE_MONTHS)
                assert_int_equal(next.year, at.year + 1);
            else
                assert_int_equal(next.start, at.end);
            at = next;
        }
    }
}

static void steps_stop_at_the_ends(void **state) {
    (void)state;
    struct period none, first = period("1945-M01", &calendar_admin15), last = period("2999-H2", &calendar_admin15);
    struct period span = period("2023..2025", &calendar_admin15);
    assert_false(period_previous(&first, &calendar_admin15, &none));
    assert_false(period_next(&last, &calendar_admin15, &none));
    assert_false(period_next(&span, &calendar_admin15, &none));
    assert_false(period_previous(&span, &calendar_admin15, &none));
    assert_false(period_year_before(&span, &calendar_admin15, &none));
}

static void last_years_period_is_the_same_part(void **state) {
    (void)state;
    static const char *const pairs[][2] = {{"2023-M03", "2022-M03"},
                                           {"2023-Q1", "2022-Q1"},
                                           {"2023-H2", "2022-H2"},
                                           {"2023-9M", "2022-9M"},
                                           {"2023", "2022"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct period this_year = period(pairs[i][0], &calendar_admin15), last_year;
        assert_true(period_year_before(&this_year, &calendar_admin15, &last_year));
        assert_string_equal(last_year.code, pairs[i][1]);
    }
}

static const struct {
    const char *whole;
    enum period_kind kind;
    size_t count;
    const char *first, *last;
} cuts[] = {
    {"2023", PERIOD_MONTH, 12, "2023-M01", "2023-M12"},
    {"2023", PERIOD_QUARTER, 4, "2023-Q1", "2023-Q4"},
    {"2023", PERIOD_HALF, 2, "2023-H1", "2023-H2"},
    {"2023", PERIOD_YEAR, 1, "2023", "2023"},
    {"2023-H2", PERIOD_QUARTER, 2, "2023-Q3", "2023-Q4"},
    {"2023-H2", PERIOD_MONTH, 6, "2023-M07", "2023-M12"},
    {"2023-Q1", PERIOD_MONTH, 3, "2023-M01", "2023-M03"},
    {"2023-9M", PERIOD_QUARTER, 3, "2023-Q1", "2023-Q3"},
    {"2023-9M", PERIOD_MONTH, 9, "2023-M01", "2023-M09"},
    {"2023-9M", PERIOD_NINE_MONTHS, 1, "2023-9M", "2023-9M"},
    {"2023..2025", PERIOD_YEAR, 3, "2023", "2025"},
    {"2023..2025", PERIOD_HALF, 6, "2023-H1", "2025-H2"},
    {"2022..2025", PERIOD_MONTH, 48, "2022-M01", "2025-M12"},
    {"2023-9M", PERIOD_HALF, 0, NULL, NULL},
    {"2023-9M", PERIOD_YEAR, 0, NULL, NULL},
    {"2023", PERIOD_NINE_MONTHS, 0, NULL, NULL},
    {"2023-M02", PERIOD_QUARTER, 0, NULL, NULL},
    {"2023-H1", PERIOD_YEAR, 0, NULL, NULL},
    {"2021..2025", PERIOD_MONTH, 0, NULL, NULL},
    {"2013..", PERIOD_YEAR, 0, NULL, NULL},
};

static void parts_tile_their_whole(void **state) {
    (void)state;
    for (size_t i = 0; i < 2 * (sizeof cuts / sizeof *cuts); i++) {
        const struct calendar *calendar = calendars[i % 2];
        struct period parts[PERIODS_IN_MAX], whole = period(cuts[i / 2].whole, calendar);
        size_t count = period_parts(&whole, cuts[i / 2].kind, calendar, parts);
        assert_int_equal(count, cuts[i / 2].count);
        if (count == 0)
            continue;
        assert_string_equal(parts[0].code, cuts[i / 2].first);
        assert_string_equal(parts[count - 1].code, cuts[i / 2].last);
        assert_int_equal(parts[0].start, whole.start);
        assert_int_equal(parts[count - 1].end, whole.end);
        for (size_t j = 0; j < count; j++) {
            assert_true(period_contains(&whole, &parts[j]));
            assert_int_equal(parts[j].kind, cuts[i / 2].kind);
            if (j > 0)
                assert_int_equal(parts[j].start, parts[j - 1].end);
        }
    }
}

static void every_day_lies_in_one_period_of_each_kind(void **state) {
    (void)state;
    static const enum period_kind tiling[] = {PERIOD_MONTH, PERIOD_QUARTER, PERIOD_HALF, PERIOD_YEAR};
    for (day_t at = day("2022-11-01"); at < day("2025-02-01"); at++) {
        for (size_t i = 0; i < 2 * (sizeof tiling / sizeof *tiling); i++) {
            struct period found;
            assert_true(period_of_day(at, tiling[i / 2], calendars[i % 2], &found));
            assert_true(found.start <= at && at < found.end);
            assert_int_equal(found.kind, tiling[i / 2]);
        }
    }
    struct period found;
    assert_true(period_of_day(day("2022-12-15"), PERIOD_HALF, &calendar_admin15, &found));
    assert_string_equal(found.code, "2023-H1");
    assert_true(period_of_day(day("2022-12-14"), PERIOD_MONTH, &calendar_admin15, &found));
    assert_string_equal(found.code, "2022-M12");
    assert_false(period_of_day(day("2023-06-01"), PERIOD_NINE_MONTHS, &calendar_admin15, &found));
    assert_false(period_of_day(day("2023-06-01"), PERIOD_SPAN, &calendar_admin15, &found));
    assert_false(period_of_day(DAY_EVER, PERIOD_YEAR, &calendar_admin15, &found));
    assert_false(period_of_day(DAY_NEVER, PERIOD_YEAR, &calendar_admin15, &found));
}

static void one_period_contains_another_by_days(void **state) {
    (void)state;
    struct period year = period("2023", &calendar_admin15), half = period("2023-H1", &calendar_admin15);
    struct period quarter = period("2023-Q3", &calendar_admin15), other = period("2023-M01", &calendar_plain);
    struct period december = period("2023-M12", &calendar_plain);
    assert_true(period_contains(&year, &half));
    assert_true(period_contains(&half, &half));
    assert_false(period_contains(&half, &year));
    assert_false(period_contains(&half, &quarter));
    assert_true(period_contains(&half, &other));
    assert_false(period_contains(&year, &december));
    struct period same_code = period("2023-H1", &calendar_plain);
    assert_false(period_equal(&half, &same_code));
}

static void a_request_brings_its_own_days(void **state) {
    (void)state;
    struct period found, whole;
    assert_true(period_of_request("X-flood-2024", day("2024-09-07"), day("2024-09-30"), &found));
    assert_string_equal(found.code, "X-flood-2024");
    assert_int_equal(found.year, 2024);
    assert_int_equal(period_tree_date(&found), day("2024-09-29"));
    assert_false(period_next(&found, &calendar_admin15, &whole));
    assert_true(period_parse("2024-Q3", &calendar_plain, &whole));
    assert_true(period_contains(&whole, &found));
    assert_false(period_of_request("X-", day("2024-09-07"), day("2024-09-30"), &found));
    assert_false(period_of_request("Y-1", day("2024-09-07"), day("2024-09-30"), &found));
    assert_false(period_of_request("X-a b", day("2024-09-07"), day("2024-09-30"), &found));
    assert_false(period_of_request("X-1", day("2024-09-07"), day("2024-09-07"), &found));
    assert_false(period_of_request("X-1", DAY_EVER, day("2024-09-07"), &found));
    assert_false(period_of_request("X-1", day("2024-09-07"), DAY_NEVER, &found));
    assert_true(period_of_request("X-345678901234567890123456789012345678901234567", day("2024-09-07"),
                                  day("2024-09-30"), &found));
    assert_false(period_of_request("X-3456789012345678901234567890123456789012345678", day("2024-09-07"),
                                   day("2024-09-30"), &found));
}

/* ---- Listed calendars: what the list says, and what is put together from it, against looking it up period by period */

enum { LISTINGS = 120, LISTED_MAX = 30, LISTED_YEARS_AROUND = 2 };

static const int months_in[] = {
    [PERIOD_MONTH] = 1, [PERIOD_QUARTER] = 3, [PERIOD_HALF] = 6, [PERIOD_NINE_MONTHS] = 9, [PERIOD_YEAR] = 12};

struct listing {
    struct arena arena;
    struct period listed[LISTED_MAX];
    uint32_t count;
    const struct calendar *calendar;
};

/* Repeatable, so that a failure can be looked at: the listing's number is the seed. */
static uint32_t drawn(uint32_t *seed, uint32_t below) {
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

static void listing_begin(struct listing *listing, uint32_t number) {
    static const enum period_kind listable[] = {PERIOD_MONTH, PERIOD_QUARTER, PERIOD_HALF, PERIOD_YEAR};
    uint32_t seed = number;
    enum period_kind kind = listable[number % 4];
    int in_year = 12 / months_in[kind];
    *listing = (struct listing){.count = 1 + drawn(&seed, LISTED_MAX)};
    assert_true(period_make(kind, 2015 + (int)drawn(&seed, 9),
                            in_year > 1 ? 1 + (int)drawn(&seed, (uint32_t)in_year) : 0, &calendar_plain,
                            &listing->listed[0]));
    day_t at = day("2015-01-01") + (day_t)drawn(&seed, 1000);
    for (uint32_t i = 0; i < listing->count; i++) {
        if (i > 0)
            assert_true(period_next(&listing->listed[i - 1], &calendar_plain, &listing->listed[i]));
        listing->listed[i].start = at;
        listing->listed[i].end = at += 1 + (day_t)drawn(&seed, 200);
    }
    listing->calendar = calendar_of_list(&listing->arena, listing->listed, listing->count);
}

static const struct period *listed_at(const struct listing *listing, int month) {
    for (uint32_t i = 0; i < listing->count; i++) {
        const struct period *listed = &listing->listed[i];
        int behind = listed->number > 0 ? (listed->number - 1) * months_in[listed->kind] : 0;
        if (listed->year * 12 + behind == month)
            return listed;
    }
    return NULL;
}

/* A period exists where everything it consists of is listed. */
static bool truth(const struct listing *listing, enum period_kind kind, int year, int number, struct period *ret) {
    int first = year * 12 + (number > 0 ? (number - 1) * months_in[kind] : 0), step = months_in[listing->listed->kind];
    if (months_in[kind] % step != 0 || !listed_at(listing, first))
        return false;
    for (int month = first; month < first + months_in[kind]; month += step) {
        const struct period *part = listed_at(listing, month);
        if (!part)
            return false;
        ret->end = part->end;
    }
    ret->start = listed_at(listing, first)->start;
    return true;
}

/* Calls the check for every period that could have a code around the list. */
static void each_candidate(const struct listing *listing,
                           void (*check)(const struct listing *, enum period_kind, int year, int number)) {
    int first = listing->listed[0].year - LISTED_YEARS_AROUND;
    int last = listing->listed[listing->count - 1].year + LISTED_YEARS_AROUND;
    for (int year = first; year <= last; year++)
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            bool numbered = kinds[i] != PERIOD_NINE_MONTHS && kinds[i] != PERIOD_YEAR;
            for (int number = numbered; number <= (numbered ? 12 / months_in[kinds[i]] : 0); number++)
                check(listing, kinds[i], year, number);
        }
}

static void each_listing(void (*check)(const struct listing *)) {
    for (uint32_t number = 0; number < LISTINGS; number++) {
        struct listing listing;
        listing_begin(&listing, number);
        check(&listing);
        arena_done(&listing.arena);
    }
}

static void exists_as_its_parts_are_listed(const struct listing *listing, enum period_kind kind, int year, int number) {
    struct period made, plain, expected = {0};
    bool exists = truth(listing, kind, year, number, &expected);
    assert_true(period_make(kind, year, number, &calendar_plain, &plain));
    if (period_make(kind, year, number, listing->calendar, &made) != exists)
        fail_msg("%s with %u listed from %s on", plain.code, listing->count, listing->listed->code);
    struct period parsed;
    assert_int_equal(period_parse(plain.code, listing->calendar, &parsed), exists);
    if (!exists)
        return;
    assert_true(period_equal(&parsed, &made));
    assert_string_equal(made.code, plain.code);
    assert_int_equal(made.start, expected.start);
    assert_int_equal(made.end, expected.end);
}

static void steps_lead_to_what_exists(const struct listing *listing, enum period_kind kind, int year, int number) {
    struct period at, plain, next, expected = {0};
    if (!period_make(kind, year, number, listing->calendar, &at))
        return;
    assert_true(period_make(kind, year, number, &calendar_plain, &plain));
    assert_true(period_next(&plain, &calendar_plain, &plain));
    bool exists = truth(listing, kind, plain.year, plain.number, &expected);
    assert_int_equal(period_next(&at, listing->calendar, &next), exists);
    if (exists) {
        struct period back;
        assert_true(period_previous(&next, listing->calendar, &back));
        assert_true(period_equal(&back, &at));
        assert_int_equal(next.start, expected.start);
    }
    exists = truth(listing, kind, year - 1, number, &expected);
    assert_int_equal(period_year_before(&at, listing->calendar, &next), exists);
    if (exists)
        assert_int_equal(next.start, expected.start);
}

static void parts_tile_or_there_are_none(const struct listing *listing, enum period_kind kind, int year, int number) {
    struct period whole, parts[PERIODS_IN_MAX];
    if (!period_make(kind, year, number, listing->calendar, &whole))
        return;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        bool aligned = kinds[i] != PERIOD_NINE_MONTHS && months_in[kind] % months_in[kinds[i]] == 0;
        bool expressible = months_in[kinds[i]] % months_in[listing->listed->kind] == 0;
        size_t expected = aligned && expressible ? (size_t)(months_in[kind] / months_in[kinds[i]]) : 0;
        size_t count = period_parts(&whole, kinds[i], listing->calendar, parts);
        assert_int_equal(count, kinds[i] == kind ? 1 : expected);
        for (size_t j = 0; j < count; j++)
            assert_int_equal(parts[j].start, j > 0 ? parts[j - 1].end : whole.start);
        if (count > 0)
            assert_int_equal(parts[count - 1].end, whole.end);
    }
}

static void check_candidates(const struct listing *listing) {
    each_candidate(listing, exists_as_its_parts_are_listed);
    each_candidate(listing, steps_lead_to_what_exists);
    each_candidate(listing, parts_tile_or_there_are_none);
}

static void a_period_exists_where_all_of_it_is_listed(void **state) {
    (void)state;
    each_listing(check_candidates);
}

/* The one that holds the day (over: the newest one that is over), looked for among all there could be; false: none. */
static bool sought(const struct calendar *calendar, enum period_kind kind, int first_year, int last_year, day_t at,
                   bool over, struct period *ret) {
    bool numbered = kind != PERIOD_NINE_MONTHS && kind != PERIOD_YEAR, found = false;
    for (int year = first_year; year <= last_year; year++)
        for (int number = numbered; number <= (numbered ? 12 / months_in[kind] : 0); number++) {
            struct period candidate;
            if (!period_make(kind, year, number, calendar, &candidate))
                continue;
            if (over ? candidate.end <= at : candidate.start <= at && at < candidate.end) {
                *ret = candidate;
                found = true;
            }
        }
    return found;
}

static void assert_days(const struct calendar *calendar, day_t from, day_t until, int first_year, int last_year) {
    for (day_t at = from; at < until; at += 3)
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            struct period expected, found;
            bool exists = kinds[i] != PERIOD_NINE_MONTHS &&
                          sought(calendar, kinds[i], first_year, last_year, at, false, &expected);
            assert_int_equal(period_of_day(at, kinds[i], calendar, &found), exists);
            if (exists)
                assert_true(period_equal(&found, &expected));
            exists = sought(calendar, kinds[i], first_year, last_year, at, true, &expected);
            if (period_ended_by(at, kinds[i], calendar, &found) != exists)
                fail_msg("kind %d on day %d", (int)kinds[i], (int)at);
            if (exists)
                assert_true(period_equal(&found, &expected));
        }
}

static void check_year_around(const struct listing *listing, const struct period *listed) {
    day_t start = DAY_EVER;
    const struct period *first = listed_at(listing, listed->year * 12);
    assert_int_equal(calendar_year(listing->calendar, listed->end - 1), listed->year);
    assert_int_equal(calendar_year_start(listing->calendar, listed->end - 1, &start), first != NULL);
    assert_int_equal(start, first ? first->start : DAY_EVER);
}

static void check_days(const struct listing *listing) {
    const struct period *first = &listing->listed[0], *last = &listing->listed[listing->count - 1];
    assert_days(listing->calendar, first->start - 20, last->end + 20, first->year - 1, last->year + 1);
    assert_int_equal(calendar_year(listing->calendar, first->start - 1), first->year);
    assert_int_equal(calendar_year(listing->calendar, last->end), last->year);
    for (uint32_t i = 0; i < listing->count; i++)
        check_year_around(listing, &listing->listed[i]);
    struct period none;
    assert_false(period_of_day(DAY_EVER, first->kind, listing->calendar, &none));
    assert_false(period_of_day(DAY_NEVER, first->kind, listing->calendar, &none));
    assert_false(period_ended_by(DAY_EVER, first->kind, listing->calendar, &none));
    assert_true(period_ended_by(DAY_NEVER, first->kind, listing->calendar, &none));
    assert_string_equal(none.code, last->code);
}

static void a_day_lies_in_what_is_listed_around_it(void **state) {
    (void)state;
    each_listing(check_days);
}

static void what_is_over_is_found_without_a_list_too(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof calendars / sizeof *calendars; i++)
        assert_days(calendars[i], day("2022-11-01"), day("2025-02-01"), 2020, 2026);
    struct period none;
    assert_false(period_ended_by(DAY_EVER, PERIOD_YEAR, &calendar_admin15, &none));
    assert_false(period_ended_by(DAY_NEVER, PERIOD_YEAR, &calendar_admin15, &none));
    assert_false(period_ended_by(day("2023-06-01"), PERIOD_SPAN, &calendar_admin15, &none));
    assert_int_equal(calendar_year(&calendar_admin15, day("2022-12-15")), 2023);
    assert_int_equal(calendar_year(&calendar_plain, day("2022-12-15")), 2022);
}

/* Halves of school years; the second year has only its first half so far. */
static const struct calendar *school(struct arena *arena, const char *second_start) {
    struct period halves[] = {period("2024-H1", &calendar_plain), period("2024-H2", &calendar_plain),
                              period("2025-H1", &calendar_plain)};
    const char *const starts[] = {"2023-09-01", second_start, "2024-06-01", "2025-01-15"};
    for (size_t i = 0; i < 3; i++) {
        halves[i].start = day(starts[i]);
        halves[i].end = day(starts[i + 1]);
    }
    return calendar_of_list(arena, halves, 3);
}

static void a_year_is_there_once_both_its_halves_are(void **state) {
    (void)state;
    static const char *const none[] = {"2025",    "2023",    "2025-H2", "2023-H2",    "2024-M01", "2024-Q1",
                                       "2024-9M", "2024-M1", "",        "2024..2025", "X-1"};
    struct arena arena = {0};
    struct period found;
    const struct calendar *calendar = school(&arena, "2024-01-15");
    assert_true(period_parse("2024", calendar, &found));
    assert_int_equal(found.start, day("2023-09-01"));
    assert_int_equal(found.end, day("2024-06-01"));
    assert_true(period_parse("2024..", calendar, &found));
    assert_int_equal(found.start, day("2023-09-01"));
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (period_parse(none[i], calendar, &found))
            fail_msg("'%s' was taken for a period of the list", none[i]);
    arena_done(&arena);
}

static void a_list_may_only_go_on_at_its_end(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct calendar *calendar = school(&arena, "2024-01-15"), *same = school(&arena, "2024-01-15");
    const struct calendar *moved = school(&arena, "2024-01-16");
    struct calendar shorter = *calendar, later = *calendar, quarters = *calendar;
    shorter.count--;
    later.first_month += 6;
    quarters.listed_months = 3;
    assert_true(calendar_continues(same, calendar) && calendar_equal(same, calendar));
    assert_true(calendar_continues(calendar, &shorter));
    assert_false(calendar_equal(calendar, &shorter));
    assert_false(calendar_continues(&shorter, calendar));
    assert_false(calendar_continues(moved, calendar));
    assert_false(calendar_continues(&later, calendar));
    assert_false(calendar_continues(&quarters, calendar));
    assert_false(calendar_continues(calendar, &calendar_plain));
    assert_false(calendar_continues(&calendar_plain, calendar));
    assert_false(calendar_continues(&calendar_admin15, &calendar_plain));
    assert_true(calendar_equal(&calendar_plain, &calendar_plain));
    arena_done(&arena);
}

static void offices_close_over_tet_and_work_swapped_saturdays(void **state) {
    (void)state;
    const day_t holidays[] = {day("2024-02-08"), day("2024-02-09"), day("2024-02-10"), day("2024-02-11"),
                              day("2024-02-12"), day("2024-02-13"), day("2024-02-14"), day("2024-04-29"),
                              day("2024-04-30"), day("2024-05-01")};
    const day_t worked[] = {day("2024-05-04")};
    struct working_calendar calendar = {.holidays = holidays, .worked = worked, .holiday_count = 10, .worked_count = 1};
    assert_true(is_working_day(&calendar, day("2024-02-07")));
    assert_false(is_working_day(&calendar, day("2024-02-14")));
    assert_false(is_working_day(&calendar, day("2024-02-17")));
    assert_true(is_working_day(&calendar, day("2024-05-04")));
    assert_false(is_working_day(&calendar, day("2024-05-05")));
    assert_int_equal(working_day_after(&calendar, day("2024-02-07"), 0), day("2024-02-07"));
    assert_int_equal(working_day_after(&calendar, day("2024-02-07"), 1), day("2024-02-15"));
    assert_int_equal(working_day_after(&calendar, day("2024-02-07"), 3), day("2024-02-19"));
    assert_int_equal(working_day_after(&calendar, day("2024-04-26"), 3), day("2024-05-04"));
    struct working_calendar plain = {0};
    assert_int_equal(working_day_after(&plain, day("2024-02-09"), 1), day("2024-02-12"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_mean_the_days_of_the_decree),
        cmocka_unit_test(an_open_span_never_ends),
        cmocka_unit_test(other_texts_are_no_periods),
        cmocka_unit_test(a_made_period_is_what_its_code_says),
        cmocka_unit_test(next_and_previous_undo_each_other),
        cmocka_unit_test(steps_stop_at_the_ends),
        cmocka_unit_test(last_years_period_is_the_same_part),
        cmocka_unit_test(parts_tile_their_whole),
        cmocka_unit_test(every_day_lies_in_one_period_of_each_kind),
        cmocka_unit_test(one_period_contains_another_by_days),
        cmocka_unit_test(a_request_brings_its_own_days),
        cmocka_unit_test(a_period_exists_where_all_of_it_is_listed),
        cmocka_unit_test(a_day_lies_in_what_is_listed_around_it),
        cmocka_unit_test(what_is_over_is_found_without_a_list_too),
        cmocka_unit_test(a_year_is_there_once_both_its_halves_are),
        cmocka_unit_test(a_list_may_only_go_on_at_its_end),
        cmocka_unit_test(offices_close_over_tet_and_work_swapped_saturdays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
