/* Numbers that name a person: identity numbers, telephones, bank accounts. */
#include <string.h>

#include "domain/privacy_text.h"

enum {
    GROUPS_MAX = 32,
    WINDOW_DIGITS_MAX = 19,
    SEPARATORS_MAX = 3,
    CONTEXT_REACH = 48,
    GROUP_THOUSAND = 3,
    UNIT_CODE_DIGITS = 5,
    ACCOUNT_REACH = 96,
    BANK_REACH = 24,
    PHONE_REACH = 16,
    SPOKEN_MIN = 3,
    LOOKALIKE_MAX = 12,
    LETTERS_MAX = 4,
    PHONE_DIGITS = 10,
    IDENTITY_DIGITS = 12
};

struct group {
    size_t at, size;
    char separator;    /* behind it, to the next group; ' ' where only spaces stand there; NUL: no next */
    char follows;      /* the separator before it */
    bool date, amount; /* belongs to a date; to a number grouped by thousands, or to a code */
};

/* Groups of digits with nothing but separators between them. */
struct run {
    struct group groups[GROUPS_MAX];
    size_t count, end;
};

/* Consecutive groups of a run, read as one number. */
struct window {
    const struct plain_text *text;
    const struct group *groups;
    size_t count, size;
    char digits[WINDOW_DIGITS_MAX + 1];
    bool plus, amount, mixed; /* mixed: separators change behind the first */
};

static const char *const identity_words[] = {
    "cmnd",     "cmtnd",      "chứng minh",  "chung minh", "định danh",    "dinh danh", "cccd",     "căn cước",
    "can cuoc", "hộ chiếu",   "ho chieu",    "passport",   "số đuôi",      "giấy tờ",   "identity", "cmt",
    "id card",  "citizen id", "national id", "id number",  "so dinh danh", NULL};
static const char *const insurance_words[] = {
    "bhxh",           "bhyt", "bảo hiểm",         "bao hiem",         "mã số thuế",
    "ma so thue",     "mst",  "social insurance", "health insurance", "insurance book",
    "insurance card", NULL};
static const char *const phone_words[] = {"điện thoại", "dien thoai", "đt",      "sđt",    "sdt",     "dt",
                                          "tel",        "zalo",       "hotline", "số máy", "di động", "liên hệ",
                                          "viber",      "phone",      "di dong", NULL};
static const char *const account_words[] = {"tài khoản",    "tai khoan",     "số tk",     "stk",     "so tk",
                                            "tk",           "account",       "thẻ atm",   "số thẻ",  "ví điện tử",
                                            "iban",         "thẻ ngân hàng", "bank card", "the atm", "ngân hàng",
                                            "thẻ tín dụng", "atm",           NULL};
/* Numbers that are no account although the word stands before. */
static const char *const no_account_words[] = {"định danh điện tử", "vneid", "mức 2", "mức độ", "cổng dịch vụ", NULL};
/* Behind these an account is told, if a bank stands by it. */
static const char *const transfer_words[] = {"chuyển khoản", "chuyển tiền",  "chuyển vào", "chuyển cho", "nhận tiền",
                                             "ck",           "chuyen khoan", "transfer",   NULL};
static const char *const banks[] = {
    "vcb",    "vietcombank", "agribank", "bidv", "vietinbank", "mb",     "mbbank",  "techcombank",      "acb", "vpbank",
    "tpbank", "sacombank",   "lpbank",   "vib",  "shb",        "hdbank", "seabank", "lienvietpostbank", "msb", NULL};
static const char *const money_words[] = {"đồng", "dong", "vnđ", "vnd", "đ", NULL};

/* The separator to a next group, or NUL. */
static char separator_at(const struct plain_text *text, size_t at, size_t *ret_next) {
    char separator = ' ';
    size_t next = at;
    while (next < text->size && next - at < SEPARATORS_MAX && strchr(" .-_/(),", text->bytes[next]) != NULL) {
        if (strchr(" ()", text->bytes[next]) == NULL)
            separator = text->bytes[next];
        next++;
    }
    *ret_next = next;
    bool list = separator == ',' && next > at + 1; /* 12, 13, 14 */
    return next > at && !list && is_digit_at(text, next) ? separator : '\0';
}

static struct run run_read(const struct plain_text *text, size_t at) {
    struct run run = {0};
    char separator = '\0';
    do {
        size_t end = digits_end(text, at), next;
        char before = separator;
        separator = separator_at(text, end, &next);
        run.groups[run.count++] = (struct group){.at = at, .size = end - at, .separator = separator, .follows = before};
        run.end = end;
        at = next;
    } while (separator != '\0' && run.count < GROUPS_MAX);
    return run;
}

