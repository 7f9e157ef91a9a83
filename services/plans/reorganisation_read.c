/* Reads a reorganisation and finds the units at both ends of each edge. */
#include "reorganisation_read.h"

#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "core/map.h"
#include "core/text.h"
#include "domain/privacy.h"
#include "reference/decode.h"
#include "reference/shape.h"
#include "reorganisation_share.h"
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
    struct map seen;      /* pairs */
    struct map divisions; /* struct divided by the old unit */
};

/* What its edges say of a unit, and where the first of them stands. */
struct divided {
    struct division division;
    bool goes_on;
    const char *pointer; /* NULL: in a row */
    uint32_t row;
};

/* ---- Edges, wherever they stand */

static const char *id_of(const struct reading *reading, uint32_t unit) {
    return arena_text(reading->arena, snapshot_tree(reading->snapshot)->units[unit].id);
}

/* An edge as it is read. */
struct drawn {
    uint32_t from, to;
    enum succession_kind kind;
    struct unit_share share;
    const char *note;
    const char *pointer; /* NULL: in a row */
    uint32_t row;
};

static struct issue *edge_issue(const struct reading *reading, const struct drawn *drawn, enum issue_type type,
                                const char *member, const char *column, const char *argument) {
    const char *pointer = drawn->pointer ? arena_format(reading->arena, "%s%s", drawn->pointer, member) : NULL;
    struct issue *issue = issue_add_at(reading->issues, type, pointer, argument, NULL, NULL);
    if (!drawn->pointer) {
        issue->row = drawn->row;
        issue->column = column;
    }
    return issue;
}

static bool keeps_the_unit(enum succession_kind kind) {
    return succession_is_whole(kind) && kind != SUCCESSION_FULL;
}

static void add_to_division(struct reading *reading, const struct drawn *drawn, const char *from) {
    struct divided *divided = map_get(&reading->divisions, from);
    if (!divided) {
        const struct unit_tree *tree = snapshot_tree(reading->snapshot);
        divided = arena_new(reading->arena, struct divided);
        divided->goes_on = unit_version_at(tree, drawn->from, reading->reorganisation->effective) != NULL;
        map_set(&reading->divisions, from, divided);
    }
    if (divided->division.shared == 0) {
        divided->pointer = drawn->pointer;
        divided->row = drawn->row;
    }
    division_add(&divided->division, drawn->kind, &drawn->share);
}

static void add_edge(struct reading *reading, const struct drawn *drawn) {
    struct edge edge = {.from = id_of(reading, drawn->from),
                        .to = id_of(reading, drawn->to),
                        .kind = drawn->kind,
                        .share = drawn->share,
                        .note = drawn->note};
    const char *pair = arena_format(reading->arena, "%s %s", edge.from, edge.to);
    if (map_get(&reading->seen, pair)) {
        edge_issue(reading, drawn, ISSUE_DUPLICATE, "", "new_code", edge.to);
        return;
    }
    map_set(&reading->seen, pair, reading);
    if (drawn->from == drawn->to && !keeps_the_unit(drawn->kind))
        edge_issue(reading, drawn, ISSUE_CYCLE, "/to", "new_code", pair);
    reading->edges = arena_grow(reading->arena, reading->edges, reading->reorganisation->edge_count, &reading->capacity,
                                sizeof *reading->edges);
    reading->edges[reading->reorganisation->edge_count++] = edge;
    add_to_division(reading, drawn, edge.from);
}

/* At the first edge of each unit that has a share. */
static void check_divisions(struct reading *reading) {
    for (size_t i = 0; i < reading->reorganisation->edge_count; i++) {
        struct divided *divided = map_get(&reading->divisions, reading->edges[i].from);
        const char *flaw = division_flaw(&divided->division, divided->goes_on, reading->arena);
        const struct drawn first = {.pointer = divided->pointer, .row = divided->row};
        divided->division.shared = 0; /* told once */
        if (flaw)
            edge_issue(reading, &first, ISSUE_INCONSISTENT, "/share", "share", flaw);
    }
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
    COLUMN_NOTE,
    COLUMN_SHARE, /* from here on a mapping need not have them */
    COLUMN_SHARE_BASIS
};
static const char *const columns[] = {"old_code", "old_name", "old_district", "old_province",
                                      "new_code", "new_name", "new_province", "kind",
                                      "note_vi",  "share",    "share_basis",  NULL};

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

