/* The subcommands every service has: a table, and what its rows do. */
#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"
#include "observe/log.h"
#include "service/serve.h"
#include "service/settings.h"

struct command {
    const char *name;
    int (*run)(struct service *service);
    bool needs_settings;
    const char *help;
};

static int run_migrate(struct service *service) {
    struct fail fail = {0};
    struct db *db = NULL;
    uint32_t applied = 0;
    bool done = db_open(service->conninfo, "tonghop-migrate", &db, &fail) &&
                migrate(db, service->definition->migrations, &applied, &fail);
    db_close(db);
    if (!done) {
        fprintf(stderr, "%s: %s\n", fail.where, fail.text);
        return EXIT_FAILURE;
    }
    printf("%u migrations applied\n", applied);
    return EXIT_SUCCESS;
}

static int run_print_config(struct service *service) {
    settings_print(&service->settings);
    return EXIT_SUCCESS;
}

static int run_check_config(struct service *service) {
    (void)service; /* they were checked when they were read */
    puts("The settings are complete and within bounds.");
    return EXIT_SUCCESS;
}

static int run_settings(struct service *service) {
    size_t count = 0;
    const struct setting *rows = service_settings(service->definition, &service->arena, &count);
    settings_document(rows, count, service->definition->name);
    return EXIT_SUCCESS;
}

static int run_routes(struct service *service) {
    routes_print(service->definition->routes);
    return EXIT_SUCCESS;
}

static int run_version(struct service *service) {
    printf("tonghop-%s %s\n", service->definition->name, TONGHOP_VERSION);
    return EXIT_SUCCESS;
}

static const struct command commands[] = {
    {"serve", serve, true, "answers requests until SIGTERM"},
    {"migrate", run_migrate, true, "brings the database schema up to date"},
    {"print-config", run_print_config, true, "prints the settings in use, secrets masked"},
    {"check-config", run_check_config, true, "checks the settings and exits"},
    {"settings", run_settings, false, "prints all settings as a Markdown table"},
    {"routes", run_routes, false, "prints the routes as JSON lines"},
    {"version", run_version, false, "prints the version"},
};
enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static int usage(const char *service) {
    fprintf(stderr, "tonghop-%s COMMAND\n\n", service);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(stderr, "  %-13s %s\n", commands[i].name, commands[i].help);
    return 2;
}

static const struct command *command_find(int argc, char **argv) {
    for (size_t i = 0; argc == 2 && i < COMMAND_COUNT; i++)
        if (text_equal(commands[i].name, argv[1]))
            return &commands[i];
    return NULL;
}

static bool settings_read(struct service *service) {
    size_t count = 0;
    const struct setting *rows = service_settings(service->definition, &service->arena, &count);
    const char *problems = NULL;
    if (!settings_load(rows, count, &service->arena, &service->settings, &problems)) {
        fputs(problems, stderr);
        return false;
    }
    service->conninfo = setting_text(&service->settings, "TONGHOP_DB_URL");
    service->brokers = setting_text(&service->settings, "TONGHOP_KAFKA_BROKERS");
    log_start(service->definition->name, log_level_parse(setting_text(&service->settings, "TONGHOP_LOG_LEVEL")));
    return true;
}

int service_main(int argc, char **argv, const struct service_definition *definition) {
    struct service service = {.definition = definition};
    const struct command *command = command_find(argc, argv);
    if (!command)
        return usage(definition->name);
    int status = command->needs_settings && !settings_read(&service) ? EXIT_FAILURE : command->run(&service);
    arena_done(&service.arena);
    return status;
}
