/* Plans for people: the printable page and the workbook that GET answers with where Accept asks for them. Both depend on what
 * units and agencies are called, not on the version alone, so they carry no ETag. */
#ifndef TONGHOP_PLANS_PLAN_EXPORT_H
#define TONGHOP_PLANS_PLAN_EXPORT_H

#include "http/call.h"
#include "plan_layout.h"
#include "plan_names.h"
#include "plan_open.h"

/* Media types of a plan, JSON first. */
extern const char *const plan_answers[];

bool plan_export_wanted(const struct call *call);
enum { EXPORT_NEWEST = 0, EXPORT_IN_FORCE = -1 }; /* instead of a version; in force: 404 where none was ever issued */
void plan_export(struct call *call, int64_t version);

/* What both writers read. The page says what an act says; what only the system goes by (codes, measures, windows,
 * assumptions, what the paper mis-wrote) the workbook says besides. */
struct exported_plan {
    struct arena *arena;
    const json_t *body;
    const struct plan_record *record;
    const struct plan *plan;
    struct plan_names names;
    struct layout layout;
};

void plan_page_write(const struct exported_plan *plan, struct buffer *to);
bool plan_workbook_write(const struct exported_plan *plan, struct buffer *to, struct fail *fail) MUST_CHECK;

/* Shared by them: the leads of a task and the like, "" where there are none. Roles are words of the contract. */
const char *agencies_said(const struct exported_plan *plan, const json_t *task, const char *role);
const char *references_said(const struct exported_plan *plan, const json_t *references, const char *separator);
const char *funding_said(const struct exported_plan *plan, const json_t *line);
const char *body_said(const struct exported_plan *plan, const json_t *body);
const char *recipient_said(const struct exported_plan *plan, const json_t *recipient); /* as it is written, where it is */
const char *annex_said(const struct exported_plan *plan, const json_t *annex);
/* Of a target; "" where there is none. */
const char *allocations_said(const struct exported_plan *plan, const json_t *target);
const char *baseline_said(const struct exported_plan *plan, const json_t *target);
const char *channels_said(const struct exported_plan *plan, const json_t *target);
/* Each place of its list, or how many there are while that is missing. */
void members_each(const struct exported_plan *plan, const json_t *target, void (*each)(void *context, const char *said),
                  void *context);

#endif
