/* Asks for the same path again and again over one connection and says how fast the answers came, as one line of JSON.
 *
 *   get PORT PATH TOKEN_FILE COUNT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "loopback.h"

enum { COUNT_MAX = 1000000 };

int main(int argc, char **argv) {
    size_t count = argc == 5 ? strtoul(argv[4], NULL, 10) : 0;
    if (count < 1 || count > COUNT_MAX) {
        fprintf(stderr, "get PORT PATH TOKEN_FILE COUNT\n");
        return 2;
    }
    struct loopback *link = loopback_open((uint16_t)strtoul(argv[1], NULL, 10), loopback_token(argv[3]));
    int64_t *latencies_us = calloc(count, sizeof *latencies_us);
    if (!latencies_us)
        loopback_die("memory");
    int64_t began_us = loopback_now_us();
    for (size_t i = 0; i < count; i++) {
        int64_t asked_us = loopback_now_us();
        int status = loopback_get(link, argv[2]);
        latencies_us[i] = loopback_now_us() - asked_us;
        if (status != 200) {
            fprintf(stderr, "get: %.600s\n", link->answer);
            return 1;
        }
    }
    double seconds = (double)(loopback_now_us() - began_us) / 1e6;
    double p50 = loopback_percentile_ms(latencies_us, count, 50), p99 = loopback_percentile_ms(latencies_us, count, 99);
    printf("{\"requests\":%zu,\"bytes\":%zu,\"perSecond\":%.0f,\"p50Ms\":%.3f,\"p99Ms\":%.3f}\n", count,
           link->body_size, (double)count / seconds, p50, p99);
    free(latencies_us);
    free(link);
    return 0;
}
