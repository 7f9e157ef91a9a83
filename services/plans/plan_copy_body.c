/* Makes the document of a copied plan. */
#include "plan_copy.h"

#include "plan_shift.h"

bool copy_span(const struct copy_order *order, const struct open_plan *source, struct issues *issues,
               struct period *ret_span) {
    const char *code = order->span ? order->span : source->plan.span.code;
    if (period_parse(code, source->plan.programme->calendar, ret_span))
        return true;
    issue_add_at(issues, ISSUE_BAD_PERIOD, "/span", NULL, NULL, NULL);
    return false;
}

/* The day on which the new plan's codes are understood: as for any plan, by its issuer. */
static day_t date_of_copy(const struct snapshot *snapshot, uint32_t issuer, const struct period *span) {
    struct plan plan = {.issuer_unit = issuer, .span = *span};
    return plan_date(snapshot, &plan);
}

json_t *copy_next(const struct copy_order *order, const struct open_plan *source, const struct snapshot *snapshot,
                  enum language language, struct review *review, struct issues *issues) {
    struct period span;
    if (!copy_span(order, source, issues, &span))
        return NULL;
    const struct plan *plan = &source->plan;
    int years = order->has_shift ? order->shift_years : span.year - plan->span.year;
    struct code_move move = {.snapshot = snapshot,
                             .from = source->date,
                             .to = date_of_copy(snapshot, plan->issuer_unit, &span),
                             .language = language};
    json_t *body = json_deep_copy(source->body);
    json_object_set_new(body, "code", json_string(order->code));
    json_object_set_new(body, "span", json_string(span.code));
    plan_shift(review, body, plan->programme->calendar, years);
    plan_drop_ends(review, body, plan->programme->calendar, &span);
    plan_move_codes(review, &move, body);
    review_words(review, body);
    return body;
}
