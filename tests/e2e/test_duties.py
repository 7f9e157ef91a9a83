"""The calendar of duties, ad hoc requests and extensions: who owes what, until when, and what becomes of it in reports and sums.

A programme of its own: nothing of the examples is touched. Units of Hà Nội before the districts ended."""

import itertools
import re
import uuid

import pytest

from stack import waiting

CODE = "dt" + uuid.uuid4().hex[:8]
FORM = f"{CODE}-F"
INDICATOR = f"{CODE}-people"
CITY, DISTRICT, COMMUNES = "01@2012-01-01", "001@2012-01-01", ["00001@2012-01-01", "00004@2012-01-01"]
COUNTER = itertools.count(1)
wait_for = waiting(30)


def put(stack, path, body):
    answer = stack.call("PUT", path, body)
    assert answer.status in (200, 201), answer
    return answer.json


def plan_body(code, duties):
    return {"code": code, "programme": CODE, "issuer": {"unit": CITY, "agency": "people-committee"}, "title": "Kế hoạch thử", "span": "2024",
            "duties": duties}


def issue(stack, body):
    answer = stack.call("POST", "/v1/plans", body)
    assert answer.status == 201, answer
    for state in ("submitted", "approved", "issued"):
        moved = stack.call("POST", f"/v1/plans/{body['code']}/transitions", {"to": state})
        assert moved.status == 200, moved


DUTIES = [
    {"code": "A", "forms": [FORM], "reporters": [{"function": "people-committee", "level": "commune", "within": DISTRICT}],
     "recipients": [{"function": "people-committee", "level": "district"}, {"unit": CITY, "function": "people-committee"}],
     "via": [{"function": "police", "level": "district"}], "viaMode": "each",
     "schedule": [{"period": "H1", "due": {"before": "06-15"}, "cutOff": "06-14"}, {"period": "year", "due": {"by": "01-31", "year": 1}},
                  {"period": "quarter", "derivedFrom": "month"}]},
    {"code": "B", "deliverable": "consolidation", "consolidates": ["A"], "regime": "quick", "binding": "request",
     "reporters": [{"function": "people-committee", "level": "district", "within": DISTRICT}],
     "recipients": [{"unit": CITY, "function": "people-committee"}], "schedule": [{"period": "H1", "due": {"workingDaysAfterCutOff": 5}}]},
    {"code": "C", "deliverable": "plan", "reporters": [{"function": "people-committee", "level": "district", "within": DISTRICT}],
     "schedule": [{"period": "span", "due": {"by": "03-31"}}]},
]


@pytest.fixture(scope="module", autouse=True)
def programme(stack):
    put(stack, f"/v1/programmes/{CODE}", {"name": {"vi": "Chương trình thử"}, "calendar": "admin15", "zone": "Asia/Ho_Chi_Minh",
                                          "late": {"graceDays": 10}})
    put(stack, f"/v1/indicators/{INDICATOR}", {"programme": CODE, "name": {"vi": "Người"}, "unitOfMeasure": "person", "nature": "flow",
                                               "decimals": 0, "min": "0", "overUnits": "sum", "overPeriods": "sum"})
    put(stack, f"/v1/forms/{FORM}", {"programme": CODE, "title": {"vi": "Biểu thử"}, "from": "2014", "levels": ["commune", "district"],
                                     "functions": ["people-committee"], "cells": [{"code": "people", "indicator": INDICATOR}]})
    issue(stack, plan_body(f"{CODE}-plan", DUTIES))
    wait_for(lambda: stack.items(f"/v1/obligations?form={FORM}&period=2024-H1&unit={COMMUNES[0]}"))


def duties(stack, unit, start="2024-01-01", end="2025-12-31", more="", **headers):
    found = stack.items(f"/v1/duties?unit={unit}&from={start}&to={end}{more}", **headers)
    return [entry for entry in found if entry["programme"] == CODE]


def by_duty(entries):
    return [(entry["duty"], entry["period"]["code"], entry["dueAt"]) for entry in entries]


