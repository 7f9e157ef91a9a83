/* Names of persons by weighing: where no rule says that words are a name, what speaks for one is counted up. */
#include <string.h>

#include "domain/privacy_person.h"

enum { PARTS = 3, ENOUGH = 7, ENOUGH_UNMARKED = 8, ENOUGH_CASELESS = 9, ENOUGH_CASELESS_UNMARKED = 10 };

struct candidate {
    const struct sentence_text *text;
    size_t at, count, behind; /* first word, how many, the one behind them */
    const struct before *before;
    bool upper, unmarked;
};

static bool is_sure_family(const struct candidate *name) {
    return has(name->text, name->at, WORD_SURE);
}

static bool is_usual_family(const struct candidate *name) {
    return is_family(name->text, name->at, WORD_FAMILY);
}

static bool is_any_family(const struct candidate *name) {
    return has(name->text, name->at, WORD_FAMILY | WORD_RARE | WORD_HIGHLAND);
}

static bool has_middle(const struct candidate *name) {
    return name->count >= PARTS && has(name->text, name->at + 1, WORD_MIDDLE);
}

/* X Văn Y, X Thị Y. */
static bool is_plainly_parted(const struct candidate *name) {
    return name->count >= PARTS && is_plain_middle(name->text, name->at + 1) && !is_compound(name->text, name->at + 1);
}

/* Hạng A Páo, Ma Seo Phử, Lý Láo Lở. */
static bool is_mountain_middle(const struct candidate *name) {
    static const char *const middles[] = {"a",   "seo", "mí",    "láo", "sào", "sành", "chẩn", "phủ",
                                          "dùn", "mùi", "giống", "y",   "mi",  "lao",  "chỉn", "vần",
                                          "díu", "dỉn", "phà",   "tả",  "cồ",  "sè",   "pủ",   NULL};
    return name->count >= PARTS && is_said(name->text, name->at + 1, middles);
}

static bool ends_given(const struct candidate *name) {
    return has(name->text, name->behind - 1, WORD_GIVEN);
}

static bool may_end_given(const struct candidate *name) {
    return has(name->text, name->behind - 1, WORD_GIVEN | WORD_LAST);
}

/* Family name, middle name, given name. */
static bool is_shaped_like_one(const struct candidate *name) {
    return is_any_family(name) && has_middle(name) && name->count <= PARTS + 1;
}

static bool is_shaped_and_usual(const struct candidate *name) {
    return name->upper && is_usual_family(name) && is_shaped_like_one(name) && !has(name->text, name->at, WORD_PLACE);
}

/* A Ngưn, Y Ngô. */
static bool is_single_letter_before_name(const struct candidate *name) {
    return name->count == 2 && name->text->words[name->at].single && has(name->text, name->at, WORD_HIGHLAND);
}

static bool is_foreign(const struct candidate *name) {
    for (size_t i = name->at; i < name->behind; i++)
        if (is_foreign_syllable(name->text, i))
            return true;
    return false;
}

static bool is_addressed_so(const struct candidate *name) {
    return (name->before->classes & (WORD_TITLE | WORD_PERSON)) != 0;
}

static bool is_office_before(const struct candidate *name) {
    return (name->before->classes & (WORD_ROLE | WORD_TRADE)) != 0;
}

/* What is done to persons only, or much more often: gặp, mời, tạm giữ. */
static bool is_done_to(const struct candidate *name) {
    return (name->before->classes & WORD_ACTS_ON) != 0;
}

/* của, cho, với, do. */
static bool is_led_in(const struct candidate *name) {
    return (name->before->classes & WORD_BREAK) != 0;
}

static bool is_identified(const struct candidate *name) {
    static const char *const words[] = {"là", "la", "is", NULL};
    return name->at > 0 && joined(name->text, name->at) && is_said(name->text, name->at - 1, words);
}

static bool begins_part(const struct candidate *name) {
    bool telling = name->upper || !name->unmarked;
    return telling && (name->text->words[name->at].gap != ' ' || name->at == 0);
}

/* Our volunteer, Thu Trang, came. */
static bool is_apposed(const struct candidate *name) {
    size_t words = 0;
    return name->at > 0 && name->text->words[name->at].gap == ',' &&
           (phrase_ending_at(name->text, name->at - 1, &words) & (WORD_ROLE | WORD_TRADE | WORD_PERSON)) != 0;
}

static bool is_apposed_by_given_names(const struct candidate *name) {
    return name->count == 2 && is_apposed(name) && has(name->text, name->at, WORD_GIVEN | WORD_MIDDLE) &&
           ends_given(name);
}

static bool is_labelled(const struct candidate *name) {
    return name->text->words[name->at].gap == ':';
}

/* X - nghiện nặng, bỏ đi. */
static bool does_behind_a_mark(const struct candidate *name) {
    const struct sentence_text *text = name->text;
    return name->behind < text->count && strchr(",-", text->words[name->behind].gap) != NULL &&
           (phrase_beginning_at(text, name->behind) & WORD_DEED) != 0;
}

