/* Words that tell of one person: a birth, an address. */
#include <string.h>

#include "domain/privacy_text.h"

enum {
    BIRTH_REACH = 8,
    ADDRESS_WORDS = 3,
    COHORT_REACH = 12,
    HOUSE_REACH = 24,
    COLON_REACH = 48,
    TOLD_REACH = 72,
    OWN_REACH = 20
};

static const char *const birth_phrases[] = {
    "sinh năm",         "sinh ngày",      "ngày sinh",  "năm sinh",       "sinh nam",     "sinh ngay",
    "ngay sinh",        "nam sinh",       "sn",         "born on",        "born in",      "born",
    "date of birth is", "date of birth",  "dob",        "sinh vào ngày",  "sinh vào năm", "sinh ngày mùng",
    "sinh ngày mồng",   "sinh ngay mung", "sinh tháng", "sinh vào tháng", "sinh",         NULL};
/* Words that make another word with "sinh": pupils, what arises, hygiene. */
static const char *const before_birth[] = {"học",   "hoc",   "phát", "phat", "vệ",  "ve",  "nảy",   "sản",    "tái",
                                           "tuyển", "thí",   "giáo", "hy",   "ký",  "môi", "tân",   "nghiên", "sơ",
                                           "khai",  "dưỡng", "hồi",  "hộ",   "dân", "ho",  "tuyen", "so",     NULL};
/* Who is told apart by a year of birth without being one person. */
static const char *const cohorts[] = {
    "trẻ",   "trẻ em", "em",         "học sinh",      "công dân", "thanh niên", "người",          "nhóm",
    "lứa",   "phụ nữ", "khối",       "các em",        "các cháu", "tre em",     "hoc sinh",       "children",
    "those", "people", "thiếu niên", "vị thành niên", "học viên", "sinh viên",  "nam thanh niên", "tre",
    NULL};
static const char *const one_of_them[] = {"một", "cháu", "1", "01", "có em", "con", "nữ,", NULL};
static const char *const many_before[] = {"các",  "những",  "số",       "tổng",   "toàn bộ",  "tất cả",
                                          "lứa",  "nhóm",   "tre em",   "trẻ em", "học sinh", "công dân",
                                          "khối", "cohort", "children", NULL};
static const char *const ranges[] = {"đến", "den", "trở",    "tro", "hoặc", "và",
                                     "and", "to",  "về sau", "or",  "nay",  NULL};
static const char *const months[] = {"january", "february",  "march",   "april",    "may",      "june", "july",
                                     "august",  "september", "october", "november", "december", "jan",  "feb",
                                     "mar",     "apr",       "aug",     "sept",     "oct",      "nov",  "dec",
                                     "tháng",   "thang",     "ngày",    "năm",      NULL};

static const char *const home_phrases[] = {"trú tại",        "tru tai",      "ngụ tại",     "ngu tai",    "hktt",
                                           "hộ khẩu tại",    "nơi ở",        "chỗ ở",       "noi o",      "cho o",
                                           "stays at",       "home is at",   "house is at", "lived at",   "trú quán",
                                           "chỗ ở hiện nay", "nơi cư trú",   "nhà ở tại",   "ở trọ",      "trọ tại",
                                           "thuê trọ",       "lives at",     "living at",   "resides at", "residing at",
                                           "home address",   "địa chỉ nhà",  "ở nhờ",       "quê quán",   "nguyên quán",
                                           "nhà tại",        "phòng trọ số", NULL};
/* Where somebody stays, if a house or a hamlet is named. */
static const char *const stay_phrases[] = {"sống tại", "song tai",  "sống ở",    "ở lô",     "o lo",
                                           "hiện ở",   "hien o",    "nha o",     "ngụ",      "trú",
                                           "nhà ở",    "nhà riêng", "phòng trọ", "lives in", NULL};
