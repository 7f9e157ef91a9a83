/* Making a text plain, so that the same number or word looks the same however it was typed. */
#include "domain/privacy_text.h"

#include <string.h>

enum { TONES = 6, VOWELS = 12, POINT_BYTES_MAX = 4 };

/* Vietnamese vowels by shape, each without a tone and with grave, acute, hook, tilde, dot below. */
static const uint32_t vowels[VOWELS][TONES] = {
    {U'a', U'à', U'á', U'ả', U'ã', U'ạ'}, {U'ă', U'ằ', U'ắ', U'ẳ', U'ẵ', U'ặ'}, {U'â', U'ầ', U'ấ', U'ẩ', U'ẫ', U'ậ'},
    {U'e', U'è', U'é', U'ẻ', U'ẽ', U'ẹ'}, {U'ê', U'ề', U'ế', U'ể', U'ễ', U'ệ'}, {U'i', U'ì', U'í', U'ỉ', U'ĩ', U'ị'},
    {U'o', U'ò', U'ó', U'ỏ', U'õ', U'ọ'}, {U'ô', U'ồ', U'ố', U'ổ', U'ỗ', U'ộ'}, {U'ơ', U'ờ', U'ớ', U'ở', U'ỡ', U'ợ'},
    {U'u', U'ù', U'ú', U'ủ', U'ũ', U'ụ'}, {U'ư', U'ừ', U'ứ', U'ử', U'ữ', U'ự'}, {U'y', U'ỳ', U'ý', U'ỷ', U'ỹ', U'ỵ'},
};
static const uint32_t tone_marks[TONES] = {0, 0x300, 0x301, 0x309, 0x303, 0x323};
static const struct {
    uint32_t mark;
    uint32_t from, to; /* the shape of a vowel without a tone */
} shape_marks[] = {{0x302, U'a', U'â'}, {0x302, U'e', U'ê'}, {0x302, U'o', U'ô'},
                   {0x306, U'a', U'ă'}, {0x31B, U'o', U'ơ'}, {0x31B, U'u', U'ư'}};

/* Where the digits 0 to 9 of other scripts and styles begin. */
static const uint32_t zeros[] = {0x660, 0x6F0, 0x966, 0xE50, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6};

struct writer {
    struct plain_text *text;
    uint32_t last;  /* code point written last */
    size_t last_at; /* its first byte */
};

/* A malformed byte stands for itself. */
static size_t point_read(const char *text, uint32_t *ret_point) {
    unsigned char first = (unsigned char)*text;
    size_t bytes = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    uint32_t point = bytes == 1 ? first : first & (0x7FU >> bytes);
    for (size_t i = 1; i < bytes; i++) {
        unsigned char next = (unsigned char)text[i];
        if ((next & 0xC0) != 0x80) {
            *ret_point = first;
            return 1;
        }
        point = point << 6 | (next & 0x3FU);
    }
    *ret_point = point;
    return bytes;
}

static size_t point_write(uint32_t point, char bytes[POINT_BYTES_MAX]) {
    if (point < 0x80) {
        bytes[0] = (char)point;
        return 1;
    }
    size_t count = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = count - 1; i > 0; i--, point >>= 6)
        bytes[i] = (char)(0x80 | (point & 0x3F));
    bytes[0] = (char)((0xF00U >> count & 0xFFU) | point);
    return count;
}

static bool has_no_width(uint32_t point) {
    return point == 0xAD || (point >= 0x200B && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2060 && point <= 0x2064) || point == 0xFEFF;
}

static bool is_space(uint32_t point) {
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0x85 || point == 0xA0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 || point == 0x202F ||
           point == 0x205F || point == 0x3000;
}

static uint32_t to_ascii(uint32_t point) {
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (point - zeros[i] < 10)
            return '0' + point - zeros[i];
    if (is_space(point))
        return ' ';
    if (point >= 0xFF01 && point <= 0xFF5E)
        return point - 0xFF01 + '!';
    if ((point >= 0x2010 && point <= 0x2015) || point == 0x2212)
        return '-';
    if (point == 0x2018 || point == 0x2019 || point == 0x2BC)
        return '\'';
    if ((point >= 0x2018 && point <= 0x201F) || point == 0xAB || point == 0xBB)
        return '"';
    return point == 0x2024 || point == 0x2026 || point == 0xB7 ? '.' : point;
}

/* Capitals of the Latin blocks that Vietnamese is written with stand before their small letters. */
static uint32_t to_lower(uint32_t point) {
    if ((point >= 'A' && point <= 'Z') || (point >= 0xC0 && point <= 0xDE && point != 0xD7))
        return point + 0x20;
    bool pairs = (point >= 0x100 && point <= 0x137) || (point >= 0x14A && point <= 0x177) || point == 0x1A0 ||
                 (point >= 0x1E00 && point <= 0x1EFF);
    if ((pairs && point % 2 == 0) || point == 0x1AF)
        return point + 1;
    return point;
}

