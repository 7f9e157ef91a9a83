/* Connections that read for a caller: the database shows them what his roots reach, whatever is asked of it. */
#ifndef TONGHOP_SERVICE_READER_H
#define TONGHOP_SERVICE_READER_H

#include "service/service.h"

/* Who reads, for the role tonghop_<service>_reader; in the arena. */
const struct db_reader *reader_for(const struct service *service, const struct caller *caller, const struct snapshot *snapshot,
                                   day_t today, struct arena *arena);
/* The caller of a request as the database sees him; in its arena. */
const struct db_reader *call_reader(struct call *call);
/* db_lease for what is read to answer the call. */
bool call_lease(struct call *call, struct db_lease *ret_lease, struct fail *fail) MUST_CHECK;

#endif