static uint32_t group_value(const struct plain_text *text, const struct group *group) {
    uint32_t value = 0;
    for (size_t i = 0; i < group->size && i < 9; i++)
        value = value * 10 + (uint32_t)(text->bytes[group->at + i] - '0');
    return value;
}

static bool is_day_or_month(const struct plain_text *text, const struct group *group, uint32_t greatest) {
    uint32_t value = group_value(text, group);
    return group->size <= 2 && value >= 1 && value <= greatest;
}

static bool is_year(const struct plain_text *text, const struct group *group) {
    uint32_t value = group_value(text, group);
    return group->size == 4 && value >= 1900 && value < 2100;
}

/* 14/06/2023, 14-6-2023, 14.6.2023, 2023-06-14. */
static bool is_date(const struct plain_text *text, const struct group *groups) {
    char separator = groups[0].separator;
    if (strchr("/-.", separator) == NULL || groups[1].separator != separator)
        return false;
    bool day_first = is_day_or_month(text, &groups[0], 31) && is_year(text, &groups[2]);
    bool year_first = is_year(text, &groups[0]) && is_day_or_month(text, &groups[2], 31);
    return (day_first || year_first) && is_day_or_month(text, &groups[1], 12);
}

/* 14/6 and 06/2023, where nothing follows that would make it a longer number. */
static bool is_short_date(const struct plain_text *text, const struct group *groups) {
    if (groups[0].separator != '/' || groups[1].separator == '/')
        return false;
    bool day_month = is_day_or_month(text, &groups[0], 31) && is_day_or_month(text, &groups[1], 12);
    return day_month || (is_day_or_month(text, &groups[0], 12) && is_year(text, &groups[1]));
}

static size_t date_groups(const struct plain_text *text, const struct run *run, size_t from) {
    size_t left = run->count - from;
    if (left >= 3 && is_date(text, &run->groups[from]))
        return 3;
    return left >= 2 && is_short_date(text, &run->groups[from]) ? 2 : 0;
}

/* How many groups from here on are one number grouped by thousands: 1.234.567.890. Telephones and identity numbers
 * begin with 0 or with a plus. */
static size_t amount_groups(const struct plain_text *text, const struct run *run, size_t from) {
    const struct group *first = &run->groups[from];
    bool plus = run->groups->at > 0 && text->bytes[run->groups->at - 1] == '+';
    bool in_the_middle = from > 0 && first[-1].separator == first->separator;
    if (in_the_middle || first->size > GROUP_THOUSAND || text->bytes[first->at] == '0' || plus ||
        strchr(". ,", first->separator) == NULL)
        return 0;
    size_t count = 1;
    while (from + count < run->count && run->groups[from + count - 1].separator == first->separator) {
        if (run->groups[from + count].size != GROUP_THOUSAND)
            return 0;
        count++;
    }
    return count > 1 ? count : 0;
}

/* How many groups from here on belong to the code of an agency: H26.001.002. */
static size_t code_groups(const struct plain_text *text, const struct run *run, size_t from) {
    size_t at = run->groups[from].at, count = 1;
    if (from > 0 || at == 0 || is_digit_at(text, at - 1) || !is_word_at(text, at - 1))
        return 0;
    while (count < run->count && run->groups[count - 1].separator == '.')
        count++;
    return count > 1 ? count : 0;
}

static void run_mark(const struct plain_text *text, struct run *run) {
    for (size_t i = 0; i < run->count;) {
        size_t dates = date_groups(text, run, i), amounts = dates > 0 ? 0 : amount_groups(text, run, i);
        size_t codes = dates + amounts > 0 ? 0 : code_groups(text, run, i), marked = dates + amounts + codes;
        for (size_t at = i; at < i + marked; at++) {
            run->groups[at].date = dates > 0;
            run->groups[at].amount = dates == 0;
        }
        i += marked > 0 ? marked : 1;
    }
}

static void window_open(struct window *window, const struct plain_text *text, const struct group *groups) {
    *window = (struct window){.text = text, .groups = groups};
    window->plus = groups->at > 0 && text->bytes[groups->at - 1] == '+';
}

