/* The document of a consolidation as text: canonical JSON from the first draft on, so that what is stored is what is digested. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_DOCUMENT_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_DOCUMENT_H

#include "consolidation_row.h"
#include "core/arena.h"
#include "json/read.h"
#include "seal.h"

/* As it is digested; in the arena. */
const char *document_canonical(struct arena *arena, const json_t *json);
/* A draft's: the figures with narratives (JSON) and nothing signed. In the arena, as all of these. */
bool document_draft(struct arena *arena, const char *figures, const char *narratives, const char **ret_document, struct fail *fail) MUST_CHECK;
/* The same document with other narratives. */
bool document_edited(struct arena *arena, const char *document, const char *narratives, const char **ret_document, struct fail *fail) MUST_CHECK;

/* What signing adds to a document. `before`: the same edition of the number before; NULL for number 1. */
struct signing {
    int64_t number;
    moment_t signed_at;
    const struct edition_text *before;
    const struct seal_key *key;
};
/* Number and moment go into the document; digest and seal beside it. `id`: of the consolidation. */
bool document_sign(struct arena *arena, const char *id, const struct signing *signing, struct edition_text *edition, struct fail *fail) MUST_CHECK;

/* Whether a file is what was signed: {"document","sha256","seal"} and more, as GET /v1/consolidations/{id} answers. NULL: it is; else what is
 * wrong. `keys`: a JWK Set. */
const char *document_verify(struct arena *arena, const json_t *file, const json_t *keys);

#endif
