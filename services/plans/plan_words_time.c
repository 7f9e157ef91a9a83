/* Says dates, periods, when tasks are done and when reports are due. */
#include <ctype.h>
#include <string.h>

#include "core/clock.h"
#include "core/text.h"
#include "domain/period.h"
#include "plan_words.h"

/* Days below 10 and the months 1 and 2 take a leading nought (decree 30/2020, annex I). */
static bool date_split(struct arena *arena, const char *text, const char **ret_day, const char **ret_month,
                       int *ret_year) {
    day_t day;
    int month, day_of_month;
    if (!text || !day_parse(text, &day))
        return false;
    day_split(day, ret_year, &month, &day_of_month);
    *ret_day = arena_format(arena, "%02d", day_of_month);
    *ret_month = arena_format(arena, month < 3 ? "%02d" : "%d", month);
    return true;
}

const char *day_said(struct arena *arena, const char *text) {
    const char *day, *month;
    int year;
    if (!date_split(arena, text, &day, &month, &year))
        return "…/…/……";
    return arena_format(arena, "%s/%s/%d", day, month, year);
}

const char *date_said(struct arena *arena, const char *text) {
    const char *day, *month;
    int year;
    if (!date_split(arena, text, &day, &month, &year))
        return "ngày … tháng … năm ……";
    return arena_format(arena, "ngày %s tháng %s năm %d", day, month, year);
}

static const char *const quarters[] = {"", "I", "II", "III", "IV"};

static const char *span_said(struct arena *arena, const struct period *period) {
    if (period->end == DAY_NEVER)
        return arena_format(arena, "từ năm %d", period->year);
    if (period->year == period->until_year)
        return arena_format(arena, "năm %d", period->year);
    return arena_format(arena, "giai đoạn %d-%d", period->year, period->until_year);
}

const char *period_code_said(struct arena *arena, const char *code) {
    struct period period;
    if (!code || !period_parse(code, &calendar_plain, &period))
        return NULL;
    switch (period.kind) {
    case PERIOD_MONTH:
        return arena_format(arena, "tháng %d năm %d", period.number, period.year);
    case PERIOD_QUARTER:
        return arena_format(arena, "quý %s năm %d", quarters[period.number], period.year);
    case PERIOD_HALF:
        return arena_format(arena, "6 tháng %s năm %d", period.number == 1 ? "đầu" : "cuối", period.year);
    case PERIOD_NINE_MONTHS:
        return arena_format(arena, "9 tháng năm %d", period.year);
    case PERIOD_YEAR:
    case PERIOD_SPAN:
    case PERIOD_REQUEST:
        break;
    }
    return span_said(arena, &period);
}

/* "06-15" → "15/6"; NULL: no day of a year. */
static const char *month_day_said(struct arena *arena, const char *text) {
    const char *day, *month;
    int year;
    if (!date_split(arena, arena_format(arena, "2000-%s", text), &day, &month, &year))
        return NULL;
    return arena_format(arena, "%s/%s", day, month);
}

/* "ngày 15/6", "ngày 31/3/2023"; NULL: no day. */
static const char *some_day_said(struct arena *arena, const char *value) {
    day_t day;
    const char *said = day_parse(value, &day) ? day_said(arena, value) : month_day_said(arena, value);
    return said ? arena_format(arena, "ngày %s", said) : NULL;
}

/* "Q1" → "quý I"; NULL: no quarter. */
static const char *quarter_said(struct arena *arena, const char *value) {
    bool named = toupper((unsigned char)value[0]) == 'Q' && value[1] >= '1' && value[1] <= '4' && value[2] == '\0';
    return named ? arena_format(arena, "quý %s", quarters[value[1] - '0']) : NULL;
}

/* A day, a period, how often, or words as they are written. */
static const char *value_said(struct arena *arena, const char *value) {
    const char *said = some_day_said(arena, value);
    if (!said)
        said = period_code_said(arena, value);
    if (!said)
        said = quarter_said(arena, value);
    return said ? said : words_say(period_said, value);
}

