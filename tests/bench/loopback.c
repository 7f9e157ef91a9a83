/* Sends one request at a time and waits for its whole answer. */
#include "loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_SECONDS_MAX = 30 };

int64_t loopback_now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void loopback_die(const char *what) {
    fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, strerror(errno));
    exit(2);
}

const char *loopback_token(const char *path) {
    static char token[LOOPBACK_TOKEN_MAX];
    FILE *file = fopen(path, "r");
    if (!file || !fgets(token, sizeof token, file))
        loopback_die(path);
    fclose(file);
    token[strcspn(token, "\r\n")] = '\0';
    return token;
}

struct loopback *loopback_open(uint16_t port, const char *token) {
    struct loopback *link = calloc(1, sizeof *link);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = ANSWER_SECONDS_MAX};
    int on = 1;
    if (!link)
        loopback_die("memory");
    link->token = token;
    link->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (link->socket < 0 || connect(link->socket, (struct sockaddr *)&address, sizeof address) != 0)
        loopback_die("connect");
    setsockopt(link->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(link->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return link;
}

static void write_all(const struct loopback *link, size_t size) {
    for (size_t sent = 0; sent < size;) {
        ssize_t written = write(link->socket, link->request + sent, size - sent);
        if (written <= 0)
            loopback_die("write");
        sent += (size_t)written;
    }
}

static size_t read_more(struct loopback *link, size_t size) {
    ssize_t got =
        size < LOOPBACK_ANSWER_MAX - 1 ? read(link->socket, link->answer + size, LOOPBACK_ANSWER_MAX - 1 - size) : 0;
    if (got <= 0) {
        errno = got < 0 ? errno : ECONNRESET;
        loopback_die("read");
    }
    size += (size_t)got;
    link->answer[size] = '\0';
    return size;
}

static int answer_read(struct loopback *link) {
    size_t size = 0;
    const char *end = NULL;
    while (!end) {
        size = read_more(link, size);
        end = strstr(link->answer, "\r\n\r\n");
    }
    const char *length = strcasestr(link->answer, "\r\ncontent-length:");
    link->body = end + 4;
    link->body_size = length && length < end ? strtoul(length + strlen("\r\ncontent-length:"), NULL, 10) : 0;
    size_t head_size = (size_t)(link->body - link->answer);
    while (size < head_size + link->body_size)
        size = read_more(link, size);
    return (int)strtol(link->answer + strlen("HTTP/1.1 "), NULL, 10);
}

int loopback_get(struct loopback *link, const char *path) {
    int head = snprintf(link->request, sizeof link->request,
                        "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n", path, link->token);
    if (head < 0 || (size_t)head >= sizeof link->request)
        loopback_die("a path is too long");
    write_all(link, (size_t)head);
    return answer_read(link);
}

int loopback_post(struct loopback *link, const char *path, const char *key, const char *body, size_t body_size) {
    int head = snprintf(link->request, sizeof link->request,
                        "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                        "Content-Type: application/json\r\nIdempotency-Key: \"%s\"\r\nContent-Length: %zu\r\n\r\n",
                        path, link->token, key, body_size);
    if (head < 0 || (size_t)head + body_size > sizeof link->request)
        loopback_die("a body is too long");
    memcpy(link->request + head, body, body_size);
    write_all(link, (size_t)head + body_size);
    return answer_read(link);
}

static int compare(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

double loopback_percentile_ms(int64_t *values_us, size_t count, size_t percent) {
    if (count == 0)
        return 0;
    qsort(values_us, count, sizeof *values_us, compare);
    return (double)values_us[(count - 1) * percent / 100] / 1000;
}
