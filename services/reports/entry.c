/* Resolves what a report names and reads its document member by member. */
#include "entry.h"

#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "domain/privacy.h"
#include "present.h"
#include "reference/authority.h"
#include "reference/shape.h"
#include "sent_back.h"
#include "json/flat.h"

static const struct place form_place = {.name = "form"}, unit_place = {.name = "unit"};
static const struct place agency_place = {.name = "agency"}, period_place = {.name = "period"};

/* ---- What it names */

static void resolve_form(const struct entry_setting *setting, const struct entry_names *names, struct entry *entry,
                         struct issues *issues) {
    entry->form = names->form ? snapshot_form(setting->snapshot, names->form) : NULL;
    if (!entry->form && names->form)
        issue_add(issues, ISSUE_UNKNOWN_FORM, &form_place, names->form, NULL, NULL);
    if (!entry->form || !names->period)
        return;
    entry->has_period = snapshot_period(setting->snapshot, entry->form, names->period, &entry->period);
    if (!entry->has_period) {
        issue_add(issues, ISSUE_BAD_PERIOD, &period_place, NULL, NULL, NULL);
        return;
    }
    entry->version = form_version_for(entry->form, &entry->period);
    if (!entry->version)
        issue_add(issues, ISSUE_FORM_NOT_IN_FORCE, &period_place, entry->form->code, entry->period.code, NULL);
}

static void report_ambiguous(const struct entry_setting *setting, const struct entry *entry, const char *function,
                             struct issues *issues) {
    const struct agency_set *set = snapshot_agencies(setting->snapshot);
    const char *codes = "";
    for (uint32_t i = 0; i < set->count; i++)
        if (set->agencies[i].unit == entry->unit && text_equal(set->agencies[i].function, function))
            codes = arena_format(issues->arena, "%s%s%s", codes, *codes ? ", " : "", set->agencies[i].code);
    issue_add(issues, ISSUE_AMBIGUOUS_AGENCY, &agency_place, codes, NULL, NULL);
}

static void resolve_agency(const struct entry_setting *setting, const char *agency, struct entry *entry,
                           struct issues *issues) {
    day_t date = period_tree_date(&entry->period);
    char day[DAY_TEXT_SIZE];
    switch (agency_find(snapshot_agencies(setting->snapshot), entry->unit, agency, date, &entry->agency)) {
    case AGENCY_FOUND:
        entry->has_agency = true;
        break;
    case AGENCY_UNKNOWN:
        issue_add(issues, ISSUE_UNKNOWN_AGENCY, &agency_place, agency, day_format(date, day), NULL);
        break;
    case AGENCY_AMBIGUOUS:
        report_ambiguous(setting, entry, agency, issues);
        break;
    }
}

static bool may_act(const struct entry_setting *setting, const struct entry *entry) {
    day_t date = period_tree_date(&entry->period);
    if (!entry->has_agency)
        return authority_touches(setting->snapshot, setting->caller, entry->unit, date, setting->today);
    return authority_writes(setting->snapshot, setting->caller, entry->unit, date, entry->agency.function,
                            setting->today);
}

static void check_reporter(const struct entry_setting *setting, const struct entry *entry, struct issues *issues) {
    const struct unit_version *unit =
        unit_version_at(snapshot_tree(setting->snapshot), entry->unit, period_tree_date(&entry->period));
    if (form_reported_by(entry->version, unit->level, entry->agency.function))
        return;
    if ((entry->version->levels >> unit->level & 1U) == 0)
        issue_add(issues, ISSUE_WRONG_LEVEL, &unit_place, entry->form->code, level_name(unit->level), NULL);
    else
        issue_add(issues, ISSUE_WRONG_FUNCTION, &agency_place, entry->form->code, entry->agency.function, NULL);
}

void entry_resolve(const struct entry_setting *setting, const struct entry_names *names, struct entry *ret_entry,
                   struct issues *issues) {
    struct entry *entry = ret_entry;
    *entry = (struct entry){.unit = UNIT_NONE};
    resolve_form(setting, names, entry, issues);
    if (entry->version)
        entry->content = report_content_new(setting->arena, entry->version);
    if (!entry->has_period || !names->unit)
        return;
    entry->unit = snapshot_unit_asked(setting->snapshot, names->unit, period_tree_date(&entry->period),
                                      setting->language, &unit_place, issues);
    if (entry->unit == UNIT_NONE)
        return;
    if (names->agency)
        resolve_agency(setting, names->agency, entry, issues);
    entry->forbidden = !may_act(setting, entry);
    if (entry->version && entry->has_agency)
        check_reporter(setting, entry, issues);
}

