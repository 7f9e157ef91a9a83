"""Half a year of one district, from the plan to the figures of the province: blank forms, reports by spreadsheet, by table and by program, one that says
nothing happened, one sent back, one corrected, a late one, more time for one, an ad hoc request, the review; and at the end every figure against a
book kept by hand, by the API and by a Kafka client of its own.

The tests are chapters: each goes on where the one before it ended."""

import csv
import html
import io
import json
import os
import sys
import uuid

import openpyxl
import pytest

import topics
from stack import CHECKOUT, waiting

sys.path.insert(0, str(CHECKOUT / "examples/clients/python"))

from tonghop_client import Client, Refused  # noqa: E402
from tonghop_topics import ROLLUP, Mirror, follow  # noqa: E402

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARK = uuid.uuid4().hex[:8]
PROGRAMME, PLAN, FORM, DAMAGE = f"hy{MARK}", f"hy-{MARK}", f"HY-{MARK}", f"HY-{MARK}-D"
CELLS = {"visits": 0, "hours": 1, "households": 0, "reached": 0}  # decimals
PROVINCE, PERIOD, DATE = "22", "2024-H1", "2024-06-14"
FLOOD = f"X-flood-{MARK}"
DUE, FAR = "2024-06-20T17:00:00Z", "2099-12-31T17:00:00Z"  # long over, and not yet

wait_for = waiting(30)


def good(answer, *statuses):
    assert answer.status in (statuses or (200, 201)), answer
    return answer


class Story:
    """Who takes part, and the book: what each commune has said last, by hand."""

    def __init__(self, stack, units):
        self.stack, self.units = stack, units
        still_there = {row["unit"] for row in units.at("2025-06-30", "commune")}
        for district in units.below(PROVINCE, DATE, "district"):
            communes = sorted(row["code"] for row in units.below(district["code"], DATE, "commune"))
            if len(communes) >= 13 and all(units.find(code, DATE)["unit"] in still_there for code in communes):
                self.district, self.communes = district["code"], communes
                break
        (self.by_workbook, self.by_table, self.by_table_too, self.by_program, self.nothing, self.sent_back, self.corrected, self.extended, self.late,
         self.drafted, self.withdrawn, *self.silent) = self.communes
        self.book = {}  # commune → its figures, of what counts
        self.accepted = {}  # commune → what was accepted last
        self.ids = {}
        self.damage = {}
        everything = "reports:read reports:write"
        self.clerk = stack.token(everything, self.id(self.district), subject="district-clerk")
        self.reviewer = stack.token("reports:read reports:review rollups:read raw", self.id(self.district), subject="district-reviewer")
        self.officers = {code: stack.token(everything, self.id(code), subject="officer-" + code) for code in self.communes}

    def id(self, code):
        return self.units.find(code, DATE)["unit"]

    def entry(self, unit, form=FORM, period=PERIOD, **more):
        return {"form": form, "unit": unit, "agency": "people-committee", "period": period} | more

    def say(self, unit, values, method="POST", path="/v1/reports", **more):
        """By the commune's own officer."""
        headers = more.pop("headers", None)
        answer = good(self.stack.call(method, path, self.entry(unit, values=values, **more), token=self.officers[unit], headers=headers))
        self.ids[unit] = answer.json["id"]
        return answer.json

    def show(self, unit, token=None):
        return self.stack.get(f"/v1/reports/{self.ids[unit]}", token=token or self.officers[unit])

    def decide(self, unit, decision, token, **more):
        version = self.show(unit, token)["version"]
        return good(self.stack.call("POST", f"/v1/reports/{self.ids[unit]}/decisions", {"decision": decision, **more}, token=token, headers={"If-Match": f'"{version}"'})).json

    def obligations(self, period=PERIOD, form=FORM, token=None, more=""):
        return {item["unitCode"]: item for item in self.stack.items(f"/v1/obligations?form={form}&period={period}{more}", token=token or self.reviewer)}

    # ---- The recount: nothing but the book

    @staticmethod
    def sums(said_by):
        cells = {}
        for cell, decimals in CELLS.items():
            said = [figures[cell] for figures in said_by if figures.get(cell) is not None]
            tenths = sum(round(value * 10) for value in said)
            total = f"{tenths // 10}.{tenths % 10}" if decimals else tenths // 10
            cells[cell] = {"sum": total if said else None, "reported": len(said)}
        return cells

    def completeness(self):
        in_time = {self.extended}
        return {"expected": len(self.communes), "reported": len(self.book), "accepted": len(self.accepted), "onTime": len(in_time),
                "late": len(self.book) - len(in_time), "additional": 0, "unresolved": 0}