static const char *const guests[] = {"lưu", "luu", "cư", "cu", "nội", "bán", "lán", "đình", "sinh", "khu", NULL};
static const char *const house_phrases[] = {"số nhà",       "so nha",       "nhà số",    "nha so",    "house no",
                                            "house number", "apartment no", "room no",   "căn hộ số", "phòng trọ số",
                                            "căn hộ",       "house",        "apartment", "flat",      NULL};
static const char *const address_phrases[] = {"thường trú", "thuong tru", "tạm trú", "tam tru", "cư trú",
                                              "cu tru",     "địa chỉ",    "dia chi", "address", "sống",
                                              "ở",          "o",          NULL};
static const char *const place_words[] = {"số",   "so",    "thôn",   "thon", "xóm",    "xom",   "ấp",  "khóm",
                                          "ngõ",  "ngo",   "ngách",  "hẻm",  "đường",  "duong", "bản", "khu",
                                          "phố",  "phòng", "căn",    "kiệt", "tổ",     "to",    "lô",  "buôn",
                                          "làng", "đội",   "hamlet", "lane", "street", "house", NULL};
static const char *const told_words[] = {"địa chỉ", "nơi ở", "thường trú", "tạm trú", "hộ khẩu", "dia chi", NULL};
static const char *const house_words[] = {"nhà", "nha", "số", "so", "kiốt", "phòng", "lô", "căn", "at", "no", NULL};
/* What a house number is told with. */
static const char *const lane_words[] = {"ngõ",  "ngo",  "ngách", "ngach", "hẻm", "hem",
                                         "kiệt", "kiet", "lane",  "alley", NULL};
static const char *const street_words[] = {"tổ",     "to",     "đường", "duong", "phố", "pho",   "thôn",
                                           "thon",   "xóm",    "xom",   "ấp",    "bản", "khu",   "khóm",
                                           "hamlet", "street", "group", "dãy",   "lô",  "chung", NULL};

static bool digit_follows(const struct plain_text *text, size_t at) {
    for (size_t end = at + BIRTH_REACH; at < end && at < text->size; at++) {
        if (is_digit_at(text, at))
            return true;
        if (strchr(" :-.,\"", text->bytes[at]) == NULL)
            return false;
    }
    return false;
}

static size_t phrase_size(const struct plain_text *text, size_t at, const char *const *phrases) {
    size_t longest = 0;
    for (size_t i = 0; phrases[i] != NULL; i++)
        if (phrase_at(text, at, phrases[i]) && strlen(phrases[i]) > longest)
            longest = strlen(phrases[i]);
    return longest;
}

/* SN1990 is written in one word. */
static bool is_glued_birth(const struct plain_text *text, size_t at) {
    bool capitals = text->size - at >= 6 && memcmp(text->bytes + at, "sn", 2) == 0 && text->origins[at].upper &&
                    text->origins[at + 1].upper;
    return capitals && (memcmp(text->bytes + at + 2, "19", 2) == 0 || memcmp(text->bytes + at + 2, "20", 2) == 0);
}

/* Whether a year alone stands here: its end, or NOT_FOUND. */
static size_t year_end(const struct plain_text *text, size_t at) {
    while (at < text->size && strchr(" :-.,/\"", text->bytes[at]) != NULL)
        at++;
    size_t end = at;
    while (is_digit_at(text, end))
        end++;
    return end == at + 4 && (memcmp(text->bytes + at, "19", 2) == 0 || memcmp(text->bytes + at, "20", 2) == 0)
               ? end
               : NOT_FOUND;
}

/* 2012-2014, 2012, 2013. */
static bool year_follows(const struct plain_text *text, size_t at) {
    return at < text->size && strchr("-,/", text->bytes[at]) != NULL && year_end(text, at + 1) != NOT_FOUND;
}

