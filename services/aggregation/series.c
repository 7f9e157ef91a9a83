/* GET /v1/series: one cell of one unit over time.
 *
 * As reported, each period stands on its own tree: a unit with others below it is read from what is written down, one without from its own
 * reports, many periods at once; so is one that is made from several but takes its figure from one of them. Where it takes it from several, the leaves
 * inside the unit are put together, and what is asked for on another tree is computed as a roll-up would be. Nothing is read or computed of a period of
 * which nothing was ever received. */
#include "routes.h"

#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "figures_json.h"
#include "home.h"
#include "question.h"
#include "rollup_table.h"
#include "sheet/csv_write.h"
#include "stored_rollup_sql.h"
#include "tally_cell.h"

struct point {
    struct period period;
    const struct period *parts; /* what it is made from */
    size_t part_count;
    enum over_periods rule;      /* by which they give the figure */
    const struct period *source; /* the only part that gives it, standing on the point's tree; NULL: there is none */
    int32_t cell;                /* in the version of the form that was in force; -1: it was not there yet */
    bool known;
    const char *status; /* why there is no sum; NULL */
    int64_t sum;
    uint32_t reported;
};

struct series {
    struct call *call;
    struct question question; /* of its last period */
    const struct cell *cell;  /* in the last period's version of the form */
    struct point *points;
    size_t count, capacity;
    const char *every;
};

/* ---- What is asked for */

static void query_issue(struct call *call, const char *name, enum issue_type type, const char *argument0,
                        const char *argument1) {
    issue_add_at(&call->issues, type, name, argument0, argument1, NULL)->in = "query";
}

static bool is_kind(const char *every, enum period_kind kind) {
    static const struct {
        const char *word;
        enum period_kind kind;
    } words[] = {{"month", PERIOD_MONTH}, {"quarter", PERIOD_QUARTER}, {"half", PERIOD_HALF}, {"year", PERIOD_YEAR}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_equal(words[i].word, every))
            return words[i].kind == kind;
    return false;
}

static void add_point(struct series *series, const struct period *period) {
    struct arena *arena = &series->call->arena;
    struct period parts[PERIODS_IN_MAX];
    const struct tally_question asked =
        question_of_tally(&series->question, aggregation_of(series->call)->cubes, period);
    struct point point = {.period = *period, .sum = QUANTITY_MISSING, .part_count = tally_parts(&asked, parts)};
    point.parts = arena_copy(arena, parts, point.part_count * sizeof *parts);
    series->points = arena_grow(arena, series->points, series->count, &series->capacity, sizeof *series->points);
    series->points[series->count++] = point;
}

static bool read_points(struct series *series, const char *from) {
    struct call *call = series->call;
    const struct question *question = &series->question;
    const struct calendar *calendar = snapshot_programme(question->snapshot, question->form->programme)->calendar;
    struct period period;
    if (!from || !period_parse(from, calendar, &period) || !is_kind(series->every, period.kind))
        query_issue(call, "from", from ? ISSUE_BAD_PERIOD : ISSUE_REQUIRED, NULL, NULL);
    else if (period.kind != question->period.kind || period.start > question->period.start)
        query_issue(call, "to", ISSUE_INCONSISTENT, from, NULL);
    while (call->issues.count == 0 && period.start <= question->period.start) {
        if (series->count == SERIES_MAX)
            query_issue(call, "from", ISSUE_TOO_MANY, arena_format(&call->arena, "%d", SERIES_MAX), NULL);
        else
            add_point(series, &period);
        if (!period_next(&period, calendar, &period))
            break;
    }
    return call->issues.count == 0;
}

static bool read_cell(struct series *series) {
    struct call *call = series->call;
    const char *code = call_query(call, "cell");
    int32_t index = code ? form_cell(series->question.version, code) : -1;
    if (index < 0)
        query_issue(call, "cell", code ? ISSUE_UNKNOWN_CELL : ISSUE_REQUIRED, series->question.form->code, code);
    else
        series->cell = &series->question.version->cells[index];
    return index >= 0;
}

