"""Each part is killed with -9 while reports flow. Afterwards every report that was answered 2xx is there once, and the roll-up equals a recount."""

import http.client
import json
import os
import pathlib
import random
import signal
import subprocess
import threading
import time

import pytest

from stack import CHECKOUT, waiting

FORM, DATE = "PCMD-S", "2024-12-14"
PARTS = ["reports", "aggregation", "plans", "kafka", "postgres"]
wait_for = waiting(60)


class Senders:
    """Reporters that send one report each, correct some of them, and repeat a request whose answer they did not get, with the same key."""

    def __init__(self, stack, codes, period, pause=0.004):
        self.stack, self.codes, self.period, self.pause = stack, list(codes), period, pause
        self.lock = threading.Lock()
        self.stop = threading.Event()
        self.answered = {}  # code → (report id, version, total)
        self.unexpected = []
        self.unavailable = 0  # answers that said so, and requests without answer
        self.seconds = [0]  # that each answer took
        self.threads = [threading.Thread(target=self.run, args=(number,)) for number in range(6)]
        for thread in self.threads:
            thread.start()

    def take(self):
        with self.lock:
            return self.codes.pop() if self.codes else None

    def request(self, method, path, body, headers):
        """Until there is an answer that is one."""
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                answer = self.stack.call(method, path, body, headers=headers)
            except (OSError, http.client.HTTPException):
                answer = None
            self.seconds.append(time.monotonic() - began)
            if answer is None or (answer.status in (502, 503, 504, 409) and (answer.status != 409 or "location" not in answer.headers)):
                self.unavailable += 1
                time.sleep(0.2)
                continue
            return answer
        return None

    def run(self, number):
        pick = random.Random(number)
        while not self.stop.is_set():
            code = self.take()
            if code is None:
                return
            total = pick.randint(10, 99)
            body = {"form": FORM, "unit": code, "agency": "people-committee", "period": self.period, "values": {"staffTotal": total, "staffTrained": 1}}
            answer = self.request("POST", "/v1/reports", body, {"Idempotency-Key": f'"{self.period}-{code}-1"'})
            if answer is None:
                return
            if answer.status != 201:
                self.unexpected.append((code, answer.status, answer.body[:300]))
                continue
            with self.lock:
                self.answered[code] = (answer.json["id"], answer.json["version"], total)
            time.sleep(self.pause)

    def finish(self):
        for thread in self.threads:
            thread.join()


def kill(stack, part, how=signal.SIGKILL):
    pid = int(pathlib.Path(stack.home, "run", f"{part}.pid").read_text().split()[0])
    os.kill(pid, how)
    return pid


def stop(stack, part):
    """As an operator does, until it is gone."""
    state = pathlib.Path(f"/proc/{kill(stack, part, signal.SIGTERM)}/stat")
    deadline = time.monotonic() + 60
    while state.exists() and state.read_text().split(") ")[1][0] != "Z":
        assert time.monotonic() < deadline
        time.sleep(0.05)


def bring_up():
    outcome = subprocess.run([str(CHECKOUT / "deploy/local/up"), "--empty"], capture_output=True, text=True,
                             env=os.environ | {"TONGHOP_BIN": os.environ.get("TONGHOP_BIN", str(CHECKOUT / "build/asan/bin"))})
    assert outcome.returncode == 0, outcome.stdout[-2000:] + outcome.stderr[-2000:]


def ledger(stack, period):
    """code → its versions. Other tests left some of them."""
    rows = stack.sql("SELECT split_part(unit, '@', 1), report::text, version, cells, state FROM reports.report_version"
                     " WHERE form = %s AND period = %s ORDER BY version", FORM, period)
    found = {}
    for code, report, version, cells, state in rows:
        found.setdefault(code, []).append((report, version, cells[0], state))
    return found


def counted(found):
    """What a roll-up takes of reports nobody sent back: nothing of a draft."""
    assert {versions[-1][3] for versions in found.values()} <= {"draft", "submitted", "accepted"}, "this recount knows no other"
    return [versions[-1][2] for versions in found.values() if versions[-1][3] != "draft"]


def wait_for_total(stack, period, expected, reported):
    def is_total():
        cell = stack.get(f"/v1/rollups/{FORM}/VN/{period}")["cells"]["staffTotal"]
        assert (cell["sum"], cell["reported"]) == (expected, reported), cell
        return True

    wait_for(is_total)


@pytest.mark.parametrize("part,period", list(zip(PARTS, ["2022-H1", "2022-H2", "2023-H2", "2024-H2", "2024-H1"])))
def test_killed_while_reports_flow(stack, units, part, period):
    date = {"2022-H1": "2022-06-14", "2022-H2": "2022-12-14", "2023-H2": "2023-12-14", "2024-H2": "2024-12-14", "2024-H1": "2024-06-14"}[period]
    codes = sorted(row["code"] for row in units.below("40", date, "commune"))[:400]
    before = ledger(stack, period)
    senders = Senders(stack, [c for c in codes if c not in before], period)
    time.sleep(0.7)
    kill(stack, part)
    time.sleep(0.5)
    bring_up()
    senders.finish()
    assert not senders.unexpected
    assert len(senders.answered) == len([c for c in codes if c not in before])

    after = ledger(stack, period)
    for code, (report, version, total) in senders.answered.items():
        assert after[code] == [(report, version, total, "submitted")], (code, after.get(code), "answered 2xx, so there once")
    sums = counted(after)
    wait_for_total(stack, period, sum(sums), len(sums))
