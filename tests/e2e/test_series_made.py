"""A cell over time in quarters, halves and years of a form that is reported by month: each point is what the roll-up of that period says, by whatever
way it is read, and what a count of what was sent says.

Thái Bình, where communes ended in the middle of a quarter (2020-05-15) and which became a part of Hưng Yên (2025-07-01)."""

import random
import uuid

import pytest

from test_attainment import put, wait_for
from test_rollups_kept import cubes_asked, settle

RUN = uuid.uuid4().hex[:8]
PROGRAMME, FORM = f"made-{RUN}", f"MADE-{RUN}".upper()
# code, nature, over units, over periods
CELLS = [("flow", "flow", "sum", "sum"), ("stock", "stock", "sum", "last"), ("opening", "stock", "sum", "first"), ("most", "flow", "max", "max"),
         ("least", "flow", "min", "min"), ("reached", "distinct", "sum", "none"), ("apart", "flow", "none", "sum"), ("apartStock", "stock", "none", "last")]
SENT_MONTHS = ["2020-M04", "2020-M05", "2020-M06", "2020-M09"] + [f"2025-M{month:02}" for month in (1, 2, 4, 5, 6, 7, 8, 9, 11, 12)]
SPANS = {"quarter": ["2020-Q1", "2020-Q2", "2020-Q3", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"], "half": ["2020-H1", "2020-H2", "2025-H1", "2025-H2"], "year": ["2020", "2025"]}
UNITS = ["nation", "province that ended", "province", "district", "commune that ended", "new commune"]
HOW = ["", "&counted=accepted", "&agency=police", "&asOf=2049-01-01T00:00:00Z"]


def last_day(month):
    year, number = int(month[:4]), int(month[-2:])
    return f"{year}-{number:02}-28"


def reporters(units, month):
    """Communes of two districts until the reorganisation, and of the province since; their districts as well."""
    day = last_day(month)
    if day >= "2025-07-01":
        return [row["code"] for row in sorted(units.below("33", day, "commune"), key=lambda row: row["code"])][:40]
    communes = units.below("340", day, "commune") + units.below("341", day, "commune")[:8] + units.below("323", day, "commune")[:8]
    return sorted(row["code"] for row in communes) + ["340", "341"]


def rows_of(units, month):
    """(unit, agency) → figures by cell; missing ones are None, and some report nothing."""
    rolled = random.Random(f"made {month}")
    rows = {}
    for unit in reporters(units, month):
        for agency in ("people-committee", "police"):
            if rolled.random() < 0.8:
                rows[unit, agency] = [None if rolled.random() < 0.25 else rolled.randrange(1000) for _ in CELLS]
    return rows


@pytest.fixture(scope="module")
def sent(stack, units):
    """month → what was sent; a third of each month is accepted."""
    name = {"vi": "Chuỗi theo quý", "en": "Series"}
    body = {"name": name, "calendar": "calendar", "zone": "Asia/Ho_Chi_Minh", "late": {"graceDays": 10}, "regulatedDue": {"workingDaysAfterCutOff": 2}, "duties": []}
    put(stack, f"/v1/programmes/{PROGRAMME}", body)
    for code, nature, over_units, over_periods in CELLS:
        put(stack, f"/v1/indicators/{code}{RUN}", {
            "programme": PROGRAMME, "name": name, "definition": {"vi": "Số liệu thử."}, "unitOfMeasure": "case", "nature": nature, "decimals": 0, "min": "0",
            "max": "1000000", "overUnits": over_units, "overPeriods": over_periods})
    put(stack, f"/v1/forms/{FORM}", {
        "programme": PROGRAMME, "title": name, "from": "2014", "levels": ["district", "commune"], "functions": ["people-committee", "police"],
        "cells": [{"code": code, "indicator": code + RUN, "row": str(i)} for i, (code, *_) in enumerate(CELLS)], "rules": [], "narratives": []})
    duty = {"code": "D1", "deliverable": "report", "forms": [FORM], "binding": "must", "regime": "periodic",
            "reporters": [{"function": "people-committee", "level": "commune"}], "recipients": [{"function": "people-committee", "level": "province"}],
            "schedule": [{"period": "month", "due": {"asRegulated": True}}]}
    stored = stack.call("GET", f"/v1/programmes/{PROGRAMME}")
    assert stack.call("PUT", f"/v1/programmes/{PROGRAMME}", body | {"duties": [duty]}, headers={"If-Match": stored.headers["etag"]}).status == 200
    months = {month: rows_of(units, month) for month in SENT_MONTHS}
    for month, rows in months.items():
        lines = [",".join([unit, agency, *("" if figure is None else str(figure) for figure in figures)]) for (unit, agency), figures in rows.items()]
        table = "\n".join([",".join(["unit", "agency", *(code for code, *_ in CELLS)]), *lines])
        wait_for(lambda: stack.call("POST", f"/v1/imports?form={FORM}&period={month}&mode=atomic", table, kind="text/csv").json["state"] == "succeeded")
    accept(stack)
    wait_for(lambda: len(stack.get(f"/v1/series?form={FORM}&unit=VN&cell=flow&from=2025&to=2025&every=year")["items"][0]["madeFrom"]) == 12)
    expected = sum(len(rows) for rows in months.values())
    wait_for(lambda: stack.sql("SELECT count(DISTINCT (unit, agency, period)) FROM aggregation.report_version WHERE form = %s", FORM)[0][0] == expected)
    settle(stack)
    return months


def accept(stack):
    reviewer = stack.token("reports:read reports:review", "VN", subject=f"reviewer-{RUN}")
    made = [row[0] for row in stack.sql("SELECT report::text FROM reports.report_version WHERE form = %s ORDER BY period, unit, agency", FORM)]
    for first in range(0, len(made), 900):
        chosen = [{"report": report, "version": 1, "decision": "accept"} for report in made[first:first + 900:3]]
        answer = stack.call("POST", "/v1/decisions", {"decisions": chosen}, token=reviewer)
        assert answer.status == 200 and {result["status"] for result in answer.json["results"]} == {200}, answer


def points(stack, unit, cell, every, periods, how=""):
    items = stack.get(f"/v1/series?form={FORM}&unit={unit}&cell={cell}&from={periods[0]}&to={periods[-1]}&every={every}{how}")["items"]
    return {item["period"]["code"]: item for item in items}


def unit_called(units, name):
    """Its stable id, and whether it ended with the reorganisation of 2025."""
    before, after = reporters(units, "2025-M06"), reporters(units, "2025-M07")
    codes = {"nation": ("VN", False), "province that ended": ("34", True), "province": ("33", False), "district": ("340", True),
             "commune that ended": (before[0], True), "new commune": (after[0], False)}
    code, ended = codes[name]
    row = None if code == "VN" else units.find(code, "2025-06-30" if ended else "2025-07-01")
    return row["unit"] if row else "VN", ended


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize("how", HOW)
def test_each_point_is_the_roll_up_of_its_period(stack, sent, units, name, how):
    figures = 0
    unit, ended = unit_called(units, name)
    for every, asked in SPANS.items():
        periods = [period for period in asked if not ended or period not in ("2025-Q3", "2025-Q4", "2025-H2", "2025")]
        shown = {period: stack.call("GET", f"/v1/rollups/{FORM}/{unit}/{period}?{how[1:]}") for period in periods}
        for cell, *_ in CELLS:
            for period, item in points(stack, unit, cell, every, periods, how).items():
                if period not in shown:
                    assert (item["sum"], item["reported"]) == (None, 0), item
                elif item.get("status") == "unitNotValid":
                    assert shown[period].status in (404, 422), shown[period]
                else:
                    rolled = shown[period].json["cells"][cell]
                    assert (item["sum"], item["reported"]) == (rolled["sum"], rolled["reported"]), (every, cell, item, rolled)
                    assert item["madeFrom"] == shown[period].json["madeFrom"] and "status" not in item
                    figures += item["reported"] > 0
    assert figures > (3 if how == "&counted=accepted" else 8), "most of it is there to compare"


def counted(sent, months, cell):
    """By hand, for the nation: over the periods at each reporter first, then over the reporters."""
    index = [code for code, *_ in CELLS].index(cell)
    _, _, over_units, over_periods = CELLS[index]
    figures = []
    for who in {who for month in months for who in sent.get(month, {})}:
        own = [sent.get(month, {}).get(who, [None] * len(CELLS))[index] for month in months]
        given = [figure for figure in own if figure is not None]
        combined = {"sum": sum(given) if given else None, "last": own[-1], "first": own[0], "max": max(given, default=None), "min": min(given, default=None), "none": None}[over_periods]
        figures += [combined] if combined is not None else []
    rule = {"sum": sum, "max": max, "min": min, "none": lambda _: None}[over_units]
    return rule(figures) if figures else None, len(figures)


@pytest.mark.parametrize("cell", [code for code, *_ in CELLS])
def test_and_what_was_sent_counted_by_hand(stack, sent, cell):
    """A unit's code stands for one unit inside each of these: none of those that reported ended in between and came again."""
    for every, period, months in (("quarter", "2025-Q1", (1, 2, 3)), ("quarter", "2025-Q3", (7, 8, 9)), ("quarter", "2025-Q4", (10, 11, 12)), ("half", "2025-H2", range(7, 13)),
                                  ("half", "2025-H1", range(1, 7))):
        item = points(stack, "VN", cell, every, [period])[period]
        assert (item["sum"], item["reported"]) == counted(sent, [f"2025-M{month:02}" for month in months], cell), (period, item)


def test_a_figure_that_one_month_gives_needs_no_other(stack, sent):
    """What is written down of the last month is the stock of the quarter; of people reached no quarter is asked for at all."""
    before = cubes_asked(stack)
    items = points(stack, "VN", "stock", "quarter", ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"])
    assert [item["sum"] is not None for item in items.values()] == [False, True, True, True], "March was not sent"
    assert all(item["reported"] == 0 for item in points(stack, "VN", "reached", "quarter", ["2025-Q1", "2025-Q4"]).values())
    assert cubes_asked(stack) == before
