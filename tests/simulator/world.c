/* The simulated country: its beginning, its reorganisations, and how it is written down. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/text.h"
#include "dice.h"

const char *const agency_codes[AGENCIES] = {"people-committee", "police"};
static const char *const level_words[] = {"nation", "province", "district", "commune"};

/* ---- The beginning */

static int unit_add(struct world *world, int level, int parent, const char *code, day_t from) {
    if (world->unit_count == UNITS_MAX)
        return NOBODY;
    struct place_over_time *unit = &world->units[world->unit_count];
    char day[DAY_TEXT_SIZE];
    *unit = (struct place_over_time){.level = level, .span_count = 1};
    unit->spans[0] = (struct span){.from = from, .until = DAY_NEVER, .parent = parent};
    snprintf(unit->spans[0].code, sizeof unit->spans[0].code, "%s", code);
    snprintf(unit->id, sizeof unit->id, "%s@%s", code, from == DAY_EVER ? "2012-01-01" : day_format(from, day));
    return world->unit_count++;
}

static const char *code_new(struct world *world, int level, char code[CODE_SIZE]) {
    static const int digits[] = {0, 2, 3, 5};
    snprintf(code, CODE_SIZE, "%0*d", digits[level], ++world->code_count);
    return code;
}

static void communes_add(struct world *world, int parent, unsigned count) {
    char code[CODE_SIZE];
    for (unsigned i = 0; i < count; i++)
        unit_add(world, COMMUNE, parent, code_new(world, COMMUNE, code), DAY_EVER);
}

void world_begin(struct world *world, uint64_t seed) {
    struct dice dice = {seed};
    char code[CODE_SIZE];
    *world = (struct world){.owing = {.within = NOBODY}};
    unit_add(world, NATION, NOBODY, "VN", DAY_EVER);
    for (int i = 0; i < 4; i++) {
        int province = unit_add(world, PROVINCE, 0, code_new(world, PROVINCE, code), DAY_EVER);
        for (unsigned j = 0; j < (i == 0 ? 0 : 3); j++) {
            int district = unit_add(world, DISTRICT, province, code_new(world, DISTRICT, code), DAY_EVER);
            communes_add(world, district, dice_roll(&dice, 6));
        }
        if (i < 2)
            communes_add(world, province, i == 0 ? 6 : 3);
    }
}

/* ---- What is when */

static const struct span *span_at(const struct world *world, int unit, day_t date) {
    const struct place_over_time *place = &world->units[unit];
    for (int i = 0; i < place->span_count; i++)
        if (date >= place->spans[i].from && date < place->spans[i].until)
            return &place->spans[i];
    return NULL;
}

int world_level_at(const struct world *world, int unit, day_t date) {
    return span_at(world, unit, date) ? world->units[unit].level : NOBODY;
}

int world_parent_at(const struct world *world, int unit, day_t date) {
    const struct span *span = span_at(world, unit, date);
    return span ? span->parent : NOBODY;
}

bool world_within(const struct world *world, int unit, int ancestor, day_t date) {
    for (int at = unit; at != NOBODY; at = world_parent_at(world, at, date))
        if (at == ancestor)
            return true;
    return false;
}

static const struct span *last_span(const struct world *world, int unit) {
    return &world->units[unit].spans[world->units[unit].span_count - 1];
}

static int holder_at(const struct world *world, int unit, int level, day_t date) {
    while (unit != NOBODY && world->units[unit].level > level)
        unit = world_parent_at(world, unit, date);
    return unit != NOBODY && world->units[unit].level == level ? unit : NOBODY;
}

/* Is the commune, or what it became (came from) on that day, in a unit of the level that the ancestor holds? `known`: in a unit of it at all. */
static bool commune_held(const struct world *world, int commune, int level, day_t day, bool back, int ancestor,
                         day_t date, bool *known) {
    day_t other = back ? day - 1 : day;
    bool held = true, some = false;
    if (span_at(world, commune, other)) {
        int holder = holder_at(world, commune, level, other);
        *known = *known && holder != NOBODY;
        return holder != NOBODY && world_contains(world, ancestor, holder, date);
    }
    for (int i = 0; i < world->edge_count; i++) {
        const struct edge *edge = &world->edges[i];
        if ((back ? edge->to : edge->from) != commune || edge->date != day)
            continue;
        int holder = holder_at(world, back ? edge->from : edge->to, level, other);
        some = true;
        *known = *known && holder != NOBODY;
        held = held && holder != NOBODY && world_contains(world, ancestor, holder, date);
    }
    *known = *known && some;
    return held;
}

