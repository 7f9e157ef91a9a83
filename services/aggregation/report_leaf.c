/* One agency of one unit in a cube, as one block of memory. */
#include "report_leaf.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"

static size_t text_size(const char *text) {
    return strlen(text) + 1;
}

static const char *text_place(char **at, const char *text) {
    size_t size = text_size(text);
    char *copy = memcpy(*at, text, size);
    *at += size;
    return copy;
}

static bool views_share(const struct report_leaf *leaf) {
    return leaf->counted[COUNTED_SUBMITTED].values == leaf->counted[COUNTED_ACCEPTED].values;
}

/* Most reports are not accepted yet, or as they were submitted. */
static size_t value_sets(const struct report_leaf *leaf) {
    bool submitted = leaf->counted[COUNTED_SUBMITTED].values != NULL;
    bool accepted = leaf->counted[COUNTED_ACCEPTED].values != NULL && !views_share(leaf);
    return (size_t)submitted + accepted;
}

static const int64_t *values_place(int64_t **at, const int64_t *values, uint32_t cell_count) {
    if (values == NULL)
        return NULL;
    int64_t *copy = memcpy(*at, values, cell_count * sizeof *values);
    *at += cell_count;
    return copy;
}

/* Figures first, so that they are aligned; a leaf of a form without cells still has values that are not NULL. */
struct report_leaf *report_leaf_new(const struct report_leaf *from, uint32_t cell_count) {
    size_t figures = (size_t)cell_count * sizeof(int64_t) * value_sets(from);
    size_t bytes = sizeof *from + figures + text_size(from->unit) + text_size(from->agency) + text_size(from->function);
    struct report_leaf *leaf = malloc(bytes);
    if (leaf == NULL)
        fail_stop("report_leaf", "no memory left");
    *leaf = *from;
    atomic_init(&leaf->holds, 1);
    leaf->bytes = bytes;
    int64_t *values = (int64_t *)(leaf + 1);
    char *texts = (char *)values + figures;
    struct counted_report *submitted = &leaf->counted[COUNTED_SUBMITTED], *accepted = &leaf->counted[COUNTED_ACCEPTED];
    submitted->values = values_place(&values, submitted->values, cell_count);
    accepted->values = views_share(from) ? submitted->values : values_place(&values, accepted->values, cell_count);
    leaf->unit = text_place(&texts, from->unit);
    leaf->agency = text_place(&texts, from->agency);
    leaf->function = text_place(&texts, from->function);
    return leaf;
}

void report_leaf_keep(struct report_leaf *leaf) {
    atomic_fetch_add_explicit(&leaf->holds, 1, memory_order_relaxed);
}

void report_leaf_release(struct report_leaf *leaf) {
    if (atomic_fetch_sub_explicit(&leaf->holds, 1, memory_order_acq_rel) == 1)
        free(leaf);
}

int report_leaf_compare(const struct report_leaf *a, const struct report_leaf *b) {
    if (a->position != b->position)
        return a->position < b->position ? -1 : 1;
    int order = a->position == UNIT_NONE ? strcmp(a->unit, b->unit) : 0;
    return order != 0 ? order : strcmp(a->agency, b->agency);
}
