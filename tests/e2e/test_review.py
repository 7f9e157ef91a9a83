"""Review along the line: the queue, what a reviewer sees, decisions one by one and many at once, reports of units that are gone, and the printed report."""

import concurrent.futures
import csv
import html
import re
import uuid

import jsonschema
import pytest
import yaml

from stack import CHECKOUT, waiting

OFFICER, REVIEWER = "reports:read reports:write", "reports:read reports:review"
BOTH = "reports:read reports:write reports:review"
PROVINCE, DATE = "38", "2024-06-14"
# Thanh Hóa's wards of 2024: the first went whole into the new 14758, the second was cut up between the new 14758 and 14797.
WHOLE, CUT, HEIR, OTHER_HEIR = "14755", "14758", "14758", "14797"

wait_for = waiting(15)


@pytest.fixture(scope="module")
def declared():
    """Checks a document against what openapi/ says of it."""
    components = yaml.safe_load((CHECKOUT / "openapi/reports.yaml").read_text(encoding="utf-8"))["components"]

    def check(name, document):
        jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": components}).validate(document)

    return check


def put(stack, path, body):
    answer = stack.call("PUT", path, body)
    assert answer.status in (200, 201), answer


@pytest.fixture(scope="module")
def forms(stack):
    """The committee's cases, and the police's, which are the binding ones."""
    mark = uuid.uuid4().hex[:8]
    for code, decimals in (("flow", 0), ("area", 2)):
        put(stack, f"/v1/indicators/{code}-{mark}", {"programme": "pcmd", "name": {"vi": f"Số {code}", "en": f"Number of {code}"}, "unitOfMeasure": "vụ",
                                                     "nature": "flow", "decimals": decimals, "min": "0", "overUnits": "sum", "overPeriods": "sum"})
    police, committee = f"POL-{mark}", f"COM-{mark}"
    put(stack, f"/v1/forms/{police}", {"programme": "pcmd", "title": {"vi": "Vụ việc"}, "from": "2020", "levels": ["province", "commune"], "functions": ["police"],
                                       "cells": [{"code": "cases", "indicator": f"flow-{mark}", "required": True}]})
    wait_for(lambda: stack.call("GET", f"/v1/obligations?form={police}").status == 200)
    put(stack, f"/v1/forms/{committee}", {"programme": "pcmd", "title": {"vi": "Vụ việc & kết quả", "en": "Cases"}, "from": "2020", "levels": ["province", "commune"],
                                          "functions": ["people-committee", "labour"], "legalNumber": "Thông tư 1",
                                          "cells": [{"code": "cases", "indicator": f"flow-{mark}", "row": "1", "required": True, "authoritative": f"{police}.cases"},
                                                    {"code": "area", "indicator": f"area-{mark}", "row": "2"}],
                                          "rules": [{"code": "R1", "left": [{"cell": "cases"}], "op": "le", "right": [{"number": "1000"}], "severity": "warning",
                                                     "message": {"vi": "Nhiều bất thường", "en": "Unusually many"}}],
                                          "narratives": [{"code": "difficulties", "title": {"vi": "Khó khăn"}, "lengthMax": 500}]})
    wait_for(lambda: stack.call("GET", f"/v1/obligations?form={committee}").status == 200)
    return committee, police


@pytest.fixture(scope="module")
def communes(units):
    """Of 2024, those that went over whole, but for the one that has a story of its own."""
    with open(CHECKOUT / "examples/units/mapping_2025-07-01.csv", encoding="utf-8") as file:
        whole = {row["old_code"] for row in csv.DictReader(file) if row["kind"] == "FULL"} - {WHOLE}
    return [row["code"] for row in units.below(PROVINCE, DATE, "commune") if row["code"] in whole]


@pytest.fixture
def clerk(stack):
    """Who enters for the communes."""
    return stack.token(OFFICER, PROVINCE, subject="province-clerk")


@pytest.fixture
def reviewer(stack):
    return stack.token(REVIEWER, PROVINCE, subject="province-reviewer")


