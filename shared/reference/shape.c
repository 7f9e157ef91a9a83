/* Checks objects against rows of members, and the rows of a plan's shown parts. */
#include "reference/shape.h"

#include <stddef.h>

#include "core/limits.h"
#include "reference/decode.h"

static void check_texts(struct object *object, const struct shape *row) {
    struct array array = object_array(object, row->name, row->need, PLAN_ITEMS_MAX);
    for (size_t i = 0; i < array.count; i++) {
        if (row->kind == SHAPE_CODES)
            (void)array_code(&array, i);
        else
            (void)array_text(&array, i, TEXT_MAX_BYTES);
    }
}

static void check_amount(struct object *object, const struct shape *row) {
    char digits[48];
    struct place place = object_place(object, row->name);
    const char *amount = object_number_text(object, row->name, row->need, digits);
    if (amount && *amount == '-')
        issue_add(object->issues, ISSUE_OUT_OF_BOUNDS, &place, "0", "∞", NULL);
}

static void check_member(struct object *object, const struct shape *row) {
    day_t day;
    switch (row->kind) {
    case SHAPE_TEXT:
        (void)object_text(object, row->name, row->need, TEXT_MAX_BYTES);
        break;
    case SHAPE_CODE:
        (void)object_code(object, row->name, row->need);
        break;
    case SHAPE_FLAG:
        (void)object_flag(object, row->name, false);
        break;
    case SHAPE_DAY:
        (void)object_day(object, row->name, row->need, &day);
        break;
    case SHAPE_AMOUNT:
        check_amount(object, row);
        break;
    case SHAPE_WORD:
        (void)object_word(object, row->name, row->need, row->words);
        break;
    case SHAPE_TEXTS:
    case SHAPE_CODES:
        check_texts(object, row);
        break;
    case SHAPE_OBJECT: {
        struct object member = object_member(object, row->name, row->need);
        shape_check(&member, row->of);
        break;
    }
    case SHAPE_OBJECTS:
        shape_check_array(object, row->name, row->of, row->need);
        break;
    }
}

void shape_check(struct object *object, const struct shape *rows) {
    for (const struct shape *row = rows; row->name && object->json; row++)
        check_member(object, row);
    object_end(object);
}

void shape_check_array(struct object *parent, const char *name, const struct shape *rows, enum need need) {
    struct array array = object_array(parent, name, need, PLAN_ITEMS_MAX);
    for (size_t i = 0; i < array.count; i++) {
        struct place place;
        struct object object = array_object(&array, i, &place);
        shape_check(&object, rows);
    }
}

static const char *const role_words[] = {"lead", "coLead",    "coordinate",  "advise",   "issue", "direct",    "guide",
                                         "urge", "implement", "participate", "standing", "focal", "requested", NULL};
static const char *const time_words[] = {"allYear", "regular",   "quarter",     "before", "event",
                                         "every",   "onRequest", "asRegulated", "none",   NULL};
static const char *const source_words[] = {"central",    "province",  "district", "commune",
                                           "integrated", "mobilised", "donor",    NULL};
static const char *const purpose_words[] = {"report", "implement", "coordinate", "archive", NULL};

const struct shape shape_act[] = {
    {.name = "number", .kind = SHAPE_TEXT},
    {.name = "symbol", .kind = SHAPE_TEXT},
    {.name = "symbolAsWritten", .kind = SHAPE_TEXT},
    {.name = "date", .kind = SHAPE_DAY},
    {0},
};

const struct shape shape_reference[] = {
    {.name = "issuer", .kind = SHAPE_TEXT},
    {.name = "kind", .kind = SHAPE_TEXT},
    {.name = "number", .kind = SHAPE_TEXT},
    {.name = "symbol", .kind = SHAPE_TEXT},
    {.name = "symbolAsWritten", .kind = SHAPE_TEXT},
    {.name = "date", .kind = SHAPE_DAY},
    {.name = "title", .kind = SHAPE_TEXT},
    {.name = "text", .kind = SHAPE_TEXT},
    {0},
};

const struct shape shape_nothing[] = {{0}};

const struct shape shape_task_agency[] = {
    {.name = "role", .kind = SHAPE_WORD, .need = REQUIRED, .words = role_words},
    {.name = "text", .kind = SHAPE_TEXT},
    {0},
};

static const struct shape shape_time[] = {
    {.name = "form", .kind = SHAPE_WORD, .need = REQUIRED, .words = time_words},
    {.name = "value", .kind = SHAPE_TEXT},
    {0},
};

const struct shape shape_task[] = {
    {.name = "code", .kind = SHAPE_CODE, .need = REQUIRED},
    {.name = "section", .kind = SHAPE_CODE},
    {.name = "printed", .kind = SHAPE_TEXT},
    {.name = "content", .kind = SHAPE_TEXT, .need = REQUIRED},
    {.name = "activities", .kind = SHAPE_TEXTS},
    {.name = "time", .kind = SHAPE_OBJECT, .of = shape_time},
    {.name = "references", .kind = SHAPE_OBJECTS, .of = shape_reference},
    {0},
};

const struct shape shape_body[] = {
    {.name = "name", .kind = SHAPE_TEXT, .need = REQUIRED},
    {.name = "level", .kind = SHAPE_WORD, .words = level_words},
    {.name = "text", .kind = SHAPE_TEXT},
    {0},
};

const struct shape shape_funding[] = {
    {.name = "source", .kind = SHAPE_WORD, .need = REQUIRED, .words = source_words},
    {.name = "level", .kind = SHAPE_WORD, .words = level_words},
    {.name = "amount", .kind = SHAPE_AMOUNT},
    {.name = "condition", .kind = SHAPE_TEXT},
    {.name = "text", .kind = SHAPE_TEXT},
    {0},
};

const struct shape shape_recipient[] = {
    {.name = "purpose", .kind = SHAPE_WORD, .words = purpose_words},
    {.name = "text", .kind = SHAPE_TEXT},
    {0},
};

const struct shape shape_annex[] = {
    {.name = "code", .kind = SHAPE_CODE, .need = REQUIRED},
    {.name = "title", .kind = SHAPE_TEXT},
    {.name = "present", .kind = SHAPE_FLAG},
    {0},
};

const struct shape shape_section[] = {
    {.name = "code", .kind = SHAPE_CODE, .need = REQUIRED},
    {.name = "printed", .kind = SHAPE_TEXT},
    {.name = "title", .kind = SHAPE_TEXT},
    {.name = "text", .kind = SHAPE_TEXT},
    {.name = "targets", .kind = SHAPE_CODES},
    {.name = "tasks", .kind = SHAPE_CODES},
    {.name = "sections", .kind = SHAPE_OBJECTS, .of = shape_section},
    {0},
};
