/* What changed between two versions of a plan or a report, as an officer reads it: by item, not by place in a list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "json/diff.h"
#include "json/read.h"

static json_t *document(const char *text) {
    json_t *json = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
    if (json == NULL)
        fail_msg("%s is not JSON", text);
    return json;
}

static void show_value(struct buffer *to, const json_t *value) {
    char *text = value != NULL ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    buffer_text(to, text != NULL ? text : "-");
    free(text);
}

/* One line a change: "changed /targets/T1/percent "60" "70"". */
static void show(struct buffer *to, const struct json_diff *diff) {
    for (size_t i = 0; i < diff->count; i++) {
        const struct json_change *change = &diff->changes[i];
        buffer_format(to, "%s%s %s ", i > 0 ? "\n" : "", json_change_name(change->kind), change->path);
        show_value(to, change->before);
        buffer_char(to, ' ');
        show_value(to, change->after);
    }
}

static const struct {
    const char *what, *before, *after, *changes;
} differences[] = {
    {"nothing", "{\"span\":\"2023\",\"targets\":[{\"code\":\"T1\"}]}",
     "{\"targets\":[{\"code\":\"T1\"}],\"span\":\"2023\"}", ""},
    {"a threshold is raised",
     "{\"targets\":[{\"code\":\"S2-01\",\"percent\":\"80\"},{\"code\":\"S2-02\",\"percent\":\"70\"}]}",
     "{\"targets\":[{\"code\":\"S2-01\",\"percent\":\"90\"},{\"code\":\"S2-02\",\"percent\":\"70\"}]}",
     "changed /targets/S2-01/percent \"80\" \"90\""},
    {"a target is put in front: the others stay what they were",
     "{\"targets\":[{\"code\":\"S2-02\",\"percent\":\"70\"}]}",
     "{\"targets\":[{\"code\":\"S2-01\",\"percent\":\"90\"},{\"code\":\"S2-02\",\"percent\":\"70\"}]}",
     "added /targets/S2-01 - {\"code\":\"S2-01\",\"percent\":\"90\"}"},
    {"a target is dropped", "{\"targets\":[{\"code\":\"a\"},{\"code\":\"b\"},{\"code\":\"c\"}]}",
     "{\"targets\":[{\"code\":\"a\"},{\"code\":\"c\"}]}", "removed /targets/b {\"code\":\"b\"} -"},
    {"the first target at all", "{\"targets\":[]}", "{\"targets\":[{\"code\":\"a\"}]}",
     "added /targets/a - {\"code\":\"a\"}"},
    {"the last target goes", "{\"targets\":[{\"code\":\"a\"}]}", "{\"targets\":[]}",
     "removed /targets/a {\"code\":\"a\"} -"},
    {"targets change places", "{\"targets\":[{\"code\":\"a\"},{\"code\":\"b\"}]}",
     "{\"targets\":[{\"code\":\"b\"},{\"code\":\"a\"}]}", "reordered /targets - -"},
    {"places change, and one of them its text", "{\"targets\":[{\"code\":\"a\",\"text\":\"x\"},{\"code\":\"b\"}]}",
     "{\"targets\":[{\"code\":\"b\"},{\"code\":\"a\",\"text\":\"y\"}]}",
     "reordered /targets - -\nchanged /targets/a/text \"x\" \"y\""},
    {"one goes and one comes, the rest in order", "[{\"code\":\"a\"},{\"code\":\"b\"},{\"code\":\"c\"}]",
     "[{\"code\":\"d\"},{\"code\":\"b\"},{\"code\":\"c\"},{\"code\":\"e\"}]",
     "removed /a {\"code\":\"a\"} -\nadded /d - {\"code\":\"d\"}\nadded /e - {\"code\":\"e\"}"},
    {"parts inside a target, sections inside a section",
     "{\"sections\":[{\"code\":\"II\",\"sections\":[{\"code\":\"II.1\",\"title\":\"x\"}]}]}",
     "{\"sections\":[{\"code\":\"II\",\"sections\":[{\"code\":\"II.1\",\"title\":\"y\"}]}]}",
     "changed /sections/II/sections/II.1/title \"x\" \"y\""},
    {"purposes have no codes: by position", "{\"purposes\":[\"một\",\"hai\"]}",
     "{\"purposes\":[\"một\",\"ba\",\"bốn\"]}", "changed /purposes/1 \"hai\" \"ba\"\nadded /purposes/2 - \"bốn\""},
    {"agencies of a task have no codes: by position",
     "[{\"function\":\"police\",\"role\":\"lead\"},{\"function\":\"health\",\"role\":\"coordinate\"}]",
     "[{\"function\":\"police\",\"role\":\"coLead\"}]",
     "changed /0/role \"lead\" \"coLead\"\nremoved /1 {\"function\":\"health\",\"role\":\"coordinate\"} -"},
    {"a code that stands twice names nothing: by position", "[{\"code\":\"a\",\"n\":1},{\"code\":\"a\",\"n\":2}]",
     "[{\"code\":\"a\",\"n\":2},{\"code\":\"a\",\"n\":2}]", "changed /0/n 1 2"},
    {"one item without a code: by position", "[{\"code\":\"a\"},{\"n\":1}]", "[{\"code\":\"a\"},{\"n\":2}]",
     "changed /1/n 1 2"},
    {"a code that is no text: by position", "[{\"code\":1}]", "[{\"code\":2}]", "changed /0/code 1 2"},
    {"codes on one side only: by position", "[{\"code\":\"a\"}]", "[\"a\"]", "changed /0 {\"code\":\"a\"} \"a\""},
    {"values of a report", "{\"values\":{\"estOnList\":12,\"estInspected\":3},\"notAvailable\":{}}",
     "{\"values\":{\"estOnList\":14,\"needPersons\":\"1\"},\"notAvailable\":{\"estInspected\":\"chưa xong\"}}",
     "changed /values/estOnList 12 14\nremoved /values/estInspected 3 -\nadded /values/needPersons - \"1\"\n"
     "added /notAvailable/estInspected - \"chưa xong\""},
    {"nothing is not the same as null", "{\"date\":null}", "{}", "removed /date null -"},
    {"nor null the same as a date", "{\"date\":null}", "{\"date\":\"2023-03-29\"}",
     "changed /date null \"2023-03-29\""},
    {"a number is not its text", "{\"value\":5}", "{\"value\":\"5\"}", "changed /value 5 \"5\""},
    {"an object becomes a list", "{\"act\":{\"number\":\"16\"}}", "{\"act\":[\"16\"]}",
     "changed /act {\"number\":\"16\"} [\"16\"]"},
    {"names that need escaping", "{\"a/b\":[{\"code\":\"x~y\",\"n\":1}]}", "{\"a/b\":[{\"code\":\"x~y\",\"n\":2}]}",
     "changed /a~1b/x~0y/n 1 2"},
    {"the whole document", "\"draft\"", "\"issued\"", "changed  \"draft\" \"issued\""},
};

