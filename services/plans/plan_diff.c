/* What differs between two versions of a plan, by item. */
#include <stdlib.h>
#include <string.h>

#include "effect.h"
#include "plan.h"
#include "plan_open.h"
#include "service/reader.h"
#include "json/diff.h"
#include "json/write.h"

enum { VERSION_DIGITS_MAX = 9 };

/* A version that the query names; 0 with an issue. */
static int64_t version_asked(struct call *call, const char *name) {
    const char *text = call_query(call, name);
    size_t digits = text ? strspn(text, "0123456789") : 0;
    if (digits > 0 && digits <= VERSION_DIGITS_MAX && text[digits] == '\0')
        return strtoll(text, NULL, 10);
    enum issue_type type = text ? ISSUE_NOT_A_NUMBER : ISSUE_REQUIRED;
    issue_add_at(&call->issues, type, name, NULL, NULL, NULL)->in = "query";
    return 0;
}

static void write_change(struct json_writer *writer, const struct json_change *change) {
    write_object(writer, NULL);
    write_text(writer, "path", change->path);
    write_text(writer, "kind", json_change_name(change->kind));
    if (change->before)
        write_tree(writer, "before", change->before);
    if (change->after)
        write_tree(writer, "after", change->after);
    write_object_end(writer);
}

static void reply_diff(struct call *call, const struct open_plan *from, const struct open_plan *to) {
    struct json_diff diff;
    json_diff(&call->arena, from->body, to->body, &diff);
    struct json_writer writer = call_json(call);
    write_object(&writer, NULL);
    write_int(&writer, "from", from->record.version);
    write_int(&writer, "to", to->record.version);
    write_array(&writer, "changes");
    for (size_t i = 0; i < diff.count; i++)
        write_change(&writer, &diff.changes[i]);
    write_array_end(&writer);
    write_flag(&writer, "truncated", diff.truncated);
    write_object_end(&writer);
    call_reply(call, 200);
}

void plan_diff(struct call *call) {
    struct fail fail = {0};
    call_query_known(call, (const char *const[]){"from", "to", NULL});
    int64_t first = version_asked(call, "from"), second = version_asked(call, "to");
    if (!query_is_sound(call))
        return;
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    AUTO_LEASE lease = {0};
    AUTO_PLAN from = {0};
    AUTO_PLAN to = {0};
    if (!call_lease(call, &lease, &fail))
        call_refuse_fail(call, &fail);
    else if (plan_open_version(call, lease.db, snapshot, first, &from) &&
             plan_open_version(call, lease.db, snapshot, second, &to))
        reply_diff(call, &from, &to);
}