static bool series_read(struct series *series) {
    struct call *call = series->call;
    struct question *question = &series->question;
    const char *unit = call_query(call, "unit");
    series->every = call_query(call, "every");
    if (!question_of(call, question, "query", call_query(call, "form"), call_query(call, "to")))
        return false;
    if (!unit)
        query_issue(call, "unit", ISSUE_REQUIRED, NULL, NULL);
    if (!series->every)
        query_issue(call, "every", ISSUE_REQUIRED, NULL, NULL);
    else if (!is_kind(series->every, question->period.kind))
        query_issue(call, "every", ISSUE_NOT_ONE_OF, "month, quarter, half, year: as from and to", NULL);
    bool good = unit && series->every && read_cell(series) && read_points(series, call_query(call, "from"));
    if (good && call->issues.count == 0)
        return question_of_unit(call, question, "query", unit);
    call_refuse_issues(call);
    return false;
}

static uint32_t position_then(const struct series *series, const struct point *point) {
    const struct unit_slice *slice =
        snapshot_slice(series->question.snapshot, period_tree_date(&point->period), &series->call->arena);
    return slice->position_of[series->question.unit];
}

static bool has_units_below(const struct series *series, const struct point *point) {
    const struct unit_slice *slice =
        snapshot_slice(series->question.snapshot, period_tree_date(&point->period), &series->call->arena);
    uint32_t position = slice->position_of[series->question.unit];
    return slice->subtree_end[position] > position + 1;
}

static bool is_plain(const struct series *series) {
    const struct question *question = &series->question;
    return question->boundary_date == DAY_NEVER && !question->agency && question->as_of == MOMENT_NONE;
}

static bool is_on_tree_of(const struct series *series, const struct point *point, const struct period *part) {
    const struct snapshot *snapshot = series->question.snapshot;
    struct arena *arena = &series->call->arena;
    const struct unit_slice *slice = snapshot_slice(snapshot, period_tree_date(&point->period), arena);
    return snapshot_slice(snapshot, period_tree_date(part), arena)->valid_from == slice->valid_from;
}

/* A part that is not used gives no leaf a figure: where one is, its roll-up says it all. */
static const struct period *only_source(const struct series *series, const struct point *point) {
    const struct period *source = NULL;
    for (size_t part = 0; part < point->part_count; part++) {
        if (!over_periods_uses(point->rule, part, point->part_count))
            continue;
        if (source != NULL || !is_on_tree_of(series, point, &point->parts[part]))
            return NULL;
        source = &point->parts[part];
    }
    return source;
}

static void point_take(struct point *point, struct cell_sum sum) {
    point->known = true;
    point->sum = sum.sum;
    point->reported = sum.reported;
}

/* The cell as it was then. Its rule is that of the last part's version, as where all of the period is rolled up. */
static void point_set_cell(const struct series *series, struct point *point) {
    const struct form *form = series->question.form;
    const struct form_version *version = form_version_for(form, &point->period);
    point->cell = version ? form_cell(version, series->cell->code) : -1;
    if (point->cell < 0)
        return;
    const struct form_version *last = form_version_for(form, &point->parts[point->part_count - 1]);
    point->rule = last->cells[point->cell].indicator->over_periods;
    point->source = only_source(series, point);
}

/* What needs no looking up: the unit, the form or the cell was not there. */
static void points_begin(struct series *series) {
    for (size_t i = 0; i < series->count; i++) {
        struct point *point = &series->points[i];
        point_set_cell(series, point);
        if (series->question.boundary_date == DAY_NEVER && position_then(series, point) == UNIT_NONE)
            point->status = "unitNotValid";
        else if (point->cell < 0)
            point->status = "formNotInForce";
        else if (cell_confidential(series->cell, &series->call->caller))
            point->status = "confidential";
        point->known = point->status != NULL;
    }
}

/* ---- Of which nothing was received */