def officer(stack, units, commune, scopes=OFFICER, function=""):
    return stack.token(scopes, units.find(commune, DATE)["unit"] + function, subject="officer-" + commune)


def entry(form, unit, cases, period="2024-H1", agency="people-committee", **more):
    return {"form": form, "unit": unit, "agency": agency, "period": period, "values": {"cases": cases}, **more}


def post(stack, token, *args, **more):
    answer = stack.call("POST", "/v1/reports", entry(*args, **more), token=token)
    assert answer.status == 201, answer
    return answer.json


def change(stack, made, token, **more):
    body = {"form": made["form"], "unit": made["unit"], "agency": made["agency"], "period": made["period"]["code"], "values": made["values"], **more}
    return stack.call("PUT", f"/v1/reports/{made['id']}", body, token=token, headers={"If-Match": f'"{made["version"]}"'})


def decide(stack, made, decision, token, **more):
    return stack.call("POST", f"/v1/reports/{made['id']}/decisions", {"decision": decision, **more}, token=token, headers={"If-Match": f'"{made["version"]}"'})


def queue(stack, token, form, more=""):
    return stack.items(f"/v1/reviews?form={form}{more}", token=token)


def queued(stack, token, form, more=""):
    return [item["report"]["id"] for item in queue(stack, token, form, more)]


# ---- The queue, and what its reader sees


def test_a_report_waits_with_those_above_it_in_its_line(stack, units, forms, communes, reviewer):
    commune = communes[0]
    own = officer(stack, units, commune, BOTH)
    made = post(stack, own, forms[0], commune, 2000)
    for roots, sees in ((["VN"], True), ([PROVINCE], True), ([PROVINCE + "/people-committee"], True), ([PROVINCE + "/police"], False), (["01"], False),
                        ([made["unit"]], False), (["01", PROVINCE], True)):
        assert (made["id"] in queued(stack, stack.token(REVIEWER, *roots, subject="somebody"), forms[0])) == sees, roots
    assert made["id"] not in queued(stack, own, forms[0])
    assert made["id"] not in queued(stack, stack.token(BOTH, PROVINCE, subject="officer-" + commune), forms[0]), "never one's own"
    assert stack.call("GET", f"/v1/reviews?form={forms[0]}", token=stack.token(OFFICER, PROVINCE)).status == 403
    item = next(item for item in queue(stack, reviewer, forms[0]) if item["report"]["id"] == made["id"])
    assert item["waitingSince"] == made["submittedAt"] and item["report"] == made
    assert sorted(w["type"] for w in item["report"]["warnings"]) == ["notOwed", "ruleBroken"] and item["report"]["timeliness"] == "notDue"
    corrected = change(stack, made, own, values={"cases": 1999}).json
    item = next(item for item in queue(stack, reviewer, forms[0]) if item["report"]["id"] == made["id"])
    assert item["waitingSince"] == made["submittedAt"] and item["report"]["version"] == 2, "it waits since it was first handed in"
    assert decide(stack, corrected, "accept", reviewer).status == 200
    assert made["id"] not in queued(stack, reviewer, forms[0])


def test_the_police_decides_on_the_police(stack, units, forms, communes):
    commune = communes[1]
    made = post(stack, officer(stack, units, commune, function="/police"), forms[1], commune, 7, agency="police")
    committee, police = (stack.token(REVIEWER, f"{PROVINCE}/{function}", subject="chief") for function in ("people-committee", "police"))
    assert made["id"] not in queued(stack, committee, forms[1]) and made["id"] in queued(stack, police, forms[1])
    assert decide(stack, made, "accept", committee).status == 404
    assert decide(stack, made, "accept", police).status == 200


