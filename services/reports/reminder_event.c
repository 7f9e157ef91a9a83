/* Renders reminders. */
#include "reminder_event.h"

#include "obligation_json.h"

bool reminder_is_met(const struct reported *reported) {
    return reported && (reported->settled == REPORT_SUBMITTED || reported->settled == REPORT_ACCEPTED);
}

void reminder_payload(struct buffer *to, enum reminder_kind kind, const struct reminder *reminder,
                      const struct reported *reported) {
    struct json_writer json;
    bool returned = reported && reported->settled == REPORT_RETURNED;
    json_writer_init(&json, to);
    write_object(&json, NULL);
    write_obligation(&json, reminder->slot, reminder->list, reminder->obligation);
    write_text(&json, "state", returned ? report_state_name(REPORT_RETURNED) : reminder_kind_name(kind));
    write_object_end(&json);
}
