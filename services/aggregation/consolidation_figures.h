/* Computes what a consolidation says: two documents, one with all figures and one without small counts, and what they were made of.
 *
 * Each form is asked what a reader of its roll-up would ask: the unit, its own agencies and the units right below, with what has come together
 * in the year and the same of the year before, on the tree of the period's last day. docs: openapi/aggregation.yaml, ConsolidationDocument. */
#ifndef TONGHOP_AGGREGATION_CONSOLIDATION_FIGURES_H
#define TONGHOP_AGGREGATION_CONSOLIDATION_FIGURES_H

#include "consolidation_source.h"
#include "consolidation_wish.h"

struct figuring {
    struct arena *arena;
    struct cube_cache *cubes;
    const struct consolidation_subject *subject;
    const char *id;    /* of the consolidation */
    moment_t now;
    bool complete; /* everything that is known to be there has been taken in */
};

struct consolidation_figures {
    const char *document, *withheld; /* JSON without narratives, number and signature */
    struct consolidation_sources sources;
};

/* FAULT_BUSY where reports came in between; again may do. */
bool consolidation_figure(const struct figuring *figuring, struct consolidation_figures *ret_figures, struct fail *fail) MUST_CHECK;

/* The narratives of a document with their titles, as JSON: those of the forms where a section is one of theirs. */
const char *consolidation_sections(struct arena *arena, const struct consolidation_subject *subject, const struct consolidation_text *text);

#endif