@pytest.fixture(scope="module")
def story(stack, units):
    return Story(stack, units)


# ---- What is wanted


def test_the_district_plans_and_issues(stack, story):
    good(stack.call("PUT", f"/v1/programmes/{PROGRAMME}", {"name": {"vi": "Chăm sóc tại nhà"}, "calendar": "admin15", "zone": "Asia/Ho_Chi_Minh",
                                                           "late": {"graceDays": 10}, "duties": []}))
    for cell, nature, over in (("visits", "flow", "sum"), ("hours", "flow", "sum"), ("households", "stock", "last"), ("reached", "flow", "sum"), ("damaged", "flow", "sum")):
        good(stack.call("PUT", f"/v1/indicators/{cell}-{MARK}", {"programme": PROGRAMME, "name": {"vi": f"Số {cell}", "en": cell}, "unitOfMeasure": "lượt", "nature": nature,
                                                                "decimals": CELLS.get(cell, 0), "min": "0", "max": "5000", "overUnits": "sum", "overPeriods": over}))
    rules = [{"code": "R1", "left": [{"cell": "reached"}], "op": "le", "right": [{"cell": "households"}], "severity": "error", "message": {"vi": "Dòng 4 không quá dòng 3"}},
             {"code": "R2", "left": [{"cell": "visits"}], "op": "le", "right": [{"number": "100"}], "severity": "warning", "message": {"vi": "Nhiều bất thường"}}]
    cells = [{"code": cell, "indicator": f"{cell}-{MARK}", "row": str(row), "required": cell != "hours"} for row, cell in enumerate(CELLS, 1)]
    form = {"programme": PROGRAMME, "title": {"vi": "Thăm hộ gia đình"}, "from": "2020", "levels": ["commune"], "functions": ["people-committee"]}
    good(stack.call("PUT", f"/v1/forms/{FORM}", form | {"cells": cells, "rules": rules, "narratives": [{"code": "difficulties", "title": {"vi": "Khó khăn"}, "lengthMax": 500}]}))
    good(stack.call("PUT", f"/v1/forms/{DAMAGE}", form | {"title": {"vi": "Thiệt hại"}, "cells": [{"code": "damaged", "indicator": f"damaged-{MARK}", "required": True}]}))
    plan = {"code": PLAN, "programme": PROGRAMME, "issuer": {"unit": story.district, "agency": "people-committee"}, "title": "Kế hoạch năm 2024", "span": "2024",
            "targets": [{"code": "T1", "text": "Ít nhất 100 lượt thăm", "kind": "amount", "measure": {"cell": f"{FORM}.visits"}, "comparator": "ge", "value": "100"}],
            "duties": [{"code": "R1", "forms": [FORM], "reporters": [{"function": "people-committee", "level": "commune", "within": story.district}],
                        "recipients": [{"unit": story.district, "function": "people-committee"}], "schedule": [{"period": "H1", "due": {"by": "06-20"}}]}]}
    good(stack.call("POST", "/v1/plans", plan))
    for state in ("submitted", "approved", "issued"):
        good(stack.call("POST", f"/v1/plans/{PLAN}/transitions", {"to": state}))


def test_every_commune_owes_and_one_is_given_more_time(stack, story):
    wait_for(lambda: stack.call("GET", f"/v1/obligations?form={FORM}&period={PERIOD}").status == 200 and story.obligations())
    owed = story.obligations()
    assert sorted(owed) == story.communes and {(item["state"], item["dueAt"], item["duty"], item["plan"]) for item in owed.values()} == {("late", DUE, "R1", PLAN)}
    extension = {"form": FORM, "period": PERIOD, "units": [story.id(story.extended)], "dueAt": FAR, "reason": "lũ quét"}
    planner = stack.token("plans:write", story.id(story.extended), subject="officer-" + story.extended)
    good(stack.call("POST", "/v1/extensions", extension, token=planner), 403)  # nobody gives it to himself
    good(stack.call("POST", "/v1/extensions", extension, token=stack.token("plans:write", story.id(story.district), subject="district-planner")), 201)
    given = wait_for(lambda: (item := story.obligations()[story.extended])["dueAt"] == FAR and item)
    assert (given["state"], given["originalDueAt"]) == ("owed", DUE)
    assert {item["state"] for unit, item in story.obligations().items() if unit != story.extended} == {"late"}


