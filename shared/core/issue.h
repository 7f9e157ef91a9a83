/* What is wrong with an input from outside, all of it at once: each issue has its type, its place and its arguments.
 *
 * The texts in Vietnamese and English stand in one table (ISSUE_TYPES); {0} {1} {2} are the arguments. An issue type never
 * changes its name: clients match on it (docs: 5-contract, Errors). Adding one is adding a row. */
#ifndef TONGHOP_CORE_ISSUE_H
#define TONGHOP_CORE_ISSUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"

/*  constant              name                     Vietnamese                                   English */
#define ISSUE_TYPES(T)                                                                                                                         \
    T(SYNTAX,             "syntax",                "Không đọc được: {0}",                       "Cannot be read: {0}")                         \
    T(DUPLICATE_MEMBER,   "duplicateMember",       "Thành phần xuất hiện hai lần: {0}",         "The member stands twice: {0}")                \
    T(TOO_DEEP,           "tooDeep",               "Lồng quá {0} cấp",                          "Nested deeper than {0} levels")               \
    T(UNKNOWN_MEMBER,     "unknownMember",         "Thành phần không có trong lược đồ",         "The schema has no such member")               \
    T(REQUIRED,           "required",              "Bắt buộc phải có",                          "Is required")                                 \
    T(WRONG_TYPE,         "wrongType",             "Phải là {0}",                               "Must be {0}")                                 \
    T(REAL_NUMBER,        "realNumber",            "Số thập phân phải viết trong chuỗi, như \"12.50\"", "Write a decimal as a string, such as \"12.50\"") \
    T(NOT_A_NUMBER,       "notANumber",            "Không phải là số: cần chữ số, có thể có dấu trừ và dấu chấm thập phân", "Not a number: digits, perhaps a minus sign and a decimal point") \
    T(TOO_PRECISE,        "tooPrecise",            "Chỉ được tối đa {0} chữ số thập phân; không dùng dấu chấm phân cách hàng nghìn", "At most {0} decimals; no point between thousands")                        \
    T(OUT_OF_BOUNDS,      "outOfBounds",           "Phải trong khoảng {0} đến {1}",             "Must be between {0} and {1}")                 \
    T(TOO_LONG,           "tooLong",               "Dài quá {0}",                               "Longer than {0}")                             \
    T(TOO_SHORT,          "tooShort",              "Ngắn hơn {0}",                              "Shorter than {0}")                            \
    T(TOO_MANY,           "tooMany",               "Nhiều hơn {0}",                             "More than {0}")                               \
    T(BAD_FORMAT,         "badFormat",             "Sai dạng, cần {0}",                         "Wrong form: {0} is needed")                   \
    T(BAD_DATE,           "badDate",               "Không phải ngày có thật, cần dạng NĂM-THÁNG-NGÀY", "Not a date that exists, in the form YYYY-MM-DD") \
    T(BAD_PERIOD,         "badPeriod",             "Không phải mã kỳ báo cáo, như 2023-H1",     "Not a period code, such as 2023-H1")          \
    T(NOT_ONE_OF,         "notOneOf",              "Phải là một trong: {0}",                    "Must be one of: {0}")                         \
    T(DUPLICATE,          "duplicate",             "Đã có: {0}",                                "Stands twice: {0}")                           \
    T(UNKNOWN_UNIT,       "unknownUnit",           "Không có đơn vị {0}",                       "There is no unit {0}")                        \
    T(UNIT_NOT_VALID,     "unitNotValid",          "Mã {0} không có hiệu lực vào {1}: {2}",     "Code {0} is not valid on {1}: {2}")           \
    T(UNKNOWN_AGENCY,     "unknownAgency",         "Không có cơ quan {0} tại đơn vị này vào {1}", "The unit has no agency {0} on {1}")         \
    T(IMPLIED_AGENCY,     "impliedAgency",         "Đơn vị nào cũng có {0}, không phải đăng ký", "Every unit has {0}, it is not registered")    \
    T(AMBIGUOUS_AGENCY,   "ambiguousAgency",       "Đơn vị có nhiều cơ quan như vậy, cần mã: {0}", "The unit has several such agencies, name one by its code: {0}") \
    T(NARRATIVE_TOO_LONG, "narrativeTooLong",      "Dài quá {0} ký tự mà biểu mẫu cho phép",    "Longer than the {0} characters the form allows") \
    T(UNKNOWN_PROGRAMME,  "unknownProgramme",      "Không có chương trình {0}",                 "There is no programme {0}")                   \
    T(UNKNOWN_INDICATOR,  "unknownIndicator",      "Không có chỉ tiêu thống kê {0}",            "There is no indicator {0}")                   \
    T(UNKNOWN_FORM,       "unknownForm",           "Không có biểu mẫu {0}",                     "There is no form {0}")                        \
    T(UNKNOWN_CELL,       "unknownCell",           "Biểu mẫu {0} không có ô {1}",               "Form {0} has no cell {1}")                    \
    T(UNKNOWN_PLAN,       "unknownPlan",           "Không có kế hoạch {0}",                     "There is no plan {0}")                        \
    T(UNKNOWN_CODE,       "unknownCode",           "Không có {0}",                              "There is no {0}")                             \
    T(FORM_NOT_IN_FORCE,  "formNotInForce",        "Biểu mẫu {0} chưa có hiệu lực trong kỳ {1}", "Form {0} is not in force in {1}")            \
    T(WRONG_LEVEL,        "wrongLevel",            "Biểu mẫu {0} không dành cho cấp {1}",       "Form {0} is not reported at level {1}")       \
    T(WRONG_FUNCTION,     "wrongFunction",         "Biểu mẫu {0} không dành cho cơ quan {1}",   "Form {0} is not reported by {1}")             \
    T(MISSING_VALUE,      "missingValue",          "Ô bắt buộc còn trống và chưa nêu lý do",    "A required cell is empty and no reason is given") \
    T(BOTH_GIVEN,         "bothGiven",             "Vừa có giá trị vừa ghi không có số liệu",   "Has a value and is said to be not available") \
    T(RULE_BROKEN,        "ruleBroken",            "Quy tắc {0}: {1}",                          "Rule {0}: {1}")                               \
    T(PERSONAL_DATA,      "personalData",          "Có vẻ chứa dữ liệu cá nhân: {0}, từ ký tự thứ {1}", "Looks like personal data: {0}, from character {1} on") \
    T(CHANGED_AFTER_USE,  "changedAfterUse",       "Không được đổi khi đã có biểu mẫu dùng: {0}", "May not change once a form uses it: {0}")   \
    T(OVERLAP,            "overlap",               "Chồng lấn thời gian với {0}",               "Overlaps in time with {0}")                   \
    T(CYCLE,              "cycle",                 "Tạo thành vòng: {0}",                       "Makes a cycle: {0}")                          \
    T(REASON_NEEDED,      "reasonNeeded",          "Cần nêu lý do",                             "A reason is needed")                          \
    T(NOT_ALLOWED_NOW,    "notAllowedNow",         "Không làm được khi đang ở trạng thái {0}",  "Not possible in state {0}")                   \
    T(COLUMN_MISSING,     "columnMissing",         "Thiếu cột {0}",                             "Column {0} is missing")                       \
    T(COLUMN_UNKNOWN,     "columnUnknown",         "Cột {0} không có trong biểu mẫu",           "The form has no column {0}")                  \
    T(ROW_WIDTH,          "rowWidth",              "Dòng có {0} ô, tiêu đề có {1}",             "The row has {0} fields, the header {1}")      \
    T(NOT_XLSX,           "notXlsx",               "Không phải tệp .xlsx ({0}): hãy mở bằng phần mềm bảng tính và lưu lại dạng .xlsx", "Not an .xlsx file ({0}): open it in a spreadsheet program and save it as .xlsx") \
    T(FILE_ENCRYPTED,     "fileEncrypted",         "Tệp có mật khẩu: hãy bỏ mật khẩu rồi lưu lại", "The file has a password: remove it and save the file again") \
    T(ACTIVE_CONTENT,     "activeContent",         "Tệp chứa thứ không được nhận ({0}): hãy bỏ đi rồi lưu lại dạng .xlsx", "The file has something that is not taken ({0}): remove it and save as .xlsx again") \
    T(FILE_LIMIT,         "fileLimit",             "Tệp vượt giới hạn: {0}, tối đa {1}",        "The file is beyond a limit: {0}, at most {1}") \
    T(NOT_UTF8,           "notUtf8",               "Không phải bảng mã UTF-8: hãy lưu lại dạng \"CSV UTF-8\" hoặc .xlsx", "Not encoded as UTF-8: save it as \"CSV UTF-8\" or as .xlsx") \
    T(WRONG_SEPARATOR,    "wrongSeparator",        "Các cột ngăn cách bằng {0}: hãy lưu lại với dấu phẩy, hoặc dạng .xlsx", "The columns are separated by {0}: save it again with commas, or as .xlsx") \
    T(FORMULA,            "formula",               "Ô chứa công thức: hãy ghi số",              "The cell has a formula: write the figure")    \
    T(CELL_ERROR,         "cellError",             "Ô báo lỗi {0}: hãy ghi số",                 "The cell shows the error {0}: write the figure") \
    T(DATE_NOT_NUMBER,    "dateNotNumber",         "Ô đang là ngày tháng: hãy định dạng lại là số hoặc văn bản rồi ghi lại", "The cell is a date: format it as a number or text and write it again") \
    T(NOT_YOURS,          "notYours",              "Ngoài phạm vi được giao: {0}",              "Outside what you may act for: {0}")           \
    T(OWN_REPORT,         "ownReport",             "Không ai tự xét báo cáo của chính mình: cần người khác quyết định", "Nobody decides on their own report: another person has to") \
    T(ALREADY_THERE,      "alreadyThere",          "Đã có báo cáo này",                         "This report is already there")                \
    T(NEVER_OWED,         "neverOwed",             "Không kỳ nào phải báo cáo: {0}",            "No period is ever owed: {0}")                  \
    T(NOT_OWED,           "notOwed",               "{0} không phải báo cáo biểu {1} kỳ {2}",    "{0} does not owe form {1} for {2}")            \
    T(OPENING_DIFFERS,    "openingDiffers",        "Số đầu kỳ phải bằng số cuối kỳ {1}: {0}",   "The opening figure must be what {1} closed with: {0}") \
    T(CHANGED_MUCH,       "changedMuch",           "Kỳ {1} là {0}: thay đổi trên {2} %",        "Was {0} in {1}: changed by more than {2} %")   \
    T(PERIOD_NOT_BEGUN,   "periodNotBegun",        "Kỳ {0} đến {1} mới bắt đầu",                "Period {0} begins only on {1}")                \
    T(PERIOD_NOT_OVER,    "periodNotOver",         "Kỳ {0} còn đến {1}: cần nêu ngày chốt số liệu hoặc ghi là ước tính", "{0} runs until {1}: say until when the data go, or that they are estimated") \
    T(NOT_LATER,          "notLater",              "Phải sau hạn hiện tại: {0}",                "Must be later than the present due moment: {0}") \
    T(NEVER_HOLDS,        "neverHolds",            "Không bao giờ đạt được: {0}",               "Can never hold: {0}")                          \
    T(ALWAYS_HOLDS,       "alwaysHolds",           "Lúc nào cũng đạt: {0}",                     "Holds always: {0}")                            \
    T(INCONSISTENT,       "inconsistent",          "Không khớp: {0}",                           "Does not fit: {0}")

