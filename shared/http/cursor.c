/* Cursors: a position in a list, sealed with the path and the filters of the request that it belongs to. */
#include <inttypes.h>
#include <orcania.h>
#include <string.h>

#include "core/base64url.h"
#include "core/limits.h"
#include "core/text.h"
#include "http/call.h"

enum { POSITION_BYTES_MAX = 512, SEAL_SIZE = 16 };

static bool is_filter(const struct parameter *parameter) {
    return strcmp(parameter->name, "cursor") != 0 && strcmp(parameter->name, "limit") != 0;
}

/* Sixteen hexadecimal digits; the order in which filters stand does not matter. */
static const char *seal_of(struct call *call, const char *position) {
    uint64_t seal = 0;
    for (uint32_t i = 0; i < call->query_count; i++) {
        const struct parameter *parameter = &call->query_parameters[i];
        if (is_filter(parameter))
            seal += text_hash(arena_format(&call->arena, "%s=%s", parameter->name, parameter->value));
    }
    const char *whole = arena_format(&call->arena, "%s\n%s\n%" PRIx64, call->path, position, seal);
    return arena_format(&call->arena, "%016" PRIx64, text_hash(whole));
}

const char *call_cursor_make(struct call *call, const char *position) {
    const char *sealed = arena_format(&call->arena, "%s%s", seal_of(call, position), position);
    size_t size = strlen(sealed), written = 0;
    char *cursor = arena_alloc(&call->arena, size * 4 / 3 + 8);
    if (size > POSITION_BYTES_MAX ||
        !o_base64url_encode((const unsigned char *)sealed, size, (unsigned char *)cursor, &written))
        fail_stop("http", "a position too long for a cursor");
    cursor[written] = '\0';
    return cursor;
}

/* The position with its seal in front, or NULL. */
static const char *cursor_open(struct call *call, const char *cursor) {
    size_t size = strlen(cursor), written;
    char *sealed = arena_alloc(&call->arena, size + 1);
    if (size > CURSOR_BYTES_MAX || !base64url_decode(cursor, size, sealed, &written))
        return NULL;
    sealed[written] = '\0';
    if (written < SEAL_SIZE || !text_is_utf8(sealed, written))
        return NULL;
    const char *position = sealed + SEAL_SIZE;
    return strncmp(sealed, seal_of(call, position), SEAL_SIZE) == 0 ? position : NULL;
}

const char *call_cursor_read(struct call *call, bool *ret_good) {
    const char *cursor = call_query(call, "cursor");
    *ret_good = true;
    if (!cursor)
        return NULL;
    const char *position = cursor_open(call, cursor);
    if (position)
        return position;
    issue_add_at(&call->issues, ISSUE_BAD_FORMAT, "cursor", "next", NULL, NULL)->in = "query";
    *ret_good = false;
    return NULL;
}
