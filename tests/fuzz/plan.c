/* Plans as they are put, checked as a PUT does; what is sound is copied to the year after and derived for a district, and the copy is a plan that
 * can be read again. */
#include "fuzz.h"

#include "../unit/plans/document.h"
#include "plan_copy.h"

static struct world world;

/* Sets ret_plan->plan and date. False: something is wrong with the document. */
static bool plan_read(json_t *body, bool copied, struct issues *issues, struct open_plan *ret_plan) {
    struct decoding decoding = {.arena = issues->arena,
                                .issues = issues,
                                .snapshot = world.snapshot,
                                .date = day_of(2026, 11, 22),
                                .language = LANGUAGE_EN,
                                .copied = copied};
    *ret_plan = (struct open_plan){.body = body, .record = {.version = 1}};
    bool good = decode_plan(&decoding, body, &ret_plan->plan);
    promised(good == (issues->count == 0), "what cannot be read is told");
    if (good)
        ret_plan->date = plan_date(world.snapshot, &ret_plan->plan);
    return good;
}

static void copy(const struct open_plan *source, bool derive, const char *span) {
    struct arena arena = {0};
    struct issues issues;
    issues_init(&issues, &arena);
    struct review review = {.arena = &arena};
    AUTO_JSON *issuer = json_pack("{s:s, s:s}", "unit", "001", "agency", "people-committee");
    struct copy_order order = {.code = "next", .span = span, .derive = derive, .issuer = issuer};
    AUTO_JSON *made = derive ? copy_derived(&order, source, world.snapshot, LANGUAGE_EN, &review, &issues)
                             : copy_next(&order, source, world.snapshot, LANGUAGE_VI, &review, &issues);
    promised((made == NULL) == (issues.count > 0), "a plan is copied, or it is said why not");
    promised(review.count <= REVIEW_ITEMS_MAX, "no more to look at than there is room for");
    if (made)
        document_check(world.snapshot, made, true, &issues);
    arena_done(&arena);
}

static void check(json_t *body, struct issues *issues) {
    struct open_plan plan;
    document_check(world.snapshot, body, false, issues);
    if (issues->count > 0 || !plan_read(body, false, issues, &plan))
        return;
    copy(&plan, false, "2024");
    copy(&plan, true, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct arena arena = {0};
    struct issues issues;
    if (world.reference == NULL)
        world = world_make();
    issues_init(&issues, &arena);
    char *text = fuzz_bytes(bytes, size);
    AUTO_JSON *body = json_read(text, size, &issues);
    if (body)
        check(body, &issues);
    arena_done(&arena);
    free(text);
    return 0;
}
