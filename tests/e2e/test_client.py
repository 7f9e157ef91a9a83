"""The reference client of examples/clients/python against the stack: what it sends is stored once whatever happens on the way, what it follows stays
true through stops and repeats, and its commands do what the guide says."""

import collections
import contextlib
import csv
import email.utils
import http.client
import http.server
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import time
import uuid

import openpyxl
import pytest

import topics
from stack import CHECKOUT

PYTHON = CHECKOUT / "examples/clients/python"
sys.path.insert(0, str(PYTHON))

from tonghop_client import Client, Refused  # noqa: E402
from tonghop_topics import REFERENCE, ROLLUP, Mirror, follow  # noqa: E402

MARK = uuid.uuid4().hex[:8]
FORM, PERIOD, DATE = f"CLIENT-{MARK}", f"X-client-{MARK}", "2024-08-31"
PROVINCE = "40"  # it was there in 2024 and is today
REPORTS = "tonghop.report.v1"


# ---- A way to the gateway on which things go wrong


class Road:
    """Forwards to the gateway; `troubles` says what happens to the next requests: lost (done, but the answer never arrives), or (status, headers, body)."""

    def __init__(self, stack):
        self.troubles, self.seen = collections.deque(), []
        road = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                trouble = road.troubles.popleft() if road.troubles else None
                road.seen.append((self.command, self.path, self.headers.get("Idempotency-Key"), body))
                if isinstance(trouble, tuple):
                    return self.give(*trouble)
                connection = stack.connection()
                connection.request(self.command, self.path, body, dict(self.headers))
                answer = connection.getresponse()
                content = answer.read()
                if trouble == "lost":
                    self.close_connection = True
                    self.connection.shutdown(2)
                else:
                    self.give(answer.status, dict(answer.getheaders()), content)

            def give(self, status, headers, content):
                self.send_response_only(status)
                for name, value in headers.items():
                    if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_any

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture(scope="module")
def road(stack):
    road = Road(stack)
    yield road
    road.server.shutdown()
    road.server.server_close()


@pytest.fixture(scope="module")
def token(stack):
    return stack.token("reports:read reports:write rollups:read", PROVINCE, subject="client")


@pytest.fixture(scope="module")
def client(stack, token, asked):
    return Client(stack.url, lambda: token, authority=stack.authority, language="en")


@pytest.fixture(scope="module")
def reviewer(stack):
    token = stack.token("reports:read reports:review", PROVINCE, subject="reviewer")
    return Client(stack.url, lambda: token, authority=stack.authority, language="en")


@pytest.fixture(scope="module")
def asked(stack, units):
    """The communes of whom a form of this file's own is asked for, for a summer, with time enough."""
    ended_before = {row["unit"] for row in units.at(DATE, "commune")} - {row["unit"] for row in units.at("2025-06-30", "commune")}
    codes = sorted(row["code"] for row in units.below(PROVINCE, DATE, "commune") if row["unit"] not in ended_before)[:100]
    form = stack.get("/v1/forms/PCMD-S")
    form = {name: form[name] for name in ("programme", "title", "from", "cells", "rules")} | {"levels": ["commune"], "functions": ["people-committee"]}
    assert stack.call("PUT", f"/v1/forms/{FORM}", form).status == 201
    request = {"code": PERIOD[2:], "form": FORM, "units": codes, "period": {"start": "2024-06-01", "end": "2024-09-01"}, "dueAt": "2099-01-01T00:00:00Z", "title": "Rà soát"}
    answer = stack.call("POST", "/v1/requests", request)
    assert answer.status == 201, answer
    for _ in range(100):
        if stack.call("GET", f"/v1/obligations?form={FORM}&period={PERIOD}").status == 200:
            return codes
        time.sleep(0.1)
    raise AssertionError("the request did not arrive")


@pytest.fixture(scope="module")
def commune(asked):
    """One after another, each used by one test."""
    return iter(asked).__next__


def report(unit, total=10, trained=1, **more):
    return {"form": FORM, "unit": unit, "agency": "people-committee", "period": PERIOD, "values": {"staffTotal": total, "staffTrained": trained}} | more


def problem(status, kind, **headers):
    body = {"type": "urn:problem-type:tonghop:" + kind, "title": kind, "status": status, "instance": "/", "traceId": "0", "issues": []}
    return status, {"Content-Type": "application/problem+json", **headers}, json.dumps(body).encode()


