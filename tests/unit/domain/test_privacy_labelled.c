/* The screen for personal data measured on labelled sentences it was not built around: how many it refuses that it must,
 * how many that it must not, apart for the rows of even and of odd number, for each kind and for each language. */
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

#define LABELLED TONGHOP_SOURCE "/tests/unit/domain/privacy_labelled.tsv"

enum { COLUMNS = 5, HALVES = 2, NAMES_MAX = 16, ROWS_MIN = 600, RECALL_MIN_PERMILLE = 980, ALARMS_MAX_PERMILLE = 10 };

struct tally {
    char name[32];
    int personal, refused; /* of the personal ones */
    int clean, alarms;     /* clean ones refused */
};

static struct tally halves[HALVES], kinds[HALVES][NAMES_MAX], languages[HALVES][NAMES_MAX];

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

static void tell(const struct tally *tally, const char *of) {
    if (tally->name[0] != '\0')
        print_message("%s %-15s recall %3d of %3d, false alarms %d of %d\n", of, tally->name, tally->refused,
                      tally->personal, tally->alarms, tally->clean);
}

static void count_row(char *fields[COLUMNS]) {
    static struct arena scratch;
    struct privacy_findings findings = privacy_screen(&scratch, fields[4]);
    int half = (int)(strtol(fields[0] + 1, NULL, 10) % HALVES);
    bool personal = strcmp(fields[1], "personal") == 0, refused = findings.count > 0;
    count(&halves[half], personal, refused);
    count(tally_named(languages[half], fields[3]), personal, refused);
    for (char *kind; personal && (kind = strsep(&fields[2], ",")) != NULL;)
        count(tally_named(kinds[half], kind), personal, refused);
    if (getenv("PRIVACY_WRONG") != NULL && personal != refused)
        print_message("wrong: %s\n", fields[0]);
    arena_done(&scratch);
}

static int count_rows(void **state) {
    (void)state;
    char *line = NULL, *fields[COLUMNS];
    size_t room = 0;
    FILE *file = fopen(LABELLED, "r");
    assert_non_null(file);
    while (getline(&line, &room, file) > 0)
        if (fields_of(line, fields) != NULL)
            count_row(fields);
    free(line);
    return fclose(file);
}

static void the_figures_are_told(void **state) {
    (void)state;
    static const char *const names[HALVES] = {"even", "odd "};
    for (int half = 0; half < HALVES; half++) {
        snprintf(halves[half].name, sizeof halves[half].name, "all");
        tell(&halves[half], names[half]);
        for (int i = 0; i < NAMES_MAX; i++)
            tell(&kinds[half][i], names[half]);
        for (int i = 0; i < NAMES_MAX; i++)
            tell(&languages[half][i], names[half]);
    }
}

static void nearly_everything_personal_is_refused(void **state) {
    (void)state;
    int personal = halves[0].personal + halves[1].personal, refused = halves[0].refused + halves[1].refused;
    assert_true(personal + halves[0].clean + halves[1].clean >= ROWS_MIN);
    assert_true(1000 * refused >= RECALL_MIN_PERMILLE * personal);
}

static void hardly_anything_else_is(void **state) {
    (void)state;
    int clean = halves[0].clean + halves[1].clean, alarms = halves[0].alarms + halves[1].alarms;
    assert_true(1000 * alarms <= ALARMS_MAX_PERMILLE * clean);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_figures_are_told),
        cmocka_unit_test(nearly_everything_personal_is_refused),
        cmocka_unit_test(hardly_anything_else_is),
    };
    return cmocka_run_group_tests_name("privacy_labelled", tests, count_rows, NULL);
}
