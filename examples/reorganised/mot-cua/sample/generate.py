#!/usr/bin/env python3
"""Makes sample reports for 2025 of the place that is the province of Phú Thọ since 1 July 2025: for the first half by the communes,
districts and provinces of before, for the second by the communes and the province of after. The figures are invented: same output on every
run and every machine, nothing of it is real.

    examples/reorganised/mot-cua/sample/generate.py > reports.ndjson
"""
import csv
import hashlib
import json
import pathlib
import sys

UNITS = pathlib.Path(__file__).resolve().parents[3] / "units"
UNIT = "VN"  # its roll-ups hold every report made here
NEW, OLD = "25", ("25", "26", "17")  # Phú Thọ of after; Phú Thọ, Vĩnh Phúc and Hòa Bình of before
HALVES = {"2025-H1": "2025-06-14", "2025-H2": "2025-12-14"}
NOTICE = "Số liệu tạo tự động để minh họa"
SIZE = {"province": (900, 2400), "district": (400, 1500), "commune": (60, 420)}


def rows(name):
    with open(UNITS / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figure(low, high, *seed):
    """Between both, and the same for the same seed: the figures of one reporter do not depend on who came before it."""
    return low + int.from_bytes(hashlib.sha256("|".join(seed).encode()).digest()[:8], "big") % (high - low + 1)


def units_in(provinces, day):
    """Units of the provinces on a day, the larger ones first."""
    valid = [r for r in rows("unit_versions.csv") if r["valid_from"] <= day and (not r["valid_until"] or day < r["valid_until"])]
    found = [r for r in valid if r["level"] == "province" and r["code"] in provinces]
    for _ in ("districts or communes", "communes of districts"):
        known = {r["code"] for r in found}
        found += [r for r in valid if r["parent_code"] in known and r["code"] not in known]
    return found


def heirs():
    """Who works on what a commune had not done when it ended: of several successors the first."""
    found = {}
    for pair in rows("mapping_2025-07-01.csv"):
        found.setdefault(pair["old_code"], pair["new_code"])
    return found


def is_silent(unit, period):
    return unit["level"] == "commune" and figure(1, 1000, "silent", unit["code"], period) <= 12


def work(unit, period, carried_in):
    low, high = SIZE[unit["level"]]
    grown = 3 if unit["level"] == "commune" and unit["unit"].endswith("2025-07-01") else 1  # a new commune is about three old ones
    received = grown * figure(low, high, "received", unit["code"], period)
    waiting = carried_in + received
    pending = waiting * figure(10, 70, "pending", unit["code"], period) // 1000
    resolved = waiting - pending
    values = {"carriedIn": carried_in, "received": received, "resolved": resolved,
              "onTime": resolved - resolved * figure(0, 45, "late", unit["code"], period) // 1000, "pending": pending,
              "officers": grown * figure(3, 6, "officers", unit["code"], period)}
    if figure(1, 100, "no officers", unit["code"], period) <= 2:
        del values["officers"]
    return {"form": "MC-HS", "unit": unit["code"], "agency": "people-committee", "period": period, "values": values,
            "narratives": {"notes": NOTICE + "."}}


def reports():
    left, heir_of = {}, heirs()
    for unit in units_in(OLD, HALVES["2025-H1"]):
        report = work(unit, "2025-H1", figure(2, 40, "carried in", unit["code"]))
        heir = heir_of[unit["code"]] if unit["level"] == "commune" else NEW  # what districts had not done goes to the province
        left[heir] = left.get(heir, 0) + report["values"]["pending"]
        if not is_silent(unit, "2025-H1"):
            yield report
    for unit in units_in((NEW,), HALVES["2025-H2"]):
        if not is_silent(unit, "2025-H2"):
            yield work(unit, "2025-H2", left.get(unit["code"], 0))


def corrections():
    return ()


def awaited():
    """(form, unit, period) of obligations that are there once everything reports depend on has arrived."""
    return [("MC-HS", code, "2025-H1") for code in OLD] + [("MC-HS", NEW, "2025-H2")]


if __name__ == "__main__":
    for line in reports():
        sys.stdout.buffer.write((json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n").encode())
