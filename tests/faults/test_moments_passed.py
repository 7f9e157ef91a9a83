"""An answer as of a moment that says `complete` never changes again, whoever writes meanwhile and whatever is killed; and it says what the ledger says.

Two tonghop-reports write at once, and the floor of the ledger is pushed ahead of both their clocks, as where clocks disagree."""

import contextlib
import datetime
import os
import pathlib
import socket
import subprocess
import time

import psycopg2

from test_kill import FORM, Senders, bring_up, kill, stop

PERIOD, DATE = "2018-H2", "2018-12-14"
ROLLUP = f"/v1/rollups/{FORM}/VN/{PERIOD}"
FRESH_S = 5  # how old what is known may be for an answer about now to be complete


def text_of(microseconds):
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=microseconds)).isoformat(timespec="microseconds") + "Z"


def now():
    return time.time_ns() // 1000


def ask(stack, moment=None):
    """Whether it is complete, and the sum and the number of reports."""
    answer = stack.get(ROLLUP + (f"?asOf={text_of(moment)}" if moment else ""))
    cell = answer["cells"]["staffTotal"]
    return answer["complete"], (cell["sum"] or 0, cell["reported"])


def truth(stack, moment):
    """What the ledger had recorded by then."""
    total, count = stack.sql("SELECT coalesce(sum(total), 0)::bigint, count(total) FROM (SELECT DISTINCT ON (unit, agency) cells[1] AS total FROM reports.report_version"
                             " WHERE form = %s AND period = %s AND recorded_us <= %s AND state <> 'draft' ORDER BY unit, agency, version DESC) AS newest", FORM, PERIOD, moment)[0]
    return total, count


def wait_until_complete(stack, moment=None, seconds=40):
    deadline = time.monotonic() + seconds
    while not (found := ask(stack, moment))[0]:
        assert time.monotonic() < deadline, (moment and text_of(moment), found)
        time.sleep(0.05)
    return found[1]


def push_floor(stack, seconds):
    stack.sql("UPDATE reports.ledger SET floor_us = floor_us + %s", seconds * 1_000_000)


def communes(stack, units, count):
    said = {row[0] for row in stack.sql("SELECT split_part(unit, '@', 1) FROM reports.report_version WHERE form = %s AND period = %s", FORM, PERIOD)}
    codes = sorted({row["code"] for row in units.at(DATE, "commune")} - said)[:count]
    assert len(codes) == count
    return codes


class Through:
    """The stack, seen through another instance of the service."""

    def __init__(self, stack, port):
        self.stack, self.port = stack, port

    def call(self, *arguments, **more):
        return self.stack.call(*arguments, port=self.port, **more)


@contextlib.contextmanager
def second_reports(stack):
    """Another tonghop-reports beside the one that runs, with its settings."""
    first = int(pathlib.Path(stack.home, "run", "reports.pid").read_text().split()[0])
    settings = dict(pair.split("=", 1) for pair in pathlib.Path(f"/proc/{first}/environ").read_text().split("\0") if "=" in pair)
    with contextlib.ExitStack() as sockets:
        free = [sockets.enter_context(socket.socket()) for _ in range(2)]
        for one in free:
            one.bind(("127.0.0.1", 0))
        http, admin = (one.getsockname()[1] for one in free)
    with open(pathlib.Path(stack.home, "second-reports.log"), "wb") as log:
        process = subprocess.Popen([os.readlink(f"/proc/{first}/exe"), "serve"], env=settings | {"TONGHOP_HTTP_PORT": str(http), "TONGHOP_ADMIN_PORT": str(admin)}, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError):
                if stack.call("GET", "/readyz", port=admin, token="").status == 200:
                    break
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.1)
        yield Through(stack, http)
    finally:
        process.terminate()
        process.wait(60)


@contextlib.contextmanager
def somebody_stores(stack):
    """A transaction that may store: as an atomic import that takes its time."""
    connection = psycopg2.connect(stack.database)
    try:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE reports.report_version IN ROW EXCLUSIVE MODE")
            yield
            connection.rollback()
    finally:
        connection.close()