/* Those of one year of birth or of some years; nobody alone. */
static bool is_cohort(const struct plain_text *text, size_t at, size_t year_end) {
    size_t behind = year_end + (year_end < text->size && text->bytes[year_end] == ' ');
    if (word_is_one_of(text, behind, ranges) || year_follows(text, behind))
        return true;
    size_t reach = at > 40 ? 40 : at;
    bool many = phrase_before(text, at, reach, many_before);
    for (size_t i = 0; cohorts[i] != NULL; i++) {
        size_t size = strlen(cohorts[i]);
        if (at > size && phrase_at(text, at - size - 1, cohorts[i]) && text->bytes[at - 1] == ' ')
            return many ||
                   (!phrase_before(text, at, COHORT_REACH + size, one_of_them) && strncmp(cohorts[i], "em", 3) != 0);
    }
    return false;
}

/* 12 March 2013, 9 tháng 9 năm 2014, 14 March. */
static bool month_follows(const struct plain_text *text, size_t from) {
    size_t at, end;
    for (size_t i = 0; i < 3 && word_from(text, from, &at, &end); i++, from = end)
        if (word_is_one_of(text, at, months))
            return true;
    return false;
}

/* Numbers with a slash, a dash or a point between them. */
static bool date_follows(const struct plain_text *text, size_t at) {
    while (at < text->size && !is_digit_at(text, at))
        at++;
    while (is_digit_at(text, at))
        at++;
    return at < text->size && strchr("/-.", text->bytes[at]) != NULL && is_digit_at(text, at + 1);
}

/* 3/2014 trở về sau. */
static bool since_follows(const struct plain_text *text, size_t at) {
    static const char *const since[] = {"trở", "tro", "đến", "den", NULL};
    while (at < text->size && !is_digit_at(text, at))
        at++;
    while (at < text->size && strchr("0123456789/-.", text->bytes[at]) != NULL)
        at++;
    return at < text->size && word_is_one_of(text, at + 1, since);
}

