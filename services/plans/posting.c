/* Takes in a document that is posted once: its code given or made, everything checked, everybody concerned covered. */
#include "posting.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "core/uuid.h"
#include "document_sql.h"
#include "effect.h"
#include "personal.h"
#include "json/read.h"

/* The day, and enough of a random number to tell those of one day apart. */
static const char *code_made(struct call *call) {
    enum { RANDOM_DIGITS = 8 };
    char id[UUID_TEXT_SIZE];
    int year, month, day;
    uuid_new(call->now, id);
    day_split(call_today(call), &year, &month, &day);
    return arena_format(&call->arena, "%04d%02d%02d-%s", year, month, day, id + strlen(id) - RANDOM_DIGITS);
}

/* The code is kept beside the document, not in it. NULL: refused. */
static const char *take_code(struct call *call, const struct posting *posting, json_t *body) {
    const json_t *given = json_object_get(body, "code");
    const char *text = json_string_value(given);
    if (json_is_null(given) || !given) {
        json_object_del(body, "code");
        return code_made(call);
    }
    if (text && text_is_code(text, posting->code_max)) {
        const char *code = arena_text(&call->arena, text);
        json_object_del(body, "code");
        return code;
    }
    issue_add_at(&call->issues, ISSUE_BAD_FORMAT, "/code", "[A-Za-z0-9][A-Za-z0-9._-]*", NULL, NULL);
    call_refuse(call, PROBLEM_UNREADABLE, NULL);
    return NULL;
}

static const char *path_of(struct call *call, const struct posting *posting, const char *code) {
    return arena_format(&call->arena, "/v1/%s/%s", posting->noun->collection, code);
}

static bool may_concern(struct call *call, const struct change *change, const struct understood *understood) {
    for (size_t i = 0; i < understood->concerned_count; i++) {
        const struct concerned *concerned = &understood->concerned[i];
        if (!may_write(call, change->snapshot, concerned->unit, understood->date, concerned->function))
            return false;
    }
    return true;
}

static bool is_good(struct call *call, const struct change *change, const struct posting *posting, const char *code,
                    const json_t *body, struct understood *understood) {
    struct proposal proposal = {.code = code, .body = body};
    proposal.decoding = (struct decoding){.arena = &call->arena,
                                          .issues = &call->issues,
                                          .snapshot = change->snapshot,
                                          .date = change->today,
                                          .language = call->language};
    posting->check(&proposal, understood);
    personal_screen(body, &call->issues);
    if (call->issues.count == 0)
        return may_concern(call, change, understood);
    call_refuse_issues(call);
    return false;
}

static void keep_period(json_t *body, const struct period *period) {
    char start[DAY_TEXT_SIZE], end[DAY_TEXT_SIZE];
    json_object_set_new(body, "period",
                        json_pack("{s:s, s:s, s:s}", "code", period->code, "start", day_format(period->start, start),
                                  "end", day_format(period->end, end)));
}

static void store_and_answer(struct call *call, struct change *change, const struct posting *posting, const char *code,
                             const json_t *body) {
    struct fail fail = {0};
    char *canonical = json_canonical(body);
    struct document document = {.code = code, .body = canonical, .version = 1, .edition = 1, .recorded = change->now};
    if (document_keep(change, posting->noun->kind, &document, &fail)) {
        struct json_writer writer = call_json(call);
        document_write(&writer, &document, false);
        struct answer answer = {.status = 201, .location = path_of(call, posting, code), .version = 1};
        effect_finish(call, change, &answer);
    } else {
        call_refuse_fail(call, &fail);
    }
    free(canonical);
}

static void post_locked(struct call *call, struct change *change, const struct posting *posting, const char *code,
                        json_t *body) {
    struct fail fail = {0};
    struct understood understood = {0};
    AUTO_RESULT *rows = document_newest(change->db, reference_kind_name(posting->noun->kind), code, &fail);
    if (!rows) {
        call_refuse_fail(call, &fail);
    } else if (db_rows(rows) > 0) {
        call_header(call, "Location", path_of(call, posting, code));
        call_refuse(call, PROBLEM_ALREADY_EXISTS, NULL);
    } else if (is_good(call, change, posting, code, body, &understood)) {
        if (understood.period)
            keep_period(body, understood.period);
        store_and_answer(call, change, posting, code, body);
    }
}

void document_post(struct call *call, const struct posting *posting) {
    static const char *const none[] = {NULL};
    if (!call_query_only(call, none))
        return;
    AUTO_JSON *body = body_json(call);
    const char *code = body ? take_code(call, posting, body) : NULL;
    if (!code)
        return;
    AUTO_CHANGE change = {0};
    if (effect_begin_keyed(call, &change) && effect_lock(call, &change))
        post_locked(call, &change, posting, code, body);
}