# ---- What is said


def test_a_commune_fills_in_its_workbook(stack, story, tmp_path):
    unit, file = story.by_workbook, tmp_path / "bieu.xlsx"
    client = Client(stack.url, lambda: story.officers[unit], authority=stack.authority, language="en")
    file.write_bytes(client.template(FORM, PERIOD, unit=unit))
    book = openpyxl.load_workbook(file)
    rows = {row[0].value: row for row in book.worksheets[0].iter_rows()}
    figures = {"visits": 24, "hours": 30.5, "households": 410, "reached": 411}
    for cell, figure in figures.items():
        rows[cell][5].value = figure
    rows["narratives.difficulties"][5].value = "Đường xa"
    book.save(file)
    refused = client.import_file(file, FORM, PERIOD)
    assert [(row["type"], row["column"]) for row in refused.rows] == [("ruleBroken", "reached")], refused
    rows["reached"][5].value = figures["reached"] = 380
    book.save(file)
    result = client.import_file(file, FORM, PERIOD)
    assert result.good and result.counts["created"] == 1, result
    story.book[unit] = figures
    said = next(client.items("/v1/reports", form=FORM, unit=unit, period=PERIOD))
    assert said["narratives"] == {"difficulties": "Đường xa"} and said["values"]["hours"] == "30.5" and said["timeliness"] == "late"
    story.ids[unit] = said["id"]


def test_the_district_enters_a_table_for_two(stack, story):
    """From the table of all who owe; who is left empty still owes."""
    answer = good(stack.call("GET", f"/v1/templates/{FORM}?within={story.district}&period={PERIOD}", token=story.clerk, headers={"Accept": "text/csv"}))
    header, *lines = list(csv.reader(io.StringIO(answer.body.decode("utf-8"))))
    assert sorted(line[0].split("@")[0] for line in lines) == story.communes and [line[1] for line in lines] == [story.units.find(line[0].split("@")[0], DATE)["full_name"] for line in lines]
    figures = {story.by_table: {"visits": 12, "hours": None, "households": 300, "reached": 7}, story.by_table_too: {"visits": 120, "hours": 9.9, "households": 250, "reached": 250}}
    file = io.StringIO()
    writer = csv.DictWriter(file, header)
    writer.writeheader()
    for line in lines:
        said = figures.get(line[0].split("@")[0])
        if said:
            writer.writerow(dict(zip(header, line)) | {cell: "" if figure is None else figure for cell, figure in said.items()})
    result = good(stack.call("POST", f"/v1/imports?form={FORM}&period={PERIOD}", file.getvalue(), kind="text/csv", token=story.clerk)).json
    assert result["counts"] == {"received": 2, "created": 2, "updated": 0, "unchanged": 0, "rejected": 0}, result
    again = good(stack.call("POST", f"/v1/imports?form={FORM}&period={PERIOD}", file.getvalue(), kind="text/csv", token=story.clerk)).json
    assert again["counts"]["unchanged"] == 2
    story.book |= figures
    for unit in figures:
        found = stack.get(f"/v1/reports?form={FORM}&unit={unit}&period={PERIOD}", token=story.clerk)["items"][0]
        story.ids[unit] = found["id"]
    assert [w["type"] for w in found["warnings"]] == ["ruleBroken"], "120 visits are many"


def test_a_system_reports_for_its_commune(stack, story):
    unit = story.by_program
    client = Client(stack.url, lambda: story.officers[unit], authority=stack.authority)
    figures = {"visits": 33, "hours": 0.1, "households": 500, "reached": 90}
    made = client.send(story.entry(unit, values={"visits": 33, "hours": "0.1", "households": "500", "reached": 90}))
    with pytest.raises(Refused) as not_his:
        client.send(story.entry(story.silent[0], values=made["values"]))
    assert not_his.value.status == 403
    story.book[unit], story.ids[unit] = figures, made["id"]


