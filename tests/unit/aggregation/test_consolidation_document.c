/* What is signed can be verified by whoever has the file and the public key, and whatever is changed in it is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include <rhonabwy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "consolidation_document.h"
#include "core/text.h"

enum { PEM_MAX = 2048, KEYS = 2 };

/* The same as in the file of a real one, in little: members out of order, texts with marks, a figure missing. */
static const char figures[] =
    "{\"withheld\":false,\"unitName\":\"Thanh H\xc3\xb3"
    "a\",\"consolidation\":"
    "\"0190a8f0-0000-7000-8000-000000000001\",\"forms\":[{\"form\":\"F\",\"cells\":{\"b\":{\"sum\":null,"
    "\"reported\":0},\"a\":{\"sum\":120,\"reported\":2}}}]}";
static const char narratives[] = "[{\"text\":\"\xc4\x90\xc3\xa3 l\xc3\xa0m \\\"xong\\\"\",\"section\":\"results\"}]";
static const char id[] = "0190a8f0-0000-7000-8000-000000000001";
#define SIGNED_AT INT64_C(1687003200000000) /* 2023-06-17T12:00:00Z */

static char folder[] = "/tmp/consolidation-XXXXXX";
static char key_files[KEYS][64];
static struct seal_key *keys[KEYS];

static void make_key(const char *file) {
    jwk_t *private = NULL, *public = NULL;
    unsigned char pem[PEM_MAX];
    size_t size = sizeof pem;
    assert_int_equal(r_jwk_init(&private), RHN_OK);
    assert_int_equal(r_jwk_init(&public), RHN_OK);
    assert_int_equal(r_jwk_generate_key_pair(private, public, R_KEY_TYPE_EC, 256, "test"), RHN_OK);
    assert_int_equal(r_jwk_export_to_pem_der(private, R_FORMAT_PEM, pem, &size, 0), RHN_OK);
    FILE *to = fopen(file, "w");
    assert_non_null(to);
    assert_int_equal(fwrite(pem, 1, size, to), size);
    fclose(to);
    assert_int_equal(chmod(file, S_IRUSR | S_IWUSR), 0);
    r_jwk_free(private);
    r_jwk_free(public);
}

static int keys_up(void **state) {
    (void)state;
    struct fail fail;
    assert_non_null(mkdtemp(folder));
    for (int i = 0; i < KEYS; i++) {
        snprintf(key_files[i], sizeof key_files[i], "%s/key%d.pem", folder, i);
        make_key(key_files[i]);
        if (!seal_key_open(key_files[i], &keys[i], &fail))
            fail_msg("%s", fail.text);
    }
    return 0;
}

static int keys_down(void **state) {
    (void)state;
    for (int i = 0; i < KEYS; i++) {
        seal_key_close(keys[i]);
        unlink(key_files[i]);
    }
    rmdir(folder);
    return 0;
}

/* ---- A file as a reader saves it */

static struct edition_text signed_edition(struct arena *arena, int64_t number, const struct edition_text *before) {
    struct edition_text edition = {.document = NULL};
    struct fail fail;
    const struct signing signing = {.number = number, .signed_at = SIGNED_AT, .before = before, .key = keys[0]};
    if (!document_draft(arena, figures, narratives, &edition.document, &fail) ||
        !document_sign(arena, id, &signing, &edition, &fail))
        fail_msg("%s", fail.text);
    return edition;
}

static json_t *file_of(const struct edition_text *edition) {
    return json_pack("{s:o, s:s, s:s, s:s}", "document", json_loads(edition->document, 0, NULL), "sha256",
                     edition->sha256, "seal", edition->seal, "state", "sent");
}

static json_t *jwks(int key) {
    return json_pack("{s:[o]}", "keys", json_loads(seal_key_public(keys[key]), 0, NULL));
}

static const char *verified(struct arena *arena, json_t *file, int key) {
    json_t *set = jwks(key);
    const char *wrong = document_verify(arena, file, set);
    json_decref(set);
    json_decref(file);
    return wrong == NULL ? "" : wrong;
}

#define assert_wrong(found, part)                                                                                      \
    do {                                                                                                               \
        const char *said = (found);                                                                                    \
        if (said == NULL || strstr(said, part) == NULL)                                                                \
            fail_msg("\"%s\" does not say \"%s\"", said == NULL ? "" : said, part);                                    \
    } while (0)

