/* A list of things to do, one after the other or two at a time. */
#ifndef TONGHOP_AGGREGATION_BACKLOG_H
#define TONGHOP_AGGREGATION_BACKLOG_H

#include "core/arena.h"
#include "core/fail.h"

struct backlog {
    size_t count;
    bool (*take)(void *context, size_t item, struct fail *fail); /* never the same item in two threads */
    bool (*stopping)(void *context);                             /* asked before each item; from both threads */
    void *context;
};

/* True: all were taken, or it is to stop. False: one failed, and none behind it was tried. Together: a second thread helps; where one of them fails both
 * end, and what is left is done one after the other, since for two there may only have been too little room. */
bool backlog_work(const struct backlog *backlog, bool together, struct arena *arena, struct fail *fail) MUST_CHECK;

#endif
