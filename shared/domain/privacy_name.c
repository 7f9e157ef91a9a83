/* Names of persons: by the family name they begin with, by what stands before them, and by not being a place's. */
#include <string.h>

#include "domain/privacy_person.h"

enum { NAME_WORDS_MAX = 6, FOLDED_SIZE = 128, CASELESS_BEFORE = WORD_TITLE | WORD_PERSON | WORD_ROLE };

bool joined(const struct sentence_text *text, size_t at) {
    return at < text->count && text->words[at].gap == ' ';
}

bool is_said(const struct sentence_text *text, size_t at, const char *const *words) {
    const struct word *word = &text->words[at];
    for (size_t i = 0; words[i] != NULL; i++)
        if (strlen(words[i]) == word->end - word->at &&
            memcmp(words[i], text->bytes + word->at, word->end - word->at) == 0)
            return true;
    return false;
}

/* How many capitalised words stand side by side from one on. */
size_t privacy_name_words(const struct sentence_text *text, size_t at) {
    size_t count = 0;
    while (at + count < text->count && count < NAME_WORDS_MAX && text->words[at + count].upper &&
           (count == 0 || joined(text, at + count)))
        count++;
    return count;
}

/* A family name, also one typed without marks in a text that has them. */
bool is_family(const struct sentence_text *text, size_t at, uint32_t which) {
    if (has(text, at, which))
        return true;
    const struct word *word = &text->words[at];
    for (size_t i = word->at; i < word->end; i++)
        if ((unsigned char)text->bytes[i] >= 0x80)
            return false;
    return (phrase_classes(text->bytes + word->at, word->end - word->at, true) & which & WORD_SURE) != 0;
}

bool is_known(const struct sentence_text *text, size_t first, size_t count) {
    const struct word *from = &text->words[first], *to = &text->words[first + count - 1];
    char folded[FOLDED_SIZE];
    if (!phrase_fold(text->bytes + from->at, to->end - from->at, folded, sizeof folded))
        return false;
    bool figure = (phrase_classes(folded, strlen(folded), true) & WORD_FIGURE) != 0;
    return figure || is_place_name(folded);
}

/* Đoàn Thanh niên, Hà Nội Mới: what the first words mean goes before. */
static bool begins_known(const struct sentence_text *text, size_t first, size_t count) {
    for (size_t words = 2; words <= PHRASE_WORDS_MAX && first + words <= text->count; words++) {
        bool figure = (phrase_from(text, first, words) & WORD_FIGURE) != 0;
        if (figure && (words > count || (words < count && !has(text, first, WORD_SURE))))
            return true;
    }
    return false;
}

/* Đoàn TNCS Hồ Chí Minh, Đoàn Cao Bằng, Bach Mai Hospital. */
static bool ends_known(const struct sentence_text *text, size_t first, size_t count) {
    static const char *const delegations[] = {"đoàn", NULL};
    if (count > 2 && is_said(text, first, delegations) && phrase_from(text, first + 1, count - 1) & WORD_FIGURE)
        return true;
    for (size_t i = 1; i < count; i++)
        if (has(text, first + i, WORD_INSTITUTION) ||
            (count - i > 2 && phrase_from(text, first + i, count - i) & WORD_FIGURE))
            return true;
    return false;
}

/* A place, a figure of history, an institution. */
static bool is_nobody(const struct sentence_text *text, size_t first, size_t count) {
    if (is_known(text, first, count) || begins_known(text, first, count) || ends_known(text, first, count))
        return true;
    bool street = text->words[first].unmarked && count > 2 && has(text, first, WORD_PLACE);
    return street && is_known(text, first + 1, count - 1);
}

bool is_english_place(const struct sentence_text *text, size_t first, size_t count) {
    for (size_t i = first + 1; i <= first + count; i++)
        if (has(text, i, WORD_BEFORE_PLACE) && joined(text, i))
            return true;
    return false;
}

/* mẹ là X. */
static const char *const is_words[] = {"là", "la", "is", NULL};

