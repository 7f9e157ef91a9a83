/* Writes comma-separated values. */
#include "sheet/csv_write.h"

#include <string.h>

#include "sheet/sheet.h"

static void begin_field(struct csv_writer *writer) {
    if (writer->begun)
        buffer_char(writer->to, ',');
    writer->begun = true;
}

void csv_write_digits(struct csv_writer *writer, const char *digits) {
    begin_field(writer);
    buffer_text(writer->to, digits ? digits : "");
}

void csv_write_int(struct csv_writer *writer, int64_t number) {
    begin_field(writer);
    buffer_int(writer->to, number);
}

void csv_write_text(struct csv_writer *writer, const char *text) {
    begin_field(writer);
    if (!text)
        return;
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    buffer_text(writer->to, quoted ? "\"" : "");
    buffer_text(writer->to, sheet_looks_like_formula(text) ? "'" : "");
    for (; *text; text++) {
        buffer_text(writer->to, *text == '"' ? "\"" : "");
        buffer_char(writer->to, *text);
    }
    buffer_text(writer->to, quoted ? "\"" : "");
}

void csv_write_row_end(struct csv_writer *writer) {
    buffer_text(writer->to, "\r\n");
    writer->begun = false;
}
