"""A signed consolidation as CSV, NDJSON, workbook, SDMX-JSON and page says what its document says, and no more to who may not see small counts."""

import csv
import io
import json

import openpyxl
import pytest

from test_consolidations import PERIOD, PLAN, SCOPES, Desk, settled
from test_rollup_formats import (  # noqa: F401 (a fixture)
    COLUMNS, COUNTS, MARKS, SCHEMA_CHECK, SDMX, SHEET, Tables, as_number, as_text, expected_observations, fetch, nodes_of, observations_of, own_code,
    plain_id, printed, rows_of, run_there, sdmx_python, vietnamese)

FORMS = ["PCMD-P", "PCMD-C"]
RESULT, HARM = "Kết quả <b>đạt</b> & vượt", "=1+1 không phải công thức"


@pytest.fixture(scope="module")
def made(stack):
    desk = Desk(stack)
    settled(stack)
    return desk.sent(forms=FORMS, plan=PLAN, narratives={"difficulties": RESULT, "ofOurOwn": HARM})


def path_of(made):
    return "/v1/consolidations/" + made["id"]


def answers(made):
    """Each form of the document as a roll-up would answer it."""
    document = made["document"]
    head = {name: document[name] for name in ("unit", "unitCode", "period")}
    return [head | form | ({"previousYearMadeFrom": []} if "previousYear" in form else {}) for form in document["forms"]]


def test_csv(stack, made):
    served = fetch(stack, path_of(made), "text/csv")
    assert served.headers["content-disposition"] == f'attachment; filename="38-38-labour-{PERIOD}-{made["number"]}.csv"', served.headers
    rows = list(csv.DictReader(io.StringIO(served.body.decode(), newline="")))
    for answer in answers(made):
        for row, (kind, node) in zip(rows, nodes_of(answer), strict=True):
            assert (row["node"], row["form"], row["period"], row["unit"]) == (kind, "", PERIOD, node["unit"])
            counts = [as_text(node["completeness"][count]) if kind != "own" else "" for count in COUNTS]
            assert [row[f"{answer['form']}.{count}"] for count in COUNTS] == counts
            for code, cell in node["cells"].items():
                for member, value in cell.items():
                    column = f"{answer['form']}.{code}" + ("" if member == "sum" else "." + member)
                    assert row[column] == as_text(value), column


def test_ndjson(stack, made):
    lines = [json.loads(line) for line in fetch(stack, path_of(made), "application/x-ndjson").body.decode().splitlines()]
    expected = [(answer["form"], kind, node) for answer in answers(made) for kind, node in nodes_of(answer)]
    for line, (form, kind, node) in zip(lines, expected, strict=True):
        assert (line["form"], line["node"], line["unit"], line.get("completeness")) == (form, kind, node["unit"], node.get("completeness"))
        assert {code: {member: cell[member] for member in node["cells"][code]} for code, cell in line["cells"].items()} == node["cells"]


def test_workbook(stack, made):
    book = openpyxl.load_workbook(io.BytesIO(fetch(stack, path_of(made), SHEET, "en").body))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"], "no formula"
    assert len(book.sheetnames) == 2 * 3 + 1 and all(len(name) <= 31 for name in book.sheetnames)
    for number, answer in enumerate(answers(made), 1):
        heading, *figures = rows_of(book[f"{number} {answer['form']} Figures"])
        for row, (code, cell) in zip(figures, sorted_cells(answer), strict=True):
            shown = dict(zip(heading, row))
            assert shown["Code"] == code and shown["Own agencies"] == as_number(answer["own"]["cells"][code]["sum"])
            for member, name in COLUMNS.items():
                assert (name in shown) == (member in cell), name
                if member in cell:
                    assert shown[name] == as_number(cell[member]), (code, name)
        heading, *children = rows_of(book[f"{number} {answer['form']} Units below"])
        assert [row[:2] for row in children] == [[child["unitCode"], child["name"]] for child in answer["children"]]
    about = [tuple(row[:2]) for row in rows_of(book["About"])]
    said = dict(about)
    assert said["Number"].startswith(f"{made['number']}/BC-") and said["Place, date"].startswith("Thanh Hóa, ngày ")
    assert RESULT in said.values() and {HARM, "'" + HARM} & set(said.values())
    assert len([what for what, _ in about if what == "To"]) == len(made["recipients"]) and made["sha256"] in "".join(map(str, said.values()))


