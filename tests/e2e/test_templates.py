"""Forms to fill in by people: the blank file, filled by another program (openpyxl), comes back as the reports it says; and files that no office
would send are refused with the way out."""

import csv
import html.parser
import io
import time
import zipfile

import openpyxl
import pytest

from stack import CHECKOUT

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPEN = "2026-H2"  # still open: a correction needs no reason
CODE, NAME, VALUE, REASON, LAST, PROPOSED = 0, 2, 5, 6, 7, 8  # columns of the layout of one reporter
FIRST = 10  # its first row with a cell


def template(stack, form, kind=XLSX, status=200, **query):
    answer = stack.call("GET", f"/v1/templates/{form}?" + "&".join(f"{k}={v}" for k, v in query.items()), headers={"Accept": kind})
    assert answer.status == status, answer
    return answer


def book(answer):
    return openpyxl.load_workbook(io.BytesIO(answer.body))


def packed(workbook):
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def send(stack, body, form, period, mode="atomic", kind=XLSX, **more):
    answer = stack.call("POST", f"/v1/imports?form={form}&period={period}&mode={mode}" + more.pop("query", ""), body, kind=kind, **more)
    while answer.status == 202:
        job = stack.get(answer.headers["location"])
        if job["state"] not in ("queued", "running"):
            return answer, job
        time.sleep(0.3)
    return answer, (answer.json if answer.status == 200 else None)


def counts(result):
    return tuple(result["counts"][k] for k in ("received", "created", "updated", "unchanged", "rejected"))


def rows_of(sheet):
    """code → row of the layout of one reporter"""
    return {row[CODE].value: row for row in sheet.iter_rows(min_row=FIRST) if row[CODE].value}


def fill(workbook, values):
    rows = rows_of(workbook.worksheets[0])
    for code, value in values.items():
        assert not rows[code][VALUE].protection.locked, code
        rows[code][VALUE].value = value
    return rows


def communes(units, parent, date="2026-10-31"):
    return sorted(row["code"] for row in units.below(parent, date, "commune"))


def report_of(stack, form, unit, period):
    found = stack.get(f"/v1/reports?form={form}&unit={unit}&period={period}")["items"]
    assert len(found) == 1, found
    return found[0]


# ---- The blank file


def test_a_table_for_programs_lists_who_owes(stack, units):
    """An officer of a district gets one file with a row for each commune; filled, it is an import as it is."""
    answer = template(stack, "PCMD-C", "text/csv", within="421", period="2024-H1")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    header, *lines = list(csv.reader(io.StringIO(answer.body.decode())))
    cells = [cell["code"] for cell in stack.get("/v1/forms/PCMD-C")["cells"]]
    assert header == ["unit", "unitName", "agency"] + cells + ["narratives.difficulties", "narratives.proposals"]
    expected = {row["code"]: row for row in units.below("421", "2024-06-14", "commune")}
    assert [line[0].split("@")[0] for line in lines] == sorted(expected) and lines
    assert all(line[1] == expected[line[0].split("@")[0]]["full_name"] and set(line[3:]) == {""} for line in lines)
    for line in lines:
        line[3:] = ["0"] * len(cells) + ["Không có", ""]
        line[1] = "=cmd"  # the name is for people: never read
    file = io.StringIO()
    csv.writer(file).writerows([header] + lines)
    answer, result = send(stack, file.getvalue().encode(), "PCMD-C", "2024-H1", kind="text/csv")
    assert result and counts(result) == (len(lines), len(lines), 0, 0, 0), answer
    assert report_of(stack, "PCMD-C", lines[0][0], "2024-H1")["narratives"] == {"difficulties": "Không có"}


