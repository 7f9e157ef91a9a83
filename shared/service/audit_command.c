/* The subcommand verify-audit: gathers the heads that were published, then holds the chains against them. */
#include "service/audit_command.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit_verify.h"
#include "bus/bus.h"
#include "core/text.h"

enum { POLL_RECORDS = 500, POLL_MS = 1000, READ_US_MAX = 60 * 1000000 };

struct heads {
    struct audit_head *heads;
    size_t count, capacity;
};

struct wish {
    bool stored, without_heads;
};

static bool wish_read(int argument_count, char **arguments, struct wish *ret_wish) {
    *ret_wish = (struct wish){0};
    for (int i = 1; i < argument_count; i++) {
        if (text_equal(arguments[i], "--stored"))
            ret_wish->stored = true;
        else if (text_equal(arguments[i], "--no-heads"))
            ret_wish->without_heads = true;
        else
            return false;
    }
    return true;
}

/* ---- What was published */

static struct audit_head *heads_room(struct heads *heads) {
    if (heads->count == heads->capacity) {
        heads->capacity = heads->capacity ? 2 * heads->capacity : 256;
        heads->heads = realloc(heads->heads, heads->capacity * sizeof *heads->heads);
        if (!heads->heads)
            fail_stop("verify-audit", "no memory left");
    }
    return &heads->heads[heads->count];
}

static bool head_of(const json_t *value, struct audit_head *ret_head) {
    const char *chain = json_string_value(json_object_get(value, "chain"));
    const char *hash = json_string_value(json_object_get(value, "hash"));
    *ret_head = (struct audit_head){.seq = json_integer_value(json_object_get(value, "seq"))};
    return chain && text_copy(ret_head->chain, AUDIT_CHAIN_SIZE, chain) && audit_digest_hex(hash, ret_head->hash);
}

/* Others publish their heads to the same topic. A record that nobody understands was not written by a service. */
static bool published_take(struct heads *heads, const char *service, const struct record *record, struct fail *fail) {
    json_t *value = record->value ? json_loadb(record->value, record->value_size, 0, NULL) : NULL;
    bool ours = text_equal(json_string_value(json_object_get(value, "service")), service);
    bool good = value && (!ours || head_of(value, heads_room(heads)));
    heads->count += good && ours;
    json_decref(value);
    return good || fail_set(fail, FAULT_BROKEN, false, AUDIT_TOPIC, "record %" PRId64 " is no head", record->offset);
}

static bool poll_all(struct reader *reader, const char *service, struct heads *heads, struct fail *fail) {
    static struct record records[POLL_RECORDS];
    int64_t deadline_us = clock_monotonic_us() + READ_US_MAX;
    bool at_end = false;
    while (!at_end && clock_monotonic_us() < deadline_us) {
        size_t count = 0;
        struct fail passing;
        (void)!reader_poll(reader, POLL_MS, records, POLL_RECORDS, &count, &at_end, &passing);
        for (size_t i = 0; i < count; i++)
            if (!published_take(heads, service, &records[i], fail))
                return false;
    }
    return at_end || fail_set(fail, FAULT_BROKEN, true, AUDIT_TOPIC, "it cannot be read to its end");
}

static bool heads_read(const struct service *service, struct heads *heads, struct fail *fail) {
    struct reader *reader = NULL;
    if (!reader_open(service->brokers, "tonghop-verify-audit", AUDIT_TOPIC, 0, 0, &reader, fail))
        return false;
    bool read = poll_all(reader, service->definition->name, heads, fail);
    reader_close(reader);
    return read;
}

/* ---- */

static bool verify(const struct service *service, const struct wish *wish, struct heads *heads, int64_t *ret_rows,
                   struct audit_findings *findings, struct fail *fail) {
    struct db *db = NULL;
    bool done = (wish->without_heads || heads_read(service, heads, fail)) &&
                db_open(service->conninfo, "tonghop-verify-audit", &db, fail) && db_begin_snapshot(db, fail) &&
                audit_verify(db, heads->heads, heads->count, ret_rows, findings, fail) &&
                (!wish->stored || audit_verify_stored(db, findings, fail));
    db_close(db);
    return done;
}

static void say_findings(const struct audit_findings *findings) {
    for (size_t i = 0; i < findings->count && i < AUDIT_FINDINGS_MAX; i++)
        puts(findings->texts[i]);
    if (findings->count > AUDIT_FINDINGS_MAX)
        printf("… and %zu more\n", findings->count - AUDIT_FINDINGS_MAX);
}

int audit_command(struct service *service) {
    static struct audit_findings findings;
    struct wish wish;
    struct heads heads = {0};
    struct fail fail = {0};
    int64_t rows = 0;
    if (!wish_read(service->argument_count, service->arguments, &wish))
        return service_usage(service->definition);
    findings.count = 0;
    bool done = verify(service, &wish, &heads, &rows, &findings, &fail);
    say_findings(&findings);
    if (done)
        printf("%" PRId64 " entries, %zu published heads: %s\n", rows, heads.count,
               findings.count > 0 ? "BROKEN" : "sound");
    else
        fprintf(stderr, "verify-audit: %s: %s\n", fail.where, fail.text);
    free(heads.heads);
    return done && findings.count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
