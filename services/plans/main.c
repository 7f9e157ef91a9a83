/* tonghop-plans: what should happen. */
#include "plans.h"

static const struct service_definition plans = {
    .name = "plans",
    .routes = plans_routes,
    .migrations = migrations,
    .start = plans_start,
    .stop = plans_stop,
};

int main(int argc, char **argv) {
    return service_main(argc, argv, &plans);
}