def test_what_is_complete_as_of_a_moment_stays_as_it_is(stack, units):
    codes = communes(stack, units, 1600)
    first_seen, asked = {}, []
    wait_until_complete(stack)
    with second_reports(stack) as other:
        senders = [Senders(stack, codes[::2], PERIOD), Senders(other, codes[1::2], PERIOD)]
        try:
            until, pushed = time.monotonic() + 14, 0
            while time.monotonic() < until and any(thread.is_alive() for one in senders for thread in one.threads):
                asked.append(now())
                for moment in asked:
                    complete, figures = ask(stack, moment) if moment not in first_seen else (False, None)
                    if complete:
                        first_seen[moment] = figures
                if len(asked) % 8 == 0 and pushed < 3:
                    push_floor(stack, 1)
                    pushed += 1
        finally:
            for one in senders:
                one.stop.set()
            for one in senders:
                one.finish()
    assert not [one.unexpected for one in senders if one.unexpected]
    assert len(first_seen) > 10 and len({figures for figures in first_seen.values()}) > 5, "moments pass while reports come in"
    for moment, figures in first_seen.items():
        assert figures == truth(stack, moment), "as the ledger says"
        assert ask(stack, moment) == (True, figures), "and for ever"
    last = now() + 4_000_000
    assert wait_until_complete(stack, last) == truth(stack, last)
    assert truth(stack, last)[1] >= sum(len(one.answered) for one in senders)


def test_an_import_of_all_or_nothing_is_recorded_above_the_floor(stack, units):
    codes = communes(stack, units, 250)
    push_floor(stack, 4)
    floor = stack.sql("SELECT floor_us FROM reports.ledger")[0][0]
    rows = "\n".join(f"{code},people-committee,7,1" for code in codes)
    answer = stack.call("POST", f"/v1/imports?form={FORM}&period={PERIOD}&mode=atomic", "unit,agency,staffTotal,staffTrained\n" + rows, kind="text/csv")
    assert answer.status in (200, 202), answer
    deadline = time.monotonic() + 60
    while not (found := stack.sql("SELECT count(*), min(recorded_us), max(recorded_us), count(DISTINCT recorded_us) FROM reports.report_version"
                                  " WHERE form = %s AND period = %s AND split_part(unit, '@', 1) = ANY(%s)", FORM, PERIOD, codes)[0])[0]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    count, least, most, distinct = found
    assert (count, distinct) == (250, 250) and least > floor
    assert wait_until_complete(stack, most) == truth(stack, most)


def test_killed_between_floor_and_mark(stack):
    """Somebody stores when the floor rises, so the mark has to wait; whoever was to publish it is killed meanwhile."""
    wait_until_complete(stack)
    with somebody_stores(stack):
        time.sleep(1.5)
        moment = stack.sql("SELECT floor_us FROM reports.ledger")[0][0]
        assert moment > now() - 3_000_000, "it rose in the meantime"
        kill(stack, "reports")
        bring_up()
        time.sleep(FRESH_S)
        assert not ask(stack, moment)[0] and not ask(stack)[0], "what somebody may still store below the floor is not passed"
    assert wait_until_complete(stack, moment) == truth(stack, moment)
    wait_until_complete(stack)


def test_while_something_is_stored_for_long_only_the_moment_waits(stack, units):
    """A large atomic import holds back what is called complete, of all forms; the figures of others go on."""
    codes = communes(stack, units, 6)
    past = now()
    before = wait_until_complete(stack, past)
    with somebody_stores(stack):
        _, (total, count) = ask(stack)
        for given, code in enumerate(codes, 1):
            body = {"form": FORM, "unit": code, "agency": "people-committee", "period": PERIOD, "values": {"staffTotal": 5, "staffTrained": 1}}
            assert stack.call("POST", "/v1/reports", body).status == 201
            deadline = time.monotonic() + 10
            while ask(stack)[1] != (total + 5 * given, count + given):
                assert time.monotonic() < deadline, "what was reported counts at once"
                time.sleep(0.05)
        said = now()
        time.sleep(FRESH_S + 1.5)
        assert ask(stack) == (False, truth(stack, said)), "all is there, but nobody can promise it"
        assert ask(stack, said) == (False, truth(stack, said))
        assert ask(stack, past) == (True, before), "what has passed has passed"
    assert wait_until_complete(stack, said) == truth(stack, said)
    wait_until_complete(stack)


def test_kafka_away(stack, units):
    codes = communes(stack, units, 3)
    wait_until_complete(stack)
    past = now() - 10_000_000
    before = wait_until_complete(stack, past)
    stop(stack, "kafka")
    try:
        for code in codes:
            body = {"form": FORM, "unit": code, "agency": "people-committee", "period": PERIOD, "values": {"staffTotal": 5, "staffTrained": 1}}
            assert stack.call("POST", "/v1/reports", body).status == 201
        said = now()
        time.sleep(FRESH_S + 2)
        assert not ask(stack)[0], "nobody knows what is missing"
        assert not ask(stack, said)[0]
        assert ask(stack, past) == (True, before), "what has passed has passed"
    finally:
        bring_up()
    said = max(said, stack.sql("SELECT max(recorded_us) FROM reports.report_version WHERE form = %s AND period = %s", FORM, PERIOD)[0][0])
    assert wait_until_complete(stack, said, 90) == truth(stack, said)
    wait_until_complete(stack)
