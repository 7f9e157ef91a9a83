/* The last look at what leaves. */
#include "shown.h"

#include "observe/log.h"
#include "reference/authority.h"
#include "service/service.h"

struct shown shown_to(struct call *call, const struct snapshot *snapshot, const char *function) {
    const char *of_the_root = function ? function : ""; /* which no root has */
    return (struct shown){call, snapshot_tree(snapshot),
                          authority_reach(snapshot, &call->caller, call_today(call), of_the_root, &call->arena)};
}

bool is_shown(const struct shown *shown, uint32_t unit) {
    return shown->call == NULL || shown->reached == NULL || (unit != UNIT_NONE && shown->reached[unit]);
}

bool is_shown_by_id(const struct shown *shown, const char *unit) {
    return shown->call == NULL || is_shown(shown, unit_by_id(shown->tree, unit));
}

void shown_head(const struct shown *shown, uint32_t unit) {
    if (is_shown(shown, unit))
        return;
    log_event(LOG_ERROR, "serialiser.foreign", "%s in %s", shown->call->trace_id, shown->call->route->name);
    call_withhold(shown->call);
}
