/* Says periods, days and moments. */
#include "domain/period_words.h"

const char *day_in_words(struct arena *arena, day_t day) {
    int year, month, day_of_month;
    day_split(day, &year, &month, &day_of_month);
    return arena_format(arena, "%d/%d/%d", day_of_month, month, year);
}

const char *day_on_paper(struct arena *arena, day_t day) {
    int year, month, day_of_month;
    day_split(day, &year, &month, &day_of_month);
    return arena_format(arena, month < 3 ? "ngày %02d tháng %02d năm %d" : "ngày %02d tháng %d năm %d", day_of_month,
                        month, year);
}

const char *days_in_words(struct arena *arena, const struct period *period) {
    const char *until = period->end == DAY_NEVER ? "…" : day_in_words(arena, period->end - 1);
    return arena_format(arena, "%s – %s", day_in_words(arena, period->start), until);
}

const char *moment_in_words(struct arena *arena, moment_t moment, int32_t zone_offset_seconds) {
    enum { MINUTES_IN_HOUR = 60 };
    day_t day = moment_day(moment, zone_offset_seconds);
    int minutes = (int)((moment - moment_of_day(day, zone_offset_seconds)) / (MINUTES_IN_HOUR * MOMENT_SECOND));
    return arena_format(arena, "%02d:%02d %s", minutes / MINUTES_IN_HOUR, minutes % MINUTES_IN_HOUR,
                        day_in_words(arena, day));
}

static const char *half_in_words(struct arena *arena, const struct period *period, bool vietnamese) {
    static const char *const halves[][2] = {{"First half of", "6 tháng đầu năm"},
                                            {"Second half of", "6 tháng cuối năm"}};
    return arena_format(arena, "%s %d", halves[period->number - 1][vietnamese], period->year);
}

static const char *span_in_words(struct arena *arena, const struct period *period, bool vietnamese) {
    if (period->end == DAY_NEVER)
        return arena_format(arena, vietnamese ? "Từ năm %d" : "From %d on", period->year);
    return arena_format(arena, vietnamese ? "Giai đoạn %d–%d" : "%d–%d", period->year, period->until_year);
}

const char *period_in_words(struct arena *arena, const struct period *period, enum language language) {
    static const char *const quarters[] = {"I", "II", "III", "IV"};
    bool vietnamese = language == LANGUAGE_VI;
    switch (period->kind) {
    case PERIOD_MONTH:
        return arena_format(arena, vietnamese ? "Tháng %d năm %d" : "Month %d of %d", period->number, period->year);
    case PERIOD_QUARTER:
        return arena_format(arena, vietnamese ? "Quý %s năm %d" : "Quarter %s of %d", quarters[period->number - 1],
                            period->year);
    case PERIOD_HALF:
        return half_in_words(arena, period, vietnamese);
    case PERIOD_NINE_MONTHS:
        return arena_format(arena, vietnamese ? "9 tháng năm %d" : "Nine months of %d", period->year);
    case PERIOD_YEAR:
        return arena_format(arena, vietnamese ? "Năm %d" : "Year %d", period->year);
    case PERIOD_SPAN:
        return span_in_words(arena, period, vietnamese);
    case PERIOD_REQUEST:
        break;
    }
    return days_in_words(arena, period);
}
