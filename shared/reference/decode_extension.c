/* Decoder of extensions: more time for named units, or a closed period opened again for them. */
#include "core/limits.h"
#include "core/text.h"
#include "reference/decode.h"

struct extending {
    struct decoding decoding; /* codes mean the last day of the period */
    const struct form *form;
    struct period period;
    const struct obligation_list *owed; /* NULL: read from the topic, it was looked at when it came in */
    struct extension *extension;
};

static bool decode_form_and_period(struct extending *extending, struct object *object) {
    const char *form = object_code(object, "form", REQUIRED);
    const char *period = object_text(object, "period", REQUIRED, PERIOD_CODE_SIZE);
    struct place form_place = object_place(object, "form"), period_place = object_place(object, "period");
    struct issues *issues = extending->decoding.issues;
    extending->form = form ? snapshot_form(extending->decoding.snapshot, form) : NULL;
    if (form && !extending->form)
        issue_add(issues, ISSUE_UNKNOWN_FORM, &form_place, form, NULL, NULL);
    if (!extending->form || !period)
        return false;
    if (snapshot_period(extending->decoding.snapshot, extending->form, period, &extending->period) &&
        extending->period.end != DAY_NEVER)
        return true;
    issue_add(issues, ISSUE_BAD_PERIOD, &period_place, NULL, NULL, NULL);
    return false;
}

/* It must move the due moment of every obligation of the unit, and there must be one. */
static void check_obliged(struct extending *extending, uint32_t unit, const char *code, const struct place *place,
                          const struct place *due_place) {
    const struct obligation_list *owed = extending->owed;
    const struct extension *extension = extending->extension;
    struct issues *issues = extending->decoding.issues;
    bool obliged = false;
    for (size_t i = 0; owed && i < owed->count; i++) {
        char moment[MOMENT_TEXT_SIZE];
        const struct obligation *obligation = &owed->obligations[i];
        if (obligation->unit != unit)
            continue;
        obliged = true;
        if (extension->reopen)
            continue;
        if (obligation->due_at == MOMENT_NONE)
            issue_add(issues, ISSUE_INCONSISTENT, due_place, code, NULL, NULL);
        else if (extension->due_at <= obligation->due_at)
            issue_add(issues, ISSUE_NOT_LATER, due_place, moment_format(obligation->due_at, moment), NULL, NULL);
    }
    if (owed && !obliged)
        issue_add(issues, ISSUE_NOT_OWED, place, code, extending->form->code, extending->period.code);
}

static bool is_listed(const uint32_t *units, uint32_t count, uint32_t unit) {
    for (uint32_t i = 0; i < count; i++)
        if (units[i] == unit)
            return true;
    return false;
}

static void decode_units(struct extending *extending, struct object *object) {
    struct decoding *decoding = &extending->decoding;
    struct array array = object_array(object, "units", REQUIRED, EXTENSION_UNITS_MAX);
    struct place list = object_place(object, "units"), due = object_place(object, "dueAt");
    uint32_t *units = arena_new_array(decoding->arena, uint32_t, array.count), count = 0;
    for (size_t i = 0; i < array.count; i++) {
        struct place place = {.up = &array.place, .index = i};
        const char *code = array_text(&array, i, UNIT_ID_SIZE);
        uint32_t unit = code ? snapshot_unit_asked(decoding->snapshot, code, decoding->date, decoding->language, &place,
                                                   decoding->issues)
                             : UNIT_NONE;
        if (unit == UNIT_NONE)
            continue;
        if (is_listed(units, count, unit))
            issue_add(decoding->issues, ISSUE_DUPLICATE, &place, code, NULL, NULL);
        else
            check_obliged(extending, unit, code, &place, &due);
        units[count++] = unit;
    }
    if (json_is_array(array.json) && array.count == 0)
        issue_add(decoding->issues, ISSUE_TOO_SHORT, &list, "1", NULL, NULL);
    extending->extension->units = units;
    extending->extension->unit_count = count;
}

static void decode_what(struct extending *extending, struct object *object) {
    struct extension *extension = extending->extension;
    struct place place = object_place(object, "dueAt");
    bool has_due = object_moment(object, "dueAt", OPTIONAL, &extension->due_at);
    extension->reopen = object_flag(object, "reopen", false);
    if (!has_due && !extension->reopen && !object_has(object, "dueAt"))
        issue_add(extending->decoding.issues, ISSUE_REQUIRED, &place, NULL, NULL, NULL);
}

static void check_reason(struct decoding *decoding, struct object *object) {
    struct place place = object_place(object, "reason");
    const char *reason = object_text(object, "reason", REQUIRED, TEXT_MAX_BYTES);
    if (reason && text_empty(reason) && !decoding->trusted)
        issue_add(decoding->issues, ISSUE_REASON_NEEDED, &place, NULL, NULL, NULL);
}

bool decode_extension(struct decoding *decoding, const char *code, const json_t *body,
                      struct extension *ret_extension) {
    struct object object = object_root(body, decoding->issues);
    struct extension extension = {.code = arena_text(decoding->arena, code), .due_at = MOMENT_NONE};
    struct extending extending = {.decoding = *decoding, .extension = &extension};
    if (!object.json)
        return false;
    check_reason(decoding, &object);
    decode_what(&extending, &object);
    bool good = decode_form_and_period(&extending, &object);
    if (good) {
        extending.decoding.date = period_tree_date(&extending.period);
        extension.form = extending.form->code;
        extension.period = arena_text(decoding->arena, extending.period.code);
        if (!decoding->trusted)
            extending.owed =
                snapshot_obligations(decoding->snapshot, extending.form, &extending.period, decoding->arena);
        decode_units(&extending, &object);
        object_end(&object);
    }
    *ret_extension = extension;
    return good && decoding->issues->count == 0;
}
