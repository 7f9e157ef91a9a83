/* Shapes: what members an object may have, as rows. For the parts of a document that are kept and shown as they were written but not computed with. */
#ifndef TONGHOP_REFERENCE_SHAPE_H
#define TONGHOP_REFERENCE_SHAPE_H

#include "json/read.h"

enum shape_kind {
    SHAPE_TEXT,
    SHAPE_CODE,
    SHAPE_FLAG,
    SHAPE_DAY,
    SHAPE_AMOUNT,  /* a number, not below 0 */
    SHAPE_WORD,    /* one of `words` */
    SHAPE_TEXTS,   /* array of texts */
    SHAPE_CODES,   /* array of codes */
    SHAPE_OBJECT,  /* of shape `of` */
    SHAPE_OBJECTS, /* array of objects of shape `of` */
};

struct shape { /* closed by a row without name */
    const char *name;
    enum shape_kind kind;
    enum need need;
    const char *const *words;
    const struct shape *of;
};

/* Checks the object's members against the rows; members read before by other means count as known. Ends the object. */
void shape_check(struct object *object, const struct shape *rows);
void shape_check_array(struct object *parent, const char *name, const struct shape *rows, enum need need);

extern const struct shape shape_reference[]; /* a legal basis or other document referred to */
extern const struct shape shape_funding[], shape_annex[], shape_act[], shape_section[];
/* What these have beside the agencies that they name (decode_selector): a task's `agencies`, and what each of those has; a body's `standing`. */
extern const struct shape shape_task[], shape_task_agency[], shape_body[], shape_recipient[];
extern const struct shape shape_nothing[]; /* beside an agency: one that is only named */

#endif
