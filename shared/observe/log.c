/* Log lines: what happened, as one JSON object, closed against what a hostile text could do to a line or a terminal. */
#include "observe/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/clock.h"
#include "core/text.h"
#include "observe/allowance.h"

enum { LINES_PER_SECOND_MAX = 2000, MESSAGE_BYTES_MAX = 1024, SERVICE_BYTES_MAX = 32 };

static struct {
    char service[SERVICE_BYTES_MAX];
    enum log_level least;
    struct allowance lines;
} state = {.least = LOG_INFO};

static const char *const level_names[] = {
    [LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error"};

void log_start(const char *service, enum log_level least) {
    text_copy(state.service, sizeof state.service, service);
    state.least = least;
}

enum log_level log_level_parse(const char *text) {
    for (size_t i = 0; i < sizeof level_names / sizeof *level_names; i++) {
        if (text_equal(text, level_names[i]))
            return (enum log_level)i;
    }
    return LOG_INFO;
}

/* Controls would end the line or steer a terminal; C1 controls (U+0080 to U+009F) stand as C2 and one more byte. */
static const char *add_character(struct buffer *line, const char *at, bool utf8) {
    unsigned char c = (unsigned char)at[0], next = c == '\0' ? 0 : (unsigned char)at[1];
    if (c == '"' || c == '\\')
        buffer_format(line, "\\%c", c);
    else if (c < 0x20 || c == 0x7F)
        buffer_format(line, "\\u%04x", c);
    else if (c >= 0x80 && !utf8)
        buffer_text(line, "\\ufffd");
    else if (c == 0xC2 && next < 0xA0) {
        buffer_format(line, "\\u%04x", next);
        return at + 2;
    } else
        buffer_char(line, (char)c);
    return at + 1;
}

/* Adds ,"name":"text" unless there is no text. */
static void add_text(struct buffer *line, const char *name, const char *text) {
    if (text == NULL)
        return;
    bool utf8 = text_is_utf8(text, strlen(text));
    buffer_format(line, ",\"%s\":\"", name);
    while (*text != '\0')
        text = add_character(line, text, utf8);
    buffer_char(line, '"');
}

static void open_line(struct buffer *line, moment_t now, enum log_level level, const char *event, const char *message) {
    char ts[MOMENT_TEXT_SIZE];
    buffer_format(line, "{\"ts\":\"%s\"", moment_format(now, ts));
    add_text(line, "level", level_names[level]);
    add_text(line, "service", state.service);
    add_text(line, "event", event);
    add_text(line, "msg", message);
}

/* One write, so that lines of several threads do not mix; a log that cannot be written is no reason to stop. */
static void close_line(struct buffer *line) {
    buffer_text(line, "}\n");
    ssize_t written = write(STDERR_FILENO, line->bytes, line->size);
    (void)written;
}

static void report_refused(moment_t now, uint32_t refused) {
    AUTO_BUFFER line = {0};
    open_line(&line, now, LOG_WARN, "log.refused", "Too many lines within a second");
    buffer_format(&line, ",\"lines\":%" PRIu32, refused);
    close_line(&line);
}

/* Opens a line if its level is asked for and this second has room for it. */
static bool begin(struct buffer *line, enum log_level level, const char *event, const char *message) {
    if (level < state.least)
        return false;
    moment_t now = clock_now();
    uint32_t refused;
    bool granted = allowance_take(&state.lines, LINES_PER_SECOND_MAX, now, &refused);
    if (refused > 0)
        report_refused(now, refused);
    if (granted)
        open_line(line, now, level, event, message);
    return granted;
}

void log_event(enum log_level level, const char *event, const char *format, ...) {
    char text[2 * MESSAGE_BYTES_MAX], message[MESSAGE_BYTES_MAX]; /* twice: the cut must not split a character */
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(text, sizeof text, format, arguments) < 0)
        text[0] = '\0';
    va_end(arguments);
    text_copy(message, sizeof message, text);
    AUTO_BUFFER line = {0};
    if (begin(&line, level, event, message))
        close_line(&line);
}

void log_fail(enum log_level level, const char *event, const struct fail *fail) {
    AUTO_BUFFER line = {0};
    if (!begin(&line, level, event, fail->text))
        return;
    add_text(&line, "err", fault_name(fail->fault));
    add_text(&line, "where", fail->where);
    buffer_format(&line, ",\"retry\":%s", fail->retry ? "true" : "false");
    close_line(&line);
}

void log_request(const char *method, const char *route, int status, int64_t duration_us, const char *trace_id,
                 const char *client) {
    AUTO_BUFFER line = {0};
    if (!begin(&line, status >= 500 ? LOG_WARN : LOG_INFO, "http.request", "Request answered"))
        return;
    add_text(&line, "method", method);
    add_text(&line, "route", route);
    buffer_format(&line, ",\"status\":%d,\"durMs\":%" PRId64 ".%03" PRId64, status, duration_us / 1000,
                  duration_us % 1000);
    add_text(&line, "traceId", trace_id);
    add_text(&line, "clientId", client);
    close_line(&line);
}
