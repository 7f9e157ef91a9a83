/* Civil dates and UTC moments by whole-number arithmetic, and the texts of both. */
#include "core/clock.h"

#include <assert.h>
#include <string.h>
#include <time.h>

#include "core/text.h"

enum {
    SECONDS_PER_DAY = 86400,
    DAYS_PER_ERA = 146097, /* 400 years, after which the Gregorian calendar repeats */
    YEARS_PER_ERA = 400,
    EPOCH_FROM_MARCH_0 = 719468, /* days from 0000-03-01 to 1970-01-01 */
    YEAR_MIN = 1900,
    YEAR_MAX = 2999,
    MOMENT_DAYS_MAX = 100000000, /* days either side of 1970 that microseconds in 64 bits reach */
};

static int64_t floor_divide(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int month_days(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    assert(month >= 1 && month <= 12);
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Counts years from March, so that the leap day is the last of its year, in eras of 400 years. */
day_t day_of(int year, int month, int day_of_month) {
    assert(day_of_month >= 1 && day_of_month <= month_days(year, month));
    int64_t march_year = month > 2 ? year : (int64_t)year - 1;
    int64_t era = floor_divide(march_year, YEARS_PER_ERA);
    int64_t year_of_era = march_year - era * YEARS_PER_ERA;
    int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day_of_month - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (day_t)(era * DAYS_PER_ERA + day_of_era - EPOCH_FROM_MARCH_0);
}

void day_split(day_t day, int *ret_year, int *ret_month, int *ret_day_of_month) {
    int64_t from_march = (int64_t)day + EPOCH_FROM_MARCH_0;
    int64_t era = floor_divide(from_march, DAYS_PER_ERA);
    int64_t day_of_era = from_march - era * DAYS_PER_ERA;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    int month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    *ret_year = (int)(year_of_era + era * YEARS_PER_ERA) + (month <= 2);
    *ret_month = month;
    *ret_day_of_month = (int)(day_of_year - (153 * march_month + 2) / 5) + 1;
}

int day_of_week(day_t day) {
    enum { THURSDAY = 3 }; /* 1970-01-01 was one */
    int64_t from_monday = (int64_t)day + THURSDAY;
    return (int)(from_monday - 7 * floor_divide(from_monday, 7));
}

static int digits(const char *text, size_t width) {
    int value = 0;
    for (size_t i = 0; i < width; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

static void write_digits(char *to, size_t width, int64_t value) {
    for (size_t i = width; i-- > 0; value /= 10)
        to[i] = (char)('0' + value % 10);
    assert(value == 0);
}

/* Whether the text has the shape, in which 0 stands for a digit and all else for itself. */
static bool has_shape(const char *text, const char *shape) {
    for (; *shape != '\0'; text++, shape++) {
        bool fits = *shape == '0' ? *text >= '0' && *text <= '9' : *text == *shape;
        if (!fits)
            return false;
    }
    return true;
}

/* The date in the first ten characters. */
static bool read_day(const char *text, day_t *ret_day) {
    if (!has_shape(text, "0000-00-00"))
        return false;
    int year = digits(text, 4), month = digits(text + 5, 2), day_of_month = digits(text + 8, 2);
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12)
        return false;
    if (day_of_month < 1 || day_of_month > month_days(year, month))
        return false;
    *ret_day = day_of(year, month, day_of_month);
    return true;
}

bool day_parse(const char *text, day_t *ret_day) {
    return strnlen(text, DAY_TEXT_SIZE) == DAY_TEXT_SIZE - 1 && read_day(text, ret_day);
}

const char *day_format(day_t day, char text[DAY_TEXT_SIZE]) {
    int year, month, day_of_month;
    day_split(day, &year, &month, &day_of_month);
    assert(year >= 0 && year <= 9999);
    memcpy(text, "0000-00-00", DAY_TEXT_SIZE);
    write_digits(text, 4, year);
    write_digits(text + 5, 2, month);
    write_digits(text + 8, 2, day_of_month);
    return text;
}

moment_t moment_of_day(day_t day, int32_t offset_seconds) {
    assert(day >= -MOMENT_DAYS_MAX && day <= MOMENT_DAYS_MAX);
    return day * MOMENT_DAY - offset_seconds * MOMENT_SECOND;
}

day_t moment_day(moment_t moment, int32_t offset_seconds) {
    assert(moment != MOMENT_NONE);
    int64_t seconds = floor_divide(moment, MOMENT_SECOND) + offset_seconds;
    return (day_t)floor_divide(seconds, SECONDS_PER_DAY);
}

day_t programme_day(moment_t moment) {
    enum { OFFSET_SECONDS = 7 * 3600 };
    return moment_day(moment, OFFSET_SECONDS);
}

/* Reads hh:mm:ss; a leap second is refused: a moment cannot tell it from the next second. */
static bool read_time(const char *text, int64_t *ret_seconds) {
    if (!has_shape(text, "00:00:00"))
        return false;
    int hour = digits(text, 2), minute = digits(text + 3, 2), second = digits(text + 6, 2);
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *ret_seconds = hour * 3600 + minute * 60 + second;
    return true;
}

/* Reads the fraction, if one is there: a point and one to six digits. */
static bool read_fraction(const char **text, int64_t *ret_microseconds) {
    *ret_microseconds = 0;
    if (**text != '.')
        return true;
    const char *digit = *text + 1;
    int64_t weight = MOMENT_SECOND / 10;
    for (; *digit >= '0' && *digit <= '9' && weight > 0; digit++, weight /= 10)
        *ret_microseconds += (*digit - '0') * weight;
    bool any = digit > *text + 1;
    *text = digit;
    return any;
}

/* Reads Z or ±hh:mm up to the end of the text. */
static bool read_offset(const char *text, int64_t *ret_seconds) {
    if (text_equal(text, "Z") || text_equal(text, "z")) {
        *ret_seconds = 0;
        return true;
    }
    if ((*text != '+' && *text != '-') || !has_shape(text + 1, "00:00") || text[6] != '\0')
        return false;
    int hours = digits(text + 1, 2), minutes = digits(text + 4, 2);
    if (hours > 23 || minutes > 59)
        return false;
    int64_t seconds = hours * 3600 + minutes * 60;
    *ret_seconds = *text == '-' ? -seconds : seconds;
    return true;
}

bool moment_parse(const char *text, moment_t *ret_moment) {
    enum { TIME_AT = 11, FRACTION_AT = 19 };
    day_t day;
    int64_t seconds, microseconds, offset;
    if (!read_day(text, &day) || (text[TIME_AT - 1] != 'T' && text[TIME_AT - 1] != 't'))
        return false;
    if (!read_time(text + TIME_AT, &seconds))
        return false;
    const char *rest = text + FRACTION_AT;
    if (!read_fraction(&rest, &microseconds) || !read_offset(rest, &offset))
        return false;
    moment_t moment = day * MOMENT_DAY + (seconds - offset) * MOMENT_SECOND + microseconds;
    if (moment < day_of(YEAR_MIN, 1, 1) * MOMENT_DAY || moment >= day_of(YEAR_MAX + 1, 1, 1) * MOMENT_DAY)
        return false;
    *ret_moment = moment;
    return true;
}

const char *moment_format(moment_t moment, char text[MOMENT_TEXT_SIZE]) {
    enum { TIME_AT = 11, FRACTION_AT = 20 };
    day_t day = moment_day(moment, 0);
    int64_t of_day = moment - day * MOMENT_DAY;
    int64_t seconds = of_day / MOMENT_SECOND, microseconds = of_day % MOMENT_SECOND;
    memcpy(text, "0000-00-00T00:00:00Z", FRACTION_AT + 1);
    day_format(day, text);
    text[TIME_AT - 1] = 'T';
    write_digits(text + TIME_AT, 2, seconds / 3600);
    write_digits(text + TIME_AT + 3, 2, seconds / 60 % 60);
    write_digits(text + TIME_AT + 6, 2, seconds % 60);
    if (microseconds != 0) {
        memcpy(text + FRACTION_AT - 1, ".000000Z", sizeof ".000000Z");
        write_digits(text + FRACTION_AT, 6, microseconds);
    }
    return text;
}

bool zone_offset(const char *zone, int32_t *ret_offset_seconds) {
    static const struct {
        const char *name;
        int32_t offset_seconds;
    } zones[] = {{"Asia/Ho_Chi_Minh", 7 * 3600}, {"UTC", 0}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (text_equal(zone, zones[i].name)) {
            *ret_offset_seconds = zones[i].offset_seconds;
            return true;
        }
    }
    return false;
}

static int64_t read_clock(clockid_t clock) {
    struct timespec now;
    int result = clock_gettime(clock, &now);
    assert(result == 0);
    (void)result;
    return now.tv_sec * MOMENT_SECOND + now.tv_nsec / 1000;
}

moment_t clock_now(void) {
    return read_clock(CLOCK_REALTIME);
}

int64_t clock_monotonic_us(void) {
    return read_clock(CLOCK_MONOTONIC);
}
