"""When more is to be stored than may wait: who comes too late is told so at once and when to come again, nobody who was let in is lost, and it passes."""

import json
import socket
import time

import psycopg2
import pytest

FORM, PERIOD, PLACES, CLERKS = "PCMD-S", "2022-H2", 300, 340


class Clerk:
    """One connection to the service, past the gateway, which lets one address have no more than 256 at work."""

    def __init__(self, stack, code):
        self.code, self.status, self.headers, self.received = code, None, {}, b""
        body = json.dumps({"form": FORM, "unit": code, "agency": "people-committee", "period": PERIOD, "state": "draft", "values": {"staffTotal": 7, "staffTrained": 1}})
        self.request = (f"POST /v1/reports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {stack.admin}\r\nContent-Type: application/json\r\n"
                        f"Idempotency-Key: \"overload-{code}\"\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()
        self.link = socket.create_connection(("127.0.0.1", stack.port + 2), timeout=30)

    def send(self):
        self.status = None
        self.received = b""
        self.link.sendall(self.request)

    def look(self, seconds):
        """Has the answer come by then?"""
        self.link.settimeout(seconds)
        try:
            while self.status is None:
                piece = self.link.recv(65536)
                assert piece, "the connection stays"
                self.received += piece
                head, end, body = self.received.partition(b"\r\n\r\n")
                first, *lines = head.decode().split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in lines) if end else {}
                if end and len(body) >= int(headers["content-length"]):
                    self.status, self.headers = int(first.split()[1]), headers
        except (TimeoutError, BlockingIOError):
            pass
        return self.status


@pytest.fixture
def clerks(stack, units):
    there = {row[0] for row in stack.sql("SELECT split_part(unit, '@', 1) FROM reports.report_version WHERE form = %s AND period = %s", FORM, PERIOD)}
    codes = sorted({row["code"] for row in units.at("2022-12-14", "commune")} - there)[:CLERKS]
    clerks = [Clerk(stack, code) for code in codes]
    yield clerks
    for clerk in clerks:
        clerk.link.close()


def stored(stack, clerks):
    rows = stack.sql("SELECT split_part(unit, '@', 1), count(*) FROM reports.report_version WHERE form = %s AND period = %s GROUP BY 1", FORM, PERIOD)
    return {code: count for code, count in rows if code in {clerk.code for clerk in clerks}}


def waiting(stack):
    metrics = stack.call("GET", "/metrics", port=stack.port + 12).body.decode()
    return int(next(line for line in metrics.splitlines() if line.startswith("tonghop_reports_waiting{")).split()[1])


def wait_until(what, ready, seconds=60):
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def refused_at_once(clerk):
    began = time.monotonic()
    clerk.send()
    assert clerk.look(20) == 503 and 1 <= int(clerk.headers["retry-after"]) <= 5, (clerk.code, clerk.status, clerk.headers)
    assert b"tonghop:reports:unavailable" in clerk.received
    return time.monotonic() - began


def test_a_full_queue_turns_away_loses_nothing_and_passes(stack, clerks):
    first, late = clerks[:PLACES], clerks[PLACES:]
    holder = psycopg2.connect(stack.database)
    try:
        with holder.cursor() as cursor:
            cursor.execute("LOCK TABLE reports.report_version IN EXCLUSIVE MODE")  # read it may be, added to it may not
        for clerk in first:
            clerk.send()
        wait_until("all places are taken", lambda: waiting(stack) == PLACES)
        times = sorted(refused_at_once(clerk) for clerk in late)
        assert times[len(times) // 2] < 1, times
        assert waiting(stack) == PLACES and not any(clerk.look(0) for clerk in first)
        assert stack.call("GET", "/livez", port=stack.port + 12).status == 200
        assert stack.call("GET", "/readyz", port=stack.port + 12).status == 200
        assert stack.call("GET", "/v1/reports?limit=1").status == 200, "reading goes on"
        assert not stored(stack, clerks)
    finally:
        holder.rollback()
        holder.close()
    assert [clerk.look(60) for clerk in first] == [201] * PLACES
    assert stored(stack, clerks) == {clerk.code: 1 for clerk in first}, "all that were let in, and none that was told no"
    wait_until("all places are free again", lambda: waiting(stack) == 0, 10)
    time.sleep(max(int(clerk.headers["retry-after"]) for clerk in late))  # until then fewer are let in than there are places
    for clerk in late:
        clerk.send()
    assert [clerk.look(60) for clerk in late] == [201] * len(late), "with the keys of the requests that were turned away"
    assert stored(stack, clerks) == {clerk.code: 1 for clerk in clerks}
