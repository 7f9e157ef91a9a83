"""Plans for people: the workbook says the same as the JSON, the page prints all of it, and no text of a plan becomes a formula
or markup in either."""

import decimal
import html.parser
import io
import json

import openpyxl
import pytest

from stack import CHECKOUT

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLANS = ["thanh-hoa-2023", "ha-noi-2014", "tan-chau-2022", "tuyen-quang-2013", "dau-tieng-2023-2025"]
# Elements that a browser does not close by itself, or that would fetch or run something.
VOID = {"meta", "br"}
FORBIDDEN = {"script", "link", "img", "iframe", "object", "embed", "form", "base", "a", "svg", "video", "audio"}


def answer_as(stack, path, kind):
    answer = stack.call("GET", path, headers={"Accept": kind})
    assert answer.status == 200, answer
    assert answer.headers["content-type"].split(";")[0] == kind
    assert "etag" not in answer.headers
    return answer


def workbook(stack, path):
    return openpyxl.load_workbook(io.BytesIO(answer_as(stack, path, XLSX).body))


def rows(book, name):
    lines = [[cell.value for cell in line] for line in book[name].iter_rows()]
    return [dict(zip(lines[0], line)) for line in lines[1:]]


def all_targets(targets):
    for target in targets:
        yield target
        yield from all_targets(target.get("parts") or [])
        if "target" in target:
            yield from all_targets([target["target"]])


def threshold(target):
    """What the workbook has to show as the number of a target, read from the document alone."""
    kind = target["kind"]
    if "between" in target:
        return "–".join(target["between"])
    known = {"share": "percent", "amount": "value"}.get(kind)
    if known:
        return decimal.Decimal(target[known])
    if kind == "frequency":
        return decimal.Decimal(target.get("atLeast", 1))
    if kind == "members":
        return decimal.Decimal(len(target["list"]) if target.get("list") else target["count"])
    return decimal.Decimal(0) if kind == "cohort" else None


