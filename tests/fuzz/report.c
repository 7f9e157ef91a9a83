/* The JSON body of a report, from its bytes to the checked version that would be stored. */
#include "fuzz.h"

#include "../unit/reports/paper.h"

static void check_report(const struct paper *paper, const struct entry *entry) {
    struct report report;
    entry_make(&paper->setting, entry, &report);
    promised(report.cell_count == entry->version->cell_count, "a report has every cell of its form");
    promised(report.start < report.end, "a report has a period");
}

static void check_document(struct paper *paper, const json_t *document) {
    struct entry entry;
    entry_read(&paper->setting, document, &entry, &paper->issues);
    entry_check(&paper->setting, &entry, &paper->issues);
    if (paper->issues.count > 0 || entry.forbidden)
        return;
    promised(entry.form && entry.has_period && entry.version && entry.unit != UNIT_NONE && entry.has_agency,
             "where nothing is wrong every name is known");
    check_report(paper, &entry);
}

static struct paper paper;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (paper.reference == NULL)
        paper_begin(&paper);
    issues_init(&paper.issues, &paper.arena);
    char *text = fuzz_bytes(bytes, size);
    AUTO_JSON *document = json_read(text, size, &paper.issues);
    promised((document == NULL) == (paper.issues.count > 0), "what cannot be read is told");
    if (document)
        check_document(&paper, document);
    arena_reset(&paper.arena);
    free(text);
    return 0;
}
