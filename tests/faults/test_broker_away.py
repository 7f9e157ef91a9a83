"""Kafka is away while reports come in: all are accepted, none waits for it, and all are delivered once it is back.

TONGHOP_KAFKA_AWAY_SECONDS says for how long; `tests/run --long` takes ten minutes."""

import os
import time

import topics
from test_kill import FORM, Senders, bring_up, counted, ledger, stop, wait_for_total

SECONDS = int(os.environ.get("TONGHOP_KAFKA_AWAY_SECONDS", "20"))
PERIOD, DATE = "2019-H2", "2019-12-14"
TOPIC = "tonghop.report.v1"


def outbox(stack):
    """Reports that wait; heads of audit chains and reminders wait beside them."""
    return stack.sql("SELECT count(*) FROM reports.outbox WHERE topic = %s", TOPIC)[0][0]


def ready(stack):
    return [stack.call("GET", "/readyz", port=stack.port + 11 + i, token="").status for i in range(3)]


def test_reports_are_accepted_while_kafka_is_away_and_delivered_after(stack, units):
    before = ledger(stack, PERIOD)
    codes = [row["code"] for row in units.at(DATE, "commune") if row["code"] not in before]
    stack.call("GET", f"/v1/rollups/{FORM}/VN/{PERIOD}")
    stop(stack, "kafka")
    began = time.monotonic()
    waiting = outbox(stack)
    senders = Senders(stack, codes, PERIOD, pause=max(0.004, 6 * SECONDS / len(codes)))
    try:
        while time.monotonic() - began < SECONDS:
            time.sleep(1)
            assert ready(stack) == [200, 200, 200], "who accepts reports is ready"
    finally:
        senders.stop.set()
        senders.finish()
        accepted = dict(senders.answered)
        held = outbox(stack)
        bring_up()
    assert not senders.unexpected and senders.unavailable == 0, (senders.unexpected[:3], senders.unavailable)
    assert len(accepted) > min(1000, 20 * SECONDS) and max(senders.seconds) < 5, (len(accepted), max(senders.seconds))
    assert held - waiting == len(accepted), "they wait in the outbox, each once"

    deadline = time.monotonic() + 120
    while outbox(stack) > 0:
        assert time.monotonic() < deadline, outbox(stack)
        time.sleep(0.2)
    after = ledger(stack, PERIOD)
    for code, (report, version, total) in accepted.items():
        assert after[code] == [(report, version, total, "submitted")], code
    sums = counted(after)
    wait_for_total(stack, PERIOD, sum(sums), len(sums))
    published = [dict(record.headers())["ce_subject"].decode() for record in topics.all_of(TOPIC)]
    assert set(published) >= {report for report, _, _ in accepted.values()}
