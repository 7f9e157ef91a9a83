/* Reads a reorganisation and finds the units at both ends of each edge. */
#include "reorganisation_read.h"

#include <stdlib.h>

#include "core/limits.h"
#include "core/map.h"
#include "core/text.h"
#include "reference/decode.h"
#include "reference/shape.h"
#include "table.h"
#include "json/read.h"

struct reading {
    const struct snapshot *snapshot;
    enum language language;
    struct arena *arena;
    struct issues *issues;
    struct reorganisation *reorganisation;
    struct edge *edges;
    size_t capacity;
    struct map seen; /* pairs */
};

static const char *id_of(const struct reading *reading, uint32_t unit) {
    return arena_text(reading->arena, snapshot_tree(reading->snapshot)->units[unit].id);
}

/* Adds the edge unless the pair is there; false: it is. */
static bool add_edge(struct reading *reading, uint32_t from, uint32_t to, enum succession_kind kind, const char *note) {
    struct edge edge = {.from = id_of(reading, from), .to = id_of(reading, to), .kind = kind, .note = note};
    const char *pair = arena_format(reading->arena, "%s %s", edge.from, edge.to);
    if (map_get(&reading->seen, pair))
        return false;
    map_set(&reading->seen, pair, reading);
    reading->edges = arena_grow(reading->arena, reading->edges, reading->reorganisation->edge_count, &reading->capacity,
                                sizeof *reading->edges);
    reading->edges[reading->reorganisation->edge_count++] = edge;
    return true;
}

/* Columns of mapping_2025-07-01.csv; names and places are told for people, the codes and the date say which unit. */
enum column {
    COLUMN_OLD,
    COLUMN_OLD_NAME,
    COLUMN_OLD_DISTRICT,
    COLUMN_OLD_PROVINCE,
    COLUMN_NEW,
    COLUMN_NEW_NAME,
    COLUMN_NEW_PROVINCE,
    COLUMN_KIND,
    COLUMN_NOTE
};
static const char *const columns[] = {"old_code", "old_name",     "old_district", "old_province", "new_code",
                                      "new_name", "new_province", "kind",         "note_vi",      NULL};

static uint32_t row_unit(const struct reading *reading, const struct table *table, const struct csv_row *row,
                         enum column column, day_t date) {
    const char *code = table_field(table, row, column);
    uint32_t unit = unit_find(snapshot_tree(reading->snapshot), code, date);
    if (unit != UNIT_NONE && unit_version_at(snapshot_tree(reading->snapshot), unit, date))
        return unit;
    uint32_t before = reading->issues->count;
    unit = snapshot_unit_asked(reading->snapshot, code, date, reading->language, NULL, reading->issues);
    if (reading->issues->count > before) {
        reading->issues->last->pointer = NULL;
        reading->issues->last->row = row->number;
        reading->issues->last->column = columns[column];
    }
    return unit;
}

static void take_row(void *taker, const struct table *table, const struct csv_row *row) {
    struct reading *reading = taker;
    day_t effective = reading->reorganisation->effective;
    enum succession_kind kind = SUCCESSION_FULL;
    if (!*table_field(table, row, COLUMN_OLD)) {
        reading->reorganisation->skipped++;
        return;
    }
    bool known = succession_parse(table_field(table, row, COLUMN_KIND), &kind);
    if (!known)
        table_issue(table, row, COLUMN_KIND, ISSUE_NOT_ONE_OF, "FULL, PARTIAL, UNCHANGED, …", NULL, NULL);
    uint32_t from = row_unit(reading, table, row, COLUMN_OLD, effective - 1);
    uint32_t to = row_unit(reading, table, row, COLUMN_NEW, effective);
    if (!known || from == UNIT_NONE || to == UNIT_NONE)
        return;
    const char *note = arena_text(reading->arena, table_field(table, row, COLUMN_NOTE));
    if (!add_edge(reading, from, to, kind, *note ? note : NULL))
        table_issue(table, row, COLUMN_NEW, ISSUE_DUPLICATE, table_field(table, row, COLUMN_NEW), NULL, NULL);
}

static void query_issue(struct issues *issues, enum issue_type type, const char *name, const char *argument) {
    issue_add_at(issues, type, name, argument, NULL, NULL)->in = "query";
}

