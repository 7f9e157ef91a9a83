/* A plan that descends from itself: from the plan down to the plans that name it as a parent, breadth first. */
#include "core/buffer.h"
#include "core/map.h"
#include "core/text.h"
#include "domain/alignment.h"

/* A plan reached, and the parent it was reached from. */
struct way {
    const char *plan;
    const struct way *up;
    struct way *next; /* in the order to be walked */
};

/* The plans that name one parent, chained. */
struct child {
    const char *plan;
    const struct child *next;
};

static void read_links(struct map *children, struct arena *arena, const struct plan_link *links, size_t count) {
    map_init(children, arena, count);
    for (size_t i = count; i > 0; i--) {
        struct child *child = arena_new(arena, struct child);
        *child = (struct child){links[i - 1].plan, map_get(children, links[i - 1].parent)};
        map_set(children, links[i - 1].parent, child);
    }
}

static const char *cycle_text(struct arena *arena, const char *plan, const struct way *way) {
    AUTO_BUFFER text = {0};
    buffer_text(&text, plan);
    for (; way != NULL; way = way->up)
        buffer_format(&text, " → %s", way->plan);
    return arena_slice(arena, buffer_cstr(&text), text.size);
}

const char *alignment_cycle(struct arena *arena, const struct plan_link *links, size_t link_count, const char *plan) {
    struct map children, seen;
    read_links(&children, arena, links, link_count);
    map_init(&seen, arena, link_count);
    struct way *last = arena_new(arena, struct way);
    last->plan = plan;
    for (const struct way *way = last; way != NULL; way = way->next) {
        for (const struct child *child = map_get(&children, way->plan); child != NULL; child = child->next) {
            if (text_equal(child->plan, plan))
                return cycle_text(arena, plan, way);
            if (map_get(&seen, child->plan) != NULL)
                continue;
            last->next = arena_new(arena, struct way);
            last = last->next;
            *last = (struct way){.plan = child->plan, .up = way};
            map_set(&seen, child->plan, last);
        }
    }
    return NULL;
}
