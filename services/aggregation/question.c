/* What a request about figures asks: reads path and query, and asks authority. */
#include "question.h"

#include "core/text.h"
#include "reference/authority.h"

void question_done(struct question *question) {
    snapshot_release(question->snapshot);
}

static void issue_in(struct call *call, const char *in, const char *name, enum issue_type type, const char *argument0,
                     const char *argument1) {
    issue_add_at(&call->issues, type, name, argument0, argument1, NULL)->in = in;
}

static bool is_closed(const struct period *period) {
    return period->end != DAY_NEVER;
}

static void read_view(struct call *call, struct question *question) {
    const char *counted = call_query(call, "counted");
    question->view = text_equal(counted, "accepted") ? COUNTED_ACCEPTED : COUNTED_SUBMITTED;
    if (counted != NULL && question->view == COUNTED_SUBMITTED && !text_equal(counted, "submitted"))
        issue_in(call, "query", "counted", ISSUE_NOT_ONE_OF, "submitted, accepted", NULL);
}

static void read_boundaries(struct call *call, struct question *question) {
    const char *asked = call_query(call, "boundaries");
    question->boundaries = asked == NULL ? "asReported" : asked;
    question->boundary_date = DAY_NEVER;
    if (text_equal(question->boundaries, "current"))
        question->boundary_date = call_today(call);
    else if (!text_equal(question->boundaries, "asReported") && !day_parse(asked, &question->boundary_date))
        issue_in(call, "query", "boundaries", ISSUE_NOT_ONE_OF, "asReported, current, 2025-07-01", NULL);
}

static void question_of_query(struct call *call, struct question *question) {
    const char *as_of = call_query(call, "asOf");
    question->as_of = MOMENT_NONE;
    question->agency = call_query(call, "agency");
    read_view(call, question);
    read_boundaries(call, question);
    if (as_of != NULL && !moment_parse(as_of, &question->as_of))
        issue_in(call, "query", "asOf", ISSUE_BAD_FORMAT, "2023-06-14T17:00:00Z", NULL);
    question->complete = aggregation_complete(call, question->as_of);
}

static bool refuse_missing(struct call *call, const char *in, const char *form, const char *period) {
    if (form == NULL)
        issue_in(call, in, "form", ISSUE_REQUIRED, NULL, NULL);
    if (period == NULL)
        issue_in(call, in, "period", ISSUE_REQUIRED, NULL, NULL);
    if (form != NULL && period != NULL)
        return false;
    call_refuse_issues(call);
    return true;
}

static bool find_form(struct call *call, struct question *question, const char *in, const char *code) {
    question->form = snapshot_form(question->snapshot, code);
    if (question->form != NULL)
        return true;
    issue_in(call, in, "form", ISSUE_UNKNOWN_FORM, code, NULL);
    if (text_equal(in, "path"))
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    else
        call_refuse_issues(call);
    return false;
}

/* The function that a root must have where it has one: a form that only one function reports is that function's own affair. */
static const char *function_of(const struct form_version *version) {
    return version->function_count == 1 ? version->functions[0] : NULL;
}

bool question_of(struct call *call, struct question *question, const char *in, const char *form, const char *period) {
    question->snapshot = reference_hold(service_of(call)->reference);
    question_of_query(call, question);
    if (refuse_missing(call, in, form, period) || !find_form(call, question, in, form))
        return false;
    if (!snapshot_period(question->snapshot, question->form, period, &question->period) ||
        !is_closed(&question->period)) {
        issue_in(call, in, "period", ISSUE_BAD_PERIOD, NULL, NULL);
        call_refuse_issues(call);
        return false;
    }
    question->version = form_version_for(question->form, &question->period);
    if (question->version == NULL) {
        issue_in(call, in, "form", ISSUE_FORM_NOT_IN_FORCE, form, period);
        call_refuse_issues(call);
        return false;
    }
    question->shown = shown_to(call, question->snapshot, function_of(question->version));
    return true;
}

bool question_of_form(struct call *call, struct question *question) {
    return question_of(call, question, "path", call_path(call, "form"), call_path(call, "period"));
}

day_t question_tree_date(const struct question *question) {
    return question->boundary_date == DAY_NEVER ? period_tree_date(&question->period) : question->boundary_date;
}

const char *question_counted(const struct question *question) {
    return question->view == COUNTED_ACCEPTED ? "accepted" : "submitted";
}

static uint32_t unit_asked(struct call *call, const struct question *question, const char *in, const char *unit) {
    struct place place = {.name = "unit"};
    uint32_t found = snapshot_unit_asked(question->snapshot, unit, question_tree_date(question), call->language, &place,
                                         &call->issues);
    if (found != UNIT_NONE)
        return found;
    bool unknown = call->issues.last->type == ISSUE_UNKNOWN_UNIT && text_equal(in, "path");
    call->issues.last->in = in;
    call->issues.last->pointer = "unit";
    if (unknown)
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    else
        call_refuse_issues(call);
    return UNIT_NONE;
}

bool question_of_unit(struct call *call, struct question *question, const char *in, const char *unit) {
    question->unit = unit_asked(call, question, in, unit);
    if (question->unit == UNIT_NONE)
        return false;
    question->unit_id = snapshot_tree(question->snapshot)->units[question->unit].id;
    if (!authority_covers(question->snapshot, &call->caller, question->unit, question_tree_date(question),
                          function_of(question->version), call_today(call))) {
        issue_in(call, in, "unit", ISSUE_NOT_YOURS, unit, NULL);
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return false;
    }
    call->authorized = true;
    return true;
}

bool question_read(struct call *call, struct question *question) {
    if (!question_of_form(call, question) || !question_of_unit(call, question, "path", call_path(call, "unit")))
        return false;
    if (call->issues.count == 0)
        return true;
    call_refuse_issues(call);
    return false;
}

struct tally_question question_of_tally(const struct question *question, struct cube_cache *cubes,
                                        const struct period *period) {
    return (struct tally_question){
        .cache = cubes,
        .snapshot = question->snapshot,
        .form = question->form,
        .period = period,
        .as_of = question->as_of,
        .tree_date = question_tree_date(question),
        .by_shares = question->boundary_date != DAY_NEVER,
        .agency = question->agency,
    };
}

bool question_tally_of(struct call *call, const struct question *question, const struct period *period,
                       struct tally *ret_tally) {
    struct fail fail = {0};
    const struct tally_question asked = question_of_tally(question, aggregation_of(call)->cubes, period);
    if (tally_open(&call->arena, &asked, ret_tally, &fail))
        return true;
    call_refuse_fail(call, &fail);
    return false;
}

bool question_tally(struct call *call, const struct question *question, struct tally *ret_tally) {
    return question_tally_of(call, question, &question->period, ret_tally);
}
