/* The nodes of a roll-up as JSON: for the answer to a request, and for what a consolidation freezes. */
#ifndef TONGHOP_AGGREGATION_ROLLUP_JSON_H
#define TONGHOP_AGGREGATION_ROLLUP_JSON_H

#include "json/write.h"
#include "rollup_answer.h"

/* The periods that a tally is made from; nothing where it was not opened. */
void write_made_from(struct json_writer *json, const char *name, const struct tally *tally);
/* "cells": each with its sum and what was asked for beside it. */
void write_node_cells(struct json_writer *json, const struct rollup_answer *answer, const struct node_answer *node);
/* "completeness" and "cells". */
void write_node(struct json_writer *json, const struct rollup_answer *answer, const struct node_answer *node);

#endif
