/* What the audit costs: batches of reports stored without and with entries, turn and turn about; CPU a report here and in PostgreSQL. */
#include "../unit/db/scratch.h"

#include <inttypes.h>

#include "db/migrate.h"
#include "ledger.h"

enum { ROUNDS = 8, BATCHES = 60, BATCH = LEDGER_BATCH_MAX, CELLS = 60, PAYLOAD = 1200 };

static const struct audit_origin officer = {.subject = "officer-0815",
                                            .client = "office",
                                            .action = "submitReport",
                                            .address = "203.0.113.7",
                                            .roots = "38",
                                            .trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};
static struct report_write writes[BATCH];
static char units[BATCH][32], payload[PAYLOAD];
static int64_t cells[CELLS];
static moment_t recorded;

static void batch_make(const struct ledger *ledger, int round, int batch) {
    for (int i = 0; i < BATCH; i++) {
        snprintf(units[i], sizeof units[i], "%02d%03d%03d@2012-01-01", round, batch, i);
        writes[i] =
            (struct report_write){.report = {.key = {"BENCH-60", units[i], "people-committee", "2025-M03", 2025},
                                             .version = 1,
                                             .form_version = 1,
                                             .epoch = ledger->epoch,
                                             .function = "people-committee",
                                             .start = 20148,
                                             .end = 20179,
                                             .state = REPORT_SUBMITTED,
                                             .timeliness = TIMELINESS_ON_TIME,
                                             .cells = cells,
                                             .cell_count = CELLS,
                                             .details = "{}",
                                             .warnings = "[]",
                                             .submitted = 1,
                                             .first_submitted = 1,
                                             .due = 2,
                                             .recorded = ++recorded,
                                             .submitted_by = "officer-0815",
                                             .subject = "officer-0815",
                                             .client = "office"},
                                  .payload = payload,
                                  .payload_size = PAYLOAD,
                                  .trace = officer.trace,
                                  .status = 201,
                                  .origin = &officer};
        uuid_new(recorded * 1000, writes[i].report.id);
    }
}

static int64_t own_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t backend_ns(const struct ledger *ledger) {
    char path[64];
    int64_t ns = 0;
    snprintf(path, sizeof path, "/proc/%d/schedstat", PQbackendPID(db_handle(ledger->db)));
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%" SCNd64, &ns), 1);
    (void)fclose(file);
    return ns;
}

static void round_run(struct ledger *ledger, int round, bool audited) {
    int64_t own = 0, backend = backend_ns(ledger);
    struct report_write *given[BATCH];
    struct fail fail;
    for (int batch = 0; batch < BATCHES; batch++) {
        batch_make(ledger, round, batch);
        for (int i = 0; i < BATCH; i++)
            given[i] = &writes[i];
        int64_t begun = own_ns();
        assert_done(audited ? ledger_store_audited(ledger, given, BATCH, &fail)
                            : ledger_store(ledger, given, BATCH, &fail),
                    fail);
        own += own_ns() - begun;
        buffer_clear(&ledger->items);
    }
    printf("%-16s %6.2f µs here, %6.2f µs in PostgreSQL\n", audited ? "with entries" : "without entries",
           (double)own / 1000 / BATCHES / BATCH, (double)(backend_ns(ledger) - backend) / 1000 / BATCHES / BATCH);
}

int main(void) {
    struct fail fail;
    struct db *db = NULL;
    struct ledger ledger;
    uint32_t applied;
    if (!scratch_begin())
        return 1;
    memset(payload, 'x', sizeof payload);
    for (int i = 0; i < CELLS; i++)
        cells[i] = i % 10 == 9 ? QUANTITY_MISSING : 1000 + i;
    assert_done(db_open(scratch_conninfo, "bench", &db, &fail), fail);
    assert_done(migrate(db, migrations, &applied, &fail), fail);
    db_close(db);
    assert_done(ledger_open(scratch_conninfo, &ledger, &fail), fail);
    assert_done(ledger_claim_chain(&ledger, &fail), fail);
    for (int round = 0; round < 2 * ROUNDS; round++)
        round_run(&ledger, round, round % 2 == 1);
    ledger_close(&ledger);
    scratch_end();
    return 0;
}
