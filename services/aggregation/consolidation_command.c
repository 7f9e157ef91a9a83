/* The subcommand that drafts a consolidation without a request. */
#include "consolidation_command.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aggregation.h"
#include "bus/bus.h"
#include "consolidation.h"
#include "consolidation_lag_sql.h"
#include "core/text.h"
#include "pipeline/reference_feed.h"
#include "service/origin.h"

enum { MARK_MS_MAX = 5000 }; /* they come every second */
enum { OPTION_UNIT = 1, OPTION_AGENCY, OPTION_FORMS, OPTION_PERIOD, OPTION_PLAN };

static const char drafted_by[] = "tonghop-aggregation consolidate";

/* One run. */
struct run {
    struct service *service;
    json_t *body; /* what POST would be given */
    struct cube_cache *cubes;
};

/* ---- What is asked for */

static json_t *forms_of(const char *codes) {
    json_t *forms = json_array();
    for (const char *code = codes; *code != '\0';) {
        size_t size = strcspn(code, ",");
        json_array_append_new(forms, json_stringn(code, size));
        code += size + (code[size] == ',');
    }
    return forms;
}

static bool option_take(json_t *body, int option) {
    switch (option) {
    case OPTION_UNIT:
        return json_object_set_new(body, "unit", json_string(optarg)) == 0;
    case OPTION_AGENCY:
        return json_object_set_new(body, "agency", json_string(optarg)) == 0;
    case OPTION_FORMS:
        return json_object_set_new(body, "forms", forms_of(optarg)) == 0;
    case OPTION_PERIOD:
        return json_object_set_new(body, "period", json_string(optarg)) == 0;
    case OPTION_PLAN:
        return json_object_set_new(body, "plan", json_string(optarg)) == 0;
    default:
        return false;
    }
}

static bool options_read(int argument_count, char **arguments, json_t *body) {
    static const struct option options[] = {
        {"unit", required_argument, NULL, OPTION_UNIT},   {"agency", required_argument, NULL, OPTION_AGENCY},
        {"forms", required_argument, NULL, OPTION_FORMS}, {"period", required_argument, NULL, OPTION_PERIOD},
        {"plan", required_argument, NULL, OPTION_PLAN},   {0},
    };
    optind = 0; /* glibc: from the start, also where options were read before */
    for (int option; (option = getopt_long(argument_count, arguments, "", options, NULL)) != -1;)
        if (!option_take(body, option))
            return false;
    return optind == argument_count && json_object_size(body) >= 4;
}

/* ---- Drafting */

static bool say_issues(const struct issues *issues) {
    for (const struct issue *issue = issues->first; issue != NULL; issue = issue->next)
        fprintf(stderr, "consolidate: %s: %s\n", issue->pointer == NULL ? "" : issue->pointer,
                issue_detail(issues->arena, issue, LANGUAGE_EN));
    return false;
}

static bool read_wish(const struct run *run, const struct snapshot *snapshot, struct consolidation_subject *ret_subject,
                      struct consolidation_text *ret_text) {
    struct issues issues;
    issues_init(&issues, &run->service->arena);
    const struct wish_setting setting = {&run->service->arena, snapshot, LANGUAGE_EN, &issues};
    return consolidation_wish_read(&setting, run->body, ret_subject, ret_text) || say_issues(&issues);
}

static bool draft_and_store(const struct run *run, const struct consolidation_subject *subject,
                            const struct consolidation_text *text, bool complete, struct fail *fail) {
    struct consolidation draft;
    struct consolidation_sources sources;
    const struct drafting drafting = {.arena = &run->service->arena,
                                      .cubes = run->cubes,
                                      .subject = subject,
                                      .text = text,
                                      .now = clock_now(),
                                      .complete = complete,
                                      .created_by = drafted_by};
    AUTO_LEASE lease = {0};
    const struct audit_origin origin = command_origin("consolidate");
    if (!consolidation_draft(&drafting, &draft, &sources, fail) || !db_lease(run->service->pool, &lease, fail) ||
        !db_begin(lease.db, fail) || !consolidation_draft_store(lease.db, &draft, &sources, fail) ||
        !consolidation_audit(lease.db, &origin, drafting.now, &draft, fail) || !db_commit(lease.db, fail))
        return false;
    puts(draft.id);
    return true;
}

static bool say_failure(const struct fail *fail) {
    fprintf(stderr, "consolidate: %s: %s\n", fail->where, fail->text);
    return false;
}

static bool count_lag(const struct run *run, int64_t enough, int64_t *ret_lag, struct fail *fail) {
    AUTO_LEASE lease = {0};
    return db_lease(run->service->pool, &lease, fail) &&
           reports_lag(lease.db, run->service->brokers, enough, ret_lag, fail);
}

/* As for a request, but that it waits a little for the next mark. */
static bool lag_is_good(const struct run *run, bool *ret_complete, struct fail *fail) {
    int64_t lag, lag_max = setting_number(&run->service->settings, "TONGHOP_CONSOLIDATION_LAG_MAX");
    moment_t until, wanted = clock_now() - PRESENT_S_MAX * MOMENT_SECOND;
    if (!passed_wait(run->service, wanted, MARK_MS_MAX, &until, fail) || !count_lag(run, lag_max, &lag, fail))
        return false;
    *ret_complete = lag == 0 && until >= wanted;
    return consolidation_caught_up(lag, lag_max, *ret_complete, fail);
}

static bool load_reference(const struct run *run, struct fail *fail) {
    AUTO_LEASE lease = {0};
    return db_lease(run->service->pool, &lease, fail) && reference_load(lease.db, run->service->reference, fail);
}

static bool consolidate(struct run *run) {
    struct fail fail = {0};
    bool complete;
    struct consolidation_subject subject;
    struct consolidation_text text;
    if (!load_reference(run, &fail))
        return say_failure(&fail);
    AUTO_SNAPSHOT *snapshot = reference_hold(run->service->reference);
    if (!read_wish(run, snapshot, &subject, &text))
        return false;
    return (lag_is_good(run, &complete, &fail) && draft_and_store(run, &subject, &text, complete, &fail)) ||
           say_failure(&fail);
}

static bool consolidate_with_pool(struct run *run) {
    struct service *service = run->service;
    struct fail fail = {0};
    uint32_t pool = (uint32_t)setting_number(&service->settings, "TONGHOP_DB_POOL");
    if (!db_pool_open(service->conninfo, "tonghop-aggregation-consolidate", pool, &service->pool, &fail))
        return say_failure(&fail);
    service->reference = reference_new();
    run->cubes = aggregation_cubes(service);
    bool done = consolidate(run);
    cube_cache_free(run->cubes);
    reference_free(service->reference);
    db_pool_close(service->pool);
    return done;
}

int consolidate_run(struct service *service) {
    AUTO_JSON *body = json_object();
    struct run run = {.service = service, .body = body};
    if (!options_read(service->argument_count, service->arguments, body))
        return service_usage(service->definition);
    return consolidate_with_pool(&run) ? EXIT_SUCCESS : EXIT_FAILURE;
}
