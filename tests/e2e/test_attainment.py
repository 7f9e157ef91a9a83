"""Attainment unit by unit, in words, and over the reorganisation of 2025, against recounts that share no code with the services."""

import csv
import uuid

import pytest

from stack import CHECKOUT, waiting
from test_consolidated_report import PERIOD, TREE_DATE, cells_of, counted_rows

RUN = uuid.uuid4().hex[:8]  # the tests may run again on the same stack
PROVINCE, DISTRICT = "38", "380@2012-01-01"
THANH_HOA = f"/v1/attainment/thanh-hoa-2023?period={PERIOD}"
wait_for = waiting(20)


def target_of(answer, code):
    return next(target for target in answer["targets"] if target["code"] == code)


def put(stack, path, body):
    answer = stack.call("PUT", path, body)
    assert answer.status in (200, 201), answer


def issue(stack, plan):
    made = stack.call("POST", "/v1/plans", plan)
    assert made.status == 201, made
    for state in ("submitted", "approved", "issued"):
        moved = stack.call("POST", f"/v1/plans/{plan['code']}/transitions", {"to": state})
        assert moved.status == 200, moved
    return plan["code"]


# Unit by unit


def communes_that_keep_it_up(stack):
    at = {cell: index for index, cell in enumerate(cells_of(stack, "PCMD-C"))}
    for unit, cells in counted_rows(stack, "PCMD-C"):
        forms, maintained = cells[at["propForms"]], cells[at["propMaintained"]]
        if forms is not None and forms >= 1 and maintained == 1:
            yield unit