def sorted_cells(answer):
    """In form order, as the columns of the document say it."""
    return [(column["cell"], answer["cells"][column["cell"]]) for column in answer["columns"]]


def test_sdmx(stack, made, sdmx_python):  # noqa: F811
    body = fetch(stack, path_of(made), SDMX).body
    run_there(sdmx_python, SCHEMA_CHECK, body)
    message = json.loads(body)
    assert message["meta"]["id"] == made["id"] and len(message["data"]["dataSets"]) == len(FORMS)
    found = {form: {} for form in FORMS}
    for seen in observations_of(message):
        place = (plain_id(seen["CELL"]["id"]), plain_id(seen["REF_AREA"]["id"]), seen["COVERAGE"]["id"], own_code(seen["TIME_PERIOD"]))
        value = seen["OBS_VALUE"]
        found[plain_id(seen["FORM"]["id"])][place] = (None if value is None else float(value), seen["OBS_STATUS"], seen["REASON"], seen.get("REPORTED"))
    for answer in answers(made):
        expected = expected_observations(answer)
        assert {place: found[answer["form"]][place] for place in expected} == expected


STATES = {"attained": "đạt", "onTrack": "đang đúng tiến độ", "notAttained": "chưa đạt", "notMeasurable": "chưa đo được", "notDue": "chưa đến hạn"}


def with_parts(targets):
    for target in targets:
        yield target
        yield from with_parts(target["parts"])


def assert_targets_printed(attainment, table):
    assert attainment["targets"]
    for row, target in zip(table[1:], with_parts(attainment["targets"]), strict=True):
        counts = target["completeness"]
        shown = dict(zip(table[0], row))
        assert shown["Mã"] == target["code"] and shown["Báo cáo đã nhận"] == f"{counts['reported']}/{counts['expected']}", target
        assert shown["Thực hiện"] == ("" if target["actual"] is None else vietnamese(target["actual"])), target
        assert shown["Đánh giá"] == STATES[target["state"]] + (" (x)" if target["reason"] == "confidential" else ""), target