/* By its communes; false and nothing known: of one of them it is not known, or it had none. */
static bool communes_held(const struct world *world, int unit, bool back, int ancestor, day_t date, bool *ret_known) {
    day_t day = back ? world->units[unit].spans[0].from : last_span(world, unit)->until;
    bool held = true, some = false;
    *ret_known = world->units[unit].level == PROVINCE || world->units[unit].level == DISTRICT;
    for (int i = 0; *ret_known && i < world->unit_count; i++) {
        if (world->units[i].level != COMMUNE || !world_within(world, i, unit, back ? day : day - 1))
            continue;
        some = true;
        held = commune_held(world, i, world->units[unit].level, day, back, ancestor, date, ret_known) && held;
    }
    *ret_known = *ret_known && some;
    return held;
}

bool world_contains(const struct world *world, int ancestor, int unit, day_t date) {
    bool known = false, all = true, to_come = last_span(world, unit)->until > date;
    if (span_at(world, unit, date))
        return world_within(world, unit, ancestor, date);
    for (int i = 0; i < world->edge_count; i++) {
        const struct edge *edge = &world->edges[i];
        if ((to_come ? edge->to : edge->from) != unit)
            continue;
        known = true;
        all = all && world_contains(world, ancestor, to_come ? edge->from : edge->to, date);
    }
    if (!known)
        all = communes_held(world, unit, to_come, ancestor, date, &known);
    int parent = to_come ? world->units[unit].spans[0].parent : last_span(world, unit)->parent;
    return known ? all : parent != NOBODY && world_contains(world, ancestor, parent, date);
}

/* ---- Shares */

static bool arrives(const struct world *world, int unit, day_t date, bool *split) {
    int count = 0, shared = 0, parts = 0, of = 0;
    if (span_at(world, unit, date))
        return true;
    for (int i = 0; i < world->edge_count; i++) {
        const struct edge *edge = &world->edges[i];
        if (edge->from != unit)
            continue;
        count++;
        shared += edge->of > 0;
        parts += edge->part;
        of = edge->of;
        if (last_span(world, unit)->until > date || !arrives(world, edge->to, date, split))
            return false;
    }
    *split = *split || count > 1;
    return count == 1 || (count > 1 && shared == count && parts == of);
}

bool world_divided(const struct world *world, int unit, day_t date) {
    bool split = false;
    return !span_at(world, unit, date) && arrives(world, unit, date, &split) && split;
}

/* The first edge's part: down, and one more where its remainder is not the smaller one. A unit is split in two here. */
static int64_t first_part(int64_t figure, int64_t part, int64_t of) {
    if (figure < 0)
        return -first_part(-figure, part, of);
    int64_t down = figure * part / of, first_rest = figure * part % of, second_rest = figure * (of - part) % of;
    return down + (first_rest > 0 && first_rest >= second_rest);
}

int64_t world_arriving(const struct world *world, int unit, int64_t figure, int node, bool exactly, day_t date,
                       bool *ret_some) {
    const struct edge *edges[2];
    int count = 0;
    if (span_at(world, unit, date)) {
        bool here = exactly ? unit == node : world_within(world, unit, node, date);
        *ret_some = *ret_some || here;
        return here ? figure : 0;
    }
    for (int i = 0; i < world->edge_count && count < 2; i++)
        if (world->edges[i].from == unit)
            edges[count++] = &world->edges[i];
    int64_t first = count == 1 ? figure : first_part(figure, edges[0]->part, edges[0]->of);
    int64_t there = world_arriving(world, edges[0]->to, first, node, exactly, date, ret_some);
    return count == 1 ? there
                      : there + world_arriving(world, edges[1]->to, figure - first, node, exactly, date, ret_some);
}

