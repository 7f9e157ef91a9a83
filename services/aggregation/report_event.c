/* A record of tonghop.report.v1 as it is stored: reads the members it needs and checks each of them. */
#include "report_event.h"

#include <string.h>

#include "core/text.h"
#include "json_slice.h"

enum { NUMBER_DIGITS_MAX = 18, PERIOD_MEMBERS = 3 };

static bool same_word(struct json_slice slice, const char *word) {
    return slice.size == strlen(word) && memcmp(slice.bytes, word, slice.size) == 0;
}

static bool is_null(struct json_slice slice) {
    return same_word(slice, "null");
}

/* Texts of ours are codes, dates and the like: one with an escape is none of them. */
static bool read_text(struct json_slice slice, char *to, size_t capacity) {
    if (slice.size < 3 || slice.bytes[0] != '"' || slice.size - 2 >= capacity)
        return false;
    memcpy(to, slice.bytes + 1, slice.size - 2);
    to[slice.size - 2] = '\0';
    return strchr(to, '\\') == NULL && strlen(to) == slice.size - 2;
}

static bool read_code(struct json_slice slice, char to[AGENCY_SIZE]) {
    return read_text(slice, to, AGENCY_SIZE) && text_is_code(to, CODE_MAX);
}

/* code@first-valid-date, or VN. */
static bool read_unit(struct json_slice slice, char to[UNIT_ID_SIZE]) {
    if (!read_text(slice, to, UNIT_ID_SIZE))
        return false;
    char *at = strchr(to, '@');
    day_t day;
    if (at == NULL)
        return text_is_code(to, UNIT_CODE_SIZE - 1);
    *at = '\0';
    bool good = text_is_code(to, UNIT_CODE_SIZE - 1) && day_parse(at + 1, &day);
    *at = '@';
    return good;
}

static bool read_report(struct json_slice slice, char to[UUID_TEXT_SIZE]) {
    return read_text(slice, to, UUID_TEXT_SIZE) && uuid_is(to);
}

static bool digit_at(const char *at, const char *end) {
    return at < end && *at >= '0' && *at <= '9';
}

/* How many digits there are, and the number that they say; none where they are too many. */
static size_t read_digits(const char *bytes, const char *end, int64_t *ret_value) {
    const char *at = bytes;
    for (*ret_value = 0; digit_at(at, end) && at - bytes < NUMBER_DIGITS_MAX; at++)
        *ret_value = *ret_value * 10 + (*at - '0');
    return digit_at(at, end) ? 0 : (size_t)(at - bytes);
}

static bool read_count(struct json_slice slice, int64_t least, int64_t most, int64_t *ret_value) {
    size_t digits = read_digits(slice.bytes, slice.bytes + slice.size, ret_value);
    return digits > 0 && digits == slice.size && *ret_value >= least && *ret_value <= most;
}

static bool read_moment(struct json_slice slice, moment_t *ret_moment) {
    char text[2 * MOMENT_TEXT_SIZE];
    return read_text(slice, text, sizeof text) && moment_parse(text, ret_moment);
}

static bool read_moment_or_null(struct json_slice slice, moment_t *ret_moment) {
    return is_null(slice) || read_moment(slice, ret_moment);
}

static bool read_state(struct json_slice slice, char to[STATE_SIZE]) {
    enum report_state state;
    return read_text(slice, to, STATE_SIZE) && report_state_parse(to, &state);
}

static bool read_timeliness(struct json_slice slice, char to[STATE_SIZE]) {
    if (is_null(slice)) /* a draft has none yet */
        return text_copy(to, STATE_SIZE, timeliness_name(TIMELINESS_NOT_DUE));
    if (!read_text(slice, to, STATE_SIZE))
        return false;
    for (int i = TIMELINESS_NOT_DUE; i <= TIMELINESS_LATE; i++)
        if (text_equal(to, timeliness_name((enum timeliness)i)))
            return true;
    return false;
}

static bool read_day(struct json_slice slice, day_t *ret_day) {
    char text[DAY_TEXT_SIZE];
    return read_text(slice, text, sizeof text) && day_parse(text, ret_day);
}

static bool read_period_code(struct json_slice slice, char to[PERIOD_CODE_SIZE]) {
    return read_text(slice, to, PERIOD_CODE_SIZE) && text_is_code(to, PERIOD_CODE_SIZE - 1);
}

static bool read_period_member(struct report_event *event, struct json_slice name, struct json_slice value,
                               int *found) {
    if (same_word(name, "\"code\""))
        return ++*found && read_period_code(value, event->period);
    if (same_word(name, "\"start\""))
        return ++*found && read_day(value, &event->period_start);
    if (same_word(name, "\"end\""))
        return ++*found && read_day(value, &event->period_end);
    return true;
}

