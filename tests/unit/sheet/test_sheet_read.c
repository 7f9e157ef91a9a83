/* Workbooks from outside: what their cells say, and every way in which one is refused. Files are made part by part; those that real programs write
 * are read end to end (tests/e2e/test_templates.py). */
#include "archive.h"

#include <stdlib.h>

#include "sheet/sheet.h"
#include "sheet/sheet_formats.h"
#include "sheet/sheet_read.h"

/* What was read, a line a row: "3: A=text B#12 …"; the sign between column and text says the kind. */
struct seen {
    struct buffer lines;
    uint32_t rows, stop_after;
    bool only_count;
};

static bool take(void *taker, const struct sheet_row *row) {
    static const char signs[] = {[SHEET_EMPTY] = '.', [SHEET_TEXT] = '=',    [SHEET_NUMBER] = '#', [SHEET_FLAG] = '?',
                                 [SHEET_DATE] = '@',  [SHEET_FORMULA] = 'f', [SHEET_ERROR] = '!'};
    struct seen *seen = taker;
    struct arena arena = {0};
    if (seen->only_count)
        return ++seen->rows != seen->stop_after;
    buffer_format(&seen->lines, "%u:", row->number);
    for (uint32_t i = 0; i < row->count; i++)
        if (row->cells[i].kind != SHEET_EMPTY)
            buffer_format(&seen->lines, " %s%c%s", sheet_column_name(&arena, i), signs[row->cells[i].kind],
                          row->cells[i].text);
    buffer_char(&seen->lines, '\n');
    arena_done(&arena);
    return ++seen->rows != seen->stop_after;
}

/* Opens the file and reads its first sheet; the first flaw. */
static struct sheet_flaw read_file(const struct buffer *file, struct seen *seen) {
    struct sheet_flaw flaw = {0};
    char *exact = malloc(file->size + 1); /* so that the sanitizer sees a step beyond the end */
    memcpy(exact, buffer_cstr(file), file->size);
    AUTO_SHEET_FILE *opened = sheet_file_open(exact, file->size, &flaw);
    if (opened) {
        bool whole = sheet_file_read(opened, 0, take, seen, &flaw);
        assert_true(whole || flaw.kind != SHEET_FINE || seen->rows == seen->stop_after);
    } else {
        assert_int_not_equal(flaw.kind, SHEET_FINE);
    }
    sheet_file_close(&opened);
    free(exact);
    return flaw;
}

static struct sheet_flaw read_workbook(const struct test_workbook *workbook, struct seen *seen) {
    AUTO_BUFFER file = {0};
    archive_make_locked(workbook->parts, workbook->password, &file);
    return read_file(&file, seen);
}

static void expect_lines(const char *sheet, const char *lines) {
    struct seen seen = {0};
    struct test_workbook workbook = workbook_around(sheet);
    struct sheet_flaw flaw = read_workbook(&workbook, &seen);
    assert_int_equal(flaw.kind, SHEET_FINE);
    assert_string_equal(buffer_cstr(&seen.lines), lines);
    buffer_done(&seen.lines);
}

static void expect_flaw(const struct test_workbook *workbook, enum sheet_flaw_kind kind, const char *what) {
    struct seen seen = {0};
    struct sheet_flaw flaw = read_workbook(workbook, &seen);
    assert_int_equal(flaw.kind, kind);
    assert_string_equal(flaw.what, what);
    buffer_done(&seen.lines);
}

/* ---- What cells say */

static void cells_of_every_kind(void **state) {
    (void)state;
    expect_lines(
        SHEET_XML("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c>"
                  "<c r=\"C2\"><v>12</v></c><c r=\"E2\" t=\"b\"><v>1</v></c><c r=\"F2\" t=\"e\"><v>#REF!</v></c>"
                  "<c r=\"G2\" t=\"inlineStr\"><is><r><t>x</t></r><r><t>y</t></r></is></c></row>"
                  "<row r=\"5\"><c r=\"AA5\"><f>SUM(A1:A2)</f><v>3</v></c><c r=\"AB5\" t=\"str\"><f>A1</f></c></row>"),
        "2: A=đơn vị B=Hà Nội C#12 E?1 F!#REF! G=xy\n5: AAf ABf\n");
}

static void a_number_in_a_format_of_days_is_a_date(void **state) {
    (void)state;
    expect_lines(SHEET_XML("<row><c s=\"0\"><v>1</v></c><c s=\"1\"><v>45000</v></c><c s=\"2\"><v>2.5</v></c>"
                           "<c s=\"3\"><v>45000.5</v></c><c s=\"4\"><v>7</v></c><c t=\"d\"><v>2023-06-15</v></c><c "
                           "s=\"5\"><v>8</v></c></row>"),
                 "1: A#1 B@ C#2.5 D@ E#7 F@ G#8\n");
}

