/* Answers questions about units from the snapshot alone. */
#include "unit.h"

#include <string.h>

#include "core/text.h"
#include "effect.h"
#include "reorganisation_share.h"

enum { EDGES_MAX = 1000, EARLIEST_YEAR = 2012 };

/* What a question is about: a unit, on a date, in the tree of then. */
struct asked {
    const struct snapshot *snapshot;
    const struct unit_tree *tree;
    day_t date;
    uint32_t unit;
    const struct unit_version *version; /* valid on the date; where no date is given, else the last one */
};

/* "Then or earlier" is told as the first day of the known history, as in unit_versions.csv. */
static day_t from_told(const struct unit_version *version) {
    return version->from == DAY_EVER ? day_of(EARLIEST_YEAR, 1, 1) : version->from;
}

static void write_members(struct json_writer *writer, const struct unit *unit, const struct unit_version *version) {
    write_text(writer, "id", unit->id);
    write_text(writer, "code", version->code);
    write_text(writer, "name", version->name);
    write_text(writer, "type", version->type);
    write_text(writer, "level", level_name(version->level));
    write_text(writer, "parent", version->level == LEVEL_NATION ? NULL : version->parent_code);
    write_day(writer, "validFrom", from_told(version));
    write_day(writer, "validUntil", version->until);
}

static void write_unit(struct json_writer *writer, const struct unit *unit, const struct unit_version *version) {
    write_object(writer, NULL);
    write_members(writer, unit, version);
    write_object_end(writer);
}

/* The date asked for, else today. True: it was given. */
static bool date_asked(struct call *call, day_t *ret_date) {
    bool given = call_query_day(call, "at", ret_date);
    if (!given)
        *ret_date = call_today(call);
    return given;
}

static void refuse_path_unit(struct call *call, const struct asked *asked, const char *text) {
    uint32_t namesake;
    bool known = asked->unit != UNIT_NONE || units_with_code(asked->tree, text, &namesake, 1) > 0;
    if (!known) {
        call_refuse(call, PROBLEM_NOT_FOUND, NULL);
        return;
    }
    (void)snapshot_unit_asked(asked->snapshot, text, asked->date, call->language, NULL, &call->issues);
    call->issues.last->in = "path";
    call->issues.last->pointer = "unit";
    call_refuse(call, PROBLEM_INVALID, NULL);
}

/* Finds the unit in the path; false: refused. A unit that has ended is found by its id where no date is given. */
static bool unit_asked(struct call *call, const struct snapshot *snapshot, struct asked *ret_asked) {
    const char *text = call_path(call, "unit");
    struct asked asked = {.snapshot = snapshot, .tree = snapshot_tree(snapshot)};
    bool dated = date_asked(call, &asked.date);
    if (!query_is_sound(call))
        return false;
    asked.unit = unit_find(asked.tree, text, asked.date);
    if (asked.unit != UNIT_NONE)
        asked.version = unit_version_at(asked.tree, asked.unit, asked.date);
    if (asked.unit != UNIT_NONE && !asked.version && !dated) {
        const struct unit *unit = &asked.tree->units[asked.unit];
        asked.version = &unit->versions[unit->version_count - 1];
        asked.date = asked.version->until == DAY_NEVER ? asked.version->from : asked.version->until - 1;
    }
    *ret_asked = asked;
    if (asked.version)
        return true;
    refuse_path_unit(call, &asked, text);
    return false;
}

static const char *const only_at[] = {"at", NULL};

void unit_get(struct call *call) {
    struct asked asked;
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    if (!call_query_only(call, only_at) || !unit_asked(call, snapshot, &asked))
        return;
    if (call_not_modified(call, snapshot_generation(snapshot)))
        return;
    struct json_writer writer = call_json(call);
    write_unit(&writer, &asked.tree->units[asked.unit], asked.version);
    call_etag(call, snapshot_generation(snapshot));
    call_reply(call, 200);
}

