/* The screen for personal data: makes a text plain and asks every detector where it finds something first. */
#include "domain/privacy.h"

#include <assert.h>

#include "domain/privacy_text.h"

static const struct {
    enum privacy_kind kind;
    const char *name;
    size_t (*find)(const struct plain_text *text);
} detectors[] = {
    {PRIVACY_IDENTITY_NUMBER, "identityNumber", find_identity_number},
    {PRIVACY_PHONE, "phone", find_phone},
    {PRIVACY_EMAIL, "email", find_email},
    {PRIVACY_PLATE, "plate", find_plate},
    {PRIVACY_BIRTH, "birth", find_birth},
    {PRIVACY_ADDRESS, "address", find_address},
    {PRIVACY_NAME, "name", find_name},
};

const char *privacy_kind_name(enum privacy_kind kind) {
    for (size_t i = 0; i < sizeof detectors / sizeof *detectors; i++)
        if (detectors[i].kind == kind)
            return detectors[i].name;
    assert(kind == PRIVACY_NONE);
    return "none";
}

enum privacy_kind privacy_screen(struct arena *scratch, const char *text, size_t *ret_position) {
    struct plain_text plain = plain_text_of(scratch, text);
    enum privacy_kind kind = PRIVACY_NONE;
    size_t first = NOT_FOUND;
    for (size_t i = 0; i < sizeof detectors / sizeof *detectors; i++) {
        size_t found = detectors[i].find(&plain);
        if (found >= first)
            continue;
        first = found;
        kind = detectors[i].kind;
    }
    *ret_position = first == NOT_FOUND ? 0 : plain.origins[first].position;
    return kind;
}