/* The phrase in front of a name, over nothing but a space, a colon, a quotation mark or the point of a short form. */
static struct before before_name(const struct sentence_text *text, size_t at) {
    struct before before = {0};
    if (at == 0 || strchr(" :\".'", text->words[at].gap) == NULL)
        return before;
    size_t last = at - 1;
    bool is_what = last > 0 && joined(text, last) && joined(text, at) && is_said(text, last, is_words);
    last -= is_what;
    before.classes = phrase_ending_at(text, last, &before.words);
    before.words += is_what;
    if (text->words[at].gap == '.' && !(before.classes & WORD_SHORT))
        before.classes = 0;
    if (before.classes & WORD_OTHER && !(before.classes & WORD_ROLE))
        before.classes = 0;
    return before;
}

/* Without marks "truong" may be a school or its head. */
static bool is_head(uint32_t classes) {
    return (classes & WORD_HEAD) != 0 && (classes & WORD_INSTITUTION) == 0;
}

/* Whether an institution or a place is named here: phường X, trường THCS X, công ty may mặc X. */
static bool is_named_place(const struct sentence_text *text, size_t at, bool *ret_headed) {
    *ret_headed = false;
    for (size_t back = 1; back <= BACK_MAX && back <= at; back++) {
        size_t last = at - back, words = 0;
        if (!joined(text, last + 1) && text->words[last + 1].gap != '"')
            return false;
        uint32_t classes = phrase_ending_at(text, last, &words);
        bool near = back == 1 || text->words[last + 1].upper;
        if (classes & (WORD_TITLE | WORD_PERSON | WORD_OTHER) && !(classes & WORD_PLACE))
            return false;
        if (classes & WORD_INSTITUTION || (near && classes & WORD_PLACE && !(classes & WORD_ROLE))) {
            size_t head = last + 1 - words, unused;
            *ret_headed = head > 0 && joined(text, head) && is_head(phrase_ending_at(text, head - 1, &unused));
            return true;
        }
        if (classes & (WORD_ROLE | WORD_BODY) || (classes & WORD_BREAK && !text->words[last].upper))
            return false;
    }
    return false;
}

/* N.T.A, N. T. A. */
static size_t initials(const struct sentence_text *text, size_t at) {
    size_t count = 0;
    while (at + count < text->count && text->words[at + count].single && text->words[at + count].capitals &&
           !text->words[at + count].digit && (count == 0 || text->words[at + count].gap == '.'))
        count++;
    return count;
}

/* A form of address is itself part of a name: đường Bà Triệu, núi Bà Đen, xã Bà Điểm. */
static bool title_is_place(const struct sentence_text *text, size_t at, const struct before *before, size_t count) {
    size_t title = at - before->words;
    bool headed;
    if (phrase_from(text, at - 1, 2) & WORD_OTHER)
        return true;
    if (!text->words[title].upper)
        return false;
    if (title > 0 && joined(text, title) && text->words[title - 1].upper &&
        !has(text, title - 1, WORD_TITLE | WORD_PERSON | WORD_ROLE | WORD_BREAK))
        return true;
    if (before->words == 1 && is_known(text, title, count + 1)) {
        bool listed = title > 0 && text->words[title].gap == ',' && text->words[title - 1].upper;
        bool behind_word = title > 0 && text->words[title].gap == ' ';
        return listed || behind_word || !text->words[at].unmarked;
    }
    return is_named_place(text, title, &headed);
}

/* Hội trưởng, Ngân hàng: what begins like a given name. */
bool begins_word(const struct sentence_text *text, size_t at) {
    enum { WORDS = WORD_FIGURE | WORD_OTHER | WORD_NO_NAME | WORD_ROLE | WORD_INSTITUTION | WORD_PLACE };
    return at + 1 < text->count && joined(text, at + 1) && (phrase_from(text, at, 2) & WORDS) != 0;
}

