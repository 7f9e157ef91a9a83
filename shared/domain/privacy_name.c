/* Names of persons: by the family name they begin with, by what stands before them, and by not being a place's. */
#include <string.h>

#include "domain/privacy_sentence.h"

enum { NAME_WORDS_MAX = 6, BACK_MAX = 6, FOLDED_SIZE = 128, CASELESS_BEFORE = WORD_TITLE | WORD_PERSON | WORD_ROLE };

static bool has(const struct sentence_text *text, size_t at, uint32_t classes) {
    return at < text->count && (text->words[at].classes & classes) != 0;
}

static bool joined(const struct sentence_text *text, size_t at) {
    return at < text->count && text->words[at].gap == ' ';
}

/* How many capitalised words stand side by side from one on. */
static size_t name_words(const struct sentence_text *text, size_t at) {
    size_t count = 0;
    while (at + count < text->count && count < NAME_WORDS_MAX && text->words[at + count].upper &&
           (count == 0 || joined(text, at + count)))
        count++;
    return count;
}

/* A family name, also one typed without marks in a text that has them. */
static bool is_family(const struct sentence_text *text, size_t at, uint32_t which) {
    if (has(text, at, which))
        return true;
    const struct word *word = &text->words[at];
    for (size_t i = word->at; i < word->end; i++)
        if ((unsigned char)text->bytes[i] >= 0x80)
            return false;
    return (phrase_classes(text->bytes + word->at, word->end - word->at, true) & which & WORD_SURE) != 0;
}

