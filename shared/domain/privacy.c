/* The screen for personal data: makes a text plain and asks every detector where it finds something first. */
#include "domain/privacy.h"

#include "domain/privacy_text.h"

static const struct {
    const char *words[2]; /* by enum language */
    size_t (*find)(const struct plain_text *text);
} detectors[PRIVACY_KIND_COUNT] = {
    [PRIVACY_IDENTITY_NUMBER] = {{"số giấy tờ tùy thân", "identity number"}, find_identity_number},
    [PRIVACY_PHONE] = {{"số điện thoại", "telephone number"}, find_phone},
    [PRIVACY_EMAIL] = {{"địa chỉ thư điện tử", "mail address"}, find_email},
    [PRIVACY_PLATE] = {{"biển số xe", "number plate"}, find_plate},
    [PRIVACY_BIRTH] = {{"ngày sinh", "date of birth"}, find_birth},
    [PRIVACY_ADDRESS] = {{"địa chỉ nhà ở", "home address"}, find_address},
    [PRIVACY_BANK_ACCOUNT] = {{"số tài khoản ngân hàng", "bank account"}, find_bank_account},
    [PRIVACY_NAME] = {{"tên người", "name of a person"}, find_name},
};

const char *privacy_kind_words(enum privacy_kind kind, enum language language) {
    return detectors[kind].words[language];
}

static void add_in_order(struct privacy_findings *findings, enum privacy_kind kind, size_t position) {
    size_t at = findings->count++;
    for (; at > 0 && findings->found[at - 1].position > position; at--)
        findings->found[at] = findings->found[at - 1];
    findings->found[at] = (struct privacy_finding){.kind = kind, .position = position};
}

struct privacy_findings privacy_screen(struct arena *scratch, const char *text) {
    struct plain_text plain = plain_text_of(scratch, text);
    struct privacy_findings findings = {.count = 0};
    for (enum privacy_kind kind = 0; kind < PRIVACY_KIND_COUNT; kind++) {
        size_t found = detectors[kind].find(&plain);
        if (found != NOT_FOUND)
            add_in_order(&findings, kind, plain.origins[found].position);
    }
    return findings;
}

static const char *position_text(struct issues *issues, size_t position) {
    return arena_format(issues->arena, "%zu", position + 1);
}

static void check_characters(struct issues *issues, const char *text, const struct place *place) {
    size_t position = hidden_character(text);
    if (position == NOT_FOUND)
        return;
    const char *needed = issue_argument_of(
        issues->arena, arena_format(issues->arena, "văn bản không có ký tự điều khiển (ký tự thứ %zu)", position + 1),
        arena_format(issues->arena, "text without control characters (character %zu)", position + 1));
    issue_add(issues, ISSUE_BAD_FORMAT, place, needed, NULL, NULL);
}

void privacy_check(struct issues *issues, const char *text, const struct place *place) {
    if (text == NULL)
        return;
    check_characters(issues, text, place);
    struct arena scratch;
    arena_init(&scratch);
    struct privacy_findings findings = privacy_screen(&scratch, text);
    arena_done(&scratch);
    for (size_t i = 0; i < findings.count; i++) {
        enum privacy_kind kind = findings.found[i].kind;
        const char *words = issue_argument_of(issues->arena, privacy_kind_words(kind, LANGUAGE_VI),
                                              privacy_kind_words(kind, LANGUAGE_EN));
        issue_add(issues, ISSUE_PERSONAL_DATA, place, words, position_text(issues, findings.found[i].position), NULL);
    }
}