bool world_owes(const struct world *world, int unit, int agency, day_t date) {
    const struct owing *owing = &world->owing;
    int level = world_level_at(world, unit, date);
    if (agency == POLICE)
        return level == COMMUNE && owing->police;
    if (level == COMMUNE)
        return owing->within == NOBODY || world_within(world, unit, owing->within, date);
    return level == DISTRICT && owing->districts;
}

/* ---- Reorganisations */

static day_t change_day(struct dice *dice) {
    static const int days[][3] = {{2024, 4, 1}, {2024, 7, 1}, {2024, 10, 15}, {2025, 1, 1}, {2025, 3, 1}, {2025, 7, 1}};
    const int *day = days[dice_roll(dice, sizeof days / sizeof *days)];
    return day_of(day[0], day[1], day[2]);
}

static bool stands_from_before(const struct world *world, int unit, day_t date) {
    return last_span(world, unit)->from < date && last_span(world, unit)->until == DAY_NEVER;
}

static int pick(const struct world *world, struct dice *dice, int level, day_t date) {
    int found[UNITS_MAX], count = 0;
    for (int i = 0; i < world->unit_count; i++)
        if (world->units[i].level == level && stands_from_before(world, i, date))
            found[count++] = i;
    return count == 0 ? NOBODY : found[dice_roll(dice, (unsigned)count)];
}

static void unit_end(struct world *world, int unit, day_t date) {
    world->units[unit].spans[world->units[unit].span_count - 1].until = date;
}

static bool unit_goes_on(struct world *world, int unit, day_t date, int parent, const char *code) {
    struct place_over_time *place = &world->units[unit];
    if (place->span_count == SPANS_MAX)
        return false;
    unit_end(world, unit, date);
    struct span *span = &place->spans[place->span_count++];
    *span = (struct span){.from = date, .until = DAY_NEVER, .parent = parent};
    snprintf(span->code, sizeof span->code, "%s", code);
    return true;
}

static void edge_add(struct world *world, int from, int to, day_t date, bool full) {
    if (world->edge_count < EDGES_MAX)
        world->edges[world->edge_count++] = (struct edge){.from = from, .to = to, .date = date, .full = full};
}

/* How the last two edges divided a unit. */
static void edges_share(struct world *world, int part, int of) {
    struct edge *second = &world->edges[world->edge_count - 1], *first = second - 1;
    *first = (struct edge){first->from, first->to, first->date, false, part, of};
    *second = (struct edge){second->from, second->to, second->date, false, of - part, of};
}

/* Two communes of one parent become a new one, which may take over the code of the first. */
static void communes_merge(struct world *world, struct dice *dice, day_t date) {
    char code[CODE_SIZE];
    int first = pick(world, dice, COMMUNE, date), second = pick(world, dice, COMMUNE, date);
    if (first == second || first == NOBODY || world->unit_count == UNITS_MAX ||
        last_span(world, first)->parent != last_span(world, second)->parent)
        return;
    bool reused = dice_roll(dice, 2) == 0;
    snprintf(code, sizeof code, "%s", last_span(world, first)->code);
    int merged =
        unit_add(world, COMMUNE, last_span(world, first)->parent, reused ? code : code_new(world, COMMUNE, code), date);
    unit_end(world, first, date);
    unit_end(world, second, date);
    edge_add(world, first, merged, date, true);
    edge_add(world, second, merged, date, true);
}

/* A commune becomes two; the second half may go to another district or province. */
static void commune_split(struct world *world, struct dice *dice, day_t date) {
    char code[CODE_SIZE];
    int commune = pick(world, dice, COMMUNE, date);
    int other = pick(world, dice, dice_roll(dice, 2) ? DISTRICT : PROVINCE, date);
    if (commune == NOBODY || world->unit_count + 2 > UNITS_MAX)
        return;
    int parent = last_span(world, commune)->parent;
    int first = unit_add(world, COMMUNE, parent, code_new(world, COMMUNE, code), date);
    bool away = other != NOBODY && dice_roll(dice, 3) == 0;
    int second = unit_add(world, COMMUNE, away ? other : parent, code_new(world, COMMUNE, code), date);
    unit_end(world, commune, date);
    edge_add(world, commune, first, date, false);
    edge_add(world, commune, second, date, false);
    if (dice_roll(dice, 4) > 0)
        edges_share(world, (int)dice_roll(dice, 8), 7);
}

