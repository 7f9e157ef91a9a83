/* The RFC 4180 state machine: one byte at a time, five states. */
#include <assert.h>
#include <string.h>

#include "core/csv.h"
#include "core/limits.h"
#include "core/text.h"

static const char byte_order_mark[] = "\xEF\xBB\xBF";

enum csv_state {
    FIELD_START, /* nothing of the field has come */
    PLAIN,       /* inside an unquoted field */
    QUOTED,      /* inside quotes */
    QUOTE_SEEN,  /* a quote inside quotes: it closes, or a second one follows */
    RETURN_SEEN, /* CR: LF must follow */
};

void csv_init(struct csv *csv, struct arena *arena, uint32_t fields_max, uint32_t rows_max, csv_take take,
              void *taker) {
    assert(fields_max > 0);
    *csv = (struct csv){.take = take, .taker = taker, .fields_max = fields_max, .rows_max = rows_max};
    csv->starts = arena_new_array(arena, size_t, fields_max);
    csv->fields = arena_new_array(arena, const char *, fields_max);
}

void csv_done(struct csv *csv) {
    buffer_done(&csv->bytes);
}

static bool flawed(struct csv *csv, enum csv_flaw flaw) {
    csv->flaw = flaw;
    return false;
}

static bool field_add(struct csv *csv, char byte) {
    if (csv->bytes.size - csv->field_start >= FIELD_BYTES_MAX)
        return flawed(csv, CSV_FIELD_TOO_LONG);
    buffer_char(&csv->bytes, byte);
    return true;
}

/* Closes the field that was being read; csv->field counts on to the next. */
static bool field_end(struct csv *csv) {
    if (csv->field == csv->fields_max)
        return flawed(csv, CSV_TOO_MANY_FIELDS);
    bool marked =
        csv->row == 0 && csv->field == 0 && csv->bytes.size >= 3 && memcmp(csv->bytes.bytes, byte_order_mark, 3) == 0;
    size_t start = csv->field_start + (marked ? 3 : 0), size = csv->bytes.size - start;
    if (size > 0 && !text_is_utf8(csv->bytes.bytes + start, size))
        return flawed(csv, CSV_NOT_UTF8);
    csv->starts[csv->field++] = start;
    buffer_char(&csv->bytes, '\0');
    csv->field_start = csv->bytes.size;
    return true;
}

/* One name for all columns: what spreadsheets write where the comma stands in decimals. */
static bool is_separated_otherwise(const struct csv *csv) {
    return csv->row == 0 && csv->field == 1 && strpbrk(csv->fields[0], ";\t") != NULL;
}

static bool row_take(struct csv *csv) {
    if (csv->row > csv->rows_max)
        return flawed(csv, CSV_TOO_MANY_ROWS);
    for (uint32_t i = 0; i < csv->field; i++)
        csv->fields[i] = csv->bytes.bytes + csv->starts[i];
    if (is_separated_otherwise(csv)) {
        csv->separator = *strpbrk(csv->fields[0], ";\t");
        return flawed(csv, CSV_SEPARATOR);
    }
    struct csv_row row = {.number = csv->row, .fields = csv->fields, .count = csv->field};
    return csv->take(csv->taker, &row);
}

static void row_clear(struct csv *csv) {
    csv->row++;
    csv->field = 0;
    buffer_clear(&csv->bytes);
    csv->field_start = 0;
    csv->state = FIELD_START;
}

static bool row_end(struct csv *csv) {
    bool empty = csv->field == 0 && csv->bytes.size == 0;
    if (!empty && (!field_end(csv) || !row_take(csv)))
        return false;
    row_clear(csv);
    return true;
}

/* A byte that ends a field outside quotes; *ret_ended false: it does not. A CR ends nothing until its LF has come. */
static bool outside(struct csv *csv, char byte, bool *ret_ended) {
    *ret_ended = true;
    if (byte == '\n')
        return row_end(csv);
    if (byte == ',') {
        csv->state = FIELD_START;
        return field_end(csv);
    }
    *ret_ended = false;
    return true;
}

static bool return_seen(struct csv *csv, char byte) {
    if (byte != '\n')
        return flawed(csv, CSV_LONE_RETURN);
    return row_end(csv);
}

