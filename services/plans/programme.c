/* Programmes: a calendar, a zone, a late policy, and duties that hold before any plan is issued. */
#include "catalogue.h"
#include "document.h"
#include "evolution.h"
#include "plan_check.h"

static void check(struct proposal *proposal) {
    struct programme programme;
    const struct snapshot *snapshot = proposal->decoding.snapshot;
    size_t form_count = 0, plan_count = 0;
    const struct form *const *forms = snapshot_forms(snapshot, &form_count);
    const struct plan *const *plans = snapshot_plans(snapshot, &plan_count);
    const struct programme *before = snapshot_programme(snapshot, proposal->code);
    bool readable = decode_programme(&proposal->decoding, proposal->code, proposal->body, &programme);
    programme_check_duties(snapshot, &programme, proposal->decoding.date, proposal->decoding.issues);
    if (!readable || !before)
        return;
    programme_keeps_rule(&programme, plans, plan_count, proposal->decoding.issues);
    if (programme_in_use(proposal->code, forms, form_count, plans, plan_count))
        programme_evolves(before, &programme, proposal->decoding.issues);
}

static const char *const filters[] = {NULL};
static const struct noun noun = {
    .kind = REFERENCE_PROGRAMME, .collection = "programmes", .parameter = "code", .filters = filters, .check = check};

void programme_list(struct call *call) {
    document_list(call, &noun);
}

void programme_get(struct call *call) {
    document_get(call, &noun);
}

void programme_put(struct call *call) {
    document_put(call, &noun);
}
