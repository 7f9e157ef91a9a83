/* Reads what a consolidation is to be about. */
#include "consolidation_wish.h"

#include "consolidation_line.h"
#include "core/limits.h"
#include "core/text.h"
#include "domain/privacy.h"

/* ---- Texts */

void consolidation_screen(struct issues *issues, const char *text, const struct place *place) {
    size_t position = 0;
    enum privacy_kind kind = privacy_screen(issues->arena, text, &position);
    if (kind != PRIVACY_NONE)
        issue_add(issues, ISSUE_PERSONAL_DATA, place, privacy_kind_name(kind), NULL, NULL);
}

static void read_section(const struct wish_setting *setting, const struct place *place, const char *section,
                         const json_t *value, struct consolidation_text *text) {
    if (!text_is_code(section, CODE_MAX))
        issue_add(setting->issues, ISSUE_BAD_FORMAT, place, "A-Z a-z 0-9 . _ -", NULL, NULL);
    else if (!json_is_string(value))
        issue_add(setting->issues, ISSUE_WRONG_TYPE, place, "string", NULL, NULL);
    else if (json_string_length(value) > TEXT_MAX_BYTES)
        issue_add(setting->issues, ISSUE_TOO_LONG, place, "20000", NULL, NULL);
    else {
        const char *written = arena_text(setting->arena, json_string_value(value));
        consolidation_screen(setting->issues, written, place);
        text->sections[text->section_count++] = (struct section_text){arena_text(setting->arena, section), written};
    }
}

static void read_sections(const struct wish_setting *setting, struct object *object, struct consolidation_text *text) {
    struct object narratives = object_member(object, "narratives", OPTIONAL);
    const char *section;
    json_t *value;
    size_t count = json_object_size(narratives.json);
    if (count > NARRATIVES_MAX) {
        struct place place = object_place(object, "narratives");
        issue_add(setting->issues, ISSUE_TOO_MANY, &place, "50", NULL, NULL);
        return;
    }
    text->sections = arena_new_array(setting->arena, struct section_text, count);
    json_object_foreach((json_t *)narratives.json, section, value) {
        struct place place = object_place(&narratives, section);
        read_section(setting, &place, section, value, text);
    }
}

/* ---- Agencies */

static bool find_agency(const struct wish_setting *setting, uint32_t unit, const char *agency, day_t date,
                        const struct place *place, struct agency_ref *ret_ref) {
    char day[DAY_TEXT_SIZE];
    switch (agency_find(snapshot_agencies(setting->snapshot), unit, agency, date, ret_ref)) {
    case AGENCY_FOUND:
        return true;
    case AGENCY_UNKNOWN:
        issue_add(setting->issues, ISSUE_UNKNOWN_AGENCY, place, agency, day_format(date, day), NULL);
        break;
    case AGENCY_AMBIGUOUS:
        issue_add(setting->issues, ISSUE_AMBIGUOUS_AGENCY, place, agency, NULL, NULL);
        break;
    }
    return false;
}

/* "unit" and "agency" of an object, on the last day of the period. */
static bool read_agency(const struct wish_setting *setting, struct object *object, const struct period *period,
                        struct agency_ref *ret_ref) {
    struct place unit_place = object_place(object, "unit"), agency_place = object_place(object, "agency");
    const char *unit = object_text(object, "unit", REQUIRED, UNIT_ID_SIZE);
    const char *agency = object_code(object, "agency", REQUIRED);
    if (period == NULL || unit == NULL || agency == NULL)
        return false;
    day_t date = period_tree_date(period);
    uint32_t found =
        snapshot_unit_asked(setting->snapshot, unit, date, setting->language, &unit_place, setting->issues);
    return found != UNIT_NONE && find_agency(setting, found, agency, date, &agency_place, ret_ref);
}

static bool is_among(const struct agency_ref *ref, const struct agency_ref *refs, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (refs[i].unit == ref->unit && text_equal(refs[i].code, ref->code))
            return true;
    return false;
}

static void read_recipients(const struct wish_setting *setting, struct object *object, const struct period *period,
                            struct consolidation_text *text) {
    text->recipients_given = object_has(object, "recipients");
    struct array array = object_array(object, "recipients", OPTIONAL, CONSOLIDATION_RECIPIENTS_MAX);
    text->recipients = arena_new_array(setting->arena, struct agency_ref, array.count);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct agency_ref ref;
        struct object element = array_object(&array, i, &place);
        bool good = read_agency(setting, &element, period, &ref);
        object_end(&element);
        if (good && is_among(&ref, text->recipients, text->recipient_count))
            issue_add(setting->issues, ISSUE_DUPLICATE, &place, ref.code, NULL, NULL);
        else if (good)
            text->recipients[text->recipient_count++] = ref;
    }
}

bool consolidation_recipient_read(const struct wish_setting *setting, struct object *parent,
                                  const struct period *period, struct agency_ref *ret_recipient) {
    if (!object_has(parent, "recipient"))
        return false;
    struct object object = object_member(parent, "recipient", OPTIONAL);
    bool good = read_agency(setting, &object, period, ret_recipient);
    object_end(&object);
    return good;
}

/* ---- Forms and period */

static bool has_form(const struct consolidation_subject *subject, const struct form *form) {
    for (uint32_t i = 0; i < subject->form_count; i++)
        if (subject->forms[i] == form)
            return true;
    return false;
}

