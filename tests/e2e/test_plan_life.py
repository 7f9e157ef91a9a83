"""What becomes of a plan: compared, copied, derived, changed by a next version, worked off, shared out, and refused where it cannot hold."""

import copy
import uuid

import pytest

from stack import waiting

RUN = uuid.uuid4().hex[:8]  # the tests may run again on the same stack
PROVINCE, DISTRICT = "38", "380@2012-01-01"
wait_for = waiting(10)


def code(name):
    return f"life-{name}-{RUN}"


def document(name, **members):
    """A small plan of Thanh Hóa for 2024."""
    return {
        "code": code(name), "programme": "pcmd", "issuer": {"unit": PROVINCE, "agency": "people-committee"},
        "act": {"number": "12", "symbol": "KH-UBND", "date": "2024-01-10"}, "title": "Kế hoạch năm 2024", "span": "2024",
        "references": [{"issuer": "Chính phủ", "number": "178/2004", "symbol": "NĐ-CP", "date": "2004-10-15"}],
        "sections": [
            {"code": "I", "printed": "I", "title": "Nội dung", "targets": ["T1"], "tasks": [],
             "sections": [{"code": "I.1", "printed": "1", "title": "Tuyên truyền", "targets": [], "tasks": ["K1"], "sections": []}]},
        ],
        "targets": [
            {"code": "T1", "text": "Từ 80% xã, phường, thị trấn có hình thức tuyên truyền", "kind": "share", "modality": "atLeast", "window": "period",
             "by": "2024", "scope": {"unit": PROVINCE}, "numerator": {"units": "commune", "where": {"cell": "PCMD-C.propForms", "op": "ge", "value": "1", "at": "own"}},
             "denominator": {"units": "commune"}, "comparator": "ge", "percent": "80"},
            {"code": "T2", "text": "Tổ chức 100 buổi", "kind": "amount", "window": "yearToDate", "scope": {"unit": PROVINCE},
             "measure": {"cell": "PCMD-C.estInspected"}, "comparator": "ge", "value": "100", "baseline": {"period": "2023", "value": "90", "source": "Báo cáo"}},
            {"code": "T3", "text": "Thí điểm khi có phân bổ", "kind": "conditional", "scope": {"unit": PROVINCE}, "when": {"allocation": "T3"},
             "target": {"code": "T3a", "text": "Có mô hình", "kind": "amount", "window": "period",
                        "measure": {"units": "commune", "where": {"cell": "PCMD-C.modelRunning", "op": "ge", "value": "1", "at": "own"}}, "value": "1"}},
            {"code": "T4", "text": "Kiện toàn đội kiểm tra", "kind": "narrative", "scope": {"unit": PROVINCE}},
        ],
        "tasks": [
            {"code": "K1", "section": "I.1", "content": "Tuyên truyền trên báo chí",
             "agencies": [{"function": "labour", "level": "province", "within": PROVINCE, "role": "lead"},
                          {"function": "people-committee", "level": "district", "within": PROVINCE, "role": "coordinate"}],
             "time": {"form": "quarter", "value": "2024-Q1"}},
            {"code": "K2", "content": "Kiểm tra cơ sở", "agencies": [{"function": "police", "level": "district", "within": PROVINCE, "role": "lead"}],
             "time": {"form": "regular"}},
        ],
        "duties": [
            {"code": "R1", "deliverable": "report", "forms": ["PCMD-C"], "reporters": [{"function": "people-committee", "level": "commune", "within": PROVINCE}],
             "recipients": [{"unit": PROVINCE, "function": "labour"}], "schedule": [{"period": "H1", "due": {"before": "06-15"}}]},
        ],
    } | members


def make(stack, body):
    answer = stack.call("POST", "/v1/plans", body)
    assert answer.status == 201, answer
    return answer.json


def move(stack, plan, *states):
    for state in states:
        answer = stack.call("POST", f"/v1/plans/{plan}/transitions", {"to": state})
        assert answer.status == 200, answer
    return answer.json


def issue(stack, body):
    make(stack, body)
    return move(stack, body["code"], "submitted", "approved", "issued")


@pytest.fixture(scope="module")
def issued(stack):
    body = document("issued")
    issue(stack, body)
    return body


def target(plan, wanted):
    return next(t for t in plan["targets"] if t["code"] == wanted)


# Differences


