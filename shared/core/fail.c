/* Setting a failure, and stopping the process where going on would be wrong. */
#include "core/fail.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"

bool fail_set(struct fail *fail, enum fault fault, bool retry, const char *where, const char *format, ...) {
    assert(fault != FAULT_NONE);
    char text[2 * sizeof fail->text]; /* apart from *fail: its old text may be an argument */
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(text, sizeof text, format, arguments) < 0)
        text[0] = '\0';
    va_end(arguments);
    fail->fault = fault;
    fail->retry = retry;
    text_copy(fail->where, sizeof fail->where, where);
    text_copy(fail->text, sizeof fail->text, text);
    return false;
}

const char *fault_name(enum fault fault) {
    static const char *const names[] = {
        [FAULT_NONE] = "none",         [FAULT_INVALID] = "invalid", [FAULT_MISSING] = "missing",
        [FAULT_CONFLICT] = "conflict", [FAULT_BUSY] = "busy",       [FAULT_BROKEN] = "broken",
    };
    assert((size_t)fault < sizeof names / sizeof *names);
    return names[fault];
}

void fail_stop(const char *where, const char *text) {
    fprintf(stderr, "%s: %s\n", where, text);
    abort();
}
