"""Roll-ups that are written down: who follows the topic ends with the API's figures, a recount finds nothing, and a cell over time agrees."""

import json
import time
import urllib.request
import uuid

import pytest

from test_attainment import put, wait_for
from topics import all_of

FORM, PERIOD = "PCMD-C", "2023-H1"
TOPIC = "tonghop.rollup.v1"


def settle(stack):
    """Until what was received is written down, and what was written down is published."""
    for _ in range(240):
        waiting = stack.sql(
            "SELECT count(*) FROM (SELECT form, period, string_agg(partition || ':' || last_offset || ':' || topic_generation, ' ' ORDER BY partition) AS marks"
            " FROM aggregation.change_mark GROUP BY form, period) AS received LEFT JOIN aggregation.rollup_state AS state USING (form, period)"
            " WHERE state.marks IS DISTINCT FROM received.marks"
        )[0][0]
        if waiting == 0 and stack.sql("SELECT count(*) FROM aggregation.outbox")[0][0] == 0:
            return
        time.sleep(0.25)
    pytest.fail("the roll-ups do not settle")


def kept(stack):
    """What a follower keeps: of each key the highest revision; a tombstone drops it."""
    newest = {}
    for record in all_of(TOPIC):
        key, revision = record.key().decode(), int(dict(record.headers())["ce_sequence"])
        if revision >= newest.get(key, (0, None))[0]:
            newest[key] = (revision, json.loads(record.value()) if record.value() else None)
    return {key: state for key, (_, state) in newest.items() if state}


def correct_one(stack, form):
    """A commune corrects its report; returns the commune's code."""
    report = stack.get(f"/v1/reports?form={form}&period={PERIOD}&state=submitted&within=38&limit=1")["items"][0]
    current = stack.call("GET", f"/v1/reports/{report['id']}")
    document = {member: current.json[member] for member in ("form", "agency", "values")} | {"unit": report["unit"], "period": PERIOD, "reason": "Đếm sót"}
    cell = next(code for code, value in document["values"].items() if isinstance(value, int) and value > 1)
    document["values"][cell] += 1
    document["values"] = {code: value for code, value in document["values"].items() if value is not None}
    if "notAvailable" in current.json:
        document["notAvailable"] = current.json["notAvailable"]
    answer = stack.call("PUT", f"/v1/reports/{report['id']}", document, headers={"If-Match": current.headers["etag"]})
    assert answer.status == 200, answer
    return cell


def test_a_follower_ends_with_the_figures_of_the_api(stack):
    settle(stack)
    before = kept(stack)[f"{FORM}|{PERIOD}|38@2012-01-01"]
    cell = correct_one(stack, FORM)
    settle(stack)
    state = kept(stack)
    mine = {key.split("|")[2]: row for key, row in state.items() if key.startswith(f"{FORM}|{PERIOD}|")}
    assert mine["38@2012-01-01"]["revision"] > before["revision"]
    assert mine["38@2012-01-01"]["submitted"]["cells"][cell]["sum"] == before["submitted"]["cells"][cell]["sum"] + 1
    answer = stack.get(f"/v1/rollups/{FORM}/38/{PERIOD}?children=true")
    accepted = stack.get(f"/v1/rollups/{FORM}/38/{PERIOD}?counted=accepted")
    nodes = {answer["unit"]: answer} | {child["unit"]: child for child in answer["children"]}
    assert set(nodes) <= set(mine)
    for unit, node in nodes.items():
        assert mine[unit]["completeness"] == node["completeness"], unit
        shown = {code: {"sum": c["sum"], "reported": c["reported"]} for code, c in node["cells"].items() if c["reported"]}
        assert mine[unit]["submitted"]["cells"] == shown, unit
    assert {c: v["sum"] for c, v in mine["38@2012-01-01"]["accepted"]["cells"].items()} == {
        code: c["sum"] for code, c in accepted["cells"].items() if c["reported"]
    }


def add_reported(stack, count):
    """To how many reported, in the row of the province."""
    stack.sql("UPDATE aggregation.rollup SET figures = (SELECT aggregation.cells_packed(was[:1] || was[2] + %s || was[3:]) FROM aggregation.cells_unpacked(figures) AS was)"
              " WHERE form = %s AND period = %s AND unit = '38@2012-01-01' RETURNING 1", count, FORM, PERIOD)


