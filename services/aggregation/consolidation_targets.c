/* Reads the attainment of targets from a consolidation's document. */
#include "consolidation_targets.h"

#include "core/text.h"
#include "reference/snapshot.h"
#include "json/read.h"

struct reading {
    struct rollup_document *made;
    struct document_target *targets;
};

static size_t count_targets(const json_t *list) {
    size_t count = json_array_size(list), i;
    json_t *target;
    json_array_foreach(list, i, target) count += count_targets(json_object_get(target, "parts"));
    return count;
}

static const char *reports_said(const struct reading *reading, const json_t *target) {
    const json_t *counts = json_object_get(target, "completeness");
    return arena_format(reading->made->arena, "%" JSON_INTEGER_FORMAT "/%" JSON_INTEGER_FORMAT,
                        json_integer_value(json_object_get(counts, "reported")),
                        json_integer_value(json_object_get(counts, "expected")));
}

/* `known`: what the plan says there, NULL where it is another version now. */
static void take_targets(struct reading *reading, const json_t *list, int depth, const struct target *known,
                         size_t known_count) {
    size_t i;
    json_t *json;
    json_array_foreach(list, i, json) {
        const struct target *target = target_named(known, known_count, json_text_of(json, "code"));
        enum attainment_state state = NOT_MEASURABLE;
        (void)!attainment_state_parse(json_text_of(json, "state"), &state);
        reading->targets[reading->made->target_count++] =
            (struct document_target){.code = json_text_of(json, "code"),
                                     .text = target ? target->text : NULL,
                                     .depth = depth,
                                     .state = state,
                                     .confidential = text_equal(json_text_of(json, "reason"), "confidential"),
                                     .required = json_text_of(json, "required"),
                                     .actual = json_text_of(json, "actual"),
                                     .reports = reports_said(reading, json)};
        take_targets(reading, json_object_get(json, "parts"), depth + 1, target ? target->parts : NULL,
                     target ? target->part_count : 0);
    }
}

void consolidation_take_targets(const struct snapshot *snapshot, const json_t *document, struct rollup_document *made) {
    const json_t *attainment = json_object_get(document, "attainment"), *list = json_object_get(attainment, "targets");
    const char *code = json_text_of(attainment, "plan");
    const struct plan *plan = code ? snapshot_plan(snapshot, code) : NULL;
    if (plan && plan->version != json_integer_value(json_object_get(attainment, "planVersion")))
        plan = NULL;
    struct reading reading = {
        .made = made,
        .targets = arena_new_array(made->arena, struct document_target, count_targets(list)),
    };
    made->targets = reading.targets;
    made->plan = json_text_of(attainment, "title") ? json_text_of(attainment, "title") : code;
    take_targets(&reading, list, 0, plan ? plan->targets : NULL, plan ? plan->target_count : 0);
}