@contextlib.contextmanager
def refused(status, kind=None):
    with pytest.raises(Refused) as caught:
        yield caught
    assert caught.value.status == status and kind in (None, caught.value.type), caught.value


# ---- One request


def test_a_lost_answer_is_asked_for_again_and_nothing_is_stored_twice(client, road, token, commune):
    unit = commune()
    road.seen.clear()
    in_a_second = email.utils.formatdate(time.time() + 1, usegmt=True)
    road.troubles.extend(["lost", (502, {}, b"<html>"), "lost", problem(503, "serviceUnavailable", **{"Retry-After": "0"}),
                          problem(409, "requestInProgress", **{"Retry-After": "1"}), problem(429, "tooManyRequests", **{"Retry-After": in_a_second})])
    made = Client(road.url, lambda: token).submit(report(unit))
    assert len(road.seen) == 7 and len({(key, body) for _, _, key, body in road.seen}) == 1, road.seen
    assert [item["id"] for item in client.items("/v1/reports", form=FORM, unit=unit, period=PERIOD)] == [made["id"]] and made["version"] == 1


def test_what_is_final_is_not_repeated(client, road, token, commune):
    road.seen.clear()
    with refused(422, "invalid") as caught:
        Client(road.url, lambda: token, language="en").submit(report(commune(), 1, 2, narratives={"what": "…"}))
    assert len(road.seen) == 1
    assert [issue["pointer"] for issue in caught.value.issues] == ["/narratives/what", "/values/staffTrained"], caught.value
    assert "/values/staffTrained: ruleBroken: " in str(caught.value)


def test_patience_ends(road, token, commune):
    road.troubles.extend([problem(503, "serviceUnavailable", **{"Retry-After": "30"})])
    with refused(503, "serviceUnavailable"):
        Client(road.url, lambda: token, patience_s=1).submit(report(commune()))
    with pytest.raises(OSError):
        Client("http://127.0.0.1:9", lambda: token, patience_s=0.3).get("/v1/obligations")


def test_a_key_that_was_kept_answers_after_a_restart(stack, client, token, commune):
    unit, key = commune(), str(uuid.uuid4())
    made = client.submit(report(unit), key=key)
    again = Client(client.url, lambda: token, authority=stack.authority)
    assert again.submit(report(unit), key=key) == made
    with refused(422, "idempotencyKeyReused"):
        again.submit(report(unit, 11), key=key)
    with refused(409, "alreadyExists") as caught:
        again.submit(report(unit))
    assert caught.value.location == f"/v1/reports/{made['id']}"


# ---- Reports


def test_sending_replaces_what_is_there_also_when_it_was_withdrawn(client, commune):
    unit = commune()
    first = client.send(report(unit, 10))
    assert client.send(report(unit, 10))["version"] == 1
    client.decide(first, "withdraw", reason="gửi nhầm")
    taken_up = client.send(report(unit, 12, reason="gửi lại"))
    assert (taken_up["version"], taken_up["state"], taken_up["values"]["staffTotal"]) == (3, "submitted", 12)


def test_two_corrections_at_once_are_both_kept(client, commune):
    made = client.submit(report(commune(), 10, 1))
    location, meanwhile = f"/v1/reports/{made['id']}", iter([12])

    def figure(name, value):
        return lambda current: current | {"values": current["values"] | {name: value}}

    def late(current):
        for total in meanwhile:
            client.correct(location, figure("staffTotal", total), reason="người khác")
        return figure("staffTrained", 5)(current)

    corrected = client.correct(location, late, reason="đếm lại")
    assert corrected["values"] == {"staffTotal": 12, "staffTrained": 5} and corrected["version"] == 3 and corrected["reason"] == "đếm lại"


def test_a_decision_is_on_what_was_read(client, reviewer, commune):
    read = client.submit(report(commune()))
    client.correct(f"/v1/reports/{read['id']}", lambda current: current | {"values": {"staffTotal": 9, "staffTrained": 1}}, reason="đếm lại")
    with refused(412):
        reviewer.decide(read, "accept")
    with refused(428):
        reviewer.call("POST", f"/v1/reports/{read['id']}/decisions", json={"decision": "accept"})
    assert reviewer.decide(reviewer.get(f"/v1/reports/{read['id']}"), "accept")["state"] == "accepted"


# ---- Files


