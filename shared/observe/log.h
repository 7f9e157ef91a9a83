/* One JSON object a line on stderr, one write(2) each. Only services and main loops log; a failure is logged once, by who
 * knows its context. No bodies, no tokens, no matched personal data. */
#ifndef TONGHOP_OBSERVE_LOG_H
#define TONGHOP_OBSERVE_LOG_H

#include <stdint.h>

#include "core/fail.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_start(const char *service, enum log_level least);
enum log_level log_level_parse(const char *text); /* debug info warn error; others: info */

/* event: a fixed name such as "outbox.published"; message: what a person reads. */
void log_event(enum log_level level, const char *event, const char *format, ...) __attribute__((format(printf, 3, 4)));
void log_fail(enum log_level level, const char *event, const struct fail *fail);
void log_request(const char *method, const char *route, int status, int64_t duration_us, const char *trace_id, const char *client);

#endif
