/* What tables of figures say to people, in Vietnamese and English. Texts are in the arena, or constants. */
#ifndef TONGHOP_AGGREGATION_ROLLUP_WORDS_H
#define TONGHOP_AGGREGATION_ROLLUP_WORDS_H

#include "rollup_table.h"

static inline const char *in_language(enum language language, const char *vietnamese, const char *english) {
    return language == LANGUAGE_VI ? vietnamese : english;
}

/* "1234.5" → "1.234,5" in Vietnamese, "1,234.5" in English. */
const char *number_in_words(struct arena *arena, const char *digits, enum language language);

/* What stands in the place of a figure that is not there, and what it means. */
const char *absence_mark(const char *status); /* NULL: nothing was reported */
const char *absence_meaning(const char *status, enum language language);

/* "Vụ triệt phá (kind: brokering)". */
const char *line_in_words(struct arena *arena, const struct table_line *line, enum language language);
const char *categories_in_words(struct arena *arena, const struct table_line *line); /* "" where there are none */
const char *form_in_words(struct arena *arena, const struct rollup_table *table, enum language language); /* "Biểu PCMD-P – …" */
const char *counted_in_words(const struct rollup_table *table, enum language language);
/* NULL: those of the period's last day. */
const char *boundaries_in_words(struct arena *arena, const struct rollup_table *table, enum language language);
const char *incomplete_in_words(enum language language); /* of a table that is not complete */

const char *attainment_state_said(enum attainment_state state, enum language language); /* "đạt" */

/* The counts of completeness, in the order of JSON. */
enum { COMPLETENESS_COUNTS = 7 };
const char *completeness_name(int count);
const char *completeness_said(int count, enum language language);
uint32_t completeness_of(const struct completeness *completeness, int count);

#endif
