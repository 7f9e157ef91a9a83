/* Renders what an import did. */
#include "import.h"

#include "core/arena.h"

/* Issues come in any order; a row with several counts once. */
static uint32_t rejected_rows(const struct issues *issues) {
    uint32_t rows = 0;
    for (const struct issue *issue = issues->first; issue; issue = issue->next) {
        const struct issue *before = issues->first;
        while (before != issue && before->row != issue->row)
            before = before->next;
        rows += before == issue;
    }
    return rows;
}

static void write_counts(struct json_writer *writer, const struct import_result *result, uint32_t rejected) {
    write_object(writer, "counts");
    write_int(writer, "received", result->received);
    write_int(writer, "created", rejected > 0 ? 0 : result->created);
    write_int(writer, "updated", rejected > 0 ? 0 : result->updated);
    write_int(writer, "unchanged", rejected > 0 ? 0 : result->unchanged);
    write_int(writer, "skipped", result->skipped);
    write_int(writer, "rejected", rejected);
    write_object_end(writer);
}

static void write_row(struct json_writer *writer, const struct issue *issue, struct arena *arena,
                      enum language language) {
    write_object(writer, NULL);
    write_int(writer, "row", issue->row);
    write_text(writer, "column", issue->column);
    write_text(writer, "type", issue_type_name(issue->type));
    write_text(writer, "detail", issue_detail(arena, issue, language));
    write_object_end(writer);
}

void import_result_write(struct json_writer *writer, const struct import_result *result, const struct issues *issues,
                         enum language language) {
    write_counts(writer, result, rejected_rows(issues));
    write_array(writer, "rows");
    for (const struct issue *issue = issues->first; issue; issue = issue->next)
        write_row(writer, issue, issues->arena, language);
    write_array_end(writer);
    write_text(writer, "sha256", result->sha256);
}
