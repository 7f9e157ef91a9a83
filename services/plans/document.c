/* Lists, reads and puts documents of the catalogue. */
#include "document.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "document_sql.h"
#include "effect.h"
#include "personal.h"

void joined_write(struct json_writer *writer, struct buffer *head, const char *body) {
    if (body[1] != '}') {
        head->size--;
        buffer_char(head, ',');
        buffer_text(head, body + 1);
    }
    write_raw(writer, NULL, head->bytes, head->size);
}

void document_write(struct json_writer *writer, const struct document *document, bool with_edition) {
    AUTO_BUFFER text = {0};
    struct json_writer head;
    json_writer_init(&head, &text);
    write_object(&head, NULL);
    write_text(&head, "code", document->code);
    write_int(&head, "version", document->version);
    if (with_edition)
        write_int(&head, "formVersion", document->edition);
    write_moment(&head, "recordedAt", document->recorded);
    write_object_end(&head);
    joined_write(writer, &text, document->body);
}

static bool is_form(const struct noun *noun) {
    return noun->kind == REFERENCE_FORM;
}

static void query_names_check(struct call *call, const struct noun *noun) {
    const char *names[8] = {"limit", "cursor"};
    for (size_t i = 0; noun->filters[i]; i++)
        names[i + 2] = noun->filters[i];
    call_query_known(call, names);
}

static void write_page(struct call *call, const struct noun *noun, const PGresult *rows, uint32_t limit) {
    struct json_writer writer = list_begin(call);
    int count = db_rows(rows) > (int)limit ? (int)limit : db_rows(rows);
    for (int row = 0; row < count; row++) {
        struct document document = document_of_row(rows, row);
        document_write(&writer, &document, is_form(noun));
    }
    list_end(call, &writer, db_rows(rows) > count ? db_text(rows, count - 1, 0) : NULL);
}

static void list_page(struct call *call, const struct noun *noun, const struct page *page, const char *codes) {
    struct fail fail = {0};
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = NULL;
    if (db_lease(plans_of(call)->service->pool, &lease, &fail))
        rows = documents_page(lease.db, reference_kind_name(noun->kind), page->after ? page->after : "",
                              call_query(call, "programme"), codes, page->limit + 1, &fail);
    if (rows)
        write_page(call, noun, rows, page->limit);
    else
        call_refuse_fail(call, &fail);
}

void document_list(struct call *call, const struct noun *noun) {
    query_names_check(call, noun);
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    struct db_array list __attribute__((cleanup(db_array_done)));
    db_array_begin(&list);
    struct page page = page_asked(call);
    const char *codes = noun->filter ? noun->filter(call, snapshot, &list) : NULL;
    if (query_is_sound(call))
        list_page(call, noun, &page, codes);
}

static void reply_document(struct call *call, const struct noun *noun, const struct document *document) {
    struct json_writer writer = call_json(call);
    document_write(&writer, document, is_form(noun));
    call_etag(call, document->version);
    call_reply(call, 200);
}

void document_get(struct call *call, const struct noun *noun) {
    static const char *const none[] = {NULL};
    struct fail fail = {0};
    if (!call_query_only(call, none))
        return;
    AUTO_LEASE lease = {0};
    AUTO_RESULT *rows = NULL;
    if (db_lease(plans_of(call)->service->pool, &lease, &fail))
        rows = document_newest(lease.db, reference_kind_name(noun->kind), call_path(call, noun->parameter), &fail);
    if (!rows) {
        call_refuse_fail(call, &fail);
    } else if (db_rows(rows) == 0) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
    } else {
        struct document document = document_of_row(rows, 0);
        if (!call_not_modified(call, document.version))
            reply_document(call, noun, &document);
    }
}

/* A body may repeat its code; it is kept in the path alone. */
static bool drop_code(struct call *call, json_t *body, const char *code) {
    const json_t *given = json_object_get(body, "code");
    if (given && !text_equal(json_string_value(given), code)) {
        issue_add_at(&call->issues, ISSUE_INCONSISTENT, "/code", code, NULL, NULL);
        call_refuse(call, PROBLEM_INVALID, NULL);
        return false;
    }
    json_object_del(body, "code");
    return true;
}

static bool code_is_good(struct call *call, const char *code) {
    if (text_is_code(code, CODE_MAX))
        return true;
    issue_add_at(&call->issues, ISSUE_BAD_FORMAT, "code", "[A-Za-z0-9][A-Za-z0-9._-]*", NULL, NULL)->in = "path";
    call_refuse(call, PROBLEM_UNREADABLE, NULL);
    return false;
}

static bool owner_may_write(struct call *call, const struct snapshot *snapshot, const struct owner *owner) {
    return may_write(call, snapshot, owner->unit, owner->date, owner->function);
}

static bool precondition_holds(struct call *call, const struct document *stored) {
    return precondition_put(call, stored ? stored->version : 0);
}