static void read_form(const struct wish_setting *setting, const char *code, const struct place *place,
                      struct consolidation_subject *subject) {
    const struct form *form = snapshot_form(setting->snapshot, code);
    if (form == NULL)
        issue_add(setting->issues, ISSUE_UNKNOWN_FORM, place, code, NULL, NULL);
    else if (has_form(subject, form))
        issue_add(setting->issues, ISSUE_DUPLICATE, place, code, NULL, NULL);
    else if (subject->form_count > 0 && !text_equal(form->programme, subject->forms[0]->programme))
        issue_add(setting->issues, ISSUE_INCONSISTENT, place, form->programme, NULL, NULL);
    else
        subject->forms[subject->form_count++] = form;
}

static void read_forms(const struct wish_setting *setting, struct object *object,
                       struct consolidation_subject *subject) {
    struct array array = object_array(object, "forms", REQUIRED, CONSOLIDATION_FORMS_MAX);
    struct place list = object_place(object, "forms");
    subject->forms = arena_new_array(setting->arena, const struct form *, array.count);
    subject->own_line = arena_new_array(setting->arena, bool, array.count);
    if (array.json != NULL && array.count == 0)
        issue_add(setting->issues, ISSUE_TOO_SHORT, &list, "1", NULL, NULL);
    for (size_t i = 0; i < array.count; i++) {
        struct place place = {.up = &list, .index = i};
        const char *code = array_code(&array, i);
        if (code != NULL)
            read_form(setting, code, &place, subject);
    }
    if (subject->form_count > 0)
        subject->programme = snapshot_programme(setting->snapshot, subject->forms[0]->programme);
}

/* The same days for every form, as they are of one programme. */
static bool read_period(const struct wish_setting *setting, struct object *object,
                        struct consolidation_subject *subject) {
    struct place place = object_place(object, "period");
    const char *code = object_text(object, "period", REQUIRED, PERIOD_CODE_SIZE);
    bool good = code != NULL && subject->form_count > 0;
    for (uint32_t i = 0; good && i < subject->form_count; i++) {
        good = snapshot_period(setting->snapshot, subject->forms[i], code, &subject->period) &&
               subject->period.end != DAY_NEVER;
        if (!good)
            issue_add(setting->issues, ISSUE_BAD_PERIOD, &place, NULL, NULL, NULL);
        else if (form_version_for(subject->forms[i], &subject->period) == NULL)
            issue_add(setting->issues, ISSUE_FORM_NOT_IN_FORCE, &place, subject->forms[i]->code, code, NULL);
    }
    return good;
}

/* ---- Line and plan */

static struct agency_line line_of(const struct wish_setting *setting, const struct consolidation_subject *subject) {
    return (struct agency_line){
        .arena = setting->arena,
        .snapshot = setting->snapshot,
        .programme = subject->programme,
        .period = &subject->period,
        .slice = snapshot_slice(setting->snapshot, period_tree_date(&subject->period), setting->arena),
        .agency = &subject->agency};
}

/* The targets of a plan take the figures of all agencies: only who leads may tell them. */
static void read_plan(const struct wish_setting *setting, const char *code, bool leads, const struct place *place,
                      struct consolidation_subject *subject) {
    const struct plan *plan = code == NULL ? NULL : snapshot_plan(setting->snapshot, code);
    day_t date = period_tree_date(&subject->period);
    if (code != NULL && plan == NULL)
        issue_add(setting->issues, ISSUE_UNKNOWN_PLAN, place, code, NULL, NULL);
    else if (plan != NULL && (plan->programme != subject->programme ||
                              !unit_within(snapshot_tree(setting->snapshot), subject->unit, plan->issuer_unit, date)))
        issue_add(setting->issues, ISSUE_INCONSISTENT, place, code, NULL, NULL);
    else if (plan != NULL && !leads)
        issue_add(setting->issues, ISSUE_INCONSISTENT, place, subject->agency.code, NULL, NULL);
    else
        subject->plan = plan;
}

bool consolidation_wish_read(const struct wish_setting *setting, const json_t *body,
                             struct consolidation_subject *ret_subject, struct consolidation_text *ret_text) {
    struct object object = object_root(body, setting->issues);
    struct place plan_place = object_place(&object, "plan");
    *ret_subject = (struct consolidation_subject){.snapshot = setting->snapshot};
    *ret_text = (struct consolidation_text){.section_count = 0};
    read_forms(setting, &object, ret_subject);
    bool has_period = read_period(setting, &object, ret_subject);
    const struct period *period = has_period ? &ret_subject->period : NULL;
    bool has_agency = read_agency(setting, &object, period, &ret_subject->agency);
    const char *plan = object_code(&object, "plan", OPTIONAL);
    read_sections(setting, &object, ret_text);
    read_recipients(setting, &object, period, ret_text);
    object_end(&object);
    if (!has_period || !has_agency)
        return false;
    const struct agency_line line = line_of(setting, ret_subject);
    ret_subject->unit = ret_subject->agency.unit;
    for (uint32_t i = 0; i < ret_subject->form_count; i++)
        ret_subject->own_line[i] = !line_gathers_all(&line, ret_subject->forms[i]->code);
    read_plan(setting, plan, line_leads(&line), &plan_place, ret_subject);
    if (!ret_text->recipients_given)
        ret_text->recipient_count = line_recipients(&line, &ret_text->recipients);
    return setting->issues->count == 0;
}

bool consolidation_text_read(const struct wish_setting *setting, const json_t *body, const struct period *period,
                             struct consolidation_text *ret_text) {
    struct object object = object_root(body, setting->issues);
    *ret_text = (struct consolidation_text){.section_count = 0};
    read_sections(setting, &object, ret_text);
    read_recipients(setting, &object, period, ret_text);
    object_end(&object);
    return setting->issues->count == 0;
}
