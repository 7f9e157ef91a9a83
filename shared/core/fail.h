/* A failure as a small value: what the caller should do, and where and why, for one who logs or answers it once.
 *
 * Functions that can fail return bool (true: done) and take `struct fail *fail` last. Library code never logs. */
#ifndef TONGHOP_CORE_FAIL_H
#define TONGHOP_CORE_FAIL_H

#include <stdbool.h>

#define MUST_CHECK __attribute__((warn_unused_result))

enum fault {
    FAULT_NONE,
    FAULT_INVALID,  /* what was given breaks a rule; the same again fails again */
    FAULT_MISSING,  /* what was asked for is not there */
    FAULT_CONFLICT, /* the state is another than the caller took for granted */
    FAULT_BUSY,     /* no room or no time now; later may do */
    FAULT_BROKEN,   /* something underneath failed: disk, connection, a bug */
};

struct fail {
    enum fault fault;
    bool retry; /* the same call may succeed later */
    char where[64];
    char text[256];
};

/* Sets *fail and returns false, so that `return fail_set(…)` reads well. */
bool fail_set(struct fail *fail, enum fault fault, bool retry, const char *where, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

const char *fault_name(enum fault fault);

/* A broken invariant or no memory: says so on stderr and aborts. Every effect is in a transaction, so nothing
 * acknowledged is lost. */
_Noreturn void fail_stop(const char *where, const char *text);

#endif
