/* One version to be stored as a composite value in PostgreSQL's binary form.
 *
 * Binary because rendering and parsing text arrays that hold JSON cost more than storing the rows. */
#include "ledger_row.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

#include "present.h"

enum { /* PostgreSQL's type numbers, fixed for ever */
       TYPE_BYTEA = 17,
       TYPE_INT8 = 20,
       TYPE_INT4 = 23,
       TYPE_TEXT = 25,
       TYPE_JSON = 114,
       TYPE_INT8_ARRAY = 1016,
       TYPE_DATE = 1082,
       TYPE_UUID = 2950,
};
enum { WRITE_COLUMNS = 33, DAYS_TO_2000 = 10957 };

static void add_int32(struct buffer *to, int32_t value) {
    uint32_t bytes = htobe32((uint32_t)value);
    buffer_add(to, (const char *)&bytes, sizeof bytes);
}

static void add_int64(struct buffer *to, int64_t value) {
    uint64_t bytes = htobe64((uint64_t)value);
    buffer_add(to, (const char *)&bytes, sizeof bytes);
}

static void column_bytes(struct buffer *to, int32_t type, const void *bytes, size_t size) {
    add_int32(to, type);
    add_int32(to, (int32_t)size);
    buffer_add(to, bytes, size);
}

static void column_null(struct buffer *to, int32_t type) {
    add_int32(to, type);
    add_int32(to, -1);
}

static void column_text(struct buffer *to, int32_t type, const char *text) {
    if (text)
        column_bytes(to, type, text, strlen(text));
    else
        column_null(to, type);
}

static void column_int(struct buffer *to, int32_t value) {
    add_int32(to, TYPE_INT4);
    add_int32(to, (int32_t)sizeof value);
    add_int32(to, value);
}

static void column_moment(struct buffer *to, moment_t moment) {
    if (moment == MOMENT_NONE) {
        column_null(to, TYPE_INT8);
        return;
    }
    add_int32(to, TYPE_INT8);
    add_int32(to, (int32_t)sizeof moment);
    add_int64(to, moment);
}

/* Days since 2000-01-01; the ends of the range are the infinities. */
static void column_day(struct buffer *to, day_t day) {
    add_int32(to, TYPE_DATE);
    add_int32(to, (int32_t)sizeof day);
    add_int32(to, day == DAY_EVER || day == DAY_NEVER ? day : day - DAYS_TO_2000);
}

static int hex_digit(char c) {
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

static void column_uuid(struct buffer *to, const char *text) {
    unsigned char bytes[16];
    size_t count = 0;
    for (const char *c = text; *c; c += 2) {
        c += *c == '-';
        assert(count < sizeof bytes);
        bytes[count++] = (unsigned char)(hex_digit(c[0]) << 4 | hex_digit(c[1]));
    }
    column_bytes(to, TYPE_UUID, bytes, sizeof bytes);
}

/* Writes a length that is known only afterwards. */
static size_t length_open(struct buffer *to) {
    add_int32(to, 0);
    return to->size;
}

static void length_close(struct buffer *to, size_t start) {
    uint32_t length = htobe32((uint32_t)(to->size - start));
    memcpy(to->bytes + start - sizeof length, &length, sizeof length);
}

void array_head(struct buffer *to, int32_t element_type, bool has_null, size_t count) {
    add_int32(to, count > 0 ? 1 : 0);
    add_int32(to, has_null);
    add_int32(to, element_type);
    if (count == 0)
        return;
    add_int32(to, (int32_t)count);
    add_int32(to, 1);
}

static void column_cells(struct buffer *to, const int64_t *cells, uint32_t count) {
    add_int32(to, TYPE_INT8_ARRAY);
    size_t start = length_open(to);
    array_head(to, TYPE_INT8, true, count);
    for (uint32_t i = 0; i < count; i++) {
        if (cells[i] == QUANTITY_MISSING) {
            add_int32(to, -1);
            continue;
        }
        add_int32(to, (int32_t)sizeof cells[i]);
        add_int64(to, cells[i]);
    }
    length_close(to, start);
}

static void column_payload(struct buffer *to, const struct report_write *write) {
    add_int32(to, TYPE_TEXT);
    size_t start = length_open(to);
    buffer_add(to, write->payload, write->payload_size);
    event_close(to, write->report.recorded, write->report.epoch);
    length_close(to, start);
}

static void add_report(struct buffer *to, const struct report *report) {
    column_int(to, report->key.period_year);
    column_text(to, TYPE_TEXT, report->key.form);
    column_text(to, TYPE_TEXT, report->key.unit);
    column_text(to, TYPE_TEXT, report->key.agency);
    column_text(to, TYPE_TEXT, report->key.period);
    column_int(to, report->version);
    column_uuid(to, report->id);
    column_int(to, report->form_version);
    column_text(to, TYPE_TEXT, report->function);
    column_day(to, report->start);
    column_day(to, report->end);
    column_text(to, TYPE_TEXT, report_state_name(report->state));
    column_text(to, TYPE_TEXT, timeliness_name(report->timeliness));
    column_cells(to, report->cells, report->cell_count);
    column_text(to, TYPE_JSON, report->details);
    column_text(to, TYPE_JSON, report->comments);
    column_moment(to, report->submitted);
    column_moment(to, report->first_submitted);
    column_moment(to, report->due);
    column_moment(to, report->recorded);
    column_int(to, report->epoch);
    column_bytes(to, TYPE_BYTEA, report->sha256, SHA256_SIZE);
    column_text(to, TYPE_TEXT, report->submitted_by);
    column_text(to, TYPE_TEXT, report->subject);
    column_text(to, TYPE_TEXT, report->client);
    column_text(to, TYPE_TEXT, report->reason);
}

/* In the order of type report_write_2 in the schema. */
void ledger_row_add(struct buffer *to, const struct report_write *write) {
    size_t start = length_open(to);
    add_int32(to, WRITE_COLUMNS);
    add_report(to, &write->report);
    column_text(to, TYPE_TEXT, write->key);
    column_bytes(to, TYPE_BYTEA, write->fingerprint, SHA256_SIZE);
    column_int(to, write->status);
    column_text(to, TYPE_TEXT, event_type(&write->report));
    column_text(to, TYPE_TEXT, write->trace);
    column_payload(to, write);
    column_text(to, TYPE_JSON, write->report.warnings);
    length_close(to, start);
}
