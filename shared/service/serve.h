/* The life of a serving process, from its settings to its exit status. */
#ifndef TONGHOP_SERVICE_SERVE_H
#define TONGHOP_SERVICE_SERVE_H

#include "service/service.h"

/* service->definition, settings, conninfo and brokers are set. */
int serve(struct service *service);

#endif