/* A quote where no quoted field is open: only right at the start of a field, or behind the byte order mark. */
static bool quote_open(struct csv *csv) {
    bool mark =
        csv->row == 0 && csv->field == 0 && csv->bytes.size == 3 && memcmp(csv->bytes.bytes, byte_order_mark, 3) == 0;
    if (csv->state != FIELD_START && !mark)
        return flawed(csv, CSV_QUOTE);
    csv->state = QUOTED;
    return true;
}

static bool plain(struct csv *csv, char byte) {
    bool ended = false;
    if (!outside(csv, byte, &ended))
        return false;
    if (ended)
        return true;
    if (byte == '"')
        return quote_open(csv);
    csv->state = byte == '\r' ? RETURN_SEEN : PLAIN;
    return byte == '\r' || field_add(csv, byte);
}

static bool quoted(struct csv *csv, char byte) {
    if (byte != '"')
        return field_add(csv, byte);
    csv->state = QUOTE_SEEN;
    return true;
}

static bool quote_seen(struct csv *csv, char byte) {
    bool ended = false;
    if (byte == '"') {
        csv->state = QUOTED;
        return field_add(csv, '"');
    }
    if (!outside(csv, byte, &ended))
        return false;
    if (csv->row == 0 && csv->field == 0 && (byte == ';' || byte == '\t')) {
        csv->separator = byte;
        return flawed(csv, CSV_SEPARATOR);
    }
    if (!ended && byte != '\r')
        return flawed(csv, CSV_QUOTE);
    if (byte == '\r')
        csv->state = RETURN_SEEN;
    return true;
}

static bool take_byte(struct csv *csv, char byte) {
    switch ((enum csv_state)csv->state) {
    case FIELD_START:
    case PLAIN:
        return plain(csv, byte);
    case QUOTED:
        return quoted(csv, byte);
    case QUOTE_SEEN:
        return quote_seen(csv, byte);
    case RETURN_SEEN:
        return return_seen(csv, byte);
    }
    return false;
}

bool csv_feed(struct csv *csv, const char *bytes, size_t size) {
    assert(csv->flaw == CSV_FINE);
    for (size_t i = 0; i < size; i++)
        if (!take_byte(csv, bytes[i]))
            return false;
    return true;
}

bool csv_close(struct csv *csv) {
    assert(csv->flaw == CSV_FINE);
    if (csv->state == QUOTED)
        return flawed(csv, CSV_UNCLOSED);
    if (csv->state == RETURN_SEEN)
        return flawed(csv, CSV_LONE_RETURN);
    return row_end(csv);
}

static struct issue *report(const struct csv *csv, struct issues *issues) {
    const char *limit = NULL;
    switch (csv->flaw) {
    case CSV_QUOTE:
        return issue_add_at(issues, ISSUE_SYNTAX, NULL, "\"", NULL, NULL);
    case CSV_SEPARATOR:
        return issue_add_at(issues, ISSUE_WRONG_SEPARATOR, NULL, (char[]){csv->separator, '\0'}, NULL, NULL);
    case CSV_UNCLOSED:
        return issue_add_at(issues, ISSUE_SYNTAX, NULL, "\" …", NULL, NULL);
    case CSV_LONE_RETURN:
        return issue_add_at(issues, ISSUE_SYNTAX, NULL, "CR", NULL, NULL);
    case CSV_NOT_UTF8:
        return issue_add_at(issues, ISSUE_BAD_FORMAT, NULL, "UTF-8", NULL, NULL);
    case CSV_FIELD_TOO_LONG:
        limit = arena_format(issues->arena, "%d", FIELD_BYTES_MAX);
        return issue_add_at(issues, ISSUE_TOO_LONG, NULL, limit, NULL, NULL);
    case CSV_TOO_MANY_FIELDS:
        limit = arena_format(issues->arena, "%u", csv->fields_max);
        return issue_add_at(issues, ISSUE_TOO_MANY, NULL, limit, NULL, NULL);
    case CSV_TOO_MANY_ROWS:
        limit = arena_format(issues->arena, "%u", csv->rows_max);
        return issue_add_at(issues, ISSUE_TOO_MANY, NULL, limit, NULL, NULL);
    case CSV_FINE:
        break;
    }
    return NULL;
}

void csv_report(const struct csv *csv, const struct csv_row *header, struct issues *issues) {
    struct issue *issue = report(csv, issues);
    if (!issue)
        return;
    issue->row = csv->row;
    if (header && csv->field < header->count)
        issue->column = arena_text(issues->arena, header->fields[csv->field]);
}
