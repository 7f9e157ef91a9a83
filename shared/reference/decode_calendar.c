/* Decoder of a programme's calendar: one of the known ones, or the periods it lists. */
#include <string.h>

#include "core/text.h"
#include "reference/decode.h"

static bool may_be_listed(enum period_kind kind) {
    return kind == PERIOD_MONTH || kind == PERIOD_QUARTER || kind == PERIOD_HALF || kind == PERIOD_YEAR;
}

static bool decode_listed_code(struct object *object, struct period *period) {
    const char *code = object_text(object, "code", REQUIRED, PERIOD_CODE_SIZE - 1);
    struct place place = object_place(object, "code");
    if (!code)
        return false;
    bool is_period = period_parse(code, &calendar_plain, period);
    if (is_period && may_be_listed(period->kind))
        return true;
    if (is_period)
        issue_add(object->issues, ISSUE_NOT_ONE_OF, &place, "month, quarter, half, year", NULL, NULL);
    else
        issue_add(object->issues, ISSUE_BAD_PERIOD, &place, NULL, NULL, NULL);
    return false;
}

/* What a code calls a year lies in that year, the one before and the one after: another is a slip of the pen. */
static bool check_near(struct object *object, const char *name, day_t day, const struct period *period) {
    char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];
    struct place place = object_place(object, name);
    int year = period->year > PERIOD_YEAR_MIN ? period->year - 1 : period->year;
    day_t from = day_of(year, 1, 1), until = day_of(period->year + 1, 12, 31);
    if (day >= from && day <= until)
        return true;
    issue_add(object->issues, ISSUE_OUT_OF_BOUNDS, &place, day_format(from, first), day_format(until, last), NULL);
    return false;
}

static bool check_span(struct object *object, const struct period *period) {
    struct place end = object_place(object, "end");
    bool near = check_near(object, "start", period->start, period);
    near &= check_near(object, "end", period->end, period);
    if (near && period->start >= period->end)
        issue_add(object->issues, ISSUE_INCONSISTENT, &end, "start < end", NULL, NULL);
    return near && period->start < period->end;
}

static bool decode_listed_period(struct object *object, struct period *ret_period) {
    bool good = decode_listed_code(object, ret_period);
    good &= object_day(object, "start", REQUIRED, &ret_period->start);
    good &= object_day(object, "end", REQUIRED, &ret_period->end);
    object_end(object);
    return good && check_span(object, ret_period);
}

/* The next one by its code, beginning where the one before ends. */
static bool check_follows(struct object *object, const struct period *before, const struct period *after) {
    char day[DAY_TEXT_SIZE];
    struct period next = {.code = ""};
    struct place code = object_place(object, "code"), start = object_place(object, "start");
    bool follows = period_next(before, &calendar_plain, &next) && text_equal(next.code, after->code);
    if (!follows)
        issue_add(object->issues, ISSUE_INCONSISTENT, &code, next.code, NULL, NULL);
    else if (after->start > before->end)
        issue_add(object->issues, ISSUE_INCONSISTENT, &start, day_format(before->end, day), NULL, NULL);
    else if (after->start < before->end)
        issue_add(object->issues, ISSUE_OVERLAP, &start, before->code, NULL, NULL);
    return follows && after->start == before->end;
}

/* NULL: something is wrong with it, and reported. */
static const struct calendar *decode_list(struct decoding *decoding, struct array *listed) {
    struct period *periods = arena_new_array(decoding->arena, struct period, listed->count);
    bool all_good = listed->count > 0, before_good = false;
    for (size_t i = 0; i < listed->count; i++) {
        struct place place;
        struct object object = array_object(listed, i, &place);
        bool good = decode_listed_period(&object, &periods[i]);
        all_good &= good && (!before_good || check_follows(&object, &periods[i - 1], &periods[i]));
        before_good = good;
    }
    return all_good ? calendar_of_list(decoding->arena, periods, (uint32_t)listed->count) : NULL;
}

static const struct calendar *decode_listed(struct decoding *decoding, struct object *programme) {
    struct object object = object_member(programme, "calendar", REQUIRED);
    struct array listed = object_array(&object, "listed", REQUIRED, LISTED_PERIODS_MAX);
    object_end(&object);
    if (listed.json && listed.count == 0)
        issue_add(decoding->issues, ISSUE_REQUIRED, &listed.place, NULL, NULL, NULL);
    return decode_list(decoding, &listed);
}

const struct calendar *decode_calendar(struct decoding *decoding, struct object *programme) {
    static const char *const words[] = {"calendar", "admin15", NULL};
    if (json_is_object(json_object_get(programme->json, "calendar"))) {
        const struct calendar *listed = decode_listed(decoding, programme);
        return listed ? listed : &calendar_plain;
    }
    return object_word(programme, "calendar", REQUIRED, words) == 1 ? &calendar_admin15 : &calendar_plain;
}
