/* What a consolidation is asked to be about, held against the example programme's real units, agencies, forms and plans. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "../reference/examples.h"
#include "consolidation_figures.h"

static struct example_world world;

static int world_up(void **state) {
    (void)state;
    return example_world_make(&world);
}

static int world_down(void **state) {
    (void)state;
    example_world_end(&world);
    return 0;
}

struct asked {
    struct arena arena;
    struct issues issues;
    struct consolidation_subject subject;
    struct consolidation_text text;
    bool good;
};

/* ' stands for ". */
static void ask(struct asked *asked, const char *body) {
    *asked = (struct asked){0};
    issues_init(&asked->issues, &asked->arena);
    char *text = arena_text(&asked->arena, body);
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    const struct wish_setting setting = {&asked->arena, world.snapshot, LANGUAGE_EN, &asked->issues};
    AUTO_JSON *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    asked->good = consolidation_wish_read(&setting, json, &asked->subject, &asked->text);
}

#define LABOUR "'unit':'38','agency':'labour','period':'2023-H1'"

static void a_wish_is_resolved_on_the_last_day_of_its_period(void **state) {
    (void)state;
    struct asked asked;
    ask(&asked, "{'forms':['PCMD-P','PCMD-C']," LABOUR ",'plan':'thanh-hoa-2023','narratives':{'results':'Tốt'}}");
    assert_true(asked.good);
    assert_int_equal(asked.subject.form_count, 2);
    assert_string_equal(asked.subject.forms[0]->code, "PCMD-P");
    assert_string_equal(asked.subject.agency.function, "labour");
    assert_string_equal(asked.subject.plan->code, "thanh-hoa-2023");
    assert_false(asked.subject.own_line[0] || asked.subject.own_line[1]);
    assert_int_equal(asked.text.recipient_count, 2); /* those of S3-R2 */
    assert_false(asked.text.recipients_given);
    arena_done(&asked.arena);
}

static void an_agency_may_gather_one_form_from_all_and_the_next_along_its_line(void **state) {
    (void)state;
    struct asked asked; /* S4-R8: the departments of Hà Nội report PCMD-TM to its police */
    ask(&asked, "{'forms':['PCMD-TM','PCMD-C'],'unit':'01','agency':'police','period':'2014-H1'}");
    assert_true(asked.good);
    assert_false(asked.subject.own_line[0]);
    assert_true(asked.subject.own_line[1]);
    arena_done(&asked.arena);
}

static void what_is_wrong_is_said_all_at_once_and_where(void **state) {
    (void)state;
    static const struct {
        const char *body;
        enum issue_type type;
        const char *pointer;
    } cases[] = {
        {"{'forms':[]," LABOUR "}", ISSUE_TOO_SHORT, "/forms"},
        {"{'forms':['PCMD-P','NONE']," LABOUR "}", ISSUE_UNKNOWN_FORM, "/forms/1"},
        {"{'forms':['PCMD-P','PCMD-P']," LABOUR "}", ISSUE_DUPLICATE, "/forms/1"},
        {"{'forms':['PCMD-P'],'unit':'38','agency':'labour','period':'2023-W1'}", ISSUE_BAD_PERIOD, "/period"},
        {"{'forms':['PCMD-P'],'unit':'39','agency':'labour','period':'2023-H1'}", ISSUE_UNKNOWN_UNIT, "/unit"},
        {"{'forms':['PCMD-P'],'unit':'38','agency':'navy','period':'2023-H1'}", ISSUE_UNKNOWN_AGENCY, "/agency"},
        {"{'forms':['PCMD-P']," LABOUR ",'plan':'none'}", ISSUE_UNKNOWN_PLAN, "/plan"},
        /* of another province; and of one that does not lead */
        {"{'forms':['PCMD-P']," LABOUR ",'plan':'ha-noi-2014'}", ISSUE_INCONSISTENT, "/plan"},
        {"{'forms':['PCMD-P'],'unit':'38','agency':'police','period':'2023-H1','plan':'thanh-hoa-2023'}",
         ISSUE_INCONSISTENT, "/plan"},
        {"{'forms':['PCMD-P']," LABOUR
         ",'recipients':[{'unit':'38','agency':'police'},{'unit':'38','agency':'police'}]}",
         ISSUE_DUPLICATE, "/recipients/1"},
        {"{'forms':['PCMD-P']," LABOUR ",'more':1}", ISSUE_UNKNOWN_MEMBER, "/more"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct asked asked;
        ask(&asked, cases[i].body);
        assert_false(asked.good);
        if (asked.issues.count != 1 || asked.issues.first->type != cases[i].type ||
            !text_equal(asked.issues.first->pointer, cases[i].pointer))
            fail_msg("%s: %u issues, %s at %s", cases[i].body, asked.issues.count,
                     asked.issues.count > 0 ? issue_type_name(asked.issues.first->type) : "none",
                     asked.issues.count > 0 ? asked.issues.first->pointer : "");
        arena_done(&asked.arena);
    }
    struct asked several;
    ask(&several, "{'forms':['NONE'],'unit':'38','agency':'labour','period':5,'plan':'Not a code','x':1}");
    assert_int_equal(several.issues.count, 4);
    arena_done(&several.arena);
}

static void sections_have_the_titles_of_the_forms_that_ask_for_them(void **state) {
    (void)state;
    struct asked asked;
    ask(&asked, "{'forms':['PCMD-C']," LABOUR ",'narratives':{'difficulties':'Thiếu người','ofOurOwn':'Khác'}}");
    assert_true(asked.good);
    AUTO_JSON *sections = json_loads(consolidation_sections(&asked.arena, &asked.subject, &asked.text), 0, NULL);
    assert_int_equal(json_array_size(sections), 2);
    for (size_t i = 0; i < 2; i++) {
        const json_t *section = json_array_get(sections, i);
        bool asked_for = text_equal(json_string_value(json_object_get(section, "section")), "difficulties");
        assert_int_equal(json_object_get(section, "title") != NULL, asked_for);
        assert_string_equal(json_string_value(json_object_get(section, "text")), asked_for ? "Thiếu người" : "Khác");
    }
    arena_done(&asked.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wish_is_resolved_on_the_last_day_of_its_period),
        cmocka_unit_test(an_agency_may_gather_one_form_from_all_and_the_next_along_its_line),
        cmocka_unit_test(what_is_wrong_is_said_all_at_once_and_where),
        cmocka_unit_test(sections_have_the_titles_of_the_forms_that_ask_for_them),
    };
    return cmocka_run_group_tests(tests, world_up, world_down);
}
