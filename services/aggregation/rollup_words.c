/* Says figures, lines and counts. */
#include "rollup_words.h"

#include <string.h>

#include "core/text.h"
#include "domain/period_words.h"

/* ---- Numbers */

const char *number_in_words(struct arena *arena, const char *digits, enum language language) {
    enum { GROUP = 3 };
    AUTO_BUFFER said = {0};
    const char point = language == LANGUAGE_VI ? ',' : '.', between = language == LANGUAGE_VI ? '.' : ',';
    if (*digits == '-')
        buffer_char(&said, *digits++);
    for (size_t left = strcspn(digits, "."); left > 0; left--, digits++) {
        buffer_char(&said, *digits);
        if (left > 1 && left % GROUP == 1)
            buffer_char(&said, between);
    }
    if (*digits == '.') {
        buffer_char(&said, point);
        buffer_text(&said, digits + 1);
    }
    return arena_text(arena, buffer_cstr(&said));
}

/* ---- Targets */

const char *attainment_state_said(enum attainment_state state, enum language language) {
    static const char *const said[][2] = {
        [ATTAINED] = {"đạt", "attained"},
        [ON_TRACK] = {"đang đúng tiến độ", "on track"},
        [NOT_ATTAINED] = {"chưa đạt", "not attained"},
        [NOT_MEASURABLE] = {"chưa đo được", "not measurable"},
        [NOT_DUE] = {"chưa đến hạn", "not due"},
    };
    return in_language(language, said[state][0], said[state][1]);
}

/* ---- What is not there */

static const struct absence {
    const char *status, *mark, *vi, *en;
} absences[] = {
    {NULL, "…", "không có số liệu báo cáo", "nothing was reported"},
    {"confidential", "(x)", "số nhỏ, không công bố để bảo vệ thông tin cá nhân",
     "small counts, withheld to protect persons"},
    {"withheld", "(m)", "số nhỏ, hoặc số mà từ đó tính ra được số nhỏ, không công bố để bảo vệ thông tin cá nhân",
     "a small count, or one from which a small count would follow, withheld to protect persons"},
    {"noShare", "(p)", "đơn vị chỉ nhận một phần của đơn vị cũ, chưa có tỷ lệ để chia",
     "the unit holds a part of a former unit, and no share is known"},
    {"successionUnknown", "(k)", "có đơn vị cũ chưa rõ nay thuộc đơn vị nào",
     "of a former unit nobody knows where it belongs now"},
    {"notAdditive", "(c)", "số liệu không cộng được, không chia theo tỷ lệ",
     "a figure that does not add up and cannot be divided by a share"},
    {"estimated", "(u)", "ước tính theo tỷ lệ chia đơn vị cũ", "estimated by the shares of a former unit"},
};

static const struct absence *absence_of(const char *status) {
    for (size_t i = 0; i < sizeof absences / sizeof *absences; i++)
        if (text_equal(absences[i].status, status))
            return &absences[i];
    return &absences[0];
}

const char *absence_mark(const char *status) {
    return absence_of(status)->mark;
}

const char *absence_meaning(const char *status, enum language language) {
    const struct absence *absence = absence_of(status);
    return in_language(language, absence->vi, absence->en);
}

/* ---- Columns */

static const struct {
    const char *name, *vi, *en;
} columns[] = {
#define F(constant, name, vi, en) {name, vi, en},
    FIGURE_COLUMNS(F)
#undef F
};

const char *figure_column_name(enum figure_column column) {
    return columns[column].name;
}

const char *figure_column_said(enum figure_column column, enum language language) {
    return in_language(language, columns[column].vi, columns[column].en);
}

/* ---- Lines and forms */

static const char *line_name(const struct table_line *line, enum language language) {
    return language == LANGUAGE_VI || text_empty(line->name_en) ? line->name_vi : line->name_en;
}

const char *categories_in_words(struct arena *arena, const struct table_line *line) {
    AUTO_BUFFER said = {0};
    for (uint32_t i = 0; i < line->category_count; i++)
        buffer_format(&said, "%s%s: %s", i > 0 ? "; " : "", line->categories[i].dimension, line->categories[i].value);
    return arena_text(arena, buffer_cstr(&said));
}

const char *line_in_words(struct arena *arena, const struct table_line *line, enum language language) {
    const char *name = line_name(line, language);
    if (line->category_count == 0)
        return name;
    return arena_format(arena, "%s (%s)", name, categories_in_words(arena, line));
}

const char *form_in_words(struct arena *arena, const struct rollup_table *table, enum language language) {
    bool vietnamese = language == LANGUAGE_VI || text_empty(table->title_en);
    return arena_format(arena, "%s %s – %s", in_language(language, "Biểu", "Form"), table->form,
                        vietnamese ? table->title_vi : table->title_en);
}

const char *counted_in_words(const struct rollup_table *table, enum language language) {
    return text_equal(table->counted, "accepted")
               ? in_language(language, "Chỉ tính báo cáo đã được tiếp nhận", "Only accepted reports are counted")
               : in_language(language, "Tính cả báo cáo đã gửi, chưa tiếp nhận",
                             "Reports submitted and not yet accepted are counted");
}

const char *boundaries_in_words(struct arena *arena, const struct rollup_table *table, enum language language) {
    if (text_equal(table->boundaries, "asReported"))
        return NULL;
    return arena_format(arena, "%s %s", in_language(language, "Theo địa giới ngày", "On the boundaries of"),
                        day_in_words(arena, table->tree_date));
}

const char *incomplete_in_words(enum language language) {
    return in_language(language, "Chưa nhận hết báo cáo đã ghi nhận đến thời điểm này, số liệu có thể thay đổi",
                       "Not all that was recorded by then has been taken in; the figures may change");
}

/* ---- Completeness */

static const struct {
    const char *name, *vi, *en;
} counts[COMPLETENESS_COUNTS] = {
    {"expected", "Phải gửi", "Expected"},
    {"reported", "Đã gửi", "Reported"},
    {"accepted", "Đã tiếp nhận", "Accepted"},
    {"onTime", "Đúng hạn", "On time"},
    {"late", "Muộn", "Late"},
    {"additional", "Ngoài nghĩa vụ", "Not owed"},
    {"unresolved", "Chưa xác định", "Unresolved"},
};

const char *completeness_name(int count) {
    return counts[count].name;
}

const char *completeness_said(int count, enum language language) {
    return in_language(language, counts[count].vi, counts[count].en);
}

uint32_t completeness_of(const struct completeness *completeness, int count) {
    const uint32_t values[COMPLETENESS_COUNTS] = {
        completeness->expected, completeness->reported,   completeness->accepted,  completeness->on_time,
        completeness->late,     completeness->additional, completeness->unresolved};
    return values[count];
}
