/* Figures as tables, and the writers of every format that is not JSON.
 *
 * A table is what one form says of a unit in a period: a line for each cell of the form, and of the unit, its own agencies and the units
 * right below what was asked for. It is made of texts and numbers only, so that a computed roll-up and a stored consolidation fill it alike;
 * a document has one table or, of a consolidation of several forms, several. What a reader may not see is not in a table: its
 * figure is missing and says why. */
#ifndef TONGHOP_AGGREGATION_ROLLUP_TABLE_H
#define TONGHOP_AGGREGATION_ROLLUP_TABLE_H

#include "http/call.h"
#include "rollup_answer.h"

/* In the order of the usual report. The names are those of the members in JSON. */
#define FIGURE_COLUMNS(F)                                                                                                                  \
    F(PLANNED, "planned", "Kế hoạch", "Plan")                                                                                              \
    F(SUM, "sum", "Thực hiện trong kỳ", "This period")                                                                                     \
    F(CUMULATIVE, "cumulative", "Lũy kế đến cuối kỳ", "Cumulative")                                                                        \
    F(PREVIOUS, "previousYear", "Cùng kỳ năm trước", "Same period last year")                                                              \
    F(CUMULATIVE_PREVIOUS, "cumulativePreviousYear", "Lũy kế cùng kỳ năm trước", "Cumulative last year")                                   \
    F(PERCENT_PLAN, "percentOfPlan", "% so kế hoạch", "% of plan")                                                                         \
    F(PERCENT_PREVIOUS, "percentOfPreviousYear", "% so cùng kỳ", "% of last year")                                                         \
    F(PERCENT_CUMULATIVE, "cumulativePercentOfPreviousYear", "% lũy kế so cùng kỳ", "% of cumulative last year")                           \
    F(AVERAGE, "average", "Bình quân", "Average")                                                                                          \
    F(MINIMUM, "minimum", "Thấp nhất", "Minimum")                                                                                          \
    F(MAXIMUM, "maximum", "Cao nhất", "Maximum")

enum figure_column {
#define F(constant, name, vi, en) FIGURE_##constant,
    FIGURE_COLUMNS(F)
#undef F
        FIGURE_COLUMN_COUNT
};
const char *figure_column_name(enum figure_column column);
const char *figure_column_said(enum figure_column column, enum language language);

struct table_figures {
    const char *digits[FIGURE_COLUMN_COUNT]; /* "-3", "12.50"; NULL: missing, or not a column of the table */
    const char *status;                      /* why there is no sum (confidential, notAdditive, noShare, successionUnknown), or estimated; NULL */
    uint32_t reported;
};

struct table_line {
    const char *code, *row; /* row: the number on the form; NULL: none */
    const char *indicator, *name_vi, *name_en, *unit_of_measure;
    const struct category *categories;
    uint32_t category_count;
    int decimals;
};

struct table_node {
    const char *unit, *code, *name;  /* stable id, official code, name on the table's tree */
    struct completeness completeness; /* of own agencies: not filled */
    struct table_figures *figures;    /* as the lines; of own agencies and children only the columns that were asked for */
};

struct rollup_table {
    const char *form, *title_vi, *title_en, *legal_number;
    int32_t form_version;
    struct period period;
    const struct period *previous, *cumulated, *cumulated_previous; /* what the other columns are of; NULL: not asked for */
    const char *boundaries, *counted, *agency;                      /* as asked for; agency NULL: all */
    day_t tree_date;
    moment_t as_of;
    bool complete;
    uint32_t columns; /* bit 1 << enum figure_column */
    const struct table_line *lines;
    uint32_t line_count;
    struct table_node node, own;
    const struct table_node *children;
    uint32_t child_count;
};

static inline bool table_shows(const struct rollup_table *table, enum figure_column column) {
    return (table->columns >> column & 1U) != 0;
}

struct document_text { /* of a narrative section */
    const char *title, *text;
};

struct document_target { /* of a plan, as it was judged */
    const char *code, *text; /* text: NULL where it is not known any more */
    int depth;               /* 0, or below how many others it is a part */
    enum attainment_state state;
    bool confidential;             /* its state would tell a small count */
    const char *required, *actual; /* NULL: none */
    const char *reports;           /* "540/559": how many came of how many */
};

/* What is written. Where a document has several tables, they are of the same unit and its same children. */
struct rollup_document {
    struct arena *arena;
    enum language language;
    const char *id; /* of letters, digits and _ @ $ - */
    moment_t prepared;
    int32_t zone_offset_seconds;
    /* The head of the page. NULL: left out. */
    const char *issuer;         /* who says it: "Sở Lao động – Thương binh và Xã hội" */
    const char *number;         /* "12/BC-SLĐTBXH" */
    const char *place_and_date; /* "Thanh Hóa, ngày 15 tháng 6 năm 2023" */
    const char *state;          /* what it is as long as nobody has signed it */
    const char *title;          /* "Biểu tổng hợp số liệu" */
    const struct document_text *texts;
    uint32_t text_count;
    const char *plan; /* whose targets are told; on the page only */
    const struct document_target *targets;
    uint32_t target_count;
    const char *const *remarks; /* below the tables, a line each */
    uint32_t remark_count;
    const char *const *recipients; /* whom it goes to; none: it goes to nobody */
    uint32_t recipient_count;
    const struct rollup_table *tables;
    uint32_t table_count;
};

/* Of a computed answer, in the request's arena. */
void rollup_table_make(struct call *call, const struct rollup_answer *answer, struct rollup_table *ret_table);

#define SDMX_MEDIA_TYPE "application/vnd.sdmx.data+json;version=2.0.0"
#define NDJSON_MEDIA_TYPE "application/x-ndjson"
/* Media types of figures: JSON first, which whoever asks writes himself, and those that rollup_document_answer knows. */
extern const char *const rollup_answers[];
/* Those of lists: JSON or CSV. */
extern const char *const list_answers[];
bool list_file_wanted(const struct call *call);
/* Answers with the CSV in the call's body. */
void list_file_answer(struct call *call, const char *name);

/* Answers in the type that the call likes best. `name` is of the file, without its ending. */
void rollup_document_answer(struct call *call, const struct rollup_document *document, const char *name);

/* One row for each node; missing is empty. With several tables the columns begin with the form's code and a point. */
void rollup_csv_write(const struct rollup_document *document, struct buffer *to);
/* One line for each node of each table. */
void rollup_lines_write(const struct rollup_document *document, struct buffer *to);
/* A data message with a structure and a data set for each table. */
void rollup_sdmx_write(const struct rollup_document *document, struct buffer *to);
bool rollup_sheet_write(const struct rollup_document *document, struct buffer *to, struct fail *fail) MUST_CHECK;
/* To be printed, in the layout of the usual consolidated report. */
void rollup_page_write(const struct rollup_document *document, struct buffer *to);

#endif
