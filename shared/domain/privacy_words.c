/* Words that tell of one person: a birth, an address, a name behind a form of address. */
#include <string.h>

#include "domain/privacy_text.h"

enum { BIRTH_REACH = 8, ADDRESS_WORDS = 3, NAME_WORDS_MIN = 2, NAME_WORDS_MAX = 6 };

static const char *const birth_phrases[] = {"sinh năm",  "sinh ngày", "ngày sinh", "năm sinh", "sinh nam",
                                            "sinh ngay", "ngay sinh", "sn",        NULL};
/* Words that make another word with "sinh": pupils, what arises, hygiene. */
static const char *const before_birth[] = {"học",    "hoc",   "phát", "phat",  "vệ",  "ve", "nảy", "sản",
                                           "tái",    "tuyển", "thí",  "giáo",  "hy",  "ký", "môi", "tân",
                                           "nghiên", "sơ",    "khai", "dưỡng", "hồi", NULL};

static const char *const home_phrases[] = {"trú tại", "tru tai", "ngụ tại", "ngu tai", "hktt", NULL};
static const char *const guests[] = {"lưu", "luu", "cư", "cu", NULL};
static const char *const house_phrases[] = {"số nhà", "so nha", "nhà số", "nha so", NULL};
static const char *const address_phrases[] = {"thường trú", "thuong tru", "tạm trú", "tam tru",
                                              "cư trú",     "địa chỉ",    "dia chi", NULL};
static const char *const place_words[] = {"số",    "so",  "thôn",  "thon",  "xóm", "xom", "ấp",  "khóm",  "ngõ", "ngo",
                                          "ngách", "hẻm", "đường", "duong", "bản", "khu", "phố", "phòng", "căn", NULL};

static const char *const forms_of_address[] = {"ông", "bà",        "anh",    "chị",    "em",       "cháu",
                                               "cô",  "đối tượng", "bị cáo", "bị can", "nạn nhân", "tên là",
                                               "tên", "họ và tên", "họ tên", NULL};
static const char *const plain_forms_of_address[] = {"ong",       "ba",        "chi",    "chau",     "co",
                                                     "doi tuong", "bi cao",    "bi can", "nan nhan", "ten la",
                                                     "ten",       "ho va ten", "ho ten", NULL};
/* Words that make another word with "em": children, brothers. */
static const char *const before_form_of_address[] = {"trẻ", "tre", "anh", NULL};
static const char *const family_names[] = {
    "nguyễn", "trần",  "lê",    "phạm",  "huỳnh", "hoàng", "phan",  "vũ",    "võ",    "đặng",   "bùi",   "đỗ",
    "hồ",     "ngô",   "dương", "lý",    "đinh",  "đào",   "đoàn",  "trịnh", "mai",   "trương", "lương", "hà",
    "cao",    "tạ",    "tô",    "thái",  "lâm",   "phùng", "tống",  "châu",  "vương", "quách",  "kiều",  "la",
    "lò",     "lường", "cầm",   "triệu", "chu",   "tăng",  "khuất", "nông",  "vi",    "hứa",    "giàng", "vàng",
    "sùng",   "thào",  "lầu",   "cà",    "quàng", "tòng",  "bế",    "ma",    "âu",    "doãn",   "diệp",  "từ",
    "nghiêm", "thạch", "thân",  "lưu",   "mạc",   "lục",   "điểu",  "đàm",   "bạch",  "khương", "uông",  NULL};
static const char *const plain_family_names[] = {
    "nguyen", "tran",  "le",   "pham",  "huynh", "hoang", "phan",  "vu",     "vo",    "dang", "bui",    "do",   "ho",
    "ngo",    "duong", "ly",   "dinh",  "dao",   "doan",  "trinh", "truong", "luong", "ha",   "ta",     "thai", "lam",
    "phung",  "tong",  "chau", "vuong", "quach", "kieu",  "trieu", "tang",   "khuat", "nong", "nghiem", "luu",  NULL};
/* What begins like a family name and is a province. */
static const char *const provinces[] = {"hà nội",   "hà nam",    "hà giang",    "hà tĩnh",  "hà tây",
                                        "cao bằng", "thái bình", "thái nguyên", "lâm đồng", "hồ chí minh",
                                        "cà mau",   "ha noi",    NULL};
/* What a street or a ward may be called after. */
static const char *const named_places[] = {"phường", "xã",  "đường", "phố",  "quận", "huyện", "chợ", "cầu",
                                           "trường", "đền", "chùa",  "thôn", "tổ",   "hai",   NULL};

static bool digit_follows(const struct plain_text *text, size_t at) {
    for (size_t end = at + BIRTH_REACH; at < end && at < text->size; at++) {
        if (is_digit_at(text, at))
            return true;
        if (strchr(" :-.\"", text->bytes[at]) == NULL)
            return false;
    }
    return false;
}

