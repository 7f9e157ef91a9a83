/* A record of the reference topic among sound ones, as "kind:code", a line end, and its value: reports and aggregation serve what they understand,
 * and are asked afterwards for everything that they then know. */
#include "fuzz.h"

#include "../unit/reference/records.h"

static struct test_record rows[sizeof test_units / sizeof *test_units + 1];

/* The records with one more, behind the last that does not come after it: of a kind the ids stand in order. */
static void rows_fill(const char *key, const char *value) {
    const struct test_record *known = test_units;
    size_t count = 0, kind = strcspn(key, ":");
    memset(rows, 0, sizeof rows);
    while (known->key && (strncmp(known->key, key, kind + 1) != 0 || strcmp(known->key, key) < 0))
        rows[count++] = *known++;
    rows[count++] = (struct test_record){key, value};
    if (known->key && strcmp(known->key, key) == 0)
        known++;
    while (known->key)
        rows[count++] = *known++;
}

static void ask_form(const struct snapshot *snapshot, const struct form *form, struct arena *arena) {
    static const char *const codes[] = {"2023-H1", "2023-M03", "2023", "2025-Q3"};
    struct period period;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (snapshot_period(snapshot, form, codes[i], &period))
            (void)snapshot_obligations(snapshot, form, &period, arena);
}

static void ask(const struct snapshot *snapshot) {
    struct arena arena = {0};
    size_t count;
    const struct form *const *forms = snapshot_forms(snapshot, &count);
    for (size_t i = 0; i < count; i++)
        ask_form(snapshot, forms[i], &arena);
    (void)snapshot_slice(snapshot, day_of(2025, 8, 1), &arena);
    (void)snapshot_explain_code(snapshot, "00001", day_of(2025, 8, 1), &arena, LANGUAGE_VI);
    arena_done(&arena);
}

static void build(void) {
    struct test_records records = {rows};
    struct record_source source = {test_records_each, &records};
    struct reference *reference = reference_new();
    struct fail fail;
    uint32_t unreadable;
    if (reference_build(reference, &source, 1, true, &unreadable, &fail)) {
        promised(unreadable <= sizeof rows / sizeof *rows, "no more records are unreadable than there are");
        AUTO_SNAPSHOT *snapshot = reference_hold(reference);
        ask(snapshot);
    }
    reference_free(reference);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char *key = fuzz_text(bytes, size);
    char *value = strchr(key, '\n');
    enum reference_kind kind;
    if (value) {
        *value++ = '\0';
        if (strchr(key, ':') && reference_kind_of_key(key, &kind)) {
            rows_fill(key, value);
            build();
        }
    }
    free(key);
    return 0;
}
