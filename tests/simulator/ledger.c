/* The simulated ledger: writing, sending, arriving. */
#include "ledger.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "dice.h"
#include "domain/packed_figures.h"

const char *const period_codes[PERIODS] = {"2024-H1", "2024-H2", "2025-H1", "2025-H2"};

void ledger_begin(struct ledger *ledger) {
    *ledger = (struct ledger){.epoch = 1};
    ledger->newest = arena_new_array(&ledger->arena, int, REPORTS_MAX);
    ledger->highest = arena_new_array(&ledger->arena, int, REPORTS_MAX);
}

void ledger_end(struct ledger *ledger) {
    arena_done(&ledger->arena);
}

const char *unit_id_of(const struct world *world, int unit) {
    return unit == UNKNOWN_UNIT ? "99999@2020-01-01" : world->units[unit].id;
}

/* ---- Sending */

static void enqueue(struct ledger *ledger, size_t version) {
    int partition = ledger->reports[ledger->versions[version].report].partition;
    ledger->queues[partition] = arena_grow(&ledger->arena, ledger->queues[partition], ledger->queued[partition],
                                           &ledger->queue_room[partition], sizeof(size_t));
    ledger->queues[partition][ledger->queued[partition]++] = version;
}

static void send(struct ledger *ledger, const struct version *version) {
    ledger->versions = arena_grow(&ledger->arena, ledger->versions, ledger->version_count, &ledger->version_room,
                                  sizeof *ledger->versions);
    ledger->versions[ledger->version_count] = *version;
    ledger->versions[ledger->version_count].offset = -1;
    enqueue(ledger, ledger->version_count++);
}

/* ---- Reports: mostly of communes, some of nobody we know */

static int unit_chosen(const struct world *world, struct dice *dice) {
    if (dice_roll(dice, 60) == 0)
        return UNKNOWN_UNIT;
    return 1 + (int)dice_roll(dice, (unsigned)world->unit_count - 1);
}

static int report_chosen(struct ledger *ledger, const struct world *world, struct dice *dice) {
    int unit = unit_chosen(world, dice), agency = dice_roll(dice, 4) == 0 ? POLICE : COMMITTEE;
    int period = (int)dice_roll(dice, PERIODS);
    for (int i = 0; i < ledger->report_count; i++) {
        const struct report_of *report = &ledger->reports[i];
        if (report->unit == unit && report->agency == agency && report->period == period)
            return i;
    }
    if (ledger->report_count == REPORTS_MAX)
        return 0;
    ledger->reports[ledger->report_count] = (struct report_of){.unit = unit,
                                                               .agency = agency,
                                                               .period = period,
                                                               .partition = (unit + PARTITIONS) % PARTITIONS,
                                                               .timeliness = (enum timeliness)dice_roll(dice, 3)};
    return ledger->report_count++;
}

void ledger_write(struct ledger *ledger, const struct world *world, uint64_t seed) {
    static const enum report_state said[] = {REPORT_SUBMITTED, REPORT_SUBMITTED, REPORT_SUBMITTED, REPORT_ACCEPTED,
                                             REPORT_ACCEPTED,  REPORT_RETURNED,  REPORT_WITHDRAWN, REPORT_DRAFT};
    struct dice dice = {seed};
    struct version version = {.report = report_chosen(ledger, world, &dice), .epoch = ledger->epoch};
    bool second = ledger->reports[version.report].period >= 2 && dice_roll(&dice, 2) == 0;
    version.number = ++ledger->newest[version.report];
    if (version.number > ledger->highest[version.report])
        ledger->highest[version.report] = version.number;
    version.form_version = second ? 2 : 1;
    version.cell_count = second ? CELLS : CELLS_AT_FIRST;
    version.state = said[dice_roll(&dice, sizeof said / sizeof *said)];
    for (int i = 0; i < version.cell_count; i++)
        version.values[i] = dice_roll(&dice, 5) == 0 ? QUANTITY_MISSING : (int64_t)dice_roll(&dice, 1000) - 300;
    send(ledger, &version);
}

