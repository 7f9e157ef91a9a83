/* The inside of a snapshot, for the files of this room only. */
#ifndef TONGHOP_REFERENCE_SNAPSHOT_PARTS_H
#define TONGHOP_REFERENCE_SNAPSHOT_PARTS_H

#include <pthread.h>
#include <stdatomic.h>

#include "core/map.h"
#include "reference/snapshot.h"

enum {
    SLICES_KEPT_MAX = 256, /* the units since 2012 make 74 trees; one takes about 300,000 bytes, and only those asked for are made */
    OBLIGATION_BYTES_KEPT_MAX = 64 * 1024 * 1024, /* lists of who owes what; 10,000 obligations take about 560,000 bytes */
    RECENT_LISTS_MAX = 48,                        /* of those that found no room, the last ones asked for */
};

/* A tree, and the days on which it holds. */
struct kept_slice {
    day_t from, until; /* [from, until) */
    uint64_t hash;
    const struct unit_slice *slice;
};

/* Units and what became of them; shared by the snapshots between two changes of units. */
struct unit_part {
    atomic_int holds;
    struct arena arena;
    struct unit_tree *tree;
    uint64_t hash;
    pthread_mutex_t lock; /* slices below */
    struct kept_slice slices[SLICES_KEPT_MAX];
    uint32_t slice_count;
    pthread_mutex_t reach_lock; /* who reaches whom, below; NULL: not computed yet */
    struct arena reach_arena;
    struct unit_reach *reach;
    day_t reach_day;
};

struct kept_obligations {
    struct period period;
    struct obligation_list list;
};

/* A list that makes room for another; nobody holds it but under the lock. */
struct recent_obligations {
    const struct form *form; /* NULL: none yet */
    struct period period;
    struct obligation_list list;
    struct arena arena;
    uint64_t asked; /* when, by the count of questions */
};

/* All duties of a programme that oblige: its own and those of its issued plans. */
struct programme_entry {
    struct programme programme;
    const struct duty *duties;
    size_t duty_count;
};

struct snapshot {
    atomic_int holds;
    struct arena arena;
    struct unit_part *units;
    int64_t generation;
    uint64_t basis;
    struct map programmes, indicators, forms, plans, requests; /* by code; plans by id too */
    struct agency_set agencies;
    uint64_t agencies_hash;
    struct working_calendar working;
    const struct plan **plan_list;
    size_t plan_count;
    const struct form **form_list;
    size_t form_count;
    const struct request **request_list;
    size_t request_count;
    const struct extension **extension_list;
    size_t extension_count;
    pthread_mutex_t lock; /* what is kept below */
    struct arena kept_arena;
    struct map kept; /* struct kept_obligations by form and period; no slots: nothing is kept yet */
    struct recent_obligations recent[RECENT_LISTS_MAX];
    uint64_t asked;
};

/* Builds the parts; snapshot_build.c. */
struct unit_part *unit_part_build(const struct record_source *source, uint32_t *unreadable, struct fail *fail);
struct unit_part *unit_part_empty(void);
void unit_part_release(struct unit_part *part);
bool catalogue_build(struct snapshot *snapshot, const struct record_source *source, uint32_t *unreadable, struct fail *fail);

/* Parts of snapshot_rollup_basis; basis.c. */
uint64_t slice_hash(const struct unit_slice *slice);
uint64_t agencies_hash(const struct unit_tree *tree, const struct agency_set *agencies);
uint64_t snapshot_slice_hash(const struct snapshot *snapshot, day_t date); /* of the tree on a date, kept with it */
/* Is the form among those to be reported under the duty? */
bool duty_reports(const struct duty *duty, const struct form *form);

/* What the expansion of a programme's duties needs, on a tree. */
struct duty_setting duty_setting_of(const struct snapshot *snapshot, const struct programme_entry *entry,
                                    const struct unit_slice *slice);

#endif
