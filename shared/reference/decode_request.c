/* Decoder of ad hoc requests: a form asked of named reporters, for a period of the request's own. */
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "reference/decode.h"

struct reading {
    struct decoding *decoding;
    struct object *object;
    struct request *request;
    const struct form_version *version;
    struct agency_selector *reporters;
    size_t count, capacity;
};

static struct decoding *on_last_day(struct decoding *then, const struct decoding *decoding,
                                    const struct period *period) {
    *then = *decoding;
    then->date = period_tree_date(period);
    then->of_plan = true;
    return then;
}

/* ---- Form and period */

static void decode_form_asked(struct decoding *decoding, struct object *object, struct request *request) {
    const char *code = object_code(object, "form", REQUIRED);
    struct place place = object_place(object, "form");
    request->form = code ? snapshot_form(decoding->snapshot, code) : NULL;
    if (code && !request->form)
        issue_add(decoding->issues, ISSUE_UNKNOWN_FORM, &place, code, NULL, NULL);
}

/* {"start","end"}, half-open; "code" may be repeated. */
static bool decode_span_asked(struct object *object, const char *code, day_t *ret_start, day_t *ret_end) {
    struct object span = object_member(object, "period", REQUIRED);
    const char *given = object_text(&span, "code", OPTIONAL, PERIOD_CODE_SIZE);
    bool has_start = object_day(&span, "start", REQUIRED, ret_start);
    bool has_end = object_day(&span, "end", REQUIRED, ret_end);
    struct place place = object_place(&span, "code");
    object_end(&span);
    if (given && !text_equal(given, code))
        issue_add(object->issues, ISSUE_INCONSISTENT, &place, code, NULL, NULL);
    return has_start && has_end;
}

static bool decode_period_asked(struct decoding *decoding, struct object *object, struct request *request) {
    const char *code = arena_format(decoding->arena, "X-%s", request->code);
    struct place place = object_place(object, "period");
    day_t start = 0, end = 0;
    struct period named;
    if (json_is_string(json_object_get(object->json, "period"))) {
        const char *text = object_text(object, "period", REQUIRED, PERIOD_CODE_SIZE);
        if (!text || !request->form)
            return false;
        if (snapshot_period(decoding->snapshot, request->form, text, &named))
            start = named.start, end = named.end;
    } else if (!decode_span_asked(object, code, &start, &end)) {
        return false;
    }
    if (period_of_request(code, start, end, &request->period))
        return true;
    issue_add(decoding->issues, ISSUE_BAD_PERIOD, &place, NULL, NULL, NULL);
    return false;
}

/* ---- Reporters */

static void add_reporter(struct reading *reading, struct agency_selector selector) {
    reading->reporters =
        arena_grow(reading->decoding->arena, reading->reporters, reading->count, &reading->capacity, sizeof selector);
    reading->reporters[reading->count++] = selector;
}

/* A unit stands for its people's committee where that may report the form, else for every function that may. */
static void add_unit(struct reading *reading, uint32_t unit) {
    const struct form_version *version = reading->version;
    struct agency_selector selector = {.function = "people-committee", .within = UNIT_NONE, .unit = unit};
    bool committee = version->function_count == 0;
    for (uint32_t i = 0; i < version->function_count; i++)
        committee = committee || text_equal(version->functions[i], selector.function);
    if (committee) {
        add_reporter(reading, selector);
        return;
    }
    for (uint32_t i = 0; i < version->function_count; i++) {
        selector.function = version->functions[i];
        add_reporter(reading, selector);
    }
}

static bool stands_before(const json_t *list, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (json_equal(json_array_get(list, i), json_array_get(list, index)))
            return true;
    return false;
}

/* Takes one element of a list of texts; NULL: reported. */
static const char *element(struct reading *reading, struct array *array, size_t index, struct place *place) {
    const char *text = array_text(array, index, CODE_MAX);
    *place = (struct place){.up = &array->place, .index = index};
    if (!text || reading->decoding->trusted || !stands_before(array->json, index))
        return text;
    issue_add(reading->decoding->issues, ISSUE_DUPLICATE, place, text, NULL, NULL);
    return NULL;
}

static void check_level(struct reading *reading, uint32_t unit, const struct place *place) {
    const struct unit_version *version =
        unit_version_at(snapshot_tree(reading->decoding->snapshot), unit, reading->decoding->date);
    if (version && (reading->version->levels >> version->level & 1U) == 0)
        issue_add(reading->decoding->issues, ISSUE_WRONG_LEVEL, place, reading->request->form->code,
                  level_name(version->level), NULL);
}

static void decode_units_asked(struct reading *reading) {
    struct array array = object_array(reading->object, "units", OPTIONAL, REQUEST_NAMED_MAX);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct decoding *decoding = reading->decoding;
        const char *code = element(reading, &array, i, &place);
        uint32_t unit = code ? snapshot_unit_asked(decoding->snapshot, code, decoding->date, decoding->language, &place,
                                                   decoding->issues)
                             : UNIT_NONE;
        if (unit == UNIT_NONE)
            continue;
        add_unit(reading, unit);
        check_level(reading, unit, &place);
    }
}