void unit_ancestors_get(struct call *call) {
    struct asked asked;
    uint32_t ancestors[LEVEL_COUNT];
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    if (!call_query_only(call, only_at) || !unit_asked(call, snapshot, &asked))
        return;
    size_t count = unit_ancestors(asked.tree, asked.unit, asked.date, ancestors);
    struct json_writer writer = list_begin(call);
    for (size_t i = 0; i < count; i++)
        write_unit(&writer, &asked.tree->units[ancestors[i]], unit_version_at(asked.tree, ancestors[i], asked.date));
    list_end(call, &writer, NULL);
}

void unit_versions(struct call *call) {
    struct asked asked;
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    if (!call_query_only(call, only_at) || !unit_asked(call, snapshot, &asked))
        return;
    const struct unit *unit = &asked.tree->units[asked.unit];
    struct json_writer writer = list_begin(call);
    for (uint32_t i = 0; i < unit->version_count; i++)
        write_unit(&writer, unit, &unit->versions[i]);
    list_end(call, &writer, NULL);
}

/* What a list of units keeps. */
struct selection {
    const struct unit_slice *slice;
    bool has_level;
    enum level level;
    uint32_t parent;    /* position, UNIT_NONE: any */
    const char *folded; /* part of the name, or the code; NULL: any */
};

static bool name_holds(struct arena *arena, const struct unit_version *version, const char *folded) {
    return strstr(text_fold(arena, version->name), folded) || text_equal(version->code, folded);
}

static bool selects(struct arena *arena, const struct selection *selection, uint32_t position) {
    const struct unit_version *version = selection->slice->version[position];
    if (selection->has_level && version->level != selection->level)
        return false;
    if (selection->parent != UNIT_NONE && selection->slice->parent[position] != selection->parent)
        return false;
    return !selection->folded || name_holds(arena, version, selection->folded);
}

/* Lists go by the pre-order of the tree; a cursor names the last unit told. UNIT_NONE: it is no longer in the tree of
 * that date. */
static uint32_t position_after(const struct unit_slice *slice, const char *after) {
    if (!after)
        return 0;
    uint32_t unit = unit_by_id(slice->tree, after);
    uint32_t position = unit == UNIT_NONE ? UNIT_NONE : slice->position_of[unit];
    return position == UNIT_NONE ? UNIT_NONE : position + 1;
}

static void write_selection(struct call *call, const struct selection *selection, uint32_t position, uint32_t limit) {
    const struct unit_slice *slice = selection->slice;
    uint32_t end = selection->parent == UNIT_NONE ? slice->count : slice->subtree_end[selection->parent];
    const char *last = NULL;
    bool more = false;
    struct json_writer writer = list_begin(call);
    struct arena scratch = {0};
    for (uint32_t told = 0; position < end && !more; position++) {
        arena_reset(&scratch);
        if (!selects(&scratch, selection, position))
            continue;
        more = told == limit;
        if (more)
            break;
        const struct unit *unit = &slice->tree->units[slice->unit_of[position]];
        write_unit(&writer, unit, slice->version[position]);
        last = unit->id;
        told++;
    }
    arena_done(&scratch);
    list_end(call, &writer, more ? last : NULL);
}

static void list_selection(struct call *call, const struct selection *selection) {
    struct page page = page_asked(call);
    if (!query_is_sound(call))
        return;
    uint32_t position = position_after(selection->slice, page.after);
    if (position == UNIT_NONE) {
        issue_add_at(&call->issues, ISSUE_BAD_FORMAT, "cursor", "next", NULL, NULL)->in = "query";
        call_refuse(call, PROBLEM_UNREADABLE, NULL);
        return;
    }
    uint32_t first = selection->parent == UNIT_NONE ? 0 : selection->parent + 1;
    write_selection(call, selection, position > first ? position : first, page.limit);
}

void unit_children(struct call *call) {
    struct asked asked;
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    call_query_known(call, (const char *const[]){"at", "limit", "cursor", NULL});
    if (!unit_asked(call, snapshot, &asked))
        return;
    struct selection selection = {.slice = snapshot_slice(snapshot, asked.date, &call->arena)};
    selection.parent = selection.slice->position_of[asked.unit];
    list_selection(call, &selection);
}