/* Takes in the next group; false when the number would be too long, or a date begins. */
static bool window_widen(struct window *window) {
    const struct group *group = &window->groups[window->count];
    if (group->date || window->size + group->size > WINDOW_DIGITS_MAX)
        return false;
    if (window->count > 2)
        window->mixed |= group[-1].separator != group[-2].separator;
    memcpy(window->digits + window->size, window->text->bytes + group->at, group->size);
    window->size += group->size;
    window->digits[window->size] = '\0';
    window->amount |= group->amount;
    window->count++;
    return true;
}

/* 001 002 003 004. */
static bool counts_up(const struct window *window) {
    for (size_t i = 1; i < window->count; i++)
        if (group_value(window->text, &window->groups[i]) != group_value(window->text, &window->groups[i - 1]) + 1)
            return false;
    return window->count > 2 && window->groups[0].size > 1;
}

/* The last part of a code such as 4f2a9c1e-0b7d-4e55-9a10-000000000123. */
static bool is_end_of_code(const struct window *window) {
    size_t at = window->groups->at, dashes = 0;
    bool letters = false;
    for (; at > 0 && (is_word_at(window->text, at - 1) || window->text->bytes[at - 1] == '-'); at--) {
        dashes += window->text->bytes[at - 1] == '-';
        letters |= window->text->bytes[at - 1] >= 'a';
    }
    return letters && dashes > 1;
}

/* A list of small numbers, not one number in pairs of digits: more of them stand around. */
static bool is_part_of_list(const struct window *window) {
    const struct group *first = window->groups, *last = &first[window->count - 1];
    bool more_before = first->follows == ' ', more_behind = last->separator == ' ';
    if (counts_up(window))
        return true;
    for (size_t i = 0; i < window->count; i++)
        if (first[i].size > 2 || (i + 1 < window->count && first[i].separator != ' '))
            return false;
    return window->count > 2 && (more_before || more_behind);
}

static bool is_money(const struct window *window) {
    const struct group *last = &window->groups[window->count - 1];
    size_t at = last->at + last->size;
    at += at < window->text->size && window->text->bytes[at] == ' ';
    bool grouped = window->amount || (window->count == 1 && window->digits[0] != '0');
    return grouped && word_is_one_of(window->text, at, money_words);
}

static bool has_context(const struct window *window, const char *const *words) {
    return !is_money(window) && phrase_before(window->text, window->groups->at, CONTEXT_REACH, words);
}

static bool begins_with(const struct window *window, const char *digits, const char *then) {
    size_t size = strlen(digits);
    return strncmp(window->digits, digits, size) == 0 && strchr(then, window->digits[size]) != NULL;
}

/* 0912000345AB: the number of a thing. */
static bool is_part_of_code(const struct window *window) {
    const struct group *last = &window->groups[window->count - 1];
    size_t behind = last->at + last->size;
    return is_capital_at(window->text, behind) && !has_context(window, phone_words);
}

/* Twelve digits that begin with a province, 001 to 096; written in one they are refused whatever they begin with. */
static bool is_citizen_number(const struct window *window) {
    if (window->size != 12)
        return false;
    if (window->count == 1)
        return !(window->plus || is_money(window) || is_end_of_code(window) || has_context(window, phone_words));
    return !window->amount && !window->mixed && strncmp(window->digits, "001", 3) >= 0 &&
           strncmp(window->digits, "096", 3) <= 0;
}

/* Two capitals in front of thirteen digits in one: a health insurance card. */
static bool is_insurance_card(const struct window *window) {
    size_t at = window->groups->at;
    if (window->size != 13 || window->count != 1 || at < 2 || (at > 2 && is_word_at(window->text, at - 3)))
        return false;
    const struct origin *origins = window->text->origins;
    return origins[at - 1].upper && origins[at - 2].upper;
}

/* A capital in front of seven digits, where the words before say that it is a passport. */
static bool is_passport(const struct window *window) {
    size_t at = window->groups->at;
    at -= at > 1 && window->text->bytes[at - 1] == ' ';
    return window->size == 7 && window->count == 1 && at > 0 && window->text->origins[at - 1].upper &&
           phrase_before(window->text, at, ACCOUNT_REACH, identity_words);
}

/* The tax code of a firm is no person's. */
static bool is_of_firm(const struct window *window) {
    static const char *const firms[] = {"công ty", "tnhh",    "doanh nghiệp", "hợp tác xã",   "đơn vị",
                                        "cong ty", "company", "hop tac xa",   "doanh nghiep", NULL};
    static const char *const taxes[] = {"mã số thuế", "mst", "ma so thue", NULL};
    size_t at = window->groups->at;
    return phrase_before(window->text, at, CONTEXT_REACH, taxes) &&
           (phrase_before(window->text, at, 2 * CONTEXT_REACH, firms) ||
            phrase_behind(window->text, at, CONTEXT_REACH, firms));
}