def names(agencies):
    return [(agency["unit"], agency["agency"]) for agency in agencies]


def report(unit, period, people=1, **more):
    return {"form": FORM, "unit": unit, "agency": "people-committee", "period": period, "values": {"people": people}} | more


# ---- The calendar


def test_a_commune_sees_what_it_owes_to_whom_and_until_when(stack):
    plan = [entry for entry in duties(stack, COMMUNES[0]) if entry["plan"]]
    assert by_duty(plan) == [("A", "2024-H1", "2024-06-14T17:00:00Z"), ("A", "2024", "2025-01-31T17:00:00Z")]
    half = plan[0]
    assert names(half["recipients"]) == [(DISTRICT, "people-committee"), (CITY, "people-committee")]
    assert names(half["via"]) == [(DISTRICT, "police")] and half["viaMode"] == "each"
    assert half["forms"] == [FORM] and half["deliverable"] == "report" and half["binding"] == "must"
    assert half["warnings"] == ["noWorkingDayLeft"] and half["workingDays"] == 0 and half["cutOff"] == "2024-06-14"
    assert plan[1]["warnings"] == []


def test_a_district_sees_the_consolidation_on_request_and_the_plan(stack):
    entries = duties(stack, DISTRICT)
    assert by_duty(entries) == [("C", "2024", "2024-03-31T17:00:00Z"), ("B", "2024-H1", "2024-06-21T17:00:00Z")]
    plan, consolidation = entries
    assert plan["deliverable"] == "plan" and plan["cutOff"] is None and plan["workingDays"] is None
    assert consolidation["binding"] == "request" and consolidation["regime"] == "quick" and consolidation["consolidates"] == ["A"]


def test_the_days_asked_for_are_those_of_the_last_moment_in_time(stack):
    """Before 15 June ends on the 14th."""
    assert [e["duty"] for e in duties(stack, COMMUNES[0], "2024-06-14", "2024-06-14")] == ["A"]
    assert duties(stack, COMMUNES[0], "2024-06-15", "2024-06-15") == []
    assert duties(stack, COMMUNES[0], more="&agency=police") == []
    unknown = stack.call("GET", f"/v1/duties?unit={COMMUNES[0]}&agency=weather-office")
    assert unknown.status == 422 and unknown.issues() == [("unknownAgency", "agency")], unknown


def test_a_page_goes_on_where_the_one_before_ended(stack):
    whole = stack.items("/v1/duties?unit=38&from=2023-01-01&to=2023-12-31&limit=1000")
    paged = stack.items("/v1/duties?unit=38&from=2023-01-01&to=2023-12-31&limit=3")
    assert len(whole) > 6 and paged == whole


def test_thanh_hoa_owes_before_15_june_with_no_working_day_left(stack):
    entries = [e for e in stack.items("/v1/duties?unit=380@2012-01-01&from=2023-01-01&to=2023-12-31") if e["duty"] == "S3-R1"]
    assert [(e["period"]["code"], e["dueAt"], e["warnings"]) for e in entries] == [
        ("2023-H1", "2023-06-14T17:00:00Z", ["noWorkingDayLeft"]), ("2023", "2023-12-14T17:00:00Z", ["noWorkingDayLeft"])]


def unfolded(answer):
    text = answer.body.decode()
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


def calendar(stack, language):
    answer = stack.call("GET", f"/v1/duties?unit={COMMUNES[0]}&from=2024-01-01&to=2025-12-31",
                        headers={"Accept": "text/calendar", "Accept-Language": language})
    assert answer.status == 200 and answer.headers["content-type"].startswith("text/calendar"), answer
    lines = unfolded(answer)
    assert lines[0] == "BEGIN:VCALENDAR" and "VERSION:2.0" in lines and lines[-2] == "END:VCALENDAR"
    events = "\n".join(lines).split("BEGIN:VEVENT\n")[1:]
    events = [dict(line.split(":", 1) for line in event.split("\nEND:VEVENT")[0].split("\n")) for event in events]
    return [event for event in events if f"{CODE}-plan" in event["UID"]]


