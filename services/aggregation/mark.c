/* Marks of tonghop.mark.v1, and which of them were passed. */
#include "mark.h"

#include <string.h>

#include "json/read.h"

/* ---- Reading one */

static bool take_ends(const json_t *ends, struct mark *mark) {
    mark->partition_count = json_array_size(ends);
    if (mark->partition_count == 0 || mark->partition_count > TOPIC_PARTITIONS_MAX)
        return false;
    for (size_t i = 0; i < mark->partition_count; i++) {
        const json_t *end = json_array_get(ends, i);
        mark->ends[i] = json_integer_value(end);
        if (!json_is_integer(end) || mark->ends[i] < 0)
            return false;
    }
    return true;
}

/* Members that a later version adds are passed over. */
bool mark_read(const struct record *record, struct mark *ret_mark, struct fail *fail) {
    AUTO_JSON *json = record->value == NULL ? NULL : json_loadb(record->value, record->value_size, 0, NULL);
    const json_t *epoch = json_object_get(json, "epoch");
    const char *until = json_string_value(json_object_get(json, "until"));
    if (until != NULL && moment_parse(until, &ret_mark->until) && json_is_integer(epoch) &&
        take_ends(json_object_get(json, "ends"), ret_mark)) {
        ret_mark->epoch = json_integer_value(epoch);
        return true;
    }
    return fail_set(fail, FAULT_INVALID, false, "mark", "a record of %s that is no mark", record->topic);
}

/* ---- Passing */

void marks_init(struct marks *marks) {
    *marks = (struct marks){.until = MOMENT_NONE};
}

/* A restored ledger publishes again what it has, under a higher epoch. */
static bool is_news(struct marks *marks, const struct mark *mark) {
    if (mark->epoch > marks->epoch) {
        marks_init(marks);
        marks->epoch = mark->epoch;
    }
    return mark->epoch == marks->epoch && mark->until > marks->until;
}

void marks_take(struct marks *marks, const struct mark *mark) {
    if (!is_news(marks, mark) || (marks->waiting && mark->until <= marks->newest.until))
        return;
    marks->newest = *mark;
    if (!marks->waiting)
        marks->oldest = *mark;
    marks->waiting = true;
}

static bool is_passed(const struct mark *mark, const int64_t next[TOPIC_PARTITIONS_MAX]) {
    for (size_t i = 0; i < mark->partition_count; i++)
        if (next[i] < mark->ends[i])
            return false;
    return true;
}

void marks_pass(struct marks *marks, const int64_t next[TOPIC_PARTITIONS_MAX]) {
    if (marks->waiting && is_passed(&marks->newest, next)) {
        marks->until = marks->newest.until;
        marks->waiting = false;
    } else if (marks->waiting && is_passed(&marks->oldest, next)) {
        marks->until = marks->oldest.until;
        marks->oldest = marks->newest;
    }
}