def test_a_recount_finds_what_is_not_as_it_should_be(stack):
    settle(stack)
    ask = lambda: stack.call("POST", "/v1/recomputations", {"form": FORM, "period": PERIOD})  # noqa: E731
    answer = ask()
    assert answer.status == 201 and answer.json["differences"] == [] and answer.json["compared"] >= 28, answer
    assert stack.get(answer.headers["location"]) == answer.json
    assert answer.json["id"] in [item["id"] for item in stack.get("/v1/recomputations?limit=5")["items"]]
    add_reported(stack, 1)
    try:
        assert ask().json["differences"] == [{"unit": "38@2012-01-01", "found": "otherFigures"}]
    finally:
        add_reported(stack, -1)
    assert ask().json["differences"] == []


def test_rows_that_were_lost_are_written_again_and_said_once(stack):
    """Of many forms and periods at the same time, while no reports come in."""
    settle(stack)
    rows = lambda: dict(stack.sql("SELECT form || '|' || period || '|' || unit, aggregation.cells_unpacked(figures)::text FROM aggregation.rollup WHERE NOT gone"))  # noqa: E731
    before, began = rows(), time.time_ns() // 1000
    assert len({key.rsplit("|", 1)[0] for key in before}) > 1
    stack.sql("WITH states AS (DELETE FROM aggregation.rollup_state) DELETE FROM aggregation.rollup RETURNING 1")
    wait_for(lambda: rows() == before)
    settle(stack)
    said = [record.key().decode() for record in all_of(TOPIC) if int(dict(record.headers())["ce_sequence"]) >= began]
    assert sorted(said) == sorted(before)


def test_a_recount_is_asked_for_once_by_key_and_only_by_an_operator(stack):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = stack.call("POST", "/v1/recomputations", {"form": FORM, "period": PERIOD}, headers=key)
    again = stack.call("POST", "/v1/recomputations", {"form": FORM, "period": PERIOD}, headers=key)
    assert again.status == 201 and again.json == first.json and again.headers["idempotency-replayed"] == "true"
    other = stack.call("POST", "/v1/recomputations", {"form": FORM, "period": "2022-H1"}, headers=key)
    assert other.status == 422
    reader = stack.token("rollups:read raw", "38")
    assert stack.call("POST", "/v1/recomputations", {"form": FORM, "period": PERIOD}, token=reader).status == 403
    refused = stack.call("POST", "/v1/recomputations", {"form": "NOWHERE", "period": "2023-H7", "more": 1})
    assert refused.status == 400 and ("unknownForm", "/form") in refused.issues()


@pytest.mark.parametrize("unit", ["38", "380", "14758"])
def test_a_cell_over_time_is_what_each_roll_up_says(stack, unit):
    settle(stack)
    form, cell = "PCMD-P", "offencesArising"
    answer = stack.get(f"/v1/series?form={form}&unit={unit}&cell={cell}&from=2021-H2&to=2024-H1&every=half")
    assert [item["period"]["code"] for item in answer["items"]] == ["2021-H2", "2022-H1", "2022-H2", "2023-H1", "2023-H2", "2024-H1"]
    some = 0
    for item in answer["items"]:
        if item.get("status") == "formNotInForce":
            continue
        shown = stack.get(f"/v1/rollups/{form}/{unit}/{item['period']['code']}")
        assert (item["sum"], item["reported"]) == (shown["cells"][cell]["sum"], shown["cells"][cell]["reported"]), item
        some += item["sum"] is not None
    assert some >= (2 if unit != "14758" else 1)


def cubes_asked(stack):
    """How many times a cube was asked for since the service started."""
    text = urllib.request.urlopen(f"http://127.0.0.1:{stack.port + 13}/metrics", timeout=10).read().decode()
    counts = [int(line.split()[1]) for line in text.splitlines() if line.startswith(("tonghop_cube_loads_total", "tonghop_cube_hits_total"))]
    assert len(counts) == 2
    return sum(counts)


@pytest.mark.parametrize("how", ["", "&boundaries=current", "&agency=police", "&asOf=2026-01-01T00:00:00Z", "&counted=accepted"])
def test_periods_of_which_nothing_was_received_have_no_figure_and_cost_no_cube(stack, how):
    settle(stack)
    form, cell, span = "PCMD-P", "offencesArising", "from=2014-H1&to=2049-H2&every=half"
    received = {period for period, in stack.sql("SELECT DISTINCT period FROM aggregation.change_mark WHERE form = %s", form)}
    before = cubes_asked(stack)
    items = stack.get(f"/v1/series?form={form}&unit=38&cell={cell}&{span}{how}")["items"]
    asked = cubes_asked(stack) - before
    empty = [item for item in items if item["period"]["code"] not in received]
    assert len(items) == 72 and len(empty) > 60 and asked < 20, (asked, received)
    for item in empty:
        assert item["sum"] is None and item["reported"] == 0 and "status" not in item, item
    for item in (empty[0], empty[-1]):
        shown = stack.get(f"/v1/rollups/{form}/38/{item['period']['code']}?{how[1:]}")["cells"][cell]
        assert (shown["sum"], shown["reported"], shown.get("status")) == (None, 0, None)


