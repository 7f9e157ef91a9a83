/* Collecting what is wrong with an input, and saying it in a language. */
#include "core/issue.h"

#include <assert.h>
#include <string.h>

#include "core/buffer.h"
#include "core/limits.h"
#include "core/text.h"

static const struct {
    const char *name;
    const char *texts[2]; /* by enum language */
} types[] = {
#define T(constant, name, vi, en) [ISSUE_##constant] = {name, {vi, en}},
    ISSUE_TYPES(T)
#undef T
};

/* Adds a name with ~ and / written as RFC 6901 wants them; a name longer than any of ours is cut. */
static void add_name(struct buffer *to, const char *name) {
    size_t size = text_clip(name, ISSUE_TEXT_MAX);
    for (size_t i = 0; i < size; i++) {
        if (name[i] == '~')
            buffer_text(to, "~0");
        else if (name[i] == '/')
            buffer_text(to, "~1");
        else
            buffer_char(to, name[i]);
    }
}

static void add_place(struct buffer *to, const struct place *place) {
    if (place == NULL)
        return;
    add_place(to, place->up);
    buffer_char(to, '/');
    if (place->name != NULL)
        add_name(to, place->name);
    else
        buffer_int(to, (int64_t)place->index);
}

const char *place_pointer(struct arena *arena, const struct place *place) {
    AUTO_BUFFER pointer = {0};
    add_place(&pointer, place);
    return arena_slice(arena, buffer_cstr(&pointer), pointer.size);
}

void issues_init(struct issues *issues, struct arena *arena) {
    *issues = (struct issues){.arena = arena};
}

static const char *argument_copy(struct arena *arena, const char *argument) {
    return argument == NULL ? NULL : arena_slice(arena, argument, text_clip(argument, ISSUE_TEXT_MAX));
}

static struct issue *append(struct issues *issues, enum issue_type type,
                            const char *const arguments[ISSUE_ARGUMENTS_MAX]) {
    struct issue *issue = arena_new(issues->arena, struct issue);
    issue->type = type;
    for (size_t i = 0; i < ISSUE_ARGUMENTS_MAX; i++)
        issue->arguments[i] = argument_copy(issues->arena, arguments[i]);
    if (issues->last == NULL)
        issues->first = issue;
    else
        issues->last->next = issue;
    issues->last = issue;
    issues->count++;
    return issue;
}

/* An input wrong in more ways than are kept must not cost memory for each. */
static bool is_full(struct issues *issues) {
    if (issues->count < ISSUES_MAX)
        return false;
    issues->truncated = true;
    issues->spare = (struct issue){0};
    return true;
}

struct issue *issue_add(struct issues *issues, enum issue_type type, const struct place *place, const char *argument0,
                        const char *argument1, const char *argument2) {
    assert(type < ISSUE_TYPE_COUNT);
    if (is_full(issues))
        return &issues->spare;
    struct issue *issue = append(issues, type, (const char *[]){argument0, argument1, argument2});
    issue->pointer = place_pointer(issues->arena, place);
    return issue;
}

struct issue *issue_add_at(struct issues *issues, enum issue_type type, const char *pointer, const char *argument0,
                           const char *argument1, const char *argument2) {
    assert(type < ISSUE_TYPE_COUNT);
    if (is_full(issues))
        return &issues->spare;
    struct issue *issue = append(issues, type, (const char *[]){argument0, argument1, argument2});
    issue->pointer = argument_copy(issues->arena, pointer);
    return issue;
}

const char *issue_type_name(enum issue_type type) {
    assert(type < ISSUE_TYPE_COUNT);
    return types[type].name;
}

/* Parts the languages of an argument; in no text that came from outside, as a control character is refused there. */
static const char between_languages[] = "\x1E";

const char *issue_argument_of(struct arena *arena, const char *vietnamese, const char *english) {
    return arena_format(arena, "%s%s%s", vietnamese, between_languages, english);
}

