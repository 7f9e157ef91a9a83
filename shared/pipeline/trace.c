/* The W3C trace context of an event that no request caused. */
#include "pipeline/trace.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* The trace id is the UUID, the span id its random half. */
const char *trace_begin(const char id[UUID_TEXT_SIZE], char ret_text[TRACE_TEXT_SIZE]) {
    assert(strlen(id) == UUID_TEXT_SIZE - 1);
    snprintf(ret_text, TRACE_TEXT_SIZE, "00-%.8s%.4s%.4s%.4s%.12s-%.4s%.12s-01", id, id + 9, id + 14, id + 19, id + 24,
             id + 19, id + 24);
    return ret_text;
}
