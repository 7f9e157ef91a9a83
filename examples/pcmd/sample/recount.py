#!/usr/bin/env python3
"""Counts the sample reports again, by hand as it were: completeness and sums of every form for Thanh Hóa and its districts, and
the state of every target of its plan. Written straight down from README.md, shares no code with generate.py or the services;
tests compare the services with it.

    examples/pcmd/sample/generate.py --out F && examples/pcmd/sample/recount.py F > expected.json
"""
import csv
import json
import pathlib
import sys
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent
PCMD = HERE.parent
PROVINCE, PLAN = "38", "thanh-hoa-2023"
LAST_DAY = {"2022-H1": "2022-06-14", "2023-H1": "2023-06-14"}
YEAR_BEFORE = {"2023-H1": "2022-H1"}
MONTHS_ELAPSED, MONTHS_OF_PLAN = 6, 12  # 2023-H1 of the plan of 2023


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


FORMS = {form["code"]: form for form in map(read, (PCMD / "forms").glob("*.json"))}
NATURE = {i["code"]: i["nature"] for i in read(PCMD / "indicators.json")}
AGENCIES = read(PCMD / "agencies.json")
THE_PLAN = read(PCMD / "plans" / f"{PLAN}.json")
DUTIES = {"programme": read(PCMD / "programme.json")["duties"], "plan": THE_PLAN["duties"]}
with open(PCMD.parent / "units" / "unit_versions.csv", encoding="utf-8", newline="") as FILE:
    VERSIONS = list(csv.DictReader(FILE))


class Tree:
    """Thanh Hóa on one day: level and district of every unit in it."""

    def __init__(self, day):
        rows = [r for r in VERSIONS if r["valid_from"] <= day and (not r["valid_until"] or day < r["valid_until"])]
        self.day = day
        self.level = {PROVINCE: "province"}
        self.level.update({r["code"]: "district" for r in rows if r["level"] == "district" and r["parent_code"] == PROVINCE})
        self.district = {r["code"]: r["parent_code"] for r in rows if r["level"] == "commune" and self.level.get(r["parent_code"]) == "district"}
        self.level.update({code: "commune" for code in self.district})
        self.district.update({code: code for code, level in self.level.items() if level == "district"})

    def at(self, level):
        return [code for code, of in self.level.items() if of == level]

    def code(self, unit):
        return unit.split("@")[0]


# What is owed

def agencies_meant(who, tree):
    """(unit, function) of every agency in Thanh Hóa that a reporter entry means."""
    if who.get("function") in ("people-committee", "police"):
        return {(code, who["function"]) for code in tree.at(who["level"])}
    return {(tree.code(a["unit"]), a["function"]) for a in AGENCIES
            if tree.level.get(tree.code(a["unit"])) == who["level"] and a["validFrom"] <= tree.day < a.get("validUntil", "9999")
            and (a["function"] == who.get("function") or who.get("class") in a["classes"])}


def owed(period, tree):
    keys = set()
    for owner, duties in DUTIES.items():
        if owner == "plan" and period != "2023-H1":
            continue
        for duty in duties:
            if "H1" not in [entry["period"] for entry in duty["schedule"]]:
                continue
            for form in duty.get("forms", []):
                for who in duty["reporters"]:
                    keys |= {(form, unit, function) for unit, function in agencies_meant(who, tree)
                             if function in FORMS[form]["functions"] and tree.level[unit] in FORMS[form]["levels"]}
    return keys


# What was reported: the newest version of each

def reported(folder):
    newest = {}
    for line in (folder / "reports.ndjson").read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        key = (report["form"], report["unit"], report["agency"], report["period"])
        assert key not in newest, key
        newest[key] = report["values"]
    for line in (folder / "corrections.ndjson").read_text(encoding="utf-8").splitlines():
        correction = json.loads(line)
        key = tuple(correction["key"][name] for name in ("form", "unit", "agency", "period"))
        assert key in newest, key
        newest[key] = correction["report"]["values"]
    for (form, *_), values in newest.items():
        check_rules(form, values)
    return newest


