/* Reads shares, and tells whether those of one unit fit together. */
#include "reorganisation_share.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

/* ---- Reading */

void share_read(struct object *edge, struct arena *arena, struct unit_share *ret_share) {
    struct object share = object_member(edge, "share", OPTIONAL);
    int64_t part = 0, of = 0;
    *ret_share = (struct unit_share){.of = 0};
    if (!share.json)
        return;
    bool of_known = object_int(&share, "of", REQUIRED, 1, SHARE_OF_MAX, &of);
    bool part_known = object_int(&share, "part", REQUIRED, 0, of_known ? of : SHARE_OF_MAX, &part);
    const char *basis = object_text(&share, "basis", REQUIRED, SHARE_BASIS_BYTES_MAX);
    object_end(&share);
    if (of_known && part_known && basis)
        *ret_share = (struct unit_share){(uint32_t)part, (uint32_t)of, arena_text(arena, basis)};
}

/* Digits only, so that strtoul takes neither signs nor spaces. */
static bool number_parse(const char *text, size_t size, uint32_t *ret_number) {
    enum { DIGITS_MAX = 10 };
    if (size == 0 || size > DIGITS_MAX || strspn(text, "0123456789") < size)
        return false;
    unsigned long number = strtoul(text, NULL, 10);
    *ret_number = (uint32_t)number;
    return number <= SHARE_OF_MAX;
}

bool share_parse(const char *text, struct unit_share *ret_share) {
    const char *slash = strchr(text, '/');
    struct unit_share share = {.of = 0};
    if (!slash || !number_parse(text, (size_t)(slash - text), &share.part) ||
        !number_parse(slash + 1, strlen(slash + 1), &share.of) || share.of == 0 || share.part > share.of)
        return false;
    *ret_share = share;
    return true;
}

/* ---- Together */

void division_add(struct division *division, enum succession_kind kind, const struct unit_share *share) {
    division->edges++;
    if (share->of == 0)
        return;
    if (division->shared++ == 0)
        division->share = *share;
    division->parts += share->part;
    division->has_whole |= succession_is_whole(kind);
    division->differs |= share->of != division->share.of || !text_equal(share->basis, division->share.basis);
}

const char *division_flaw(const struct division *division, bool goes_on, struct arena *arena) {
    uint64_t of = division->share.of;
    if (division->shared == 0)
        return NULL;
    if (division->has_whole)
        return "full";
    if (division->shared < division->edges || division->differs)
        return arena_format(arena, "…/%" PRIu64 ", %s", of, division->share.basis);
    if (division->parts > of || (division->parts < of && !goes_on))
        return arena_format(arena, "%" PRIu64 "/%" PRIu64, division->parts, of);
    return NULL;
}

void write_share(struct json_writer *json, const struct unit_share *share) {
    if (share->of == 0)
        return;
    write_object(json, "share");
    write_int(json, "part", share->part);
    write_int(json, "of", share->of);
    write_text(json, "basis", share->basis);
    write_object_end(json);
}
