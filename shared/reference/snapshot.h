/* The reference in memory: units, agencies, programmes, indicators, forms, holidays and plans as one immutable snapshot.
 *
 * A snapshot is built from records (typed keys `kind:id`, whole states) and never changes; handlers hold the present one for the length of a
 * request, so they never see half a change set and never query reference tables. The heavy part (units) is shared between snapshots as long
 * as no unit or reorganisation changes. Thread-safe. */
#ifndef TONGHOP_REFERENCE_SNAPSHOT_H
#define TONGHOP_REFERENCE_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/fail.h"
#include "domain/duty.h"
#include "domain/target.h"

/* Kinds of records, and the part of the key before the colon. */
#define REFERENCE_KINDS(K)                                                                                                    \
    K(UNIT, "unit") K(REORGANISATION, "reorganisation") K(HOLIDAYS, "holidays") K(PROGRAMME, "programme") K(AGENCY, "agency") \
    K(INDICATOR, "indicator") K(FORM, "form") K(PLAN, "plan") K(REQUEST, "request")                                               \
    K(EXTENSION, "extension")

enum reference_kind {
#define K(constant, name) REFERENCE_##constant,
    REFERENCE_KINDS(K)
#undef K
        REFERENCE_KIND_COUNT
};
const char *reference_kind_name(enum reference_kind kind);
bool reference_kind_of_key(const char *key, enum reference_kind *ret_kind); /* "unit:38@2012-01-01"; false: none of ours */

struct programme {
    const char *code, *name_vi, *name_en;
    const struct calendar *calendar;
    const char *zone;
    int32_t zone_offset_seconds;
    int32_t grace_days;
    struct due regulated;
    const struct duty *duties;
    size_t duty_count;
};

enum plan_state { PLAN_DRAFT, PLAN_SUBMITTED, PLAN_APPROVED, PLAN_ISSUED, PLAN_SUPERSEDED, PLAN_CLOSED, PLAN_STATE_COUNT };
const char *plan_state_name(enum plan_state state);
bool plan_state_parse(const char *name, enum plan_state *ret_state);

struct plan {
    const char *code, *id, *title;
    int32_t version;
    enum plan_state state;
    const struct programme *programme;
    uint32_t issuer_unit;
    const char *issuer_agency;
    struct period span;
    const struct duty *duties;
    size_t duty_count;
    const struct target *targets;
    size_t target_count;
    const char *const *implements;
    size_t implements_count;
};

/* An ad hoc request: one duty for a period of its own. */
struct request {
    const char *code, *title, *reason;
    const struct form *form;
    struct period period; /* its code is X-<code> */
    struct duty duty;
    moment_t due_at;
};

struct snapshot;

/* What a snapshot is built from: calls `take` for every record of a kind, ordered by id. */
typedef bool (*record_take)(void *taker, const char *id, const char *value, size_t size);
struct record_source {
    bool (*each)(void *context, enum reference_kind kind, record_take take, void *taker, struct fail *fail);
    void *context;
    /* Before a snapshot with other units is swapped in, for what must know them earlier than any handler; NULL: nothing. */
    bool (*ready)(void *context, const struct snapshot *next, struct fail *fail);
};

struct reference; /* holds the present snapshot */
struct reference *reference_new(void); /* with an empty snapshot: the nation, nothing else */
void reference_free(struct reference *reference);
/* Builds and swaps. units_changed false: the unit part of the present one is taken over. Records that cannot be decoded are left out and counted
 * (*ret_unreadable): a reader must serve what it understands. */
bool reference_build(struct reference *reference, const struct record_source *source, int64_t generation, bool units_changed,
                     uint32_t *ret_unreadable, struct fail *fail) MUST_CHECK;

const struct snapshot *reference_hold(struct reference *reference); /* never NULL; release it */
void snapshot_release(const struct snapshot *snapshot);
void snapshot_keep(const struct snapshot *snapshot); /* another hold */
void snapshot_hold_release(const struct snapshot **snapshot);
#define AUTO_SNAPSHOT __attribute__((cleanup(snapshot_hold_release))) const struct snapshot