/* ---- Tests */

/* Written out by hand, and digested by sha256sum. */
static void what_is_digested_is_the_canonical_document(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct edition_text edition = signed_edition(&arena, 1, NULL);
    assert_string_equal(
        edition.document,
        "{\"consolidation\":\"0190a8f0-0000-7000-8000-000000000001\",\"forms\":[{\"cells\":{\"a\":{\"reported\":2,"
        "\"sum\":120},\"b\":{\"reported\":0,\"sum\":null}},\"form\":\"F\"}],\"narratives\":[{\"section\":\"results\","
        "\"text\":\"\xc4\x90\xc3\xa3 l\xc3\xa0m \\\"xong\\\"\"}],\"number\":1,\"previous\":null,"
        "\"signedAt\":\"2023-06-17T12:00:00Z\",\"unitName\":\"Thanh H\xc3\xb3"
        "a\",\"withheld\":false}");
    assert_string_equal(edition.sha256, "0d2b33cdb502486736dd5179ac2f58c5769c841fadcda63db4904ef92ce94989");
    arena_done(&arena);
}

static void a_file_as_it_was_signed_is_whole(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct edition_text first = signed_edition(&arena, 1, NULL), second = signed_edition(&arena, 2, &first);
    assert_string_equal(verified(&arena, file_of(&first), 0), "");
    assert_string_equal(verified(&arena, file_of(&second), 0), "");
    json_t *document = json_loads(second.document, 0, NULL);
    const json_t *previous = json_object_get(document, "previous");
    assert_int_equal(json_integer_value(json_object_get(previous, "number")), 1);
    assert_string_equal(json_string_value(json_object_get(previous, "sha256")), first.sha256);
    json_decref(document);
    arena_done(&arena);
}

static json_t *cell_of(json_t *file) {
    json_t *form = json_array_get(json_object_get(json_object_get(file, "document"), "forms"), 0);
    return json_object_get(json_object_get(form, "cells"), "a");
}

static void set_digest(struct arena *arena, json_t *file) {
    char digest[SHA256_TEXT_SIZE], *text = json_canonical(json_object_get(file, "document"));
    json_object_set_new(file, "sha256", json_string(arena_text(arena, sha256_text(text, strlen(text), digest))));
    free(text);
}

static void a_figure_that_was_changed_is_found_also_with_its_digest_mended(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct edition_text edition = signed_edition(&arena, 1, NULL);
    json_t *file = file_of(&edition);
    json_object_set_new(cell_of(file), "sum", json_integer(121));
    json_t *mended = json_deep_copy(file);
    set_digest(&arena, mended);
    assert_wrong(verified(&arena, file, 0), "the document was changed");
    assert_wrong(verified(&arena, mended, 0), "the seal is of another document");
    arena_done(&arena);
}

static void the_seal_of_another_number_or_key_is_found(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct edition_text first = signed_edition(&arena, 1, NULL), second = signed_edition(&arena, 2, &first);
    json_t *file = file_of(&first);
    json_object_set_new(file, "seal", json_string(second.seal));
    assert_wrong(verified(&arena, file, 0), "the seal is of another document");
    assert_wrong(verified(&arena, file_of(&first), 1), "not among those given");
    arena_done(&arena);
}

/* A key that calls itself like the right one. */
static void a_key_under_another_ones_name_is_found(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct edition_text edition = signed_edition(&arena, 1, NULL);
    json_t *set = jwks(1), *file = file_of(&edition);
    json_object_set_new(json_array_get(json_object_get(set, "keys"), 0), "kid", json_string(seal_key_id(keys[0])));
    assert_wrong(document_verify(&arena, file, set), "not by that key");
    json_decref(set);
    json_decref(file);
    arena_done(&arena);
}