def check_rules(form, values):
    cells = {cell["code"]: cell for cell in FORMS[form]["cells"]}
    assert set(values) <= set(cells), (form, values)
    for rule in FORMS[form]["rules"]:
        sides = [[values.get(term["cell"]) for term in rule[side]] for side in ("left", "right")]
        if None in sides[0] + sides[1]:
            continue
        left, right = sum(sides[0]), sum(sides[1])
        assert left == right if rule["op"] == "eq" else left <= right, (form, rule["code"], values)


class Period:
    def __init__(self, period, reports):
        self.tree = Tree(LAST_DAY[period])
        self.leaves = {(form, unit, agency): values for (form, unit, agency, of), values in reports.items() if of == period}
        self.owed = owed(period, self.tree)

    def below(self, unit):
        return lambda leaf: unit == PROVINCE or self.tree.district.get(leaf) == unit

    def completeness(self, form, unit=PROVINCE):
        inside = self.below(unit)
        owed_here = {k for k in self.owed if k[0] == form and inside(k[1])}
        here = {k for k in self.leaves if k[0] == form and inside(k[1])}
        return {"expected": len(owed_here), "reported": len(owed_here & here), "additional": len(here - owed_here)}

    def cells(self, form, unit=PROVINCE):
        inside = self.below(unit)
        answer = {}
        for cell in FORMS[form]["cells"]:
            given = [v[cell["code"]] for (f, u, _), v in self.leaves.items() if f == form and inside(u) and cell["code"] in v]
            answer[cell["code"]] = {"sum": sum(given) if given else None, "reported": len(given)}
        return answer

    def sum(self, name, source=None):
        form, cell = name.split(".")
        levels = (source or {}).get("level")
        given = [v[cell] for (f, u, _), v in self.leaves.items() if f == form and cell in v and (not levels or self.tree.level[u] in levels)]
        return sum(given) if given else None


# Targets: one function per kind, as README.md says

def measure(measure, period):
    if "cell" in measure:
        return period.sum(measure["cell"], measure.get("from"))
    if "sum" in measure:
        terms = [(period.sum(term["cell"]), term.get("times", 1)) for term in measure["sum"]]
        return None if any(value is None for value, _ in terms) else sum(value * times for value, times in terms)
    units = period.tree.at(measure["units"])
    return sum(holds(measure["where"], unit, period) for unit in units) if "where" in measure else len(units)


def holds(predicate, unit, period):
    if "all" in predicate:
        return all(holds(part, unit, period) for part in predicate["all"])
    assert predicate["op"] == "ge" and predicate["at"] == "own"
    form, cell = predicate["cell"].split(".")
    own = [v[cell] for (f, u, _), v in period.leaves.items() if f == form and u == unit and cell in v]
    return bool(own) and sum(own) >= int(predicate["value"])


def cells_of(measure):
    if "cell" in measure:
        return [measure["cell"]]
    if "sum" in measure:
        return [term["cell"] for term in measure["sum"]]
    where = measure.get("where", {})
    return [part["cell"] for part in where.get("all", [where]) if part]


def natures(measure):
    answer = set()
    for name in cells_of(measure):
        form, code = name.split(".")
        answer |= {NATURE[cell["indicator"]] for cell in FORMS[form]["cells"] if cell["code"] == code}
    return answer


def incomplete(measures, period):
    forms = {name.split(".")[0] for m in measures for name in cells_of(m)}
    return any(c["reported"] < c["expected"] for c in (period.completeness(form) for form in forms))


def two_decimals(value):
    cut = abs(value.numerator) * 100 // value.denominator
    return ("-" if value < 0 and cut else "") + f"{cut // 100}.{cut % 100:02d}"