static bool read_period(struct json_slice slice, struct report_event *event) {
    struct json_walk walk = json_walk_object(slice.bytes, slice.size);
    struct json_slice name, value;
    int found = 0;
    while (json_walk_next(&walk, &name, &value))
        if (!read_period_member(event, name, value, &found))
            return false;
    return !walk.broken && found == PERIOD_MEMBERS && event->period_start < event->period_end;
}

static const char *behind_space(const char *at) {
    return at + strspn(at, " \t\r\n");
}

/* One figure or null, with white space around it; returns where it ends, NULL where it is neither. */
static const char *read_cell(const char *at, const char *end, int64_t *ret_figure) {
    at = behind_space(at);
    *ret_figure = QUANTITY_MISSING;
    if (end - at >= 4 && memcmp(at, "null", 4) == 0)
        return behind_space(at + 4);
    bool negative = at < end && *at == '-';
    size_t digits = read_digits(at + negative, end, ret_figure);
    if (digits == 0)
        return NULL;
    if (negative)
        *ret_figure = -*ret_figure;
    return behind_space(at + negative + digits);
}

static bool read_cells(struct json_slice slice, struct report_event *event) {
    if (slice.size < 2 || slice.bytes[0] != '[')
        return false;
    const char *at = slice.bytes + 1, *end = slice.bytes + slice.size - 1;
    event->cell_count = 0;
    if (behind_space(at) == end)
        return true;
    while (event->cell_count < CELLS_MAX) {
        at = read_cell(at, end, &event->cells[event->cell_count++]);
        if (at == NULL || at == end)
            return at == end;
        if (*at++ != ',')
            return false;
    }
    return false;
}

/* Members in the order in which the writer sends them. */
#define MEMBERS(M)                                                                                                     \
    M(REPORT, "report", read_report(value, event->report))                                                             \
    M(VERSION, "version", read_count(value, 1, INT32_MAX, &event->version))                                            \
    M(EPOCH, "epoch", read_count(value, 0, INT64_MAX, &event->epoch))                                                  \
    M(FORM, "form", read_code(value, event->form))                                                                     \
    M(FORM_VERSION, "formVersion", read_count(value, 1, INT32_MAX, &event->form_version))                              \
    M(UNIT, "unit", read_unit(value, event->unit))                                                                     \
    M(AGENCY, "agency", read_code(value, event->agency))                                                               \
    M(FUNCTION, "function", read_code(value, event->function))                                                         \
    M(PERIOD, "period", read_period(value, event))                                                                     \
    M(STATE, "state", read_state(value, event->state))                                                                 \
    M(CELLS, "cells", read_cells(value, event))                                                                        \
    M(FIRST_SUBMITTED, "firstSubmittedAt", read_moment_or_null(value, &event->first_submitted_us))                     \
    M(TIMELINESS, "timeliness", read_timeliness(value, event->timeliness))                                             \
    M(RECORDED, "recordedAt", read_moment(value, &event->recorded_us))

enum member {
#define M(constant, name, read) MEMBER_##constant,
    MEMBERS(M)
#undef M
        MEMBER_COUNT
};

static const char *const member_names[] = {
#define M(constant, name, read) "\"" name "\"",
    MEMBERS(M)
#undef M
};

static enum member member_of(struct json_slice name) {
    for (int i = 0; i < MEMBER_COUNT; i++)
        if (same_word(name, member_names[i]))
            return (enum member)i;
    return MEMBER_COUNT;
}

static bool read_member(enum member member, struct json_slice value, struct report_event *event) {
    switch (member) {
#define M(constant, name, read)                                                                                        \
    case MEMBER_##constant:                                                                                            \
        return read;
        MEMBERS(M)
#undef M
    case MEMBER_COUNT:
        break;
    }
    return true;
}

static bool refuse(struct fail *fail, const char *what, const char *where) {
    return fail_set(fail, FAULT_INVALID, false, "report event", "%s %s", what, where);
}

bool report_event_read(const struct record *record, struct report_event *ret_event, struct fail *fail) {
    if (record->value == NULL)
        return refuse(fail, "no", "value");
    struct json_walk walk = json_walk_object(record->value, record->value_size);
    struct json_slice name, value;
    uint32_t seen = 0;
    ret_event->first_submitted_us = MOMENT_NONE;
    while (json_walk_next(&walk, &name, &value)) {
        enum member member = member_of(name);
        if (member == MEMBER_COUNT)
            continue;
        if (seen & 1U << member || !read_member(member, value, ret_event))
            return refuse(fail, "cannot be read:", member_names[member]);
        seen |= 1U << member;
    }
    if (!json_walk_complete(&walk))
        return refuse(fail, "is no", "JSON object");
    for (int i = 0; i < MEMBER_COUNT; i++)
        if (!(seen & 1U << i))
            return refuse(fail, "is missing:", member_names[i]);
    return true;
}