enum issue_type {
#define T(constant, name, vi, en) ISSUE_##constant,
    ISSUE_TYPES(T)
#undef T
        ISSUE_TYPE_COUNT
};

enum { ISSUES_MAX = 1000, ISSUE_ARGUMENTS_MAX = 3 };

enum language { LANGUAGE_VI, LANGUAGE_EN };

/* Where in a document: a chain from the value up to the root. Lives on the stack of who walks the document. */
struct place {
    const struct place *up;
    const char *name; /* member name, or NULL for an element */
    size_t index;     /* element */
};
const char *place_pointer(struct arena *arena, const struct place *place); /* RFC 6901; NULL place is "" */

struct issue {
    struct issue *next;
    enum issue_type type;
    const char *pointer; /* RFC 6901 pointer into the body, or NULL */
    const char *in;      /* NULL for the body; "query", "path", "header" with the name in `pointer` */
    uint32_t row;        /* table row, the first below the header is 1; 0: none */
    const char *column;  /* table column, or NULL */
    const char *arguments[ISSUE_ARGUMENTS_MAX];
};

struct issues {
    struct arena *arena; /* the issues and their texts live here */
    struct issue *first, *last;
    uint32_t count;  /* kept, at most ISSUES_MAX */
    bool truncated;  /* more were found than are kept */
    struct issue spare; /* what issue_add returns for those not kept */
};

void issues_init(struct issues *issues, struct arena *arena);

/* Adds one; arguments are copied, NULL where unused. Returns the issue to set row, column or in; never NULL. */
struct issue *issue_add(struct issues *issues, enum issue_type type, const struct place *place, const char *argument0,
                        const char *argument1, const char *argument2) __attribute__((returns_nonnull));
struct issue *issue_add_at(struct issues *issues, enum issue_type type, const char *pointer, const char *argument0,
                           const char *argument1, const char *argument2) __attribute__((returns_nonnull));

/* An argument that is said in words, which differ by language. */
const char *issue_argument_of(struct arena *arena, const char *vietnamese, const char *english);

const char *issue_type_name(enum issue_type type);
/* The text in a language with its arguments put in, codes of ours in words; in the arena. */
const char *issue_detail(struct arena *arena, const struct issue *issue, enum language language);

#endif
