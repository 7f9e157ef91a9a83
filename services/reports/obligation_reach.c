/* Keeps what authority said of units and functions. */
#include "obligation_reach.h"

#include "core/text.h"
#include "reference/authority.h"

enum answer { NOT_ASKED, YES, NO };

/* About one tree. */
struct reach_answers {
    const struct unit_slice *slice;
    const char *function; /* NULL: whether it lies within what is asked for */
    uint8_t *of;          /* enum answer, by position */
};

static uint8_t *answers_of(struct reach *reach, const struct unit_slice *slice, const char *function) {
    for (size_t i = 0; i < reach->count; i++)
        if (reach->answers[i].slice == slice && text_equal(reach->answers[i].function, function))
            return reach->answers[i].of;
    reach->answers = arena_grow(reach->arena, reach->answers, reach->count, &reach->capacity, sizeof *reach->answers);
    struct reach_answers *added = &reach->answers[reach->count++];
    *added = (struct reach_answers){slice, function, arena_new_array(reach->arena, uint8_t, slice->count)};
    return added->of;
}

static bool ask(const struct reach *reach, const struct unit_slice *slice, uint32_t unit, const char *function) {
    day_t today = call_today(reach->call);
    if (!function)
        return asked_within(reach->asked, unit, slice->date, today);
    return authority_covers(reach->asked->snapshot, &reach->call->caller, unit, slice->date, function, today);
}

static bool answered(struct reach *reach, const struct unit_slice *slice, const struct obligation *obligation,
                     const char *function) {
    uint8_t *answer = &answers_of(reach, slice, function)[obligation->position];
    if (*answer == NOT_ASKED)
        *answer = ask(reach, slice, obligation->unit, function) ? YES : NO;
    return *answer == YES;
}

bool reach_has(struct reach *reach, const struct unit_slice *slice, const struct obligation *obligation) {
    bool within = reach->asked->within == UNIT_NONE || answered(reach, slice, obligation, NULL);
    return within && answered(reach, slice, obligation, obligation->function);
}
