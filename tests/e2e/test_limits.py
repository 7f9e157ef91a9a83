"""Every limit on what comes from outside: at the limit a request is not refused for it, one beyond it is, and the answer names the place and the limit."""

import contextlib
import http.client
import json
import re
import socket
import time

import psycopg2
import pytest

from stack import CHECKOUT, waiting

PLANS, REPORTS, AGGREGATION = 1, 2, 3  # ports behind the gateway's
ADMIN = 10
KIB, MIB = 1024, 1024 * 1024


def padded(document, size):
    text = json.dumps(document).encode()
    return text + b" " * (size - len(text))


def post(path, body, kind="application/json", **headers):
    return "POST", path, body, kind, headers


def put(path, body, kind="application/json", **headers):
    return "PUT", path, body, kind, headers


def get(path, **headers):
    return "GET", path, None, None, headers


def report(**members):
    return post("/v1/reports", {"form": "LIMITS-NONE", "unit": "00004", "agency": "people-committee", "period": "2023-H1", "values": {}} | members)


def form(**members):
    return put("/v1/forms/LIMITS", {"programme": "limits-none", "title": {"vi": "X"}, "from": "2023-H1", "levels": ["commune"], "cells": []} | members)


def indicator(**members):
    return put("/v1/indicators/limits", {"programme": "limits-none", "name": {"vi": "X"}, "unitOfMeasure": "person", "nature": "flow", "decimals": 0} | members)


def plan(**members):
    return post("/v1/plans", {"code": "limits", "programme": "limits-none", "title": "X", "span": "2023"} | members)


def consolidation(**members):
    return post("/v1/consolidations", {"forms": ["PCMD-S"], "unit": "38", "agency": "labour", "period": "2023-H1"} | members)


def nested(depth):
    return post("/v1/reports", '{"values":' + "[" * (depth - 1) + "]" * (depth - 1) + "}")


def csv_rows(count, field="1", form="PCMD-S", mode="atomic"):
    return post(f"/v1/imports?form={form}&period=2023-H1&mode={mode}&dryRun=true", "unit,agency,staffTotal,staffTrained\n" + f"99999,people-committee,{field},1\n" * count, "text/csv")


def lines(count):
    return post("/v1/imports?mode=partial&dryRun=true", b"{}\n" * count, "application/x-ndjson")


def url(size):
    start = "/v1/units?q="
    return get(start + "x" * (size - len(start)))


def parameters(count):
    return get("/v1/units?" + "&".join(f"p{number}=1" for number in range(count)))


def duties(days):
    last = {731: "2025-01-01", 732: "2025-01-02"}[days]
    return get(f"/v1/duties?unit=00004&from=2023-01-01&to={last}")


NOBODY_S = "00000000-0000-7000-8000-000000000000"
ASKED = {"code": "limits", "form": "PCMD-S", "period": {"start": "2024-06-01", "end": "2024-09-01"}, "dueAt": "2099-01-01T00:00:00Z", "title": "X"}


def series(points):
    last = {600: "2299-H2", 601: "2300-H1"}[points]
    return get(f"/v1/series?form=PCMD-S&unit=VN&cell=staffTotal&every=half&from=2000-H1&to={last}")