def test_only_the_figures_can_be_typed_into(stack):
    workbook = book(template(stack, "PCMD-P", unit="421", agency="police", period="2024-H1"))
    assert [(sheet.title, sheet.sheet_state) for sheet in workbook] == [("Biểu", "visible"), ("Hướng dẫn", "visible"), ("_tonghop", "hidden")]
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in workbook)
    sheet = workbook.worksheets[0]
    rows = rows_of(sheet)
    open_cells = {cell.coordinate for line in sheet.iter_rows() for cell in line if not cell.protection.locked}
    form = stack.get("/v1/forms/PCMD-P")
    for cell in form["cells"]:
        row = rows[cell["code"]]
        assert {row[VALUE].coordinate, row[REASON].coordinate} <= open_cells
        assert row[1].value == cell["row"]
    assert {sheet[c].column - 1 for c in open_cells} <= set(range(VALUE, PROPOSED + 1))
    assert all(sheet.cell(row, column).protection.locked for row in range(1, FIRST) for column in range(1, 10))
    rules = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    received = rules[rows["tipsReceived"][VALUE].coordinate]
    assert (received.type, received.formula1, received.formula2) == ("whole", "0", "1000000")
    guide = "\n".join(str(v) for line in workbook["Hướng dẫn"].iter_rows(values_only=True) for v in line if v)
    assert all(rule["code"] in guide and rule["message"]["vi"] in guide and rule["message"]["en"] in guide for rule in form["rules"])


def test_yes_or_no_is_a_list_and_decimals_have_their_bounds(stack):
    sheet = book(template(stack, "PCMD-C", unit="16681", period="2024-H1")).worksheets[0]
    rules = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    plan = rules[rows_of(sheet)["hasPlan"][VALUE].coordinate]
    assert (plan.type, plan.formula1) == ("list", '"0,1"')
    sheet = book(template(stack, "NS-C", unit="16681", period="2024-Q1")).worksheets[0]
    rules = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    supplied = rules[rows_of(sheet)["supplied"][VALUE].coordinate]
    assert (supplied.type, supplied.formula1, supplied.formula2) == ("decimal", "0.00", "9999.99")


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.text, self.seen = [], [], set()

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def page_of(answer):
    page = Page()
    page.feed(answer.body.decode())
    assert page.open == [] and not page.seen & {"script", "link", "img", "form", "input"}
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return "".join(page.text)


def test_a_form_on_paper_has_its_rows_and_room_to_write(stack):
    text = page_of(template(stack, "PCMD-C", "text/html", unit="16681", period="2024-H1"))
    form = stack.get("/v1/forms/PCMD-C")
    for cell in form["cells"]:
        assert stack.get(f"/v1/indicators/{cell['indicator']}")["name"]["vi"] in text
    assert all(narrative["title"]["vi"] in text for narrative in form["narratives"])
    assert "Biểu số: PCMD-C" in text and "6 tháng đầu năm 2024 (15/12/2023 – 14/6/2024)" in text and "Ủy ban nhân dân" in text
    many = template(stack, "PCMD-C", "text/html", within="421", period="2024-H1")
    assert many.body.decode().count("<article>") == len(list(csv.reader(io.StringIO(template(stack, "PCMD-C", "text/csv", within="421", period="2024-H1").body.decode())))) - 1


def test_nothing_in_a_name_becomes_a_formula_or_markup(stack):
    code, name = "tplNasty", "=HYPERLINK(\"http://x\") <script>alert(1)</script>"
    indicator = {"programme": "pcmd", "name": {"vi": name, "en": "@SUM(A1)"}, "definition": {"vi": "Thử."}, "unitOfMeasure": "+x", "nature": "flow",
                 "decimals": 0, "min": "0", "overUnits": "sum", "overPeriods": "sum"}
    assert stack.call("PUT", f"/v1/indicators/{code}", indicator).status in (200, 201)
    form = {"programme": "pcmd", "title": {"vi": "=1+1 <b>", "en": "-1"}, "from": "2023-H1", "levels": ["commune"], "functions": ["people-committee"],
            "cells": [{"code": "nasty", "indicator": code, "row": "=2"}], "narratives": [{"code": "n", "title": {"vi": "@n", "en": "=n"}, "lengthMax": 50}]}
    assert stack.call("PUT", "/v1/forms/TPL-NASTY", form).status in (200, 201)
    deadline = time.monotonic() + 30
    while stack.call("GET", "/v1/templates/TPL-NASTY?unit=16681&period=2024-H1").status == 404:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    answer = template(stack, "TPL-NASTY", unit="16681", period="2024-H1")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as parts:
        assert not any(b"<f>" in parts.read(part) or b"<f " in parts.read(part) for part in parts.namelist() if "worksheets/" in part)
    sheet = book(answer).worksheets[0]
    said = {cell.value: cell for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str) and cell.value[0] in "=+-@"}
    assert {name, "@SUM(A1)", "=1+1 <b>", "=2", "+x", "@n", "=n"} <= set(said)
    assert all(cell.number_format == "@" for cell in said.values())
    assert name in page_of(template(stack, "TPL-NASTY", "text/html", unit="16681", period="2024-H1"))


