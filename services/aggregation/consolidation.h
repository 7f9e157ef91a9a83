/* Consolidated reports of agencies: drafting, who may see and change them, and how they are shown. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_H

#include "aggregation.h"
#include "consolidation_figures.h"
#include "consolidation_row.h"
#include "consolidation_sql.h"

/* ---- Making */

/* While more records than that wait, or nobody knows how many, a draft would freeze figures that are not all there. Where none may wait, those
 * count too that have not reached the topic: `complete`, see aggregation_complete. FAULT_BUSY. */
bool consolidation_caught_up(int64_t lag, int64_t lag_max, bool complete, struct fail *fail) MUST_CHECK;

struct drafting {
    struct arena *arena;
    struct cube_cache *cubes;
    const struct consolidation_subject *subject;
    const struct consolidation_text *text;
    moment_t now;
    bool complete;          /* as aggregation_complete says of now */
    const char *created_by; /* who drafts it */
};
/* A draft as it will be stored, in the arena. */
bool consolidation_draft(const struct drafting *drafting, struct consolidation *ret_draft, struct consolidation_sources *ret_sources,
                         struct fail *fail) MUST_CHECK;
/* In an open transaction. */
bool consolidation_draft_store(struct db *db, const struct consolidation *draft, const struct consolidation_sources *sources,
                               struct fail *fail) MUST_CHECK;

/* What a stored one is about, as the reference knows it now; false: it no longer does. In the arena. */
bool consolidation_subject_of(struct arena *arena, const struct snapshot *snapshot, const struct consolidation *consolidation,
                              struct consolidation_subject *ret_subject);
void consolidation_take_recipients(struct arena *arena, const struct consolidation_subject *subject, const struct consolidation_text *text,
                                   struct consolidation *consolidation);

/* ---- Who may */

struct consolidation_reader {
    const struct snapshot *snapshot;
    const struct caller *caller;
    day_t today;
};
/* May act for the agency: draft, edit, sign, send, discard. */
bool consolidation_is_written_by(const struct consolidation_reader *reader, const struct consolidation *consolidation);
/* A draft is seen by who may act for the agency; what was signed by who stands above too, what was sent by its recipients as well. */
bool consolidation_is_visible(const struct consolidation_reader *reader, const struct consolidation *consolidation);
/* Acts for a recipient: for itself, not for those below. */
bool recipient_is_own(const struct consolidation_reader *reader, const struct consolidation_recipient *recipient);

/* ---- Showing */

enum edition edition_for(const struct caller *caller);
/* The members of a head; `json` stands inside an object. */
void write_consolidation_head(struct json_writer *json, const struct snapshot *snapshot, const struct consolidation *consolidation);
/* The head, and the edition for a reader. */
void write_consolidation(struct json_writer *json, const struct snapshot *snapshot, const struct consolidation *consolidation, enum edition edition);
/* Answers with the edition in the type that the call likes best, which is not JSON. */
void consolidation_print(struct call *call, const struct snapshot *snapshot, const struct consolidation *consolidation, enum edition edition);
/* What those who follow are told: the state as a whole, without small counts. In the arena. */
const char *consolidation_payload(struct arena *arena, const struct snapshot *snapshot, const struct consolidation *consolidation);
/* The type of an event: "signed" and so on. */
const char *consolidation_event_type(struct arena *arena, const char *what);
/* The trace of the request, for the event that it causes. */
const char *consolidation_trace(struct call *call);

/* ---- For the handlers of one of them */

/* The one that the path names, where the caller may see it. `lock`: until the transaction ends. False: refused. */
bool consolidation_load(struct call *call, struct db *db, const struct snapshot *snapshot, bool lock, struct consolidation *ret_consolidation) MUST_CHECK;

#endif
