/* Tables of words, and what they make together: documents referred to, numbers, thresholds. */
#include "plan_words.h"

#include <string.h>

#include "core/text.h"

const struct words kind_said[] = {{"share", "Tỷ lệ"},
                                  {"amount", "Số lượng"},
                                  {"growth", "Tăng, giảm"},
                                  {"frequency", "Tần suất"},
                                  {"members", "Danh sách"},
                                  {"cohort", "Nhóm cố định"},
                                  {"all", "Gồm nhiều phần"},
                                  {"conditional", "Có điều kiện"},
                                  {"narrative", "Đánh giá bằng lời"},
                                  {NULL, NULL}};

const struct words window_said[] = {{"period", "Trong kỳ"},
                                    {"yearToDate", "Từ đầu năm"},
                                    {"planToDate", "Từ đầu kế hoạch"},
                                    {"asOf", "Tại thời điểm"},
                                    {NULL, NULL}};

const struct words modality_said[] = {
    {"atLeast", "Ít nhất"}, {"aspirational", "Phấn đấu"}, {"maintain", "Duy trì"}, {"stated", "Nêu số"}, {NULL, NULL}};

/* In the order in which an act names them. */
const struct words role_said[] = {{"lead", "Cơ quan chủ trì"},
                                  {"coLead", "Cơ quan đồng chủ trì"},
                                  {"implement", "Cơ quan thực hiện"},
                                  {"advise", "Cơ quan tham mưu"},
                                  {"issue", "Cơ quan ban hành"},
                                  {"direct", "Cơ quan chỉ đạo"},
                                  {"guide", "Cơ quan hướng dẫn"},
                                  {"urge", "Cơ quan đôn đốc, kiểm tra"},
                                  {"standing", "Cơ quan thường trực"},
                                  {"focal", "Cơ quan đầu mối"},
                                  {"coordinate", "Cơ quan phối hợp"},
                                  {"participate", "Cơ quan tham gia"},
                                  {"requested", "Đề nghị"},
                                  {NULL, NULL}};

const struct words source_said[] = {{"central", "Ngân sách trung ương"}, {"province", "Ngân sách cấp tỉnh"},
                                    {"district", "Ngân sách cấp huyện"}, {"commune", "Ngân sách cấp xã"},
                                    {"integrated", "Nguồn lồng ghép"},   {"mobilised", "Nguồn huy động"},
                                    {"donor", "Nguồn tài trợ"},          {NULL, NULL}};

const struct words deliverable_said[] = {
    {"report", "báo cáo"}, {"consolidation", "báo cáo tổng hợp"}, {"plan", "kế hoạch"}, {NULL, NULL}};

const struct words binding_said[] = {{"must", "Bắt buộc"}, {"request", "Đề nghị"}, {NULL, NULL}};

const struct words regime_said[] = {
    {"periodic", "định kỳ"}, {"thematic", "chuyên đề"}, {"adHoc", "đột xuất"}, {"quick", "nhanh"}, {NULL, NULL}};

const struct words level_said[] = {
    {"nation", "trung ương"}, {"province", "cấp tỉnh"}, {"district", "cấp huyện"}, {"commune", "cấp xã"}, {NULL, NULL}};

const struct words period_said[] = {
    {"month", "tháng"},  {"quarter", "quý"}, {"H1", "6 tháng đầu năm"}, {"H2", "6 tháng cuối năm"},
    {"half", "6 tháng"}, {"9M", "9 tháng"},  {"year", "năm"},           {"span", "kế hoạch"},
    {NULL, NULL}};

const struct words purpose_said[] = {{"report", "để báo cáo"},
                                     {"implement", "để thực hiện"},
                                     {"coordinate", "để phối hợp"},
                                     {"archive", "lưu"},
                                     {NULL, NULL}};

static const struct words comparator_said[] = {{"eq", "="}, {"ge", "≥"}, {"gt", ">"},
                                               {"le", "≤"}, {"lt", "<"}, {"unstated", "Không nêu (hiểu là ≥)"},
                                               {NULL, NULL}};

