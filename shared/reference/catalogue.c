/* Builds the catalogue of a snapshot (holidays, agencies, programmes, indicators, forms, plans, requests, extensions) from its
 * records. */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "reference/decode.h"
#include "reference/snapshot_parts.h"

enum { HOLIDAYS_KEPT_MAX = 4000 };

/* What is gathered while the records of a kind go by. */
struct gathering {
    struct snapshot *snapshot;
    uint32_t unreadable;
    struct agency *agencies;
    size_t agency_count, agency_capacity;
    const struct form **forms;
    size_t form_count, form_capacity;
    struct plan **plans;
    size_t plan_count, plan_capacity;
    const struct request **requests;
    size_t request_count, request_capacity;
    const struct extension **extensions;
    size_t extension_count, extension_capacity;
    day_t *holidays, *worked;
    size_t holiday_count, worked_count;
};

/* A published record, opened: its body and the decoding of it. */
struct opened {
    json_t *json;
    const json_t *body;
    struct issues issues;
    struct decoding decoding;
};

static bool record_open(struct gathering *gathering, const char *value, size_t size, struct opened *opened) {
    struct snapshot *snapshot = gathering->snapshot;
    memset(opened, 0, sizeof *opened);
    opened->json = json_loadb(value, size, JSON_REJECT_DUPLICATES, NULL);
    opened->body = json_object_get(opened->json, "body");
    const char *recorded = json_string_value(json_object_get(opened->json, "recordedOn"));
    issues_init(&opened->issues, &snapshot->arena);
    opened->decoding =
        (struct decoding){.arena = &snapshot->arena, .issues = &opened->issues, .snapshot = snapshot, .trusted = true};
    return opened->body && recorded && day_parse(recorded, &opened->decoding.date);
}

static void record_close(struct gathering *gathering, struct opened *opened, bool good) {
    if (!good)
        gathering->unreadable++;
    json_decref(opened->json);
}

static void add_to_basis(struct snapshot *snapshot, const char *id, const char *value) {
    snapshot->basis = snapshot->basis * UINT64_C(1099511628211) ^ text_hash(id) ^ (text_hash(value) << 1);
}

static bool take_holidays(void *taker, const char *id, const char *value, size_t size) {
    struct gathering *gathering = taker;
    struct opened opened;
    const day_t *holidays, *worked;
    size_t holiday_count, worked_count;
    add_to_basis(gathering->snapshot, id, value);
    bool good = record_open(gathering, value, size, &opened) &&
                decode_holidays(&opened.decoding, opened.body, (int)strtol(id, NULL, 10), &holidays, &holiday_count,
                                &worked, &worked_count) &&
                gathering->holiday_count + holiday_count <= HOLIDAYS_KEPT_MAX &&
                gathering->worked_count + worked_count <= HOLIDAYS_KEPT_MAX;
    if (good) { /* records come by year, so both lists stay sorted */
        memcpy(gathering->holidays + gathering->holiday_count, holidays, holiday_count * sizeof *holidays);
        memcpy(gathering->worked + gathering->worked_count, worked, worked_count * sizeof *worked);
        gathering->holiday_count += holiday_count;
        gathering->worked_count += worked_count;
    }
    record_close(gathering, &opened, good);
    return true;
}

static bool take_agency(void *taker, const char *id, const char *value, size_t size) {
    struct gathering *gathering = taker;
    struct opened opened;
    struct agency agency;
    add_to_basis(gathering->snapshot, id, value);
    bool good =
        record_open(gathering, value, size, &opened) && decode_agency(&opened.decoding, id, opened.body, &agency);
    if (good) {
        gathering->agencies = arena_grow(&gathering->snapshot->arena, gathering->agencies, gathering->agency_count,
                                         &gathering->agency_capacity, sizeof *gathering->agencies);
        gathering->agencies[gathering->agency_count++] = agency;
    }
    record_close(gathering, &opened, good);
    return true;
}

static bool take_programme(void *taker, const char *id, const char *value, size_t size) {
    struct gathering *gathering = taker;
    struct opened opened;
    struct programme programme;
    add_to_basis(gathering->snapshot, id, value);
    bool good =
        record_open(gathering, value, size, &opened) && decode_programme(&opened.decoding, id, opened.body, &programme);
    if (good) {
        struct programme_entry *entry = arena_new(&gathering->snapshot->arena, struct programme_entry);
        entry->programme = programme;
        map_set(&gathering->snapshot->programmes, entry->programme.code, entry);
    }
    record_close(gathering, &opened, good);
    return true;
}

