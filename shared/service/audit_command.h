/* The subcommand verify-audit. */
#ifndef TONGHOP_SERVICE_AUDIT_COMMAND_H
#define TONGHOP_SERVICE_AUDIT_COMMAND_H

#include "service/service.h"

#define AUDIT_COMMAND_OPTIONS "[--stored] [--no-heads]"

/* Exit status 0: nothing was found; 1: something was, or it could not be looked at. */
int audit_command(struct service *service);

#endif
