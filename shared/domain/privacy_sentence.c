/* Taking a plain text apart into words, and telling which of its sentences have no marks or nothing but capitals. */
#include <string.h>

#include "domain/privacy_sentence.h"

enum { LETTERS_APART_MIN = 4, SENTENCE_WORDS_MIN = 4, SHOUTED_PERCENT = 70, SHOUTED_MIN = 3, POINT_BYTES_MAX = 4 };

static size_t letter_size(const struct plain_text *plain, size_t at) {
    size_t size = 1;
    while (at + size < plain->size && ((unsigned char)plain->bytes[at + size] & 0xC0) == 0x80)
        size++;
    return size;
}

static bool is_letter_at(const struct plain_text *plain, size_t at) {
    return is_word_at(plain, at) && !is_digit_at(plain, at);
}

/* How many letters stand apart from here on, each a mark away from the next: N.g.u.y.ễ.n V.ă.n. */
static size_t letters_apart(const struct plain_text *plain, size_t at, size_t *ret_end, bool *ret_small) {
    size_t count = 0;
    char mark = '\0';
    *ret_small = false;
    while (is_letter_at(plain, at) && (at == 0 || !is_word_at(plain, at - 1))) {
        size_t next = at + letter_size(plain, at);
        if (is_word_at(plain, next))
            break;
        *ret_small |= !plain->origins[at].upper;
        count++;
        *ret_end = next;
        bool apart = next < plain->size && strchr(". -_*", plain->bytes[next]) != NULL;
        if (!apart || (mark != '\0' && plain->bytes[next] != mark && plain->bytes[next] != ' '))
            break;
        mark = mark == '\0' ? plain->bytes[next] : mark;
        at = next + 1;
    }
    return count;
}

static void put(struct sentence_text *text, char byte, size_t origin, bool upper) {
    text->bytes[text->size] = byte;
    text->origins[text->size] = (uint32_t)origin;
    text->uppers[text->size++] = upper;
}

static void put_letters(struct sentence_text *text, const struct plain_text *plain, size_t at, size_t end) {
    for (size_t from = at; from < end; from++) {
        if (!is_word_at(plain, from))
            continue;
        if (plain->origins[from].upper && from > at && !is_word_at(plain, from - 1))
            put(text, ' ', from, false);
        put(text, plain->bytes[from], from, plain->origins[from].upper);
    }
}

/* H' Bliên is H'Bliên. */
static bool is_gap_in_highland_name(const struct plain_text *plain, size_t at) {
    return plain->bytes[at] == ' ' && at >= 2 && plain->bytes[at - 1] == '\'' &&
           strchr("hk", plain->bytes[at - 2]) != NULL && plain->origins[at - 2].upper &&
           (at == 2 || !is_word_at(plain, at - 3)) && is_letter_at(plain, at + 1) && plain->origins[at + 1].upper;
}

/* NguyễnVănTư: a capital between small letters begins a word. */
static bool is_glued(const struct plain_text *plain, size_t at) {
    if (!plain->origins[at].upper || at == 0 || !is_letter_at(plain, at) || !is_letter_at(plain, at - 1) ||
        plain->origins[at - 1].upper)
        return false;
    size_t next = at + letter_size(plain, at);
    return is_letter_at(plain, next) && !plain->origins[next].upper;
}

static void put_all(struct sentence_text *text, const struct plain_text *plain) {
    for (size_t at = 0; at < plain->size;) {
        size_t end = at;
        bool small = false;
        if (letters_apart(plain, at, &end, &small) >= LETTERS_APART_MIN && small) {
            put_letters(text, plain, at, end);
            at = end;
            continue;
        }
        if (is_gap_in_highland_name(plain, at)) {
            at++;
            continue;
        }
        char byte = plain->bytes[at] == '_' ? ' ' : plain->bytes[at];
        if (is_glued(plain, at))
            put(text, ' ', at, false);
        put(text, plain->origins[at].line && byte == ' ' ? '\n' : byte, at, plain->origins[at].upper);
        at++;
    }
    text->bytes[text->size] = '\0';
}

