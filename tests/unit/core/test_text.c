/* Texts are checked, compared, folded and cut as Vietnamese names need it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/text.h"

static int setup(void **state) {
    static struct arena arena;
    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int teardown(void **state) {
    arena_done(*state);
    return 0;
}

static void nothing_equals_only_nothing(void **state) {
    (void)state;
    assert_true(text_equal(NULL, NULL));
    assert_false(text_equal(NULL, ""));
    assert_false(text_equal("", NULL));
    assert_true(text_equal("38", "38"));
    assert_false(text_equal("38", "380"));
    assert_true(text_empty(NULL) && text_empty("") && !text_empty(" "));
}

static void utf8_is_checked_strictly(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        bool good;
    } cases[] = {
        {"", 0, true},
        {"Th\xE1\xBB\x8B x\xC3\xA3", 9, true},
        {"\x7F\xC2\x80", 3, true},
        {"\xDF\xBF\xE0\xA0\x80", 5, true},
        {"\xED\x9F\xBF\xEE\x80\x80", 6, true},
        {"\xEF\xBF\xBF\xF0\x90\x80\x80", 7, true},
        {"\xF4\x8F\xBF\xBF", 4, true},
        {"a\0b", 3, false},             /* NUL */
        {"\x80", 1, false},             /* continues nothing */
        {"\xC0\xAF", 2, false},         /* overlong */
        {"\xC1\xBF", 2, false},         /* overlong */
        {"\xE0\x9F\xBF", 3, false},     /* overlong */
        {"\xF0\x8F\xBF\xBF", 4, false}, /* overlong */
        {"\xED\xA0\x80", 3, false},     /* surrogate */
        {"\xED\xBF\xBF", 3, false},     /* surrogate */
        {"\xF4\x90\x80\x80", 4, false}, /* above U+10FFFF */
        {"\xF5\x80\x80\x80", 4, false}, /* above U+10FFFF */
        {"\xFF", 1, false},             /* never in UTF-8 */
        {"\xE1\xBB", 2, false},         /* cut off */
        {"\xC3(", 2, false},            /* broken off */
        {"\xE1\xBB\x8B", 2, false},     /* the size cuts it off */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (text_is_utf8(cases[i].bytes, cases[i].size) != cases[i].good)
            fail_msg("case %zu", i);
    }
}

static void length_counts_characters(void **state) {
    (void)state;
    assert_int_equal(text_length(""), 0);
    assert_int_equal(text_length("Thanh Hóa"), 9);
    assert_int_equal(text_length("Đắk Lắk"), 7);
}

/* Vectors of the FNV reference, draft-eastlake-fnv. */
static void the_hash_is_fnv_1a(void **state) {
    (void)state;
    assert_int_equal(text_hash(""), UINT64_C(0xCBF29CE484222325));
    assert_int_equal(text_hash("a"), UINT64_C(0xAF63DC4C8601EC8C));
    assert_int_equal(text_hash("foobar"), UINT64_C(0x85944171F73967E8));
}

/* Every letter of the Vietnamese alphabet under every tone, small and capital. */
static const struct {
    char plain;
    const char *letters;
} alphabet[] = {
    {'a', "a à á ả ã ạ ă ằ ắ ẳ ẵ ặ â ầ ấ ẩ ẫ ậ A À Á Ả Ã Ạ Ă Ằ Ắ Ẳ Ẵ Ặ Â Ầ Ấ Ẩ Ẫ Ậ"},
    {'d', "d đ D Đ"},
    {'e', "e è é ẻ ẽ ẹ ê ề ế ể ễ ệ E È É Ẻ Ẽ Ẹ Ê Ề Ế Ể Ễ Ệ"},
    {'i', "i ì í ỉ ĩ ị I Ì Í Ỉ Ĩ Ị"},
    {'o', "o ò ó ỏ õ ọ ô ồ ố ổ ỗ ộ ơ ờ ớ ở ỡ ợ O Ò Ó Ỏ Õ Ọ Ô Ồ Ố Ổ Ỗ Ộ Ơ Ờ Ớ Ở Ỡ Ợ"},
    {'u', "u ù ú ủ ũ ụ ư ừ ứ ử ữ ự U Ù Ú Ủ Ũ Ụ Ư Ừ Ứ Ử Ữ Ự"},
    {'y', "y ỳ ý ỷ ỹ ỵ Y Ỳ Ý Ỷ Ỹ Ỵ"},
};

static const char *const tones[] = {"", "\xCC\x80", "\xCC\x81", "\xCC\x89", "\xCC\x83", "\xCC\xA3"};
static const char *const shapes[] = {"", "\xCC\x82", "\xCC\x86", "\xCC\x9B"}; /* circumflex, breve, horn */

static void every_precomposed_letter_folds(void **state) {
    for (size_t i = 0; i < sizeof alphabet / sizeof *alphabet; i++) {
        for (const char *letter = alphabet[i].letters; *letter != '\0';) {
            size_t size = strcspn(letter, " ");
            char expected[] = {alphabet[i].plain, '\0'};
            assert_string_equal(text_fold(*state, arena_slice(*state, letter, size)), expected);
            letter += size + strspn(letter + size, " ");
        }
    }
}