def share(target, period, before):
    numerator, denominator = measure(target["numerator"], period), measure(target["denominator"], period)
    percent = Fraction(target["percent"])
    answer = {"required": target["percent"], "actual": None, "numerator": numerator, "denominator": denominator}
    counts_units = "units" in target["numerator"]
    if counts_units and denominator is not None:
        whole = percent * denominator / 100
        answer["required"] = str(-(-whole.numerator // whole.denominator))
    if numerator is None or denominator is None:
        return {**answer, "state": "notMeasurable", "reason": "noData"}
    if denominator == 0:
        return {**answer, "state": "notMeasurable", "reason": "zeroDenominator"}
    answer["actual"] = str(numerator) if counts_units else two_decimals(Fraction(100 * numerator, denominator))
    if target["comparator"] == "eq" and percent == 100:
        failed = any(not holds(target["numerator"]["where"], u, period) for u in units_that_reported(target["numerator"], period)) if counts_units else numerator < denominator
        if failed:
            return {**answer, "state": "notAttained"}
        if incomplete([target["numerator"], target["denominator"]], period):
            return {**answer, "state": "notMeasurable", "reason": "incomplete"}
        return {**answer, "state": "onTrack"}
    assert target["comparator"] in ("ge", "unstated")
    if 100 * numerator >= percent * denominator:
        return {**answer, "state": "attained"}
    growing = not counts_units and natures(target["numerator"]) <= {"flow", "distinct"} and natures(target["denominator"]) <= {"stock"}
    if growing and 100 * numerator * MONTHS_OF_PLAN >= percent * denominator * MONTHS_ELAPSED:
        return {**answer, "state": "onTrack"}
    return {**answer, "state": "notAttained"}


def units_that_reported(measure, period):
    forms = {name.split(".")[0] for name in cells_of(measure)}
    return [u for u in period.tree.at(measure["units"]) if any(k[0] in forms and k[1] == u for k in period.leaves)]


def growth(target, period, before):
    now, then = measure(target["measure"], period), measure(target["measure"], before)
    low, high = (Fraction(bound) for bound in target["between"])
    answer = {"required": "..".join(target["between"]), "actual": None, "numerator": now, "denominator": then}
    if now is None:
        return {**answer, "state": "notMeasurable", "reason": "noData"}
    if not then:
        return {**answer, "state": "notMeasurable", "reason": "noBaseline"}
    change = Fraction(100 * (now - then), then)
    return {**answer, "actual": two_decimals(change), "state": "attained" if change >= low else "notAttained", "exceeded": change > high}


def frequency(target, period, before):
    months = measure(target["monthsCovered"], period)
    answer = {"required": str(MONTHS_ELAPSED), "actual": None if months is None else str(months)}
    if months is None:
        return {**answer, "state": "notMeasurable", "reason": "noData"}
    if months < MONTHS_ELAPSED:
        return {**answer, "state": "notAttained"}
    if incomplete([target["monthsCovered"]], period):
        return {**answer, "state": "notMeasurable", "reason": "incomplete"}
    return {**answer, "state": "onTrack"}


def all_of(target, period, before):
    parts = [attainment(part, period, before) for part in target["parts"]]
    worst = next(s for s in ("notAttained", "notMeasurable", "notDue", "onTrack", "attained") if any(p["state"] == s for p in parts))
    return {"required": str(len(parts)), "actual": str(sum(p["state"] == "attained" for p in parts)), "state": worst, "parts": parts}


def attainment(target, period, before):
    of_kind = {"share": share, "growth": growth, "frequency": frequency, "all": all_of}[target["kind"]]
    return {"code": target["code"], "kind": target["kind"], "reason": None, "exceeded": False, **of_kind(target, period, before)}


def recount(folder):
    reports = reported(folder)
    periods = {code: Period(code, reports) for code in LAST_DAY}
    answer = {"province": PROVINCE, "plan": PLAN, "reports": len(reports), "periods": {}}
    for code, period in periods.items():
        forms = sorted({k[0] for k in period.leaves} | {k[0] for k in period.owed})
        units = [PROVINCE] + sorted(period.tree.at("district"))
        answer["periods"][code] = {form: {unit: {"completeness": period.completeness(form, unit), "cells": period.cells(form, unit)} for unit in units} for form in forms}
    answer["attainment"] = {code: [attainment(t, periods[code], periods[YEAR_BEFORE[code]]) for t in THE_PLAN["targets"]] for code in YEAR_BEFORE}
    return answer


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: recount.py FOLDER   (with reports.ndjson and corrections.ndjson)")
    json.dump(recount(pathlib.Path(sys.argv[1])), sys.stdout, ensure_ascii=False, indent=1)
    print()