static bool is_known(const struct sentence_text *text, size_t first, size_t count) {
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

/* Đoàn TNCS Hồ Chí Minh, Bach Mai Hospital. */
static bool ends_known(const struct sentence_text *text, size_t first, size_t count) {
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

static bool is_english_place(const struct sentence_text *text, size_t first, size_t count) {
    for (size_t i = first + 1; i <= first + count; i++)
        if (has(text, i, WORD_BEFORE_PLACE) && joined(text, i))
            return true;
    return false;
}

static bool is_said(const struct sentence_text *text, size_t at, const char *const *words) {
    const struct word *word = &text->words[at];
    for (size_t i = 0; words[i] != NULL; i++)
        if (strlen(words[i]) == word->end - word->at &&
            memcmp(words[i], text->bytes + word->at, word->end - word->at) == 0)
            return true;
    return false;
}

/* mẹ là X. */
static const char *const is_words[] = {"là", "la", "is", NULL};

struct before {
    uint32_t classes;
    size_t words; /* of the phrase */
};

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
    if (before.classes & WORD_OTHER)
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
    if (!text->words[title].upper)
        return false;
    if (text->words[at].unmarked && phrase_from(text, at - 1, 2) & WORD_OTHER)
        return true;
    if (title > 0 && joined(text, title) && text->words[title - 1].upper &&
        !has(text, title - 1, WORD_TITLE | WORD_PERSON | WORD_ROLE))
        return true;
    if (before->words == 1 && is_known(text, title, count + 1))
        return title > 0 && text->words[title].gap == ' ' ? true : !has(text, title, 0) && !text->words[at].unmarked;
    return is_named_place(text, title, &headed);
}

/* One capitalised word behind a form of address is enough; without marks it must be a common given name. */
static bool is_addressed(const struct sentence_text *text, size_t at, size_t count, const struct before *before) {
    bool whole = count > 1 && has(text, at, WORD_FAMILY);
    bool given = before->classes & WORD_SHORT || (has(text, at, WORD_GIVEN) && !text->words[at].unmarked);
    if (has(text, at, WORD_NO_NAME | WORD_TITLE | WORD_ROLE) && !whole && !(given && !has(text, at, WORD_TITLE)))
        return false;
    bool initial = count == 1 && text->words[at].single;
    if (initial || title_is_place(text, at, before, count))
        return false;
    if (count > 1 && is_family(text, at, WORD_FAMILY))
        return !is_nobody(text, at, count) || has(text, at, WORD_SURE);
    if (text->words[at].unmarked && !(before->classes & WORD_SHORT))
        return count <= 2 && has(text, at, WORD_GIVEN) && !is_english_place(text, at, count);
    return count == 1 || !is_nobody(text, at, count);
}

/* Trưởng ban Dũng, tên Khoa; not Trưởng ban Dân tộc. */
static bool is_given_name(const struct sentence_text *text, size_t at) {
    bool compound = at + 1 < text->count && phrase_from(text, at, 2) & (WORD_FIGURE | WORD_OTHER | WORD_NO_NAME);
    return has(text, at, WORD_GIVEN) && !text->words[at].unmarked && !compound && name_words(text, at) == 1;
}

/* A word that begins no name, unless it is a family name too and a whole name stands here. */
static bool begins_no_name(const struct sentence_text *text, size_t at, size_t count) {
    return has(text, at, WORD_NO_NAME) && !(count > 2 && has(text, at, WORD_FAMILY));
}

/* Whether a capitalised name begins here. */
static bool is_capitalised_name(const struct sentence_text *text, size_t at, const struct before *before) {
    size_t count = name_words(text, at);
    bool headed, place = is_named_place(text, at, &headed);
    if (place && !headed)
        return false;
    if (before->classes & WORD_TITLE && !place)
        return is_addressed(text, at, count, before);
    if (count == 1 && !place && before->classes & (WORD_PERSON | WORD_ROLE))
        return is_given_name(text, at) && !title_is_place(text, at, before, count);
    if (count < 2 || is_english_place(text, at, count) || is_nobody(text, at, count))
        return false;
    bool family = is_family(text, at, WORD_FAMILY);
    if (before->classes & WORD_PERSON && !begins_no_name(text, at, count) && (family || !text->words[at].unmarked))
        return true;
    bool three = count == 3 && has(text, at + 1, WORD_MIDDLE) && has(text, at + 2, WORD_GIVEN);
    if ((before->classes & WORD_ROLE || headed) && !begins_no_name(text, at, count))
        return family || three;
    bool inside = at > 0 && joined(text, at) && text->words[at - 1].upper && !has(text, at - 1, WORD_BODY | WORD_ROLE);
    bool numbered = at > 0 && joined(text, at) && text->words[at - 1].digit;
    if (inside || numbered || begins_no_name(text, at, count))
        return false;
    bool given = has(text, at + count - 1, WORD_GIVEN);
    if (count == 2)
        return family && has(text, at, WORD_SURE) && given && !text->words[at].unmarked;
    return family && (!text->words[at].unmarked || has(text, at + 1, WORD_MIDDLE) || has(text, at + 2, WORD_GIVEN));
}

/* What begins like a middle name and a given name and is a word: văn phòng, thị trấn. */
static bool is_compound(const struct sentence_text *text, size_t at) {
    return at + 1 < text->count && (phrase_from(text, at, 2) & WORD_FIGURE) != 0;
}

/* nguyễn văn x, tran thi x: hardly ever anything but a name. */
static bool is_plain_middle(const struct sentence_text *text, size_t at) {
    static const char *const middles[] = {"văn", "thị", "van", "thi", NULL};
    return is_said(text, at, middles);
}

/* A name in small letters, or in capitals throughout: family name and middle name, and more before or behind. */
static bool is_caseless_name(const struct sentence_text *text, size_t at, const struct before *before) {
    bool headed, unmarked = text->words[at].unmarked, sure = has(text, at, WORD_SURE);
    if (!is_family(text, at, WORD_FAMILY) || !joined(text, at + 1) || text->words[at + 1].upper ||
        is_named_place(text, at, &headed) || is_compound(text, at))
        return false;
    bool expected = (before->classes & CASELESS_BEFORE) != 0;
    bool middle = has(text, at + 1, WORD_MIDDLE) && joined(text, at + 2) && !is_compound(text, at + 1);
    bool given = middle && has(text, at + 2, WORD_GIVEN), plain = middle && is_plain_middle(text, at + 1);
    if (is_known(text, at, middle ? 3 : 2))
        return false;
    if (given && (unmarked ? plain && has(text, at, WORD_CERTAIN) : sure))
        return true;
    if (!expected || (unmarked && !sure))
        return false;
    if (unmarked || !sure)
        return given || (plain && !unmarked);
    return middle || has(text, at + 1, WORD_GIVEN) || text->words[at].capitals;
}

/* Ê Đê, Cơ Ho: H'Ngam Ayun, K'Brêu, Y Thuin Mlô. */
static bool is_highland_name(const struct sentence_text *text, size_t at) {
    const struct word *word = &text->words[at];
    const char *bytes = text->bytes + word->at;
    bool headed, glued = word->upper && word->end - word->at > 2 && strchr("hk", bytes[0]) != NULL &&
                         bytes[1] == '\'' &&
                         (at == 0 || !joined(text, at) || !text->words[at - 1].upper || has(text, at - 1, WORD_TITLE));
    bool parted = word->single && bytes[0] == 'y' && name_words(text, at) >= 2;
    return (glued || parted) && !is_named_place(text, at, &headed) && !is_nobody(text, at, name_words(text, at));
}

static bool is_initials(const struct sentence_text *text, size_t at, const struct before *before) {
    return before->classes & (WORD_TITLE | WORD_PERSON) && !(before->classes & WORD_PLACE) && initials(text, at) >= 2;
}

static bool is_name(const struct sentence_text *text, size_t at, size_t *ret_start) {
    const struct word *word = &text->words[at];
    if (word->digit || (!word->upper && !has(text, at, WORD_FAMILY)))
        return false;
    struct before before = before_name(text, at);
    *ret_start = before.classes & CASELESS_BEFORE ? at - before.words : at;
    if (!word->upper)
        return is_caseless_name(text, at, &before);
    return is_initials(text, at, &before) || is_capitalised_name(text, at, &before) || is_highland_name(text, at);
}

size_t find_name(const struct plain_text *plain) {
    struct sentence_text text = sentence_text_of(plain);
    size_t start = 0;
    for (size_t at = 0; at < text.count; at++)
        if (is_name(&text, at, &start))
            return text.origins[text.words[start].at];
    return NOT_FOUND;
}
