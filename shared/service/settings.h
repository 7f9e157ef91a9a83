/* The settings every service has, joined with those of its own. */
#ifndef TONGHOP_SERVICE_SETTINGS_H
#define TONGHOP_SERVICE_SETTINGS_H

#include "service/service.h"

/* All rows of a service, in the arena. */
const struct setting *service_settings(const struct service_definition *definition, struct arena *arena,
                                       size_t *ret_count);

#endif
