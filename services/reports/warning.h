/* What was doubtful about a version when it was made, kept with it: types, places and arguments, so that each reader gets it in his language. */
#ifndef TONGHOP_REPORTS_WARNING_H
#define TONGHOP_REPORTS_WARNING_H

#include "core/issue.h"
#include "domain/form.h"

/* [{"type","pointer","arguments"}]; in the arena. */
const char *warnings_text(const struct issues *warnings, struct arena *arena);
/* Reads it back into an empty list. What a rule says is taken from the form, in the language, as long as the form has the rule. */
void warnings_read(const char *text, const struct form_version *version, enum language language,
                   struct issues *ret_warnings);

#endif