int64_t snapshot_generation(const struct snapshot *snapshot);
/* Hash of the whole reference: with another one, everything is looked at again. */
uint64_t snapshot_basis(const struct snapshot *snapshot);
/* Hash of what the figures of one form and period depend on: the tree of its last day, who owes it, the form's versions. While it is the same,
 * so are they, whatever else has changed. Differs between forms and between periods. */
uint64_t snapshot_rollup_basis(const struct snapshot *snapshot, const char *form, const char *period);
const struct unit_tree *snapshot_tree(const struct snapshot *snapshot);
const struct agency_set *snapshot_agencies(const struct snapshot *snapshot);
const struct programme *snapshot_programme(const struct snapshot *snapshot, const char *code);
/* What obliges under a programme: its own duties, those of its plans that oblige, and its ad hoc requests; closed (duties_close). */
const struct duty *snapshot_duties(const struct snapshot *snapshot, const char *programme, size_t *ret_count);
const struct indicator *snapshot_indicator(const struct snapshot *snapshot, const char *code);
const struct form *snapshot_form(const struct snapshot *snapshot, const char *code);
const struct plan *snapshot_plan(const struct snapshot *snapshot, const char *code_or_id);
const struct plan *const *snapshot_plans(const struct snapshot *snapshot, size_t *ret_count);
const struct form *const *snapshot_forms(const struct snapshot *snapshot, size_t *ret_count);
const struct request *snapshot_request(const struct snapshot *snapshot, const char *code);
const struct request *const *snapshot_requests(const struct snapshot *snapshot, size_t *ret_count);
const struct extension *const *snapshot_extensions(const struct snapshot *snapshot, size_t *ret_count);
const struct working_calendar *snapshot_working_calendar(const struct snapshot *snapshot);

/* The tree on a date: from the snapshot's cache, else built in `arena`. Valid while both snapshot and arena are. */
const struct unit_slice *snapshot_slice(const struct snapshot *snapshot, day_t date, struct arena *arena);

struct obligation_list {
    const struct unit_slice *slice;
    const struct obligation *obligations;
    size_t count;
    struct duty_setting setting;
};
/* Who owes the form for the period, extensions applied: from the cache, else computed in `arena`. */
const struct obligation_list *snapshot_obligations(const struct snapshot *snapshot, const struct form *form, const struct period *period,
                                                   struct arena *arena);
/* The same, computed anew in `arena`: for what outlives the question and keeps it. */
const struct obligation_list *snapshot_own_obligations(const struct snapshot *snapshot, const struct form *form, const struct period *period,
                                                       struct arena *arena);
/* What obliges one agency of a unit to report; NULL: nothing does. A copy in `arena`, so that the list it was found in can make room. */
const struct obligation *snapshot_obligation(const struct snapshot *snapshot, const struct form *form, const struct period *period, uint32_t unit,
                                             const char *agency, struct arena *arena);
/* Who owes a consolidation of the form for the period; extensions are of reports alone. In `arena`. */
const struct obligation_list *snapshot_consolidations(const struct snapshot *snapshot, const struct form *form, const struct period *period,
                                                      struct arena *arena);
/* Is a consolidation of the form owed for exactly this period by anybody? */
bool snapshot_form_consolidated(const struct snapshot *snapshot, const struct form *form, const struct period *period);
/* Is the form owed for exactly this period by anybody? */
bool snapshot_form_owed(const struct snapshot *snapshot, const struct form *form, const struct period *period);

/* The form's period, its programme's calendar applied; X-… only of a request for this form. */
bool snapshot_period(const struct snapshot *snapshot, const struct form *form, const char *code, struct period *ret_period);

/* The period of an ad hoc request by its code X-…; false: no such request. */
bool snapshot_period_of_request(const struct snapshot *snapshot, const char *code, struct period *ret_period);

/* A sentence on a code that is not valid on a date: who it was and who succeeded it, in the language; for UNIT_NOT_VALID. */
const char *snapshot_explain_code(const struct snapshot *snapshot, const char *code, day_t date, struct arena *arena, enum language language);
/* Finds a unit for an input from outside: adds UNKNOWN_UNIT or UNIT_NOT_VALID at `place` and answers UNIT_NONE where it is none on that date. */
uint32_t snapshot_unit_asked(const struct snapshot *snapshot, const char *code_or_id, day_t date, enum language language, const struct place *place,
                             struct issues *issues);

#endif