/* cụ Phan Bội Châu: old enough to be the one in the books; mang tên Lê Văn Tám. */
static bool is_ancestor(const struct sentence_text *text, size_t at, size_t count) {
    static const char *const elders[] = {"cụ", "bác", "cu", "bac", NULL};
    static const char *const called[] = {"mang", NULL}, *const names[] = {"tên", NULL};
    bool carried = at > 1 && is_said(text, at - 1, names) && is_said(text, at - 2, called);
    return at > 0 && (carried || is_said(text, at - 1, elders)) && (phrase_from(text, at, count) & WORD_FIGURE) != 0;
}

/* Hồng Nhung, Gia Bảo. */
static bool is_two_given_names(const struct sentence_text *text, size_t at, size_t count) {
    return count == 2 && !text->words[at].unmarked && has(text, at, WORD_GIVEN | WORD_MIDDLE) &&
           has(text, at + 1, WORD_GIVEN) && !has(text, at, WORD_NO_NAME | WORD_PLACE) && !begins_word(text, at);
}

/* chị Hai Lý, though a commune has that name: nobody addresses one so. */
static bool is_kin(const struct sentence_text *text, size_t at, size_t count) {
    static const char *const kin[] = {"anh", "chị", "chú", "dì", "cậu", "mợ", "thím", NULL};
    static const char *const many[] = {"các", "những", "đàn", "bà", "ông", NULL};
    return is_said(text, at - 1, kin) && !text->words[at - 1].upper && count == 2 &&
           !(phrase_from(text, at, count) & WORD_FIGURE) && !(at > 1 && is_said(text, at - 2, many)) &&
           has(text, at + 1, WORD_GIVEN);
}

/* One capitalised word behind a form of address is enough; without marks it must be a common given name. */
static bool is_addressed(const struct sentence_text *text, size_t at, size_t count, const struct before *before) {
    bool whole = count > 1 && has(text, at, WORD_FAMILY);
    bool unmarked = text->words[at].unmarked, word = begins_word(text, at);
    bool given = before->classes & WORD_SHORT || (has(text, at, WORD_GIVEN) && !unmarked) ||
                 (count == 1 && has(text, at, WORD_LAST) && !unmarked && !word);
    bool body = has(text, at, WORD_NO_NAME) && count > 1 && !(count == 2 && has(text, at + 1, WORD_GIVEN | WORD_LAST));
    if (has(text, at, WORD_NO_NAME | WORD_TITLE | WORD_ROLE) && !whole && (body || !given || has(text, at, WORD_TITLE)))
        return false;
    bool initial = count == 1 && text->words[at].single;
    if (initial || title_is_place(text, at, before, count))
        return false;
    if (count > 1 && is_family(text, at, WORD_FAMILY))
        return !is_nobody(text, at, count) || (has(text, at, WORD_SURE) && !is_ancestor(text, at, count));
    if (text->words[at].unmarked && !(before->classes & WORD_SHORT))
        return count <= 2 && !word && has(text, at, WORD_GIVEN) && !is_english_place(text, at, count);
    return count == 1 || is_two_given_names(text, at, count) || !is_nobody(text, at, count) || is_kin(text, at, count);
}

/* Trưởng ban Dũng, tên Khoa; not Trưởng ban Dân tộc. */
static bool is_given_name(const struct sentence_text *text, size_t at) {
    bool alone = has(text, at, WORD_LAST) && !joined(text, at + 1);
    return (has(text, at, WORD_GIVEN) || alone) && !has(text, at, WORD_PLACE) && !text->words[at].unmarked &&
           !begins_word(text, at) && privacy_name_words(text, at) == 1;
}

/* What begins like a middle name and a given name and is a word: văn phòng, thị trấn. */
bool is_compound(const struct sentence_text *text, size_t at) {
    return at + 1 < text->count && (phrase_from(text, at, 2) & WORD_FIGURE) != 0;
}

/* nguyễn văn x, tran thi x: hardly ever anything but a name. */
bool is_plain_middle(const struct sentence_text *text, size_t at) {
    static const char *const middles[] = {"văn", "thị", "van", "thi", NULL};
    return is_said(text, at, middles);
}

