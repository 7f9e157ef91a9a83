"""What this machine can do without Tonghop, measured in the same run: the ends of the scale."""
import contextlib
import subprocess

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, NewTopic

import names
import nation
from stack import process_seconds

CONNECTIONS = (1, 16, 64, 256)
SINGLE_ROWS, BATCH, SUM_TIMES, REQUEST_TIMES = 500, 100, 21, 3
ANSWER_BYTES = 2048  # about what is answered to a POST: the report as stored
GET_SIZES = {4096: (names.GET_P50, names.GET_P99), 262144: (names.GET_LARGE_P50, names.GET_LARGE_P99)}
TOPIC = "bench.limit"


@contextlib.contextmanager
def http_alone(stack, answer_bytes):
    """A server that reads each request and answers, and nothing more: (port, pid)."""
    with subprocess.Popen(stack.tool("http", answer_bytes), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield int(server.stdout.readline()), server.pid
        finally:
            server.stdin.close()


def measure(bench):
    period = next(nation.months())
    sent = bench.nation(period)
    rows = bench.stack.bodies("rows.copy", nation.as_copy(sent))
    first = bench.stack.bodies("first.copy", nation.as_copy(sent[:SINGLE_ROWS]))
    copied = bench.stack.run("rows", "copy", rows)["seconds"]
    bench.add(*names.COPY_IN, "s", copied)
    bench.add(*names.COPY_MILLION, "s", copied * 1e6 / len(sent))
    stored = bench.stack.run("rows", "batches", rows, BATCH)
    bench.add(*names.BATCHES, "s", stored["seconds"])
    bench.add(*names.COMMIT, "rows/s", bench.stack.run("rows", "batches", first, 1)["perSecond"], more_is_better=True)
    requests = http_posts(bench, sent)
    events = produce(bench, len(sent))
    bench.add(*names.EVENTS, "s", events["seconds"])
    bench.add(*names.EVENT_P50, "ms", events["p50Ms"])
    bench.add(*names.EVENT_P99, "ms", events["p99Ms"])
    bench.add(*names.BARE_CPU, "µs", requests + stored["ownUs"] + stored["backendUs"] + events["ownUs"])
    bench.add(*names.SUMS, "ms", bench.stack.run("sum", rows, SUM_TIMES)["ms"])
    http_gets(bench)


def http_posts(bench, sent):
    """CPU of the bare server for each request over 64 connections, in µs."""
    file, cpu_us = bench.stack.bodies("echo.ndjson", REQUEST_TIMES * nation.as_ndjson(sent)), 0
    with http_alone(bench.stack, ANSWER_BYTES) as (port, pid):
        for connections in CONNECTIONS:
            before = process_seconds(pid)
            result = bench.stack.run("post", port, "/v1/reports", bench.stack.token_file, file, connections)
            if connections == 64:
                cpu_us = (process_seconds(pid) - before) / result["requests"] * 1e6
            bench.add(*names.http(connections, "rate"), "requests/s", result["perSecond"], more_is_better=True)
            bench.add(*names.http(connections, "p50"), "ms", result["p50Ms"])
            bench.add(*names.http(connections, "p99"), "ms", result["p99Ms"])
    return cpu_us


def http_gets(bench):
    for size, (p50, p99) in GET_SIZES.items():
        with http_alone(bench.stack, size) as (port, _):
            result = bench.stack.run("get", port, "/", bench.stack.token_file, bench.sizes.reads)
            bench.add(*p50, "ms", result["p50Ms"])
            bench.add(*p99, "ms", result["p99Ms"])


def topic_make(bench):
    admin = AdminClient({"bootstrap.servers": bench.stack.brokers, "log_level": 3})
    made = admin.create_topics([NewTopic(TOPIC, 1, 1, config={"retention.ms": "60000"})])
    try:
        made[TOPIC].result()
    except KafkaException as failure:
        if failure.args[0].name() != "TOPIC_ALREADY_EXISTS":
            raise


def produce(bench, count):
    """The events that the service published while it was warmed up, so many of them."""
    events = bench.events.read_bytes().splitlines(keepends=True)
    file = bench.stack.bodies("events.all", b"".join((events * (count // len(events) + 1))[:count]))
    topic_make(bench)
    return bench.stack.run("produce", bench.stack.brokers, TOPIC, file, bench.sizes.round_trips)
