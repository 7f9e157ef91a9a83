/* Alignment: a plan against the plans above it and against itself, with the targets of the five plans; who leads and owes no report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/buffer.h"
#include "domain/alignment.h"
#include "real_units.h"

#define NATION "VN"
#define THANH_HOA "38@2012-01-01"
#define DAU_TIENG "720@2012-01-01"
#define BINH_DUONG "74@2012-01-01"
#define HA_NOI "01@2012-01-01"
#define FORMS_KEPT "units commune where propForms&propMaintained"

static struct real_units real;
static const struct unit_tree *tree;
static struct alignment_setting setting;

/* A target as the tables below say it: measures in words, "a+b@province", "units commune where a&b", "12", or
 * for channels "a|b". */
struct said {
    const char *code;
    enum target_kind kind;
    const char *unit, *of, *per; /* per: the denominator of a share */
    enum compare op;
    const char *value, *by, *low, *high, *trend;
    enum window window;
    const char *same_as, *about, *taken; /* sameAs; an assumption */
    const char *allocated_to, *allocated;
    uint32_t times, count;
    enum period_kind every;
    int64_t size;
    const char *members; /* ids of units */
    bool waits;          /* the target of a conditional one whose allocation nobody recorded */
};

enum { SAID_MAX = 4, WORDS_MAX = 8 };

static uint32_t unit(const char *id) {
    uint32_t found = unit_by_id(tree, id);
    if (found == UNIT_NONE)
        fail_msg("no unit %s", id);
    return found;
}

static size_t split(struct arena *arena, const char *text, const char *at, const char *ret_words[WORDS_MAX]) {
    size_t count = 0;
    char *rest = arena_text(arena, text);
    for (char *word = strsep(&rest, at); word != NULL; word = strsep(&rest, at)) {
        assert_true(count < WORDS_MAX);
        ret_words[count++] = word;
    }
    return count;
}

static void read_cell(struct arena *arena, const char *name, const char **ret_form, const char **ret_cell) {
    const char *point = strchr(name, '.');
    *ret_form = point != NULL ? arena_slice(arena, name, (size_t)(point - name)) : "PCMD-C";
    *ret_cell = point != NULL ? point + 1 : name;
}

static struct measure_term term(struct arena *arena, const char *text) {
    const char *words[WORDS_MAX];
    struct measure_term term = {.times = text[0] == '-' ? -1 : 1};
    size_t count = split(arena, text + (text[0] == '-'), "@", words);
    read_cell(arena, words[0], &term.form, &term.cell);
    for (size_t i = 1; i < count; i++) {
        enum level level;
        assert_true(level_parse(words[i], &level));
        term.levels |= 1U << level;
    }
    return term;
}

static const struct predicate *all_of(struct arena *arena, const char *text) {
    const char *words[WORDS_MAX];
    size_t count = split(arena, text, "&", words);
    struct predicate *of = arena_new_array(arena, struct predicate, count);
    struct predicate *all = arena_new(arena, struct predicate);
    for (size_t i = 0; i < count; i++) {
        of[i] = (struct predicate){.kind = PREDICATE_CELL, .op = COMPARE_GE, .value = "1"};
        read_cell(arena, words[i], &of[i].form, &of[i].cell);
    }
    *all = (struct predicate){.kind = PREDICATE_ALL, .of = of, .of_count = (uint32_t)count};
    return all;
}

static const struct measure *measure(struct arena *arena, const char *text) {
    const char *words[WORDS_MAX];
    struct measure *made = arena_new(arena, struct measure);
    if (text == NULL)
        return NULL;
    if (strncmp(text, "units ", 6) == 0) {
        size_t count = split(arena, text, " ", words);
        *made = (struct measure){.kind = MEASURE_UNITS, .where = count > 3 ? all_of(arena, words[3]) : NULL};
        assert_true(level_parse(words[1], &made->units));
    } else if (text[0] >= '0' && text[0] <= '9') {
        *made = (struct measure){.kind = MEASURE_NUMBER, .number = text};
    } else {
        size_t count = split(arena, text, "+", words);
        struct measure_term *terms = arena_new_array(arena, struct measure_term, count);
        for (size_t i = 0; i < count; i++)
            terms[i] = term(arena, words[i]);
        *made = (struct measure){
            .kind = count == 1 ? MEASURE_CELL : MEASURE_SUM, .terms = terms, .term_count = (uint32_t)count};
    }
    return made;
}

static void read_members(struct arena *arena, const struct said *said, struct target *target) {
    const char *words[WORDS_MAX];
    target->member_total = said->count;
    if (said->members == NULL)
        return;
    size_t count = split(arena, said->members, " ", words);
    struct target_member *members = arena_new_array(arena, struct target_member, count);
    for (size_t i = 0; i < count; i++)
        members[i] = (struct target_member){.unit = unit(words[i])};
    target->members = members;
    target->member_count = target->member_total = (uint32_t)count;
    target->members_listed = true;
}

static void read_channels(struct arena *arena, const char *text, struct target *target) {
    const char *words[WORDS_MAX];
    size_t count = split(arena, text, "|", words);
    struct target_channel *channels = arena_new_array(arena, struct target_channel, count);
    for (size_t i = 0; i < count; i++)
        channels[i] = (struct target_channel){.name = words[i], .measure = measure(arena, words[i])};
    target->channels = channels;
    target->channel_count = (uint32_t)count;
}

static struct target target_of(struct arena *arena, const struct said *said) {
    struct target target = {.code = said->code,
                            .kind = said->kind,
                            .window = said->window,
                            .by = said->by,
                            .same_as = said->same_as,
                            .scope = unit(said->unit),
                            .comparator = said->op,
                            .percent = said->value,
                            .value = said->value,
                            .between_low = said->low,
                            .between_high = said->high,
                            .trend = said->trend != NULL,
                            .trend_up = text_equal(said->trend, "up"),
                            .times_at_least = said->times,
                            .every = said->every,
                            .cohort_size = said->size};
    if (said->kind == TARGET_SHARE) {
        target.numerator = measure(arena, said->of);
        target.denominator = measure(arena, said->per);
    } else if (said->of != NULL && strchr(said->of, '|') != NULL) {
        read_channels(arena, said->of, &target);
    } else {
        target.measure = measure(arena, said->of);
    }
    if (said->about != NULL) {
        struct target_text *assumption = arena_new(arena, struct target_text);
        *assumption = (struct target_text){.about = said->about, .taken = said->taken};
        target.assumptions = assumption;
        target.assumption_count = 1;
    }
    if (said->allocated_to != NULL) {
        struct allocation *allocation = arena_new(arena, struct allocation);
        *allocation = (struct allocation){.unit = unit(said->allocated_to), .value = said->allocated};
        target.allocations = allocation;
        target.allocation_count = 1;
    }
    read_members(arena, said, &target);
    return target;
}

static struct target waiting(struct arena *arena, struct target target) {
    struct target *part = arena_new(arena, struct target);
    *part = target;
    return (struct target){
        .code = "waiting", .kind = TARGET_CONDITIONAL, .scope = target.scope, .parts = part, .part_count = 1};
}

static const struct period *period(struct arena *arena, const char *code) {
    struct period *parsed = arena_new(arena, struct period);
    if (!period_parse(code, &calendar_admin15, parsed))
        fail_msg("%s is not a period", code);
    return parsed;
}

static struct aligned_plan plan_of(struct arena *arena, const char *code, const char *unit_id, const char *span,
                                   const struct said *said) {
    struct target *targets = arena_new_array(arena, struct target, SAID_MAX);
    struct aligned_plan plan = {.code = code,
                                .unit = unit(unit_id),
                                .calendar = &calendar_admin15,
                                .span = period(arena, span),
                                .targets = targets};
    for (; plan.target_count < SAID_MAX && said[plan.target_count].code != NULL; plan.target_count++) {
        struct target target = target_of(arena, &said[plan.target_count]);
        targets[plan.target_count] = said[plan.target_count].waits ? waiting(arena, target) : target;
    }
    return plan;
}

/* The cells of the sample's forms that matter here, with the rules that tie them together. */
static struct cell commune_cells[] = {
    {.code = "needPersons"},      {.code = "needServed"},     {.code = "needEligible"}, {.code = "eligibleServed"},
    {.code = "reformedEligible"}, {.code = "reformedServed"}, {.code = "estOnList"},    {.code = "estInspected"}};
static const struct rule_term commune_terms[] = {{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}};
#define TERM(i) &commune_terms[i]
static const struct form_rule commune_rules[] = {
    {.left = TERM(1), .left_count = 1, .op = COMPARE_LE, .right = TERM(0), .right_count = 1},
    {.left = TERM(3), .left_count = 1, .op = COMPARE_LE, .right = TERM(2), .right_count = 1},
    {.left = TERM(2), .left_count = 1, .op = COMPARE_LE, .right = TERM(0), .right_count = 1},
    {.left = TERM(5), .left_count = 1, .op = COMPARE_LE, .right = TERM(4), .right_count = 1},
};
/* women + men = persons, served alike; the young by a warning only, the old by a rule that says the reverse. */
static struct cell person_cells[] = {{.code = "persons"}, {.code = "women"},       {.code = "men"},
                                     {.code = "served"},  {.code = "servedWomen"}, {.code = "servedMen"},
                                     {.code = "young"},   {.code = "servedYoung"}};
