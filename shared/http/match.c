/* Finds the row of a route table for a method and a path, and prints tables for comparison with openapi/. */
#include <stdio.h>
#include <string.h>

#include "core/buffer.h"
#include "http/call.h"
#include "http/request.h"
#include "http/server.h"
#include "json/write.h"

enum { SEGMENTS_MAX = 16 };

struct path {
    const char *segments[SEGMENTS_MAX]; /* decoded */
    uint32_t count;
};

/* False where a segment cannot be decoded or would hide a slash; a path deeper than any of ours has count SEGMENTS_MAX + 1. */
static bool path_split(struct arena *arena, const char *raw, struct path *ret_path) {
    ret_path->count = 0;
    while (*raw == '/') {
        if (ret_path->count++ == SEGMENTS_MAX)
            return true;
        raw++;
        size_t size = strcspn(raw, "/");
        const char *segment = url_decode(arena, raw, size);
        if (!segment || strchr(segment, '/'))
            return false;
        ret_path->segments[ret_path->count - 1] = segment;
        raw += size;
    }
    return *raw == '\0';
}

/* Matches one segment of a pattern; an empty one never fills a parameter. */
static bool segment_matches(const char *pattern, size_t size, const char *segment) {
    if (*pattern == '{')
        return *segment != '\0';
    return strlen(segment) == size && memcmp(pattern, segment, size) == 0;
}

static bool path_matches(const char *pattern, const struct path *path) {
    uint32_t at = 0;
    while (*pattern == '/' && at < path->count) {
        pattern++;
        size_t size = strcspn(pattern, "/");
        if (!segment_matches(pattern, size, path->segments[at++]))
            return false;
        pattern += size;
    }
    return *pattern == '\0' && at == path->count;
}

static void parameters_take(struct call *call, const char *pattern, const struct path *path) {
    call->path_count = 0;
    for (uint32_t at = 0; *pattern == '/'; at++) {
        pattern++;
        size_t size = strcspn(pattern, "/");
        if (*pattern == '{')
            call->path_parameters[call->path_count++] =
                (struct parameter){arena_slice(&call->arena, pattern + 1, size - 2), path->segments[at]};
        pattern += size;
    }
}

static const char *const method_names[] = {[METHOD_UNSET] = "",
                                           [METHOD_GET] = "GET",
                                           [METHOD_POST] = "POST",
                                           [METHOD_PUT] = "PUT",
                                           [METHOD_DELETE] = "DELETE"};

static void allow_print(uint32_t methods, char ret_allow[64]) {
    AUTO_BUFFER allow = {0};
    for (enum method method = METHOD_GET; method <= METHOD_DELETE; method++) {
        if ((methods >> method & 1U) == 0)
            continue;
        buffer_text(&allow, method_names[method]);
        buffer_text(&allow, method == METHOD_GET ? ", HEAD, " : ", ");
    }
    buffer_text(&allow, "OPTIONS");
    snprintf(ret_allow, 64, "%s", buffer_cstr(&allow));
}

enum match route_match(const struct route *routes, struct call *call, enum method method, const char *raw_path,
                       const struct route **ret_route, char ret_allow[64]) {
    struct path path;
    if (!path_split(&call->arena, raw_path, &path))
        return MATCH_BAD_PATH;
    uint32_t methods = 0;
    for (const struct route *route = routes; route->method != METHOD_UNSET && path.count <= SEGMENTS_MAX; route++) {
        if (!path_matches(route->pattern, &path))
            continue;
        methods |= 1U << route->method;
        if (route->method != method)
            continue;
        parameters_take(call, route->pattern, &path);
        *ret_route = route;
        return MATCH_FOUND;
    }
    if (methods == 0)
        return MATCH_NO_PATH;
    allow_print(methods, ret_allow);
    return MATCH_NO_METHOD;
}

static const char *const scope_names[] = {
    [SCOPE_UNSET] = "",
#define S(constant, name) [SCOPE_##constant] = name,
    SCOPES(S)
#undef S
        [SCOPE_ANY] = "any",
    [SCOPE_PUBLIC] = "public",
};

static const char *const unit_names[] = {
    [UNIT_RULE_UNSET] = "",    [NO_UNIT] = "none",      [UNIT_IN_PATH] = "path",
    [UNIT_IN_QUERY] = "query", [UNIT_IN_BODY] = "body", [UNIT_OF_OBJECT] = "object"};

static void bodies_print(struct json_writer *writer, uint32_t bodies) {
    static const char *const names[] = {"json", "csv", "ndjson", "xlsx"};
    write_array(writer, "bodies");
    for (uint32_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((bodies >> i & 1U) != 0)
            write_text(writer, NULL, names[i]);
    write_array_end(writer);
}

void routes_print(const struct route *routes) {
    for (const struct route *route = routes; route->method != METHOD_UNSET; route++) {
        AUTO_BUFFER line = {0};
        struct json_writer writer;
        json_writer_init(&writer, &line);
        write_object(&writer, NULL);
        write_text(&writer, "method", method_names[route->method]);
        write_text(&writer, "path", route->pattern);
        write_text(&writer, "name", route->name);
        write_text(&writer, "scope", scope_names[route->scope]);
        write_text(&writer, "unit", unit_names[route->unit]);
        bodies_print(&writer, route->bodies);
        write_object_end(&writer);
        puts(buffer_cstr(&line));
    }
}
