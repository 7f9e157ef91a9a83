/* Holidays and swapped working days of a year. */
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "document.h"

static int year_of(const char *code) {
    bool digits = strlen(code) == 4 && strspn(code, "0123456789") == 4;
    long year = digits ? strtol(code, NULL, 10) : 0;
    return year >= PERIOD_YEAR_MIN && year <= PERIOD_YEAR_MAX ? (int)year : 0;
}

static void check(struct proposal *proposal) {
    const day_t *holidays, *worked;
    size_t holiday_count, worked_count;
    int year = year_of(proposal->code);
    if (year == 0)
        issue_add_at(proposal->decoding.issues, ISSUE_BAD_FORMAT, "year",
                     arena_format(proposal->decoding.arena, "%d…%d", PERIOD_YEAR_MIN, PERIOD_YEAR_MAX), NULL, NULL)
            ->in = "path";
    else
        (void)decode_holidays(&proposal->decoding, proposal->body, year, &holidays, &holiday_count, &worked,
                              &worked_count);
}

static const char *const filters[] = {NULL};
static const struct noun noun = {
    .kind = REFERENCE_HOLIDAYS, .collection = "holidays", .parameter = "year", .filters = filters, .check = check};

void holidays_list(struct call *call) {
    document_list(call, &noun);
}

void holidays_get(struct call *call) {
    document_get(call, &noun);
}

void holidays_put(struct call *call) {
    document_put(call, &noun);
}