def test_files_of_every_kind(client, commune, tmp_path):
    codes = [commune() for _ in range(3)]
    table = tmp_path / "table.csv"
    blank = list(csv.DictReader(io.StringIO(client.template(FORM, PERIOD, "text/csv", within=codes[0]).decode("utf-8"))))
    with open(table, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, blank[0])
        writer.writeheader()
        writer.writerows(line | {"staffTotal": 7, "staffTrained": 2} for line in blank)
    lines = tmp_path / "lines.ndjson"
    lines.write_text(json.dumps(report(codes[1], 8, 3)) + "\n", encoding="utf-8")
    book = tmp_path / "book.xlsx"
    book.write_bytes(client.template(FORM, PERIOD, unit=codes[2], agency="people-committee"))
    workbook = openpyxl.load_workbook(book)
    rows = {row[0].value: row for row in workbook.worksheets[0].iter_rows()}
    rows["staffTotal"][5].value, rows["staffTrained"][5].value = 9, 4
    workbook.save(book)
    for file in (table, lines, book):
        assert client.import_file(file, FORM, PERIOD, dry_run=True).counts["created"] == 1
        result = client.import_file(file, FORM, PERIOD)
        assert result.good and result.counts["created"] == 1, result
        assert client.import_file(file, FORM, PERIOD).counts["unchanged"] == 1
    said = [next(client.items("/v1/reports", form=FORM, unit=code, period=PERIOD))["values"] for code in codes]
    assert said == [{"staffTotal": 7 + i, "staffTrained": 2 + i} for i in range(3)]


def test_a_wrong_file_says_where(client, commune, tmp_path):
    table = tmp_path / "wrong.csv"
    table.write_text(f"unit,agency,staffTotal,staffTrained\n{commune()},people-committee,7,2\n99999,people-committee,1,1\n", encoding="utf-8")
    whole = client.import_file(table, FORM, PERIOD)
    assert not whole.good and str(whole).startswith("failed: received 2, created 0") and "row 2 unit: unknownUnit: " in str(whole)
    part = client.import_file(table, FORM, PERIOD, mode="partial")
    assert not part.good and part.state == "succeeded" and part.counts["created"] == 1 and "row 2 unit: unknownUnit: " in str(part)
    with refused(422):
        client.import_file(table, "NO-FORM", PERIOD)


def test_a_large_file_is_waited_for_and_an_unanswered_one_is_not_sent_twice(client, road, token, commune, tmp_path):
    codes = [commune() for _ in range(50)]
    table = tmp_path / "large.csv"
    rows = "".join(f"{codes[i % 50]},people-committee,{5 + i // 500},1\n" for i in range(25_000))
    table.write_text("unit,agency,staffTotal,staffTrained\n" + rows, encoding="utf-8")
    road.seen.clear()
    road.troubles.append("lost")
    told = []
    result = Client(road.url, lambda: token).import_file(table, FORM, "2024-H1", mode="partial", progress=told.append)
    assert result.counts == {"received": 25_000, "created": 50, "updated": 0, "unchanged": 0, "rejected": 24_950}, "each commune once"
    assert not result.good and result.state == "succeeded" and result.rows[0]["row"] == 51 and {row["type"] for row in result.rows} == {"duplicate"}
    posted = [entry for entry in road.seen if entry[0] == "POST"]
    assert len(posted) == 2 and posted[0] == posted[1] and len(posted[0][3]) > 500_000
    assert all(job["state"] in ("queued", "running") for job in told)


# ---- Topics


class Record:
    """As confluent_kafka hands it over."""

    def __init__(self, offset, key, sequence, payload, topic=REFERENCE, subject=None):
        headers = [("ce_type", b"t"), ("ce_subject", (subject or key).encode()), ("ce_sequence", f"{sequence:020d}".encode())]
        value = None if payload is None else json.dumps(payload).encode()
        for name, part in {"topic": topic, "partition": 0, "offset": offset, "key": key.encode(), "value": value, "headers": headers}.items():
            setattr(self, name, lambda part=part: part)


def nothing(_):
    pass