def test_a_province_is_reviewed_by_the_nation_and_its_department_by_itself(stack, forms):
    made = post(stack, stack.token(OFFICER, PROVINCE, subject="clerk"), forms[0], PROVINCE, 1)
    colleague = stack.token(BOTH, PROVINCE, subject="colleague")
    refused = decide(stack, made, "accept", colleague)
    assert refused.status == 403 and refused.issues() == [("notYours", "/decision")], refused
    assert made["id"] not in queued(stack, colleague, forms[0])
    assert decide(stack, made, "accept", stack.token(REVIEWER, "VN", subject="ministry")).status == 200
    own = stack.token(BOTH, f"{PROVINCE}/labour", subject="department")
    made = post(stack, own, forms[0], PROVINCE, 1, agency="labour")
    assert decide(stack, made, "accept", stack.token(BOTH, f"{PROVINCE}/labour", subject="colleague")).status == 403
    assert made["id"] in queued(stack, colleague, forms[0])
    assert decide(stack, made, "accept", colleague).status == 200


def test_the_oldest_due_comes_first_page_after_page(stack, units, forms, communes, reviewer):
    wanted = []
    for number, day in enumerate((20, 10, 15)):
        code, unit = f"rv{uuid.uuid4().hex[:8]}", units.find(communes[2 + number], DATE)["unit"]
        asked = {"code": code, "form": forms[0], "units": [unit], "period": {"start": "2024-03-01", "end": "2024-04-01"}, "dueAt": f"2024-05-{day}T17:00:00Z",
                 "title": "Rà soát", "reason": "thử"}
        assert stack.call("POST", "/v1/requests", asked).status == 201
        wait_for(lambda: stack.call("GET", f"/v1/obligations?form={forms[0]}&period=X-{code}").status == 200)
        made = post(stack, officer(stack, units, communes[2 + number]), forms[0], unit, 1, period="X-" + code)
        assert made["timeliness"] == "late" and made["dueAt"] == asked["dueAt"]
        wanted.append((day, made["id"]))
    endless = post(stack, officer(stack, units, communes[2]), forms[0], communes[2], 1)["id"]
    listed = queued(stack, reviewer, forms[0], "&limit=1")
    assert [report for report in listed if report in dict(map(reversed, wanted))] == [report for _, report in sorted(wanted)]
    assert listed.index(endless) > max(listed.index(report) for _, report in wanted)
    assert queued(stack, reviewer, forms[0], "&unit=" + units.find(communes[3], DATE)["unit"]) == [wanted[1][1]]
    assert stack.call("GET", f"/v1/reviews?form={forms[0]}&cursor=abc", token=reviewer).status == 400


def test_a_reviewer_sees_changes_the_authoritative_figure_and_the_period_before(stack, units, forms, communes, reviewer, declared):
    commune = communes[6]
    own = officer(stack, units, commune)
    post(stack, own, forms[0], commune, 8, period="2023-H2")
    made = post(stack, own, forms[0], commune, 12, narratives={"difficulties": "mưa"})
    path = f"/v1/reports/{made['id']}/review"
    seen = stack.get(path, token=reviewer)
    assert seen["report"] == made and seen["changes"] is None and seen["decisions"] == ["accept", "return"]
    assert seen["authoritative"] == [{"cell": "cases", "name": "Number of flow", "value": 12, "authoritative": forms[1] + ".cases", "authoritativeValue": None,
                                      "difference": None, "percent": None, "reports": []}]
    assert seen["previous"]["period"]["code"] == "2023-H2" and seen["previous"]["state"] == "submitted"
    assert seen["previous"]["cells"][0] == {"cell": "cases", "name": "Number of flow", "value": 12, "previous": 8, "difference": 4, "percent": "50.0"}
    police = post(stack, officer(stack, units, commune, function="/police"), forms[1], commune, 10, agency="police")
    returned = decide(stack, made, "return", reviewer, reason="lệch số công an", cells={"cases": "công an báo 10"}).json
    corrected = change(stack, returned, own, values={"cases": 10, "area": "2.50"}, narratives={"difficulties": "bão"}).json
    seen = stack.get(path, token=reviewer, headers={"Accept-Language": "vi"})
    declared("Review", seen)
    declared("ReviewPage", stack.get(f"/v1/reviews?form={forms[0]}", token=reviewer))
    changes = seen["changes"]
    assert (changes["from"]["version"], changes["from"]["state"], changes["from"]["reason"]) == (2, "returned", "lệch số công an")
    assert changes["to"]["version"] == corrected["version"] == 3
    assert changes["cells"] == [{"cell": "cases", "row": "1", "name": "Số flow", "unitOfMeasure": "vụ", "before": 12, "after": 10, "change": -2, "percent": "-16.6"},
                                {"cell": "area", "row": "2", "name": "Số area", "unitOfMeasure": "vụ", "before": None, "after": "2.50", "change": None, "percent": None}]
    assert changes["narratives"] == [{"narrative": "difficulties", "name": "Khó khăn", "before": "mưa", "after": "bão"}]
    source = seen["authoritative"][0]
    assert (source["authoritativeValue"], source["difference"], source["percent"]) == (10, 0, "0.0")
    assert source["reports"] == [{"id": police["id"], "agency": "police", "version": 1, "state": "submitted", "value": 10}]
    assert seen["waitingSince"] == corrected["submittedAt"]
    line = stack.get(path, token=stack.token(REVIEWER, PROVINCE + "/people-committee", subject="line"))
    assert line["authoritative"][0]["reports"] == [], "who acts for the committee alone does not see the police's report"
    assert stack.call("GET", path, token=stack.token(BOTH, made["unit"], subject="colleague")).status == 403
    assert stack.call("GET", path, token=stack.token(REVIEWER, "01")).status == 404
    assert stack.get(path, token=stack.token(BOTH, PROVINCE, subject="officer-" + commune))["decisions"] == []


