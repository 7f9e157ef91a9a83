"""The catalogue through the gateway: a programme that lists its periods from the form to the sum, and what is refused to whom.

A programme of its own: nothing of the examples is touched. Units of Hà Nội before the districts ended."""

import uuid

import pytest

from test_duties import put, wait_for

CODE = "ct" + uuid.uuid4().hex[:8]
FORM, INDICATOR = f"{CODE}-F", f"{CODE}-pupils"
DISTRICT, COMMUNE = "001@2012-01-01", "00001@2012-01-01"
LIST = [
    {"code": "2024-H1", "start": "2023-09-01", "end": "2024-01-15"},
    {"code": "2024-H2", "start": "2024-01-15", "end": "2024-09-01"},
    {"code": "2025-H1", "start": "2024-09-01", "end": "2025-01-15"},
]
NEXT = {"code": "2025-H2", "start": "2025-01-15", "end": "2025-06-01"}


def programme(listed, **more):
    return {"name": {"vi": "Năm học"}, "calendar": {"listed": listed}, "duties": [
        {"code": "D", "forms": [FORM], "reporters": [{"function": "people-committee", "level": "commune", "within": DISTRICT}],
         "schedule": [{"period": "half", "due": {"by": "01-31"}}]}]} | more


@pytest.fixture(scope="module", autouse=True)
def school(stack):
    put(stack, f"/v1/programmes/{CODE}", programme(LIST, duties=[]))
    put(stack, f"/v1/indicators/{INDICATOR}", {"programme": CODE, "name": {"vi": "Học sinh"}, "unitOfMeasure": "person", "nature": "flow",
                                               "min": "0", "overUnits": "sum", "overPeriods": "sum"})
    put(stack, f"/v1/forms/{FORM}", {"programme": CODE, "title": {"vi": "Biểu thử"}, "from": "2024-H1", "levels": ["commune"],
                                     "cells": [{"code": "pupils", "indicator": INDICATOR}]})
    change(stack, programme(LIST), 200)
    owed = f"/v1/obligations?form={FORM}&period=2024-H1&unit={COMMUNE}"
    wait_for(lambda: stack.call("GET", owed).status == 200 and stack.items(owed))


def change(stack, body, status):
    tag = stack.call("GET", f"/v1/programmes/{CODE}").headers["etag"]
    answer = stack.call("PUT", f"/v1/programmes/{CODE}", body, headers={"If-Match": tag})
    assert answer.status == status, answer
    return answer


def report(stack, period, pupils):
    return stack.call("POST", "/v1/reports", {"form": FORM, "unit": COMMUNE, "agency": "people-committee", "period": period,
                                              "values": {"pupils": pupils}})


def test_a_report_of_a_listed_period_is_owed_taken_and_added_up(stack):
    first, second = report(stack, "2024-H1", 30), report(stack, "2024-H2", 12)
    assert first.status == 201 and second.status == 201, (first, second)
    assert first.json["period"] == {"code": "2024-H1", "start": "2023-09-01", "end": "2024-01-15"}
    assert (first.json["dueAt"], second.json["dueAt"]) == ("2024-01-31T17:00:00Z", "2024-01-31T17:00:00Z")
    assert [row["period"] for row in stack.items(f"/v1/obligations?form={FORM}&period=2025-H1&unit={COMMUNE}")] == [LIST[2]]

    def year():
        rollup = stack.get(f"/v1/rollups/{FORM}/{DISTRICT}/2024")
        return rollup if rollup["cells"]["pupils"]["sum"] == 42 else None

    rollup = wait_for(year)
    assert rollup["madeFrom"] == ["2024-H1", "2024-H2"] and rollup["period"]["end"] == "2024-09-01"


@pytest.mark.parametrize("period", ["2025-H2", "2023-H2", "2025", "2024-Q1", "2024-M01", "2024-9M"])
def test_what_is_not_listed_does_not_exist(stack, period):
    answer = report(stack, period, 1)
    assert answer.status == 400 and answer.issues() == [("badPeriod", "/period")], answer
    assert stack.call("GET", f"/v1/rollups/{FORM}/{DISTRICT}/{period}").status in (400, 422)


def test_a_list_goes_on_at_its_end_and_nowhere_else(stack):
    moved = [LIST[0] | {"end": "2024-01-14"}, LIST[1] | {"start": "2024-01-14"}, LIST[2]]
    for listed in (moved, LIST[:2], LIST[1:]):
        assert change(stack, programme(listed), 422).issues() == [("changedAfterUse", "/calendar")]
    assert change(stack, programme(LIST, calendar="admin15", duties=[]), 422).issues() == [("changedAfterUse", "/calendar")]
    gap = change(stack, programme(LIST + [NEXT | {"start": "2025-01-16"}]), 422)
    assert gap.issues() == [("inconsistent", "/calendar/listed/3/start")] and b"2025-01-15" in gap.body
    change(stack, programme(LIST + [NEXT]), 200)
    wait_for(lambda: report(stack, "2025-H2", 1).status == 201)
    year = f"/v1/rollups/{FORM}/{DISTRICT}/2025"
    wait_for(lambda: stack.call("GET", year).status == 200)
    assert stack.get(year)["madeFrom"] == ["2025-H1", "2025-H2"]


