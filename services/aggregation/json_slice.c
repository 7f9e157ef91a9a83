/* The members of a JSON object as slices of its text, found without building a tree. */
#include "json_slice.h"

#include "core/limits.h"

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_space(struct json_walk *walk) {
    while (walk->at < walk->end && is_space(*walk->at))
        walk->at++;
}

static bool take(struct json_walk *walk, char c) {
    skip_space(walk);
    if (walk->at == walk->end || *walk->at != c)
        return false;
    walk->at++;
    return true;
}

/* From behind the opening quote to behind the closing one. */
static bool skip_string(struct json_walk *walk) {
    for (; walk->at < walk->end && *walk->at != '"'; walk->at++) {
        if (*walk->at == '\\')
            walk->at++;
        if (walk->at >= walk->end || (unsigned char)*walk->at < ' ')
            return false;
    }
    if (walk->at >= walk->end)
        return false;
    walk->at++;
    return true;
}

/* Brackets must match in number and kind. */
static bool skip_nested(struct json_walk *walk) {
    char closing[JSON_DEPTH_MAX];
    size_t depth = 0;
    do {
        if (walk->at == walk->end)
            return false;
        char c = *walk->at++;
        if (c == '"' && !skip_string(walk))
            return false;
        if (c == '{' || c == '[') {
            if (depth == JSON_DEPTH_MAX)
                return false;
            closing[depth++] = c == '{' ? '}' : ']';
        } else if ((c == '}' || c == ']') && closing[--depth] != c) {
            return false;
        }
    } while (depth > 0);
    return true;
}

static bool skip_word(struct json_walk *walk) {
    const char *start = walk->at;
    while (walk->at < walk->end && !is_space(*walk->at) && *walk->at != ',' && *walk->at != '}' && *walk->at != ']')
        walk->at++;
    return walk->at > start;
}

static bool skip_value(struct json_walk *walk) {
    if (take(walk, '"'))
        return skip_string(walk);
    if (walk->at < walk->end && (*walk->at == '{' || *walk->at == '['))
        return skip_nested(walk);
    return skip_word(walk);
}

struct json_walk json_walk_object(const char *bytes, size_t size) {
    struct json_walk walk = {.at = bytes, .end = bytes + size};
    walk.broken = !take(&walk, '{');
    return walk;
}

static bool take_member(struct json_walk *walk, struct json_slice *ret_name, struct json_slice *ret_value) {
    skip_space(walk);
    ret_name->bytes = walk->at;
    if (!take(walk, '"') || !skip_string(walk))
        return false;
    ret_name->size = (size_t)(walk->at - ret_name->bytes);
    if (!take(walk, ':'))
        return false;
    skip_space(walk);
    ret_value->bytes = walk->at;
    if (!skip_value(walk))
        return false;
    ret_value->size = (size_t)(walk->at - ret_value->bytes);
    return true;
}

bool json_walk_next(struct json_walk *walk, struct json_slice *ret_name, struct json_slice *ret_value) {
    if (walk->broken)
        return false;
    if (take(walk, '}'))
        return false;
    bool separated = !walk->started || take(walk, ',');
    walk->started = true;
    walk->broken = !separated || !take_member(walk, ret_name, ret_value);
    return !walk->broken;
}

bool json_walk_complete(const struct json_walk *walk) {
    struct json_walk rest = *walk;
    skip_space(&rest);
    return !walk->broken && rest.at == rest.end;
}