static const char *parts_unknown(const struct series *series, struct db_array *array) {
    for (size_t i = 0; i < series->count; i++)
        for (size_t part = 0; !series->points[i].known && part < series->points[i].part_count; part++)
            db_array_text(array, series->points[i].parts[part].code);
    return db_array_end(array);
}

static bool is_in(const char *period, const struct received_periods *received) {
    for (size_t i = 0; i < received->count; i++)
        if (text_equal(received->periods[i], period))
            return true;
    return false;
}

/* On another tree also what gives no figure may say why there is none. */
static bool is_received(const struct series *series, const struct point *point,
                        const struct received_periods *received) {
    for (size_t part = 0; part < point->part_count; part++) {
        bool counts =
            series->question.boundary_date != DAY_NEVER || over_periods_uses(point->rule, part, point->part_count);
        if (counts && is_in(point->parts[part].code, received))
            return true;
    }
    return false;
}

/* However it is asked for: no figure and no report. */
static bool settle_empty(struct series *series, struct db *db, struct fail *fail) {
    struct db_array wanted __attribute__((cleanup(db_array_done)));
    struct received_periods received;
    db_array_begin(&wanted);
    if (!periods_received(db, series->question.form->code, parts_unknown(series, &wanted), &series->call->arena,
                          &received, fail))
        return false;
    for (size_t i = 0; i < series->count; i++)
        series->points[i].known |= !is_received(series, &series->points[i], &received);
    return true;
}

/* ---- From one report period each, as reported */

/* The report periods of the points still unknown that have one each, of a unit with or without units below; as text[]. */
static const char *periods_wanted(const struct series *series, bool below, struct db_array *array) {
    for (size_t i = 0; i < series->count; i++) {
        const struct point *point = &series->points[i];
        if (!point->known && point->source && has_units_below(series, point) == below)
            db_array_text(array, point->source->code);
    }
    return db_array_end(array);
}

/* The bases with which the roll-ups of those still unknown would be written down now; as text[]. */
static const char *bases_wanted(const struct series *series, struct db_array *array) {
    char basis[BASIS_TEXT_SIZE];
    for (size_t i = 0; i < series->count; i++)
        if (!series->points[i].known && series->points[i].source)
            db_array_text(array, basis_text(series->question.snapshot, series->question.form->code,
                                            series->points[i].source->code, basis));
    return db_array_end(array);
}

static struct point *point_of(const struct series *series, const char *period) {
    for (size_t i = 0; i < series->count; i++)
        if (series->points[i].source && text_equal(series->points[i].source->code, period))
            return &series->points[i];
    return NULL;
}

static void take_stored(const struct series *series, const struct stored_rollup *row, struct point *point) {
    const struct form_version *version = form_version_for(series->question.form, point->source);
    struct cell_sum none = {.sum = QUANTITY_MISSING};
    point_take(point, row->figure_count == 0
                          ? none
                          : stored_cell(row, version->cell_count, series->question.view, false, (uint32_t)point->cell));
}

static bool read_stored(struct series *series, struct db *db, struct fail *fail) {
    struct db_array wanted __attribute__((cleanup(db_array_done))), bases __attribute__((cleanup(db_array_done)));
    struct call *call = series->call;
    struct stored_rollups rows;
    const char **periods;
    db_array_begin(&wanted);
    db_array_begin(&bases);
    if (!rollups_read_unit(db, series->question.form->code, series->question.unit_id, bases_wanted(series, &bases),
                           periods_wanted(series, true, &wanted), &call->arena, &rows, &periods, fail))
        return false;
    for (size_t i = 0; i < rows.count; i++)
        take_stored(series, &rows.rows[i], point_of(series, periods[i]));
    return true;
}

/* ---- A unit with nothing below it: a tree of one */

