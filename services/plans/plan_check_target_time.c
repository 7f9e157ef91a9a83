/* When a target ends, what it starts from, and how often something must happen: all by the programme's calendar. */
#include <string.h>

#include "plan_check_target.h"

/* Of a programme that is not there only the form of a code can be judged. */
static const struct calendar *calendar_of(const struct plan_check *check) {
    return check->plan->programme ? check->plan->programme->calendar : &calendar_plain;
}

static bool looks_like_a_day(const char *text) {
    return strlen(text) == DAY_TEXT_SIZE - 1 && text[4] == '-' && text[7] == '-';
}

static void check_by(const struct plan_check *check, const struct target *target, const struct place *up) {
    struct place place = {.up = up, .name = "by"};
    const struct period *span = &check->plan->span;
    const char *read;
    if (!target->by)
        return;
    day_t end = target_end(target, calendar_of(check), span, &read);
    if (read != target->by)
        issue_add(check->issues, looks_like_a_day(target->by) ? ISSUE_BAD_DATE : ISSUE_BAD_PERIOD, &place, NULL, NULL,
                  NULL);
    else if (!check->undated && (end > span->end || end <= span->start))
        issue_add(check->issues, ISSUE_INCONSISTENT, &place,
                  arena_format(check->arena, "%s %s %s", target->by, end > span->end ? ">" : "<", span->code), NULL,
                  NULL);
}

static void check_baseline(const struct plan_check *check, const struct target *target, const struct place *up) {
    struct place baseline = {.up = up, .name = "baseline"}, place = {.up = &baseline, .name = "period"};
    struct period period;
    if (target->baseline_period && !period_parse(target->baseline_period, calendar_of(check), &period))
        issue_add(check->issues, ISSUE_BAD_PERIOD, &place, NULL, NULL, NULL);
}

/* Whether a whole period of the kind lies in the span. */
static bool happens_within(const struct period *span, enum period_kind kind, const struct calendar *calendar) {
    struct period first;
    if (!period_of_day(span->start, kind, calendar, &first))
        return false;
    if (first.start < span->start && !period_next(&first, calendar, &first))
        return false;
    return first.end <= span->end;
}

static void check_every(const struct plan_check *check, const struct target *target, const struct place *up) {
    bool by_channel = target->channel_count > 0;
    struct place place = {.up = up, .name = by_channel ? "every" : "monthsCovered"};
    enum period_kind every = by_channel ? target->every : PERIOD_MONTH;
    if (target->kind != TARGET_FREQUENCY || every == PERIOD_NINE_MONTHS || check->undated)
        return;
    if (!happens_within(&check->plan->span, every, calendar_of(check)))
        issue_add(check->issues, ISSUE_INCONSISTENT, &place, check->plan->span.code, NULL, NULL);
}

void check_target_time(const struct plan_check *check, const struct target *target, const struct place *place) {
    check_by(check, target, place);
    check_baseline(check, target, place);
    check_every(check, target, place);
}
