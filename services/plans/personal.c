/* Walks a document and hands each text to the domain's screen. */
#include "personal.h"

#include "domain/privacy.h"

static void screen(const json_t *value, const struct place *place, struct issues *issues) {
    const char *name;
    size_t index;
    json_t *inner;
    if (json_is_string(value))
        privacy_check(issues, json_string_value(value), place);
    json_object_foreach((json_t *)value, name, inner) {
        struct place member = {.up = place, .name = name};
        screen(inner, &member, issues);
    }
    json_array_foreach(value, index, inner) {
        struct place element = {.up = place, .index = index};
        screen(inner, &element, issues);
    }
}

void personal_screen(const json_t *document, struct issues *issues) {
    screen(document, NULL, issues);
}
