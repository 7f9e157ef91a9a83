/* Claims the key of a POST, replays a stored answer, and stores one. */
#include "service/idempotency.h"

#include "core/buffer.h"
#include "core/text.h"
#include "service/idempotency_sql.h"
#include "service/service.h"

enum { KEPT_DAYS = 30 };

/* Everything but the body that makes it the same request. */
static const char *head_of(const struct call *call, struct buffer *to) {
    buffer_format(to, "%d %s\n%d", (int)call->route->method, call->path, (int)call->request_kind);
    for (uint32_t i = 0; i < call->query_count; i++)
        buffer_format(to, "\n%s=%s", call->query_parameters[i].name, call->query_parameters[i].value);
    return buffer_cstr(to);
}

static const char *body_of(const struct call *call, struct buffer *to) {
    buffer_add(to, call->request_body, call->request_body_size);
    return buffer_cstr(to);
}

static void replay(struct call *call, const PGresult *row) {
    struct answer answer = {
        .status = (int)db_int(row, 0, 1), .location = db_text(row, 0, 2), .version = db_int(row, 0, 3)};
    buffer_text(&call->body, db_text(row, 0, 4));
    call_header(call, "Idempotency-Replayed", "true");
    call->authorized = true; /* it was asked when the answer was first given to this client */
    answer_give(call, &answer);
}

static enum key_claim claim_or_replay(struct db *db, struct call *call, struct fail *fail) {
    AUTO_BUFFER head = {0};
    AUTO_BUFFER body = {0};
    AUTO_RESULT *row = idempotency_key_find(db, call->caller.client, call->idempotency_key, head_of(call, &head),
                                            body_of(call, &body), fail);
    if (!row)
        return KEY_FAILED;
    if (db_rows(row) == 0)
        return KEY_CLAIMED;
    if (db_flag(row, 0, 0))
        replay(call, row);
    else
        call_refuse(call, PROBLEM_KEY_REUSED, NULL);
    return KEY_ANSWERED;
}

enum key_claim idempotency_claim(struct db *db, struct call *call, struct fail *fail) {
    bool locked = false;
    if (!text_is_utf8(call->request_body, call->request_body_size)) {
        issue_add_at(&call->issues, ISSUE_BAD_FORMAT, "", "UTF-8", NULL, NULL);
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
        return KEY_ANSWERED;
    }
    if (!idempotency_key_lock(db, call->caller.client, call->idempotency_key, &locked, fail))
        return KEY_FAILED;
    if (locked)
        return claim_or_replay(db, call, fail);
    call_header(call, "Retry-After", "1");
    call_refuse(call, PROBLEM_REQUEST_IN_PROGRESS, NULL);
    return KEY_ANSWERED;
}

bool idempotency_begin(struct call *call, struct db_lease *ret_lease) {
    struct fail fail = {0};
    enum key_claim claim = KEY_FAILED;
    if (db_lease(service_of(call)->pool, ret_lease, &fail) && db_begin(ret_lease->db, &fail))
        claim = idempotency_claim(ret_lease->db, call, &fail);
    if (claim == KEY_FAILED)
        call_refuse_fail(call, &fail);
    return claim == KEY_CLAIMED;
}

bool idempotency_keep(struct db *db, const struct call *call, const struct answer *answer, struct fail *fail) {
    AUTO_BUFFER head = {0};
    AUTO_BUFFER body = {0};
    return idempotency_key_store(db, call->caller.client, call->idempotency_key, head_of(call, &head),
                                 body_of(call, &body), answer, buffer_cstr(&call->body), call->now, fail);
}

bool idempotency_expire(struct db *db, moment_t now, struct fail *fail) {
    return idempotency_keys_drop(db, now - KEPT_DAYS * MOMENT_DAY, fail);
}

void answer_give(struct call *call, const struct answer *answer) {
    if (answer->location)
        call_header(call, "Location", answer->location);
    if (answer->version > 0)
        call_etag(call, answer->version);
    call_reply(call, answer->status);
}