static void level_asked(struct call *call, struct selection *selection) {
    const char *level = call_query(call, "level");
    selection->has_level = level != NULL;
    if (level && !level_parse(level, &selection->level))
        issue_add_at(&call->issues, ISSUE_NOT_ONE_OF, "level", "nation, province, district, commune", NULL, NULL)->in =
            "query";
}

static void parent_asked(struct call *call, const struct snapshot *snapshot, struct selection *selection) {
    const char *parent = call_query(call, "parent");
    selection->parent = UNIT_NONE;
    if (!parent)
        return;
    uint32_t unit = snapshot_unit_asked(snapshot, parent, selection->slice->date, call->language, NULL, &call->issues);
    if (unit != UNIT_NONE) {
        selection->parent = selection->slice->position_of[unit];
        return;
    }
    call->issues.last->in = "query";
    call->issues.last->pointer = "parent";
}

void unit_list(struct call *call) {
    day_t date;
    call_query_known(call, (const char *const[]){"at", "level", "parent", "q", "limit", "cursor", NULL});
    (void)date_asked(call, &date);
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    struct selection selection = {.slice = snapshot_slice(snapshot, date, &call->arena)};
    const char *sought = call_query(call, "q");
    selection.folded = sought ? text_fold(&call->arena, sought) : NULL;
    level_asked(call, &selection);
    parent_asked(call, snapshot, &selection);
    list_selection(call, &selection);
}

/* The edge seen from one end: the unit at the other end as it stood beside the effective date. */
static void write_edge(struct json_writer *writer, const struct unit_tree *tree, uint32_t unit,
                       const struct succession *edge, day_t date, bool derived) {
    const struct unit *other = &tree->units[unit];
    const struct unit_version *version = unit_version_at(tree, unit, date);
    write_object(writer, NULL);
    write_members(writer, other, version ? version : &other->versions[0]);
    write_text(writer, "kind", succession_name(edge->kind));
    write_day(writer, "effectiveDate", edge->effective);
    write_flag(writer, "derived", derived);
    write_share(writer, &edge->share);
    write_object_end(writer);
}

/* known false: the unit has ended (or begun), and nothing says what became of it (or what it came from). */
static void end_edges(struct call *call, struct json_writer *writer, bool known) {
    write_array_end(writer);
    write_null(writer, "next");
    write_flag(writer, "known", known);
    write_object_end(writer);
    call_reply(call, 200);
}

void unit_successors_get(struct call *call) {
    struct asked asked;
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    if (!call_query_only(call, only_at) || !unit_asked(call, snapshot, &asked))
        return;
    struct succession *edges = arena_new_array(&call->arena, struct succession, EDGES_MAX);
    bool derived;
    size_t count = unit_became(asked.tree, asked.unit, edges, EDGES_MAX, &derived);
    const struct unit *unit = &asked.tree->units[asked.unit];
    struct json_writer writer = list_begin(call);
    for (size_t i = 0; i < count && i < EDGES_MAX; i++)
        write_edge(&writer, asked.tree, edges[i].to, &edges[i], edges[i].effective, derived);
    end_edges(call, &writer, count > 0 || unit->versions[unit->version_count - 1].until == DAY_NEVER);
}

void unit_predecessors_get(struct call *call) {
    struct asked asked;
    AUTO_SNAPSHOT *snapshot = present_hold(plans_of(call));
    if (!call_query_only(call, only_at) || !unit_asked(call, snapshot, &asked))
        return;
    struct succession *edges = arena_new_array(&call->arena, struct succession, EDGES_MAX);
    bool derived;
    size_t count = unit_came_from(asked.tree, asked.unit, edges, EDGES_MAX, &derived);
    struct json_writer writer = list_begin(call);
    for (size_t i = 0; i < count && i < EDGES_MAX; i++)
        write_edge(&writer, asked.tree, edges[i].from, &edges[i], edges[i].effective - 1, derived);
    end_edges(call, &writer, count > 0 || asked.tree->units[asked.unit].versions[0].from == DAY_EVER);
}