def test_a_calendar_program_gets_one_event_per_due_moment(stack):
    english, vietnamese = calendar(stack, "en"), calendar(stack, "vi")
    assert [event["DTSTART;VALUE=DATE"] for event in english] == ["20240614", "20250131"]  # the last day in time
    assert [event["UID"] for event in english] == [event["UID"] for event in vietnamese]
    assert len({event["UID"] for event in english}) == 2
    assert english[0]["SUMMARY"].startswith(f"A: report {FORM}\\, 2024-H1")
    assert vietnamese[0]["SUMMARY"].startswith(f"A: báo cáo {FORM}\\, kỳ 2024-H1")
    assert re.fullmatch(r"\d{8}T\d{6}Z", english[0]["DTSTAMP"])


CALENDAR_REFUSALS = [
    ("no unit", "from=2024-01-01&to=2024-12-31", ("required", "unit")),
    ("more than two years", f"unit={CITY}&from=2020-01-01&to=2024-12-31", ("tooLong", "to")),
    ("the end before the beginning", f"unit={CITY}&from=2024-02-01&to=2024-01-01", ("inconsistent", "to")),
    ("a day that does not exist", f"unit={CITY}&from=2024-02-30&to=2024-03-01", (None, "from")),
    ("an unknown unit", "unit=99999&from=2024-01-01&to=2024-12-31", ("unknownUnit", "unit")),
    ("an unknown parameter", f"unit={CITY}&colour=red", (None, "colour")),
]


@pytest.mark.parametrize("what,query,issue", CALENDAR_REFUSALS, ids=[row[0] for row in CALENDAR_REFUSALS])
def test_a_calendar_that_cannot_be_meant_is_refused(stack, what, query, issue):
    answer = stack.call("GET", "/v1/duties?" + query)
    assert answer.status in (400, 422), answer
    assert any(place == issue[1] and issue[0] in (None, kind) for kind, place in answer.issues()), answer


# ---- Duties of a plan that cannot be meant

PLAN_REFUSALS = [
    ("a day that does not exist", {"period": "H1", "due": {"before": "06-31"}}, ("badFormat", "/duties/0/schedule/0/due/before")),
    ("a span without end", {"period": "span"}, ("neverOwed", "/duties/0/schedule/0/period")),
    ("a year in half a year", {"period": "year"}, ("neverOwed", "/duties/0/schedule/0/period")),
    ("the second half in the first", {"period": "H2"}, ("neverOwed", "/duties/0/schedule/0/period")),
    ("a month made of quarters", {"period": "month", "derivedFrom": "quarter"}, ("inconsistent", "/duties/0/schedule/0/derivedFrom")),
]
SPANS = {"a span without end": "2024..", "a year in half a year": "2024-H1", "the second half in the first": "2024-H1"}


@pytest.mark.parametrize("what,schedule,issue", PLAN_REFUSALS, ids=[row[0] for row in PLAN_REFUSALS])
def test_a_schedule_that_can_never_be_owed_is_refused(stack, what, schedule, issue):
    body = plan_body(f"{CODE}-bad", [DUTIES[0] | {"schedule": [schedule]}]) | {"span": SPANS.get(what, "2024")}
    answer = stack.call("POST", "/v1/plans", body)
    assert answer.status in (400, 422) and issue in answer.issues(), answer


def test_a_schedule_says_each_period_once(stack):
    twice = [DUTIES[0] | {"schedule": [{"period": "H1"}, {"period": "H1", "due": {"before": "06-20"}}]}]
    answer = stack.call("POST", "/v1/plans", plan_body(f"{CODE}-bad", twice))
    assert ("duplicate", "/duties/0/schedule/1/period") in answer.issues(), answer


# ---- Ad hoc requests


