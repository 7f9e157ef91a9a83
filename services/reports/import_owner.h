/* Who runs imports: a session of this process with a lock by its name, so that every instance can see whether whoever runs one still lives.
 *
 * A lost session takes its name with it: what ran under it counts as interrupted, and its end is no longer taken. */
#ifndef TONGHOP_REPORTS_IMPORT_OWNER_H
#define TONGHOP_REPORTS_IMPORT_OWNER_H

#include "core/uuid.h"
#include "import_sql.h"

struct import_owner;

struct import_owner *import_owner_new(const char *conninfo);
void import_owner_free(struct import_owner *owner); /* lets go of the lock */

/* The name to run imports under: a new one where the session was lost. */
bool import_owner_name(struct import_owner *owner, char ret_name[UUID_TEXT_SIZE], struct fail *fail) MUST_CHECK;
/* import_finish on the session itself, for when no other connection is to be had: if this fails, the session is lost, and so is the name. */
bool import_owner_finish(struct import_owner *owner, const struct import_end *end, bool *ret_stands,
                         struct fail *fail) MUST_CHECK;

#endif
