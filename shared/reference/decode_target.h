/* What the decoders of targets and of their measures share. Private to the two. */
#ifndef TONGHOP_REFERENCE_DECODE_TARGET_H
#define TONGHOP_REFERENCE_DECODE_TARGET_H

#include "reference/decode.h"

/* An issue of what comes in from outside; a plan that was taken in before this was refused is still read. */
void decode_refuse(struct decoding *decoding, enum issue_type type, const struct place *place, const char *argument);
/* An array that does not stand there empty. */
struct array decode_filled(struct decoding *decoding, struct object *object, const char *name, enum need need, size_t elements_max);
/* A number that a quantity can hold, as text; NULL where there is none or it was reported. */
const char *decode_number(struct decoding *decoding, struct object *object, const char *name, enum need need);
const char *decode_number_at(struct decoding *decoding, const json_t *value, const struct place *place);

#endif
