/* One version to be stored as a composite value in PostgreSQL's binary form. */
#include "ledger_row.h"

#include <gnutls/crypto.h>

#include "db/binary.h"
#include "present.h"

enum { WRITE_COLUMNS = 33, STORED_COLUMNS = 27, VERSION_COLUMNS = 28, KEY_COLUMNS = 7, EVENT_COLUMNS = 9 };

static bool has_missing(const int64_t *cells, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (cells[i] == QUANTITY_MISSING)
            return true;
    return false;
}

static void column_cells(struct buffer *to, const int64_t *cells, uint32_t count) {
    binary_int32(to, TYPE_INT8_ARRAY);
    size_t start = length_open(to);
    array_head(to, TYPE_INT8, has_missing(cells, count), count);
    for (uint32_t i = 0; i < count; i++) {
        if (cells[i] == QUANTITY_MISSING) {
            binary_int32(to, -1);
            continue;
        }
        binary_int32(to, (int32_t)sizeof cells[i]);
        binary_int64(to, cells[i]);
    }
    length_close(to, start);
}

static void column_payload(struct buffer *to, const struct report_write *write) {
    binary_int32(to, TYPE_TEXT);
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

/* As record_send() of the server gives it for the stored row (view audit_stored), warnings behind the rest. */
static void digest(const char *report, size_t report_size, const char *warnings, size_t warnings_size,
                   unsigned char ret_digest[AUDIT_HASH_SIZE]) {
    const unsigned char columns[] = {0, 0, 0, STORED_COLUMNS};
    gnutls_hash_hd_t hash;
    if (gnutls_hash_init(&hash, GNUTLS_DIG_SHA256) != 0)
        fail_stop("ledger", "SHA-256 does not work");
    gnutls_hash(hash, columns, sizeof columns);
    gnutls_hash(hash, report, report_size);
    gnutls_hash(hash, warnings, warnings_size);
    gnutls_hash_deinit(hash, ret_digest);
}

/* In the order of type report_write_2 in the schema. */
void ledger_row_add(struct buffer *to, struct report_write *write) {
    size_t start = length_open(to);
    binary_int32(to, WRITE_COLUMNS);
    size_t report = to->size;
    add_report(to, &write->report);
    size_t report_end = to->size;
    column_text(to, TYPE_TEXT, write->key);
    column_bytes(to, TYPE_BYTEA, write->fingerprint, SHA256_SIZE);
    column_int(to, write->status);
    column_text(to, TYPE_TEXT, event_type(&write->report));
    column_text(to, TYPE_TEXT, write->trace);
    column_payload(to, write);
    size_t warnings = to->size;
    column_text(to, TYPE_JSON, write->report.warnings);
    digest(to->bytes + report, report_end - report, to->bytes + warnings, to->size - warnings, write->digest);
    length_close(to, start);
}

void ledger_version_add(struct buffer *to, struct report_write *write) {
    size_t start = length_open(to);
    binary_int32(to, VERSION_COLUMNS);
    size_t stored = to->size;
    add_report(to, &write->report);
    column_text(to, TYPE_JSON, write->report.warnings);
    digest(to->bytes + stored, to->size - stored, NULL, 0, write->digest);
    column_text(to, TYPE_TEXT, write->root);
    length_close(to, start);
}

void ledger_key_add(struct buffer *to, const struct report_write *write) {
    const struct report *report = &write->report;
    size_t start = length_open(to);
    binary_int32(to, KEY_COLUMNS);
    column_text(to, TYPE_TEXT, report->client);
    column_text(to, TYPE_TEXT, write->key);
    column_bytes(to, TYPE_BYTEA, write->fingerprint, SHA256_SIZE);
    column_uuid(to, report->id);
    column_int(to, report->version);
    column_int(to, write->status);
    column_moment(to, report->recorded);
    length_close(to, start);
}

void ledger_event_add(struct buffer *to, const struct report_write *write) {
    const struct report *report = &write->report;
    char id[UUID_TEXT_SIZE];
    uuid_new(report->recorded, id);
    size_t start = length_open(to);
    binary_int32(to, EVENT_COLUMNS);
    column_uuid(to, id);
    column_text(to, TYPE_TEXT, REPORT_TOPIC);
    column_text(to, TYPE_TEXT, report->key.unit);
    column_text(to, TYPE_TEXT, event_type(report));
    column_text(to, TYPE_TEXT, report->id);
    column_bigint(to, report->version);
    column_moment(to, report->recorded);
    column_text(to, TYPE_TEXT, write->trace);
    column_payload(to, write);
    length_close(to, start);
}

void ledger_item_add(struct buffer *to, const struct report_write *write) {
    binary_uuid(to, write->report.id);
    binary_int32(to, write->report.version);
    buffer_add(to, (const char *)write->digest, AUDIT_HASH_SIZE);
}
