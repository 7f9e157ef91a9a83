"""A commune that was divided in 2020 by known shares, and a province whose own agency reported before it ended: figures on today's tree.

Before the shares are recorded nothing is divided; afterwards the parts make up the whole, and when the reorganisation is void all is as before. What
is written down is touched by none of it.
"""

import csv
import uuid

import pytest

from stack import CHECKOUT
from test_attainment import put, wait_for
from test_rollups_kept import settle

RUN = uuid.uuid4().hex[:8]
FORM, PERIOD, DAY = f"SHARES-{RUN}".upper(), "2018-H2", "2020-01-01"
CELLS = {"cases": ("flow", "sum", "sum"), "places": ("stock", "sum", "last"), "opening": ("stock", "sum", "first"), "people": ("distinct", "sum", "none"),
         "least": ("flow", "min", "min")}


@pytest.fixture(scope="module")
def places():
    """A commune that ended on the day of which nobody says what became, and two that stood in its district before and after."""
    with open(CHECKOUT / "examples/units/unit_versions.csv", encoding="utf-8") as file:
        communes = [row for row in csv.DictReader(file) if row["level"] == "commune" and row["parent_code"][:2] != "38"]
    with open(CHECKOUT / "examples/units/mapping_2025-07-01.csv", encoding="utf-8") as file:
        whole = {row["old_code"] for row in csv.DictReader(file)}
    for gone in communes:
        if gone["valid_until"] != DAY or any(row["unit"] == gone["unit"] and row["valid_from"] >= DAY for row in communes):
            continue
        near = [row for row in communes if row["parent_code"] == gone["parent_code"] and row["valid_from"] < DAY and row["valid_until"] == "2025-07-01"
                and row["code"] in whole]
        if len(near) >= 2:
            return gone, near[0], near[1]
    pytest.fail("no such commune")


@pytest.fixture(scope="module")
def form(stack):
    put(stack, f"/v1/programmes/shares-{RUN}", {
        "name": {"vi": "Chương trình thử chia đơn vị", "en": "Shares"}, "calendar": "calendar", "zone": "Asia/Ho_Chi_Minh", "late": {"graceDays": 10},
        "regulatedDue": {"workingDaysAfterCutOff": 2}, "duties": []})
    for code, (nature, over_units, over_periods) in CELLS.items():
        put(stack, f"/v1/indicators/{code}{RUN}", {
            "programme": f"shares-{RUN}", "name": {"vi": "Số liệu", "en": "Figure"}, "definition": {"vi": "Số liệu thử."}, "unitOfMeasure": "case",
            "nature": nature, "decimals": 0, "min": "0", "max": "1000000", "overUnits": over_units, "overPeriods": over_periods})
    put(stack, f"/v1/forms/{FORM}", {
        "programme": f"shares-{RUN}", "title": {"vi": "Biểu thử", "en": "Form"}, "from": "2018-H1", "levels": ["commune", "province"],
        "functions": ["people-committee"], "cells": [{"code": code, "indicator": f"{code}{RUN}", "row": str(i)} for i, code in enumerate(CELLS, 1)],
        "rules": [], "narratives": []})
    return FORM


def report(stack, unit, period, **values):
    body = {"form": FORM, "unit": unit, "agency": "people-committee", "period": period, "values": values}
    wait_for(lambda: stack.call("POST", "/v1/reports", body).status in (201, 409))


def cells_on(stack, unit, date):
    answer = stack.call("GET", f"/v1/rollups/{FORM}/{unit}/{PERIOD}?boundaries={date}")
    return answer.json["cells"] if answer.status == 200 else None