def test_who_may_not_see_a_unit_gets_no_form_for_it(stack):
    outside = stack.token("reports:read", "36", subject="province-36")
    assert stack.call("GET", "/v1/templates/PCMD-C?unit=16681&period=2024-H1", token=outside).status == 404
    assert stack.call("GET", "/v1/templates/PCMD-C?within=421&period=2024-H1", token=outside).status == 404
    police = stack.token("reports:read", "40/police", subject="police-40")
    assert stack.call("GET", "/v1/templates/PCMD-C?within=421&period=2024-H1", token=police).status == 422  # none of its line owes it
    answer = stack.call("GET", "/v1/templates/PCMD-P?within=421&period=2024-H1", token=police, headers={"Accept": "text/csv"})
    assert answer.status == 200, answer
    lines = list(csv.DictReader(io.StringIO(answer.body.decode())))
    assert lines and {line["agency"] for line in lines} == {"police"}


@pytest.mark.parametrize("query,status,issue", [
    ("unit=16681", 400, ("required", "period")),
    ("period=2024-H1", 400, ("required", "unit")),
    ("period=2024-H9&unit=16681", 400, ("badPeriod", "period")),
    ("period=1990&unit=16681", 422, ("formNotInForce", "period")),
    ("period=2024-H1&unit=16681&within=421", 422, ("inconsistent", "within")),
    ("period=2024-H1&unit=99999", 422, ("unknownUnit", "unit")),
    ("period=2024-H1&unit=421", 422, ("wrongLevel", "unit")),
    ("period=2024-H1&unit=16681&agency=police", 422, ("wrongFunction", "agency")),
    ("period=2024-H2&within=421", 422, ("notOwed", "within")),
    ("period=2024-H1&unit=16681&cats=1", 400, ("unknownMember", "cats")),
])
def test_a_wrong_question_is_told_where(stack, query, status, issue):
    answer = stack.call("GET", f"/v1/templates/PCMD-C?{query}")
    assert answer.status == status and issue in answer.issues(), answer


def test_a_nation_is_a_table_for_programs_but_too_much_paper(stack):
    assert len(template(stack, "PCMD-P", "text/csv", within="VN", period="2024-H1").body.splitlines()) > 10000
    for kind in (XLSX, "text/html"):
        assert template(stack, "PCMD-P", kind, status=400, within="VN", period="2024-H1").issues() == [("tooMany", "within")]


# ---- The filled file


def test_one_report_by_workbook(stack, units):
    """Figures as numbers, texts, yes or no, and doubles that are not what they show; texts; and why a figure is missing."""
    unit = communes(units, "40")[0]
    workbook = book(template(stack, "NS-C", unit=unit, period="2026-Q4"))
    rows = fill(workbook, {"households": 1200, "connected": "800", "supplied": 0.1 + 0.2, "narratives.difficulties": "Thiếu nước\nmùa khô", "chlorine": 0.35})
    rows["loss"][REASON].value = "đồng hồ hỏng"
    body = packed(workbook)
    answer, dry = send(stack, body, "NS-C", "2026-Q4", query="&dryRun=true")
    assert dry and counts(dry) == (1, 1, 0, 0, 0), answer
    answer, result = send(stack, body, "NS-C", "2026-Q4")
    assert result and counts(result) == (1, 1, 0, 0, 0) and result["sha256"] == dry["sha256"], answer
    report = report_of(stack, "NS-C", unit, "2026-Q4")
    assert report["values"] == {"households": 1200, "connected": 800, "supplied": "0.30", "loss": None, "chlorine": "0.35"}
    assert report["notAvailable"] == {"loss": "đồng hồ hỏng"} and report["narratives"] == {"difficulties": "Thiếu nước\nmùa khô"}
    answer, again = send(stack, body, "NS-C", "2026-Q4")
    assert again and counts(again) == (1, 0, 0, 1, 0), answer
    fill(workbook, {"households": 1300})
    answer, other = send(stack, packed(workbook), "NS-C", "2026-Q4")
    assert other and counts(other) == (1, 0, 1, 0, 0), answer


