"""The generated programme, its forms of 60 cells, and what every unit says: the same at every run, and no figure is real."""
import csv
import datetime
import functools
import io
import json
import pathlib
import random
import zipfile

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
UNITS_CSV = EXAMPLES / "units" / "unit_versions.csv"
PROGRAMME, AGENCY, CELL_COUNT = "bench", "people-committee", 60
FORM = "BENCH-60"  # of communes, for what is measured in any month
STEADY_FORM = "BENCH-60T"  # of communes, for a steady rate
OVERLOAD_FORM = "BENCH-60O"  # of communes, for more than is taken
DEADLINE_FORM = "BENCH-60D"  # of communes, districts and provinces, each with a report of its own
SERIES_FORM = "BENCH-60S"  # of the communes of a province, for ten years
GROWTH_FORMS = [f"BENCH-60G{n}" for n in range(1, 8)]  # of communes, for what fills the tables; 161 months each
FORMS = {**dict.fromkeys([FORM, STEADY_FORM, OVERLOAD_FORM, SERIES_FORM, *GROWTH_FORMS], ["commune"]), DEADLINE_FORM: ["commune", "district", "province"]}
CELLS = [f"bench{n:02d}" for n in range(1, CELL_COUNT + 1)]
MARKERS = CELLS[-4:]  # in the freshness measure each of them is given by one prober alone
MISSING_SHARE, VALUE_MAX = 0.1, 99999
FIRST_MONTH, LAST_MONTH = (2012, 2), (2025, 6)
NATION = 10035  # communes of the newest months; of older ones, which have some more, as many are taken
PROVINCE = "38"


def names(vietnamese, english):
    return {"vi": vietnamese, "en": english}


def duty(form, levels):
    return {"code": f"R-{form}", "deliverable": "report", "forms": [form], "binding": "must", "regime": "periodic",
            "reporters": [{"function": AGENCY, "level": level} for level in levels], "recipients": [{"function": AGENCY, "level": "province"}],
            "schedule": [{"period": "month", "due": {"asRegulated": True}}]}


def programme(forms):
    return {"name": names("Chương trình sinh ra để đo tốc độ, không có thật", "Generated for measuring, not real"), "calendar": "admin15",
            "zone": "Asia/Ho_Chi_Minh", "regulatedDue": {"workingDaysAfterCutOff": 2}, "duties": [duty(form, FORMS[form]) for form in forms]}


def indicator(code):
    return {"programme": PROGRAMME, "name": names(f"Số liệu sinh ra {code}", f"Generated figure {code}"),
            "definition": names("Sinh ra để đo tốc độ; không có ý nghĩa.", "Generated for measuring; means nothing."), "unitOfMeasure": "piece",
            "nature": "flow", "decimals": 0, "min": "0", "max": "1000000", "overUnits": "sum", "overPeriods": "sum"}


def form(code):
    cells = [{"code": code, "indicator": code, "row": str(row)} for row, code in enumerate(CELLS, 1)]
    return {"programme": PROGRAMME, "title": names("Biểu sinh ra để đo tốc độ", "Generated for measuring"), "from": "2012", "levels": FORMS[code],
            "functions": [AGENCY], "cells": cells, "rules": [], "narratives": []}


# Months of the calendar admin15: from the 15th of the month before to the 14th

def months():
    """Newest first."""
    year, month = LAST_MONTH
    while (year, month) >= FIRST_MONTH:
        yield f"{year}-M{month:02d}"
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)


def tree_date(period):
    year, month = period.split("-M")
    return datetime.date(int(year), int(month), 14).isoformat()


class Units:
    def __init__(self):
        with UNITS_CSV.open(encoding="utf-8", newline="") as file:
            self.rows = list(csv.DictReader(file))

    @functools.lru_cache(maxsize=64)
    def valid(self, date):
        return {r["code"]: r for r in self.rows if r["valid_from"] <= date and (not r["valid_until"] or date < r["valid_until"])}

    def codes(self, period, level="commune"):
        """Valid on the period's tree date, in a fixed order that mixes the provinces."""
        codes = sorted(code for code, row in self.valid(tree_date(period)).items() if row["level"] == level)
        random.Random(period).shuffle(codes)
        return codes

    def communes(self, period):
        return self.codes(period)[:NATION]

    def ancestors(self, period, unit):
        """The unit itself, its district or province, and so on, and the nation."""
        valid, way = self.valid(tree_date(period)), [unit]
        while way[-1] in valid:
            way.append(valid[way[-1]]["parent_code"])
        return way

    def communes_of(self, period, province):
        return [code for code in self.codes(period) if province in self.ancestors(period, code)]


class Report:
    """What one commune says in one period. cells: None is missing."""

    def __init__(self, unit, period, form_code=FORM, without=()):
        self.unit, self.period, self.form = unit, period, form_code
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
        return json.dumps({"form": self.form, "unit": self.unit, "agency": AGENCY, "period": self.period, "state": "submitted", "values": values},
                          separators=(",", ":"))


def reports(units, period, **more):
    return [Report(unit, period, **more) for unit in units]


def totals(sent):
    """The truth to compare with: of each cell the sum and how many gave it."""
    columns = zip(*(report.cells for report in sent)) if sent else [()] * CELL_COUNT
    return {code: (sum(v for v in column if v is not None), sum(v is not None for v in column)) for code, column in zip(CELLS, columns)}


def as_ndjson(sent):
    return "".join(report.body() + "\n" for report in sent).encode()


def as_csv(sent):
    head = ",".join(["unit", "agency", *CELLS])
    rows = (",".join([report.unit, AGENCY, *("" if value is None else str(value) for value in report.cells)]) for report in sent)
    return "\r\n".join([head, *rows, ""]).encode()


@functools.lru_cache(maxsize=None)
def same_line(unit):
    return as_csv([Report(unit, "")]).split(b"\r\n")[1]


def same_csv(units):
    """What the units say in any month: the same in each, so that writing files is not what a measure of storing them measures."""
    return b"\r\n".join([as_csv([]).strip(), *map(same_line, units), b""])


def as_copy(sent):
    """Rows of (unit text, cells bigint[]) in the text format of COPY."""
    def array(cells):
        return "{" + ",".join("NULL" if value is None else str(value) for value in cells) + "}"
    return "".join(f"{report.unit}\t{array(report.cells)}\n" for report in sent).encode()


def as_workbook(sent):
    """A workbook with one sheet: a row of names, and a row for each report."""
    def cell(value):
        return "<c/>" if value is None else f"<c><v>{value}</v></c>" if isinstance(value, int) else f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    rows = [["unit", "agency", *CELLS], *([report.unit, AGENCY, *report.cells] for report in sent)]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{TYPES}package.relationships+xml"/>'
                               f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}officedocument.spreadsheetml.sheet.main+xml"/>'
                               f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": relationships("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="reports" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relationships("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>' + "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
                                    + "</sheetData></worksheet>"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in parts.items():
            book.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return file.getvalue()


PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "application/vnd.openxmlformats-"


def relationships(kind, target):
    return f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
