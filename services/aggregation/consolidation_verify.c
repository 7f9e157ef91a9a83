/* The subcommand that checks a consolidation that was saved as a file. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consolidation_command.h"
#include "consolidation_document.h"
#include "core/text.h"

enum { OPTION_KEYS = 1 };

static int say_wrong(const char *file, const char *wrong) {
    fprintf(stderr, "verify: %s: %s\n", file, wrong);
    return EXIT_FAILURE;
}

/* ---- What is asked for */

static bool options_read(int argument_count, char **arguments, const char **ret_file, const char **ret_keys) {
    static const struct option options[] = {{"keys", required_argument, NULL, OPTION_KEYS}, {0}};
    optind = 0; /* glibc: from the start, also where options were read before */
    *ret_keys = NULL;
    for (int option; (option = getopt_long(argument_count, arguments, "", options, NULL)) != -1;) {
        if (option != OPTION_KEYS)
            return false;
        *ret_keys = optarg;
    }
    *ret_file = optind < argument_count ? arguments[optind] : NULL;
    return optind == argument_count - 1;
}

/* ---- Keys */

static json_t *own_key(struct fail *fail) {
    const char *file = getenv("TONGHOP_SEAL_KEY_FILE");
    struct seal_key *key = NULL;
    if (text_empty(file)) {
        fail_set(fail, FAULT_MISSING, false, "keys", "whose seal it is cannot be told without --keys");
        return NULL;
    }
    if (!seal_key_open(file, &key, fail))
        return NULL;
    json_t *keys = json_pack("{s:[o]}", "keys", json_loads(seal_key_public(key), 0, NULL));
    seal_key_close(key);
    return keys;
}

static json_t *keys_of(const char *file, struct fail *fail) {
    json_error_t error;
    json_t *keys = file == NULL ? own_key(fail) : json_load_file(file, JSON_REJECT_DUPLICATES, &error);
    if (file == NULL || json_is_array(json_object_get(keys, "keys")))
        return keys;
    fail_set(fail, FAULT_INVALID, false, "keys", "%s is no JWK Set", file);
    json_decref(keys);
    return NULL;
}

/* ---- The check */

static void say_right(const char *file, const json_t *saved) {
    const json_t *document = json_object_get(saved, "document");
    printf("%s: whole and sealed: consolidation %s, number %lld, signed %s%s\n", file,
           json_string_value(json_object_get(document, "consolidation")),
           (long long)json_integer_value(json_object_get(document, "number")),
           json_string_value(json_object_get(document, "signedAt")),
           json_is_true(json_object_get(document, "withheld")) ? ", without small counts" : "");
}

static int verify(struct arena *arena, const char *file, const char *keys_file) {
    struct fail fail = {0};
    json_error_t error;
    AUTO_JSON *saved = json_load_file(file, JSON_REJECT_DUPLICATES, &error);
    if (saved == NULL)
        return say_wrong(file, error.text);
    AUTO_JSON *keys = keys_of(keys_file, &fail);
    if (keys == NULL)
        return say_wrong(file, fail.text);
    const char *wrong = document_verify(arena, saved, keys);
    if (wrong != NULL)
        return say_wrong(file, wrong);
    say_right(file, saved);
    return EXIT_SUCCESS;
}

int verify_run(struct service *service) {
    const char *file, *keys;
    if (!options_read(service->argument_count, service->arguments, &file, &keys))
        return service_usage(service->definition);
    return verify(&service->arena, file, keys);
}
