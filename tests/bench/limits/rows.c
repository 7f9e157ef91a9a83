/* The limit beside what is stored and read: libpq alone, with rows of (unit text, cells bigint[]) as COPY writes them.
 *
 *   rows copy FILE          one COPY of all rows, durable, into a table without an index
 *   rows batches FILE N     the same rows N a transaction over one connection: one INSERT … SELECT FROM unnest, with a primary key, as a group commit
 *   rows out QUERY          COPY (QUERY) TO STDOUT, read and thrown away
 *
 * The database is that of TONGHOP_DB. Says as one line of JSON how long it took and what CPU a row cost here and in PostgreSQL's backend. */
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH_MAX = 1000, PIECE_BYTES = 65536 };

static const char insert[] =
    "INSERT INTO bench.bare SELECT unit, cells::bigint[] FROM unnest($1::text[], $2::text[]) AS given (unit, cells) "
    "ON CONFLICT DO NOTHING";

struct text {
    char *bytes;
    size_t size, room;
};

static _Noreturn void die(const char *what, const char *why) {
    fprintf(stderr, "rows: %s: %s\n", what, why);
    exit(2);
}

static void text_add(struct text *text, const char *bytes, size_t size) {
    if (text->size + size + 1 > text->room) {
        text->room = 2 * (text->size + size + 1);
        text->bytes = realloc(text->bytes, text->room);
        if (!text->bytes)
            die("text", "no memory");
    }
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    text->bytes[text->size] = '\0';
}

static struct text file_read(const char *path) {
    struct text text = {0};
    char piece[PIECE_BYTES];
    FILE *file = fopen(path, "r");
    if (!file)
        die(path, "cannot be read");
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        text_add(&text, piece, got);
    fclose(file);
    return text;
}

static int64_t now_ns(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t backend_ns(PGconn *database) {
    char path[64];
    int64_t ns = 0;
    snprintf(path, sizeof path, "/proc/%d/schedstat", PQbackendPID(database));
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "%" SCNd64, &ns) != 1)
        die(path, "cannot be read");
    fclose(file);
    return ns;
}

static PGresult *expect(PGconn *database, PGresult *result, ExecStatusType wanted) {
    if (PQresultStatus(result) != wanted)
        die("statement", PQerrorMessage(database));
    return result;
}

static void run(PGconn *database, const char *statement) {
    PQclear(expect(database, PQexec(database, statement), PGRES_COMMAND_OK));
}

static uint64_t lines_of(const struct text *rows) {
    uint64_t count = 0;
    for (size_t i = 0; i < rows->size; i++)
        count += rows->bytes[i] == '\n';
    return count;
}

static uint64_t copy_in(PGconn *database, const struct text *rows) {
    PQclear(expect(database, PQexec(database, "COPY bench.bare FROM STDIN"), PGRES_COPY_IN));
    for (size_t at = 0; at < rows->size; at += PIECE_BYTES) {
        size_t size = rows->size - at < PIECE_BYTES ? rows->size - at : PIECE_BYTES;
        if (PQputCopyData(database, rows->bytes + at, (int)size) != 1)
            die("COPY", PQerrorMessage(database));
    }
    if (PQputCopyEnd(database, NULL) != 1)
        die("COPY", PQerrorMessage(database));
    PQclear(expect(database, PQgetResult(database), PGRES_COMMAND_OK));
    return lines_of(rows);
}

static void array_add(struct text *array, const char *bytes, size_t size) {
    text_add(array, array->size == 0 ? "{\"" : ",\"", 2);
    text_add(array, bytes, size);
    text_add(array, "\"", 1);
}

static void batch_store(PGconn *database, struct text *units, struct text *cells) {
    text_add(units, "}", 1);
    text_add(cells, "}", 1);
    const char *const values[] = {units->bytes, cells->bytes};
    PQclear(expect(database, PQexecPrepared(database, "bare", 2, values, NULL, NULL, 0), PGRES_COMMAND_OK));
    units->size = cells->size = 0;
}

