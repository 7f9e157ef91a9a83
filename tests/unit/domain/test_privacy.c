/* The screen for personal data: what it refuses, however it is typed, and what ordinary reports say that it lets pass.
 *
 * Every name and number is made up: family names with words for "trial" and "example", numbers of nines and noughts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/text.h"
#include "domain/privacy.h"

static const struct {
    const char *text;
    enum privacy_kind kind;
    size_t position;
} refused[] = {
    /* identity numbers */
    {"Số CCCD 038099000000", PRIVACY_IDENTITY_NUMBER, 8},
    {"999999999999", PRIVACY_IDENTITY_NUMBER, 0},
    {"có mã 038 099 000 000 trong sổ", PRIVACY_IDENTITY_NUMBER, 6},
    {"038.099.000.000", PRIVACY_IDENTITY_NUMBER, 0},
    {"001 099 000 000", PRIVACY_IDENTITY_NUMBER, 0},
    {"096 099 000 000", PRIVACY_IDENTITY_NUMBER, 0},
    {"038-099-000000", PRIVACY_IDENTITY_NUMBER, 0},
    {"0380_9900_0000", PRIVACY_IDENTITY_NUMBER, 0},
    {"０３８０９９００００００", PRIVACY_IDENTITY_NUMBER, 0},
    {"٠٣٨٠٩٩٠٠٠٠٠٠", PRIVACY_IDENTITY_NUMBER, 0},
    {"038\u200b099\u200b000\u200b000", PRIVACY_IDENTITY_NUMBER, 0},
    {"038\u00a0099\u2009000\u202f000", PRIVACY_IDENTITY_NUMBER, 0},
    {"CMND: 999999999", PRIVACY_IDENTITY_NUMBER, 6},
    {"chứng minh nhân dân số 999 999 999", PRIVACY_IDENTITY_NUMBER, 23},
    {"CMND 999.999.999", PRIVACY_IDENTITY_NUMBER, 5},
    {"so can cuoc 999999999", PRIVACY_IDENTITY_NUMBER, 12},
    {"hộ chiếu B9999999", PRIVACY_IDENTITY_NUMBER, 10},
    {"thẻ HS9999999999999", PRIVACY_IDENTITY_NUMBER, 6},
    {"mã số BHXH 9999999999", PRIVACY_IDENTITY_NUMBER, 11},
    {"mã số thuế 9999999999", PRIVACY_IDENTITY_NUMBER, 11},
    /* telephones */
    {"gọi 0900000000", PRIVACY_PHONE, 4},
    {"0900.000.000", PRIVACY_PHONE, 0},
    {"0900 000 000", PRIVACY_PHONE, 0},
    {"0999 999 999", PRIVACY_PHONE, 0},
    {"0999.999.999", PRIVACY_PHONE, 0},
    {"điện thoại 84.999.999.999", PRIVACY_PHONE, 11},
    {"09 00 00 00 00", PRIVACY_PHONE, 0},
    {"090-000-0000", PRIVACY_PHONE, 0},
    {"0 9 0 0 0 0 0 0 0 0", PRIVACY_PHONE, 0},
    {"+84900000000", PRIVACY_PHONE, 1},
    {"+84 (0)900 000 000", PRIVACY_PHONE, 1},
    {"84900000000", PRIVACY_PHONE, 0},
    {"01690000000", PRIVACY_PHONE, 0},
    {"(0237) 3999 999", PRIVACY_PHONE, 1},
    {"024.39999999", PRIVACY_PHONE, 0},
    {"+84 24 3999 9999", PRIVACY_PHONE, 1},
    {"năm 2023 0900000000", PRIVACY_PHONE, 9},
    {"từ 14/06/2023 0900000000", PRIVACY_PHONE, 14},
    {"ĐT 03900 00000", PRIVACY_PHONE, 3},
    {"SĐT0900000000", PRIVACY_PHONE, 3},
    {"０９００００００００", PRIVACY_PHONE, 0},
    {"09/12/3456/78", PRIVACY_PHONE, 0},
    {"0900·000·000", PRIVACY_PHONE, 0},
    /* mail addresses */
    {"thư về thu.nghiem@example.org nhé", PRIVACY_EMAIL, 7},
    {"THU.NGHIEM@EXAMPLE.ORG", PRIVACY_EMAIL, 0},
    {"a＠example.org", PRIVACY_EMAIL, 0},
    {"hop thu a_b+c@mail.example.gov.vn", PRIVACY_EMAIL, 8},
    /* number plates */
    {"xe 99A-999.99", PRIVACY_PLATE, 3},
    {"xe 99A 99999", PRIVACY_PLATE, 3},
    {"99X1-999.99", PRIVACY_PLATE, 0},
    {"99X199999", PRIVACY_PLATE, 0},
    {"99LD-999.99", PRIVACY_PLATE, 0},
    {"BKS-99A99999", PRIVACY_PLATE, 4},
    {"Honda-99A99999 bị giữ", PRIVACY_PLATE, 6},
    /* births */
    {"nữ, sinh năm 1999", PRIVACY_BIRTH, 4},
    {"Sinh ngày 01/01/1999", PRIVACY_BIRTH, 0},
    {"Ngày sinh: 01/01/1999", PRIVACY_BIRTH, 0},
    {"Năm sinh: 1999", PRIVACY_BIRTH, 0},
    {"(SN 1999)", PRIVACY_BIRTH, 1},
    {"SN1999", PRIVACY_BIRTH, 0},
    {"SN2009", PRIVACY_BIRTH, 0},
    {"nam sinh năm 1999", PRIVACY_BIRTH, 4},
    {"SINH NĂM 1999", PRIVACY_BIRTH, 0},
    {"sinh na\u0306m 1999", PRIVACY_BIRTH, 0},
    /* addresses */
    {"trú tại thôn Thử", PRIVACY_ADDRESS, 0},
    {"HKTT: xã Ví Dụ", PRIVACY_ADDRESS, 0},
    {"hộ khẩu thường trú: tổ 9, khu phố Mẫu", PRIVACY_ADDRESS, 8},
    {"tạm trú tại số 9 đường Thử Nghiệm", PRIVACY_ADDRESS, 0},
    {"Địa chỉ: ngõ 99 phố Ví Dụ", PRIVACY_ADDRESS, 0},
    {"số nhà 99", PRIVACY_ADDRESS, 0},
    {"ngụ tại ấp Thử", PRIVACY_ADDRESS, 0},
    {"cư trú tại thôn Ví Dụ", PRIVACY_ADDRESS, 0},
    /* names */
    {"ông Nguyễn Thử Nghiệm", PRIVACY_NAME, 0},
    {"xử phạt bà Trần Ví Dụ", PRIVACY_NAME, 8},
    {"đối tượng Lê Giả Định", PRIVACY_NAME, 0},
    {"Bị cáo: Phạm Minh Họa", PRIVACY_NAME, 0},
    {"tên là Huỳnh Mẫu Thử", PRIVACY_NAME, 0},
    {"ÔNG NGUYỄN THỬ NGHIỆM", PRIVACY_NAME, 0},
    {"ba\u0300 Tra\u0302\u0300n Vi\u0301 Du\u0323", PRIVACY_NAME, 0},
    {"ong Nguyen Thu Nghiem", PRIVACY_NAME, 0},
    {"anh Đỗ Ví", PRIVACY_NAME, 0},
    {"tại xã bà Trần Ví Dụ", PRIVACY_NAME, 7},
    {"bà Trần\u0304 Ví Dụ", PRIVACY_NAME, 0},
    {"ông Su\u0300ng Thử Nghiệm", PRIVACY_NAME, 0},
    {"Họ và tên: Võ Thí Điểm", PRIVACY_NAME, 0},
    {"bà\u00a0Trần\u00a0Ví\u00a0Dụ", PRIVACY_NAME, 0},
    {"nạn nhân \"Bùi Làm Mẫu\"", PRIVACY_NAME, 0},
    {"KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nTrần Ví Dụ", PRIVACY_NAME, 26},
    {"KT. CHỦ TỊCH, PHÓ CHỦ TỊCH NGUYỄN VĂN MẪU", PRIVACY_NAME, 14},
    {"TM. ỦY BAN NHÂN DÂN, Phó Chủ tịch Lê Thị Ví Dụ", PRIVACY_NAME, 21},
    {"ông Trần, Chủ tịch xã", PRIVACY_NAME, 0},
    {"bà Lê phụ trách", PRIVACY_NAME, 0},
};

