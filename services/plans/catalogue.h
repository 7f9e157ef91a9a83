/* Handlers of the catalogue's nouns. */
#ifndef TONGHOP_PLANS_CATALOGUE_H
#define TONGHOP_PLANS_CATALOGUE_H

#include "http/call.h"

void agency_list(struct call *call);
void agency_get(struct call *call);
void agency_put(struct call *call);
void holidays_list(struct call *call);
void holidays_get(struct call *call);
void holidays_put(struct call *call);
void programme_list(struct call *call);
void programme_get(struct call *call);
void programme_put(struct call *call);
void indicator_list(struct call *call);
void indicator_get(struct call *call);
void indicator_put(struct call *call);
void form_list(struct call *call);
void form_get(struct call *call);
void form_put(struct call *call);
void form_versions(struct call *call);
void form_version_get(struct call *call);

#endif
