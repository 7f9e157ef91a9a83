/* A blocking HTTP client over one kept loopback connection, for what asks one thing after the other. */
#ifndef TONGHOP_BENCH_LOOPBACK_H
#define TONGHOP_BENCH_LOOPBACK_H

#include <stddef.h>
#include <stdint.h>

enum { LOOPBACK_REQUEST_MAX = 65536, LOOPBACK_ANSWER_MAX = 8 * 1024 * 1024, LOOPBACK_TOKEN_MAX = 8192 };

struct loopback {
    int socket;
    const char *token;
    char request[LOOPBACK_REQUEST_MAX];
    char answer[LOOPBACK_ANSWER_MAX]; /* the last one, ended by NUL */
    const char *body;                 /* in it */
    size_t body_size;
};

int64_t loopback_now_us(void);
_Noreturn void loopback_die(const char *what); /* with errno; exits 2 */
const char *loopback_token(const char *path);  /* the first line of a file; lives as long as the process */
struct loopback *loopback_open(uint16_t port, const char *token);

/* The status of the answer. */
int loopback_get(struct loopback *link, const char *path);
int loopback_post(struct loopback *link, const char *path, const char *key, const char *body, size_t body_size);

/* Sorts, and gives the value that `percent` of the values do not exceed, in milliseconds; 0 of none. */
double loopback_percentile_ms(int64_t *values_us, size_t count, size_t percent);

#endif
