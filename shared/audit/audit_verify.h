/* Holds the chains against themselves, against the heads that were published, and what is stored against what they say. */
#ifndef TONGHOP_AUDIT_AUDIT_VERIFY_H
#define TONGHOP_AUDIT_AUDIT_VERIFY_H

#include "audit/audit.h"

enum { AUDIT_FINDINGS_MAX = 20, AUDIT_FINDING_SIZE = 320 };

struct audit_findings {
    char texts[AUDIT_FINDINGS_MAX][AUDIT_FINDING_SIZE];
    size_t count; /* may be more than there are texts */
};

/* Of each chain the first row that is broken, and published heads that the chains do not have; sorts `heads`. In the open snapshot; heads must have been
 * read before it was opened. *ret_rows: how many entries were looked at. */
bool audit_verify(struct db *db, struct audit_head *heads, size_t head_count, int64_t *ret_rows,
                  struct audit_findings *findings, struct fail *fail) MUST_CHECK;

/* Things of the service's view audit_stored whose content is not what the entry of its version says, that have no entry, or that are gone. Needs
 * views of each service:
 *   audit_stored(object, version, recorded_us, digest): what is stored now
 *   audit_said(object, version, stored, chain, seq): what entries, and the lists in them, say of such things */
bool audit_verify_stored(struct db *db, struct audit_findings *findings, struct fail *fail) MUST_CHECK;

#endif
