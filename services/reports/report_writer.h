/* The one way into the ledger: group commit. Whoever stores a version hands it over and waits; one thread takes what is waiting (at most 100,
 * no timer) and stores it in one transaction (docs: architecture, "The way of one report").
 *
 * After a lost connection nobody knows what was stored, so the batch is run again: what is there already with the same report and moment
 * of recording, or under the same key, counts as stored. An unexpected error runs the batch one by one. */
#ifndef TONGHOP_REPORTS_REPORT_WRITER_H
#define TONGHOP_REPORTS_REPORT_WRITER_H

#include "ledger.h"

struct relay;
struct report_writer;

struct report_writer_options {
    const char *conninfo;
    struct relay *relay; /* woken after commits; NULL: none */
    uint32_t places;     /* requests that may be under way to the ledger at once */
};
bool report_writer_start(const struct report_writer_options *options, struct report_writer **ret_writer,
                         struct fail *fail) MUST_CHECK;
/* Takes a place for a request that is to be stored; false: all are taken, and waiting would only make the queue longer. Imports take
 * none: what was accepted waits. */
bool report_writer_enter(struct report_writer *writer) MUST_CHECK;
void report_writer_leave(struct report_writer *writer);
/* Hands them over and waits for all outcomes. Any thread. */
void report_writer_run(struct report_writer *writer, struct report_write *writes, size_t count);
void report_writer_stop(struct report_writer *writer); /* after the last report_writer_run */

/* The next moment of recording: strictly increasing in the process, and above the floor of the ledger as it is known. */
moment_t report_writer_moment(struct report_writer *writer, moment_t floor);
/* Stamps each with its moment and the epoch, for the ledger that they go into. */
void report_writer_stamp(struct report_writer *writer, const struct ledger *ledger, struct report_write *const *writes, size_t count);

#endif
