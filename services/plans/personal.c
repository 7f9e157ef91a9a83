/* Walks a document and hands each text to the domain's screen. */
#include "personal.h"

#include "core/limits.h"
#include "domain/privacy.h"

static void screen_text(const char *text, const struct place *place, struct issues *issues) {
    size_t position = 0;
    enum privacy_kind kind = privacy_screen(issues->arena, text, &position);
    if (kind != PRIVACY_NONE)
        issue_add(issues, ISSUE_PERSONAL_DATA, place, privacy_kind_name(kind), NULL, NULL);
}

static void screen(const json_t *value, const struct place *place, struct issues *issues) {
    const char *name;
    size_t index;
    json_t *inner;
    if (json_is_string(value))
        screen_text(json_string_value(value), place, issues);
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
