/* A form as it comes in: what it may say, what it may not, and that what was published before is read all the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "records.h"
#include "reference/decode.h"

#define INDICATOR(code, programme, nature, decimals)                                                                   \
    {                                                                                                                  \
        "indicator:" code,                                                                                             \
            "{\"code\":\"" code "\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{\"programme\":\"" programme  \
            "\",\"name\":{\"vi\":\"x\"},\"unitOfMeasure\":\"x\",\"nature\":\"" nature "\",\"decimals\":" decimals      \
            ",\"overUnits\":\"sum\",\"overPeriods\":\"last\"}}"                                                        \
    }

static const struct test_record records[] = {
    {"programme:prog",
     "{\"code\":\"prog\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{\"name\":{\"vi\":\"x\"},"
     "\"calendar\":\"admin15\"}}"},
    {"programme:strange",
     "{\"code\":\"strange\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{\"name\":{\"vi\":"
     "\"x\"},\"calendar\":\"admin15\"}}"},
    INDICATOR("area", "prog", "stock", "2"),
    {"indicator:flow", "{\"code\":\"flow\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{\"programme\":"
                       "\"prog\",\"name\":{\"vi\":\"x\"},"
                       "\"unitOfMeasure\":\"x\",\"nature\":\"flow\",\"overUnits\":\"sum\",\"overPeriods\":\"sum\"}}"},
    INDICATOR("foreign", "strange", "stock", "0"),
    INDICATOR("stock", "prog", "stock", "0"),
    {"form:OTHER", "{\"code\":\"OTHER\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{},\"versions\":[{"
                   "\"programme\":\"prog\","
                   "\"title\":{\"vi\":\"x\"},\"from\":\"2023\",\"levels\":[\"commune\"],\"cells\":[{\"code\":\"a\","
                   "\"indicator\":\"stock\"}]}]}"},
    {0},
};

static struct reference *reference;

static int gather(void **state) {
    struct test_records source_of = {records};
    struct record_source source = {test_records_each, &source_of};
    struct fail fail;
    uint32_t unreadable;
    (void)state;
    reference = reference_new();
    return reference_build(reference, &source, 1, true, &unreadable, &fail) && unreadable == 0 ? 0 : -1;
}

static int scatter(void **state) {
    (void)state;
    reference_free(reference);
    return 0;
}

struct reading {
    struct arena arena;
    struct issues issues;
    struct form form;
    struct form_version version;
    json_t *body;
    bool good;
};

/* Written with ' for ". */
static void read_form(struct reading *reading, const char *text, bool trusted) {
    *reading = (struct reading){.good = false};
    char *body = arena_text(&reading->arena, text);
    for (char *c = body; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    issues_init(&reading->issues, &reading->arena);
    reading->body = json_loads(body, 0, NULL);
    if (!reading->body)
        fail_msg("not JSON: %s", text);
    AUTO_SNAPSHOT *snapshot = reference_hold(reference);
    struct decoding decoding = {.arena = &reading->arena,
                                .issues = &reading->issues,
                                .snapshot = snapshot,
                                .language = LANGUAGE_EN,
                                .trusted = trusted};
    reading->good = decode_form(&decoding, "FORM", 1, reading->body, &reading->form, &reading->version);
}

static void reading_end(struct reading *reading) {
    json_decref(reading->body);
    arena_done(&reading->arena);
}

#define HEAD "'programme':'prog','title':{'vi':'x'},'from':'2023-H1'"
#define CELLS                                                                                                          \
    "'cells':[{'code':'in','indicator':'stock','opens':{'cells':['due','late']}},"                                     \
    "{'code':'came','indicator':'flow','authoritative':'POLICE-1.came'},{'code':'due','indicator':'stock'},"           \
    "{'code':'late','indicator':'stock'},{'code':'area','indicator':'area'}]"
#define RIGHT "{" HEAD ",'levels':['commune'],'functions':['police'],'compare':{'warnAbovePercent':50}," CELLS "}"

static void a_form_says_what_it_opens_with_and_compares(void **state) {
    struct reading reading;
    (void)state;
    read_form(&reading, RIGHT, false);
    const struct form_version *version = &reading.version;
    assert_true(reading.good);
    assert_true(version->has_openings && form_looks_back(version));
    assert_int_equal(version->warn_above_percent, 50);
    assert_int_equal(version->cells[0].opens.cell_count, 2);
    assert_int_equal(version->cells[0].opens.cells[0], 2);
    assert_int_equal(version->cells[0].opens.cells[1], 3);
    assert_true(version->cells[0].opens.warning);
    assert_int_equal(version->cells[1].opens.cell_count, 0);
    assert_string_equal(version->cells[1].authoritative_form, "POLICE-1");
    assert_string_equal(version->cells[1].authoritative_cell, "came");
    assert_null(version->cells[2].authoritative_form);
    reading_end(&reading);
}

static void a_form_that_says_nothing_of_it_looks_at_nothing(void **state) {
    struct reading reading;
    (void)state;
    read_form(&reading, "{" HEAD ",'levels':['commune'],'cells':[{'code':'a','indicator':'stock'}]}", false);
    assert_true(reading.good);
    assert_false(form_looks_back(&reading.version));
    reading_end(&reading);
    read_form(&reading, "{" HEAD ",'levels':['commune'],'narratives':[{'code':'n','title':{'vi':'x'}}]}", false);
    assert_true(reading.good); /* in words only */
    reading_end(&reading);
}

static void a_cell_says_what_it_counts_of_its_indicator(void **state) {
    struct reading reading;
    (void)state;
    read_form(&reading,
              "{" HEAD ",'levels':['commune'],'cells':[{'code':'a','indicator':'flow','disaggregation':"
              "{'sex':'female','age':'18-25'}},{'code':'b','indicator':'flow'}]}",
              false);
    const struct cell *cells = reading.version.cells;
    assert_true(reading.good);
    assert_int_equal(cells[0].category_count, 2);
    assert_string_equal(cells[0].categories[0].dimension, "sex");
    assert_string_equal(cells[0].categories[0].value, "female");
    assert_string_equal(cells[0].categories[1].dimension, "age");
    assert_string_equal(cells[0].categories[1].value, "18-25");
    assert_int_equal(cells[1].category_count, 0);
    reading_end(&reading);
}

static void an_opening_may_be_an_error(void **state) {
    struct reading reading;
    (void)state;
    read_form(&reading,
              "{" HEAD ",'levels':['commune'],'cells':[{'code':'due','indicator':'stock'},"
              "{'code':'in','indicator':'stock','opens':{'cells':['due'],'severity':'error'}}]}",
              false);
    assert_true(reading.good);
    assert_int_equal(reading.version.cells[1].opens.cells[0], 0);
    assert_false(reading.version.cells[1].opens.warning);
    reading_end(&reading);
}

#define OPENS(indicator, opens)                                                                                        \
    "{" HEAD ",'levels':['commune'],'cells':[{'code':'in','indicator':'" indicator "','opens':" opens "},"             \
    "{'code':'due','indicator':'stock'},{'code':'came','indicator':'flow'},{'code':'area','indicator':'area'},"        \
    "{'code':'gone','indicator':'stock','retired':true}]}"
#define AUTHORITATIVE(name)                                                                                            \
    "{" HEAD ",'levels':['commune'],'cells':[{'code':'a','indicator':'stock','authoritative':" name "}]}"
#define RULES(rules)                                                                                                   \
    "{" HEAD ",'levels':['commune'],'cells':[{'code':'a','indicator':'stock'},{'code':'gone','indicator':'stock',"     \
    "'retired':true}],'rules':[" rules "]}"
#define RULE(code, left, right)                                                                                        \
    "{'code':'" code "','left':[" left "],'op':'eq','right':[" right "],'message':{'vi':'x'}}"

/* What is wrong with each, the only thing; `read`: was published before it was refused. */
static const struct {
    const char *body;
    enum issue_type type;
    const char *pointer;
    bool read;
} wrongs[] = {
    {OPENS("stock", "'due'"), ISSUE_WRONG_TYPE, "/cells/0/opens", false},
    {OPENS("stock", "{}"), ISSUE_REQUIRED, "/cells/0/opens/cells", false},
    {OPENS("stock", "{'cells':[]}"), ISSUE_TOO_SHORT, "/cells/0/opens/cells", true},
    {OPENS("stock", "{'cells':['none']}"), ISSUE_UNKNOWN_CELL, "/cells/0/opens/cells/0", false},
    {OPENS("stock", "{'cells':['gone']}"), ISSUE_UNKNOWN_CELL, "/cells/0/opens/cells/0", false},
    {OPENS("stock", "{'cells':['due','in']}"), ISSUE_INCONSISTENT, "/cells/0/opens/cells/1", true},
    {OPENS("stock", "{'cells':['due','due']}"), ISSUE_DUPLICATE, "/cells/0/opens/cells/1", true},
    {OPENS("stock", "{'cells':['came']}"), ISSUE_INCONSISTENT, "/cells/0/opens/cells/0", true},
    {OPENS("stock", "{'cells':['area']}"), ISSUE_INCONSISTENT, "/cells/0/opens/cells/0", true},
    {OPENS("flow", "{'cells':['due']}"), ISSUE_INCONSISTENT, "/cells/0/opens/cells/0", true},
    {OPENS("stock", "{'cells':['due'],'severity':'mild'}"), ISSUE_NOT_ONE_OF, "/cells/0/opens/severity", false},
    {OPENS("stock", "{'cells':['due'],'colour':1}"), ISSUE_UNKNOWN_MEMBER, "/cells/0/opens/colour", false},
    {AUTHORITATIVE("'a'"), ISSUE_BAD_FORMAT, "/cells/0/authoritative", false},
    {AUTHORITATIVE("'F.'"), ISSUE_BAD_FORMAT, "/cells/0/authoritative", false},
    {AUTHORITATIVE("'F G.a'"), ISSUE_BAD_FORMAT, "/cells/0/authoritative", false},
    {AUTHORITATIVE("'FORM.a'"), ISSUE_INCONSISTENT, "/cells/0/authoritative", true},
    {AUTHORITATIVE("'OTHER.b'"), ISSUE_UNKNOWN_CELL, "/cells/0/authoritative", true},
    {"{" HEAD ",'levels':['commune'],'compare':{}," CELLS "}", ISSUE_REQUIRED, "/compare/warnAbovePercent", false},
    {"{" HEAD ",'levels':['commune'],'compare':{'warnAbovePercent':0}," CELLS "}", ISSUE_OUT_OF_BOUNDS,
     "/compare/warnAbovePercent", false},
    {"{" HEAD ",'levels':['commune'],'compare':{'warnAbovePercent':1001}," CELLS "}", ISSUE_OUT_OF_BOUNDS,
     "/compare/warnAbovePercent", false},
    {"{" HEAD ",'levels':['commune'],'compare':{'warnAbovePercent':12.5}," CELLS "}", ISSUE_REAL_NUMBER,
     "/compare/warnAbovePercent", false},
    {"{" HEAD "," CELLS "}", ISSUE_REQUIRED, "/levels", false},
    {"{" HEAD ",'levels':[]," CELLS "}", ISSUE_TOO_SHORT, "/levels", true},
    {"{" HEAD ",'levels':['commune'],'functions':['police','labour','police']," CELLS "}", ISSUE_DUPLICATE,
     "/functions", true},
    {"{" HEAD ",'levels':['commune']}", ISSUE_REQUIRED, "/cells", true},
    {"{" HEAD ",'levels':['commune'],'cells':[],'narratives':[]}", ISSUE_REQUIRED, "/cells", true},
    {"{" HEAD ",'levels':['commune'],'cells':[{'code':'a','indicator':'foreign'}]}", ISSUE_INCONSISTENT,
     "/cells/0/indicator", true},
    {"{" HEAD ",'levels':['commune'],'cells':[{'code':'a','indicator':'stock'},{'code':'a','indicator':'flow'}]}",
     ISSUE_DUPLICATE, "/cells/1/code", false},
    {"{" HEAD ",'levels':['commune'],'narratives':[{'code':'n','title':{'vi':'x'}},{'code':'n','title':{'vi':'y'}}]}",
     ISSUE_DUPLICATE, "/narratives/1/code", true},
    {RULES(RULE("R", "{'cell':'a'}", "{'number':'1'}") "," RULE("R", "{'cell':'a'}", "{'number':'2'}")),
     ISSUE_DUPLICATE, "/rules/1/code", true},
    {RULES(RULE("R", "", "{'cell':'a'}")), ISSUE_TOO_SHORT, "/rules/0/left", true},
    {RULES(RULE("R", "{'cell':'a'}", "")), ISSUE_TOO_SHORT, "/rules/0/right", true},
    {RULES(RULE("R", "{'number':'1'}", "{'number':'2'}")), ISSUE_INCONSISTENT, "/rules/0", true},
    {RULES(RULE("R", "{'cell':'gone'}", "{'number':'2'}")), ISSUE_UNKNOWN_CELL, "/rules/0/left/0/cell", false},
};

static void each_wrong_is_told_once_with_its_place(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        struct reading reading;
        read_form(&reading, wrongs[i].body, false);
        const struct issue *first = reading.issues.first;
        assert_false(reading.good);
        if (reading.issues.count != 1 || first->type != wrongs[i].type || strcmp(first->pointer, wrongs[i].pointer))
            fail_msg("%s: %u issues, the first %s at %s", wrongs[i].body, reading.issues.count,
                     issue_type_name(first->type), first->pointer);
        reading_end(&reading);
    }
}

/* A reader must not lose a form that was in use before its writer became strict. */
static void what_was_published_before_is_still_read(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        struct reading reading;
        read_form(&reading, wrongs[i].body, true);
        if (reading.good != wrongs[i].read)
            fail_msg("%s", wrongs[i].body);
        reading_end(&reading);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_says_what_it_opens_with_and_compares),
        cmocka_unit_test(a_form_that_says_nothing_of_it_looks_at_nothing),
        cmocka_unit_test(a_cell_says_what_it_counts_of_its_indicator),
        cmocka_unit_test(an_opening_may_be_an_error),
        cmocka_unit_test(each_wrong_is_told_once_with_its_place),
        cmocka_unit_test(what_was_published_before_is_still_read),
    };
    return cmocka_run_group_tests(tests, gather, scatter);
}
