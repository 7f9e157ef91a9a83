/* What an operator may ask and do at the admin port of every service, besides what room http answers there. */
#ifndef TONGHOP_SERVICE_OPERATOR_H
#define TONGHOP_SERVICE_OPERATOR_H

#include "http/route.h"

/* Their state is the struct service. A service without inbox has no dead letters, and says so. */
extern const struct route operator_routes[];

#endif
