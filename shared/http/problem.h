/* Problem types (RFC 9457): constant, status, name, titles. Adding one is adding a row. The type is
 * urn:problem-type:tonghop:<service>:<name>. */
#ifndef TONGHOP_HTTP_PROBLEM_H
#define TONGHOP_HTTP_PROBLEM_H

#define PROBLEMS(P)                                                                                                     \
    P(UNREADABLE,           400, "unreadable",           "Yêu cầu không đọc được",            "The request cannot be read")            \
    P(UNAUTHENTICATED,      401, "unauthenticated",      "Cần mã truy cập hợp lệ",            "A valid access token is needed")        \
    P(FORBIDDEN,            403, "forbidden",            "Không có quyền",                    "Not allowed")                           \
    P(NOT_FOUND,            404, "notFound",             "Không tìm thấy",                    "Not found")                             \
    P(METHOD_NOT_ALLOWED,   405, "methodNotAllowed",     "Phương thức không được hỗ trợ",     "The method is not supported here")      \
    P(NOT_ACCEPTABLE,       406, "notAcceptable",        "Không có định dạng được yêu cầu",   "Not available in that media type")      \
    P(CONFLICT,             409, "conflict",             "Trạng thái không cho phép",         "The present state does not allow it")   \
    P(ALREADY_EXISTS,       409, "alreadyExists",        "Đã tồn tại",                        "Already there")                         \
    P(REQUEST_IN_PROGRESS,  409, "requestInProgress",    "Yêu cầu cùng khóa đang được xử lý", "A request with this key is running")    \
    P(STALE,                412, "stale",                "Phiên bản đã thay đổi",             "The version has changed")               \
    P(TOO_LARGE,            413, "tooLarge",             "Nội dung quá lớn",                  "The body is too large")                 \
    P(URL_TOO_LONG,         414, "urlTooLong",           "Địa chỉ quá dài",                   "The URL is too long")                   \
    P(UNSUPPORTED_TYPE,     415, "unsupportedType",      "Kiểu nội dung không được hỗ trợ",   "The content type is not supported")     \
    P(INVALID,              422, "invalid",              "Vi phạm quy tắc nghiệp vụ",         "Breaks a rule of the domain")           \
    P(KEY_REUSED,           422, "idempotencyKeyReused", "Khóa đã dùng cho nội dung khác",    "The key was used for another request")  \
    P(PRECONDITION_MISSING, 428, "preconditionMissing",  "Thiếu If-Match",                    "If-Match is missing")                   \
    P(TOO_MANY_REQUESTS,    429, "tooManyRequests",      "Quá nhiều yêu cầu",                 "Too many requests")                     \
    P(INTERNAL,             500, "internal",             "Lỗi hệ thống",                      "Internal error")                        \
    P(UNAVAILABLE,          503, "unavailable",          "Tạm thời không phục vụ được",       "Temporarily unavailable")

enum problem {
#define P(constant, status, name, vi, en) PROBLEM_##constant,
    PROBLEMS(P)
#undef P
        PROBLEM_COUNT
};

int problem_status(enum problem problem);
const char *problem_name(enum problem problem);

#endif