/* The vowel with a mark put on it; 0 where they do not go together. */
static uint32_t with_mark(uint32_t vowel, uint32_t mark) {
    for (size_t i = 0; i < (size_t)VOWELS * TONES; i++) {
        size_t shape = i / TONES, tone = i % TONES;
        if (vowels[shape][tone] != vowel)
            continue;
        for (size_t to = 1; to < TONES; to++)
            if (tone == 0 && tone_marks[to] == mark)
                return vowels[shape][to];
        for (size_t to = 0; to < sizeof shape_marks / sizeof *shape_marks; to++) {
            if (shape_marks[to].mark != mark || shape_marks[to].from != vowels[shape][0])
                continue;
            for (size_t row = 0; row < VOWELS; row++)
                if (vowels[row][0] == shape_marks[to].to)
                    return vowels[row][tone];
        }
    }
    return 0;
}

static void write(struct writer *writer, uint32_t point, struct origin origin) {
    struct plain_text *text = writer->text;
    writer->last = point;
    writer->last_at = text->size;
    size_t bytes = point_write(point, text->bytes + text->size);
    for (size_t i = 0; i < bytes; i++)
        text->origins[text->size++] = origin;
}

/* Puts a combining mark on the letter written last; one that does not belong there is left out. */
static void write_mark(struct writer *writer, uint32_t mark) {
    uint32_t marked = with_mark(writer->last, mark);
    if (writer->text->size == 0 || marked == 0)
        return;
    struct origin origin = writer->text->origins[writer->last_at];
    writer->text->size = writer->last_at;
    write(writer, marked, origin);
}

static void write_plain(struct writer *writer, uint32_t point, uint32_t position) {
    if (has_no_width(point))
        return;
    if (point >= 0x300 && point <= 0x36F) {
        write_mark(writer, point);
        return;
    }
    uint32_t ascii = to_ascii(point), lower = to_lower(ascii);
    bool line = point == '\n' || point == 0x85 || point == 0x2028 || point == 0x2029;
    if (lower == ' ' && (writer->text->size == 0 || writer->last == ' ')) {
        if (writer->text->size > 0)
            writer->text->origins[writer->last_at].line |= line;
        return;
    }
    write(writer, lower, (struct origin){.position = position, .upper = lower != ascii, .line = line});
}

struct plain_text plain_text_of(struct arena *arena, const char *text) {
    /* A marked letter takes no more than letter and mark did; only a malformed byte grows, to two. */
    size_t capacity = 2 * strlen(text) + POINT_BYTES_MAX;
    struct plain_text plain = {.arena = arena,
                               .bytes = arena_alloc(arena, capacity + 1),
                               .origins = arena_new_array(arena, struct origin, capacity)};
    struct writer writer = {.text = &plain};
    uint32_t point;
    for (uint32_t position = 0; *text != '\0'; position++) {
        text += point_read(text, &point);
        write_plain(&writer, point, position);
    }
    plain.bytes[plain.size] = '\0';
    return plain;
}

