/* Text of a page stays text, whatever it looks like. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/html.h"

static void expect_text(const char *given, const char *written) {
    AUTO_BUFFER page = {0};
    html_text(&page, given);
    assert_string_equal(buffer_cstr(&page), written);
}

static void test_markup_in_a_text_is_shown_and_not_obeyed(void **state) {
    (void)state;
    expect_text("<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    expect_text("\" onload=\"x", "&quot; onload=&quot;x");
    expect_text("ma túy & HIV/AIDS &amp; <b>", "ma túy &amp; HIV/AIDS &amp;amp; &lt;b&gt;");
}

static void test_vietnamese_stays_as_it_is(void **state) {
    (void)state;
    expect_text("Từ 80% xã, phường: \"đạt\"…", "Từ 80% xã, phường: &quot;đạt&quot;…");
}

static void test_control_characters_are_left_out_but_line_ends(void **state) {
    (void)state;
    expect_text("a\x01\x1b\x7f"
                "b\tc\nd",
                "ab\tc\nd");
}

static void test_nothing_is_written_for_no_text(void **state) {
    (void)state;
    expect_text(NULL, "");
}

static void test_an_element_holds_its_escaped_text(void **state) {
    (void)state;
    AUTO_BUFFER page = {0};
    html_element(&page, "p", "item", "1 < 2");
    html_element(&page, "h1", NULL, "Kế hoạch");
    assert_string_equal(buffer_cstr(&page), "<p class=\"item\">1 &lt; 2</p>\n<h1>Kế hoạch</h1>\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_markup_in_a_text_is_shown_and_not_obeyed),
        cmocka_unit_test(test_vietnamese_stays_as_it_is),
        cmocka_unit_test(test_control_characters_are_left_out_but_line_ends),
        cmocka_unit_test(test_nothing_is_written_for_no_text),
        cmocka_unit_test(test_an_element_holds_its_escaped_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
