/* What differs between two documents of a consolidation: given what was signed and what is so now, a reader is told just that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* after the four that it needs */
#include <cmocka.h>

#include "consolidation_diff.h"
#include "json/read.h"

enum { TEXT_MAX = 4000 };

/* JSON with ' in the place of ", as it is easier to read. */
static const char *quoted(const char *text, char ret_text[TEXT_MAX]) {
    snprintf(ret_text, TEXT_MAX, "%s", text);
    for (char *c = ret_text; *c; c++)
        if (*c == '\'')
            *c = '"';
    return ret_text;
}

static json_t *document_of(const char *text) {
    char json[TEXT_MAX];
    json_t *document = text == NULL ? NULL : json_loads(quoted(text, json), JSON_REJECT_DUPLICATES, NULL);
    assert_true(text == NULL || document != NULL);
    return document;
}

static json_t *written(const struct consolidation_diff *diff) {
    AUTO_BUFFER text = {0};
    struct json_writer json;
    json_writer_init(&json, &text);
    consolidation_diff_write(&json, NULL, diff);
    json_t *found = json_loadb(text.bytes, text.size, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(found);
    return found;
}

static json_t *between(const char *before, const char *after, bool figures_only) {
    AUTO_JSON *was = document_of(before);
    AUTO_JSON *is = document_of(after);
    const struct consolidation_diff diff = {.before = was, .after = is, .figures_only = figures_only};
    return written(&diff);
}

static void assert_member(const json_t *found, const char *member, const char *expected) {
    char wanted[TEXT_MAX];
    char *text = json_dumps(json_object_get(found, member), JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    assert_string_equal(text, quoted(expected, wanted));
    free(text);
}

/* ---- Forms */

#define FORMS(cells, reported)                                                                                         \
    "{'forms':[{'form':'PCMD-S','completeness':{'expected':9,'reported':" reported "},'cells':{" cells "}}],"          \
    "'attainment':null,'narratives':[]}"

static void the_same_document_differs_in_nothing(void **state) {
    (void)state;
    static const char same[] = FORMS("'staff':{'sum':3,'reported':2}", "2");
    AUTO_JSON *found = between(same, same, false);
    assert_member(found, "forms", "[]");
    assert_member(found, "targets", "[]");
    assert_member(found, "narratives", "[]");
    assert_member(found, "reports", "{'count':0,'items':[]}");
}

static void a_form_is_told_with_the_cells_that_changed_came_or_went_and_no_others(void **state) {
    (void)state;
    AUTO_JSON *found = between(FORMS("'same':{'sum':1},'changed':{'sum':3},'gone':{'sum':5}", "2"),
                               FORMS("'same':{'sum':1},'changed':{'sum':4},'new':{'sum':null}", "2"), false);
    assert_member(found, "forms",
                  "[{'cells':[{'after':{'sum':4},'before':{'sum':3},'cell':'changed'},"
                  "{'after':{'sum':null},'before':null,'cell':'new'},"
                  "{'after':null,'before':{'sum':5},'cell':'gone'}],'form':'PCMD-S'}]");
}

static void who_has_reported_is_told_where_only_that_changed(void **state) {
    (void)state;
    AUTO_JSON *found = between(FORMS("'a':{'sum':1}", "2"), FORMS("'a':{'sum':1}", "3"), false);
    assert_member(found, "forms",
                  "[{'cells':[],'completeness':{'after':{'expected':9,'reported':3},"
                  "'before':{'expected':9,'reported':2}},'form':'PCMD-S'}]");
}

static void a_form_is_held_against_itself_whatever_stands_first(void **state) {
    (void)state;
    AUTO_JSON *found =
        between("{'forms':[{'form':'A','cells':{'x':{'sum':1}}},{'form':'B','cells':{'x':{'sum':2}}}]}",
                "{'forms':[{'form':'B','cells':{'x':{'sum':3}}},{'form':'A','cells':{'x':{'sum':1}}}]}", false);
    assert_member(found, "forms", "[{'cells':[{'after':{'sum':3},'before':{'sum':2},'cell':'x'}],'form':'B'}]");
}

/* ---- Targets */

#define TARGETS(list) "{'forms':[],'narratives':[],'attainment':{'plan':'p','targets':[" list "]}}"

static void a_target_is_told_with_its_state_before_and_after_and_so_are_its_parts(void **state) {
    (void)state;
    AUTO_JSON *found =
        between(TARGETS("{'code':'T1','state':'onTrack','actual':'3','parts':[{'code':'T1a','state':'attained'}]},"
                        "{'code':'T2','state':'notDue'}"),
                TARGETS("{'code':'T1','state':'onTrack','actual':'3','parts':[{'code':'T1a','state':'notAttained'}]},"
                        "{'code':'T2','state':'notDue'},{'code':'T3','state':'attained'}"),
                false);
    json_t *targets = json_object_get(found, "targets");
    assert_int_equal(json_array_size(targets), 2);
    const json_t *part = json_array_get(targets, 0), *added = json_array_get(targets, 1);
    assert_string_equal(json_string_value(json_object_get(part, "target")), "T1a");
    assert_string_equal(json_string_value(json_object_get(json_object_get(part, "before"), "state")), "attained");
    assert_string_equal(json_string_value(json_object_get(json_object_get(part, "after"), "state")), "notAttained");
    assert_string_equal(json_string_value(json_object_get(added, "target")), "T3");
    assert_true(json_is_null(json_object_get(added, "before")));
}

static void each_member_of_a_target_that_changed_alone_is_seen(void **state) {
    (void)state;
    static const char *const members[] = {"state",  "reason",    "exceeded",   "required",
                                          "actual", "numerator", "denominator"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        char after[TEXT_MAX];
        snprintf(after, sizeof after, TARGETS("{'code':'T','%s':'2'}"), members[i]);
        AUTO_JSON *found = between(TARGETS("{'code':'T'}"), after, false);
        assert_int_equal(json_array_size(json_object_get(found, "targets")), 1);
    }
    AUTO_JSON *texts = between(TARGETS("{'code':'T','text':'a'}"), TARGETS("{'code':'T','text':'b'}"), false);
    assert_int_equal(json_array_size(json_object_get(texts, "targets")), 0);
}

/* ---- Narratives */

#define SECTIONS(list) "{'forms':[],'attainment':null,'narratives':[" list "]}"

static void sections_that_changed_came_or_went(void **state) {
    (void)state;
    static const char before[] = SECTIONS("{'section':'a','text':'x'},{'section':'b','text':'y'},"
                                          "{'section':'c','text':'z'}"),
                      after[] = SECTIONS("{'section':'d','text':'w'},{'section':'a','text':'x'},"
                                         "{'section':'b','text':'u'}");
    AUTO_JSON *found = between(before, after, false);
    assert_member(found, "narratives",
                  "[{'after':'w','before':null,'section':'d'},{'after':'u','before':'y','section':'b'},"
                  "{'after':null,'before':'z','section':'c'}]");
    AUTO_JSON *figures = between(before, after, true);
    assert_member(figures, "narratives", "[]");
}

/* ---- Number 1, and reports */

static void where_there_was_nothing_before_only_reports_are_told(void **state) {
    (void)state;
    AUTO_JSON *found = between(NULL, FORMS("'a':{'sum':1}", "1"), false);
    assert_member(found, "forms", "[]");
    assert_member(found, "targets", "[]");
    assert_member(found, "narratives", "[]");
}

static void reports_are_named_up_to_a_limit_and_counted_beyond(void **state) {
    (void)state;
    static struct source_change changes[DIFFERENCE_REPORTS_MAX + 3];
    static const struct consolidation_source old = {"F", "2023-H1", "1@2004-01-01", "police", "r", 0, 4},
                                             new = {"F", "2023-H1", "1@2004-01-01", "police", "r", 0, 5};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        changes[i] = (struct source_change){i == 1 ? NULL : &old, i == 2 ? NULL : &new};
    const struct consolidation_diff diff = {.changes = changes, .change_count = DIFFERENCE_REPORTS_MAX + 3};
    AUTO_JSON *found = written(&diff);
    const json_t *reports = json_object_get(found, "reports"), *items = json_object_get(reports, "items");
    assert_int_equal(json_integer_value(json_object_get(reports, "count")), DIFFERENCE_REPORTS_MAX + 3);
    assert_int_equal(json_array_size(items), DIFFERENCE_REPORTS_MAX);
    const json_t *changed = json_array_get(items, 0), *came = json_array_get(items, 1),
                 *went = json_array_get(items, 2);
    assert_string_equal(json_string_value(json_object_get(changed, "agency")), "police");
    assert_int_equal(json_integer_value(json_object_get(changed, "before")), 4);
    assert_int_equal(json_integer_value(json_object_get(changed, "after")), 5);
    assert_true(json_is_null(json_object_get(came, "before")) && json_is_null(json_object_get(went, "after")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_document_differs_in_nothing),
        cmocka_unit_test(a_form_is_told_with_the_cells_that_changed_came_or_went_and_no_others),
        cmocka_unit_test(who_has_reported_is_told_where_only_that_changed),
        cmocka_unit_test(a_form_is_held_against_itself_whatever_stands_first),
        cmocka_unit_test(a_target_is_told_with_its_state_before_and_after_and_so_are_its_parts),
        cmocka_unit_test(each_member_of_a_target_that_changed_alone_is_seen),
        cmocka_unit_test(sections_that_changed_came_or_went),
        cmocka_unit_test(where_there_was_nothing_before_only_reports_are_told),
        cmocka_unit_test(reports_are_named_up_to_a_limit_and_counted_beyond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
