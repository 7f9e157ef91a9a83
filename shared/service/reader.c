/* Connections that read for a caller. */
#include "service/reader.h"

#include "reference/authority.h"

const struct db_reader *reader_for(const struct service *service, const struct caller *caller,
                                   const struct snapshot *snapshot, day_t today, struct arena *arena) {
    struct caller_root roots[CALLER_ROOTS_MAX];
    uint32_t count = authority_roots(snapshot, caller, today, roots);
    const char *texts = "";
    for (uint32_t i = 0; i < count; i++)
        texts =
            arena_format(arena, "%s%s%s", texts, i == 0 ? "" : ",", authority_root_text(snapshot, &roots[i], arena));
    struct db_reader *reader = arena_new(arena, struct db_reader);
    *reader = (struct db_reader){.role = arena_format(arena, "tonghop_%s_reader", service->definition->name),
                                 .roots = texts,
                                 .client = caller->client};
    return reader;
}

const struct db_reader *call_reader(struct call *call) {
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    return reader_for(service_of(call), &call->caller, snapshot, call_today(call), &call->arena);
}

bool call_lease(struct call *call, struct db_lease *ret_lease, struct fail *fail) {
    return db_lease_as(service_of(call)->pool, call_reader(call), ret_lease, fail);
}
