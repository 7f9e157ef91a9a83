/* Base64url is read as RFC 4648 has it, and nothing beside it: what the decoder of a library makes of "=" or of one digit is not taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/base64url.h"

/* The vectors of RFC 4648, section 10, without padding, and the two digits that are its own. */
static const struct {
    const char *text, *bytes;
} vectors[] = {
    {"", ""},           {"Zg", "f"},          {"Zm8", "fo"},          {"Zm9v", "foo"},
    {"Zm9vYg", "foob"}, {"Zm9vYmE", "fooba"}, {"Zm9vYmFy", "foobar"}, {"-_8", "\xfb\xff"},
};

static void texts_of_the_standard_are_read(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        unsigned char bytes[16];
        size_t size;
        assert_true(base64url_decode(vectors[i].text, strlen(vectors[i].text), bytes, &size));
        assert_int_equal(size, strlen(vectors[i].bytes));
        assert_memory_equal(bytes, vectors[i].bytes, size);
    }
}

static void what_is_no_such_text_is_refused(void **state) {
    static const char *const wrong[] = {
        "=", "==", "Zg==", "A", "AAAAA", "Zm9v=", "+/8", "Zm 9v", "Zh", "Zm9", "Zm9v\n"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        unsigned char bytes[16];
        size_t size;
        assert_false(base64url_decode(wrong[i], strlen(wrong[i]), bytes, &size));
        assert_true(size <= strlen(wrong[i]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_the_standard_are_read),
        cmocka_unit_test(what_is_no_such_text_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
