/* Reads how a workbook is put together: content types, relationships, the list of sheets. */
#include "sheet/sheet_parts.h"

#include <string.h>
#include <strings.h>

#include "core/text.h"
#include "sheet/sheet_formats.h"
#include "sheet/sheet_strings.h"
#include "sheet/sheet_xml.h"

enum { RELATIONS_MAX = 2 * SHEET_SHEETS_MAX };

struct relation {
    const char *id, *type, *target; /* type: behind its last slash */
};

struct relations {
    struct arena *arena;
    const char *folder; /* "" or "xl/" */
    struct relation *relations;
    size_t count, capacity;
    struct sheet_flaw *flaw;
};

/* ---- Content types */

struct types {
    struct sheet_flaw *flaw;
};

static void take_type(void *context, struct sheet_xml *xml, const char *element, const char *const *attributes) {
    struct types *types = context;
    const char *type = xml_attribute(attributes, "ContentType");
    (void)element;
    if (type && strcasestr(type, "macroEnabled"))
        sheet_flawed(types->flaw, SHEET_ACTIVE, "macro");
    if (type && strcasestr(type, "sheet.binary"))
        sheet_flawed(types->flaw, SHEET_NOT_A_WORKBOOK, ".xlsb");
    if (types->flaw->kind != SHEET_FINE)
        xml_stop(xml);
}

static bool types_check(struct sheet_archive *archive, struct sheet_flaw *flaw) {
    struct types types = {flaw};
    struct xml_reader reader = {.context = &types, .open = take_type};
    return xml_read(archive, "[Content_Types].xml", &reader, flaw);
}

/* ---- Relationships */

static const char *last_word(const char *type) {
    const char *slash = strrchr(type, '/');
    return slash ? slash + 1 : type;
}

/* Targets are relative to the part's folder, or begin at the root. */
static const char *part_of(const struct relations *relations, const char *target) {
    if (*target == '/')
        return arena_text(relations->arena, target + 1);
    return arena_format(relations->arena, "%s%s", relations->folder, target);
}

static bool leads_outside(const char *type, const char *const *attributes) {
    bool is_link = strcasecmp(type, "externalLink") == 0 || strcasecmp(type, "externalLinkPath") == 0;
    return is_link || text_equal(xml_attribute(attributes, "TargetMode"), "External");
}

static void take_relation(void *context, struct sheet_xml *xml, const char *element, const char *const *attributes) {
    struct relations *relations = context;
    const char *id = xml_attribute(attributes, "Id"), *type = xml_attribute(attributes, "Type");
    const char *target = xml_attribute(attributes, "Target");
    if (!text_equal(element, "Relationship") || !id || !type || !target)
        return;
    if (relations->count == RELATIONS_MAX)
        sheet_beyond(relations->flaw, "relationships", RELATIONS_MAX);
    else if (leads_outside(last_word(type), attributes))
        sheet_flawed(relations->flaw, SHEET_ACTIVE, "external link");
    if (relations->flaw->kind != SHEET_FINE) {
        xml_stop(xml);
        return;
    }
    relations->relations = arena_grow(relations->arena, relations->relations, relations->count, &relations->capacity,
                                      sizeof *relations->relations);
    relations->relations[relations->count++] = (struct relation){.id = arena_text(relations->arena, id),
                                                                 .type = arena_text(relations->arena, last_word(type)),
                                                                 .target = part_of(relations, target)};
}

static bool relations_read(struct sheet_archive *archive, const char *folder, const char *part, struct arena *arena,
                           struct relations *ret_relations, struct sheet_flaw *flaw) {
    *ret_relations = (struct relations){.arena = arena, .folder = folder, .flaw = flaw};
    struct xml_reader reader = {.context = ret_relations, .open = take_relation};
    return xml_read(archive, part, &reader, flaw);
}

