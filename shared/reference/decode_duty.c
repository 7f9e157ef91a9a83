/* Decoder of duties: who reports what to whom, how often and until when. */
#include <stdio.h>
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "reference/decode.h"

enum { SELECTORS_MAX = 200, SCHEDULES_MAX = 12, NAMED_MAX = 100 };

static const char *const period_words[] = {"month", "quarter", "H1", "H2", "half", "9M", "year", "span", NULL};

/* "06-15": a day that exists in a leap year. */
static bool month_day_parse(const char *text, int8_t *ret_month, int8_t *ret_day) {
    char whole[DAY_TEXT_SIZE];
    day_t day;
    if (strlen(text) != 5 || snprintf(whole, sizeof whole, "2000-%s", text) != 10 || !day_parse(whole, &day))
        return false;
    int year, month, day_of_month;
    day_split(day, &year, &month, &day_of_month);
    *ret_month = (int8_t)month;
    *ret_day = (int8_t)day_of_month;
    return true;
}

static bool decode_month_day(struct object *object, const char *name, int8_t *ret_month, int8_t *ret_day) {
    const char *text = object_text(object, name, OPTIONAL, NAME_MAX_BYTES);
    if (!text)
        return false;
    if (month_day_parse(text, ret_month, ret_day))
        return true;
    struct place place = object_place(object, name);
    issue_add(object->issues, ISSUE_BAD_FORMAT, &place, "MM-DD", NULL, NULL);
    return false;
}

/* How many ways of saying the due moment are used, well or badly. */
static int ways_given(const struct object *due) {
    bool regulated = object_has(due, "asRegulated") && !json_is_false(json_object_get(due->json, "asRegulated"));
    return object_has(due, "before") + object_has(due, "by") + object_has(due, "workingDaysAfterCutOff") + regulated;
}

static void check_due(struct decoding *decoding, struct object *due) {
    struct place year = object_place(due, "year");
    bool has_day = object_has(due, "before") || object_has(due, "by");
    if (ways_given(due) != 1)
        issue_add(decoding->issues, ISSUE_INCONSISTENT, &due->place,
                  "before | by | workingDaysAfterCutOff | asRegulated", NULL, NULL);
    else if (object_has(due, "year") && !has_day)
        issue_add(decoding->issues, ISSUE_INCONSISTENT, &year, "before | by", NULL, NULL);
}

bool decode_due(struct decoding *decoding, struct object *parent, const char *name, struct due *ret_due) {
    static const char *const holiday_words[] = {"keep", "next", NULL};
    struct object object = object_member(parent, name, OPTIONAL);
    struct due due = {.kind = DUE_NONE};
    int64_t number;
    if (decode_month_day(&object, "before", &due.month, &due.day))
        due.kind = DUE_BEFORE;
    if (decode_month_day(&object, "by", &due.month, &due.day))
        due.kind = DUE_BY;
    if (object_int(&object, "workingDaysAfterCutOff", OPTIONAL, 0, 60, &number))
        due.kind = DUE_WORKING_DAYS, due.working_days = (uint16_t)number;
    if (object_flag(&object, "asRegulated", false))
        due.kind = DUE_AS_REGULATED;
    if (object_int(&object, "year", OPTIONAL, -1, 5, &number))
        due.year_offset = (int8_t)number;
    due.next_if_holiday = object_word(&object, "ifHoliday", OPTIONAL, holiday_words) == 1;
    object_end(&object);
    if (object.json && !decoding->trusted)
        check_due(decoding, &object);
    *ret_due = due;
    return !object.json || due.kind != DUE_NONE;
}

/* What is put together from shorter periods is due never, and has no data of its own to cut off. */
static void check_derived(struct decoding *decoding, const struct object *schedule) {
    static const char *const names[] = {"due", "cutOff"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct place place = object_place(schedule, names[i]);
        if (object_has(schedule, names[i]))
            issue_add(decoding->issues, ISSUE_INCONSISTENT, &place,
                      arena_format(decoding->arena, "%s | derivedFrom", names[i]), NULL, NULL);
    }
}