static bool is_identity_number(const struct window *window) {
    if (is_part_of_code(window))
        return false;
    if (is_citizen_number(window) || is_insurance_card(window) || is_passport(window))
        return true;
    if (window->mixed && !(window->size == 12 && has_context(window, identity_words)))
        return false;
    if (window->size == 9 || window->size == 12)
        return has_context(window, identity_words);
    bool may_be_insured = (window->size == 10 || window->size == 13) && !window->amount;
    return may_be_insured && has_context(window, insurance_words) && !is_of_firm(window);
}

/* Two codes of communes side by side look like ten digits of a telephone. */
static bool is_two_unit_codes(const struct window *window) {
    return window->count == 2 && window->groups[0].size == UNIT_CODE_DIGITS && window->groups[0].separator == ' ';
}

static bool has_phone_digits(const struct window *window) {
    switch (window->size) {
    case 9:
        return begins_with(window, "", "35789") &&
               phrase_before(window->text, window->groups->at, PHONE_REACH, phone_words);
    case 10:
        return begins_with(window, "0", "35789");
    case 11:
        return begins_with(window, "84", "35789") || begins_with(window, "01", "2689") || begins_with(window, "0", "2");
    case 12:
        return begins_with(window, "84", "02") && (window->plus || has_context(window, phone_words));
    default:
        return false;
    }
}

/* A telephone on the desk of an agency. */
static bool is_office_phone(const struct window *window) {
    bool landline = begins_with(window, "02", "0123456789") || begins_with(window, "842", "0123456789");
    return landline && tells_of_agency(window->text, window->groups->at);
}

/* Gọi 09 1 2.00 03 45: however it is cut, if the words before say that somebody is called. */
static bool is_cut_anyhow(const struct window *window) {
    static const char *const calls[] = {"gọi",      "liên lạc", "lh",  "alo",  "nhắn", "máy", "goi",
                                        "lien lac", "call",     "sđt", "điện", "zalo", NULL};
    bool apart = window->count == window->size; /* 0 9 4 3 - 0 0 0 - 6 2 8 */
    return window->size == PHONE_DIGITS && !window->amount &&
           (apart || phrase_before(window->text, window->groups->at, CONTEXT_REACH, calls));
}

static bool is_phone(const struct window *window) {
    if (!has_phone_digits(window) || (window->mixed && !is_cut_anyhow(window)) || is_office_phone(window) ||
        is_of_firm(window) || is_part_of_code(window))
        return false;
    bool likely_other = window->amount || is_two_unit_codes(window);
    return !likely_other || has_context(window, phone_words);
}

static const char *const holders[] = {"kho bạc",       "của phòng",  "của quỹ", "của sở",  "của ubnd",
                                      "của trung tâm", "của trường", "của hội", "của ban", "treasury",
                                      "kho bac",       "của đơn vị", NULL};

/* chuyển khoản 0123456789 VCB. */
static bool is_transferred_to(const struct window *window) {
    const struct group *last = &window->groups[window->count - 1];
    bool round = window->digits[0] != '0' && strcmp(window->digits + window->size - GROUP_THOUSAND, "000") == 0;
    return !round && phrase_before(window->text, window->groups->at, CONTEXT_REACH, transfer_words) &&
           (phrase_behind(window->text, last->at + last->size, BANK_REACH, banks) ||
            phrase_before(window->text, window->groups->at, BANK_REACH, banks));
}

/* Eight digits and more behind the word account, whole and not of an agency. */
static bool is_bank_account(const struct window *window) {
    const struct group *last = &window->groups[window->count - 1];
    bool whole = last->separator == '\0' || !is_digit_at(window->text, last[1].at);
    size_t at = window->groups->at;
    return window->size >= 8 && whole && !is_money(window) &&
           (phrase_before(window->text, at, ACCOUNT_REACH, account_words) || is_transferred_to(window)) &&
           !phrase_before(window->text, at, ACCOUNT_REACH, no_account_words) && !tells_of_agency(window->text, at) &&
           !phrase_behind(window->text, last->at, CONTEXT_REACH, holders);
}

