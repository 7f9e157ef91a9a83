"""Whichever way a text comes in, a person's phone or identity number is refused with its place, and what was refused is nowhere afterwards: in no table, no log.

Scratch of this file: a form of its own; plans, requests and catalogue named "personal…"."""

import io
import json
import pathlib
import time
import uuid

import openpyxl
import pytest

from stack import waiting
from test_consolidations import Desk
from test_plan_life import document, make, move, shares, told

RUN = uuid.uuid4().hex[:8]
UNIT, DISTRICT, PROVINCE, PERIOD = "00004@2012-01-01", "001", "01", "2024"
FORM, INDICATOR = f"PERSONAL-{RUN}", f"personal-{RUN}"
PHONE, IDENTITY = "0987612" + str(int(RUN[:4], 16) % 900 + 100), "038199" + str(int(RUN, 16) % 900000 + 100000)
TEXTS = [f"Hỏi anh Nguyễn Văn An, điện thoại {PHONE}", f"Bà Trần Thị Bình, số CCCD {IDENTITY}"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITE = "reports:read reports:write"

wait_for = waiting(20)


@pytest.fixture(scope="module")
def ground(stack):
    """A form with a narrative, a report that waits for its review, a plan in force and a draft of one, a consolidation."""
    put = lambda path, body: stack.call("PUT", path, body)  # noqa: E731
    assert put(f"/v1/indicators/{INDICATOR}", {"programme": "pcmd", "name": {"vi": "Số vụ"}, "unitOfMeasure": "vụ", "nature": "flow", "decimals": 0, "min": "0",
                                               "overUnits": "sum", "overPeriods": "sum"}).status == 201
    assert put(f"/v1/forms/{FORM}", {"programme": "pcmd", "title": {"vi": "Thử"}, "from": "2020", "levels": ["commune"], "functions": ["people-committee"],
                                     "cells": [{"code": "cases", "indicator": INDICATOR}], "narratives": [{"code": "note", "title": {"vi": "Ghi chú"}}]}).status == 201
    wait_for(lambda: stack.call("GET", f"/v1/obligations?form={FORM}").status == 200)
    posted = stack.call("POST", "/v1/reports", entry(), token=stack.token(WRITE, UNIT, subject="reporter"))
    assert posted.status == 201, posted
    force, draft = document(f"personal-{RUN}"), document(f"personal-{RUN}-draft")
    make(stack, force)
    move(stack, force["code"], "submitted", "approved", "issued")
    make(stack, draft)
    return {"report": posted.json["id"], "force": force, "draft": draft}


def entry(**more):
    return {"form": FORM, "unit": UNIT, "agency": "people-committee", "period": PERIOD, "values": {"cases": 3}} | more


def table(text, column):
    return f'unit,agency,cases,{column}\n{UNIT},people-committee,3,"{text}"\n'


def workbook(text, column):
    made, file = openpyxl.Workbook(), io.BytesIO()
    for row in (["unit", "agency", "cases", column], [UNIT, "people-committee", 3, text]):
        made.active.append(row)
    made.save(file)
    return file.getvalue()


def imported(mode, body, kind):
    where = "" if "ndjson" in kind else f"form={FORM}&period={PERIOD}&"
    return "POST", f"/v1/imports?{where}mode={mode}", body, {"kind": kind}


def lines(text, mode, **more):
    return imported(mode, json.dumps(entry(**{name: value(text) for name, value in more.items()}), ensure_ascii=False) + "\n", "application/x-ndjson")


MATCH = {"headers": {"If-Match": '"1"'}}
FIRST_ROW = 1
# What it is, how it comes in (of the ground and the text), where the answer says that it stands.
WAYS = [
    ("a narrative", lambda g, t: ("POST", "/v1/reports", entry(narratives={"note": t}), {}), "/narratives/note"),
    ("why there is no figure", lambda g, t: ("POST", "/v1/reports", entry(values={}, notAvailable={"cases": t}), {}), "/notAvailable/cases"),
    ("for whom it is entered", lambda g, t: ("POST", "/v1/reports", entry(enteredFor=t), {}), "/enteredFor"),
    ("the act of a report", lambda g, t: ("POST", "/v1/reports", entry(act={"number": t, "symbol": "BC-UBND", "date": "2024-12-20"}), {}), "/act/number"),
    ("a draft", lambda g, t: ("POST", "/v1/reports", entry(state="draft", narratives={"note": t}), {}), "/narratives/note"),
    ("a correction", lambda g, t: ("PUT", f"/v1/reports/{g['report']}", entry(narratives={"note": t}), MATCH), "/narratives/note"),
    ("why it is corrected", lambda g, t: ("PUT", f"/v1/reports/{g['report']}", entry(values={"cases": 4}, reason=t), MATCH), "/reason"),
    ("CSV, whole", lambda g, t: imported("atomic", table(t, "narratives.note"), "text/csv"), (FIRST_ROW, "narratives.note")),
    ("CSV, in part", lambda g, t: imported("partial", table(t, "reason"), "text/csv"), (FIRST_ROW, "reason")),
    ("CSV, no figure", lambda g, t: imported("partial", table(t, "notAvailable.cases"), "text/csv"), (FIRST_ROW, "notAvailable.cases")),
    ("NDJSON, whole", lambda g, t: lines(t, "atomic", narratives=lambda x: {"note": x}), (FIRST_ROW, "narratives.note")),
    ("NDJSON, in part", lambda g, t: lines(t, "partial", reason=str), (FIRST_ROW, "reason")),
    ("XLSX, whole", lambda g, t: imported("atomic", workbook(t, "narratives.note"), XLSX), (2, "narratives.note")),
    ("XLSX, in part", lambda g, t: imported("partial", workbook(t, "reason"), XLSX), (2, "reason")),
    ("why it is returned", lambda g, t: ("POST", f"/v1/reports/{g['report']}/decisions", {"decision": "return", "reason": t}, MATCH), "/reason"),
    ("what is said of a cell", lambda g, t: ("POST", f"/v1/reports/{g['report']}/decisions", {"decision": "return", "reason": "sai", "cells": {"cases": t}}, MATCH), "/cells/cases"),
    ("one of many decisions", lambda g, t: ("POST", "/v1/decisions", {"decisions": [{"report": g["report"], "version": 1, "decision": "return", "reason": t}]}, {}), "reason"),
    ("a new plan", lambda g, t: ("POST", "/v1/plans", document(f"personal-{RUN}-x", title=t), {}), "/title"),
    ("a text inside a plan", lambda g, t: ("POST", "/v1/plans", document(f"personal-{RUN}-x", purposes=[t]), {}), "/purposes/0"),
    ("a plan that is changed", lambda g, t: ("PUT", f"/v1/plans/{g['draft']['code']}", g["draft"] | {"purposes": ["x", t]}, MATCH), "/purposes/1"),
    ("why a plan is changed", lambda g, t: ("PUT", f"/v1/plans/{g['force']['code']}", g["force"] | {"title": "Khác", "reason": t}, {"headers": {"If-Match": '"4"'}}), "/reason"),
    ("progress of a task", lambda g, t: ("PUT", f"/v1/plans/{g['force']['code']}/tasks/K2/progress", told(text=t), {}), "/text"),
    ("a document behind it", lambda g, t: ("PUT", f"/v1/plans/{g['force']['code']}/tasks/K2/progress", told(evidence=[{"text": t}]), {}), "/evidence/0/text"),
    ("what a target is judged by", lambda g, t: ("PUT", f"/v1/plans/{g['force']['code']}/targets/T4/assessment", {"period": "2024-H1", "text": t, "state": "attained"}, {}), "/text"),
    ("the act of an allocation", lambda g, t: ("PUT", f"/v1/plans/{g['force']['code']}/targets/T3/allocation",
                                              shares(("380", "1")) | {"act": {"number": t, "symbol": "QĐ", "date": "2024-02-01"}}, {}), "/act/number"),
    ("a request", lambda g, t: ("POST", "/v1/requests", {"code": f"personal-{RUN}", "form": FORM, "units": [UNIT], "period": {"start": "2024-03-01", "end": "2024-04-01"},
                                                        "dueAt": "2099-04-05T17:00:00Z", "title": "Rà soát", "reason": t}, {}), "/reason"),
    ("an extension", lambda g, t: ("POST", "/v1/extensions", {"form": FORM, "period": PERIOD, "units": [UNIT], "dueAt": "2099-06-30T17:00:00Z", "reason": t}, {}), "/reason"),
    ("a name in the catalogue", lambda g, t: ("PUT", f"/v1/indicators/{INDICATOR}-x", {"programme": "pcmd", "name": {"vi": t}, "unitOfMeasure": "vụ", "nature": "flow", "decimals": 0,
                                                                                      "overUnits": "sum", "overPeriods": "sum"}, {}), "/name/vi"),
    ("a title of a form", lambda g, t: ("PUT", f"/v1/forms/{FORM}-X", {"programme": "pcmd", "title": {"vi": t}, "from": "2020", "levels": ["commune"],
                                                                      "cells": [{"code": "cases", "indicator": INDICATOR}]}, {}), "/title/vi"),
    ("an agency", lambda g, t: ("PUT", f"/v1/agencies/personal-{RUN}", {"unit": "01", "function": "other", "name": {"vi": t}}, {}), "/name/vi"),
    ("a reorganisation", lambda g, t: ("POST", "/v1/reorganisations", {"code": f"personal-{RUN}", "effectiveDate": "2091-01-01", "name": {"vi": "Thử", "en": "Trial"}, "edges": [
        {"from": "00001@2012-01-01", "to": "00004@2012-01-01", "kind": "whole", "note": t}]}, {}), "/edges/0/note"),
    ("a section of a consolidation", lambda g, t: ("POST", "/v1/consolidations", {"forms": ["PCMD-D"], "unit": "38", "agency": "labour", "period": "2023-H1",
                                                                                  "narratives": {"difficulties": t}}, {}), "/narratives/difficulties"),
]


def places(answer):
    """Of every issue "personalData", wherever the answer carries it: of a row its number and column."""
    found = []

    def walk(value):
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
            walk(inner)
        if isinstance(value, dict) and value.get("type") == "personalData":
            found.append((value["row"], value.get("column") or value.get("pointer")) if "row" in value else value.get("pointer"))

    walk(answer.json)
    return found


@pytest.mark.parametrize("text", TEXTS, ids=["phone", "identity number"])
@pytest.mark.parametrize("what,way,place", WAYS, ids=[way[0] for way in WAYS])
def test_it_is_refused_with_its_place_and_not_repeated(stack, ground, what, way, place, text):
    method, path, body, more = way(ground, text)
    answer = stack.call(method, path, body, **more)
    found = places(answer)
    assert found and all(place == one or (isinstance(one, str) and isinstance(place, str) and one.endswith(place)) for one in found), (what, answer)
    assert PHONE not in answer.body.decode() and IDENTITY not in answer.body.decode(), "the answer tells where it stands, not what it is"
    assert answer.status in (400, 422) or answer.json.get("counts", {}).get("rejected") == 1 or answer.json["results"][0]["status"] == 422, (what, answer)


def test_what_was_said_of_a_consolidation_s_decision_is_refused_too(stack):
    desk = Desk(stack)
    made = desk.draft()
    for text in TEXTS:
        refused = stack.call("PUT", f"/v1/consolidations/{made['id']}", {"narratives": {"difficulties": text}}, token=desk.author, headers={"If-Match": '"1"'})
        assert set(places(refused)) == {"/narratives/difficulties"}, refused


def tables(stack):
    return [name for name, in stack.sql("SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('plans', 'reports', 'aggregation')")]


def test_it_is_in_no_table_and_in_no_log(stack, ground):
    for name in tables(stack):
        (rows,), = stack.sql(f"SELECT count(*) FROM {name} AS t WHERE t::text LIKE %s OR t::text LIKE %s", f"%{PHONE}%", f"%{IDENTITY}%")
        assert rows == 0, name
    time.sleep(0.5)
    logs = [path for path in pathlib.Path(stack.home).rglob("*") if path.is_file() and (path.suffix in (".log", ".1") or "log" in path.parent.name) and "kafka" not in path.parts]
    assert {"plans.log", "reports.log", "aggregation.log", "access.log"} <= {path.name for path in logs}
    for path in logs:
        text = path.read_bytes()
        assert PHONE.encode() not in text and IDENTITY.encode() not in text, path
