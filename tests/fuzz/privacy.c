/* Free text: the screen for personal data tells each kind once, in order, at a place inside the text, and the same each time. */
#include "fuzz.h"

#include "domain/privacy.h"

static void check_findings(const struct privacy_findings *findings, size_t length) {
    bool told[PRIVACY_KIND_COUNT] = {false};
    for (size_t i = 0; i < findings->count; i++) {
        promised(!told[findings->found[i].kind], "a kind is told once");
        promised(findings->found[i].position < length, "what is found lies in the text");
        promised(i == 0 || findings->found[i - 1].position <= findings->found[i].position, "places are in order");
        told[findings->found[i].kind] = true;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char *text = fuzz_text(bytes, size);
    struct arena scratch;
    arena_init(&scratch);
    struct privacy_findings findings = privacy_screen(&scratch, text), again = privacy_screen(&scratch, text);
    check_findings(&findings, strlen(text));
    promised(findings.count == again.count, "a text is read the same way twice");
    arena_done(&scratch);
    free(text);
    return 0;
}
