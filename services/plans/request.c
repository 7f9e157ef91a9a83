/* Ad hoc requests: a form asked of units or agencies outside any schedule, by whoever acts for all of them. */
#include "request.h"

#include "core/text.h"
#include "posting.h"

enum { PERIOD_PREFIX = 2 }; /* X- */

/* Everybody who owes it, so that nobody is asked by one who has no say over him. */
static const struct concerned *everybody(struct proposal *proposal, const struct request *request, size_t *ret_count) {
    const struct decoding *decoding = &proposal->decoding;
    struct duty_setting setting = {
        .agencies = snapshot_agencies(decoding->snapshot),
        .slice = snapshot_slice(decoding->snapshot, period_tree_date(&request->period), decoding->arena)};
    struct obligation *owed;
    *ret_count =
        obligations_expand(decoding->arena, &request->duty, 1, request->form, &request->period, &setting, &owed);
    struct concerned *concerned = arena_new_array(decoding->arena, struct concerned, *ret_count);
    for (size_t i = 0; i < *ret_count; i++)
        concerned[i] = (struct concerned){owed[i].unit, owed[i].function};
    return concerned;
}

static void check(struct proposal *proposal, struct understood *ret_understood) {
    struct request *request = arena_new(proposal->decoding.arena, struct request);
    if (!decode_request(&proposal->decoding, proposal->code, proposal->body, request))
        return;
    ret_understood->concerned = everybody(proposal, request, &ret_understood->concerned_count);
    ret_understood->date = period_tree_date(&request->period);
    ret_understood->period = &request->period;
}

static const char *filter(struct call *call, const struct snapshot *snapshot, struct db_array *to) {
    const char *form = call_query(call, "form");
    size_t count;
    const struct request *const *requests = snapshot_requests(snapshot, &count);
    if (!form)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (text_equal(requests[i]->form->code, form))
            db_array_text(to, requests[i]->code);
    return db_array_end(to);
}

static const char *const filters[] = {"form", NULL};
static const struct noun noun = {
    .kind = REFERENCE_REQUEST, .collection = "requests", .parameter = "code", .filters = filters, .filter = filter};

void request_list(struct call *call) {
    document_list(call, &noun);
}

void request_get(struct call *call) {
    document_get(call, &noun);
}

void request_post(struct call *call) {
    static const struct posting posting = {
        .noun = &noun, .code_max = PERIOD_CODE_SIZE - 1 - PERIOD_PREFIX, .check = check};
    document_post(call, &posting);
}