def request(**members):
    return {"code": f"{CODE}-r{next(COUNTER)}", "form": FORM, "units": COMMUNES, "period": {"start": "2024-03-01", "end": "2024-04-01"},
            "dueAt": "2024-04-05T17:00:00Z", "title": "Rà soát", "reason": "yêu cầu đột xuất"} | members


def post(stack, path, body, **more):
    answer = stack.call("POST", path, body, **more)
    assert answer.status == 201, answer
    return answer


def test_a_request_is_owed_reported_and_added_up(stack):
    asked = request()
    code, period = asked["code"], "X-" + asked["code"]
    answer = post(stack, "/v1/requests", asked)
    assert answer.json["period"] == {"code": period, "start": "2024-03-01", "end": "2024-04-01"}
    assert answer.headers["location"] == f"/v1/requests/{code}" and answer.headers["etag"]
    assert stack.get(f"/v1/requests/{code}") == answer.json
    assert code in [item["code"] for item in stack.items(f"/v1/requests?form={FORM}")]

    wait_for(lambda: obligation(stack, COMMUNES[0], period))
    owed = stack.items(f"/v1/obligations?form={FORM}&period={period}")
    assert {(o["unit"], o["dueAt"], o["duty"]) for o in owed} == {(unit, "2024-04-05T17:00:00Z", code) for unit in COMMUNES}
    assert len(stack.items(f"/v1/obligations?period={period}")) == 2
    entry = [e for e in duties(stack, COMMUNES[0], "2024-04-01", "2024-04-30") if e["request"]][0]
    assert (entry["request"], entry["regime"], entry["dueAt"]) == (code, "adHoc", "2024-04-05T17:00:00Z")

    first = post(stack, "/v1/reports", report(COMMUNES[0], period, 7))
    assert first.json["dueAt"] == "2024-04-05T17:00:00Z" and first.json["period"]["code"] == period

    def total():
        found = stack.call("GET", f"/v1/rollups/{FORM}/{DISTRICT}/{period}")
        return found.json if found.status == 200 and found.json["cells"]["people"]["sum"] == 7 else None
    rollup = wait_for(total)
    assert rollup["completeness"]["expected"] == 2 and rollup["completeness"]["reported"] == 1
    missing = stack.items(f"/v1/rollups/{FORM}/{DISTRICT}/{period}/missing")
    assert [item["unit"] for item in missing] == [COMMUNES[1]]


def test_a_request_may_go_by_the_days_of_a_period_to_selected_agencies_and_make_its_code(stack):
    asked = request(period="2024-Q3", dueAt="2024-09-20T17:00:00Z", regime="quick",
                    selectors=[{"function": "people-committee", "level": "commune", "within": DISTRICT}])
    del asked["units"], asked["code"]
    made = post(stack, "/v1/requests", asked).json
    assert made["period"] == {"code": "X-" + made["code"], "start": "2024-06-15", "end": "2024-09-15"}
    entries = [e for e in duties(stack, "00006@2012-01-01", "2024-09-01", "2024-09-30") if e["request"] == made["code"]]
    assert [e["regime"] for e in entries] == ["quick"]


REQUEST_REFUSALS = [
    ("an unknown form", {"form": "NONE"}, 422, ("unknownForm", "/form")),
    ("an unknown unit", {"units": ["99999"]}, 422, ("unknownUnit", "/units/0")),
    ("the same unit twice", {"units": [COMMUNES[0], COMMUNES[0]]}, 422, ("duplicate", "/units/1")),
    ("a unit of another level", {"units": [CITY]}, 422, ("wrongLevel", "/units/0")),
    ("nobody", {"units": []}, 400, ("required", "/units")),
    ("an agency that is not registered", {"units": None, "agencies": ["nobody-here"]}, 422, ("unknownCode", "/agencies/0")),
    ("a day that does not exist", {"period": {"start": "2024-02-30", "end": "2024-04-01"}}, 422, ("badDate", "/period/start")),
    ("an end before the start", {"period": {"start": "2024-04-01", "end": "2024-03-01"}}, 400, ("badPeriod", "/period")),
    ("due before the period begins", {"dueAt": "2024-02-01T00:00:00Z"}, 422, ("inconsistent", "/dueAt")),
    ("no due moment", {"dueAt": None}, 400, ("required", "/dueAt")),
    ("selectors that nobody answers to", {"units": None, "selectors": [{"function": "court", "unit": COMMUNES[0]}]}, 422,
     ("neverOwed", "/selectors")),
    ("an unknown member", {"colour": "red"}, 400, ("unknownMember", "/colour")),
    ("a phone number in the title", {"title": "gọi 0912345678"}, 422, ("personalData", "/title")),
]


