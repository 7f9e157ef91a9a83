/* Compares what is sent back with what was answered. */
#include "sent_back.h"

#include "core/text.h"
#include "present.h"

const char *const sent_back_members[] = {
    "id",         "formVersion", "unitCode", "version", "submittedAt", "firstSubmittedAt", "dueAt",
    "timeliness", "missing",     "warnings", "cells",   "recordedAt",  "sha256",           NULL};

/* What was answered, in each language. */
struct answered {
    json_t *documents[2];
};

static json_t *answer_of(const struct snapshot *snapshot, const struct report *current, enum language language,
                         struct arena *arena) {
    AUTO_BUFFER text = {0};
    struct json_writer json;
    json_writer_init(&json, &text);
    write_report(&json, NULL, snapshot, current, language, arena);
    return json_loadb(text.bytes, text.size, 0, NULL);
}

static void check_member(const struct answered *answered, const char *name, const json_t *given,
                         struct issues *issues) {
    struct place place = {.name = name};
    for (size_t i = 0; i < 2; i++)
        if (json_equal(json_object_get(answered->documents[i], name), given))
            return;
    issue_add(issues, ISSUE_INCONSISTENT, &place, name, NULL, NULL);
}

/* Draft and submitted are what the client asks for. */
static bool is_ours(const char *name, const json_t *given) {
    const char *state = json_string_value(given);
    if (text_equal(name, "state"))
        return state && !text_equal(state, "draft") && !text_equal(state, "submitted");
    return !text_equal(name, "period") || json_is_object(given);
}

static void check_members(const struct answered *answered, const json_t *document, struct issues *issues) {
    static const char *const shared[] = {"state", "period", NULL};
    const char *const *const lists[] = {sent_back_members, shared};
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; lists[i][j]; j++) {
            const json_t *given = json_object_get(document, lists[i][j]);
            if (given && !json_is_null(given) && is_ours(lists[i][j], given))
                check_member(answered, lists[i][j], given, issues);
        }
}

static bool is_plain_entry(const json_t *document) {
    for (size_t i = 0; sent_back_members[i]; i++)
        if (json_object_get(document, sent_back_members[i]))
            return false;
    return !is_ours("state", json_object_get(document, "state")) &&
           !is_ours("period", json_object_get(document, "period"));
}

void sent_back_check(const struct snapshot *snapshot, const struct report *current, const json_t *document,
                     struct issues *issues) {
    if (is_plain_entry(document))
        return;
    AUTO_JSON *vi = answer_of(snapshot, current, LANGUAGE_VI, issues->arena);
    AUTO_JSON *en = answer_of(snapshot, current, LANGUAGE_EN, issues->arena);
    struct answered answered = {.documents = {vi, en}};
    check_members(&answered, document, issues);
}

bool sent_back_reason(const struct report *current, const char *reason) {
    bool decided =
        current->state == REPORT_ACCEPTED || current->state == REPORT_RETURNED || current->state == REPORT_WITHDRAWN;
    return decided && reason && text_equal(current->reason, reason);
}