def test_the_reference_changes_by_whole_change_sets(tmp_path):
    mirror = Mirror(str(tmp_path / "m.db"))
    mirror.take([Record(0, "form:A", 1, {"v": 1}), Record(1, "generation", 1, {"generation": 1}), Record(2, "form:A", 2, {"v": 2}), Record(3, "form:B", 2, {"v": 2})], nothing)
    assert dict(mirror.latest(REFERENCE)) == {"form:A": {"v": 1}, "generation": {"generation": 1}} and mirror.place(REFERENCE, 0) == 2
    again = Mirror(str(tmp_path / "m.db"))  # stopped in the middle: what was open is read again
    seen = []
    again.take([Record(2, "form:A", 2, {"v": 2}), Record(3, "form:B", 2, {"v": 2}), Record(4, "form:C", 2, None), Record(5, "generation", 2, {"generation": 2})], seen.append)
    assert [change.name for change in seen] == ["form:A", "form:B", "form:C", "generation"]
    assert dict(again.latest(REFERENCE)) == {"form:A": {"v": 2}, "form:B": {"v": 2}, "generation": {"generation": 2}} and again.place(REFERENCE, 0) == 6


def test_only_a_higher_version_is_taken(tmp_path):
    mirror, seen = Mirror(str(tmp_path / "m.db")), []

    def come(offset, sequence, epoch, total):
        mirror.take([Record(offset, "unit", sequence, {"epoch": epoch, "total": total}, REPORTS, "a-report")], seen.append)

    for offset, (sequence, epoch, total) in enumerate([(1, 0, 1), (2, 0, 2), (2, 0, 2), (1, 0, 1), (10, 0, 10), (3, 0, 3), (2, 1, 20), (11, 0, 11)]):
        come(offset, sequence, epoch, total)
    assert [change.payload["total"] for change in seen] == [1, 2, 10, 20] and seen[0].name == "a-report"
    assert dict(mirror.latest(REPORTS)) == {"a-report": {"epoch": 1, "total": 20}} and mirror.place(REPORTS, 0) == 8


def test_a_record_that_cannot_be_kept_keeps_its_place(tmp_path):
    mirror = Mirror(str(tmp_path / "m.db"))

    def fails(change):
        if change.name == "B":
            raise OSError("disk full")

    records = [Record(0, "A", 1, {}, ROLLUP), Record(1, "B", 1, {}, ROLLUP)]
    with pytest.raises(OSError):
        mirror.take(records, fails)
    assert dict(mirror.latest(ROLLUP)) == {} and mirror.place(ROLLUP, 0) < 0
    mirror.take(records, nothing)
    assert set(dict(mirror.latest(ROLLUP))) == {"A", "B"} and mirror.place(ROLLUP, 0) == 2


def test_who_follows_has_the_figures_of_the_api_also_after_being_stopped(stack, client, units, commune, tmp_path):
    settings = topics.settings()
    mirror, left = Mirror(str(tmp_path / "m.db")), [1500]

    def stop(_):
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        follow(mirror, settings, [ROLLUP], seen=stop, once=True)
    client.send(report(commune(), 33, 3))
    key = f"{FORM}|{PERIOD}|{PROVINCE}@2012-01-01"
    again = Mirror(str(tmp_path / "m.db"))
    asked = client.get(f"/v1/rollups/{FORM}/{PROVINCE}/{PERIOD}")
    for _ in range(20):
        follow(again, settings, [ROLLUP, REFERENCE, REPORTS], once=True)
        kept = dict(again.latest(ROLLUP)).get(key)
        if kept and kept["completeness"] == asked["completeness"]:
            break
        asked = client.get(f"/v1/rollups/{FORM}/{PROVINCE}/{PERIOD}")
    assert kept["completeness"] == asked["completeness"]
    assert kept["submitted"]["cells"] == {code: cell for code, cell in asked["cells"].items() if cell["reported"]}
    reference = dict(again.latest(REFERENCE))
    assert f"form:{FORM}" in reference and {f"unit:{row['unit']}" for row in units.rows} <= set(reference)
    counted = sum(said["values"]["staffTotal"] for _, said in again.latest(REPORTS) if said["form"] == FORM and said["period"]["code"] == PERIOD
                  and said["state"] in ("submitted", "accepted"))
    assert counted == kept["submitted"]["cells"]["staffTotal"]["sum"]


# ---- The command


