/* What a printed list says, in the two languages. */
#include "core/text.h"
#include "obligation_print.h"
#include "obligation_state.h"

struct words {
    const char *word, *vietnamese, *english;
};

static const struct words states[] = {{"owed", "Chưa đến hạn", "Not due yet"},
                                      {"dueSoon", "Sắp đến hạn", "Due soon"},
                                      {"late", "Quá hạn", "Late"},
                                      {"draft", "Đang soạn", "Draft"},
                                      {"submitted", "Đã gửi", "Submitted"},
                                      {"returned", "Bị trả lại", "Returned"},
                                      {"accepted", "Đã tiếp nhận", "Accepted"},
                                      {0}};

/* By the state that was asked for. */
static const struct words titles[] = {
    {"owed", "Danh sách báo cáo chưa đến hạn", "Reports not due yet"},
    {"dueSoon", "Danh sách báo cáo sắp đến hạn", "Reports due soon"},
    {"late", "Danh sách cơ quan, đơn vị chưa gửi báo cáo đã quá hạn", "Reports missing after their due date"},
    {"draft", "Danh sách báo cáo đang soạn", "Reports in preparation"},
    {"submitted", "Danh sách báo cáo đã gửi, chờ tiếp nhận", "Reports submitted and not decided on"},
    {"returned", "Danh sách báo cáo bị trả lại", "Reports returned"},
    {"accepted", "Danh sách báo cáo đã tiếp nhận", "Reports accepted"},
    {0}};

/* Those that every unit has and nobody registers (domain/agency.h). */
static const struct words implied[] = {
    {"people-committee", "Ủy ban nhân dân", "People's committee"}, {"police", "Công an", "Police"}, {0}};

const char *say(const struct printed *printed, const char *vietnamese, const char *english) {
    return printed->language == LANGUAGE_VI ? vietnamese : english;
}

static const char *find_words(const struct printed *printed, const struct words *words, const char *word) {
    for (; words->word; words++)
        if (text_equal(words->word, word))
            return say(printed, words->vietnamese, words->english);
    return NULL;
}

const char *title_said(const struct printed *printed) {
    const char *title = find_words(printed, titles, printed->asked->state);
    return title ? title : say(printed, "Danh sách báo cáo phải gửi", "Reports owed");
}

const char *scope_said(const struct printed *printed) {
    const struct asked *asked = printed->asked;
    uint32_t unit = asked->unit != UNIT_NONE ? asked->unit : asked->within;
    if (unit == UNIT_NONE)
        return say(printed, "Các đơn vị thuộc phạm vi của người lập", "The units that the maker acts for");
    const struct unit *found = &snapshot_tree(printed->snapshot)->units[unit];
    const struct unit_version *version = unit_version_at(snapshot_tree(printed->snapshot), unit, asked->date);
    return version ? version->name : found->versions[found->version_count - 1].name;
}

const char *cut_said(const struct printed *printed) {
    return arena_format(printed->arena,
                        printed->language == LANGUAGE_VI
                            ? "Danh sách còn tiếp: chỉ có %zu dòng đầu ở đây. Hãy chọn biểu, kỳ hoặc đơn vị."
                            : "The list goes on: only its first %zu rows are here. Choose a form, period or unit.",
                        printed->count);
}

static bool has_title(const struct printed *printed, const struct form *form) {
    return !text_empty(printed->language == LANGUAGE_VI ? form->title_vi : form->title_en);
}

const char *form_said(const struct printed *printed, const struct obligation_slot *slot) {
    const struct form *form = slot->form;
    const char *title = has_title(printed, form) ? say(printed, form->title_vi, form->title_en) : form->title_vi;
    return arena_format(printed->arena, "%s %s – %s", say(printed, "Biểu", "Form"), form->code, title);
}

static const char *day_said(const struct printed *printed, day_t day) {
    int year, month, day_of_month;
    char text[DAY_TEXT_SIZE];
    if (printed->language == LANGUAGE_EN)
        return arena_text(printed->arena, day_format(day, text));
    day_split(day, &year, &month, &day_of_month);
    return arena_format(printed->arena, "%02d/%02d/%d", day_of_month, month, year);
}

const char *period_said(const struct printed *printed, const struct obligation_slot *slot) {
    return arena_format(
        printed->arena, printed->language == LANGUAGE_VI ? "Kỳ %s (từ %s đến %s)" : "Period %s (%s to %s)",
        slot->period.code, day_said(printed, slot->period.start), day_said(printed, slot->period.end - 1));
}

const char *agency_said(const struct printed *printed, const struct owed *owed) {
    const struct obligation *obligation = owed->obligation;
    const char *name = find_words(printed, implied, obligation->agency);
    struct agency_ref ref;
    if (name || agency_find(snapshot_agencies(printed->snapshot), obligation->unit, obligation->agency,
                            owed->list->slice->date, &ref) != AGENCY_FOUND)
        return name ? name : obligation->agency;
    bool english = printed->language == LANGUAGE_EN && !text_empty(ref.registered->name_en);
    return english ? ref.registered->name_en : ref.registered->name_vi;
}

const char *state_said(const struct printed *printed, const char *state) {
    return find_words(printed, states, state);
}

const char *moment_said(const struct printed *printed, moment_t moment, int32_t zone_offset_seconds) {
    enum { MINUTES_IN_HOUR = 60 };
    if (moment == MOMENT_NONE)
        return "";
    day_t day = moment_day(moment, zone_offset_seconds);
    int minutes = (int)((moment - moment_of_day(day, zone_offset_seconds)) / (MINUTES_IN_HOUR * MOMENT_SECOND));
    return arena_format(printed->arena, "%02d:%02d %s", minutes / MINUTES_IN_HOUR, minutes % MINUTES_IN_HOUR,
                        day_said(printed, day));
}

/* ---- What a row is about */

const struct unit_version *unit_of(const struct owed *owed) {
    return owed->list->slice->version[owed->obligation->position];
}

const struct unit_version *unit_above(const struct owed *owed) {
    uint32_t parent = owed->list->slice->parent[owed->obligation->position];
    return parent == UNIT_NONE ? NULL : owed->list->slice->version[parent];
}

int64_t days_late(const struct printed *printed, const struct owed *owed) {
    return text_equal(owed->state, "late") ? obligation_days_late(owed->obligation, printed->now) : 0;
}