def test_versions_are_compared_as_far_as_they_are_seen(stack, units, forms, communes, reviewer, declared):
    commune = communes[7]
    own = officer(stack, units, commune)
    draft = post(stack, own, forms[0], commune, 1, state="draft")
    sent = change(stack, draft, own, values={"cases": 2}, state="submitted").json
    last = change(stack, sent, own, values={"cases": 3}, estimated=True, act={"number": "9"}).json
    path = f"/v1/reports/{draft['id']}/diff"
    assert [stack.get(path, token=token)["from"]["version"] for token in (own, reviewer)] == [1, 2], "the draft is nobody else's"
    diff = stack.get(path + "?from=1&to=2", token=own)
    assert diff["from"]["state"] == "draft" and diff["to"]["state"] == "submitted" and [c["change"] for c in diff["cells"]] == [1]
    diff = stack.get(path + "?from=2", token=reviewer)
    declared("ReportDiff", diff)
    assert diff["marks"] == [{"mark": "estimated", "before": None, "after": True}, {"mark": "act", "before": None, "after": {"number": "9"}}]
    assert stack.get(path + "?from=3&to=3", token=own)["cells"] == []
    assert stack.get(path + "?from=3&to=2", token=own)["cells"][0]["change"] == -1
    hidden, absent = (stack.call("GET", path + query, token=reviewer) for query in ("?from=1", "?to=4"))
    assert hidden.status == absent.status == 404 and hidden.json["detail"] == absent.json["detail"], "what is hidden looks like what is not there"
    for wrong in ("from=0", "to=x", "from=", "from=99999999999", "of=1"):
        assert stack.call("GET", f"{path}?{wrong}", token=own).status == 400, wrong
    assert stack.call("GET", path, token=stack.token(REVIEWER, "01")).status == 404
    assert last["version"] == 3


# ---- Many at once


def results(stack, body, token, **headers):
    answer = stack.call("POST", "/v1/decisions", body, token=token, headers=headers)
    assert answer.status == 200, answer
    return answer.json["results"], answer


