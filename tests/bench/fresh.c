/* Sends one report after the other, and after each asks for its commune's and the nation's roll-up until they show it.
 * Says as one line of JSON how long each took after the answer to the POST.
 *
 *   fresh REPORTS_PORT ROLLUPS_PORT TOKEN_FILE PROBES_FILE FORM PERIOD MARKER SECONDS
 *
 * Several may run at once, each with a marker of its own. A line of PROBES_FILE is a unit's code, a space, and the body. MARKER is a cell that only these reports give, each of
 * them: the nation shows the n-th one when n leaves gave it. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "loopback.h"

enum { PROBES_MAX = 20000, LINE_MAX_BYTES = 32768, PATH_MAX_BYTES = 512, CODE_MAX_BYTES = 64, PAUSE_US_MAX = 25000 };
enum { POLL_US = 2000, LOST_US = 20000000 };

struct probes {
    struct loopback *reports, *rollups;
    const char *form, *period, *marker;
    uint64_t count, polls, refusals, dice; /* refusals: 503, which is "ask again" */
    int64_t began_us, commune_us[PROBES_MAX], nation_us[PROBES_MAX];
};

static void rest_us(int64_t time_us) {
    struct timespec time = {.tv_sec = time_us / 1000000, .tv_nsec = time_us % 1000000 * 1000};
    nanosleep(&time, NULL);
}

/* Without an uneven pause each report would come just after the relay's last look, and never just before. */
static void pause_unevenly(struct probes *probes) {
    probes->dice = probes->dice * 6364136223846793005U + 1442695040888963407U;
    rest_us((int64_t)((probes->dice >> 33) % PAUSE_US_MAX));
}

/* How many leaves gave the marker, as the unit's roll-up says. */
static uint64_t marked(struct probes *probes, const char *unit) {
    char path[PATH_MAX_BYTES], member[CODE_MAX_BYTES + 4];
    snprintf(path, sizeof path, "/v1/rollups/%s/%s/%s", probes->form, unit, probes->period);
    snprintf(member, sizeof member, "\"%s\":{", probes->marker);
    probes->polls++;
    int status = loopback_get(probes->rollups, path);
    if (status == 503) {
        probes->refusals++;
        return 0;
    }
    if (status != 200) {
        fprintf(stderr, "fresh: %.600s\n", probes->rollups->answer);
        exit(1);
    }
    const char *cell = strstr(probes->rollups->body, member);
    const char *reported = cell ? strstr(cell, "\"reported\":") : NULL;
    return reported ? strtoul(reported + strlen("\"reported\":"), NULL, 10) : 0;
}

static void send_probe(struct probes *probes, const char *body) {
    char key[CODE_MAX_BYTES];
    snprintf(key, sizeof key, "%s-%" PRId64 "-%" PRIu64, probes->marker, probes->began_us, probes->count);
    int status = loopback_post(probes->reports, "/v1/reports", key, body, strlen(body));
    if (status != 201) {
        fprintf(stderr, "fresh: %.600s\n", probes->reports->answer);
        exit(1);
    }
}

static void probe(struct probes *probes, const char *unit, const char *body) {
    bool commune = false, nation = false;
    uint64_t index = probes->count;
    send_probe(probes, body);
    int64_t answered_us = loopback_now_us(), now_us = answered_us;
    while ((!commune || !nation) && now_us - answered_us < LOST_US) {
        if (!commune && marked(probes, unit) >= 1) {
            commune = true;
            probes->commune_us[index] = loopback_now_us() - answered_us;
        }
        if (!nation && marked(probes, "VN") > index) {
            nation = true;
            probes->nation_us[index] = loopback_now_us() - answered_us;
        }
        if (!commune || !nation)
            rest_us(POLL_US);
        now_us = loopback_now_us();
    }
    if (!commune || !nation) {
        fprintf(stderr, "fresh: the report of %s does not show after %d s\n", unit, LOST_US / 1000000);
        exit(1);
    }
    probes->count++;
}

static void probe_all(struct probes *probes, FILE *lines, int64_t until_us) {
    char line[LINE_MAX_BYTES];
    while (probes->count < PROBES_MAX && loopback_now_us() < until_us && fgets(line, sizeof line, lines)) {
        char *body = strchr(line, ' ');
        if (!body)
            break;
        *body++ = '\0';
        body[strcspn(body, "\n")] = '\0';
        pause_unevenly(probes);
        probe(probes, line, body);
    }
}

static void report_list(const char *name, const int64_t *values_us, uint64_t count) {
    printf("\"%s\":[", name);
    for (uint64_t i = 0; i < count; i++)
        printf("%s%" PRId64, i > 0 ? "," : "", values_us[i]);
    printf("]");
}

static void report(const struct probes *probes) {
    printf("{\"polls\":%" PRIu64 ",\"refusals\":%" PRIu64 ",", probes->polls, probes->refusals);
    report_list("communeUs", probes->commune_us, probes->count);
    printf(",");
    report_list("nationUs", probes->nation_us, probes->count);
    printf("}\n");
}

int main(int argc, char **argv) {
    static struct probes probes;
    if (argc != 9) {
        fprintf(stderr, "fresh REPORTS_PORT ROLLUPS_PORT TOKEN_FILE PROBES_FILE FORM PERIOD MARKER SECONDS\n");
        return 2;
    }
    const char *token = loopback_token(argv[3]);
    probes.reports = loopback_open((uint16_t)strtoul(argv[1], NULL, 10), token);
    probes.rollups = loopback_open((uint16_t)strtoul(argv[2], NULL, 10), token);
    probes.form = argv[5], probes.period = argv[6], probes.marker = argv[7];
    FILE *lines = fopen(argv[4], "r");
    if (!lines)
        loopback_die(argv[4]);
    probes.began_us = loopback_now_us();
    probes.dice = (uint64_t)probes.began_us;
    probe_all(&probes, lines, probes.began_us + (int64_t)strtoul(argv[8], NULL, 10) * 1000000);
    report(&probes);
    fclose(lines);
    return probes.count == 0;
}
