/* The words of a plan's document as a Vietnamese act says them. Texts made are in the arena; what is no word of ours is said as
 * it is written. */
#ifndef TONGHOP_PLANS_PLAN_WORDS_H
#define TONGHOP_PLANS_PLAN_WORDS_H

#include <jansson.h>

#include "core/arena.h"
#include "core/buffer.h"

const char *member_text(const json_t *object, const char *name); /* NULL: absent, null or no text */

/* Lists of words, read by words_say. */
struct words {
    const char *word, *said;
};
extern const struct words kind_said[], window_said[], modality_said[], purpose_said[], role_said[], source_said[], deliverable_said[], binding_said[], regime_said[],
    level_said[], period_said[];
const char *words_say(const struct words *words, const char *word); /* NULL for NULL */
/* What the contract takes where nothing stands. */
const char *words_say_or(const struct words *words, const char *word, const char *otherwise);

/* Adds the separator where something stands in the buffer, then the text; nothing for NULL or "". */
void list_add(struct buffer *list, const char *separator, const char *text);
/* The whole buffer as a text that outlives it. */
const char *list_end_text(struct arena *arena, const struct buffer *list);

/* With a capital at the beginning, where that is a letter a–z or đ: no word made here begins otherwise. */
const char *capital_said(struct arena *arena, const char *text);

const char *day_said(struct arena *arena, const char *day);   /* "05/9/2022"; NULL: "…/…/……" */
const char *date_said(struct arena *arena, const char *day);  /* "ngày 05 tháng 9 năm 2022"; NULL: blanks */
const char *period_code_said(struct arena *arena, const char *code); /* "quý I năm 2023"; NULL: no period */
const char *time_said(struct arena *arena, const json_t *time); /* when a task is done; "" where the plan does not say */
const char *schedule_said(struct arena *arena, const json_t *schedule); /* "6 tháng đầu năm: trước ngày 15/6" */
const char *number_said(struct arena *arena, const json_t *act);        /* "178/2004/NĐ-CP"; blanks as …… */
const char *reference_said(struct arena *arena, const json_t *reference);
const char *quantity_said(struct arena *arena, const json_t *number); /* "1.500,5"; NULL: none */
const char *money_said(struct arena *arena, const json_t *amount);    /* "1.500.000 đồng"; NULL: none */

/* What a target asks for: how it is compared, with what number, counted in what. NULL where there is none. */
struct threshold {
    const char *comparator, *number, *counted_in;
};
struct threshold threshold_of(struct arena *arena, const json_t *target);
/* A list of texts, as its words say them where some are given. */
const char *texts_said(struct arena *arena, const json_t *texts, const struct words *words, const char *separator);
/* What a target counts: "PCMD-C.estInspected / PCMD-C.estOnList"; "": nothing. */
const char *measured_said(struct arena *arena, const json_t *target);
/* What was taken where the text is silent, in one line. */
const char *assumptions_said(struct arena *arena, const json_t *target);

#endif
