"""Somebody without the right to raw figures takes everything he can get, adds and subtracts, and finds out no small count.

A drawn world: communes of two districts report for four months; district and province sign consolidations one after the other, one of them again after a
correction. The solver knows how figures hang together (units, months, sexes) and who corrected what. Given the tables with only the small counts
themselves blacked out it finds some; given what the services show it finds none.
"""

import csv
import fractions
import io
import json
import random
import re
import time
import uuid

import openpyxl
import pytest

from test_attainment import put, wait_for
from test_consolidations import settled

RUN = uuid.uuid4().hex[:8]
FORM, PROGRAMME, BELOW, SEED = f"FEW-{RUN}".upper(), f"few-{RUN}", 5, 20240611
SCOPES = "consolidations:write rollups:read raw"
MONTHS = range(1, 5)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SDMX = "application/vnd.sdmx.data+json;version=2.0.0"
COLUMNS = ("sum", "cumulative", "previousYear", "cumulativePreviousYear")
FAR = 10**9


# ---- The world


class World:
    """Values by (commune, month, sex), before and after the correction."""

    def __init__(self, stack, units):
        self.stack, self.random = stack, random.Random(SEED)
        by_district = {}
        for row in units.at("2017-12-31", "commune"):
            by_district.setdefault(row["parent_code"], []).append(row)
        self.province, self.districts = next(
            (province["code"], chosen) for province in units.at("2017-12-31", "province") if province["code"] not in ("38", "75", "80")
            for chosen in [sorted(d["code"] for d in units.at("2017-12-31", "district")
                                  if d["parent_code"] == province["code"] and len(by_district.get(d["code"], [])) >= 3)[:2]] if len(chosen) == 2)
        self.communes = {district: sorted(by_district[district], key=lambda row: row["code"])[:3] for district in self.districts}
        self.home = {row["code"]: district for district, rows in self.communes.items() for row in rows}
        self.epochs = [{(code, month, sex): self.draw() for code in self.home for month in MONTHS for sex in ("women", "men")}]
        self.corrected = (self.communes[self.districts[0]][0]["code"], 2)
        self.documents = []  # (epoch, full, withheld)

    def draw(self):
        return self.random.choice([0, self.random.randint(1, 4), self.random.randint(5, 30), self.random.randint(5, 90)])

    def body(self, commune, month, **more):
        women, men = (self.epochs[-1][commune, month, sex] for sex in ("women", "men"))
        return {"form": FORM, "unit": commune, "agency": "people-committee", "period": f"2017-M{month:02}",
                "values": {"all": women + men, "women": women, "men": men, "cases": (women + men + 1) // 2}} | more

    def report(self):
        for commune in self.home:
            for month in MONTHS:
                wait_for(lambda c=commune, m=month: self.stack.call("POST", "/v1/reports", self.body(c, m)).status in (201, 409))

    def correct(self):
        commune, month = self.corrected
        self.epochs.append(self.epochs[0] | {(commune, month, "women"): 2, (commune, month, "men"): 41})
        found = self.stack.items(f"/v1/reports?form={FORM}&unit={commune}&period=2017-M{month:02}")
        answer = self.stack.call("PUT", f"/v1/reports/{found[0]['id']}", self.body(commune, month, reason="đếm lại"), headers={"If-Match": f'"{found[0]["version"]}"'})
        assert answer.status == 200, answer

    def sign(self, unit, period):
        settled(self.stack)
        author, signer = (self.stack.token(SCOPES, self.province, subject=who) for who in ("author", "signer"))
        made = None
        for _ in range(40):  # what waits in the topic keeps a draft from being made
            made = self.stack.call("POST", "/v1/consolidations", {"forms": [FORM], "unit": unit, "agency": "people-committee", "period": period}, token=author)
            if made.status != 503:
                break
            time.sleep(0.25)
        assert made.status == 201, made
        path = made.headers["location"]
        draft = self.stack.get(path, token=self.reader)
        assert all(cell["status"] == "confidential" and cell["sum"] is None for code, cell in draft["document"]["forms"][0]["cells"].items() if code != "cases")
        signed = self.stack.call("POST", path + "/decisions", {"decision": "sign"}, token=signer, headers={"If-Match": '"1"'})
        assert signed.status == 200, signed
        self.documents.append((len(self.epochs) - 1, path, self.stack.get(path, token=author)["document"], self.stack.get(path, token=self.reader)["document"]))

    @property
    def reader(self):
        return self.stack.token("rollups:read", self.province, subject="reader-of-small-counts")


@pytest.fixture(scope="module")
def world(stack, units):
    put(stack, f"/v1/programmes/{PROGRAMME}", {
        "name": {"vi": "Chương trình thử số nhỏ", "en": "Small counts"}, "calendar": "calendar", "zone": "Asia/Ho_Chi_Minh", "late": {"graceDays": 10},
        "regulatedDue": {"workingDaysAfterCutOff": 2}, "duties": []})
    for code, withhold in (("persons", {"withhold": {"below": BELOW}}), ("cases", {})):
        put(stack, f"/v1/indicators/{code}{RUN}", {
            "programme": PROGRAMME, "name": {"vi": "Số người", "en": "Persons"}, "definition": {"vi": "Số liệu thử."}, "unitOfMeasure": "person",
            "nature": "flow", "decimals": 0, "min": "0", "max": "1000000", "overUnits": "sum", "overPeriods": "sum"} | withhold)
    put(stack, f"/v1/forms/{FORM}", {
        "programme": PROGRAMME, "title": {"vi": "Biểu thử số nhỏ", "en": "Small counts"}, "from": "2016", "levels": ["commune"], "functions": ["people-committee"],
        "cells": [{"code": "all", "indicator": f"persons{RUN}", "row": "1", "required": True}]
        + [{"code": sex, "indicator": f"persons{RUN}", "row": f"1.{i}", "disaggregation": {"sex": sex}, "required": True} for i, sex in enumerate(("women", "men"), 1)]
        + [{"code": "cases", "indicator": f"cases{RUN}", "row": "2", "required": True}],
        "rules": [{"code": "r1", "message": {"vi": "Nữ và nam là tất cả", "en": "Women and men are all"}, "left": [{"cell": "all"}], "op": "eq",
                   "right": [{"cell": "women"}, {"cell": "men"}], "severity": "error"},
                  {"code": "r2", "message": {"vi": "Số vụ không quá số người", "en": "No more cases than persons"}, "left": [{"cell": "cases"}], "op": "le",
                   "right": [{"cell": "all"}], "severity": "error"}],
        "narratives": []})
    made = World(stack, units)
    made.report()
    first, second = made.districts
    for unit, month in ((first, 1), (made.province, 1), (first, 2), (made.province, 2), (second, 2)):
        made.sign(unit, f"2017-M{month:02}")
    made.correct()
    for unit, period in ((first, "2017-M02"), (made.province, "2017-M02"), (made.province, "2017-M03"), (second, "2017-M04"), (made.province, "2017-Q1")):
        made.sign(unit, period)
    return made


# ---- What the solver knows


def nodes_of(document):
    form = document["forms"][0]
    yield document["unitCode"], False, form["cells"]
    yield document["unitCode"], True, form["own"]["cells"]
    for child in form["children"]:
        yield child["unitCode"], False, child["cells"]


def months_of(document, column):
    """The months that a column counts; none: another year, in which nobody reported."""
    span = document["period"] if column == "sum" else document["forms"][0][column]["period"]
    if not span["start"].startswith("2017"):
        return []
    first, behind = int(span["start"][5:7]), 13 if span["end"].startswith("2018") else int(span["end"][5:7])
    return [month for month in MONTHS if first <= month < behind]


class Solver:
    """Whole numbers from 0, one for each commune, month and sex; every figure is a sum of some. After the correction only what was corrected differs."""

    def __init__(self, world):
        self.world, self.known, self.rows = world, {}, []

    def atoms(self, epoch, unit, own, months, cell):
        sexes = ("women", "men") if cell in ("all",) else (cell,)
        inside = [c for c in self.world.home if unit in (c, self.world.home[c], self.world.province)]
        changed = lambda c, m: (c, m) == self.world.corrected and epoch  # noqa: E731
        return frozenset() if own else frozenset((c, m, s, 1 if changed(c, m) else 0) for c in inside for m in months for s in sexes)

    def truth(self, atoms):
        return sum(self.world.epochs[epoch][commune, month, sex] for commune, month, sex, epoch in atoms)

    def learn(self, atoms, value):
        assert self.truth(atoms) == value, "the world is another than the test thinks"
        self.known[atoms] = value

    def reduced(self, order):
        """Row-reduced equations over the atoms, pivots by an order of them."""
        place = {atom: i for i, atom in enumerate(order)}
        done = {}
        for atoms, value in sorted(self.known.items(), key=lambda item: len(item[0])):
            row, right = {a: fractions.Fraction(1) for a in atoms}, fractions.Fraction(value)
            for pivot, (other, other_right) in done.items():
                times = row.get(pivot, 0)
                if times:
                    row = {a: v for a in row.keys() | other.keys() if (v := row.get(a, 0) - times * other.get(a, 0))}
                    right -= times * other_right
            if not row:
                assert right == 0
                continue
            pivot = min(row, key=place.get)
            row, right = {a: v / row[pivot] for a, v in row.items()}, right / row[pivot]
            for key, (other, other_right) in list(done.items()):
                times = other.get(pivot, 0)
                if times:
                    done[key] = ({a: v for a in row.keys() | other.keys() if (v := other.get(a, 0) - times * row.get(a, 0))}, other_right - times * right)
            done[pivot] = (row, right)
        return list(done.values())

    def bounds(self, targets, looks=6):
        """Of each target (a set of atoms) what it can be at least and at most, as far as this solver sees."""
        chance = random.Random(SEED)
        atoms = sorted({a for known in self.known for a in known} | {a for target in targets for a in target})
        low, high = dict.fromkeys(atoms, 0), dict.fromkeys(atoms, FAR)
        equations = [({a: 1 for a in known}, value) for known, value in self.known.items()]
        for _ in range(looks):
            equations += self.reduced(chance.sample(atoms, len(atoms)))
        narrower = True
        while narrower:
            narrower = False
            for row, right in equations:
                least = sum(v * (low[a] if v > 0 else high[a]) for a, v in row.items())
                most = sum(v * (high[a] if v > 0 else low[a]) for a, v in row.items())
                for a, v in row.items():
                    least_of, most_of = (right - (most - v * (high[a] if v > 0 else low[a]))) / v, (right - (least - v * (low[a] if v > 0 else high[a]))) / v
                    down, up = (least_of, most_of) if v > 0 else (most_of, least_of)
                    down, up = -((-down) // 1), up // 1
                    if down > low[a] or up < high[a]:
                        low[a], high[a], narrower = max(low[a], down), min(high[a], up), True
        found = {}
        for target in targets:
            least, most = sum(low[a] for a in target), sum(high[a] for a in target)
            for known, value in self.known.items():  # a part of what is known, or a whole of it
                if target <= known:
                    most = min(most, value - sum(low[a] for a in known - target))
                    least = max(least, value - sum(high[a] for a in known - target))
                if known <= target:
                    least = max(least, value + sum(low[a] for a in target - known))
            for row, right in equations:
                shift = {a: (1 if a in target else 0) - row.get(a, 0) for a in target | row.keys()}
                least = max(least, right + sum(v * (low[a] if v > 0 else high[a]) for a, v in shift.items()))
                most = min(most, right + sum(v * (high[a] if v > 0 else low[a]) for a, v in shift.items()))
            found[target] = (least, most)
        return found

    def found_out(self):
        """Small counts that are known, or known to less than the threshold."""
        targets = {self.atoms(epoch, unit, False, months, cell)
                   for epoch in (0, 1) for unit in [*self.world.home, *self.world.districts, self.world.province] for cell in ("all", "women", "men")
                   for months in [[m] for m in MONTHS] + [list(range(1, m + 1)) for m in MONTHS]}
        small = {target for target in targets if 0 < self.truth(target) < BELOW}
        return {tuple(sorted(target)): bounds for target, bounds in self.bounds(small).items() if bounds[1] - bounds[0] < BELOW}


def figures_of(world, which):
    for epoch, path, *editions in world.documents:
        document = editions[which]
        for unit, own, cells in nodes_of(document):
            for code in ("all", "women", "men"):
                for column in COLUMNS:
                    yield epoch, document, (unit, own, code, column), cells[code], path


def test_the_solver_finds_what_only_small_counts_were_blacked_out_of(world):
    solver = Solver(world)
    for epoch, document, (unit, own, code, column), cell, _ in figures_of(world, 0):
        value = cell[column]
        if value is not None and not 0 < value < BELOW:
            solver.learn(solver.atoms(epoch, unit, own, months_of(document, column), code), value)
    assert len(solver.found_out()) >= 5


def test_the_solver_finds_nothing_in_what_is_shown(world):
    solver, shown, kept = Solver(world), 0, 0
    for epoch, document, (unit, own, code, column), cell, _ in figures_of(world, 1):
        assert cell.get("status") in (None, "withheld"), cell
        if cell[column] is not None:
            assert "status" not in cell and not 0 < cell[column] < BELOW
            solver.learn(solver.atoms(epoch, unit, own, months_of(document, column), code), cell[column])
            shown += 1
        elif cell.get("status"):
            assert all(value is None for name, value in cell.items() if name not in ("reported", "status")), cell
            kept += 1
    assert shown > 20 and kept > 20, "both are there"
    assert solver.found_out() == {}


def test_what_was_kept_back_once_stays_so(world):
    hidden = {}
    for number, (epoch, document, place, cell, _) in enumerate(figures_of(world, 1)):
        unit, own, code, column = place
        key = (unit, own, code, tuple(months_of(document, column)))
        if key[3] and cell.get("status") == "withheld" and cell["reported"]:
            hidden.setdefault(key, number)
        elif cell[column] is not None and key in hidden:
            pytest.fail(f"{place} was kept back before")
    assert hidden


def test_the_full_edition_is_whole_for_who_may_see_it(world):
    for epoch, document, (unit, own, code, column), cell, _ in figures_of(world, 0):
        solver = Solver(world)
        atoms = solver.atoms(epoch, unit, own, months_of(document, column), code)
        if cell[column] is not None:
            assert cell[column] == solver.truth(atoms) and "status" not in cell


# ---- The other ways


def numbers_in(value):
    if isinstance(value, dict):
        return set().union(*map(numbers_in, value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*map(numbers_in, value)) if value else set()
    return {value} if isinstance(value, int) and not isinstance(value, bool) else set()


def test_no_format_says_more_than_json(world, stack):
    for _, path, _, withheld in world.documents:
        hidden = {(unit, own, code) for unit, own, cells in nodes_of(withheld) for code, cell in cells.items() if cell.get("status")}

        def fetch(kind):
            answer = stack.call("GET", path, token=world.reader, headers={"Accept": kind})
            assert answer.status == 200, answer
            return answer.body

        for row in csv.DictReader(io.StringIO(fetch("text/csv").decode(), newline="")):
            for unit, own, code in hidden:
                if (row["unitCode"], row["node"] == "own") == (unit, own):
                    assert row[f"{code}.status"] == "withheld"
                    assert {value for name, value in row.items() if name == code or name.startswith(code + ".") and name not in (f"{code}.status", f"{code}.reported")} <= {""}
        for node in map(json.loads, fetch("application/x-ndjson").decode().splitlines()):
            for unit, own, code in hidden:
                if (node["unitCode"], node["node"] == "own") == (unit, own):
                    assert {name for name, value in node["cells"][code].items() if value is not None} <= {"reported", "status"}
        said = json.loads(fetch(SDMX))
        reasons = next(a for a in said["data"]["structures"][0]["attributes"]["observation"] if a["id"] == "REASON")["values"]
        kept = [o for o in said["data"]["dataSets"][0]["observations"].values() if o[2] is not None and reasons[o[2]]["id"] == "withheld"]
        assert len(kept) >= len(hidden) and all(o[0] is None and o[1] == 2 for o in kept)
        page = fetch("text/html").decode()
        assert (">(m)<" in page or "(m)" in page) == bool(hidden)
        sheets = [c.value for sheet in openpyxl.load_workbook(io.BytesIO(fetch(SHEET))).worksheets for line in sheet.iter_rows() for c in line]
        below = {place for place in hidden if place[0] != withheld["unitCode"]}
        assert sheets.count("(m)") >= len(below) and any("from which a small count would follow" in str(value) for value in sheets)
        assert {value for value in sheets if isinstance(value, int)} <= numbers_in(withheld)


def test_what_is_live_says_nothing(world, stack):
    for unit in (world.province, world.districts[0]):
        for period in ("2017-M02", "2017-Q1"):
            answer = stack.get(f"/v1/rollups/{FORM}/{unit}/{period}?children=true&cumulate=year&compare=previousYear&stats=true", token=world.reader)
            for node in [answer, answer["own"], *answer["children"]]:
                for code in ("all", "women", "men"):
                    cell = node["cells"][code]
                    assert cell["status"] == "confidential" and all(value is None for name, value in cell.items() if name not in ("reported", "status"))
        series = stack.get(f"/v1/series?form={FORM}&cell=women&unit={unit}&from=2017-M01&to=2017-M04&every=month", token=world.reader)
        assert not re.search(r'"(sum|average|minimum|maximum|value)": ?\d', json.dumps(series)), series
        found = stack.call("GET", f"/v1/rollups/{FORM}/{unit}/2017-M02/sources?cell=women", token=world.reader)
        assert found.status == 200 and all(item.get("value") is None for item in found.json["items"]), found


def test_changes_compare_only_what_both_numbers_show(world, stack):
    again = [path for epoch, path, full, _ in world.documents if full["number"] == 2]
    assert len(again) == 2
    for path in again:
        document = next(withheld for _, other, _, withheld in world.documents if other == path)
        changes = stack.get(path + "/changes", token=world.reader)
        assert changes["against"]["number"] == 1
        for form in changes["differences"]["forms"]:
            for cell in form["cells"]:
                assert cell["after"] == document["forms"][0]["cells"][cell["cell"]]
                if cell["after"].get("status"):
                    assert cell["after"]["sum"] is None


def test_what_was_decided_is_stored_for_good(world, stack):
    made = world.documents[0][1].rsplit("/", 1)[1]
    assert stack.sql("SELECT count(*) FROM aggregation.consolidation_figure WHERE consolidation = %s AND hidden", made)[0][0] > 0
    with pytest.raises(Exception, match="does not change"):
        stack.sql("UPDATE aggregation.consolidation_figure SET hidden = false WHERE consolidation = %s", made)