static const struct rule_term person_terms[] = {{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}, {6, 1}, {7, 1}};
static const struct form_rule person_rules[] = {
    {.left = &person_terms[1], .left_count = 2, .op = COMPARE_EQ, .right = &person_terms[0], .right_count = 1},
    {.left = &person_terms[3], .left_count = 1, .op = COMPARE_GE, .right = &person_terms[4], .right_count = 2},
    {.left = &person_terms[6],
     .left_count = 1,
     .op = COMPARE_LE,
     .right = &person_terms[0],
     .right_count = 1,
     .warning = true},
    {.left = &person_terms[7],
     .left_count = 1,
     .op = COMPARE_LE,
     .right = &person_terms[3],
     .right_count = 1,
     .warning = true},
};
static const char *const committee[] = {"people-committee"}, *const information[] = {"information"},
                         *const police[] = {"police"};
static const struct form_version versions[] = {
    {.cells = commune_cells,
     .cell_count = 8,
     .rules = commune_rules,
     .rule_count = 4,
     .levels = 1U << LEVEL_COMMUNE,
     .functions = committee,
     .function_count = 1},
    {.cells = person_cells, .cell_count = 8, .rules = person_rules, .rule_count = 4, .levels = 1U << LEVEL_COMMUNE},
    {.levels = 1U << LEVEL_PROVINCE, .functions = information, .function_count = 1},
    {.levels = 1U << LEVEL_PROVINCE | 1U << LEVEL_DISTRICT | 1U << LEVEL_COMMUNE,
     .functions = police,
     .function_count = 1},
    {.levels = 1U << LEVEL_DISTRICT, .functions = committee, .function_count = 1},
};
static const struct form forms[] = {
    {.code = "PCMD-C", .versions = &versions[0], .version_count = 1},
    {.code = "PERSONS", .versions = &versions[1], .version_count = 1},
    {.code = "PCMD-M", .versions = &versions[2], .version_count = 1},
    {.code = "PCMD-P", .versions = &versions[3], .version_count = 1},
    {.code = "PCMD-D", .versions = &versions[4], .version_count = 1},
};

static const struct form *find_form(void *context, const char *code) {
    (void)context;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (text_equal(forms[i].code, code))
            return &forms[i];
    return NULL;
}

static void show_side(struct buffer *to, const char *code, const char *value) {
    buffer_format(to, " %s [%s]", code != NULL ? code : "-", value != NULL ? value : "");
}

static void assert_findings(const char *what, const struct alignment *alignment, const char *expected) {
    AUTO_BUFFER shown = {0};
    for (size_t i = 0; i < alignment->count; i++) {
        const struct alignment_finding *finding = &alignment->findings[i];
        buffer_format(&shown, "%s%s", i > 0 ? "\n" : "", alignment_kind_name(finding->kind));
        show_side(&shown, finding->own, finding->own_value);
        show_side(&shown, finding->other, finding->other_value);
    }
    if (strcmp(buffer_cstr(&shown), expected) != 0)
        fail_msg("%s:\n%s\nexpected:\n%s", what, buffer_cstr(&shown), expected);
    assert_false(alignment->truncated);
}

static int begin(void **state) {
    (void)state;
    real_units_read(&real);
    tree = unit_tree_build(&real.arena, &real.source);
    setting.slice = unit_slice_build(&real.arena, tree, real_day("2022-12-15"));
    setting.form = find_form;
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_done(&real.arena);
    return 0;
}

#define NATIONAL_FORMS                                                                                                 \
    { "N1", TARGET_SHARE, NATION, FORMS_KEPT, "units commune", COMPARE_GE, "70" }
#define NATIONAL_INSPECTED                                                                                             \
    { "N2", TARGET_SHARE, NATION, "estInspected", "estOnList", COMPARE_GE, "20" }
/* An inspected share of a plan, in words that the tables below repeat. */
#define INSPECTED(code, unit, op, percent, ...)                                                                        \
    { code, TARGET_SHARE, unit, "estInspected", "estOnList", op, percent, __VA_ARGS__ }
#define CASES(code, unit, ...)                                                                                         \
    { code, TARGET_AMOUNT, unit, "PCMD-P.cases", __VA_ARGS__ }
#define OFFENCES(code, unit, ...)                                                                                      \
    { code, TARGET_GROWTH, unit, "PCMD-P.offencesHandled", __VA_ARGS__ }