void ledger_send_again(struct ledger *ledger, uint64_t seed) {
    struct dice dice = {seed};
    if (ledger->version_count > 0)
        enqueue(ledger, dice_roll(&dice, (unsigned)ledger->version_count));
}

void ledger_mix(struct ledger *ledger, uint64_t seed) {
    struct dice dice = {seed};
    unsigned partition = dice_roll(&dice, PARTITIONS);
    size_t *queue = ledger->queues[partition], count = ledger->queued[partition];
    if (count < 2)
        return;
    size_t a = dice_roll(&dice, (unsigned)count), b = dice_roll(&dice, (unsigned)count), kept = queue[a];
    queue[a] = queue[b];
    queue[b] = kept;
}

void ledger_restore(struct ledger *ledger, uint64_t seed) {
    struct dice dice = {seed};
    size_t sent = ledger->version_count;
    for (int i = 0; i < ledger->report_count; i++)
        if (dice_roll(&dice, 3) == 0 && ledger->newest[i] > 1)
            ledger->newest[i]--;
    for (size_t i = 0; i < sent; i++) {
        struct version version = ledger->versions[i];
        bool kept = version.epoch == ledger->epoch && version.number <= ledger->newest[version.report];
        version.epoch++;
        if (kept)
            send(ledger, &version);
    }
    ledger->epoch++;
}

/* ---- Arriving: the same version again changes nothing */

static void arrive(struct ledger *ledger, int partition, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct version *version = &ledger->versions[ledger->queues[partition][i]];
        if (version->offset < 0)
            version->offset = ledger->next_offset[partition];
        ledger->next_offset[partition]++;
    }
    ledger->queued[partition] -= count;
    memmove(ledger->queues[partition], ledger->queues[partition] + count, ledger->queued[partition] * sizeof(size_t));
}

void ledger_deliver(struct ledger *ledger, uint64_t seed) {
    struct dice dice = {seed};
    int partition = (int)dice_roll(&dice, PARTITIONS);
    if (ledger->queued[partition] == 0)
        return;
    arrive(ledger, partition, dice_roll(&dice, (unsigned)ledger->queued[partition] + 1));
}

void ledger_deliver_all(struct ledger *ledger) {
    for (int partition = 0; partition < PARTITIONS; partition++)
        if (ledger->queued[partition] > 0)
            arrive(ledger, partition, ledger->queued[partition]);
}

/* ---- As statements answer it */

void ledger_marks(const struct ledger *ledger, int period, struct change_mark marks[PARTITIONS],
                  struct change_marks *ret_marks) {
    *ret_marks = (struct change_marks){.marks = marks};
    for (int partition = 0; partition < PARTITIONS; partition++) {
        struct change_mark mark = {.partition = partition, .last_offset = -1};
        for (size_t i = 0; i < ledger->version_count; i++) {
            const struct report_of *report = &ledger->reports[ledger->versions[i].report];
            if (report->partition == partition && report->period == period &&
                ledger->versions[i].offset > mark.last_offset)
                mark.last_offset = ledger->versions[i].offset;
        }
        if (mark.last_offset >= 0)
            ret_marks->marks[ret_marks->count++] = mark;
    }
}

static bool is_new(const struct ledger *ledger, const struct version *version, const struct change_marks *seen) {
    for (size_t i = 0; i < seen->count; i++)
        if (seen->marks[i].partition == ledger->reports[version->report].partition)
            return version->offset > seen->marks[i].last_offset;
    return version->offset >= 0;
}

static void reports_changed(const struct ledger *ledger, const struct change_marks *seen, bool changed[REPORTS_MAX]) {
    for (size_t i = 0; i < ledger->version_count; i++)
        if (!seen || is_new(ledger, &ledger->versions[i], seen))
            changed[ledger->versions[i].report] = true;
}