def test_a_divided_commune_goes_to_its_successors_by_their_shares(stack, form, places):
    gone, first, second = places
    report(stack, gone["code"], PERIOD, cases=11, places=10, opening=9, people=8, least=7)
    report(stack, first["code"], PERIOD, cases=100, places=100, opening=100, people=100, least=100)
    district, path = gone["parent_code"], f"/v1/reorganisations/shares-{RUN}"
    wait_for(lambda: (cells_on(stack, district, DAY) or {"cases": {}})["cases"].get("sum") == 111)
    before = cells_on(stack, first["code"], DAY)
    assert before["cases"]["sum"] is None and before["cases"]["status"] == "successionUnknown"
    settle(stack)
    written = stack.sql("SELECT form, period, basis, marks, refreshed_us FROM aggregation.rollup_state WHERE refreshed_us > 0 ORDER BY 1, 2")
    edges = [{"from": gone["code"], "to": to["code"], "kind": "partial", "share": {"part": part, "of": 4000, "basis": "Dân số 2019"}}
             for to, part in ((first, 1000), (second, 3000))]
    made = stack.call("POST", "/v1/reorganisations", {"code": f"shares-{RUN}", "effectiveDate": DAY, "edges": edges})
    assert made.status == 201 and made.json["edges"][0]["share"] == edges[0]["share"] and stack.get(path)["edges"][1]["share"]["part"] == 3000
    try:
        wait_for(lambda: cells_on(stack, first["code"], DAY)["cases"].get("status") == "estimated")
        shown = stack.get(f"/v1/rollups/{FORM}/{first['code']}/{PERIOD}?boundaries={DAY}&stats=true")
        other = cells_on(stack, second["code"], DAY)
        assert {c: (v["sum"], v["reported"], v.get("status")) for c, v in shown["cells"].items()} == {
            "cases": (103, 2, "estimated"), "places": (103, 2, "estimated"),  # 2.75 and 2.5 of 11 and 10; 2.5 and 7.5: the first is served
            "opening": (None, 1, "notAdditive"), "people": (None, 1, "notAdditive"), "least": (None, 1, "notAdditive")}
        assert shown["cells"]["cases"]["average"] is None
        assert (other["cases"]["sum"], other["places"]["sum"]) == (8, 7)
        assert shown["shares"] == [{"from": gone["unit"], "to": first["unit"], "part": 1000, "of": 4000, "basis": "Dân số 2019"}]
        sources = stack.get(f"/v1/rollups/{FORM}/{first['code']}/{PERIOD}/sources?cell=cases&boundaries={DAY}")["items"]
        assert [(s["unit"], s["value"], s.get("shares")) for s in sources] == [(gone["unit"], 11, shown["shares"]), (first["unit"], 100, None)]
        paged = stack.items(f"/v1/rollups/{FORM}/{first['code']}/{PERIOD}/sources?cell=cases&boundaries={DAY}&limit=1")
        assert paged == sources, "page after page the same"
        for node, cell, made_of in ((second["code"], "cases", [gone["unit"]]), (second["code"], "people", []), (district, "cases", [gone["unit"], first["unit"]])):
            listed = stack.get(f"/v1/rollups/{FORM}/{node}/{PERIOD}/sources?cell={cell}&boundaries={DAY}")["items"]
            assert [s["unit"] for s in listed] == made_of and all(("shares" in s) == (node == second["code"]) for s in listed), (node, cell)
        whole = stack.get(f"/v1/rollups/{FORM}/{district}/{PERIOD}?boundaries={DAY}&children=true")
        assert {c: v["sum"] for c, v in whole["cells"].items()} == {"cases": 111, "places": 110, "opening": 109, "people": 108, "least": 7}
        for cell in ("cases", "places"):
            assert sum(c["cells"][cell]["sum"] or 0 for c in whole["children"]) == whole["cells"][cell]["sum"], "the parts make up the whole"
            assert whole["own"]["cells"][cell]["sum"] is None and "status" not in whole["cells"][cell]
        series = stack.get(f"/v1/series?form={FORM}&unit={second['code']}&cell=cases&from={PERIOD}&to={PERIOD}&every=half&boundaries={DAY}")["items"]
        assert [(i["sum"], i["status"]) for i in series] == [(8, "estimated")]
        lines = stack.call("GET", f"/v1/rollups/{FORM}/{second['code']}/{PERIOD}?boundaries={DAY}", headers={"Accept": "text/csv"}).body.decode().splitlines()
        row = dict(zip(*list(csv.reader(lines))[:2]))
        assert (row["cases"], row["cases.status"], row["people"], row["people.status"]) == ("8", "estimated", "", "notAdditive")
        settle(stack)
        same = stack.sql("SELECT form, period, basis, marks, refreshed_us FROM aggregation.rollup_state WHERE refreshed_us > 0 ORDER BY 1, 2")
        assert same == written, "an edge moves no figure that is written down"
    finally:
        current = stack.call("GET", path)
        void = stack.call("PUT", path, {"effectiveDate": DAY, "edges": []}, headers={"If-Match": current.headers["etag"]})
        assert void.status == 200
    wait_for(lambda: cells_on(stack, first["code"], DAY)["cases"].get("status") == "successionUnknown")


def test_shares_that_do_not_fit_are_refused_all_at_once(stack, places):
    gone, first, second = places
    share = lambda part: {"part": part, "of": 10, "basis": "Dân số"}  # noqa: E731
    edges = [{"from": gone["code"], "to": first["code"], "kind": "partial", "share": share(6)},
             {"from": gone["code"], "to": second["code"], "kind": "partial", "share": share(5)},
             {"from": first["code"], "to": first["code"], "kind": "full"}]
    refused = stack.call("POST", "/v1/reorganisations", {"code": f"never-{RUN}", "effectiveDate": DAY, "edges": edges})
    assert refused.status == 422 and sorted(refused.issues()) == [("cycle", "/edges/2/to"), ("inconsistent", "/edges/0/share")], refused


def test_what_a_province_reported_before_it_ended_stands_at_the_one_that_took_it_in(stack, form):
    report(stack, "02", "2024-H2", cases=5)
    report(stack, "08", "2024-H2", cases=7)
    path = f"/v1/rollups/{FORM}/08/2024-H2?boundaries=2025-12-31"
    wait_for(lambda: stack.call("GET", path).status == 200 and stack.get(path)["cells"]["cases"]["sum"] == 12)
    assert stack.get(path)["own"]["cells"]["cases"] == {"sum": 12, "reported": 2}


def test_another_form_s_title_and_a_new_duty_refresh_only_what_they_move(stack, form):
    """Changes that every service takes in, told by the obligation or the title that shows."""
    state = lambda: dict(((f, p), (b, r)) for f, p, b, r in stack.sql(  # noqa: E731
        "SELECT form, period, basis, refreshed_us FROM aggregation.rollup_state WHERE refreshed_us > 0"))
    wait_for(lambda: (FORM, PERIOD) in state())
    before = state()
    programme = stack.call("GET", f"/v1/programmes/shares-{RUN}")
    document = {m: programme.json[m] for m in ("name", "calendar", "zone", "late", "regulatedDue")}
    document["duties"] = [{"code": "D", "forms": [FORM], "reporters": [{"function": "people-committee", "level": "province"}],
                           "schedule": [{"period": "H2", "due": {"asRegulated": True}}]}]
    answer = stack.call("PUT", f"/v1/programmes/shares-{RUN}", document, headers={"If-Match": programme.headers["etag"]})
    assert answer.status == 200, answer
    wait_for(lambda: state()[(FORM, PERIOD)][0] != before[(FORM, PERIOD)][0])
    moved = {key for key, value in state().items() if before.get(key, value) != value}
    assert moved and all(key[0] == FORM for key in moved), moved