static const char *const passed[] = {
    "",
    "SERIES-38A12345",
    "bieu_29B12345",
    "ông Chủ tịch xã",
    "bà phụ trách",
    "bị cáo",
    "số hộ thường trú",
    "thiết bị SN3099",
    "mã 097 099 000 000",
    "mã 000 099 000 000",
    "Không có khó khăn, vướng mắc.",
    /* unit codes */
    "xã 25516, xã 14758 và xã 03142",
    "các mã 03142 03145 03148 09123",
    "25516@2012-01-01",
    /* numbers of documents */
    "Kế hoạch 16/KH-UBND, Quyết định 808/QĐ-LĐTBXH, 02/2021/QĐ-UBND, 178/2004/NĐ-CP",
    "Nghị quyết liên tịch 01/2008/NQLT-BLĐTBXH-BCA-BVHTTDL-UBTƯMTTQVN",
    "Luật số 91/2025/QH15, Nghị định 09/2019/NĐ-CP và 356/2025/NĐ-CP",
    /* figures */
    "kiểm tra 1.500 lượt, đạt 61.53%, tăng 3-5% so với năm 2022",
    "kinh phí 1.234.567.890 đồng, trong đó ngân sách tỉnh 84.912.345.678 đồng",
    "123.456.789.012 đồng",
    "12 345 678 901 đồng",
    "999999999 đồng",
    "tổng 9999999999 đồng",
    "tỷ lệ 0.35 0.78 0.912 0.4",
    "4/12 xã, 448/559 xã",
    "bảo hiểm y tế 1.234.567.890 đồng",
    "kinh phí cấp căn cước 123.456.789 đồng",
    "trong 30 ngày xử phạt 1.234 lượt, 500.000 đồng mỗi lượt",
    /* dates and periods */
    "từ 15/12/2022 đến 14/06/2023",
    "từ 05/6-14/6/2023",
    "01/01/2023 - 14/06/2023",
    "2023-06-14",
    "14.6.2023 15.6.2023",
    "2023-H1, 2023-Q1, 2023-M03, 2023..2025",
    "Quý I/2023, tháng 3/2023 và tháng 09/2023",
    /* codes of agencies */
    "mã 000.00.00.H26",
    "H26.12.34",
    "H26.001.002.003.004",
    "PCMD-C, S3-03a, Biểu số 06/VPCP/KSTT",
    /* places called after people */
    "phường Hai Bà Trưng",
    "xã Trần Văn Thời",
    "đường Lê Duẩn",
    "đường Bà Triệu",
    "Đường Ông Ích Khiêm",
    "ngã ba Hoàng Văn Thụ",
    "phố Bà Lê Chân",
    "huyện Dương Minh Châu",
    "trường Nguyễn Trãi",
    "thành phố Hồ Chí Minh",
    "tỉnh Bà Rịa - Vũng Tàu",
    /* words that only look alike */
    "học sinh năm 2023 và sinh viên năm 2024",
    "tội phạm phát sinh năm 2023",
    "vệ sinh năm 2023",
    "tuyển sinh năm 2023",
    "trẻ em Hà Nội",
    "phụ nữ, trẻ em Thái Nguyên",
    "đối tượng Hà Giang",
    "anh em Cao Bằng",
    "quản lý tạm trú, tạm vắng",
    "đăng ký tạm trú 15 trường hợp",
    "địa chỉ tin cậy tại cộng đồng",
    "khách lưu trú tại 12 cơ sở",
    "cơ quan thường trực",
    "đối tượng Đảng viên",
    "các đối tượng có nguy cơ cao",
    "ông bà, cha mẹ",
    "tên cơ sở",
    "đường dây nóng 111",
    "tổng đài 1900 9999",
    "học viên Trung tâm Giáo dục - Lao động xã hội số II, 2012-2015",
    "Chủ tịch UBND tỉnh",
    "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    "TM. UBND TỈNH, KT. CHỦ TỊCH, PHÓ CHỦ TỊCH",
    "cộng tác viên @ xã",
};

