/* Indicators: what is counted, in which unit, and how it is combined. */
#include "catalogue.h"
#include "document.h"
#include "evolution.h"

static void check(struct proposal *proposal) {
    struct indicator indicator;
    const struct snapshot *snapshot = proposal->decoding.snapshot;
    size_t form_count = 0;
    const struct form *const *forms = snapshot_forms(snapshot, &form_count);
    const struct indicator *before = snapshot_indicator(snapshot, proposal->code);
    if (decode_indicator(&proposal->decoding, proposal->code, proposal->body, &indicator) && before &&
        indicator_in_use(proposal->code, forms, form_count))
        indicator_evolves(before, &indicator, proposal->decoding.issues);
}

static const char *const filters[] = {"programme", NULL};
static const struct noun noun = {
    .kind = REFERENCE_INDICATOR, .collection = "indicators", .parameter = "code", .filters = filters, .check = check};

void indicator_list(struct call *call) {
    document_list(call, &noun);
}

void indicator_get(struct call *call) {
    document_get(call, &noun);
}

void indicator_put(struct call *call) {
    document_put(call, &noun);
}