def test_nothing_happened_is_a_report_too(stack, story):
    """A stock is no count of what happened: it is said."""
    unit = story.nothing
    good(stack.call("POST", "/v1/reports", story.entry(unit, nil=True), token=story.officers[unit]), 422)
    made = story.say(unit, {"households": 77}, nil=True)
    assert made["nil"] is True and made["values"] == {"visits": 0, "hours": "0.0", "households": 77, "reached": 0}
    story.book[unit] = {"visits": 0, "hours": 0, "households": 77, "reached": 0}


def test_others_report_late_or_within_their_time_and_some_do_not_finish(stack, story):
    for unit, figures in ((story.sent_back, {"visits": 900, "households": 60, "reached": 6}), (story.corrected, {"visits": 10, "hours": "2.5", "households": 80, "reached": 8}),
                          (story.extended, {"visits": 5, "hours": "1.0", "households": 90, "reached": 9}), (story.late, {"visits": 7, "households": 110, "reached": 11}),
                          (story.withdrawn, {"visits": 1, "households": 1, "reached": 1})):
        assert story.say(unit, figures)["timeliness"] == ("onTime" if unit == story.extended else "late")
        story.book[unit] = {cell: None if figure is None else float(figure) for cell, figure in figures.items()}
    story.say(story.drafted, {"visits": 2}, state="draft")
    story.decide(story.withdrawn, "withdraw", story.officers[story.withdrawn], reason="nhầm kỳ")
    del story.book[story.withdrawn]


# ---- What is thought of it


def test_the_reviewer_sends_one_back_with_a_remark_on_the_cell(stack, story):
    unit = story.sent_back
    waiting = stack.items(f"/v1/reviews?form={FORM}&period={PERIOD}", token=story.reviewer)
    assert {item["report"]["unitCode"] for item in waiting} == set(story.book)
    story.decide(unit, "return", story.reviewer, reason="số lượt thăm quá lớn", cells={"visits": "900 hay 90?"})
    assert story.obligations()[unit]["state"] == "returned"
    returned = story.show(unit)
    assert (returned["state"], returned["cells"], returned["reason"]) == ("returned", {"visits": "900 hay 90?"}, "số lượt thăm quá lớn")
    story.say(unit, {"visits": 90, "households": 60, "reached": 6}, "PUT", f"/v1/reports/{story.ids[unit]}", reason="sửa theo góp ý", headers={"If-Match": f'"{returned["version"]}"'})
    story.book[unit] = {"visits": 90, "hours": None, "households": 60, "reached": 6}
    review = stack.get(f"/v1/reports/{story.ids[unit]}/review", token=story.reviewer)
    changed = json.dumps(review["changes"])
    assert "900" in changed and "90" in changed and review["decisions"] and [w["type"] for w in review["report"]["warnings"]] == []


def test_the_rest_is_accepted_in_one_go(stack, story):
    """But for the late one; and what has changed since it was read is not decided on."""
    waiting = {item["report"]["unitCode"]: item["report"] for item in stack.items(f"/v1/reviews?form={FORM}&period={PERIOD}", token=story.reviewer)}
    assert set(waiting) == set(story.book)
    chosen = [report for unit, report in waiting.items() if unit != story.late]
    decisions = [{"report": report["id"], "version": report["version"], "decision": "accept"} for report in chosen]
    decisions[0] = decisions[0] | {"version": decisions[0]["version"] + 1}
    results = good(stack.call("POST", "/v1/decisions", {"decisions": decisions}, token=story.reviewer)).json["results"]
    assert [result["status"] for result in results] == [412] + [200] * (len(chosen) - 1), results
    assert [result["report"] for result in results] == [report["id"] for report in chosen]
    story.decide(chosen[0]["unitCode"], "accept", story.reviewer)
    story.accepted = {report["unitCode"]: dict(story.book[report["unitCode"]]) for report in chosen}
    assert [item["report"]["unitCode"] for item in stack.items(f"/v1/reviews?form={FORM}&period={PERIOD}", token=story.reviewer)] == [story.late]


