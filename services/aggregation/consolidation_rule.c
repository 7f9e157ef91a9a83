/* The life of a consolidation as a table. */
#include "consolidation_rule.h"

#include <stddef.h>

#include "core/text.h"

static const char *const state_names[CONSOLIDATION_STATE_COUNT] = {"draft", "signed", "sent", "discarded"};
static const char *const receipt_names[RECEIPT_COUNT] = {"pending", "accepted", "returned"};

const struct consolidation_rule consolidation_rules[CONSOLIDATION_RULES] = {
    {"sign", CONSOLIDATION_DRAFT, CONSOLIDATION_SIGNED, DECIDER_SECOND_PERSON, RECEIPT_PENDING, false, "signed"},
    {"send", CONSOLIDATION_SIGNED, CONSOLIDATION_SENT, DECIDER_AGENCY, RECEIPT_PENDING, false, "sent"},
    {"accept", CONSOLIDATION_SENT, CONSOLIDATION_SENT, DECIDER_RECIPIENT, RECEIPT_ACCEPTED, false, "accepted"},
    {"return", CONSOLIDATION_SENT, CONSOLIDATION_SENT, DECIDER_RECIPIENT, RECEIPT_RETURNED, true, "returned"},
    {"discard", CONSOLIDATION_DRAFT, CONSOLIDATION_DISCARDED, DECIDER_AGENCY, RECEIPT_PENDING, false, NULL},
};

static int index_of(const char *const *names, int count, const char *name) {
    for (int i = 0; i < count; i++)
        if (text_equal(names[i], name))
            return i;
    return -1;
}

const char *consolidation_state_name(enum consolidation_state state) {
    return state_names[state];
}

bool consolidation_state_parse(const char *name, enum consolidation_state *ret_state) {
    int index = index_of(state_names, CONSOLIDATION_STATE_COUNT, name);
    if (index >= 0)
        *ret_state = (enum consolidation_state)index;
    return index >= 0;
}

const char *receipt_name(enum receipt receipt) {
    return receipt_names[receipt];
}

bool receipt_parse(const char *name, enum receipt *ret_receipt) {
    int index = index_of(receipt_names, RECEIPT_COUNT, name);
    if (index >= 0)
        *ret_receipt = (enum receipt)index;
    return index >= 0;
}

bool consolidation_is_own(const struct consolidation_rule *rule, const char *subject, const char *created_by,
                          const char *signed_by) {
    switch (rule->decider) {
    case DECIDER_AGENCY:
        return false;
    case DECIDER_SECOND_PERSON:
        return text_equal(subject, created_by);
    case DECIDER_RECIPIENT:
        return text_equal(subject, created_by) || text_equal(subject, signed_by);
    }
    return true;
}