def test_a_period_of_which_one_month_was_received_is_made_of_that_one(stack):
    run = uuid.uuid4().hex[:8]
    form, programme = f"SERIES-{run}".upper(), f"series-{run}"
    name = {"vi": "Chương trình thử chuỗi thời gian", "en": "Series"}
    body = {"name": name, "calendar": "calendar", "zone": "Asia/Ho_Chi_Minh", "late": {"graceDays": 10}, "regulatedDue": {"workingDaysAfterCutOff": 2}, "duties": []}
    put(stack, f"/v1/programmes/{programme}", body)
    put(stack, f"/v1/indicators/cases{run}", {
        "programme": programme, "name": name, "definition": {"vi": "Số liệu thử."}, "unitOfMeasure": "case", "nature": "flow", "decimals": 0, "min": "0",
        "max": "1000000", "overUnits": "sum", "overPeriods": "sum"})
    put(stack, f"/v1/forms/{form}", {
        "programme": programme, "title": name, "from": "2014", "levels": ["district"], "functions": ["people-committee"],
        "cells": [{"code": "cases", "indicator": f"cases{run}", "row": "1"}], "rules": [], "narratives": []})
    monthly = {"code": "D1", "deliverable": "report", "forms": [form], "binding": "must", "regime": "periodic",
               "reporters": [{"function": "people-committee", "level": "district", "within": "01"}], "recipients": [{"function": "people-committee", "level": "province"}],
               "schedule": [{"period": "month", "due": {"asRegulated": True}}]}
    stored = stack.call("GET", f"/v1/programmes/{programme}")
    owing = stack.call("PUT", f"/v1/programmes/{programme}", body | {"duties": [monthly]}, headers={"If-Match": stored.headers["etag"]})
    assert owing.status == 200, owing
    body = {"form": form, "unit": "001", "agency": "people-committee", "period": "2016-M05", "values": {"cases": 7}}
    wait_for(lambda: stack.call("POST", "/v1/reports", body).status in (201, 409))
    wait_for(lambda: stack.get(f"/v1/rollups/{form}/01/2016-M05")["cells"]["cases"]["sum"] == 7)
    year = f"/v1/series?form={form}&unit=01&cell=cases&from=2016&to=2016&every=year"
    wait_for(lambda: len(stack.get(year)["items"][0]["madeFrom"]) == 12)  # the duty is known
    for unit in ("01", "001"):
        for every, first, last, filled in (("month", "2016-M01", "2016-M12", "2016-M05"), ("quarter", "2016-Q1", "2016-Q4", "2016-Q2"),
                                           ("half", "2016-H1", "2017-H2", "2016-H1"), ("year", "2014", "2018", "2016")):
            items = stack.get(f"/v1/series?form={form}&unit={unit}&cell=cases&from={first}&to={last}&every={every}")["items"]
            assert all(part.startswith("201") and "-M" in part for item in items for part in item["madeFrom"])
            assert {i["period"]["code"]: (i["sum"], i["reported"]) for i in items if i["reported"]} == {filled: (7, 1)}, (unit, every, items)
            assert all(i["sum"] is None and "status" not in i for i in items if not i["reported"])


def test_a_series_on_another_tree_and_one_that_is_refused(stack):
    path = "/v1/series?form=PCMD-P&cell=offencesArising&from=2022-H1&to=2023-H1&every=half"
    answer = stack.get(path + "&unit=38&boundaries=current")
    assert [item["sum"] for item in answer["items"]] == [item["sum"] for item in stack.get(path + "&unit=38")["items"]]
    for query, place in (
        ("form=PCMD-P&cell=offencesArising&from=2022-H1&to=2023-H1&every=month&unit=38", "every"),
        ("form=PCMD-P&cell=nothing&from=2022-H1&to=2023-H1&every=half&unit=38", "cell"),
        ("form=PCMD-P&cell=offencesArising&from=2023-H2&to=2023-H1&every=half&unit=38", "to"),
        ("form=PCMD-P&cell=offencesArising&to=2023-H1&every=half&unit=38", "from"),
        ("cell=offencesArising&from=2022-H1&to=2023-H1&every=half&unit=38", "form"),
    ):
        refused = stack.call("GET", "/v1/series?" + query)
        assert refused.status in (400, 422) and place in [where for _, where in refused.issues()], (query, refused)
    assert stack.call("GET", path + "&unit=38", token=stack.token("rollups:read", "01")).status == 404
