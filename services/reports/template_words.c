/* Says periods, moments, bounds and rules for people. */
#include "template_words.h"

#include <string.h>

#include "core/text.h"

struct said {
    const char *vi, *en;
};

static const char *in(struct said said, enum language language) {
    return language == LANGUAGE_VI ? said.vi : said.en;
}

const char *name_words(const char *vi, const char *en, enum language language) {
    return language == LANGUAGE_VI || text_empty(en) ? vi : en;
}

/* ---- Time */

static const char *day_words(struct arena *arena, day_t day) {
    int year, month, day_of_month;
    day_split(day, &year, &month, &day_of_month);
    return arena_format(arena, "%d/%d/%d", day_of_month, month, year);
}

static struct said half_words(int number) {
    static const struct said halves[] = {{"6 tháng đầu năm", "First half of"}, {"6 tháng cuối năm", "Second half of"}};
    return halves[number - 1];
}

static const char *span_of_years(struct arena *arena, const struct period *period, enum language language) {
    if (period->end == DAY_NEVER)
        return arena_format(arena, language == LANGUAGE_VI ? "Từ năm %d" : "From %d on", period->year);
    return arena_format(arena, language == LANGUAGE_VI ? "Giai đoạn %d–%d" : "%d–%d", period->year, period->until_year);
}

const char *period_words(struct arena *arena, const struct period *period, enum language language) {
    static const char *const quarters[] = {"I", "II", "III", "IV"};
    bool vi = language == LANGUAGE_VI;
    switch (period->kind) {
    case PERIOD_MONTH:
        return arena_format(arena, vi ? "Tháng %d năm %d" : "Month %d of %d", period->number, period->year);
    case PERIOD_QUARTER:
        return arena_format(arena, vi ? "Quý %s năm %d" : "Quarter %s of %d", quarters[period->number - 1],
                            period->year);
    case PERIOD_HALF:
        return arena_format(arena, "%s %d", in(half_words(period->number), language), period->year);
    case PERIOD_NINE_MONTHS:
        return arena_format(arena, vi ? "9 tháng năm %d" : "Nine months of %d", period->year);
    case PERIOD_YEAR:
        return arena_format(arena, vi ? "Năm %d" : "Year %d", period->year);
    case PERIOD_SPAN:
        return span_of_years(arena, period, language);
    case PERIOD_REQUEST:
        break;
    }
    return arena_format(arena, vi ? "Theo yêu cầu %s" : "As requested by %s", period->code);
}

const char *span_words(struct arena *arena, const struct period *period) {
    const char *until = period->end == DAY_NEVER ? "…" : day_words(arena, period->end - 1);
    return arena_format(arena, "%s – %s", day_words(arena, period->start), until);
}

const char *due_words(struct arena *arena, moment_t due, int32_t zone_offset_seconds, enum language language) {
    bool vi = language == LANGUAGE_VI;
    if (due == MOMENT_NONE)
        return "";
    day_t day = moment_day(due, zone_offset_seconds);
    int minutes = (int)((due - moment_of_day(day, zone_offset_seconds)) / (60 * MOMENT_SECOND));
    if (minutes == 0)
        return arena_format(arena, vi ? "trước ngày %s" : "before %s", day_words(arena, day));
    return arena_format(arena, vi ? "trước %02d:%02d ngày %s" : "before %02d:%02d on %s", minutes / 60, minutes % 60,
                        day_words(arena, day));
}

/* ---- Figures */

const char *quantity_words(struct arena *arena, int64_t quantity, const struct indicator *indicator) {
    char text[QUANTITY_TEXT_SIZE];
    return quantity == QUANTITY_MISSING ? NULL
                                        : arena_text(arena, quantity_format(quantity, indicator->decimals, text));
}

const char *bound_words(struct arena *arena, const struct indicator *indicator, bool upper) {
    int64_t bound = upper ? indicator->max : indicator->min;
    const char *said = quantity_words(arena, bound, indicator);
    return said ? said : upper ? "999999999999999" : "-999999999999999";
}

static const char *range_words(struct arena *arena, const struct indicator *indicator, enum language language) {
    const char *min = quantity_words(arena, indicator->min, indicator);
    const char *max = quantity_words(arena, indicator->max, indicator);
    bool vi = language == LANGUAGE_VI;
    if (min && max)
        return arena_format(arena, vi ? " từ %s đến %s" : " from %s to %s", min, max);
    if (min)
        return arena_format(arena, vi ? " từ %s" : " from %s", min);
    return max ? arena_format(arena, vi ? " đến %s" : " up to %s", max) : "";
}