static void commune_recoded(struct world *world, struct dice *dice, day_t date) {
    char code[CODE_SIZE];
    int commune = pick(world, dice, COMMUNE, date);
    if (commune != NOBODY)
        unit_goes_on(world, commune, date, last_span(world, commune)->parent, code_new(world, COMMUNE, code));
}

static void commune_moved(struct world *world, struct dice *dice, day_t date) {
    int commune = pick(world, dice, COMMUNE, date);
    int parent = pick(world, dice, dice_roll(dice, 3) ? DISTRICT : PROVINCE, date);
    if (commune != NOBODY && parent != NOBODY)
        unit_goes_on(world, commune, date, parent, last_span(world, commune)->code);
}

static void district_moved(struct world *world, struct dice *dice, day_t date) {
    int district = pick(world, dice, DISTRICT, date), province = pick(world, dice, PROVINCE, date);
    if (district != NOBODY && province != NOBODY)
        unit_goes_on(world, district, date, province, last_span(world, district)->code);
}

/* All that is below it on the day, and will stay there, began before the day: otherwise it cannot end then. */
static bool can_hand_over(const struct world *world, int unit, day_t date) {
    for (int i = 0; i < world->unit_count; i++)
        for (int j = 0; j < world->units[i].span_count; j++) {
            const struct span *span = &world->units[i].spans[j];
            bool below = span->parent == unit && span->until > date;
            if (below && (span->from >= date || span->until != DAY_NEVER || world->units[i].span_count == SPANS_MAX))
                return false;
        }
    return true;
}

static void hand_over(struct world *world, int unit, int heir, day_t date) {
    for (int i = 0; i < world->unit_count; i++)
        if (last_span(world, i)->parent == unit && last_span(world, i)->until == DAY_NEVER)
            unit_goes_on(world, i, date, heir, last_span(world, i)->code);
    unit_end(world, unit, date);
}

/* A district or province goes into another one, or a district is dissolved and nobody says into what. */
static void unit_absorbed(struct world *world, struct dice *dice, day_t date) {
    int level = dice_roll(dice, 3) == 0 ? PROVINCE : DISTRICT;
    int unit = pick(world, dice, level, date), heir = pick(world, dice, level, date);
    bool dissolved = level == DISTRICT && dice_roll(dice, 2) == 0;
    if (unit == NOBODY || !can_hand_over(world, unit, date) || (!dissolved && heir == unit) ||
        world->owing.within == unit)
        return;
    hand_over(world, unit, dissolved ? last_span(world, unit)->parent : heir, date);
    if (!dissolved && dice_roll(dice, 2) == 0) /* else it is to be seen from its communes */
        edge_add(world, unit, heir, date, true);
}

/* A new district takes in a commune or two, and nobody says where it comes from. */
static void district_founded(struct world *world, struct dice *dice, day_t date) {
    char code[CODE_SIZE];
    int province = pick(world, dice, PROVINCE, date);
    int first = pick(world, dice, COMMUNE, date), second = pick(world, dice, COMMUNE, date);
    if (province == NOBODY || first == NOBODY || world->unit_count == UNITS_MAX)
        return;
    int district = unit_add(world, DISTRICT, province, code_new(world, DISTRICT, code), date);
    unit_goes_on(world, first, date, district, last_span(world, first)->code);
    if (second != first)
        unit_goes_on(world, second, date, district, last_span(world, second)->code);
}

static void owing_changed(struct world *world, struct dice *dice) {
    int province = pick(world, dice, PROVINCE, day_of(2024, 1, 1));
    world->owing = (struct owing){.within = dice_roll(dice, 2) ? NOBODY : province,
                                  .districts = dice_roll(dice, 2) == 0,
                                  .police = dice_roll(dice, 3) == 0};
}

void world_change(struct world *world, uint64_t seed) {
    static void (*const acts[])(struct world *, struct dice *, day_t) = {
        communes_merge, commune_split, commune_recoded, commune_moved, district_moved, unit_absorbed, district_founded};
    struct dice dice = {seed};
    unsigned act = dice_roll(&dice, 11);
    if (act < sizeof acts / sizeof *acts)
        acts[act](world, &dice, change_day(&dice));
    else if (act < 10)
        owing_changed(world, &dice);
    else
        world->second_version = true;
}

