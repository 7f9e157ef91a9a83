/* The subcommands every service has: a table, and what its rows do. */
#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"
#include "observe/log.h"
#include "service/audit_command.h"
#include "service/operator.h"
#include "service/serve.h"
#include "service/settings.h"

enum { USAGE_STATUS = 2 };

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

static int run_admin_routes(struct service *service) {
    (void)service;
    routes_print(operator_routes);
    return EXIT_SUCCESS;
}

static int run_version(struct service *service) {
    printf("tonghop-%s %s\n", service->definition->name, TONGHOP_VERSION);
    return EXIT_SUCCESS;
}

static const struct service_command commands[] = {
    {"serve", serve, true, "answers requests until SIGTERM"},
    {"migrate", run_migrate, true, "brings the database schema up to date"},
    {"verify-audit", audit_command, true, "holds the audit against itself and its published heads",
     AUDIT_COMMAND_OPTIONS},
    {"print-config", run_print_config, true, "prints the settings in use, secrets masked"},
    {"check-config", run_check_config, true, "checks the settings and exits"},
    {"settings", run_settings, false, "prints all settings as a Markdown table"},
    {"routes", run_routes, false, "prints the routes as JSON lines"},
    {"admin-routes", run_admin_routes, false, "prints the operator's routes of the admin port as JSON lines"},
    {"version", run_version, false, "prints the version"},
    {0},
};

static void print_help(const struct service_command *command) {
    for (; command && command->name; command++) {
        fprintf(stderr, "  %-13s %s\n", command->name, command->help);
        if (command->options)
            fprintf(stderr, "  %-13s   %s\n", "", command->options);
    }
}

int service_usage(const struct service_definition *definition) {
    fprintf(stderr, "tonghop-%s COMMAND\n\n", definition->name);
    print_help(commands);
    print_help(definition->commands);
    return USAGE_STATUS;
}

static const struct service_command *find_in(const struct service_command *command, int argument_count,
                                             const char *name) {
    for (; command && command->name; command++)
        if (text_equal(command->name, name) && (argument_count == 1 || command->options))
            return command;
    return NULL;
}

static const struct service_command *command_find(const struct service *service) {
    if (service->argument_count < 1)
        return NULL;
    const char *name = service->arguments[0];
    const struct service_command *common = find_in(commands, service->argument_count, name);
    return common ? common : find_in(service->definition->commands, service->argument_count, name);
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
    service->brokers = service_brokers(&service->settings, &service->arena);
    if (service->brokers == NULL) {
        fputs("TONGHOP_KAFKA_CA, TONGHOP_KAFKA_CERT and TONGHOP_KAFKA_KEY are given all or none\n", stderr);
        return false;
    }
    log_start(service->definition->name, log_level_parse(setting_text(&service->settings, "TONGHOP_LOG_LEVEL")));
    return true;
}

int service_main(int argc, char **argv, const struct service_definition *definition) {
    struct service service = {.definition = definition, .argument_count = argc - 1, .arguments = argv + 1};
    const struct service_command *command = command_find(&service);
    if (!command)
        return service_usage(definition);
    int status = command->needs_settings && !settings_read(&service) ? EXIT_FAILURE : command->run(&service);
    arena_done(&service.arena);
    return status;
}