static void add_argument(struct buffer *to, const char *argument, enum language language) {
    const char *between = strstr(argument, between_languages);
    if (between == NULL)
        buffer_text(to, argument);
    else if (language == LANGUAGE_VI)
        buffer_add(to, argument, (size_t)(between - argument));
    else
        buffer_text(to, between + strlen(between_languages));
}

/* Whether {0}, {1} or {2} stands here. */
static bool is_argument(const char *text) {
    return text[0] == '{' && text[1] >= '0' && text[1] < '0' + ISSUE_ARGUMENTS_MAX && text[2] == '}';
}

/* Arguments that are codes: those of a type stand in its text as people say them. Others are what somebody wrote or has to write. */
static const struct argument_words {
    enum issue_type type;
    const char *code;
    const char *said[2]; /* by enum language */
} argument_words[] = {
    {ISSUE_WRONG_TYPE, "object", {"một đối tượng JSON", "an object"}},
    {ISSUE_WRONG_TYPE, "array", {"một danh sách", "an array"}},
    {ISSUE_WRONG_TYPE, "string", {"một chuỗi ký tự", "a string"}},
    {ISSUE_WRONG_TYPE, "number", {"một số", "a number"}},
    {ISSUE_WRONG_TYPE, "integer", {"một số nguyên", "a whole number"}},
    {ISSUE_WRONG_TYPE, "boolean", {"true hoặc false", "true or false"}},
    {ISSUE_NOT_ALLOWED_NOW, "draft", {"dự thảo", "draft"}},
    {ISSUE_NOT_ALLOWED_NOW, "submitted", {"đã gửi", "submitted"}},
    {ISSUE_NOT_ALLOWED_NOW, "accepted", {"đã tiếp nhận", "accepted"}},
    {ISSUE_NOT_ALLOWED_NOW, "returned", {"đã trả lại", "returned"}},
    {ISSUE_NOT_ALLOWED_NOW, "withdrawn", {"đã rút lại", "withdrawn"}},
    {ISSUE_NOT_ALLOWED_NOW, "approved", {"đã phê duyệt", "approved"}},
    {ISSUE_NOT_ALLOWED_NOW, "issued", {"đã ban hành", "issued"}},
    {ISSUE_NOT_ALLOWED_NOW, "superseded", {"đã được thay thế", "superseded"}},
    {ISSUE_NOT_ALLOWED_NOW, "closed", {"đã kết thúc", "closed"}},
    {ISSUE_NOT_ALLOWED_NOW, "signed", {"đã ký", "signed"}},
    {ISSUE_NOT_ALLOWED_NOW, "sent", {"đã chuyển đi", "sent"}},
    {ISSUE_NOT_ALLOWED_NOW, "discarded", {"đã hủy bỏ", "discarded"}},
    {ISSUE_NOT_ALLOWED_NOW, "queued", {"đang chờ", "queued"}},
    {ISSUE_NOT_ALLOWED_NOW, "running", {"đang chạy", "running"}},
    {ISSUE_NOT_ALLOWED_NOW, "succeeded", {"đã xong", "succeeded"}},
    {ISSUE_NOT_ALLOWED_NOW, "failed", {"không thành công", "failed"}},
    {ISSUE_NOT_ALLOWED_NOW, "cancelled", {"đã hủy", "cancelled"}},
    {ISSUE_WRONG_LEVEL, "nation", {"trung ương", "of the nation"}},
    {ISSUE_WRONG_LEVEL, "province", {"tỉnh", "province"}},
    {ISSUE_WRONG_LEVEL, "district", {"huyện", "district"}},
    {ISSUE_WRONG_LEVEL, "commune", {"xã", "commune"}},
    {ISSUE_WRONG_FUNCTION, "people-committee", {"ủy ban nhân dân", "people's committees"}},
    {ISSUE_WRONG_FUNCTION, "police", {"công an", "the police"}},
    {ISSUE_IMPLIED_AGENCY, "people-committee", {"ủy ban nhân dân", "a people's committee"}},
    {ISSUE_IMPLIED_AGENCY, "police", {"công an", "police"}},
    {ISSUE_NOT_YOURS, "submit", {"gửi", "to submit"}},
    {ISSUE_NOT_YOURS, "accept", {"tiếp nhận", "to accept"}},
    {ISSUE_NOT_YOURS, "return", {"trả lại", "to return"}},
    {ISSUE_NOT_YOURS, "withdraw", {"rút lại", "to withdraw"}},
    {ISSUE_NOT_YOURS, "sign", {"ký", "to sign"}},
    {ISSUE_NOT_YOURS, "send", {"chuyển đi", "to send"}},
    {ISSUE_NOT_YOURS, "discard", {"hủy bỏ", "to discard"}},
    {ISSUE_INCONSISTENT, "nil", {"đã ghi là không phát sinh", "it is said that nothing happened"}},
    {ISSUE_INCONSISTENT, "recipient", {"không rõ nơi nhận nào", "not clear which recipient"}},
    {ISSUE_INCONSISTENT, "regulatedDue", {"chương trình không quy định hạn", "the programme regulates no due moment"}},
    {ISSUE_BAD_FORMAT, "next", {"\"next\" của câu trả lời trước", "the \"next\" of the answer before"}},
    {ISSUE_FILE_LIMIT, "bytes", {"số byte", "bytes"}},
    {ISSUE_FILE_LIMIT, "entries", {"số tệp bên trong", "entries"}},
    {ISSUE_FILE_LIMIT, "bytes unpacked", {"số byte sau khi giải nén", "bytes unpacked"}},
    {ISSUE_FILE_LIMIT, "compression ratio", {"tỷ lệ nén", "compression ratio"}},
    {ISSUE_FILE_LIMIT, "formats", {"số định dạng ô", "formats"}},
    {ISSUE_FILE_LIMIT, "relationships", {"số liên kết bên trong", "relationships"}},
    {ISSUE_FILE_LIMIT, "sheets", {"số trang tính", "sheets"}},
    {ISSUE_FILE_LIMIT, "rows", {"số dòng", "rows"}},
    {ISSUE_FILE_LIMIT, "columns", {"số cột", "columns"}},
    {ISSUE_FILE_LIMIT, "cells", {"số ô", "cells"}},
    {ISSUE_FILE_LIMIT, "bytes of text", {"số byte của một văn bản", "bytes of text"}},
    {ISSUE_FILE_LIMIT, "shared strings", {"số văn bản", "shared strings"}},
    {ISSUE_FILE_LIMIT, "bytes of shared strings", {"số byte văn bản", "bytes of shared strings"}},
    {ISSUE_FILE_LIMIT, "depth", {"số cấp lồng nhau", "depth"}},
    {ISSUE_FILE_LIMIT, "tag bytes", {"số byte của một thẻ", "tag bytes"}},
    {ISSUE_ACTIVE_CONTENT, "external link", {"liên kết ra ngoài", "external link"}},
    {ISSUE_NOT_XLSX, "?", {"không rõ là dạng gì", "of an unknown kind"}},
    {ISSUE_WRONG_SEPARATOR, ";", {"dấu chấm phẩy", "semicolons"}},
    {ISSUE_WRONG_SEPARATOR, "\t", {"dấu tab", "tabs"}},
};

static const char *argument_said(const struct issue *issue, int argument, enum language language) {
    const char *code = issue->arguments[argument];
    for (size_t i = 0; i < sizeof argument_words / sizeof *argument_words; i++)
        if (argument_words[i].type == issue->type && text_equal(argument_words[i].code, code))
            return argument_words[i].said[language];
    return code == NULL ? "" : code;
}

const char *issue_detail(struct arena *arena, const struct issue *issue, enum language language) {
    AUTO_BUFFER detail = {0};
    const char *text = types[issue->type].texts[language];
    while (*text != '\0') {
        if (!is_argument(text)) {
            buffer_char(&detail, *text++);
            continue;
        }
        add_argument(&detail, argument_said(issue, text[1] - '0', language), language);
        text += strlen("{0}");
    }
    return arena_slice(arena, buffer_cstr(&detail), detail.size);
}
