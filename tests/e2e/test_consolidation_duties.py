"""What a consolidation that was sent fulfils: the duty to consolidate, and the reports that go through its agency; of that form and period and no other.

A programme of its own in two districts of Hải Phòng before the districts ended; both services and the topic between them."""

import json
import uuid

import pytest

import topics
from test_duties import wait_for
from test_obligations import TOLD_WITHIN_S, Reminders, moment

CODE = "cd" + uuid.uuid4().hex[:8]
ONE, TWO = f"{CODE}-ONE", f"{CODE}-TWO"
CITY, NEAR, FAR = "31@2012-01-01", "303@2012-01-01", "304@2012-01-01"
WARDS = {NEAR: ["11296@2012-01-01", "11299@2012-01-01", "11302@2012-01-01"], FAR: ["11329@2012-01-01", "11335@2012-01-01"]}
PERIOD, OTHER, DUE = "2024-H1", "2024-H2", "2024-06-14T17:00:00Z"
TOPIC = "tonghop.consolidation.v1"
SCOPES = "consolidations:write rollups:read reports:read reports:write reports:review raw"


def committee(unit):
    return {"unit": unit, "function": "people-committee"}


HALVES = [{"period": "H1", "due": {"before": "06-15"}}, {"period": "H2", "due": {"before": "12-15"}}]
DUTIES = [
    {"code": "WARDS", "forms": [ONE, TWO], "reporters": [committee(ward) for wards in WARDS.values() for ward in wards],
     "recipients": [committee(CITY)], "via": [{"function": "people-committee", "level": "district"}], "schedule": HALVES},
    {"code": "DISTRICTS", "deliverable": "consolidation", "consolidates": ["WARDS"], "reporters": [committee(NEAR), committee(FAR)],
     "recipients": [committee(CITY), {"unit": CITY, "function": "police"}], "schedule": HALVES},
    {"code": "THE-CITY", "deliverable": "consolidation", "consolidates": ["DISTRICTS"], "reporters": [committee(CITY)],
     "recipients": [{"unit": "VN", "function": "police"}], "schedule": HALVES},
]


def put(stack, path, body):
    answer = stack.call("PUT", path, body)
    assert answer.status in (200, 201), answer


def post(stack, path, body, token=None, status=201, **headers):
    answer = stack.call("POST", path, body, token=token, headers=headers)
    assert answer.status == status, answer
    return answer.json


@pytest.fixture(scope="module", autouse=True)
def programme(stack):
    put(stack, f"/v1/programmes/{CODE}", {"name": {"vi": "Chương trình thử"}, "calendar": "admin15", "zone": "Asia/Ho_Chi_Minh", "late": {"graceDays": 10}})
    put(stack, f"/v1/indicators/{CODE}-people", {"programme": CODE, "name": {"vi": "Người"}, "unitOfMeasure": "person", "nature": "flow", "decimals": 0, "min": "0",
                                                 "overUnits": "sum", "overPeriods": "sum"})
    for form in (ONE, TWO):
        put(stack, f"/v1/forms/{form}", {"programme": CODE, "title": {"vi": "Biểu thử"}, "from": "2014", "levels": ["commune"], "functions": ["people-committee"],
                                         "cells": [{"code": "people", "indicator": f"{CODE}-people"}]})
    plan = f"{CODE}-plan"
    post(stack, "/v1/plans", {"code": plan, "programme": CODE, "issuer": {"unit": CITY, "agency": "people-committee"}, "title": "Kế hoạch thử", "span": "2024",
                              "duties": DUTIES})
    for state in ("submitted", "approved", "issued"):
        post(stack, f"/v1/plans/{plan}/transitions", {"to": state}, status=200)
    for form in (ONE, TWO):
        wait_for(lambda: stack.call("GET", f"/v1/obligations?form={form}&period={PERIOD}").status == 200 and owed(stack, form))
    wait_for(lambda: stack.call("GET", f"/v1/completeness/{ONE}/{PERIOD}?unit={CITY}").status == 200)


def owed(stack, form, period=PERIOD, more=""):
    """(deliverable, unit) → item."""
    items = stack.items(f"/v1/obligations?form={form}&period={period}{more}")
    found = {(item["deliverable"], item["unit"]): item for item in items}
    assert len(found) == len(items)
    return found


def states(stack, form, period=PERIOD):
    return {place: item["state"] for place, item in owed(stack, form, period).items()}


