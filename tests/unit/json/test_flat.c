/* The fast way for figures reads what the strict reader reads, or nothing: whatever a report looks like. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../../fuzz/flat_member.h"

enum { MUTATIONS = 200000, DOCUMENT_MAX = 512 };

static const char *const documents[] = {
    "{\"form\":\"F\",\"values\":{\"a\":1,\"b\":-20,\"c\":null,\"d\":\"12.50\"},\"nil\":false}",
    "{ \"values\" : { } , \"narratives\" : { \"n\" : \"\\u0110\\\"{[\" } }",
    "{\n  \"act\": {\"number\": \"12\", \"list\": [1, [2], {\"x\": 3}]},\n  \"values\": {\n    \"a\" : 0\n  }\n}\n",
    "{\"values\":{\"a\":999999999999999999,\"b\":-0},\"unit\":\"38\"}",
};

static const struct {
    const char *document;
    int members; /* -1: not plain */
} cases[] = {
    {"{\"values\":{\"a\":1,\"b\":null,\"c\":\"7.5\"}}", 3},
    {"{\"values\":{}}", 0},
    {"{\"values\":{\"a\":1.0}}", -1},
    {"{\"values\":{\"a\":1e3}}", -1},
    {"{\"values\":{\"a\":01}}", -1},
    {"{\"values\":{\"a\":- 1}}", -1},
    {"{\"values\":{\"a\":1234567890123456789}}", -1},
    {"{\"values\":{\"a\":true}}", -1},
    {"{\"values\":{\"a\":{}}}", -1},
    {"{\"values\":{\"a\":[1]}}", -1},
    {"{\"values\":{\"a\":1,}}", -1},
    {"{\"values\":{,\"a\":1}}", -1},
    {"{\"values\":{\"a\":1 \"b\":2}}", -1},
    {"{\"values\":{\"\\u0061\":1}}", -1},
    {"{\"values\":{\"a\":\"\\u0031\"}}", -1},
    {"{\"values\":{\"\xC4\x91\":1}}", -1},
    {"{\"values\":{\"a\":1}", -1},
    {"{\"values\":{\"a\":1}]", -1},
    {"{\"values\":{\"a\":1}}}", -1},
    {"{\"values\":{\"a\":1},\"values\":{}}", -1},
    {"{\"values\":[1]}", -1},
    {"{\"values\":[]}", -1},
    {"{\"form\":\"F\"}", -1},
    {"[{\"values\":{\"a\":1}}]", -1},
    {"", -1},
};

/* How many members; -1: not plain. With `whole` each must be in it, of the same value. */
static int read_members(struct flat *flat, json_t *whole) {
    struct flat_member member;
    enum flat_step step;
    int count = 0;
    while ((step = flat_next(flat, &member)) == FLAT_MEMBER) {
        char name[DOCUMENT_MAX];
        memcpy(name, member.name, member.name_size);
        name[member.name_size] = '\0';
        const json_t *value = json_object_get(json_object_get(whole, "values"), name);
        if (whole && !flat_member_is(&member, value))
            fail_msg("%s is read in another way", name);
        count++;
    }
    return step == FLAT_END ? count : -1;
}

static void what_is_plain_is_read_and_nothing_else(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct flat flat;
        AUTO_JSON *rest = json_read_around(cases[i].document, strlen(cases[i].document), "values", &arena, &flat);
        int members = rest ? read_members(&flat, NULL) : -1;
        if (members != cases[i].members)
            fail_msg("%s: %d members", cases[i].document, members);
        arena_done(&arena);
    }
}

static bool names_are_unique(struct flat flat) {
    struct flat_member members[DOCUMENT_MAX], *end = members;
    while (flat_next(&flat, end) == FLAT_MEMBER)
        end++;
    for (const struct flat_member *one = members; one < end; one++)
        for (const struct flat_member *other = members; other < one; other++)
            if (one->name_size == other->name_size && memcmp(one->name, other->name, one->name_size) == 0)
                return false;
    return true;
}

/* The strict reader is the truth. Duplicates in the object are the caller's to notice. */
static bool agrees(const char *document, size_t size) {
    struct arena arena = {0};
    struct issues issues;
    struct flat flat;
    issues_init(&issues, &arena);
    AUTO_JSON *whole = json_read(document, size, &issues);
    AUTO_JSON *rest = json_read_around(document, size, "values", &arena, &flat);
    struct flat again = flat;
    bool plain = rest && read_members(&again, NULL) >= 0 && names_are_unique(flat);
    if (plain && !whole)
        fail_msg("%.*s is refused, and was read", (int)size, document);
    if (plain)
        assert_int_equal(read_members(&flat, whole), json_object_size(json_object_get(whole, "values")));
    if (plain) {
        json_object_clear(json_object_get(whole, "values"));
        assert_true(json_equal(whole, rest));
    }
    arena_done(&arena);
    return plain;
}

static size_t mutate(char *document, size_t size) {
    static const char pieces[] = "{}[]\",:\\0123456789.eE-+ntrufalse\n \x7F\x80\xC4\x91\x01";
    for (int changes = 1 + rand() % 3; changes > 0 && size > 1; changes--) {
        size_t at = (size_t)rand() % size, more = (size_t)rand() % 3;
        char piece = pieces[(size_t)rand() % (sizeof pieces - 1)];
        if (more == 0 && size + 1 < DOCUMENT_MAX) {
            memmove(document + at + 1, document + at, size++ - at);
            document[at] = piece;
        } else if (more == 1) {
            memmove(document + at, document + at + 1, --size - at);
        } else {
            document[at] = piece;
        }
    }
    return size;
}

static void a_mutilated_report_is_never_read_in_two_ways(void **state) {
    (void)state;
    int plain = 0;
    srand(20261122);
    for (int i = 0; i < MUTATIONS; i++) {
        char document[DOCUMENT_MAX];
        const char *origin = documents[(size_t)rand() % (sizeof documents / sizeof *documents)];
        size_t size = strlen(origin);
        memcpy(document, origin, size);
        plain += agrees(document, mutate(document, size));
    }
    print_message("%d of %d mutilated reports are still plain\n", plain, MUTATIONS);
    assert_true(plain > MUTATIONS / 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_plain_is_read_and_nothing_else),
        cmocka_unit_test(a_mutilated_report_is_never_read_in_two_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
