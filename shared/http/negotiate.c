/* What a client would rather have: media type, language, encoding. */
#include "http/negotiate.h"

#include <string.h>
#include <strings.h>

#include "http/call.h"

/* One element of a weighted list. */
struct preference {
    const char *name;
    size_t size;
    int weight; /* 0…1000 */
};

/* "0.8" as 800; what is no weight counts fully. */
static int weight_parse(const char *text) {
    if (*text != '0')
        return 1000;
    if (text[1] != '.')
        return 0;
    int weight = 0;
    const char *digit = text + 2;
    for (int unit = 100; unit > 0 && *digit >= '0' && *digit <= '9'; unit /= 10)
        weight += unit * (*digit++ - '0');
    return weight;
}

/* The weight among the parameters of an element that ends at `end`. */
static int weight_among(const char *parameters, const char *end) {
    while (parameters < end) {
        parameters += strspn(parameters, "; \t");
        if (strncasecmp(parameters, "q=", 2) == 0)
            return weight_parse(parameters + 2);
        parameters += strcspn(parameters, ";,");
    }
    return 1000;
}

static bool preference_next(const char **list, struct preference *ret_preference) {
    const char *at = *list + strspn(*list, ", \t");
    if (*at == '\0')
        return false;
    const char *end = at + strcspn(at, ",");
    size_t size = strcspn(at, ";, \t");
    *ret_preference = (struct preference){at, size, weight_among(at + size, end)};
    *list = end;
    return true;
}

static bool names(const struct preference *preference, const char *name, size_t size) {
    return preference->size == size && strncasecmp(preference->name, name, size) == 0;
}

/* How closely a media range covers a type: 3 exactly, 2 its family, 1 anything, 0 not. */
static int closeness(const struct preference *range, const char *media_type) {
    size_t family = strcspn(media_type, "/") + 1;
    if (names(range, media_type, strcspn(media_type, ";")))
        return 3;
    if (range->size == family + 1 && range->name[family] == '*' && strncasecmp(range->name, media_type, family) == 0)
        return 2;
    return names(range, "*/*", 3) ? 1 : 0;
}

int accept_weight(const char *accept, const char *media_type) {
    struct preference range;
    int closest = 0, weight = 0;
    while (preference_next(&accept, &range)) {
        int close = closeness(&range, media_type);
        if (close <= closest)
            continue;
        closest = close;
        weight = range.weight;
    }
    return weight;
}

enum language accept_language(const char *header) {
    int weights[2] = {0, 0};
    struct preference preference;
    while (header && preference_next(&header, &preference)) {
        size_t size = strcspn(preference.name, "-;, \t");
        bool english = size == 2 && strncasecmp(preference.name, "en", 2) == 0;
        bool vietnamese = size == 2 && strncasecmp(preference.name, "vi", 2) == 0;
        enum language language = english ? LANGUAGE_EN : LANGUAGE_VI;
        if ((english || vietnamese) && preference.weight > weights[language])
            weights[language] = preference.weight;
    }
    return weights[LANGUAGE_EN] > weights[LANGUAGE_VI] ? LANGUAGE_EN : LANGUAGE_VI;
}

bool accepts_gzip(const char *header) {
    struct preference preference;
    int any = 0;
    while (header && preference_next(&header, &preference)) {
        if (names(&preference, "gzip", 4))
            return preference.weight > 0;
        if (names(&preference, "*", 1))
            any = preference.weight;
    }
    return any > 0;
}

const char *accept_best(const char *accept, const char *const *offered) {
    if (!accept)
        return offered[0];
    const char *best = NULL;
    int most = 0;
    for (; *offered; offered++) {
        int weight = accept_weight(accept, *offered);
        if (weight <= most)
            continue;
        most = weight;
        best = *offered;
    }
    return best;
}