def test_an_accepted_report_is_corrected_with_a_reason(stack, story):
    unit = story.corrected
    current = story.show(unit)
    path, match = f"/v1/reports/{story.ids[unit]}", {"If-Match": f'"{current["version"]}"'}
    figures = {"visits": 14, "hours": "2.5", "households": 80, "reached": 8}
    refused = good(stack.call("PUT", path, story.entry(unit, values=figures), token=story.officers[unit], headers=match), 422)
    assert refused.issues() == [("reasonNeeded", "/reason")]
    story.say(unit, figures, "PUT", path, reason="bỏ sót một thôn", headers=match)
    stale = good(stack.call("PUT", path, story.entry(unit, values=figures | {"visits": 15}, reason="chậm chân"), token=story.officers[unit], headers=match), 412)
    assert stale.headers["content-type"].startswith("application/problem+json")
    story.book[unit]["visits"] = 14
    versions = stack.items(f"{path}/versions", token=story.reviewer)
    assert [(v["state"], v["values"]["visits"]) for v in versions] == [("submitted", 10), ("accepted", 10), ("submitted", 14)]
    assert len({v["firstSubmittedAt"] for v in versions}) == 1
    diff = stack.get(f"{path}/diff?from=2&to=3", token=story.reviewer)
    assert "visits" in json.dumps(diff)
    printed = good(stack.call("GET", path, token=story.officers[unit], headers={"Accept": "text/html"})).body.decode("utf-8")
    assert versions[-1]["sha256"] in printed and story.units.find(unit, DATE)["full_name"] in html.unescape(printed)


def test_a_flood_is_asked_about_besides(stack, story):
    asked = story.communes[:5]
    request = {"code": FLOOD[2:], "form": DAMAGE, "units": [story.id(unit) for unit in asked], "period": {"start": "2024-05-20", "end": "2024-06-01"}, "dueAt": FAR,
               "title": "Thiệt hại do lũ"}
    good(stack.call("POST", "/v1/requests", request, token=stack.token("plans:write", story.id(story.district), subject="district-planner")), 201)
    wait_for(lambda: stack.call("GET", f"/v1/obligations?period={FLOOD}").status == 200 and len(story.obligations(FLOOD, DAMAGE)) == 5)
    for damaged, unit in enumerate(asked[:4], 3):
        made = good(stack.call("POST", "/v1/reports", story.entry(unit, DAMAGE, FLOOD, values={"damaged": damaged}), token=story.officers[unit])).json
        assert made["timeliness"] == "onTime"
        story.damage[unit] = damaged
    assert {unit: item["state"] for unit, item in story.obligations(FLOOD, DAMAGE).items()} == {unit: "submitted" if unit in story.damage else "owed" for unit in asked}


# ---- What it adds up to


def settled(stack, story, form, period, reported):
    """The roll-up of the province once the last report is in it."""
    return wait_for(lambda: (found := stack.get(f"/v1/rollups/{form}/{story.id(PROVINCE)}/{period}?children=true"))["completeness"]["reported"] == reported and found["complete"] and found)


def test_who_is_missing(stack, story):
    missing = sorted([story.drafted, story.withdrawn, *story.silent])
    settled(stack, story, FORM, PERIOD, len(story.book))
    found = stack.items(f"/v1/rollups/{FORM}/{story.id(story.district)}/{PERIOD}/missing", token=story.reviewer)
    assert sorted(item["unitCode"] for item in found) == missing and {item["dueAt"] for item in found} == {DUE}
    for kind in ("text/csv", "text/html", XLSX):
        answer = good(stack.call("GET", f"/v1/obligations?form={FORM}&period={PERIOD}&state=late", token=story.reviewer, headers={"Accept": kind}))
        if kind == "text/csv":
            assert sorted(row["unitCode"] for row in csv.DictReader(io.StringIO(answer.body.decode("utf-8"), newline=""))) == missing
        elif kind == XLSX:
            rows = list(openpyxl.load_workbook(io.BytesIO(answer.body)).worksheets[0].iter_rows(values_only=True))
            assert len(rows) == 1 + len(missing)
        else:
            page = html.unescape(answer.body.decode("utf-8"))
            assert [unit for unit in story.communes if story.units.find(unit, DATE)["full_name"] in page] == missing
    states = {unit: item["state"] for unit, item in story.obligations().items()}
    assert states == {unit: "late" if unit in missing else "accepted" if story.accepted.get(unit) == story.book[unit] else "submitted" for unit in story.communes}