static bool take_indicator(void *taker, const char *id, const char *value, size_t size) {
    struct gathering *gathering = taker;
    struct opened opened;
    struct indicator *indicator = arena_new(&gathering->snapshot->arena, struct indicator);
    add_to_basis(gathering->snapshot, id, value);
    bool good =
        record_open(gathering, value, size, &opened) && decode_indicator(&opened.decoding, id, opened.body, indicator);
    if (good)
        map_set(&gathering->snapshot->indicators, indicator->code, indicator);
    record_close(gathering, &opened, good);
    return true;
}

/* All versions in order; a form with a version that cannot be read is left out whole. */
static bool decode_form_versions(struct opened *opened, const char *code, struct form *form) {
    const json_t *list = json_object_get(opened->json, "versions");
    size_t count = json_array_size(list);
    struct form_version *versions = arena_new_array(opened->decoding.arena, struct form_version, count);
    for (size_t i = 0; i < count; i++)
        if (!decode_form(&opened->decoding, code, (int32_t)i + 1, json_array_get(list, i), form, &versions[i]))
            return false;
    form->versions = versions;
    form->version_count = (uint32_t)count;
    return count > 0;
}

static bool take_form(void *taker, const char *id, const char *value, size_t size) {
    struct gathering *gathering = taker;
    struct opened opened;
    struct form *form = arena_new(&gathering->snapshot->arena, struct form);
    add_to_basis(gathering->snapshot, id, value);
    bool good = record_open(gathering, value, size, &opened) && decode_form_versions(&opened, id, form);
    if (good) {
        map_set(&gathering->snapshot->forms, form->code, form);
        gathering->forms = arena_grow(&gathering->snapshot->arena, gathering->forms, gathering->form_count,
                                      &gathering->form_capacity, sizeof *gathering->forms);
        gathering->forms[gathering->form_count++] = form;
    }
    record_close(gathering, &opened, good);
    return true;
}

static const struct allocation *allocations_of(const struct decoding *decoding, const json_t *list,
                                               uint32_t *ret_count) {
    size_t count = json_array_size(list);
    struct allocation *allocations = arena_new_array(decoding->arena, struct allocation, count);
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        const char *unit = json_string_value(json_object_get(item, "unit"));
        const char *value = json_string_value(json_object_get(item, "value"));
        if (unit && value)
            allocations[(*ret_count)++] =
                (struct allocation){.unit = unit_by_id(snapshot_tree(decoding->snapshot), unit),
                                    .value = arena_text(decoding->arena, value)};
    }
    return allocations;
}

static const struct target_assessment *assessments_of(const struct decoding *decoding, const json_t *list,
                                                      uint32_t *ret_count) {
    size_t count = json_array_size(list);
    struct target_assessment *assessments = arena_new_array(decoding->arena, struct target_assessment, count);
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        const char *period = json_string_value(json_object_get(item, "period"));
        const char *text = json_string_value(json_object_get(item, "text"));
        struct target_assessment *assessment = &assessments[*ret_count];
        if (!period || !text ||
            !attainment_state_parse(json_string_value(json_object_get(item, "state")), &assessment->state))
            continue;
        assessment->period = arena_text(decoding->arena, period);
        assessment->text = arena_text(decoding->arena, text);
        (*ret_count)++;
    }
    return assessments;
}

/* What is recorded beside the document, by target: allocations stand in place of those that the document has, and are what
 * conditional targets wait for. */
struct recorded {
    const json_t *allocations, *assessments;
    const struct target *targets; /* all of the plan */
    size_t target_count;
};

/* By the target's own code, else by the one that it waits for, unless that is another's. */
static const json_t *recorded_of(const struct recorded *recorded, const json_t *by_code, const struct target *target) {
    const json_t *own = json_object_get(by_code, target->code);
    if (own || !target->condition ||
        target_named(recorded->targets, recorded->target_count, target->condition) != target)
        return own;
    return json_object_get(by_code, target->condition);
}

/* What a conditional target is given, the one inside it is given, unless that has its own. */
static void take_recorded(const struct decoding *decoding, const struct recorded *recorded,
                          const struct target *written, const struct target *outer, struct target *target) {
    const json_t *shares = recorded_of(recorded, recorded->allocations, written);
    const json_t *said = recorded_of(recorded, recorded->assessments, written);
    if (shares) {
        target->allocations = allocations_of(decoding, shares, &target->allocation_count);
    } else if (outer && target->allocation_count == 0) {
        target->allocations = outer->allocations;
        target->allocation_count = outer->allocation_count;
    }
    if (outer && !said) {
        target->assessments = outer->assessments;
        target->assessment_count = outer->assessment_count;
    } else {
        target->assessments = assessments_of(decoding, said, &target->assessment_count);
    }
    if (target->condition)
        target->condition_met = json_array_size(json_object_get(recorded->allocations, target->condition)) > 0;
}