def test_the_same_key_again_is_the_same_answer(stack, units):
    unit = communes(units, "40")[1]
    workbook = book(template(stack, "NS-C", unit=unit, period="2026-Q4"))
    fill(workbook, {"households": 10, "connected": 5, "supplied": 1})
    body, key = packed(workbook), {"Idempotency-Key": f"template-{unit}-{time.time()}"}
    first, _ = send(stack, body, "NS-C", "2026-Q4", headers=key)
    again, _ = send(stack, body, "NS-C", "2026-Q4", headers=key)
    assert first.status == 200 and again.status == 200 and again.headers["idempotency-replayed"] == "true"
    assert all(again.json[member] == first.json[member] for member in ("id", "state", "counts", "rows", "sha256")), again
    other, _ = send(stack, body + b"\n", "NS-C", "2026-Q4", headers=key)
    assert other.status == 422


def test_the_last_period_stands_beside_and_stocks_are_proposed(stack, units):
    """Never as values: who sends the form back without a figure has given none."""
    unit = communes(units, "421", "2024-06-14")[1]
    workbook = book(template(stack, "PCMD-P", unit=unit, period="2024-H1"))
    fill(workbook, {code: 0 for code in rows_of(workbook.worksheets[0]) if not code.startswith("narr") and code != "reason"})
    fill(workbook, {"tipsReceived": 9, "tipsInTime": 4, "tipsPending": 3, "tipsOverdue": 2})
    answer, result = send(stack, packed(workbook), "PCMD-P", "2024-H1")
    assert result and result["counts"]["created"] == 1, answer
    rows = rows_of(book(template(stack, "PCMD-P", unit=unit, period="2024-H2")).worksheets[0])
    seen = {code: (row[VALUE].value, row[LAST].value, row[PROPOSED].value) for code, row in rows.items()}
    assert seen["tipsReceived"] == (None, 9, None)
    assert seen["tipsPending"] == (None, 3, 3) and seen["tipsOverdue"] == (None, 2, 2)
    assert seen["tipsCarriedIn"] == (None, 0, 5)  # as the last period closed
    outside = stack.token("reports:read", f"{unit}/people-committee", subject="committee")
    assert stack.call("GET", f"/v1/templates/PCMD-P?unit={unit}&period=2024-H2", token=outside).status == 404


def test_many_reports_by_workbook(stack, units):
    """Those filled in are sent; the others are still owed."""
    answer = template(stack, "PCMD-C", within="422", period="2024-H1")
    workbook = book(answer)
    sheet = workbook.worksheets[0]
    header = {cell.value: cell.column for cell in sheet[1]}
    reporters = [row[0].value for row in sheet.iter_rows(min_row=3) if row[0].value]
    assert [r.split("@")[0] for r in reporters] == sorted(row["code"] for row in units.below("422", "2024-06-14", "commune"))
    required = [cell["code"] for cell in stack.get("/v1/forms/PCMD-C")["cells"] if cell.get("required")]
    for row in (3, 5, 6):
        for code in required:
            sheet.cell(row, header[code]).value = 1 if code != "hasPlan" else True
    sheet.cell(5, header["estOnList"]).value = None
    sheet.cell(5, header["notAvailable.estOnList"]).value = "chưa rà soát"
    sheet.cell(6, header["narratives.proposals"]).value = "Thêm kinh phí"
    result_of, result = send(stack, packed(workbook), "PCMD-C", "2024-H1")
    assert result and counts(result) == (3, 3, 0, 0, 0), result_of
    assert report_of(stack, "PCMD-C", reporters[2], "2024-H1")["notAvailable"] == {"estOnList": "chưa rà soát"}
    assert report_of(stack, "PCMD-C", reporters[3], "2024-H1")["narratives"] == {"proposals": "Thêm kinh phí"}
    assert report_of(stack, "PCMD-C", reporters[0], "2024-H1")["values"]["hasPlan"] == 1
    later = book(template(stack, "PCMD-C", within="422", period="2024"))
    assert len([row for row in later.worksheets[0].iter_rows(min_row=3) if row[0].value]) == len(reporters)