/* ---- What it says */

static void report_quantity(enum quantity_read read, int decimals, const struct place *place, struct issues *issues) {
    char most[QUANTITY_TEXT_SIZE], least[QUANTITY_TEXT_SIZE];
    switch (read) {
    case QUANTITY_OK:
        break;
    case QUANTITY_SYNTAX:
        issue_add(issues, ISSUE_NOT_A_NUMBER, place, NULL, NULL, NULL);
        break;
    case QUANTITY_PRECISION:
        issue_add(issues, ISSUE_TOO_PRECISE, place, arena_format(issues->arena, "%d", decimals), NULL, NULL);
        break;
    case QUANTITY_RANGE:
        quantity_format(-QUANTITY_MAX, decimals, least);
        issue_add(issues, ISSUE_OUT_OF_BOUNDS, place, least, quantity_format(QUANTITY_MAX, decimals, most), NULL);
        break;
    }
}

/* It is reported already: that it is missing as well need not be said. Such an entry is never stored. */
static void value_is_unreadable(struct entry *entry, uint32_t cell) {
    entry->content.values[cell] = QUANTITY_MISSING;
    entry->content.not_available[cell] = "-";
}

void entry_value(struct entry *entry, uint32_t cell, const char *text, const struct place *place,
                 struct issues *issues) {
    int decimals = entry->version->cells[cell].indicator->decimals;
    enum quantity_read read = quantity_parse(text, decimals, &entry->content.values[cell]);
    report_quantity(read, decimals, place, issues);
    if (read != QUANTITY_OK)
        value_is_unreadable(entry, cell);
}

void entry_reason(struct entry *entry, const char *text, const struct place *place, struct issues *issues) {
    if (strlen(text) > REASON_BYTES_MAX)
        issue_add(issues, ISSUE_TOO_LONG, place, arena_format(issues->arena, "%d", REASON_BYTES_MAX), NULL, NULL);
    else
        privacy_check(issues, text, place);
    entry->reason = text;
}

/* The usual case, without going through text. */
static bool take_integer(struct entry *entry, uint32_t cell, const json_t *value) {
    int64_t whole = json_integer_value(value);
    if (!json_is_integer(value) || entry->version->cells[cell].indicator->decimals > 0 || whole > QUANTITY_MAX ||
        whole < -QUANTITY_MAX)
        return false;
    entry->content.values[cell] = whole;
    return true;
}

static void read_value(struct entry *entry, uint32_t cell, const json_t *value, const struct place *place,
                       struct issues *issues) {
    char digits[48];
    if (json_is_null(value) || take_integer(entry, cell, value))
        return;
    if (json_is_string(value) && json_string_length(value) < sizeof digits) {
        entry_value(entry, cell, json_string_value(value), place, issues);
        return;
    }
    const char *text = json_number_text(value, place, issues, digits);
    if (text)
        entry_value(entry, cell, text, place, issues);
    else
        value_is_unreadable(entry, cell);
}

/* Members mostly come in form order: the cell behind the last one is tried first. */
static int32_t next_cell(const struct form_version *version, const char *code, uint32_t *next) {
    bool is_next =
        *next < version->cell_count && !version->cells[*next].retired && strcmp(version->cells[*next].code, code) == 0;
    int32_t cell = is_next ? (int32_t)*next : form_cell(version, code);
    if (cell >= 0)
        *next = (uint32_t)cell + 1;
    return cell;
}

/* A member that is an object of named values; NULL when absent or reported. */
static json_t *read_table(struct object *root, const char *name, struct issues *issues) {
    const json_t *table = object_any(root, name, OPTIONAL);
    struct place place = object_place(root, name);
    if (table && !json_is_object(table)) {
        issue_add(issues, ISSUE_WRONG_TYPE, &place, "object", NULL, NULL);
        return NULL;
    }
    return (json_t *)table;
}

static void report_unknown_cell(const struct entry *entry, const char *code, const struct place *place,
                                struct issues *issues) {
    issue_add(issues, ISSUE_UNKNOWN_CELL, place, entry->form->code, code, NULL);
}

