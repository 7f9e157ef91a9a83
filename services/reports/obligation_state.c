/* Compares due moments with now. */
#include "obligation_state.h"

const char *obligation_state(const struct obligation *obligation, moment_t now) {
    if (obligation->due_at == MOMENT_NONE)
        return "owed";
    if (now >= obligation->due_at)
        return "late";
    return obligation->due_at - now <= DUE_SOON_DAYS * MOMENT_DAY ? "dueSoon" : "owed";
}

int64_t obligation_days_late(const struct obligation *obligation, moment_t now) {
    bool late = obligation->due_at != MOMENT_NONE && now >= obligation->due_at;
    return late ? (now - obligation->due_at) / MOMENT_DAY + 1 : 0;
}