def test_two_versions_differ_item_by_item(stack):
    body = document("diff")
    make(stack, body)
    changed = copy.deepcopy(body)
    target(changed, "T1")["percent"] = "85"
    changed["tasks"] = [t for t in changed["tasks"] if t["code"] != "K2"]
    changed["title"] = "Kế hoạch"
    assert stack.call("PUT", f"/v1/plans/{body['code']}", changed, headers={"If-Match": '"1"'}).status == 200
    diff = stack.get(f"/v1/plans/{body['code']}/diff?from=1&to=2")
    assert (diff["from"], diff["to"], diff["truncated"]) == (1, 2, False)
    found = {(c["kind"], c["path"]): (c.get("before"), c.get("after")) for c in diff["changes"]}
    assert found.pop(("changed", "/targets/T1/percent")) == ("80", "85")
    assert found.pop(("changed", "/title")) == ("Kế hoạch năm 2024", "Kế hoạch")
    removed = found.pop(("removed", "/tasks/K2"))
    assert removed[0]["content"] == "Kiểm tra cơ sở" and removed[1] is None
    assert not found
    assert stack.get(f"/v1/plans/{body['code']}/diff?from=2&to=2")["changes"] == []
    assert stack.call("GET", f"/v1/plans/{body['code']}/diff?from=1&to=9").status == 404
    assert stack.call("GET", f"/v1/plans/{body['code']}/diff?from=1").issues() == [("required", "to")]


# Copies


def test_next_years_plan_is_last_years_with_its_dates_moved(stack, issued):
    answer = stack.call("POST", f"/v1/plans/{issued['code']}/copy", {"code": code("next"), "span": "2025"})
    assert answer.status == 201, answer
    plan = answer.json
    assert plan["state"] == "draft" and plan["span"] == "2025" and answer.headers["location"] == f"/v1/plans/{plan['id']}"
    assert plan["references"] == issued["references"] and plan["duties"] == issued["duties"]
    assert plan["act"] == {"number": "", "symbol": "KH-UBND", "date": None}
    assert target(plan, "T1")["by"] == "2025" and target(plan, "T2")["baseline"]["period"] == "2024"
    assert plan["tasks"][0]["time"] == {"form": "quarter", "value": "2025-Q1"}
    looked = {(item["path"], item["kind"]) for item in plan["review"]}
    assert {("/title", "year"), ("/act", "act"), ("/targets/T2/baseline", "baseline")} <= looked, looked
    assert not any(path.startswith(("/references", "/tasks/K1/time")) for path, _ in looked), looked


def test_a_copy_beyond_a_reorganisation_names_what_is_gone(stack, issued):
    """Since 2025-07-01 there are no districts: who was asked there is nobody now, and the district in a scope is named by its id."""
    body = document("old")
    target(body, "T2")["scope"] = {"unit": "380"}
    make(stack, body)
    answer = stack.call("POST", f"/v1/plans/{body['code']}/copy", {"code": code("late"), "span": "2026"})
    assert answer.status == 201, answer
    looked = {(item["path"], item["kind"]) for item in answer.json["review"]}
    assert {("/targets/T2/scope/unit", "unit"), ("/tasks/K2/agencies/0", "agency")} <= looked, looked
    assert target(answer.json, "T2")["scope"] == {"unit": DISTRICT}
    assert ("/tasks/K1/agencies/0", "agency") in looked, "the department of labour was merged into another in 2025"
    assert "/duties/R1/reporters/0" not in {path for path, _ in looked}, "communes and their committees are still there"


def test_a_plan_of_a_unit_that_ended_is_not_copied_into_a_later_year(stack):
    answer = stack.call("POST", "/v1/plans/dau-tieng-2023-2025/copy", {"code": code("gone"), "span": "2026..2028"})
    assert answer.status == 422 and ("unitNotValid", "/issuer/unit") in answer.issues(), answer


def test_a_plan_derived_from_its_parent_takes_over_its_targets(stack, issued):
    order = {"code": code("derived"), "derive": True, "issuer": {"unit": "380", "agency": "people-committee"}}
    answer = stack.call("POST", f"/v1/plans/{issued['code']}/copy", order)
    assert answer.status == 201, answer
    plan = answer.json
    assert plan["implements"] == [issued["code"]] and plan["issuer"] == order["issuer"] and plan["span"] == "2024"
    assert [t["code"] for t in plan["targets"]] == ["T1", "T2", "T3", "T4"]
    assert {t["scope"]["unit"] for t in plan["targets"]} == {"380"} and "baseline" not in target(plan, "T2")
    assert "tasks" not in plan and "duties" not in plan
    refused = stack.call("POST", f"/v1/plans/{issued['code']}/copy", {"code": code("no"), "derive": True})
    assert refused.status == 422 and refused.issues() == [("inconsistent", "/issuer")], refused


