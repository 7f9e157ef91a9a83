/* The screen for personal data measured on sets of labelled sentences: how many it refuses that it must, how many that it
 * must not, apart for each set, for each kind and for each language. All sets have been read by now: they guard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/privacy.h"

#define SETS TONGHOP_SOURCE "/tests/unit/domain/"

enum {
    COLUMNS = 5,
    NAMES_MAX = 16,
    RECALL_MIN_PERMILLE = 980,
    ALARMS_MAX_PERMILLE = 10,
    UNSEEN_RECALL_PERMILLE = 930,
    UNSEEN_ALARMS_PERMILLE = 20,
    ALL = 1000
};

struct tally {
    char name[32];
    int personal, refused; /* of the personal ones */
    int clean, alarms;     /* clean ones refused */
};

/* Where each comes from is told in privacy_labelled.README.md. */
static struct set {
    const char *file;
    int rows, recall_min, alarms_max; /* in a thousand */
    struct tally all, kinds[NAMES_MAX], languages[NAMES_MAX];
} sets[] = {
    {.file = "privacy_labelled.tsv", .rows = 602, .recall_min = RECALL_MIN_PERMILLE, .alarms_max = ALARMS_MAX_PERMILLE},
    {.file = "privacy_second.tsv", .rows = 300, .recall_min = RECALL_MIN_PERMILLE, .alarms_max = ALARMS_MAX_PERMILLE},
    {.file = "privacy_third.tsv", .rows = 300, .recall_min = RECALL_MIN_PERMILLE, .alarms_max = ALARMS_MAX_PERMILLE},
    {.file = "privacy_own.tsv", .rows = 102, .recall_min = RECALL_MIN_PERMILLE, .alarms_max = ALARMS_MAX_PERMILLE},
    {.file = "privacy_fourth.tsv",
     .rows = 200,
     .recall_min = UNSEEN_RECALL_PERMILLE,
     .alarms_max = UNSEEN_ALARMS_PERMILLE},
    {.file = "privacy_examples.tsv", .rows = 1043, .recall_min = ALL},
};

enum { SET_COUNT = sizeof sets / sizeof *sets };

static struct tally *tally_named(struct tally tallies[NAMES_MAX], const char *name) {
    for (int i = 0; i < NAMES_MAX; i++) {
        if (tallies[i].name[0] == '\0')
            snprintf(tallies[i].name, sizeof tallies[i].name, "%s", name);
        if (strcmp(tallies[i].name, name) == 0)
            return &tallies[i];
    }
    fail_msg("more names than there is room for: %s", name);
    return tallies;
}

static void count(struct tally *tally, bool personal, bool refused) {
    tally->personal += personal;
    tally->refused += personal && refused;
    tally->clean += !personal;
    tally->alarms += !personal && refused;
}

/* The fields of a line, NULL for a line that is no row. */
static char **fields_of(char *line, char *fields[COLUMNS]) {
    line[strcspn(line, "\n")] = '\0';
    if (line[0] == '#' || strncmp(line, "id\t", 3) == 0)
        return NULL;
    for (int i = 0; i < COLUMNS; i++)
        fields[i] = strsep(&line, "\t");
    assert_non_null(fields[COLUMNS - 1]);
    return fields;
}

static void count_row(struct set *set, char *fields[COLUMNS]) {
    static struct arena scratch;
    struct privacy_findings findings = privacy_screen(&scratch, fields[4]);
    bool personal = strcmp(fields[1], "personal") == 0, refused = findings.count > 0;
    count(&set->all, personal, refused);
    count(tally_named(set->languages, fields[3]), personal, refused);
    for (char *kind; personal && (kind = strsep(&fields[2], ",")) != NULL;)
        count(tally_named(set->kinds, kind), personal, refused);
    if (getenv("PRIVACY_WRONG") != NULL && personal != refused)
        print_message("wrong: %s\n", fields[0]);
    arena_done(&scratch);
}

static void count_rows(struct set *set) {
    char path[512], *line = NULL, *fields[COLUMNS];
    size_t room = 0;
    snprintf(path, sizeof path, "%s%s", SETS, set->file);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (getline(&line, &room, file) > 0)
        if (fields_of(line, fields) != NULL)
            count_row(set, fields);
    free(line);
    fclose(file);
}

static int count_sets(void **state) {
    (void)state;
    for (int i = 0; i < SET_COUNT; i++)
        count_rows(&sets[i]);
    return 0;
}

static void tell(const struct tally *tally) {
    if (tally->name[0] != '\0')
        print_message("  %-17s recall %3d of %3d, false alarms %d of %d\n", tally->name, tally->refused,
                      tally->personal, tally->alarms, tally->clean);
}

static void the_figures_are_told(void **state) {
    (void)state;
    for (int i = 0; i < SET_COUNT; i++) {
        snprintf(sets[i].all.name, sizeof sets[i].all.name, "all");
        print_message("%s\n", sets[i].file);
        tell(&sets[i].all);
        for (int name = 0; name < NAMES_MAX; name++)
            tell(&sets[i].kinds[name]);
        for (int name = 0; name < NAMES_MAX; name++)
            tell(&sets[i].languages[name]);
    }
}

static void every_row_is_counted(void **state) {
    (void)state;
    for (int i = 0; i < SET_COUNT; i++)
        assert_int_equal(sets[i].all.personal + sets[i].all.clean, sets[i].rows);
}

static void nearly_everything_personal_is_refused(void **state) {
    (void)state;
    for (int i = 0; i < SET_COUNT; i++)
        assert_true(1000 * sets[i].all.refused >= sets[i].recall_min * sets[i].all.personal);
}

static void hardly_anything_else_is(void **state) {
    (void)state;
    for (int i = 0; i < SET_COUNT; i++)
        assert_true(1000 * sets[i].all.alarms <= sets[i].alarms_max * sets[i].all.clean);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_figures_are_told),
        cmocka_unit_test(every_row_is_counted),
        cmocka_unit_test(nearly_everything_personal_is_refused),
        cmocka_unit_test(hardly_anything_else_is),
    };
    return cmocka_run_group_tests_name("privacy_labelled", tests, count_sets, NULL);
}