static bool is_birth(const struct plain_text *text, size_t at) {
    if (is_glued_birth(text, at))
        return true;
    size_t size = phrase_size(text, at, birth_phrases), before = word_before(text, at);
    if (size == 0 || (before != NOT_FOUND && word_is_one_of(text, before, before_birth)))
        return false;
    if (!digit_follows(text, at + size))
        return size == 4 && memcmp(text->bytes + at, "born", 4) == 0 && month_follows(text, at + size);
    size_t end = year_end(text, at + size);
    bool alone = size == strlen("sinh"); /* then only before a date or a year */
    if (alone && end == NOT_FOUND && !date_follows(text, at + size) && !month_follows(text, at + size))
        return false;
    return end == NOT_FOUND ? !since_follows(text, at + size) : !is_cohort(text, at, end);
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

/* Whether another sentence has begun between two places. */
static bool sentence_ends(const struct plain_text *text, size_t from, size_t at) {
    for (; from < at; from++)
        if (text->origins[from].line || (strchr(".;!?", text->bytes[from]) != NULL && text->bytes[from + 1] == ' '))
            return true;
    return false;
}

/* Twelve hamlets are no address: 12 thôn. */
static bool is_counted(const struct plain_text *text, size_t number) {
    static const char *const counted[] = {"thôn", "xã",         "tỉnh", "huyện", "cơ sở", "hộ",  "phường", "trường",
                                          "bản",  "tháng",      "năm",  "ngày",  "điểm",  "trẻ", "em",     "người",
                                          "lượt", "trường hợp", "tuổi", "xóm",   "ấp",    NULL};
    size_t at, end;
    return is_digit_at(text, number) && word_from(text, number, &at, &end) && word_from(text, end, &at, &end) &&
           word_is_one_of(text, at, counted);
}

/* Whether one of the next words is written as a name or a number is. */
static bool names_follow(const struct plain_text *text, size_t from, size_t words) {
    size_t at, end;
    for (size_t i = 0; i < words && word_from(text, from, &at, &end) && !sentence_ends(text, from, at); i++, from = end)
        if ((text->origins[at].upper || is_digit_at(text, at)) && !is_counted(text, at))
            return true;
    return false;
}

/* A house, a street or a hamlet by its number or name. */
static bool place_words_follow(const struct plain_text *text, size_t from) {
    size_t at, end;
    for (size_t i = 0; i < ADDRESS_WORDS && word_from(text, from, &at, &end) && !sentence_ends(text, from, at);
         i++, from = end)
        if (word_is_one_of(text, at, place_words) && names_follow(text, end, 1))
            return true;
    return false;
}

/* The same, or anything behind a colon. */
static bool place_follows(const struct plain_text *text, size_t from) {
    if (from < text->size && text->bytes[from] == ':')
        return names_follow(text, from, 2 * ADDRESS_WORDS);
    return place_words_follow(text, from);
}

/* 21, 5B, 56/12/3: where it ends; NOT_FOUND for no number of a house. */
static size_t house_number_end(const struct plain_text *text, size_t at) {
    if (!is_digit_at(text, at))
        return NOT_FOUND;
    size_t start = at;
    while (is_word_at(text, at) ||
           (at < text->size && strchr("/-", text->bytes[at]) != NULL && is_word_at(text, at + 1)))
        at++;
    return at - start <= 10 ? at : NOT_FOUND;
}

/* số 6 kiệt 33, nhà 14 ngõ 5, số 2 ngách 16/8; nhà 5B, ngõ Chợ. */
static bool is_house_in_lane(const struct plain_text *text, size_t at, size_t *ret_behind) {
    size_t word, end, number, number_end;
    if (!word_is_one_of(text, at, house_words) || !word_from(text, at, &word, &end) ||
        !word_from(text, end, &number, &number_end) || number > end + 2)
        return false;
    number_end = house_number_end(text, number);
    if (number_end == NOT_FOUND || !word_from(text, number_end, &word, &end) || word > number_end + 2)
        return false;
    *ret_behind = end;
    bool parted = text->bytes[number_end] == ',' || word == number_end + 1;
    bool house = phrase_at(text, at, "nhà") || phrase_at(text, at, "nha");
    if (parted && word_is_one_of(text, word, lane_words))
        return names_follow(text, end, 1);
    return parted && (house || !phrase_at(text, word, "to")) && word_is_one_of(text, word, street_words) &&
           names_follow(text, end, 1);
}

static const char *const offices[] = {"trụ sở", "văn phòng", "office", NULL};
static const char *const offices_behind[] = {"trụ sở",    "văn phòng", "office",     "phòng lao động", "ubnd",
                                             "sở",        "trung tâm", "bộ phận",    "công an",        "trường",
                                             "trạm y tế", "nộp hồ sơ", "nhận hồ sơ", "nhận hàng",      "giao hàng",
                                             "kho",       "tru so",    "nop ho so",  "nhan ho so",     NULL};

static bool is_office(const struct plain_text *text, size_t at) {
    return tells_of_agency(text, at) || phrase_before(text, at, HOUSE_REACH, offices) ||
           phrase_behind(text, at, HOUSE_REACH + HOUSE_REACH / 2, offices_behind);
}

/* Whose house is told of: nhà cháu ở tổ 2. */
static const char *const own_houses[] = {
    "nhà cháu",      "nhà em",   "nhà ông",    "nhà bà",       "nhà anh", "nhà chị",   "nhà cô",     "nhà chú",
    "nhà bác",       "nhà cụ",   "nhà nó",     "nhà họ",       "nhà hộ",  "nhà người", "nhà trẻ ấy", "nhà bé",
    "nhà đối tượng", "một mình", "nhà bị hại", "nhà nạn nhân", "nhà con", "nhà thằng", "nha chau",   "nha em",
    "nha anh",       "nha chi",  "nha ong",    "nha ba",       NULL};

/* Hộ khẩu thường trú của người vay: số 5, đội 3. */
static bool is_told_further_on(const struct plain_text *text, size_t from) {
    for (size_t at = from; at < text->size && at < from + COLON_REACH && !sentence_ends(text, from, at); at++) {
        bool is = phrase_at(text, at, "là") || phrase_at(text, at, "la");
        if (text->bytes[at] == ':' || is)
            return place_words_follow(text, at + 1 + is);
    }
    return false;
}

/* nhà em ấy ở; not nhà bà con ở. */
static bool is_own_house(const struct plain_text *text, size_t at) {
    static const char *const many[] = {"bà con", "ba con", "các", "những", NULL};
    return phrase_before(text, at, OWN_REACH, own_houses) && !phrase_before(text, at, OWN_REACH, many);
}

static const char *const crowds[] = {"công nhân", "sinh viên", "lao động", "các hộ", "người dân", "học sinh", NULL};

/* In a heading all in capitals a capital tells nothing. */
static bool is_shouted_behind(const struct plain_text *text, size_t from) {
    size_t at, end;
    return word_from(text, from, &at, &end) && end > at + 1 && text->origins[at].upper &&
           text->origins[end - 1].upper && !is_digit_at(text, at);
}

static bool is_home(const struct plain_text *text, size_t at) {
    size_t homes = phrase_size(text, at, home_phrases), stays = phrase_size(text, at, stay_phrases);
    size_t size = homes > 0 ? homes : stays, before = word_before(text, at);
    bool guest = before != NOT_FOUND && word_is_one_of(text, before, guests);
    bool crowd = phrase_at(text, at, "ở trọ") && phrase_before(text, at, HOUSE_REACH, crowds);
    if (size == 0 || guest || crowd)
        return false;
    if (homes == 0 || is_shouted_behind(text, at + size))
        return place_follows(text, at + size);
    return names_follow(text, at + size, ADDRESS_WORDS) || is_told_further_on(text, at + size);
}

static const char *const stay_words[] = {"ở", "tại", "o", "tai", "at", "chỉ", "nhà", NULL};

/* 14 Lane 7, Hamlet 3; 56/12/3 Lê Lợi. */
static bool is_bare_number(const struct plain_text *text, size_t at) {
    size_t end = house_number_end(text, at), word, word_end;
    if (end == NOT_FOUND || end >= text->size || text->bytes[end] != ' ' || !word_from(text, end, &word, &word_end) ||
        word != end + 1)
        return false;
    size_t before = word_before(text, at);
    bool divided = memchr(text->bytes + at, '/', end - at) != NULL;
    bool told = (before != NOT_FOUND && word_is_one_of(text, before, stay_words)) ||
                phrase_before(text, at, TOLD_REACH, told_words);
    if (divided && told && text->origins[word].upper)
        return true;
    return (phrase_at(text, word, "lane") || phrase_at(text, word, "alley")) && names_follow(text, word_end, 1);
}

static bool is_address(const struct plain_text *text, size_t at) {
    size_t behind = at;
    if (is_digit_at(text, at))
        return is_bare_number(text, at) && !is_office(text, at);
    if (is_house_in_lane(text, at, &behind))
        return !is_office(text, at);
    if (word_is_one_of(text, at, lane_words) && tells_of_home(text, at))
        return digit_follows(text, at + phrase_size(text, at, lane_words));
    if (is_home(text, at))
        return !tells_of_agency(text, at);
    size_t size = phrase_size(text, at, house_phrases);
    if (size > 0 && digit_follows(text, at + size))
        return !is_office(text, at);
    size = phrase_size(text, at, address_phrases);
    if (size == 0 || is_office(text, at))
        return false;
    if (size > strlen("sống"))
        return place_follows(text, at + size) || is_told_further_on(text, at + size);
    if (is_own_house(text, at) && place_words_follow(text, at + size))
        return true;
    size_t next = at + size + 1;
    return next < text->size && (is_house_in_lane(text, next, &behind) || phrase_size(text, next, house_phrases) > 0) &&
           place_follows(text, next);
}

size_t find_address(const struct plain_text *text) {
    return find_word(text, is_address);
}
