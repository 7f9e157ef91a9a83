/* Which status a list of issues means: 400 where the request is not of the schema, 422 where it breaks a rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "service/service.h"
#include "service/settings.h"

static const struct {
    enum issue_type issues[2];
    const char *in;
    int status;
} requests[] = {
    {{ISSUE_SYNTAX, ISSUE_SYNTAX}, NULL, 400},
    {{ISSUE_UNKNOWN_UNIT, ISSUE_UNKNOWN_MEMBER}, NULL, 400},
    {{ISSUE_REAL_NUMBER, ISSUE_RULE_BROKEN}, NULL, 400},
    {{ISSUE_UNKNOWN_UNIT, ISSUE_PERSONAL_DATA}, NULL, 422},
    {{ISSUE_OUT_OF_BOUNDS, ISSUE_OUT_OF_BOUNDS}, NULL, 422},
    {{ISSUE_OUT_OF_BOUNDS, ISSUE_OUT_OF_BOUNDS}, "query", 400},
};

static void one_issue_with_the_schema_makes_the_request_unreadable(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        struct call call = {.api = "plans"};
        issues_init(&call.issues, &call.arena);
        for (size_t j = 0; j < 2; j++)
            issue_add_at(&call.issues, requests[i].issues[j], "x", NULL, NULL, NULL)->in = requests[i].in;
        call_refuse_issues(&call);
        assert_int_equal(call.status, requests[i].status);
        buffer_done(&call.body);
        arena_done(&call.arena);
    }
}

static void today_begins_at_midnight_in_viet_nam(void **state) {
    (void)state;
    struct call call = {0};
    assert_true(moment_parse("2023-06-14T16:59:59.999999Z", &call.now));
    assert_int_equal(call_today(&call), day_of(2023, 6, 14));
    assert_true(moment_parse("2023-06-14T17:00:00Z", &call.now));
    assert_int_equal(call_today(&call), day_of(2023, 6, 15));
}

static void a_service_has_the_common_settings_and_its_own(void **state) {
    (void)state;
    static const struct setting own[] = {
        {"TONGHOP_OWN", SETTING_NUMBER, "1", 1, 2, SETTING_OPEN, "Only here"},
    };
    struct service_definition definition = {.name = "plans"};
    struct arena arena = {0};
    size_t common = 0, count = 0;
    (void)service_settings(&definition, &arena, &common);
    definition.settings = own;
    definition.setting_count = 1;
    const struct setting *rows = service_settings(&definition, &arena, &count);
    assert_int_equal(count, common + 1);
    assert_string_equal(rows[0].name, "TONGHOP_BIND");
    assert_string_equal(rows[common].name, "TONGHOP_OWN");
    arena_done(&arena);
}

static const char *brokers_with(struct arena *arena, const char *ca, const char *cert, const char *key) {
    static const struct setting rows[] = {
        {.name = "TONGHOP_KAFKA_BROKERS"},
        {.name = "TONGHOP_KAFKA_CA"},
        {.name = "TONGHOP_KAFKA_CERT"},
        {.name = "TONGHOP_KAFKA_KEY"},
    };
    const char *values[] = {"a:1,b:2", ca, cert, key};
    const struct settings settings = {rows, sizeof rows / sizeof rows[0], values};
    return service_brokers(&settings, arena);
}

static void tls_to_kafka_is_set_up_whole_or_not_at_all(void **state) {
    (void)state;
    struct arena arena = {0};
    assert_string_equal(brokers_with(&arena, "", "", ""), "a:1,b:2");
    assert_string_equal(brokers_with(&arena, "/ca", "/cert", "/key"),
                        "a:1,b:2;security.protocol=ssl;ssl.endpoint.identification.algorithm=https;ssl.ca.location=/ca;"
                        "ssl.certificate.location=/cert;ssl.key.location=/key");
    static const char *const some[][3] = {{"/ca", "", ""},      {"", "/cert", ""},   {"", "", "/key"},
                                          {"/ca", "/cert", ""}, {"/ca", "", "/key"}, {"", "/cert", "/key"}};
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++)
        assert_null(brokers_with(&arena, some[i][0], some[i][1], some[i][2]));
    arena_done(&arena);
}

static int told(struct service *service) {
    assert_string_equal(service->arguments[0], "tell");
    return 40 + service->argument_count;
}

static int quiet(struct service *service) {
    return 50 + service->argument_count;
}

static void a_service_has_the_common_subcommands_and_its_own(void **state) {
    (void)state;
    static const struct service_command own[] = {
        {"tell", told, false, "tells", "[--loud]"},
        {"quiet", quiet, false, "says nothing", NULL},
        {0},
    };
    static const struct route none[] = {{0}};
    static const struct {
        const char *words[4];
        int status;
    } calls[] = {
        {{"tonghop-x", "tell"}, 41},
        {{"tonghop-x", "tell", "--loud", "more"}, 43}, /* what it is given is its own affair */
        {{"tonghop-x", "quiet"}, 51},
        {{"tonghop-x", "quiet", "--loud"}, 2},
        {{"tonghop-x", "version"}, 0},
        {{"tonghop-x", "version", "x"}, 2},
        {{"tonghop-x", "routes"}, 0},
        {{"tonghop-x", "admin-routes"}, 0},
        {{"tonghop-x", "tel"}, 2},
        {{"tonghop-x", ""}, 2},
        {{"tonghop-x"}, 2},
    };
    const struct service_definition definition = {.name = "x", .routes = none, .commands = own};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        int count = 0;
        while (count < 4 && calls[i].words[count])
            count++;
        assert_int_equal(service_main(count, (char **)(uintptr_t)calls[i].words, &definition), calls[i].status);
    }
    const struct service_definition without = {.name = "x", .routes = none};
    assert_int_equal(service_main(2, (char *[]){"tonghop-x", "tell", NULL}, &without), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_issue_with_the_schema_makes_the_request_unreadable),
        cmocka_unit_test(today_begins_at_midnight_in_viet_nam),
        cmocka_unit_test(a_service_has_the_common_settings_and_its_own),
        cmocka_unit_test(tls_to_kafka_is_set_up_whole_or_not_at_all),
        cmocka_unit_test(a_service_has_the_common_subcommands_and_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
