/* Reorganisations on their way in, as the mapping CSV or as JSON: every edge joins units that are there. */
#include "fuzz.h"

#include "../unit/plans/document.h"
#include "reorganisation_read.h"

static struct world world;

static void check(const struct reorganisation *reorganisation) {
    for (size_t i = 0; i < reorganisation->edge_count; i++) {
        const struct edge *edge = &reorganisation->edges[i];
        promised(edge->from && edge->to, "an edge has two ends");
    }
    promised(reorganisation->edge_count + reorganisation->skipped <= reorganisation->received,
             "no edge comes from nowhere");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct arena arena = {0};
    struct issues issues;
    struct reorganisation reorganisation = {0};
    if (world.reference == NULL)
        world = world_make();
    issues_init(&issues, &arena);
    char *text = fuzz_bytes(bytes, size);
    bool json = size > 0 && text[0] == '{';
    const struct reorganisation_source source = {.kind = json ? BODY_JSON : BODY_CSV,
                                                 .bytes = text,
                                                 .size = size,
                                                 .code = json ? NULL : "nq203",
                                                 .effective_date = "2025-07-01"};
    reorganisation_read(&source, world.snapshot, LANGUAGE_VI, &issues, &reorganisation);
    if (issues.count == 0)
        check(&reorganisation);
    arena_done(&arena);
    free(text);
    return 0;
}
