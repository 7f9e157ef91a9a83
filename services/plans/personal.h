/* The screen of documents for personal data: every text in them, wherever it stands. */
#ifndef TONGHOP_PLANS_PERSONAL_H
#define TONGHOP_PLANS_PERSONAL_H

#include <jansson.h>

#include "core/issue.h"

/* One PERSONAL_DATA issue per text that looks like it, naming the kind and never the text. */
void personal_screen(const json_t *document, struct issues *issues);

#endif