static const struct {
    const char *what, *unit, *span;
    struct said own[SAID_MAX];
    const char *parent_unit, *parent_span;
    struct said parent[SAID_MAX];
    const char *findings;
} parents[] = {
    {"Dầu Tiếng: 90 % of the communes, the nation 70 %",
     DAU_TIENG,
     "2023..2025",
     {{"S2-01", TARGET_SHARE, DAU_TIENG, FORMS_KEPT, "units commune", COMPARE_GE, "90", .by = "2025"}},
     NATION,
     "2021..2025",
     {NATIONAL_FORMS},
     ""},
    {"Thanh Hóa: 80 %, its conditions in the other order",
     THANH_HOA,
     "2023",
     {{"S3-01", TARGET_SHARE, THANH_HOA, "units commune where propMaintained&propForms", "units commune", COMPARE_GE,
       "80"}},
     NATION,
     "2021..2025",
     {NATIONAL_FORMS},
     ""},
    {"a province that asks for 60 %",
     THANH_HOA,
     "2023",
     {{"S3-01", TARGET_SHARE, THANH_HOA, FORMS_KEPT, "units commune", COMPARE_GE, "60"}},
     NATION,
     "2021..2025",
     {NATIONAL_FORMS},
     "weaker S3-01 [≥ 60 %] N1 [≥ 70 %]"},
    {"as much as the parent, written with decimals and a bare number",
     THANH_HOA,
     "2023",
     {{"S3-01", TARGET_SHARE, THANH_HOA, FORMS_KEPT, "units commune", COMPARE_UNSTATED, "70.0"}},
     NATION,
     "2021..2025",
     {NATIONAL_FORMS},
     ""},
    {"inspection: 30 % and 25 % against the nation's 20 %",
     DAU_TIENG,
     "2023..2025",
     {{"S2-08", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "30"},
      {"S3-08", TARGET_SHARE, THANH_HOA, "estInspected", "estOnList", COMPARE_GE, "25"}},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     ""},
    {"inspection: half a percent short",
     DAU_TIENG,
     "2023..2025",
     {{"S2-08", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "19.5"}},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "weaker S2-08 [≥ 19.5 %] N2 [≥ 20 %]"},
    {"at most is not at least",
     THANH_HOA,
     "2023",
     {{"T", TARGET_SHARE, THANH_HOA, "estInspected", "estOnList", COMPARE_LE, "30"}},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "weaker T [≤ 30 %] N2 [≥ 20 %]"},
    {"all of them is asked for, at least 90 % promised",
     THANH_HOA,
     "2023",
     {{"T", TARGET_SHARE, THANH_HOA, "estInspected", "estOnList", COMPARE_GE, "90"}},
     NATION,
     "2023",
     {{"N", TARGET_SHARE, NATION, "estInspected", "estOnList", COMPARE_EQ, "100"}},
     "weaker T [≥ 90 %] N [= 100 %]"},
    {"all of them, said with at least",
     THANH_HOA,
     "2023",
     {{"T", TARGET_SHARE, THANH_HOA, "estInspected", "estOnList", COMPARE_GE, "100"}},
     NATION,
     "2023",
     {{"N", TARGET_SHARE, NATION, "estInspected", "estOnList", COMPARE_EQ, "100"}},
     ""},
    {"more than 20 % is asked for, 20 % promised",
     THANH_HOA,
     "2023",
     {{"T", TARGET_SHARE, THANH_HOA, "estInspected", "estOnList", COMPARE_GE, "20"}},
     NATION,
     "2023",
     {{"N", TARGET_SHARE, NATION, "estInspected", "estOnList", COMPARE_GT, "20"}},
     "weaker T [≥ 20 %] N [> 20 %]"},
    {"at most 5 %: less is stricter, more is weaker, and so is reaching what must stay below",
     BINH_DUONG,
     "2023",
     {INSPECTED("a", BINH_DUONG, COMPARE_LE, "3"), INSPECTED("b", DAU_TIENG, COMPARE_LE, "7")},
     NATION,
     "2023",
     {INSPECTED("N", NATION, COMPARE_LE, "5")},
     "weaker b [≤ 7 %] N [≤ 5 %]"},
    {"below 5 % is asked for, at most 5 % promised",
     BINH_DUONG,
     "2023",
     {INSPECTED("a", BINH_DUONG, COMPARE_LT, "5"), INSPECTED("b", DAU_TIENG, COMPARE_LE, "5")},
     NATION,
     "2023",
     {INSPECTED("N", NATION, COMPARE_LT, "5")},
     "weaker b [≤ 5 %] N [< 5 %]"},
    {"at least is not at most",
     THANH_HOA,
     "2023",
     {INSPECTED("T", THANH_HOA, COMPARE_GE, "3")},
     NATION,
     "2023",
     {INSPECTED("N", NATION, COMPARE_LE, "5")},
     "weaker T [≥ 3 %] N [≤ 5 %]"},
    {"4 of 12 models: how many of them are the district's is not told",
     DAU_TIENG,
     "2023",
     {{"T", TARGET_SHARE, DAU_TIENG, "units commune where modelRunning", "12", COMPARE_GE, "8"}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_SHARE, BINH_DUONG, "units commune where modelRunning", "12", COMPARE_GE, "33.33"}},
     ""},
    {"4 of 12 models, in the same scope",
     BINH_DUONG,
     "2023",
     {{"T", TARGET_SHARE, BINH_DUONG, "units commune where modelRunning", "12", COMPARE_GE, "25"}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_SHARE, BINH_DUONG, "units commune where modelRunning", "12", COMPARE_GE, "33.33"}},
     "weaker T [≥ 25 %] N [≥ 33.33 %]"},
    {"nothing about inspection",
     THANH_HOA,
     "2023",
     {{"S3-01", TARGET_SHARE, THANH_HOA, FORMS_KEPT, "units commune", COMPARE_GE, "80"}},
     NATION,
     "2021..2025",
     {NATIONAL_FORMS, NATIONAL_INSPECTED},
     "missing - [] N2 [≥ 20 %]"},
    {"another numerator is another measure",
     THANH_HOA,
     "2023",
     {{"S2-09", TARGET_SHARE, THANH_HOA, "estEverInspected", "estOnList", COMPARE_EQ, "100"}},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "missing - [] N2 [≥ 20 %]"},
    {"without one of the two conditions",
     THANH_HOA,
     "2023",
     {{"T", TARGET_SHARE, THANH_HOA, "units commune where propForms", "units commune", COMPARE_GE, "80"}},
     NATION,
     "2021..2025",
     {NATIONAL_FORMS},
     "missing - [] N1 [≥ 70 %]"},
    {"a target for another province",
     DAU_TIENG,
     "2023",
     {{0}},
     NATION,
     "2023",
     {{"N", TARGET_SHARE, THANH_HOA, "estInspected", "estOnList", COMPARE_GE, "20"},
      {"M", TARGET_SHARE, BINH_DUONG, "estInspected", "estOnList", COMPARE_GE, "20"}},
     "missing - [] M [≥ 20 %]"},
    {"words are not missing", THANH_HOA, "2023", {{0}}, NATION, "2023", {{"N", TARGET_NARRATIVE, NATION}}, ""},
    {"what only the levels above can count",
     DAU_TIENG,
     "2023",
     {{0}},
     BINH_DUONG,
     "2023",
     {{"districts", TARGET_SHARE, BINH_DUONG, "units district where PCMD-D.hasPlan", "units district", COMPARE_EQ,
       "100"},
      {"press", TARGET_FREQUENCY, BINH_DUONG, "PCMD-M.pressProvincialMonths", .times = 1},
      {"provinceStaff", TARGET_SHARE, BINH_DUONG, "PCMD-S.staffTrained@province", "PCMD-S.staffTotal@province",
       COMPARE_GE, "20"},
      {"lowerStaff", TARGET_SHARE, BINH_DUONG, "PCMD-S.staffTrained@district@commune",
       "PCMD-S.staffTotal@district@commune", COMPARE_GE, "15"}},
     "missing - [] lowerStaff [≥ 15 %]"},
    {"the district takes a year longer",
     DAU_TIENG,
     "2023..2025",
     {{"T", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "30", .by = "2025"}},
     NATION,
     "2021..2025",
     {{"N", TARGET_SHARE, NATION, "estInspected", "estOnList", COMPARE_GE, "20", .by = "2024"}},
     "later T [2025] N [2024]"},
    {"the span says when, and later and weaker at once",
     DAU_TIENG,
     "2023..2026",
     {{"T", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "10"}},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "weaker T [≥ 10 %] N2 [≥ 20 %]\nlater T [2023..2026] N2 [2021..2025]"},
    {"an open end is later than any",
     THANH_HOA,
     "2013..",
     {{"T", TARGET_SHARE, THANH_HOA, "estInspected", "estOnList", COMPARE_GE, "20"}},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "later T [2013..] N2 [2021..2025]"},
    {"a date as the end",
     THANH_HOA,
     "2023",
     {{"T", TARGET_SHARE, THANH_HOA, "estInspected", "estOnList", COMPARE_GE, "20", .by = "2025-12-14"},
      {"U", TARGET_AMOUNT, THANH_HOA, "estInspected", .op = COMPARE_GE, .value = "5", .by = "2025-12-15"}},
     THANH_HOA,
     "2021..2025",
     {NATIONAL_INSPECTED, {"A", TARGET_AMOUNT, THANH_HOA, "estInspected", .op = COMPARE_GE, .value = "5"}},
     "later U [2025-12-15] A [2021..2025]"},
    {"milestones on the way to more than the parent asks",
     DAU_TIENG,
     "2023..2025",
     {{"half", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "15", .by = "2023"},
      {"full", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "40", .by = "2025"}},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     ""},
    {"one district is let off",
     BINH_DUONG,
     "2023",
     {{"all", TARGET_SHARE, BINH_DUONG, "estInspected", "estOnList", COMPARE_GE, "30"},
      {"one", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "10"}},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "weaker one [≥ 10 %] N2 [≥ 20 %]"},
    {"other windows read other figures: no threshold is compared, and it is said",
     THANH_HOA,
     "2023",
     {INSPECTED("T", THANH_HOA, COMPARE_GE, "10", .window = WINDOW_PLAN_TO_DATE)},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "otherWindow T [planToDate 2023] N2 [period]"},
    {"what reads the same figures answers, whatever stands beside it",
     THANH_HOA,
     "2023",
     {INSPECTED("T", THANH_HOA, COMPARE_GE, "10", .window = WINDOW_PLAN_TO_DATE),
      INSPECTED("U", THANH_HOA, COMPARE_GE, "15")},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "weaker U [≥ 15 %] N2 [≥ 20 %]"},
    {"a plan of one year begins with the year",
     THANH_HOA,
     "2023",
     {INSPECTED("T", THANH_HOA, COMPARE_GE, "10", .window = WINDOW_PLAN_TO_DATE)},
     NATION,
     "2021..2025",
     {INSPECTED("N", NATION, COMPARE_GE, "20", .window = WINDOW_YEAR_TO_DATE)},
     "weaker T [≥ 10 %] N [≥ 20 %]"},
    {"a plan of three years does not",
     DAU_TIENG,
     "2023..2025",
     {INSPECTED("T", DAU_TIENG, COMPARE_GE, "10", .window = WINDOW_PLAN_TO_DATE)},
     NATION,
     "2021..2025",
     {INSPECTED("N", NATION, COMPARE_GE, "20", .window = WINDOW_YEAR_TO_DATE)},
     "otherWindow T [planToDate 2023..2025] N [yearToDate]"},
    {"since the plan began: of plans that began together",
     THANH_HOA,
     "2021..2024",
     {CASES("T", THANH_HOA, .op = COMPARE_GE, .value = "150", .window = WINDOW_PLAN_TO_DATE)},
     THANH_HOA,
     "2021..2025",
     {CASES("N", THANH_HOA, .op = COMPARE_GE, .value = "180", .window = WINDOW_PLAN_TO_DATE)},
     "weaker T [≥ 150] N [≥ 180]"},
    {"since the plan began: of plans that did not",
     THANH_HOA,
     "2022..2024",
     {CASES("T", THANH_HOA, .op = COMPARE_GE, .value = "150", .window = WINDOW_PLAN_TO_DATE)},
     THANH_HOA,
     "2021..2025",
     {CASES("N", THANH_HOA, .op = COMPARE_GE, .value = "180", .window = WINDOW_PLAN_TO_DATE)},
     "otherWindow T [planToDate 2022..2024] N [planToDate 2021..2025]"},
    {"a milestone is not the whole way",
     DAU_TIENG,
     "2023..2025",
     {INSPECTED("T", DAU_TIENG, COMPARE_GE, "20", .by = "2023")},
     NATION,
     "2021..2025",
     {INSPECTED("half", NATION, COMPARE_GE, "20", .by = "2023"), INSPECTED("full", NATION, COMPARE_GE, "60")},
     "missing - [] full [≥ 60 %]"},
    {"nor does the end answer for the milestone",
     DAU_TIENG,
     "2023..2025",
     {INSPECTED("T", DAU_TIENG, COMPARE_GE, "60")},
     NATION,
     "2021..2025",
     {INSPECTED("half", NATION, COMPARE_GE, "20", .by = "2023"), INSPECTED("full", NATION, COMPARE_GE, "60")},
     "missing - [] half [≥ 20 %]"},
    {"both, the first one weaker",
     DAU_TIENG,
     "2023..2025",
     {INSPECTED("T", DAU_TIENG, COMPARE_GE, "15", .by = "2023"), INSPECTED("U", DAU_TIENG, COMPARE_GE, "60")},
     NATION,
     "2021..2025",
     {INSPECTED("half", NATION, COMPARE_GE, "20", .by = "2023"), INSPECTED("full", NATION, COMPARE_GE, "60")},
     "weaker T [≥ 15 %] half [≥ 20 %]"},
    {"more than asked, and earlier, answers both",
     DAU_TIENG,
     "2023..2025",
     {INSPECTED("T", DAU_TIENG, COMPARE_GE, "70", .by = "2023")},
     NATION,
     "2021..2025",
     {INSPECTED("half", NATION, COMPARE_GE, "20", .by = "2023"), INSPECTED("full", NATION, COMPARE_GE, "60")},
     ""},
    {"a plan of one year owes its own year's milestone, not what was due before and not what comes after",
     THANH_HOA,
     "2023",
     {INSPECTED("T", THANH_HOA, COMPARE_GE, "20")},
     NATION,
     "2021..2025",
     {INSPECTED("past", NATION, COMPARE_GE, "10", .by = "2022"),
      INSPECTED("now", NATION, COMPARE_GE, "20", .by = "2023"), INSPECTED("full", NATION, COMPARE_GE, "60")},
     ""},
    {"a plan of one year owes what comes after where it has no milestone",
     THANH_HOA,
     "2023",
     {{0}},
     NATION,
     "2021..2025",
     {INSPECTED("past", NATION, COMPARE_GE, "10", .by = "2022"), INSPECTED("full", NATION, COMPARE_GE, "60")},
     "missing - [] full [≥ 60 %]"},
    {"of two that fall short the one with the parent's end is the answer",
     DAU_TIENG,
     "2023..2025",
     {INSPECTED("half", DAU_TIENG, COMPARE_GE, "15", .by = "2023"), INSPECTED("full", DAU_TIENG, COMPARE_GE, "18")},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "weaker full [≥ 18 %] N2 [≥ 20 %]"},
    {"an end that is no day is the plan's",
     DAU_TIENG,
     "2023..2026",
     {INSPECTED("T", DAU_TIENG, COMPARE_GE, "30", .by = "cuối kỳ")},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "later T [2023..2026] N2 [2021..2025]"},
    {"enough, but it waits for its allocation",
     THANH_HOA,
     "2023",
     {INSPECTED("T", THANH_HOA, COMPARE_GE, "30", .waits = true)},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "waiting T [≥ 30 %] N2 [≥ 20 %]"},
    {"too little, and it waits",
     THANH_HOA,
     "2023",
     {INSPECTED("T", THANH_HOA, COMPARE_GE, "10", .waits = true)},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "weaker T [≥ 10 %] N2 [≥ 20 %]\nwaiting T [≥ 10 %] N2 [≥ 20 %]"},
    {"what waits beside what counts already",
     THANH_HOA,
     "2023",
     {INSPECTED("T", THANH_HOA, COMPARE_GE, "10", .waits = true), INSPECTED("U", THANH_HOA, COMPARE_GE, "20")},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     ""},
    {"what waits and is enough beside what counts and is not",
     THANH_HOA,
     "2023",
     {INSPECTED("T", THANH_HOA, COMPARE_GE, "30", .waits = true), INSPECTED("U", THANH_HOA, COMPARE_GE, "10")},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "weaker U [≥ 10 %] N2 [≥ 20 %]"},
    {"the parent waits too",
     THANH_HOA,
     "2023",
     {INSPECTED("T", THANH_HOA, COMPARE_GE, "30", .waits = true)},
     NATION,
     "2021..2025",
     {INSPECTED("N", NATION, COMPARE_GE, "20", .waits = true)},
     ""},
    {"as of and in the period read the same figures",
     THANH_HOA,
     "2023",
     {{"T", TARGET_SHARE, THANH_HOA, "estInspected", "estOnList", COMPARE_GE, "10", .window = WINDOW_AS_OF}},
     NATION,
     "2021..2025",
     {NATIONAL_INSPECTED},
     "weaker T [≥ 10 %] N2 [≥ 20 %]"},
    {"Hà Nội's 180 cases: a year's slice of its own plan",
     HA_NOI,
     "2014",
     {{"S4-02", TARGET_AMOUNT, HA_NOI, "PCMD-P.casesA+PCMD-P.casesB", .op = COMPARE_UNSTATED, .value = "150"}},
     HA_NOI,
     "2011..2015",
     {{"K89", TARGET_AMOUNT, HA_NOI, "PCMD-P.casesB+PCMD-P.casesA", .op = COMPARE_UNSTATED, .value = "180"}},
     "weaker S4-02 [≥ 150] K89 [≥ 180]"},
    {"a district owes a part of the number that nobody told",
     DAU_TIENG,
     "2023",
     {{"T", TARGET_AMOUNT, DAU_TIENG, "PCMD-P.cases", .op = COMPARE_GE, .value = "12"}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_AMOUNT, BINH_DUONG, "PCMD-P.cases", .op = COMPARE_GE, .value = "180"}},
     ""},
    {"a district was told its part",
     DAU_TIENG,
     "2023",
     {{"T", TARGET_AMOUNT, DAU_TIENG, "PCMD-P.cases", .op = COMPARE_GE, .value = "12"}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_AMOUNT, BINH_DUONG, "PCMD-P.cases", .op = COMPARE_GE, .value = "180", .allocated_to = DAU_TIENG,
       .allocated = "15"}},
     "weaker T [≥ 12] N [≥ 15]"},
    {"a district was told its part of a range",
     DAU_TIENG,
     "2023",
     {{"T", TARGET_AMOUNT, DAU_TIENG, "PCMD-P.cases", .op = COMPARE_GE, .value = "12"}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_AMOUNT, BINH_DUONG, "PCMD-P.cases", .op = COMPARE_UNSTATED, .low = "100", .high = "180",
       .allocated_to = DAU_TIENG, .allocated = "10"}},
     ""},
    {"a district left out its part",
     DAU_TIENG,
     "2023",
     {{0}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_AMOUNT, BINH_DUONG, "PCMD-P.cases", .op = COMPARE_GE, .value = "180", .allocated_to = DAU_TIENG,
       .allocated = "15"}},
     "missing - [] N [≥ 15]"},
    {"a district has no part of what was shared out to others",
     DAU_TIENG,
     "2023",
     {{0}},
     BINH_DUONG,
     "2023",
     {CASES("N", BINH_DUONG, .op = COMPARE_GE, .value = "180", .allocated_to = "718@2012-01-01", .allocated = "180")},
     ""},
    {"nor where its part is none",
     DAU_TIENG,
     "2023",
     {{0}},
     BINH_DUONG,
     "2023",
     {CASES("N", BINH_DUONG, .op = COMPARE_GE, .value = "180", .allocated_to = DAU_TIENG, .allocated = "0")},
     ""},
    {"what was not shared out is everybody's",
     DAU_TIENG,
     "2023",
     {{0}},
     BINH_DUONG,
     "2023",
     {CASES("N", BINH_DUONG, .op = COMPARE_GE, .value = "180")},
     "missing - [] N [≥ 180]"},
    {"a rate is asked of those too to whom no rate of their own was given",
     DAU_TIENG,
     "2023",
     {{0}},
     BINH_DUONG,
     "2023",
     {INSPECTED("N", BINH_DUONG, COMPARE_GE, "20", .allocated_to = "718@2012-01-01", .allocated = "40")},
     "missing - [] N [≥ 20 %]"},
    {"a rate of its own",
     DAU_TIENG,
     "2023",
     {INSPECTED("T", DAU_TIENG, COMPARE_GE, "30")},
     BINH_DUONG,
     "2023",
     {INSPECTED("N", BINH_DUONG, COMPARE_GE, "20", .allocated_to = DAU_TIENG, .allocated = "40")},
     "weaker T [≥ 30 %] N [≥ 40 %]"},
    {"none means none below",
     DAU_TIENG,
     "2023",
     {{"T", TARGET_AMOUNT, DAU_TIENG, "PCMD-P.hotspotsNew", .op = COMPARE_LE, .value = "2"}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_AMOUNT, BINH_DUONG, "PCMD-P.hotspotsNew", .op = COMPARE_EQ, .value = "0"}},
     "weaker T [≤ 2] N [= 0]"},
    {"none, said twice",
     DAU_TIENG,
     "2023",
     {{"T", TARGET_AMOUNT, DAU_TIENG, "PCMD-P.hotspotsNew", .op = COMPARE_LE, .value = "0"}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_AMOUNT, BINH_DUONG, "PCMD-P.hotspotsNew", .op = COMPARE_EQ, .value = "0"}},
     ""},
    {"40 to 60 asks for 40",
     HA_NOI,
     "2014",
     {{"S4-09", TARGET_AMOUNT, HA_NOI, "PCMD-T.teamEstInspected", .op = COMPARE_GE, .value = "40"}},
     HA_NOI,
     "2014",
     {{"N", TARGET_AMOUNT, HA_NOI, "PCMD-T.teamEstInspected", .low = "40", .high = "60"}},
     ""},
    {"a range that begins below the parent's",
     HA_NOI,
     "2014",
     {{"S4-09", TARGET_AMOUNT, HA_NOI, "PCMD-T.teamEstInspected", .low = "39", .high = "80"}},
     HA_NOI,
     "2014",
     {{"N", TARGET_AMOUNT, HA_NOI, "PCMD-T.teamEstInspected", .low = "40", .high = "60"}},
     "weaker S4-09 [39..80] N [40..60]"},
    {"a range that begins where the parent's does and ends earlier",
     HA_NOI,
     "2014",
     {{"S4-09", TARGET_AMOUNT, HA_NOI, "PCMD-T.teamEstInspected", .low = "40.0", .high = "50"}},
     HA_NOI,
     "2014",
     {{"N", TARGET_AMOUNT, HA_NOI, "PCMD-T.teamEstInspected", .low = "40", .high = "60"}},
     ""},
    {"a range under a ceiling: inside it, and beyond it",
     HA_NOI,
     "2014",
     {CASES("a", HA_NOI, .low = "40", .high = "60"), {"b", TARGET_AMOUNT, HA_NOI, "x", .low = "40", .high = "80"}},
     HA_NOI,
     "2014",
     {CASES("N", HA_NOI, .op = COMPARE_LE, .value = "60"),
      {"M", TARGET_AMOUNT, HA_NOI, "x", .op = COMPARE_LE, .value = "60"}},
     "weaker b [40..80] M [≤ 60]"},
    {"exactly so many where at least as many are asked for",
     HA_NOI,
     "2014",
     {CASES("a", HA_NOI, .op = COMPARE_EQ, .value = "180"),
      {"b", TARGET_AMOUNT, HA_NOI, "x", .op = COMPARE_EQ, .value = "179"}},
     HA_NOI,
     "2014",
     {CASES("N", HA_NOI, .op = COMPARE_GE, .value = "180"),
      {"M", TARGET_AMOUNT, HA_NOI, "x", .op = COMPARE_GE, .value = "180"}},
     "weaker b [= 179] M [≥ 180]"},
    {"up, where 3 to 5 % up are asked for",
     THANH_HOA,
     "2023",
     {OFFENCES("T", THANH_HOA, .trend = "up")},
     NATION,
     "2023",
     {OFFENCES("N", NATION, .low = "3", .high = "5")},
     "weaker T [up] N [3..5 %]"},
    {"down where up is asked for, and up where down is",
     BINH_DUONG,
     "2023",
     {OFFENCES("a", BINH_DUONG, .trend = "down"), {"b", TARGET_GROWTH, BINH_DUONG, "x", .trend = "up"}},
     NATION,
     "2023",
     {OFFENCES("N", NATION, .trend = "up"), {"M", TARGET_GROWTH, NATION, "x", .trend = "down"}},
     "weaker a [down] N [up]\nweaker b [up] M [down]"},
    {"down, and down by 3 to 5 %; none at all is not down",
     BINH_DUONG,
     "2023",
     {OFFENCES("a", BINH_DUONG, .trend = "down"), OFFENCES("b", DAU_TIENG, .low = "-5", .high = "-3"),
      OFFENCES("c", "718@2012-01-01", .low = "-5", .high = "0")},
     NATION,
     "2023",
     {OFFENCES("N", NATION, .trend = "down")},
     "weaker c [-5..0 %] N [down]"},
    {"growth of 3 to 5 % under a parent that wants 4 to 6 %",
     THANH_HOA,
     "2023",
     {{"S3-07", TARGET_GROWTH, THANH_HOA, "PCMD-P.offencesHandled", .low = "3", .high = "5"}},
     NATION,
     "2023",
     {{"N", TARGET_GROWTH, NATION, "PCMD-P.offencesHandled", .low = "4", .high = "6"}},
     "weaker S3-07 [3..5 %] N [4..6 %]"},
    {"growth of 3 to 5 % under a parent that wants any",
     THANH_HOA,
     "2023",
     {{"S3-07", TARGET_GROWTH, THANH_HOA, "PCMD-P.offencesHandled", .low = "3", .high = "5"}},
     NATION,
     "2023",
     {{"N", TARGET_GROWTH, NATION, "PCMD-P.offencesHandled", .trend = "up"}},
     ""},
    {"once a quarter where once a month is asked",
     THANH_HOA,
     "2023",
     {{"T", TARGET_FREQUENCY, THANH_HOA, "PCMD-M.press", .times = 1, .every = PERIOD_QUARTER}},
     NATION,
     "2023",
     {{"N", TARGET_FREQUENCY, NATION, "PCMD-M.press", .times = 1, .every = PERIOD_MONTH}},
     "weaker T [1/quarter] N [1/month]"},
    {"once a month where three a quarter are asked",
     THANH_HOA,
     "2023",
     {{"T", TARGET_FREQUENCY, THANH_HOA, "PCMD-M.press", .times = 1, .every = PERIOD_MONTH}},
     NATION,
     "2023",
     {{"N", TARGET_FREQUENCY, NATION, "PCMD-M.press", .times = 3, .every = PERIOD_QUARTER}},
     ""},
    {"twelve a year where once a month is asked: all may come in one month",
     THANH_HOA,
     "2023",
     {{"T", TARGET_FREQUENCY, THANH_HOA, "PCMD-M.press", .times = 12, .every = PERIOD_YEAR}},
     NATION,
     "2023",
     {{"N", TARGET_FREQUENCY, NATION, "PCMD-M.press", .times = 1, .every = PERIOD_MONTH}},
     "weaker T [12/year] N [1/month]"},
    {"once a month where four a quarter are asked",
     THANH_HOA,
     "2023",
     {{"T", TARGET_FREQUENCY, THANH_HOA, "PCMD-M.press", .times = 1, .every = PERIOD_MONTH}},
     NATION,
     "2023",
     {{"N", TARGET_FREQUENCY, NATION, "PCMD-M.press", .times = 4, .every = PERIOD_QUARTER}},
     "weaker T [1/month] N [4/quarter]"},
    {"as often as the parent",
     THANH_HOA,
     "2023",
     {{"T", TARGET_FREQUENCY, THANH_HOA, "PCMD-M.press", .times = 2, .every = PERIOD_QUARTER}},
     NATION,
     "2023",
     {{"N", TARGET_FREQUENCY, NATION, "PCMD-M.press", .times = 2, .every = PERIOD_QUARTER}},
     ""},
    {"two channels in any order, but not one of them",
     THANH_HOA,
     "2023",
     {{"T", TARGET_FREQUENCY, THANH_HOA, "PCMD-M.provincial|PCMD-M.central", .times = 1},
      {"U", TARGET_FREQUENCY, THANH_HOA, "PCMD-M.central", .times = 1}},
     NATION,
     "2023",
     {{"N", TARGET_FREQUENCY, NATION, "PCMD-M.central|PCMD-M.provincial", .times = 2},
      {"M", TARGET_FREQUENCY, NATION, "PCMD-M.central|PCMD-M.radio", .times = 1}},
     "weaker T [1/month] N [2/month]\nmissing - [] M [1/month]"},
    {"half years do not fill nine months",
     THANH_HOA,
     "2023",
     {{"T", TARGET_FREQUENCY, THANH_HOA, "PCMD-M.press", .times = 3, .every = PERIOD_HALF}},
     NATION,
     "2023",
     {{"N", TARGET_FREQUENCY, NATION, "PCMD-M.press", .times = 3, .every = PERIOD_NINE_MONTHS}},
     "weaker T [3/half] N [3/9M]"},
    {"a named commune is left out",
     DAU_TIENG,
     "2023",
     {{"T", TARGET_MEMBERS, DAU_TIENG, "modelRunning", .members = "25777@2012-01-01"}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_MEMBERS, BINH_DUONG, "modelRunning",
       .members = "25777@2012-01-01 25780@2012-01-01 25813@2012-01-01"}},
     "weaker T [1] N [3]"},
    {"a list without the district's places asks nothing of it",
     DAU_TIENG,
     "2023",
     {{0}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_MEMBERS, BINH_DUONG, "modelRunning", .members = "25813@2012-01-01"}},
     ""},
    {"a list with one of them does",
     DAU_TIENG,
     "2023",
     {{0}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_MEMBERS, BINH_DUONG, "modelRunning", .members = "25777@2012-01-01 25813@2012-01-01"}},
     "missing - [] N [2]"},
    {"two places in one commune are not one",
     DAU_TIENG,
     "2023",
     {{"T", TARGET_MEMBERS, DAU_TIENG, "modelRunning", .members = "25777@2012-01-01 25780@2012-01-01"}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_MEMBERS, BINH_DUONG, "modelRunning", .members = "25777@2012-01-01 25777@2012-01-01"}},
     "weaker T [2] N [2]"},
    {"while the list is missing its count is compared: with a list, and in the same scope",
     BINH_DUONG,
     "2023",
     {{"a", TARGET_MEMBERS, BINH_DUONG, "modelRunning", .count = 2},
      {"b", TARGET_MEMBERS, DAU_TIENG, "modelRunning", .count = 1},
      {"c", TARGET_MEMBERS, BINH_DUONG, "x", .count = 3}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_MEMBERS, BINH_DUONG, "modelRunning",
       .members = "25777@2012-01-01 25780@2012-01-01 25813@2012-01-01"},
      {"M", TARGET_MEMBERS, BINH_DUONG, "x", .count = 3}},
     "weaker a [2] N [3]\nweaker b [1] N [3]"},
    {"a count of the province's is the district's only where it was told",
     DAU_TIENG,
     "2023",
     {{"a", TARGET_MEMBERS, DAU_TIENG, "modelRunning", .count = 2},
      {"b", TARGET_MEMBERS, DAU_TIENG, "x", .count = 2},
      {"c", TARGET_MEMBERS, DAU_TIENG, "y", .count = 3}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_MEMBERS, BINH_DUONG, "modelRunning", .count = 10},
      {"M", TARGET_MEMBERS, BINH_DUONG, "x", .count = 10, .allocated_to = DAU_TIENG, .allocated = "3"},
      {"O", TARGET_MEMBERS, BINH_DUONG, "y", .count = 10, .allocated_to = DAU_TIENG, .allocated = "3"}},
     "weaker b [2] M [3]"},
    {"those named elsewhere are not the district's",
     DAU_TIENG,
     "2023",
     {{"T", TARGET_MEMBERS, DAU_TIENG, "modelRunning", .members = "25777@2012-01-01"}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_MEMBERS, BINH_DUONG, "modelRunning", .members = "25777@2012-01-01 25813@2012-01-01"}},
     ""},
    {"twenty hot spots watched instead of 23",
     HA_NOI,
     "2014",
     {{"S4-07", TARGET_COHORT, HA_NOI, "PCMD-P.hotspotsRecurred", .size = 20}},
     HA_NOI,
     "2011..2015",
     {{"N", TARGET_COHORT, HA_NOI, "PCMD-P.hotspotsRecurred", .size = 23}},
     "weaker S4-07 [0/20] N [0/23]"},
    {"more of them watched, and a district its share of them",
     DAU_TIENG,
     "2023",
     {{"a", TARGET_COHORT, DAU_TIENG, "PCMD-P.hotspotsRecurred", .size = 10},
      {"b", TARGET_COHORT, DAU_TIENG, "x", .size = 9},
      {"c", TARGET_COHORT, DAU_TIENG, "y", .size = 9}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_COHORT, BINH_DUONG, "PCMD-P.hotspotsRecurred", .size = 23, .allocated_to = DAU_TIENG,
       .allocated = "10"},
      {"M", TARGET_COHORT, BINH_DUONG, "x", .size = 23, .allocated_to = DAU_TIENG, .allocated = "10.0"},
      {"O", TARGET_COHORT, BINH_DUONG, "y", .size = 23}},
     "weaker b [0/9] M [0/10]"},
    {"a share that is no count is not told",
     DAU_TIENG,
     "2023",
     {{0}},
     BINH_DUONG,
     "2023",
     {{"N", TARGET_COHORT, BINH_DUONG, "PCMD-P.hotspotsRecurred", .size = 23, .allocated_to = DAU_TIENG,
       .allocated = "9.5"}},
     "missing - [] N [0/23]"},
    {"a rate and a number to reach are no rates of each other",
     THANH_HOA,
     "2023",
     {CASES("T", THANH_HOA, .op = COMPARE_GE, .value = "90")},
     NATION,
     "2023",
     {{"N", TARGET_GROWTH, NATION, "PCMD-P.cases", .trend = "up"}},
     "missing - [] N [up]"},
};