static uint64_t batches_in(PGconn *database, const struct text *rows, size_t batch) {
    struct text units = {0}, cells = {0};
    uint64_t count = 0;
    PQclear(expect(database, PQprepare(database, "bare", insert, 2, NULL), PGRES_COMMAND_OK));
    for (const char *at = rows->bytes, *end; (end = strchr(at, '\n')); at = end + 1) {
        const char *tab = memchr(at, '\t', (size_t)(end - at));
        if (!tab)
            die("file", "a line without a tab");
        array_add(&units, at, (size_t)(tab - at));
        array_add(&cells, tab + 1, (size_t)(end - tab - 1));
        if (++count % batch == 0)
            batch_store(database, &units, &cells);
    }
    if (count % batch != 0)
        batch_store(database, &units, &cells);
    free(units.bytes);
    free(cells.bytes);
    return count;
}

static uint64_t copy_out(PGconn *database, const char *query) {
    struct text statement = {0};
    uint64_t count = 0;
    char *row;
    text_add(&statement, "COPY (", strlen("COPY ("));
    text_add(&statement, query, strlen(query));
    text_add(&statement, ") TO STDOUT (FORMAT binary)", strlen(") TO STDOUT (FORMAT binary)"));
    PQclear(expect(database, PQexec(database, statement.bytes), PGRES_COPY_OUT));
    for (; PQgetCopyData(database, &row, 0) > 0; count++)
        PQfreemem(row);
    PQclear(expect(database, PQgetResult(database), PGRES_COMMAND_OK));
    free(statement.bytes);
    return count > 0 ? count - 1 : 0; /* without the trailer */
}

int main(int argc, char **argv) {
    struct text rows = {0};
    bool batches = argc == 4 && strcmp(argv[1], "batches") == 0, out = argc == 3 && strcmp(argv[1], "out") == 0;
    size_t batch = batches ? strtoul(argv[3], NULL, 10) : 1;
    if ((!batches && !out && !(argc == 3 && strcmp(argv[1], "copy") == 0)) || batch < 1 || batch > BATCH_MAX)
        die("usage", "rows copy FILE | batches FILE N | out QUERY");
    const char *conninfo = getenv("TONGHOP_DB");
    PGconn *database = PQconnectdb(conninfo ? conninfo : "");
    if (PQstatus(database) != CONNECTION_OK)
        die("connect", PQerrorMessage(database));
    if (!out) {
        rows = file_read(argv[2]);
        run(database, "SET client_min_messages = warning");
        run(database, "CREATE SCHEMA IF NOT EXISTS bench");
        run(database, "DROP TABLE IF EXISTS bench.bare");
        run(database, batches ? "CREATE TABLE bench.bare (unit text PRIMARY KEY, cells bigint[])"
                              : "CREATE TABLE bench.bare (unit text, cells bigint[])");
    }
    int64_t began_ns = now_ns(CLOCK_MONOTONIC), own_ns = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    int64_t their_ns = backend_ns(database);
    uint64_t count = out       ? copy_out(database, argv[2])
                     : batches ? batches_in(database, &rows, batch)
                               : copy_in(database, &rows);
    double seconds = (double)(now_ns(CLOCK_MONOTONIC) - began_ns) / 1e9, share = count > 0 ? (double)count * 1e3 : 1;
    printf("{\"rows\":%" PRIu64 ",\"seconds\":%.4f,\"perSecond\":%.0f,\"ownUs\":%.2f,\"backendUs\":%.2f}\n", count,
           seconds, (double)count / seconds, (double)(now_ns(CLOCK_PROCESS_CPUTIME_ID) - own_ns) / share,
           (double)(backend_ns(database) - their_ns) / share);
    if (!out)
        run(database, "DROP TABLE bench.bare");
    PQfinish(database);
    free(rows.bytes);
    return 0;
}
