/* Handlers of ad hoc requests and of extensions. */
#ifndef TONGHOP_PLANS_REQUEST_H
#define TONGHOP_PLANS_REQUEST_H

#include "http/call.h"

void request_list(struct call *call);
void request_get(struct call *call);
void request_post(struct call *call);
void extension_list(struct call *call);
void extension_get(struct call *call);
void extension_post(struct call *call);

#endif
