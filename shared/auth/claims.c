/* Judges the claims of RFC 9068 and takes the caller out of them. */
#include "auth/claims.h"

#include <string.h>

#include "core/text.h"

#define SKEW_US (60 * MOMENT_SECOND)
#define LIFE_US MOMENT_DAY

enum { UNIT_BYTES_MAX = 128 };

static const char *claim_text(const json_t *claims, const char *name) {
    return json_string_value(json_object_get(claims, name));
}

static bool audience_has(const json_t *audience, const char *wanted) {
    if (json_is_string(audience))
        return text_equal(json_string_value(audience), wanted);
    size_t index;
    json_t *element;
    json_array_foreach(audience, index, element) {
        if (text_equal(json_string_value(element), wanted))
            return true;
    }
    return false;
}

/* Seconds since 1970 as a moment; false where it is no whole number in a range that can be calculated with. */
static bool claim_moment(const json_t *claims, const char *name, moment_t *ret_moment) {
    const json_t *value = json_object_get(claims, name);
    json_int_t seconds = json_integer_value(value);
    if (!json_is_integer(value) || seconds < 0 || seconds > INT64_C(253402300799))
        return false;
    *ret_moment = seconds * MOMENT_SECOND;
    return true;
}

static const char *times_judge(const json_t *claims, moment_t now, moment_t *ret_until) {
    moment_t expires, issued = now, begins = now;
    if (!claim_moment(claims, "exp", &expires))
        return "no exp";
    if (json_object_get(claims, "iat") && !claim_moment(claims, "iat", &issued))
        return "bad iat";
    if (json_object_get(claims, "nbf") && !claim_moment(claims, "nbf", &begins))
        return "bad nbf";
    if (now >= expires + SKEW_US)
        return "expired";
    if (begins > now + SKEW_US || issued > now + SKEW_US)
        return "not yet valid";
    if (expires > issued + LIFE_US)
        return "lives too long";
    *ret_until = expires + SKEW_US;
    return NULL;
}

static uint32_t scope_bit(const char *name, size_t size) {
    static const struct {
        const char *name;
        enum scope scope;
    } scopes[] = {
#define S(constant, text) {text, SCOPE_##constant},
        SCOPES(S)
#undef S
    };
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
        if (strlen(scopes[i].name) == size && memcmp(scopes[i].name, name, size) == 0)
            return 1U << scopes[i].scope;
    return 0;
}

/* Scopes of other services mean nothing here. */
static uint32_t scopes_read(const char *text) {
    uint32_t scopes = 0;
    while (text != NULL && *text != '\0') {
        size_t size = strcspn(text, " ");
        scopes |= scope_bit(text, size);
        text += size + strspn(text + size, " ");
    }
    return scopes;
}

/* Units are judged by who knows units; here they only have to be texts of a sane number and size. */
static bool root_add(const char *unit, size_t size, struct arena *arena, struct caller *caller) {
    if (size == 0 || size > UNIT_BYTES_MAX || caller->root_count == CALLER_ROOTS_MAX)
        return false;
    caller->roots[caller->root_count++] = arena_slice(arena, unit, size);
    return true;
}

static bool roots_of_array(const json_t *units, struct arena *arena, struct caller *caller) {
    size_t index;
    json_t *unit;
    json_array_foreach(units, index, unit) {
        if (!json_is_string(unit) || !root_add(json_string_value(unit), json_string_length(unit), arena, caller))
            return false;
    }
    return true;
}

static bool roots_of_text(const char *units, struct arena *arena, struct caller *caller) {
    for (size_t size;; units += size + 1) {
        size = strcspn(units, ",");
        if (!root_add(units, size, arena, caller))
            return false;
        if (units[size] == '\0')
            return true;
    }
}

static const char *roots_read(const json_t *units, struct arena *arena, struct caller *caller) {
    bool good = units == NULL || (json_is_array(units) && roots_of_array(units, arena, caller)) ||
                (json_is_string(units) && roots_of_text(json_string_value(units), arena, caller));
    return good ? NULL : "bad units";
}

/* Whose requests, keys and imports belong together. Behind one portal sit many officers, and none may have another's. */
static const char *client_of(struct arena *arena, const char *client, const char *subject) {
    return text_empty(client) || text_equal(client, subject) ? arena_text(arena, subject)
                                                             : arena_format(arena, "%s/%s", client, subject);
}

const char *claims_read(const json_t *claims, const struct token_checker_options *expected, struct arena *arena,
                        moment_t now, struct caller *ret_caller, moment_t *ret_until) {
    const char *subject = claim_text(claims, "sub"), *client = claim_text(claims, "client_id");
    if (!text_equal(claim_text(claims, "iss"), expected->issuer))
        return "another issuer";
    if (!audience_has(json_object_get(claims, "aud"), expected->audience))
        return "another audience";
    const char *wrong = times_judge(claims, now, ret_until);
    if (wrong != NULL)
        return wrong;
    if (text_empty(subject))
        return "no sub";
    *ret_caller = (struct caller){.subject = arena_text(arena, subject),
                                  .client = client_of(arena, client, subject),
                                  .scopes = scopes_read(claim_text(claims, "scope"))};
    return roots_read(json_object_get(claims, "units"), arena, ret_caller);
}
