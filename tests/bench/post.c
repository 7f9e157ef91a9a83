/* Sends each line of a file once as a POST over many keep-alive connections and says how fast the answers came, as one line of JSON.
 *
 *   post PORTS PATH TOKEN_FILE BODIES_FILE CONNECTIONS [RATE [refusable]]
 *
 * PORTS: one, or several with commas, which the connections take in turn. RATE: requests a second over all connections; 0 or absent: as fast
 * as answers come. A latency runs from when the request was sent, not from when the rate would have had it. Loopback only.
 * Exits 1 when an answer was neither 200 nor 201. With "refusable" a 503 or 429 is counted and not repeated, and a connection that the
 * server closes is opened again: what had no answer then is "unanswered", stored or not. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTIONS_MAX = 1024,
    PORTS_MAX = 8,
    REQUEST_MAX = 65536,
    ANSWER_MAX = 65536,
    TOKEN_MAX = 8192,
    RUN_SECONDS_MAX = 300,
};

struct connection {
    int socket;
    uint16_t port;
    char request[REQUEST_MAX], answer[ANSWER_MAX];
    size_t request_size, request_sent, answer_size;
    int64_t began_us;
    bool busy, full; /* full: the socket takes no more for now */
};

struct latencies {
    int64_t *us;
    uint64_t count;
};

struct run {
    const char *path, *bodies, *bodies_end, *next;
    char token[TOKEN_MAX];
    int epoll, idle_count;
    struct connection *idle[CONNECTIONS_MAX];
    uint64_t sent, bad, unanswered, reopened, without_retry_after, in_flight_most;
    struct latencies good, refused;
    int64_t rate, began_us, last_us;
    int first_bad_status;
    bool refusable;
};

static int64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static _Noreturn void die(const char *what) {
    fprintf(stderr, "post: %s: %s\n", what, strerror(errno));
    exit(2);
}

static const char *map_file(const char *path, size_t *ret_size) {
    struct stat status;
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &status) != 0)
        die(path);
    void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED)
        die(path);
    close(file);
    *ret_size = (size_t)status.st_size;
    return bytes;
}

static int open_socket(uint16_t port) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1, link = socket(AF_INET, SOCK_STREAM, 0);
    if (link < 0 || connect(link, (struct sockaddr *)&address, sizeof address) != 0)
        die("connect");
    setsockopt(link, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(link, F_SETFL, O_NONBLOCK);
    return link;
}

static void connection_open(struct run *run, struct connection *connection) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    connection->socket = open_socket(connection->port);
    connection->full = connection->busy = false;
    epoll_ctl(run->epoll, EPOLL_CTL_ADD, connection->socket, &event);
    run->idle[run->idle_count++] = connection;
}

/* The server closed it, with a request on it or without. */
static void connection_lost(struct run *run, struct connection *connection, const char *what) {
    if (!run->refusable)
        die(what);
    if (connection->busy) {
        run->unanswered++;
    } else { /* it is among the idle ones */
        for (int i = 0; i < run->idle_count; i++)
            if (run->idle[i] == connection)
                run->idle[i] = run->idle[--run->idle_count];
    }
    close(connection->socket);
    run->reopened++;
    connection_open(run, connection);
}

/* May the next request go out by the rate asked for? */
static bool due(const struct run *run) {
    return run->rate == 0 || (int64_t)run->sent * 1000000 <= (now_us() - run->began_us) * run->rate;
}

/* Asks for a word when the socket takes more again, or no longer. */
static void arm(const struct run *run, struct connection *connection, bool full) {
    struct epoll_event event = {.events = full ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = connection};
    if (connection->full == full)
        return;
    connection->full = full;
    epoll_ctl(run->epoll, EPOLL_CTL_MOD, connection->socket, &event);
}

static void push(struct run *run, struct connection *connection) {
    while (connection->request_sent < connection->request_size) {
        ssize_t written = write(connection->socket, connection->request + connection->request_sent,
                                connection->request_size - connection->request_sent);
        if (written < 0 && errno == EAGAIN) {
            arm(run, connection, true);
            return;
        }
        if (written <= 0) {
            connection_lost(run, connection, "write");
            return;
        }
        connection->request_sent += (size_t)written;
    }
    arm(run, connection, false);
}

