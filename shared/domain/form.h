/* Indicators, forms and the check of a report's content against its form. Pure.
 *
 * A form has versions, each in force from a period on; the version in force on a report's period applies, also to its corrections. A cell keeps its
 * index for ever: later versions append or retire, so an array of values in form order keeps its meaning. */
#ifndef TONGHOP_DOMAIN_FORM_H
#define TONGHOP_DOMAIN_FORM_H

#include "core/issue.h"
#include "domain/period.h"
#include "domain/quantity.h"
#include "domain/unit_tree.h"

enum { NOT_AVAILABLE_LENGTH_MAX = 500 }; /* code points of the reason why a figure is not available */

enum nature { NATURE_FLOW, NATURE_STOCK, NATURE_DISTINCT, NATURE_YES_NO };
enum over_units { OVER_UNITS_SUM, OVER_UNITS_NONE, OVER_UNITS_MIN, OVER_UNITS_MAX };
enum over_periods { OVER_PERIODS_SUM, OVER_PERIODS_FIRST, OVER_PERIODS_LAST, OVER_PERIODS_NONE, OVER_PERIODS_MIN, OVER_PERIODS_MAX };

struct indicator {
    const char *code, *programme, *name_vi, *name_en, *unit_of_measure;
    enum nature nature;
    int decimals;
    int64_t min, max; /* fixed point; QUANTITY_MISSING: none */
    enum over_units over_units;
    enum over_periods over_periods;
    int64_t withhold_below; /* 0: public */
};

enum { OPENING_CELLS_MAX = 10, WARN_PERCENT_MAX = 1000 };

/* What stood at the end of a period is there when the next one begins: these closing stocks, added up, of the same reporter's last report. */
struct opening {
    const uint32_t *cells;
    uint32_t cell_count; /* 0: the cell is no opening stock */
    bool warning;        /* else an error */
};

/* What a cell counts of its indicator: of the dimension "sex", "female". */
struct category {
    const char *dimension, *value;
};

struct cell {
    const char *code, *row;
    const struct indicator *indicator; /* never NULL in a form_version that is in use */
    bool required, retired;
    const struct category *categories;
    uint32_t category_count;
    struct opening opens;
    const char *authoritative_form, *authoritative_cell; /* who holds the binding figure of the same unit and period; NULL: this cell itself */
};

/* The indicator's name as given, and what the cell counts of it where that is not all: "Cases broken (kind: brokering)". */
const char *cell_title(struct arena *arena, const struct cell *cell, const char *name);

enum compare { COMPARE_EQ, COMPARE_GE, COMPARE_GT, COMPARE_LE, COMPARE_LT, COMPARE_UNSTATED /* taken as GE */ };
bool compare_holds(enum compare op, int order); /* order: < 0, 0, > 0 of left against right */

struct rule_term {
    uint32_t cell;
    int64_t times;
};
struct form_rule { /* Σ left op Σ right (+ constant); applies where every cell named has a value; its cells have the same decimals */
    const char *code, *message_vi, *message_en;
    const struct rule_term *left, *right;
    uint32_t left_count, right_count;
    int64_t constant; /* fixed point like the cells; added to the right side */
    enum compare op;
    bool warning; /* else an error */
};

struct narrative {
    const char *code, *title_vi, *title_en;
    uint32_t length_max; /* code points */
};

struct form_version {
    int32_t version;
    day_t from; /* start of its first period */
    const struct cell *cells;
    uint32_t cell_count;
    const struct form_rule *rules;
    uint32_t rule_count;
    const struct narrative *narratives;
    uint32_t narrative_count;
    const uint32_t *cells_by_code, *narratives_by_code; /* their indices; form_version_sort */
    uint32_t levels;               /* bit 1 << enum level */
    const char *const *functions;  /* which may report it; none: any */
    uint32_t function_count;
    bool has_openings;
    uint32_t warn_above_percent; /* of change against the last period; 0: not compared */
};

struct form {
    const char *code, *programme, *title_vi, *title_en, *legal_number;
    const struct form_version *versions; /* ordered by from */
    uint32_t version_count;
};

/* Puts cells and narratives in the order of their codes, once for all canonical forms of its reports. */
void form_version_sort(struct form_version *version, struct arena *arena);

const struct form_version *form_version_for(const struct form *form, const struct period *period); /* NULL: not yet in force */
int32_t form_cell(const struct form_version *version, const char *code);                           /* index; -1: none, or retired */
bool form_reported_by(const struct form_version *version, enum level level, const char *function);

/* What a report says, in form order. */
struct report_content {
    int64_t *values;            /* cell_count; QUANTITY_MISSING where not given */
    const char **not_available; /* cell_count; reason or NULL */
    const char **narratives;    /* narrative_count; text or NULL */
    bool nil;                   /* flows and distinct become 0, yes/no 0, stocks must be given */
};
struct report_content report_content_new(struct arena *arena, const struct form_version *version);

/* Fills a nil report's zeros. */
void report_fill_nil(struct report_content *content, const struct form_version *version);

/* Checks everything that needs nothing but form and content: bounds, required, not-available reasons, rules, narrative lengths, privacy.
 * Errors go to `issues`, with pointers /values/<cell>, /notAvailable/<cell>, /narratives/<code>; warnings (rules) to `warnings`. A draft may leave required cells empty.
 * A broken rule points at its first cell. Texts are screened by privacy_check. */
void report_check(const struct report_content *content, const struct form_version *version, bool draft, enum language language, struct issues *issues,
                  struct issues *warnings);

/* What the same reporter said for the period before, of the same kind. */
struct last_figures {
    const char *period;
    const int64_t *values; /* in form order; a form may have had fewer cells then */
    uint32_t value_count;
    bool adjoins; /* it ended where this period begins: only then its closing stocks open this one (nine months do not) */
};

/* Whether the last period's figures matter at all. */
bool form_looks_back(const struct form_version *version);

/* Opening stocks that are not what the last period closed with, as errors or warnings; with a threshold, flows, stocks and distinct counts that changed by
 * more than it, as warnings. What is missing now or was then is not compared, nor what was 0: nothing is a percentage of it. A draft is only warned. */
void report_check_last(const int64_t *values, const struct form_version *version, const struct last_figures *last, bool draft, struct issues *issues,
                       struct issues *warnings);

/* What a broken rule says to its reader. */
const char *rule_message(const struct form_rule *rule, enum language language);

#endif
