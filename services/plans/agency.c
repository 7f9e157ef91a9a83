/* Agencies: bodies of units with a function, registered by whoever acts for their unit. */
#include "catalogue.h"
#include "core/text.h"
#include "document.h"
#include "effect.h"

static day_t day_within(day_t day, day_t from, day_t until) {
    return day >= until ? until - 1 : day < from ? from : day;
}

/* Whose it is today, or was on its last day: an agency and its unit end. */
static struct owner owner_of(const struct unit_tree *tree, const struct agency *agency, day_t today) {
    struct owner owner = {.unit = agency->unit, .function = agency->function};
    if (agency->unit == UNIT_NONE)
        return owner;
    const struct unit *unit = &tree->units[agency->unit];
    owner.date = day_within(today, agency->from, agency->until);
    owner.date = day_within(owner.date, unit->versions[0].from, unit->versions[unit->version_count - 1].until);
    return owner;
}

static const struct agency *agency_known(const struct snapshot *snapshot, const char *code) {
    const struct agency_set *set = snapshot_agencies(snapshot);
    for (uint32_t i = 0; i < set->count; i++)
        if (text_equal(set->agencies[i].code, code))
            return &set->agencies[i];
    return NULL;
}

static void check(struct proposal *proposal) {
    struct agency agency;
    (void)decode_agency(&proposal->decoding, proposal->code, proposal->body, &agency);
}

/* Asked before anything else is said about the proposal, so what is wrong with it is nobody's yet. */
static struct owner owner_of_proposal(const struct proposal *proposal) {
    struct decoding decoding = proposal->decoding;
    struct issues ignored;
    struct agency agency;
    issues_init(&ignored, decoding.arena);
    decoding.issues = &ignored;
    (void)decode_agency(&decoding, proposal->code, proposal->body, &agency);
    return owner_of(snapshot_tree(decoding.snapshot), &agency, decoding.date);
}

static void owner_of_stored(const struct snapshot *snapshot, const char *code, day_t today, struct owner *ret_owner) {
    const struct agency *agency = agency_known(snapshot, code);
    if (agency)
        *ret_owner = owner_of(snapshot_tree(snapshot), agency, today);
}

static const char *filter(struct call *call, const struct snapshot *snapshot, struct db_array *to) {
    const char *unit_asked = call_query(call, "unit"), *function = call_query(call, "function");
    const struct agency_set *set = snapshot_agencies(snapshot);
    uint32_t unit = unit_asked ? unit_of_query(call, snapshot, "unit", unit_asked) : UNIT_NONE;
    if (!unit_asked && !function)
        return NULL;
    for (uint32_t i = 0; i < set->count; i++)
        if ((!unit_asked || set->agencies[i].unit == unit) &&
            (!function || text_equal(set->agencies[i].function, function)))
            db_array_text(to, set->agencies[i].code);
    return db_array_end(to);
}

static const char *const filters[] = {"unit", "function", NULL};
static const struct noun noun = {.kind = REFERENCE_AGENCY,
                                 .collection = "agencies",
                                 .parameter = "code",
                                 .filters = filters,
                                 .check = check,
                                 .owner_of_proposal = owner_of_proposal,
                                 .owner_of_stored = owner_of_stored,
                                 .filter = filter};

void agency_list(struct call *call) {
    document_list(call, &noun);
}

void agency_get(struct call *call) {
    document_get(call, &noun);
}

void agency_put(struct call *call) {
    document_put(call, &noun);
}
