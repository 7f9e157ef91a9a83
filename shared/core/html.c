/* Writes elements and escaped text of a page. */
#include "core/html.h"

static const char *entity(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static bool is_control(char c) {
    return ((unsigned char)c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}

void html_text(struct buffer *to, const char *text) {
    for (; text && *text; text++) {
        const char *escaped = entity(*text);
        if (escaped)
            buffer_text(to, escaped);
        else if (!is_control(*text))
            buffer_char(to, *text);
    }
}

void html_open(struct buffer *to, const char *element, const char *klass) {
    if (klass)
        buffer_format(to, "<%s class=\"%s\">", element, klass);
    else
        buffer_format(to, "<%s>", element);
}

void html_close(struct buffer *to, const char *element) {
    buffer_format(to, "</%s>\n", element);
}

void html_element(struct buffer *to, const char *element, const char *klass, const char *text) {
    html_open(to, element, klass);
    html_text(to, text);
    html_close(to, element);
}
