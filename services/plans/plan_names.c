/* Finds what units and agencies are called, and calls groups of them by what their names have in common. */
#include "plan_names.h"

#include <string.h>

#include "core/text.h"
#include "domain/unit_words.h"
#include "plan_words.h"

/* The two that every unit has and nobody registers (domain/agency.h). */
static const struct words implied_said[] = {
    {"people-committee", "Ủy ban nhân dân"}, {"police", "Công an"}, {NULL, NULL}};

static const struct words class_said[] = {
    {"ministries", "các bộ, ngành"},           {"departments", "các sở, ban, ngành"},
    {"divisions", "các phòng, ban, ngành"},    {"mass-organisations", "Mặt trận Tổ quốc và các đoàn thể"},
    {"press-agencies", "các cơ quan báo chí"}, {"border-posts", "các đồn biên phòng"},
    {"judiciary", "các cơ quan tư pháp"},      {NULL, NULL}};

static const struct unit_version *version_of(const struct plan_names *names, uint32_t unit) {
    return unit == UNIT_NONE ? NULL : unit_version_at(snapshot_tree(names->snapshot), unit, names->date);
}

static uint32_t unit_named(const struct plan_names *names, const char *code) {
    return code ? unit_find(snapshot_tree(names->snapshot), code, names->date) : UNIT_NONE;
}

/* "Tỉnh Thanh Hóa" → "tỉnh Thanh Hóa"; of all words that begin a unit's name only "Đặc khu" begins outside ASCII. */
static const char *inside_sentence(struct arena *arena, const char *name) {
    if (strncmp(name, "Đặc khu", strlen("Đặc khu")) == 0)
        return arena_format(arena, "đ%s", name + strlen("Đ"));
    char *said = arena_text(arena, name);
    if (*said >= 'A' && *said <= 'Z')
        *said = (char)(*said - 'A' + 'a');
    return said;
}

const char *unit_said(const struct plan_names *names, const char *code) {
    const struct unit_version *version = version_of(names, unit_named(names, code));
    if (!version)
        return code;
    return version->level == LEVEL_NATION ? "cả nước" : inside_sentence(names->arena, version->name);
}

const char *place_said(const struct plan_names *names) {
    const struct unit_version *version = version_of(names, names->issuer);
    if (!version)
        return "……";
    return unit_seat(version->name, version->level == LEVEL_NATION);
}

/* A name without the end that says whose it is: "Sở Y tế tỉnh Thanh Hóa" → "Sở Y tế". A single word says too little
 * without it: "Báo Thanh Hóa" stays. */
static const char *without_end(const struct plan_names *names, const char *name, const char *end) {
    size_t size = strlen(name), end_size = strlen(end);
    if (size <= end_size + 1 || strcmp(name + size - end_size, end) != 0 || name[size - end_size - 1] != ' ')
        return NULL;
    const char *rest = arena_slice(names->arena, name, size - end_size - 1);
    return strchr(rest, ' ') ? rest : NULL;
}

static const char *without_unit(const struct plan_names *names, const char *name, const struct unit_version *version) {
    if (!version)
        return name;
    const char *found = without_end(names, name, inside_sentence(names->arena, version->name));
    if (!found)
        found = without_end(names, name, unit_own_name(version->name));
    return found ? found : name;
}

static const char *implied_agency(const struct plan_names *names, const char *function, uint32_t unit) {
    const struct unit_version *version = version_of(names, unit);
    const char *noun = words_say(implied_said, function);
    if (!version)
        return noun;
    if (version->level == LEVEL_NATION)
        return arena_format(names->arena, "%s trung ương", noun);
    const char *whole = inside_sentence(names->arena, version->name);
    size_t type = unit_type_size(version->name);
    if (unit == names->issuer && type > 0)
        whole = arena_slice(names->arena, whole, type - 1);
    return arena_format(names->arena, "%s %s", noun, whole);
}

static const char *agency_of(const struct plan_names *names, const struct agency_ref *ref) {
    if (!ref->registered)
        return implied_agency(names, ref->function, ref->unit);
    const char *name = ref->registered->name_vi;
    return ref->unit == names->issuer ? without_unit(names, name, version_of(names, ref->unit)) : name;
}

const char *issuer_said(const struct plan_names *names, const char *agency) {
    struct agency_ref ref;
    if (names->issuer == UNIT_NONE ||
        agency_find(snapshot_agencies(names->snapshot), names->issuer, agency, names->date, &ref) != AGENCY_FOUND)
        return words_say(implied_said, agency);
    return ref.registered ? ref.registered->name_vi : words_say(implied_said, ref.function);
}

