/* Sends each line of a file once as a POST over many keep-alive connections and says how fast the answers came, as one line of JSON.
 *
 *   post PORT PATH TOKEN_FILE BODIES_FILE CONNECTIONS [RATE]
 *
 * RATE: requests a second over all connections; 0 or absent: as fast as answers come. A latency runs from when the request
 * was sent, not from when the rate would have had it. Loopback only. Exits 1 when an answer was neither 200 nor 201. */
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

enum { CONNECTIONS_MAX = 1024, REQUEST_MAX = 65536, ANSWER_MAX = 65536, TOKEN_MAX = 8192, RUN_SECONDS_MAX = 300 };

struct connection {
    int socket;
    char request[REQUEST_MAX], answer[ANSWER_MAX];
    size_t request_size, request_sent, answer_size;
    int64_t began_us;
    bool busy, full; /* full: the socket takes no more for now */
};

struct run {
    const char *path, *bodies, *bodies_end, *next;
    char token[TOKEN_MAX];
    int epoll;
    uint64_t sent, good, bad;
    int64_t *latencies_us;
    int64_t rate, began_us;
    int first_bad_status;
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
        if (written <= 0)
            die("write");
        connection->request_sent += (size_t)written;
    }
    arm(run, connection, false);
}

/* Starts the next line on a free connection. False: no line is left, or it is not time yet. */
static bool start(struct run *run, struct connection *connection) {
    if (run->next >= run->bodies_end || !due(run))
        return false;
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

static void pull(struct run *run, struct connection *connection) {
    ssize_t got = read(connection->socket, connection->answer + connection->answer_size,
                       ANSWER_MAX - 1 - connection->answer_size);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0)
        die("read");
    connection->answer_size += (size_t)got;
    int status = answer_status(connection);
    if (status < 0)
        return;
    connection->busy = false;
    run->latencies_us[run->good + run->bad] = now_us() - connection->began_us;
    if (status == 201 || status == 200) {
        run->good++;
        return;
    }
    if (run->bad++ == 0) {
        run->first_bad_status = status;
        fprintf(stderr, "post: %.*s\n", 600, connection->answer);
    }
}

static int compare(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void report(struct run *run) {
    uint64_t count = run->good + run->bad, last = count > 0 ? count - 1 : 0;
    double seconds = (double)(now_us() - run->began_us) / 1e6;
    qsort(run->latencies_us, count, sizeof *run->latencies_us, compare);
    printf("{\"requests\":%" PRIu64 ",\"good\":%" PRIu64 ",\"bad\":%" PRIu64
           ",\"firstBadStatus\":%d,\"beganUs\":%" PRId64
           ",\"seconds\":%.3f,\"perSecond\":%.0f,\"p50Ms\":%.3f,\"p99Ms\":%.3f}\n",
           count, run->good, run->bad, run->first_bad_status, run->began_us, seconds, (double)count / seconds,
           (double)run->latencies_us[last * 50 / 100] / 1000, (double)run->latencies_us[last * 99 / 100] / 1000);
}

static void go(struct run *run, struct connection *connections, int count) {
    struct epoll_event events[CONNECTIONS_MAX];
    for (;;) {
        bool any = false;
        for (int i = 0; i < count; i++)
            any |= connections[i].busy || start(run, &connections[i]);
        if (!any && run->next >= run->bodies_end)
            return;
        if (now_us() - run->began_us > RUN_SECONDS_MAX * INT64_C(1000000)) {
            errno = ETIMEDOUT;
            die("the run takes too long");
        }
        int ready = epoll_wait(run->epoll, events, CONNECTIONS_MAX, run->rate ? 1 : 1000);
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            if (events[i].events & EPOLLOUT)
                push(run, connection);
            if (connection->busy && events[i].events & EPOLLIN)
                pull(run, connection);
        }
    }
}

int main(int argc, char **argv) {
    static struct run run;
    size_t bodies_size, token_size;
    if (argc < 6) {
        fprintf(stderr, "post PORT PATH TOKEN_FILE BODIES_FILE CONNECTIONS [RATE]\n");
        return 2;
    }
    const char *token = map_file(argv[3], &token_size);
    snprintf(run.token, sizeof run.token, "%.*s", (int)strcspn(token, "\r\n"), token);
    run.path = argv[2];
    run.bodies = run.next = map_file(argv[4], &bodies_size);
    run.bodies_end = run.bodies + bodies_size;
    run.rate = argc > 6 ? strtol(argv[6], NULL, 10) : 0;
    int count = (int)strtol(argv[5], NULL, 10);
    if (count < 1 || count > CONNECTIONS_MAX)
        return 2;
    run.latencies_us = calloc(bodies_size / 2 + 1, sizeof *run.latencies_us);
    struct connection *connections = calloc((size_t)count, sizeof *connections);
    run.epoll = epoll_create1(0);
    if (!run.latencies_us || !connections || run.epoll < 0)
        die("start");
    for (int i = 0; i < count; i++) {
        connections[i].socket = open_socket((uint16_t)strtol(argv[1], NULL, 10));
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &connections[i]};
        epoll_ctl(run.epoll, EPOLL_CTL_ADD, connections[i].socket, &event);
    }
    run.began_us = now_us();
    go(&run, connections, count);
    report(&run);
    return run.bad > 0;
}