static const struct schedule *decode_schedules(struct decoding *decoding, struct object *duty, uint32_t *ret_count) {
    struct array array = object_array(duty, "schedule", OPTIONAL, SCHEDULES_MAX);
    struct schedule *schedules = arena_new_array(decoding->arena, struct schedule, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object object = array_object(&array, i, &place);
        struct schedule schedule = {0};
        int period = object_word(&object, "period", REQUIRED, period_words);
        schedule.period = period >= 0 ? (enum schedule_period)period : SCHEDULE_REQUEST;
        decode_due(decoding, &object, "due", &schedule.due);
        decode_month_day(&object, "cutOff", &schedule.cut_off_month, &schedule.cut_off_day);
        int derived = object_word(&object, "derivedFrom", OPTIONAL, period_words);
        schedule.derived = derived >= 0;
        schedule.derived_from = derived >= 0 ? (enum schedule_period)derived : SCHEDULE_MONTH;
        object_end(&object);
        if (schedule.derived && !decoding->trusted)
            check_derived(decoding, &object);
        schedules[i] = schedule;
    }
    *ret_count = (uint32_t)array.count;
    return schedules;
}

const struct agency_selector *decode_selectors(struct decoding *decoding, struct object *duty, const char *name,
                                               enum need need, uint32_t *ret_count) {
    struct array array = object_array(duty, name, need, SELECTORS_MAX);
    struct agency_selector *selectors = arena_new_array(decoding->arena, struct agency_selector, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object object = array_object(&array, i, &place);
        decode_selector(decoding, &object, &selectors[i]);
        object_end(&object);
    }
    *ret_count = (uint32_t)array.count;
    return selectors;
}

/* Each at its own place, so that what is wrong is told of the right one; NULL where it is no code. */
static const char *const *decode_named(struct decoding *decoding, struct object *duty, const char *name,
                                       uint32_t *ret_count) {
    struct array array = object_array(duty, name, OPTIONAL, NAMED_MAX);
    const char **codes = arena_new_array(decoding->arena, const char *, array.count);
    for (size_t i = 0; i < array.count; i++) {
        const char *code = array_code(&array, i);
        codes[i] = code ? arena_text(decoding->arena, code) : NULL;
    }
    *ret_count = (uint32_t)array.count;
    return codes;
}

static void check_forms_known(struct decoding *decoding, struct object *object, const struct duty *duty) {
    struct place forms = object_place(object, "forms");
    for (uint32_t i = 0; i < duty->form_count; i++) {
        struct place place = {.up = &forms, .index = i};
        if (duty->forms[i] && !snapshot_form(decoding->snapshot, duty->forms[i]))
            issue_add(decoding->issues, ISSUE_UNKNOWN_FORM, &place, duty->forms[i], NULL, NULL);
    }
}

/* A list without which the duty asks nobody, or for nothing. */
static void check_given(struct decoding *decoding, struct object *duty, const char *name) {
    struct place place = object_place(duty, name);
    const json_t *list = json_object_get(duty->json, name);
    if (!object_has(duty, name))
        issue_add(decoding->issues, ISSUE_REQUIRED, &place, NULL, NULL, NULL);
    else if (json_is_array(list) && json_array_size(list) == 0)
        issue_add(decoding->issues, ISSUE_TOO_SHORT, &place, "1", NULL, NULL);
}

static void check_lists(struct decoding *decoding, struct object *object, const struct duty *duty) {
    check_given(decoding, object, "reporters");
    if (duty->deliverable == DELIVERABLE_REPORT)
        check_given(decoding, object, "forms");
    if (duty->deliverable == DELIVERABLE_CONSOLIDATION && duty->form_count == 0)
        check_given(decoding, object, "consolidates");
    check_forms_known(decoding, object, duty);
}

static int word_or_first(struct object *object, const char *name, const char *const *words) {
    int word = object_word(object, name, OPTIONAL, words);
    return word >= 0 ? word : 0;
}

