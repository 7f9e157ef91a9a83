/* Writes warnings down and reads them back. */
#include "warning.h"

#include "core/text.h"
#include "json/read.h"
#include "json/write.h"

static void write_warning(struct json_writer *json, const struct issue *warning) {
    write_object(json, NULL);
    write_text(json, "type", issue_type_name(warning->type));
    write_text(json, "pointer", warning->pointer);
    write_array(json, "arguments");
    for (size_t i = 0; i < ISSUE_ARGUMENTS_MAX && warning->arguments[i]; i++)
        write_text(json, NULL, warning->arguments[i]);
    write_array_end(json);
    write_object_end(json);
}

const char *warnings_text(const struct issues *warnings, struct arena *arena) {
    AUTO_BUFFER text = {0};
    struct json_writer json;
    if (warnings->count == 0)
        return "[]";
    json_writer_init(&json, &text);
    write_array(&json, NULL);
    for (const struct issue *warning = warnings->first; warning; warning = warning->next)
        write_warning(&json, warning);
    write_array_end(&json);
    return arena_slice(arena, text.bytes, text.size);
}

static bool type_parse(const char *name, enum issue_type *ret_type) {
    for (int i = 0; i < ISSUE_TYPE_COUNT; i++) {
        if (!text_equal(issue_type_name((enum issue_type)i), name))
            continue;
        *ret_type = (enum issue_type)i;
        return true;
    }
    return false;
}

static const char *rule_text(const struct form_version *version, const char *code, enum language language,
                             const char *fallback) {
    for (uint32_t i = 0; i < version->rule_count; i++)
        if (text_equal(version->rules[i].code, code))
            return rule_message(&version->rules[i], language);
    return fallback;
}

static void take_warning(const json_t *item, const struct form_version *version, enum language language,
                         struct issues *warnings) {
    const json_t *list = json_object_get(item, "arguments");
    const char *arguments[ISSUE_ARGUMENTS_MAX];
    enum issue_type type;
    if (!type_parse(json_string_value(json_object_get(item, "type")), &type))
        return;
    for (size_t i = 0; i < ISSUE_ARGUMENTS_MAX; i++)
        arguments[i] = json_string_value(json_array_get(list, i));
    if (type == ISSUE_RULE_BROKEN)
        arguments[1] = rule_text(version, arguments[0], language, arguments[1]);
    issue_add_at(warnings, type, json_string_value(json_object_get(item, "pointer")), arguments[0], arguments[1],
                 arguments[2]);
}

void warnings_read(const char *text, const struct form_version *version, enum language language,
                   struct issues *ret_warnings) {
    AUTO_JSON *list = json_loads(text, 0, NULL);
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item) {
        take_warning(item, version, language, ret_warnings);
    }
}
