"""Plans for people: the workbook says the same as the JSON, the page prints all of it, and no text of a plan becomes a formula
or markup in either."""

import decimal
import html.parser
import io
import json
import uuid

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


# Nothing is dropped


def texts(value, name=""):
    """(member, text) of every text in a document."""
    if isinstance(value, dict):
        for member, inner in value.items():
            yield from texts(inner, member)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, name)
    elif isinstance(value, str) and value:
        yield name, value


# Members whose texts are printed as they are written. What is written in codes is printed in words, and the words are tested below.
AS_WRITTEN = {"title", "text", "content", "activities", "viewpoints", "purposes", "requirements", "objectives", "condition", "issuer", "annex"}
ONLY_IN_THE_WORKBOOK = {"taken", "symbolAsWritten", "name"}


def spoken(plan):
    """Its texts but those of references that are said by another of their members, and of agencies that are said by their own text."""
    plan = json.loads(json.dumps(plan))
    for reference in references_of(plan):
        if "text" in reference:
            reference.clear()
    return list(texts({member: value for member, value in plan.items() if member not in ("duties", "issuer", "code", "programme")}))


def references_of(value):
    if isinstance(value, dict):
        yield from value.get("references", [])
        for inner in value.values():
            yield from references_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references_of(inner)


def cells(book):
    return [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]


@pytest.mark.parametrize("code", PLANS + ["national-2021-2025"])
def test_every_text_of_a_plan_is_in_the_workbook_and_on_the_page(stack, code):
    plan = json.loads((CHECKOUT / f"examples/pcmd/plans/{code}.json").read_text(encoding="utf-8"))
    shown, table = "\n".join(page(stack, f"/v1/plans/{code}").paragraphs), "\n".join(cells(workbook(stack, f"/v1/plans/{code}")))
    for member, text in spoken(plan):
        if member in AS_WRITTEN | ONLY_IN_THE_WORKBOOK:
            assert text in table, (member, text)
        if member in AS_WRITTEN:
            assert text.split(" ", 1)[1] in shown if member == "title" and text == plan["title"] else text in shown, (member, text)


