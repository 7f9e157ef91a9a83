/* Which version of a report counts, and what states and timeliness are called. */
#include <assert.h>

#include "core/text.h"
#include "domain/rollup.h"

static const char *const state_names[REPORT_STATE_COUNT] = {"draft", "submitted", "accepted", "returned", "withdrawn"};

const char *report_state_name(enum report_state state) {
    assert(state < REPORT_STATE_COUNT);
    return state_names[state];
}

bool report_state_parse(const char *name, enum report_state *ret_state) {
    for (uint32_t i = 0; i < REPORT_STATE_COUNT; i++) {
        if (!text_equal(state_names[i], name))
            continue;
        *ret_state = (enum report_state)i;
        return true;
    }
    return false;
}

const char *timeliness_name(enum timeliness timeliness) {
    static const char *const names[] = {"notDue", "onTime", "late"};
    assert(timeliness <= TIMELINESS_LATE);
    return names[timeliness];
}

int32_t counted_version(const struct version_state *versions, size_t count, enum counted view) {
    bool only_accepted = view == COUNTED_ACCEPTED;
    for (size_t i = count; i-- > 0;) {
        switch (versions[i].state) {
        case REPORT_WITHDRAWN:
            return -1;
        case REPORT_ACCEPTED:
            return (int32_t)i;
        case REPORT_SUBMITTED:
            if (!only_accepted)
                return (int32_t)i;
            break;
        case REPORT_RETURNED:
            only_accepted = true; /* what was submitted before it is what was returned */
            break;
        case REPORT_DRAFT:
        case REPORT_STATE_COUNT:
            break;
        }
    }
    return -1;
}
