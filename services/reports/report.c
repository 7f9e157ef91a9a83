/* One report: handing it in, looking at it and its versions, changing it. */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "present.h"
#include "report_access.h"
#include "report_call.h"
#include "report_change.h"
#include "report_handlers.h"
#include "report_sql.h"
#include "sent_back.h"

static const char *const no_query[] = {NULL};

/* Reads the document of the body; false: refused, or replayed where the key is known. What it changes is asked for before anything is said about
 * the content (RFC 9110, 13.2.1); NULL: it is a new report. */
static bool take_document(struct call *call, const struct entry_setting *setting, const struct report *changes,
                          struct entry *ret_entry, json_t **ret_document) {
    entry_parse(setting, call->request_body, call->request_body_size, ret_entry, ret_document, &call->issues);
    if (ret_entry->forbidden) {
        refuse_not_yours(call, "/unit", snapshot_tree(setting->snapshot)->units[ret_entry->unit].id);
        return false;
    }
    entry_check(setting, ret_entry, &call->issues);
    if (!report_compare(call, setting, ret_entry))
        return false;
    if (call->issues.count == 0)
        return true;
    bool answered = changes ? !call_if_match(call, changes->version)
                            : call->idempotency_key && report_replayed(call, setting->snapshot);
    if (!answered)
        call_refuse_issues(call);
    return false;
}

void report_submit(struct call *call) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct entry_setting setting = setting_of(call, snapshot);
    struct entry entry;
    struct report report;
    AUTO_PLACE struct report_writer *place = place_take(call);
    AUTO_JSON *document = NULL;
    if (!place)
        return;
    call_query_known(call, no_query);
    if (!take_document(call, &setting, NULL, &entry, &document))
        return;
    entry_make(&setting, &entry, &report);
    uuid_new(call->now, report.id);
    report_store(call, snapshot, &report, 201);
}

void report_show(struct call *call) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct report report;
    if (!call_query_only(call, no_query) || !report_load(call, snapshot, &report) ||
        call_not_modified(call, report.version))
        return;
    report_answer(call, snapshot, &report, 200);
}

/* ---- Changing */

/* A report keeps its key for ever. */
static void check_same_key(const struct report *current, const struct report *next, struct issues *issues) {
    const char *const pairs[][3] = {{"/form", current->key.form, next->key.form},
                                    {"/unit", current->key.unit, next->key.unit},
                                    {"/agency", current->key.agency, next->key.agency},
                                    {"/period", current->key.period, next->key.period}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (!text_equal(pairs[i][1], pairs[i][2]))
            issue_add_at(issues, ISSUE_INCONSISTENT, pairs[i][0], pairs[i][1], NULL, NULL);
}

static void change_to(struct call *call, const struct entry_setting *setting, const struct report *current,
                      const json_t *document, struct report *next) {
    if (change_is_none(current, next)) {
        report_answer(call, setting->snapshot, current, 200);
        return;
    }
    if (!call_if_match(call, current->version))
        return;
    if (!change_is_allowed(current->state, next->state)) {
        refuse_state(call, current->state);
        return;
    }
    sent_back_check(setting->snapshot, current, document, &call->issues);
    if (text_empty(next->reason) && change_needs_reason(setting, current))
        issue_add_at(&call->issues, ISSUE_REASON_NEEDED, "/reason", NULL, NULL, NULL);
    if (call->issues.count > 0) {
        call_refuse_issues(call);
        return;
    }
    change_follow(current, next);
    report_store(call, setting->snapshot, next, 200);
}

void report_change(struct call *call) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct entry_setting setting = setting_of(call, snapshot);
    struct report current, next;
    struct entry entry;
    setting.is_change = true;
    AUTO_PLACE struct report_writer *place = place_take(call);
    if (!place || !call_query_only(call, no_query) || !report_load(call, snapshot, &current))
        return;
    if (!report_form_version(snapshot, &current)) {
        refuse_unknown_form(call, &current);
        return;
    }
    AUTO_JSON *document = NULL;
    if (!take_document(call, &setting, &current, &entry, &document))
        return;
    if (sent_back_reason(&current, entry.reason))
        entry.reason = NULL;
    entry_make(&setting, &entry, &next);
    check_same_key(&current, &next, &call->issues);
    if (call->issues.count == 0)
        change_to(call, &setting, &current, document, &next);
    else if (call_if_match(call, current.version))
        call_refuse_issues(call);
}

/* ---- Versions */

static bool version_number(const char *text, int32_t *ret_version) {
    size_t size = strlen(text);
    if (size == 0 || size > 9 || strspn(text, "0123456789") != size)
        return false;
    *ret_version = (int32_t)strtol(text, NULL, 10);
    return *ret_version > 0;
}

void report_show_version(struct call *call) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    AUTO_LEASE lease = {0};
    struct report current, report;
    struct fail fail = {0};
    int32_t version;
    if (!call_query_only(call, no_query) || !report_load(call, snapshot, &current))
        return;
    bool found = version_number(call_path(call, "version"), &version) && call_lease(call, &lease, &fail) &&
                 report_find_version(lease.db, current.id, version, &call->arena, &report, &fail);
    if (!found && fail.fault != FAULT_NONE && fail.fault != FAULT_MISSING)
        call_refuse_fail(call, &fail);
    else if (!found || !report_is_visible(snapshot, &call->caller, &report, call_today(call)))
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    else if (!call_not_modified(call, report.version))
        report_answer(call, snapshot, &report, 200);
}

static void write_versions(struct call *call, const struct snapshot *snapshot, const struct reports_found *found,
                           bool more) {
    struct json_writer json = call_json(call);
    write_object(&json, NULL);
    write_array(&json, "items");
    for (size_t i = 0; i < found->count; i++)
        if (report_is_visible(snapshot, &call->caller, &found->reports[i], call_today(call)))
            write_report(&json, NULL, snapshot, &found->reports[i], call->language, &call->arena);
    write_array_end(&json);
    const char *next = more ? arena_format(&call->arena, "%d", found->reports[found->count - 1].version) : NULL;
    write_text(&json, "next", next ? call_cursor_make(call, next) : NULL);
    write_object_end(&json);
    call_reply(call, 200);
}

void report_show_versions(struct call *call) {
    static const char *const names[] = {"limit", "cursor", NULL};
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    AUTO_LEASE lease = {0};
    struct report current;
    struct reports_found found;
    struct fail fail = {0};
    int32_t after = 0;
    bool good;
    call_query_known(call, names);
    if (!report_load(call, snapshot, &current))
        return;
    uint32_t limit = call_limit(call);
    const char *cursor = call_cursor_read(call, &good);
    good = good && (!cursor || version_number(cursor, &after));
    if (!good || call->issues.count > 0)
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
    else if (!call_lease(call, &lease, &fail) ||
             !report_versions(lease.db, current.id, after, limit, &call->arena, &found, &fail))
        call_refuse_fail(call, &fail);
    else
        write_versions(call, snapshot, &found, found.count == limit);
}