/* False: a share that cannot be read. */
static bool row_share(const struct reading *reading, const struct table *table, const struct csv_row *row,
                      struct unit_share *ret_share) {
    const char *share = table_field(table, row, COLUMN_SHARE), *basis = table_field(table, row, COLUMN_SHARE_BASIS);
    *ret_share = (struct unit_share){.of = 0};
    if (!*share && !*basis)
        return true;
    bool good = share_parse(share, ret_share);
    if (!good)
        table_issue(table, row, COLUMN_SHARE, ISSUE_BAD_FORMAT, "4321/10000", NULL, NULL);
    if (!*basis || strlen(basis) > SHARE_BASIS_BYTES_MAX) {
        table_issue(table, row, COLUMN_SHARE_BASIS, *basis ? ISSUE_TOO_LONG : ISSUE_REQUIRED,
                    arena_format(reading->arena, "%d", SHARE_BASIS_BYTES_MAX), NULL, NULL);
        return false;
    }
    ret_share->basis = arena_text(reading->arena, basis);
    return good;
}

static void take_row(void *taker, const struct table *table, const struct csv_row *row) {
    struct reading *reading = taker;
    day_t effective = reading->reorganisation->effective;
    struct drawn drawn = {.row = row->number};
    if (!*table_field(table, row, COLUMN_OLD)) {
        reading->reorganisation->skipped++;
        return;
    }
    bool known = succession_parse(table_field(table, row, COLUMN_KIND), &drawn.kind);
    if (!known)
        table_issue(table, row, COLUMN_KIND, ISSUE_NOT_ONE_OF, "FULL, PARTIAL, UNCHANGED, …", NULL, NULL);
    bool shared = row_share(reading, table, row, &drawn.share);
    drawn.from = row_unit(reading, table, row, COLUMN_OLD, effective - 1);
    drawn.to = row_unit(reading, table, row, COLUMN_NEW, effective);
    const char *note = arena_text(reading->arena, table_field(table, row, COLUMN_NOTE));
    drawn.note = *note ? note : NULL;
    if (known && shared && drawn.from != UNIT_NONE && drawn.to != UNIT_NONE)
        add_edge(reading, &drawn);
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
    struct table table = {
        .columns = columns, .needed = COLUMN_SHARE, .issues = reading->issues, .take = take_row, .taker = reading};
    table_read(&table, source->bytes, source->size, REORGANISATION_EDGES_MAX);
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
    struct drawn drawn = {.pointer = place_pointer(reading->arena, &edge->place)};
    uint32_t before = reading->issues->count;
    drawn.from = edge_unit(reading, edge, "from", effective - 1);
    drawn.to = edge_unit(reading, edge, "to", effective);
    const char *kind_text = object_text(edge, "kind", REQUIRED, CODE_MAX);
    const char *note = object_text(edge, "note", OPTIONAL, NAME_MAX_BYTES);
    share_read(edge, reading->arena, &drawn.share);
    object_end(edge);
    struct place place = object_place(edge, "kind"), note_place = object_place(edge, "note");
    privacy_check(reading->issues, note, &note_place);
    if (kind_text && !succession_parse(kind_text, &drawn.kind))
        issue_add(reading->issues, ISSUE_NOT_ONE_OF, &place, "full, partial, unchanged, …", NULL, NULL);
    if (reading->issues->count > before)
        return;
    drawn.note = note ? arena_text(reading->arena, note) : NULL;
    add_edge(reading, &drawn);
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
    struct array edges = object_array(&object, "edges", REQUIRED, REORGANISATION_EDGES_MAX);
    for (size_t i = 0; dated && i < edges.count; i++) {
        struct place place;
        struct object edge = array_object(&edges, i, &place);
        read_edge(reading, &edge);
    }
    int64_t skipped = 0;
    object_int(&object, "skipped", OPTIONAL, 0, REORGANISATION_EDGES_MAX, &skipped);
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
    map_init(&reading.divisions, issues->arena, 1024);
    if (source->kind == BODY_CSV)
        read_csv(&reading, source);
    else
        read_json(&reading, source);
    check_divisions(&reading);
    ret_reorganisation->edges = reading.edges;
}
