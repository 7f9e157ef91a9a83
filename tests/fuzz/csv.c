/* CSV: however the bytes are cut on their way in, the rows are the same. */
#include "fuzz.h"

#include "core/csv.h"
#include "core/limits.h"

enum { FIELDS_MAX = 16, ROWS_MAX = 200 };

/* Rows as one number, so that two readings can be compared. */
struct told {
    uint64_t sum;
    uint32_t rows;
};

static bool take(void *taker, const struct csv_row *row) {
    struct told *told = taker;
    promised(row->count <= FIELDS_MAX, "no row is wider than allowed");
    for (uint32_t i = 0; i < row->count; i++) {
        promised(strlen(row->fields[i]) <= FIELD_BYTES_MAX, "no field is longer than allowed");
        for (const char *c = row->fields[i]; *c; c++)
            told->sum = told->sum * 31 + (unsigned char)*c;
        told->sum = told->sum * 31 + 256;
    }
    told->sum = told->sum * 31 + row->number;
    told->rows++;
    return true;
}

static enum csv_flaw read_cut(const char *bytes, size_t size, size_t cut, struct told *ret_told) {
    struct arena arena = {0};
    *ret_told = (struct told){0};
    AUTO_CSV csv;
    csv_init(&csv, &arena, FIELDS_MAX, ROWS_MAX, take, ret_told);
    bool good = csv_feed(&csv, bytes, cut) && csv_feed(&csv, bytes + cut, size - cut) && csv_close(&csv);
    promised(good == (csv.flaw == CSV_FINE), "a reading that stops says why");
    arena_done(&arena);
    return csv.flaw;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (size == 0)
        return 0;
    struct told whole, cut;
    char *text = fuzz_bytes(bytes + 1, size - 1);
    enum csv_flaw flaw = read_cut(text, size - 1, 0, &whole);
    promised(read_cut(text, size - 1, bytes[0] % size, &cut) == flaw, "where the bytes are cut makes no other flaw");
    promised(whole.sum == cut.sum && whole.rows == cut.rows, "where the bytes are cut makes no other row");
    free(text);
    return 0;
}
