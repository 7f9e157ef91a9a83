/* From the text in which a dead letter is kept back to the record that it was. */
#include "pipeline/dead_letter.h"

#include <string.h>

#include "core/text.h"
#include "json/read.h"

static unsigned char digit_value(char digit) {
    return (unsigned char)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

static bool is_in_digits(const char *text) {
    size_t digits = strlen(text) - 2;
    return strncmp(text, "\\x", 2) == 0 && digits % 2 == 0 && strspn(text + 2, "0123456789abcdef") == digits;
}

static const char *bytes_of(struct arena *arena, const char *text, size_t *ret_size) {
    if (text == NULL || strlen(text) < 2 || !is_in_digits(text)) {
        *ret_size = text == NULL ? 0 : strlen(text);
        return text;
    }
    size_t size = (strlen(text) - 2) / 2;
    unsigned char *bytes = arena_alloc(arena, size + 1);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(digit_value(text[2 + 2 * i]) << 4 | digit_value(text[3 + 2 * i]));
    *ret_size = size;
    return (const char *)bytes;
}

static void headers_of(const char *headers, struct arena *arena, struct record *record) {
    struct issues issues;
    issues_init(&issues, arena);
    AUTO_JSON *json = json_read(headers, strlen(headers), &issues);
    const char *name;
    json_t *value;
    json_object_foreach(json, name, value) {
        if (record->header_count == RECORD_HEADERS_MAX)
            return;
        size_t size;
        record->headers[record->header_count++] =
            (struct record_header){.name = arena_text(arena, name),
                                   .value = bytes_of(arena, arena_text(arena, json_string_value(value)), &size)};
    }
}

void dead_letter_record(const struct dead_letter *letter, struct arena *arena, struct record *ret_record) {
    *ret_record = (struct record){.topic = letter->topic, .partition = letter->partition, .offset = letter->offset};
    ret_record->key = bytes_of(arena, letter->key, &ret_record->key_size);
    ret_record->value = bytes_of(arena, letter->payload, &ret_record->value_size);
    if (letter->headers != NULL)
        headers_of(letter->headers, arena, ret_record);
}