def clerk(stack, unit, who):
    return stack.token(SCOPES, unit + "/people-committee", subject=f"{who}-{unit}-{CODE}")


def version_of(stack, made):
    return stack.sql("SELECT version FROM aggregation.consolidation WHERE id = %s", made["id"])[0][0]


def decide(stack, made, decision, token, **more):
    answer = stack.call("POST", f"/v1/consolidations/{made['id']}/decisions", {"decision": decision} | more, token=token, headers={"If-Match": f'"{version_of(stack, made)}"'})
    assert answer.status == 200, answer
    return answer.json


def drafted(stack, unit, forms, period=PERIOD):
    wish = {"forms": forms, "unit": unit, "agency": "people-committee", "period": period}
    return wait_for(lambda: (answer := stack.call("POST", "/v1/consolidations", wish, token=clerk(stack, unit, "author"))).status == 201 and answer.json)


def signed(stack, unit, forms, period=PERIOD):
    made = drafted(stack, unit, forms, period)
    return decide(stack, made, "sign", clerk(stack, unit, "signer"))


def sent(stack, unit, forms, period=PERIOD):
    return decide(stack, signed(stack, unit, forms, period), "send", clerk(stack, unit, "author"))


def kept(stack, made):
    """What the reports service has of it: its version."""
    rows = stack.sql("SELECT version FROM reports.consolidation WHERE id = %s", made["id"])
    return rows[0][0] if rows else None


def taken_in(stack, made):
    wait_for(lambda: kept(stack, made) == version_of(stack, made))


def everybody():
    return {("report", ward) for wards in WARDS.values() for ward in wards} | {("consolidation", unit) for unit in (NEAR, FAR, CITY)}


def test_who_owes_a_consolidation_is_listed_with_the_forms_that_it_takes_in(stack):
    for form in (ONE, TWO):
        items = owed(stack, form)
        assert set(items) == everybody() and {item["state"] for item in items.values()} == {"late"}
        assert {item["duty"] for (deliverable, _), item in items.items() if deliverable == "consolidation"} == {"DISTRICTS", "THE-CITY"}
        assert {item["dueAt"] for item in items.values()} == {DUE} and {item["consolidation"] for item in items.values()} == {None}
    assert {deliverable for deliverable, _ in owed(stack, ONE, more="&deliverable=consolidation")} == {"consolidation"}
    assert {deliverable for deliverable, _ in owed(stack, ONE, more="&deliverable=report")} == {"report"}
    assert stack.call("GET", "/v1/obligations?deliverable=plan").issues() == [("notOneOf", "deliverable")]
    assert stack.call("GET", "/v1/reports?deliverable=report").status == 400
    whole = f"/v1/obligations?within={CITY}&period={PERIOD}"
    mine = [item for item in stack.items(whole + "&limit=1000") if item["form"] in (ONE, TWO)]
    assert [item for item in stack.items(whole + "&limit=3") if item["form"] in (ONE, TWO)] == mine and len(mine) == 2 * len(everybody())


def test_one_that_was_sent_fulfils_its_form_and_period_and_nothing_else(stack):
    before = signed(stack, NEAR, [ONE])
    taken_in(stack, before)
    assert set(states(stack, ONE).values()) == {"late"}, "signed is not sent"
    decide(stack, before, "send", clerk(stack, NEAR, "author"))
    taken_in(stack, before)
    fulfilled = {("consolidation", NEAR)} | {("report", ward) for ward in WARDS[NEAR]}
    for place, item in owed(stack, ONE).items():
        assert (item["state"], item["consolidation"]) == (("submitted", before["id"]) if place in fulfilled else ("late", None)), place
        assert item["report"] is None and item["timeliness"] == ("late" if place in fulfilled else None)
    assert set(states(stack, TWO).values()) == {"late"}, "another form"
    assert set(states(stack, ONE, OTHER).values()) == {"late"}, "another period"
    assert {place for place, item in owed(stack, ONE, more="&state=submitted").items()} == fulfilled
    csv = stack.call("GET", f"/v1/obligations?form={ONE}&period={PERIOD}&deliverable=consolidation", headers={"Accept": "text/csv"}).body.decode()
    assert csv.splitlines()[0].endswith(",deliverable,consolidation") and f",consolidation,{before['id']}" in csv
    page = stack.call("GET", f"/v1/obligations?form={ONE}&period={PERIOD}", headers={"Accept": "text/html", "Accept-Language": "vi"}).body.decode()
    assert f"Báo cáo tổng hợp biểu {ONE}" in page and f"Biểu {ONE}" in page