static void every_character_of_a_seal_matters(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct edition_text edition = signed_edition(&arena, 1, NULL);
    json_t *set = jwks(0);
    size_t size = strlen(edition.seal) - 1 /* whose last bits mean nothing */,
           signature = (size_t)(strrchr(edition.seal, '.') - edition.seal);
    for (size_t at = 0; at < size; at += at < signature ? 3 : 7) {
        json_t *file = file_of(&edition);
        char *seal = arena_text(&arena, edition.seal);
        seal[at] = seal[at] == 'A' ? 'B' : 'A';
        json_object_set_new(file, "seal", json_string(seal));
        if (document_verify(&arena, file, set) == NULL)
            fail_msg("character %zu of the seal may be changed", at);
        json_decref(file);
    }
    json_decref(set);
    arena_done(&arena);
}

static void a_draft_or_half_a_file_is_named_for_what_it_is(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct edition_text edition = signed_edition(&arena, 1, NULL);
    json_t *file = file_of(&edition);
    json_object_set_new(file, "seal", json_null());
    assert_wrong(verified(&arena, file, 0), "not signed");
    assert_wrong(verified(&arena, json_pack("{s:s}", "sha256", "x"), 0), "no document");
    assert_wrong(verified(&arena, json_array(), 0), "no document");
    arena_done(&arena);
}

/* "none", another algorithm, and a header that asks for more than a seal's. */
static void a_seal_of_another_kind_is_not_even_tried(void **state) {
    (void)state;
    struct arena arena = {0};
    const struct edition_text edition = signed_edition(&arena, 1, NULL);
    static const char *const headers[] = {
        "eyJhbGciOiJub25lIiwia2lkIjoieCIsInR5cCI6InRvbmdob3Atc2VhbCJ9",                   /* alg none */
        "eyJhbGciOiJIUzI1NiIsImtpZCI6IngiLCJ0eXAiOiJ0b25naG9wLXNlYWwifQ",                 /* HS256 */
        "eyJhbGciOiJFUzI1NiIsImtpZCI6IngiLCJ0eXAiOiJhdCtqd3QifQ",                         /* an access token */
        "eyJhbGciOiJFUzI1NiIsImtpZCI6IngiLCJ0eXAiOiJ0b25naG9wLXNlYWwiLCJ6aXAiOiJERUYifQ", /* zip */
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        json_t *file = file_of(&edition);
        json_object_set_new(file, "seal",
                            json_string(arena_format(&arena, "%s%s", headers[i], strchr(edition.seal, '.'))));
        assert_wrong(verified(&arena, file, 0), "another kind");
    }
    arena_done(&arena);
}

static void a_key_that_others_may_read_is_refused(void **state) {
    (void)state;
    struct seal_key *key = NULL;
    struct fail fail;
    assert_int_equal(chmod(key_files[1], S_IRUSR | S_IRGRP), 0);
    assert_false(seal_key_open(key_files[1], &key, &fail));
    assert_wrong(fail.text, "others than its owner");
    assert_int_equal(chmod(key_files[1], S_IRUSR), 0);
    assert_false(seal_key_open("/nowhere/seal.pem", &key, &fail));
    assert_false(seal_key_open(TONGHOP_SOURCE "/LICENSE", &key, &fail));
    assert_null(key);
}

static void narratives_are_edited_without_touching_a_figure(void **state) {
    (void)state;
    struct arena arena = {0};
    struct fail fail;
    const char *draft, *edited, *again;
    assert_true(document_draft(&arena, figures, narratives, &draft, &fail));
    assert_true(document_edited(&arena, draft, "[]", &edited, &fail));
    assert_string_not_equal(draft, edited);
    assert_true(document_edited(&arena, edited, narratives, &again, &fail));
    assert_string_equal(draft, again);
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_digested_is_the_canonical_document),
        cmocka_unit_test(a_file_as_it_was_signed_is_whole),
        cmocka_unit_test(a_figure_that_was_changed_is_found_also_with_its_digest_mended),
        cmocka_unit_test(the_seal_of_another_number_or_key_is_found),
        cmocka_unit_test(a_key_under_another_ones_name_is_found),
        cmocka_unit_test(every_character_of_a_seal_matters),
        cmocka_unit_test(a_draft_or_half_a_file_is_named_for_what_it_is),
        cmocka_unit_test(a_seal_of_another_kind_is_not_even_tried),
        cmocka_unit_test(a_key_that_others_may_read_is_refused),
        cmocka_unit_test(narratives_are_edited_without_touching_a_figure),
    };
    return cmocka_run_group_tests(tests, keys_up, keys_down);
}