static void test_parents(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof parents / sizeof *parents; i++) {
        struct arena arena = {0};
        struct alignment alignment = {.arena = &arena, .setting = &setting};
        struct aligned_plan plan = plan_of(&arena, "own", parents[i].unit, parents[i].span, parents[i].own);
        struct aligned_plan parent =
            plan_of(&arena, "parent", parents[i].parent_unit, parents[i].parent_span, parents[i].parent);
        alignment_with_parent(&alignment, &plan, &parent);
        assert_findings(parents[i].what, &alignment, parents[i].findings);
        for (size_t j = 0; j < alignment.count; j++)
            assert_string_equal(alignment.findings[j].other_plan, "parent");
        arena_done(&arena);
    }
}

#define CLEAN "units commune where PCMD-G.clean"

static const struct {
    const char *what;
    struct said own[SAID_MAX];
    const char *findings;
} insides[] = {
    {"S4-01 and S4-11: one measure stated twice",
     {{"S4-01", TARGET_SHARE, HA_NOI, CLEAN, "units commune", COMPARE_UNSTATED, "85"},
      {"S4-11", TARGET_SHARE, HA_NOI, CLEAN, "units commune", COMPARE_UNSTATED, "85", .same_as = "S4-01"}},
     "same S4-01 [≥ 85 %] S4-11 [≥ 85 %]"},
    {"stated twice without saying so",
     {{"a", TARGET_SHARE, HA_NOI, CLEAN, "units commune", COMPARE_GE, "85"},
      {"b", TARGET_SHARE, HA_NOI, CLEAN, "units commune", COMPARE_UNSTATED, "85.00"}},
     "same a [≥ 85 %] b [≥ 85.00 %]"},
    {"said to be the same, whatever is measured",
     {{"a", TARGET_SHARE, HA_NOI, CLEAN, "units commune", COMPARE_GE, "85"},
      {"b", TARGET_NARRATIVE, HA_NOI, .same_as = "a"}},
     "same a [≥ 85 %] b []"},
    {"said to be the same, but no number is both",
     {{"a", TARGET_SHARE, HA_NOI, CLEAN, "units commune", COMPARE_EQ, "85"},
      {"b", TARGET_SHARE, HA_NOI, CLEAN, "units commune", COMPARE_EQ, "90", .same_as = "a"}},
     "contradiction a [= 85 %] b [= 90 %]"},
    {"S2-11 and S2-13: different groups, as the plan says itself",
     {{"S2-11", TARGET_SHARE, DAU_TIENG, "reformedServed", "reformedEligible", COMPARE_GE, "60", .about = "scope",
       .taken = "Nhóm hoàn lương, khác nhóm của chỉ tiêu S2-13"},
      {"S2-13", TARGET_SHARE, DAU_TIENG, "needServed", "needPersons", COMPARE_EQ, "100"}},
     "overlap S2-11 [≥ 60 %] S2-13 [= 100 %]"},
    {"S2-11 and S2-13 without a word: no rule of the form ties them",
     {{"S2-11", TARGET_SHARE, DAU_TIENG, "reformedServed", "reformedEligible", COMPARE_GE, "60"},
      {"S2-13", TARGET_SHARE, DAU_TIENG, "needServed", "needPersons", COMPARE_EQ, "100"}},
     ""},
    {"an assumption about something else than the scope",
     {{"S2-11", TARGET_SHARE, DAU_TIENG, "reformedServed", "reformedEligible", COMPARE_GE, "60", .about = "window",
       .taken = "Như S2-13"},
      {"S2-13", TARGET_SHARE, DAU_TIENG, "needServed", "needPersons", COMPARE_EQ, "100"}},
     ""},
    {"a code inside another code is not named",
     {{"S2-1", TARGET_SHARE, DAU_TIENG, "reformedServed", "reformedEligible", COMPARE_GE, "60"},
      {"S2-13", TARGET_SHARE, DAU_TIENG, "needServed", "needPersons", COMPARE_EQ, "100", .about = "scope",
       .taken = "Trùng một phần với S2-11, không phải XS2-1 hay S2-1a"}},
     ""},
    {"women are a part of the persons, by the form's sums",
     {{"women", TARGET_SHARE, DAU_TIENG, "PERSONS.servedWomen", "PERSONS.women", COMPARE_GE, "60"},
      {"all", TARGET_SHARE, DAU_TIENG, "PERSONS.served", "PERSONS.persons", COMPARE_GE, "90"}},
     "overlap women [≥ 60 %] all [≥ 90 %]"},
    {"one group, and a part of what is counted in it",
     {{"all", TARGET_SHARE, DAU_TIENG, "K.a+K.b", "K.x", COMPARE_GE, "60"},
      {"a", TARGET_SHARE, DAU_TIENG, "K.a", "K.x", COMPARE_GE, "30"}},
     ""},
    {"women and men are no part of each other",
     {{"women", TARGET_SHARE, DAU_TIENG, "PERSONS.servedWomen", "PERSONS.women", COMPARE_GE, "60"},
      {"men", TARGET_SHARE, DAU_TIENG, "PERSONS.servedMen", "PERSONS.men", COMPARE_GE, "90"}},
     ""},
    {"a warning proves nothing",
     {{"young", TARGET_SHARE, DAU_TIENG, "PERSONS.servedYoung", "PERSONS.young", COMPARE_GE, "60"},
      {"all", TARGET_SHARE, DAU_TIENG, "PERSONS.served", "PERSONS.persons", COMPARE_GE, "90"}},
     ""},
    {"nested groups, but another thing is counted",
     {{"eligible", TARGET_SHARE, DAU_TIENG, "eligibleServed", "needEligible", COMPARE_GE, "70"},
      {"need", TARGET_SHARE, DAU_TIENG, "needServed", "needPersons", COMPARE_EQ, "100"}},
     ""},
    {"pupils without those of universities",
     {{"S2-04", TARGET_SHARE, DAU_TIENG, "K.reachedSchool+K.reachedVocational", "K.school+K.vocational", COMPARE_GE,
       "70"},
      {"S3-03c", TARGET_SHARE, DAU_TIENG, "K.reachedVocational+K.reachedSchool+K.reachedUniversity",
       "K.school+K.vocational+K.university", COMPARE_GE, "20"}},
     "overlap S2-04 [≥ 70 %] S3-03c [≥ 20 %]"},
    {"what is subtracted proves nothing",
     {{"a", TARGET_SHARE, DAU_TIENG, "K.a", "K.x", COMPARE_GE, "70"},
      {"b", TARGET_SHARE, DAU_TIENG, "K.a+-K.b", "K.x+-K.y", COMPARE_GE, "20"}},
     ""},
    {"staff of the province and of the levels below: other people",
     {{"S3-11a", TARGET_SHARE, THANH_HOA, "S.trained@province", "S.staff@province", COMPARE_GE, "20"},
      {"S3-11b", TARGET_SHARE, THANH_HOA, "S.trained@district@commune", "S.staff@district@commune", COMPARE_UNSTATED,
       "15"}},
     ""},
    {"staff of the communes among all staff",
     {{"all", TARGET_SHARE, THANH_HOA, "S.trained", "S.staff", COMPARE_GE, "20"},
      {"communes", TARGET_SHARE, THANH_HOA, "S.trained@commune", "S.staff@commune", COMPARE_GE, "50"}},
     "overlap all [≥ 20 %] communes [≥ 50 %]"},
    {"one district inside the province",
     {{"all", TARGET_SHARE, BINH_DUONG, "estInspected", "estOnList", COMPARE_GE, "30"},
      {"one", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_LE, "10"}},
     "overlap all [≥ 30 %] one [≤ 10 %]"},
    {"S2-08 and S2-09: inspected this year, inspected ever",
     {{"S2-08", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "30"},
      {"S2-09", TARGET_SHARE, DAU_TIENG, "estEverInspected", "estOnList", COMPARE_EQ, "100", .window = WINDOW_AS_OF}},
     ""},
    {"at most 10 % and at least 30 %",
     {{"a", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "30"},
      {"b", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_LE, "10"}},
     "contradiction a [≥ 30 %] b [≤ 10 %]"},
    {"at least 30 % and at least 40 % both hold",
     {{"a", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "30"},
      {"b", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "40"}},
     ""},
    {"at least and at most 30 % leave exactly that",
     {{"a", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "30"},
      {"b", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_LE, "30"}},
     ""},
    {"at least and less than 30 % leave nothing",
     {{"a", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "30"},
      {"b", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_LT, "30"}},
     "contradiction a [≥ 30 %] b [< 30 %]"},
    {"different years are milestones",
     {{"a", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_EQ, "30", .by = "2024"},
      {"b", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_EQ, "60", .by = "2025"}},
     ""},
    {"different windows read different figures",
     {{"a", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_EQ, "30"},
      {"b", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_EQ, "60", .window = WINDOW_PLAN_TO_DATE}},
     ""},
    {"40 to 60 establishments, and 80 of them",
     {{"a", TARGET_AMOUNT, HA_NOI, "PCMD-T.inspected", .low = "40", .high = "60"},
      {"b", TARGET_AMOUNT, HA_NOI, "PCMD-T.inspected", .op = COMPARE_EQ, .value = "80"},
      {"c", TARGET_AMOUNT, HA_NOI, "PCMD-T.inspected", .op = COMPARE_EQ, .value = "50"}},
     "contradiction a [40..60] b [= 80]\ncontradiction b [= 80] c [= 50]"},
    {"up by 3 to 5 %, and down",
     {{"a", TARGET_GROWTH, THANH_HOA, "PCMD-P.offences", .low = "3", .high = "5"},
      {"b", TARGET_GROWTH, THANH_HOA, "PCMD-P.offences", .trend = "down"}},
     "contradiction a [3..5 %] b [down]"},
    {"the same press target twice",
     {{"a", TARGET_FREQUENCY, THANH_HOA, "PCMD-M.press", .times = 1},
      {"b", TARGET_FREQUENCY, THANH_HOA, "PCMD-M.press", .times = 1},
      {"c", TARGET_FREQUENCY, THANH_HOA, "PCMD-M.press", .times = 2}},
     "same a [1/month] b [1/month]"},
    {"a sum of one cell, twice the half, and what cancels out",
     {{"a", TARGET_AMOUNT, THANH_HOA, "x+y", .op = COMPARE_GE, .value = "5"},
      {"b", TARGET_AMOUNT, THANH_HOA, "y+z+x+-z", .op = COMPARE_GE, .value = "5"},
      {"c", TARGET_AMOUNT, THANH_HOA, "x+x+y", .op = COMPARE_GE, .value = "5"}},
     "same a [≥ 5] b [≥ 5]"},
};