def test_a_copy_is_made_once_for_a_key_and_not_over_another_plan(stack, issued):
    order, key = {"code": code("once"), "span": "2025"}, {"Idempotency-Key": f'"copy-{RUN}"'}
    first = stack.call("POST", f"/v1/plans/{issued['code']}/copy", order, headers=key)
    again = stack.call("POST", f"/v1/plans/{issued['code']}/copy", order, headers=key)
    assert first.status == again.status == 201 and first.json["id"] == again.json["id"] and first.json["review"] == again.json["review"]
    assert stack.call("POST", f"/v1/plans/{issued['code']}/copy", order).status == 409
    assert stack.call("POST", f"/v1/plans/{issued['code']}/copy", order | {"code": code("span"), "span": "2025-H9"}).issues() == [("badPeriod", "/span")]
    stranger = stack.token("plans:read plans:write", "01")
    assert stack.call("POST", f"/v1/plans/{issued['code']}/copy", order | {"code": code("stranger")}, token=stranger).status == 403


# The next version of an issued plan


def test_an_issued_plan_stays_in_force_until_its_next_version_is_issued(stack):
    body = document("versions")
    issue(stack, body)
    path = f"/v1/plans/{body['code']}"
    changed = copy.deepcopy(body)
    target(changed, "T1")["percent"] = "90"
    assert stack.call("PUT", path, changed, headers={"If-Match": '"4"'}).issues() == [("reasonNeeded", "/reason")]
    assert stack.call("PUT", path, changed | {"reason": "Theo chỉ đạo mới"}).status == 428
    answer = stack.call("PUT", path, changed | {"reason": "Theo chỉ đạo mới"}, headers={"If-Match": '"4"'})
    assert answer.status == 200 and answer.json["version"] == 5 and answer.json["state"] == "draft", answer
    assert "reason" not in answer.json
    newest, in_force = stack.get(path), stack.get(path + "?state=issued")
    assert newest["version"] == 5 and target(newest, "T1")["percent"] == "90"
    assert in_force["version"] == 4 and target(in_force, "T1")["percent"] == "80"
    published = stack.sql("SELECT value::json ->> 'version', value::json ->> 'state' FROM plans.published WHERE kind = 'plan' AND id = %s", newest["id"])
    assert published == [("4", "issued")]
    move(stack, body["code"], "submitted", "approved", "issued")
    assert stack.get(path + "?state=issued")["version"] == 8
    versions = {v["version"]: v for v in stack.items(path + "/versions")}
    assert versions[4]["state"] == "superseded" and versions[8]["state"] == "issued" and versions[5]["reason"] == "Theo chỉ đạo mới"
    assert stack.get(path + "/versions/4")["state"] == "superseded"


def drafted_above_issued(stack, name):
    """Version 5 is a draft above version 4, which is issued."""
    body = document(name)
    issue(stack, body)
    changed = copy.deepcopy(body)
    target(changed, "T1")["percent"] = "90"
    answer = stack.call("PUT", f"/v1/plans/{body['code']}", changed | {"reason": "Thử"}, headers={"If-Match": '"4"'})
    assert (answer.status, answer.json["state"]) == (200, "draft"), answer
    return body, f"/v1/plans/{body['code']}"


def test_a_draft_above_an_issued_plan_is_dropped_by_putting_back_what_is_in_force(stack):
    body, path = drafted_above_issued(stack, "dropped")
    assert stack.call("PUT", path, body).status == 428
    answer = stack.call("PUT", path, body, headers={"If-Match": '"5"'})
    assert (answer.status, answer.json["state"], answer.json["version"]) == (200, "issued", 6), answer
    for shown in (stack.get(path), stack.get(path + "?state=issued")):
        assert (shown["version"], shown["state"], target(shown, "T1")["percent"]) == (6, "issued", "80")
    assert stack.get(path + "/diff?from=4&to=6")["changes"] == []
    assert stack.call("PUT", path, body, headers={"If-Match": '"6"'}).json["version"] == 6, "nothing changes any more"
    assert move(stack, body["code"], "closed")["version"] == 7


