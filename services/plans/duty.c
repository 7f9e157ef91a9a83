/* Answers with the calendar of what the reporters of a unit owe. */
#include "duty.h"

#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "duty_show.h"
#include "effect.h"
#include "reference/decode.h"

enum { DAYS_DEFAULT = 365 };

const char *const duty_answers[] = {"application/json", "text/calendar", NULL};

static void query_issue(struct call *call, enum issue_type type, const char *name, const char *argument) {
    issue_add_at(&call->issues, type, name, argument, NULL, NULL)->in = "query";
}

/* From today and for a year, unless asked otherwise. False: an issue was added. */
static bool read_days(struct call *call, struct duty_calendar_question *question) {
    uint32_t before = call->issues.count;
    if (!call_query_day(call, "from", &question->from))
        question->from = call_today(call);
    if (!call_query_day(call, "to", &question->to))
        question->to = question->from + DAYS_DEFAULT;
    if (call->issues.count > before)
        return false;
    if (question->to < question->from)
        query_issue(call, ISSUE_INCONSISTENT, "to", "from ≤ to");
    else if (question->to - question->from > DUTY_DAYS_MAX)
        query_issue(call, ISSUE_TOO_LONG, "to", call->language == LANGUAGE_VI ? "2 năm" : "2 years");
    return call->issues.count == before;
}

/* A code means who had it on the first day, or else on the last. */
static void read_unit(struct call *call, const struct snapshot *snapshot, struct duty_calendar_question *question) {
    const char *asked = call_query(call, "unit");
    const struct unit_tree *tree = snapshot_tree(snapshot);
    question->unit = UNIT_NONE;
    if (!asked)
        query_issue(call, ISSUE_REQUIRED, "unit", NULL);
    if (!asked)
        return;
    question->unit = unit_find(tree, asked, question->from);
    if (question->unit == UNIT_NONE)
        question->unit = unit_find(tree, asked, question->to);
    if (question->unit != UNIT_NONE)
        return;
    (void)snapshot_unit_asked(snapshot, asked, question->from, call->language, NULL, &call->issues);
    call->issues.last->in = "query";
    call->issues.last->pointer = "unit";
}

/* A name that nobody ever had is a slip of the pen, not an agency that owes nothing. */
static void read_agency(struct call *call, const struct snapshot *snapshot, struct duty_calendar_question *question) {
    char day[DAY_TEXT_SIZE];
    question->agency = call_query(call, "agency");
    if (!question->agency || agency_or_function_is_known(snapshot, question->agency))
        return;
    issue_add_at(&call->issues, ISSUE_UNKNOWN_AGENCY, "agency", question->agency, day_format(question->from, day), NULL)
        ->in = "query";
}

static void reply_calendar(struct call *call, const struct snapshot *snapshot, const struct duty_entry *entries,
                           size_t count) {
    duty_calendar_write(&call->body, snapshot, entries, count, call->language, call->now, &call->arena);
    call_reply_as(call, 200, "text/calendar; charset=utf-8");
}

static void reply_page(struct call *call, const struct snapshot *snapshot, const struct page *page,
                       const struct duty_entry *entries, size_t count) {
    struct json_writer writer = list_begin(call);
    size_t first = 0;
    while (page->after && first < count && strcmp(entries[first].key, page->after) <= 0)
        first++;
    size_t end = count - first > page->limit ? first + page->limit : count;
    for (size_t i = first; i < end; i++)
        duty_write(&writer, snapshot, &entries[i], call->language, &call->arena);
    list_end(call, &writer, end < count ? entries[end - 1].key : NULL);
}

static void reply(struct call *call, const struct snapshot *snapshot, const struct duty_calendar_question *question,
                  const struct page *page) {
    struct duty_entry *entries;
    size_t count = duty_calendar(snapshot, question, DUTY_ENTRIES_MAX, &call->arena, &entries);
    if (count > DUTY_ENTRIES_MAX) {
        query_issue(call, ISSUE_TOO_MANY, "to", arena_format(&call->arena, "%d", DUTY_ENTRIES_MAX));
        call_refuse_issues(call);
    } else if (text_equal(call->answer_type, "text/calendar")) {
        reply_calendar(call, snapshot, entries, count);
    } else {
        reply_page(call, snapshot, page, entries, count);
    }
}

void duty_list(struct call *call) {
    struct duty_calendar_question question = {0};
    call_query_known(call, (const char *const[]){"unit", "agency", "from", "to", "limit", "cursor", NULL});
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    struct page page = page_asked(call);
    if (read_days(call, &question))
        read_unit(call, snapshot, &question);
    read_agency(call, snapshot, &question);
    if (query_is_sound(call))
        reply(call, snapshot, &question, &page);
}