static void test_inside(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof insides / sizeof *insides; i++) {
        struct arena arena = {0};
        struct alignment alignment = {.arena = &arena, .setting = &setting};
        struct aligned_plan plan = plan_of(&arena, "own", NATION, "2023..2025", insides[i].own);
        alignment_inside(&alignment, &plan);
        assert_findings(insides[i].what, &alignment, insides[i].findings);
        arena_done(&arena);
    }
}

/* Tân Châu gets a model only if the province allots it: until then nobody misses it. S3-11 asks two levels in one sentence. */
static void test_parts(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct said parts[] = {
        {"S3-11a", TARGET_SHARE, NATION, "S.trained@province", "S.staff@province", COMPARE_GE, "20"},
        {"S3-11b", TARGET_SHARE, NATION, "S.trained@commune", "S.staff@commune", COMPARE_GE, "15"},
        {"S1-01a", TARGET_AMOUNT, NATION, "modelRunning", .op = COMPARE_GE, .value = "1"}};
    const struct said own[SAID_MAX] = {
        {"T", TARGET_SHARE, THANH_HOA, "S.trained@commune", "S.staff@commune", COMPARE_GE, "10"}};
    struct target of[3], whole[2] = {{.code = "S3-11", .kind = TARGET_ALL, .parts = of, .part_count = 2},
                                     {.code = "S1-01", .kind = TARGET_CONDITIONAL, .parts = &of[2], .part_count = 1}};
    for (size_t i = 0; i < 3; i++)
        of[i] = target_of(&arena, &parts[i]);
    struct aligned_plan plan = plan_of(&arena, "own", THANH_HOA, "2023", own);
    struct aligned_plan parent = plan;
    parent.targets = whole;
    parent.target_count = 2;
    struct alignment waiting = {.arena = &arena, .setting = &setting}, allotted = waiting;
    alignment_with_parent(&waiting, &plan, &parent);
    assert_findings("waiting", &waiting, "missing - [] S3-11a [≥ 20 %]\nweaker T [≥ 10 %] S3-11b [≥ 15 %]");
    whole[1].condition_met = true;
    alignment_with_parent(&allotted, &plan, &parent);
    assert_findings("allotted", &allotted,
                    "missing - [] S3-11a [≥ 20 %]\nweaker T [≥ 10 %] S3-11b [≥ 15 %]\nmissing - [] S1-01a [≥ 1]");
    arena_done(&arena);
}