static bool does_as_a_person(const struct candidate *name) {
    return is_told_of(name->text, name->behind, WORD_DEED);
}

static bool does_something(const struct candidate *name) {
    static const char *const signs[] = {
        "đã",   "bị",  "được", "chưa", "có",   "xin",  "là",   "vẫn",   "không", "nhận", "vào", "đang",  "vừa",
        "mới",  "tự",  "hay",  "bỏ",   "chấp", "làm",  "da",   "bi",    "duoc",  "chua", "xin", "khong", "was",
        "has",  "had", "is",   "who",  "tham", "nhập", "paid", "trồng", "ký",    "nói",  "kể",  "đi",    "về",
        "mượn", "góp", "bán",  "nghỉ", "xin",  "mở",   "bảo",  "thì",   "chết",  "đòi",  "trả", NULL};
    size_t behind = name->behind;
    return behind < name->text->count && joined(name->text, behind) && !name->text->words[behind].upper &&
           (is_said(name->text, behind, signs) || is_told_of(name->text, behind, WORD_SAYING));
}

/* A number of somebody: X (sđt, X, căn cước. */
static bool is_numbered_behind(const struct candidate *name) {
    static const char *const numbers[] = {"sđt", "sdt", "đt", "cccd", "cmnd", "cmt", "căn", "sn", "zalo", NULL};
    return name->behind < name->text->count && strchr("(,-", name->text->words[name->behind].gap) != NULL &&
           is_said(name->text, name->behind, numbers);
}

static bool begins_like_no_name(const struct candidate *name) {
    return has(name->text, name->at, WORD_NO_NAME) && !is_shaped_like_one(name);
}

static bool begins_like_a_place(const struct candidate *name) {
    return has(name->text, name->at, WORD_PLACE | WORD_INSTITUTION) && (name->unmarked || !is_plainly_parted(name));
}

/* Tiêu chí, thành viên: two of the words are one. */
static bool holds_a_word(const struct candidate *name) {
    for (size_t i = name->at > 0 ? name->at - 1 : 0; i < name->behind; i++)
        if (joined(name->text, i + 1) && begins_word(name->text, i))
            return true;
    return false;
}

static bool is_inside(const struct candidate *name) {
    const struct sentence_text *text = name->text;
    return name->upper && name->at > 0 && joined(text, name->at) && text->words[name->at - 1].upper &&
           !has(text, name->at - 1, WORD_BREAK);
}

static bool is_long(const struct candidate *name) {
    return name->count > PARTS + 1;
}

static const struct {
    bool (*holds)(const struct candidate *name);
    int weight;
} evidence[] = {
    {is_any_family, 2},
    {is_usual_family, 1},
    {is_sure_family, 1},
    {has_middle, 2},
    {is_plainly_parted, 3},
    {is_mountain_middle, 3},
    {may_end_given, 1},
    {ends_given, 1},
    {is_foreign, 2},
    {is_shaped_like_one, 1},
    {is_shaped_and_usual, 1},
    {is_single_letter_before_name, 3},
    {is_labelled, 1},
    {is_apposed, 4},
    {is_apposed_by_given_names, 2},
    {does_behind_a_mark, 2},
    {is_addressed_so, 4},
    {is_office_before, 2},
    {is_done_to, 3},
    {is_led_in, 1},
    {is_identified, 2},
    {begins_part, 1},
    {does_as_a_person, 4},
    {does_something, 1},
    {is_numbered_behind, 4},
    {begins_like_no_name, -2},
    {begins_like_a_place, -4},
    {holds_a_word, -4},
    {is_inside, -1},
    {is_long, -2},
};

/* cán bộ xã Điêu Thị X: the names of all communes are known, and this is none of them. */
static bool is_unit_word(const struct sentence_text *text, size_t at) {
    static const char *const units[] = {"xã", "phường", "huyện", "tỉnh", NULL};
    return !text->words[at].upper && is_said(text, at, units);
}

/* Whether the words before say that a place or an institution is named: only what it does may stand between. */
static bool is_of_place(const struct sentence_text *text, size_t at) {
    for (size_t back = 1; back <= BACK_MAX && back <= at; back++) {
        size_t last = at - back, words = 0;
        if (!joined(text, last + 1) && text->words[last + 1].gap != '"')
            return false;
        uint32_t classes = phrase_ending_at(text, last, &words);
        bool other = text->words[last].unmarked && !text->words[last].upper && classes & WORD_BREAK; /* cho is no chợ */
        if (back == 1 && text->words[at].upper && is_unit_word(text, last) && joined(text, at + 1) &&
            is_plain_middle(text, at + 1))
            return false;
        if (!other && classes & (WORD_INSTITUTION | WORD_PLACE) && !(classes & WORD_ROLE))
            return true;
        if (!text->words[last].upper && !(classes & WORD_KIND))
            return false;
        back += words > 0 ? words - 1 : 0;
    }
    return false;
}