def test_a_plan_is_closed_as_it_is_in_force_whatever_stands_above_it(stack):
    body, path = drafted_above_issued(stack, "closed")
    closed = move(stack, body["code"], "submitted", "closed")
    assert (closed["state"], closed["version"], target(closed, "T1")["percent"]) == ("closed", 7, "80")
    assert stack.get(path + "?state=issued")["version"] == 7
    for state in ("draft", "issued", "closed"):
        assert stack.call("POST", path + "/transitions", {"to": state}).status == 409
    assert stack.call("PUT", path, body | {"title": "Khác", "reason": "x"}, headers={"If-Match": '"7"'}).status == 409


def test_a_draft_that_never_was_issued_is_not_closed(stack):
    body = document("unclosed")
    make(stack, body)
    assert stack.call("POST", f"/v1/plans/{body['code']}/transitions", {"to": "closed"}).status == 409


def test_a_plan_stays_in_its_programme(stack):
    body = document("moved")
    make(stack, body)
    moved = body | {"programme": "nuoc-sach", "title": ""}
    answer = stack.call("PUT", f"/v1/plans/{body['code']}", moved, headers={"If-Match": '"1"'})
    assert answer.status in (400, 422) and ("inconsistent", "/programme") in answer.issues(), answer
    assert ("inconsistent", "/duties/0/forms/0") in answer.issues(), "its form is of the programme that it had"
    assert stack.get(f"/v1/plans/{body['code']}")["programme"] == "pcmd"


def test_a_plan_that_was_never_issued_is_not_in_force(stack):
    body = document("draft")
    make(stack, body)
    assert stack.call("GET", f"/v1/plans/{body['code']}?state=issued").status == 404
    assert stack.call("GET", f"/v1/plans/{body['code']}?state=draft").issues() == [("notOneOf", "state")]


# Tasks and their progress


def sections(items):
    for item in items:
        yield item
        yield from sections(item["sections"])


def test_tasks_by_section_and_by_agency_are_the_same_tasks(stack, issued):
    path = f"/v1/plans/{issued['code']}/tasks"
    by_section = {s["code"]: s for s in sections(stack.get(path)["items"])}
    assert [t["code"] for t in by_section["I.1"]["tasks"]] == ["K1"] and by_section["I.1"]["printed"] == "1"
    assert [t["code"] for t in by_section[None]["tasks"]] == ["K2"], "a task outside every section is not lost"
    held = stack.items(path + "?by=agency")
    assert [(h.get("function"), h.get("level"), [(t["role"], t["code"]) for t in h["tasks"]]) for h in held] == [
        ("labour", "province", [("lead", "K1")]), ("people-committee", "district", [("coordinate", "K1")]), ("police", "district", [("lead", "K2")])]


def test_functions_become_agencies_on_a_day(stack, issued, units):
    path = f"/v1/plans/{issued['code']}/tasks?by=agency&expand=true&agency=police"
    then = {h["unitCode"] for h in stack.items(path + "&limit=10")}
    assert then == {row["code"] for row in units.below("38", "2023-12-15", "district")} and len(then) == 27
    assert stack.items(path + "&at=2025-08-01") == [], "there are no districts any more"
    one = stack.items(f"/v1/plans/{issued['code']}/tasks?by=agency&expand=true&role=lead&agency=labour")
    assert [(h["unit"], h["function"], [t["code"] for t in h["tasks"]]) for h in one] == [("38@2012-01-01", "labour", ["K1"])]
    assert stack.call("GET", path.replace("by=agency", "by=colour")).issues() == [("notOneOf", "by")]


def told(**members):
    return {"agency": {"unit": "380", "agency": "police"}, "state": "ongoing", "percent": 40, "text": "Đã kiểm tra 12 cơ sở",
            "evidence": [{"text": "Báo cáo tháng 3", "reference": {"number": "5", "symbol": "BC-CA"}}], "date": "2024-03-20"} | members