LABOUR = {"function": "labour", "level": "province", "within": "38"}
REFERENCE = {"issuer": "Bộ Y tế", "number": "15", "symbol": "TT-BYT", "symbolAsWritten": "TT-BYTT", "date": "2020-03-01", "title": "Hướng dẫn"}
CELL = {"cell": "PCMD-C.estInspected"}
FULL = {
    "code": f"print-everything-{uuid.uuid4().hex[:8]}", "programme": "pcmd", "issuer": {"unit": "38", "agency": "people-committee"},
    "issuers": [{"function": "fatherland-front", "level": "province", "within": "38", "text": "Ủy ban Mặt trận Tổ quốc tỉnh"}], "act": {"number": "7", "symbol": "KH-UBND", "symbolAsWritten": "KH-UBDN", "date": "2023-02-05"},
    "signingForm": "Quyền Chủ tịch", "title": "Kế hoạch thử mọi điều", "span": "2023..2025", "viewpoints": ["Quan điểm A"], "purposes": ["Mục đích A"],
    "requirements": ["Yêu cầu A"], "objectives": ["Mục tiêu A"], "references": [REFERENCE, {"text": "Luật nguyên văn"}], "implements": ["99/CT-TTg"],
    "sections": [{"code": "A", "printed": "I.", "title": "Phần đầu", "text": "Lời dẫn phần đầu", "targets": ["T1", "T2", "T3", "T4", "T5", "T6"],
                  "tasks": ["K1", "K2", "K3"], "sections": [{"code": "B", "printed": "", "title": "Không số", "sections": []}]}],
    "targets": [
        {"code": "T1", "kind": "amount", "modality": "aspirational", "window": "planToDate", "by": "2024", "scope": {"unit": "380"}, "measure": CELL,
         "comparator": "ge", "value": "1500", "allocations": [{"unit": "380", "value": "1500.000000"}], "references": [REFERENCE],
         "baseline": {"period": "2022", "value": "1200", "source": "Báo cáo năm cũ"}, "assumptions": [{"about": "window", "taken": "Hiểu từ đầu kỳ"}],
         "breakdown": True},
        {"code": "T2", "text": "Không nêu danh sách", "kind": "members", "scope": {"unit": "38"}, "list": None, "count": 79, "annex": "1b", "done": CELL},
        {"code": "T3", "text": "Như trên", "kind": "share", "scope": {"unit": "38"}, "numerator": CELL, "denominator": {"cell": "PCMD-C.estOnList"},
         "comparator": "ge", "percent": "30", "sameAs": "T1", "by": "2024-06-30"},
        {"code": "T4", "text": "Hai kênh", "kind": "frequency", "scope": {"unit": "38"}, "atLeast": 2, "every": "quarter",
         "channels": [{"name": "Đài tỉnh", "measure": {"cell": "PCMD-M.pressCentral"}}, {"name": "Báo tỉnh", "measure": {"cell": "PCMD-M.pressProvincial"}}]},
        {"code": "T5", "text": "Khi được giao", "kind": "conditional", "scope": {"unit": "38"}, "when": {"allocation": "GIAO"},
         "target": {"code": "T5a", "text": "Khi được giao", "kind": "amount", "measure": CELL, "value": "3", "by": "2023"}},
        {"code": "T6", "text": "Hai nơi", "kind": "members", "scope": {"unit": "38"}, "list": [{"unit": "380"}, {"name": "Khu chợ", "unit": "381"}],
         "done": CELL},
    ],
    "tasks": [
        {"code": "K1", "section": "A", "printed": "a)", "content": "Việc thứ nhất", "activities": ["Việc con"],
         "agencies": [LABOUR | {"role": "lead", "or": [{"function": "police", "level": "province", "within": "38"}]},
                      {"class": "departments", "level": "province", "within": "38", "role": "coordinate", "text": "Các sở có liên quan"}]
                     + [LABOUR | {"role": role} for role in ("coLead", "advise", "issue", "direct", "guide", "urge", "implement", "participate",
                                                             "standing", "focal", "requested")],
         "time": {"form": "regular", "value": "hằng tháng"}, "references": [REFERENCE]},
        {"code": "K2", "section": "A", "printed": "", "content": "Việc không số", "agencies": [], "time": {"form": "before", "value": "06-15"}},
        {"code": "K3", "section": "A", "printed": "1.2", "content": "Việc số lẻ", "agencies": [], "time": {"form": "quarter", "value": "Q3"}},
    ],
    "duties": [
        {"code": "R1", "forms": ["PCMD-C"], "reporters": [{"function": "people-committee", "level": "commune", "within": "38"}],
         "recipients": [{"unit": "38", "function": "labour"}], "via": [{"function": "people-committee", "level": "district"}, LABOUR], "viaMode": "any",
         "schedule": [{"period": "year", "due": {"by": "01-15", "year": 1, "ifHoliday": "next"}, "cutOff": "12-14"},
                      {"period": "quarter", "due": {"workingDaysAfterCutOff": 5}}], "text": "Kèm danh mục cơ sở"},
        {"code": "R2", "deliverable": "consolidation", "consolidates": ["R1"], "binding": "request", "regime": "thematic", "reporters": [LABOUR],
         "schedule": [{"period": "H1", "due": {"before": "07-05"}}]},
    ],
    "bodies": [{"name": "Đoàn liên ngành", "level": "district", "standing": LABOUR, "text": "Lập mới"}],
    "funding": [{"source": "mobilised", "level": "commune", "amount": "120000000", "condition": "nếu vận động được", "text": "Đóng góp của dân"}],
    "recipients": [{"class": "departments", "level": "province", "within": "38", "text": "Như Điều 3", "purpose": "implement"}, {"unit": "38", "function": "labour", "purpose": "report"}],
    "annexes": [{"code": "1b", "title": "Danh sách nơi làm điểm", "present": False}],
}


@pytest.fixture(scope="module")
def everything(stack):
    """A draft with every member that a plan can have."""
    answer = stack.call("POST", "/v1/plans", body=FULL)
    assert answer.status == 201, answer
    return f"/v1/plans/{FULL['code']}"