/* ANH TIỆP, CÔNG AN VIÊN; chị nụ đã vay: a form of address and a given name, and nothing that makes either another word. */
static bool is_addressed_in_one_case(const struct candidate *name) {
    static const char *const titles[] = {"anh", "chị",  "cháu", "em", "bác", "chú", "cô",   "ông", "bà",
                                         "cụ",  "thầy", "bé",   "dì", "cậu", "mợ",  "thím", NULL};
    static const char *const others[] = {"ba",  "năm",  "tư",  "sáu", "dân",   "nam",  "mới",  "thu", "sinh",
                                         "sơn", "tỉnh", "văn", "tám", "chín",  "bảy",  "vui",  "an",  "bà",
                                         "ông", "hai",  "út",  "anh", "thanh", "khoa", "tình", NULL};
    const struct sentence_text *text = name->text;
    size_t at = name->at;
    if (name->unmarked || at == 0 || !joined(text, at) || !is_said(text, at - 1, titles) ||
        !has(text, at, WORD_GIVEN) || is_said(text, at, others) || begins_word(text, at) || begins_word(text, at - 1))
        return false;
    struct candidate alone = *name;
    alone.behind = at + 1;
    bool many =
        at > 1 && joined(text, at - 1) && has(text, at - 2, WORD_PLACE | WORD_INSTITUTION | WORD_NO_NAME | WORD_TITLE);
    many |= is_of_place(text, at - 1);
    bool met = at > 1 && joined(text, at - 1) && has(text, at - 2, WORD_ACTS_ON | WORD_BREAK);
    return !many && (met || alone.behind >= text->count || !joined(text, alone.behind) || does_something(&alone) ||
                     does_as_a_person(&alone));
}

/* A capital before it begins the sentence and is no part of the name: Nhà Hạng A Páo. */
static bool stands_free(const struct sentence_text *text, size_t at) {
    if (at == 0 || !joined(text, at) || !text->words[at - 1].upper)
        return true;
    bool begins = at == 1 || !joined(text, at - 1);
    return begins && !has(text, at - 1, WORD_FAMILY | WORD_RARE | WORD_PLACE | WORD_INSTITUTION | WORD_MIDDLE);
}

/* In small letters a name must look like one from end to end. */
static bool is_whole(const struct candidate *name) {
    static const char *const women[] = {"thi", NULL};
    bool certain = is_sure_family(name) || is_said(name->text, name->at + 1, women);
    for (size_t i = name->at; i < name->behind && !is_plainly_parted(name); i++)
        if (i + 1 < name->text->count && joined(name->text, i + 1) && phrase_from(name->text, i, 2) != 0)
            return false;
    return (certain || !name->unmarked) && !holds_a_word(name) && is_usual_family(name) && has_middle(name) &&
           (may_end_given(name) || is_plainly_parted(name));
}

/* Bác Ái Tây, Krông A Na: with the word before it, it is a place. */
static bool ends_known_place(const struct candidate *name) {
    const struct sentence_text *text = name->text;
    return name->at > 0 && joined(text, name->at) && text->words[name->at - 1].upper &&
           is_known(text, name->at - 1, name->count + 1);
}

static int enough_for(const struct candidate *name) {
    if (name->upper)
        return name->unmarked ? ENOUGH_UNMARKED : ENOUGH;
    return name->unmarked ? ENOUGH_CASELESS_UNMARKED : ENOUGH_CASELESS;
}

static bool is_joined_through(const struct sentence_text *text, size_t at, size_t count) {
    for (size_t i = at + 1; i < at + count; i++)
        if (i >= text->count || !joined(text, i) || text->words[i].digit || text->words[i].upper)
            return false;
    return true;
}

bool is_likely_name(const struct sentence_text *text, size_t at, const struct before *before) {
    const struct word *word = &text->words[at];
    struct candidate name = {
        .text = text, .at = at, .before = before, .upper = word->upper, .unmarked = word->unmarked};
    name.count = word->upper ? privacy_name_words(text, at) : PARTS;
    name.behind = at + name.count;
    if (!name.upper && is_addressed_in_one_case(&name))
        return true;
    if (name.upper && name.unmarked && begins_part(&name) && begins_like_a_place(&name))
        return false;
    bool runs = word->upper ? name.count > 1 && stands_free(text, at) : is_joined_through(text, at, PARTS);
    if (!runs || is_of_place(text, at) || is_known(text, at, name.count) || ends_known_place(&name) ||
        is_english_place(text, at, name.count) || (!name.upper && !is_whole(&name)))
        return false;
    int weight = 0;
    for (size_t i = 0; i < sizeof evidence / sizeof *evidence; i++)
        weight += evidence[i].holds(&name) ? evidence[i].weight : 0;
    return weight >= enough_for(&name);
}