static size_t find_in_run(const struct plain_text *text, const struct run *run, bool (*is_one)(const struct window *)) {
    for (size_t from = 0; from < run->count; from++) {
        struct window window;
        window_open(&window, text, &run->groups[from]);
        while (from + window.count < run->count && window_widen(&window))
            if (!is_part_of_list(&window) && is_one(&window))
                return run->groups[from].at;
    }
    return NOT_FOUND;
}

static size_t find_number(const struct plain_text *text, bool (*is_one)(const struct window *)) {
    for (size_t at = 0; at < text->size;) {
        if (!is_digit_at(text, at)) {
            at++;
            continue;
        }
        struct run run = run_read(text, at);
        run_mark(text, &run);
        size_t found = find_in_run(text, &run, is_one);
        if (found != NOT_FOUND)
            return found;
        at = run.end;
    }
    return NOT_FOUND;
}

static const char *const digit_words[] = {"không", "một",   "hai",  "ba",  "bốn",   "năm",   "sáu",  "bảy", "tám",
                                          "chín",  "khong", "mot",  "bon", "nam",   "sau",   "bay",  "tam", "chin",
                                          "tư",    "tu",    "lăm",  "mốt", "bẩy",   "zero",  "oh",   "one", "two",
                                          "three", "four",  "five", "six", "seven", "eight", "nine", NULL};

struct spoken {
    size_t digits, words; /* all; those told by a word */
    size_t end;
};

/* ba số không. */
static const char *const times[] = {"số", "so", "con", NULL};

/* Digits told by words, or in part: không chín một hai, 0912 ba bốn năm. */
static struct spoken spoken_digits(const struct plain_text *text, size_t from) {
    struct spoken spoken = {.end = from};
    size_t at, end;
    while (word_from(text, from, &at, &end) && (spoken.digits == 0 || at - spoken.end <= SEPARATORS_MAX)) {
        bool written = digits_end(text, at) == end;
        if (spoken.digits > 0 && word_is_one_of(text, at, times)) {
            spoken.end = from = end;
            continue;
        }
        if (!written && !word_is_one_of(text, at, digit_words))
            break;
        spoken.digits += written ? end - at : 1;
        spoken.words += !written;
        spoken.end = from = end;
    }
    return spoken;
}

static size_t find_spoken(const struct plain_text *text, size_t least, size_t most) {
    size_t at, end;
    for (size_t from = 0; word_from(text, from, &at, &end); from = end) {
        if (!is_digit_at(text, at) && !word_is_one_of(text, at, digit_words))
            continue;
        struct spoken spoken = spoken_digits(text, at);
        if (spoken.words >= SPOKEN_MIN && spoken.digits >= least && spoken.digits <= most)
            return at;
        end = spoken.end > end ? spoken.end : end;
    }
    return NOT_FOUND;
}

/* A number of so many digits with letters that look like some: o912345678, O9I2 345 678. */
static bool is_lookalike(const struct plain_text *text, size_t at, size_t digits_needed) {
    char digits[LOOKALIKE_MAX + 1] = "";
    size_t size = 0, real = 0;
    if (text->bytes[at] != 'o' && text->bytes[at] != '0')
        return false;
    for (; at < text->size && size < digits_needed; at++) {
        char byte = text->bytes[at];
        if (strchr(" .-", byte) != NULL)
            continue;
        real += byte >= '0' && byte <= '9';
        digits[size++] = byte == 'o' ? '0' : (byte == 'l' || byte == 'i') ? '1' : byte;
    }
    return size == digits_needed && !is_word_at(text, at) && real >= digits_needed - LETTERS_MAX &&
           real < digits_needed && strspn(digits, "0123456789") == digits_needed &&
           (digits_needed > PHONE_DIGITS || strchr("35789", digits[1]) != NULL);
}

static size_t find_lookalike(const struct plain_text *text, size_t digits) {
    size_t at, end;
    for (size_t from = 0; word_from(text, from, &at, &end); from = end)
        if (is_lookalike(text, at, digits))
            return at;
    return NOT_FOUND;
}

static size_t first_of(size_t one, size_t other) {
    return one < other ? one : other;
}

size_t find_phone(const struct plain_text *text) {
    size_t written = first_of(find_number(text, is_phone), find_spoken(text, 9, 11));
    return first_of(written, find_lookalike(text, PHONE_DIGITS));
}

size_t find_identity_number(const struct plain_text *text) {
    size_t written = first_of(find_number(text, is_identity_number), find_spoken(text, 12, 12));
    return first_of(written, find_lookalike(text, IDENTITY_DIGITS));
}

size_t find_bank_account(const struct plain_text *text) {
    return find_number(text, is_bank_account);
}
