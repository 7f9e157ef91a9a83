/* Periods and days as people say them, in Vietnamese and English. Pure; texts are in the arena. */
#ifndef TONGHOP_DOMAIN_PERIOD_WORDS_H
#define TONGHOP_DOMAIN_PERIOD_WORDS_H

#include "core/issue.h"
#include "domain/period.h"

const char *period_in_words(struct arena *arena, const struct period *period, enum language language); /* "6 tháng đầu năm 2023" */
const char *days_in_words(struct arena *arena, const struct period *period);                           /* "15/12/2022 – 14/6/2023" */
const char *day_in_words(struct arena *arena, day_t day);                                              /* "14/6/2023" */
/* "ngày 05 tháng 02 năm 2023", as papers are dated: days below 10 and the months 1 and 2 take a leading nought. */
const char *day_on_paper(struct arena *arena, day_t day);
/* "17:05 14/6/2023" on the clock of a zone. */
const char *moment_in_words(struct arena *arena, moment_t moment, int32_t zone_offset_seconds);

#endif