def test_a_lead_tells_how_far_it_is_and_every_version_is_kept(stack):
    body = document("progress")
    issue(stack, body)
    path = f"/v1/plans/{body['code']}/tasks/K2/progress"
    police = stack.token("plans:read plans:write", f"{DISTRICT}/police", subject="police-380")
    first = stack.call("PUT", path, told(), token=police)
    assert first.status == 201 and first.headers["etag"] == '"1"' and first.json["agency"] == {"unit": DISTRICT, "agency": "police"}, first
    assert first.json["by"] == "police-380"
    assert stack.call("PUT", path, told(), token=police).status == 200, "the same again changes nothing"
    assert stack.call("PUT", path, told(percent=50), token=police).status == 428
    assert stack.call("PUT", path, told(state="done", percent=100, date="2024-11-30"), token=police, headers={"If-Match": '"1"'}).status == 200
    history = stack.items(path + "?history=true")
    assert [(e["version"], e["state"]) for e in history] == [(2, "done"), (1, "ongoing")] and len(stack.items(path)) == 1
    shown = stack.items(f"/v1/plans/{body['code']}/tasks?by=agency&expand=true&agency=police")
    flags = {h["unitCode"]: (h["tasks"][0]["silent"], len(h["tasks"][0]["progress"])) for h in shown}
    assert flags.pop("380") == (False, 1) and set(flags.values()) == {(True, 0)}, "the others have told nothing of a regular task"


def test_only_a_lead_tells_and_only_what_can_be(stack, issued):
    path = f"/v1/plans/{issued['code']}/tasks"
    committee = stack.token("plans:read plans:write", f"{DISTRICT}/people-committee")
    assert stack.call("PUT", path + "/K2/progress", told(), token=committee).status == 403
    refusals = [
        ("K2", told(agency={"unit": "380", "agency": "people-committee"}), ("inconsistent", "/agency")),
        ("K2", told(agency={"unit": "99999", "agency": "police"}), ("unknownUnit", "/agency/unit")),
        ("K2", told(state="done", percent=40), ("inconsistent", "/percent")),
        ("K2", told(date="2019-01-01"), ("outOfBounds", "/date")),
        ("K2", told(state="lost"), ("notOneOf", "/state")),
        ("K2", told(author="x"), ("unknownMember", "/author")),
    ]
    for task, body, wanted in refusals:
        answer = stack.call("PUT", f"{path}/{task}/progress", body)
        assert answer.status in (400, 422) and wanted in answer.issues(), (body, answer)
    assert stack.call("PUT", path + "/K9/progress", told()).status == 404
    assert stack.get(path + "/K2/progress")["items"] == []


def test_a_quarters_task_is_overdue_when_the_quarter_is_over(stack):
    body = document("overdue")
    issue(stack, body)
    (task,) = next(s for s in sections(stack.get(f"/v1/plans/{body['code']}/tasks")["items"]) if s["code"] == "I.1")["tasks"]
    assert (task["overdue"], task["silent"]) == (True, False)
    done = told(agency={"unit": PROVINCE, "agency": "labour"}, state="done", percent=100)
    answer = stack.call("PUT", f"/v1/plans/{body['code']}/tasks/K1/progress", done)
    assert answer.status == 201 and answer.json["agency"]["agency"] == "38-labour", answer
    (task,) = next(s for s in sections(stack.get(f"/v1/plans/{body['code']}/tasks")["items"]) if s["code"] == "I.1")["tasks"]
    assert task["overdue"] is False and task["progress"][0]["state"] == "done"


def test_nothing_is_told_of_a_plan_that_was_never_issued(stack):
    body = document("unissued")
    make(stack, body)
    path = f"/v1/plans/{body['code']}"
    said = {"period": "2024-H1", "text": "Đã kiện toàn", "state": "attained"}
    for where, what in (("tasks/K2/progress", told()), ("targets/T2/allocation", shares(("380", "100"))), ("targets/T4/assessment", said)):
        answer = stack.call("PUT", f"{path}/{where}", what)
        assert answer.status == 409 and [kind for kind, _ in answer.issues()] == ["notAllowedNow"], answer


# Targets


def shares(*pairs):
    return {"act": {"number": "33", "symbol": "QĐ-UBND", "date": "2024-02-01"}, "allocations": [{"unit": u, "value": v} for u, v in pairs]}


