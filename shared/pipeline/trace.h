/* The W3C trace context of an event that no request caused. */
#ifndef TONGHOP_PIPELINE_TRACE_H
#define TONGHOP_PIPELINE_TRACE_H

#include "core/uuid.h"

enum { TRACE_TEXT_SIZE = 56 };

/* A traceparent whose trace begins with the thing that `id` names. */
const char *trace_begin(const char id[UUID_TEXT_SIZE], char ret_text[TRACE_TEXT_SIZE]);

#endif