/* Starts the next line on an idle connection. False: no line is left, it is not time yet, or all are busy. */
static bool start(struct run *run) {
    if (run->next >= run->bodies_end || run->idle_count == 0 || !due(run))
        return false;
    struct connection *connection = run->idle[--run->idle_count];
    const char *end = memchr(run->next, '\n', (size_t)(run->bodies_end - run->next));
    if (!end)
        end = run->bodies_end;
    size_t size = (size_t)(end - run->next);
    int head =
        snprintf(connection->request, REQUEST_MAX,
                 "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
                 "Idempotency-Key: \"bench-%" PRId64 "-%" PRIu64 "\"\r\nContent-Length: %zu\r\n\r\n",
                 run->path, run->token, run->began_us, run->sent, size);
    if (head < 0 || (size_t)head + size > REQUEST_MAX)
        die("a body is too long");
    memcpy(connection->request + head, run->next, size);
    connection->request_size = (size_t)head + size;
    connection->request_sent = connection->answer_size = 0;
    connection->began_us = now_us();
    connection->busy = true;
    run->next = end + 1;
    run->sent++;
    push(run, connection);
    return true;
}

/* Is the whole answer here? -1 while not, else its status. */
static int answer_status(struct connection *connection) {
    connection->answer[connection->answer_size] = '\0';
    const char *end = strstr(connection->answer, "\r\n\r\n");
    if (!end)
        return -1;
    const char *length = strcasestr(connection->answer, "\r\ncontent-length:");
    size_t body = length && length < end ? strtoul(length + strlen("\r\ncontent-length:"), NULL, 10) : 0;
    if (connection->answer_size < (size_t)(end + 4 - connection->answer) + body)
        return -1;
    return (int)strtol(connection->answer + strlen("HTTP/1.1 "), NULL, 10);
}

static void latency_add(struct latencies *latencies, int64_t us) {
    latencies->us[latencies->count++] = us;
}

static void answer_count(struct run *run, struct connection *connection, int status) {
    run->last_us = now_us();
    int64_t taken_us = run->last_us - connection->began_us;
    if (status == 201 || status == 200) {
        latency_add(&run->good, taken_us);
    } else if (run->refusable && (status == 503 || status == 429)) {
        latency_add(&run->refused, taken_us);
        run->without_retry_after += strcasestr(connection->answer, "\r\nretry-after:") == NULL;
    } else if (run->bad++ == 0) {
        run->first_bad_status = status;
        fprintf(stderr, "post: %.*s\n", 600, connection->answer);
    }
}

static void pull(struct run *run, struct connection *connection) {
    ssize_t got = read(connection->socket, connection->answer + connection->answer_size,
                       ANSWER_MAX - 1 - connection->answer_size);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0) {
        connection_lost(run, connection, "read");
        return;
    }
    connection->answer_size += (size_t)got;
    int status = connection->busy ? answer_status(connection) : -1;
    if (status < 0)
        return;
    answer_count(run, connection, status);
    connection->busy = false;
    run->idle[run->idle_count++] = connection;
}