static void read_values(struct object *root, struct entry *entry, struct issues *issues) {
    json_t *table = read_table(root, "values", issues);
    struct place values_place = object_place(root, "values");
    const char *code;
    json_t *value;
    uint32_t next = 0;
    if (!entry->version)
        return;
    json_object_foreach(table, code, value) {
        struct place place = {.up = &values_place, .name = code};
        int32_t cell = next_cell(entry->version, code, &next);
        if (cell < 0)
            report_unknown_cell(entry, code, &place, issues);
        else
            read_value(entry, (uint32_t)cell, value, &place, issues);
    }
}

static const char *read_string(const json_t *value, const struct place *place, struct issues *issues) {
    if (json_is_null(value))
        return NULL;
    if (!json_is_string(value))
        issue_add(issues, ISSUE_WRONG_TYPE, place, "string", NULL, NULL);
    return json_string_value(value);
}

static void read_not_available(struct object *root, struct entry *entry, struct issues *issues) {
    json_t *table = read_table(root, "notAvailable", issues);
    struct place reasons_place = object_place(root, "notAvailable");
    const char *code;
    json_t *value;
    uint32_t next = 0;
    if (!entry->version)
        return;
    json_object_foreach(table, code, value) {
        struct place place = {.up = &reasons_place, .name = code};
        int32_t cell = next_cell(entry->version, code, &next);
        if (cell < 0)
            report_unknown_cell(entry, code, &place, issues);
        else
            entry->content.not_available[cell] = read_string(value, &place, issues);
    }
}

static int32_t narrative_find(const struct form_version *version, const char *code) {
    for (uint32_t i = 0; i < version->narrative_count; i++)
        if (text_equal(version->narratives[i].code, code))
            return (int32_t)i;
    return -1;
}

static void read_narratives(struct object *root, struct entry *entry, struct issues *issues) {
    json_t *table = read_table(root, "narratives", issues);
    struct place narratives_place = object_place(root, "narratives");
    const char *code;
    json_t *value;
    if (!entry->version)
        return;
    json_object_foreach(table, code, value) {
        struct place place = {.up = &narratives_place, .name = code};
        int32_t narrative = narrative_find(entry->version, code);
        if (narrative < 0)
            issue_add(issues, ISSUE_UNKNOWN_CODE, &place, code, NULL, NULL);
        else
            entry->content.narratives[narrative] = read_string(value, &place, issues);
    }
}

/* A stored one that is sent back may be in any state: what comes of it is handed in, unless it is a draft. */
static bool read_is_draft(struct object *root, const struct entry_setting *setting) {
    static const char *const states[] = {"draft", "submitted", "accepted", "returned", "withdrawn", NULL};
    static const char *const new_states[] = {"draft", "submitted", NULL};
    return object_word(root, "state", OPTIONAL, setting->is_change ? states : new_states) == 0;
}

/* Number and symbol are free texts too, and go wherever the report goes. */
static void screen_act(const json_t *act, struct issues *issues) {
    static const char *const texts[] = {"number", "symbol", "symbolAsWritten", NULL};
    static const struct place act_place = {.name = "act"};
    for (size_t i = 0; texts[i]; i++) {
        struct place place = {.up = &act_place, .name = texts[i]};
        privacy_check(issues, json_string_value(json_object_get(act, texts[i])), &place);
    }
}

void entry_screen(const struct entry *entry, struct issues *issues) {
    static const struct place entered_place = {.name = "enteredFor"}, reason_place = {.name = "reason"};
    privacy_check(issues, entry->entered_for, &entered_place);
    privacy_check(issues, entry->reason, &reason_place);
    screen_act(entry->act, issues);
}

static void read_act(struct object *root, struct entry *entry) {
    struct object act = object_member(root, "act", OPTIONAL);
    entry->act = act.json;
    shape_check(&act, shape_act);
}

static void read_marks(struct object *root, const struct entry_setting *setting, struct entry *entry,
                       struct issues *issues) {
    entry->draft = read_is_draft(root, setting);
    entry->content.nil = object_flag(root, "nil", false);
    entry->estimated = object_flag(root, "estimated", false);
    entry->has_data_until = object_day(root, "dataUntil", OPTIONAL, &entry->data_until);
    entry->entered_for = object_text(root, "enteredFor", OPTIONAL, NAME_MAX_BYTES);
    entry->reason = object_text(root, "reason", OPTIONAL, REASON_BYTES_MAX);
    read_act(root, entry);
    entry_screen(entry, issues);
}

