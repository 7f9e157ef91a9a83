/* What we write is JSON that others read back as it was meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "json/read.h"
#include "json/write.h"

static void an_answer_is_written_with_its_commas(void **state) {
    (void)state;
    AUTO_BUFFER buffer = {0};
    struct json_writer writer;
    json_writer_init(&writer, &buffer);
    write_object(&writer, NULL);
    write_text(&writer, "unit", "38");
    write_array(&writer, "children");
    write_array_end(&writer);
    write_array(&writer, "cells");
    write_int(&writer, NULL, INT64_MIN);
    write_null(&writer, NULL);
    write_object(&writer, NULL);
    write_object_end(&writer);
    write_array_end(&writer);
    write_flag(&writer, "complete", false);
    write_day(&writer, "from", day_of(2023, 6, 14));
    write_day(&writer, "until", DAY_NEVER);
    write_day(&writer, "since", DAY_EVER);
    write_moment(&writer, "asOf", INT64_C(1686762000000000));
    write_moment(&writer, "dueAt", MOMENT_NONE);
    write_raw(&writer, "raw", "[1]", 3);
    write_text(&writer, "none", NULL);
    write_object_end(&writer);
    assert_string_equal(buffer_cstr(&buffer),
                        "{\"unit\":\"38\",\"children\":[],\"cells\":[-9223372036854775808,null,{}],"
                        "\"complete\":false,\"from\":\"2023-06-14\",\"until\":null,\"since\":null,"
                        "\"asOf\":\"2023-06-14T17:00:00Z\",\"dueAt\":null,\"raw\":[1],\"none\":null}");
}

static void any_text_is_read_back_as_it_was(void **state) {
    (void)state;
    char text[200] = "";
    for (int c = 1; c < 128; c++)
        text[c - 1] = (char)c;
    memcpy(text + 127, "Kế hoạch \xf0\x9f\x93\x8a", sizeof "Kế hoạch \xf0\x9f\x93\x8a");
    AUTO_BUFFER buffer = {0};
    struct json_writer writer;
    json_writer_init(&writer, &buffer);
    write_object(&writer, NULL);
    write_text(&writer, text, text);
    write_object_end(&writer);
    AUTO_JSON *json = json_loadb(buffer.bytes, buffer.size, 0, NULL);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json, text)), text);
}

static const char *const source =
    "{\"b\" : [ 1 , {\"z\":null, \"a\":true} ], \"\\u00e9\":\"x\\ny\\u0001\", \"a\":-5, \"B\":\"\\/\", \"\":false}";

static void the_canonical_form_is_sorted_and_tight(void **state) {
    (void)state;
    AUTO_JSON *json = json_loads(source, 0, NULL);
    char *canonical = json_canonical(json);
    assert_string_equal(canonical,
                        "{\"\":false,\"B\":\"/\",\"a\":-5,\"b\":[1,{\"a\":true,\"z\":null}],\"é\":\"x\\ny\\u0001\"}");
    free(canonical);
}

static void a_tree_is_written_as_it_stands(void **state) {
    (void)state;
    AUTO_JSON *json = json_loads(source, 0, NULL);
    AUTO_BUFFER buffer = {0};
    struct json_writer writer;
    json_writer_init(&writer, &buffer);
    write_array(&writer, NULL);
    write_tree(&writer, NULL, json);
    write_tree(&writer, NULL, NULL);
    write_array_end(&writer);
    AUTO_JSON *back = json_loadb(buffer.bytes, buffer.size, 0, NULL);
    assert_true(json_equal(json_array_get(back, 0), json));
    assert_true(json_is_null(json_array_get(back, 1)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_written_with_its_commas),
        cmocka_unit_test(any_text_is_read_back_as_it_was),
        cmocka_unit_test(the_canonical_form_is_sorted_and_tight),
        cmocka_unit_test(a_tree_is_written_as_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