@pytest.mark.parametrize("what,change,status,issue", REQUEST_REFUSALS, ids=[row[0] for row in REQUEST_REFUSALS])
def test_a_request_that_cannot_be_meant_is_refused(stack, what, change, status, issue):
    asked = {name: value for name, value in request(**change).items() if value is not None}
    answer = stack.call("POST", "/v1/requests", asked)
    assert answer.status in (400, 422) and issue in answer.issues(), answer
    assert stack.call("GET", f"/v1/requests/{asked['code']}").status == 404


def test_the_same_code_again_is_a_conflict_and_the_same_key_a_replay(stack):
    asked, key = request(), {"Idempotency-Key": str(uuid.uuid4())}
    first = post(stack, "/v1/requests", asked, headers=key)
    again = stack.call("POST", "/v1/requests", asked, headers=key)
    assert again.status == 201 and again.headers.get("idempotency-replayed") == "true" and again.json == first.json
    other = stack.call("POST", "/v1/requests", asked)
    assert other.status == 409 and other.headers["location"] == f"/v1/requests/{asked['code']}", other


def test_only_who_acts_for_all_may_ask_them(stack):
    one = stack.token("plans:read plans:write", COMMUNES[0])
    assert stack.call("POST", "/v1/requests", request(), token=one).status == 403
    district = stack.token("plans:read plans:write", DISTRICT)
    assert stack.call("POST", "/v1/requests", request(), token=district).status == 201


def test_a_period_of_no_request_is_no_period(stack):
    answer = stack.call("POST", "/v1/reports", report(COMMUNES[0], "X-never-asked"))
    assert answer.status == 400 and ("badPeriod", "/period") in answer.issues(), answer


# ---- Extensions


def extension(**members):
    return {"form": FORM, "period": "2024-H1", "units": [COMMUNES[0]], "dueAt": "2099-06-30T17:00:00Z", "reason": "bão"} | members


def obligation(stack, unit, period):
    """None: the reports service does not know of it yet."""
    answer = stack.call("GET", f"/v1/obligations?form={FORM}&period={period}&unit={unit}")
    return answer.json["items"][0] if answer.status == 200 and answer.json["items"] else None


def test_an_extension_moves_the_due_moment_of_its_units_alone_and_keeps_the_original(stack):
    asked = post(stack, "/v1/requests", request()).json
    period = asked["period"]["code"]
    wait_for(lambda: obligation(stack, COMMUNES[0], period))
    made = post(stack, "/v1/extensions", extension(period=period))
    assert stack.get(made.headers["location"]) == made.json
    assert made.json["code"] in [item["code"] for item in stack.items(f"/v1/extensions?form={FORM}&period={period}")]
    extended = wait_for(lambda: (o := obligation(stack, COMMUNES[0], period)) and o["originalDueAt"] and o)
    assert (extended["dueAt"], extended["originalDueAt"]) == ("2099-06-30T17:00:00Z", "2024-04-05T17:00:00Z")
    assert extended["state"] == "owed"
    other = obligation(stack, COMMUNES[1], period)
    assert (other["dueAt"], other["originalDueAt"], other["state"]) == ("2024-04-05T17:00:00Z", None, "late")

    in_time = post(stack, "/v1/reports", report(COMMUNES[0], period)).json
    assert (in_time["dueAt"], in_time["timeliness"]) == ("2099-06-30T17:00:00Z", "onTime")
    late = post(stack, "/v1/reports", report(COMMUNES[1], period)).json
    assert (late["dueAt"], late["timeliness"]) == ("2024-04-05T17:00:00Z", "late")
    entries = [e for e in duties(stack, COMMUNES[0], "2099-01-01", "2099-12-31") if e["request"] == asked["code"]]
    assert [(e["dueAt"], e["originalDueAt"]) for e in entries] == [("2099-06-30T17:00:00Z", "2024-04-05T17:00:00Z")]
    assert not [e for e in duties(stack, COMMUNES[0], "2024-04-01", "2024-04-30") if e["request"] == asked["code"]]


