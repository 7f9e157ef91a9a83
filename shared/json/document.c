/* Parses a document whole: what jansson lets pass or refuses without a place becomes an issue with its pointer here. */
#include <string.h>

#include "core/limits.h"
#include "json/read.h"

void json_release(json_t **json) {
    json_decref(*json);
}

/* The byte behind the string that opens at `at`; `size` where it never closes. */
static size_t string_end(const char *bytes, size_t size, size_t at) {
    for (at++; at < size; at++) {
        if (bytes[at] == '\\')
            at++;
        else if (bytes[at] == '"')
            return at + 1;
    }
    return size;
}

/* jansson recurses as deep as 2048 levels: depth is judged before it sees the document. */
static bool too_deep(const char *bytes, size_t size) {
    size_t depth = 0;
    for (size_t at = 0; at < size; at++) {
        char c = bytes[at];
        if (c == '"')
            at = string_end(bytes, size, at) - 1;
        else if ((c == '{' || c == '[') && ++depth > JSON_DEPTH_MAX)
            return true;
        else if ((c == '}' || c == ']') && depth > 0)
            depth--;
    }
    return false;
}

/* Where the reading of a document stands: one level per open object or array. */
struct walk {
    struct place levels[JSON_DEPTH_MAX];
    size_t depth;
    bool name_next; /* the next string names a member */
};

static const char *member_name(struct arena *arena, const char *string, size_t size) {
    AUTO_JSON *name = json_loadb(string, size, JSON_DECODE_ANY, NULL);
    return name ? arena_text(arena, json_string_value(name)) : "";
}

static void walk_open(struct walk *walk, bool is_object) {
    struct place *up = walk->depth > 0 ? &walk->levels[walk->depth - 1] : NULL;
    walk->levels[walk->depth++] = (struct place){.up = up, .name = is_object ? "" : NULL};
    walk->name_next = is_object;
}

static void walk_close(struct walk *walk) {
    walk->depth--;
    walk->name_next = false;
}

static void walk_step(struct walk *walk, char c) {
    struct place *level = walk->depth > 0 ? &walk->levels[walk->depth - 1] : NULL;
    if (c == '{' || c == '[')
        walk_open(walk, c == '{');
    else if (level && (c == '}' || c == ']'))
        walk_close(walk);
    else if (level && c == ',' && level->name)
        walk->name_next = true;
    else if (level && c == ',')
        level->index++;
}

/* The pointer of what stands right before `end`. */
static const char *pointer_before(struct arena *arena, const char *bytes, size_t end) {
    struct walk walk = {.depth = 0};
    for (size_t at = 0; at < end; at++) {
        if (bytes[at] != '"') {
            walk_step(&walk, bytes[at]);
            continue;
        }
        size_t after = string_end(bytes, end, at);
        if (walk.name_next)
            walk.levels[walk.depth - 1].name = member_name(arena, bytes + at, after - at);
        walk.name_next = false;
        at = after - 1;
    }
    const struct place *level = walk.depth > 0 ? &walk.levels[walk.depth - 1] : NULL;
    return place_pointer(arena, level && walk.name_next ? level->up : level);
}

/* jansson closes its message with a piece of the input, which may be anything: that is left out. */
static const char *message_of(struct arena *arena, json_error_t *error) {
    char *near = strstr(error->text, " near ");
    if (near)
        *near = '\0';
    return arena_format(arena, "%d:%d %s", error->line, error->column, error->text);
}

static void report_unparsed(const char *bytes, size_t size, json_error_t *error, struct issues *issues) {
    size_t end = error->position > 0 && (size_t)error->position < size ? (size_t)error->position : size;
    const char *pointer = pointer_before(issues->arena, bytes, end);
    if (json_error_code(error) == json_error_duplicate_key)
        issue_add_at(issues, ISSUE_DUPLICATE_MEMBER, pointer, strrchr(pointer, '/') + 1, NULL, NULL);
    else
        issue_add_at(issues, ISSUE_SYNTAX, pointer, message_of(issues->arena, error), NULL, NULL);
}

json_t *json_read(const char *bytes, size_t size, struct issues *issues) {
    if (too_deep(bytes, size)) {
        issue_add(issues, ISSUE_TOO_DEEP, NULL, arena_format(issues->arena, "%d", JSON_DEPTH_MAX), NULL, NULL);
        return NULL;
    }
    json_error_t error;
    json_t *json = json_loadb(bytes, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!json)
        report_unparsed(bytes, size, &error, issues);
    return json;
}