/* A word that begins no name, unless it is a family name too and a whole name stands here. */
static bool begins_no_name(const struct sentence_text *text, size_t at, size_t count) {
    if (count == 2 && has(text, at, WORD_SURE) && has(text, at + 1, WORD_GIVEN))
        return false;
    bool whole = count > 2 && has(text, at, WORD_FAMILY) &&
                 (!text->words[at].unmarked || (has(text, at, WORD_SURE) && has(text, at + 1, WORD_MIDDLE)) ||
                  (is_plain_middle(text, at + 1) && !is_compound(text, at + 1)));
    return has(text, at, WORD_NO_NAME) && !whole;
}

/* Bồ Thị X, Pi Năng Thị X: a name whatever the family is called. */
bool has_plain_middle(const struct sentence_text *text, size_t at, size_t count) {
    static const char *const women[] = {"thi", NULL};
    for (size_t i = at + 1; i + 1 < at + count && i < at + 3; i++)
        if (is_plain_middle(text, i) && !is_compound(text, i) && !is_compound(text, i - 1))
            return !text->words[at].unmarked || (is_said(text, i, women) && !has(text, at, WORD_NO_NAME));
    return false;
}

/* Hrin, Blưi, Djuh: no syllable of Vietnamese. */
bool is_foreign_syllable(const struct sentence_text *text, size_t at) {
    static const char onsets[] = "ch gh gi kh ng nh ph qu th tr ";
    static const char consonants[] = "bcdfghjklmnpqrstvwxz";
    const char *bytes = text->bytes + text->words[at].at;
    size_t size = text->words[at].end - text->words[at].at;
    if (size < 3)
        return false;
    bool two = strchr(consonants, bytes[0]) != NULL && strchr(consonants, bytes[1]) != NULL;
    char onset[] = {bytes[0], bytes[1], ' ', '\0'}, last = bytes[size - 1], before = bytes[size - 2];
    return (two && strstr(onsets, onset) == NULL) || strchr("bdfjklqrsvwxz", last) != NULL ||
           (last == 'h' && before != 'n' && before != 'c') || memchr(bytes, 'j', size) != NULL;
}

/* Ha Sương, Nay Hrin: two words of the highlands. */
static bool is_highland_pair(const struct sentence_text *text, size_t at, bool told) {
    if (has(text, at, WORD_CLAN))
        return true;
    return has(text, at, WORD_HIGHLAND) && !text->words[at].unmarked && (told || is_foreign_syllable(text, at + 1));
}

/* (1988), (05/02/2019). */
static bool is_year_at(const struct sentence_text *text, size_t at) {
    for (size_t parts = 1; parts < 3 && at + 1 < text->count && strchr("/-.", text->words[at + 1].gap) != NULL; parts++)
        at++;
    const struct word *word = &text->words[at];
    const char *bytes = text->bytes + word->at;
    return word->end - word->at == 4 && (memcmp(bytes, "19", 2) == 0 || memcmp(bytes, "20", 2) == 0) &&
           text->bytes[word->end] == ')';
}

/* X (1988), X, 35 tuổi, X sinh 04.11.1996. */
static bool is_aged(const struct sentence_text *text, size_t behind) {
    static const char *const ages[] = {"tuổi", "tuoi", "years", NULL}, *const sexes[] = {"nam", "nữ", "nu", NULL};
    static const char *const births[] = {"sinh", "sn", "born", "aged", NULL};
    if (behind >= text->count || strchr("(,. ", text->words[behind].gap) == NULL)
        return false;
    if (strchr(",.", text->words[behind].gap) != NULL && is_said(text, behind, sexes))
        return behind + 1 < text->count && text->words[behind + 1].digit && text->words[behind + 1].gap == ',';
    if (is_said(text, behind, births))
        return behind + 1 < text->count && text->words[behind + 1].digit;
    if (!text->words[behind].digit || joined(text, behind))
        return false;
    return (text->words[behind].gap == '(' && is_year_at(text, behind)) ||
           (behind + 1 < text->count && is_said(text, behind + 1, ages));
}