class Page(html.parser.HTMLParser):
    """Collects paragraphs, and fails where elements are not closed in their order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.attributes, self.paragraphs, self.text = [], set(), [], [], ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        self.attributes += attributes
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("p", "h1", "h2", "h3", "h4"):
            self.paragraphs.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" in self.open:
            assert "url(" not in data and "@import" not in data
        elif self.open and self.open[-1] in ("p", "h1", "h2", "h3", "h4", "i"):
            self.paragraphs[-1] += data


def page(stack, path):
    return Page(answer_as(stack, path, "text/html").body.decode("utf-8"))


@pytest.mark.parametrize("code", PLANS)
def test_the_workbook_has_every_target_with_its_threshold(stack, code):
    plan = stack.get(f"/v1/plans/{code}")
    written = {row["Mã"]: row for row in rows(workbook(stack, f"/v1/plans/{code}"), "Chỉ tiêu")}
    targets = list(all_targets(plan["targets"]))
    assert len(written) == len({target["code"] for target in targets})
    for target in targets:
        shown = written[target["code"]]
        expected = threshold(target)
        if isinstance(expected, decimal.Decimal):
            assert isinstance(shown["Ngưỡng"], (int, float)), (target["code"], shown)
            assert decimal.Decimal(str(shown["Ngưỡng"])) == expected, (target["code"], shown)
        else:
            assert shown["Ngưỡng"] == expected, (target["code"], shown)
        assert shown["Chỉ tiêu"] == target.get("text"), target["code"]
        assert shown["Đến kỳ"] == target.get("by"), target["code"]
        for assumption in target.get("assumptions", []):
            assert assumption["taken"] in shown["Cách hiểu khi văn bản không nêu"], target["code"]


@pytest.mark.parametrize("code", PLANS)
def test_the_workbook_has_every_task_and_duty(stack, code):
    plan = stack.get(f"/v1/plans/{code}")
    book = workbook(stack, f"/v1/plans/{code}")
    written = {row["Mã"]: row for row in rows(book, "Nhiệm vụ")}
    assert set(written) == {task["code"] for task in plan["tasks"]}
    for task in plan["tasks"]:
        shown = written[task["code"]]
        assert (shown["Mục"], shown["Nhiệm vụ"]) == (task["section"], task["content"])
        assert (shown["Hoạt động"] or "") == "\n".join(task["activities"])
        leads = [agency for agency in task["agencies"] if agency["role"] in ("lead", "coLead")]
        assert len((shown["Chủ trì"] or "").split("; ")) == max(len(leads), 1), task["code"]
    assert [row["Mã"] for row in rows(book, "Báo cáo")] == [duty["code"] for duty in plan["duties"]]


def test_agencies_and_units_are_shown_by_their_names(stack):
    book = workbook(stack, "/v1/plans/thanh-hoa-2023")
    head = {row["Thông tin"]: row["Nội dung"] for row in rows(book, "Kế hoạch")}
    assert (head["Cơ quan ban hành"], head["Đơn vị hành chính"]) == ("Ủy ban nhân dân", "tỉnh Thanh Hóa")
    tasks = {row["Mã"]: row for row in rows(book, "Nhiệm vụ")}
    assert tasks["S3-T3d"]["Chủ trì"].startswith("Công an tỉnh; ")
    assert tasks["S3-T4b"]["Chủ trì"] == "Sở Lao động - Thương binh và Xã hội"
    assert tasks["S3-T3a"]["Thời gian"] == "Quý I năm 2023"
    assert {row["Phạm vi"] for row in rows(book, "Chỉ tiêu")} == {"tỉnh Thanh Hóa"}


@pytest.mark.parametrize("code", PLANS)
def test_the_page_prints_the_whole_plan(stack, code):
    plan = stack.get(f"/v1/plans/{code}")
    shown = page(stack, f"/v1/plans/{code}")
    text = "\n".join(shown.paragraphs)
    for target in all_targets(plan["targets"]):
        assert target.get("text", "") in text, target["code"]
    for task in plan["tasks"]:
        assert any(line.endswith(f") {task['content']}") for line in shown.paragraphs), task["code"]
    for name in ("viewpoints", "purposes", "requirements", "objectives"):
        for said in plan.get(name, []):
            assert f"- {said}" in text
    for part in plan["funding"] + plan["bodies"] + plan["recipients"]:
        assert part["text"] in text
    numbers = [act["number"] for act in plan["references"] if act["number"]]
    assert all(f"số {number}" in text for number in numbers)


def test_the_page_is_laid_out_as_an_act(stack):
    lines = page(stack, "/v1/plans/thanh-hoa-2023").paragraphs
    assert lines[:8] == ["Ủy ban nhân dân", "tỉnh Thanh Hóa", "Số: ……/KH-UBND", "Cộng hòa xã hội chủ nghĩa Việt Nam",
                         "Độc lập - Tự do - Hạnh phúc", "Thanh Hóa, ngày … tháng … năm ……", "Kế hoạch",
                         "phòng, chống mại dâm tỉnh Thanh Hóa năm 2023"]
    assert "Căn cứ Quyết định số 808/QĐ-LĐTBXH ngày 05 tháng 9 năm 2022 của Bộ Lao động - Thương binh và Xã hội;" in lines
    order = ["I. Mục đích, yêu cầu", "1. Mục đích", "II. Nội dung thực hiện", "III. Kinh phí", "IV. Tổ chức thực hiện", "Nơi nhận:"]
    assert [lines.index(line) for line in order] == sorted(lines.index(line) for line in order)
    assert lines[-4:] == ["- Lưu: VT, VX.", "TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"]


@pytest.mark.parametrize("code", PLANS)
def test_the_page_needs_and_runs_nothing_from_elsewhere(stack, code):
    shown = page(stack, f"/v1/plans/{code}")
    assert not shown.elements & FORBIDDEN
    assert {name for name, _ in shown.attributes} <= {"class", "lang", "charset", "name", "content"}
    answer = answer_as(stack, f"/v1/plans/{code}", "text/html")
    assert answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.fixture(scope="module")
def hostile(stack):
    """A draft whose texts look like formulas and markup."""
    plan = json.loads((CHECKOUT / "examples/pcmd/plans/thanh-hoa-2023.json").read_text(encoding="utf-8"))
    plan["code"] = "print-hostile"
    plan["title"] = "=HYPERLINK(\"http://example.invalid\";\"x\")"
    plan["purposes"] = ["<script>alert(1)</script>", "+1+1", "@SUM(A1)", "\t=2"]
    plan["targets"][0]["text"] = "-1+1 <b>\"đậm\"</b> & hết"
    plan["tasks"][0]["content"] = "=1+1"
    plan["recipients"][0]["text"] = "</td><img src=x onerror=alert(1)>"
    answer = stack.call("POST", "/v1/plans", body=plan)
    if answer.status == 409:
        answer = stack.call("GET", "/v1/plans/print-hostile")
    assert answer.status in (200, 201), answer
    return plan


def test_a_text_that_looks_like_a_formula_stays_a_text(stack, hostile):
    book = workbook(stack, "/v1/plans/print-hostile")
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None}
    assert kinds == {"s", "n"}
    cells = {cell.value: cell for line in book["Kế hoạch"].iter_rows() for cell in line}
    for text in [hostile["title"], "+1+1", "@SUM(A1)", "\t=2"]:
        assert (cells[text].data_type, cells[text].number_format) == ("s", "@"), text
    assert [row["Nhiệm vụ"] for row in rows(book, "Nhiệm vụ") if row["Mã"] == "S3-T1a"] == ["=1+1"]


def test_markup_in_a_plan_is_printed_and_not_obeyed(stack, hostile):
    shown = page(stack, "/v1/plans/print-hostile")
    assert not shown.elements & FORBIDDEN
    text = "\n".join(shown.paragraphs)
    for said in [hostile["title"], hostile["purposes"][0], hostile["targets"][0]["text"], hostile["recipients"][0]["text"]]:
        assert said in text
    assert "DỰ THẢO" in shown.paragraphs


def test_a_version_is_exported_like_the_plan_itself(stack, hostile):
    assert rows(workbook(stack, "/v1/plans/print-hostile/versions/1"), "Kế hoạch")[1]["Nội dung"] == hostile["title"]
    assert page(stack, "/v1/plans/print-hostile/versions/1").paragraphs == page(stack, "/v1/plans/print-hostile").paragraphs
    for kind in ("text/html", XLSX):
        assert stack.call("GET", "/v1/plans/print-hostile/versions/99", headers={"Accept": kind}).status == 404
        assert stack.call("GET", "/v1/plans/no-such-plan", headers={"Accept": kind}).status == 404


def test_the_version_in_force_is_exported_and_a_draft_is_none(stack, hostile):
    assert page(stack, "/v1/plans/thanh-hoa-2023?state=issued").paragraphs == page(stack, "/v1/plans/thanh-hoa-2023").paragraphs
    assert stack.call("GET", "/v1/plans/print-hostile?state=issued", headers={"Accept": "text/html"}).status == 404
    assert stack.call("GET", "/v1/plans/thanh-hoa-2023?state=draft", headers={"Accept": "text/html"}).status == 400


def test_the_workbook_is_a_download_named_like_the_plan(stack):
    answer = answer_as(stack, "/v1/plans/ha-noi-2014", XLSX)
    assert answer.headers["content-disposition"] == 'attachment; filename="ha-noi-2014.xlsx"'


def test_json_stays_what_a_caller_without_wishes_gets(stack):
    for accept in (None, "*/*", "application/json", "text/html;q=0.5, application/json"):
        answer = stack.call("GET", "/v1/plans/thanh-hoa-2023", headers={"Accept": accept})
        assert answer.headers["content-type"].startswith("application/json") and "etag" in answer.headers
    assert stack.call("GET", "/v1/plans/thanh-hoa-2023", headers={"Accept": "application/pdf"}).status == 406