/* The first letter of a text small. ASCII only: no word that begins an interval needs more. */
static const char *inside_said(struct arena *arena, const char *text) {
    char *said = arena_text(arena, text);
    *said = (char)tolower((unsigned char)*said);
    return said;
}

/* How each form is said without a value, and what stands before one. */
static const struct time_words {
    const char *form, *alone, *front;
} time_words[] = {
    {"allYear", "Cả năm", "Cả năm, "},
    {"regular", "Thường xuyên", "Thường xuyên, "},
    {"quarter", "Trong quý", ""},
    {"before", "Trước thời hạn", "Trước "},
    {"event", "Khi phát sinh", ""},
    {"every", "Hằng kỳ", "Hằng "},
    {"onRequest", "Khi có yêu cầu", "Khi có yêu cầu, "},
    {"asRegulated", "Theo quy định", "Theo quy định, "},
    {"none", "", ""},
};

static const struct time_words *time_words_of(const char *form) {
    for (size_t i = 0; i < sizeof time_words / sizeof *time_words; i++)
        if (text_equal(time_words[i].form, form))
            return &time_words[i];
    return NULL;
}

const char *time_said(struct arena *arena, const json_t *time) {
    const char *form = member_text(time, "form"), *value = member_text(time, "value");
    const struct time_words *words = time_words_of(form);
    if (!words)
        return form ? form : "";
    if (text_empty(value))
        return words->alone;
    const char *said = value_said(arena, value);
    if (text_equal(form, "every"))
        said = inside_said(arena, said); /* "Tháng, quý, năm" → "Hằng tháng, quý, năm" */
    return capital_said(arena, arena_format(arena, "%s%s", words->front, said));
}

/* Which year's day it is: of the year in which the period ends, or of another. */
static const char *due_year_said(struct arena *arena, const json_t *due) {
    json_int_t year = json_integer_value(json_object_get(due, "year"));
    if (year == 0)
        return "";
    if (year > 1)
        return arena_format(arena, " của năm thứ %" JSON_INTEGER_FORMAT " sau đó", year);
    return year == 1 ? " năm sau" : " năm trước";
}

static const char *day_in_year_said(struct arena *arena, const char *day) {
    const char *said = month_day_said(arena, day);
    return said ? said : day;
}

/* NULL: there is none. */
static const char *due_moment_said(struct arena *arena, const json_t *due) {
    const char *before = member_text(due, "before"), *by = member_text(due, "by");
    const json_t *days = json_object_get(due, "workingDaysAfterCutOff");
    if (before || by)
        return arena_format(arena, "%s ngày %s%s", before ? "trước" : "chậm nhất",
                            day_in_year_said(arena, before ? before : by), due_year_said(arena, due));
    if (days)
        return arena_format(arena, "trong %" JSON_INTEGER_FORMAT " ngày làm việc sau ngày chốt số liệu",
                            json_integer_value(days));
    return json_is_true(json_object_get(due, "asRegulated")) ? "theo quy định" : NULL;
}

static const char *due_said(struct arena *arena, const json_t *due) {
    const char *moment = due_moment_said(arena, due);
    bool moves = moment && text_equal(member_text(due, "ifHoliday"), "next");
    return moves ? arena_format(arena, "%s, trùng ngày nghỉ thì vào ngày làm việc kế tiếp", moment) : moment;
}

const char *schedule_said(struct arena *arena, const json_t *schedule) {
    const char *period = words_say(period_said, member_text(schedule, "period"));
    const char *derived = words_say(period_said, member_text(schedule, "derivedFrom"));
    const char *due = due_said(arena, json_object_get(schedule, "due")), *cut_off = member_text(schedule, "cutOff");
    AUTO_BUFFER said = {0};
    list_add(&said, "", period);
    if (derived)
        buffer_format(&said, " (cộng từ báo cáo %s)", derived);
    list_add(&said, ": ", due);
    if (cut_off)
        buffer_format(&said, " (số liệu đến ngày %s)", day_in_year_said(arena, cut_off));
    return list_end_text(arena, &said);
}
