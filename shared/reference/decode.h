/* From JSON to the domain: one decoder per kind of reference, used where a document comes in (plans, with every issue reported) and where it is
 * read from the topic (reports, aggregation).
 *
 * Published value of every record: {"code","version","recordedOn":"YYYY-MM-DD","body":{…}}; of a form additionally "versions":[body…]; of a plan
 * "id" and "state". Units: {"unit","versions":[{"level","code","parent","name","type","validFrom","validUntil"}]}. Reorganisations:
 * {"reorganisation","effectiveDate","edges":[{"from","to","kind"}]}. Codes of units inside a document mean the tree on the document's own date: the first
 * day of a plan's span or else its last (docs/decisions/0006), an agency's validFrom, else recordedOn. */
#ifndef TONGHOP_REFERENCE_DECODE_H
#define TONGHOP_REFERENCE_DECODE_H

#include <jansson.h>

#include "core/issue.h"
#include "json/read.h"
#include "reference/snapshot.h"

struct decoding {
    struct arena *arena;             /* what is decoded lives here */
    struct issues *issues;
    const struct snapshot *snapshot; /* what is known already: units, programmes, indicators, forms, agencies */
    day_t date;                      /* on which unit codes are understood */
    enum language language;
    bool trusted; /* read from the topic: what a document names is not looked up, it was when it came in */
    bool copied;  /* from another plan: it may name agencies that are gone, for somebody to look at before it is issued */
    /* Set by decode_plan. */
    bool of_plan;              /* functions and classes are somebody's: a programme may come before its agencies, a plan or a request comes behind them */
    bool undated;              /* the span cannot be read: no unit code can be judged by a date, and none means a unit */
    const struct period *span; /* the agencies that are named are there on one of its days; NULL: not asked */
};

bool decode_holidays(struct decoding *decoding, const json_t *body, int year, const day_t **ret_holidays, size_t *ret_holiday_count,
                     const day_t **ret_worked, size_t *ret_worked_count);
bool decode_programme(struct decoding *decoding, const char *code, const json_t *body, struct programme *ret_programme);
bool decode_agency(struct decoding *decoding, const char *code, const json_t *body, struct agency *ret_agency);
bool decode_indicator(struct decoding *decoding, const char *code, const json_t *body, struct indicator *ret_indicator);
/* One version of a form. programme and texts of the form come with each version; the newest counts. */
bool decode_form(struct decoding *decoding, const char *code, int32_t version, const json_t *body, struct form *ret_form,
                 struct form_version *ret_version);
/* A whole plan: checks every member; keeps duties and targets. With issues *ret_plan is what could be read: texts and lists may be missing, a
 * programme that is not there is NULL, a span that cannot be read has no code, a unit that is none is UNIT_NONE. */
bool decode_plan(struct decoding *decoding, const json_t *body, struct plan *ret_plan);

/* An ad hoc request; codes of units mean the last day of its period. */
bool decode_request(struct decoding *decoding, const char *code, const json_t *body, struct request *ret_request);
/* An extension; codes of units mean the last day of its period. */
bool decode_extension(struct decoding *decoding, const char *code, const json_t *body, struct extension *ret_extension);

/* Shared by them. Texts are copied into the decoding's arena. */
const char *decode_text(struct decoding *decoding, struct object *object, const char *name, enum need need, size_t bytes_max);
const char *decode_code(struct decoding *decoding, struct object *object, const char *name, enum need need);
/* An array of codes or of texts. */
const char *const *decode_codes(struct decoding *decoding, struct object *object, const char *name, size_t max, uint32_t *ret_count);
/* "PCMD-X.workersReached": form and cell, split at the last point; false: absent or reported. Whether they exist is not asked. */
bool decode_cell_name(struct decoding *decoding, struct object *object, const char *name, enum need need, const char **ret_form,
                      const char **ret_cell);
bool decode_period_kind(const char *name, enum period_kind *ret_kind); /* month quarter half 9M year */
/* "calendar": a word, or {"listed":[{"code","start","end"}…]}; the plain one where something is reported. Never NULL. */
const struct calendar *decode_calendar(struct decoding *decoding, struct object *programme);
/* Issues: one for each thing that is wrong. */
bool decode_due(struct decoding *decoding, struct object *parent, const char *name, struct due *ret_due);
bool decode_measure(struct decoding *decoding, struct object *parent, const char *name, enum need need, const struct measure **ret_measure);
uint32_t decode_levels(struct object *object, const char *name, enum need need); /* bit set */
extern const char *const level_words[];
/* span NULL: the programme's own duties, or a plan's whose span cannot be read. With issues a form or duty in their lists that is no code is NULL,
 * and the period of a schedule that is none is SCHEDULE_REQUEST. */
void decode_duties(struct decoding *decoding, struct object *parent, const char *plan, const char *programme, const struct calendar *calendar,
                   const struct period *span, const struct duty **ret_duties, size_t *ret_count);
void decode_targets(struct decoding *decoding, struct object *parent, const char *name, uint32_t scope, const struct target **ret_targets,
                    uint32_t *ret_count);
const struct agency_selector *decode_selectors(struct decoding *decoding, struct object *parent, const char *name, enum need need,
                                              uint32_t *ret_count);
/* Whether anything, ever and anywhere, goes by the name: an agency's code, or the function of one or of a form. */
bool agency_or_function_is_known(const struct snapshot *snapshot, const char *name);
void decode_selector(struct decoding *decoding, struct object *object, struct agency_selector *ret_selector);
/* Names exactly one of agency, function and class. */
bool selector_is_whole(const struct agency_selector *selector);
const struct agency *agency_registered(const struct snapshot *snapshot, const char *code); /* whenever it was; NULL: none */
uint32_t decode_unit(struct decoding *decoding, struct object *object, const char *name, enum need need); /* UNIT_NONE: absent or reported */
/* The parts of a plan that are shown as they were written: act, texts, references, sections, tasks, bodies, funding, recipients, annexes. */
void decode_shown(struct decoding *decoding, struct object *plan);
/* Do its sections, targets, tasks and annexes name each other rightly, each once? */
void decode_layout(struct decoding *decoding, const json_t *plan);
/* {"vi":…,"en":…}: vi is required, en falls back to it. */
void decode_names(struct object *parent, const char *name, enum need need, size_t bytes_max, struct arena *arena, const char **ret_vi, const char **ret_en);

#endif