def test_a_report_of_its_own_says_more(stack):
    ward = WARDS[NEAR][1]
    officer, reviewer = clerk(stack, ward, "officer"), clerk(stack, CITY, "reviewer")
    made = post(stack, "/v1/reports", {"form": ONE, "unit": ward, "agency": "people-committee", "period": PERIOD, "values": {"people": 3}}, token=officer)
    assert owed(stack, ONE)["report", ward]["report"] == made["id"] and owed(stack, ONE)["report", ward]["consolidation"] is None
    post(stack, f"/v1/reports/{made['id']}/decisions", {"decision": "return", "reason": "thiếu"}, token=reviewer, status=200, **{"If-Match": '"1"'})
    assert states(stack, ONE)["report", ward] == "returned", "what was sent back is owed again"


def test_each_recipient_decides_and_what_one_sends_back_fulfils_nothing_more(stack):
    made = sent(stack, FAR, [ONE, TWO])
    taken_in(stack, made)
    city, police = clerk(stack, CITY, "reader"), stack.token(SCOPES, CITY + "/police", subject=f"police-{CODE}")
    wards = {("report", ward) for ward in WARDS[FAR]}
    decide(stack, made, "accept", city, recipient={"unit": CITY, "agency": "people-committee"})
    taken_in(stack, made)
    assert {states(stack, form)[place] for form in (ONE, TWO) for place in wards | {("consolidation", FAR)}} == {"submitted"}, "one of two recipients"
    decide(stack, made, "return", police, reason="thiếu số", recipient={"unit": CITY, "agency": "police"})
    taken_in(stack, made)
    assert states(stack, TWO)["consolidation", FAR] == "returned" and {states(stack, TWO)[place] for place in wards} == {"late"}
    again = sent(stack, FAR, [ONE, TWO])
    taken_in(stack, again)
    assert owed(stack, TWO)["consolidation", FAR]["consolidation"] == again["id"], "of several the newest"
    for token, agency in ((city, "people-committee"), (police, "police")):
        decide(stack, again, "accept", token, recipient={"unit": CITY, "agency": agency})
    taken_in(stack, again)
    assert {states(stack, TWO)[place] for place in wards | {("consolidation", FAR)}} == {"accepted"}
    assert states(stack, TWO)["consolidation", CITY] == "late", "one above owes its own"


def test_told_twice_and_in_any_order_it_ends_the_same(stack):
    rows = stack.sql("SELECT id::text FROM reports.consolidation WHERE unit = %s AND period = %s AND %s = ANY (forms)", FAR, PERIOD, TWO)
    ids = {row[0] for row in rows}
    before = [states(stack, form) for form in (ONE, TWO)]
    told = [record for record in topics.all_of(TOPIC) if record.key().decode() in ids]
    assert len(ids) == 2 and {json.loads(record.value())["state"] for record in told} == {"signed", "sent"}
    topics.put(TOPIC, [(0, record.key(), record.value(), record.headers()) for record in [*reversed(told), *told, *reversed(told)]])
    caught_up(stack)
    assert [states(stack, form) for form in (ONE, TWO)] == before


def caught_up(stack):
    end = topics.all_of(TOPIC)[-1].offset() + 1
    wait_for(lambda: stack.sql("SELECT next_offset FROM reports.consumer_offset WHERE topic = %s", TOPIC) == [(end,)])


def test_nobody_is_reminded_of_what_a_consolidation_fulfilled(stack):
    """The moment comes again for one ward of each district: of the form that both have reported on, and of the one that only one has."""
    topic = Reminders()
    longer = moment(10)
    for form in (ONE, TWO):
        post(stack, "/v1/extensions", {"form": form, "period": PERIOD, "units": [WARDS[NEAR][0], WARDS[NEAR][1], WARDS[FAR][0]], "dueAt": longer, "reason": "bão"})
    wait_for(lambda: owed(stack, TWO)["report", WARDS[NEAR][0]]["dueAt"] == longer)
    topic.of(PERIOD, 3, 10 + TOLD_WITHIN_S)
    told = sorted((payload["form"], payload["unit"], payload["state"]) for payload in (json.loads(record.value()) for record in topic.about(PERIOD)))
    assert [told for told in told if told[0].startswith(CODE)] == sorted(
        [(ONE, WARDS[NEAR][1], "returned"), (TWO, WARDS[NEAR][0], "late"), (TWO, WARDS[NEAR][1], "late")])
