/* Dead letters of a service, listed, shown and given back by its operator. */
#include "service/operator.h"

#include <string.h>

#include "core/uuid.h"
#include "observe/log.h"
#include "pipeline/dead_letter.h"
#include "service/origin.h"
#include "service/service.h"

static void write_letter(struct json_writer *json, const struct dead_letter *letter) {
    write_text(json, "id", letter->id);
    write_text(json, "topic", letter->topic);
    write_int(json, "partition", letter->partition);
    write_int(json, "offset", letter->offset);
    write_text(json, "key", letter->key);
    write_text(json, "reason", letter->reason);
    write_moment(json, "failedAt", letter->failed);
    write_moment(json, "replayedAt", letter->replayed);
    write_int(json, "payloadBytes", letter->payload_bytes);
}

static bool find(struct call *call, struct dead_letter *ret_letter, struct fail *fail) {
    AUTO_LEASE lease = {0};
    return db_lease(service_of(call)->pool, &lease, fail) &&
           dead_letter_find(lease.db, call_path(call, "id"), &call->arena, ret_letter, fail);
}

static void answer_letter(struct call *call) {
    struct dead_letter letter;
    struct fail fail;
    if (!find(call, &letter, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct json_writer json = call_json(call);
    write_object(&json, NULL);
    write_letter(&json, &letter);
    write_raw(&json, "headers", letter.headers, strlen(letter.headers));
    write_text(&json, "payload", letter.payload);
    write_object_end(&json);
    call_reply(call, 200);
}

/* ---- The list */

static void answer_page(struct call *call, const struct dead_letter *letters, size_t count, uint32_t limit) {
    struct json_writer json = call_json(call);
    bool more = count > limit;
    write_object(&json, NULL);
    write_array(&json, "items");
    for (size_t i = 0; i < count && i < limit; i++) {
        write_object(&json, NULL);
        write_letter(&json, &letters[i]);
        write_object_end(&json);
    }
    write_array_end(&json);
    write_text(&json, "next", more ? call_cursor_make(call, letters[limit - 1].id) : NULL);
    write_object_end(&json);
    call_reply(call, 200);
}

static bool list(struct call *call, const char *after, uint32_t limit, struct dead_letter **ret_letters,
                 size_t *ret_count, struct fail *fail) {
    AUTO_LEASE lease = {0};
    *ret_count = 0;
    return service_of(call)->inbox == NULL ||
           (db_lease(service_of(call)->pool, &lease, fail) &&
            dead_letters_list(lease.db, after, limit + 1, &call->arena, ret_letters, ret_count, fail));
}

static void dead_letter_list(struct call *call) {
    static const char *const names[] = {"limit", "cursor", NULL};
    struct dead_letter *letters = NULL;
    struct fail fail;
    size_t count;
    bool good;
    call_query_known(call, names);
    uint32_t limit = call_limit(call);
    const char *after = call_cursor_read(call, &good);
    if (call->issues.count > 0)
        call_refuse_issues(call);
    else if (list(call, after, limit, &letters, &count, &fail))
        answer_page(call, letters, count, limit);
    else
        call_refuse_fail(call, &fail);
}

/* ---- One of them */

/* False: the request is refused. */
static bool names_a_letter(struct call *call) {
    static const char *const names[] = {NULL};
    if (!call_query_only(call, names))
        return false;
    if (service_of(call)->inbox != NULL && uuid_is(call_path(call, "id")))
        return true;
    call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    return false;
}

static void dead_letter_show(struct call *call) {
    if (names_a_letter(call))
        answer_letter(call);
}

static bool replay(struct call *call, bool *ret_before, struct fail *fail) {
    const struct service *service = service_of(call);
    AUTO_LEASE lease = {0};
    const struct audit_origin origin = call_origin(call);
    return db_lease(service->pool, &lease, fail) &&
           inbox_replay(service->inbox, lease.db, call_path(call, "id"), &origin, call->now, ret_before, fail);
}

static void dead_letter_replay(struct call *call) {
    bool before;
    struct fail fail;
    if (!names_a_letter(call))
        return;
    if (!replay(call, &before, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    if (before)
        call_header(call, "Idempotency-Replayed", "true");
    else
        log_event(LOG_INFO, "inbox.replayed", "dead letter %s", call_path(call, "id"));
    answer_letter(call);
}

const struct route operator_routes[] = {
    {METHOD_GET, "/dead-letters", SCOPE_PUBLIC, NO_UNIT, BODY_NONE, 0, dead_letter_list, "listDeadLetters"},
    {METHOD_GET, "/dead-letters/{id}", SCOPE_PUBLIC, NO_UNIT, BODY_NONE, 0, dead_letter_show, "getDeadLetter"},
    {METHOD_POST, "/dead-letters/{id}/replay", SCOPE_PUBLIC, NO_UNIT, BODY_NONE, 0, dead_letter_replay,
     "replayDeadLetter"},
    {.method = METHOD_UNSET},
};
