"""Figures of before the reorganisation of 1 July 2025 on the tree of after it: recounted from the ledger and the official mapping.

Some communes of 2023 ended before that day, and no mapping says what became of them.
"""

import collections
import csv

from stack import CHECKOUT
from test_consolidated_report import PERIOD, cells_of, counted_rows

FORM = "PCMD-C"
AFTER = "2025-07-01"


def became():
    """Old commune → the new communes it went into."""
    into = collections.defaultdict(set)
    with open(CHECKOUT / "examples/units/mapping_2025-07-01.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["old_code"]:
                into[row["old_code"]].add(row["new_code"])
    return into


def neighbours_of_lost(lost):
    """Communes of the same district that changed on the day one of these ended; where none did, those that stood there then."""
    with open(CHECKOUT / "examples/units/unit_versions.csv", encoding="utf-8") as file:
        versions = [row for row in csv.DictReader(file) if row["level"] == "commune"]
    found = set()
    for gone in versions:
        day = gone["valid_until"]
        if gone["code"] not in lost or not gone["valid_from"] <= "2023-06-14" < day < AFTER:
            continue
        near = [row for row in versions if row["parent_code"] == gone["parent_code"] and row["unit"] != gone["unit"]]
        changed = {row["code"] for row in near if row["valid_from"] == day}
        found |= changed or {row["code"] for row in near if row["valid_from"] <= day <= (row["valid_until"] or AFTER)}
    return found


def test_a_province_restated_is_the_same_province_where_nothing_went_elsewhere(stack):
    then = stack.get(f"/v1/rollups/{FORM}/38/{PERIOD}")
    now = stack.get(f"/v1/rollups/{FORM}/38/{PERIOD}?boundaries={AFTER}")
    assert now["treeDate"] == AFTER and now["boundaries"] == AFTER and then["boundaries"] == "asReported"
    assert now["cells"] == then["cells"] and now["completeness"] == then["completeness"]


def test_a_new_commune_has_what_went_into_it_whole_and_nothing_where_a_share_would_be_needed(stack):
    into = became()
    codes = cells_of(stack, FORM)
    answer = stack.get(f"/v1/rollups/{FORM}/38/{PERIOD}?children=true&boundaries={AFTER}")
    rows = counted_rows(stack, FORM)
    whole, part = collections.defaultdict(list), set()
    perhaps = set().union(*(into[code] for code in neighbours_of_lost({code for code, _ in rows if code not in into})))
    for code, cells in rows:
        if len(into[code]) == 1:
            whole[next(iter(into[code]))].append(cells)
        else:
            part |= into[code]
    shown = {child["unitCode"]: child["cells"] for child in answer["children"]}
    assert len(shown) == 166 and part & set(shown) and set(whole) - part
    for new, figures in shown.items():
        for index, cell in enumerate(codes):
            values = [cells[index] for cells in whole[new] if cells[index] is not None]
            if new in part | perhaps:
                reason = "successionUnknown" if new in perhaps else "noShare"
                assert figures[cell]["sum"] is None and figures[cell]["status"] == reason, (new, cell, figures[cell])
            else:
                assert figures[cell]["sum"] == (sum(values) if values else None) and figures[cell]["reported"] == len(values), (new, cell)
                assert "status" not in figures[cell]


def test_a_unit_of_before_is_none_of_the_tree_of_after(stack):
    answer = stack.call("GET", f"/v1/rollups/{FORM}/380/{PERIOD}?boundaries=current")
    assert answer.status == 422 and ("unitNotValid", "unit") in answer.issues(), answer
    answer = stack.call("GET", f"/v1/rollups/{FORM}/38/{PERIOD}?boundaries=yesterday")
    assert answer.status in (400, 422) and ("notOneOf", "boundaries") in answer.issues(), answer


def test_only_one_agency(stack):
    """The police's part of a form that several report, and nobody's of a function that does not."""
    form = "PCMD-S"
    everyone = stack.get(f"/v1/rollups/{form}/38/{PERIOD}")
    police = stack.get(f"/v1/rollups/{form}/38/{PERIOD}?agency=police")
    committees = stack.get(f"/v1/rollups/{form}/38/{PERIOD}?agency=people-committee")
    none = stack.get(f"/v1/rollups/{form}/38/{PERIOD}?agency=weather-station")
    for member in ("expected", "reported", "additional"):
        assert police["completeness"][member] + committees["completeness"][member] <= everyone["completeness"][member]
    assert 0 < police["completeness"]["reported"] < everyone["completeness"]["reported"]
    rows = stack.sql(
        "SELECT DISTINCT ON (unit, agency) cells FROM reports.report_version WHERE form = %s AND period = %s AND function = 'police'"
        " AND state IN ('submitted', 'accepted') ORDER BY unit, agency, version DESC",
        form,
        PERIOD,
    )
    for index, cell in enumerate(cells_of(stack, form)):
        assert police["cells"][cell]["sum"] == sum(cells[index] for (cells,) in rows if cells[index] is not None), cell
    assert none["completeness"]["expected"] == 0 and all(cell["sum"] is None for cell in none["cells"].values())


def test_cumulative_and_the_year_before(stack):
    """H1 of 2023 beside H1 of 2022; up to the end of H1 a year has only its first half."""
    answer = stack.get(f"/v1/rollups/PCMD-P/38/{PERIOD}?cumulate=year&compare=previousYear&stats=true")
    before = stack.get("/v1/rollups/PCMD-P/38/2022-H1")
    assert answer["cumulativeMadeFrom"] == [PERIOD] and answer["previousYearMadeFrom"] == ["2022-H1"]
    for code, cell in answer["cells"].items():
        assert cell["cumulative"] == cell["sum"] and cell["previousYear"] == before["cells"][code]["sum"], code
        if cell["sum"] is not None and cell["previousYear"]:
            assert cell["percentOfPreviousYear"] == f'{cell["sum"] * 10000 // cell["previousYear"] / 100:.2f}', code
    rows = counted_rows(stack, "PCMD-P")
    for index, code in enumerate(cells_of(stack, "PCMD-P")):
        values = [cells[index] for _, cells in rows if cells[index] is not None]
        cell = answer["cells"][code]
        assert (cell["minimum"], cell["maximum"]) == ((min(values), max(values)) if values else (None, None)), code
        if values:
            assert abs(float(cell["average"]) - sum(values) / len(values)) < 0.0051, code


def test_cumulated_over_a_plan(stack):
    answer = stack.get(f"/v1/rollups/PCMD-P/38/{PERIOD}?cumulate=plan&plan=thanh-hoa-2023")
    assert all(cell["cumulative"] == cell["sum"] for cell in answer["cells"].values())
    for query, place in (("cumulate=plan", "plan"), ("cumulate=plan&plan=nobodys", "plan"), ("cumulate=week", "cumulate"), ("compare=2022", "compare")):
        refused = stack.call("GET", f"/v1/rollups/PCMD-P/38/{PERIOD}?{query}")
        assert refused.status in (400, 422) and place in [where for _, where in refused.issues()], (query, refused)