static const struct obligation_list *tree_of_one(const struct series *series) {
    struct arena *arena = &series->call->arena;
    const struct unit_tree *tree = snapshot_tree(series->question.snapshot);
    struct obligation_list *list = arena_new(arena, struct obligation_list);
    struct unit_slice *slice = arena_new(arena, struct unit_slice);
    uint32_t *position_of = arena_new_array(arena, uint32_t, tree->unit_count);
    memset(position_of, 0xff, tree->unit_count * sizeof *position_of);
    position_of[series->question.unit] = 0;
    static const uint32_t none = UNIT_NONE, one = 1;
    *slice = (struct unit_slice){.tree = tree,
                                 .count = 1,
                                 .unit_of = &series->question.unit,
                                 .position_of = position_of,
                                 .parent = &none,
                                 .subtree_end = &one};
    list->slice = slice;
    return list;
}

static bool take_reports(const struct series *series, const PGresult *rows, int first, int end,
                         const struct obligation_list *one, struct fail *fail) {
    struct point *point = point_of(series, db_text(rows, first, VERSION_PERIOD));
    const struct change_marks none = {.count = 0};
    struct cell_sum sums[CELLS_MAX];
    AUTO_CUBE *cube =
        cube_load_rows(cube_ground_new_on(series->question.snapshot, series->question.form, point->source, one), rows,
                       first, end, &none, fail);
    if (cube == NULL)
        return false;
    rollup_own(cube->rollup, 0, series->question.view, sums);
    point_take(point, sums[point->cell]);
    return true;
}

static bool read_own(struct series *series, struct db *db, struct fail *fail) {
    struct db_array wanted __attribute__((cleanup(db_array_done)));
    db_array_begin(&wanted);
    AUTO_RESULT *rows = versions_read_unit(db, series->question.form->code, series->question.unit_id,
                                           periods_wanted(series, false, &wanted), fail);
    const struct obligation_list *one = tree_of_one(series);
    bool good = rows != NULL;
    for (int first = 0, end; good && first < db_rows(rows); first = end) {
        end = first + 1;
        while (end < db_rows(rows) &&
               text_equal(db_text(rows, first, VERSION_PERIOD), db_text(rows, end, VERSION_PERIOD)))
            end++;
        good = take_reports(series, rows, first, end, one, fail);
    }
    for (size_t i = 0; good && i < series->count; i++) /* nothing was received of the others */
        if (!series->points[i].known && series->points[i].source && !has_units_below(series, &series->points[i]))
            series->points[i].known = true;
    return good;
}

static bool read_plain(struct series *series, struct db *db, struct fail *fail) {
    return !is_plain(series) || (read_stored(series, db, fail) && read_own(series, db, fail));
}

/* Many periods in one statement each. */
static bool read_together(struct series *series) {
    struct fail fail = {0};
    AUTO_LEASE lease = {0};
    if (db_lease_as(service_of(series->call)->pool, &reader_of_leaves, &lease, &fail) &&
        settle_empty(series, lease.db, &fail) && read_plain(series, lease.db, &fail))
        return true;
    call_refuse_fail(series->call, &fail);
    return false;
}

/* ---- All others: as a roll-up */

static bool read_on_own_tree(const struct series *series, struct tally_question *asked, struct point *point,
                             struct fail *fail) {
    const struct tally_cell cell = {series->question.unit_id, (uint32_t)point->cell, series->question.view};
    struct cell_sum sum;
    asked->tree_date = DAY_NEVER;
    if (!tally_cell_read(asked, &cell, &sum, fail))
        return false;
    point_take(point, sum);
    return true;
}

static bool read_on_another_tree(const struct series *series, const struct tally_question *asked, struct point *point,
                                 struct fail *fail) {
    AUTO_TALLY tally = {0};
    struct cell_sum sums[CELLS_MAX];
    enum holding holdings[CELLS_MAX];
    if (!tally_open(&series->call->arena, asked, &tally, fail))
        return false;
    tally_cells(&tally, tally_position(&tally, series->question.unit_id), series->question.view, false, sums, holdings);
    point_take(point, sums[point->cell]);
    point->status = holding_status(holdings[point->cell]);
    if (!holding_has_figure(holdings[point->cell]))
        point->sum = QUANTITY_MISSING;
    return true;
}

