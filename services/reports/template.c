/* Answers with a form to fill in: as CSV, as a workbook, or on paper. */
#include "template.h"

#include <string.h>

#include "core/text.h"
#include "reference/authority.h"
#include "report_handlers.h"
#include "sheet/sheet.h"
#include "template_reporter.h"

static const char csv_type[] = "text/csv", page_type[] = "text/html";

const char *const template_answers[] = {csv_type, SHEET_MEDIA_TYPE, page_type, NULL};

/* ---- What is asked */

static void query_issue(struct call *call, enum issue_type type, const char *name, const char *argument0,
                        const char *argument1, const char *argument2) {
    issue_add_at(&call->issues, type, name, argument0, argument1, argument2)->in = "query";
}

static bool refuse(struct call *call) {
    call_refuse_issues(call);
    return false;
}

static bool refuse_unseen(struct call *call) {
    call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    return false;
}

/* Names in a path or query, not members of a document. */
static void issues_to_query(struct call *call) {
    for (struct issue *issue = call->issues.first; issue; issue = issue->next) {
        issue->in = "query";
        if (issue->pointer && *issue->pointer == '/')
            issue->pointer++;
    }
}

static bool read_period(struct call *call, struct template *template) {
    const char *code = call_query(call, "period");
    const struct programme *programme = template->programme;
    if (!code) {
        query_issue(call, ISSUE_REQUIRED, "period", NULL, NULL, NULL);
        return refuse(call);
    }
    if (!snapshot_period(template->snapshot, template->form, code, &template->period)) {
        query_issue(call, ISSUE_BAD_PERIOD, "period", NULL, NULL, NULL);
        return refuse(call);
    }
    template->version = form_version_for(template->form, &template->period);
    template->has_previous = period_previous(&template->period, programme->calendar, &template->previous);
    template->adjoins = template->has_previous &&template->previous.end == template->period.start;
    if (template->version)
        return true;
    query_issue(call, ISSUE_FORM_NOT_IN_FORCE, "period", template->form->code, template->period.code, NULL);
    return refuse(call);
}

/* ---- For whom */

static bool read_one(struct call *call, struct template *template, const char *unit) {
    const struct form_version *version = template->version;
    struct entry_setting setting = setting_of(call, template->snapshot);
    struct entry_names names = {.form = template->form->code,
                                .unit = unit,
                                .agency = call_query(call, "agency"),
                                .period = template->period.code};
    struct entry entry;
    if (!names.agency && version->function_count == 1)
        names.agency = version->functions[0];
    if (!names.agency)
        query_issue(call, ISSUE_REQUIRED, "agency", NULL, NULL, NULL);
    entry_resolve(&setting, &names, &entry, &call->issues);
    issues_to_query(call);
    if (entry.forbidden)
        return refuse_unseen(call);
    if (call->issues.count > 0)
        return refuse(call);
    reporter_of_entry(template, &setting, &entry);
    return true;
}

static size_t reporters_most(const struct call *call, const struct template *template) {
    size_t figures = template->version->cell_count + 1;
    if (text_equal(call->answer_type, csv_type))
        return TEMPLATE_REPORTERS_MAX;
    if (text_equal(call->answer_type, page_type))
        return TEMPLATE_PAGES_MAX;
    return TEMPLATE_FIGURES_MAX / figures < TEMPLATE_REPORTERS_MAX ? TEMPLATE_FIGURES_MAX / figures
                                                                   : TEMPLATE_REPORTERS_MAX;
}

static bool check_many(struct call *call, const struct template *template, const char *within) {
    size_t most = reporters_most(call, template);
    if (template->reporter_count == 0)
        query_issue(call, ISSUE_NOT_OWED, "within", within, template->form->code, template->period.code);
    else if (template->reporter_count > most)
        query_issue(call, ISSUE_TOO_MANY, "within", arena_format(&call->arena, "%zu", most), NULL, NULL);
    return call->issues.count == 0 || refuse(call);
}

static bool read_many(struct call *call, struct template *template, const char *within) {
    struct place place = {.name = "within"};
    day_t date = period_tree_date(&template->period);
    uint32_t unit = snapshot_unit_asked(template->snapshot, within, date, call->language, &place, &call->issues);
    issues_to_query(call);
    if (call->issues.count > 0)
        return refuse(call);
    if (!authority_touches(template->snapshot, &call->caller, unit, date, call_today(call)))
        return refuse_unseen(call);
    reporters_within(call, template, unit, call_query(call, "agency"));
    return check_many(call, template, within);
}

static bool read_reporters(struct call *call, struct template *template) {
    const char *unit = call_query(call, "unit"), *within = call_query(call, "within");
    if (!unit && !within)
        query_issue(call, ISSUE_REQUIRED, "unit", NULL, NULL, NULL);
    if (unit && within)
        query_issue(call, ISSUE_INCONSISTENT, "within", "unit", NULL, NULL);
    if (call->issues.count > 0)
        return refuse(call);
    return unit ? read_one(call, template, unit) : read_many(call, template, within);
}

static bool template_read(struct call *call, const struct snapshot *snapshot, struct template *ret_template) {
    static const char *const names[] = {"unit", "agency", "period", "within", NULL};
    call_query_known(call, names);
    *ret_template = (struct template){.arena = &call->arena, .now = call->now, .snapshot = snapshot};
    ret_template->form = snapshot_form(snapshot, call_path(call, "form"));
    if (!ret_template->form)
        return refuse_unseen(call);
    ret_template->programme = snapshot_programme(snapshot, ret_template->form->programme);
    return read_period(call, ret_template) && read_reporters(call, ret_template);
}

/* ---- The answer */

static void name_file(struct call *call, const struct template *template, const char *ending) {
    const char *unit = template->many ? "" : template->reporters[0].unit_code;
    call_header(call, "Content-Disposition",
                arena_format(&call->arena, "attachment; filename=\"%s_%s%s%s.%s\"", template->form->code,
                             template->period.code, *unit ? "_" : "", unit, ending));
}

static void answer_csv(struct call *call, const struct template *template) {
    template_csv_write(template, &call->body);
    name_file(call, template, "csv");
    call_reply_as(call, 200, csv_type);
}

static void answer_workbook(struct call *call, const struct template *template) {
    struct fail fail = {0};
    if (!template_workbook_write(template, &call->body, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    name_file(call, template, "xlsx");
    call_reply_as(call, 200, SHEET_MEDIA_TYPE);
}

/* Nothing in it is to be run or fetched. */
static void answer_page(struct call *call, const struct template *template) {
    template_page_write(template, &call->body);
    call_header(call, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    call_reply_as(call, 200, page_type);
}

void template_show(struct call *call) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct template template;
    struct fail fail = {0};
    if (!template_read(call, snapshot, &template))
        return;
    call->authorized = true;
    if (text_equal(call->answer_type, csv_type))
        answer_csv(call, &template);
    else if (!reporters_look_back(call, &template, &fail))
        call_refuse_fail(call, &fail);
    else if (text_equal(call->answer_type, page_type))
        answer_page(call, &template);
    else
        answer_workbook(call, &template);
}
