/* Gives a fuzz target every input of its corpus, and those inputs cut short: found once, found again by every compiler and sanitizer. */
#include <dirent.h>
#include <stdio.h>

#include "fuzz.h"

enum { INPUT_BYTES_MAX = 1024 * 1024, CUTS = 24 };

static void give(const uint8_t *bytes, size_t size) {
    (void)LLVMFuzzerTestOneInput(bytes, size);
    for (size_t cut = 1; cut <= CUTS; cut++)
        (void)LLVMFuzzerTestOneInput(bytes, size * cut / (CUTS + 1));
}

static void give_file(const char *folder, const char *name) {
    static uint8_t bytes[INPUT_BYTES_MAX];
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    print_message("%s\n", name);
    give(bytes, size);
}

static void every_input_of_the_corpus_is_taken(void **state) {
    const char *folder = TONGHOP_SOURCE "/tests/fuzz/corpus/" FUZZ_TARGET;
    int inputs = 0;
    (void)state;
    DIR *files = opendir(folder);
    assert_non_null(files);
    for (const struct dirent *file = readdir(files); file; file = readdir(files)) {
        if (file->d_name[0] == '.')
            continue;
        give_file(folder, file->d_name);
        inputs++;
    }
    closedir(files);
    assert_true(inputs > 0);
}

static void nothing_at_all_is_taken(void **state) {
    (void)state;
    (void)LLVMFuzzerTestOneInput(NULL, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_at_all_is_taken),
        cmocka_unit_test(every_input_of_the_corpus_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
