/* Says units of measure: the one table that all prints, sheets and forms take them from. */
#include "domain/measure_words.h"

#include "core/text.h"

const char *measure_in_words(const char *unit_of_measure, enum language language) {
    static const struct {
        const char *code, *vi, *en;
    } measures[] = {{"person", "người", "persons"},
                    {"household", "hộ", "households"},
                    {"case", "vụ", "cases"},
                    {"courtCase", "vụ án", "court cases"},
                    {"defendant", "bị cáo", "defendants"},
                    {"establishment", "cơ sở", "establishments"},
                    {"hotspot", "tụ điểm", "hotspots"},
                    {"activityForm", "hình thức", "kinds of activity"},
                    {"article", "tin, bài", "articles"},
                    {"tip", "tin báo", "tips"},
                    {"visit", "lượt", "visits"},
                    {"occurrence", "lượt", "occurrences"},
                    {"month", "tháng", "months"},
                    {"yesNo", "có/không", "yes/no"},
                    {"dong", "đồng", "VND"},
                    {"thousandCubicMetres", "nghìn m³", "thousand m³"},
                    {"milligramPerLitre", "mg/l", "mg/l"},
                    {"percent", "%", "%"}};
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        if (text_equal(measures[i].code, unit_of_measure))
            return language == LANGUAGE_VI ? measures[i].vi : measures[i].en;
    return unit_of_measure;
}