/* Without forms less is known: nothing below the province is excused, and no rule proves an overlap. */
static void test_without_forms(void **state) {
    (void)state;
    struct arena arena = {0};
    struct alignment_setting bare = {.slice = setting.slice};
    struct alignment alignment = {.arena = &arena, .setting = &bare};
    const struct said none[SAID_MAX] = {{0}};
    const struct said press[SAID_MAX] = {{"press", TARGET_FREQUENCY, NATION, "PCMD-M.press", .times = 1}};
    const struct said women[SAID_MAX] = {
        {"women", TARGET_SHARE, DAU_TIENG, "PERSONS.servedWomen", "PERSONS.women", COMPARE_GE, "60"},
        {"all", TARGET_SHARE, DAU_TIENG, "PERSONS.served", "PERSONS.persons", COMPARE_GE, "90"}};
    struct aligned_plan plan = plan_of(&arena, "own", DAU_TIENG, "2023", none);
    struct aligned_plan parent = plan_of(&arena, "parent", NATION, "2023", press);
    struct aligned_plan groups = plan_of(&arena, "own", DAU_TIENG, "2023", women);
    alignment_with_parent(&alignment, &plan, &parent);
    alignment_inside(&alignment, &groups);
    assert_findings("without forms", &alignment, "missing - [] press [1/month]");
    arena_done(&arena);
}

