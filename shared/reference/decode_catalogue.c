/* Decoders of the catalogue: holidays, programmes, agencies and indicators. */
#include <stdlib.h>

#include "core/limits.h"
#include "core/text.h"
#include "reference/decode.h"

enum { HOLIDAYS_MAX = 100, DECLARED_BOUND_TEXT = 48 };

static int compare_days(const void *a, const void *b) {
    day_t left = *(const day_t *)a, right = *(const day_t *)b;
    return (left > right) - (left < right);
}

struct day_list {
    day_t *days;
    size_t count;
};

static bool holds_day(const struct day_list *list, day_t day) {
    for (size_t i = 0; i < list->count; i++)
        if (list->days[i] == day)
            return true;
    return false;
}

/* holidays NULL: the day is to be one of them, else it is to be worked in exchange. */
static void check_day(struct decoding *decoding, const struct place *place, day_t day, const struct day_list *list,
                      const struct day_list *holidays) {
    enum { SATURDAY = 5 };
    char text[DAY_TEXT_SIZE];
    if (decoding->trusted)
        return;
    if (holds_day(list, day))
        issue_add(decoding->issues, ISSUE_DUPLICATE, place, day_format(day, text), NULL, NULL);
    if (holidays && holds_day(holidays, day))
        issue_add(decoding->issues, ISSUE_INCONSISTENT, place, "holidays", NULL, NULL);
    if (holidays && day_of_week(day) < SATURDAY)
        issue_add(decoding->issues, ISSUE_INCONSISTENT, place, "Saturday | Sunday", NULL, NULL);
}

static struct day_list decode_day_list(struct decoding *decoding, struct object *body, const char *name, int year,
                                       const struct day_list *holidays) {
    struct array array = object_array(body, name, OPTIONAL, HOLIDAYS_MAX);
    struct day_list list = {.days = arena_new_array(decoding->arena, day_t, array.count)};
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object item = array_object(&array, i, &place);
        day_t day;
        bool good = object_day(&item, "date", REQUIRED, &day);
        const char *vi, *en;
        decode_names(&item, "name", OPTIONAL, NAME_MAX_BYTES, decoding->arena, &vi, &en);
        object_end(&item);
        if (!good)
            continue;
        struct place date_place = object_place(&item, "date");
        if (day < day_of(year, 1, 1) || day > day_of(year, 12, 31))
            issue_add(decoding->issues, ISSUE_INCONSISTENT, &date_place, arena_format(decoding->arena, "%d", year),
                      NULL, NULL);
        check_day(decoding, &date_place, day, &list, holidays);
        list.days[list.count++] = day;
    }
    return list;
}

static const day_t *sorted(const struct day_list *list, size_t *ret_count) {
    qsort(list->days, list->count, sizeof *list->days, compare_days);
    *ret_count = list->count;
    return list->days;
}

bool decode_holidays(struct decoding *decoding, const json_t *body, int year, const day_t **ret_holidays,
                     size_t *ret_holiday_count, const day_t **ret_worked, size_t *ret_worked_count) {
    struct object object = object_root(body, decoding->issues);
    struct day_list holidays = decode_day_list(decoding, &object, "holidays", year, NULL);
    struct day_list worked = decode_day_list(decoding, &object, "workingDays", year, &holidays);
    object_end(&object);
    *ret_holidays = sorted(&holidays, ret_holiday_count);
    *ret_worked = sorted(&worked, ret_worked_count);
    return decoding->issues->count == 0;
}

static void decode_zone(struct decoding *decoding, struct object *body, struct programme *programme) {
    programme->zone = decode_text(decoding, body, "zone", OPTIONAL, CODE_MAX);
    if (!programme->zone)
        programme->zone = "Asia/Ho_Chi_Minh";
    if (zone_offset(programme->zone, &programme->zone_offset_seconds))
        return;
    struct place place = object_place(body, "zone");
    issue_add(decoding->issues, ISSUE_NOT_ONE_OF, &place, "Asia/Ho_Chi_Minh, UTC", NULL, NULL);
}