/* ---- Written down */

static void write_day_or_null(struct buffer *to, const char *name, day_t day) {
    char text[DAY_TEXT_SIZE];
    buffer_text(to, name);
    if (day == DAY_EVER || day == DAY_NEVER) {
        buffer_text(to, "null");
        return;
    }
    buffer_char(to, '"');
    buffer_text(to, day_format(day, text));
    buffer_char(to, '"');
}

static void write_span(const struct world *world, struct buffer *to, int level, const struct span *span) {
    char head[160];
    const char *parent =
        span->parent == NOBODY ? NULL : span_at(world, span->parent, span->from == DAY_EVER ? 0 : span->from)->code;
    snprintf(head, sizeof head,
             "{\"level\":\"%s\",\"code\":\"%s\",\"name\":\"x\",\"type\":\"x\",\"parent\":", level_words[level],
             span->code);
    buffer_text(to, head);
    buffer_char(to, '"');
    buffer_text(to, parent ? parent : "");
    buffer_char(to, '"');
    write_day_or_null(to, ",\"validFrom\":", span->from);
    write_day_or_null(to, ",\"validUntil\":", span->until);
    buffer_char(to, '}');
}

static void take_text(record_take take, void *taker, const char *id, struct buffer *text) {
    take(taker, id, buffer_cstr(text), text->size);
    buffer_clear(text);
}

static void take_units(const struct world *world, record_take take, void *taker) {
    AUTO_BUFFER text = {0};
    for (int i = 1; i < world->unit_count; i++) {
        const struct place_over_time *unit = &world->units[i];
        buffer_text(&text, "{\"unit\":\"");
        buffer_text(&text, unit->id);
        buffer_text(&text, "\",\"versions\":[");
        for (int j = 0; j < unit->span_count; j++) {
            if (j > 0)
                buffer_char(&text, ',');
            write_span(world, &text, unit->level, &unit->spans[j]);
        }
        buffer_text(&text, "]}");
        take_text(take, taker, unit->id, &text);
    }
}

static void take_reorganisations(const struct world *world, record_take take, void *taker) {
    AUTO_BUFFER text = {0};
    char part[400], share[100], day[DAY_TEXT_SIZE];
    for (int i = 0; i < world->edge_count; i++) {
        const struct edge *edge = &world->edges[i];
        snprintf(share, sizeof share, ",\"share\":{\"part\":%d,\"of\":%d,\"basis\":\"population\"}", edge->part,
                 edge->of);
        snprintf(part, sizeof part,
                 "{\"reorganisation\":\"r%04d\",\"effectiveDate\":\"%s\",\"edges\":[{\"from\":\"%s\",\"to\":\"%s\","
                 "\"kind\":\"%s\"%s}]}",
                 i, day_format(edge->date, day), world->units[edge->from].id, world->units[edge->to].id,
                 edge->full ? "full" : "partial", edge->of > 0 ? share : "");
        buffer_text(&text, part);
        char id[CODE_SIZE];
        snprintf(id, sizeof id, "r%04d", i);
        take_text(take, taker, id, &text);
    }
}

static void write_duty(struct buffer *to, const char *code, const char *function, const char *level,
                       const char *within) {
    char text[400];
    snprintf(text, sizeof text,
             "{\"code\":\"%s\",\"forms\":[\"FORM\"],\"reporters\":[{\"function\":\"%s\",\"level\":\"%s\"%s%s%s}],"
             "\"schedule\":[{\"period\":\"half\",\"due\":{\"asRegulated\":true}}]}",
             code, function, level, within ? ",\"within\":\"" : "", within ? within : "", within ? "\"" : "");
    buffer_text(to, text);
}