/* The kind of an act by the letters of its symbol (decree 30/2020, annex III). */
static const struct words act_said[] = {{"NĐ", "Nghị định"},
                                        {"NQ", "Nghị quyết"},
                                        {"NQLT", "Nghị quyết liên tịch"},
                                        {"QĐ", "Quyết định"},
                                        {"CT", "Chỉ thị"},
                                        {"TT", "Thông tư"},
                                        {"TTLT", "Thông tư liên tịch"},
                                        {"KH", "Kế hoạch"},
                                        {"CTr", "Chương trình"},
                                        {"TTr", "Tờ trình"},
                                        {"ĐA", "Đề án"},
                                        {"BC", "Báo cáo"},
                                        {"TB", "Thông báo"},
                                        {"HD", "Hướng dẫn"},
                                        {"L", "Luật"},
                                        {"PL", "Pháp lệnh"},
                                        {NULL, NULL}};

const char *member_text(const json_t *object, const char *name) {
    return json_string_value(json_object_get(object, name));
}

const char *words_say_or(const struct words *words, const char *word, const char *otherwise) {
    return words_say(words, word ? word : otherwise);
}

const char *words_say(const struct words *words, const char *word) {
    for (; word && words->word; words++)
        if (text_equal(words->word, word))
            return words->said;
    return word;
}

void list_add(struct buffer *list, const char *separator, const char *text) {
    if (text_empty(text))
        return;
    if (list->size > 0)
        buffer_text(list, separator);
    buffer_text(list, text);
}

const char *list_end_text(struct arena *arena, const struct buffer *list) {
    return arena_text(arena, buffer_cstr(list));
}

const char *capital_said(struct arena *arena, const char *text) {
    static const char d[] = "đ";
    if (strncmp(text, d, strlen(d)) == 0)
        return arena_format(arena, "Đ%s", text + strlen(d));
    char *said = arena_text(arena, text);
    if (*said >= 'a' && *said <= 'z')
        *said = (char)(*said - 'a' + 'A');
    return said;
}

const char *number_said(struct arena *arena, const json_t *act) {
    const char *number = member_text(act, "number"), *symbol = member_text(act, "symbol");
    const char *known = text_empty(number) ? "……" : number;
    return text_empty(symbol) ? known : arena_format(arena, "%s/%s", known, symbol);
}

/* "QĐ-LĐTBXH" is a decision by its first letters. An official letter has none: "BVHTTDL-TTr" says whose it is and which of its offices
 * wrote it, here the inspectorate. */
static const char *act_kind_said(struct arena *arena, const char *symbol) {
    const char *first = arena_slice(arena, symbol, strcspn(symbol, "-"));
    const char *said = words_say(act_said, first);
    if (said != first)
        return said;
    return strchr(symbol, '-') ? "Công văn" : "Văn bản";
}

const char *reference_said(struct arena *arena, const json_t *reference) {
    const char *kind = member_text(reference, "kind"), *symbol = member_text(reference, "symbol");
    const char *issuer = member_text(reference, "issuer"), *title = member_text(reference, "title");
    const char *number = member_text(reference, "number"), *date = member_text(reference, "date");
    AUTO_BUFFER said = {0};
    if (member_text(reference, "text"))
        return member_text(reference, "text");
    if (text_empty(number) && !date && title) { /* a programme or project that has a name but no number */
        buffer_text(&said, title);
    } else {
        buffer_format(&said, "%s số %s", kind ? kind : act_kind_said(arena, symbol ? symbol : ""),
                      number_said(arena, reference));
        buffer_format(&said, " %s", date_said(arena, date));
    }
    if (!text_empty(issuer))
        buffer_format(&said, " của %s", issuer);
    if (title && said.size > 0 && !(text_empty(number) && !date))
        buffer_format(&said, " về %s", title);
    return list_end_text(arena, &said);
}

/* The digits of a JSON number or decimal text. */
static const char *number_text(struct arena *arena, const json_t *number) {
    if (json_is_integer(number))
        return arena_format(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(number));
    return json_string_value(number);
}

