/* The life of a consolidation as a table: which decision leads from where to where, who takes it, and what it needs. Pure.
 *
 * draft → signed (second person) → sent; a draft may be discarded. Each recipient accepts or returns what was sent to it, once, for itself. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_RULE_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_RULE_H

#include <stdbool.h>

enum consolidation_state {
    CONSOLIDATION_DRAFT,
    CONSOLIDATION_SIGNED,
    CONSOLIDATION_SENT,
    CONSOLIDATION_DISCARDED,
    CONSOLIDATION_STATE_COUNT
};
const char *consolidation_state_name(enum consolidation_state state);
bool consolidation_state_parse(const char *name, enum consolidation_state *ret_state);

enum receipt { RECEIPT_PENDING, RECEIPT_ACCEPTED, RECEIPT_RETURNED, RECEIPT_COUNT };
const char *receipt_name(enum receipt receipt);
bool receipt_parse(const char *name, enum receipt *ret_receipt);

enum decider {
    DECIDER_AGENCY,        /* who may act for the agency */
    DECIDER_SECOND_PERSON, /* the same, but not who drafted it */
    DECIDER_RECIPIENT,     /* who stands for a recipient, and neither drafted nor signed it */
};

struct consolidation_rule {
    const char *name;
    enum consolidation_state from, to;
    enum decider decider;
    enum receipt receipt; /* of a recipient's decision: what it becomes for it */
    bool needs_reason;
    const char *event; /* what those who follow are told; NULL: nothing */
};
enum { CONSOLIDATION_RULES = 5 };
extern const struct consolidation_rule consolidation_rules[CONSOLIDATION_RULES];

/* Is a person the wrong one for a rule, whatever he may act for? created_by, signed_by: subjects, NULL where nobody has yet. */
bool consolidation_is_own(const struct consolidation_rule *rule, const char *subject, const char *created_by, const char *signed_by);

#endif
