/* iCalendar lines: folded at 75 octets between characters, ended by CRLF, texts escaped, moments in UTC (RFC 5545, 3.1 and 3.3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/text.h"
#include "icalendar.h"

static void a_short_line_stands_as_it_is(void **state) {
    (void)state;
    AUTO_BUFFER to = {0};
    icalendar_begin(&to, "VEVENT");
    icalendar_word(&to, "STATUS", "CONFIRMED");
    icalendar_end(&to, "VEVENT");
    assert_string_equal(buffer_cstr(&to), "BEGIN:VEVENT\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\n");
}

static const struct {
    const char *text, *line;
} escapes[] = {
    {"a;b,c\\d", "X:a\\;b\\,c\\\\d\r\n"},
    {"one\ntwo", "X:one\\ntwo\r\n"},
    {"one\r\ntwo", "X:one\\ntwo\r\n"},
    {"tab\there", "X:tabhere\r\n"},
    {"10:30 \"ok\"", "X:10:30 \"ok\"\r\n"},
    {"Thanh Hóa", "X:Thanh Hóa\r\n"},
    {"", "X:\r\n"},
};

static void texts_are_escaped(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        AUTO_BUFFER to = {0};
        icalendar_text(&to, "X", escapes[i].text);
        assert_string_equal(buffer_cstr(&to), escapes[i].line);
    }
}

/* Takes the folds out again; every line on the way must be short enough, whole UTF-8, and closed by CRLF. */
static void unfold(const char *from, char *to) {
    while (*from) {
        const char *end = strstr(from, "\r\n");
        assert_non_null(end);
        assert_true(end - from <= ICALENDAR_LINE_OCTETS_MAX);
        assert_true(text_is_utf8(from, (size_t)(end - from)));
        memcpy(to, from, (size_t)(end - from));
        to += end - from;
        from = end + 2;
        from += *from == ' ';
    }
    *to = '\0';
}

static void long_lines_are_folded_between_characters(void **state) {
    (void)state;
    static const char *const characters[] = {"a", "ộ", "đ", "😀"};
    for (size_t kind = 0; kind < sizeof characters / sizeof *characters; kind++)
        for (size_t length = 0; length < 200; length++) {
            AUTO_BUFFER text = {0}, to = {0};
            char found[2000], wanted[2000];
            for (size_t i = 0; i < length; i++)
                buffer_text(&text, characters[kind]);
            snprintf(wanted, sizeof wanted, "SUMMARY:%s", buffer_cstr(&text));
            icalendar_text(&to, "SUMMARY", buffer_cstr(&text));
            unfold(buffer_cstr(&to), found);
            assert_string_equal(found, wanted);
        }
}

static void a_line_of_75_octets_is_not_folded_and_one_of_76_is(void **state) {
    (void)state;
    char text[80];
    for (size_t octets = 75; octets <= 76; octets++) {
        AUTO_BUFFER to = {0};
        memset(text, 'a', octets - strlen("X:"));
        text[octets - strlen("X:")] = '\0';
        icalendar_word(&to, "X", text);
        assert_int_equal(strstr(buffer_cstr(&to), "\r\n ") != NULL, octets == 76);
    }
}

static void moments_are_in_utc(void **state) {
    (void)state;
    AUTO_BUFFER to = {0};
    icalendar_moment(&to, "DTSTART", moment_of_day(day_of(2023, 6, 15), 7 * 3600));
    icalendar_moment(&to, "DTSTAMP", moment_of_day(day_of(2024, 2, 29), 0) + 86399 * MOMENT_SECOND + 5);
    assert_string_equal(buffer_cstr(&to), "DTSTART:20230614T170000Z\r\nDTSTAMP:20240229T235959Z\r\n");
}

static void a_whole_day_is_a_date(void **state) {
    (void)state;
    AUTO_BUFFER to = {0};
    icalendar_day(&to, "DTSTART", day_of(2023, 6, 14));
    assert_string_equal(buffer_cstr(&to), "DTSTART;VALUE=DATE:20230614\r\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_line_stands_as_it_is),
        cmocka_unit_test(texts_are_escaped),
        cmocka_unit_test(long_lines_are_folded_between_characters),
        cmocka_unit_test(a_line_of_75_octets_is_not_folded_and_one_of_76_is),
        cmocka_unit_test(moments_are_in_utc),
        cmocka_unit_test(a_whole_day_is_a_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
