"""The generated programme, its form of 60 cells, and what every commune says: the same at every run, and no figure is real."""
import csv
import datetime
import json
import pathlib
import random

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
UNITS_CSV = EXAMPLES / "units" / "unit_versions.csv"
PROGRAMME, FORM, AGENCY, CELL_COUNT = "bench", "BENCH-60", "people-committee", 60
CELLS = [f"bench{n:02d}" for n in range(1, CELL_COUNT + 1)]
MARKERS = CELLS[-4:]  # in the freshness measure each of them is given by one prober alone
MISSING_SHARE, VALUE_MAX = 0.1, 99999
FIRST_MONTH, LAST_MONTH = (2022, 1), (2025, 6)
NATION_MONTHS = ["2025-M03", "2025-M04", "2025-M05", "2025-M06"]  # 10,035 communes in each


def names(vietnamese, english):
    return {"vi": vietnamese, "en": english}


def programme():
    duty = {"code": "BENCH-R1", "deliverable": "report", "forms": [FORM], "binding": "must", "regime": "periodic",
            "reporters": [{"function": AGENCY, "level": "commune"}], "recipients": [{"function": AGENCY, "level": "province"}],
            "schedule": [{"period": "month", "due": {"asRegulated": True}}]}
    return {"name": names("Chương trình sinh ra để đo tốc độ, không có thật", "Generated for measuring, not real"), "calendar": "admin15",
            "zone": "Asia/Ho_Chi_Minh", "regulatedDue": {"workingDaysAfterCutOff": 2}, "duties": [duty]}


def indicator(code):
    return {"programme": PROGRAMME, "name": names(f"Số liệu sinh ra {code}", f"Generated figure {code}"),
            "definition": names("Sinh ra để đo tốc độ; không có ý nghĩa.", "Generated for measuring; means nothing."), "unitOfMeasure": "piece",
            "nature": "flow", "decimals": 0, "min": "0", "max": "1000000", "overUnits": "sum", "overPeriods": "sum"}


def form():
    cells = [{"code": code, "indicator": code, "row": str(row)} for row, code in enumerate(CELLS, 1)]
    return {"programme": PROGRAMME, "title": names("Biểu sinh ra để đo tốc độ", "Generated for measuring"), "from": "2022", "levels": ["commune"],
            "functions": [AGENCY], "cells": cells, "rules": [], "narratives": []}


# Months of the calendar admin15: from the 15th of the month before to the 14th

def months():
    """Newest first, without those kept for the nation."""
    year, month = LAST_MONTH
    while (year, month) >= FIRST_MONTH:
        code = f"{year}-M{month:02d}"
        if code not in NATION_MONTHS:
            yield code
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)


def tree_date(period):
    year, month = period.split("-M")
    return datetime.date(int(year), int(month), 14).isoformat()


class Units:
    def __init__(self):
        with UNITS_CSV.open(encoding="utf-8", newline="") as file:
            self.rows = list(csv.DictReader(file))

    def communes(self, period):
        """Codes of the communes that are valid on the period's tree date, in a fixed order that mixes the provinces."""
        date = tree_date(period)
        codes = sorted(r["code"] for r in self.rows
                       if r["level"] == "commune" and r["valid_from"] <= date and (not r["valid_until"] or date < r["valid_until"]))
        random.Random(period).shuffle(codes)
        return codes


class Report:
    """What one commune says in one period. cells: None is missing."""

    def __init__(self, unit, period, without=()):
        self.unit, self.period = unit, period
        dice = random.Random(f"{unit} {period}").random
        self.cells = [int(dice() * (VALUE_MAX + 1)) if dice() >= MISSING_SHARE else None for _ in CELLS]
        for index, code in enumerate(CELLS):
            if code in without:
                self.cells[index] = None

    def give(self, code, value):
        self.cells[CELLS.index(code)] = value
        return self

    def body(self):
        values = {code: value for code, value in zip(CELLS, self.cells) if value is not None}
        return json.dumps({"form": FORM, "unit": self.unit, "agency": AGENCY, "period": self.period, "state": "submitted", "values": values},
                          separators=(",", ":"))


def reports(units, period, **more):
    return [Report(unit, period, **more) for unit in units]


def totals(sent):
    """The truth to compare with: of each cell the sum and how many gave it."""
    columns = zip(*(report.cells for report in sent))
    return {code: (sum(v for v in column if v is not None), sum(v is not None for v in column)) for code, column in zip(CELLS, columns)}


def as_ndjson(sent):
    return "".join(report.body() + "\n" for report in sent).encode()


def as_csv(sent):
    head = ",".join(["unit", "agency", *CELLS])
    rows = (",".join([report.unit, AGENCY, *("" if value is None else str(value) for value in report.cells)]) for report in sent)
    return "\r\n".join([head, *rows, ""]).encode()


def as_copy(sent):
    """Rows of (unit text, cells bigint[]) in the text format of COPY."""
    def array(cells):
        return "{" + ",".join("NULL" if value is None else str(value) for value in cells) + "}"
    return "".join(f"{report.unit}\t{array(report.cells)}\n" for report in sent).encode()