static struct arena scratch;

static bool finds(const struct privacy_findings *findings, enum privacy_kind kind, size_t position) {
    for (size_t i = 0; i < findings->count; i++)
        if (findings->found[i].kind == kind && findings->found[i].position == position)
            return true;
    return false;
}

static const char *said(const struct privacy_findings *findings) {
    const char *text = "";
    for (size_t i = 0; i < findings->count; i++)
        text = arena_format(&scratch, "%s%s at %zu, ", text, privacy_kind_words(findings->found[i].kind, LANGUAGE_EN),
                            findings->found[i].position);
    return text;
}

static int make_room(void **state) {
    (void)state;
    arena_init(&scratch);
    return 0;
}

static int give_back(void **state) {
    (void)state;
    arena_done(&scratch);
    return 0;
}

static void personal_data_is_found_with_kind_and_place(void **state) {
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct privacy_findings findings = privacy_screen(&scratch, refused[i].text);
        if (finds(&findings, refused[i].kind, refused[i].position))
            continue;
        print_error("%s: %s\n", refused[i].text, said(&findings));
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void ordinary_reports_pass(void **state) {
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++) {
        struct privacy_findings findings = privacy_screen(&scratch, passed[i]);
        if (findings.count == 0)
            continue;
        print_error("%s: %s\n", passed[i], said(&findings));
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* Every personal example between two ordinary ones: still found, and at its own place. */
static void it_is_found_in_the_middle_of_a_text(void **state) {
    (void)state;
    static const char before[] = "Trong kỳ đã kiểm tra 1.500 lượt.\nGhi chú: ";
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        const char *text = arena_format(&scratch, "%s%s. Hết.", before, refused[i].text);
        struct privacy_findings findings = privacy_screen(&scratch, text);
        if (!finds(&findings, refused[i].kind, refused[i].position + text_length(before)))
            fail_msg("%s: %s", text, said(&findings));
    }
}

static void all_kinds_are_told_in_the_order_of_the_text(void **state) {
    (void)state;
    struct privacy_findings findings =
        privacy_screen(&scratch, "bà Trần Ví Dụ, sinh năm 1999, ĐT 0900000000, biển số 99A-999.99; ông Lê Ví Dụ");
    assert_string_equal(said(&findings),
                        "name of a person at 0, date of birth at 15, telephone number at 33, number plate at 53, ");
    findings = privacy_screen(&scratch, "0900000000: bà Trần Ví Dụ");
    assert_string_equal(said(&findings), "telephone number at 0, name of a person at 12, ");
}

static void a_problem_tells_every_kind_in_the_language_of_the_reader(void **state) {
    (void)state;
    struct issues issues;
    issues_init(&issues, &scratch);
    struct place place = {.name = "comment"};
    privacy_check(&issues, "Gọi 0900000000 gặp bà Trần Ví Dụ", &place);
    assert_int_equal(issues.count, 2);
    assert_string_equal(issue_detail(&scratch, issues.first, LANGUAGE_VI),
                        "Có vẻ chứa dữ liệu cá nhân: số điện thoại, từ ký tự thứ 5");
    assert_string_equal(issue_detail(&scratch, issues.last, LANGUAGE_EN),
                        "Looks like personal data: name of a person, from character 20 on");
    assert_string_equal(issues.last->pointer, "/comment");
}

static void nothing_hidden_is_taken(void **state) {
    (void)state;
    static const char *const hidden[] = {"a\x01",    "a\rb",     "a\x7F",    "a\xC2\x85",
                                         "a\u202Eb", "a\u2066b", "a\u200Fb", "a\u061Cb"};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        struct issues issues;
        issues_init(&issues, &scratch);
        privacy_check(&issues, hidden[i], NULL);
        assert_int_equal(issues.count, 1);
        assert_int_equal(issues.first->type, ISSUE_BAD_FORMAT);
        assert_non_null(strstr(issue_detail(&scratch, issues.first, LANGUAGE_EN), "(character 2)"));
    }
    struct issues issues;
    issues_init(&issues, &scratch);
    privacy_check(&issues, "Dòng một\r\ndòng hai\n\tdòng ba", NULL);
    privacy_check(&issues, NULL, NULL);
    assert_int_equal(issues.count, 0);
}

