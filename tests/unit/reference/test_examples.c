/* The example programme decodes without a single issue, and means what the seeds say; what breaks the schema is reported with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "examples.h"
#include "reference/snapshot_parts.h"

static struct gathered *gathered;
static struct reference *reference;

static int gather(void **state) {
    (void)state;
    gathered = calloc(1, sizeof *gathered);
    reference = examples_build(gathered, false);
    return reference ? 0 : -1;
}

static int scatter(void **state) {
    (void)state;
    reference_free(reference);
    examples_done(gathered);
    return 0;
}

static bool decode(const json_t *body, struct arena *arena, struct issues *issues, struct plan *plan) {
    const struct snapshot *snapshot = reference_hold(reference);
    issues_init(issues, arena);
    struct decoding decoding = {
        .arena = arena, .issues = issues, .snapshot = snapshot, .date = day_of(2026, 11, 22), .language = LANGUAGE_EN};
    bool good = decode_plan(&decoding, body, plan);
    snapshot_release(snapshot);
    return good;
}

static void every_plan_decodes_without_an_issue(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof plan_files / sizeof plan_files[0]; i++) {
        struct arena arena = {0};
        struct issues issues;
        struct plan plan;
        char path[64];
        snprintf(path, sizeof path, "plans/%s.json", plan_files[i]);
        json_t *body = example(path);
        if (!decode(body, &arena, &issues, &plan))
            for (const struct issue *issue = issues.first; issue; issue = issue->next)
                fprintf(stderr, "%s %s: %s %s\n", plan_files[i], issue->pointer ? issue->pointer : "",
                        issue_type_name(issue->type), issue_detail(&arena, issue, LANGUAGE_EN));
        assert_int_equal(issues.count, 0);
        json_decref(body);
        arena_done(&arena);
    }
}

/* Seeds, table 1.2 and 1.4. */
static void the_plan_of_thanh_hoa_asks_of_448_communes_and_before_15_june(void **state) {
    (void)state;
    struct arena arena = {0};
    struct issues issues;
    struct plan plan;
    json_t *body = example("plans/thanh-hoa-2023.json");
    assert_true(decode(body, &arena, &issues, &plan));
    const struct target *first = &plan.targets[0];
    assert_string_equal(first->code, "S3-01");
    assert_int_equal(first->kind, TARGET_SHARE);
    assert_string_equal(first->percent, "80");
    assert_int_equal(plan.span.start, day_of(2022, 12, 15));
    bool found = false;
    for (size_t i = 0; i < plan.duty_count; i++)
        for (uint32_t s = 0; s < plan.duties[i].schedule_count; s++) {
            const struct schedule *schedule = &plan.duties[i].schedules[s];
            found = found || (schedule->period == SCHEDULE_H1 && schedule->due.kind == DUE_BEFORE &&
                              schedule->due.month == 6 && schedule->due.day == 15);
        }
    assert_true(found);
    json_decref(body);
    arena_done(&arena);
}

struct breakage {
    const char *what, *pointer_to_set, *value; /* value: JSON; NULL deletes */
    enum issue_type type;
    const char *pointer;
};

static const struct breakage breakages[] = {
    {"no programme", "programme", NULL, ISSUE_REQUIRED, "/programme"},
    {"an unknown programme", "programme", "\"none\"", ISSUE_UNKNOWN_PROGRAMME, "/programme"},
    {"a span that is no period", "span", "\"2023-13\"", ISSUE_BAD_PERIOD, "/span"},
    {"an unknown member", "colour", "\"red\"", ISSUE_UNKNOWN_MEMBER, "/colour"},
    {"an issuer that is no unit", "issuer", "{\"unit\":\"99\",\"agency\":\"people-committee\"}", ISSUE_UNKNOWN_UNIT,
     "/issuer/unit"},
    {"a target of an unknown kind", "targets", "[{\"code\":\"T\",\"kind\":\"wish\"}]", ISSUE_NOT_ONE_OF,
     "/targets/0/kind"},
    {"a share without denominator", "targets",
     "[{\"code\":\"T\",\"kind\":\"share\",\"percent\":\"80\",\"numerator\":{\"units\":\"commune\"}}]", ISSUE_REQUIRED,
     "/targets/0/denominator"},
    {"a measure over a cell the form does not have", "targets",
     "[{\"code\":\"T\",\"kind\":\"amount\",\"value\":\"1\",\"measure\":{\"cell\":\"PCMD-C.cats\"}}]",
     ISSUE_UNKNOWN_CELL, "/targets/0/measure/cell"},
    {"a percent as a real number", "targets",
     "[{\"code\":\"T\",\"kind\":\"share\",\"percent\":80.5,\"numerator\":{\"units\":\"commune\"},\"denominator\":{"
     "\"units\":\"commune\"}}]",
     ISSUE_REAL_NUMBER, "/targets/0/percent"},
    {"the same target twice", "targets",
     "[{\"code\":\"T\",\"kind\":\"narrative\"},{\"code\":\"T\",\"kind\":\"narrative\"}]", ISSUE_DUPLICATE,
     "/targets/1/code"},
    {"a duty without reporters", "duties", "[{\"code\":\"D\",\"forms\":[\"PCMD-C\"]}]", ISSUE_REQUIRED,
     "/duties/0/reporters"},
    {"a duty for an unknown form", "duties",
     "[{\"code\":\"D\",\"forms\":[\"X\"],\"reporters\":[{\"function\":\"police\"}]}]", ISSUE_UNKNOWN_FORM,
     "/duties/0/forms/0"},
    {"a due date that does not exist", "duties",
     "[{\"code\":\"D\",\"reporters\":[{\"function\":\"police\"}],\"schedule\":[{\"period\":\"H1\",\"due\":{\"before\":"
     "\"06-31\"}}]}]",
     ISSUE_BAD_FORMAT, "/duties/0/schedule/0/due/before"},
    {"a section with a target that is not there", "sections", "[{\"code\":\"1\",\"targets\":[\"none\"]}]",
     ISSUE_UNKNOWN_CODE, "/sections/0/targets/0"},
    {"a task with an unknown role", "tasks",
     "[{\"code\":\"K\",\"content\":\"x\",\"agencies\":[{\"function\":\"police\",\"role\":\"boss\"}]}]",
     ISSUE_NOT_ONE_OF, "/tasks/0/agencies/0/role"},
    {"a selector that names two things", "duties",
     "[{\"code\":\"D\",\"reporters\":[{\"function\":\"police\",\"class\":\"departments\"}]}]", ISSUE_INCONSISTENT,
     "/duties/0/reporters/0"},
};

