"""The reports service is killed with -9 in the middle of an import. The same request again, with the same key, stores what is missing."""

import http.client
import threading
import time
import uuid

import pytest

from test_kill import bring_up, kill

FORM = "PCMD-S"


class Sender:
    """Sends the file once, in the background; the answer is lost with the service."""

    def __init__(self, stack, path, body, key):
        self.request = lambda: stack.call("POST", path, body, kind="text/csv", headers={"Idempotency-Key": f'"{key}"'})
        self.answer = None
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        try:
            self.answer = self.request()
        except (OSError, http.client.HTTPException):
            pass

    def again(self):
        """Until it is neither unavailable nor, as the first attempt might, still running."""
        deadline = time.monotonic() + 60
        while True:
            answer = self.request()
            if answer.status not in (409, 502, 503, 504) or time.monotonic() > deadline:
                return answer
            time.sleep(0.3)


def stored(stack, period, codes):
    """How many of the communes have a report, and how many versions there are."""
    return stack.sql("SELECT count(DISTINCT unit), count(*) FROM reports.report_version WHERE form = %s AND period = %s AND split_part(unit, '@', 1) = ANY(%s)",
                     FORM, period, codes)[0]


def communes_without_report(stack, units, period, date, count):
    said = {row[0] for row in stack.sql("SELECT split_part(unit, '@', 1) FROM reports.report_version WHERE form = %s AND period = %s", FORM, period)}
    codes = sorted({row["code"] for row in units.at(date, "commune")} - said)[:count]
    assert len(codes) == count
    return codes


def wait_until_running(stack, mode, period, codes, seconds):
    """A partial import: until some of it is stored; an atomic one shows nothing before its end, so some time into it."""
    deadline = time.monotonic() + 10
    while not stack.sql("SELECT 1 FROM reports.import WHERE period = %s AND state = 'running'", period):
        assert time.monotonic() < deadline
    while mode == "partial" and stored(stack, period, codes)[0] == 0:
        assert time.monotonic() < deadline
    time.sleep(seconds)


@pytest.mark.parametrize("mode,period,date,rows,seconds", [("partial", "2025-H1", "2025-06-14", 8000, 0), ("atomic", "2021-H2", "2021-12-14", 3900, 0.1), ("atomic", "2021-H1", "2021-06-14", 3900, 0.25)])
def test_the_same_request_after_a_kill_stores_the_file(stack, units, mode, period, date, rows, seconds):
    codes = communes_without_report(stack, units, period, date, rows)
    body = "unit,agency,staffTotal,staffTrained\n" + "".join(f"{code},people-committee,{10 + i},1\n" for i, code in enumerate(codes))
    sender = Sender(stack, f"/v1/imports?form={FORM}&period={period}&mode={mode}", body, uuid.uuid4())
    wait_until_running(stack, mode, period, codes, seconds)
    kill(stack, "reports")
    sender.thread.join()
    left = stored(stack, period, codes)[0]
    assert left in (0, rows) if mode == "atomic" else 0 < left < rows
    bring_up()

    answer = sender.again()
    assert answer.status == 200, answer
    result = answer.json
    assert result["state"] == "succeeded" and "reason" not in result, result
    counts = result["counts"]
    assert counts["created"] + counts["unchanged"] == counts["received"] == rows, counts
    assert counts["updated"] == counts["rejected"] == 0, counts
    assert mode == "atomic" or counts["unchanged"] >= left, counts
    assert stored(stack, period, codes) == (rows, rows)

    replay = sender.again()
    assert replay.headers.get("idempotency-replayed") == "true" and replay.json["counts"] == counts, replay
    assert stack.get(answer.headers["location"])["state"] == "succeeded"
    assert stored(stack, period, codes) == (rows, rows)
