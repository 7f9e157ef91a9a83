/* The screen of documents for personal data: every text in them, wherever it stands. */
#ifndef TONGHOP_PLANS_PERSONAL_H
#define TONGHOP_PLANS_PERSONAL_H

#include <jansson.h>

#include "core/issue.h"

/* What privacy_check finds in each text, never the text itself. */
void personal_screen(const json_t *document, struct issues *issues);

#endif
