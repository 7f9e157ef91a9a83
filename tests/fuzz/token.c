/* Access tokens: texts as they come, and tokens put together from a header and claims of any kind. Nobody has signed them: none is taken. */
#include "fuzz.h"

#include <orcania.h>
#include <stdio.h>
#include <unistd.h>

#include "auth/claims.h"
#include "core/buffer.h"

#define NOW (INT64_C(1686700800) * MOMENT_SECOND) /* 2023-06-14 */

/* The example key of RFC 7517, appendix A.1. */
static const char jwks[] =
    "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
    "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"1\"}]}";

static struct token_checker_options options = {.issuer = "https://idp.test", .audience = "tonghop"};

static struct token_checker *checker_make(void) {
    static char file[] = "/tmp/fuzz-jwks-XXXXXX";
    struct token_checker *checker;
    struct fail fail;
    int descriptor = mkstemp(file);
    promised(descriptor >= 0 && write(descriptor, jwks, sizeof jwks - 1) == (ssize_t)sizeof jwks - 1,
             "the keys are written");
    close(descriptor);
    options.jwks = file;
    promised(token_checker_open(&options, &checker, &fail), "the keys are read");
    unlink(file);
    return checker;
}

static void check_token(const char *token) {
    static struct token_checker *checker;
    struct arena arena = {0};
    struct caller caller;
    const char *reason = NULL;
    if (checker == NULL)
        checker = checker_make();
    promised(token_check(checker, token, &arena, NOW, &caller, &reason) == TOKEN_REFUSED, "nobody signed it");
    promised(reason != NULL, "a refusal has a reason");
    arena_done(&arena);
}

static void check_claims(const char *text, size_t size) {
    struct arena arena = {0};
    struct caller caller;
    moment_t until = MOMENT_NONE;
    json_auto_t *claims = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    if (claims_read(claims, &options, &arena, NOW, &caller, &until) == NULL)
        promised(caller.subject[0] && caller.client[0] && caller.root_count <= CALLER_ROOTS_MAX && until > NOW,
                 "claims that are taken say who, and until when");
    arena_done(&arena);
}

static void part_write(struct buffer *token, const char *text, size_t size) {
    size_t written = 0;
    buffer_reserve(token, size * 4 / 3 + 8);
    o_base64url_encode((const unsigned char *)text, size, (unsigned char *)token->bytes + token->size, &written);
    token->size += written;
}

/* "header\nclaims", both meant to be JSON. */
static void check_parts(const char *text) {
    struct buffer token = {0};
    size_t header = strcspn(text, "\n");
    const char *claims = text[header] ? text + header + 1 : "";
    part_write(&token, text, header);
    buffer_text(&token, ".");
    part_write(&token, claims, strlen(claims));
    buffer_text(&token, ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
    check_token(token.bytes);
    check_claims(claims, strlen(claims));
    buffer_done(&token);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char *text = fuzz_text(bytes, size);
    if (*text == '{')
        check_parts(text);
    else
        check_token(text);
    free(text);
    return 0;
}