/* A name of a unit without its type, and whether it is written with marks: "Ba Vinh" may well be a lady. */
static bool marked_name(char *full_name, const char **ret_name) {
    static const char *const types[] = {"Xã ", "Phường ", "Thị trấn ", "Huyện ", "Quận ", "Thị xã ", "Tỉnh "};
    *ret_name = full_name;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strncmp(full_name, types[i], strlen(types[i])) == 0)
            *ret_name = full_name + strlen(types[i]);
    for (const char *at = *ret_name; *at != '\0'; at++)
        if ((unsigned char)*at >= 0x80)
            return true;
    return false;
}

static size_t kinds_in(const char *text) {
    size_t count = privacy_screen(&scratch, text).count;
    arena_reset(&scratch);
    return count;
}

/* The real register: a unit named alone, and with its type, is no person. */
static void no_name_of_a_unit_is_taken_for_a_person(void **state) {
    (void)state;
    char *line = NULL;
    size_t room = 0, units = 0, wrong = 0;
    FILE *file = fopen(TONGHOP_SOURCE "/examples/units/unit_versions.csv", "r");
    assert_non_null(file);
    for (; getline(&line, &room, file) > 0; units++) {
        char *rest = line, *full_name = NULL;
        for (int column = 0; column < 5; column++)
            full_name = strsep(&rest, ",");
        const char *name;
        bool marked = marked_name(full_name, &name);
        if (kinds_in(full_name) + (marked ? kinds_in(name) : 0) > 0 && wrong++ < 20)
            print_error("%s\n", full_name);
    }
    free(line);
    fclose(file);
    assert_true(units > 17000);
    assert_int_equal(wrong, 0);
}

