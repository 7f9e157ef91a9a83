/* Handler of the calendar of duties. */
#ifndef TONGHOP_PLANS_DUTY_H
#define TONGHOP_PLANS_DUTY_H

#include "http/call.h"

extern const char *const duty_answers[]; /* media types */
void duty_list(struct call *call);

#endif