def test_an_allocation_is_recorded_published_and_makes_its_target_count(stack):
    body = document("allocation")
    plan = issue(stack, body)
    path = f"/v1/plans/{body['code']}/targets"
    period = f"/v1/attainment/{body['code']}?period=2024"

    def attainment():
        return next(t for t in stack.get(period)["targets"] if t["code"] == "T3")

    wait_for(lambda: stack.call("GET", period).status == 200)
    assert attainment()["reason"] == "notAllocated"
    assert stack.call("GET", path + "/T3/allocation").status == 404
    made = stack.call("PUT", path + "/T3/allocation", shares(("380", "1"), ("381", "1")))
    assert made.status == 201 and made.json["allocations"][0] == {"unit": DISTRICT, "value": "1"}, made
    assert stack.get(path + "/T3/allocation")["act"]["number"] == "33"
    (published,) = stack.sql("SELECT value::json -> 'allocations' FROM plans.published WHERE kind = 'plan' AND id = %s", plan["id"])[0]
    assert published == {"T3": made.json["allocations"]}
    wait_for(lambda: attainment().get("reason") != "notAllocated")
    assert stack.call("PUT", path + "/T3/allocation", shares(("380", "2"))).status == 428


def test_shares_must_make_the_whole_inside_the_scope(stack, issued):
    path = f"/v1/plans/{issued['code']}/targets"
    refusals = [
        ("T2", shares(("380", "60"), ("381", "30")), ("inconsistent", "/allocations")),
        ("T2", shares(("380", "60"), ("380", "60")), ("duplicate", "/allocations/1/unit")),
        ("T2", shares(("001", "60"), ("380", "60")), ("inconsistent", "/allocations/0/unit")),
        ("T2", shares(("38", "60"), ("380", "60")), ("inconsistent", "/allocations/0/unit")),
        ("T2", shares(("380", "-5"), ("381", "200")), ("outOfBounds", "/allocations/0/value")),
        ("T2", {"allocations": shares(("380", "100"))["allocations"]}, ("required", "/act")),
        ("T4", shares(("380", "1")), ("inconsistent", "")),
    ]
    for wanted, body, issue_wanted in refusals:
        answer = stack.call("PUT", f"{path}/{wanted}/allocation", body)
        assert answer.status in (400, 422) and issue_wanted in [(k, p or "") for k, p in answer.issues()] + \
            [(k, "") for k, p in answer.issues() if not isinstance(p, str)], (body, answer)
    assert stack.call("PUT", path + "/T9/allocation", shares(("380", "1"))).status == 404
    district = stack.token("plans:read plans:write", DISTRICT)
    assert stack.call("PUT", path + "/T2/allocation", shares(("380", "100")), token=district).status == 403
    assert stack.call("PUT", path + "/T2/allocation", shares(("380", "60"), ("381", "50"))).status == 201


def test_what_is_said_of_a_narrative_target_is_kept_by_period(stack, issued):
    path = f"/v1/plans/{issued['code']}/targets/T4/assessment"
    said = {"period": "2024-H1", "text": "Đã kiện toàn", "state": "attained"}
    assert stack.call("PUT", path, said).status == 201
    assert stack.call("PUT", path, said | {"period": "2024", "state": "onTrack"}).status == 201
    assert stack.call("PUT", path, said | {"text": "Đã kiện toàn đủ"}).status == 428
    assert stack.call("PUT", path, said | {"text": "Đã kiện toàn đủ"}, headers={"If-Match": '"1"'}).status == 200
    assert [(e["period"], e["version"]) for e in stack.items(path)] == [("2024", 1), ("2024-H1", 2)]
    assert len(stack.items(path + "?history=true")) == 3
    assert stack.call("PUT", path, said | {"period": "2023-H1"}).issues() == [("inconsistent", "/period")]
    assert stack.call("PUT", path.replace("T4", "T1"), said).status == 422


# Alignment


def test_alignment_tells_what_is_weaker_later_and_missing(stack, issued):
    child = document("child", issuer={"unit": "380", "agency": "people-committee"}, implements=[issued["code"], "12/KH-TW"], tasks=[], duties=[], sections=[])
    child["targets"] = [target(child, "T1") | {"percent": "60", "by": "2024", "scope": {"unit": "380"}}]
    make(stack, child)
    found = stack.get(f"/v1/plans/{child['code']}/alignment")
    assert [(p["parent"], p["known"]) for p in found["parents"]] == [(issued["code"], True), ("12/KH-TW", False)]
    kinds = {(f["kind"], f["own"], f["other"]) for f in found["findings"]}
    assert ("weaker", "T1", "T1") in kinds, found
    weaker = next(f for f in found["findings"] if f["kind"] == "weaker")
    assert (weaker["ownValue"], weaker["otherValue"]) == ("≥ 60 %", "≥ 80 %")


