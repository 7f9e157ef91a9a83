/* Cursors: only one that was made for this list is taken, and it brings back the position it was made of. */
#include "fuzz.h"

#include "core/text.h"
#include "http/call.h"

static struct call call_make(const char *cursor) {
    struct call call = {.path = "/v1/reports", .query_count = 2};
    call.query_parameters[0] = (struct parameter){"form", "PCMD-C"};
    call.query_parameters[1] = (struct parameter){"cursor", cursor};
    return call;
}

static void check_taken(const char *cursor) {
    bool good;
    struct call call = call_make(cursor);
    issues_init(&call.issues, &call.arena);
    const char *position = call_cursor_read(&call, &good);
    promised(good == (position != NULL) && good == (call.issues.count == 0),
             "a cursor is taken or refused, and that is said");
    arena_done(&call.arena);
}

/* A text that could be a position: no NUL, UTF-8, and short enough. */
static void check_made(const char *position) {
    bool good;
    struct call maker = call_make(""), reader;
    issues_init(&maker.issues, &maker.arena);
    const char *cursor = call_cursor_make(&maker, position);
    reader = call_make(cursor);
    issues_init(&reader.issues, &reader.arena);
    const char *again = call_cursor_read(&reader, &good);
    promised(good && strcmp(again, position) == 0, "a cursor brings its position back");
    reader.query_parameters[0].value = "PCMD-D";
    promised(call_cursor_read(&reader, &good) == NULL && !good, "a cursor of another list is refused");
    arena_done(&maker.arena);
    arena_done(&reader.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char *text = fuzz_text(bytes, size);
    check_taken(text);
    if (strlen(text) < 400 && text_is_utf8(text, strlen(text)))
        check_made(text);
    free(text);
    return 0;
}
