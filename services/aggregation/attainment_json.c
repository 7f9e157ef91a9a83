/* Writes targets with their attainment, and keeps back what is confidential. */
#include "attainment_json.h"

#include <string.h>

#include "target_figures.h"
#include "target_narrow.h"

/* ---- What is confidential */

static bool cell_is_hidden(const struct snapshot *snapshot, const struct caller *caller, const char *form,
                           const char *cell) {
    const struct cell *named = cell_named(snapshot, form, cell);
    return named != NULL && cell_confidential(named, caller);
}

static bool predicate_is_hidden(const struct snapshot *snapshot, const struct caller *caller,
                                const struct predicate *predicate) {
    if (predicate->kind == PREDICATE_CELL)
        return cell_is_hidden(snapshot, caller, predicate->form, predicate->cell);
    for (uint32_t i = 0; i < predicate->of_count; i++)
        if (predicate_is_hidden(snapshot, caller, &predicate->of[i]))
            return true;
    return false;
}

static bool measure_is_hidden(const struct snapshot *snapshot, const struct caller *caller,
                              const struct measure *measure) {
    if (measure == NULL)
        return false;
    for (uint32_t i = 0; i < measure->term_count; i++)
        if (cell_is_hidden(snapshot, caller, measure->terms[i].form, measure->terms[i].cell))
            return true;
    return measure->where != NULL && predicate_is_hidden(snapshot, caller, measure->where);
}

/* The state alone would tell on which side of its threshold a small count stands; and that of a whole would tell its part's. */
static bool target_is_hidden(const struct snapshot *snapshot, const struct caller *caller,
                             const struct target *target) {
    bool hidden = measure_is_hidden(snapshot, caller, target->numerator) ||
                  measure_is_hidden(snapshot, caller, target->denominator) ||
                  measure_is_hidden(snapshot, caller, target->measure);
    for (uint32_t i = 0; i < target->channel_count && !hidden; i++)
        hidden = measure_is_hidden(snapshot, caller, target->channels[i].measure);
    for (uint32_t i = 0; i < target->part_count && !hidden; i++)
        hidden = target_is_hidden(snapshot, caller, &target->parts[i]);
    return hidden;
}

/* ---- Writing */

/* An integer where it is whole, else a string. */
static void write_number(struct json_writer *json, const char *name, const char *number) {
    if (number != NULL && strchr(number, '.') == NULL)
        write_raw(json, name, number, strlen(number));
    else
        write_text(json, name, number);
}

static void write_assumptions(struct json_writer *json, const struct target *target) {
    write_array(json, "assumptions");
    for (uint32_t i = 0; i < target->assumption_count; i++) {
        write_object(json, NULL);
        write_text(json, "about", target->assumptions[i].about);
        write_text(json, "taken", target->assumptions[i].taken);
        write_object_end(json);
    }
    write_array_end(json);
}

static const char *reason_of(const struct attainment *attainment) {
    bool not_allocated = target_is_not_allocated(attainment->target) && attainment->state == NOT_MEASURABLE;
    return not_allocated ? "notAllocated" : attainment->reason;
}

/* What a share of a small count comes to would tell the count. */
static bool requirement_is_computed(const struct target *target) {
    return target->denominator != NULL && target->denominator->where != NULL;
}

static void write_state(struct json_writer *json, const struct attainment *attainment, bool hidden) {
    enum attainment_state state = hidden ? NOT_MEASURABLE : attainment->state;
    write_text(json, "state", attainment_state_name(state));
    write_text(json, "reason", hidden ? "confidential" : reason_of(attainment));
    write_flag(json, "exceeded", !hidden && attainment->exceeded);
    write_flag(json, "scopeEnded", attainment->scope_ended);
    write_text(json, "required", hidden && requirement_is_computed(attainment->target) ? NULL : attainment->required);
    write_text(json, "actual", hidden ? NULL : attainment->actual);
    write_number(json, "numerator", hidden ? NULL : attainment->numerator);
    write_number(json, "denominator", hidden ? NULL : attainment->denominator);
}

static void write_reports(struct json_writer *json, const struct attainment *attainment) {
    write_object(json, "completeness");
    write_int(json, "expected", attainment->expected);
    write_int(json, "reported", attainment->reported);
    write_object_end(json);
}

static void write_parts(struct attainment_writer *writer, const struct attainment *attainment);

static void write_members(struct attainment_writer *writer, const struct attainment *attainment) {
    struct json_writer *json = &writer->json;
    write_text(json, "code", attainment->target->code);
    write_text(json, "kind", target_kind_name(attainment->target->kind));
    write_state(json, attainment, target_is_hidden(writer->snapshot, writer->caller, attainment->target));
    if (attainment->assessment != NULL)
        write_text(json, "assessment", attainment->assessment);
    write_reports(json, attainment);
    write_assumptions(json, attainment->target);
    write_parts(writer, attainment);
}

static void write_parts(struct attainment_writer *writer, const struct attainment *attainment) {
    write_array(&writer->json, "parts");
    for (uint32_t i = 0; i < attainment->part_count; i++) {
        write_object(&writer->json, NULL);
        write_members(writer, &attainment->parts[i]);
        write_object_end(&writer->json);
    }
    write_array_end(&writer->json);
}

static void write_child(struct attainment_writer *writer, const struct unit_slice *slice,
                        const struct child_attainment *child, bool hidden) {
    struct json_writer *json = &writer->json;
    write_object(json, NULL);
    write_unit(json, slice, child->position);
    write_text(json, "name", slice->version[child->position]->name);
    write_state(json, &child->attainment, hidden);
    write_reports(json, &child->attainment);
    write_object_end(json);
}

static void write_children(struct attainment_writer *writer, const struct shown_target *shown) {
    bool hidden = target_is_hidden(writer->snapshot, writer->caller, shown->attainment.target);
    write_array(&writer->json, "children");
    for (uint32_t i = 0; i < shown->child_count; i++)
        if (is_shown(&writer->shown, shown->slice->unit_of[shown->children[i].position]))
            write_child(writer, shown->slice, &shown->children[i], hidden);
    write_array_end(&writer->json);
}

void write_shown_target(struct attainment_writer *writer, const struct shown_target *shown) {
    write_object(&writer->json, NULL);
    write_members(writer, &shown->attainment);
    if (shown->slice != NULL)
        write_children(writer, shown);
    write_object_end(&writer->json);
}
