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

static const day_t *decode_day_list(struct decoding *decoding, struct object *body, const char *name, int year,
                                    size_t *ret_count) {
    struct array array = object_array(body, name, OPTIONAL, HOLIDAYS_MAX);
    day_t *days = arena_new_array(decoding->arena, day_t, array.count);
    *ret_count = 0;
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
        days[(*ret_count)++] = day;
    }
    qsort(days, *ret_count, sizeof *days, compare_days);
    return days;
}

bool decode_holidays(struct decoding *decoding, const json_t *body, int year, const day_t **ret_holidays,
                     size_t *ret_holiday_count, const day_t **ret_worked, size_t *ret_worked_count) {
    struct object object = object_root(body, decoding->issues);
    *ret_holidays = decode_day_list(decoding, &object, "holidays", year, ret_holiday_count);
    *ret_worked = decode_day_list(decoding, &object, "workingDays", year, ret_worked_count);
    object_end(&object);
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

bool decode_programme(struct decoding *decoding, const char *code, const json_t *body,
                      struct programme *ret_programme) {
    static const char *const calendars[] = {"calendar", "admin15", NULL};
    struct object object = object_root(body, decoding->issues);
    struct programme programme = {.code = arena_text(decoding->arena, code)};
    decode_names(&object, "name", REQUIRED, NAME_MAX_BYTES, decoding->arena, &programme.name_vi, &programme.name_en);
    int calendar = object_word(&object, "calendar", REQUIRED, calendars);
    programme.calendar = calendar == 1 ? &calendar_admin15 : &calendar_plain;
    decode_zone(decoding, &object, &programme);
    decode_late(&object, &programme);
    decode_due(decoding, &object, "regulatedDue", &programme.regulated);
    decode_duties(decoding, &object, NULL, programme.code, programme.calendar, NULL, &programme.duties,
                  &programme.duty_count);
    object_end(&object);
    *ret_programme = programme;
    return decoding->issues->count == 0;
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
    *ret_agency = agency;
    return decoding->issues->count == 0;
}

static int64_t decode_bound(struct decoding *decoding, struct object *body, const char *name, int decimals) {
    char digits[DECLARED_BOUND_TEXT];
    if (!object_number_text(body, name, OPTIONAL, digits))
        return QUANTITY_MISSING;
    int64_t bound;
    if (quantity_parse(digits, decimals, &bound) == QUANTITY_OK)
        return bound;
    struct place place = object_place(body, name);
    issue_add(decoding->issues, ISSUE_TOO_PRECISE, &place, arena_format(decoding->arena, "%d", decimals), NULL, NULL);
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

/* Yes/no is 0 or 1; a yes adds up to "how many units". */
static void close_yes_no(struct indicator *indicator) {
    if (indicator->nature != NATURE_YES_NO)
        return;
    indicator->min = 0;
    indicator->max = 1;
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
    close_yes_no(&indicator);
    struct place place = object_place(&object, "programme");
    if (indicator.programme && !decoding->trusted && !snapshot_programme(decoding->snapshot, indicator.programme))
        issue_add(decoding->issues, ISSUE_UNKNOWN_PROGRAMME, &place, indicator.programme, NULL, NULL);
    struct place over = object_place(&object, "overPeriods");
    if (indicator.nature == NATURE_DISTINCT && indicator.over_periods == OVER_PERIODS_SUM)
        issue_add(decoding->issues, ISSUE_INCONSISTENT, &over, "nature distinct: overPeriods none", NULL, NULL);
    *ret_indicator = indicator;
    return decoding->issues->count == 0;
}