static void decode_late(struct object *body, struct programme *programme) {
    struct object late = object_member(body, "late", OPTIONAL);
    int64_t days = 0;
    if (object_int(&late, "graceDays", OPTIONAL, 0, 366, &days))
        programme->grace_days = (int32_t)days;
    object_end(&late);
}

/* "As regulated" is what a duty says; the programme says what that means. */
static void decode_regulated(struct decoding *decoding, struct object *body, struct programme *programme) {
    decode_due(decoding, body, "regulatedDue", &programme->regulated);
    if (decoding->trusted || programme->regulated.kind != DUE_AS_REGULATED)
        return;
    struct place due = object_place(body, "regulatedDue"), place = {.up = &due, .name = "asRegulated"};
    issue_add(decoding->issues, ISSUE_CYCLE, &place, "regulatedDue", NULL, NULL);
}

bool decode_programme(struct decoding *decoding, const char *code, const json_t *body,
                      struct programme *ret_programme) {
    struct object object = object_root(body, decoding->issues);
    struct programme programme = {.code = arena_text(decoding->arena, code)};
    decode_names(&object, "name", REQUIRED, NAME_MAX_BYTES, decoding->arena, &programme.name_vi, &programme.name_en);
    programme.calendar = decode_calendar(decoding, &object);
    decode_zone(decoding, &object, &programme);
    decode_late(&object, &programme);
    decode_regulated(decoding, &object, &programme);
    decode_duties(decoding, &object, NULL, programme.code, programme.calendar, NULL, &programme.duties,
                  &programme.duty_count);
    object_end(&object);
    *ret_programme = programme;
    return decoding->issues->count == 0;
}

static const char *day_said(struct arena *arena, day_t day) {
    char text[DAY_TEXT_SIZE];
    return day == DAY_EVER || day == DAY_NEVER ? "…" : arena_text(arena, day_format(day, text));
}

static void check_day_between(struct decoding *decoding, struct object *object, const char *name, day_t day,
                              day_t first, day_t last) {
    struct place place = object_place(object, name);
    bool given = day != DAY_EVER && day != DAY_NEVER;
    if (given && (day < first || day > last))
        issue_add(decoding->issues, ISSUE_OUT_OF_BOUNDS, &place, day_said(decoding->arena, first),
                  day_said(decoding->arena, last), NULL);
}

/* It is not there before its unit is, nor after. A day that is not given leaves that to the unit. */
static void check_agency_span(struct decoding *decoding, struct object *object, const struct agency *agency) {
    if (agency->unit == UNIT_NONE)
        return;
    const struct unit *unit = &snapshot_tree(decoding->snapshot)->units[agency->unit];
    day_t from = unit->versions[0].from, until = unit->versions[unit->version_count - 1].until;
    check_day_between(decoding, object, "validFrom", agency->from, from, until == DAY_NEVER ? until : until - 1);
    check_day_between(decoding, object, "validUntil", agency->until, from == DAY_EVER ? from : from + 1, until);
}

/* Reports and duties name an agency by its code or by its function: neither may mean another one as well. */
static void check_agency_names(struct decoding *decoding, struct object *object, const struct agency *agency) {
    struct place function = object_place(object, "function");
    if (function_is_implied(agency->code))
        issue_add_at(decoding->issues, ISSUE_IMPLIED_AGENCY, "code", agency->code, NULL, NULL)->in = "path";
    if (function_is_implied(agency->function))
        issue_add(decoding->issues, ISSUE_IMPLIED_AGENCY, &function, agency->function, NULL, NULL);
    const struct agency *other = agency_confused(snapshot_agencies(decoding->snapshot), agency);
    if (other)
        issue_add(decoding->issues, ISSUE_INCONSISTENT, &function,
                  arena_format(decoding->arena, "%s: %s", other->code, other->function), NULL, NULL);
}