def test_the_page_says_every_member_of_an_act(stack, everything):
    lines = page(stack, everything).paragraphs
    for line in [
        "Ủy ban Mặt trận Tổ quốc tỉnh", "Số: 7/KH-UBND", "Thanh Hóa, ngày 05 tháng 02 năm 2023", "Quyền Chủ tịch", "Căn cứ Luật nguyên văn;",
        "Căn cứ Thông tư số 15/TT-BYT ngày 01 tháng 3 năm 2020 của Bộ Y tế về Hướng dẫn;", "Căn cứ 99/CT-TTg;",
        "Ủy ban nhân dân tỉnh Thanh Hóa ban hành Kế hoạch thử mọi điều (giai đoạn 2023-2025) như sau:",
        "I. Phần đầu", "Lời dẫn phần đầu", "Không số",
        "- T1: ≥ 1500.", "+ Thời hạn: đến hết năm 2024.", "+ Phạm vi: thành phố Thanh Hóa.", "+ Mức gốc: năm 2022: 1.200 (Báo cáo năm cũ).",
        "+ Phân bổ: thành phố Thanh Hóa: 1.500.", "+ Thực hiện theo: Thông tư số 15/TT-BYT ngày 01 tháng 3 năm 2020 của Bộ Y tế về Hướng dẫn.",
        "+ 79 nơi theo Phụ lục 1b.", "+ Thời hạn: đến ngày 30/6/2024.", "+ Kênh: Đài tỉnh; Báo tỉnh.", "+ Thực hiện khi được phân bổ.",
        "+ Thời hạn: đến hết năm 2023.", "+ Thành phố Thanh Hóa.", "+ Khu chợ (thị xã Bỉm Sơn).",
        "a) Việc thứ nhất", "- Việc con.", "- Cơ quan chủ trì: Sở Lao động - Thương binh và Xã hội hoặc Công an tỉnh.",
        "- Cơ quan phối hợp: Các sở có liên quan.", "- Thời gian thực hiện: Thường xuyên, hằng tháng.", "Việc không số",
        "- Thời gian thực hiện: Trước ngày 15/6.", "1.2) Việc số lẻ", "- Thời gian thực hiện: Quý III.",
        "- Nguồn huy động, cấp xã: Đóng góp của dân; 120.000.000 đồng (nếu vận động được).",
        "- Đoàn liên ngành (cấp huyện; cơ quan thường trực: Sở Lao động - Thương binh và Xã hội): Lập mới.",
        "- Như Điều 3;", "- Sở Lao động - Thương binh và Xã hội (để báo cáo).", "Phụ lục 1b: Danh sách nơi làm điểm (chưa có kèm theo).",
    ]:
        assert line in lines, (line, lines)
    assert sum(line.startswith("- Cơ quan") or line.startswith("- Đề nghị:") for line in lines) == 13
    assert lines.count("- Khi được giao.") == 1 and not any("))" in line or ".." in line.replace("…", "") for line in lines)
    (report,) = [line for line in lines if line.startswith("- Ủy ban nhân dân cấp xã gửi báo cáo định kỳ")]
    for said in ["về Sở Lao động - Thương binh và Xã hội", "(qua Ủy ban nhân dân cấp huyện hoặc Sở Lao động - Thương binh và Xã hội)",
                 "kỳ năm: chậm nhất ngày 15/01 năm sau, trùng ngày nghỉ thì vào ngày làm việc kế tiếp (số liệu đến ngày 14/12)",
                 "quý: trong 5 ngày làm việc sau ngày chốt số liệu", "định kỳ theo biểu PCMD-C về", "Kèm danh mục cơ sở"]:
        assert said in report, (said, report)
    (summary,) = [line for line in lines if line.startswith("- Đề nghị Sở")]
    for said in ["gửi báo cáo tổng hợp chuyên đề", "trước ngày 05/7", "tổng hợp từ báo cáo của Ủy ban nhân dân cấp xã"]:
        assert said in summary, (said, summary)


