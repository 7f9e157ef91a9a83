/* Judges consolidations by the caller's roots; the rule itself is authority's. */
#include "consolidation.h"
#include "reference/authority.h"

static uint32_t unit_of(const struct consolidation_reader *reader, const char *id) {
    return unit_by_id(snapshot_tree(reader->snapshot), id);
}

bool consolidation_is_written_by(const struct consolidation_reader *reader, const struct consolidation *consolidation) {
    return authority_writes(reader->snapshot, reader->caller, unit_of(reader, consolidation->unit),
                            consolidation->period_end - 1, consolidation->function, reader->today);
}

bool recipient_is_own(const struct consolidation_reader *reader, const struct consolidation_recipient *recipient) {
    return authority_stands_for(reader->snapshot, reader->caller, unit_of(reader, recipient->unit), recipient->function,
                                reader->today);
}

static bool is_received_by(const struct consolidation_reader *reader, const struct consolidation *consolidation) {
    for (size_t i = 0; i < consolidation->recipient_count; i++)
        if (recipient_is_own(reader, &consolidation->recipients[i]))
            return true;
    return false;
}

bool consolidation_is_visible(const struct consolidation_reader *reader, const struct consolidation *consolidation) {
    switch (consolidation->state) {
    case CONSOLIDATION_SENT:
        if (is_received_by(reader, consolidation))
            return true;
        break;
    case CONSOLIDATION_SIGNED:
        break;
    case CONSOLIDATION_DRAFT:
    case CONSOLIDATION_DISCARDED:
    case CONSOLIDATION_STATE_COUNT:
        return consolidation_is_written_by(reader, consolidation);
    }
    return authority_covers(reader->snapshot, reader->caller, unit_of(reader, consolidation->unit),
                            consolidation->period_end - 1, consolidation->function, reader->today);
}

enum edition edition_for(const struct caller *caller) {
    return caller_has(caller, SCOPE_RAW) ? EDITION_FULL : EDITION_WITHHELD;
}
