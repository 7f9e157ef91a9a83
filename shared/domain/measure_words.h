/* Units of measure as people read them, in Vietnamese and English. Pure; texts are constants, or the code itself. */
#ifndef TONGHOP_DOMAIN_MEASURE_WORDS_H
#define TONGHOP_DOMAIN_MEASURE_WORDS_H

#include "core/issue.h"

/* Of those that are often counted in, by their codes; all others as they are written. */
const char *measure_in_words(const char *unit_of_measure, enum language language);

#endif
