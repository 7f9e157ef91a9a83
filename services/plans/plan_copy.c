/* POST /v1/plans/{plan}/copy. */
#include "plan_copy.h"

#include "core/limits.h"
#include "effect.h"
#include "plan.h"
#include "plan_write.h"
#include "json/read.h"

enum { SHIFT_YEARS_MAX = 100 };

static void issuer_asked(struct object *object, struct copy_order *order) {
    struct object issuer = object_member(object, "issuer", OPTIONAL);
    order->issuer = issuer.json;
    if (!issuer.json == order->derive)
        issue_add_at(object->issues, ISSUE_INCONSISTENT, "/issuer", "derive", NULL, NULL);
    if (!issuer.json)
        return;
    (void)object_text(&issuer, "unit", REQUIRED, UNIT_ID_SIZE);
    (void)object_code(&issuer, "agency", REQUIRED);
    object_end(&issuer);
}

static bool order_asked(struct call *call, const json_t *body, struct copy_order *ret_order) {
    struct object object = object_root(body, &call->issues);
    struct copy_order order = {.code = object_code(&object, "code", REQUIRED)};
    int64_t years = 0;
    order.derive = object_flag(&object, "derive", false);
    order.span = object_text(&object, "span", order.derive ? OPTIONAL : REQUIRED, PERIOD_CODE_SIZE);
    order.has_shift = object_int(&object, "shiftYears", OPTIONAL, -SHIFT_YEARS_MAX, SHIFT_YEARS_MAX, &years);
    order.shift_years = (int)years;
    issuer_asked(&object, &order);
    object_end(&object);
    *ret_order = order;
    return query_is_sound(call);
}

static void copy(struct call *call, struct change *change, const struct copy_order *order) {
    AUTO_PLAN source = {0};
    if (!plan_open_in_force(call, change->db, change->snapshot, &source))
        return;
    struct review review = {.arena = &call->arena};
    AUTO_JSON *body = order->derive
                          ? copy_derived(order, &source, change->snapshot, call->language, &review, &call->issues)
                          : copy_next(order, &source, change->snapshot, call->language, &review, &call->issues);
    if (body)
        plan_create_draft(call, change, body, &review);
    else
        call_refuse_issues(call);
}

void plan_copy(struct call *call) {
    static const char *const no_query[] = {NULL};
    struct copy_order order;
    if (!call_query_only(call, no_query))
        return;
    AUTO_JSON *body = body_json(call);
    if (!body || !order_asked(call, body, &order))
        return;
    AUTO_CHANGE change = {0};
    if (effect_begin_keyed(call, &change) && effect_lock(call, &change))
        copy(call, &change, &order);
}
