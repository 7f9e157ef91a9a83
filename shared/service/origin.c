/* Who does it and from where, as the audit keeps it. */
#include "service/origin.h"

static const char operator_name[] = "operator";

static const char *roots_of(struct call *call) {
    const struct caller *caller = &call->caller;
    if (caller->root_count == 1)
        return caller->roots[0];
    AUTO_BUFFER text = {0};
    for (uint32_t i = 0; i < caller->root_count; i++) {
        if (i > 0)
            buffer_char(&text, ' ');
        buffer_text(&text, caller->roots[i]);
    }
    return arena_text(&call->arena, buffer_cstr(&text));
}

struct audit_origin call_origin(struct call *call) {
    const struct caller *caller = &call->caller;
    return (struct audit_origin){.subject = caller->subject ? caller->subject : operator_name,
                                 .client = caller->client ? caller->client : "",
                                 .action = call->route->name,
                                 .address = call->address,
                                 .roots = roots_of(call),
                                 .trace = arena_format(&call->arena, "00-%s-%s-01", call->trace_id, call->span_id)};
}

struct audit_origin command_origin(const char *command) {
    return (struct audit_origin){
        .subject = operator_name, .client = "", .action = command, .address = "", .roots = "", .trace = ""};
}
