/* A template as a table for programs: the header and a line for each reporter, its figures still empty. */
#include <string.h>

#include "core/text.h"
#include "sheet/sheet.h"
#include "template.h"
#include "template_layout.h"

static void add_quoted(struct buffer *to, const char *text) {
    buffer_char(to, '"');
    for (; *text; text++) {
        if (*text == '"')
            buffer_char(to, '"');
        buffer_char(to, *text);
    }
    buffer_char(to, '"');
}

/* A name that a spreadsheet would take for a formula gets an apostrophe; codes cannot be such. */
static void add_text(struct buffer *to, const struct template *template, const char *text) {
    if (sheet_looks_like_formula(text))
        text = arena_format(template->arena, "'%s", text);
    if (strpbrk(text, ",\"\r\n"))
        add_quoted(to, text);
    else
        buffer_text(to, text);
}

static uint32_t add_header(struct buffer *to, const struct form_version *version) {
    uint32_t figures = 0;
    buffer_text(to, COLUMN_NAME_UNIT "," COLUMN_NAME_UNIT_NAME "," COLUMN_NAME_AGENCY);
    for (uint32_t i = 0; i < version->cell_count; i++)
        if (!version->cells[i].retired) {
            buffer_format(to, ",%s", version->cells[i].code);
            figures++;
        }
    for (uint32_t i = 0; i < version->narrative_count; i++)
        buffer_format(to, "," COLUMN_PREFIX_NARRATIVE "%s", version->narratives[i].code);
    buffer_text(to, "\r\n");
    return figures + version->narrative_count;
}

void template_csv_write(const struct template *template, struct buffer *to) {
    uint32_t empty = add_header(to, template->version);
    for (size_t i = 0; i < template->reporter_count; i++) {
        const struct template_reporter *reporter = &template->reporters[i];
        buffer_format(to, "%s,", reporter->unit_id);
        add_text(to, template, reporter->unit_name);
        buffer_format(to, ",%s", reporter->agency.code);
        for (uint32_t j = 0; j < empty; j++)
            buffer_char(to, ',');
        buffer_text(to, "\r\n");
    }
}