def test_many_decisions_each_with_its_own_result(stack, forms, communes, reviewer, clerk, declared):
    made = [post(stack, clerk, forms[0], commune, 5) for commune in communes[10:18]]
    own = post(stack, stack.token(OFFICER, PROVINCE, subject="province-reviewer"), forms[0], communes[18], 5)
    draft = post(stack, clerk, forms[0], communes[19], 5, state="draft")
    untold = post(stack, clerk, forms[0], communes[21], 5)

    def one(report, decision="accept", version=1, **more):
        return {"report": report["id"], "version": version, "decision": decision, **more}

    unknown = {"id": str(uuid.uuid4())}
    body = {"decisions": [one(made[0]), one(made[1], "return", reason="thiếu"), one(made[2], "return"), one(made[3], version=7), one(unknown), one(own), one(draft),
                          one(made[4], "submit"), one(made[0]), {"report": made[5]["id"], "version": 1, "decision": "burn"}, {"decision": "accept", "version": 1}, "x",
                          one(made[6], cells={"nothing": "x"}), one(made[7], cells={"cases": "xong"}), one(unknown, version=0), one(untold, version=-1, reason=7),
                          one(made[0], version=0)]}
    key = {"Idempotency-Key": f'"{uuid.uuid4()}"'}
    found, answer = results(stack, body, reviewer, **key)
    declared("DecisionResults", answer.json)
    assert [r["status"] for r in found] == [200, 200, 422, 412, 404, 403, 404, 403, 422, 400, 400, 400, 422, 200, 400, 400, 400], found
    assert [r.get("version") for r in found][:2] == [2, 2] and found[0]["report"] == made[0]["id"]
    assert all(("problem" in r) == (r["status"] != 200) for r in found)
    assert all(r["problem"]["status"] == r["status"] and r["problem"]["type"].startswith("urn:problem-type:tonghop:reports:") for r in found if "problem" in r)
    issues = {i: [(x["type"], x["pointer"]) for x in found[i]["problem"]["issues"]] for i in (2, 5, 8, 9, 10, 11, 12, 14, 15, 16)}
    assert issues == {2: [("reasonNeeded", "/decisions/2/reason")], 5: [("ownReport", "/decisions/5/decision")], 8: [("duplicate", "/decisions/8/report")],
                      9: [("notOneOf", "/decisions/9/decision")], 10: [("required", "/decisions/10/report")], 11: [("wrongType", "/decisions/11")],
                      12: [("unknownCell", "/decisions/12/cells/nothing")], 14: [("outOfBounds", "/decisions/14/version")],
                      15: [("outOfBounds", "/decisions/15/version"), ("wrongType", "/decisions/15/reason")],
                      16: [("outOfBounds", "/decisions/16/version"), ("duplicate", "/decisions/16/report")]}
    states = [stack.get(f"/v1/reports/{report['id']}")["state"] for report in made]
    assert states == ["accepted", "returned", "submitted", "submitted", "submitted", "submitted", "submitted", "accepted"]
    again = stack.call("POST", "/v1/decisions", body, token=reviewer, headers=key)
    assert again.body == answer.body and again.headers["idempotency-replayed"] == "true"
    other = stack.call("POST", "/v1/decisions", {"decisions": body["decisions"][:1]}, token=reviewer, headers=key)
    assert other.status == 422 and other.json["type"].endswith("idempotencyKeyReused"), other
    single = stack.call("POST", "/v1/reports", entry(forms[0], communes[20], 1), token=stack.token(OFFICER, PROVINCE, subject="province-reviewer"), headers=key)
    assert single.status == 422 and single.json["type"].endswith("idempotencyKeyReused"), single
    assert stack.sql("SELECT count(*) FROM reports.report_version WHERE report = %s", made[0]["id"]) == [(2,)]


def test_the_list_itself_must_be_one(stack, reviewer):
    for body, status, issue in (({}, 400, ("required", "/decisions")), ({"decisions": {}}, 400, ("wrongType", "/decisions")), ([], 400, ("wrongType", (None, None))),
                                ({"decisions": [], "x": 1}, 400, ("unknownMember", "/x")), ({"decisions": [{}] * 1001}, 400, ("tooMany", "/decisions"))):
        answer = stack.call("POST", "/v1/decisions", body, token=reviewer)
        assert answer.status == status and answer.issues() == [issue], answer
    assert results(stack, {"decisions": []}, reviewer)[0] == []
    assert stack.call("POST", "/v1/decisions", {"decisions": []}, token=stack.token("reports:read", PROVINCE)).status == 403
    assert stack.call("POST", "/v1/decisions", {"decisions": []}, token=reviewer, headers={"Idempotency-Key": None}).status == 400


