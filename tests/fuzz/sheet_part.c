/* The XML inside a workbook: a sound archive in which one part is whatever was given. The zip itself would hide it behind its checksums. */
#include "fuzz.h"

#include "../unit/sheet/archive.h"
#include "sheet/sheet_read.h"

static const int fuzzed[] = {PART_ONE, PART_STRINGS, PART_STYLES, PART_WORKBOOK, PART_LINKS, PART_ROOT, PART_TYPES};

static bool take(void *taker, const struct sheet_row *row) {
    uint32_t *cells = taker;
    *cells += row->count;
    return *cells < 100000;
}

static void read_all(const struct buffer *packed) {
    uint32_t cells = 0;
    struct sheet_flaw flaw;
    AUTO_SHEET_FILE *file = sheet_file_open(packed->bytes, packed->size, &flaw);
    for (uint32_t i = 0; file && i < sheet_file_count(file); i++)
        if (!sheet_file_read(file, i, take, &cells, &flaw))
            return;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (size < 2)
        return 0;
    struct buffer packed = {0};
    struct test_workbook workbook =
        workbook_around(SHEET_XML("<row r=\"1\"><c t=\"s\"><v>1</v></c><c s=\"1\"><v>2</v></c></row>"));
    struct test_part *part = &workbook.parts[fuzzed[bytes[0] % (sizeof fuzzed / sizeof *fuzzed)]];
    part->text = (const char *)bytes + 1;
    part->size = size - 1;
    archive_make(workbook.parts, &packed);
    read_all(&packed);
    buffer_done(&packed);
    return 0;
}
