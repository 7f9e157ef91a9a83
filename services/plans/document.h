/* Documents of the catalogue (agencies, holidays, programmes, indicators, forms): one way to list, read and put them;
 * each noun brings its check and says whose it is. */
#ifndef TONGHOP_PLANS_DOCUMENT_H
#define TONGHOP_PLANS_DOCUMENT_H

#include "change.h"
#include "reference/decode.h"

/* Whose a document is: who may write it. */
struct owner {
    uint32_t unit; /* 0: the nation's */
    day_t date;
    const char *function;
};

/* A stored document; texts live as long as the result they were read from. */
struct document {
    const char *code, *body;
    int32_t version, edition;
    moment_t recorded;
};

/* A document on its way in. */
struct proposal {
    struct decoding decoding; /* untrusted, issues of the call */
    const char *code;
    const json_t *body;
    const struct document *stored; /* NULL: a new one */
    struct owner owner;            /* whose it would be; unit UNIT_NONE: it does not say, and check reports that */
    int32_t edition;               /* set by check; before: the stored one's, or 1 */
};

struct noun {
    enum reference_kind kind;
    const char *collection;     /* in paths: "agencies" */
    const char *parameter;      /* of the path: "code" */
    const char *const *filters; /* query parameters of the list, besides limit and cursor */
    /* Reports everything that is wrong into decoding.issues. */
    void (*check)(struct proposal *proposal);
    /* Whose the proposal would be; NULL: the nation's. */
    struct owner (*owner_of_proposal)(const struct proposal *proposal);
    /* Whose the stored one is; NULL: the nation's. */
    void (*owner_of_stored)(const struct snapshot *snapshot, const char *code, day_t today, struct owner *ret_owner);
    /* Codes that the filters leave, as an array literal kept in `to`; NULL: all. Issues go to the call. NULL where
     * there is programme= at most. */
    const char *(*filter)(struct call *call, const struct snapshot *snapshot, struct db_array *to);
};

void document_list(struct call *call, const struct noun *noun);
void document_get(struct call *call, const struct noun *noun);
void document_put(struct call *call, const struct noun *noun);

/* Stores a version, with its audit entry and its record. */
bool document_keep(struct change *change, enum reference_kind kind, const struct document *document,
                   struct fail *fail) MUST_CHECK;

/* {"code","version","recordedAt", … the members of the body}; with_edition adds "formVersion". */
void document_write(struct json_writer *writer, const struct document *document, bool with_edition);

/* Writes the members of `head`, an object, and those of `body`, an object as text, as one object. */
void joined_write(struct json_writer *writer, struct buffer *head, const char *body);

#endif
