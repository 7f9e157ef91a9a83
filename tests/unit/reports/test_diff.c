/* What differs between two versions of a report, as a reviewer reads it. */
#include "paper.h"

#include "report_diff.h"

static json_t *diff_of(struct paper *paper, const struct report *before, const struct report *after,
                       enum language language) {
    AUTO_BUFFER text = {0};
    struct json_writer json;
    json_writer_init(&json, &text);
    write_report_diff(&json, NULL, paper->snapshot, before, after, language, &paper->arena);
    json_t *diff = json_loadb(text.bytes, text.size, 0, NULL);
    assert_non_null(diff);
    return diff;
}

static void assert_member(const json_t *diff, const char *member, const char *expected) {
    char *text = json_dumps(json_object_get(diff, member), JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    char wanted[600];
    snprintf(wanted, sizeof wanted, "%s", expected);
    for (char *c = wanted; *c; c++)
        if (*c == '\'')
            *c = '"';
    assert_string_equal(text, wanted);
    free(text);
}

static void figures_texts_and_marks_before_and_after(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    struct report first = paper_report(&paper, "00001", "'people':8,'area':'1.50','stock':4",
                                       ",'narratives':{'difficulties':'mưa'},'act':{'number':'12'}");
    struct report second =
        paper_report(&paper, "00001", "'people':7,'stock':4",
                     ",'notAvailable':{'area':'chưa đo'},'narratives':{'difficulties':'bão'},'estimated':true");
    second.version = 2;
    AUTO_JSON *diff = diff_of(&paper, &first, &second, LANGUAGE_EN);
    assert_member(diff, "cells",
                  "[{'after':7,'before':8,'cell':'people','change':-1,'name':'Người','percent':'-12.5','row':null,"
                  "'unitOfMeasure':'person'},"
                  "{'after':null,'before':'1.50','cell':'area','change':null,'name':'Ha','percent':null,'row':null,"
                  "'unitOfMeasure':'ha'}]");
    assert_member(diff, "notAvailable", "[{'after':'chưa đo','before':null,'cell':'area','name':'Ha'}]");
    assert_member(diff, "narratives", "[{'after':'bão','before':'mưa','name':'Khó khăn','narrative':'difficulties'}]");
    assert_member(
        diff, "marks",
        "[{'after':true,'before':null,'mark':'estimated'},{'after':null,'before':{'number':'12'},'mark':'act'}]");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(diff, "to"), "version")), 2);
    paper_end(&paper);
}

static void nothing_differs_from_itself_but_the_state(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    struct report submitted = paper_report(&paper, "00001", "'people':8,'area':'1.50','stock':4", "");
    struct report returned = submitted;
    returned.state = REPORT_RETURNED;
    returned.reason = "thiếu";
    AUTO_JSON *diff = diff_of(&paper, &submitted, &returned, LANGUAGE_VI);
    static const char *const lists[] = {"cells", "notAvailable", "narratives", "marks"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        assert_member(diff, lists[i], "[]");
    const json_t *to = json_object_get(diff, "to");
    assert_string_equal(json_string_value(json_object_get(to, "state")), "returned");
    assert_string_equal(json_string_value(json_object_get(to, "reason")), "thiếu");
    paper_end(&paper);
}

/* A form only ever appends cells: what an older version does not have is missing there. */
static void cells_that_came_later_were_missing_before(void **state) {
    (void)state;
    struct paper paper;
    paper_begin(&paper);
    struct report older = paper_report(&paper, "00001", "'people':8,'area':'1.50','stock':4", "");
    struct report newer = older;
    older.cell_count = 1;
    AUTO_JSON *diff = diff_of(&paper, &older, &newer, LANGUAGE_VI);
    assert_int_equal(json_array_size(json_object_get(diff, "cells")), 2);
    assert_true(json_is_null(json_object_get(json_array_get(json_object_get(diff, "cells"), 0), "before")));
    paper_end(&paper);
}

static void percentages_are_of_what_was(void **state) {
    static const struct {
        int64_t before, after;
        const char *percent;
    } changes[] = {{8, 7, "-12.5"},
                   {7, 8, "14.2"},
                   {-4, -2, "50.0"},
                   {-4, -6, "-50.0"},
                   {3, 3, "0.0"},
                   {0, 5, NULL},
                   {QUANTITY_MISSING, 5, NULL},
                   {5, QUANTITY_MISSING, NULL},
                   {-QUANTITY_MAX, QUANTITY_MAX, "200.0"},
                   {1, QUANTITY_MAX, NULL}};
    char text[QUANTITY_TEXT_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const char *percent = change_percent(changes[i].before, changes[i].after, text);
        if (changes[i].percent)
            assert_string_equal(percent, changes[i].percent);
        else
            assert_null(percent);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_texts_and_marks_before_and_after),
        cmocka_unit_test(nothing_differs_from_itself_but_the_state),
        cmocka_unit_test(cells_that_came_later_were_missing_before),
        cmocka_unit_test(percentages_are_of_what_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