static bool read_point(const struct series *series, struct point *point, struct fail *fail) {
    struct tally_question asked =
        question_of_tally(&series->question, aggregation_of(series->call)->cubes, &point->period);
    return series->question.boundary_date == DAY_NEVER ? read_on_own_tree(series, &asked, point, fail)
                                                       : read_on_another_tree(series, &asked, point, fail);
}

static bool read_tallies(struct series *series) {
    struct fail fail = {0};
    for (size_t i = 0; i < series->count; i++) {
        if (series->points[i].known || read_point(series, &series->points[i], &fail))
            continue;
        call_refuse_fail(series->call, &fail);
        return false;
    }
    return true;
}

/* ---- The answer */

static void write_point(struct json_writer *json, const struct series *series, const struct point *point) {
    write_object(json, NULL);
    write_period(json, &point->period);
    write_array(json, "madeFrom");
    for (size_t i = 0; i < point->part_count; i++)
        write_text(json, NULL, point->parts[i].code);
    write_array_end(json);
    write_figure(json, "sum", series->cell, point->sum);
    write_int(json, "reported", point->reported);
    if (point->status)
        write_text(json, "status", point->status);
    write_object_end(json);
}

static void series_write(const struct series *series) {
    struct call *call = series->call;
    const struct question *question = &series->question;
    struct json_writer json = call_json(call);
    write_object(&json, NULL);
    write_text(&json, "form", question->form->code);
    write_text(&json, "unit", question->unit_id);
    write_text(&json, "cell", series->cell->code);
    write_text(&json, "every", series->every);
    write_text(&json, "boundaries", question->boundaries);
    write_moment(&json, "asOf", question->as_of == MOMENT_NONE ? call->now : question->as_of);
    write_flag(&json, "complete", question->complete);
    write_text(&json, "counted", question_counted(question));
    write_array(&json, "items");
    for (size_t i = 0; i < series->count; i++)
        write_point(&json, series, &series->points[i]);
    write_array_end(&json);
    write_object_end(&json);
    call_reply(call, 200);
}

static const char *digits_of(struct series *series, int64_t figure) {
    char text[QUANTITY_TEXT_SIZE];
    if (figure == QUANTITY_MISSING)
        return NULL;
    return arena_text(&series->call->arena, quantity_format(figure, series->cell->indicator->decimals, text));
}

static void csv_point(struct csv_writer *csv, struct series *series, const struct point *point) {
    char day[DAY_TEXT_SIZE];
    csv_write_text(csv, series->question.form->code);
    csv_write_text(csv, series->question.unit_id);
    csv_write_text(csv, series->cell->code);
    csv_write_text(csv, point->period.code);
    csv_write_text(csv, day_format(point->period.start, day));
    csv_write_text(csv, day_format(point->period.end, day));
    csv_write_digits(csv, digits_of(series, point->sum));
    csv_write_int(csv, point->reported);
    csv_write_text(csv, point->status);
    csv_write_row_end(csv);
}

static void series_csv(struct series *series) {
    struct call *call = series->call;
    struct csv_writer csv = {.to = &call->body};
    buffer_text(&call->body, "form,unit,cell,period,start,end,sum,reported,status\r\n");
    for (size_t i = 0; i < series->count; i++)
        csv_point(&csv, series, &series->points[i]);
    list_file_answer(call, "series");
}

static void series_done(struct series *series) {
    question_done(&series->question);
}

void series_get(struct call *call) {
    static const char *const parameters[] = {"form", "unit",       "cell",    "from",   "to", "every",
                                             "asOf", "boundaries", "counted", "agency", NULL};
    struct series series __attribute__((cleanup(series_done))) = {.call = call};
    call_query_known(call, parameters);
    if (!series_read(&series))
        return;
    points_begin(&series);
    shown_head(&series.question.shown, series.question.unit);
    if (!read_together(&series) || !read_tallies(&series))
        return;
    if (list_file_wanted(call))
        series_csv(&series);
    else
        series_write(&series);
}
