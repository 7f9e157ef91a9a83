/* The subcommand: reads what is asked for, goes through the ledger batch by batch, and says on stderr how far it is. */
#include "republish.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/text.h"
#include "pipeline/outbox_sql.h"
#include "pipeline/reference_feed.h"
#include "pipeline/trace.h"
#include "republish_sql.h"
#include "service/origin.h"

enum { PAUSE_MS = 200, TELL_EVERY_US = 2000000, SAME_CODE_MAX = 64 };

/* ---- What is asked for */

enum { OPTION_FORM = 1, OPTION_PERIOD, OPTION_UNIT, OPTION_SINCE, OPTION_AFTER, OPTION_RAISE_EPOCH };

static bool option_take(struct republish_wish *wish, int option) {
    switch (option) {
    case OPTION_FORM:
        wish->form = optarg;
        return true;
    case OPTION_PERIOD:
        wish->period = optarg;
        return true;
    case OPTION_UNIT:
        wish->unit = optarg;
        return true;
    case OPTION_SINCE:
        return moment_parse(optarg, &wish->since);
    case OPTION_AFTER:
        wish->after = optarg;
        return true;
    case OPTION_RAISE_EPOCH:
        wish->raise_epoch = true;
        return true;
    default:
        return false;
    }
}

/* Under a new epoch only what carries it counts: it is everything or nothing. */
static bool wish_is_sound(const struct republish_wish *wish) {
    return !wish->raise_epoch ||
           (!wish->form && !wish->period && !wish->unit && !wish->after && wish->since == MOMENT_NONE);
}

bool republish_wish_read(int argument_count, char **arguments, struct republish_wish *ret_wish) {
    static const struct option options[] = {
        {"form", required_argument, NULL, OPTION_FORM},
        {"period", required_argument, NULL, OPTION_PERIOD},
        {"unit", required_argument, NULL, OPTION_UNIT},
        {"since", required_argument, NULL, OPTION_SINCE},
        {"after", required_argument, NULL, OPTION_AFTER},
        {"raise-epoch", no_argument, NULL, OPTION_RAISE_EPOCH},
        {0},
    };
    *ret_wish = (struct republish_wish){.since = MOMENT_NONE};
    optind = 0; /* glibc: from the start, also where options were read before */
    for (int option; (option = getopt_long(argument_count, arguments, "", options, NULL)) != -1;)
        if (!option_take(ret_wish, option))
            return false;
    return optind == argument_count && wish_is_sound(ret_wish);
}

/* ---- Which versions those are */

/* An official code means every unit that ever had it: an event too many does no harm. */
static bool units_read(struct arena *arena, const struct snapshot *snapshot, const char *asked, const char **ret_units,
                       struct fail *fail) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    uint32_t units[SAME_CODE_MAX] = {unit_by_id(tree, asked)};
    size_t count = units[0] != UNIT_NONE ? 1 : units_with_code(tree, asked, units, SAME_CODE_MAX);
    if (count == 0)
        return fail_set(fail, FAULT_MISSING, false, "republish", "there is no unit %s", asked);
    struct db_array ids __attribute__((cleanup(db_array_done)));
    db_array_begin(&ids);
    for (size_t i = 0; i < count && i < SAME_CODE_MAX; i++)
        db_array_text(&ids, tree->units[units[i]].id);
    *ret_units = arena_text(arena, db_array_end(&ids));
    return true;
}

static bool filter_read(struct arena *arena, const struct snapshot *snapshot, const struct republish_wish *wish,
                        struct ledger_filter *ret_filter, struct fail *fail) {
    *ret_filter = (struct ledger_filter){.form = wish->form, .period = wish->period, .since = wish->since};
    if (wish->form && !snapshot_form(snapshot, wish->form))
        return fail_set(fail, FAULT_MISSING, false, "republish", "there is no form %s", wish->form);
    return !wish->unit || units_read(arena, snapshot, wish->unit, &ret_filter->units, fail);
}

/* ---- Going through the ledger */

struct progress {
    int64_t told_us;
};

static void tell(struct progress *progress, const struct republication *republication, const char *waiting) {
    int64_t now_us = clock_monotonic_us();
    if (now_us - progress->told_us < TELL_EVERY_US)
        return;
    fprintf(stderr, "republish: %" PRIu64 " versions put into the outbox, up to '%s'%s\n", republication->put,
            republication->place, waiting);
    progress->told_us = now_us;
}

static void pause_between_looks(void) {
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
}

static bool wait_for_room(struct db *db, const struct republication *republication, struct progress *progress,
                          struct fail *fail) {
    int64_t pending = 0;
    while (outbox_count(db, &pending, fail)) {
        if (pending <= REPUBLISH_PENDING_MAX)
            return true;
        tell(progress, republication, "; the outbox is full: does tonghop-reports serve, and is Kafka there?");
        pause_between_looks();
    }
    return false;
}

static bool wait_until_published(struct db *db, const struct republication *republication, struct progress *progress,
                                 struct fail *fail) {
    bool gone = false;
    while (events_gone(db, republication->last, &gone, fail)) {
        if (gone)
            return true;
        tell(progress, republication, "; waiting until tonghop-reports has published them");
        pause_between_looks();
    }
    return false;
}