static void proposal_open(struct call *call, const struct change *change, const struct noun *noun,
                          struct proposal *proposal) {
    proposal->decoding = (struct decoding){.arena = &call->arena,
                                           .issues = &call->issues,
                                           .snapshot = change->snapshot,
                                           .date = change->today,
                                           .language = call->language};
    proposal->edition = proposal->stored ? proposal->stored->edition : 1;
    proposal->owner =
        noun->owner_of_proposal ? noun->owner_of_proposal(proposal) : (struct owner){.unit = 0, .date = change->today};
}

/* A proposal that does not say whose it would be is refused by its check. */
static bool proposer_may_write(struct call *call, const struct snapshot *snapshot, const struct proposal *proposal) {
    return proposal->owner.unit == UNIT_NONE || owner_may_write(call, snapshot, &proposal->owner);
}

/* A name of nothing but space names nothing; what is in force already is left as it is. */
static void check_named(const json_t *value, const struct place *place, struct issues *issues) {
    const char *name;
    size_t index;
    json_t *inner;
    json_object_foreach((json_t *)value, name, inner) {
        struct place member = {.up = place, .name = name};
        const char *text = json_string_value(inner);
        if (text && strcmp(name, "vi") == 0 && text[strspn(text, " \t\r\n")] == '\0')
            issue_add(issues, ISSUE_TOO_SHORT, &member, "1", NULL, NULL);
        check_named(inner, &member, issues);
    }
    json_array_foreach(value, index, inner) {
        struct place element = {.up = place, .index = index};
        check_named(inner, &element, issues);
    }
}

static bool proposal_is_good(struct call *call, const struct noun *noun, struct proposal *proposal) {
    noun->check(proposal);
    check_named(proposal->body, NULL, &call->issues);
    personal_screen(proposal->body, &call->issues);
    if (call->issues.count == 0)
        return true;
    call_refuse_issues(call);
    return false;
}

bool document_keep(struct change *change, enum reference_kind kind, const struct document *document,
                   struct fail *fail) {
    unsigned char digest[AUDIT_HASH_SIZE];
    const char *name = reference_kind_name(kind);
    return document_store(change->db, name, document, change->subject, digest, fail) &&
           change_audit(change, name, document->code, document->version, digest, fail) &&
           change_publish_one(change, kind, document->code, fail);
}

static void store_and_answer(struct call *call, struct change *change, const struct noun *noun,
                             const struct proposal *proposal, const char *canonical) {
    assert(proposal->owner.unit != UNIT_NONE);
    struct fail fail = {0};
    struct document document = {.code = proposal->code,
                                .body = canonical,
                                .version = proposal->stored ? proposal->stored->version + 1 : 1,
                                .edition = proposal->edition,
                                .recorded = change->now};
    if (!document_keep(change, noun->kind, &document, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    struct json_writer writer = call_json(call);
    document_write(&writer, &document, is_form(noun));
    struct answer answer = {.status = proposal->stored ? 200 : 201, .version = document.version};
    if (!proposal->stored)
        answer.location = arena_format(&call->arena, "/v1/%s/%s", noun->collection, document.code);
    effect_finish(call, change, &answer);
}

/* The stored one is the caller's to write: is the proposal something new, is it allowed, is it up to date, is it good? */
static void put_checked(struct call *call, struct change *change, const struct noun *noun, struct proposal *proposal) {
    char *canonical = json_canonical(proposal->body);
    const struct document *stored = proposal->stored;
    proposal_open(call, change, noun, proposal);
    if (stored && text_equal(stored->body, canonical))
        reply_document(call, noun, stored);
    else if (proposer_may_write(call, change->snapshot, proposal) && precondition_holds(call, stored) &&
             proposal_is_good(call, noun, proposal))
        store_and_answer(call, change, noun, proposal, canonical);
    free(canonical);
}

static void put_locked(struct call *call, struct change *change, const struct noun *noun, const json_t *body) {
    struct fail fail = {0};
    struct document stored;
    struct proposal proposal = {.code = call_path(call, noun->parameter), .body = body};
    struct owner owner = {.unit = 0, .date = change->today};
    AUTO_RESULT *rows = document_newest(change->db, reference_kind_name(noun->kind), proposal.code, &fail);
    if (!rows) {
        call_refuse_fail(call, &fail);
        return;
    }
    if (db_rows(rows) > 0) {
        stored = document_of_row(rows, 0);
        proposal.stored = &stored;
        if (noun->owner_of_stored)
            noun->owner_of_stored(change->snapshot, proposal.code, change->today, &owner);
        if (!owner_may_write(call, change->snapshot, &owner))
            return;
    }
    put_checked(call, change, noun, &proposal);
}

void document_put(struct call *call, const struct noun *noun) {
    static const char *const none[] = {NULL};
    const char *code = call_path(call, noun->parameter);
    if (!call_query_only(call, none) || !code_is_good(call, code))
        return;
    AUTO_JSON *body = body_json(call);
    if (!body || !drop_code(call, body, code))
        return;
    AUTO_CHANGE change = {0};
    if (effect_begin(call, &change))
        put_locked(call, &change, noun, body);
}
