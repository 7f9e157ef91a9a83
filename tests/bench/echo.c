/* The limit beside the services: a server that reads each request to its end and answers 201 with a fixed body.
 *
 *   echo        prints the loopback port it listens at, and runs until it is stopped */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_MAX = 65536, BODY_SIZE = 2048, EVENTS_MAX = 256 };

struct client {
    int socket;
    size_t size;
    char request[REQUEST_MAX];
};

static char answer[BODY_SIZE + 256];
static size_t answer_size;

static void die(const char *what) {
    fprintf(stderr, "echo: %s: %s\n", what, strerror(errno));
    exit(2);
}

/* About what the service answers: the report as stored. */
static void answer_make(void) {
    int head =
        snprintf(answer, sizeof answer,
                 "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", BODY_SIZE);
    memset(answer + head, 'x', BODY_SIZE);
    answer_size = (size_t)head + BODY_SIZE;
}

static int listen_loopback(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 1024) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        die("listen");
    printf("%u\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

static void client_add(int epoll, int listener) {
    int on = 1, link = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    struct client *client = calloc(1, sizeof *client);
    if (link < 0 || !client)
        die("accept");
    setsockopt(link, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    client->socket = link;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    epoll_ctl(epoll, EPOLL_CTL_ADD, link, &event);
}

static bool request_complete(struct client *client) {
    client->request[client->size] = '\0';
    const char *end = strstr(client->request, "\r\n\r\n");
    if (!end)
        return false;
    const char *length = strcasestr(client->request, "\r\ncontent-length:");
    size_t body = length && length < end ? strtoul(length + strlen("\r\ncontent-length:"), NULL, 10) : 0;
    return client->size >= (size_t)(end + 4 - client->request) + body;
}

static void client_serve(struct client *client) {
    ssize_t got = read(client->socket, client->request + client->size, REQUEST_MAX - 1 - client->size);
    if (got <= 0) {
        close(client->socket);
        free(client);
        return;
    }
    client->size += (size_t)got;
    if (!request_complete(client))
        return;
    client->size = 0;
    if (write(client->socket, answer, answer_size) != (ssize_t)answer_size)
        die("write");
}

int main(void) {
    struct epoll_event events[EVENTS_MAX], event = {.events = EPOLLIN};
    int epoll = epoll_create1(0), listener = listen_loopback();
    answer_make();
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) != 0)
        die("epoll");
    for (;;) {
        int ready = epoll_wait(epoll, events, EVENTS_MAX, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr)
                client_serve(events[i].data.ptr);
            else
                client_add(epoll, listener);
        }
    }
}