bool decode_agency(struct decoding *decoding, const char *code, const json_t *body, struct agency *ret_agency) {
    struct object object = object_root(body, decoding->issues);
    struct agency agency = {.code = arena_text(decoding->arena, code), .from = DAY_EVER, .until = DAY_NEVER};
    decode_names(&object, "name", REQUIRED, NAME_MAX_BYTES, decoding->arena, &agency.name_vi, &agency.name_en);
    agency.function = decode_code(decoding, &object, "function", REQUIRED);
    agency.classes = decode_codes(decoding, &object, "classes", 20, &agency.class_count);
    bool has_from = object_day(&object, "validFrom", OPTIONAL, &agency.from);
    object_day(&object, "validUntil", OPTIONAL, &agency.until);
    struct decoding then = *decoding;
    then.date = has_from ? agency.from : decoding->date;
    agency.unit = decode_unit(&then, &object, "unit", REQUIRED);
    object_end(&object);
    struct place until = object_place(&object, "validUntil");
    if (agency.from >= agency.until)
        issue_add(decoding->issues, ISSUE_INCONSISTENT, &until, "validFrom < validUntil", NULL, NULL);
    if (!decoding->trusted) {
        check_agency_span(decoding, &object, &agency);
        check_agency_names(decoding, &object, &agency);
    }
    *ret_agency = agency;
    return decoding->issues->count == 0;
}

static int64_t decode_bound(struct decoding *decoding, struct object *body, const char *name, int decimals) {
    char digits[DECLARED_BOUND_TEXT], least[QUANTITY_TEXT_SIZE], most[QUANTITY_TEXT_SIZE];
    struct place place = object_place(body, name);
    int64_t bound = QUANTITY_MISSING;
    if (!object_number_text(body, name, OPTIONAL, digits))
        return QUANTITY_MISSING;
    switch (quantity_parse(digits, decimals, &bound)) {
    case QUANTITY_OK:
        return bound;
    case QUANTITY_SYNTAX:
        issue_add(decoding->issues, ISSUE_NOT_A_NUMBER, &place, NULL, NULL, NULL);
        break;
    case QUANTITY_PRECISION:
        issue_add(decoding->issues, ISSUE_TOO_PRECISE, &place, arena_format(decoding->arena, "%d", decimals), NULL,
                  NULL);
        break;
    case QUANTITY_RANGE:
        issue_add(decoding->issues, ISSUE_OUT_OF_BOUNDS, &place, quantity_format(-QUANTITY_MAX, decimals, least),
                  quantity_format(QUANTITY_MAX, decimals, most), NULL);
        break;
    }
    return QUANTITY_MISSING;
}

static int64_t decode_withhold(struct object *body) {
    struct object withhold = object_member(body, "withhold", OPTIONAL);
    int64_t below = 0;
    if (withhold.json)
        object_int(&withhold, "below", REQUIRED, 1, 1000, &below);
    object_end(&withhold);
    return below;
}

static int word_or(int word, int fallback) {
    return word >= 0 ? word : fallback;
}

static void check_indicator(struct decoding *decoding, struct object *object, const char *member, bool fits,
                            const char *reason) {
    struct place place = object_place(object, member);
    if (!fits && !decoding->trusted)
        issue_add(decoding->issues, ISSUE_INCONSISTENT, &place, reason, NULL, NULL);
}

