/* The reports service: what was said. */
#include "reports.h"

static const struct service_definition definition = {
    .name = "reports",
    .routes = reports_routes,
    .migrations = migrations,
    .start = reports_start,
    .stop = reports_stop,
};

int main(int argc, char **argv) {
    return service_main(argc, argv, &definition);
}
