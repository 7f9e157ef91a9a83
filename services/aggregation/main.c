/* tonghop-aggregation: what it adds up to. */
#include "aggregation.h"
#include "routes.h"

int main(int argc, char **argv) {
    const struct service_definition aggregation = {
        .name = "aggregation",
        .routes = aggregation_routes,
        .migrations = migrations,
        .settings = aggregation_settings,
        .setting_count = aggregation_setting_count,
        .start = aggregation_start,
        .stop = aggregation_stop,
    };
    return service_main(argc, argv, &aggregation);
}