def test_a_list_that_was_cut_off_goes_on_under_its_key(stack, forms, communes, reviewer, clerk):
    made = [post(stack, clerk, forms[0], commune, 5) for commune in communes[22:26]]
    body = {"decisions": [{"report": report["id"], "version": 1, "decision": "accept"} for report in made]}
    key = str(uuid.uuid4())
    first, _ = results(stack, body, reviewer, **{"Idempotency-Key": key})
    # as after a crash between the decisions and their answer, and before the last decision
    stack.sql("DELETE FROM reports.idempotency WHERE key = %s", key)
    again, answer = results(stack, body, reviewer, **{"Idempotency-Key": key})
    assert again == first and "idempotency-replayed" not in answer.headers
    assert stack.sql("SELECT count(*) FROM reports.report_version WHERE report = ANY (%s::uuid[])", [r["id"] for r in made]) == [(8,)]


def test_a_key_twice_at_once_decides_once(stack, forms, communes, reviewer, clerk):
    made = [post(stack, clerk, forms[0], commune, 5) for commune in communes[30:60]]
    body = {"decisions": [{"report": report["id"], "version": 1, "decision": "accept"} for report in made]}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: stack.call("POST", "/v1/decisions", body, token=reviewer, headers=key), range(6)))
    assert {answer.status for answer in answers} <= {200, 409} and any(answer.status == 200 for answer in answers), answers
    assert all(answer.headers.get("retry-after") for answer in answers if answer.status == 409)
    good = [answer.body for answer in answers if answer.status == 200]
    assert len(set(good)) == 1 and all(result["version"] == 2 for result in stack.call("POST", "/v1/decisions", body, token=reviewer, headers=key).json["results"])
    assert stack.sql("SELECT count(*) FROM reports.report_version WHERE report = ANY (%s::uuid[])", [r["id"] for r in made]) == [(60,)]


def test_drafts_are_handed_in_together(stack, units, forms, communes):
    token = stack.token(OFFICER, *[units.find(commune, DATE)["unit"] for commune in communes[60:63]], subject="three")
    good, empty, late = (post(stack, token, forms[0], commune, cases, state="draft") for commune, cases in zip(communes[60:63], (5, None, 2000)))
    found, _ = results(stack, {"decisions": [{"report": r["id"], "version": 1, "decision": "submit"} for r in (good, empty, late)]}, token)
    assert [r["status"] for r in found] == [200, 422, 200], found
    assert [i["type"] for i in found[1]["problem"]["issues"]] == ["missingValue"]
    handed_in = stack.get(f"/v1/reports/{late['id']}", token=token)
    assert handed_in["state"] == "submitted" and "ruleBroken" in [w["type"] for w in handed_in["warnings"]]


# ---- Units that are gone