/* A return is the end of a line where a line feed follows. */
static bool is_hidden(uint32_t point, char next) {
    if (point < ' ')
        return point != '\t' && point != '\n' && (point != '\r' || next != '\n');
    return (point >= 0x7F && point < 0xA0) || point == 0x61C || point == 0x200E || point == 0x200F ||
           (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

size_t hidden_character(const char *text) {
    uint32_t point;
    for (size_t position = 0; *text != '\0'; position++) {
        text += point_read(text, &point);
        if (is_hidden(point, *text))
            return position;
    }
    return NOT_FOUND;
}

bool is_digit_at(const struct plain_text *text, size_t at) {
    return at < text->size && text->bytes[at] >= '0' && text->bytes[at] <= '9';
}

bool is_word_at(const struct plain_text *text, size_t at) {
    if (at >= text->size)
        return false;
    unsigned char byte = (unsigned char)text->bytes[at];
    return byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

size_t digits_end(const struct plain_text *text, size_t at) {
    while (is_digit_at(text, at))
        at++;
    return at;
}

bool is_capital_at(const struct plain_text *text, size_t at) {
    return at < text->size && text->origins[at].upper && text->bytes[at] >= 'a' && text->bytes[at] <= 'z';
}

static bool word_begins(const struct plain_text *text, size_t at) {
    return is_word_at(text, at) && (at == 0 || !is_word_at(text, at - 1));
}

bool whole_phrase_at(const struct plain_text *text, size_t at, const char *phrase) {
    size_t size = strlen(phrase);
    return text->size - at >= size && memcmp(text->bytes + at, phrase, size) == 0 && word_begins(text, at) &&
           !is_word_at(text, at + size);
}

bool phrase_before(const struct plain_text *text, size_t at, size_t reach, const char *const *phrases) {
    for (size_t from = at > reach ? at - reach : 0; from < at; from++)
        for (size_t i = 0; phrases[i] != NULL; i++)
            if (phrase_at(text, from, phrases[i]))
                return true;
    return false;
}

bool phrase_behind(const struct plain_text *text, size_t at, size_t reach, const char *const *phrases) {
    size_t end = at + reach < text->size ? at + reach : text->size;
    for (; at < end; at++)
        for (size_t i = 0; phrases[i] != NULL; i++)
            if (phrase_at(text, at, phrases[i]))
                return true;
    return false;
}

static const char *const agencies[] = {
    "ubnd",           "hđnd",          "sở",           "cơ quan",      "trung tâm",      "trường",      "bệnh viện",
    "trạm y tế",      "công ty",       "tnhh",         "trụ sở",       "văn phòng",      "kho bạc",     "đơn vị",
    "bộ phận",        "hội",           "quỹ",          "ngân sách",    "chi cục",        "cục",         "ban quản lý",
    "phòng",          "bưu điện",      "toà án",       "tòa án",       "office",         "agency",      "department",
    "centre",         "center",        "school",       "company",      "treasury",       "hospital",    "tổng đài",
    "đường dây nóng", "doanh nghiệp",  "hợp tác xã",   "nhà văn hóa",  "điểm tiếp nhận", "trực ban",    "đồn",
    "khoa",           "chi nhánh",     "co quan",      "trung tam",    "truong",         "tru so",      "benh vien",
    "van phong",      "cong ty",       "doanh nghiep", "headquarters", "bank",           "uy ban",      "ủy ban",
    "uỷ ban",         "mặt trận",      "fund",         "kho bac",      "don vi",         "so lao dong", "clinic",
    "thư viện",       "nhà thiếu nhi", "trạm",         "nha van hoa",  "phong lao dong", "cua hang",    "cửa hàng",
    "nhà hàng",       "siêu thị",      "nhà thuốc",    "quầy",         "đại lý",         NULL};
static const char *const homes[] = {
    "hộ",         "gia đình",  "nhà riêng",      "cá nhân",     "cháu",     "chủ hộ", "nạn nhân",  "trú tại",   "bà",
    "thường trú", "tạm trú",   "đối tượng",      "ông",         "chị",      "anh",    "chủ cơ sở", "family",    "lives",
    "mẹ",         "home",      "household",      "ho gia dinh", "gia dinh", "chu ho", "bố",        "personal",  "hktt",
    "chủ nhà",    "phụ huynh", "người thân",     "nhà trọ",     "chau",     "nơi ở",  "chỗ ở",     "phòng trọ", "his",
    "her",        "chủ trọ",   "người lao động", "father",      "mother",   NULL};

enum { SENTENCE_REACH = 160 };

static size_t sentence_start(const struct plain_text *text, size_t at) {
    size_t from = at > SENTENCE_REACH ? at - SENTENCE_REACH : 0;
    for (size_t i = at; i > from + 1; i--)
        if (text->origins[i - 1].line || (text->bytes[i - 1] == ' ' && strchr(".!?", text->bytes[i - 2]) != NULL))
            return i;
    return from;
}

bool tells_of_home(const struct plain_text *text, size_t at) {
    size_t start = sentence_start(text, at);
    return phrase_behind(text, start, at - start, homes);
}

bool tells_of_agency(const struct plain_text *text, size_t at) {
    size_t start = sentence_start(text, at);
    return phrase_behind(text, start, at - start, agencies) && !tells_of_home(text, at);
}

bool word_from(const struct plain_text *text, size_t from, size_t *ret_at, size_t *ret_end) {
    while (from < text->size && !word_begins(text, from))
        from++;
    if (from >= text->size)
        return false;
    *ret_at = from;
    while (is_word_at(text, from))
        from++;
    *ret_end = from;
    return true;
}

size_t word_before(const struct plain_text *text, size_t at) {
    if (at < 2 || text->bytes[at - 1] != ' ' || !is_word_at(text, at - 2))
        return NOT_FOUND;
    size_t start = at - 2;
    while (start > 0 && is_word_at(text, start - 1))
        start--;
    return start;
}

bool word_is_one_of(const struct plain_text *text, size_t at, const char *const *words) {
    for (size_t i = 0; words[i] != NULL; i++)
        if (phrase_at(text, at, words[i]))
            return true;
    return false;
}