static const char *kind_words(struct arena *arena, const struct indicator *indicator, enum language language) {
    bool vi = language == LANGUAGE_VI;
    if (indicator->nature == NATURE_YES_NO)
        return vi ? "1 là có, 0 là không" : "1 is yes, 0 is no";
    const char *range = range_words(arena, indicator, language);
    if (indicator->decimals == 0)
        return arena_format(arena, vi ? "số nguyên%s" : "whole number%s", range);
    return arena_format(arena, vi ? "số có tối đa %d chữ số thập phân%s" : "number with at most %d decimals%s",
                        indicator->decimals, range);
}

static const char *opening_words(struct arena *arena, const struct form_version *version, const struct cell *cell,
                                 enum language language) {
    AUTO_BUFFER cells = {0};
    for (uint32_t i = 0; i < cell->opens.cell_count; i++)
        buffer_format(&cells, "%s%s", i > 0 ? " + " : "", version->cells[cell->opens.cells[i]].code);
    if (cells.size == 0)
        return "";
    return arena_format(arena, language == LANGUAGE_VI ? "; bằng cuối kỳ trước: %s" : "; as the last period closed: %s",
                        buffer_cstr(&cells));
}

const char *cell_words(struct arena *arena, const struct form_version *version, const struct cell *cell,
                       enum language language) {
    static const struct said natures[] = {
        [NATURE_FLOW] = {"phát sinh trong kỳ; ", "in the period; "},
        [NATURE_STOCK] = {"có đến cuối kỳ; ", "at the end of the period; "},
        [NATURE_DISTINCT] = {"mỗi đối tượng đếm một lần trong kỳ; ", "each counted once in the period; "},
        [NATURE_YES_NO] = {"", ""}};
    static const struct said required = {"Bắt buộc; ", "Required; "},
                             opening = {"có ở đầu kỳ; ", "at the start of the period; "};
    struct said nature = cell->opens.cell_count > 0 ? opening : natures[cell->indicator->nature];
    return arena_format(arena, "%s%s%s%s", cell->required ? in(required, language) : "", in(nature, language),
                        kind_words(arena, cell->indicator, language), opening_words(arena, version, cell, language));
}

/* ---- Rules */

static void add_terms(struct buffer *to, const struct form_version *version, const struct rule_term *terms,
                      uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        int64_t times = terms[i].times;
        buffer_text(to, times < 0 ? (i > 0 ? " − " : "−") : (i > 0 ? " + " : ""));
        times = times < 0 ? -times : times;
        if (times != 1)
            buffer_format(to, "%lld × ", (long long)times);
        buffer_text(to, version->cells[terms[i].cell].code);
    }
}

static void add_constant(struct buffer *to, const struct form_version *version, const struct form_rule *rule) {
    const struct rule_term *first = rule->left_count > 0 ? rule->left : rule->right;
    uint32_t terms = rule->left_count + rule->right_count;
    int decimals = terms > 0 ? version->cells[first->cell].indicator->decimals : 0;
    int64_t constant = rule->constant < 0 ? -rule->constant : rule->constant;
    char text[QUANTITY_TEXT_SIZE];
    if (rule->right_count > 0 && constant == 0)
        return;
    buffer_text(to, rule->right_count == 0 ? (rule->constant < 0 ? "−" : "") : rule->constant < 0 ? " − " : " + ");
    buffer_text(to, quantity_format(constant, decimals, text));
}

const char *rule_words(struct arena *arena, const struct form_version *version, const struct form_rule *rule) {
    static const char *const signs[] = {[COMPARE_EQ] = "=", [COMPARE_GE] = "≥", [COMPARE_GT] = ">",
                                        [COMPARE_LE] = "≤", [COMPARE_LT] = "<", [COMPARE_UNSTATED] = "≥"};
    AUTO_BUFFER said = {0};
    add_terms(&said, version, rule->left, rule->left_count);
    if (rule->left_count == 0)
        buffer_char(&said, '0');
    buffer_format(&said, " %s ", signs[rule->op]);
    add_terms(&said, version, rule->right, rule->right_count);
    add_constant(&said, version, rule);
    return arena_slice(arena, buffer_cstr(&said), said.size);
}
