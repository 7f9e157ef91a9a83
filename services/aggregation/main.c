/* tonghop-aggregation: what it adds up to. */
#include "aggregation.h"
#include "consolidation_command.h"
#include "routes.h"

static const struct service_command commands[] = {
    {"consolidate", consolidate_run, true, "drafts a consolidation and prints its id", CONSOLIDATE_OPTIONS},
    {"verify", verify_run, false, "checks a consolidation that was saved as a file", VERIFY_OPTIONS},
    {0},
};

int main(int argc, char **argv) {
    const struct service_definition aggregation = {
        .name = "aggregation",
        .routes = aggregation_routes,
        .migrations = migrations,
        .settings = aggregation_settings,
        .setting_count = aggregation_setting_count,
        .commands = commands,
        .start = aggregation_start,
        .stop = aggregation_stop,
    };
    return service_main(argc, argv, &aggregation);
}