/* outer: the conditional target that they are inside of, NULL: none. */
static const struct target *with_recorded(const struct decoding *decoding, const struct recorded *recorded,
                                          const struct target *targets, size_t count, const struct target *outer) {
    struct target *copies = arena_new_array(decoding->arena, struct target, count);
    for (size_t i = 0; i < count; i++) {
        struct target *target = &copies[i];
        *target = targets[i];
        take_recorded(decoding, recorded, &targets[i], outer, target);
        target->parts = with_recorded(decoding, recorded, target->parts, target->part_count,
                                      target->kind == TARGET_CONDITIONAL ? target : NULL);
    }
    return copies;
}

static bool decode_plan_record(struct opened *opened, struct plan *plan) {
    const char *id = json_string_value(json_object_get(opened->json, "id"));
    const char *state = json_string_value(json_object_get(opened->json, "state"));
    if (!id || !state || !decode_plan(&opened->decoding, opened->body, plan))
        return false;
    const struct recorded recorded = {.allocations = json_object_get(opened->json, "allocations"),
                                      .assessments = json_object_get(opened->json, "assessments"),
                                      .targets = plan->targets,
                                      .target_count = plan->target_count};
    plan->targets = with_recorded(&opened->decoding, &recorded, plan->targets, plan->target_count, NULL);
    plan->id = arena_text(opened->decoding.arena, id);
    plan->version = (int32_t)json_integer_value(json_object_get(opened->json, "version"));
    return plan_state_parse(state, &plan->state);
}

static bool take_plan(void *taker, const char *id, const char *value, size_t size) {
    struct gathering *gathering = taker;
    struct opened opened;
    struct plan *plan = arena_new(&gathering->snapshot->arena, struct plan);
    add_to_basis(gathering->snapshot, id, value);
    bool good = record_open(gathering, value, size, &opened) && decode_plan_record(&opened, plan);
    if (good) {
        map_set(&gathering->snapshot->plans, plan->code, plan);
        map_set(&gathering->snapshot->plans, plan->id, plan);
        gathering->plans = arena_grow(&gathering->snapshot->arena, gathering->plans, gathering->plan_count,
                                      &gathering->plan_capacity, sizeof *gathering->plans);
        gathering->plans[gathering->plan_count++] = plan;
    }
    record_close(gathering, &opened, good);
    return true;
}

static bool take_request(void *taker, const char *id, const char *value, size_t size) {
    struct gathering *gathering = taker;
    struct opened opened;
    struct request *request = arena_new(&gathering->snapshot->arena, struct request);
    add_to_basis(gathering->snapshot, id, value);
    bool good =
        record_open(gathering, value, size, &opened) && decode_request(&opened.decoding, id, opened.body, request);
    if (good) {
        map_set(&gathering->snapshot->requests, request->code, request);
        gathering->requests = arena_grow(&gathering->snapshot->arena, gathering->requests, gathering->request_count,
                                         &gathering->request_capacity, sizeof *gathering->requests);
        gathering->requests[gathering->request_count++] = request;
    }
    record_close(gathering, &opened, good);
    return true;
}

static bool take_extension(void *taker, const char *id, const char *value, size_t size) {
    struct gathering *gathering = taker;
    struct opened opened;
    struct extension *extension = arena_new(&gathering->snapshot->arena, struct extension);
    add_to_basis(gathering->snapshot, id, value);
    bool good =
        record_open(gathering, value, size, &opened) && decode_extension(&opened.decoding, id, opened.body, extension);
    if (good) {
        gathering->extensions =
            arena_grow(&gathering->snapshot->arena, gathering->extensions, gathering->extension_count,
                       &gathering->extension_capacity, sizeof *gathering->extensions);
        gathering->extensions[gathering->extension_count++] = extension;
    }
    record_close(gathering, &opened, good);
    return true;
}

static int compare_agencies(const void *a, const void *b) {
    const struct agency *left = a, *right = b;
    if (left->unit != right->unit)
        return left->unit < right->unit ? -1 : 1;
    return strcmp(left->code, right->code);
}