static void test_bounded(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct said one = {"T", TARGET_SHARE, DAU_TIENG, "estInspected", "estOnList", COMPARE_GE, "60"};
    struct target *targets = arena_new_array(&arena, struct target, ALIGNMENT_TARGETS_MAX + 1);
    for (size_t i = 0; i <= ALIGNMENT_TARGETS_MAX; i++)
        targets[i] = target_of(&arena, &one);
    struct aligned_plan plan = {
        .code = "own", .unit = unit(DAU_TIENG), .span = period(&arena, "2023"), .targets = targets};
    struct alignment few = {.arena = &arena, .setting = &setting}, many = few;
    plan.target_count = 40; /* 780 pairs */
    alignment_inside(&few, &plan);
    assert_int_equal(few.count, 780);
    assert_false(few.truncated);
    plan.target_count = ALIGNMENT_TARGETS_MAX + 1;
    alignment_inside(&many, &plan);
    assert_int_equal(many.count, ALIGNMENT_FINDINGS_MAX);
    assert_true(many.truncated);
    arena_done(&arena);
}

enum { AGENCIES = 9 };
static struct agency agencies[AGENCIES];
static struct agency_set agency_set = {.agencies = agencies};
static const char *const departments[] = {"departments"};

static void register_agency(const char *unit_id, const char *code, const char *function, bool is_department) {
    agencies[agency_set.count++] = (struct agency){.code = code,
                                                   .function = function,
                                                   .unit = unit(unit_id),
                                                   .classes = departments,
                                                   .class_count = is_department,
                                                   .from = DAY_EVER,
                                                   .until = DAY_NEVER};
}