/* The target of the first of a type; NULL: there is none. */
static const char *relation_of_type(const struct relations *relations, const char *type) {
    for (size_t i = 0; i < relations->count; i++)
        if (strcasecmp(relations->relations[i].type, type) == 0)
            return relations->relations[i].target;
    return NULL;
}

/* ---- The list of sheets */

struct tabs {
    struct sheet_parts *parts;
    const struct relations *relations;
    size_t capacity;
    struct sheet_flaw *flaw;
};

/* Charts and dialogs have a tab too, but are no worksheets. */
static const char *worksheet_part(const struct relations *relations, const char *id) {
    for (size_t i = 0; i < relations->count; i++)
        if (text_equal(relations->relations[i].id, id) && strcasecmp(relations->relations[i].type, "worksheet") == 0)
            return relations->relations[i].target;
    return NULL;
}

static void take_sheet(void *context, struct sheet_xml *xml, const char *element, const char *const *attributes) {
    struct tabs *tabs = context;
    struct sheet_parts *parts = tabs->parts;
    const char *name = xml_attribute(attributes, "name"), *id = xml_relation(attributes);
    const char *part = text_equal(element, "sheet") && name && id ? worksheet_part(tabs->relations, id) : NULL;
    if (!part)
        return;
    if (parts->tab_count == SHEET_SHEETS_MAX) {
        sheet_beyond(tabs->flaw, "sheets", SHEET_SHEETS_MAX);
        xml_stop(xml);
        return;
    }
    parts->tabs = arena_grow(&parts->arena, parts->tabs, parts->tab_count, &tabs->capacity, sizeof *parts->tabs);
    parts->tabs[parts->tab_count++] = (struct sheet_tab){.name = arena_text(&parts->arena, name), .part = part};
}

static bool tabs_read(struct sheet_archive *archive, const char *workbook, const struct relations *relations,
                      struct sheet_parts *parts, struct sheet_flaw *flaw) {
    struct tabs tabs = {.parts = parts, .relations = relations, .flaw = flaw};
    struct xml_reader reader = {.context = &tabs, .open = take_sheet};
    if (!xml_read(archive, workbook, &reader, flaw))
        return false;
    return parts->tab_count > 0 || sheet_flawed(flaw, SHEET_DAMAGED, workbook);
}

/* ---- */

/* The relationships of "xl/workbook.xml" stand in "xl/_rels/workbook.xml.rels". */
static const char *relations_part(struct arena *arena, const char *folder, const char *part) {
    return arena_format(arena, "%s_rels/%s.rels", folder, part + strlen(folder));
}

static bool workbook_read(struct sheet_archive *archive, const char *workbook, struct sheet_parts *parts,
                          struct sheet_flaw *flaw) {
    struct relations relations;
    const char *slash = strrchr(workbook, '/');
    const char *folder = arena_slice(&parts->arena, workbook, slash ? (size_t)(slash + 1 - workbook) : 0);
    if (!relations_read(archive, folder, relations_part(&parts->arena, folder, workbook), &parts->arena, &relations,
                        flaw))
        return false;
    const char *styles = relation_of_type(&relations, "styles");
    const char *strings = relation_of_type(&relations, "sharedStrings");
    return tabs_read(archive, workbook, &relations, parts, flaw) &&
           (!styles || formats_read(archive, styles, parts, flaw)) &&
           (!strings || strings_read(archive, strings, parts, flaw));
}

bool parts_read(struct sheet_archive *archive, struct sheet_parts *ret_parts, struct sheet_flaw *flaw) {
    struct relations relations;
    *ret_parts = (struct sheet_parts){0};
    if (!types_check(archive, flaw) || !relations_read(archive, "", "_rels/.rels", &ret_parts->arena, &relations, flaw))
        return false;
    const char *workbook = relation_of_type(&relations, "officeDocument");
    if (!workbook)
        return sheet_flawed(flaw, SHEET_NOT_A_WORKBOOK, "?");
    return workbook_read(archive, workbook, ret_parts, flaw);
}

void parts_done(struct sheet_parts *parts) {
    arena_done(&parts->arena);
}