static void take_programme(const struct world *world, record_take take, void *taker) {
    AUTO_BUFFER text = {0};
    const struct owing *owing = &world->owing;
    buffer_text(&text, "{\"code\":\"prog\",\"version\":1,\"recordedOn\":\"2024-01-01\",\"body\":{\"name\":{\"vi\":"
                       "\"x\"},\"calendar\":\"calendar\","
                       "\"zone\":\"Asia/Ho_Chi_Minh\",\"regulatedDue\":{\"workingDaysAfterCutOff\":2},\"duties\":[");
    write_duty(&text, "D1", agency_codes[COMMITTEE], "commune",
               owing->within == NOBODY ? NULL : world->units[owing->within].id);
    if (owing->districts) {
        buffer_char(&text, ',');
        write_duty(&text, "D2", agency_codes[COMMITTEE], "district", NULL);
    }
    if (owing->police) {
        buffer_char(&text, ',');
        write_duty(&text, "D3", agency_codes[POLICE], "commune", NULL);
    }
    buffer_text(&text, "]}}");
    take_text(take, taker, "prog", &text);
}

static const struct {
    const char *code, *nature, *over_units, *over_periods;
} cells[CELLS] = {
    {"distinct", "distinct", "sum", "none"}, {"flow", "flow", "sum", "sum"}, {"least", "flow", "min", "min"},
    {"stock", "stock", "sum", "last"},       {"yes", "yesNo", "sum", "max"},
};

static void take_indicators(record_take take, void *taker) {
    AUTO_BUFFER text = {0};
    char part[400];
    for (int i = 0; i < CELLS; i++) {
        snprintf(
            part, sizeof part,
            "{\"code\":\"%s\",\"version\":1,\"recordedOn\":\"2024-01-01\",\"body\":{\"programme\":\"prog\",\"name\":{"
            "\"vi\":\"x\"},"
            "\"unitOfMeasure\":\"x\",\"nature\":\"%s\",\"decimals\":0,\"overUnits\":\"%s\",\"overPeriods\":\"%s\"}}",
            cells[i].code, cells[i].nature, cells[i].over_units, cells[i].over_periods);
        buffer_text(&text, part);
        take_text(take, taker, cells[i].code, &text);
    }
}

static void write_form_version(struct buffer *to, const char *from, int cell_count) {
    buffer_text(to, "{\"programme\":\"prog\",\"title\":{\"vi\":\"x\"},\"from\":\"");
    buffer_text(to, from);
    buffer_text(to,
                "\",\"levels\":[\"commune\",\"district\"],\"functions\":[\"people-committee\",\"police\"],\"cells\":[");
    for (int i = 0; i < cell_count; i++) {
        char cell[100];
        snprintf(cell, sizeof cell, "%s{\"code\":\"%s\",\"indicator\":\"%s\"}", i ? "," : "", cells[i].code,
                 cells[i].code);
        buffer_text(to, cell);
    }
    buffer_text(to, "]}");
}

static void take_form(const struct world *world, record_take take, void *taker) {
    AUTO_BUFFER text = {0};
    buffer_text(&text, "{\"code\":\"FORM\",\"version\":1,\"recordedOn\":\"2024-01-01\",\"body\":{},\"versions\":[");
    write_form_version(&text, "2024-H1", CELLS_AT_FIRST);
    if (world->second_version) {
        buffer_char(&text, ',');
        write_form_version(&text, "2025-H1", CELLS);
    }
    buffer_text(&text, "]}");
    take_text(take, taker, "FORM", &text);
}

static bool take_each(void *context, enum reference_kind kind, record_take take, void *taker, struct fail *fail) {
    const struct world *world = context;
    (void)fail;
    if (kind == REFERENCE_UNIT)
        take_units(world, take, taker);
    else if (kind == REFERENCE_REORGANISATION)
        take_reorganisations(world, take, taker);
    else if (kind == REFERENCE_PROGRAMME)
        take_programme(world, take, taker);
    else if (kind == REFERENCE_INDICATOR)
        take_indicators(take, taker);
    else if (kind == REFERENCE_FORM)
        take_form(world, take, taker);
    return true;
}

void world_publish(struct world *world, struct reference *reference) {
    struct record_source source = {.each = take_each, .context = world};
    struct fail fail = {0};
    uint32_t unreadable = 0;
    if (reference_build(reference, &source, ++world->generation, true, &unreadable, &fail) && unreadable == 0)
        return;
    fprintf(stderr, "simulator: the reference cannot be built: %s, %u unreadable\n", fail.text, unreadable);
    exit(2);
}
