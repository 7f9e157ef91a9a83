/* What every service answers on its admin port. Private to this room. */
#ifndef TONGHOP_HTTP_ADMIN_H
#define TONGHOP_HTTP_ADMIN_H

#include <stdatomic.h>

#include "http/server.h"

/* State of the routes below. */
struct admin {
    const struct server_options *options;
    atomic_bool draining;
    atomic_int in_flight;
};

extern const struct route admin_routes[];

#endif
