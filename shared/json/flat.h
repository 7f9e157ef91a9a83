/* One flat object of a document read without a tree: the fast way for the figures of a report.
 *
 * It takes only what is plain: names and texts of printable ASCII without escapes, whole numbers of up to 18 digits, null. Whatever
 * else there is, good or bad, is left to json_read: where this reads, it reads what json_read would. Duplicate names are the
 * caller's to notice. */
#ifndef TONGHOP_JSON_FLAT_H
#define TONGHOP_JSON_FLAT_H

#include "json/read.h"

/* Where reading stands between the braces; points into the document. */
struct flat {
    const char *at, *end;
    bool begun;
};

enum flat_kind { FLAT_NULL, FLAT_WHOLE, FLAT_TEXT };

struct flat_member {
    const char *name, *text; /* not closed by NUL; text: of FLAT_TEXT */
    size_t name_size, text_size;
    enum flat_kind kind;
    int64_t whole; /* of FLAT_WHOLE */
};

/* Finds the object that is member `name` of the outermost one, and reads the rest of the document, where that object is empty, as a
 * tree for the caller to release. NULL: there is none, or the rest is not by our rules; nothing is reported. */
json_t *json_read_around(const char *bytes, size_t size, const char *name, struct arena *arena, struct flat *ret_flat);

enum flat_step { FLAT_MEMBER, FLAT_END, FLAT_NOT_PLAIN };
enum flat_step flat_next(struct flat *flat, struct flat_member *ret_member);

#endif