static void test_differences(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof differences / sizeof *differences; i++) {
        struct arena arena = {0};
        struct json_diff diff;
        AUTO_BUFFER shown = {0};
        AUTO_JSON *before = document(differences[i].before);
        AUTO_JSON *after = document(differences[i].after);
        json_diff(&arena, before, after, &diff);
        show(&shown, &diff);
        if (strcmp(buffer_cstr(&shown), differences[i].changes) != 0)
            fail_msg("%s:\n%s\nexpected:\n%s", differences[i].what, buffer_cstr(&shown), differences[i].changes);
        assert_false(diff.truncated);
        arena_done(&arena);
    }
}

/* Empty exactly where the documents are equal, whichever of the table's documents are compared. */
static void test_empty_only_for_equals(void **state) {
    (void)state;
    size_t count = sizeof differences / sizeof *differences;
    for (size_t i = 0; i < count * count; i++) {
        struct arena arena = {0};
        struct json_diff diff;
        AUTO_JSON *before = document(differences[i / count].before);
        AUTO_JSON *after = document(differences[i % count].after);
        json_diff(&arena, before, after, &diff);
        assert_int_equal(diff.count == 0, json_equal(before, after));
        arena_done(&arena);
    }
}

static json_t *numbers(int first, int count) {
    json_t *array = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(array, json_integer(first + i));
    return array;
}

static const struct {
    int count;
    size_t changes;
    bool truncated;
} bounds[] = {
    {JSON_CHANGES_MAX, JSON_CHANGES_MAX, false},
    {JSON_CHANGES_MAX + 1, JSON_CHANGES_MAX, true},
    {10 * JSON_CHANGES_MAX, JSON_CHANGES_MAX, true},
};

static void test_bounded(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        struct arena arena = {0};
        struct json_diff diff;
        AUTO_JSON *before = numbers(0, bounds[i].count);
        AUTO_JSON *after = numbers(1, bounds[i].count);
        json_diff(&arena, before, after, &diff);
        assert_int_equal(diff.count, bounds[i].changes);
        assert_int_equal(diff.truncated, bounds[i].truncated);
        arena_done(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_differences),
        cmocka_unit_test(test_empty_only_for_equals),
        cmocka_unit_test(test_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