static int compare(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static double percentile_ms(const struct latencies *latencies, uint64_t percent) {
    return latencies->count > 0 ? (double)latencies->us[(latencies->count - 1) * percent / 100] / 1000 : 0;
}

static void report(struct run *run) {
    uint64_t count = run->good.count + run->refused.count + run->bad;
    double seconds = (double)(run->last_us - run->began_us) / 1e6;
    qsort(run->good.us, run->good.count, sizeof *run->good.us, compare);
    qsort(run->refused.us, run->refused.count, sizeof *run->refused.us, compare);
    printf("{\"requests\":%" PRIu64 ",\"good\":%" PRIu64 ",\"bad\":%" PRIu64 ",\"refused\":%" PRIu64
           ",\"withoutRetryAfter\":%" PRIu64 ",\"unanswered\":%" PRIu64 ",\"reopened\":%" PRIu64
           ",\"inFlightMost\":%" PRIu64 ",\"firstBadStatus\":%d,\"beganUs\":%" PRId64 ",\"endedUs\":%" PRId64
           ",\"seconds\":%.3f,\"perSecond\":%.0f,\"goodPerSecond\":%.0f,\"p50Ms\":%.3f,\"p99Ms\":%.3f"
           ",\"mostMs\":%.3f,\"refusedP99Ms\":%.3f}\n",
           count, run->good.count, run->bad, run->refused.count, run->without_retry_after, run->unanswered,
           run->reopened, run->in_flight_most, run->first_bad_status, run->began_us, run->last_us, seconds,
           (double)count / seconds, (double)run->good.count / seconds, percentile_ms(&run->good, 50),
           percentile_ms(&run->good, 99), percentile_ms(&run->good, 100), percentile_ms(&run->refused, 99));
}

/* How long may be slept: until the next request is due, where a connection is there for it. */
static int rest_ms(const struct run *run) {
    return run->rate > 0 && run->idle_count > 0 && run->next < run->bodies_end ? 1 : 1000;
}

static void go(struct run *run, int count) {
    struct epoll_event events[CONNECTIONS_MAX];
    for (;;) {
        while (start(run))
            continue;
        uint64_t in_flight = (uint64_t)(count - run->idle_count);
        run->in_flight_most = in_flight > run->in_flight_most ? in_flight : run->in_flight_most;
        if (in_flight == 0 && run->next >= run->bodies_end)
            return;
        if (now_us() - run->began_us > RUN_SECONDS_MAX * INT64_C(1000000)) {
            errno = ETIMEDOUT;
            die("the run takes too long");
        }
        int ready = epoll_wait(run->epoll, events, CONNECTIONS_MAX, rest_ms(run));
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection->busy && events[i].events & EPOLLOUT)
                push(run, connection);
            if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
                pull(run, connection);
        }
    }
}

static int ports_read(const char *text, uint16_t ports[PORTS_MAX]) {
    int count = 0;
    for (char *end; *text && count < PORTS_MAX; text = *end == ',' ? end + 1 : end)
        ports[count++] = (uint16_t)strtoul(text, &end, 10);
    return count;
}

static bool connections_open(struct run *run, const char *ports_text, int count) {
    uint16_t ports[PORTS_MAX];
    int port_count = ports_read(ports_text, ports);
    struct connection *connections = calloc((size_t)count, sizeof *connections);
    run->epoll = epoll_create1(0);
    if (!connections || run->epoll < 0 || port_count == 0)
        return false;
    for (int i = 0; i < count; i++) {
        connections[i].port = ports[i % port_count];
        connection_open(run, &connections[i]);
    }
    return true;
}

int main(int argc, char **argv) {
    static struct run run;
    size_t bodies_size, token_size;
    int count = argc > 5 ? (int)strtol(argv[5], NULL, 10) : 0;
    if (count < 1 || count > CONNECTIONS_MAX) {
        fprintf(stderr, "post PORTS PATH TOKEN_FILE BODIES_FILE CONNECTIONS [RATE [refusable]]\n");
        return 2;
    }
    const char *token = map_file(argv[3], &token_size);
    snprintf(run.token, sizeof run.token, "%.*s", (int)strcspn(token, "\r\n"), token);
    run.path = argv[2];
    run.bodies = run.next = map_file(argv[4], &bodies_size);
    run.bodies_end = run.bodies + bodies_size;
    run.rate = argc > 6 ? strtol(argv[6], NULL, 10) : 0;
    run.refusable = argc > 7 && strcmp(argv[7], "refusable") == 0;
    run.good.us = calloc(bodies_size / 2 + 1, sizeof *run.good.us);
    run.refused.us = calloc(bodies_size / 2 + 1, sizeof *run.refused.us);
    if (!run.good.us || !run.refused.us || !connections_open(&run, argv[1], count))
        die("start");
    run.began_us = run.last_us = now_us();
    go(&run, count);
    report(&run);
    return run.bad > 0;
}