struct sorted_row {
    const struct version *version;
    const struct report_of *report;
    const char *unit;
};

static int compare_rows(const void *a, const void *b) {
    const struct sorted_row *left = a, *right = b;
    int order = strcmp(left->unit, right->unit);
    if (order == 0)
        order = strcmp(agency_codes[left->report->agency], agency_codes[right->report->agency]);
    if (order == 0)
        order = left->version->epoch - right->version->epoch;
    return order != 0 ? order : left->version->number - right->version->number;
}

static void set_text(PGresult *rows, int row, enum version_column column, const char *text) {
    PQsetvalue(rows, row, column, (char *)text, (int)strlen(text));
}

static void set_int(PGresult *rows, int row, enum version_column column, int64_t value) {
    uint64_t bytes = htobe64((uint64_t)value);
    PQsetvalue(rows, row, column, (char *)&bytes, sizeof bytes);
}

static void set_cells(PGresult *rows, int row, const struct version *version) {
    unsigned char bytes[CELLS * PACKED_FIGURE_SIZE];
    size_t size = figures_pack(version->values, (size_t)version->cell_count, bytes);
    PQsetvalue(rows, row, VERSION_CELLS, (char *)bytes, (int)size);
}

static void set_row(PGresult *rows, int row, const struct sorted_row *from) {
    char id[40];
    snprintf(id, sizeof id, "0190a8f0-0000-7000-8000-%012d", from->version->report);
    set_text(rows, row, VERSION_UNIT, from->unit);
    set_text(rows, row, VERSION_AGENCY, agency_codes[from->report->agency]);
    set_int(rows, row, VERSION_EPOCH, from->version->epoch);
    set_int(rows, row, VERSION_VERSION, from->version->number);
    set_text(rows, row, VERSION_REPORT, id);
    set_text(rows, row, VERSION_STATE, report_state_name(from->version->state));
    set_text(rows, row, VERSION_FUNCTION, agency_codes[from->report->agency]);
    set_int(rows, row, VERSION_FORM_VERSION, from->version->form_version);
    set_text(rows, row, VERSION_TIMELINESS, timeliness_name(from->report->timeliness));
    set_int(rows, row, VERSION_RECORDED, from->version->number);
    set_cells(rows, row, from->version);
}

static PGresult *rows_empty(void) {
    static char *const names[] = {"unit",     "agency",       "epoch",      "version",     "report", "state",
                                  "function", "form_version", "timeliness", "recorded_us", "cells"};
    PGresult *rows = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    PGresAttDesc columns[VERSION_CELLS + 1] = {{0}};
    for (int i = 0; i <= VERSION_CELLS; i++)
        columns[i] = (PGresAttDesc){.name = names[i], .format = 1};
    PQsetResultAttrs(rows, VERSION_CELLS + 1, columns);
    return rows;
}

PGresult *ledger_rows(struct ledger *ledger, const struct world *world, int period, const struct change_marks *seen) {
    struct arena scratch = {0};
    bool *changed = arena_new_array(&scratch, bool, REPORTS_MAX);
    struct sorted_row *sorted = arena_new_array(&scratch, struct sorted_row, ledger->version_count);
    size_t count = 0;
    reports_changed(ledger, seen, changed);
    for (size_t i = 0; i < ledger->version_count; i++) {
        const struct version *version = &ledger->versions[i];
        const struct report_of *report = &ledger->reports[version->report];
        if (version->offset >= 0 && report->period == period && changed[version->report])
            sorted[count++] = (struct sorted_row){version, report, unit_id_of(world, report->unit)};
    }
    if (count > 0)
        qsort(sorted, count, sizeof *sorted, compare_rows);
    PGresult *rows = rows_empty();
    for (size_t i = 0; i < count; i++)
        set_row(rows, (int)i, &sorted[i]);
    arena_done(&scratch);
    return rows;
}
