/* Finds the figures that a plan sets for the cells of a form. */
#include "rollup_plan.h"

#include "core/text.h"

struct search {
    const struct form *form;
    const struct form_version *version;
    uint32_t unit;
    struct planned *planned;
};

/* The cell that it measures, all of it and nothing else; -1: none of the form. */
static int32_t cell_measured(const struct search *search, const struct target *target) {
    const struct measure *measure = target->measure;
    if (target->kind != TARGET_AMOUNT || !measure || measure->kind != MEASURE_CELL)
        return -1;
    const struct measure_term *term = &measure->terms[0];
    bool whole = term->levels == 0 && term->function_count == 0;
    return whole && text_equal(term->form, search->form->code) ? form_cell(search->version, term->cell) : -1;
}

static void take_amount(const struct search *search, const struct target *target) {
    int32_t cell = cell_measured(search, target);
    int64_t figure;
    const char *value = target->scope == search->unit ? target->value : target_allocated(target, search->unit);
    if (cell < 0 || !value || search->planned[cell].figure != QUANTITY_MISSING)
        return;
    if (quantity_parse(value, search->version->cells[cell].indicator->decimals, &figure) == QUANTITY_OK)
        search->planned[cell] = (struct planned){.figure = figure, .window = target->window};
}

static void take_targets(const struct search *search, const struct target *targets, size_t count) {
    for (size_t i = 0; i < count; i++) {
        take_amount(search, &targets[i]);
        if (targets[i].kind != TARGET_CONDITIONAL || targets[i].condition_met)
            take_targets(search, targets[i].parts, targets[i].part_count);
    }
}

void plan_figures(const struct plan *plan, const struct form *form, const struct form_version *version, uint32_t unit,
                  struct planned *ret_planned) {
    const struct search search = {.form = form, .version = version, .unit = unit, .planned = ret_planned};
    for (uint32_t i = 0; i < version->cell_count; i++)
        ret_planned[i] = (struct planned){.figure = QUANTITY_MISSING};
    take_targets(&search, plan->targets, plan->target_count);
}
