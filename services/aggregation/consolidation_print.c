/* Answers with a consolidation as a file or a page: its document in the layout of the usual report. */
#include <inttypes.h>

#include "consolidation.h"
#include "consolidation_table.h"
#include "consolidation_targets.h"
#include "core/text.h"
#include "domain/period_words.h"
#include "domain/unit_words.h"
#include "rollup_words.h"

struct printing {
    struct arena *arena;
    enum language language;
    const struct snapshot *snapshot;
    const struct consolidation *consolidation;
    const json_t *document;
    int32_t zone_offset_seconds;
    struct rollup_document made;
};

static const char *said(const struct printing *printing, const char *vietnamese, const char *english) {
    return in_language(printing->language, vietnamese, english);
}

static const char *text_of(const struct printing *printing, const char *member) {
    return json_string_value(json_object_get(printing->document, member));
}

/* Of a programme that is no longer known: the clock of the country. */
static int32_t zone_of(const struct snapshot *snapshot, const struct consolidation *consolidation) {
    enum { COUNTRY_SECONDS = 7 * 3600 };
    const struct programme *programme = snapshot_programme(snapshot, consolidation->programme);
    return programme == NULL ? COUNTRY_SECONDS : programme->zone_offset_seconds;
}

/* ---- Title block */

static const char *issuer_of(const struct printing *printing) {
    const char *name = consolidation_name(json_object_get(printing->document, "agencyName"), printing->language);
    const char *unit = text_of(printing, "unitName");
    const struct agency_ref agency = {.code = printing->consolidation->agency,
                                      .function = printing->consolidation->function};
    if (name != NULL)
        return name;
    return arena_format(printing->arena, "%s %s", agency_in_words(&agency, printing->language),
                        unit == NULL ? printing->consolidation->unit : unit);
}

/* BC: a report (decree 30/2020/NĐ-CP, annex III). What the issuer shortens its name to is not known. */
static const char *number_of(const struct printing *printing) {
    if (printing->consolidation->number == 0)
        return "……/BC-……";
    return arena_format(printing->arena, "%" PRId64 "/BC-……", printing->consolidation->number);
}

static const char *place_and_date_of(const struct printing *printing) {
    const char *unit = text_of(printing, "unitName");
    moment_t signed_at = printing->consolidation->signed_at;
    const char *place = unit == NULL ? "……" : unit_seat(unit, text_equal(printing->consolidation->unit, "VN"));
    const char *date = signed_at == MOMENT_NONE
                           ? "ngày …… tháng …… năm ……"
                           : day_on_paper(printing->arena, moment_day(signed_at, printing->zone_offset_seconds));
    return arena_format(printing->arena, "%s, %s", place, date);
}

static const char *state_of(const struct printing *printing) {
    switch (printing->consolidation->state) {
    case CONSOLIDATION_DRAFT:
        return said(printing, "Dự thảo, chưa ký ban hành", "Draft, not signed");
    case CONSOLIDATION_DISCARDED:
        return said(printing, "Dự thảo đã bỏ", "Draft, discarded");
    case CONSOLIDATION_SIGNED:
    case CONSOLIDATION_SENT:
    case CONSOLIDATION_STATE_COUNT:
        break;
    }
    return NULL;
}

/* ---- What is said */

static void take_texts(struct printing *printing) {
    const json_t *list = json_object_get(printing->document, "narratives");
    struct document_text *texts = arena_new_array(printing->arena, struct document_text, json_array_size(list));
    size_t i;
    json_t *section;
    json_array_foreach(list, i, section) {
        const char *title = consolidation_name(json_object_get(section, "title"), printing->language);
        texts[i] = (struct document_text){
            .title = title == NULL ? json_string_value(json_object_get(section, "section")) : title,
            .text = json_string_value(json_object_get(section, "text"))};
    }
    printing->made.texts = texts;
    printing->made.text_count = (uint32_t)json_array_size(list);
}

static const char *recipient_said(const struct printing *printing, const struct consolidation_recipient *recipient) {
    const struct unit_tree *tree = snapshot_tree(printing->snapshot);
    uint32_t unit = unit_by_id(tree, recipient->unit);
    day_t date = printing->consolidation->period_end - 1;
    const struct unit_version *version = unit == UNIT_NONE ? NULL : unit_version_at(tree, unit, date);
    struct agency_ref agency = {.code = recipient->agency, .function = recipient->function};
    if (unit != UNIT_NONE)
        (void)agency_find(snapshot_agencies(printing->snapshot), unit, recipient->agency, date, &agency);
    const char *name = agency_in_words(&agency, printing->language);
    if (agency.registered != NULL)
        return name;
    return arena_format(printing->arena, "%s %s", name, version == NULL ? recipient->unit : version->name);
}