/* Yes/no is 0 or 1, also where it stays unsaid; a yes adds up to "how many units", so it stays one over the periods. */
static void close_yes_no(struct decoding *decoding, struct object *object, struct indicator *indicator) {
    if (indicator->nature != NATURE_YES_NO)
        return;
    check_indicator(decoding, object, "decimals", indicator->decimals == 0, "nature yesNo: decimals 0");
    check_indicator(decoding, object, "min", indicator->min == QUANTITY_MISSING || indicator->min == 0,
                    "nature yesNo: min 0");
    check_indicator(decoding, object, "max", indicator->max == QUANTITY_MISSING || indicator->max == 1,
                    "nature yesNo: max 1");
    check_indicator(decoding, object, "overPeriods", indicator->over_periods != OVER_PERIODS_SUM,
                    "nature yesNo: overPeriods first | last | none | min | max");
    indicator->min = 0;
    indicator->max = 1;
}

/* A stock is there once in every period; of persons reached in two periods nobody knows how many are the same. */
static void check_combining(struct decoding *decoding, struct object *object, const struct indicator *indicator) {
    if (indicator->nature == NATURE_STOCK)
        check_indicator(decoding, object, "overPeriods", indicator->over_periods != OVER_PERIODS_SUM,
                        "nature stock: overPeriods first | last | none | min | max");
    if (indicator->nature == NATURE_DISTINCT)
        check_indicator(decoding, object, "overPeriods", indicator->over_periods == OVER_PERIODS_NONE,
                        "nature distinct: overPeriods none");
}

static void check_bounds(struct decoding *decoding, struct object *object, const struct indicator *indicator) {
    bool both = indicator->min != QUANTITY_MISSING && indicator->max != QUANTITY_MISSING;
    check_indicator(decoding, object, "max", !both || indicator->min <= indicator->max, "min ≤ max");
}

bool decode_indicator(struct decoding *decoding, const char *code, const json_t *body,
                      struct indicator *ret_indicator) {
    static const char *const natures[] = {"flow", "stock", "distinct", "yesNo", NULL};
    static const char *const units[] = {"sum", "none", "min", "max", NULL};
    static const char *const periods[] = {"sum", "first", "last", "none", "min", "max", NULL};
    struct object object = object_root(body, decoding->issues);
    struct indicator indicator = {.code = arena_text(decoding->arena, code)};
    indicator.programme = decode_code(decoding, &object, "programme", REQUIRED);
    decode_names(&object, "name", REQUIRED, NAME_MAX_BYTES, decoding->arena, &indicator.name_vi, &indicator.name_en);
    const char *definition_vi, *definition_en;
    decode_names(&object, "definition", OPTIONAL, TEXT_MAX_BYTES, decoding->arena, &definition_vi, &definition_en);
    indicator.unit_of_measure = decode_text(decoding, &object, "unitOfMeasure", REQUIRED, NAME_MAX_BYTES);
    indicator.nature = (enum nature)word_or(object_word(&object, "nature", REQUIRED, natures), NATURE_FLOW);
    int64_t decimals = 0;
    object_int(&object, "decimals", OPTIONAL, 0, QUANTITY_DECIMALS_MAX, &decimals);
    indicator.decimals = (int)decimals;
    indicator.min = decode_bound(decoding, &object, "min", indicator.decimals);
    indicator.max = decode_bound(decoding, &object, "max", indicator.decimals);
    indicator.over_units = (enum over_units)word_or(object_word(&object, "overUnits", REQUIRED, units), OVER_UNITS_SUM);
    indicator.over_periods =
        (enum over_periods)word_or(object_word(&object, "overPeriods", REQUIRED, periods), OVER_PERIODS_NONE);
    indicator.withhold_below = decode_withhold(&object);
    object_end(&object);
    check_bounds(decoding, &object, &indicator);
    check_combining(decoding, &object, &indicator);
    close_yes_no(decoding, &object, &indicator);
    struct place place = object_place(&object, "programme");
    if (indicator.programme && !decoding->trusted && !snapshot_programme(decoding->snapshot, indicator.programme))
        issue_add(decoding->issues, ISSUE_UNKNOWN_PROGRAMME, &place, indicator.programme, NULL, NULL);
    *ret_indicator = indicator;
    return decoding->issues->count == 0;
}
