/* The example programme decodes without a single issue, and means what the seeds say; what breaks the schema is reported with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"
#include "reference/decode.h"

#include "../domain/real_units.h"

enum { RECORDS_MAX = 20000 };

struct gathered {
    struct arena arena;
    struct real_units units;
    struct {
        enum reference_kind kind;
        const char *id, *value;
    } rows[RECORDS_MAX];
    size_t count;
};

static bool each(void *context, enum reference_kind kind, record_take take, void *taker, struct fail *fail) {
    struct gathered *gathered = context;
    (void)fail;
    for (size_t i = 0; i < gathered->count; i++)
        if (gathered->rows[i].kind == kind)
            take(taker, gathered->rows[i].id, gathered->rows[i].value, strlen(gathered->rows[i].value));
    return true;
}

static json_t *example(const char *name) {
    char path[512];
    snprintf(path, sizeof path, TONGHOP_SOURCE "/examples/pcmd/%s", name);
    json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    return json;
}

static void add(struct gathered *gathered, enum reference_kind kind, const char *id, json_t *value) {
    char *text = json_dumps(value, JSON_COMPACT);
    assert_true(gathered->count < RECORDS_MAX);
    gathered->rows[gathered->count].kind = kind;
    gathered->rows[gathered->count].id = arena_text(&gathered->arena, id);
    gathered->rows[gathered->count++].value = arena_text(&gathered->arena, text);
    free(text);
    json_decref(value);
}

/* A body as plans publishes it; takes over `body`. */
static void add_body(struct gathered *gathered, enum reference_kind kind, const char *id, json_t *body) {
    json_object_del(body, "code");
    json_t *record =
        json_pack("{s:s, s:i, s:s, s:o}", "code", id, "version", 1, "recordedOn", "2026-11-22", "body", body);
    if (kind == REFERENCE_FORM)
        json_object_set_new(record, "versions", json_pack("[O]", body));
    add(gathered, kind, id, record);
}

static void add_list(struct gathered *gathered, enum reference_kind kind, const char *file) {
    json_t *list = example(file), *item;
    size_t index;
    json_array_foreach(list, index, item) {
        char id[128];
        text_copy(id, sizeof id, json_string_value(json_object_get(item, "code")));
        add_body(gathered, kind, id, json_incref(item));
    }
    json_decref(list);
}

static void add_units(struct gathered *gathered) {
    for (uint32_t i = 0; i < gathered->units.source.unit_count; i++) {
        const struct unit *unit = &gathered->units.source.units[i];
        json_t *versions = json_array();
        for (uint32_t v = 0; v < unit->version_count; v++) {
            char from[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE];
            const struct unit_version *version = &unit->versions[v];
            json_array_append_new(
                versions,
                json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?, s:s?}", "level", level_name(version->level), "code",
                          version->code, "parent", version->parent_code, "name", version->name, "type", version->type,
                          "validFrom", version->from == DAY_EVER ? NULL : day_format(version->from, from), "validUntil",
                          version->until == DAY_NEVER ? NULL : day_format(version->until, until)));
        }
        add(gathered, REFERENCE_UNIT, unit->id, json_pack("{s:s, s:o}", "unit", unit->id, "versions", versions));
    }
}

static const char *const form_files[] = {"PCMD-C", "PCMD-D", "PCMD-F", "PCMD-G", "PCMD-J", "PCMD-K",
                                         "PCMD-L", "PCMD-M", "PCMD-P", "PCMD-S", "PCMD-T", "PCMD-TM"};
static const char *const plan_files[] = {"national-2021-2025",  "tuyen-quang-2013", "tan-chau-2022",
                                         "dau-tieng-2023-2025", "thanh-hoa-2023",   "ha-noi-2014"};

static struct gathered *gathered;
static struct reference *reference;

static int gather(void **state) {
    (void)state;
    gathered = calloc(1, sizeof *gathered);
    real_units_read(&gathered->units);
    add_units(gathered);
    add_list(gathered, REFERENCE_AGENCY, "agencies.json");
    add_body(gathered, REFERENCE_PROGRAMME, "pcmd", example("programme.json"));
    add_list(gathered, REFERENCE_INDICATOR, "indicators.json");
    for (size_t i = 0; i < sizeof form_files / sizeof form_files[0]; i++) {
        char path[64];
        snprintf(path, sizeof path, "forms/%s.json", form_files[i]);
        add_body(gathered, REFERENCE_FORM, form_files[i], example(path));
    }
    struct record_source source = {each, gathered};
    struct fail fail;
    uint32_t unreadable = 0;
    reference = reference_new();
    if (!reference_build(reference, &source, 1, true, &unreadable, &fail) || unreadable > 0) {
        fprintf(stderr, "%u records of the example cannot be read\n", unreadable);
        return -1;
    }
    return 0;
}

static int scatter(void **state) {
    (void)state;
    reference_free(reference);
    arena_done(&gathered->units.arena);
    arena_done(&gathered->arena);
    free(gathered);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_plan_decodes_without_an_issue),
        cmocka_unit_test(the_plan_of_thanh_hoa_asks_of_448_communes_and_before_15_june),
        cmocka_unit_test(what_is_broken_is_reported_with_its_place),
    };
    return cmocka_run_group_tests(tests, gather, scatter);
}
