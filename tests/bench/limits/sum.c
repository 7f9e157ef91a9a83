/* The limit beside the roll-up: adding up the nation's arrays in memory, and nothing else.
 *
 *   sum FILE TIMES      FILE: rows of (unit, cells bigint[]) as COPY writes them
 *
 * Says as one line of JSON how long one pass over all figures takes, sum and count of each column, median of TIMES passes. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CELLS_MAX = 64, ROWS_MAX = 2000000, TIMES_MAX = 1000 };
#define MISSING INT64_MIN

struct totals {
    int64_t sums[CELLS_MAX], counts[CELLS_MAX];
};

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void row_read(const char *at, int64_t *cells) {
    for (size_t i = 0; i < CELLS_MAX; i++)
        cells[i] = MISSING;
    for (size_t i = 0; i < CELLS_MAX && *at && *at != '}'; i++) {
        char *end = NULL;
        at++;
        if (strncmp(at, "NULL", 4) == 0)
            end = (char *)at + 4;
        else
            cells[i] = strtoll(at, &end, 10);
        at = end;
    }
}

static size_t rows_read(const char *path, int64_t (**ret_cells)[CELLS_MAX]) {
    char *line = NULL;
    size_t room = 0, count = 0, capacity = 0;
    FILE *file = fopen(path, "r");
    *ret_cells = NULL;
    while (file && count < ROWS_MAX && getline(&line, &room, file) > 0) {
        if (count == capacity) {
            capacity = capacity ? 2 * capacity : 1024;
            *ret_cells = realloc(*ret_cells, capacity * sizeof **ret_cells);
        }
        const char *array = *ret_cells ? strchr(line, '{') : NULL;
        if (!array)
            exit(2);
        row_read(array, (*ret_cells)[count++]);
    }
    free(line);
    if (file)
        fclose(file);
    return count;
}

static void add_up(const int64_t (*cells)[CELLS_MAX], size_t count, struct totals *ret_totals) {
    memset(ret_totals, 0, sizeof *ret_totals);
    for (size_t row = 0; row < count; row++)
        for (size_t i = 0; i < CELLS_MAX; i++) {
            int64_t given = cells[row][i] != MISSING;
            ret_totals->sums[i] += given ? cells[row][i] : 0;
            ret_totals->counts[i] += given;
        }
}

static int compare(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

int main(int argc, char **argv) {
    static int64_t passes_ns[TIMES_MAX];
    int64_t(*cells)[CELLS_MAX];
    struct totals totals;
    size_t times = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
    size_t count = argc == 3 ? rows_read(argv[1], &cells) : 0;
    if (count == 0 || times < 1 || times > TIMES_MAX) {
        fprintf(stderr, "sum FILE TIMES\n");
        return 2;
    }
    int64_t check = 0; /* so that no pass is thrown away */
    for (size_t i = 0; i < times; i++) {
        int64_t began_ns = now_ns();
        add_up((const int64_t(*)[CELLS_MAX])cells, count, &totals);
        passes_ns[i] = now_ns() - began_ns;
        check += totals.sums[0];
    }
    qsort(passes_ns, times, sizeof *passes_ns, compare);
    printf("{\"rows\":%zu,\"ms\":%.4f,\"first\":%" PRId64 "}\n", count, (double)passes_ns[times / 2] / 1e6,
           check / (int64_t)times);
    free(cells);
    return 0;
}
