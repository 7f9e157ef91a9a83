/* The reports service: what was said. */
#include "reports.h"
#include "republish.h"

static const struct service_command commands[] = {
    {"republish", republish_run, true, "publishes versions of reports again", REPUBLISH_OPTIONS},
    {0},
};

static const struct service_definition definition = {
    .name = "reports",
    .routes = reports_routes,
    .migrations = migrations,
    .settings = reports_settings,
    .setting_count = REPORTS_SETTING_COUNT,
    .commands = commands,
    .start = reports_start,
    .stop = reports_stop,
};

int main(int argc, char **argv) {
    return service_main(argc, argv, &definition);
}
