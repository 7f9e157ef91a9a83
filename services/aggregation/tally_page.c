/* Pages of what lies in a tally. */
#include "tally_page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "service/service.h"

static int order_of_periods(const struct tally *tally, const char *code) {
    for (uint32_t i = 0; i < tally->cube_count; i++)
        if (text_equal(tally->cubes[i]->ground->period.code, code))
            return (int)i;
    return -1;
}

int tally_key_compare(const struct tally *tally, const struct tally_key *a, const struct tally_key *b) {
    if (a->position != b->position)
        return a->position < b->position ? -1 : 1;
    int order = strcmp(a->unit, b->unit);
    if (order == 0)
        order = strcmp(a->agency, b->agency);
    return order != 0 ? order : order_of_periods(tally, a->period) - order_of_periods(tally, b->period);
}

struct tally_key tally_leaf_key(const struct tally *tally, uint32_t leaf) {
    return (struct tally_key){.position = rollup_source(tally->reports)->leaves[leaf].position,
                              .unit = tally->leaves[leaf]->unit,
                              .agency = tally->leaves[leaf]->agency,
                              .period = tally->cubes[tally_leaf_part(tally, leaf)]->ground->period.code};
}

/* position|unit|agency|period|moment, where the position is that of the unit in the tally, which the next page finds again by itself. */
static const char *key_text(const struct tally_page *page, const struct tally_key *key) {
    return arena_format(&page->call->arena, "%" PRIu32 "|%s|%s|%s|%" PRId64, key->position, key->unit, key->agency,
                        key->period, page->moment);
}

static bool key_parse(struct call *call, const char *text, struct tally_page *page) {
    enum { FIELDS = 5 };
    char *fields[FIELDS], *rest = arena_text(&call->arena, text);
    for (int i = 0; i < FIELDS; i++) {
        fields[i] = strsep(&rest, "|");
        if (fields[i] == NULL)
            return false;
    }
    page->after.unit = fields[1];
    page->after.agency = fields[2];
    page->after.period = fields[3];
    return sscanf(fields[0], "%" SCNu32, &page->after.position) == 1 &&
           sscanf(fields[4], "%" SCNd64, &page->moment) == 1;
}

bool tally_page_read(struct call *call, struct tally_page *ret_page) {
    bool good = true;
    *ret_page = (struct tally_page){.call = call, .moment = MOMENT_NONE};
    const char *cursor = call_cursor_read(call, &good);
    ret_page->limit = call_limit(call);
    if (cursor != NULL && !key_parse(call, cursor, ret_page))
        issue_add_at(&call->issues, ISSUE_BAD_FORMAT, "cursor", "next", NULL, NULL)->in = "query";
    if (call->issues.count == 0)
        return true;
    call_refuse_issues(call);
    return false;
}

bool tally_page_takes(struct tally_page *page, const struct tally_key *key) {
    if (!is_shown_by_id(page->shown, key->unit))
        return false;
    if (page->after.unit != NULL && tally_key_compare(page->tally, key, &page->after) <= 0)
        return false;
    if (page->count == page->limit) {
        page->next = page->last;
        return false;
    }
    page->count++;
    page->last = key_text(page, key);
    return true;
}

void tally_page_open(struct tally_page *page, const struct tally *tally) {
    page->tally = tally;
    page->json = call_json(page->call);
    write_object(&page->json, NULL);
    write_array(&page->json, "items");
}

void tally_page_close(struct tally_page *page) {
    write_array_end(&page->json);
    write_text(&page->json, "next", page->next == NULL ? NULL : call_cursor_make(page->call, page->next));
}

const char *tally_unit_code(const struct tally *tally, const char *unit_id, day_t date) {
    uint32_t unit = unit_by_id(tally->slice->tree, unit_id);
    const struct unit_version *version = unit == UNIT_NONE ? NULL : unit_version_at(tally->slice->tree, unit, date);
    return version == NULL ? NULL : version->code;
}
