/* What checks of whole plans need: every target with its place, and the numbers that targets are written with. */
#include "domain/target_evaluate.h"

static void visit_one(const struct target *target, const struct place *place, target_visit *visit, void *context) {
    struct place inner = {.up = place, .name = "target"}, parts = {.up = place, .name = "parts"};
    visit(context, target, place);
    if (target->kind == TARGET_CONDITIONAL && target->part_count == 1)
        visit_one(&target->parts[0], &inner, visit, context);
    else
        targets_visit(target->parts, target->part_count, &parts, visit, context);
}

void targets_visit(const struct target *targets, size_t count, const struct place *list, target_visit *visit,
                   void *context) {
    for (size_t i = 0; i < count; i++) {
        struct place place = {.up = list, .index = i};
        visit_one(&targets[i], &place, visit, context);
    }
}

bool target_number(const char *text, __int128 *ret_number) {
    struct decimal decimal;
    if (!decimal_parse(text, &decimal))
        return false;
    __int128 number = decimal.value;
    for (; decimal.decimals < QUANTITY_DECIMALS_MAX; decimal.decimals++)
        number *= 10;
    *ret_number = number;
    return true;
}

const char *target_number_text(struct arena *arena, __int128 number) {
    char text[QUANTITY_TEXT_SIZE];
    int64_t quantity;
    int decimals = QUANTITY_DECIMALS_MAX;
    for (; decimals > 0 && number % 10 == 0; decimals--)
        number /= 10;
    return quantity_total(number, &quantity) ? arena_text(arena, quantity_format(quantity, decimals, text)) : "…";
}