def test_every_figure_is_that_of_the_book(stack, story):
    province = settled(stack, story, FORM, PERIOD, len(story.book))
    district = stack.get(f"/v1/rollups/{FORM}/{story.id(story.district)}/{PERIOD}?children=true", token=story.reviewer)
    for rollup in (province, district):
        assert rollup["cells"] == story.sums(story.book.values()) and rollup["completeness"] == story.completeness(), rollup["unitCode"]
    below = {child["unitCode"]: child for child in district["children"]}
    assert sorted(below) == story.communes
    for unit, child in below.items():
        assert child["cells"] == story.sums([story.book.get(unit, {})]) and child["completeness"]["reported"] == (unit in story.book)
        assert child["completeness"]["onTime"] == (unit == story.extended)
    only = [child for child in province["children"] if child["completeness"]["expected"]]
    assert [(child["unitCode"], child["cells"]) for child in only] == [(story.district, story.sums(story.book.values()))]
    certain = stack.get(f"/v1/rollups/{FORM}/{story.id(story.district)}/{PERIOD}?counted=accepted", token=story.reviewer)
    assert certain["cells"] == story.sums(story.accepted.values()) != district["cells"]
    ranking = stack.get(f"/v1/completeness/{FORM}/{PERIOD}?unit={story.id(story.district)}", token=story.reviewer)
    assert ranking["items"][0]["unitCode"] == story.extended and ranking["completeness"] == story.completeness()
    sources = stack.items(f"/v1/rollups/{FORM}/{story.id(story.district)}/{PERIOD}/sources?cell=visits", token=story.reviewer)
    assert {item["unitCode"]: item["value"] for item in sources} == {unit: figures["visits"] for unit, figures in story.book.items()}
    flood = settled(stack, story, DAMAGE, FLOOD, 4)
    assert flood["cells"]["damaged"] == {"sum": sum(story.damage.values()), "reported": 4}
    assert {name: flood["completeness"][name] for name in ("expected", "reported", "onTime", "late")} == {"expected": 5, "reported": 4, "onTime": 4, "late": 0}
    attained = stack.get(f"/v1/attainment/{PLAN}?period={PERIOD}")["targets"][0]
    assert attained["actual"] == str(int(sum(figures["visits"] for figures in story.book.values()))), attained


def test_whoever_only_follows_the_topics_has_the_same_figures(stack, story, tmp_path):
    """Twice: as a program that reads each version of every report and adds up, and as one that keeps the roll-ups."""
    latest = {}
    for record in topics.all_of("tonghop.report.v1"):
        said = json.loads(record.value())
        if said["form"] == FORM and (said["epoch"], said["version"]) >= (latest.get(said["report"], said)["epoch"], latest.get(said["report"], said)["version"]):
            latest[said["report"]] = said
    counted = [said for said in latest.values() if said["state"] in ("submitted", "accepted")]
    assert {said["unitCode"]: said["values"]["visits"] for said in counted} == {unit: figures["visits"] for unit, figures in story.book.items()}
    assert sum(said["timeliness"] == "onTime" for said in counted) == story.completeness()["onTime"]
    assert {said["unitCode"] for said in counted if said["state"] == "accepted"} == set(story.accepted) - {story.corrected}
    mirror = Mirror(str(tmp_path / "mirror.db"))

    def kept(form, period, code):
        follow(mirror, topics.settings(), [ROLLUP], once=True)
        return dict(mirror.latest(ROLLUP)).get(f"{form}|{period}|{story.id(code)}", {"completeness": None})

    for code in (story.district, PROVINCE):
        figures = wait_for(lambda: (found := kept(FORM, PERIOD, code))["completeness"] == story.completeness() and found)
        assert figures["submitted"]["cells"] == {cell: figure for cell, figure in story.sums(story.book.values()).items() if figure["reported"]}
        assert figures["accepted"]["cells"] == {cell: figure for cell, figure in story.sums(story.accepted.values()).items() if figure["reported"]}
        flood = kept(DAMAGE, FLOOD, code)
        assert flood["submitted"]["cells"] == {"damaged": {"sum": sum(story.damage.values()), "reported": 4}} and flood["completeness"]["expected"] == 5
