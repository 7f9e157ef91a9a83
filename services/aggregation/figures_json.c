/* Figures as every answer writes them. */
#include "figures_json.h"

bool cell_confidential(const struct cell *cell, const struct caller *caller) {
    return cell->indicator->withhold_below > 0 && !caller_has(caller, SCOPE_RAW);
}

void write_period(struct json_writer *json, const struct period *period) {
    write_object(json, "period");
    write_text(json, "code", period->code);
    write_day(json, "start", period->start);
    write_day(json, "end", period->end);
    write_object_end(json);
}

void write_unit(struct json_writer *json, const struct unit_slice *slice, uint32_t position) {
    write_text(json, "unit", slice->tree->units[slice->unit_of[position]].id);
    write_text(json, "unitCode", slice->version[position]->code);
}

void write_completeness(struct json_writer *json, const struct completeness *completeness) {
    write_counts(json, "completeness", completeness);
}

void write_counts(struct json_writer *json, const char *name, const struct completeness *completeness) {
    write_object(json, name);
    write_int(json, "expected", completeness->expected);
    write_int(json, "reported", completeness->reported);
    write_int(json, "accepted", completeness->accepted);
    write_int(json, "onTime", completeness->on_time);
    write_int(json, "late", completeness->late);
    write_int(json, "additional", completeness->additional);
    write_int(json, "unresolved", completeness->unresolved);
    write_object_end(json);
}

void write_shares(struct json_writer *json, const struct unit_tree *tree, const struct succession *shares,
                  size_t count) {
    if (count == 0)
        return;
    write_array(json, "shares");
    for (size_t i = 0; i < count; i++) {
        write_object(json, NULL);
        write_text(json, "from", tree->units[shares[i].from].id);
        write_text(json, "to", tree->units[shares[i].to].id);
        write_int(json, "part", shares[i].share.part);
        write_int(json, "of", shares[i].share.of);
        write_text(json, "basis", shares[i].share.basis);
        write_object_end(json);
    }
    write_array_end(json);
}

void write_figure(struct json_writer *json, const char *name, const struct cell *cell, int64_t figure) {
    char text[QUANTITY_TEXT_SIZE];
    if (figure == QUANTITY_MISSING)
        write_null(json, name);
    else if (cell->indicator->decimals == 0)
        write_int(json, name, figure);
    else
        write_text(json, name, quantity_format(figure, cell->indicator->decimals, text));
}