# what, limit, port (None: the gateway), how a request of a size is made, status beyond it, issue and its place beyond it, what its text says
LIMITS = [
    ("a report's body", 512 * KIB, REPORTS, lambda n: post("/v1/reports", padded({}, n)), 413, ("tooLong", ""), "524288 B"),
    ("a document's body", 10 * MIB, PLANS, lambda n: put("/v1/indicators/limits", padded({}, n)), 413, ("tooLong", ""), "10485760 B"),
    ("the URL", 2048, PLANS, url, 414, ("tooLong", ""), "2048"),
    ("the URL through the gateway", 2048, None, url, 414, ("tooLong", ""), "2048"),
    ("query parameters", 32, None, parameters, 400, ("tooMany", "p32"), "32"),
    ("the Idempotency-Key", 200, None, lambda n: post("/v1/reports", {}, **{"Idempotency-Key": "k" * n}), 400, ("badFormat", "Idempotency-Key"), "200"),
    ("depth", 32, None, nested, 400, ("tooDeep", ""), "32"),
    ("rows of an atomic import", 20000, None, csv_rows, 422, ("tooMany", ""), "20000"),
    ("bytes of a field", 4096, None, lambda n: csv_rows(1, "1" * n), 400, ("tooLong", (1, None)), "4096"),
    ("a reason's bytes", 2000, None, lambda n: report(reason="x" * n), None, ("tooLong", "/reason"), "2000"),
    ("a code", 64, None, lambda n: report(form="f" * n), None, ("tooLong", "/form"), "64"),
    ("a name", 512, None, lambda n: indicator(name={"vi": "x" * n}), 400, ("tooLong", "/name/vi"), "512"),
    ("a text of a plan", 20000, None, lambda n: plan(purposes=["x" * n]), 400, ("tooLong", "/purposes/0"), "20000"),
    ("targets of a plan", 5000, None, lambda n: plan(targets=[1] * n), 400, ("tooMany", "/targets"), "5000"),
    ("cells of a form", 1000, None, lambda n: form(cells=[1] * n), 400, ("tooMany", "/cells"), "1000"),
    ("rules of a form", 500, None, lambda n: form(rules=[1] * n), 400, ("tooMany", "/rules"), "500"),
    ("terms of a rule", 50, None, lambda n: form(rules=[{"code": "R", "op": "eq", "severity": "error", "left": [1] * n, "right": []}]), 400, ("tooMany", "/rules/0/left"), "50"),
    ("narratives of a form", 50, None, lambda n: form(narratives=[1] * n), 400, ("tooMany", "/narratives"), "50"),
    ("functions of a form", 50, None, lambda n: form(functions=["x"] * n), 400, ("tooMany", "/functions"), "50"),
    ("decisions at once", 1000, None, lambda n: post("/v1/decisions", {"decisions": [1] * n}), 400, ("tooMany", "/decisions"), "1000"),
    ("units of a request", 2000, None, lambda n: post("/v1/requests", ASKED | {"units": [1] * n}), 400, ("tooMany", "/units"), "2000"),
    ("units of an extension", 2000, None, lambda n: post("/v1/extensions", {"code": "limits", "form": "PCMD-S", "period": "2023-H1", "dueAt": "2099-01-01T00:00:00Z", "reason": "x", "units": [1] * n}), 400, ("tooMany", "/units"), "2000"),
    ("edges of a reorganisation", 50000, None, lambda n: post("/v1/reorganisations", {"code": "limits", "edges": [1] * n}), 400, ("tooMany", "/edges"), "50000"),
    ("shares of a target", 2000, None, lambda n: put("/v1/plans/thanh-hoa-2023/targets/S3-01/allocation", {"allocations": [1] * n}), 400, ("tooMany", "/allocations"), "2000"),
    ("documents behind a task's progress", 100, None, lambda n: put("/v1/plans/thanh-hoa-2023/tasks/S3-T1a/progress", {"evidence": [1] * n}), 400, ("tooMany", "/evidence"), "100"),
    ("a decision's body", 512 * KIB, REPORTS, lambda n: post(f"/v1/reports/{NOBODY_S}/decisions", padded({}, n)), 413, ("tooLong", ""), "524288 B"),
    ("the body of a report's next version", 512 * KIB, REPORTS, lambda n: put(f"/v1/reports/{NOBODY_S}", padded({}, n)), 413, ("tooLong", ""), "524288 B"),
    ("a consolidation's body", 10 * MIB, AGGREGATION, lambda n: post("/v1/consolidations", padded({}, n)), 413, ("tooLong", ""), "10485760 B"),
    ("a report in a file of lines", 512 * KIB, None, lambda n: post("/v1/imports?mode=atomic&dryRun=true", '{"x":"' + "x" * (n - 8) + '"}', "application/x-ndjson"), 422, ("tooLong", (1, None)), "512 KiB"),
    ("tasks of a plan", 5000, None, lambda n: plan(tasks=[1] * n), 400, ("tooMany", "/tasks"), "5000"),
    ("duties of a plan", 5000, None, lambda n: plan(duties=[1] * n), 400, ("tooMany", "/duties"), "5000"),
    ("agencies of a request", 2000, None, lambda n: post("/v1/requests", ASKED | {"agencies": [1] * n}), 400, ("tooMany", "/agencies"), "2000"),
    ("what is told of a task", 20000, None, lambda n: put("/v1/plans/thanh-hoa-2023/tasks/S3-T1a/progress", {"text": "x" * n}), 400, ("tooLong", "/text"), "20000"),
    ("for whom it was entered", 512, None, lambda n: report(enteredFor="x" * n), None, ("tooLong", "/enteredFor"), "512"),
    ("forms of a consolidation", 40, None, lambda n: consolidation(forms=["x"] * n), 400, ("tooMany", "/forms"), "40"),
    ("recipients of a consolidation", 100, None, lambda n: consolidation(recipients=[1] * n), 400, ("tooMany", "/recipients"), "100"),
    ("sections of a consolidation", 50, None, lambda n: consolidation(narratives={f"section{number}": 1 for number in range(n)}), 400, ("tooMany", "/narratives"), "50"),
    ("a section of a consolidation", 20000, None, lambda n: consolidation(narratives={"results": "x" * n}, x=1), 400, ("tooLong", "/narratives/results"), "20000"),
    ("days of duties", 731, None, duties, 400, ("tooLong", "to"), "2 years"),
    ("points of a series", 600, None, series, 400, ("tooMany", "from"), "600"),
]


