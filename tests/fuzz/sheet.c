/* Workbooks: bytes that say they are an .xlsx, read to the last sheet within the limits. */
#include "fuzz.h"

#include "sheet/sheet_read.h"

static bool take(void *taker, const struct sheet_row *row) {
    uint32_t *last = taker;
    promised(row->number > *last && row->number <= SHEET_ROW_NUMBER_MAX, "rows come in their order");
    promised(row->count <= SHEET_COLUMNS_MAX, "no row is wider than allowed");
    for (uint32_t i = 0; i < row->count; i++)
        promised(strlen(row->cells[i].text) <= SHEET_TEXT_BYTES_MAX, "no cell is longer than allowed");
    *last = row->number;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct sheet_flaw flaw;
    char *copy = fuzz_bytes(bytes, size);
    struct sheet_file *file = sheet_file_open(copy, size, &flaw);
    promised((file != NULL) == (flaw.kind == SHEET_FINE), "a file is open or flawed");
    for (uint32_t i = 0; file && i < sheet_file_count(file); i++) {
        uint32_t last = 0;
        bool good = sheet_file_read(file, i, take, &last, &flaw);
        promised(good == (flaw.kind == SHEET_FINE), "a sheet is read or flawed");
    }
    sheet_file_close(&file);
    free(copy);
    return 0;
}