/* Marks may follow a plain letter in either order, or one precomposed only in part, as old Windows input writes it. */
static void every_letter_folds_with_combining_marks(void **state) {
    for (size_t i = 0; i < sizeof alphabet / sizeof *alphabet; i++) {
        for (const char *letter = alphabet[i].letters; *letter != '\0';) {
            int size = (int)strcspn(letter, " ");
            char expected[] = {alphabet[i].plain, 'x', '\0'};
            for (size_t t = 0; t < sizeof tones / sizeof *tones; t++) {
                for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
                    char *one = arena_format(*state, "%.*s%s%sx", size, letter, shapes[s], tones[t]);
                    char *other = arena_format(*state, "%.*s%s%sx", size, letter, tones[t], shapes[s]);
                    assert_string_equal(text_fold(*state, one), expected);
                    assert_string_equal(text_fold(*state, other), expected);
                }
            }
            letter += (size_t)size + strspn(letter + size, " ");
        }
    }
}

static void names_fold_to_what_people_type(void **state) {
    static const char *const cases[][2] = {
        {"", ""},
        {"Thanh Hóa", "thanh hoa"},
        {"THANH HO\xCC\x81"
         "A",
         "thanh hoa"},
        {"Đắk Lắk", "dak lak"},
        {"Ðắk Nông", "dak nong"}, /* U+00D0, which old keyboards put for Đ */
        {"Bà Rịa – Vũng Tàu", "ba ria – vung tau"},
        {"  Thừa\t\xC2\xA0Thiên \n Huế\xE3\x80\x80", "thua thien hue"},
        {"\xC2\xA0", ""},
        {"Kế hoạch 06/KH-UBND", "ke hoach 06/kh-ubnd"},
        {"北京 ß", "北京 ß"},
        {"a\xFF\xE1\xBB", "a\xFF\xE1\xBB"}, /* malformed bytes stay */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(text_fold(*state, cases[i][0]), cases[i][1]);
}

static void folding_twice_changes_nothing(void **state) {
    for (uint32_t point = 1; point < 0x3000; point++) {
        char letter[4] = {(char)(0xE0 | point >> 12), (char)(0x80 | (point >> 6 & 0x3F)),
                          (char)(0x80 | (point & 0x3F))};
        if (point < 0x80)
            memcpy(letter, (char[]){(char)point, '\0'}, 2);
        else if (point < 0x800)
            memcpy(letter, (char[]){(char)(0xC0 | point >> 6), (char)(0x80 | (point & 0x3F)), '\0'}, 3);
        char *once = text_fold(*state, letter);
        assert_string_equal(text_fold(*state, once), once);
        assert_true(text_is_utf8(once, strlen(once)));
    }
}

static void a_code_has_few_characters_and_a_bound(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is;
    } cases[] = {{"38", true},         {"01-KH", true}, {"a.b_c-D9", true}, {"12345678", true},
                 {"123456789", false}, {"", false},     {NULL, false},      {"-a", false},
                 {".a", false},        {"_a", false},   {"a b", false},     {"đ", false},
                 {"a/b", false},       {"a\n", false},  {"a:b", false},     {"1234567-", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(text_is_code(cases[i].text, 8), cases[i].is);
    assert_false(text_is_code("a", 0));
}

static void a_copy_is_cut_between_characters(void **state) {
    (void)state;
    char room[6];
    assert_true(text_copy(room, sizeof room, "abcde"));
    assert_string_equal(room, "abcde");
    assert_false(text_copy(room, sizeof room, "abcdef"));
    assert_string_equal(room, "abcde");
    assert_false(text_copy(room, sizeof room, "abcếd"));
    assert_string_equal(room, "abc");
    assert_true(text_copy(room, sizeof room, "abế"));
    assert_string_equal(room, "abế");
    assert_false(text_copy(room, 1, "x"));
    assert_string_equal(room, "");
    assert_int_equal(text_clip("ế", 2), 0);
    assert_int_equal(text_clip("ế", 3), 3);
    assert_int_equal(text_clip("ế", 100), 3);
}

static void hex_has_two_digits_a_byte(void **state) {
    (void)state;
    const unsigned char bytes[] = {0x00, 0x0F, 0xA0, 0xFF};
    char hex[2 * sizeof bytes + 1];
    text_hex(bytes, sizeof bytes, hex);
    assert_string_equal(hex, "000fa0ff");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_equals_only_nothing),
        cmocka_unit_test(utf8_is_checked_strictly),
        cmocka_unit_test(length_counts_characters),
        cmocka_unit_test(the_hash_is_fnv_1a),
        cmocka_unit_test_setup_teardown(every_precomposed_letter_folds, setup, teardown),
        cmocka_unit_test_setup_teardown(every_letter_folds_with_combining_marks, setup, teardown),
        cmocka_unit_test_setup_teardown(names_fold_to_what_people_type, setup, teardown),
        cmocka_unit_test_setup_teardown(folding_twice_changes_nothing, setup, teardown),
        cmocka_unit_test(a_code_has_few_characters_and_a_bound),
        cmocka_unit_test(a_copy_is_cut_between_characters),
        cmocka_unit_test(hex_has_two_digits_a_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
