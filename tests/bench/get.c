/* Asks for the same path again and again over one connection and says how fast the answers came, as one line of JSON.
 *
 *   get PORT PATH TOKEN_FILE COUNT [PAUSE_MS]
 *
 * PAUSE_MS: between an answer and the next question. A 503 is counted as refused, and asked again after it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "loopback.h"

enum { COUNT_MAX = 1000000, REFUSED_MAX = 10000, REFUSED_PAUSE_MS = 2 };

struct answers {
    int64_t *latencies_us;
    size_t count, refused;
};

static void rest_ms(long ms) {
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static void ask(struct loopback *link, const char *path, struct answers *answers) {
    int64_t asked_us = loopback_now_us();
    int status = loopback_get(link, path);
    if (status == 200) {
        answers->latencies_us[answers->count++] = loopback_now_us() - asked_us;
        return;
    }
    if (status != 503 || ++answers->refused > REFUSED_MAX) {
        fprintf(stderr, "get: %.600s\n", link->answer);
        exit(1);
    }
    rest_ms(REFUSED_PAUSE_MS);
}

int main(int argc, char **argv) {
    size_t count = argc == 5 || argc == 6 ? strtoul(argv[4], NULL, 10) : 0;
    long pause_ms = argc == 6 ? strtol(argv[5], NULL, 10) : 0;
    if (count < 1 || count > COUNT_MAX) {
        fprintf(stderr, "get PORT PATH TOKEN_FILE COUNT [PAUSE_MS]\n");
        return 2;
    }
    struct loopback *link = loopback_open((uint16_t)strtoul(argv[1], NULL, 10), loopback_token(argv[3]));
    struct answers answers = {.latencies_us = calloc(count, sizeof *answers.latencies_us)};
    if (!answers.latencies_us)
        loopback_die("memory");
    int64_t began_us = loopback_now_us();
    while (answers.count < count) {
        ask(link, argv[2], &answers);
        if (pause_ms > 0)
            rest_ms(pause_ms);
    }
    double seconds = (double)(loopback_now_us() - began_us) / 1e6;
    double p50 = loopback_percentile_ms(answers.latencies_us, count, 50);
    double p99 = loopback_percentile_ms(answers.latencies_us, count, 99);
    printf("{\"requests\":%zu,\"refused\":%zu,\"bytes\":%zu,\"perSecond\":%.0f,\"p50Ms\":%.3f,\"p99Ms\":%.3f}\n", count,
           answers.refused, link->body_size, (double)count / seconds, p50, p99);
    free(answers.latencies_us);
    free(link);
    return 0;
}
