/* What a printed list says, in the two languages. */
#include "core/text.h"
#include "domain/unit_words.h"
#include "obligation_print.h"
#include "obligation_state.h"
#include "template_words.h"

/* A state, and the list of those in it. */
struct state_words {
    const char *state, *vietnamese, *english, *title_vietnamese, *title_english;
};

static const struct state_words state_words[] = {
    {"owed", "Chưa đến hạn", "Not due yet", "Danh sách báo cáo chưa đến hạn", "Reports not due yet"},
    {"dueSoon", "Sắp đến hạn", "Due soon", "Danh sách báo cáo sắp đến hạn", "Reports due soon"},
    {"late", "Quá hạn", "Late", "Danh sách cơ quan, đơn vị chưa gửi báo cáo đã quá hạn",
     "Reports missing after their due date"},
    {"draft", "Đang soạn", "Draft", "Danh sách báo cáo đang soạn", "Reports in preparation"},
    {"submitted", "Đã gửi", "Submitted", "Danh sách báo cáo đã gửi, chờ tiếp nhận",
     "Reports submitted and not decided on"},
    {"returned", "Bị trả lại", "Returned", "Danh sách báo cáo bị trả lại", "Reports returned"},
    {"accepted", "Đã tiếp nhận", "Accepted", "Danh sách báo cáo đã tiếp nhận", "Reports accepted"},
    {NULL, NULL, NULL, "Danh sách báo cáo phải gửi", "Reports owed"},
};

const char *say(const struct printed *printed, const char *vietnamese, const char *english) {
    return printed->language == LANGUAGE_VI ? vietnamese : english;
}

/* The last row is of any state. */
static const struct state_words *words_of(const char *state) {
    const struct state_words *words = state_words;
    while (words->state && !text_equal(words->state, state))
        words++;
    return words;
}

const char *title_said(const struct printed *printed) {
    const struct state_words *words = words_of(printed->asked->state);
    return say(printed, words->title_vietnamese, words->title_english);
}

const char *state_said(const struct printed *printed, const char *state) {
    return say(printed, words_of(state)->vietnamese, words_of(state)->english);
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

const char *deliverable_said(const struct printed *printed, const struct obligation_slot *slot) {
    return slot->deliverable == DELIVERABLE_CONSOLIDATION ? say(printed, "Báo cáo tổng hợp", "Consolidation")
                                                          : say(printed, "Báo cáo", "Report");
}

const char *form_said(const struct printed *printed, const struct obligation_slot *slot) {
    const struct form *form = slot->form;
    const char *what = slot->deliverable == DELIVERABLE_CONSOLIDATION
                           ? say(printed, "Báo cáo tổng hợp biểu", "Consolidation of form")
                           : say(printed, "Biểu", "Form");
    return arena_format(printed->arena, "%s %s – %s", what, form->code,
                        name_words(form->title_vi, form->title_en, printed->language));
}

const char *period_said(const struct printed *printed, const struct obligation_slot *slot) {
    return arena_format(printed->arena, "%s (%s)", period_words(printed->arena, &slot->period, printed->language),
                        span_words(printed->arena, &slot->period));
}

const char *agency_said(const struct printed *printed, const struct owed *owed) {
    const struct obligation *obligation = owed->obligation;
    struct agency_ref ref;
    bool found = agency_find(snapshot_agencies(printed->snapshot), obligation->unit, obligation->agency,
                             owed->list->slice->date, &ref) == AGENCY_FOUND;
    return found ? agency_in_words(&ref, printed->language) : obligation->agency;
}

const char *due_said(const struct printed *printed, const struct owed *owed) {
    return due_words(printed->arena, owed->obligation->due_at, owed->list->setting.zone_offset_seconds,
                     printed->language);
}

const char *original_due_said(const struct printed *printed, const struct owed *owed) {
    const struct obligation *obligation = owed->obligation;
    if (obligation->due_at == obligation->original_due_at)
        return NULL;
    return due_words(printed->arena, obligation->original_due_at, owed->list->setting.zone_offset_seconds,
                     printed->language);
}

const char *made_at_said(const struct printed *printed) {
    enum { MINUTES_IN_HOUR = 60 };
    int32_t zone = 0;
    int year, month, day_of_month;
    (void)zone_offset("Asia/Ho_Chi_Minh", &zone);
    day_t day = moment_day(printed->now, zone);
    int minutes = (int)((printed->now - moment_of_day(day, zone)) / (MINUTES_IN_HOUR * MOMENT_SECOND));
    day_split(day, &year, &month, &day_of_month);
    return arena_format(printed->arena, "%02d:%02d %d/%d/%d", minutes / MINUTES_IN_HOUR, minutes % MINUTES_IN_HOUR,
                        day_of_month, month, year);
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
