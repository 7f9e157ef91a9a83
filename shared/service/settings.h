/* The settings every service has, joined with those of its own. */
#ifndef TONGHOP_SERVICE_SETTINGS_H
#define TONGHOP_SERVICE_SETTINGS_H

#include "service/service.h"

/* All rows of a service, in the arena. */
const struct setting *service_settings(const struct service_definition *definition, struct arena *arena,
                                       size_t *ret_count);

/* How the bus is reached, with TLS where it is set up. NULL: of authority, certificate and key some are given and some are not. */
const char *service_brokers(const struct settings *settings, struct arena *arena);

#endif