def corrected(stack, made, people):
    present = stack.call("GET", f"/v1/reports/{made['id']}")
    body = report(made["unit"], made["period"]["code"], people)
    return stack.call("PUT", f"/v1/reports/{made['id']}", body, headers={"If-Match": present.headers["etag"]})


def test_what_is_reopened_is_corrected_without_a_reason(stack):
    asked = post(stack, "/v1/requests", request()).json
    period = asked["period"]["code"]
    wait_for(lambda: obligation(stack, COMMUNES[1], period))
    reports = [post(stack, "/v1/reports", report(unit, period)).json for unit in COMMUNES]
    assert [(corrected(stack, made, 2).status, "reasonNeeded" in str(corrected(stack, made, 2).body)) for made in reports] == [(422, True)] * 2
    post(stack, "/v1/extensions", {"form": FORM, "period": period, "units": [COMMUNES[0]], "reopen": True, "reason": "nhầm số"})
    wait_for(lambda: corrected(stack, reports[0], 2).status == 200)
    assert corrected(stack, reports[1], 2).status == 422


EXTENSION_REFUSALS = [
    ("earlier than the original", {"dueAt": "2024-06-01T00:00:00Z"}, ("notLater", "/dueAt")),
    ("the original moment again", {"dueAt": "2024-06-14T17:00:00Z"}, ("notLater", "/dueAt")),
    ("an unknown unit", {"units": ["99999"]}, ("unknownUnit", "/units/0")),
    ("a unit that owes nothing", {"units": [CITY]}, ("notOwed", "/units/0")),
    ("the same unit twice", {"units": [COMMUNES[0], COMMUNES[0]]}, ("duplicate", "/units/1")),
    ("no unit", {"units": []}, ("tooShort", "/units")),
    ("no reason", {"reason": None}, ("required", "/reason")),
    ("neither more time nor reopening", {"dueAt": None}, ("required", "/dueAt")),
    ("an unknown form", {"form": "NONE"}, ("unknownForm", "/form")),
    ("a period that does not exist", {"period": "2024-H3"}, ("badPeriod", "/period")),
    ("an unknown member", {"colour": "red"}, ("unknownMember", "/colour")),
]


@pytest.mark.parametrize("what,change,issue", EXTENSION_REFUSALS, ids=[row[0] for row in EXTENSION_REFUSALS])
def test_an_extension_that_cannot_be_meant_is_refused(stack, what, change, issue):
    body = {name: value for name, value in extension(**change).items() if value is not None}
    answer = stack.call("POST", "/v1/extensions", body)
    assert answer.status in (400, 422) and issue in answer.issues(), answer


def test_the_same_extension_twice_is_refused(stack):
    body = extension(units=[COMMUNES[1]], dueAt="2098-01-01T00:00:00Z")
    post(stack, "/v1/extensions", body)
    answer = stack.call("POST", "/v1/extensions", body)
    assert answer.status == 422 and ("notLater", "/dueAt") in answer.issues(), answer


def test_nobody_extends_for_itself(stack):
    own = stack.token("plans:read plans:write", COMMUNES[0])
    assert stack.call("POST", "/v1/extensions", extension(), token=own).status == 403
    above = stack.token("plans:read plans:write", DISTRICT)
    assert stack.call("POST", "/v1/extensions", extension(dueAt="2097-01-01T00:00:00Z"), token=above).status == 201