def test_page(stack, made):
    served = fetch(stack, path_of(made), "text/html")
    assert "default-src 'none'" in served.headers["content-security-policy"] and served.headers["etag"] == f'"{made["version"]}"'
    page = Tables(served.body.decode())
    head, *tables, foot = page.tables
    title = " ".join(sum(head, []))
    assert made["document"]["agencyName"]["vi"] in title and f"Số: {made['number']}/BC-" in title and "Thanh Hóa, ngày " in title and "chưa ký" not in title
    by_form = iter(tables)
    used = set()
    for answer in answers(made):
        figures = next(by_form)
        for row, (code, cell) in zip(figures[1:], sorted_cells(answer), strict=True):
            shown = dict(zip(figures[0], row))
            assert shown["Thực hiện trong kỳ"] == printed(cell) and shown["Lũy kế đến cuối kỳ"] == printed(cell, "cumulative"), code
            assert shown["Kế hoạch"] == ("" if cell["planned"] is None else vietnamese(cell["planned"])), code
        below = {}
        for _ in range(-(-len(answer["columns"]) // 8)):
            for row in next(by_form)[1:]:
                below.setdefault(row[0], []).extend(row[2:])
        for child in answer["children"]:
            assert below[child["unitCode"]] == [printed(child["cells"][column["cell"]]) for column in answer["columns"]]
        counts = next(by_form)
        for row, node in zip(counts[1:], answer["children"] + [answer], strict=True):
            assert row[2:9] == [vietnamese(node["completeness"][count]) for count in COUNTS]
        used |= {cell.get("status") for kind, node in nodes_of(answer) if kind != "own" for cell in node["cells"].values() if cell["sum"] is None}
    assert_targets_printed(made["document"]["attainment"], next(by_form))
    said = "".join(page.text)
    assert RESULT in said and HARM in said and "<b>đạt" not in served.body.decode()
    assert all(f"{MARKS[status]} :" in said for status in used) and made["sha256"] in said
    for answer in answers(made):
        assert (f"{answer['form']}: còn {answer['missing']} báo cáo chưa gửi" in said) == (answer["missing"] > 0)
    recipients = " ".join(sum(foot, []))
    assert "Nơi nhận:" in recipients and "Ủy ban nhân dân Tỉnh Thanh Hóa" in recipients


def test_a_draft_says_that_it_is_one(stack):
    police = stack.token(SCOPES, "38/police", subject="police")
    answer = Desk(stack).ask({"forms": ["PCMD-S"], "unit": "38", "agency": "police", "period": PERIOD}, token=police)
    assert answer.status == 201, answer
    page = fetch(stack, path_of(answer.json), "text/html", token=police).body.decode()
    assert "Dự thảo, chưa ký ban hành" in page and "Công an Tỉnh Thanh Hóa" in page and "……/BC-" in page and "SHA-256" not in page
    assert "PCMD-S: chỉ tổng hợp báo cáo của các cơ quan cùng ngành (police)." in page and "Người lập biểu" in page


def test_small_counts_are_in_no_format_for_a_reader_without_raw(stack, made):
    reader = stack.token("rollups:read", "38/labour", subject="reader")
    withheld = stack.get(path_of(made), token=reader)
    assert withheld["document"]["withheld"] and withheld["sha256"] != made["sha256"]
    nodes = [(form["form"], unit, own, node["cells"]) for form in withheld["document"]["forms"]
             for unit, own, node in [(withheld["document"]["unitCode"], False, form), (withheld["document"]["unitCode"], True, form["own"])]
             + [(child["unitCode"], False, child) for child in form["children"]]]
    hidden = {(form, unit, own, code) for form, unit, own, cells in nodes for code, cell in cells.items() if cell.get("status") == "withheld"}
    assert hidden
    for line in fetch(stack, path_of(made), "application/x-ndjson", token=reader).body.decode().splitlines():
        node = json.loads(line)
        for code, cell in node["cells"].items():
            if (node["form"], node["unitCode"], node["node"] == "own", code) in hidden:
                assert {member for member, value in cell.items() if value is not None} <= {"reported", "status"}, cell
    for row in csv.DictReader(io.StringIO(fetch(stack, path_of(made), "text/csv", token=reader).body.decode(), newline="")):
        for form, unit, own, code in hidden:
            if (row["unitCode"], row["node"] == "own") == (unit, own):
                assert row[f"{form}.{code}"] == "" and row[f"{form}.{code}.status"] == "withheld"
    suppressed = [seen for seen in observations_of(json.loads(fetch(stack, path_of(made), SDMX, token=reader).body)) if seen["OBS_STATUS"] == "Q"]
    assert all(seen["OBS_VALUE"] is None for seen in suppressed)
    assert {(plain_id(seen["FORM"]["id"]), plain_id(seen["CELL"]["id"])) for seen in suppressed} == {(form, code) for form, _, _, code in hidden}
    page = fetch(stack, path_of(made), "text/html", token=reader).body.decode()
    assert withheld["sha256"] in page and made["sha256"] not in page and "(m) :" in page


def test_what_is_not_offered_is_refused_and_json_is_the_first_choice(stack, made):
    assert stack.call("GET", path_of(made), headers={"Accept": "application/pdf"}).status == 406
    assert stack.call("GET", path_of(made), headers={"Accept": "*/*"}).headers["content-type"].startswith("application/json")
    stranger = stack.token("rollups:read", "01", subject="stranger")
    assert stack.call("GET", path_of(made), token=stranger, headers={"Accept": "text/html"}).status == 404
