/* Extensions: more time or another chance for named units, given by whoever acts for the unit above each of them. */
#include "core/limits.h"
#include "core/text.h"
#include "posting.h"
#include "request.h"

/* Nobody extends for itself what it owes to others; a province and the nation have only themselves. */
static uint32_t grantor_of(const struct snapshot *snapshot, uint32_t unit, day_t date) {
    const struct unit_tree *tree = snapshot_tree(snapshot);
    const struct unit_version *version = unit_version_at(tree, unit, date);
    return version && version->level > LEVEL_PROVINCE ? unit_parent(tree, unit, date) : unit;
}

static void check(struct proposal *proposal, struct understood *ret_understood) {
    const struct decoding *decoding = &proposal->decoding;
    struct extension extension;
    struct period period;
    if (!decode_extension(&proposal->decoding, proposal->code, proposal->body, &extension))
        return;
    const struct form *form = snapshot_form(decoding->snapshot, extension.form);
    if (!snapshot_period(decoding->snapshot, form, extension.period, &period))
        return;
    struct concerned *concerned = arena_new_array(decoding->arena, struct concerned, extension.unit_count);
    for (uint32_t i = 0; i < extension.unit_count; i++)
        concerned[i].unit = grantor_of(decoding->snapshot, extension.units[i], period_tree_date(&period));
    *ret_understood = (struct understood){
        .concerned = concerned, .concerned_count = extension.unit_count, .date = period_tree_date(&period)};
}

static const char *filter(struct call *call, const struct snapshot *snapshot, struct db_array *to) {
    const char *form = call_query(call, "form"), *period = call_query(call, "period");
    size_t count;
    const struct extension *const *extensions = snapshot_extensions(snapshot, &count);
    if (!form && !period)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if ((!form || text_equal(extensions[i]->form, form)) && (!period || text_equal(extensions[i]->period, period)))
            db_array_text(to, extensions[i]->code);
    return db_array_end(to);
}

static const char *const filters[] = {"form", "period", NULL};
static const struct noun noun = {
    .kind = REFERENCE_EXTENSION, .collection = "extensions", .parameter = "code", .filters = filters, .filter = filter};

void extension_list(struct call *call) {
    document_list(call, &noun);
}

void extension_get(struct call *call) {
    document_get(call, &noun);
}

void extension_post(struct call *call) {
    static const struct posting posting = {.noun = &noun, .code_max = CODE_MAX, .check = check};
    document_post(call, &posting);
}
