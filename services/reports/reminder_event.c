/* Renders reminders. */
#include "reminder_event.h"

#include "core/text.h"
#include "obligation_json.h"

bool reminder_is_returned(const struct reminded *reminded) {
    const struct reported *reported = reminded->reported;
    return (reported && reported->settled == REPORT_RETURNED) ||
           text_equal(reminded->fulfilment.state, report_state_name(REPORT_RETURNED));
}

bool reminder_is_met(const struct reminded *reminded) {
    const struct reported *reported = reminded->reported;
    bool reports = reported && (reported->settled == REPORT_SUBMITTED || reported->settled == REPORT_ACCEPTED);
    return !reminder_is_returned(reminded) && (reports || reminded->fulfilment.state);
}

void reminder_payload(struct buffer *to, enum reminder_kind kind, const struct reminder *reminder,
                      const struct reminded *reminded) {
    struct json_writer json;
    bool returned = reminder_is_returned(reminded);
    json_writer_init(&json, to);
    write_object(&json, NULL);
    write_obligation(&json, reminder->slot, reminder->list, reminder->obligation);
    write_text(&json, "state", returned ? report_state_name(REPORT_RETURNED) : reminder_kind_name(kind));
    write_text(&json, "deliverable", deliverable_name(reminder->slot->deliverable));
    write_object_end(&json);
}