static const char *read_period(struct object *root, const struct entry_setting *setting) {
    if (!setting->is_change || !json_is_object(json_object_get(root->json, "period")))
        return object_text(root, "period", REQUIRED, PERIOD_CODE_SIZE);
    struct object period = object_member(root, "period", REQUIRED);
    const char *code = object_text(&period, "code", REQUIRED, PERIOD_CODE_SIZE);
    (void)object_any(&period, "start", OPTIONAL);
    (void)object_any(&period, "end", OPTIONAL);
    object_end(&period);
    return code;
}

void entry_read(const struct entry_setting *setting, const json_t *document, struct entry *ret_entry,
                struct issues *issues) {
    struct object root = object_root(document, issues);
    struct entry_names names = {.form = object_code(&root, "form", REQUIRED),
                                .unit = object_text(&root, "unit", REQUIRED, UNIT_ID_SIZE),
                                .agency = object_code(&root, "agency", REQUIRED),
                                .period = read_period(&root, setting)};
    entry_resolve(setting, &names, ret_entry, issues);
    read_marks(&root, setting, ret_entry, issues);
    read_values(&root, ret_entry, issues);
    read_not_available(&root, ret_entry, issues);
    read_narratives(&root, ret_entry, issues);
    for (size_t i = 0; setting->is_change && sent_back_members[i]; i++)
        (void)object_any(&root, sent_back_members[i], OPTIONAL);
    object_end(&root);
}

/* ---- The usual document, whose figures are plain: they need no tree */

/* Members mostly come in form order. */
static int32_t plain_cell(const struct form_version *version, const struct flat_member *member, uint32_t next) {
    char code[CODE_MAX + 1];
    const struct cell *cell = next < version->cell_count ? &version->cells[next] : NULL;
    if (cell && !cell->retired && strncmp(cell->code, member->name, member->name_size) == 0 &&
        cell->code[member->name_size] == '\0')
        return (int32_t)next;
    if (member->name_size > CODE_MAX)
        return -1;
    memcpy(code, member->name, member->name_size);
    code[member->name_size] = '\0';
    return form_cell(version, code);
}

static bool take_plain_value(struct entry *entry, uint32_t cell, const struct flat_member *member) {
    char digits[48];
    int decimals = entry->version->cells[cell].indicator->decimals;
    if (member->kind == FLAT_NULL)
        return true;
    if (member->kind == FLAT_WHOLE) {
        entry->content.values[cell] = member->whole;
        return decimals == 0 && member->whole <= QUANTITY_MAX && member->whole >= -QUANTITY_MAX;
    }
    if (member->text_size >= sizeof digits)
        return false;
    memcpy(digits, member->text, member->text_size);
    digits[member->text_size] = '\0';
    return quantity_parse(digits, decimals, &entry->content.values[cell]) == QUANTITY_OK;
}

/* False: something that only reading it as a tree can judge. */
static bool take_plain_values(const struct entry_setting *setting, struct entry *entry, struct flat *values) {
    bool *seen = arena_new_array(setting->arena, bool, entry->version->cell_count);
    struct flat_member member;
    enum flat_step step;
    uint32_t next = 0;
    while ((step = flat_next(values, &member)) == FLAT_MEMBER) {
        int32_t cell = plain_cell(entry->version, &member, next);
        if (cell < 0 || seen[cell] || !take_plain_value(entry, (uint32_t)cell, &member))
            return false;
        seen[cell] = true;
        next = (uint32_t)cell + 1;
    }
    return step == FLAT_END;
}

/* False: nothing is read, and nothing is said about it. */
static bool parse_plain(const struct entry_setting *setting, const char *bytes, size_t size, struct entry *ret_entry,
                        json_t **ret_document) {
    struct flat values;
    struct issues issues;
    AUTO_JSON *rest = json_read_around(bytes, size, "values", setting->arena, &values);
    if (!rest)
        return false;
    issues_init(&issues, setting->arena);
    entry_read(setting, rest, ret_entry, &issues);
    if (issues.count > 0 || !ret_entry->version || !take_plain_values(setting, ret_entry, &values))
        return false;
    *ret_document = rest;
    rest = NULL;
    return true;
}

void entry_parse(const struct entry_setting *setting, const char *bytes, size_t size, struct entry *ret_entry,
                 json_t **ret_document, struct issues *issues) {
    if (parse_plain(setting, bytes, size, ret_entry, ret_document))
        return;
    *ret_entry = (struct entry){.unit = UNIT_NONE};
    *ret_document = json_read(bytes, size, issues);
    if (*ret_document)
        entry_read(setting, *ret_document, ret_entry, issues);
}
