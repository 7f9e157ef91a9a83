/* What a consolidation is to be about, as asked for in a body: resolved against the reference, every problem an issue. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_WISH_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_WISH_H

#include "json/read.h"
#include "reference/snapshot.h"

enum {
    CONSOLIDATION_FORMS_MAX = 40,
    CONSOLIDATION_RECIPIENTS_MAX = 100,
};

struct consolidation_subject {
    const struct snapshot *snapshot; /* held by who made the subject */
    const struct form **forms;       /* of one programme, in the order of the report, each once */
    uint32_t form_count;
    const struct programme *programme;
    struct period period;
    uint32_t unit;
    struct agency_ref agency;
    bool *own_line;          /* of each form: gathered along the agency's own line, not from all */
    const struct plan *plan; /* whose attainment it tells; NULL: none */
};

struct section_text {
    const char *section, *text;
};

/* What may be changed while it is a draft. */
struct consolidation_text {
    struct section_text *sections;
    uint32_t section_count;
    struct agency_ref *recipients;
    size_t recipient_count;
    bool recipients_given;
};

/* Where codes are understood and texts belong. */
struct wish_setting {
    struct arena *arena;
    const struct snapshot *snapshot;
    enum language language;
    struct issues *issues;
};

/* {"forms","unit","agency","period","plan","narratives","recipients"}. False: issues were added. */
bool consolidation_wish_read(const struct wish_setting *setting, const json_t *body, struct consolidation_subject *ret_subject,
                             struct consolidation_text *ret_text) MUST_CHECK;
/* {"narratives","recipients"} of a draft about a period. */
bool consolidation_text_read(const struct wish_setting *setting, const json_t *body, const struct period *period,
                             struct consolidation_text *ret_text) MUST_CHECK;
/* A recipient as a decision names it: {"unit","agency"}. False: not there, or issues were added. */
bool consolidation_recipient_read(const struct wish_setting *setting, struct object *parent, const struct period *period,
                                  struct agency_ref *ret_recipient) MUST_CHECK;

#endif
