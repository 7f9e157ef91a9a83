/* Reads shared strings: plain ones, and those made of runs with formats of their own. */
#include "sheet/sheet_strings.h"

#include <string.h>

#include "core/text.h"
#include "sheet/sheet_xml.h"

struct strings {
    struct sheet_parts *parts;
    size_t capacity, bytes;
    struct buffer text;
    bool in_text;
    uint32_t phonetic; /* how deep in a reading aid, which is no text of the cell */
    struct sheet_flaw *flaw;
};

bool text_gather(struct buffer *to, const char *text, int length, struct sheet_flaw *flaw) {
    if (to->size + (size_t)length > SHEET_TEXT_BYTES_MAX)
        return sheet_beyond(flaw, "bytes of text", SHEET_TEXT_BYTES_MAX);
    buffer_add(to, text, (size_t)length);
    return true;
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "_x000D_": a character that XML cannot hold, or an underscore that would begin such a thing. -1: it is none. */
static int escaped_character(const char *text) {
    int code = 0;
    if (strncmp(text, "_x", 2) != 0)
        return -1;
    for (int i = 2; i < 6; i++) {
        int value = hex_value(text[i]);
        if (value < 0)
            return -1;
        code = code * 16 + value;
    }
    return text[6] == '_' ? code : -1;
}

const char *text_take(struct arena *arena, const struct buffer *gathered) {
    const char *text = buffer_cstr(gathered);
    char *taken = arena_slice(arena, text, gathered->size), *to = taken;
    if (!strstr(text, "_x"))
        return taken;
    while (*text) {
        int code = escaped_character(text);
        if (code < 0)
            *to++ = *text;
        else if (code == '\t' || code == '\n' || (code >= ' ' && code < 0x7f))
            *to++ = (char)code;
        text += code < 0 ? 1 : 7;
    }
    *to = '\0';
    return taken;
}

static void take_open(void *context, struct sheet_xml *xml, const char *element, const char *const *attributes) {
    struct strings *strings = context;
    (void)xml;
    (void)attributes;
    if (text_equal(element, "rPh"))
        strings->phonetic++;
    else if (text_equal(element, "si"))
        buffer_clear(&strings->text);
    else if (text_equal(element, "t"))
        strings->in_text = strings->phonetic == 0;
}

static void add_string(struct strings *strings) {
    struct sheet_parts *parts = strings->parts;
    strings->bytes += strings->text.size + 1;
    if (parts->string_count == SHEET_STRINGS_MAX) {
        sheet_beyond(strings->flaw, "shared strings", SHEET_STRINGS_MAX);
    } else if (strings->bytes > SHEET_STRINGS_BYTES_MAX) {
        sheet_beyond(strings->flaw, "bytes of shared strings", SHEET_STRINGS_BYTES_MAX);
    } else {
        parts->strings =
            arena_grow(&parts->arena, parts->strings, parts->string_count, &strings->capacity, sizeof *parts->strings);
        parts->strings[parts->string_count++] = text_take(&parts->arena, &strings->text);
    }
}

static void take_close(void *context, struct sheet_xml *xml, const char *element) {
    struct strings *strings = context;
    if (text_equal(element, "rPh") && strings->phonetic > 0)
        strings->phonetic--;
    else if (text_equal(element, "t"))
        strings->in_text = false;
    else if (text_equal(element, "si"))
        add_string(strings);
    if (strings->flaw->kind != SHEET_FINE)
        xml_stop(xml);
}

static void take_text(void *context, struct sheet_xml *xml, const char *text, int length) {
    struct strings *strings = context;
    if (strings->in_text && !text_gather(&strings->text, text, length, strings->flaw))
        xml_stop(xml);
}

bool strings_read(struct sheet_archive *archive, const char *part, struct sheet_parts *parts, struct sheet_flaw *flaw) {
    struct strings strings = {.parts = parts, .flaw = flaw};
    struct xml_reader reader = {.context = &strings, .open = take_open, .close = take_close, .text = take_text};
    bool good = xml_read(archive, part, &reader, flaw);
    buffer_done(&strings.text);
    return good;
}