static bool has(const struct issues *issues, const struct breakage *breakage) {
    for (const struct issue *issue = issues->first; issue; issue = issue->next)
        if (issue->type == breakage->type && text_equal(issue->pointer, breakage->pointer))
            return true;
    return false;
}

static void what_is_broken_is_reported_with_its_place(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof breakages / sizeof breakages[0]; i++) {
        struct arena arena = {0};
        struct issues issues;
        struct plan plan;
        json_t *body = example("plans/thanh-hoa-2023.json");
        if (breakages[i].value)
            json_object_set_new(body, breakages[i].pointer_to_set,
                                json_loads(breakages[i].value, JSON_DECODE_ANY, NULL));
        else
            json_object_del(body, breakages[i].pointer_to_set);
        assert_false(decode(body, &arena, &issues, &plan));
        if (!has(&issues, &breakages[i]))
            fail_msg("%s: not reported as %s at %s", breakages[i].what, issue_type_name(breakages[i].type),
                     breakages[i].pointer);
        json_decref(body);
        arena_done(&arena);
    }
}

/* ---- Who owes what, where there are more lists than are kept */

static void obliged_one_by_one(const struct snapshot *snapshot, const struct form *form, const struct period *period) {
    struct arena own = {0};
    const struct obligation_list *list = snapshot_obligations(snapshot, form, period, &own);
    const struct obligation *all = list->obligations;
    for (size_t i = 0; i < list->count; i += list->count / 4 + 1) {
        const struct obligation *one = snapshot_obligation(snapshot, form, period, all[i].unit, all[i].agency, &own);
        assert_non_null(one);
        assert_memory_equal(one, &all[i], sizeof *one);
        assert_null(snapshot_obligation(snapshot, form, period, all[i].unit, "nobody", &own));
    }
    arena_done(&own);
}

/* More than were asked for last, there and back: each answer is that of the list. */
static void what_obliges_one_is_found_however_many_lists_there_are(void **state) {
    (void)state;
    enum { FIRST = 2020, LAST = 2026 };
    const struct snapshot *snapshot = reference_hold(reference);
    struct period period;
    size_t forms, asked = 0;
    const struct form *const *form = snapshot_forms(snapshot, &forms);
    ((struct snapshot *)snapshot)->kept_arena.bytes = OBLIGATION_BYTES_KEPT_MAX; /* as if there were no room any more */
    for (int year = FIRST; year <= 2 * LAST - FIRST; year++)
        for (size_t i = 0; i < 2 * forms; i++) {
            char code[16];
            snprintf(code, sizeof code, "%d-H%zu", year <= LAST ? year : 2 * LAST - year, i % 2 + 1);
            if (!snapshot_period(snapshot, form[i / 2], code, &period))
                continue;
            obliged_one_by_one(snapshot, form[i / 2], &period);
            asked++;
        }
    assert_true(asked > 4 * RECENT_LISTS_MAX);
    assert_int_equal(snapshot->kept.count, 0);
    snapshot_release(snapshot);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_plan_decodes_without_an_issue),
        cmocka_unit_test(the_plan_of_thanh_hoa_asks_of_448_communes_and_before_15_june),
        cmocka_unit_test(what_is_broken_is_reported_with_its_place),
        cmocka_unit_test(what_obliges_one_is_found_however_many_lists_there_are),
    };
    return cmocka_run_group_tests(tests, gather, scatter);
}
