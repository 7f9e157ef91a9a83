/* Imported reports: a table as CSV, or lines of JSON; counted first, then read row by row. */
#include "fuzz.h"

#include "../unit/reports/paper.h"
#include "import_rows.h"

struct reading {
    struct arena *arena;
    uint32_t rows;
};

static bool take(void *taker, const struct import_row *row) {
    struct reading *reading = taker;
    reading->rows++;
    for (const struct issue *issue = row->issues->first; issue; issue = issue->next)
        (void)import_column(issue, reading->arena);
    promised(row->issues->count > 0 || row->entry->version != NULL, "a row without flaw is a report");
    return true;
}

static void read_rows(struct paper *world, const struct import_request *request) {
    struct reading reading = {.arena = &world->arena};
    struct arena rows = {0};
    struct entry_setting setting = world->setting;
    uint32_t counted = import_count(request, &world->arena, &world->issues);
    setting.arena = &rows;
    if (world->issues.count == 0 && import_rows_read(request, &setting, take, &reading))
        promised(reading.rows == counted, "as many rows are read as were counted");
    arena_done(&rows);
}

static struct paper world;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (size == 0)
        return 0;
    if (world.reference == NULL)
        paper_begin(&world);
    issues_init(&world.issues, &world.arena);
    char *body = fuzz_text(bytes, size);
    bool lines = body[0] == '{';
    const struct import_request request = {.snapshot = world.snapshot,
                                           .caller = world.caller,
                                           .form = lines ? NULL : "PAPER",
                                           .period = lines ? NULL : "2023-H1",
                                           .kind = lines ? BODY_NDJSON : BODY_CSV,
                                           .body = body,
                                           .size = size};
    read_rows(&world, &request);
    arena_reset(&world.arena);
    free(body);
    return 0;
}
