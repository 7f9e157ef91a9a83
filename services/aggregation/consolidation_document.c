/* Makes, signs and verifies the documents of consolidations. */
#include "consolidation_document.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"

const char *document_canonical(struct arena *arena, const json_t *json) {
    char *text = json_canonical(json);
    const char *copy = arena_text(arena, text);
    free(text);
    return copy;
}

/* The document with members of `patch` in the place of its own. */
static bool document_with(struct arena *arena, const char *document, const json_t *patch, const char **ret_document,
                          struct fail *fail) {
    AUTO_JSON *json = json_loads(document, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(json) || json_object_update(json, (json_t *)patch) != 0)
        return fail_set(fail, FAULT_BROKEN, false, "consolidation", "its document cannot be read");
    *ret_document = document_canonical(arena, json);
    return true;
}

bool document_draft(struct arena *arena, const char *figures, const char *narratives, const char **ret_document,
                    struct fail *fail) {
    AUTO_JSON *patch = json_pack("{s:o?, s:n, s:n, s:n}", "narratives", json_loads(narratives, 0, NULL), "number",
                                 "signedAt", "previous");
    return document_with(arena, figures, patch, ret_document, fail);
}

bool document_edited(struct arena *arena, const char *document, const char *narratives, const char **ret_document,
                     struct fail *fail) {
    AUTO_JSON *patch = json_pack("{s:o?}", "narratives", json_loads(narratives, 0, NULL));
    return document_with(arena, document, patch, ret_document, fail);
}

/* ---- Signing */

static json_t *previous_of(const struct signing *signing) {
    if (signing->before == NULL)
        return json_null();
    return json_pack("{s:I, s:s}", "number", (json_int_t)signing->number - 1, "sha256", signing->before->sha256);
}

/* What the seal says in plain words beside the digest. */
static const char *payload_of(struct arena *arena, const char *id, const struct signing *signing, const char *sha256,
                              const char *moment) {
    AUTO_JSON *payload = json_pack("{s:s, s:I, s:s, s:s}", "consolidation", id, "number", (json_int_t)signing->number,
                                   "sha256", sha256, "signedAt", moment);
    return document_canonical(arena, payload);
}

bool document_sign(struct arena *arena, const char *id, const struct signing *signing, struct edition_text *edition,
                   struct fail *fail) {
    char moment[MOMENT_TEXT_SIZE], digest[SHA256_TEXT_SIZE];
    moment_format(signing->signed_at, moment);
    AUTO_JSON *patch = json_pack("{s:I, s:s, s:o}", "number", (json_int_t)signing->number, "signedAt", moment,
                                 "previous", previous_of(signing));
    if (!document_with(arena, edition->document, patch, &edition->document, fail))
        return false;
    edition->sha256 = arena_text(arena, sha256_text(edition->document, strlen(edition->document), digest));
    return seal_make(signing->key, payload_of(arena, id, signing, digest, moment), arena, &edition->seal, fail);
}

/* ---- Verifying */

static const char *text_member(const json_t *object, const char *name) {
    return json_string_value(json_object_get(object, name));
}

/* Does the seal name the same consolidation, number, moment and digest as the document? */
static const char *payload_judge(const json_t *payload, const json_t *document, const char *digest) {
    static const char *const same[] = {"consolidation", "number", "signedAt"};
    if (!text_equal(text_member(payload, "sha256"), digest))
        return "the seal is of another document";
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (!json_equal(json_object_get(payload, same[i]), json_object_get(document, same[i])))
            return "the seal names another consolidation, number or moment than the document";
    return NULL;
}

const char *document_verify(struct arena *arena, const json_t *file, const json_t *keys) {
    const json_t *document = json_object_get(file, "document");
    const char *stated = text_member(file, "sha256"), *seal = text_member(file, "seal"), *wrong;
    char digest[SHA256_TEXT_SIZE];
    if (!json_is_object(document))
        return "the file has no document";
    if (stated == NULL || seal == NULL)
        return "it was not signed: the file has no sha256 and no seal";
    const char *canonical = document_canonical(arena, document);
    sha256_text(canonical, strlen(canonical), digest);
    if (!text_equal(digest, stated))
        return arena_format(arena, "the document was changed: its SHA-256 is %s, the file says %.64s", digest, stated);
    AUTO_JSON *payload = seal_read(seal, keys, &wrong);
    return payload == NULL ? wrong : payload_judge(payload, document, digest);
}
