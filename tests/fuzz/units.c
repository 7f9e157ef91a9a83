/* Imports of units: rows of a CSV proved against the tree that is there. What is sound can be put into a tree. */
#include "fuzz.h"

#include "../unit/plans/document.h"
#include "unit_set.h"

static struct world world;

static void merge(const struct unit_rows *rows) {
    struct unit_merge merge = {0};
    unit_rows_merge(rows, snapshot_tree(world.snapshot), &merge);
    if (rows->issues->count == 0)
        promised(merge.created + merge.updated + merge.unchanged == rows->count, "every row has its fate");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct arena arena = {0};
    struct issues issues;
    if (world.reference == NULL)
        world = world_make();
    issues_init(&issues, &arena);
    char *text = fuzz_bytes(bytes, size);
    struct unit_rows rows = {.arena = &arena, .issues = &issues};
    unit_rows_read(&rows, text, size);
    if (issues.count == 0)
        merge(&rows);
    arena_done(&arena);
    free(text);
    return 0;
}
