/* Accounts of persons in social networks: by their link, by their handle, by the name they go by. */
#include <string.h>

#include "domain/privacy_text.h"

enum { HANDLE_MIN = 3, NETWORK_REACH = 40, PAGE_REACH = 24, CALLED_WORDS = 3 };

static const char *const links[] = {"facebook.com/",  "fb.com/",       "tiktok.com/@",     "zalo.me/", "t.me/",
                                    "instagram.com/", "youtube.com/@", "messenger.com/t/", NULL};
static const char *const networks[] = {"facebook", "fb",    "zalo",  "tiktok",  "telegram",  "instagram", "insta",
                                       "nick",     "viber", "skype", "tik tok", "messenger", NULL};
/* What many read or write: a page, a group, a channel. */
static const char *const pages[] = {"fanpage", "trang", "nhóm", "kênh",      "page", "group",
                                    "channel", "nhom",  "kenh", "trang của", NULL};
/* What an account of a public body is called. */
static const char *const bodies[] = {"ubnd",  "congan",     "conga",  "xa",       "phuong",   "huyen",   "tinh",
                                     "doan",  "hoi",        "truong", "trungtam", "benhvien", "so",      "ban",
                                     "mttq",  "truyenhinh", "dai",    "bao",      "thon",     "tuoitre", "chuthapdo",
                                     "phunu", "nuoc",       "congty", "thongtin", NULL};
static const char *const groups[] = {"tổ",     "nhóm",      "ubnd",    "hội",    "chi hội", "đoàn",       "lớp",
                                     "thôn",   "xã",        "phường",  "ban",    "trường",  "câu lạc bộ", "clb",
                                     "phụ nữ", "trung tâm", "công an", "hỗ trợ", "tư vấn",  "cổng",       "thông báo",
                                     "tin",    "to",        "hoi",     "doan",   "lop",     "thon",       "phuong",
                                     "truong", "trung tam", "cong an", "ho tro", "tu van",  "nuoc sach",  NULL};

static bool is_handle_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '.' || byte == '_';
}

static size_t handle_end(const struct plain_text *text, size_t at) {
    while (at < text->size && is_handle_byte(text->bytes[at]))
        at++;
    return at > 0 && text->bytes[at - 1] == '.' ? at - 1 : at;
}

static bool is_body(const struct plain_text *text, size_t handle) {
    for (size_t i = 0; bodies[i] != NULL; i++)
        if (text->size - handle >= strlen(bodies[i]) && memcmp(text->bytes + handle, bodies[i], strlen(bodies[i])) == 0)
            return true;
    return false;
}

static bool is_page(const struct plain_text *text, size_t at, size_t behind) {
    static const char *const holders[] = {"của đơn vị", "của xã", "của sở",  "của huyện",  "của phòng",  "của ubnd",
                                          "của tỉnh",   "trang",  "của hội", "của trường", "chính thức", NULL};
    static const char *const own[] = {"cá nhân", "ca nhan", "riêng", "của cháu", "của em", NULL};
    if (phrase_before(text, at, PAGE_REACH, own))
        return false;
    return phrase_before(text, at, PAGE_REACH, pages) || phrase_behind(text, behind, NETWORK_REACH, holders);
}

static bool is_own(const struct plain_text *text, size_t at, size_t handle) {
    return handle_end(text, handle) >= handle + HANDLE_MIN && !is_body(text, handle) &&
           !is_page(text, at, handle_end(text, handle)) && !tells_of_agency(text, at);
}

/* facebook.com/ten.goi. */
static bool is_link(const struct plain_text *text, size_t at) {
    for (size_t i = 0; links[i] != NULL; i++) {
        size_t size = strlen(links[i]);
        if (text->bytes[at] == *links[i] && text->size - at > size && memcmp(text->bytes + at, links[i], size) == 0)
            return is_own(text, at, at + size);
    }
    return false;
}

/* tiktok @ten.goi. */
static bool is_marked_handle(const struct plain_text *text, size_t at) {
    return (at == 0 || !is_handle_byte(text->bytes[at - 1])) && phrase_before(text, at, NETWORK_REACH, networks) &&
           is_own(text, at, at + 1);
}

/* instagram: ten_goi_2009. */
static bool is_named_handle(const struct plain_text *text, size_t at) {
    size_t end = handle_end(text, at), marks = 0;
    for (size_t i = at; i < end; i++)
        marks += !(text->bytes[i] >= 'a' && text->bytes[i] <= 'z');
    return marks > 0 && !is_digit_at(text, at) && !is_word_at(text, end) && is_own(text, at, at);
}

static const char *const between[] = {"tên", "là", "cá",   "nhân", "nick", "riêng", "id",
                                      "ten", "la", "chat", "fb",   "zalo", NULL};

/* zalo tên "Mẹ Bống"; not nhóm Zalo "Tổ 4". */
static bool is_called(const struct plain_text *text, size_t at, size_t behind) {
    if (is_page(text, at, behind) || tells_of_agency(text, at))
        return false;
    size_t word, end;
    for (size_t i = 0; i < CALLED_WORDS && word_from(text, behind, &word, &end); i++, behind = end) {
        char mark = text->bytes[word - 1];
        if (mark == '"' || mark == '\'')
            return text->origins[word].upper && !word_is_one_of(text, word, groups);
        if (is_named_handle(text, word))
            return true;
        if (strchr(" :", mark) == NULL || !word_is_one_of(text, word, between))
            return false;
    }
    return false;
}

static bool is_network(const struct plain_text *text, size_t at) {
    for (size_t i = 0; networks[i] != NULL; i++)
        if (phrase_at(text, at, networks[i]))
            return is_called(text, at, at + strlen(networks[i]));
    return false;
}

static size_t find_marked_handle(const struct plain_text *text) {
    for (size_t at = 0; at < text->size; at++)
        if (text->bytes[at] == '@' && is_marked_handle(text, at))
            return at;
    return NOT_FOUND;
}

size_t find_account(const struct plain_text *text) {
    size_t at, end, marked = find_marked_handle(text);
    for (size_t from = 0; word_from(text, from, &at, &end) && at < marked; from = end)
        if (is_link(text, at) || is_network(text, at))
            return at;
    return marked;
}
