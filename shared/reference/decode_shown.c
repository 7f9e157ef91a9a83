/* Decoder of the parts of a plan that are shown as they were written. Nothing of them is kept; the agencies that they name have to be somebody. */
#include "core/limits.h"
#include "reference/decode.h"
#include "reference/shape.h"

static void check_texts(struct object *plan) {
    static const char *const names[] = {"viewpoints", "purposes", "requirements", "objectives", NULL};
    for (const char *const *name = names; *name; name++) {
        struct array array = object_array(plan, *name, OPTIONAL, PLAN_ITEMS_MAX);
        for (size_t i = 0; i < array.count; i++)
            (void)array_text(&array, i, TEXT_MAX_BYTES);
    }
}

/* A function or class without a place would be that of every unit of the country. */
static void check_placed(struct object *object, const struct agency_selector *selector) {
    bool placed = object_has(object, "level") || object_has(object, "within") || object_has(object, "unit");
    struct place level = object_place(object, "level");
    if (!placed && (selector->function || selector->klass))
        issue_add(object->issues, ISSUE_REQUIRED, &level, NULL, NULL, NULL);
}

static void check_agency(struct decoding *decoding, struct object *object, const struct shape *beside) {
    struct agency_selector selector;
    decode_selector(decoding, object, &selector);
    check_placed(object, &selector);
    shape_check(object, beside);
}

static void check_agencies(struct decoding *decoding, struct object *parent, const char *name,
                           const struct shape *beside) {
    struct array array = object_array(parent, name, OPTIONAL, PLAN_ITEMS_MAX);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object object = array_object(&array, i, &place);
        if (beside == shape_task_agency)
            check_agencies(decoding, &object, "or", shape_nothing);
        check_agency(decoding, &object, beside);
    }
}

static void check_tasks(struct decoding *decoding, struct object *plan) {
    struct array array = object_array(plan, "tasks", OPTIONAL, PLAN_ITEMS_MAX);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object task = array_object(&array, i, &place);
        check_agencies(decoding, &task, "agencies", shape_task_agency);
        shape_check(&task, shape_task);
    }
}

static void check_bodies(struct decoding *decoding, struct object *plan) {
    struct array array = object_array(plan, "bodies", OPTIONAL, PLAN_ITEMS_MAX);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object body = array_object(&array, i, &place);
        struct object standing = object_member(&body, "standing", OPTIONAL);
        if (standing.json)
            check_agency(decoding, &standing, shape_nothing);
        shape_check(&body, shape_body);
    }
}

static void check_shown(struct decoding *decoding, struct object *plan) {
    struct object act = object_member(plan, "act", OPTIONAL);
    shape_check(&act, shape_act);
    (void)object_text(plan, "signingForm", OPTIONAL, NAME_MAX_BYTES);
    check_texts(plan);
    check_agencies(decoding, plan, "issuers", shape_recipient);
    shape_check_array(plan, "references", shape_reference, OPTIONAL);
    shape_check_array(plan, "sections", shape_section, OPTIONAL);
    check_tasks(decoding, plan);
    check_bodies(decoding, plan);
    shape_check_array(plan, "funding", shape_funding, OPTIONAL);
    check_agencies(decoding, plan, "recipients", shape_recipient);
    shape_check_array(plan, "annexes", shape_annex, OPTIONAL);
}

void decode_shown(struct decoding *decoding, struct object *plan) {
    static const char *const names[] = {"act",        "signingForm", "viewpoints", "purposes", "requirements",
                                        "objectives", "issuers",     "references", "sections", "tasks",
                                        "bodies",     "funding",     "recipients", "annexes",  NULL};
    if (!decoding->trusted) {
        check_shown(decoding, plan);
        return;
    }
    for (const char *const *name = names; *name; name++)
        (void)object_any(plan, *name, OPTIONAL);
}
