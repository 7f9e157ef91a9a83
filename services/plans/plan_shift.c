/* Moves a plan's document to another year. */
#include "plan_shift.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "reference/decode.h"

enum { YEAR_DIGITS = 4, FEBRUARY = 2 };

static const char *day_shifted(struct arena *arena, day_t day, int years) {
    char text[DAY_TEXT_SIZE];
    int year, month, day_of_month;
    day_split(day, &year, &month, &day_of_month);
    year += years;
    if (month == FEBRUARY && day_of_month > month_days(year, month))
        day_of_month = month_days(year, month);
    return arena_text(arena, day_format(day_of(year, month, day_of_month), text));
}

/* Codes begin with their year; a span ends with another. */
static const char *code_shifted(struct arena *arena, const char *code, int years) {
    long year = strtol(code, NULL, 10) + years;
    const char *rest = code + YEAR_DIGITS;
    bool closed_span = strncmp(rest, "..", 2) == 0 && rest[2] != '\0';
    return closed_span ? arena_format(arena, "%04ld..%04ld", year, strtol(rest + 2, NULL, 10) + years)
                       : arena_format(arena, "%04ld%s", year, rest);
}

const char *text_shifted(struct arena *arena, const char *text, const struct calendar *calendar, int years) {
    struct period period;
    day_t day;
    if (!text)
        return NULL;
    if (day_parse(text, &day))
        return day_shifted(arena, day, years);
    return period_parse(text, calendar, &period) ? code_shifted(arena, text, years) : NULL;
}

static void shift_member(struct arena *arena, json_t *object, const char *name, const struct calendar *calendar,
                         int years) {
    const char *shifted = text_shifted(arena, json_string_value(json_object_get(object, name)), calendar, years);
    if (shifted)
        json_object_set_new(object, name, json_string(shifted));
}

/* Figures of last year stand: a baseline needs the next one, an allocation is made anew. */
static void review_figures(struct review *review, const json_t *target, const char *path) {
    const json_t *baseline = json_object_get(target, "baseline");
    if (json_is_object(baseline))
        review_add(review, review_path(review->arena, path, "baseline"), "baseline",
                   json_string_value(json_object_get(baseline, "period")));
    if (json_array_size(json_object_get(target, "allocations")) > 0)
        review_add(review, review_path(review->arena, path, "allocations"), "allocation", NULL);
}

/* What is done to each target of a document, also to those inside others. */
struct moving {
    struct review *review;
    const struct calendar *calendar;
    int years;
    const struct period *span;
};
typedef void target_move(const struct moving *moving, json_t *target, const char *path);

static void move_target(const struct moving *moving, target_move *move, json_t *target, const char *path) {
    struct arena *arena = moving->review->arena;
    size_t index;
    json_t *part, *parts = json_object_get(target, "parts"), *inner = json_object_get(target, "target");
    const char *below = review_path(arena, path, "parts");
    move(moving, target, path);
    json_array_foreach(parts, index, part) {
        move_target(moving, move, part, review_element(arena, below, parts, index));
    }
    if (json_is_object(inner))
        move_target(moving, move, inner, review_path(arena, path, "target"));
}

static void move_targets(const struct moving *moving, target_move *move, const json_t *body) {
    size_t index;
    json_t *target, *targets = json_object_get(body, "targets");
    json_array_foreach(targets, index, target) {
        move_target(moving, move, target, review_element(moving->review->arena, "/targets", targets, index));
    }
}

static void shift_target(const struct moving *moving, json_t *target, const char *path) {
    struct arena *arena = moving->review->arena;
    shift_member(arena, target, "by", moving->calendar, moving->years);
    shift_member(arena, json_object_get(target, "baseline"), "period", moving->calendar, moving->years);
    review_figures(moving->review, target, path);
}

/* The copy gets a number and a date of its own. */
static void clear_act(struct review *review, json_t *body) {
    json_t *act = json_object_get(body, "act");
    const char *number = json_string_value(json_object_get(act, "number"));
    if (text_empty(number) && !json_is_string(json_object_get(act, "date")))
        return;
    review_add(review, "/act", "act", number);
    json_object_set_new(act, "number", json_string(""));
    json_object_set_new(act, "date", json_null());
}

void plan_shift(struct review *review, json_t *body, const struct calendar *calendar, int years) {
    size_t index;
    json_t *item, *parents = json_object_get(body, "implements");
    const struct moving moving = {.review = review, .calendar = calendar, .years = years};
    clear_act(review, body);
    json_array_foreach(parents, index, item) {
        review_add(review, review_element(review->arena, "/implements", parents, index), "parent",
                   json_string_value(item));
    }
    move_targets(&moving, shift_target, body);
    json_array_foreach(json_object_get(body, "tasks"), index, item) {
        shift_member(review->arena, json_object_get(item, "time"), "value", calendar, years);
    }
}

