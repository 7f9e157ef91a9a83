/* Writes iCalendar content lines. */
#include "icalendar.h"

#include <stdio.h>
#include <string.h>

static size_t character_octets(const char *text) {
    size_t octets = 1;
    while (((unsigned char)text[octets] & 0xC0U) == 0x80U)
        octets++;
    return octets;
}

/* A folded line goes on behind a line break and one space, which counts. */
static void add_folded(struct buffer *to, const char *line) {
    size_t column = 0;
    while (*line) {
        size_t octets = character_octets(line);
        if (column + octets > ICALENDAR_LINE_OCTETS_MAX) {
            buffer_text(to, "\r\n ");
            column = 1;
        }
        buffer_add(to, line, octets);
        column += octets;
        line += octets;
    }
    buffer_text(to, "\r\n");
}

void icalendar_word(struct buffer *to, const char *property, const char *value) {
    AUTO_BUFFER line = {0};
    buffer_format(&line, "%s:%s", property, value);
    add_folded(to, buffer_cstr(&line));
}

void icalendar_begin(struct buffer *to, const char *name) {
    icalendar_word(to, "BEGIN", name);
}

void icalendar_end(struct buffer *to, const char *name) {
    icalendar_word(to, "END", name);
}

void icalendar_text(struct buffer *to, const char *property, const char *text) {
    AUTO_BUFFER escaped = {0};
    for (; *text; text++) {
        if (strchr("\\;,", *text))
            buffer_char(&escaped, '\\');
        if (*text == '\n')
            buffer_text(&escaped, "\\n");
        else if ((unsigned char)*text >= ' ') /* other controls have no place in a text */
            buffer_char(&escaped, *text);
    }
    icalendar_word(to, property, buffer_cstr(&escaped));
}

void icalendar_moment(struct buffer *to, const char *property, moment_t moment) {
    enum { TEXT_SIZE = 48 };
    char text[TEXT_SIZE];
    int year, month, day;
    day_t date = moment_day(moment, 0);
    int64_t seconds = (moment - moment_of_day(date, 0)) / MOMENT_SECOND;
    day_split(date, &year, &month, &day);
    snprintf(text, sizeof text, "%04d%02d%02dT%02d%02d%02dZ", year, month, day, (int)(seconds / 3600),
             (int)(seconds / 60 % 60), (int)(seconds % 60));
    icalendar_word(to, property, text);
}

void icalendar_day(struct buffer *to, const char *property, day_t day) {
    AUTO_BUFFER named = {0};
    enum { TEXT_SIZE = 48 };
    char text[TEXT_SIZE];
    int year, month, day_of_month;
    day_split(day, &year, &month, &day_of_month);
    snprintf(text, sizeof text, "%04d%02d%02d", year, month, day_of_month);
    buffer_format(&named, "%s;VALUE=DATE", property);
    icalendar_word(to, buffer_cstr(&named), text);
}
