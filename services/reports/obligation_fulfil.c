/* Joins obligations with the consolidations that were sent. */
#include "obligation_fulfil.h"

#include "domain/rollup.h"
#include "report.h"

/* ---- Whose */

static struct passage passage_of_own(const struct unit_tree *tree, const struct obligation *obligation,
                                     struct arena *arena) {
    struct sender *sender = arena_new(arena, struct sender);
    *sender = (struct sender){tree->units[obligation->unit].id, obligation->agency};
    return (struct passage){.senders = sender, .count = 1, .own = true};
}

static size_t add_senders(const struct snapshot *snapshot, const struct obligation_list *list,
                          const struct obligation *obligation, const struct agency_selector *selector,
                          struct arena *arena, struct sender **senders, size_t count, size_t *capacity) {
    const struct agency_ref reporter = {
        .unit = obligation->unit, .code = obligation->agency, .function = obligation->function};
    struct agency_ref *refs;
    bool missing;
    size_t found =
        agency_expand_line(arena, snapshot_agencies(snapshot), list->slice, selector, &reporter, &refs, &missing);
    for (size_t i = 0; i < found; i++) {
        *senders = arena_grow(arena, *senders, count, capacity, sizeof **senders);
        (*senders)[count++] = (struct sender){snapshot_tree(snapshot)->units[refs[i].unit].id, refs[i].code};
    }
    return count;
}

struct passage passage_of(const struct snapshot *snapshot, const struct obligation_slot *slot,
                          const struct obligation_list *list, const struct obligation *obligation,
                          struct arena *arena) {
    const struct duty *duty = obligation->duty;
    struct sender *senders = NULL;
    size_t count = 0, capacity = 0;
    if (slot->deliverable == DELIVERABLE_CONSOLIDATION)
        return passage_of_own(snapshot_tree(snapshot), obligation, arena);
    for (uint32_t i = 0; i < duty->via_count; i++)
        count = add_senders(snapshot, list, obligation, &duty->via[i], arena, &senders, count, &capacity);
    return (struct passage){.senders = senders, .count = count, .any = duty->via_any};
}

/* ---- Judging */

static const char *timeliness_of(moment_t sent, moment_t due_at) {
    if (due_at == MOMENT_NONE)
        return timeliness_name(TIMELINESS_NOT_DUE);
    return timeliness_name(sent < due_at ? TIMELINESS_ON_TIME : TIMELINESS_LATE);
}

static bool is_accepted(const struct sent_consolidation *sent) {
    return sent->recipients > 0 && sent->accepted == sent->recipients;
}

static struct fulfilment judge_own(const struct sent_consolidation *sent, moment_t due_at) {
    if (sent == NULL)
        return (struct fulfilment){.state = NULL};
    return (struct fulfilment){.state = sent->returned > 0  ? "returned"
                                        : is_accepted(sent) ? "accepted"
                                                            : "submitted",
                               .timeliness = timeliness_of(sent->first_sent, due_at),
                               .consolidation = sent->id};
}

struct fulfilment passage_judge(const struct passage *passage, const struct sent_consolidation *const *sent,
                                moment_t due_at) {
    const struct sent_consolidation *through = NULL;
    size_t passed = 0, accepted = 0;
    if (passage->own)
        return judge_own(sent[0], due_at);
    for (size_t i = 0; i < passage->count; i++) {
        if (sent[i] == NULL || sent[i]->returned > 0)
            continue;
        bool later = through != NULL && sent[i]->first_sent > through->first_sent;
        if (through == NULL || later != passage->any)
            through = sent[i];
        accepted += is_accepted(sent[i]);
        passed++;
    }
    if (passed == 0 || (!passage->any && passed < passage->count))
        return (struct fulfilment){.state = NULL};
    return (struct fulfilment){.state = accepted == passed ? "accepted" : "submitted",
                               .timeliness = timeliness_of(through->first_sent, due_at),
                               .consolidation = through->id};
}

/* ---- Many at once */

static size_t senders_join(const struct passage *passages, size_t count, struct arena *arena,
                           struct sender **ret_senders) {
    size_t total = 0, at = 0;
    for (size_t i = 0; i < count; i++)
        total += passages[i].count;
    *ret_senders = arena_new_array(arena, struct sender, total);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < passages[i].count; j++)
            (*ret_senders)[at++] = passages[i].senders[j];
    return total;
}

bool obligations_fulfilled(struct db *db, const struct snapshot *snapshot, const struct obligation_slot *slot,
                           const struct obligation_list *list, const struct obligation *const *obligations,
                           size_t count, struct arena *arena, struct fulfilment *ret_fulfilments, struct fail *fail) {
    struct passage *passages = arena_new_array(arena, struct passage, count);
    struct sender *senders;
    for (size_t i = 0; i < count; i++)
        passages[i] = passage_of(snapshot, slot, list, obligations[i], arena);
    size_t total = senders_join(passages, count, arena, &senders), at = 0;
    const struct sent_consolidation **sent = arena_new_array(arena, const struct sent_consolidation *, total);
    if (!consolidations_sent(db, slot->form->code, slot->period.code, senders, total, arena, sent, fail))
        return false;
    for (size_t i = 0; i < count; i++) {
        ret_fulfilments[i] = passage_judge(&passages[i], sent + at, obligations[i]->due_at);
        at += passages[i].count;
    }
    return true;
}