def send(stack, port, request):
    method, path, body, kind, headers = request
    return stack.call(method, path, body, kind=kind, headers=headers, port=port and stack.port + port)


def issues(answer):
    if not answer.headers.get("content-type", "").startswith("application/problem+json"):
        return []
    return [(issue["type"], issue.get("pointer") if "row" not in issue else (issue["row"], issue.get("column")), issue["detail"]) for issue in answer.json["issues"]]


@pytest.mark.parametrize("what,limit,port,make,status,issue,said", LIMITS, ids=[row[0] for row in LIMITS])
def test_at_the_limit_it_is_taken_and_one_beyond_it_is_refused(stack, what, limit, port, make, status, issue, said):
    at = send(stack, port, make(limit))
    assert at.status not in (413, 414, 431, 500, 503) and issue not in [found[:2] for found in issues(at)], at
    beyond = send(stack, port, make(limit + 1))
    found = [text for kind, place, text in issues(beyond) if (kind, place) == issue]
    assert beyond.status == status or (status is None and beyond.status in (400, 422)), beyond
    assert len(found) == 1 and said in found[0], (beyond, issues(beyond)[:5])


def test_a_million_of_anything_is_refused_at_once(stack):
    for request in (post("/v1/decisions", {"decisions": [1] * 10 ** 6}), plan(tasks=[1] * 10 ** 6), lines(10 ** 6 + 1), form(cells=[1] * 10 ** 6)):
        began = time.monotonic()
        answer = send(stack, None, request)
        assert answer.status in (400, 413, 422), answer
        assert answer.status == 413 or "tooMany" in {kind for kind, _, _ in issues(answer)}, answer
        assert time.monotonic() - began < 20 and len(answer.body) < MIB


def announced(stack, size):
    """What the gateway says as soon as it knows how large a body is to come; None: it waits for the body."""
    connection = stack.connection()
    connection.timeout = 3
    try:
        connection.putrequest("POST", "/v1/imports?form=LIMITS-NONE&period=2023-H1")
        for name, value in {"Authorization": f"Bearer {stack.admin}", "Content-Type": "text/csv", "Content-Length": size}.items():
            connection.putheader(name, value)
        connection.endheaders(b"unit")
        return connection.getresponse().status
    except TimeoutError:
        return None
    finally:
        connection.close()


def test_no_body_is_larger_than_an_import_may_be(stack):
    assert announced(stack, 100 * MIB) is None
    assert announced(stack, 100 * MIB + 1) == 413


def test_a_page_has_at_most_a_thousand(stack):
    assert len(stack.get("/v1/units?limit=1000&level=commune")["items"]) == 1000
    assert len(stack.get("/v1/units?limit=1001&level=commune")["items"]) == 1000
    assert len(stack.get("/v1/units?level=commune")["items"]) == 100
    for wrong in ("0", "-1", "1e3"):
        assert stack.call("GET", f"/v1/units?limit={wrong}").status == 400, wrong


def test_a_cursor_is_short(stack):
    for size in (1024, 1025):
        answer = stack.call("GET", "/v1/units?cursor=" + "A" * size)
        assert answer.status == 400 and "cursor" in [place for _, place, _ in issues(answer)], answer