/* Whether what stands behind a name is told of persons. */
bool is_told_of(const struct sentence_text *text, size_t behind, uint32_t deeds) {
    if (behind < text->count && joined(text, behind) && !text->words[behind].upper)
        return (phrase_beginning_at(text, behind) & deeds) != 0;
    return is_aged(text, behind);
}

/* Hà Linh mồ côi: a commune never is. */
static bool is_told_family(const struct sentence_text *text, size_t at, size_t count) {
    return count == 2 && has(text, at, WORD_FAMILY) && has(text, at + 1, WORD_GIVEN) &&
           is_told_of(text, at + 2, WORD_DEED);
}

/* Mai Anh kể, Gia Bảo mồ côi: two names that may be a place's too, told of as somebody. */
static bool is_told_pair(const struct sentence_text *text, size_t at) {
    bool family = is_family(text, at, WORD_FAMILY) && has(text, at + 1, WORD_GIVEN | WORD_LAST);
    if (is_highland_pair(text, at, is_told_of(text, at + 2, WORD_DEED | WORD_SAYING)))
        return true;
    return (family && is_told_of(text, at + 2, WORD_DEED | WORD_SAYING)) ||
           (is_two_given_names(text, at, 2) && is_told_of(text, at + 2, WORD_DEED));
}

/* Hạnh kể, Phuong said. */
static bool is_told_given(const struct sentence_text *text, size_t at) {
    static const char *const others[] = {"nam", "ba",  "năm", "sáu",  "bảy", "tám",  "chín", "tư",
                                         "dân", "men", "van", "long", "thu", "sinh", "quân", NULL};
    bool nicknamed = at + 1 < text->count && text->words[at + 1].gap == '"' && !text->words[at + 1].upper;
    return has(text, at, WORD_GIVEN) && !is_said(text, at, others) &&
           ((nicknamed && !text->words[at].unmarked) || is_told_of(text, at + 1, WORD_DEED)) && !is_aged(text, at + 1);
}

/* A name with nothing before it that tells so. */
static bool is_bare_name(const struct sentence_text *text, size_t at, size_t count) {
    bool family = is_family(text, at, WORD_FAMILY), unmarked = text->words[at].unmarked;
    bool given = has(text, at + count - 1, WORD_GIVEN), last = given || has(text, at + count - 1, WORD_LAST);
    if (count == 1)
        return is_told_given(text, at);
    if (count == 2)
        return (has(text, at, WORD_SURE) && !unmarked && (given || (last && has(text, at, WORD_CERTAIN)))) ||
               is_told_pair(text, at);
    bool middle = has(text, at + 1, WORD_MIDDLE);
    bool plain = has_plain_middle(text, at, count);
    if (has(text, at, WORD_PLACE | WORD_INSTITUTION) && !(family && (plain || (middle && last))))
        return false;
    if (plain || (middle && last && !unmarked && has(text, at, WORD_RARE)))
        return true;
    bool long_name = count > 4 && !(middle && last); /* a heading with capitals throughout */
    return family && !long_name && (!unmarked || middle || has(text, at + 2, WORD_GIVEN));
}

