/* What the consumer does with reports: stores every version as received, and nothing else. */
#include "received.h"

#include "received_sql.h"

bool received_apply(void *context, struct db *db, const struct record *records, size_t count, struct fail *fail) {
    (void)context;
    AUTO_RECEIVED batch;
    if (!received_begin(db, count, &batch, fail))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct report_event event;
        if (!report_event_read(&records[i], &event, fail))
            return false;
        received_add(&batch, &event, &records[i]);
    }
    return received_store(db, &batch, fail);
}