static void rows_and_cells_need_not_say_where_they_are(void **state) {
    (void)state;
    expect_lines(
        SHEET_XML(
            "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c r=\"B3\"><v>3</v></c><c><v>4</v></c></row>"),
        "1: A#1 C#2\n3: B#3 C#4\n");
}

static void empty_cells_and_texts_are_nothing(void **state) {
    (void)state;
    expect_lines(SHEET_XML("<row r=\"1\"><c r=\"A1\" s=\"4\"/><c r=\"B1\" t=\"s\"><v>2</v></c></row><row r=\"9\"><c "
                           "r=\"A9\"><v>0</v></c></row>"),
                 "9: A#0\n");
}

static void characters_that_xml_cannot_hold_are_unescaped(void **state) {
    (void)state;
    expect_lines(SHEET_XML("<row><c t=\"s\"><v>3</v></c></row>"), "1: A=a\nb_x0041_\n");
}

static void other_vocabularies_and_prefixes_do_not_disturb(void **state) {
    (void)state;
    expect_lines("<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" "
                 "xmlns:o=\"urn:other\"><o:sheetData><o:row/>"
                 "</o:sheetData><x:sheetData><x:row o:r=\"x\"><x:c><o:v>9</o:v><x:v>1</x:v></x:c></x:row></x:sheetData>"
                 "<x:row r=\"1\"><x:c><x:v>5</x:v></x:c></x:row></x:worksheet>",
                 "1: A#1\n");
}

static void sheets_have_their_names_and_only_the_one_asked_for_is_read(void **state) {
    (void)state;
    AUTO_BUFFER file = {0};
    struct seen seen = {0};
    struct sheet_flaw flaw;
    struct test_workbook workbook = workbook_around("this is no XML");
    archive_make(workbook.parts, &file);
    AUTO_SHEET_FILE *opened = sheet_file_open(file.bytes, file.size, &flaw);
    assert_non_null(opened);
    assert_int_equal(sheet_file_count(opened), 2);
    assert_string_equal(sheet_file_name(opened, 0), "Biểu");
    assert_string_equal(sheet_file_name(opened, 1), "ẩn");
    assert_true(sheet_file_read(opened, 1, take, &seen, &flaw));
    assert_string_equal(buffer_cstr(&seen.lines), "1: A#2\n");
    buffer_done(&seen.lines);
}

static void a_taker_that_stops_is_no_flaw(void **state) {
    (void)state;
    struct seen seen = {.stop_after = 1};
    struct test_workbook workbook = workbook_around(SHEET_XML("<row><c><v>1</v></c></row><row><c><v>2</v></c></row>"));
    struct sheet_flaw flaw = read_workbook(&workbook, &seen);
    assert_int_equal(flaw.kind, SHEET_FINE);
    assert_int_equal(seen.rows, 1);
    buffer_done(&seen.lines);
}

static void what_is_written_can_be_read(void **state) {
    (void)state;
    static const struct sheet_column columns[] = {{"Mã", 10}, {"Số", 10}, {0}};
    struct fail fail = {0};
    struct seen seen = {0};
    AUTO_BUFFER file = {0};
    AUTO_WORKBOOK *workbook = workbook_begin("x", 0, &fail);
    sheet_begin(workbook, "a", columns);
    sheet_text(workbook, "=1+1");
    sheet_number(workbook, "0.1");
    sheet_row_end(workbook);
    sheet_text(workbook, NULL);
    sheet_number(workbook, "-1234567890123456789.5");
    sheet_row_end(workbook);
    assert_true(workbook_end(workbook, &file, &fail));
    struct sheet_flaw flaw = read_file(&file, &seen);
    assert_int_equal(flaw.kind, SHEET_FINE);
    assert_string_equal(buffer_cstr(&seen.lines), "1: A=Mã B=Số\n2: A==1+1 B#0.1\n3: B=-1234567890123456789.5\n");
    buffer_done(&seen.lines);
}

/* ---- Numbers */