/* Kế toán Thu Hà; Phụ trách: Tuấn Kiệt; trưởng thôn Sáu Dũng. Trưởng thôn Thanh Bình is the head of a place. */
static bool is_two_names_of(const struct sentence_text *text, size_t at, size_t count, const struct before *before) {
    static const char *const numerals[] = {"hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "út", NULL};
    bool trade = before->classes & WORD_TRADE || (before->classes & WORD_ROLE && text->words[at].gap == ':');
    return (trade && is_two_given_names(text, at, count)) ||
           (count == 2 && is_said(text, at, numerals) && has(text, at + 1, WORD_GIVEN));
}

/* a Dũng, c.Hằng; not điểm a. */
static bool is_shortly_addressed(const struct sentence_text *text, size_t at) {
    static const char *const titles[] = {"a", "c", "e", "b", NULL};
    static const char *const marked[] = {"điểm", "mục",  "khoản", "nhóm", "loại", "bảng",
                                         "án",   "hạng", "gan",   "bậc",  NULL};
    if (at == 0 || text->words[at - 1].upper || !is_said(text, at - 1, titles) ||
        (!joined(text, at) && text->words[at].gap != '.'))
        return false;
    bool listed = at > 1 && (has(text, at - 2, WORD_PLACE) || is_said(text, at - 2, marked));
    return !listed && has(text, at, WORD_GIVEN) && privacy_name_words(text, at) == 1 && !begins_word(text, at);
}

/* Whether a capitalised name begins here. */
static bool is_capitalised_name(const struct sentence_text *text, size_t at, const struct before *before) {
    size_t count = privacy_name_words(text, at);
    bool headed, place = is_named_place(text, at, &headed);
    if (place && !headed)
        return false;
    if (before->classes & WORD_TITLE && !place)
        return is_addressed(text, at, count, before);
    if (count == 1 && !place && before->classes & (WORD_PERSON | WORD_ROLE))
        return is_given_name(text, at) && !title_is_place(text, at, before, count);
    if (is_english_place(text, at, count) || (is_nobody(text, at, count) && !is_told_family(text, at, count)))
        return false;
    bool family = is_family(text, at, WORD_FAMILY), no_name = begins_no_name(text, at, count);
    if (count > 1 && before->classes & WORD_PERSON && !no_name && (family || !text->words[at].unmarked))
        return true;
    bool three = count == 3 && has(text, at + 1, WORD_MIDDLE) && has(text, at + 2, WORD_GIVEN);
    if ((before->classes & WORD_ROLE || headed) && !no_name && count > 1)
        return family || three || is_two_names_of(text, at, count, before);
    bool inside = at > 0 && joined(text, at) && text->words[at - 1].upper &&
                  !has(text, at - 1, WORD_BODY | WORD_ROLE | WORD_BREAK);
    bool numbered = at > 0 && joined(text, at) && text->words[at - 1].digit;
    return !inside && !numbered && !no_name && is_bare_name(text, at, count);
}

/* A name in small letters, or in capitals throughout: family name and middle name, and more before or behind. */
static bool is_caseless_name(const struct sentence_text *text, size_t at, const struct before *before) {
    bool headed, unmarked = text->words[at].unmarked, sure = has(text, at, WORD_SURE);
    if (!is_family(text, at, WORD_FAMILY) || !joined(text, at + 1) || text->words[at + 1].upper ||
        is_named_place(text, at, &headed) || is_compound(text, at))
        return false;
    bool expected = (before->classes & CASELESS_BEFORE) != 0;
    bool middle = has(text, at + 1, WORD_MIDDLE) && joined(text, at + 2) && !is_compound(text, at + 1);
    bool plain = middle && is_plain_middle(text, at + 1);
    bool given = middle && (has(text, at + 2, WORD_GIVEN) || (plain && has(text, at + 2, WORD_MIDDLE | WORD_LAST)));
    if (is_known(text, at, middle ? 3 : 2))
        return false;
    bool told = middle && !unmarked && has(text, at + 2, WORD_GIVEN | WORD_LAST) && is_told_of(text, at + 3, WORD_DEED);
    if ((plain && !unmarked) || told)
        return true;
    if (given && (unmarked ? plain && has(text, at, WORD_CERTAIN) : sure))
        return true;
    if (!expected || (unmarked && !sure))
        return false;
    if (unmarked)
        return given && (plain || has(text, at, WORD_CERTAIN) || (before->classes & (WORD_TITLE | WORD_ROLE)) != 0);
    if (!sure)
        return given;
    return middle || has(text, at + 1, WORD_GIVEN) || text->words[at].capitals;
}

/* Ê Đê, Cơ Ho: H'Ngam Ayun, K'Brêu, Y Thuin Mlô. */
static bool is_highland_name(const struct sentence_text *text, size_t at) {
    const struct word *word = &text->words[at];
    const char *bytes = text->bytes + word->at;
    bool headed,
        glued =
            word->upper && word->end - word->at > 2 && strchr("hk", bytes[0]) != NULL && bytes[1] == '\'' &&
            (at == 0 || !joined(text, at) || !text->words[at - 1].upper || has(text, at - 1, WORD_TITLE | WORD_FAMILY));
    size_t count = privacy_name_words(text, at);
    bool parted = word->single && ((bytes[0] == 'y' && count >= 2) || (bytes[0] == 'h' && count >= 3));
    return (glued || parted) && !is_named_place(text, at, &headed) && !is_nobody(text, at, count);
}

/* Giàng thị Súa. */
static bool has_small_middle(const struct sentence_text *text, size_t at) {
    return joined(text, at + 1) && joined(text, at + 2) && is_plain_middle(text, at + 1) &&
           !text->words[at + 1].upper && text->words[at + 2].upper && !is_compound(text, at + 1) &&
           has(text, at, WORD_FAMILY | WORD_RARE);
}

/* Nguyễn-Thị-Hòa, Nguyễn.Văn.Sửu. */
static bool is_name_in_marks(const struct sentence_text *text, size_t at) {
    const struct word *words = &text->words[at];
    return at + 2 < text->count && has(text, at, WORD_SURE) && words[1].upper && words[2].upper &&
           words[1].at == words[0].end + 1 && words[2].at == words[1].end + 1 && words[1].gap == words[2].gap &&
           strchr("-.", words[1].gap) != NULL && has(text, at + 1, WORD_MIDDLE);
}

/* Trần T. Hoa, Đ.V.Hùng, Ng. Thị Mai: a name of which a part is short. */
static bool is_shortened_name(const struct sentence_text *text, size_t at) {
    static const char *const middles[] = {"v", "t", NULL}, *const families[] = {"ng", "ngn", NULL};
    if (at + 1 >= text->count || !text->words[at + 1].upper || text->words[at].unmarked)
        return false;
    bool dotted = text->words[at + 1].gap == '.';
    if (is_said(text, at, families) && dotted)
        return true;
    if (at + 2 >= text->count || !text->words[at + 2].upper || text->words[at + 2].gap != '.' ||
        !text->words[at + 1].single || !has(text, at + 2, WORD_GIVEN | WORD_LAST))
        return false;
    bool short_family = text->words[at].single && dotted && is_said(text, at + 1, middles);
    return short_family || (has(text, at, WORD_SURE) && joined(text, at + 1));
}

static bool is_oddly_written(const struct sentence_text *text, size_t at) {
    return is_shortened_name(text, at) || has_small_middle(text, at) || is_name_in_marks(text, at);
}

static bool is_initials(const struct sentence_text *text, size_t at, const struct before *before) {
    size_t count = initials(text, at);
    if (count < 2 || before->classes & WORD_PLACE)
        return false;
    return before->classes & (WORD_TITLE | WORD_PERSON) || is_told_of(text, at + count, WORD_DEED);
}

static bool is_name(const struct sentence_text *text, size_t at, size_t *ret_start) {
    const struct word *word = &text->words[at];
    bool may_begin = word->upper || has(text, at, WORD_FAMILY | WORD_GIVEN) ||
                     (at + 1 < text->count && is_plain_middle(text, at + 1));
    if (word->digit || !may_begin)
        return false;
    struct before before = before_name(text, at);
    *ret_start = before.classes & CASELESS_BEFORE ? at - before.words : at;
    if (!word->upper)
        return is_caseless_name(text, at, &before) || is_likely_name(text, at, &before);
    return is_initials(text, at, &before) || is_shortly_addressed(text, at) || is_oddly_written(text, at) ||
           is_capitalised_name(text, at, &before) || is_highland_name(text, at) || is_likely_name(text, at, &before);
}

size_t find_name(const struct plain_text *plain) {
    struct sentence_text text = sentence_text_of(plain);
    size_t start = 0;
    for (size_t at = 0; at < text.count; at++)
        if (is_name(&text, at, &start))
            return text.origins[text.words[start].at];
    return NOT_FOUND;
}