def run(stack, token, *words, **files):
    environment = {**os.environ, "TONGHOP_URL": stack.url, "TONGHOP_TOKEN": token, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(["/usr/bin/python3", str(PYTHON / "tonghop"), *map(str, words)], env=environment, capture_output=True, text=True, timeout=120, **files)


def test_the_command_does_what_the_guide_says(stack, token, commune, tmp_path):
    unit = commune()
    entry, table = tmp_path / "report.json", tmp_path / "table.csv"
    entry.write_text(json.dumps(report(unit)), encoding="utf-8")
    made = run(stack, token, "send", entry)
    assert made.returncode == 0, made
    again = run(stack, token, "send", entry)
    assert again.returncode == 1 and "409 alreadyExists" in again.stderr and not again.stdout
    corrected = run(stack, token, "correct", json.loads(made.stdout)["id"], "staffTotal=14", "--reason", "đếm lại")
    assert json.loads(corrected.stdout)["values"] == {"staffTotal": 14, "staffTrained": 1}
    assert run(stack, token, "template", table, "--form", FORM, "--period", PERIOD, "--within", unit).returncode == 0 and table.stat().st_size > 60
    table.write_text(f"unit,agency,staffTotal,staffTrained\n{unit},people-committee,x,1\n", encoding="utf-8")
    failed = run(stack, token, "import", table, "--form", FORM, "--period", PERIOD, "--mode", "partial")
    assert failed.returncode == 1 and "rejected 1" in failed.stdout and "row 1" in failed.stdout, failed
    owed = [json.loads(line) for line in run(stack, token, "obligations", "--form", FORM, "--period", PERIOD, "--unit", unit).stdout.splitlines()]
    assert [(item["unitCode"], item["state"]) for item in owed] == [(unit, "submitted")]
    assert json.loads(run(stack, token, "rollup", FORM, unit, PERIOD).stdout)["cells"]["staffTotal"] == {"sum": 14, "reported": 1}
    followed = run(stack, token, "follow", "--once", "--mirror", tmp_path / "m.db", REPORTS).stdout.splitlines()
    last = [json.loads(line) for line in followed if unit in line][-1]
    assert last[2] == "tonghop.report.corrected.v1" and last[3]["values"]["staffTotal"] == 14
    assert run(stack, token, "follow", "--once", "--mirror", tmp_path / "m.db", REPORTS).stdout == ""
    nowhere = subprocess.run(["/usr/bin/python3", str(PYTHON / "tonghop"), "send", str(pathlib.Path(entry))], capture_output=True, text=True,
                             env={**os.environ, "TONGHOP_URL": stack.url, "TONGHOP_TOKEN_FILE": "/nowhere"})
    assert nowhere.returncode == 1 and "/nowhere" in nowhere.stderr and "Traceback" not in nowhere.stderr


def test_who_follows_the_guide_gets_through(stack):
    """Every command of its three chapters, in their order, for a ward that has not reported yet."""
    ward = min(silent(stack, "2026") & silent(stack, "2026-H1"))
    chapters = (CHECKOUT / "docs/guide.md").read_text(encoding="utf-8").split("\n## ")
    wanted = [chapter for chapter in chapters if chapter.startswith(("Send a report by spreadsheet", "Send a report by program", "Follow the topics"))]
    commands = "\n".join(block for chapter in wanted for block in re.findall(r"^```sh\n(.*?)^```", chapter, re.DOTALL | re.MULTILINE))
    assert len(wanted) == 3 and commands.count("14797") > 5
    if stack.provider:  # the guide is of the quick start, with its own issuer
        asked = f"/usr/bin/python3 deploy/local/provider.py --home {stack.home} --port {stack.provider.port} --audience {stack.url} token"
        commands = commands.replace("deploy/local/token", asked)
    environment = {**os.environ, "PATH": "/usr/bin:" + os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "CURL_CA_BUNDLE": stack.authority or ""}
    done = subprocess.run(["bash", "-euo", "pipefail"], input=commands.replace("14797", ward), cwd=CHECKOUT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.stdout.count("succeeded: received 1, created 1,") == 2 and "updated 1" in done.stdout, done.stdout[-3000:]
    assert "/values/staffTrained: ruleBroken: Rule R1: Row 2 may not exceed row 1" in done.stdout
    assert done.stdout.rstrip().splitlines()[-1].startswith("PCMD-S|2026|38@2012-01-01 ")


def silent(stack, period):
    owed = stack.items(f"/v1/obligations?form=PCMD-S&period={period}&within=38&agency=people-committee")
    return {item["unitCode"] for item in owed if item["report"] is None}