def head_status(stack, port, bytes_of_headers):
    """Of a request with so much in its headers, sent to a service itself."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as link:
        link.sendall(f"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: {'x' * bytes_of_headers}\r\n\r\n".encode())
        return int(link.recv(4096).split()[1])


def test_headers_have_a_limit(stack):
    for service in (PLANS, REPORTS, AGGREGATION):
        port = stack.port + ADMIN + service
        assert head_status(stack, port, 24 * KIB) == 200
        assert head_status(stack, port, 33 * KIB) == 431


def test_connections_have_a_limit_and_who_comes_after_it_is_taken_again_later(stack):
    port, links = stack.port + ADMIN + PLANS, []
    request = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
    try:
        for _ in range(80):
            links.append(socket.create_connection(("127.0.0.1", port), timeout=2))
        answered = 0
        for link in links:
            try:
                link.sendall(request)
                answered += link.recv(4096).startswith(b"HTTP/1.1 200")
            except OSError:
                pass
        assert 60 <= answered <= 64, answered
    finally:
        for link in links:
            link.close()
    deadline = time.monotonic() + 10
    while not is_answered(stack, port):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_answered(stack, port):
    """False also where the connection is refused: those before may not have been seen off yet."""
    try:
        return stack.call("GET", "/livez", port=port).status == 200
    except (OSError, http.client.HTTPException):
        return False


def test_a_connection_that_says_nothing_is_closed_by_the_service_itself(stack):
    """Not by the gateway alone: half a minute, at both ports."""
    began, links = time.monotonic(), []
    try:
        for port in (service + place for service in (PLANS, REPORTS, AGGREGATION) for place in (0, ADMIN)):
            links.append(socket.create_connection(("127.0.0.1", stack.port + port), timeout=45))
        for link in links:
            assert link.recv(1) == b""
        assert 25 < time.monotonic() - began < 45
    finally:
        for link in links:
            link.close()


# ---- Large imports


def test_four_large_imports_wait_and_the_next_comes_again(stack):
    """The one at work stands still for as long as its row is held."""
    importer = stack.token("reports:read reports:write", "38", subject="limits-queue")
    method, path, body, kind, _ = csv_rows(20001, mode="partial")
    path = path.replace("&dryRun=true", "")
    begun = []
    with contextlib.closing(psycopg2.connect(stack.database)) as holding, holding.cursor() as cursor:
        for number in range(5):
            answer = stack.call(method, path, body, token=importer, kind=kind, headers={"X-Number": str(number)})
            if answer.status != 202:
                break
            begun.append(answer.json["id"])
            if number == 0:
                cursor.execute("SELECT state FROM reports.import WHERE id = %s FOR UPDATE", (begun[0],))
                assert cursor.fetchone()[0] in ("queued", "running"), "held before it was through"
        assert (len(begun), answer.status) == (4, 503) and int(answer.headers["retry-after"]) > 0, answer
        holding.rollback()
    ended = waiting(60)
    for made in begun:
        ended(lambda made=made: stack.get(f"/v1/imports/{made}", token=importer)["state"] in ("succeeded", "failed"))
    answer = stack.call(method, path, body, token=importer, kind=kind)
    assert answer.status == 202, answer
    ended(lambda: stack.get(f"/v1/imports/{answer.json['id']}", token=importer)["state"] in ("succeeded", "failed"))


# ---- How often a client may ask


def left(answer):
    policy = re.fullmatch(r'"client";q=(\d+);w=(\d+)', answer.headers["ratelimit-policy"])
    said = re.fullmatch(r'"client";r=(\d+);t=(\d+)', answer.headers["ratelimit"])
    return int(policy[1]), int(policy[2]), int(said[1]), int(said[2])


def test_every_answer_says_what_its_client_has_left(stack):
    for path in ("/v1/units?limit=1", "/v1/reports?limit=1", "/v1/rollups/PCMD-C/VN/2023-H1", "/v1/units?limit=0"):
        quota, window, requests, full = left(stack.call("GET", path))
        assert (quota, window) == (20000, 10) and 0 < requests < quota and 1 <= full <= window, path
    assert "ratelimit" not in stack.call("GET", "/v1/units?limit=1", token="").headers, "who has no token has no rate"


def test_an_import_counts_by_its_rows_and_for_its_own_client_only(stack):
    importer, other = (stack.token("reports:read reports:write plans:read", "38", subject=f"limits-{name}") for name in ("importer", "other"))
    method, path, body, kind, _ = csv_rows(20000)
    imported = stack.call(method, path, body, token=importer, kind=kind)
    assert imported.status in (200, 422), imported
    assert left(imported)[2] <= 20000 - 2000, "ten rows are one request; it is told as it was when they were counted"
    if not stack.provider:  # which may know both by one name
        assert left(stack.call("GET", "/v1/reports?limit=1", token=other))[2] == 19999


# ---- The table for operators says what the code says


def declared(text):
    """NAME → value of the constants in a header."""
    units = {"KIB": KIB, "MIB": MIB}
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    found = {name: int(number) * int(times or 1) for name, number, times in re.findall(r"\b([A-Z][A-Z_0-9]+) = (\d+)(?: \* (\d+))?,", text)}
    return found | {name: int(number) * units[unit] for name, unit, number in re.findall(r"#define ([A-Z_0-9]+) (KIB|MIB)\((\d+)\)", text)}


def test_the_table_of_limits_is_that_of_the_code():
    written = {}
    for line in (CHECKOUT / "docs/limits.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0].startswith("`"):
            written[cells[0].strip("`")] = (int(cells[1].replace(",", "")), cells[3])
    core = declared((CHECKOUT / "shared/core/limits.h").read_text(encoding="utf-8"))
    sheet = declared((CHECKOUT / "shared/sheet/sheet_read.h").read_text(encoding="utf-8"))
    assert len(core) > 40 and len(sheet) > 15, "the headers are read"
    assert {name: value for name, (value, _) in written.items()} == core | {name: value for name, value in sheet.items() if name.startswith("SHEET_")}
    for name, (_, tests) in written.items():
        assert tests == "–" or (CHECKOUT / "tests" / tests.strip("`")).exists(), (name, tests)