def indicator(**more):
    return {"programme": CODE, "name": {"vi": "x"}, "unitOfMeasure": "person", "nature": "flow", "overUnits": "sum", "overPeriods": "sum"} | more


def agency(**more):
    return {"unit": DISTRICT, "function": "forestry", "name": {"vi": "Hạt Kiểm lâm"}} | more


BAD = [
    ("a stock that is added over periods", "indicators/ct-x", indicator(nature="stock"), 422, ("inconsistent", "/overPeriods")),
    ("bounds that leave nothing", "indicators/ct-x", indicator(min=2, max=1), 422, ("inconsistent", "/max")),
    ("a name of nothing", "indicators/ct-x", indicator(name={"vi": "  "}), 400, ("tooShort", "/name/vi")),
    ("an agency every unit has", "agencies/police", agency(), 422, ("impliedAgency", "code")),
    ("an agency that outlives its unit", "agencies/ct-x", agency(validUntil="2025-07-02"), 422, ("outOfBounds", "/validUntil")),
    ("a working day that is one anyway", "holidays/2090", {"workingDays": [{"date": "2090-05-01"}]}, 422,
     ("inconsistent", "/workingDays/0/date")),
    ("a year that is none", "holidays/1944", {"holidays": []}, 400, ("badFormat", "year")),
    ("as regulated by itself", "programmes/ct-x", {"name": {"vi": "x"}, "calendar": "admin15", "regulatedDue": {"asRegulated": True}}, 422,
     ("cycle", "/regulatedDue/asRegulated")),
]


@pytest.mark.parametrize("what,path,body,status,issue", BAD, ids=[b[0] for b in BAD])
def test_a_bad_document_is_refused_with_its_place(stack, what, path, body, status, issue):
    answer = stack.call("PUT", f"/v1/{path}", body)
    assert answer.status == status and answer.issues() == [issue], answer
    assert stack.call("GET", f"/v1/{path}").status == 404


@pytest.mark.parametrize("member,value", [("decimals", 1), ("unitOfMeasure", "visit"), ("nature", "yesNo"), ("overUnits", "max"),
                                          ("overPeriods", "last"), ("programme", "pcmd"), ("min", "1"), ("max", "100")])
def test_an_indicator_in_use_keeps_its_meaning(stack, member, value):
    where = f"/v1/indicators/{INDICATOR}"
    tag = stack.call("GET", where).headers["etag"]
    more = {"overPeriods": "last"} if member == "nature" else {}
    answer = stack.call("PUT", where, indicator(name={"vi": "Học sinh"}, **{"min": "0"} | more | {member: value}), headers={"If-Match": tag})
    assert answer.status == 422 and ("changedAfterUse", f"/{member}") in answer.issues(), answer


def test_who_may_not_write_an_agency_is_told_that_first(stack):
    """Whatever else is wrong: 403 says nothing of what is stored, nor of what the proposal lacks."""
    where = f"/v1/agencies/{CODE}-forest"
    foreign = stack.token("plans:read plans:write", "381@2012-01-01")
    for body in (agency(), agency(validUntil="2025-07-02")):
        for headers in ({}, {"If-Match": '"7"'}):
            assert stack.call("PUT", where, body, token=foreign, headers=headers).status == 403
    assert stack.call("PUT", where, agency(), headers={"If-Match": '"7"'}).status == 412
    put(stack, where, agency())
    for headers in ({}, {"If-Match": '"7"'}, {"If-Match": '"1"'}):
        assert stack.call("PUT", where, agency(name={"vi": "khác"}), token=foreign, headers=headers).status == 403
        assert stack.call("PUT", where, agency(), token=foreign, headers=headers).status == 403
    own = stack.token("plans:read plans:write", DISTRICT)
    assert stack.call("PUT", where, agency(unit="381@2012-01-01"), token=own).status == 403, "it may not be given away"
    assert stack.call("PUT", where, agency(name={"vi": "khác"}), token=own).status == 428
    assert stack.call("PUT", where, agency(name={"vi": "khác"}), token=own, headers={"If-Match": '"1"'}).status == 200
    assert stack.call("PUT", f"{where}-2", agency(unit="99999"), token=own).issues() == [("unknownUnit", "/unit")]


def test_the_versions_of_a_code_that_is_nobodys_today_are_found_by_date_or_id(stack):
    gone = stack.call("GET", "/v1/units/001/versions")
    assert gone.status == 422 and gone.issues() == [("unitNotValid", "unit")], gone
    assert DISTRICT.encode() in gone.body, "the id to ask by"
    by_date, by_id = stack.get("/v1/units/001/versions?at=2023-06-14"), stack.get(f"/v1/units/{DISTRICT}/versions")
    assert by_date == by_id and by_id["items"][-1]["validUntil"] == "2025-07-01"
    commune = stack.call("GET", "/v1/units/00016/versions")
    successors = stack.get("/v1/units/00016/successors?at=2025-06-30")["items"]
    assert commune.status == 422 and successors and all(unit["id"].encode() in commune.body for unit in successors)
