/* What storing costs: batches of reports without and with audit entries, turn and turn about; CPU a report here and in PostgreSQL. The number of
 * reports in a batch may be given. */
#include "../unit/db/scratch.h"

#include <inttypes.h>

#include "db/migrate.h"
#include "ledger.h"

enum {
    ROUNDS = 8,
    REPORTS = 6000,
    BATCH_MAX = LEDGER_BATCH_MAX,
    CELLS = 60,
    PAYLOAD = 1200,
    UNIT_SIZE = 32,
    KEY_SIZE = 40
};

static const struct audit_origin officer = {.subject = "officer-0815",
                                            .client = "office",
                                            .action = "submitReport",
                                            .address = "203.0.113.7",
                                            .roots = "38",
                                            .trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};
static struct report_write writes[BATCH_MAX];
static char units[BATCH_MAX][UNIT_SIZE], keys[BATCH_MAX][KEY_SIZE], payload[PAYLOAD];
static int batch_size = BATCH_MAX;
static int64_t cells[CELLS];
static moment_t recorded;

static void batch_make(const struct ledger *ledger, int round, int batch) {
    for (int i = 0; i < batch_size; i++) {
        snprintf(units[i], UNIT_SIZE, "%02d%04d%03d@2012-01-01", round, batch, i);
        snprintf(keys[i], KEY_SIZE, "bench-%02d-%04d-%03d", round, batch, i);
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
                                  .key = keys[i],
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
    struct report_write *given[BATCH_MAX];
    struct fail fail;
    for (int batch = 0; batch < REPORTS / batch_size; batch++) {
        batch_make(ledger, round, batch);
        for (int i = 0; i < batch_size; i++)
            given[i] = &writes[i];
        int64_t begun = own_ns();
        assert_done(audited ? ledger_store_audited(ledger, given, (size_t)batch_size, &fail)
                            : ledger_store(ledger, given, (size_t)batch_size, &fail),
                    fail);
        own += own_ns() - begun;
        buffer_clear(&ledger->items);
    }
    printf("%-16s %6.2f µs here, %6.2f µs in PostgreSQL\n", audited ? "with entries" : "without entries",
           (double)own / 1000 / REPORTS, (double)(backend_ns(ledger) - backend) / 1000 / REPORTS);
}

int main(int count, char **arguments) {
    struct fail fail;
    struct db *db = NULL;
    struct ledger ledger;
    uint32_t applied;
    if (count > 1)
        batch_size = (int)strtol(arguments[1], NULL, 10);
    if (batch_size < 1 || batch_size > BATCH_MAX || !scratch_begin())
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
