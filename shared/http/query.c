/* Reads the query of a URL as it was sent: nothing is dropped, joined or guessed. */
#include <string.h>

#include "http/exchange.h"

static bool refuse_query(struct call *call, enum issue_type type, const char *name, const char *argument) {
    issue_add_at(&call->issues, type, name, argument, NULL, NULL)->in = "query";
    return false;
}

/* Forms and most clients write a space as a plus; a plus itself is %2B. */
static const char *value_decode(struct arena *arena, const char *text, size_t size) {
    char *spaced = arena_slice(arena, text, size);
    for (char *c = spaced; *c; c++)
        if (*c == '+')
            *c = ' ';
    return url_decode(arena, spaced, size);
}

/* Takes one name=value; problems become issues. */
static bool parameter_take(struct call *call, const char *text, size_t size) {
    const char *equals = memchr(text, '=', size);
    size_t name_size = equals ? (size_t)(equals - text) : size;
    const char *name = url_decode(&call->arena, text, name_size);
    const char *value = equals ? value_decode(&call->arena, equals + 1, size - name_size - 1) : "";
    if (!name)
        return refuse_query(call, ISSUE_BAD_FORMAT, NULL, "%XX UTF-8");
    if (!value)
        return refuse_query(call, ISSUE_BAD_FORMAT, name, "%XX UTF-8");
    if (call_query(call, name))
        return refuse_query(call, ISSUE_DUPLICATE, name, name);
    if (call->query_count == QUERY_PARAMETERS_MAX)
        return refuse_query(call, ISSUE_TOO_MANY, name, arena_format(&call->arena, "%d", QUERY_PARAMETERS_MAX));
    call->query_parameters[call->query_count++] = (struct parameter){name, value};
    return true;
}

bool query_read(struct call *call, const char *url) {
    const char *text = strchr(url, '?');
    bool good = true;
    while (text) {
        text++;
        size_t size = strcspn(text, "&");
        if (size > 0 && !parameter_take(call, text, size))
            good = false;
        text = text[size] == '&' ? text + size : NULL;
    }
    if (!good)
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
    return good;
}
