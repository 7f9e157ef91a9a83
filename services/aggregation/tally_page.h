/* One page of what lies in a tally, in its order: unit, agency, part. */
#ifndef TONGHOP_AGGREGATION_TALLY_PAGE_H
#define TONGHOP_AGGREGATION_TALLY_PAGE_H

#include "http/call.h"
#include "shown.h"
#include "tally.h"

/* A place in that order. */
struct tally_key {
    uint32_t position;
    const char *unit, *agency, *period;
};

struct tally_page {
    struct call *call;
    const struct tally *tally; /* set before anything is taken */
    const struct shown *shown; /* likewise */
    struct json_writer json;
    struct tally_key after; /* unit NULL: from the start */
    moment_t moment;        /* what the first page took for now, kept for those behind it; MOMENT_NONE: nothing */
    uint32_t limit, count;
    const char *last, *next; /* position of the last item taken, and of the page where more follow */
};

/* limit= and cursor=. False: refused, with all other issues of the call. */
bool tally_page_read(struct call *call, struct tally_page *ret_page) MUST_CHECK;
int tally_key_compare(const struct tally *tally, const struct tally_key *a, const struct tally_key *b);
struct tally_key tally_leaf_key(const struct tally *tally, uint32_t leaf);
/* Does this item stand on the page? Past its end only the fact that there is more is noted. */
bool tally_page_takes(struct tally_page *page, const struct tally_key *key) MUST_CHECK;

/* The list as JSON: an object with "items", which is still open behind its "next". */
void tally_page_open(struct tally_page *page, const struct tally *tally);
void tally_page_close(struct tally_page *page);

/* The official code of a unit on a date; NULL: it had none. */
const char *tally_unit_code(const struct tally *tally, const char *unit_id, day_t date);

#endif
