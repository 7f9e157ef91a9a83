/* Works a list off. */
#include "backlog.h"

#include <pthread.h>
#include <stdatomic.h>

struct work {
    const struct backlog *backlog;
    bool *done; /* by item */
    atomic_size_t next;
    atomic_bool failed;
};

static void *work_on(void *context) {
    struct work *work = context;
    const struct backlog *backlog = work->backlog;
    struct fail ignored; /* alone it succeeds, or says it again */
    while (!atomic_load(&work->failed) && !backlog->stopping(backlog->context)) {
        size_t item = atomic_fetch_add(&work->next, 1);
        if (item >= backlog->count)
            break;
        work->done[item] = backlog->take(backlog->context, item, &ignored);
        if (!work->done[item])
            atomic_store(&work->failed, true);
    }
    return NULL;
}

static void work_together(struct work *work) {
    pthread_t helper;
    bool helped = pthread_create(&helper, NULL, work_on, work) == 0;
    work_on(work);
    if (helped)
        pthread_join(helper, NULL);
}

bool backlog_work(const struct backlog *backlog, bool together, struct arena *arena, struct fail *fail) {
    struct work work = {.backlog = backlog, .done = arena_new_array(arena, bool, backlog->count)};
    if (together && backlog->count > 1)
        work_together(&work);
    for (size_t item = 0; item < backlog->count && !backlog->stopping(backlog->context); item++)
        if (!work.done[item] && !backlog->take(backlog->context, item, fail))
            return false;
    return true;
}