bool republish_all(struct db *db, struct republication *republication, struct fail *fail) {
    struct progress progress = {.told_us = clock_monotonic_us()};
    for (bool more = true; more; tell(&progress, republication, ""))
        if (!wait_for_room(db, republication, &progress, fail) || !republish_batch(db, republication, &more, fail))
            return false;
    return wait_until_published(db, republication, &progress, fail);
}

static int say_failure(const struct republication *republication, const struct fail *fail) {
    fprintf(stderr, "republish: %s: %s\n", fail->where, fail->text);
    if (republication->put > 0)
        fprintf(stderr, "republish: to go on, repeat it with --after '%s', without --raise-epoch\n",
                republication->place);
    return EXIT_FAILURE;
}

static int say_success(const struct republication *republication) {
    fprintf(stderr, "republish: done, %" PRIu64 " versions published again under epoch %" PRId32 "\n",
            republication->put, republication->epoch);
    if (republication->left_out == 0)
        return EXIT_SUCCESS;
    fprintf(stderr,
            "republish: %" PRIu64 " versions left out, as the version of their form is not known here: let "
            "tonghop-reports serve until it has the reference, and repeat\n",
            republication->left_out);
    return EXIT_FAILURE;
}

/* ---- Its audit entry */

static bool audit(struct db *db, const char *action, int32_t epoch, const char *what, struct fail *fail) {
    const struct audit_origin origin = command_origin(action);
    struct audit_entry entry = {.origin = &origin, .recorded = clock_now(), .object = "ledger", .version = epoch};
    audit_digest(what, strlen(what), entry.stored);
    return audit_write(db, &entry, fail);
}

/* Before its first batch: what it was asked for, hashed. */
static bool begin_audited(struct db *db, struct arena *arena, const struct republish_wish *wish, int32_t epoch,
                          struct fail *fail) {
    const char *what = arena_format(arena, "form=%s\nperiod=%s\nunit=%s\nsince=%" PRId64 "\nafter=%s",
                                    wish->form ? wish->form : "", wish->period ? wish->period : "",
                                    wish->unit ? wish->unit : "", wish->since, wish->after ? wish->after : "");
    return db_begin(db, fail) && audit(db, "republish", epoch, what, fail) && db_commit(db, fail);
}

static int republish(struct service *service, struct db *db, const struct republish_wish *wish) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service->reference);
    char run[UUID_TEXT_SIZE], trace[TRACE_TEXT_SIZE];
    uuid_new(clock_now(), run);
    struct republication republication = {.snapshot = snapshot, .trace = trace_begin(run, trace)};
    struct fail fail;
    if (!republication_begin(&republication, wish->after))
        return service_usage(service->definition);
    bool done = filter_read(&service->arena, snapshot, wish, &republication.filter, &fail) &&
                epoch_read(db, &republication.epoch, &fail) &&
                begin_audited(db, &service->arena, wish, republication.epoch, &fail) &&
                republish_all(db, &republication, &fail);
    return done ? say_success(&republication) : say_failure(&republication, &fail);
}

static int republish_from(struct service *service, const struct republish_wish *wish) {
    struct republication none = {0};
    struct fail fail;
    struct db *db = NULL;
    service->reference = reference_new();
    int status = db_open(service->conninfo, "tonghop-reports-republish", &db, &fail) &&
                         reference_load(db, service->reference, &fail)
                     ? republish(service, db, wish)
                     : say_failure(&none, &fail);
    reference_free(service->reference);
    db_close(db);
    return status;
}

/* ---- The epoch */

/* A service that serves holds the relay's lock. */
static bool raise_alone(struct db *db, int32_t *ret_epoch, struct fail *fail) {
    bool alone;
    if (!outbox_lock(db, "reports", &alone, fail))
        return false;
    if (!alone)
        return fail_set(fail, FAULT_CONFLICT, false, "republish", "stop every tonghop-reports first: it serves");
    return db_begin(db, fail) && epoch_raise(db, ret_epoch, fail) && audit(db, "raiseEpoch", *ret_epoch, "", fail) &&
           db_commit(db, fail);
}

bool ledger_raise_epoch(const char *conninfo, int32_t *ret_epoch, struct fail *fail) {
    struct db *db = NULL;
    bool raised = db_open(conninfo, "tonghop-reports-epoch", &db, fail) && raise_alone(db, ret_epoch, fail);
    db_close(db);
    return raised;
}

int republish_run(struct service *service) {
    struct republish_wish wish;
    struct fail fail;
    int32_t epoch;
    if (!republish_wish_read(service->argument_count, service->arguments, &wish))
        return service_usage(service->definition);
    if (wish.raise_epoch) {
        if (!ledger_raise_epoch(service->conninfo, &epoch, &fail))
            return say_failure(&(struct republication){0}, &fail);
        fprintf(stderr, "republish: the ledger's epoch is %" PRId32 " now; start tonghop-reports again\n", epoch);
    }
    return republish_from(service, &wish);
}
