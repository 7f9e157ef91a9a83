/* Reads records of tonghop.consolidation.v1. */
#include "consolidation_event.h"

#include <string.h>

#include "core/buffer.h"
#include "core/limits.h"
#include "core/text.h"
#include "core/uuid.h"
#include "domain/period.h"
#include "domain/unit_tree.h"
#include "json/read.h"

struct reading {
    struct arena *arena;
    const json_t *payload;
    struct consolidation_event *event;
};

static const char *text_in(const struct reading *reading, const char *member) {
    const char *text = json_string_value(json_object_get(reading->payload, member));
    return text == NULL ? NULL : arena_text(reading->arena, text);
}

/* code@first-valid-date, or VN. */
static bool unit_is(const char *unit) {
    const char *at = unit == NULL ? NULL : strchr(unit, '@');
    day_t day;
    if (at == NULL)
        return text_equal(unit, "VN");
    return at > unit && (size_t)(at - unit) < UNIT_CODE_SIZE && day_parse(at + 1, &day);
}

static bool read_names(const struct reading *reading) {
    struct consolidation_event *event = reading->event;
    event->id = text_in(reading, "id");
    event->unit = text_in(reading, "unit");
    event->agency = text_in(reading, "agency");
    return event->id != NULL && uuid_is(event->id) && unit_is(event->unit) && event->agency != NULL &&
           text_is_code(event->agency, CODE_MAX);
}

static bool read_version(const struct reading *reading) {
    reading->event->version = json_integer_value(json_object_get(reading->payload, "version"));
    return reading->event->version > 0;
}

static bool read_period(const struct reading *reading) {
    const char *code = json_string_value(json_object_get(json_object_get(reading->payload, "period"), "code"));
    if (code == NULL || !text_is_code(code, PERIOD_CODE_SIZE - 1))
        return false;
    reading->event->period = arena_text(reading->arena, code);
    return true;
}

static bool read_forms(const struct reading *reading) {
    const json_t *forms = json_object_get(reading->payload, "forms");
    AUTO_BUFFER joined = {0};
    size_t i;
    json_t *form;
    if (json_array_size(forms) == 0 || json_array_size(forms) > CONSOLIDATION_EVENT_FORMS_MAX)
        return false;
    json_array_foreach(forms, i, form) {
        if (!json_is_string(form) || !text_is_code(json_string_value(form), CODE_MAX))
            return false;
        buffer_format(&joined, "%s%s", i == 0 ? "" : ",", json_string_value(form));
    }
    reading->event->forms = arena_text(reading->arena, buffer_cstr(&joined));
    return true;
}

/* Only what was sent has a moment; the state says which. */
static bool read_sent(const struct reading *reading) {
    const char *state = json_string_value(json_object_get(reading->payload, "state"));
    const char *sent = json_string_value(json_object_get(reading->payload, "sentAt"));
    reading->event->sent = MOMENT_NONE;
    if (text_equal(state, "signed"))
        return sent == NULL;
    return text_equal(state, "sent") && sent != NULL && moment_parse(sent, &reading->event->sent);
}

static bool read_recipient(const json_t *recipient, struct consolidation_event *event) {
    const char *state = json_string_value(json_object_get(recipient, "state"));
    event->recipients++;
    event->accepted += text_equal(state, "accepted");
    event->returned += text_equal(state, "returned");
    return state != NULL;
}

static bool read_recipients(const struct reading *reading) {
    const json_t *recipients = json_object_get(reading->payload, "recipients");
    size_t i;
    json_t *recipient;
    if (!json_is_array(recipients) || json_array_size(recipients) > CONSOLIDATION_EVENT_RECIPIENTS_MAX)
        return false;
    json_array_foreach(recipients, i, recipient) {
        if (!read_recipient(recipient, reading->event))
            return false;
    }
    return true;
}

static const char *read_members(const struct reading *reading) {
    static const struct {
        const char *what;
        bool (*read)(const struct reading *reading);
    } members[] = {{"id, unit or agency", read_names},
                   {"version", read_version},
                   {"period", read_period},
                   {"forms", read_forms},
                   {"state or sentAt", read_sent},
                   {"recipients", read_recipients}};
    if (!json_is_object(reading->payload))
        return "the payload";
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (!members[i].read(reading))
            return members[i].what;
    return NULL;
}

bool consolidation_event_read(const struct record *record, struct arena *arena, struct consolidation_event *ret_event,
                              struct fail *fail) {
    AUTO_JSON *payload =
        record->value == NULL ? NULL : json_loadb(record->value, record->value_size, JSON_REJECT_DUPLICATES, NULL);
    const struct reading reading = {arena, payload, ret_event};
    *ret_event = (struct consolidation_event){.id = NULL};
    const char *wrong = read_members(&reading);
    return wrong == NULL || fail_set(fail, FAULT_INVALID, false, "consolidation event", "cannot be read: %s", wrong);
}
