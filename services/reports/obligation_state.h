/* Where an obligation stands by the clock alone, while nothing is reported. Pure. */
#ifndef TONGHOP_REPORTS_OBLIGATION_STATE_H
#define TONGHOP_REPORTS_OBLIGATION_STATE_H

#include "domain/duty.h"

enum { DUE_SOON_DAYS = 7 };

/* owed, dueSoon or late. */
const char *obligation_state(const struct obligation *obligation, moment_t now);

/* Days of lateness begun; 0: not late. */
int64_t obligation_days_late(const struct obligation *obligation, moment_t now);

#endif
