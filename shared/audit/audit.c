/* Hashes entries into chains. */
#include "audit/audit.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "db/binary.h"

enum { ROW_COLUMNS = 14 };

void audit_digest(const void *bytes, size_t size, unsigned char ret_digest[AUDIT_HASH_SIZE]) {
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes, size, ret_digest) != 0)
        fail_stop("audit", "SHA-256 does not work");
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool audit_digest_hex(const char *text, unsigned char ret_digest[AUDIT_HASH_SIZE]) {
    if (!text || strlen(text) != 2 * AUDIT_HASH_SIZE)
        return false;
    for (size_t i = 0; i < AUDIT_HASH_SIZE; i++) {
        int high = hex_digit(text[2 * i]), low = hex_digit(text[1 + 2 * i]);
        if (high < 0 || low < 0)
            return false;
        ret_digest[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

bool audit_digest_read(const char *text, unsigned char ret_digest[AUDIT_HASH_SIZE]) {
    return text && text[0] == '\\' && text[1] == 'x' && audit_digest_hex(text + 2, ret_digest);
}

static void field_bytes(struct buffer *to, const void *bytes, size_t size) {
    binary_int32(to, (int32_t)size);
    buffer_add(to, bytes, size);
}

static void field_text(struct buffer *to, const char *text) {
    field_bytes(to, text, strlen(text));
}

static void field_int(struct buffer *to, int64_t value) {
    binary_int32(to, (int32_t)sizeof value);
    binary_int64(to, value);
}

void audit_follow(struct audit_head *head, const struct audit_entry *entry) {
    const struct audit_origin *origin = entry->origin;
    AUTO_BUFFER bytes = {0};
    buffer_reserve(&bytes, 512);
    buffer_add(&bytes, (const char *)head->hash, AUDIT_HASH_SIZE);
    field_text(&bytes, head->chain);
    field_int(&bytes, ++head->seq);
    field_int(&bytes, entry->recorded);
    field_text(&bytes, origin->subject);
    field_text(&bytes, origin->client);
    field_text(&bytes, origin->action);
    field_text(&bytes, entry->object);
    field_int(&bytes, entry->version);
    field_bytes(&bytes, entry->stored, AUDIT_HASH_SIZE);
    field_text(&bytes, origin->address);
    field_text(&bytes, origin->roots);
    field_text(&bytes, origin->trace);
    audit_digest(bytes.bytes, bytes.size, head->hash);
}

void audit_row_add(struct buffer *to, const struct audit_head *head, const struct audit_entry *entry) {
    const struct audit_origin *origin = entry->origin;
    size_t start = length_open(to);
    binary_int32(to, ROW_COLUMNS);
    column_text(to, TYPE_TEXT, head->chain);
    column_bigint(to, head->seq);
    column_bigint(to, entry->recorded);
    column_text(to, TYPE_TEXT, origin->subject);
    column_text(to, TYPE_TEXT, origin->client);
    column_text(to, TYPE_TEXT, origin->action);
    column_text(to, TYPE_TEXT, entry->object);
    column_bigint(to, entry->version);
    column_bytes(to, TYPE_BYTEA, entry->stored, AUDIT_HASH_SIZE);
    column_text(to, TYPE_TEXT, origin->address);
    column_text(to, TYPE_TEXT, origin->roots);
    column_text(to, TYPE_TEXT, origin->trace);
    if (entry->items)
        column_bytes(to, TYPE_BYTEA, entry->items->bytes, entry->items->size);
    else
        column_null(to, TYPE_BYTEA);
    column_bytes(to, TYPE_BYTEA, head->hash, AUDIT_HASH_SIZE);
    length_close(to, start);
}