static bool is_part_of_word(const struct sentence_text *text, size_t at) {
    unsigned char byte = (unsigned char)text->bytes[at];
    if (byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
        return true;
    unsigned char next = (unsigned char)text->bytes[at + 1];
    return byte == '\'' && at > 0 && text->bytes[at - 1] != ' ' && (next >= 0x80 || (next >= 'a' && next <= 'z'));
}

static char gap_between(const struct sentence_text *text, size_t from, size_t at) {
    char gap = from == at ? '\n' : ' ';
    for (; from < at; from++) {
        if (text->bytes[from] == '\n')
            return '\n';
        if (gap == ' ')
            gap = text->bytes[from];
    }
    return gap;
}

static void read_word(struct sentence_text *text, size_t before, size_t at, size_t end) {
    struct word *word = &text->words[text->count++];
    size_t letters = 0, uppers = 0;
    for (size_t i = at; i < end; i++) {
        letters += ((unsigned char)text->bytes[i] & 0xC0) != 0x80;
        uppers += ((unsigned char)text->bytes[i] & 0xC0) != 0x80 && text->uppers[i];
    }
    *word = (struct word){.at = (uint32_t)at,
                          .end = (uint32_t)end,
                          .gap = text->count == 1 ? '\n' : gap_between(text, before, at),
                          .upper = text->uppers[at],
                          .digit = text->bytes[at] >= '0' && text->bytes[at] <= '9',
                          .single = letters == 1,
                          .capitals = uppers == letters};
}

static void read_words(struct sentence_text *text) {
    size_t before = 0;
    for (size_t at = 0; at < text->size; at++) {
        if (!is_part_of_word(text, at))
            continue;
        size_t end = at;
        while (end < text->size && is_part_of_word(text, end))
            end++;
        read_word(text, before, at, end);
        before = at = end;
    }
}

static bool ends_sentence(const struct sentence_text *text, size_t word) {
    return word + 1 >= text->count || strchr(".;:!?\n", text->words[word + 1].gap) != NULL;
}

static bool has_marks(const struct sentence_text *text, size_t first, size_t last) {
    for (size_t at = text->words[first].at; at < text->words[last].end; at++)
        if ((unsigned char)text->bytes[at] >= 0x80)
            return true;
    return false;
}

static bool is_shouted(const struct sentence_text *text, size_t first, size_t last) {
    size_t words = 0, shouted = 0;
    for (size_t i = first; i <= last; i++) {
        words += !text->words[i].digit;
        shouted += !text->words[i].digit && text->words[i].capitals;
    }
    return shouted >= SHOUTED_MIN && 100 * shouted >= SHOUTED_PERCENT * words;
}

static void read_sentence(struct sentence_text *text, size_t first, size_t last, bool unmarked_text) {
    bool is_short = last - first + 1 < SENTENCE_WORDS_MIN;
    bool unmarked = (unmarked_text || !is_short) && !has_marks(text, first, last),
         shouted = is_shouted(text, first, last);
    for (size_t i = first; i <= last; i++) {
        text->words[i].unmarked = unmarked;
        text->words[i].upper &= !shouted;
        text->words[i].classes = phrase_from(text, i, 1);
    }
}

struct sentence_text sentence_text_of(const struct plain_text *plain) {
    struct arena *arena = plain->arena;
    size_t room = 2 * plain->size + 2;
    struct sentence_text text = {.bytes = arena_alloc(arena, room),
                                 .origins = arena_new_array(arena, uint32_t, room),
                                 .uppers = arena_new_array(arena, bool, room),
                                 .words = arena_new_array(arena, struct word, plain->size + 1)};
    put_all(&text, plain);
    read_words(&text);
    bool unmarked = text.count == 0 || !has_marks(&text, 0, text.count - 1);
    for (size_t first = 0, last = 0; last < text.count; last++)
        if (ends_sentence(&text, last)) {
            read_sentence(&text, first, last, unmarked);
            first = last + 1;
        }
    return text;
}

uint32_t phrase_from(const struct sentence_text *text, size_t first, size_t count) {
    const struct word *from = &text->words[first], *to = &text->words[first + count - 1];
    return phrase_classes(text->bytes + from->at, to->end - from->at, from->unmarked);
}

uint32_t phrase_ending_at(const struct sentence_text *text, size_t last, size_t *ret_words) {
    size_t most = last + 1 < PHRASE_WORDS_MAX ? last + 1 : PHRASE_WORDS_MAX;
    for (size_t count = most; count > 0; count--) {
        uint32_t classes = phrase_from(text, last + 1 - count, count);
        *ret_words = count;
        if (classes != 0)
            return classes;
    }
    return 0;
}

uint32_t phrase_beginning_at(const struct sentence_text *text, size_t first) {
    uint32_t classes = 0;
    for (size_t count = 1; count <= PHRASE_WORDS_MAX && first + count <= text->count; count++) {
        if (count > 1 && text->words[first + count - 1].gap != ' ')
            break;
        classes |= phrase_from(text, first, count);
    }
    return classes;
}