def test_a_workbook_of_ones_own_is_a_table(stack, units):
    """The way out for who has an old file: saved as .xlsx, with the header of a CSV."""
    codes = communes(units, "40")[2:4]
    workbook = openpyxl.Workbook()
    workbook.active.append(["unit", "households", "connected", "supplied"])
    for code in codes:
        workbook.active.append([code, 10, 5, 2.5])
    answer, result = send(stack, packed(workbook), "NS-C", "2026-Q4")
    assert result and counts(result) == (2, 2, 0, 0, 0), answer


def test_what_is_wrong_is_told_by_row_and_cell(stack, units):
    unit = communes(units, "40")[5]
    workbook = book(template(stack, "NS-C", unit=unit, period="2026-Q4"))
    rows = fill(workbook, {"households": "=1+1", "connected": "nhiều", "supplied": 1.234, "loss": 100.5, "narratives.difficulties": "x" * 2001})
    rows["chlorine"][VALUE].value = 1
    rows["chlorine"][REASON].value = "vừa có vừa không"
    places = {code: row[VALUE].row for code, row in rows.items()}
    answer, _ = send(stack, packed(workbook), "NS-C", "2026-Q4")
    assert answer.status == 422, answer
    assert {(kind, place) for kind, place in answer.issues()} == {
        ("formula", (places["households"], "households")), ("notANumber", (places["connected"], "connected")),
        ("tooPrecise", (places["supplied"], "supplied")), ("outOfBounds", (places["loss"], "loss")),
        ("bothGiven", (places["chlorine"], "notAvailable.chlorine")), ("narrativeTooLong", (places["narratives.difficulties"], "narratives.difficulties"))}, answer
    answer, result = send(stack, packed(workbook), "NS-C", "2026-Q4", mode="partial")
    assert result["counts"]["rejected"] == 1 and len(result["rows"]) == 6, result


def test_dates_and_errors_are_no_figures(stack, units):
    import datetime
    unit = communes(units, "40")[6]
    workbook = book(template(stack, "NS-C", unit=unit, period="2026-Q4"))
    rows = fill(workbook, {"households": 10, "connected": datetime.date(2026, 5, 1), "supplied": 1})
    rows["supplied"][VALUE].value, rows["supplied"][VALUE].data_type = "#DIV/0!", "e"
    answer, _ = send(stack, packed(workbook), "NS-C", "2026-Q4")
    assert answer.issues() == [("dateNotNumber", (rows["connected"][VALUE].row, "connected")), ("cellError", (rows["supplied"][VALUE].row, "supplied"))], answer


def test_a_file_is_taken_only_for_what_it_was_made_for(stack, units):
    first, second = communes(units, "40")[7:9]
    answer = template(stack, "NS-C", unit=first, period="2026-Q4")
    workbook = book(answer)
    fill(workbook, {"households": 10, "connected": 5, "supplied": 1})
    body = packed(workbook)
    wrong, _ = send(stack, body, "NS-C", "2026-Q3")
    assert wrong.status == 422 and wrong.issues() == [("inconsistent", (4, "period"))], wrong
    wrong, _ = send(stack, body, "PCMD-S", OPEN)
    assert ("inconsistent", (3, "form")) in wrong.issues(), wrong
    workbook.worksheets[0]["C5"].value = second + "@2025-07-01"  # what people see must be what the file is taken for
    wrong, _ = send(stack, packed(workbook), "NS-C", "2026-Q4")
    assert wrong.status == 422 and wrong.issues() == [("inconsistent", (5, "unit"))], wrong
    table = book(template(stack, "PCMD-C", within="423", period="2024-H1"))
    wrong, _ = send(stack, packed(table), "PCMD-C", "2024")
    assert ("inconsistent", (None, "period")) in wrong.issues(), wrong
    assert stack.items(f"/v1/reports?form=NS-C&unit={first}&period=2026-Q4") == []