/* Any bytes at all: the sanitizers watch. */
static void broken_bytes_do_no_harm(void **state) {
    (void)state;
    static const char *const broken[] = {"\xC3",         "\xE1\xBA", "a\xCC",        "\xFF\xFE 0900000000",
                                         "\xF0\x9F\x98", "\xCC\x80", "\x80\x80\x80", "e\xCC\x82\xCC\x81"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        (void)privacy_screen(&scratch, broken[i]);
    uint64_t seed = 2023;
    for (int text = 0; text < 2000; text++) {
        char bytes[64] = "";
        for (size_t i = 0; i + 1 < sizeof bytes; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
            bytes[i] = (char)(1 + (seed >> 33) % 255);
        }
        (void)privacy_screen(&scratch, bytes);
        arena_reset(&scratch);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(personal_data_is_found_with_kind_and_place),
        cmocka_unit_test(ordinary_reports_pass),
        cmocka_unit_test(it_is_found_in_the_middle_of_a_text),
        cmocka_unit_test(all_kinds_are_told_in_the_order_of_the_text),
        cmocka_unit_test(a_problem_tells_every_kind_in_the_language_of_the_reader),
        cmocka_unit_test(nothing_hidden_is_taken),
        cmocka_unit_test(no_name_of_a_unit_is_taken_for_a_person),
        cmocka_unit_test(broken_bytes_do_no_harm),
    };
    return cmocka_run_group_tests_name("privacy", tests, make_room, give_back);
}