static void drop_end(const struct moving *moving, json_t *target, const char *path) {
    const struct target written = {.by = json_string_value(json_object_get(target, "by"))};
    day_t end = target_end(&written, moving->calendar, moving->span, NULL);
    if (!written.by || (moving->span->start < end && end <= moving->span->end))
        return;
    review_add(moving->review, review_path(moving->review->arena, path, "by"), "by", written.by);
    json_object_del(target, "by");
}

void plan_drop_ends(struct review *review, json_t *body, const struct calendar *calendar, const struct period *span) {
    const struct moving moving = {.review = review, .calendar = calendar, .span = span};
    move_targets(&moving, drop_end, body);
}

static void move_unit(struct review *review, const struct code_move *move, json_t *object, const char *name,
                      const char *path) {
    const struct unit_tree *tree = snapshot_tree(move->snapshot);
    const char *code = json_string_value(json_object_get(object, name));
    uint32_t unit = code ? unit_find(tree, code, move->from) : UNIT_NONE;
    if (unit == UNIT_NONE)
        return;
    if (unit_find(tree, code, move->to) == unit && unit_version_at(tree, unit, move->to))
        return;
    const struct unit *gone = &tree->units[unit];
    const char *last_code = gone->versions[gone->version_count - 1].code;
    review_add(review, review_path(review->arena, path, name), "unit",
               snapshot_explain_code(move->snapshot, last_code, move->to, review->arena, move->language));
    json_object_set_new(object, name, json_string(gone->id));
}

static const char *selector_named(const json_t *object) {
    static const char *const names[] = {"agency", "function", "class"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (json_is_string(json_object_get(object, names[i])))
            return json_string_value(json_object_get(object, names[i]));
    return NULL;
}

static size_t selected_on(const struct code_move *move, struct arena *arena, const struct agency_selector *selector,
                          day_t date) {
    struct agency_ref *refs;
    return agency_expand(arena, snapshot_agencies(move->snapshot), snapshot_slice(move->snapshot, date, arena),
                         selector, &refs);
}

/* Agencies, functions and classes that were somebody and are nobody now. */
static void look_at_selector(struct review *review, const struct code_move *move, const json_t *json,
                             const char *path) {
    const char *named = selector_named(json);
    struct issues ignored;
    struct agency_selector selector;
    if (!named)
        return;
    issues_init(&ignored, review->arena);
    struct decoding decoding = {
        .arena = review->arena, .issues = &ignored, .snapshot = move->snapshot, .date = move->from, .trusted = true};
    struct object object = object_root(json, &ignored);
    decode_selector(&decoding, &object, &selector);
    if (selected_on(move, review->arena, &selector, move->from) > 0 &&
        selected_on(move, review->arena, &selector, move->to) == 0)
        review_add(review, path, "agency", named);
}

static bool has_level(const struct code_move *move, struct arena *arena, enum level level, day_t date) {
    const struct unit_slice *slice = snapshot_slice(move->snapshot, date, arena);
    for (uint32_t i = 0; i < slice->count; i++)
        if (slice->version[i]->level == level)
            return true;
    return false;
}

/* Units counted of a level that there is no more. */
static void look_at_level(struct review *review, const struct code_move *move, const json_t *json, const char *path) {
    const char *word = json_string_value(json_object_get(json, "units"));
    enum level level;
    if (word && level_parse(word, &level) && has_level(move, review->arena, level, move->from) &&
        !has_level(move, review->arena, level, move->to))
        review_add(review, path, "level", word);
}

static void move_below(struct review *review, const struct code_move *move, json_t *value, const char *path) {
    const char *name;
    size_t index;
    json_t *inner;
    if (json_is_object(value)) {
        move_unit(review, move, value, "unit", path);
        move_unit(review, move, value, "within", path);
        look_at_selector(review, move, value, path);
        look_at_level(review, move, value, path);
    }
    json_object_foreach(value, name, inner) {
        move_below(review, move, inner, review_path(review->arena, path, name));
    }
    json_array_foreach(value, index, inner) {
        move_below(review, move, inner, review_element(review->arena, path, value, index));
    }
}

void plan_move_codes(struct review *review, const struct code_move *move, json_t *body) {
    const char *name;
    json_t *inner;
    json_object_foreach(body, name, inner) {
        if (strcmp(name, "issuer") != 0)
            move_below(review, move, inner, review_path(review->arena, "", name));
    }
}
