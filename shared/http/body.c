/* Bodies in both directions: what a request may carry, and compressing what goes back. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "http/exchange.h"

enum { GZIP_LEVEL = 5, GZIP_WINDOW_BITS = 15 + 16, GZIP_MEMORY_LEVEL = 8 };

static const struct {
    const char *type;
    enum body_kind kind;
} kinds[] = {
    {"application/json", BODY_JSON},
    {"text/csv", BODY_CSV},
    {"application/x-ndjson", BODY_NDJSON},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", BODY_XLSX},
};

/* Parameters of a content type: nothing but a charset of UTF-8. */
static bool is_utf8_charset(const char *parameters) {
    parameters += strspn(parameters, " \t");
    if (*parameters == '\0')
        return true;
    parameters += strspn(parameters, "; \t");
    return strcasecmp(parameters, "charset=utf-8") == 0 || strcasecmp(parameters, "charset=\"utf-8\"") == 0;
}

static enum body_kind kind_of(const char *content_type) {
    size_t size = content_type ? strcspn(content_type, "; \t") : 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(kinds[i].type) == size && strncasecmp(kinds[i].type, content_type, size) == 0)
            return is_utf8_charset(content_type + size) ? kinds[i].kind : BODY_NONE;
    return BODY_NONE;
}

static bool refuse_body(struct call *call, enum problem problem) {
    call_refuse(call, problem, NULL);
    return false;
}

static const char *types_taken(struct call *call) {
    AUTO_BUFFER types = {0};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (call->route->bodies & kinds[i].kind)
            buffer_format(&types, "%s%s", types.size > 0 ? ", " : "", kinds[i].type);
    return arena_slice(&call->arena, buffer_cstr(&types), types.size);
}

/* Says what would be taken, in the header that RFC 9110 (15.5.16) has for it, and to people. */
static bool refuse_type(struct call *call) {
    const char *taken = types_taken(call);
    call_header(call, "Accept", taken);
    issue_add_at(&call->issues, ISSUE_NOT_ONE_OF, "Content-Type", taken, NULL, NULL)->in = "header";
    return refuse_body(call, PROBLEM_UNSUPPORTED_TYPE);
}

static bool refuse_encoding(struct call *call) {
    call_header(call, "Accept-Encoding", "identity");
    issue_add_at(&call->issues, ISSUE_NOT_ONE_OF, "Content-Encoding", "identity", NULL, NULL)->in = "header";
    return refuse_body(call, PROBLEM_UNSUPPORTED_TYPE);
}

/* ulfius cuts a body that is larger than any of ours, so the length that was announced counts as well. */
static size_t body_size(const struct request *request) {
    const char *announced = request->headers[HEADER_CONTENT_LENGTH];
    size_t length = announced ? strtoull(announced, NULL, 10) : 0;
    return length > request->body_size ? length : request->body_size;
}

static bool is_encoded(const struct request *request) {
    const char *encoding = request->headers[HEADER_CONTENT_ENCODING];
    return encoding && strcasecmp(encoding, "identity") != 0;
}

bool body_read(struct call *call, const struct request *request) {
    size_t size = body_size(request);
    if (call->route->bodies == BODY_NONE)
        return size == 0 || refuse_body(call, PROBLEM_UNREADABLE);
    if (size > call->route->body_max) {
        issue_add_at(&call->issues, ISSUE_TOO_LONG, "", arena_format(&call->arena, "%zu B", call->route->body_max),
                     NULL, NULL);
        return refuse_body(call, PROBLEM_TOO_LARGE);
    }
    if (size == 0) {
        issue_add_at(&call->issues, ISSUE_REQUIRED, "", NULL, NULL, NULL);
        return refuse_body(call, PROBLEM_UNREADABLE);
    }
    call->request_kind = kind_of(request->headers[HEADER_CONTENT_TYPE]);
    if ((call->route->bodies & call->request_kind) == 0)
        return refuse_type(call);
    if (is_encoded(request))
        return refuse_encoding(call);
    call->request_body = request->body;
    call->request_body_size = request->body_size;
    return true;
}

bool type_is_text(const char *content_type) {
    return strncmp(content_type, "text/", 5) == 0 || strstr(content_type, "json") != NULL;
}

bool body_compress(struct buffer *body) {
    z_stream stream = {.next_in = (unsigned char *)body->bytes, .avail_in = (unsigned)body->size};
    if (body->size > UINT32_MAX / 2 ||
        deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW_BITS, GZIP_MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    AUTO_BUFFER packed = {0};
    buffer_reserve(&packed, deflateBound(&stream, body->size));
    stream.next_out = (unsigned char *)packed.bytes;
    stream.avail_out = (unsigned)(packed.capacity - 1);
    bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out < body->size;
    packed.size = stream.total_out;
    deflateEnd(&stream);
    if (!done)
        return false;
    struct buffer plain = *body;
    *body = packed;
    packed = plain;
    return true;
}
