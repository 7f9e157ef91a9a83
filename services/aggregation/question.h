/* What a request about figures asks: form, unit, period, view and moment, understood and allowed. */
#ifndef TONGHOP_AGGREGATION_QUESTION_H
#define TONGHOP_AGGREGATION_QUESTION_H

#include "aggregation.h"
#include "shown.h"
#include "tally.h"

struct question {
    const struct snapshot *snapshot; /* held: question_done */
    const struct form *form;
    const struct form_version *version; /* in force in the period */
    struct period period;
    uint32_t unit; /* of the snapshot's tree */
    const char *unit_id;
    enum counted view;
    moment_t as_of;         /* MOMENT_NONE: now */
    const char *boundaries; /* as asked for: asReported, current or a date */
    day_t boundary_date;    /* DAY_NEVER: of the tree on the last day of the period */
    const char *agency;     /* function or code; NULL: all */
    bool complete;          /* everything recorded up to that moment had been taken in before the figures were read */
    struct shown shown;     /* to whom it is answered */
};
void question_done(struct question *question);
#define AUTO_QUESTION __attribute__((cleanup(question_done))) struct question

/* Form and period as named in path or query (`in`; NULL: missing), and what of counted=, asOf=, boundaries= and agency= is given, which adds
 * issues. False: refused. */
bool question_of(struct call *call, struct question *question, const char *in, const char *form, const char *period) MUST_CHECK;
/* Form and period of the path, and what of counted=, asOf=, boundaries= and agency= is given, which adds issues. False: refused. */
bool question_of_form(struct call *call, struct question *question) MUST_CHECK;
/* The unit as it stood on the tree asked for, and whether the caller may read its figures. `in`: "path" or "query". */
bool question_of_unit(struct call *call, struct question *question, const char *in, const char *unit) MUST_CHECK;
/* The day of the tree asked for. */
day_t question_tree_date(const struct question *question);
/* The view asked for, in the contract's word. */
const char *question_counted(const struct question *question);
/* All of it, for the routes below /v1/rollups/{form}/{unit}/{period}. */
bool question_read(struct call *call, struct question *question) MUST_CHECK;

/* What a tally is asked for, of its period or of another one on the same tree. */
struct tally_question question_of_tally(const struct question *question, struct cube_cache *cubes, const struct period *period);
/* The figures asked for, of its period or of another one on the same tree. False: refused. */
bool question_tally(struct call *call, const struct question *question, struct tally *ret_tally) MUST_CHECK;
bool question_tally_of(struct call *call, const struct question *question, const struct period *period,
                       struct tally *ret_tally) MUST_CHECK;

#endif