def test_the_workbook_says_every_member_of_the_document(stack, everything):
    book = workbook(stack, everything)
    head = [(row["Thông tin"], row["Nội dung"]) for row in rows(book, "Kế hoạch")]
    for row in [("Cùng ban hành", "Ủy ban Mặt trận Tổ quốc tỉnh"), ("Ký hiệu trên văn bản", "KH-UBDN"), ("Thể thức ký", "Quyền Chủ tịch"),
                ("Thời hạn", "2023..2025"), ("Quan điểm", "Quan điểm A"), ("Thực hiện", "99/CT-TTg"),
                ("Căn cứ", "Thông tư số 15/TT-BYT ngày 01 tháng 3 năm 2020 của Bộ Y tế về Hướng dẫn (văn bản ghi: TT-BYTT)"),
                ("Tổ chức liên ngành", "Đoàn liên ngành (cấp huyện; cơ quan thường trực: Sở Lao động - Thương binh và Xã hội): Lập mới"),
                ("Kinh phí", "Nguồn huy động, cấp xã: Đóng góp của dân; 120.000.000 đồng (nếu vận động được)"),
                ("Nơi nhận", "Như Điều 3 (để thực hiện)"), ("Nơi nhận", "Sở Lao động - Thương binh và Xã hội (để báo cáo)"),
                ("Phụ lục", "Phụ lục 1b: Danh sách nơi làm điểm (chưa có kèm theo)")]:
        assert row in head, (row, head)
    assert [tuple(row.values()) for row in rows(book, "Mục")] == [("A", "I.", "Phần đầu", "Lời dẫn phần đầu"), ("B", None, "Không số", None)]
    targets = {row["Mã"]: row for row in rows(book, "Chỉ tiêu")}
    for code, shown in {
        "T1": {"Mức độ": "Phấn đấu", "So sánh": "≥", "Ngưỡng": 1500, "Cách đo": "PCMD-C.estInspected", "Khoảng thời gian": "Từ đầu kế hoạch",
               "Đến kỳ": "2024", "Phạm vi": "thành phố Thanh Hóa", "Mức gốc": "năm 2022: 1.200 (Báo cáo năm cũ)",
               "Phân bổ": "thành phố Thanh Hóa: 1.500", "Chia theo đơn vị": "Có", "Cách hiểu khi văn bản không nêu": "Hiểu từ đầu kỳ",
               "Thực hiện theo": "Thông tư số 15/TT-BYT ngày 01 tháng 3 năm 2020 của Bộ Y tế về Hướng dẫn"},
        "T2": {"Danh sách": "79 nơi theo Phụ lục 1b"},
        "T3": {"Trùng với": "T1", "Cách đo": "PCMD-C.estInspected / PCMD-C.estOnList", "Khoảng thời gian": "Trong kỳ"},
        "T4": {"Cách đo": "Đài tỉnh: PCMD-M.pressCentral; Báo tỉnh: PCMD-M.pressProvincial", "Ngưỡng": 2, "Tính theo": "lần mỗi quý"},
        "T5": {"Chờ phân bổ": "GIAO", "Phạm vi": "tỉnh Thanh Hóa"}, "T5a": {"Phạm vi": "tỉnh Thanh Hóa", "Đến kỳ": "2023"},
        "T6": {"Danh sách": "thành phố Thanh Hóa\nKhu chợ (thị xã Bỉm Sơn)"},
    }.items():
        assert {heading: targets[code][heading] for heading in shown} == shown
    tasks = {row["Mã"]: row for row in rows(book, "Nhiệm vụ")}
    assert (tasks["K1"]["Số"], tasks["K1"]["Thực hiện theo"]) == ("a)", targets["T1"]["Thực hiện theo"])
    assert len(tasks["K1"]["Cơ quan khác"].split("\n")) == 10 and "hoặc Công an tỉnh" in tasks["K1"]["Chủ trì"]
    duties = {row["Mã"]: row for row in rows(book, "Báo cáo")}
    for code, shown in {
        "R1": {"Sản phẩm": "báo cáo", "Tính chất": "Bắt buộc", "Chế độ": "định kỳ", "Biểu mẫu": "PCMD-C", "Nội dung": "Kèm danh mục cơ sở",
               "Báo cáo qua": "Ủy ban nhân dân cấp huyện hoặc\nSở Lao động - Thương binh và Xã hội"},
        "R2": {"Tổng hợp từ": "R1", "Tính chất": "Đề nghị", "Chế độ": "chuyên đề", "Kỳ và thời hạn": "6 tháng đầu năm: trước ngày 05/7"},
    }.items():
        assert {heading: duties[code][heading] for heading in shown} == shown
    assert duties["R1"]["Kỳ và thời hạn"].startswith("năm: chậm nhất ngày 15/01 năm sau, trùng ngày nghỉ")


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