def test_the_overlap_of_dau_tieng_is_told(stack):
    findings = stack.get("/v1/plans/dau-tieng-2023-2025/alignment")["findings"]
    assert ("overlap", "S2-11", "S2-13") in {(f["kind"], f["own"], f["other"]) for f in findings}


# What a plan may not say


def changed_target(wanted, **members):
    body = document("refused")
    target(body, wanted).update(members)
    return body


def second_duty(**members):
    body = document("refused")
    body["duties"].append(body["duties"][0] | {"code": "R2"} | members)
    return body


def changed_duty(**members):
    body = document("refused")
    body["duties"][0] |= members
    return body


def changed_task(wanted, **members):
    body = document("refused")
    next(t for t in body["tasks"] if t["code"] == wanted).update(members)
    return body


REFUSED = [
    ("more than all units", changed_target("T1", percent="101"), ("outOfBounds", "/targets/0/percent")),
    ("a range upside down", changed_target("T2", value=None, between=["60", "40"]), ("inconsistent", "/targets/1/between")),
    ("a commune's own figure asked of districts",
     changed_target("T1", numerator={"units": "district", "where": {"cell": "PCMD-C.propForms", "op": "ge", "value": "1", "at": "own"}}),
     ("wrongLevel", "/targets/0/numerator")),
    ("a cell from a level that has none",
     changed_target("T2", measure={"cell": "PCMD-C.estInspected", "from": {"level": ["province"]}}), ("wrongLevel", "/targets/1/measure")),
    ("the same report by two duties", second_duty(), ("duplicate", "/duties/1/forms/0")),
    ("the same report by a duty for every half", second_duty(schedule=[{"period": "half", "due": None}]), ("duplicate", "/duties/1/forms/0")),
    ("itself as its parent", document("refused", implements=[code("refused")]), ("cycle", "/implements")),
    ("due before its own cut-off", changed_duty(schedule=[{"period": "H1", "due": {"before": "06-14"}, "cutOff": "06-14"}]),
     ("inconsistent", "/duties/0/schedule/0/due")),
    ("a cut-off behind its period", changed_duty(schedule=[{"period": "H1", "cutOff": "06-30"}]), ("outOfBounds", "/duties/0/schedule/0/cutOff")),
    ("a form that its reporters do not report", changed_duty(forms=["PCMD-D"]), ("wrongLevel", "/duties/0/forms/0")),
    ("a form of another programme", changed_duty(forms=["NS-C"]), ("inconsistent", "/duties/0/forms/0")),
    ("a duty that never is owed", changed_duty(schedule=[]), ("neverOwed", "/duties/0/schedule")),
    ("a consolidation of nothing", second_duty(deliverable="consolidation", forms=[], consolidates=["R9"]), ("unknownCode", "/duties/1/consolidates/0")),
    ("a consolidation of itself", second_duty(deliverable="consolidation", forms=[], consolidates=["R1", "R2"]), ("cycle", "/duties/1/consolidates/1")),
    ("a function that nobody has", changed_task("K2", agencies=[{"function": "polise", "unit": PROVINCE, "role": "lead"}]),
     ("unknownCode", "/tasks/1/agencies/0/function")),
    ("a day that does not exist", changed_task("K1", time={"form": "before", "value": "2024-02-30"}), ("badDate", "/tasks/0/time/value")),
    ("a section that does not exist", changed_task("K2", section="IX"), ("unknownCode", "/tasks/1/section")),
    ("a recipient that is no agency", document("refused", recipients=[{"agency": "38-nobody", "purpose": "archive"}]), ("unknownCode", "/recipients/0/agency")),
    ("money below nothing", document("refused", funding=[{"source": "province", "amount": "-1"}]), ("outOfBounds", "/funding/0/amount")),
]


@pytest.mark.parametrize("what,body,issue_wanted", REFUSED, ids=[r[0] for r in REFUSED])
def test_a_plan_that_cannot_hold_is_refused(stack, what, body, issue_wanted):
    answer = stack.call("POST", "/v1/plans", body)
    assert answer.status in (400, 422) and issue_wanted in answer.issues(), answer
    assert stack.call("GET", f"/v1/plans/{body['code']}").status == 404


