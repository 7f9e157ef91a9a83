/* Evaluating targets: the order of decision that all kinds share, and the kinds that are made of other targets. */
#include "domain/target.h"

#include <assert.h>

#include "core/text.h"
#include "domain/target_evaluate.h"

const char *target_kind_name(enum target_kind kind) {
    static const char *const names[TARGET_KIND_COUNT] = {"share",  "amount", "growth",      "frequency", "members",
                                                         "cohort", "all",    "conditional", "narrative"};
    assert(kind < TARGET_KIND_COUNT);
    return names[kind];
}

static const char *const state_names[] = {"attained", "onTrack", "notAttained", "notMeasurable", "notDue"};

const char *attainment_state_name(enum attainment_state state) {
    assert(state <= NOT_DUE);
    return state_names[state];
}

bool attainment_state_parse(const char *name, enum attainment_state *ret_state) {
    for (enum attainment_state state = ATTAINED; state <= NOT_DUE; state++)
        if (text_equal(state_names[state], name)) {
            *ret_state = state;
            return true;
        }
    return false;
}

void conclude(struct evaluation *evaluation, enum attainment_state state, const char *reason) {
    evaluation->attainment->state = state;
    evaluation->attainment->reason = reason;
}

void conclude_strict(struct evaluation *evaluation, bool broken) {
    if (broken)
        conclude(evaluation, NOT_ATTAINED, NULL);
    else if (evaluation->incomplete)
        conclude(evaluation, NOT_MEASURABLE, "incomplete");
    else
        conclude(evaluation, evaluation->before_end ? ON_TRACK : ATTAINED, NULL);
}

void conclude_open(struct evaluation *evaluation, bool holds, bool on_track) {
    if (holds)
        conclude(evaluation, ATTAINED, NULL);
    else if (evaluation->before_end && on_track)
        conclude(evaluation, ON_TRACK, NULL);
    else if (evaluation->before_end && evaluation->target->by != NULL)
        conclude(evaluation, NOT_DUE, NULL);
    else
        conclude(evaluation, NOT_ATTAINED, NULL);
}

/* Of several measures the answer shows the completeness that lacks most. */
static void note_completeness(struct attainment *attainment, uint32_t expected, uint32_t reported) {
    if (attainment->expected == 0 ||
        (int64_t)expected - reported > (int64_t)attainment->expected - attainment->reported) {
        attainment->expected = expected;
        attainment->reported = reported;
    }
}

bool evaluation_take(struct evaluation *evaluation, const struct measure *measure, uint32_t unit,
                     const struct period *period, struct measured *ret_measured) {
    const char *reason = measure_take(measure, unit, period, evaluation->setting->figures, ret_measured);
    if (reason != NULL) {
        conclude(evaluation, NOT_MEASURABLE, reason);
        return false;
    }
    evaluation->incomplete |= ret_measured->incomplete;
    evaluation->attainment->scope_ended |= ret_measured->scope_ended;
    note_completeness(evaluation->attainment, ret_measured->expected, ret_measured->reported);
    return true;
}

bool falls_short(enum compare op, int order) {
    return order < 0 || (order == 0 && op == COMPARE_GT);
}

static int day_of_its_month(day_t day, int64_t *ret_month) {
    int year, month, day_of_month;
    day_split(day, &year, &month, &day_of_month);
    *ret_month = (int64_t)year * 12 + month;
    return day_of_month;
}

/* In months where all three days begin one, as those of a programme's calendar do; else in days. */
bool pro_rata(const struct evaluation *evaluation, __int128 has, __int128 asked) {
    day_t start = evaluation->setting->span->start, now = evaluation->setting->period->end;
    if (!evaluation->before_end || evaluation->end == DAY_NEVER)
        return false;
    int64_t start_month, now_month, end_month;
    int day_of_month = day_of_its_month(start, &start_month);
    bool in_months = day_of_its_month(now, &now_month) == day_of_month;
    in_months &= day_of_its_month(evaluation->end, &end_month) == day_of_month;
    int64_t elapsed = in_months ? now_month - start_month : (int64_t)now - start;
    int64_t whole = in_months ? end_month - start_month : (int64_t)evaluation->end - start;
    return has * whole >= asked * elapsed;
}

static struct period window_of(const struct target *target, const struct attainment_setting *setting) {
    const struct period *asked = setting->period;
    day_t start = asked->start, end = asked->end;
    if (target->window == WINDOW_YEAR_TO_DATE)
        (void)calendar_year_start(setting->calendar, end - 1, &start);
    if (target->window == WINDOW_PLAN_TO_DATE) {
        start = setting->span->start;
        end = end < setting->span->end ? end : setting->span->end;
    }
    if ((start == asked->start && end == asked->end) || end == DAY_NEVER)
        return *asked;
    return period_of_days(start, end, setting->calendar);
}

day_t target_end(const struct target *target, const struct calendar *calendar, const struct period *span,
                 const char **ret_code) {
    struct period by;
    day_t day, end = span->end;
    const char *code = span->code;
    if (target->by != NULL && period_parse(target->by, calendar, &by)) {
        end = by.end;
        code = target->by;
    } else if (target->by != NULL && day_parse(target->by, &day)) {
        end = day + 1;
        code = target->by;
    }
    if (ret_code != NULL)
        *ret_code = code;
    return end;
}

static bool goes_by(const struct target *target, const char *code) {
    return text_equal(target->code, code);
}

