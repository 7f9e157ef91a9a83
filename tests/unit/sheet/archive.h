/* Small workbooks made part by part in memory, so that a test can put anything into one. */
#ifndef TONGHOP_TESTS_SHEET_ARCHIVE_H
#define TONGHOP_TESTS_SHEET_ARCHIVE_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>
#include <zip.h>

#include "core/buffer.h"

struct test_part {
    const char *name, *text; /* closed by one without name */
    size_t size;             /* 0: up to the NUL */
};

static inline void archive_fill(zip_t *zip, const struct test_part *parts, const char *password) {
    for (; parts->name; parts++) {
        size_t size = parts->size ? parts->size : strlen(parts->text);
        zip_source_t *source = zip_source_buffer(zip, parts->text, size, 0);
        assert_non_null(source);
        zip_int64_t index = zip_file_add(zip, parts->name, source, ZIP_FL_ENC_UTF_8);
        assert_true(index >= 0);
        if (password)
            assert_int_equal(zip_file_set_encryption(zip, (zip_uint64_t)index, ZIP_EM_AES_256, password), 0);
    }
}

/* password NULL: none. */
static inline void archive_make_locked(const struct test_part *parts, const char *password, struct buffer *to) {
    zip_stat_t known;
    zip_source_t *file = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(file, ZIP_CREATE, NULL);
    assert_non_null(zip);
    zip_source_keep(file);
    archive_fill(zip, parts, password);
    assert_int_equal(zip_close(zip), 0);
    assert_int_equal(zip_source_stat(file, &known), 0);
    assert_int_equal(zip_source_open(file), 0);
    buffer_clear(to);
    buffer_reserve(to, known.size + 1);
    assert_int_equal(zip_source_read(file, to->bytes, known.size), known.size);
    to->size = known.size;
    to->bytes[to->size] = '\0';
    zip_source_close(file);
    zip_source_free(file);
}

static inline void archive_make(const struct test_part *parts, struct buffer *to) {
    archive_make_locked(parts, NULL, to);
}

#define MAIN_NS "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define LINK_NS "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define PACKAGE_NS "http://schemas.openxmlformats.org/package/2006/"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

#define TYPES_XML "<Types xmlns=\"" PACKAGE_NS "content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
#define ROOT_XML                                                                                                       \
    "<Relationships xmlns=\"" PACKAGE_NS "relationships\"><Relationship Id=\"a\" Type=\"" OFFICE "officeDocument\" "   \
    "Target=\"xl/workbook.xml\"/></Relationships>"
#define WORKBOOK_XML                                                                                                   \
    "<workbook " MAIN_NS " " LINK_NS "><sheets><sheet name=\"Biểu\" sheetId=\"1\" r:id=\"s1\"/>"                       \
    "<sheet name=\"ẩn\" sheetId=\"2\" state=\"hidden\" r:id=\"s2\"/></sheets></workbook>"
#define LINKS_XML                                                                                                      \
    "<Relationships xmlns=\"" PACKAGE_NS "relationships\">"                                                            \
    "<Relationship Id=\"s1\" Type=\"" OFFICE "worksheet\" Target=\"worksheets/one.xml\"/>"                             \
    "<Relationship Id=\"s2\" Type=\"" OFFICE "worksheet\" Target=\"/xl/worksheets/two.xml\"/>"                         \
    "<Relationship Id=\"t\" Type=\"" OFFICE "sharedStrings\" Target=\"strings.xml\"/>"                                 \
    "<Relationship Id=\"f\" Type=\"" OFFICE "styles\" Target=\"styles.xml\"/></Relationships>"
/* Cells' formats: 0 plain, 1 a day, 2 "0 \"ha\"", 3 "dd/mm", 4 text. */
#define STYLES_XML                                                                                                     \
    "<styleSheet " MAIN_NS "><numFmts><numFmt numFmtId=\"164\" formatCode=\"0 &quot;ha&quot;\"/>"                      \
    "<numFmt numFmtId=\"165\" formatCode=\"dd/mm\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"      \
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/>"                   \
    "<xf numFmtId=\"49\"/></cellXfs><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs></styleSheet>"
#define STRINGS_XML                                                                                                    \
    "<sst " MAIN_NS "><si><t>đơn vị</t></si><si><r><rPr><b/></rPr><t xml:space=\"preserve\">Hà </t></r>"               \
    "<r><t>Nội</t></r><rPh sb=\"0\" eb=\"1\"><t>ハ</t></rPh></si><si><t></t></si>"                                     \
    "<si><t>a_x000D_&#10;b_x005F_x0041_</t></si></sst>"
#define SHEET_XML(data) "<worksheet " MAIN_NS "><sheetData>" data "</sheetData></worksheet>"

/* The usual parts around one sheet; a test replaces the one it is about. */
enum { PART_TYPES, PART_ROOT, PART_WORKBOOK, PART_LINKS, PART_STYLES, PART_STRINGS, PART_ONE, PART_TWO, PART_MORE, PART_END };
struct test_workbook {
    struct test_part parts[PART_END + 1];
    const char *password; /* NULL: none */
};

static inline struct test_workbook workbook_around(const char *sheet) {
    return (struct test_workbook){.parts = {{"[Content_Types].xml", TYPES_XML, 0},
                                   {"_rels/.rels", ROOT_XML, 0},
                                   {"xl/workbook.xml", WORKBOOK_XML, 0},
                                   {"xl/_rels/workbook.xml.rels", LINKS_XML, 0},
                                   {"xl/styles.xml", STYLES_XML, 0},
                                   {"xl/strings.xml", STRINGS_XML, 0},
                                   {"xl/worksheets/one.xml", sheet, 0},
                                   {"xl/worksheets/two.xml", SHEET_XML("<row><c><v>2</v></c></row>"), 0},
                                   {NULL, NULL, 0}}};
}

#endif