def test_shape_and_sense_are_told_in_one_round(stack):
    body = changed_target("T1", percent="101") | {"colour": "red", "span": "2024-H3", "issuer": {"unit": "380", "agency": "people-committee"}}
    answer = stack.call("POST", "/v1/plans", body)
    assert answer.status == 400, answer
    assert {("unknownMember", "/colour"), ("badPeriod", "/span"), ("outOfBounds", "/targets/0/percent")} <= set(answer.issues()), answer
    assert "unitNotValid" not in {kind for kind, _ in answer.issues()}, "a span that cannot be read says nothing of the day of a code"


def test_two_duties_for_different_periods_or_agencies_stand_side_by_side(stack):
    body = document("beside")
    body["duties"][0]["reporters"] = [{"function": "people-committee", "level": "commune", "within": DISTRICT}]
    body["duties"].append(body["duties"][0] | {"code": "R2", "schedule": [{"period": "H2", "due": None}]})
    body["duties"].append(body["duties"][0] | {"code": "R3", "reporters": [{"function": "people-committee", "level": "commune", "within": "381@2012-01-01"}]})
    make(stack, body)


def test_plans_do_not_implement_each_other_in_a_ring(stack):
    first, second = document("ring-a"), document("ring-b", implements=[code("ring-a")])
    make(stack, first)
    make(stack, second)
    answer = stack.call("PUT", f"/v1/plans/{first['code']}", first | {"implements": [second["code"]]}, headers={"If-Match": '"1"'})
    assert answer.status == 422 and answer.issues() == [("cycle", "/implements")], answer
    assert f"{first['code']} → {second['code']} → {first['code']}" in answer.json["issues"][0]["detail"]


# Units that end


def test_a_plan_of_a_unit_that_ended_points_to_who_came_after(stack):
    plan = stack.get("/v1/plans/dau-tieng-2023-2025")
    ended = plan["issuerEnded"]
    assert ended["on"] == "2025-07-01" and ended["known"] is True
    expected = {s["id"] for c in stack.items("/v1/units/720@2012-01-01/children?at=2025-06-30")
                for s in stack.items(f"/v1/units/{c['id']}/successors")}
    assert {s["unit"] for s in ended["successors"]} == expected and len(expected) > 1
    assert "issuerEnded" not in stack.get("/v1/plans/thanh-hoa-2023")
    listed = {p["code"] for p in stack.items("/v1/plans?endedUnits=true")}
    assert "dau-tieng-2023-2025" in listed and "thanh-hoa-2023" not in listed


def test_a_plan_of_a_unit_that_ended_can_be_closed(stack):
    body = document("closing", issuer={"unit": "380", "agency": "people-committee"}, targets=[], tasks=[], duties=[], sections=[])
    issue(stack, body)
    assert stack.get(f"/v1/plans/{body['code']}")["issuerEnded"]["on"] == "2025-07-01"
    assert move(stack, body["code"], "closed")["state"] == "closed"


def test_a_plan_reaches_no_further_than_its_issuer(stack):
    """Otherwise a district could make a neighbour late by an earlier due date, and read its figures through a target's scope."""
    district, neighbour = "382@2012-01-01", "381@2012-01-01"
    share = {"numerator": {"cell": "PCMD-C.estInspected"}, "denominator": {"cell": "PCMD-C.estOnList"}, "percent": "10"}
    plan = {
        "code": "reach-382", "programme": "pcmd", "title": "Kế hoạch thử", "span": "2023", "issuer": {"unit": district, "agency": "people-committee"},
        "duties": [{"code": "D", "forms": ["PCMD-C"], "schedule": [{"period": "H1", "due": {"by": "01-05"}}],
                    "reporters": [{"function": "people-committee", "level": "commune", "within": neighbour},
                                  {"function": "people-committee", "level": "commune"},
                                  {"function": "people-committee", "level": "commune", "within": district}]}],
        "targets": [{"code": "T", "kind": "share", "scope": {"unit": "38"}, **share}, {"code": "U", "kind": "share", **share}],
    }
    answer = stack.call("POST", "/v1/plans", plan, token=stack.token("plans:read plans:write", district))
    assert answer.status == 422, answer
    assert sorted(answer.issues()) == [("notYours", "/duties/0/reporters/0"), ("notYours", "/duties/0/reporters/1"), ("notYours", "/targets/0/scope")]
    assert stack.call("GET", "/v1/plans/reach-382").status == 404
