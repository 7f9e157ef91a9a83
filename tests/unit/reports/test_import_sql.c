/* The life of an import in the table: whose it is, when it counts as interrupted, and who may run it again, against a real database. */
#include "../db/scratch.h"
#include "paper.h"

#include "db/migrate.h"
#include "import_owner.h"

static const char file[] = "10000000-0000-4000-8000-000000000001";
static const struct import_counts some = {.received = 3, .created = 2, .rejected = 1};

/* Two instances of the service and a connection to look from. */
struct office {
    struct import_owner *first, *second;
    char first_name[UUID_TEXT_SIZE], second_name[UUID_TEXT_SIZE];
    struct db *db;
    struct arena arena;
};

static int office_begin(void **state) {
    static struct office office;
    struct fail fail;
    uint32_t applied;
    office = (struct office){0};
    assert_done(db_open(scratch_conninfo, "test", &office.db, &fail), fail);
    assert_done(migrate(office.db, migrations, &applied, &fail), fail);
    scratch_do("TRUNCATE import");
    office.first = import_owner_new(scratch_conninfo);
    office.second = import_owner_new(scratch_conninfo);
    assert_done(import_owner_name(office.first, office.first_name, &fail), fail);
    assert_done(import_owner_name(office.second, office.second_name, &fail), fail);
    *state = &office;
    return 0;
}

static int office_end(void **state) {
    struct office *office = *state;
    if (office->first)
        import_owner_free(office->first);
    import_owner_free(office->second);
    db_close(office->db);
    arena_done(&office->arena);
    return 0;
}

static void first_begins(struct office *office) {
    struct fail fail;
    bool is_new;
    struct import_new import = {.id = file,
                                .client = "office",
                                .key = "k1",
                                .form = "PAPER",
                                .period = "2023-H1",
                                .state = "running",
                                .sha256 = "00",
                                .fingerprint = "00",
                                .owner = office->first_name,
                                .total = 3,
                                .now = 1};
    assert_done(import_insert(office->db, &import, &is_new, &fail), fail);
    assert_true(is_new);
}

static bool finishes(struct office *office, const char *owner, const char *state, const char *reason) {
    struct import_end end = {
        .id = file, .owner = owner, .state = state, .reason = reason, .rows = "[]", .counts = &some, .now = 2};
    struct fail fail;
    bool stands;
    assert_done(import_finish(office->db, &end, &stands, &fail), fail);
    return stands;
}

static bool second_takes_over(struct office *office) {
    struct fail fail;
    bool taken;
    assert_done(import_take_over(office->db, file, office->second_name, "running", &taken, &fail), fail);
    return taken;
}

static struct import_row_stored found(struct office *office) {
    struct import_row_stored import;
    struct fail fail;
    assert_done(imports_interrupted(office->db, NULL, 3, &fail), fail);
    assert_done(import_find(office->db, "office", file, &office->arena, &import, &fail), fail);
    return import;
}

static void first_dies(struct office *office) {
    import_owner_free(office->first);
    office->first = NULL;
}

static void what_runs_is_left_alone_while_its_owner_lives(void **state) {
    struct office *office = *state;
    first_begins(office);
    assert_string_equal(found(office).state, "running");
    assert_false(second_takes_over(office));
}

static void what_a_dead_owner_ran_is_interrupted_and_may_be_taken_over(void **state) {
    struct office *office = *state;
    first_begins(office);
    first_dies(office);
    assert_string_equal(found(office).state, "failed");
    assert_string_equal(found(office).reason, "interrupted");
    assert_true(second_takes_over(office));
    assert_string_equal(found(office).state, "running");
    assert_null(found(office).reason);
    assert_false(second_takes_over(office));
}

static void the_dead_need_not_be_marked_first(void **state) {
    struct office *office = *state;
    first_begins(office);
    first_dies(office);
    assert_true(second_takes_over(office));
}

static void who_lost_an_import_can_no_longer_end_it(void **state) {
    struct office *office = *state;
    struct fail fail;
    bool open;
    first_begins(office);
    first_dies(office);
    assert_true(second_takes_over(office));
    assert_false(finishes(office, office->first_name, "failed", "late"));
    assert_done(import_progress(office->db, file, office->first_name, &some, &open, &fail), fail);
    assert_false(open);
    assert_done(import_progress(office->db, file, office->second_name, &some, &open, &fail), fail);
    assert_true(open);
    assert_true(finishes(office, office->second_name, "succeeded", NULL));
    assert_int_equal(found(office).counts.created, 2);
}

/* A file that is wrong stays wrong; what failed for another reason may succeed yet. */
static void only_what_failed_for_a_reason_is_run_again(void **state) {
    static const struct {
        const char *state, *reason;
        bool again;
    } ends[] = {{"succeeded", NULL, false}, {"failed", NULL, false}, {"failed", "the database is away", true}};
    struct office *office = *state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        scratch_do("TRUNCATE import");
        first_begins(office);
        assert_true(finishes(office, office->first_name, ends[i].state, ends[i].reason));
        assert_int_equal(second_takes_over(office), ends[i].again);
    }
}

/* As when the database was away: nobody can say under the old name that it still runs. */
static void a_lost_session_loses_its_name(void **state) {
    struct office *office = *state;
    struct fail fail;
    char name[UUID_TEXT_SIZE];
    first_begins(office);
    scratch_end_session("tonghop-reports-imports");
    assert_done(import_owner_name(office->first, name, &fail), fail);
    assert_string_not_equal(name, office->first_name);
    assert_string_equal(found(office).state, "failed");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_runs_is_left_alone_while_its_owner_lives, office_begin, office_end),
        cmocka_unit_test_setup_teardown(what_a_dead_owner_ran_is_interrupted_and_may_be_taken_over, office_begin,
                                        office_end),
        cmocka_unit_test_setup_teardown(the_dead_need_not_be_marked_first, office_begin, office_end),
        cmocka_unit_test_setup_teardown(who_lost_an_import_can_no_longer_end_it, office_begin, office_end),
        cmocka_unit_test_setup_teardown(only_what_failed_for_a_reason_is_run_again, office_begin, office_end),
        cmocka_unit_test_setup_teardown(a_lost_session_loses_its_name, office_begin, office_end),
    };
    const struct CMUnitTest none[] = {cmocka_unit_test(skipped)};
    if (!scratch_begin())
        return cmocka_run_group_tests(none, NULL, NULL);
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_end();
    return failures;
}