def test_the_communes_of_every_district_agree_with_a_recount_of_the_ledger(stack, units):
    keeping = set(communes_that_keep_it_up(stack))
    shown = target_of(stack.get(THANH_HOA), "S3-01")
    districts = units.below(PROVINCE, TREE_DATE, "district")
    assert [child["unitCode"] for child in shown["children"]] == sorted(row["code"] for row in districts) and len(districts) == 27
    by_code = {child["unitCode"]: child for child in shown["children"]}
    for row in districts:
        communes = {commune["code"] for commune in units.below(row["code"], TREE_DATE, "commune")}
        has, child = len(communes & keeping), by_code[row["code"]]
        expected = {"unit": row["unit"], "name": row["full_name"], "numerator": has, "denominator": len(communes), "actual": str(has),
                    "required": str(-(-80 * len(communes) // 100)), "state": "attained" if 100 * has >= 80 * len(communes) else "notAttained"}
        assert {member: child[member] for member in expected} == expected
    assert sum(child["numerator"] for child in shown["children"]) == shown["numerator"] == len(keeping)
    assert sum(child["denominator"] for child in shown["children"]) == shown["denominator"] == 559
    for count in ("expected", "reported"):
        assert sum(child["completeness"][count] for child in shown["children"]) == shown["completeness"][count]
    assert {child["state"] for child in shown["children"]} == {"attained", "notAttained"}, "the example has districts on both sides"


def test_a_child_says_what_the_same_target_says_in_that_unit(stack):
    """Over all targets: the two ways to ask agree."""
    whole = stack.get(THANH_HOA + "&children=true")
    alone = stack.get(THANH_HOA + f"&unit={DISTRICT}")
    assert len(whole["targets"]) == len(alone["targets"]) == 13
    for target in alone["targets"]:
        child = next(c for c in target_of(whole, target["code"])["children"] if c["unit"] == DISTRICT)
        assert {member: target[member] for member in child if member not in ("unit", "unitCode", "name")} == \
            {member: value for member, value in child.items() if member not in ("unit", "unitCode", "name")}, target["code"]


def test_children_are_shown_where_the_plan_wants_them_or_the_reader_asks(stack):
    wanted = {target["code"] for target in stack.get("/v1/plans/thanh-hoa-2023")["targets"] if target.get("breakdown")}
    assert {t["code"] for t in stack.get(THANH_HOA)["targets"] if "children" in t} == wanted == {"S3-01", "S3-03a", "S3-04", "S3-05", "S3-08"}
    assert all(len(t["children"]) == 27 for t in stack.get(THANH_HOA + "&children=true")["targets"])
    assert stack.call("GET", THANH_HOA + "&children=maybe").status in (400, 422)


def test_small_counts_are_kept_back_in_the_children_too(stack):
    reader = stack.token("rollups:read", PROVINCE)
    shown = stack.get(THANH_HOA + "&children=true", token=reader)
    hidden = [target for target in shown["targets"] if target["reason"] == "confidential"]
    assert hidden
    for child in (child for target in hidden for child in target["children"]):
        assert (child["state"], child["reason"]) == ("notMeasurable", "confidential")
        assert child["actual"] is None and child["numerator"] is None and child["denominator"] is None


@pytest.fixture(scope="module")
def year_2024(stack):
    """A plan of Thanh Hóa with what is a number of the whole, and with what is judged in words."""
    scope = {"unit": PROVINCE}
    visits = {"kind": "amount", "window": "period", "scope": scope, "measure": {"cell": "PCMD-C.estInspected"}, "comparator": "ge"}
    plan = {
        "code": f"attainment-{RUN}", "programme": "pcmd", "issuer": {"unit": PROVINCE, "agency": "people-committee"},
        "act": {"number": "7", "symbol": "KH-UBND", "date": "2024-01-10"}, "title": "Kế hoạch năm 2024", "span": "2024",
        "targets": [
            visits | {"code": "A1", "text": "Kiểm tra 100 cơ sở", "value": "100"},
            {"code": "A2", "text": "Kiểm tra và kiểm tra lại", "kind": "all", "scope": scope,
             "parts": [visits | {"code": "A2a", "text": "Kiểm tra", "value": "10"}, visits | {"code": "A2b", "text": "Kiểm tra lại", "value": "5"}]},
            {"code": "A3", "text": "4 trong 27 huyện có mô hình", "kind": "share", "window": "period", "scope": scope,
             "numerator": {"units": "commune", "where": {"cell": "PCMD-C.modelRunning", "op": "ge", "value": "1", "at": "own"}},
             "denominator": {"number": "27"}, "comparator": "ge", "percent": "14.81"},
            {"code": "A4", "text": "Kiện toàn đội kiểm tra", "kind": "narrative", "scope": scope},
        ],
    }
    code = issue(stack, plan)
    wait_for(lambda: stack.call("GET", f"/v1/attainment/{code}").status == 200)
    return code


def test_a_number_of_the_whole_is_asked_of_a_part_only_where_it_was_shared_out(stack, year_2024):
    shares = {"act": {"number": "8", "symbol": "QĐ-UBND", "date": "2024-02-01"},
              "allocations": [{"unit": "380", "value": "60"}, {"unit": "381", "value": "40"}]}
    put(stack, f"/v1/plans/{year_2024}/targets/A1/allocation", shares)

    def children(code):
        answer = stack.get(f"/v1/attainment/{year_2024}?period=2024-H1&children=true")
        return {child["unitCode"]: child for child in target_of(answer, code)["children"]}

    wait_for(lambda: children("A1")["380"]["reason"] != "notAllocated")
    shown = children("A1")
    assert {code: child["required"] for code, child in shown.items() if child["reason"] != "notAllocated"} == {"380": "60", "381": "40"}
    assert {child["state"] for child in shown.values()} == {"notMeasurable"}
    for code in ("A2", "A3"):
        assert {(child["state"], child["reason"]) for child in children(code).values()} == {("notMeasurable", "notAllocated")}


# In words


def test_what_was_said_of_a_target_is_its_state_for_that_period_only(stack, year_2024):
    def shown(period):
        return target_of(stack.get(f"/v1/attainment/{year_2024}?period={period}&children=true"), "A4")

    before = shown("2024-H1")
    assert (before["state"], before["reason"]) == ("notMeasurable", "narrative") and "assessment" not in before
    path = f"/v1/plans/{year_2024}/targets/A4/assessment"
    put(stack, path, {"period": "2024-H1", "text": "Đã kiện toàn 20 trong 27 huyện", "state": "onTrack"})
    wait_for(lambda: shown("2024-H1")["state"] == "onTrack")
    after = shown("2024-H1")
    assert (after["reason"], after["assessment"]) == ("narrative", "Đã kiện toàn 20 trong 27 huyện")
    assert {(child["state"], child["reason"]) for child in after["children"]} == {("notMeasurable", "narrative")}, "said of the whole only"
    assert shown("2024")["state"] == "notMeasurable"
    said = stack.call("PUT", path, {"period": "2024-H1", "text": "Đã kiện toàn đủ 27 huyện", "state": "attained"}, headers={"If-Match": '"1"'})
    assert said.status == 200, said
    wait_for(lambda: shown("2024-H1").get("assessment") == "Đã kiện toàn đủ 27 huyện")
    assert shown("2024-H1")["state"] == "attained"


# Lists, and who may see what


@pytest.fixture(scope="module")
def left_the_province(stack):
    """A plan of Hà Giang for 2025 with targets about a commune that went to Tuyên Quang in the middle of the year and is still there."""
    commune, other = {"unit": "00859@2012-01-01"}, {"unit": "02@2012-01-01"}
    rate = {"kind": "share", "window": "period", "numerator": {"cell": "PCMD-C.estInspected"}, "denominator": {"cell": "PCMD-C.estOnList"}, "percent": "30"}
    targets = [
        rate | {"code": "own", "scope": other},
        rate | {"code": "gone", "scope": commune, "breakdown": True},
        {"code": "list", "kind": "members", "window": "period", "scope": other, "list": [commune], "done": {"cell": "PCMD-C.modelRunning"}},
        {"code": "both", "kind": "all", "scope": other, "parts": [rate | {"code": "both-own", "scope": other}, rate | {"code": "both-gone", "scope": commune}]},
        {"code": "said", "kind": "narrative", "scope": commune},
    ]
    return issue(stack, {
        "code": f"left-{RUN}", "programme": "pcmd", "issuer": {"unit": "02@2012-01-01", "agency": "people-committee"},
        "act": {"number": "2", "symbol": "KH-UBND", "date": "2025-01-10"}, "title": "Kế hoạch năm 2025", "span": "2025",
        "targets": [{"text": target["code"]} | target for target in targets]})


def test_what_left_the_issuers_unit_is_not_shown_to_those_who_read_for_it(stack, left_the_province):
    path = f"/v1/attainment/{left_the_province}?period="
    wait_for(lambda: stack.call("GET", path + "2025").status == 200)
    reader = stack.token("rollups:read", "02@2012-01-01")
    before = {t["code"]: t for t in stack.get(path + "2025-H1", token=reader)["targets"]}
    assert {t["reason"] for t in before.values()} == {"noData", None, "narrative"}, "in the first half all of it was Hà Giang's"
    after = {t["code"]: t for t in stack.get(path + "2025", token=reader)["targets"]}
    assert set(after) == set(before) and after["own"]["reason"] == "noData" and after["own"]["scopeEnded"] is True
    for target in (after[code] for code in ("gone", "list", "both", "said")):
        assert (target["state"], target["reason"]) == ("notMeasurable", "notAllowed"), target
        assert all(target[figure] is None for figure in ("required", "actual", "numerator", "denominator"))
        assert target["completeness"] == {"expected": 0, "reported": 0} and target["parts"] == [] and "children" not in target
    for everywhere in (stack.admin, stack.token("rollups:read", "08@2025-07-01")):
        shown = stack.get(path + "2025", token=everywhere)["targets"]
        assert not [t for t in shown if t["reason"] == "notAllowed"], "the province that has both now"
    assert stack.call("GET", path + "2025", token=stack.token("rollups:read", "38")).status == 404


def test_a_list_is_asked_of_a_district_for_its_own_places_only(stack):
    communes = [c["id"] for d in ("380@2012-01-01", "381@2012-01-01") for c in stack.items(f"/v1/units/{d}/children?at=2023-12-01")[:2]]
    plan = issue(stack, {
        "code": f"list-{RUN}", "programme": "pcmd", "issuer": {"unit": PROVINCE, "agency": "people-committee"},
        "act": {"number": "3", "symbol": "KH-UBND", "date": "2023-01-10"}, "title": "Kế hoạch năm 2023", "span": "2023",
        "targets": [{"code": "L", "text": "Bốn nơi lên danh sách", "kind": "members", "window": "period", "scope": {"unit": PROVINCE},
                     "list": [{"unit": commune} for commune in communes[:3]], "done": {"cell": "PCMD-C.propForms"}, "breakdown": True}]})
    path = f"/v1/attainment/{plan}?period={PERIOD}"
    wait_for(lambda: stack.call("GET", path).status == 200)
    forms = {unit: cells[[*cells_of(stack, "PCMD-C")].index("propForms")] for unit, cells in counted_rows(stack, "PCMD-C")}
    done = [bool(forms.get(commune.split("@")[0])) for commune in communes[:3]]
    whole = target_of(stack.get(path), "L")
    children = {child["unitCode"]: child for child in whole["children"]}
    assert (whole["required"], whole["actual"]) == ("3", str(sum(done)))
    assert (children["380"]["required"], children["380"]["actual"]) == ("2", str(sum(done[:2])))
    assert (children["381"]["required"], children["381"]["actual"]) == ("1", str(sum(done[2:])))
    assert {child["reason"] for code, child in children.items() if code not in ("380", "381")} == {"notAllocated"}


# Over the reorganisation


class Merger:
    """Tuyên Quang of today: the old one and Hà Giang, commune by commune as the official list says."""

    OLD_HA_GIANG, OLD_TUYEN_QUANG, NEW = "02", "08", "08"

    def __init__(self):
        with open(CHECKOUT / "examples/units/mapping_2025-07-01.csv", encoding="utf-8") as file:
            self.pairs = list(csv.DictReader(file))

    def became(self, province, kinds):
        """(old, its new ones) of communes whose successors are all known and all of the new province, in order."""
        for old in sorted({p["old_code"] for p in self.pairs if p["old_province"] == province}):
            found = [p for p in self.pairs if p["old_code"] == old]
            if all(p["kind"] in kinds and p["new_province"] == self.NEW for p in found):
                yield old, [p["new_code"] for p in found]


def own_programme(stack):
    """One flow that communes report half-yearly, owed by nobody; returns the form."""
    programme, indicator, form = f"growth-{RUN}", f"growth{RUN}", f"GROWTH-{RUN}".upper()
    put(stack, f"/v1/programmes/{programme}", {
        "name": {"vi": "Chương trình thử tăng trưởng", "en": "Growth"}, "calendar": "calendar", "zone": "Asia/Ho_Chi_Minh",
        "late": {"graceDays": 10}, "regulatedDue": {"workingDaysAfterCutOff": 2}, "duties": []})
    put(stack, f"/v1/indicators/{indicator}", {
        "programme": programme, "name": {"vi": "Vụ việc", "en": "Cases"}, "definition": {"vi": "Số vụ việc trong kỳ."}, "unitOfMeasure": "case",
        "nature": "flow", "decimals": 0, "min": "0", "max": "100000", "overUnits": "sum", "overPeriods": "sum"})
    put(stack, f"/v1/forms/{form}", {
        "programme": programme, "title": {"vi": "Biểu vụ việc", "en": "Cases"}, "from": "2024", "levels": ["commune"],
        "functions": ["people-committee"], "cells": [{"code": "cases", "indicator": indicator, "row": "1", "required": True}], "rules": [],
        "narratives": []})
    return programme, form


def submit(stack, form, unit, period, cases):
    body = {"form": form, "unit": unit, "agency": "people-committee", "period": period, "values": {"cases": cases}}
    last = []

    def accepted():
        last[:] = [stack.call("POST", "/v1/reports", body)]
        return last[0].status == 201

    try:
        wait_for(accepted)
    except AssertionError:
        raise AssertionError(last[0]) from None


def test_growth_of_a_merged_province_is_against_all_that_it_contains(stack):
    programme, form = own_programme(stack)
    merger = Merger()
    whole, whole_successor = next((old, new[0]) for old, new in merger.became("02", {"FULL"}))
    divided = next(old for old, new in merger.became("02", {"PARTIAL"}) if len(new) > 1)
    own, own_successor = next((old, new[0]) for old, new in merger.became("08", {"FULL"}))
    elsewhere = next(p["old_code"] for p in merger.pairs if p["new_province"] == "01")
    for unit, cases in ((whole, 40), (divided, 30), (own, 30), (elsewhere, 5000)):
        submit(stack, form, unit, "2024-H2", cases)
    submit(stack, form, whole_successor, "2025-H2", 60)
    submit(stack, form, own_successor, "2025-H2", 44)
    plan = issue(stack, {
        "code": f"merged-{RUN}", "programme": programme, "issuer": {"unit": "08@2025-07-01", "agency": "people-committee"},
        "act": {"number": "1", "symbol": "KH-UBND", "date": "2025-07-10"}, "title": "Kế hoạch sau sắp xếp", "span": "2025..2026",
        "targets": [{"code": "G1", "text": "Tăng 3-5% so với cùng kỳ", "kind": "growth", "window": "period", "scope": {"unit": "08@2025-07-01"},
                     "measure": {"cell": f"{form}.cases"}, "base": "previousYear", "between": ["3", "5"], "breakdown": True}]})
    path = f"/v1/attainment/{plan}?period=2025-H2"

    def all_taken_in():  # the reports of both years: they come by several partitions
        answer = stack.call("GET", path)
        target = target_of(answer.json, "G1") if answer.status == 200 else {}
        return (target.get("numerator"), target.get("denominator")) == (104, 100)

    wait_for(all_taken_in)
    shown = target_of(stack.get(path), "G1")
    expected = {"state": "attained", "reason": None, "numerator": 104, "denominator": 100, "actual": "4.00", "scopeEnded": False, "exceeded": False}
    assert {member: shown[member] for member in expected} == expected
    children = {child["unitCode"]: child for child in shown["children"]}
    known = {code: (c["numerator"], c["denominator"], c["actual"]) for code, c in children.items() if c["denominator"] is not None}
    assert known == {whole_successor: (60, 40, "50.00"), own_successor: (44, 30, "46.66")}, "the divided commune is in no commune, only in the province"
    assert {c["reason"] for code, c in children.items() if code not in known} == {"noData"}
