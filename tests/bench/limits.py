"""What this machine can do without Tonghop, measured in the same run: the ends of the scale."""
import io
import subprocess
import time

SINGLE_ROWS = 500


def with_table(stack, work):
    with stack.database.cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS bench; DROP TABLE IF EXISTS bench.bare; CREATE TABLE bench.bare (unit text, cells bigint[])")
        try:
            return work(cursor)
        finally:
            cursor.execute("DROP SCHEMA bench CASCADE")


def copy_seconds(stack, rows):
    """The same rows of bigint[60] by one COPY, durable, into a table without an index."""
    def work(cursor):
        began = time.monotonic()
        cursor.copy_expert("COPY bench.bare FROM STDIN", io.BytesIO(rows))
        return time.monotonic() - began
    return with_table(stack, work)


def commits_per_second(stack, rows):
    """One row a transaction over one connection: no service that answers after a commit of its own is faster with one client."""
    lines = [line.split("\t") for line in rows.decode().splitlines()[:SINGLE_ROWS]]

    def work(cursor):
        cursor.execute("PREPARE bare AS INSERT INTO bench.bare VALUES ($1, $2::bigint[])")
        began = time.monotonic()
        for unit, cells in lines:
            cursor.execute("EXECUTE bare (%s, %s)", (unit, cells))
        rate = len(lines) / (time.monotonic() - began)
        cursor.execute("DEALLOCATE bare")
        return rate
    return with_table(stack, work)


def echo(stack, bodies, connections):
    """The same requests by the same generator against a server that reads them and answers, and nothing more."""
    with subprocess.Popen(stack.tool("echo"), stdout=subprocess.PIPE, text=True) as server:
        try:
            return stack.run("post", int(server.stdout.readline()), "/v1/reports", stack.token_file, bodies, connections)
        finally:
            server.terminate()
