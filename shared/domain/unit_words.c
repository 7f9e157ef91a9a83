/* Says units and agencies. */
#include "domain/unit_words.h"

#include <string.h>

#include "core/text.h"

size_t unit_type_size(const char *name) {
    static const char *const types[] = {"Thành phố ", "Tỉnh ", "Quận ",   "Huyện ",   "Thị xã ",
                                        "Thị trấn ",  "Xã ",   "Phường ", "Đặc khu ", NULL};
    for (const char *const *type = types; *type; type++)
        if (strncmp(name, *type, strlen(*type)) == 0)
            return strlen(*type);
    return 0;
}

const char *unit_own_name(const char *name) {
    const char *own = name + unit_type_size(name);
    return *own >= '0' && *own <= '9' ? name : own;
}

const char *unit_seat(const char *name, bool nation) {
    return nation ? "Hà Nội" : unit_own_name(name);
}

static const char *in_language_of(enum language language, const char *vi, const char *en) {
    return language == LANGUAGE_VI || text_empty(en) ? vi : en;
}

const char *agency_in_words(const struct agency_ref *agency, enum language language) {
    static const struct {
        const char *function, *vi, *en;
    } implied[] = {{"people-committee", "Ủy ban nhân dân", "People's committee"}, {"police", "Công an", "Police"}};
    if (agency->registered)
        return in_language_of(language, agency->registered->name_vi, agency->registered->name_en);
    for (size_t i = 0; i < sizeof implied / sizeof *implied; i++)
        if (text_equal(implied[i].function, agency->function))
            return in_language_of(language, implied[i].vi, implied[i].en);
    return agency->code;
}