static int compare_agencies(const void *a, const void *b) {
    const struct agency *first = a, *second = b;
    if (first->unit != second->unit)
        return first->unit < second->unit ? -1 : 1;
    return strcmp(first->code, second->code);
}

static void register_agencies(void) {
    agency_set.count = 0;
    register_agency(THANH_HOA, "38-border-guard", "border-guard", false);
    register_agency(THANH_HOA, "38-court", "court", false);
    register_agency(THANH_HOA, "38-culture", "culture", true);
    register_agency(THANH_HOA, "38-information", "information", true);
    register_agency(THANH_HOA, "38-labour", "labour", false);
    register_agency(THANH_HOA, "38-post-east", "border-post", false);
    register_agency(THANH_HOA, "38-post-west", "border-post", false);
    register_agency("380@2012-01-01", "380-court", "court", false);
    register_agency("381@2012-01-01", "381-court", "court", false);
    qsort(agencies, agency_set.count, sizeof *agencies, compare_agencies);
    setting.agencies = &agency_set;
}

/* function and level below Thanh Hóa; a class where `klass` is given. */
static struct agency_selector by(const char *function, const char *klass, enum level level) {
    return (struct agency_selector){.function = function,
                                    .klass = klass,
                                    .has_level = true,
                                    .level = level,
                                    .within = unit(THANH_HOA),
                                    .unit = UNIT_NONE};
}

static void test_leads(void **state) {
    (void)state;
    register_agencies();
    struct arena arena = {0};
    const struct agency_selector reporters[] = {by(NULL, "departments", LEVEL_PROVINCE),
                                                by("police", NULL, LEVEL_PROVINCE),
                                                by("people-committee", NULL, LEVEL_DISTRICT)},
                                 labour = by("labour", NULL, LEVEL_PROVINCE), court = by("court", NULL, LEVEL_PROVINCE),
                                 guard = by("border-guard", NULL, LEVEL_PROVINCE),
                                 east = {.agency = "38-post-east", .within = UNIT_NONE, .unit = unit(THANH_HOA)};
    const char *const owed[] = {"PCMD-D", "PCMD-M", "PCMD-P"}, *const narrative[] = {"unknown"};
    const struct duty duties[] = {
        {.code = "S3-R1", .forms = owed, .form_count = 3, .reporters = reporters, .reporter_count = 3},
        {.code = "S3-R2", .deliverable = DELIVERABLE_CONSOLIDATION, .reporters = &labour, .reporter_count = 1},
        {.code = "S3-R4", .deliverable = DELIVERABLE_PLAN, .reporters = &guard, .reporter_count = 1},
        {.code = "post", .reporters = &east, .reporter_count = 1},
        {.code = "S4-R7c",
         .binding = BINDING_REQUEST,
         .forms = narrative,
         .form_count = 1,
         .reporters = &court,
         .reporter_count = 1},
    };
    const struct {
        const char *task;
        struct agency_selector lead[2];
        uint32_t count;
        const char *finding;
    } cases[] = {
        {"1a: the labour department consolidates", {labour}, 1, ""},
        {"1b: the information department has a form of its own", {by("information", NULL, LEVEL_PROVINCE)}, 1, ""},
        {"2a: committees of all districts report", {by("people-committee", NULL, LEVEL_DISTRICT)}, 1, ""},
        {"3b: the police report", {by("police", NULL, LEVEL_PROVINCE)}, 1, ""},
        {"3c: culture is asked, but may report none of the forms",
         {by("culture", NULL, LEVEL_PROVINCE)},
         1,
         "38-culture 1/1"},
        {"3d: the border guard hands in its plan only", {guard}, 1, "38-border-guard 1/1"},
        {"3dd: the province's court is only requested", {court}, 1, "38-court 1/1"},
        {"3dd: no duty names the districts' courts",
         {by("court", NULL, LEVEL_DISTRICT)},
         1,
         "380-court, 381-court 2/2"},
        {"the districts' police",
         {by("police", NULL, LEVEL_DISTRICT)},
         1,
         "police 380, police 381, police 382, police 384, police 385, police 386, police 387, police 388, police 389, "
         "police 390, … 27/27"},
        {"a department or the labour department", {by("culture", NULL, LEVEL_PROVINCE), labour}, 2, ""},
        {"one post does not stand in for the other", {by("border-post", NULL, LEVEL_PROVINCE)}, 1, "38-post-west 1/2"},
        {"the court or the border guard", {court, guard}, 2, "38-court, 38-border-guard 2/2"},
        {"nobody is registered: nobody leads", {by("health", NULL, LEVEL_PROVINCE)}, 1, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct alignment alignment = {.arena = &arena, .setting = &setting};
        struct task_lead lead = {cases[i].task, cases[i].lead, cases[i].count};
        alignment_leads(&alignment, &lead, 1, duties, sizeof duties / sizeof *duties);
        const struct alignment_finding *finding = alignment.findings;
        const char *shown = "";
        if (alignment.count > 0) {
            assert_string_equal(alignment_kind_name(finding->kind), "leadWithoutDuty");
            assert_string_equal(finding->own, cases[i].task);
            shown = arena_format(&arena, "%s %s", finding->own_value, finding->other_value);
        }
        if (strcmp(shown, cases[i].finding) != 0)
            fail_msg("%s: %s", cases[i].task, shown);
        assert_true(alignment.count <= 1);
    }
    arena_done(&arena);
}

static const struct {
    const char *what;
    struct plan_link links[8];
    const char *plan, *cycle; /* NULL: none */
} cycles[] = {
    {"Thanh Hóa has two parents, each with its own",
     {{"s3", "qd-808"}, {"s3", "kh-249"}, {"qd-808", "qd-1629"}, {"kh-249", "qd-1629"}},
     "s3",
     NULL},
    {"no links at all", {{0}}, "s3", NULL},
    {"its own parent", {{"a", "a"}}, "a", "a → a"},
    {"each other's parent", {{"a", "b"}, {"b", "a"}}, "a", "a → b → a"},
    {"seen from the other", {{"a", "b"}, {"b", "a"}}, "b", "b → a → b"},
    {"over three", {{"a", "b"}, {"b", "c"}, {"c", "d"}, {"c", "a"}}, "a", "a → b → c → a"},
    {"the shorter of two", {{"a", "b"}, {"b", "c"}, {"c", "a"}, {"b", "a"}}, "a", "a → b → a"},
    {"above a cycle, but not in it", {{"a", "b"}, {"b", "c"}, {"c", "b"}}, "a", NULL},
    {"below a cycle, but not in it", {{"b", "c"}, {"c", "b"}, {"c", "a"}}, "a", NULL},
};

static void test_cycles(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cycles / sizeof *cycles; i++) {
        struct arena arena = {0};
        size_t count = 0;
        while (cycles[i].links[count].plan != NULL)
            count++;
        const char *cycle = alignment_cycle(&arena, cycles[i].links, count, cycles[i].plan);
        if (!text_equal(cycle, cycles[i].cycle))
            fail_msg("%s: %s", cycles[i].what, cycle != NULL ? cycle : "none");
        arena_done(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parents),       cmocka_unit_test(test_inside),  cmocka_unit_test(test_parts),
        cmocka_unit_test(test_without_forms), cmocka_unit_test(test_bounded), cmocka_unit_test(test_leads),
        cmocka_unit_test(test_cycles),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