/* Without noughts that say nothing: "60.000000" is 60. */
static size_t size_without_noughts(const char *digits) {
    size_t size = strlen(digits);
    if (!strchr(digits, '.'))
        return size;
    while (digits[size - 1] == '0')
        size--;
    return digits[size - 1] == '.' ? size - 1 : size;
}

const char *quantity_said(struct arena *arena, const json_t *number) {
    const char *digits = number_text(arena, number);
    if (text_empty(digits))
        return NULL;
    AUTO_BUFFER said = {0};
    size_t size = size_without_noughts(digits), whole = strcspn(digits, ".");
    for (size_t i = 0; i < size; i++) {
        bool begins_group = i > 0 && i < whole && (whole - i) % 3 == 0 && digits[i - 1] != '-';
        buffer_text(&said, begins_group ? "." : "");
        buffer_char(&said, digits[i] == '.' ? ',' : digits[i]);
    }
    return list_end_text(arena, &said);
}

const char *money_said(struct arena *arena, const json_t *amount) {
    const char *digits = quantity_said(arena, amount);
    return digits ? arena_format(arena, "%s đồng", digits) : NULL;
}

static const char *range_said(struct arena *arena, const json_t *between) {
    const char *low = number_text(arena, json_array_get(between, 0)),
               *high = number_text(arena, json_array_get(between, 1));
    return low && high ? arena_format(arena, "%s–%s", low, high) : NULL;
}

static struct threshold growth_threshold(struct arena *arena, const json_t *target) {
    const char *range = range_said(arena, json_object_get(target, "between"));
    if (range)
        return (struct threshold){"Tăng trong khoảng", range, "% so với năm trước"};
    bool down = text_equal(member_text(target, "trend"), "down");
    return (struct threshold){down ? "Giảm" : "Tăng", NULL, "so với năm trước"};
}

static struct threshold frequency_threshold(struct arena *arena, const json_t *target) {
    const char *times = number_text(arena, json_object_get(target, "atLeast")), *every = member_text(target, "every");
    const char *counted = arena_format(arena, "lần mỗi %s", words_say(period_said, every ? every : "month"));
    return (struct threshold){"≥", times ? times : "1", counted};
}

static struct threshold members_threshold(struct arena *arena, const json_t *target) {
    const json_t *list = json_object_get(target, "list");
    const char *count = json_is_array(list) ? arena_format(arena, "%zu", json_array_size(list))
                                            : number_text(arena, json_object_get(target, "count"));
    return (struct threshold){"=", count, "nơi trong danh sách"};
}

static struct threshold cohort_threshold(struct arena *arena, const json_t *target) {
    const char *size = number_text(arena, json_object_get(target, "size"));
    return (struct threshold){"=", "0", arena_format(arena, "tái diễn trong %s", size ? size : "…")};
}

struct threshold threshold_of(struct arena *arena, const json_t *target) {
    const char *kind = member_text(target, "kind"), *comparator = member_text(target, "comparator");
    const char *said = words_say(comparator_said, comparator ? comparator : "unstated");
    const char *range = range_said(arena, json_object_get(target, "between"));
    if (text_equal(kind, "share"))
        return (struct threshold){said, number_text(arena, json_object_get(target, "percent")), "%"};
    if (text_equal(kind, "amount") && range)
        return (struct threshold){"Trong khoảng", range, NULL};
    if (text_equal(kind, "amount"))
        return (struct threshold){said, number_text(arena, json_object_get(target, "value")), NULL};
    if (text_equal(kind, "growth"))
        return growth_threshold(arena, target);
    if (text_equal(kind, "frequency"))
        return frequency_threshold(arena, target);
    if (text_equal(kind, "members"))
        return members_threshold(arena, target);
    if (text_equal(kind, "cohort"))
        return cohort_threshold(arena, target);
    return (struct threshold){0};
}

const char *assumptions_said(struct arena *arena, const json_t *target) {
    AUTO_BUFFER said = {0};
    size_t index;
    json_t *assumption;
    json_array_foreach(json_object_get(target, "assumptions"), index, assumption) {
        const char *taken = member_text(assumption, "taken");
        list_add(&said, "; ", taken);
    }
    return list_end_text(arena, &said);
}
