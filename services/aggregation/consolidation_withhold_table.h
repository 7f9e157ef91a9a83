/* Figures of consolidations as one table whose relations are known: units and those below them, lines of agencies, spans of time, rules of a form.
 * docs/decisions/0015-small-counts.md. Pure. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_WITHHOLD_TABLE_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_WITHHOLD_TABLE_H

#include "core/map.h"
#include "domain/form.h"
#include "domain/unit_tree.h"
#include "domain/withhold.h"

/* What tells a figure from every other. */
struct figure_place {
    uint32_t form;    /* of the consolidation's forms */
    uint32_t cell;    /* of the form's version */
    const char *line; /* function of the agencies; "": all */
    uint32_t unit;
    bool own;
    day_t start, end;
};

struct table_figure {
    struct figure_place place;
    int64_t value;
    bool asked;     /* stands in the consolidation that is decided on */
    bool known;     /* was shown with this value */
    bool kept_back; /* was kept back once */
    bool unsaid;    /* stands nowhere */
    bool slack;     /* by how much the sides of a rule differ */
    bool summit;    /* of the unit that the consolidation is of */
};

struct figure_table {
    struct arena *arena;
    const struct unit_tree *tree;
    day_t date;                                /* of the tree */
    const struct form_version *const *versions; /* of the forms; NULL: nothing of that one is shown */
    struct map by_place;
    struct table_figure *figures;
    uint32_t count;
    size_t capacity;
    struct withhold_relation *relations;
    uint32_t relation_count;
    size_t relation_capacity;
};

/* A cell of counts that withholds small ones and adds up over units: the only kind of which anything may be shown. */
bool cell_can_be_shown(const struct form_version *version, uint32_t cell);
/* Such a cell, or one that a rule of the form joins to a cell that withholds. */
bool cell_matters(const struct form_version *version, uint32_t cell);

void figure_table_init(struct figure_table *table, struct arena *arena, const struct unit_tree *tree, day_t date,
                       const struct form_version *const *versions);
/* The figure of the place, made where there is none (*ret_new). Those that are asked for come first, the columns of a cell side by side. */
struct table_figure *figure_table_at(struct figure_table *table, const struct figure_place *place, bool *ret_new);
/* Decides: ret_hidden[table->count], figures made on the way included. */
uint32_t figure_table_decide(struct figure_table *table, bool **ret_hidden);

#endif
