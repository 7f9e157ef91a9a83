/* The common ends of the ways of a report: in from the path, out through the writer. */
#include "report_call.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "core/text.h"
#include "look_back.h"
#include "present.h"
#include "reference/authority.h"
#include "report_access.h"
#include "report_page.h"
#include "report_sql.h"
#include "service/origin.h"

static void hash_text(gnutls_hash_hd_t hash, const char *text) {
    gnutls_hash(hash, text, strlen(text) + 1);
}

void request_fingerprint(const struct call *call, unsigned char ret_fingerprint[SHA256_SIZE]) {
    gnutls_hash_hd_t hash;
    if (gnutls_hash_init(&hash, GNUTLS_DIG_SHA256) != 0)
        fail_stop("reports", "SHA-256 does not work");
    hash_text(hash, call->path);
    gnutls_hash(hash, &call->request_kind, sizeof call->request_kind);
    for (uint32_t i = 0; i < call->query_count; i++) {
        hash_text(hash, call->query_parameters[i].name);
        hash_text(hash, call->query_parameters[i].value);
    }
    gnutls_hash(hash, call->request_body, call->request_body_size);
    gnutls_hash_deinit(hash, ret_fingerprint);
}

void refuse_state(struct call *call, enum report_state state) {
    issue_add_at(&call->issues, ISSUE_NOT_ALLOWED_NOW, NULL, report_state_name(state), NULL, NULL);
    call_refuse(call, PROBLEM_CONFLICT, NULL);
}

void refuse_not_yours(struct call *call, const char *pointer, const char *unit) {
    issues_init(&call->issues, &call->arena);
    issue_add_at(&call->issues, ISSUE_NOT_YOURS, pointer, unit, NULL, NULL);
    call_refuse(call, PROBLEM_FORBIDDEN, NULL);
}

static bool refuse_unknown(struct call *call) {
    call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    return false;
}

void refuse_unknown_form(struct call *call, const struct report *report) {
    struct fail fail;
    fail_set(&fail, FAULT_BUSY, true, "report", "the reference does not have form %s yet", report->key.form);
    call_refuse_fail(call, &fail);
}

/* ---- In */

/* Behind a draft of somebody else stands what was said before it. */
static bool find_visible(struct call *call, const struct snapshot *snapshot, struct db *db, const char *id,
                         struct report *ret_report, struct fail *fail) {
    bool settled = false;
    do {
        if (!report_find(db, id, settled, &call->arena, ret_report, fail))
            return false;
        if (report_is_visible(snapshot, &call->caller, ret_report, call_today(call)))
            return true;
        settled = !settled && ret_report->state == REPORT_DRAFT;
    } while (settled);
    return fail_set(fail, FAULT_MISSING, false, "report", "not visible");
}

bool report_load(struct call *call, const struct snapshot *snapshot, struct report *ret_report) {
    AUTO_LEASE lease = {0};
    struct fail fail = {0};
    const char *id = call_path(call, "id");
    if (!uuid_is(id))
        return refuse_unknown(call);
    if (call_lease(call, &lease, &fail) && find_visible(call, snapshot, lease.db, id, ret_report, &fail)) {
        call->authorized = true;
        return true;
    }
    if (fail.fault == FAULT_MISSING)
        return refuse_unknown(call);
    call_refuse_fail(call, &fail);
    return false;
}

bool report_compare_by(struct call *call, const struct entry_setting *setting, struct db *db, struct entry *entry) {
    struct look_back look_back = look_back_of(setting, entry);
    const struct report *last;
    struct fail fail = {0};
    if (!look_back.version)
        return true;
    if (!look_back_find(db, &look_back, 1, &call->arena, &last, &fail)) {
        call_refuse_fail(call, &fail);
        return false;
    }
    look_back_check(&look_back, last, entry->content.values, entry->draft, &call->issues, &entry->warnings);
    return true;
}

bool report_compare(struct call *call, const struct entry_setting *setting, struct entry *entry) {
    AUTO_LEASE lease = {0};
    struct fail fail = {0};
    if (!entry->version || !form_looks_back(entry->version))
        return true;
    if (call_lease(call, &lease, &fail))
        return report_compare_by(call, setting, lease.db, entry);
    call_refuse_fail(call, &fail);
    return false;
}

/* ---- Out */

/* About what its document takes, so that buffers need not grow on the way. */
static size_t report_bytes(const struct report *report) {
    return 1024 + report->cell_count * (size_t)48 + strlen(report->details);
}

