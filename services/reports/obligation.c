/* The list of obligations: who owes which form for which period, and where it stands. Nobody stores them. */
#include "core/text.h"
#include "obligation_json.h"
#include "obligation_print.h"
#include "report_handlers.h"

static void write_owed(struct json_writer *json, const struct owed *owed) {
    write_object(json, NULL);
    write_obligation(json, owed->slot, owed->list, owed->obligation);
    write_text(json, "state", owed->state);
    write_text(json, "report", owed->report ? owed->report->id : NULL);
    write_text(json, "timeliness", owed->timeliness);
    write_text(json, "deliverable", deliverable_name(owed->slot->deliverable));
    write_text(json, "consolidation", owed->consolidation);
    write_object_end(json);
}

static void reply_page(struct call *call, const struct owed_found *found) {
    struct json_writer json = call_json(call);
    write_object(&json, NULL);
    write_array(&json, "items");
    for (size_t i = 0; i < found->count; i++)
        write_owed(&json, &found->rows[i]);
    write_array_end(&json);
    write_text(&json, "next", found->next ? call_cursor_make(call, found->next) : NULL);
    write_object_end(&json);
    call_reply(call, 200);
}

void obligation_list(struct call *call) {
    static const char *const states[] = {"owed", "dueSoon", "late", "draft", "submitted", "returned", "accepted", NULL};
    static const char *const deliverables[] = {"report", "consolidation", NULL};
    AUTO_SNAPSHOT *snapshot = reference_hold(service_of(call)->reference);
    struct asked asked;
    struct owed_found found;
    if (!asked_read(call, snapshot, states, deliverables, &asked))
        return;
    const struct owed_bounds bounds = {.rows = asked.limit, .looked = SCANNED_MAX};
    if (!text_equal(call->answer_type, obligation_answers[0]))
        obligation_print(call, &asked);
    else if (obligations_found(call, &asked, &bounds, &found))
        reply_page(call, &found);
}
