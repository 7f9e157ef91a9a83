/* Mail addresses of persons: written as they are, or so that a machine should not see them; not what many read. */
#include <string.h>

#include "domain/privacy_text.h"

enum { MAIL_REACH = 64, BOX_WORD_MIN = 5, ABBREVIATION_MIN = 4 };

static bool is_mail_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || strchr("._%+-", byte) != NULL;
}

/* What a mailbox that many read is called. */
static const char *const shared_boxes[] = {
    "vanthu",    "ubnd",         "vanphong",  "vp",         "so",           "phong",    "hotro",
    "support",   "info",         "contact",   "banbientap", "congthongtin", "tonghop",  "baocao",
    "hanhchinh", "tccb",         "xa",        "phuong",     "huyen",        "tinh",     "trungtam",
    "tiepnhan",  "duongdaynong", "helpdesk",  "office",     "noreply",      "bantiep",  "tiepdan",
    "tuvan",     "cskh",         "tuyensinh", "lienhe",     "admin",        "thongtin", "ketoan",
    "kythuat",   "daotao",       "congan",    NULL};
static const char *const shared_words[] = {"hộp thư chung",     "văn thư",     "hop thu chung",   "shared mailbox",
                                           "thư công vụ chung", "hộp thư của", "hộp thư cơ quan", "tiếp nhận",
                                           "cơ quan",           "đơn vị",      "phản ánh",        NULL};
static const char *const own_words[] = {"riêng",    "cá nhân", "của anh", "của chị", "own",
                                        "personal", "rieng",   "ca nhan", NULL};

/* A long word may have more behind it: phongtaichinh. */
static bool is_box_called(const char *local, size_t size, const char *word) {
    size_t known = strlen(word);
    return size >= known && memcmp(local, word, known) == 0 && (size == known || known >= BOX_WORD_MIN);
}

/* ldtbxh, stttt: no name is written without a vowel. */
static bool is_abbreviation(const char *local, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (strchr("aeiouy0123456789", local[i]) != NULL)
            return false;
    return size >= ABBREVIATION_MIN;
}

static bool is_shared_box(const struct plain_text *text, size_t start, size_t at_sign) {
    if (phrase_before(text, start, MAIL_REACH, own_words))
        return false;
    const char *domain_end = memchr(text->bytes + at_sign, ' ', text->size - at_sign);
    size_t size = domain_end == NULL ? text->size - at_sign : (size_t)(domain_end - text->bytes) - at_sign;
    if (memmem(text->bytes + at_sign, size, ".gov.", strlen(".gov.")) == NULL)
        return false;
    size_t local = at_sign;
    for (size_t i = start; i < at_sign && local == at_sign; i++)
        local = strchr("._-+", text->bytes[i]) != NULL ? i : local;
    for (size_t i = 0; shared_boxes[i] != NULL; i++)
        if (is_box_called(text->bytes + start, local - start, shared_boxes[i]))
            return true;
    return is_abbreviation(text->bytes + start, local - start) || phrase_before(text, start, MAIL_REACH, shared_words);
}

static bool is_domain(const struct plain_text *text, size_t at) {
    size_t start = at;
    while (at < text->size && is_mail_byte(text->bytes[at]))
        at++;
    const char *point = memchr(text->bytes + start, '.', at - start);
    return point != NULL && point > text->bytes + start && is_word_at(text, (size_t)(point - text->bytes) + 1);
}

/* Behind a sign written out, such as (at): NOT_FOUND where none stands here. */
static size_t behind_sign(const struct plain_text *text, size_t at, const char *const *signs) {
    for (size_t i = 0; signs[i] != NULL; i++) {
        if (text->bytes[at] != signs[i][0] || (signs[i][1] != '\0' && text->bytes[at + 1] != signs[i][1]))
            continue;
        size_t size = strlen(signs[i]);
        if (text->size - at >= size && memcmp(text->bytes + at, signs[i], size) == 0)
            return at + size;
    }
    return NOT_FOUND;
}

static size_t letters_end(const struct plain_text *text, size_t at) {
    while (at < text->size && (is_word_at(text, at) || strchr("-_", text->bytes[at]) != NULL))
        at++;
    return at;
}

/* ten (at) example (dot) com, ten a còng example chấm com, ten @ example . com. */
static bool is_disguised_mail(const struct plain_text *text, size_t local_end) {
    static const char *const at_signs[] = {" (at) ",   "(at)",    " [at] ",     "[at]", " {at} ", "{at}",
                                           " a còng ", " acong ", " a cong ",   " at ", " @ ",    "@ ",
                                           " @",       "( at )",  " (a còng) ", NULL};
    static const char *const points[] = {" (dot) ", "(dot)",  " [dot] ", "[dot]", " {dot} ",  "{dot}",
                                         " chấm ",  " cham ", " dot ",   " . ",   " (chấm) ", NULL};
    static const char *const plain_points[] = {".", NULL};
    size_t domain = behind_sign(text, local_end, at_signs);
    if (domain == NOT_FOUND)
        return false;
    bool word = text->bytes[local_end + 1] == 'a';
    size_t end = letters_end(text, domain), behind = behind_sign(text, end, points);
    if (behind == NOT_FOUND && !word)
        behind = behind_sign(text, end, plain_points);
    return end > domain && behind != NOT_FOUND && is_word_at(text, behind) && !is_digit_at(text, behind) &&
           is_word_at(text, behind + 1);
}

static size_t find_disguised_mail(const struct plain_text *text) {
    size_t at, end;
    for (size_t from = 0; word_from(text, from, &at, &end); from = end)
        if (is_disguised_mail(text, end))
            return at;
    return NOT_FOUND;
}

static size_t find_plain_mail(const struct plain_text *text) {
    for (size_t at = 1; at < text->size; at++) {
        if (text->bytes[at] != '@' || !is_mail_byte(text->bytes[at - 1]) || !is_domain(text, at + 1))
            continue;
        size_t start = at;
        while (start > 0 && is_mail_byte(text->bytes[start - 1]))
            start--;
        if (!is_shared_box(text, start, at))
            return start;
    }
    return NOT_FOUND;
}

size_t find_email(const struct plain_text *text) {
    size_t plain = find_plain_mail(text), disguised = find_disguised_mail(text), account = find_account(text);
    size_t mail = plain < disguised ? plain : disguised;
    return mail < account ? mail : account;
}
