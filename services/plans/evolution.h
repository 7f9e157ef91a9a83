/* What may become of an indicator, a form or a programme once it is in use: reported figures must keep their meaning.
 * Pure. */
#ifndef TONGHOP_PLANS_EVOLUTION_H
#define TONGHOP_PLANS_EVOLUTION_H

#include "core/issue.h"
#include "domain/form.h"
#include "reference/snapshot.h"

/* programme, decimals, unitOfMeasure, nature, overUnits and overPeriods stay once a form uses the indicator; min and max may only give more room. */
void indicator_evolves(const struct indicator *before, const struct indicator *after, struct issues *issues);
bool indicator_in_use(const char *code, const struct form *const *forms, size_t form_count);

/* A form's next version, or its newest one restated: cells keep index, code and indicator; they may be retired, and
 * others appended. The programme stays. */
void form_evolves(const struct form *before, const struct form *after, const struct form_version *version,
                  struct issues *issues);
/* Which of the form's versions a statement with this first day is: the newest again (same day), the next one (later), 0
 * with an issue (earlier). */
int32_t form_edition(const struct form *before, day_t from, struct issues *issues);

/* Calendar and zone stay once the programme has a form or a plan: periods would move. A list of periods may go on at its
 * end. */
void programme_evolves(const struct programme *before, const struct programme *after, struct issues *issues);
/* What "as regulated" means may change, but not go away while a plan that obliges says it: its reports would never be due. */
void programme_keeps_rule(const struct programme *after, const struct plan *const *plans, size_t plan_count,
                          struct issues *issues);
bool programme_in_use(const char *code, const struct form *const *forms, size_t form_count,
                      const struct plan *const *plans, size_t plan_count);

#endif
