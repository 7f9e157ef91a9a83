/* A form to fill in: which, for which period, for whom, and what is known of the period before. Private to template*.c. */
#ifndef TONGHOP_REPORTS_TEMPLATE_H
#define TONGHOP_REPORTS_TEMPLATE_H

#include "core/buffer.h"
#include "db/db.h"
#include "reference/snapshot.h"

enum {
    TEMPLATE_REPORTERS_MAX = 20000, /* as many as an atomic import takes back */
    TEMPLATE_FIGURES_MAX = 200000,  /* reporters × cells, of a workbook */
    TEMPLATE_PAGES_MAX = 1000,
};

struct template_reporter {
    uint32_t unit;
    struct agency_ref agency;
    const char *unit_id, *unit_code, *unit_name;
    const char *agency_vi, *agency_en;
    moment_t due;        /* MOMENT_NONE: not obliged, or never late */
    const int64_t *last; /* of the period before, in form order; NULL: none that counts, or none the caller may see */
    uint32_t last_count;
};

struct template {
    struct arena *arena;
    moment_t now;
    const struct snapshot *snapshot;
    const struct form *form;
    const struct form_version *version;
    const struct programme *programme;
    struct period period, previous;
    bool has_previous, adjoins; /* the previous one ends where this one begins */
    bool many;                  /* for all below a unit, be it only one */
    struct template_reporter *reporters;
    size_t reporter_count;
};

/* QUANTITY_MISSING: unknown. */
int64_t template_last(const struct template_reporter *reporter, uint32_t cell);
/* What the figure probably is: a stock as the period before has left it, an opening stock as its closing stocks add up. For the reporter to
 * confirm, never a value by itself. */
int64_t template_proposal(const struct template *template, const struct template_reporter *reporter, uint32_t cell);
/* Whether any reporter has figures of the period before. */
bool template_has_last(const struct template *template);

/* The files. */
void template_csv_write(const struct template *template, struct buffer *to);
bool template_workbook_write(const struct template *template, struct buffer *to, struct fail *fail) MUST_CHECK;
void template_page_write(const struct template *template, struct buffer *to);

#endif