void report_answer(struct call *call, const struct snapshot *snapshot, const struct report *report, int status) {
    if (!report_form_version(snapshot, report)) {
        refuse_unknown_form(call, report);
        return;
    }
    if (report_page_wanted(call)) {
        report_page_answer(call, snapshot, report);
        return;
    }
    struct json_writer json = call_json(call);
    buffer_reserve(&call->body, report_bytes(report));
    write_report(&json, NULL, snapshot, report, call->language, &call->arena);
    call_etag(call, report->version);
    if (status == 201)
        call_header(call, "Location", arena_format(&call->arena, "/v1/reports/%s", report->id));
    call_reply(call, status);
}

static void replay(struct call *call, const struct snapshot *snapshot, const char *id, int32_t version, int status) {
    AUTO_LEASE lease = {0};
    struct fail fail = {0};
    struct report report;
    if (!call_lease(call, &lease, &fail) || !report_find_version(lease.db, id, version, &call->arena, &report, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    if (!report_is_covered(snapshot, &call->caller, &report, call_today(call))) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return;
    }
    call->authorized = true;
    call_header(call, "Idempotency-Replayed", "true");
    report_answer(call, snapshot, &report, status);
}

bool report_replayed(struct call *call, const struct snapshot *snapshot) {
    struct key_known known = {0};
    struct fail fail = {0};
    unsigned char fingerprint[SHA256_SIZE];
    request_fingerprint(call, fingerprint);
    AUTO_LEASE lease = {0};
    bool asked = call_lease(call, &lease, &fail) &&
                 key_find(lease.db, call->caller.client, call->idempotency_key, fingerprint, &known, &fail);
    db_lease_release(&lease);
    if (!asked)
        call_refuse_fail(call, &fail);
    else if (known.known && known.same)
        replay(call, snapshot, known.report, known.version, known.status);
    else if (known.known)
        call_refuse(call, PROBLEM_KEY_REUSED, NULL);
    return !asked || known.known;
}

static void refuse_exists(struct call *call, const char *report) {
    if (*report)
        call_header(call, "Location", arena_format(&call->arena, "/v1/reports/%s", report));
    issue_add_at(&call->issues, ISSUE_ALREADY_THERE, "", NULL, NULL, NULL);
    call_refuse(call, PROBLEM_ALREADY_EXISTS, NULL);
}

static void answer_outcome(struct call *call, const struct snapshot *snapshot, const struct report_write *write) {
    switch (write->outcome) {
    case WRITE_STORED:
        report_answer(call, snapshot, &write->report, write->status);
        break;
    case WRITE_KEY_REPLAY:
        replay(call, snapshot, write->met.report, write->met.version, write->met.status);
        break;
    case WRITE_KEY_REUSED:
        call_refuse(call, PROBLEM_KEY_REUSED, NULL);
        break;
    case WRITE_EXISTS:
        refuse_exists(call, write->met.report);
        break;
    case WRITE_STALE:
        call_refuse(call, PROBLEM_STALE, NULL);
        break;
    case WRITE_WAITING:
    case WRITE_FAILED:
        call_refuse_fail(call, &write->fail);
        break;
    }
}

struct report_writer *place_take(struct call *call) {
    struct report_writer *writer = reports_of(call)->writer;
    struct fail fail;
    if (report_writer_enter(writer))
        return writer;
    fail_set(&fail, FAULT_BUSY, true, "place_take", "as many reports as may wait are waiting");
    call_refuse_fail(call, &fail);
    return NULL;
}

void place_leave(struct report_writer **writer) {
    if (*writer)
        report_writer_leave(*writer);
}

void write_prepare(struct report_write *write, const struct entry_setting *setting, struct buffer *payload) {
    const struct report *report = &write->report;
    uint32_t unit = unit_by_id(snapshot_tree(setting->snapshot), report->key.unit);
    write->root =
        authority_root_for(setting->snapshot, setting->caller, unit, report->function, setting->today, setting->arena);
    buffer_reserve(payload, report_bytes(report));
    event_payload(payload, setting->snapshot, report, setting->arena);
    write->payload = payload->bytes;
    write->payload_size = payload->size;
}

void report_store(struct call *call, const struct snapshot *snapshot, const struct report *report, int status) {
    AUTO_BUFFER payload = {0};
    const struct entry_setting setting = setting_of(call, snapshot);
    struct audit_origin origin = call_origin(call);
    struct report_write write = {
        .report = *report, .trace = origin.trace, .key = call->idempotency_key, .status = status, .origin = &origin};
    if (write.key)
        request_fingerprint(call, write.fingerprint);
    write_prepare(&write, &setting, &payload);
    report_writer_run(reports_of(call)->writer, &write, 1);
    call->authorized = true;
    answer_outcome(call, snapshot, &write);
}