static bool obliges(const struct plan *plan, const struct programme_entry *entry) {
    return plan->programme == &entry->programme && (plan->state == PLAN_ISSUED || plan->state == PLAN_CLOSED);
}

static bool asks(const struct request *request, const struct programme_entry *entry) {
    return text_equal(request->duty.programme, entry->programme.code);
}

static size_t duties_of(const struct gathering *gathering, const struct programme_entry *entry) {
    size_t count = entry->programme.duty_count;
    for (size_t i = 0; i < gathering->plan_count; i++)
        count += obliges(gathering->plans[i], entry) ? gathering->plans[i]->duty_count : 0;
    for (size_t i = 0; i < gathering->request_count; i++)
        count += asks(gathering->requests[i], entry);
    return count;
}

/* One array with the programme's own duties, those of its plans that oblige, and those of its ad hoc requests. */
static void join_duties(const struct gathering *gathering, struct programme_entry *entry) {
    struct duty *duties = arena_new_array(&gathering->snapshot->arena, struct duty, duties_of(gathering, entry));
    memcpy(duties, entry->programme.duties, entry->programme.duty_count * sizeof *duties);
    size_t at = entry->programme.duty_count;
    for (size_t i = 0; i < gathering->plan_count; i++) {
        const struct plan *plan = gathering->plans[i];
        if (!obliges(plan, entry))
            continue;
        memcpy(duties + at, plan->duties, plan->duty_count * sizeof *duties);
        at += plan->duty_count;
    }
    for (size_t i = 0; i < gathering->request_count; i++)
        if (asks(gathering->requests[i], entry))
            duties[at++] = gathering->requests[i]->duty;
    duties_close(&gathering->snapshot->arena, duties, at);
    entry->duties = duties;
    entry->duty_count = at;
}

static void close_catalogue(struct snapshot *snapshot, const struct gathering *gathering) {
    snapshot->working = (struct working_calendar){gathering->holidays, gathering->worked, gathering->holiday_count,
                                                  gathering->worked_count};
    snapshot->plan_list = (const struct plan **)gathering->plans;
    snapshot->plan_count = gathering->plan_count;
    snapshot->form_list = gathering->forms;
    snapshot->form_count = gathering->form_count;
    snapshot->request_list = gathering->requests;
    snapshot->request_count = gathering->request_count;
    snapshot->extension_list = gathering->extensions;
    snapshot->extension_count = gathering->extension_count;
    for (size_t i = 0; i < snapshot->programmes.capacity; i++)
        if (snapshot->programmes.slots[i].key)
            join_duties(gathering, snapshot->programmes.slots[i].value);
}

static bool take_all(const struct record_source *source, enum reference_kind kind, record_take take,
                     struct gathering *gathering, struct fail *fail) {
    return source->each(source->context, kind, take, gathering, fail);
}

bool catalogue_build(struct snapshot *snapshot, const struct record_source *source, uint32_t *unreadable,
                     struct fail *fail) {
    struct gathering gathering = {.snapshot = snapshot};
    gathering.holidays = arena_new_array(&snapshot->arena, day_t, HOLIDAYS_KEPT_MAX);
    gathering.worked = arena_new_array(&snapshot->arena, day_t, HOLIDAYS_KEPT_MAX);
    snapshot->basis = snapshot->units->hash;
    if (!take_all(source, REFERENCE_HOLIDAYS, take_holidays, &gathering, fail) ||
        !take_all(source, REFERENCE_AGENCY, take_agency, &gathering, fail))
        return false;
    if (gathering.agency_count > 0)
        qsort(gathering.agencies, gathering.agency_count, sizeof *gathering.agencies, compare_agencies);
    snapshot->agencies = (struct agency_set){gathering.agencies, (uint32_t)gathering.agency_count};
    snapshot->agencies_hash = agencies_hash(snapshot_tree(snapshot), &snapshot->agencies);
    if (!take_all(source, REFERENCE_PROGRAMME, take_programme, &gathering, fail) ||
        !take_all(source, REFERENCE_INDICATOR, take_indicator, &gathering, fail) ||
        !take_all(source, REFERENCE_FORM, take_form, &gathering, fail) ||
        !take_all(source, REFERENCE_PLAN, take_plan, &gathering, fail) ||
        !take_all(source, REFERENCE_REQUEST, take_request, &gathering, fail) ||
        !take_all(source, REFERENCE_EXTENSION, take_extension, &gathering, fail))
        return false;
    close_catalogue(snapshot, &gathering);
    *unreadable += gathering.unreadable;
    return true;
}