def test_a_successor_finishes_what_went_over_whole(stack, units, forms, reviewer):
    then, heir = officer(stack, units, WHOLE), stack.token(BOTH, HEIR, subject="heir")
    draft = post(stack, then, forms[0], WHOLE, 5, state="draft")
    unit = draft["unit"]
    path = f"/v1/reports/{draft['id']}"
    assert stack.call("GET", path, token=reviewer).status == 404, "a draft stays with its own"
    for stranger in (OTHER_HEIR, HEIR + "/police"):
        assert stack.call("GET", path, token=stack.token(BOTH, stranger, subject="stranger")).status == 404
    seen = stack.call("GET", path, token=heir)
    assert seen.status == 200 and seen.json["unitCode"] == WHOLE and seen.json["state"] == "draft"
    assert [item["id"] for item in stack.items(f"/v1/reports?form={forms[0]}&unit={unit}", token=heir)] == [draft["id"]]
    finished = change(stack, seen.json, heir, values={"cases": 6}, state="draft").json
    submitted = decide(stack, finished, "submit", heir)
    assert submitted.status == 200 and submitted.json["values"]["cases"] == 6, submitted
    assert decide(stack, submitted.json, "accept", stack.token(BOTH, HEIR, subject="colleague")).status == 403, "nobody decides on what he carries on"
    assert draft["id"] not in queued(stack, stack.token(BOTH, HEIR, subject="colleague"), forms[0])
    assert draft["id"] in queued(stack, reviewer, forms[0]) and draft["id"] in queued(stack, reviewer, forms[0], f"&within={PROVINCE}")
    returned = decide(stack, submitted.json, "return", reviewer, reason="xem lại").json
    corrected = change(stack, returned, heir, values={"cases": 7})
    assert corrected.status == 200, corrected
    police = stack.call("POST", "/v1/reports", entry(forms[0], unit, 1, period="2023-H2"), token=stack.token(BOTH, HEIR + "/police", subject="chief"))
    assert police.status == 403 and police.issues() == [("notYours", "/unit")], police
    other = post(stack, heir, forms[0], unit, 1, period="2023-H2")
    assert other["unit"] == unit and other["unitCode"] == WHOLE
    assert decide(stack, other, "withdraw", heir, reason="nhầm").status == 200


def test_what_was_cut_up_is_left_to_the_province(stack, units, forms, reviewer):
    unit = units.find(CUT, DATE)["unit"]
    made = post(stack, officer(stack, units, CUT), forms[0], CUT, 5)
    for heir in (HEIR, OTHER_HEIR):
        token = stack.token(BOTH, heir, subject="heir")
        refused = stack.call("POST", "/v1/reports", entry(forms[0], unit, 1, period="2023-H2"), token=token)
        assert refused.status == 403 and refused.issues() == [("notYours", "/unit")], refused
        assert stack.call("GET", f"/v1/reports/{made['id']}", token=token).status == 404
        assert decide(stack, made, "withdraw", token).status == 404
    province = stack.token(BOTH, PROVINCE, subject="province-clerk")
    assert change(stack, made, province, values={"cases": 6}, enteredFor="Phường cũ").status == 200
    draft = post(stack, officer(stack, units, CUT), forms[0], CUT, 5, period="2023-H1", state="draft")
    assert stack.call("GET", f"/v1/reports/{draft['id']}", token=province).status == 200, "nobody else is left to finish it"
    assert made["id"] in queued(stack, reviewer, forms[0])


def test_obligations_follow_the_merger(stack):
    """Thanh Hóa's plan of 2023 obliges its communes of then; the first of those wards may have reported by now, or not."""
    def owing(root):
        return {item["unitCode"] for item in stack.items("/v1/obligations?form=PCMD-C&period=2023-H1", token=stack.token(OFFICER, root))}

    heir, other, province = owing(HEIR), owing(OTHER_HEIR), owing(PROVINCE)
    assert WHOLE in heir and CUT not in heir and len(heir) == 4
    assert WHOLE not in other and CUT not in other and len(other) > 5
    assert {WHOLE, CUT} | heir | other <= province and len(province) == 559


# ---- Taken back and taken up again


def test_a_withdrawn_report_is_taken_up_again_and_keeps_its_first_submission(stack, units, forms, communes, reviewer):
    code, unit = f"wd{uuid.uuid4().hex[:8]}", units.find(communes[70], DATE)["unit"]
    asked = {"code": code, "form": forms[0], "units": [unit], "period": {"start": "2024-03-01", "end": "2024-04-01"},
             "dueAt": "2099-01-01T00:00:00Z", "title": "Rà soát", "reason": "thử"}
    assert stack.call("POST", "/v1/requests", asked).status == 201
    wait_for(lambda: stack.call("GET", f"/v1/obligations?form={forms[0]}&period=X-{code}").status == 200)
    own = officer(stack, units, communes[70])
    made = post(stack, own, forms[0], unit, 5, period="X-" + code)
    assert made["timeliness"] == "onTime"
    withdrawn = decide(stack, made, "withdraw", own).json
    assert withdrawn["state"] == "withdrawn" and made["id"] not in queued(stack, reviewer, forms[0])
    again = stack.call("POST", "/v1/reports", entry(forms[0], unit, 6, period="X-" + code), token=own)
    assert again.status == 409 and again.headers["location"] == f"/v1/reports/{made['id']}"
    taken_up = change(stack, withdrawn, own, values={"cases": 6}).json
    assert (taken_up["state"], taken_up["version"], taken_up["firstSubmittedAt"], taken_up["timeliness"]) == ("submitted", 3, made["firstSubmittedAt"], "onTime")
    assert made["id"] in queued(stack, reviewer, forms[0])
    accepted = decide(stack, taken_up, "accept", reviewer).json
    refused = decide(stack, accepted, "withdraw", own)
    assert refused.status == 422 and refused.issues() == [("reasonNeeded", "/reason")], refused
    assert decide(stack, accepted, "withdraw", own, reason="nhầm kỳ").json["state"] == "withdrawn"


