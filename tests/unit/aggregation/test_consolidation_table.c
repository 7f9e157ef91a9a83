/* A document read back: given what was signed, the tables say the same figures, names, periods and reasons. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* after the four that it needs */
#include <cmocka.h>

#include "consolidation_table.h"
#include "core/text.h"
#include "json/read.h"

static const char document_text[] =
    "{'unit':'38@2012-01-01','unitCode':'38','unitName':'Tỉnh Thanh Hóa','function':'police','counted':'submitted',"
    "'treeDate':'2023-06-14','asOf':'2023-07-01T00:00:00Z','complete':true,"
    "'period':{'code':'2023-H1','start':'2022-12-15','end':'2023-06-15'},'forms':["
    "{'form':'F','formVersion':2,'title':{'vi':'Biểu','en':'Form'},'legalNumber':'12/QĐ','gathers':'ownLine',"
    "'cumulative':{'period':{'code':'X-any','start':'2022-12-15','end':'2023-06-01'}},"
    "'columns':[{'cell':'b','row':'2','indicator':'i','name':{'vi':'Bê','en':null},'unitOfMeasure':'m3','decimals':1,"
    "'disaggregation':{'sex':'female'}},{'cell':'a','row':null,'indicator':'j','name':{'vi':'A','en':'A'},"
    "'unitOfMeasure':'person','decimals':0,'disaggregation':{}}],"
    "'completeness':{'expected':9,'reported':7,'accepted':1,'onTime':5,'late':2,'additional':3,'unresolved':4},"
    "'cells':{'a':{'sum':-3,'reported':2,'cumulative':null},'b':{'sum':null,'reported':6,'cumulative':'12.5',"
    "'status':'confidential'}},'own':{'cells':{'a':{'sum':1,'reported':1},'b':{'sum':'0.5','reported':1}}},"
    "'children':[{'unit':'380@2012-01-01','unitCode':'380','name':'Thành phố Thanh Hóa','completeness':{'expected':1,"
    "'reported':1},'cells':{'a':{'sum':9000000000000,'reported':1},'b':{'sum':null,'reported':0}}}]},"
    "{'form':'EMPTY','columns':[],'cells':{},'own':{'cells':{}},'children':[]}]}";

static struct arena arena;
static json_t *document;

static int begin(void **state) {
    (void)state;
    char *text = arena_text(&arena, document_text);
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    document = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    return document == NULL;
}

static int end(void **state) {
    (void)state;
    json_decref(document);
    arena_done(&arena);
    return 0;
}

static const struct rollup_table *first_table(void) {
    uint32_t count;
    const struct rollup_table *tables = consolidation_tables(&arena, document, &count);
    assert_int_equal(count, 2);
    return tables;
}

static void figures_stand_in_form_order_and_what_is_missing_says_why(void **state) {
    (void)state;
    const struct rollup_table *table = first_table();
    assert_int_equal(table->line_count, 2);
    assert_string_equal(table->lines[0].code, "b");
    assert_string_equal(table->lines[0].categories[0].value, "female");
    assert_int_equal(table->lines[0].decimals, 1);
    const struct table_figures *b = &table->node.figures[0], *a = &table->node.figures[1];
    assert_null(b->digits[FIGURE_SUM]);
    assert_string_equal(b->status, "confidential");
    assert_string_equal(b->digits[FIGURE_CUMULATIVE], "12.5");
    assert_string_equal(a->digits[FIGURE_SUM], "-3");
    assert_null(a->digits[FIGURE_CUMULATIVE]);
    assert_int_equal(a->reported, 2);
    assert_string_equal(table->own.figures[0].digits[FIGURE_SUM], "0.5");
    assert_string_equal(table->children[0].figures[1].digits[FIGURE_SUM], "9000000000000");
    assert_true(table->columns == (1U << FIGURE_SUM | 1U << FIGURE_CUMULATIVE));
}

static void the_head_says_what_the_document_says(void **state) {
    (void)state;
    const struct rollup_table *table = first_table();
    char day[DAY_TEXT_SIZE];
    assert_int_equal(table->period.kind, PERIOD_HALF);
    assert_string_equal(day_format(table->period.start, day), "2022-12-15"); /* of its calendar, not of the plain one */
    assert_int_equal(table->cumulated->kind, PERIOD_REQUEST);
    assert_string_equal(day_format(table->cumulated->end, day), "2023-06-01");
    assert_null(table->previous);
    assert_string_equal(table->agency, "police");
    assert_true(table->complete);
    assert_string_equal(table->node.name, "Tỉnh Thanh Hóa");
    assert_string_equal(table->children[0].name, "Thành phố Thanh Hóa");
    const struct completeness *counts = &table->node.completeness;
    assert_true(counts->expected == 9 && counts->reported == 7 && counts->accepted == 1 && counts->on_time == 5 &&
                counts->late == 2 && counts->additional == 3 && counts->unresolved == 4);
}

static void who_was_gathered_may_be_said_once_for_all(void **state) {
    (void)state;
    uint32_t count;
    assert_null(first_table()[1].agency);
    json_object_set_new(document, "gathers", json_string("ownLine"));
    assert_string_equal(consolidation_tables(&arena, document, &count)[1].agency, "police");
    json_object_set_new(document, "gathers", json_string("all"));
    assert_string_equal(consolidation_tables(&arena, document, &count)[0].agency, "police"); /* the form says more */
    json_object_del(document, "gathers");
}

static void names_are_in_the_language_asked_for_or_in_vietnamese(void **state) {
    (void)state;
    const json_t *form = json_array_get(json_object_get(document, "forms"), 0);
    const json_t *column = json_array_get(json_object_get(form, "columns"), 0);
    assert_string_equal(consolidation_name(json_object_get(form, "title"), LANGUAGE_EN), "Form");
    assert_string_equal(consolidation_name(json_object_get(form, "title"), LANGUAGE_VI), "Biểu");
    assert_string_equal(consolidation_name(json_object_get(column, "name"), LANGUAGE_EN), "Bê");
    assert_null(consolidation_name(NULL, LANGUAGE_EN));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_stand_in_form_order_and_what_is_missing_says_why),
        cmocka_unit_test(the_head_says_what_the_document_says),
        cmocka_unit_test(who_was_gathered_may_be_said_once_for_all),
        cmocka_unit_test(names_are_in_the_language_asked_for_or_in_vietnamese),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