def test_an_officer_cannot_fill_in_for_another_unit(stack, units):
    first, second = communes(units, "40")[9:11]
    workbook = book(template(stack, "NS-C", unit=first, period="2026-Q4"))
    fill(workbook, {"households": 10, "connected": 5, "supplied": 1})
    token = stack.token("reports:write reports:read", second, subject="second")
    answer, result = send(stack, packed(workbook), "NS-C", "2026-Q4", mode="partial", token=token)
    assert result["counts"]["created"] == 0 and result["rows"][0]["type"] == "notYours" and result["rows"][0]["row"] == 5, answer


def test_a_large_workbook_is_a_job(stack, units):
    """More rows than are taken at once, in part: each commune counts once, the other rows are named."""
    codes = communes(units, "40")[20:70]
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(["unit", "households", "connected", "supplied"])
    for i in range(20_100):
        sheet.append([codes[i % 50], 10 + i // 50, 5, 2.5])
    body = packed(workbook)
    answer, _ = send(stack, body, "NS-C", "2026-Q4")
    assert answer.status == 422 and "tooMany" in {k for k, _ in answer.issues()}, answer
    answer, result = send(stack, body, "NS-C", "2026-Q4", mode="partial")
    assert answer.status == 202 and counts(result) == (20_100, 50, 0, 0, 20_050), result
    assert result["rows"][0]["row"] == 52 and result["rows"][0]["type"] == "duplicate"


# ---- Files that no office would send


def filled(stack):
    workbook = book(template(stack, "NS-C", unit="16681", period="2024-Q1"))
    fill(workbook, {"households": 10, "connected": 5, "supplied": 1})
    return packed(workbook)


def changed(body, add=(), replace=None):
    """The same zip with parts more, or other ones."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, (replace or {}).get(name, old.read(name)))
        for name, content in add:
            new.writestr(name, content)
    return file.getvalue()


def rows_million():
    yield b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    for i in range(1_000_000):
        yield b"<row><c><v>%d</v></c></row>" % (i * 2654435761 % 1000003)
    yield b"</sheetData></worksheet>"


SHEET = "xl/worksheets/sheet1.xml"
DTD = b'<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
ATTACKS = {
    "a bomb": (lambda b: changed(b, replace={SHEET: b"<worksheet>" + b" " * 200_000_000}), "fileLimit"),
    "a bomb that nobody reads": (lambda b: changed(b, add=[("xl/media/a.bin", b"\0" * 50_000_000)]), None),
    "a million rows": (lambda b: changed(b, replace={SHEET: b"".join(rows_million())}), "fileLimit"),
    "a thousand parts": (lambda b: changed(b, add=[(f"x/{i}", b"") for i in range(1000)]), "fileLimit"),
    "macros": (lambda b: changed(b, add=[("xl/vbaProject.bin", b"x")]), "activeContent"),
    "a link to another file": (lambda b: changed(b, add=[("xl/externalLinks/externalLink1.xml", b"<x/>")]), "activeContent"),
    "a document type": (lambda b: changed(b, replace={SHEET: DTD + b"<worksheet/>"}), "activeContent"),
    "no XML": (lambda b: changed(b, replace={SHEET: b"\xff\xfe\x00"}), "syntax"),
    "half of it": (lambda b: b[: len(b) // 2], "syntax"),
    "a sheet that is not there": (lambda b: changed(b, replace={"xl/workbook.xml": b"<workbook/>"}), "syntax"),
    "an old workbook": (lambda b: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000, "notXlsx"),
    "a workbook under a password": (lambda b: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1000, "fileEncrypted"),
    "a CSV": (lambda b: b"unit,households\n16681,1\n", "notXlsx"),
}


@pytest.mark.parametrize("what", ATTACKS)
def test_a_file_to_be_afraid_of(stack, what):
    make, kind = ATTACKS[what]
    began = time.monotonic()
    answer, result = send(stack, make(filled(stack)), "NS-C", "2024-Q1", query="&dryRun=true")
    if kind is None:
        assert result and result["counts"]["created"] + result["counts"]["unchanged"] == 1, answer
    else:
        assert answer.status in (400, 422) and kind in {k for k, _ in answer.issues()}, answer
    assert time.monotonic() - began < 60


def test_other_spreadsheets_are_told_the_way_out_in_both_languages(stack):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as ods:
        ods.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        ods.writestr("content.xml", "<a/>")
    for language, words in (("vi", "lưu lại dạng .xlsx"), ("en", "save it as .xlsx")):
        answer, _ = send(stack, file.getvalue(), "NS-C", "2024-Q1", headers={"Accept-Language": language})
        issue, = answer.json["issues"]
        assert answer.status == 400 and issue["type"] == "notXlsx" and ".ods" in issue["detail"] and words in issue["detail"], answer


@pytest.mark.parametrize("encoding", ["cp1258", "utf-16", "latin-1"])
def test_a_table_in_an_older_encoding_is_told_the_way_out(stack, encoding):
    """What older programs write: single bytes for letters, or two bytes for all."""
    text = "unit,unitName,households,connected,supplied\n16681,Phường Ê-ô,10,5,1\n"
    body = text.encode(encoding, errors="ignore") if encoding != "latin-1" else text.replace("ường", "\xed\xee").encode("latin-1", errors="ignore")
    for language, words in (("vi", "CSV UTF-8"), ("en", "save it as")):
        answer, _ = send(stack, body, "NS-C", "2024-Q1", kind="text/csv", headers={"Accept-Language": language})
        issue, = answer.json["issues"]
        assert answer.status == 400 and issue["type"] == "notUtf8" and words in issue["detail"], answer


@pytest.mark.parametrize("separator, vi, en", [(";", "dấu chấm phẩy", "semicolons"), ("\t", "dấu tab", "tabs")])
def test_a_table_separated_otherwise_is_told_so(stack, separator, vi, en):
    """As spreadsheets write where the comma stands in decimals: what they write inside would be read wrongly."""
    rows = [["unit", "households", "connected", "supplied"], ["16681", "10", "5", "1,5"]]
    for quote in ("", '"'):
        body = "".join(separator.join(f"{quote}{field}{quote}" for field in row) + "\r\n" for row in rows)
        for language, words in (("vi", vi), ("en", en)):
            answer, _ = send(stack, body.encode(), "NS-C", "2024-Q1", kind="text/csv", headers={"Accept-Language": language})
            issue, = answer.json["issues"]
            assert answer.status == 400 and issue["type"] == "wrongSeparator" and words in issue["detail"], answer


def test_the_media_types_are_in_the_contract(stack):
    import yaml
    document = yaml.safe_load((CHECKOUT / "openapi/reports.yaml").read_text(encoding="utf-8"))
    answers = document["paths"]["/v1/templates/{form}"]["get"]["responses"]["200"]["content"]
    assert set(answers) == {"text/csv", XLSX, "text/html"}
    assert XLSX in document["paths"]["/v1/imports"]["post"]["requestBody"]["content"]


def test_rows_of_one_indicator_can_be_told_apart(stack, units):
    """PCMD-P counts cases broken by five kinds: each row says which."""
    unit = communes(units, "38")[7]
    rows = rows_of(book(template(stack, "PCMD-P", unit=unit, agency="police", period=OPEN)).worksheets[0])
    kinds = [row[NAME].value for code, row in rows.items() if code.startswith("casesBroken")]
    assert len(kinds) == 5 and len(set(kinds)) == 5 and all("kind: " in name for name in kinds), kinds
    page = template(stack, "PCMD-P", kind="text/html", unit=unit, agency="police", period=OPEN).body.decode()
    assert all(name in page for name in kinds)
