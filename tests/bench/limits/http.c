/* The limit beside the services' HTTP: libmicrohttpd alone, which reads each request to its end and answers with a fixed body.
 *
 *   http ANSWER_BYTES      prints the loopback port it listens at, and runs until its standard input ends
 *
 * A POST is answered 201, anything else 200. One thread a core with epoll: what the library does best, and not what ulfius makes of it. */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ANSWER_MAX = 16 * 1024 * 1024, CONNECTIONS_MAX = 1100 };

static char *answer;
static size_t answer_size;

static enum MHD_Result serve(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                             const char *version, const char *upload, size_t *upload_size, void **request) {
    static int seen;
    (void)context, (void)url, (void)version, (void)upload;
    if (!*request) {
        *request = &seen;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        *upload_size = 0;
        return MHD_YES;
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(answer_size, answer, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", "application/json");
    enum MHD_Result queued = MHD_queue_response(connection, strcmp(method, "POST") == 0 ? 201 : 200, response);
    MHD_destroy_response(response);
    return queued;
}

int main(int argc, char **argv) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    answer_size = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
    if (answer_size < 1 || answer_size > ANSWER_MAX) {
        fprintf(stderr, "http ANSWER_BYTES\n");
        return 2;
    }
    answer = malloc(answer_size);
    if (!answer)
        return 2;
    memset(answer, 'x', answer_size);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TCP_FASTOPEN, 0, NULL, NULL, serve, NULL, MHD_OPTION_SOCK_ADDR,
        &address, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)sysconf(_SC_NPROCESSORS_ONLN), MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_MAX, MHD_OPTION_END);
    const union MHD_DaemonInfo *info = daemon ? MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    if (!info) {
        fprintf(stderr, "http: the server did not start\n");
        return 2;
    }
    printf("%u\n", info->port);
    fflush(stdout);
    while (getchar() != EOF)
        continue;
    MHD_stop_daemon(daemon);
    free(answer);
    return 0;
}