static void decode_duty(struct decoding *decoding, struct object *object, struct duty *duty) {
    static const char *const deliverables[] = {"report", "consolidation", "plan", NULL};
    static const char *const bindings[] = {"must", "request", NULL};
    static const char *const regimes[] = {"periodic", "thematic", "adHoc", "quick", NULL};
    static const char *const via_modes[] = {"each", "any", NULL};
    duty->code = decode_code(decoding, object, "code", REQUIRED);
    duty->deliverable = (enum deliverable)word_or_first(object, "deliverable", deliverables);
    duty->forms = decode_named(decoding, object, "forms", &duty->form_count);
    duty->consolidates = decode_named(decoding, object, "consolidates", &duty->consolidates_count);
    duty->binding = (enum binding)word_or_first(object, "binding", bindings);
    duty->regime = (enum regime)word_or_first(object, "regime", regimes);
    duty->reporters = decode_selectors(decoding, object, "reporters", OPTIONAL, &duty->reporter_count);
    duty->recipients = decode_selectors(decoding, object, "recipients", OPTIONAL, &duty->recipient_count);
    duty->via = decode_selectors(decoding, object, "via", OPTIONAL, &duty->via_count);
    duty->via_any = word_or_first(object, "viaMode", via_modes) == 1;
    duty->schedules = decode_schedules(decoding, object, &duty->schedule_count);
    (void)object_text(object, "text", OPTIONAL, TEXT_MAX_BYTES);
    object_end(object);
    if (object->json && !decoding->trusted)
        check_lists(decoding, object, duty);
}

/* ---- Schedules that cannot be meant */

static void check_schedule(struct decoding *decoding, const struct duty *duty, uint32_t index,
                           const struct calendar *calendar, const struct place *place) {
    const struct schedule *schedule = &duty->schedules[index];
    struct place period = {.up = place, .name = "period"}, derived = {.up = place, .name = "derivedFrom"};
    const char *word = period_words[schedule->period];
    if (!word) /* it could not be read */
        return;
    for (uint32_t i = 0; i < index; i++)
        if (duty->schedules[i].period == schedule->period)
            issue_add(decoding->issues, ISSUE_DUPLICATE, &period, word, NULL, NULL);
    if (schedule->derived && schedule->derived_from >= schedule->period)
        issue_add(decoding->issues, ISSUE_INCONSISTENT, &derived, word, NULL, NULL);
    if (!schedule->derived && !decoding->undated && !schedule_is_ever_owed(duty, schedule, calendar))
        issue_add(decoding->issues, ISSUE_NEVER_OWED, &period, word, NULL, NULL);
}

static void check_schedules(struct decoding *decoding, struct object *object, const struct duty *duty,
                            const struct calendar *calendar) {
    struct place list = object_place(object, "schedule");
    for (uint32_t i = 0; i < duty->schedule_count && !decoding->trusted; i++) {
        struct place place = {.up = &list, .index = i};
        check_schedule(decoding, duty, i, calendar, &place);
    }
}

static bool code_stands_before(const struct duty *duties, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (duties[index].code && text_equal(duties[i].code, duties[index].code))
            return true;
    return false;
}

void decode_duties(struct decoding *decoding, struct object *parent, const char *plan, const char *programme,
                   const struct calendar *calendar, const struct period *span, const struct duty **ret_duties,
                   size_t *ret_count) {
    struct array array = object_array(parent, "duties", OPTIONAL, PLAN_ITEMS_MAX);
    struct duty *duties = arena_new_array(decoding->arena, struct duty, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object object = array_object(&array, i, &place);
        duties[i].plan = plan;
        duties[i].programme = programme;
        duties[i].start = span ? span->start : DAY_EVER;
        duties[i].end = span ? span->end : DAY_NEVER;
        decode_duty(decoding, &object, &duties[i]);
        check_schedules(decoding, &object, &duties[i], calendar);
        struct place code = object_place(&object, "code");
        if (code_stands_before(duties, i))
            issue_add(decoding->issues, ISSUE_DUPLICATE, &code, duties[i].code, NULL, NULL);
    }
    *ret_duties = duties;
    *ret_count = array.count;
}