# ---- On paper


def page(stack, path, token):
    answer = stack.call("GET", path, token=token, headers={"Accept": "text/html"})
    assert answer.status == 200 and answer.headers["content-type"].startswith("text/html"), answer
    assert answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    return answer, html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "\n", answer.body.decode(), flags=re.S))


def test_a_report_is_printed_as_an_administrative_report(stack, units, forms, communes, reviewer):
    commune = communes[71]
    own = stack.token(OFFICER, units.find(commune, DATE)["unit"], subject="officer-of-the-page")
    made = post(stack, own, forms[0], commune, 1234567, narratives={"difficulties": "Mưa <b>lớn</b>\nvà bão"}, notAvailable={"area": "chưa đo"},
                act={"number": "12", "symbol": "BC-UBND", "date": "2024-06-10"}, estimated=True)
    path = f"/v1/reports/{made['id']}"
    answer, text = page(stack, path, own)
    name = units.find(commune, DATE)["full_name"]
    for words in ("Ủy ban nhân dân", name, "Số: 12/BC-UBND", "Cộng hòa xã hội chủ nghĩa Việt Nam", ", ngày 10 tháng 6 năm 2024", "Vụ việc & kết quả",
                  "6 tháng đầu năm 2024 (15/12/2023 – 14/6/2024)", "(Số liệu ước tính)", f"Biểu số: {forms[0]}, ban hành theo Thông tư 1", "1.234.567",
                  "Không có số liệu: chưa đo", "1. Khó khăn", "Mưa <b>lớn</b>\nvà bão", made["sha256"], made["id"], "Đã gửi", "Không có hạn"):
        assert words in text, words
    assert b"<b>" not in answer.body and b"officer-of-the-page" not in answer.body and b"<script" not in answer.body
    assert answer.headers["etag"] == '"1"'
    assert stack.call("GET", path, token=own, headers={"Accept": "text/html", "If-None-Match": '"1"'}).status == 304
    assert stack.call("GET", path, token=own, headers={"Accept": "text/csv"}).status == 406
    returned = decide(stack, made, "return", reviewer, reason="thiếu diện tích").json
    text = page(stack, path, own)[1]
    assert "Bị trả lại" in text and "thiếu diện tích" in text
    assert "Bị trả lại" not in page(stack, path + "/versions/1", own)[1]
    draft = change(stack, returned, own, values={"cases": 2, "area": "12345.50"}, state="draft", narratives={}).json
    mine, theirs = page(stack, path, own)[1], page(stack, path, reviewer)[1]
    assert "Dự thảo" in mine and "12.345,50" in mine and "Dự thảo" not in theirs
    assert stack.call("GET", f"{path}/versions/{draft['version']}", token=reviewer, headers={"Accept": "text/html"}).status == 404


def test_the_pages_of_a_department_and_of_a_form_of_the_example(stack):
    """Whatever is in the ledger can be printed."""
    for item in stack.items("/v1/reports?form=PCMD-S&limit=50")[:5]:
        text = page(stack, f"/v1/reports/{item['id']}", stack.admin)[1]
        assert item["sha256"] in text and "Biên nhận điện tử" in text
