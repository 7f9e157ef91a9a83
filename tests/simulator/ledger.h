/* The simulated ledger and what has arrived of it: every version of every report, sent through partitions late, twice and out of order. */
#ifndef TONGHOP_TESTS_SIMULATOR_LEDGER_H
#define TONGHOP_TESTS_SIMULATOR_LEDGER_H

#include "cube_sql.h"
#include "domain/rollup.h"
#include "world.h"

enum { PARTITIONS = 3, PERIODS = 4, REPORTS_MAX = 1500, UNKNOWN_UNIT = -2 };
extern const char *const period_codes[PERIODS]; /* the halves of 2024 and 2025 */

struct version {
    int report, epoch, number, form_version, cell_count;
    enum report_state state;
    int64_t values[CELLS];
    int64_t offset; /* with which it arrived; -1: it has not */
};
struct report_of {
    int unit, agency, period, partition;
    enum timeliness timeliness;
};

struct ledger {
    struct arena arena;
    struct report_of reports[REPORTS_MAX];
    int report_count;
    struct version *versions; /* all that were ever sent, in that order; of one epoch and number once */
    size_t version_count, version_room;
    int *newest;  /* by report: the version number it stands at */
    int *highest; /* by report: the highest there ever was */
    int epoch;
    size_t *queues[PARTITIONS]; /* versions under way */
    size_t queued[PARTITIONS], queue_room[PARTITIONS];
    int64_t next_offset[PARTITIONS];
};

void ledger_begin(struct ledger *ledger);
void ledger_end(struct ledger *ledger);

/* A reporter says something: the next version of a report is on its way. */
void ledger_write(struct ledger *ledger, const struct world *world, uint64_t seed);
/* Some of what is under way arrives. */
void ledger_deliver(struct ledger *ledger, uint64_t seed);
void ledger_deliver_all(struct ledger *ledger);
/* Something sent before is sent again; something under way is overtaken. */
void ledger_send_again(struct ledger *ledger, uint64_t seed);
void ledger_mix(struct ledger *ledger, uint64_t seed);
/* Comes back from a backup: of some reports the newest versions are lost, the rest is sent again under the next epoch. */
void ledger_restore(struct ledger *ledger, uint64_t seed);

const char *unit_id_of(const struct world *world, int unit);

/* What has arrived of a period as a statement answers it: all of it (seen NULL), or all of the reports of which something came
 * behind the marks. */
PGresult *ledger_rows(struct ledger *ledger, const struct world *world, int period, const struct change_marks *seen);
/* How far the period has come, by partition. */
void ledger_marks(const struct ledger *ledger, int period, struct change_mark marks[PARTITIONS], struct change_marks *ret_marks);

#endif