static void read_csv(struct reading *reading, const struct reorganisation_source *source) {
    struct reorganisation *reorganisation = reading->reorganisation;
    reorganisation->name_vi = reorganisation->name_en = source->name ? source->name : source->code;
    if (!source->code)
        query_issue(reading->issues, ISSUE_REQUIRED, "code", NULL);
    else if (!text_is_code(source->code, CODE_MAX))
        query_issue(reading->issues, ISSUE_BAD_FORMAT, "code", "[A-Za-z0-9][A-Za-z0-9._-]*");
    if (!source->effective_date)
        query_issue(reading->issues, ISSUE_REQUIRED, "effectiveDate", NULL);
    else if (!day_parse(source->effective_date, &reorganisation->effective))
        query_issue(reading->issues, ISSUE_BAD_DATE, "effectiveDate", NULL);
    if (reading->issues->count > 0)
        return;
    struct table table = {.columns = columns, .issues = reading->issues, .take = take_row, .taker = reading};
    table_read(&table, source->bytes, source->size, EDGES_MAX);
    reorganisation->received = table.rows;
}

static uint32_t edge_unit(const struct reading *reading, struct object *edge, const char *name, day_t date) {
    const char *code = object_text(edge, name, REQUIRED, UNIT_ID_SIZE);
    struct place place = object_place(edge, name);
    return code ? snapshot_unit_asked(reading->snapshot, code, date, reading->language, &place, reading->issues)
                : UNIT_NONE;
}

static void read_edge(struct reading *reading, struct object *edge) {
    day_t effective = reading->reorganisation->effective;
    enum succession_kind kind = SUCCESSION_FULL;
    uint32_t from = edge_unit(reading, edge, "from", effective - 1);
    uint32_t to = edge_unit(reading, edge, "to", effective);
    const char *kind_text = object_text(edge, "kind", REQUIRED, CODE_MAX);
    const char *note = object_text(edge, "note", OPTIONAL, NAME_MAX_BYTES);
    object_end(edge);
    struct place place = object_place(edge, "kind");
    bool known = kind_text && succession_parse(kind_text, &kind);
    if (kind_text && !known)
        issue_add(reading->issues, ISSUE_NOT_ONE_OF, &place, "full, partial, unchanged, …", NULL, NULL);
    if (!known || from == UNIT_NONE || to == UNIT_NONE)
        return;
    if (!add_edge(reading, from, to, kind, note ? arena_text(reading->arena, note) : NULL))
        issue_add(reading->issues, ISSUE_DUPLICATE, &edge->place, id_of(reading, to), NULL, NULL);
}

static void read_act(struct reading *reading, struct object *object) {
    struct object act = object_member(object, "act", OPTIONAL);
    if (!act.json)
        return;
    shape_check(&act, shape_act);
    char *canonical = json_canonical(act.json);
    reading->reorganisation->act = arena_text(reading->arena, canonical);
    free(canonical);
}

static void read_head(struct reading *reading, struct object *object, const char *code_wanted) {
    struct reorganisation *reorganisation = reading->reorganisation;
    const char *code = object_code(object, "code", code_wanted ? OPTIONAL : REQUIRED);
    struct place place = object_place(object, "code");
    if (code && code_wanted && !text_equal(code, code_wanted))
        issue_add(reading->issues, ISSUE_INCONSISTENT, &place, code_wanted, NULL, NULL);
    reorganisation->code = code_wanted ? code_wanted : (code ? arena_text(reading->arena, code) : "");
    decode_names(object, "name", OPTIONAL, NAME_MAX_BYTES, reading->arena, &reorganisation->name_vi,
                 &reorganisation->name_en);
    if (!reorganisation->name_vi)
        reorganisation->name_vi = reorganisation->name_en = reorganisation->code;
    read_act(reading, object);
}

static void read_json(struct reading *reading, const struct reorganisation_source *source) {
    AUTO_JSON *body = json_read(source->bytes, source->size, reading->issues);
    struct object object = object_root(body, reading->issues);
    read_head(reading, &object, source->code);
    bool dated = object_day(&object, "effectiveDate", REQUIRED, &reading->reorganisation->effective);
    struct array edges = object_array(&object, "edges", REQUIRED, EDGES_MAX);
    for (size_t i = 0; dated && i < edges.count; i++) {
        struct place place;
        struct object edge = array_object(&edges, i, &place);
        read_edge(reading, &edge);
    }
    int64_t skipped = 0;
    object_int(&object, "skipped", OPTIONAL, 0, EDGES_MAX, &skipped);
    reading->reorganisation->skipped = (uint32_t)skipped;
    reading->reorganisation->received = (uint32_t)edges.count;
    object_end(&object);
}

void reorganisation_read(const struct reorganisation_source *source, const struct snapshot *snapshot,
                         enum language language, struct issues *issues, struct reorganisation *ret_reorganisation) {
    *ret_reorganisation = (struct reorganisation){.code = source->code};
    struct reading reading = {.snapshot = snapshot,
                              .language = language,
                              .arena = issues->arena,
                              .issues = issues,
                              .reorganisation = ret_reorganisation};
    map_init(&reading.seen, issues->arena, 1024);
    if (source->kind == BODY_CSV)
        read_csv(&reading, source);
    else
        read_json(&reading, source);
    ret_reorganisation->edges = reading.edges;
}
