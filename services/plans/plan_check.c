/* Checks of a whole plan, and of what it stands under. */
#include "plan_check.h"

#include <string.h>

#include "core/text.h"
#include "domain/alignment.h"

void plan_check_parents(const struct plan_check *check) {
    if (!check->plan->code)
        return;
    size_t plan_count, count = 0, capacity = 0;
    const struct plan *const *plans = snapshot_plans(check->snapshot, &plan_count);
    struct plan_link *links = NULL;
    for (size_t i = 0; i <= plan_count; i++) {
        const struct plan *plan = i < plan_count ? plans[i] : check->plan;
        bool replaced = i < plan_count && text_equal(plan->code, check->plan->code);
        for (size_t j = 0; j < plan->implements_count && !replaced; j++) {
            links = arena_grow(check->arena, links, count, &capacity, sizeof *links);
            links[count++] = (struct plan_link){.plan = plan->code, .parent = plan->implements[j]};
        }
    }
    const char *cycle = alignment_cycle(check->arena, links, count, check->plan->code);
    if (cycle)
        issue_add_at(check->issues, ISSUE_CYCLE, "/implements", cycle, NULL, NULL);
}

void plan_check_issuer(const struct plan_check *check) {
    char day[DAY_TEXT_SIZE];
    const struct unit_tree *tree = snapshot_tree(check->snapshot);
    uint32_t issuer = check->plan->issuer_unit;
    if (check->undated || issuer == UNIT_NONE || unit_version_at(tree, issuer, check->date))
        return;
    const struct unit *unit = &tree->units[issuer];
    const char *code = unit->versions[unit->version_count - 1].code;
    issue_add_at(check->issues, ISSUE_UNIT_NOT_VALID, "/issuer/unit", code, day_format(check->date, day),
                 snapshot_explain_code(check->snapshot, code, check->date, check->arena, check->language));
}

void plan_check_all(const struct plan_check *check) {
    plan_check_issuer(check);
    plan_check_parents(check);
    plan_check_obliges(check);
    plan_check_schedules(check);
    plan_check_duties(check);
    plan_check_tasks(check);
    plan_check_targets(check);
    plan_check_reach(check);
}

/* One that could not be read says nothing of days. */
static bool has_calendar(const struct issues *issues) {
    static const char calendar[] = "/calendar";
    for (const struct issue *issue = issues->first; issue; issue = issue->next)
        if (issue->pointer && strncmp(issue->pointer, calendar, strlen(calendar)) == 0)
            return false;
    return true;
}

void programme_check_duties(const struct snapshot *snapshot, const struct programme *programme, day_t today,
                            struct issues *issues) {
    const struct plan standing = {.programme = programme,
                                  .issuer_unit = UNIT_NONE,
                                  .span = {.kind = PERIOD_YEAR},
                                  .duties = programme->duties,
                                  .duty_count = programme->duty_count};
    const struct plan_check check = {
        .arena = issues->arena, .issues = issues, .snapshot = snapshot, .plan = &standing, .date = today};
    plan_check_obliges(&check);
    if (has_calendar(issues))
        plan_check_schedules(&check);
    plan_check_duties(&check);
}
