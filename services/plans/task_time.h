/* When a task is due, and when nobody has told anything of it for too long. Pure. */
#ifndef TONGHOP_PLANS_TASK_TIME_H
#define TONGHOP_PLANS_TASK_TIME_H

#include "core/arena.h"
#include "domain/period.h"

/* In the order of the contract's words. */
enum task_time_form {
    TIME_ALL_YEAR,
    TIME_REGULAR,
    TIME_QUARTER,
    TIME_BEFORE,
    TIME_EVENT,
    TIME_EVERY,
    TIME_ON_REQUEST,
    TIME_AS_REGULATED,
    TIME_NONE
};
struct task_time {
    enum task_time_form form;
    const char *value; /* as the plan has it; NULL: none */
};
bool task_time_parse(const char *word, enum task_time_form *ret_form);
/* Does the value say when? A quarter and a day have to be readable; what happens and how often may be said in any words,
 * but not by a day that does not exist; the other forms need no value. A span with an open end has no last year, yet
 * quarters and days. */
enum task_time_flaw { TIME_GOOD, TIME_WITHOUT_VALUE, TIME_UNREADABLE, TIME_NO_SUCH_DAY };
enum task_time_flaw task_time_flaw(const struct task_time *time, const struct period *span,
                                   const struct calendar *calendar);

/* What was told of the task. */
struct task_told {
    bool any, done;
    day_t last; /* the newest day something was told of */
};
struct task_flags {
    bool overdue, silent;
};

/* overdue: not done when its quarter is over (form quarter: "2023-Q1", "Q1", "Quý I"), or on its day (form before:
 * "06-15", in the last year of the span, or "2023-06-15"; a period's first day). silent: a task for the whole year, a
 * regular one or one for every month, quarter, half or year ("Quý", "Tháng, quý, năm": the shortest), not done, of
 * which nobody told anything since the last such interval inside the span began that is over; a quarter where none is
 * named. */
struct task_flags task_flags_on(const struct task_time *time, const struct period *span, const struct calendar *calendar,
                                day_t today, const struct task_told *told);

#endif
