/* Finds the whole list, orders it for print, and answers with the file that is asked for. */
#include "obligation_print.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "report_handlers.h"
#include "sheet/sheet.h"

static const char csv_type[] = "text/csv", page_type[] = "text/html";

const char *const obligation_answers[] = {"application/json", csv_type, SHEET_MEDIA_TYPE, page_type, NULL};

/* The nation has no parent and stands first. */
static uint32_t group_of(const struct owed *owed) {
    uint32_t parent = owed->list->slice->parent[owed->obligation->position];
    return parent == UNIT_NONE ? 0 : parent + 1;
}

static int compare_rows(const void *a, const void *b) {
    const struct owed *left = a, *right = b;
    if (left->slot != right->slot)
        return left->slot < right->slot ? -1 : 1;
    if (group_of(left) != group_of(right))
        return group_of(left) < group_of(right) ? -1 : 1;
    if (left->obligation->position != right->obligation->position)
        return left->obligation->position < right->obligation->position ? -1 : 1;
    return strcmp(left->obligation->agency, right->obligation->agency);
}

static struct printed printed_of(struct call *call, const struct asked *asked, const struct owed_found *found) {
    struct printed printed = {.arena = &call->arena,
                              .snapshot = asked->snapshot,
                              .asked = asked,
                              .language = call->language,
                              .now = call->now,
                              .rows = found->rows,
                              .count = found->count,
                              .cut = found->next != NULL};
    if (found->count > 0)
        qsort(found->rows, found->count, sizeof *found->rows, compare_rows);
    return printed;
}

static void offer_file(struct call *call, const char *ending) {
    call_header(call, "Content-Disposition",
                arena_format(&call->arena, "attachment; filename=\"obligations.%s\"", ending));
}

/* The page is built from escaped text alone; the policy says to browsers that nothing in it is to be run or fetched. */
static void answer_page(struct call *call, const struct printed *printed) {
    obligation_page_write(printed, &call->body);
    call_header(call, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    call_reply_as(call, 200, page_type);
}

static void answer_csv(struct call *call, const struct printed *printed) {
    obligation_csv_write(printed, &call->body);
    offer_file(call, "csv");
    call_reply_as(call, 200, csv_type);
}

static void answer_workbook(struct call *call, const struct printed *printed) {
    struct fail fail = {0};
    if (!obligation_workbook_write(printed, &call->body, &fail)) {
        call_refuse_fail(call, &fail);
        return;
    }
    offer_file(call, "xlsx");
    call_reply_as(call, 200, SHEET_MEDIA_TYPE);
}

void obligation_print(struct call *call, const struct asked *asked) {
    struct owed_found found;
    bool all = call_query(call, "limit") == NULL;
    const struct owed_bounds bounds = {.rows = all ? PRINTED_ROWS_MAX : asked->limit, .looked = PRINTED_LOOKED_MAX};
    if (!obligations_found(call, asked, &bounds, &found))
        return;
    struct printed printed = printed_of(call, asked, &found);
    if (found.next)
        call_header(call, "Next-Cursor", call_cursor_make(call, found.next));
    if (text_equal(call->answer_type, page_type))
        answer_page(call, &printed);
    else if (text_equal(call->answer_type, csv_type))
        answer_csv(call, &printed);
    else
        answer_workbook(call, &printed);
}