static void take_recipients(struct printing *printing) {
    const struct consolidation *consolidation = printing->consolidation;
    const char **recipients = arena_new_array(printing->arena, const char *, consolidation->recipient_count);
    for (size_t i = 0; i < consolidation->recipient_count; i++)
        recipients[i] = recipient_said(printing, &consolidation->recipients[i]);
    printing->made.recipients = recipients;
    printing->made.recipient_count = (uint32_t)consolidation->recipient_count;
}

/* ---- Below the tables */

static const char *line_said(const struct printing *printing, const struct rollup_table *table) {
    return arena_format(printing->arena, "%s: %s (%s).", table->form,
                        said(printing, "chỉ tổng hợp báo cáo của các cơ quan cùng ngành",
                             "of the reports of agencies of its own line only"),
                        table->agency);
}

static const char *seal_said(const struct printing *printing, enum edition edition) {
    const struct consolidation *consolidation = printing->consolidation;
    return arena_format(printing->arena, "%s %s; SHA-256: %s", said(printing, "Ký lúc", "Signed at"),
                        moment_in_words(printing->arena, consolidation->signed_at, printing->zone_offset_seconds),
                        consolidation->editions[edition].sha256);
}

static const char *outdated_said(const struct printing *printing) {
    return arena_format(
        printing->arena, "%s %s.",
        said(printing, "Báo cáo cấp dưới không còn như khi tổng hợp từ",
             "The reports below say other than when this was drafted since"),
        moment_in_words(printing->arena, printing->consolidation->outdated, printing->zone_offset_seconds));
}

static void take_remarks(struct printing *printing, enum edition edition) {
    enum { REMARKS_BESIDE_FORMS = 2 };
    struct rollup_document *made = &printing->made;
    const char **remarks = arena_new_array(printing->arena, const char *, made->table_count + REMARKS_BESIDE_FORMS);
    for (uint32_t i = 0; i < made->table_count; i++)
        if (made->tables[i].agency != NULL)
            remarks[made->remark_count++] = line_said(printing, &made->tables[i]);
    if (printing->consolidation->outdated != MOMENT_NONE)
        remarks[made->remark_count++] = outdated_said(printing);
    if (printing->consolidation->signed_at != MOMENT_NONE)
        remarks[made->remark_count++] = seal_said(printing, edition);
    made->remarks = remarks;
}

/* ---- The answer */

static const char *file_name(const struct printing *printing) {
    const struct consolidation *consolidation = printing->consolidation;
    const char *code = text_of(printing, "unitCode");
    const char *about = arena_format(printing->arena, "%s-%s-%s", code == NULL ? consolidation->unit : code,
                                     consolidation->agency, consolidation->period);
    return consolidation->number == 0 ? arena_format(printing->arena, "%s-draft", about)
                                      : arena_format(printing->arena, "%s-%" PRId64, about, consolidation->number);
}

void consolidation_print(struct call *call, const struct snapshot *snapshot, const struct consolidation *consolidation,
                         enum edition edition) {
    AUTO_JSON *document = json_loads(consolidation->editions[edition].document, 0, NULL);
    struct printing printing = {.arena = &call->arena,
                                .language = call->language,
                                .snapshot = snapshot,
                                .consolidation = consolidation,
                                .document = document,
                                .zone_offset_seconds = zone_of(snapshot, consolidation)};
    uint32_t table_count;
    const struct rollup_table *tables = consolidation_tables(&call->arena, document, &table_count);
    printing.made = (struct rollup_document){.arena = &call->arena,
                                             .language = call->language,
                                             .id = consolidation->id,
                                             .prepared = call->now,
                                             .zone_offset_seconds = printing.zone_offset_seconds,
                                             .issuer = issuer_of(&printing),
                                             .number = number_of(&printing),
                                             .place_and_date = place_and_date_of(&printing),
                                             .state = state_of(&printing),
                                             .title = said(&printing, "Báo cáo tổng hợp", "Consolidated report"),
                                             .tables = tables,
                                             .table_count = table_count};
    take_texts(&printing);
    consolidation_take_targets(snapshot, document, &printing.made);
    take_recipients(&printing);
    take_remarks(&printing, edition);
    rollup_document_answer(call, &printing.made, file_name(&printing));
}