static size_t phrase_size(const struct plain_text *text, size_t at, const char *const *phrases) {
    for (size_t i = 0; phrases[i] != NULL; i++)
        if (phrase_at(text, at, phrases[i]))
            return strlen(phrases[i]);
    return 0;
}

/* SN1990 is written in one word. */
static bool is_glued_birth(const struct plain_text *text, size_t at) {
    bool capitals = text->size - at >= 6 && memcmp(text->bytes + at, "sn", 2) == 0 && text->origins[at].upper &&
                    text->origins[at + 1].upper;
    return capitals && (memcmp(text->bytes + at + 2, "19", 2) == 0 || memcmp(text->bytes + at + 2, "20", 2) == 0);
}

static bool is_birth(const struct plain_text *text, size_t at) {
    if (is_glued_birth(text, at))
        return true;
    size_t size = phrase_size(text, at, birth_phrases);
    if (size == 0 || !digit_follows(text, at + size))
        return false;
    size_t before = word_before(text, at);
    return before == NOT_FOUND || !word_is_one_of(text, before, before_birth);
}

static size_t find_word(const struct plain_text *text, bool (*is_one)(const struct plain_text *text, size_t at)) {
    size_t at, end;
    for (size_t from = 0; word_from(text, from, &at, &end); from = end)
        if (is_one(text, at))
            return at;
    return NOT_FOUND;
}

size_t find_birth(const struct plain_text *text) {
    return find_word(text, is_birth);
}

/* Whether one of the next words is written as a name or a number is. */
static bool names_follow(const struct plain_text *text, size_t from, size_t words) {
    size_t at, end;
    for (size_t i = 0; i < words && word_from(text, from, &at, &end); i++, from = end)
        if (text->origins[at].upper || is_digit_at(text, at))
            return true;
    return false;
}

/* A house, a street or a hamlet by its number or name, or anything behind a colon. */
static bool place_follows(const struct plain_text *text, size_t from) {
    if (from < text->size && text->bytes[from] == ':')
        return names_follow(text, from, 2 * ADDRESS_WORDS);
    size_t at, end;
    for (size_t i = 0; i < ADDRESS_WORDS && word_from(text, from, &at, &end); i++, from = end)
        if (word_is_one_of(text, at, place_words) && names_follow(text, end, 1))
            return true;
    return false;
}

static bool is_address(const struct plain_text *text, size_t at) {
    size_t size = phrase_size(text, at, home_phrases), before = word_before(text, at);
    bool guest = before != NOT_FOUND && word_is_one_of(text, before, guests);
    if (size > 0 && !guest)
        return names_follow(text, at + size, ADDRESS_WORDS);
    size = phrase_size(text, at, house_phrases);
    if (size > 0)
        return digit_follows(text, at + size);
    size = phrase_size(text, at, address_phrases);
    return size > 0 && place_follows(text, at + size);
}

size_t find_address(const struct plain_text *text) {
    return find_word(text, is_address);
}

/* How many capitalised words stand side by side. */
static size_t capitalised_words(const struct plain_text *text, size_t at) {
    size_t count = 0, start, end;
    while (count < NAME_WORDS_MAX && word_from(text, at, &start, &end) && start == at && text->origins[at].upper) {
        count++;
        at = end + (end < text->size && text->bytes[end] == ' ');
    }
    return count;
}

/* A street called after someone, form of address and all, as phường Hai Bà Trưng; or children. */
static bool is_other_word(const struct plain_text *text, size_t at) {
    size_t before = word_before(text, at);
    if (before == NOT_FOUND)
        return false;
    bool child = phrase_at(text, at, "em") && word_is_one_of(text, before, before_form_of_address);
    return child || (text->origins[at].upper && word_is_one_of(text, before, named_places));
}

static bool name_follows(const struct plain_text *text, size_t at, const char *const *families) {
    while (at < text->size && strchr(" :\"", text->bytes[at]) != NULL)
        at++;
    bool family = at < text->size && word_is_one_of(text, at, families) && !word_is_one_of(text, at, provinces);
    return family && capitalised_words(text, at) >= NAME_WORDS_MIN;
}

/* Text without marks is matched without marks throughout, so that "ngã ba" is not taken for "bà". */
static bool is_name(const struct plain_text *text, size_t at) {
    if (is_other_word(text, at))
        return false;
    size_t marked = phrase_size(text, at, forms_of_address), plain = phrase_size(text, at, plain_forms_of_address);
    if (marked > 0 &&
        (name_follows(text, at + marked, family_names) || name_follows(text, at + marked, plain_family_names)))
        return true;
    return plain > 0 && name_follows(text, at + plain, plain_family_names);
}

size_t find_name(const struct plain_text *text) {
    return find_word(text, is_name);
}
