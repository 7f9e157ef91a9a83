/* Who does it and from where, as the audit keeps it. */
#ifndef TONGHOP_SERVICE_ORIGIN_H
#define TONGHOP_SERVICE_ORIGIN_H

#include "audit/audit.h"
#include "http/call.h"

/* Of a request; lives in the call's arena. At the admin port, where nobody shows a token, it is the operator. */
struct audit_origin call_origin(struct call *call);
/* Of a subcommand. */
struct audit_origin command_origin(const char *command);

#endif