static void decode_agencies_asked(struct reading *reading) {
    struct array array = object_array(reading->object, "agencies", OPTIONAL, REQUEST_NAMED_MAX);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        const char *code = element(reading, &array, i, &place);
        if (!code)
            continue;
        add_reporter(reading, (struct agency_selector){.agency = arena_text(reading->decoding->arena, code),
                                                       .within = UNIT_NONE,
                                                       .unit = UNIT_NONE});
        if (!reading->decoding->trusted && !agency_registered(reading->decoding->snapshot, code))
            issue_add(reading->decoding->issues, ISSUE_UNKNOWN_CODE, &place, code, NULL, NULL);
    }
}

static void decode_reporters(struct reading *reading) {
    uint32_t selected;
    decode_units_asked(reading);
    decode_agencies_asked(reading);
    const struct agency_selector *selectors =
        decode_selectors(reading->decoding, reading->object, "selectors", OPTIONAL, &selected);
    for (uint32_t i = 0; i < selected; i++)
        add_reporter(reading, selectors[i]);
    bool named = json_array_size(json_object_get(reading->object->json, "units")) > 0 ||
                 json_array_size(json_object_get(reading->object->json, "agencies")) > 0 || selected > 0;
    struct place place = object_place(reading->object, "units");
    if (!named)
        issue_add(reading->decoding->issues, ISSUE_REQUIRED, &place, NULL, NULL, NULL);
}

/* ---- The duty it makes */

static void make_duty(struct reading *reading, enum regime regime) {
    struct arena *arena = reading->decoding->arena;
    struct request *request = reading->request;
    struct schedule *schedule = arena_new(arena, struct schedule);
    const char **forms = arena_new_array(arena, const char *, 1);
    *schedule = (struct schedule){.period = SCHEDULE_REQUEST, .due = {.kind = DUE_AT, .at = request->due_at}};
    forms[0] = request->form->code;
    struct duty duty = {.code = request->code,
                        .programme = request->form->programme,
                        .regime = regime,
                        .forms = forms,
                        .form_count = 1,
                        .reporters = reading->reporters,
                        .reporter_count = (uint32_t)reading->count,
                        .schedules = schedule,
                        .schedule_count = 1,
                        .start = request->period.start,
                        .end = request->period.end,
                        .request = arena_text(arena, request->period.code)};
    duty.recipients =
        decode_selectors(reading->decoding, reading->object, "recipients", OPTIONAL, &duty.recipient_count);
    request->duty = duty;
}

/* A request that obliges nobody is a mistake: nobody of that kind there, or none that may report the form. */
static void check_somebody_owes(struct reading *reading) {
    struct decoding *decoding = reading->decoding;
    const struct request *request = reading->request;
    struct duty_setting setting = {.agencies = snapshot_agencies(decoding->snapshot),
                                   .slice = snapshot_slice(decoding->snapshot, decoding->date, decoding->arena)};
    struct obligation *obligations;
    struct place place = object_place(reading->object, "selectors");
    if (decoding->trusted || decoding->issues->count > 0)
        return;
    if (obligations_expand(decoding->arena, &request->duty, 1, request->form, &request->period, &setting,
                           &obligations) == 0)
        issue_add(decoding->issues, ISSUE_NEVER_OWED, &place, request->form->code, NULL, NULL);
}

static void check_due(struct decoding *decoding, struct object *object, const struct request *request) {
    char day[DAY_TEXT_SIZE];
    struct place place = object_place(object, "dueAt");
    if (moment_day(request->due_at, 0) < request->period.start)
        issue_add(decoding->issues, ISSUE_INCONSISTENT, &place, day_format(request->period.start, day), NULL, NULL);
}

static void decode_asked(struct decoding *decoding, struct object *object, struct request *request) {
    static const char *const regimes[] = {"adHoc", "quick", NULL};
    struct decoding then;
    struct reading reading = {
        .decoding = on_last_day(&then, decoding, &request->period), .object = object, .request = request};
    int regime = object_word(object, "regime", OPTIONAL, regimes);
    struct place place = object_place(object, "period");
    reading.version = form_version_for(request->form, &request->period);
    if (!reading.version) {
        issue_add(decoding->issues, ISSUE_FORM_NOT_IN_FORCE, &place, request->form->code, request->period.code, NULL);
        return;
    }
    bool has_due = object_moment(object, "dueAt", REQUIRED, &request->due_at);
    decode_reporters(&reading);
    make_duty(&reading, regime == 1 ? REGIME_QUICK : REGIME_AD_HOC);
    object_end(object);
    if (has_due)
        check_due(decoding, object, request);
    check_somebody_owes(&reading);
}

bool decode_request(struct decoding *decoding, const char *code, const json_t *body, struct request *ret_request) {
    struct object object = object_root(body, decoding->issues);
    struct request request = {.code = arena_text(decoding->arena, code), .due_at = MOMENT_NONE};
    if (!object.json)
        return false;
    decode_form_asked(decoding, &object, &request);
    request.title = decode_text(decoding, &object, "title", OPTIONAL, NAME_MAX_BYTES);
    request.reason = decode_text(decoding, &object, "reason", OPTIONAL, TEXT_MAX_BYTES);
    bool has_period = decode_period_asked(decoding, &object, &request);
    if (has_period && request.form)
        decode_asked(decoding, &object, &request);
    *ret_request = request;
    return request.form && has_period && decoding->issues->count == 0;
}
