/* Stores a batch of what was told of consolidations. */
#include "consolidation_inbox.h"

#include "consolidation_sql.h"

bool consolidations_apply(void *context, struct db *db, const struct record *records, size_t count, struct fail *fail) {
    (void)context;
    struct arena arena = {0};
    struct consolidation_event *events = arena_new_array(&arena, struct consolidation_event, count);
    bool good = true;
    for (size_t i = 0; good && i < count; i++)
        good = consolidation_event_read(&records[i], &arena, &events[i], fail);
    good = good && consolidations_store(db, events, count, fail);
    arena_done(&arena);
    return good;
}
