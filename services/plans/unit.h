/* Handlers that read units: the tree on a date, one unit, what is around it and what became of it. */
#ifndef TONGHOP_PLANS_UNIT_H
#define TONGHOP_PLANS_UNIT_H

#include "http/call.h"

void unit_list(struct call *call);
void unit_get(struct call *call);
void unit_ancestors_get(struct call *call);
void unit_children(struct call *call);
void unit_versions(struct call *call);
void unit_successors_get(struct call *call);
void unit_predecessors_get(struct call *call);

#endif