static bool stands(const struct plan_names *names, const struct agency *agency) {
    return agency->from <= names->date && names->date < agency->until;
}

static const char *agency_by_code(const struct plan_names *names, const char *code) {
    const struct agency_set *set = snapshot_agencies(names->snapshot);
    for (uint32_t i = 0; i < set->count; i++) {
        const struct agency *agency = &set->agencies[i];
        if (text_equal(agency->code, code) && stands(names, agency))
            return agency_of(names, &(struct agency_ref){agency->unit, agency->code, agency->function, agency});
    }
    return code;
}

/* The words that both begin with, as bytes of `a`. */
static size_t common_words(const char *a, size_t size, const char *b) {
    size_t common = 0;
    for (size_t i = 0; i <= size; i++) {
        bool a_ends = i == size || a[i] == ' ', b_ends = b[i] == '\0' || b[i] == ' ';
        if (a_ends && b_ends)
            common = i;
        if (i == size || b[i] == '\0' || a[i] != b[i])
            break;
    }
    return common;
}

static bool is_of(const struct plan_names *names, const struct agency *agency, const char *function, int level) {
    const struct unit_version *version = version_of(names, agency->unit);
    return text_equal(agency->function, function) && stands(names, agency) && version &&
           (level < 0 || (int)version->level == level);
}

/* What the agencies of a function, at a level where it is not negative, are called in common; NULL: there are none. */
static const char *common_name(const struct plan_names *names, const char *function, int level) {
    const struct agency_set *set = snapshot_agencies(names->snapshot);
    const char *common = NULL;
    size_t size = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        const struct agency *agency = &set->agencies[i];
        if (!is_of(names, agency, function, level))
            continue;
        const char *name = without_unit(names, agency->name_vi, version_of(names, agency->unit));
        size = common ? common_words(common, size, name) : strlen(name);
        common = common ? common : name;
    }
    return size > 0 ? arena_slice(names->arena, common, size) : NULL;
}

static const char *function_said(const struct plan_names *names, const char *function, int level) {
    if (function_is_implied(function))
        return words_say(implied_said, function);
    const char *common = common_name(names, function, level);
    if (!common)
        common = common_name(names, function, -1);
    return common ? common : function;
}

static const char *group_said(const struct plan_names *names, const json_t *selector, int level) {
    const char *klass = member_text(selector, "class"), *function = member_text(selector, "function");
    const char *noun = klass ? words_say(class_said, klass) : function ? function_said(names, function, level) : "";
    const char *at = level < 0 ? NULL : words_say(level_said, level_name((enum level)level));
    return at ? arena_format(names->arena, "%s %s", noun, at) : noun;
}

static const char *one_said(const struct plan_names *names, const json_t *selector) {
    const char *unit = member_text(selector, "unit"), *function = member_text(selector, "function");
    uint32_t where = unit_named(names, unit ? unit : member_text(selector, "within"));
    const struct unit_version *version = version_of(names, where);
    const char *level_text = member_text(selector, "level");
    enum level level = version ? version->level : LEVEL_NATION;
    bool has_level = (level_text && level_parse(level_text, &level)) || version;
    struct agency_ref ref;
    if (member_text(selector, "text"))
        return member_text(selector, "text");
    if (member_text(selector, "agency"))
        return agency_by_code(names, member_text(selector, "agency"));
    bool whole_unit = version && level == version->level && (unit || level_text);
    if (function && whole_unit &&
        agency_find(snapshot_agencies(names->snapshot), where, function, names->date, &ref) == AGENCY_FOUND)
        return agency_of(names, &ref);
    return group_said(names, selector, has_level ? (int)level : -1);
}

const char *selector_said(const struct plan_names *names, const json_t *selector) {
    const char *said = one_said(names, selector);
    size_t index;
    json_t *other;
    json_array_foreach(json_object_get(selector, "or"), index, other) {
        said = arena_format(names->arena, "%s hoặc %s", said, one_said(names, other));
    }
    return said;
}

const char *selectors_said(const struct plan_names *names, const json_t *selectors, const char *separator) {
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *selector;
    json_array_foreach(selectors, index, selector) {
        list_add(&said, separator, selector_said(names, selector));
    }
    return list_end_text(names->arena, &said);
}
