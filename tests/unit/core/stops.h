/* Whether a step stops the process, seen from outside: it runs in a child, silently. */
#ifndef TONGHOP_TESTS_STOPS_H
#define TONGHOP_TESTS_STOPS_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static inline bool stops(void (*step)(void)) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL); /* cmocka catches it to fail a test */
        if (freopen("/dev/null", "w", stderr) != NULL)
            step();
        _exit(0);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif
