/* Reads the filters of a list and asks authority about the units named. */
#include "asked.h"

#include <string.h>

#include "core/text.h"
#include "reference/authority.h"

static void query_issue(struct call *call, enum issue_type type, const char *name, const char *argument) {
    issue_add_at(&call->issues, type, name, argument, NULL, NULL)->in = "query";
}

static void read_period(struct call *call, struct asked *asked) {
    asked->period_code = call_query(call, "period");
    if (!asked->period_code)
        return;
    bool good = asked->form ? snapshot_period(asked->snapshot, asked->form, asked->period_code, &asked->period)
                            : snapshot_period_of_request(asked->snapshot, asked->period_code, &asked->period) ||
                                  period_parse(asked->period_code, &calendar_plain, &asked->period);
    if (good)
        asked->date = period_tree_date(&asked->period);
    else
        query_issue(call, ISSUE_BAD_PERIOD, "period", NULL);
}

static void read_form(struct call *call, struct asked *asked) {
    const char *code = call_query(call, "form");
    asked->form = code ? snapshot_form(asked->snapshot, code) : NULL;
    if (code && !asked->form)
        query_issue(call, ISSUE_UNKNOWN_FORM, "form", code);
}

/* One of the words; NULL: it is not asked for. */
static const char *read_word(struct call *call, const char *name, const char *const *words) {
    const char *text = call_query(call, name), *found = NULL, *all = "";
    for (size_t i = 0; text && words[i]; i++) {
        all = arena_format(&call->arena, "%s%s%s", all, *all ? ", " : "", words[i]);
        if (text_equal(words[i], text))
            found = words[i];
    }
    if (text && !found)
        query_issue(call, ISSUE_NOT_ONE_OF, name, all);
    return found;
}

static uint32_t read_unit(struct call *call, const struct asked *asked, const char *name) {
    const char *code = call_query(call, name);
    uint32_t before = call->issues.count;
    struct place place = {.name = name};
    uint32_t unit = code
                        ? snapshot_unit_asked(asked->snapshot, code, asked->date, call->language, &place, &call->issues)
                        : UNIT_NONE;
    if (call->issues.count > before) {
        call->issues.last->in = "query";
        call->issues.last->pointer = name;
    }
    return unit;
}

/* A stable id also means a unit of any other time: of `within` one that others went into wholly, of `unit` one that has ended, unless a period says
 * when it must have been there. */
static uint32_t read_unit_ever(struct call *call, const struct asked *asked, const char *name) {
    const char *id = call_query(call, name);
    uint32_t unit = id ? unit_by_id(snapshot_tree(asked->snapshot), id) : UNIT_NONE;
    return unit != UNIT_NONE ? unit : read_unit(call, asked, name);
}

/* About one that is not there on the date, what it was in the end decides. */
static bool may_ask(const struct call *call, const struct asked *asked, uint32_t unit) {
    const struct unit_tree *tree = snapshot_tree(asked->snapshot);
    if (unit == UNIT_NONE)
        return true;
    const struct unit_version *last = &tree->units[unit].versions[tree->units[unit].version_count - 1];
    day_t date = unit_version_at(tree, unit, asked->date) || last->until > asked->date ? asked->date : last->until - 1;
    return authority_touches(asked->snapshot, &call->caller, unit, date, call_today(call));
}

bool asked_read(struct call *call, const struct snapshot *snapshot, const char *const *states,
                const char *const *deliverables, struct asked *ret_asked) {
    const char *const names[] = {
        "form", "unit", "agency", "period", "state", "within", "limit", "cursor", deliverables ? "deliverable" : NULL,
        NULL};
    bool cursor_good;
    call_query_known(call, names);
    *ret_asked = (struct asked){.snapshot = snapshot, .agency = call_query(call, "agency"), .date = call_today(call)};
    read_form(call, ret_asked);
    read_period(call, ret_asked);
    ret_asked->state = read_word(call, "state", states);
    if (deliverables)
        ret_asked->deliverable = read_word(call, "deliverable", deliverables);
    ret_asked->unit =
        ret_asked->period_code ? read_unit(call, ret_asked, "unit") : read_unit_ever(call, ret_asked, "unit");
    ret_asked->within = read_unit_ever(call, ret_asked, "within");
    ret_asked->limit = call_limit(call);
    ret_asked->after = call_cursor_read(call, &cursor_good);
    if (call->issues.count > 0) {
        call_refuse_issues(call);
        return false;
    }
    if (!may_ask(call, ret_asked, ret_asked->unit) || !may_ask(call, ret_asked, ret_asked->within)) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return false;
    }
    call->authorized = true;
    return true;
}

/* The rule by which a root covers units is the rule by which a unit of a query does. */
bool asked_within(const struct asked *asked, uint32_t unit, day_t date, day_t today) {
    if (asked->within == UNIT_NONE)
        return true;
    const char *id = snapshot_tree(asked->snapshot)->units[asked->within].id;
    struct caller as_root = {.roots = {id}, .root_count = 1};
    return authority_covers(asked->snapshot, &as_root, unit, date, NULL, today);
}

bool position_split(struct arena *arena, const char *position, const char **ret_parts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t size = strcspn(position, "|");
        ret_parts[i] = arena_slice(arena, position, size);
        position += size;
        if ((*position == '|') != (i + 1 < count))
            return false;
        position += *position == '|';
    }
    return true;
}