static bool waits_for(const struct target *target, const char *code) {
    return target->condition != NULL && text_equal(target->condition, code);
}

static const struct target *find(const struct target *targets, size_t count, const char *code,
                                 bool (*is)(const struct target *, const char *)) {
    for (size_t i = 0; i < count; i++) {
        if (is(&targets[i], code))
            return &targets[i];
        const struct target *inner = find(targets[i].parts, targets[i].part_count, code, is);
        if (inner != NULL)
            return inner;
    }
    return NULL;
}

const struct target *target_named(const struct target *targets, size_t count, const char *code) {
    const struct target *named = find(targets, count, code, goes_by);
    return named != NULL ? named : find(targets, count, code, waits_for);
}

const char *target_allocated(const struct target *target, uint32_t unit) {
    for (uint32_t i = 0; i < target->allocation_count; i++)
        if (target->allocations[i].unit == unit)
            return target->allocations[i].value;
    return NULL;
}

static struct attainment *evaluate_parts(struct evaluation *evaluation) {
    const struct target *target = evaluation->target;
    struct attainment *parts = arena_new_array(evaluation->arena, struct attainment, target->part_count);
    for (uint32_t i = 0; i < target->part_count; i++) {
        target_evaluate(evaluation->arena, &target->parts[i], evaluation->setting, &parts[i]);
        evaluation->attainment->scope_ended |= parts[i].scope_ended;
        note_completeness(evaluation->attainment, parts[i].expected, parts[i].reported);
    }
    evaluation->attainment->parts = parts;
    evaluation->attainment->part_count = target->part_count;
    return parts;
}

static uint32_t parts_in(const struct attainment *attainment, enum attainment_state state) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < attainment->part_count; i++)
        count += attainment->parts[i].state == state;
    return count;
}

/* As good as its worst part. */
static void evaluate_all(struct evaluation *evaluation) {
    static const enum attainment_state worst_first[] = {NOT_ATTAINED, NOT_MEASURABLE, NOT_DUE, ON_TRACK, ATTAINED};
    evaluate_parts(evaluation);
    size_t worst = 0;
    while (worst_first[worst] != ATTAINED && parts_in(evaluation->attainment, worst_first[worst]) == 0)
        worst++;
    conclude(evaluation, worst_first[worst], NULL);
    uint32_t attained = parts_in(evaluation->attainment, ATTAINED);
    evaluation->attainment->required = arena_format(evaluation->arena, "%u", evaluation->target->part_count);
    evaluation->attainment->actual = arena_format(evaluation->arena, "%u", attained);
}

static void evaluate_conditional(struct evaluation *evaluation) {
    assert(evaluation->target->part_count == 1);
    if (!evaluation->target->condition_met) {
        conclude(evaluation, NOT_DUE, "notAllocated");
        return;
    }
    struct attainment *attainment = evaluation->attainment;
    const struct attainment *part = evaluate_parts(evaluation);
    conclude(evaluation, part->state, part->reason);
    attainment->exceeded = part->exceeded;
    attainment->required = part->required;
    attainment->actual = part->actual;
    attainment->numerator = part->numerator;
    attainment->denominator = part->denominator;
}

/* What was said of another period says nothing of this one. */
static void evaluate_narrative(struct evaluation *evaluation) {
    const struct target *target = evaluation->target;
    conclude(evaluation, NOT_MEASURABLE, "narrative");
    for (uint32_t i = 0; i < target->assessment_count; i++)
        if (text_equal(target->assessments[i].period, evaluation->setting->period->code)) {
            conclude(evaluation, target->assessments[i].state, "narrative");
            evaluation->attainment->assessment = target->assessments[i].text;
        }
}

static bool has_scope(enum target_kind kind) {
    return kind != TARGET_ALL && kind != TARGET_CONDITIONAL && kind != TARGET_NARRATIVE;
}

static void evaluate_kind(struct evaluation *evaluation) {
    static void (*const of_kind[TARGET_KIND_COUNT])(struct evaluation *) = {
        [TARGET_SHARE] = evaluate_share,
        [TARGET_AMOUNT] = evaluate_amount,
        [TARGET_GROWTH] = evaluate_growth,
        [TARGET_FREQUENCY] = evaluate_frequency,
        [TARGET_MEMBERS] = evaluate_members,
        [TARGET_COHORT] = evaluate_cohort,
        [TARGET_ALL] = evaluate_all,
        [TARGET_CONDITIONAL] = evaluate_conditional,
        [TARGET_NARRATIVE] = evaluate_narrative,
    };
    assert(evaluation->target->kind < TARGET_KIND_COUNT);
    of_kind[evaluation->target->kind](evaluation);
}

void target_evaluate(struct arena *arena, const struct target *target, const struct attainment_setting *setting,
                     struct attainment *ret_attainment) {
    *ret_attainment = (struct attainment){.target = target};
    struct evaluation evaluation = {.arena = arena, .target = target, .setting = setting, .attainment = ret_attainment};
    evaluation.end = target_end(target, setting->calendar, setting->span, NULL);
    evaluation.before_end = setting->period->end < evaluation.end;
    if (setting->period->end <= setting->span->start) {
        conclude(&evaluation, NOT_DUE, "beforeStart");
        return;
    }
    if (has_scope(target->kind) && target->scope_unresolved) {
        conclude(&evaluation, NOT_MEASURABLE, "unknownScope");
        return;
    }
    evaluation.window = window_of(target, setting);
    evaluate_kind(&evaluation);
}