static void doubles_become_the_decimals_they_show(void **state) {
    (void)state;
    static const struct {
        const char *text, *decimal;
    } cases[] = {
        {"0", "0"},
        {"-0", "0"},
        {"0.0", "0"},
        {"12", "12"},
        {"1200", "1200"},
        {"-3.50", "-3.5"},
        {"0.1", "0.1"},
        {"0.10000000000000001", "0.1"},
        {"0.30000000000000004", "0.3"},
        {"2.9999999999999996", "3"},
        {"99.999999999999986", "100"},
        {"9.9999999999999995E-2", "0.1"},
        {"1E+3", "1000"},
        {"1.5E-3", "0.0015"},
        {"1.2345E2", "123.45"},
        {"1e2", "100"},
        {"999999999999999", "999999999999999"},
        {"123456789012345", "123456789012345"},
        {"1.23456789012345E+17", "123456789012345000"},
        {"1234567890123456", "1234567890123460"},
        {"9999999999999999", "10000000000000000"},
        {"0.1234567890123455", "0.123456789012346"},
        {"0.1234567890123454", "0.123456789012345"},
        {"0.00000123", "0.00000123"},
        {"00012", "12"},
        {"1.", "1"},
        {".5", "0.5"},
        {"", ""},
        {"-", "-"},
        {"1,5", "1,5"},
        {"1.2.3", "1.2.3"},
        {"1E", "1E"},
        {"1E999", "1E999"},
        {"INF", "INF"},
        {"12 ", "12 "},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(sheet_decimal(&arena, cases[i].text), cases[i].decimal);
    assert_int_equal(strlen(sheet_decimal(&arena, "1E+308")), 309);
    arena_done(&arena);
}

/* Seventeen digits that end in 5 or 50 behind the fifteenth stand for doubles below and above the middle. */
static bool is_between_two(const char *text) {
    const char *end = strchr(text, 'E');
    size_t size = end ? (size_t)(end - text) : strlen(text);
    size_t digits = size - (memchr(text, '.', size) != NULL) - (*text == '-');
    return (digits == 16 && text[size - 1] == '5') || (digits == 17 && memcmp(text + size - 2, "50", 2) == 0);
}

/* Against the machine's own reading: whatever double it is, its 15 digits are the same. */
static void decimals_agree_with_the_machine(void **state) {
    (void)state;
    struct arena arena = {0};
    uint64_t random = 88172645463325252U;
    for (int i = 0; i < 20000; i++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        char text[40], shown[400], again[400];
        double value = (double)(random % 1000000007U) / (double)(1 + (random >> 40) % 100000U);
        snprintf(text, sizeof text, "%.17G", value);
        if (is_between_two(text))
            continue;
        snprintf(shown, sizeof shown, "%.14E", value);
        snprintf(again, sizeof again, "%.14E", strtod(sheet_decimal(&arena, text), NULL));
        assert_string_equal(again, shown);
    }
    arena_done(&arena);
}

static void formats_of_dates_are_told_from_formats_of_figures(void **state) {
    (void)state;
    static const char *const dates[] = {"dd/mm/yyyy", "[$-409]d-mmm", "h:mm",  "[h]:mm",
                                        "[mm]",       "\"ngày\" dd",  "0.00 h"};
    static const char *const figures[] = {"General",   "0",    "#,##0.00", "0 \"ha\"", "[Red]-0", "0.00E+00",
                                          "_-* #,##0", "0\\h", "@",        "\"",       "["};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        assert_true(format_is_date(dates[i]));
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        assert_false(format_is_date(figures[i]));
}

static void columns_have_letters(void **state) {
    (void)state;
    struct arena arena = {0};
    assert_string_equal(sheet_column_name(&arena, 0), "A");
    assert_string_equal(sheet_column_name(&arena, 25), "Z");
    assert_string_equal(sheet_column_name(&arena, 26), "AA");
    assert_string_equal(sheet_column_name(&arena, 701), "ZZ");
    assert_string_equal(sheet_column_name(&arena, 702), "AAA");
    arena_done(&arena);
}

/* ---- What is refused */

static void expect_bytes(const char *bytes, size_t size, enum sheet_flaw_kind kind, const char *what) {
    struct seen seen = {0};
    AUTO_BUFFER file = {0};
    buffer_add(&file, bytes, size);
    struct sheet_flaw flaw = read_file(&file, &seen);
    assert_int_equal(flaw.kind, kind);
    assert_string_equal(flaw.what, what);
}

static void other_files_are_refused_by_what_they_are(void **state) {
    (void)state;
    static const char old[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 Workbook";
    static const char locked[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    static const char half[] = "PK\003\004 and then nothing";
    static const struct test_part sheet_of_others[] = {
        {"mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0}, {"content.xml", "<a/>", 0}, {0}};
    static const struct test_part no_sheet[] = {{"a.txt", "a", 0}, {0}};
    struct seen seen = {0};
    AUTO_BUFFER file = {0};
    expect_bytes("", 0, SHEET_NOT_A_WORKBOOK, "?");
    expect_bytes("unit,a\n1,2\n", 11, SHEET_NOT_A_WORKBOOK, "?");
    expect_bytes(old, sizeof old, SHEET_NOT_A_WORKBOOK, ".xls");
    expect_bytes(locked, sizeof locked, SHEET_ENCRYPTED, "");
    expect_bytes(half, sizeof half, SHEET_DAMAGED, "zip");
    archive_make(sheet_of_others, &file);
    assert_string_equal(read_file(&file, &seen).what, ".ods");
    archive_make(no_sheet, &file);
    assert_string_equal(read_file(&file, &seen).what, ".zip");
}

#define LINKED(type, more)                                                                                             \
    "<Relationships xmlns=\"" PACKAGE_NS "relationships\"><Relationship Id=\"s1\" Type=\"" OFFICE type                 \
    "\" Target=\"worksheets/one.xml\" " more "/></Relationships>"
#define BOMB "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]>"

static void what_could_act_is_refused(void **state) {
    (void)state;
    static const struct {
        int part;
        const char *name, *text;
        enum sheet_flaw_kind kind;
        const char *what;
    } cases[] = {
        {PART_MORE, "xl/vbaProject.bin", "x", SHEET_ACTIVE, "macro"},
        {PART_MORE, "XL/VBAPROJECT.BIN", "x", SHEET_ACTIVE, "macro"},
        {PART_MORE, "xl/macrosheets/sheet1.xml", "x", SHEET_ACTIVE, "macro"},
        {PART_TYPES, NULL,
         "<Types xmlns=\"" PACKAGE_NS "content-types\"><Override PartName=\"/xl/workbook.xml\" "
         "ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>",
         SHEET_ACTIVE, "macro"},
        {PART_TYPES, NULL,
         "<Types xmlns=\"" PACKAGE_NS "content-types\"><Override PartName=\"/xl/workbook.bin\" "
         "ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/></Types>",
         SHEET_ACTIVE, "macro"},
        {PART_MORE, "xl/workbook.bin", "x", SHEET_NOT_A_WORKBOOK, ".xlsb"},
        {PART_MORE, "xl/externalLinks/externalLink1.xml", "x", SHEET_ACTIVE, "external link"},
        {PART_MORE, "xl/connections.xml", "x", SHEET_ACTIVE, "external link"},
        {PART_LINKS, NULL, LINKED("externalLink", ""), SHEET_ACTIVE, "external link"},
        {PART_LINKS, NULL, LINKED("worksheet", "TargetMode=\"External\""), SHEET_ACTIVE, "external link"},
        {PART_ONE, NULL, BOMB SHEET_XML("<row><c t=\"inlineStr\"><is><t>&c;</t></is></c></row>"), SHEET_ACTIVE,
         "DOCTYPE"},
        {PART_WORKBOOK, NULL, BOMB WORKBOOK_XML, SHEET_ACTIVE, "DOCTYPE"},
        {PART_STRINGS, NULL, "<!DOCTYPE a SYSTEM \"file:///etc/passwd\">" STRINGS_XML, SHEET_ACTIVE, "DOCTYPE"},
        {PART_STYLES, NULL, "<!DOCTYPE styleSheet>" STYLES_XML, SHEET_ACTIVE, "DOCTYPE"},
        {PART_TYPES, NULL, "<!DOCTYPE Types>" TYPES_XML, SHEET_ACTIVE, "DOCTYPE"},
        {PART_ROOT, NULL, "<!DOCTYPE Relationships>" ROOT_XML, SHEET_ACTIVE, "DOCTYPE"},
        {PART_LINKS, NULL, "<!DOCTYPE Relationships>" LINKS_XML, SHEET_ACTIVE, "DOCTYPE"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct test_workbook workbook = workbook_around(SHEET_XML("<row><c><v>1</v></c></row>"));
        if (cases[i].name)
            workbook.parts[cases[i].part].name = cases[i].name;
        workbook.parts[cases[i].part].text = cases[i].text;
        print_message("%s %s\n", cases[i].name ? cases[i].name : "", cases[i].what);
        expect_flaw(&workbook, cases[i].kind, cases[i].what);
    }
}

static void what_is_damaged_is_refused(void **state) {
    (void)state;
    static const struct {
        int part;
        const char *text, *what;
    } cases[] = {
        {PART_ONE, "", "xl/worksheets/one.xml"},
        {PART_ONE, "<worksheet " MAIN_NS "><sheetData><row>", "xl/worksheets/one.xml"},
        {PART_ONE, SHEET_XML("<row><c><v>\xff</v></c></row>"), "xl/worksheets/one.xml"},
        {PART_ONE, SHEET_XML("<row><c><v>&b;</v></c></row>"), "xl/worksheets/one.xml"},
        {PART_ONE, SHEET_XML("<row r=\"0\"/>"), "row"},
        {PART_ONE, SHEET_XML("<row r=\"2\"/><row r=\"2\"/>"), "row"},
        {PART_ONE, SHEET_XML("<row r=\"1048577\"/>"), "row"},
        {PART_ONE, SHEET_XML("<row r=\"99999999999\"/>"), "row"},
        {PART_ONE, SHEET_XML("<row><c r=\"B1\"/><c r=\"A1\"/></row>"), "cell"},
        {PART_ONE, SHEET_XML("<row><c r=\"1\"/></row>"), "cell"},
        {PART_ONE, SHEET_XML("<row><c s=\"-1\"/></row>"), "cell"},
        {PART_ONE, SHEET_XML("<row><c t=\"s\"><v>4</v></c></row>"), "shared string"},
        {PART_ONE, SHEET_XML("<row><c t=\"s\"><v>-1</v></c></row>"), "shared string"},
        {PART_ONE, SHEET_XML("<row><c t=\"s\"><v>18446744073709551616</v></c></row>"), "shared string"},
        {PART_WORKBOOK, "<workbook " MAIN_NS "/>", "xl/workbook.xml"},
        {PART_LINKS, "<a/>", "xl/workbook.xml"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct test_workbook workbook = workbook_around(SHEET_XML(""));
        workbook.parts[cases[i].part].text = cases[i].text;
        print_message("%s\n", cases[i].text);
        expect_flaw(&workbook, SHEET_DAMAGED, cases[i].what);
    }
}

static void a_part_that_stands_twice_is_refused(void **state) {
    (void)state;
    struct test_workbook workbook = workbook_around(SHEET_XML("<row><c><v>1</v></c></row>"));
    workbook.parts[PART_MORE] = (struct test_part){"XL/worksheets/ONE.xml", SHEET_XML("<row><c><v>2</v></c></row>"), 0};
    expect_flaw(&workbook, SHEET_DAMAGED, "XL/worksheets/ONE.xml");
}

static void a_file_cut_anywhere_is_refused_and_never_read_beyond(void **state) {
    (void)state;
    AUTO_BUFFER file = {0};
    struct test_workbook workbook = workbook_around(SHEET_XML("<row><c><v>1</v></c></row>"));
    archive_make(workbook.parts, &file);
    size_t whole = file.size;
    for (file.size = 0; file.size < whole; file.size += 37) {
        struct seen seen = {0};
        assert_int_not_equal(read_file(&file, &seen).kind, SHEET_FINE);
        buffer_done(&seen.lines);
    }
}

/* Whatever a byte is turned into, the reader ends, and stays inside the file. */
static void a_file_with_a_wrong_byte_does_no_harm(void **state) {
    (void)state;
    AUTO_BUFFER file = {0};
    struct test_workbook workbook = workbook_around(SHEET_XML("<row><c><v>1</v></c></row>"));
    archive_make(workbook.parts, &file);
    for (size_t at = 0; at < file.size; at++) {
        struct seen seen = {0};
        file.bytes[at] = (char)~file.bytes[at];
        read_file(&file, &seen);
        file.bytes[at] = (char)~file.bytes[at];
        buffer_done(&seen.lines);
    }
}

/* ---- Limits */

static void repeat(struct buffer *to, const char *text, size_t times) {
    for (size_t i = 0; i < times; i++)
        buffer_text(to, text);
}

/* A sheet of `before`, `times` times `piece`, and `after`. */
static void expect_beyond(const char *before, const char *piece, size_t times, const char *after, const char *what,
                          uint64_t limit) {
    struct seen seen = {.stop_after = UINT32_MAX};
    AUTO_BUFFER sheet = {0};
    buffer_format(&sheet, "<worksheet " MAIN_NS "><sheetData>%s", before);
    repeat(&sheet, piece, times);
    buffer_format(&sheet, "%s</sheetData></worksheet>", after);
    struct test_workbook workbook = workbook_around(sheet.bytes);
    struct sheet_flaw flaw = read_workbook(&workbook, &seen);
    assert_int_equal(flaw.kind, SHEET_BEYOND_LIMIT);
    assert_string_equal(flaw.what, what);
    assert_int_equal(flaw.limit, limit);
    buffer_done(&seen.lines);
}

static void each_limit_holds(void **state) {
    (void)state;
    expect_beyond("", "    ", 4 * 1024 * 1024, "", "compression ratio", SHEET_RATIO_MAX);
    expect_beyond("<row>", "<a>", SHEET_DEPTH_MAX, "", "depth", SHEET_DEPTH_MAX);
    expect_beyond("<row><c r=\"", "A", 3, "1\"><v>1</v></c><c r=\"FAO1\"><v>1</v></c></row>", "columns",
                  SHEET_COLUMNS_MAX);
    expect_beyond("<row><c t=\"inlineStr\"><is><t>", "abcd", SHEET_TEXT_BYTES_MAX / 4, "+</t></is></c></row>",
                  "bytes of text", SHEET_TEXT_BYTES_MAX);
    expect_beyond("<row><c x=\"", "01234567", SHEET_TOKEN_BYTES_MAX / 4, "\"/></row>", "tag bytes",
                  SHEET_TOKEN_BYTES_MAX);
}

static void a_text_as_long_as_a_cell_may_have_is_taken(void **state) {
    (void)state;
    AUTO_BUFFER sheet = {0}, lines = {0};
    struct seen seen = {0};
    buffer_text(&sheet, "<worksheet " MAIN_NS "><sheetData><row><c t=\"inlineStr\"><is><t>");
    repeat(&sheet, "abcd", SHEET_TEXT_BYTES_MAX / 4);
    buffer_text(&sheet, "</t></is></c></row></sheetData></worksheet>");
    struct test_workbook workbook = workbook_around(sheet.bytes);
    assert_int_equal(read_workbook(&workbook, &seen).kind, SHEET_FINE);
    assert_int_equal(seen.lines.size, strlen("1: A=\n") + SHEET_TEXT_BYTES_MAX);
    buffer_done(&seen.lines);
}

/* A row a line, each with a figure of its own so that it packs like a real one. */
static void rows_add(struct buffer *to, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        buffer_format(to, "<row><c><v>%u</v></c></row>", i * 2654435761U);
}

static void rows_are_counted(void **state) {
    (void)state;
    for (uint32_t more = 0; more < 2; more++) {
        AUTO_BUFFER sheet = {0};
        struct seen seen = {.only_count = true};
        buffer_text(&sheet, "<worksheet " MAIN_NS "><sheetData>");
        rows_add(&sheet, SHEET_ROWS_MAX + more);
        buffer_text(&sheet, "</sheetData></worksheet>");
        struct test_workbook workbook = workbook_around(sheet.bytes);
        struct sheet_flaw flaw = read_workbook(&workbook, &seen);
        assert_int_equal(flaw.kind, more ? SHEET_BEYOND_LIMIT : SHEET_FINE);
        assert_int_equal(flaw.row, more ? SHEET_ROWS_MAX + 1 : 0);
        assert_int_equal(seen.rows, SHEET_ROWS_MAX);
        buffer_done(&seen.lines);
    }
}

/* A part of `head`, `count` pieces with a number of their own each, and `tail`. */
static void expect_part_beyond(int part, const char *head, const char *piece, uint32_t count, const char *tail,
                               const char *what) {
    AUTO_BUFFER text = {0};
    buffer_text(&text, head);
    for (uint32_t i = 0; i < count; i++) {
        const char *number = strchr(piece, '#');
        buffer_add(&text, piece, (size_t)(number - piece));
        buffer_int(&text, i * 2654435761U);
        buffer_text(&text, number + 1);
    }
    buffer_text(&text, tail);
    struct test_workbook workbook = workbook_around(SHEET_XML("<row><c><v>1</v></c></row>"));
    workbook.parts[part].text = text.bytes;
    expect_flaw(&workbook, SHEET_BEYOND_LIMIT, what);
}

static void what_is_kept_of_a_workbook_is_counted(void **state) {
    (void)state;
    expect_part_beyond(PART_STRINGS, "<sst " MAIN_NS ">", "<si><t>#</t></si>", SHEET_STRINGS_MAX + 1, "</sst>",
                       "shared strings");
    expect_part_beyond(PART_STYLES, "<styleSheet " MAIN_NS "><cellXfs>", "<xf numFmtId=\"1\" x=\"#\"/>",
                       SHEET_FORMATS_MAX + 1, "</cellXfs></styleSheet>", "formats");
    expect_part_beyond(PART_STYLES, "<styleSheet " MAIN_NS "><numFmts>", "<numFmt numFmtId=\"165\" formatCode=\"#\"/>",
                       SHEET_FORMATS_MAX + 1, "</numFmts></styleSheet>", "formats");
    expect_part_beyond(PART_LINKS, "<Relationships xmlns=\"" PACKAGE_NS "relationships\">",
                       "<Relationship Id=\"#\" Type=\"x\" Target=\"y\"/>", 2 * SHEET_SHEETS_MAX + 1, "</Relationships>",
                       "relationships");
    expect_part_beyond(PART_WORKBOOK, "<workbook " MAIN_NS " " LINK_NS "><sheets>", "<sheet name=\"#\" r:id=\"s1\"/>",
                       SHEET_SHEETS_MAX + 1, "</sheets></workbook>", "sheets");
}

static void long_strings_are_counted_by_their_bytes(void **state) {
    (void)state;
    AUTO_BUFFER text = {0};
    buffer_text(&text, "<sst " MAIN_NS ">");
    for (uint32_t i = 0; text.size < SHEET_STRINGS_BYTES_MAX + MIB(2); i++) {
        buffer_text(&text, "<si><t>");
        for (uint32_t j = 0; j < 1000; j++)
            buffer_format(&text, "%u%030d", (i * 1000 + j) * 2654435761U, 0);
        buffer_text(&text, "</t></si>");
    }
    buffer_text(&text, "</sst>");
    struct test_workbook workbook = workbook_around(SHEET_XML(""));
    workbook.parts[PART_STRINGS].text = text.bytes;
    expect_flaw(&workbook, SHEET_BEYOND_LIMIT, "bytes of shared strings");
}

static void cells_are_counted(void **state) {
    (void)state;
    enum { WIDTH = 2000 };
    AUTO_BUFFER sheet = {0};
    struct seen seen = {.only_count = true};
    buffer_text(&sheet, "<worksheet " MAIN_NS "><sheetData>");
    for (uint32_t row = 0; row <= SHEET_CELLS_MAX / WIDTH; row++) {
        buffer_text(&sheet, "<row>");
        for (uint32_t i = 0; i < WIDTH; i++)
            buffer_format(&sheet, "<c><v>%u</v></c>", (row * WIDTH + i) * 2654435761U >> 16);
        buffer_text(&sheet, "</row>");
    }
    buffer_text(&sheet, "</sheetData></worksheet>");
    struct test_workbook workbook = workbook_around(sheet.bytes);
    struct sheet_flaw flaw = read_workbook(&workbook, &seen);
    assert_string_equal(flaw.what, "cells");
    assert_int_equal(flaw.row, SHEET_CELLS_MAX / WIDTH + 1);
    buffer_done(&seen.lines);
}

static void entries_are_counted(void **state) {
    (void)state;
    struct test_part *parts = calloc(SHEET_ENTRIES_MAX + 2, sizeof *parts);
    struct arena arena = {0};
    struct seen seen = {0};
    AUTO_BUFFER file = {0};
    for (uint32_t i = 0; i <= SHEET_ENTRIES_MAX; i++)
        parts[i] = (struct test_part){arena_format(&arena, "p%u", i), "x", 0};
    archive_make(parts, &file);
    assert_string_equal(read_file(&file, &seen).what, "entries");
    arena_done(&arena);
    free(parts);
}

/* Sizes in the list of a zip are what its maker says. */
enum { PACKED_SIZE = 20, UNPACKED_SIZE = 24 };
static void patch_size(struct buffer *file, const char *part, size_t which, uint32_t size) {
    char *at = file->bytes;
    for (size_t left = file->size; (at = memmem(at, left, "PK\001\002", 4));
         left = file->size - (size_t)(at - file->bytes)) {
        if (memcmp(at + 46, part, strlen(part)) == 0)
            memcpy(at + which, &size, sizeof size);
        at += 4;
    }
}

static void lies_about_sizes_do_not_help(void **state) {
    (void)state;
    AUTO_BUFFER sheet = {0}, file = {0};
    struct seen seen = {0};
    repeat(&sheet, " ", 8 * 1024 * 1024);
    struct test_workbook workbook = workbook_around(sheet.bytes);
    archive_make(workbook.parts, &file);
    patch_size(&file, "xl/worksheets/one.xml", UNPACKED_SIZE, 10);
    assert_string_equal(read_file(&file, &seen).what, "compression ratio");
    patch_size(&file, "xl/worksheets/one.xml", PACKED_SIZE, 0x7fffffff);
    assert_int_not_equal(read_file(&file, &seen).kind, SHEET_FINE);
    workbook = workbook_around(SHEET_XML(""));
    archive_make(workbook.parts, &file);
    patch_size(&file, "xl/worksheets/one.xml", UNPACKED_SIZE, 0x7fffffff);
    assert_string_equal(read_file(&file, &seen).what, "bytes unpacked");
}

/* However often its sheets are read. */
static void all_that_is_unpacked_is_counted(void **state) {
    (void)state;
    AUTO_BUFFER sheet = {0}, file = {0};
    struct seen seen = {.only_count = true};
    struct sheet_flaw flaw;
    buffer_text(&sheet, "<worksheet " MAIN_NS "><sheetData>");
    rows_add(&sheet, SHEET_ROWS_MAX);
    buffer_text(&sheet, "</sheetData></worksheet>");
    struct test_workbook workbook = workbook_around(sheet.bytes);
    archive_make(workbook.parts, &file);
    AUTO_SHEET_FILE *opened = sheet_file_open(file.bytes, file.size, &flaw);
    size_t times = 0, most = SHEET_UNPACKED_BYTES_MAX / sheet.size;
    while (sheet_file_read(opened, 0, take, &seen, &flaw))
        times++;
    assert_int_equal(times, most);
    assert_string_equal(flaw.what, "bytes unpacked");
}

static void a_part_under_a_password_is_refused(void **state) {
    (void)state;
    struct test_workbook workbook = workbook_around(SHEET_XML("<row><c><v>1</v></c></row>"));
    workbook.password = "secret";
    expect_flaw(&workbook, SHEET_ENCRYPTED, "");
}

static void a_file_too_large_is_not_opened(void **state) {
    (void)state;
    AUTO_BUFFER file = {0};
    struct seen seen = {0};
    buffer_add(&file, "PK\003\004", 4);
    repeat(&file, "0123456789abcdef", SHEET_FILE_BYTES_MAX / 16);
    struct sheet_flaw flaw = read_file(&file, &seen);
    assert_int_equal(flaw.kind, SHEET_BEYOND_LIMIT);
    assert_string_equal(flaw.what, "bytes");
}

static void a_refusal_says_the_way_out_in_both_languages(void **state) {
    (void)state;
    struct arena arena = {0};
    struct issues issues;
    struct sheet_flaw flaw = {.kind = SHEET_NOT_A_WORKBOOK, .what = ".xls"};
    issues_init(&issues, &arena);
    sheet_flaw_report(&flaw, &issues);
    assert_non_null(strstr(issue_detail(&arena, issues.first, LANGUAGE_VI), "lưu lại dạng .xlsx"));
    assert_non_null(strstr(issue_detail(&arena, issues.first, LANGUAGE_EN), "save it as .xlsx"));
    sheet_flaw_report(&(struct sheet_flaw){.kind = SHEET_BEYOND_LIMIT, .what = "rows", .limit = 5, .row = 6}, &issues);
    assert_string_equal(issue_detail(&arena, issues.last, LANGUAGE_EN), "The file is beyond a limit: rows, at most 5");
    assert_int_equal(issues.last->row, 6);
    sheet_flaw_report(&(struct sheet_flaw){0}, &issues);
    assert_int_equal(issues.count, 2);
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_every_kind),
        cmocka_unit_test(a_number_in_a_format_of_days_is_a_date),
        cmocka_unit_test(rows_and_cells_need_not_say_where_they_are),
        cmocka_unit_test(empty_cells_and_texts_are_nothing),
        cmocka_unit_test(characters_that_xml_cannot_hold_are_unescaped),
        cmocka_unit_test(other_vocabularies_and_prefixes_do_not_disturb),
        cmocka_unit_test(sheets_have_their_names_and_only_the_one_asked_for_is_read),
        cmocka_unit_test(a_taker_that_stops_is_no_flaw),
        cmocka_unit_test(what_is_written_can_be_read),
        cmocka_unit_test(doubles_become_the_decimals_they_show),
        cmocka_unit_test(decimals_agree_with_the_machine),
        cmocka_unit_test(formats_of_dates_are_told_from_formats_of_figures),
        cmocka_unit_test(columns_have_letters),
        cmocka_unit_test(other_files_are_refused_by_what_they_are),
        cmocka_unit_test(what_could_act_is_refused),
        cmocka_unit_test(what_is_damaged_is_refused),
        cmocka_unit_test(a_part_that_stands_twice_is_refused),
        cmocka_unit_test(a_file_cut_anywhere_is_refused_and_never_read_beyond),
        cmocka_unit_test(a_file_with_a_wrong_byte_does_no_harm),
        cmocka_unit_test(each_limit_holds),
        cmocka_unit_test(a_text_as_long_as_a_cell_may_have_is_taken),
        cmocka_unit_test(rows_are_counted),
        cmocka_unit_test(what_is_kept_of_a_workbook_is_counted),
        cmocka_unit_test(long_strings_are_counted_by_their_bytes),
        cmocka_unit_test(cells_are_counted),
        cmocka_unit_test(entries_are_counted),
        cmocka_unit_test(lies_about_sizes_do_not_help),
        cmocka_unit_test(all_that_is_unpacked_is_counted),
        cmocka_unit_test(a_part_under_a_password_is_refused),
        cmocka_unit_test(a_file_too_large_is_not_opened),
        cmocka_unit_test(a_refusal_says_the_way_out_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
