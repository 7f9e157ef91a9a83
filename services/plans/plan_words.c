/* Tables of words, and what they make together: times, dates, documents referred to, thresholds. */
#include "plan_words.h"

#include <ctype.h>
#include <string.h>

#include "core/clock.h"
#include "core/text.h"
#include "domain/period.h"

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

/* Days below 10 and the months 1 and 2 take a leading nought (decree 30/2020, annex I). */
static bool date_split(struct arena *arena, const char *text, const char **ret_day, const char **ret_month,
                       int *ret_year) {
    day_t day;
    int month, day_of_month;
    if (!text || !day_parse(text, &day))
        return false;
    day_split(day, ret_year, &month, &day_of_month);
    *ret_day = arena_format(arena, "%02d", day_of_month);
    *ret_month = arena_format(arena, month < 3 ? "%02d" : "%d", month);
    return true;
}

const char *day_said(struct arena *arena, const char *text) {
    const char *day, *month;
    int year;
    if (!date_split(arena, text, &day, &month, &year))
        return "…/…/……";
    return arena_format(arena, "%s/%s/%d", day, month, year);
}

const char *date_said(struct arena *arena, const char *text) {
    const char *day, *month;
    int year;
    if (!date_split(arena, text, &day, &month, &year))
        return "ngày … tháng … năm ……";
    return arena_format(arena, "ngày %s tháng %s năm %d", day, month, year);
}

static const char *quarter_said(struct arena *arena, const char *code) {
    static const char *const numerals[] = {"", "I", "II", "III", "IV"};
    struct period period;
    if (!code || !period_parse(code, &calendar_plain, &period) || period.kind != PERIOD_QUARTER)
        return code;
    return arena_format(arena, "Quý %s năm %d", numerals[period.number], period.year);
}

/* "Tháng, quý, năm" → "Hằng tháng, quý, năm". */
static const char *every_said(struct arena *arena, const char *value) {
    char *said = arena_format(arena, "Hằng %s", value ? value : "kỳ");
    char *first = said + strlen("Hằng ");
    *first = (char)tolower((unsigned char)*first);
    return said;
}

const char *time_said(struct arena *arena, const json_t *time) {
    static const struct words forms[] = {{"allYear", "Cả năm"},
                                         {"regular", "Thường xuyên"},
                                         {"onRequest", "Khi có yêu cầu"},
                                         {"asRegulated", "Theo quy định"},
                                         {"none", ""},
                                         {NULL, NULL}};
    const char *form = member_text(time, "form"), *value = member_text(time, "value");
    day_t day;
    if (!form)
        return "";
    if (text_equal(form, "quarter"))
        return quarter_said(arena, value ? value : form);
    if (text_equal(form, "every"))
        return every_said(arena, value);
    if (text_equal(form, "before") && value)
        return arena_format(arena, "Trước %s%s", day_parse(value, &day) ? "ngày " : "",
                            day_parse(value, &day) ? day_said(arena, value) : value);
    if (text_equal(form, "event") && value)
        return value;
    return words_say(forms, form);
}

/* "06-15" → "15/6". */
static const char *month_day_said(struct arena *arena, const char *text) {
    const char *day, *month;
    int year;
    if (!date_split(arena, arena_format(arena, "2000-%s", text), &day, &month, &year))
        return text;
    return arena_format(arena, "%s/%s", day, month);
}

static const char *due_said(struct arena *arena, const json_t *due) {
    const char *before = member_text(due, "before"), *by = member_text(due, "by");
    const json_t *days = json_object_get(due, "workingDaysAfterCutOff");
    if (before)
        return arena_format(arena, "trước ngày %s", month_day_said(arena, before));
    if (by)
        return arena_format(arena, "chậm nhất ngày %s", month_day_said(arena, by));
    if (days)
        return arena_format(arena, "trong %" JSON_INTEGER_FORMAT " ngày làm việc sau ngày chốt số liệu",
                            json_integer_value(days));
    return json_is_true(json_object_get(due, "asRegulated")) ? "theo quy định" : NULL;
}

const char *schedule_said(struct arena *arena, const json_t *schedule) {
    const char *period = words_say(period_said, member_text(schedule, "period"));
    const char *derived = words_say(period_said, member_text(schedule, "derivedFrom"));
    const char *due = due_said(arena, json_object_get(schedule, "due")), *cut_off = member_text(schedule, "cutOff");
    const char *said = period ? period : "";
    if (derived)
        return arena_format(arena, "%s (cộng từ báo cáo %s)", said, derived);
    if (due)
        said = arena_format(arena, "%s: %s", said, due);
    if (cut_off)
        said = arena_format(arena, "%s (số liệu đến ngày %s)", said, month_day_said(arena, cut_off));
    return said;
}

const char *number_said(struct arena *arena, const json_t *act) {
    const char *number = member_text(act, "number"), *symbol = member_text(act, "symbol");
    const char *known = text_empty(number) ? "……" : number;
    return text_empty(symbol) ? known : arena_format(arena, "%s/%s", known, symbol);
}

/* "QĐ-LĐTBXH" is a decision, "BVHTTDL-TTr" a submission: the letters stand first, in a few acts last. */
static const char *act_kind_said(struct arena *arena, const char *symbol) {
    const char *first = arena_slice(arena, symbol, strcspn(symbol, "-"));
    const char *said = words_say(act_said, first);
    if (said != first)
        return said;
    const char *last = strrchr(symbol, '-');
    const char *by_last = last ? words_say(act_said, last + 1) : symbol;
    return last && by_last != last + 1 ? by_last : "Văn bản";
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

const char *money_said(struct arena *arena, const json_t *amount) {
    const char *digits = number_text(arena, amount);
    if (!digits)
        return NULL;
    AUTO_BUFFER said = {0};
    size_t whole = strcspn(digits, ".");
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0 && digits[i - 1] != '-')
            buffer_char(&said, '.');
        buffer_char(&said, digits[i]);
    }
    if (digits[whole] == '.')
        buffer_format(&said, ",%s", digits + whole + 1);
    buffer_text(&said, " đồng");
    return list_end_text(arena, &said);
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
