/* The fast way for the figures of a report: whatever the document is, it reads what the strict reader reads, or nothing. */
#include "fuzz.h"

#include "flat_member.h"

/* Its members as a tree; NULL: not all of it is plain, or a name stands twice, which the caller notices. */
static json_t *members_read(struct flat flat, struct arena *arena) {
    struct flat_member member;
    enum flat_step step;
    json_t *members = json_object();
    bool unique = true;
    while ((step = flat_next(&flat, &member)) == FLAT_MEMBER) {
        const char *name = arena_slice(arena, member.name, member.name_size);
        unique = unique && strlen(name) == member.name_size && json_object_get(members, name) == NULL;
        json_t *value = member.kind == FLAT_NULL    ? json_null()
                        : member.kind == FLAT_WHOLE ? json_integer(member.whole)
                                                    : json_stringn(member.text, member.text_size);
        promised(value != NULL, "a text is UTF-8");
        promised(flat_member_is(&member, value), "a member is what it says");
        json_object_set_new(members, name, value);
    }
    if (step == FLAT_END && unique)
        return members;
    json_decref(members);
    return NULL;
}

static void compare(const char *bytes, size_t size, struct arena *arena) {
    struct flat flat;
    struct issues issues;
    issues_init(&issues, arena);
    AUTO_JSON *rest = json_read_around(bytes, size, "values", arena, &flat);
    AUTO_JSON *members = rest ? members_read(flat, arena) : NULL;
    if (members == NULL)
        return;
    promised(flat.at >= bytes && flat.end <= bytes + size, "it stands in the document");
    AUTO_JSON *whole = json_read(bytes, size, &issues);
    promised(whole != NULL, "what is read fast is what the strict reader takes");
    promised(json_equal(json_object_get(whole, "values"), members) == 1, "and has the same members");
    json_object_set(rest, "values", json_object_get(whole, "values"));
    promised(json_equal(whole, rest) == 1, "and the rest is the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct arena arena = {0};
    char *document = fuzz_bytes(bytes, size);
    compare(document, size, &arena);
    arena_done(&arena);
    free(document);
    return 0;
}
