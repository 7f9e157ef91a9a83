/* What templates call things, in Vietnamese and English. Texts are in the arena. */
#ifndef TONGHOP_REPORTS_TEMPLATE_WORDS_H
#define TONGHOP_REPORTS_TEMPLATE_WORDS_H

#include "template.h"

const char *period_words(struct arena *arena, const struct period *period, enum language language); /* "6 tháng đầu năm 2023" */
const char *span_words(struct arena *arena, const struct period *period);                           /* "15/12/2022 – 14/6/2023" */
/* "trước ngày 15/6/2023" where the moment is the start of a day, else with the hour; MOMENT_NONE: "". */
const char *due_words(struct arena *arena, moment_t due, int32_t zone_offset_seconds, enum language language);
/* The English name, or the Vietnamese one where there is none. */
const char *name_words(const char *vi, const char *en, enum language language);
/* "Bắt buộc; phát sinh trong kỳ; số nguyên từ 0 đến 100". */
const char *cell_words(struct arena *arena, const struct form_version *version, const struct cell *cell, enum language language);
/* "a + 2 × b ≥ c − 1". */
const char *rule_words(struct arena *arena, const struct form_version *version, const struct form_rule *rule);
/* Bounds as digits; where there are none, those of what a spreadsheet holds exactly. */
const char *bound_words(struct arena *arena, const struct indicator *indicator, bool upper);
const char *quantity_words(struct arena *arena, int64_t quantity, const struct indicator *indicator); /* NULL: missing */

/* How the form is filled in, a line each; code: of a cell, a rule or a narrative, or NULL. */
struct guide_line {
    const char *code, *vi, *en;
};
size_t template_guide(const struct template *template, struct guide_line **ret_lines);

#endif
