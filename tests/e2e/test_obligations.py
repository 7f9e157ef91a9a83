"""Who owes what and where it stands, on screen, on paper and as reminders; compared with the tree of unit_versions.csv and an independent Kafka client."""

import csv
import datetime
import html
import io
import json
import os
import re
import time
import uuid

import jsonschema
import openpyxl
import pytest
import yaml
from confluent_kafka import Consumer, TopicPartition

import topics
from stack import CHECKOUT, today, waiting

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM, POLICE_FORM = "PCMD-S", "PCMD-P"
PROVINCE, PERIOD, DATE, DUE = "51", "2025", "2025-12-14", "2025-12-16T17:00:00Z"  # two working days after the cut-off
OLD_PROVINCE, OLD_PERIOD, OLD_DATE = "62", "2024-H1", "2024-06-14"  # with districts, and now a part of the other one
TOPIC = "tonghop.obligation.v1"
TOLD_WITHIN_S = 2 * int(os.environ.get("TONGHOP_REMINDER_INTERVAL_S", "60")) + 20


def listed(stack, query, **more):
    return stack.items(f"/v1/obligations?{query}", **more)


def by_unit(items):
    return {item["unitCode"]: item for item in items}


def report(unit, state="submitted", form=FORM, period=PERIOD, agency="people-committee", values=None):
    return {"form": form, "unit": unit, "agency": agency, "period": period, "state": state, "values": values or {"staffTotal": 5, "staffTrained": 1}}

wait_for = waiting(10)


# ---- The list


@pytest.fixture(scope="module")
def communes(units):
    found = sorted(row["code"] for row in units.below(PROVINCE, DATE, "commune"))
    assert len(found) == 96
    return found


@pytest.fixture(scope="module")
def reports(stack, communes):
    """One commune in every state that a report can be in."""
    one_draft, given, sent_back, taken, mended, gone = communes[:6]
    reviewer = stack.token("reports:read reports:review", PROVINCE, subject="reviewer")

    def post(unit, state="submitted"):
        # by the commune's own officer: who hands in may not review
        own = stack.token("reports:read reports:write", unit, subject="officer-" + unit)
        answer = stack.call("POST", "/v1/reports", report(unit, state), token=own)
        assert answer.status == 201, answer
        return answer.json, own

    def decide(made, decision, token, **more):
        answer = stack.call("POST", f"/v1/reports/{made['id']}/decisions", {"decision": decision, **more}, token=token, headers={"If-Match": f'"{made["version"]}"'})
        assert answer.status == 200, answer
        return answer.json

    states = {one_draft: post(one_draft, "draft"), given: post(given), sent_back: post(sent_back), taken: post(taken), mended: post(mended), gone: post(gone)}
    decide(states[sent_back][0], "return", reviewer, reason="thiếu số liệu")
    decide(states[taken][0], "accept", reviewer)
    decide(states[gone][0], "withdraw", states[gone][1], reason="gửi nhầm")
    returned = decide(states[mended][0], "return", reviewer, reason="sai cột")
    again = stack.call("PUT", f"/v1/reports/{returned['id']}", report(mended, "draft") | {"reason": "sửa cột"}, token=states[mended][1], headers={"If-Match": f'"{returned["version"]}"'})
    assert again.status == 200, again
    return {"draft": one_draft, "submitted": given, "returned": sent_back, "accepted": taken, "mended": mended, "withdrawn": gone, "ids": {u: made["id"] for u, (made, _) in states.items()}}


def test_everybody_who_owes_is_listed_once(stack, units, communes, reports):
    items = listed(stack, f"form={FORM}&within={PROVINCE}&period={PERIOD}")
    assert sorted(item["unitCode"] for item in items) == communes
    for item in items:
        assert item["dueAt"] == DUE and item["originalDueAt"] is None and item["duty"] == "PCMD-R1", item
        assert item["unit"] == units.find(item["unitCode"], DATE)["unit"]


def test_each_state_is_a_filter(stack, communes, reports):
    query = f"form={FORM}&within={PROVINCE}&period={PERIOD}"
    reviewer = stack.token("reports:read reports:review", PROVINCE, subject="reviewer")
    found = {state: by_unit(listed(stack, f"{query}&state={state}", token=reviewer)) for state in ("owed", "dueSoon", "late", "draft", "submitted", "returned", "accepted")}
    # a draft is its agency's own: for the reviewer nothing is there, or what was there before
    assert set(found["draft"]) == set() and set(found["owed"]) == set() and set(found["dueSoon"]) == set()
    assert set(found["submitted"]) == {reports["submitted"]} and set(found["accepted"]) == {reports["accepted"]}
    assert set(found["returned"]) == {reports["returned"], reports["mended"]}
    assert {reports["draft"], reports["withdrawn"]} < set(found["late"]) and len(found["late"]) == 96 - 4
    assert found["submitted"][reports["submitted"]]["report"] == reports["ids"][reports["submitted"]]
    assert found["submitted"][reports["submitted"]]["timeliness"] == "late" and found["late"][reports["draft"]]["report"] is None
    everything = by_unit(listed(stack, query, token=reviewer))
    assert {code: item["state"] for state in found.values() for code, item in state.items()} == {code: item["state"] for code, item in everything.items()}


def test_a_draft_is_seen_by_its_own_agency(stack, reports):
    for unit in (reports["draft"], reports["mended"]):
        own = stack.token("reports:read", unit, subject="a-colleague")
        items = listed(stack, f"unit={unit}&form={FORM}&period={PERIOD}", token=own)
        assert [(item["state"], item["report"]) for item in items] == [("draft", reports["ids"][unit])]


def test_pages_are_the_whole(stack, communes):
    query = f"within={PROVINCE}&period={PERIOD}"
    assert listed(stack, query + "&limit=7") == listed(stack, query + "&limit=1000")
    late = listed(stack, query + "&state=late&limit=1000")
    assert listed(stack, query + "&state=late&limit=9") == late and len({(i["form"], i["unit"], i["agency"]) for i in late}) == len(late)


def test_along_the_line_of_an_agency(stack, units, communes):
    items = listed(stack, f"agency=police&within={PROVINCE}&period={PERIOD}")
    assert {(item["function"], item["form"]) for item in items} == {("police", POLICE_FORM)}
    assert sorted(item["unitCode"] for item in items) == communes
    police = stack.token("reports:read", PROVINCE + "/police")
    assert listed(stack, f"period={PERIOD}", token=police) == items
    assert stack.call("GET", f"/v1/obligations?within=01&period={PERIOD}", token=police).status == 404
    old = listed(stack, f"agency=police&within={OLD_PROVINCE}&period={OLD_PERIOD}")
    assert sorted(item["unitCode"] for item in old) == sorted(row["code"] for level in ("commune", "district") for row in units.below(OLD_PROVINCE, OLD_DATE, level))


def test_a_province_that_was_merged_is_found_under_what_it_became(stack, units):
    items = listed(stack, f"form=PCMD-C&within=51@2025-07-01&period={OLD_PERIOD}&limit=1000")
    found = {item["unit"] for item in items}
    both = {row["unit"] for province in ("51", OLD_PROVINCE) for row in units.below(province, OLD_DATE, "commune")}
    # of those that ended before the merger nobody recorded what became of them
    last = {row["unit"] for row in units.at("2025-06-30", "commune")}
    assert both & last <= found <= both and len(both - last) == 3


@pytest.mark.parametrize("query,issue", [("state=lost", "notOneOf"), ("form=NONE", "unknownForm"), ("period=2024-H3", "badPeriod"), ("unit=99999", "unknownUnit"), ("limit=0", "outOfBounds"), ("cursor=x", "badFormat")])
def test_a_filter_that_means_nothing_is_refused(stack, query, issue):
    answer = stack.call("GET", "/v1/obligations?" + query)
    assert answer.status in (400, 422) and issue in [type for type, _ in answer.issues()], answer
    assert stack.call("GET", "/v1/obligations?what=ever").status == 400


def test_without_a_period_it_is_the_present(stack):
    items = listed(stack, f"within={PROVINCE}&limit=1000")
    assert items
    for item in items:
        start, end = item["period"]["start"], item["period"]["end"]
        assert start <= today() and end > str(datetime.date.today() - datetime.timedelta(days=366)), item


# ---- On paper


def printed(stack, query, kind, language="vi"):
    answer = stack.call("GET", f"/v1/obligations?{query}", headers={"Accept": kind, "Accept-Language": language})
    assert answer.status == 200 and answer.headers["content-type"].startswith(kind), answer
    return answer


def test_the_table_has_what_the_list_has(stack, units):
    query = f"within={OLD_PROVINCE}&period={OLD_PERIOD}"
    rows = list(csv.DictReader(io.StringIO(printed(stack, query, "text/csv").body.decode("utf-8"), newline="")))
    items = listed(stack, query + "&limit=1000")
    key = ("form", "unit", "unitCode", "agency", "function", "duty", "dueAt", "state")
    assert sorted(tuple(row[name] for name in key) for row in rows) == sorted(tuple(item[name] for name in key) for item in items)
    for row in rows:
        assert row["unitName"] == units.find(row["unitCode"], OLD_DATE)["full_name"]
        above = units.ancestors(row["unitCode"], OLD_DATE)[0]
        assert row["parentCode"] == above and row["parentName"] == units.find(above, OLD_DATE)["full_name"]
        late = (datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(row["dueAt"].replace("Z", "+00:00"))).days + 1
        assert row["daysLate"] == (str(late) if row["state"] == "late" else ""), row
    keys = [(row["form"], row["parentCode"]) for row in rows]
    assert len(set(keys)) == sum(1 for i, key in enumerate(keys) if i == 0 or keys[i - 1] != key), "each group stands together"


def test_the_page_is_the_annex_of_a_reminder(stack, units):
    page = printed(stack, f"form={FORM}&within={OLD_PROVINCE}&period={OLD_PERIOD}&state=late", "text/html").body.decode("utf-8")
    assert "<h1>Danh sách cơ quan, đơn vị chưa gửi báo cáo đã quá hạn</h1>" in page and "Tỉnh Kon Tum" in page
    assert len(re.findall(r"<tr><td class=\"number\">", page)) == 112 and "Cộng: 112" in page and "Tổng cộng: 112" in page
    assert "trước ngày 19/6/2024" in page and "6 tháng đầu năm 2024 (15/12/2023 – 14/6/2024)" in page
    shown = html.unescape(page)
    for district in units.below(OLD_PROVINCE, OLD_DATE, "district"):
        late = units.below(district["code"], OLD_DATE, "commune")
        assert f'<th colspan="7">{district["full_name"]}: {len(late)}</th>' in shown
    english = printed(stack, f"form={FORM}&within={OLD_PROVINCE}&period={OLD_PERIOD}&state=late", "text/html", "en").body.decode("utf-8")
    assert "Reports missing after their due date" in english and "People's committee" in html.unescape(english) and "before 19/6/2024" in english
    answer = printed(stack, f"form={FORM}&period={OLD_PERIOD}", "text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"] and "next-cursor" not in answer.headers


def test_the_workbook_has_a_row_for_each(stack):
    body = printed(stack, f"form={FORM}&within={OLD_PROVINCE}&period={OLD_PERIOD}&state=late", XLSX).body
    book = openpyxl.load_workbook(io.BytesIO(body))
    rows = list(book["Danh sách"].iter_rows(values_only=True))
    assert rows[0][:3] == ("STT", "Biểu", "Kỳ") and len(rows) == 1 + 112 and [row[0] for row in rows[1:]] == list(range(1, 113))
    assert all(isinstance(row[9], int) and row[9] > 800 for row in rows[1:])


def test_a_list_too_long_to_print_says_so_and_goes_on(stack):
    query = f"form={FORM}&within={OLD_PROVINCE}&period={OLD_PERIOD}"
    first = printed(stack, query + "&limit=100", "text/csv")
    rest = printed(stack, query + "&limit=100&cursor=" + first.headers["next-cursor"], "text/csv")
    rows = [list(csv.DictReader(io.StringIO(answer.body.decode("utf-8"), newline=""))) for answer in (first, rest)]
    assert [len(part) for part in rows] == [100, 12] and "next-cursor" not in rest.headers
    assert len({row["unit"] for part in rows for row in part}) == 112
    assert "chỉ có 100 dòng đầu" in printed(stack, query + "&limit=100", "text/html").body.decode("utf-8")
    assert stack.call("GET", "/v1/obligations", headers={"Accept": "image/png"}).status == 406


# ---- Reminders


class Reminders:
    """The topic from now on, as a program reads it that knows nothing of us but openapi/events.yaml."""

    def __init__(self):
        self.consumer = Consumer(topics.settings() | {"group.id": "notifier-" + uuid.uuid4().hex, "enable.auto.commit": False})
        partitions = self.consumer.list_topics(TOPIC, timeout=15).topics[TOPIC].partitions
        ends = [TopicPartition(TOPIC, p, self.consumer.get_watermark_offsets(TopicPartition(TOPIC, p), timeout=15)[1]) for p in partitions]
        self.consumer.assign(ends)
        self.records = []

    def of(self, period, count, seconds):
        """The records of a period: at least so many, and whatever else comes within five seconds more."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            record = self.consumer.poll(0.5)
            if record is None:
                if len(self.about(period)) >= count and end > time.monotonic() + 5:
                    end = time.monotonic() + 5
                continue
            assert not record.error(), record.error()
            self.records.append(record)
        return self.about(period)

    def about(self, period):
        return [record for record in self.records if json.loads(record.value())["period"]["code"] == period]


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load((CHECKOUT / "openapi/events.yaml").read_text(encoding="utf-8"))


def check(document, record):
    headers = {name: value.decode() for name, value in record.headers()}
    payload = json.loads(record.value())
    messages = {message["name"]: message for message in document["components"]["messages"].values()}
    message = messages[headers["ce_type"]]
    resolver = jsonschema.RefResolver.from_schema(document)
    for part, value in (("headers", headers), ("payload", payload)):
        jsonschema.Draft202012Validator(message[part], resolver=resolver).validate(value)
    assert record.key().decode() == payload["unit"] == headers["ce_partitionkey"] and headers["ce_source"] == "/reports"
    assert headers["ce_subject"] == "/".join([payload["form"], payload["period"]["code"], payload["unit"], payload["agency"]])
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-01", headers["traceparent"])
    return headers["ce_type"], payload


def ask(stack, units, due):
    """An ad hoc request for the present, due at a moment; answers its period's code once the reports service knows it."""
    code = "R-" + uuid.uuid4().hex[:12]
    start = datetime.date.today() - datetime.timedelta(days=10)
    asked = {"code": code, "form": FORM, "units": units, "title": "Rà soát", "dueAt": due, "period": {"start": str(start), "end": str(start + datetime.timedelta(days=5))}}
    answer = stack.call("POST", "/v1/requests", asked)
    assert answer.status == 201, answer
    known = wait_for(lambda: (answer := stack.call("GET", f"/v1/obligations?period=X-{code}")).status == 200 and answer.json)
    assert len(known["items"]) == len(units)
    return "X-" + code


def moment(seconds):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_who_has_not_handed_in_is_reminded_once(stack, units, document):
    wait_for(lambda: stack.sql("SELECT count(*) FROM reports.reminder_mark")[0][0] == 2)
    present = sorted(row["code"] for row in units.below("51", today(), "commune"))[:4]
    ids = {code: units.find(code, today())["unit"] for code in present}
    late, in_time, extended, drafted = present
    topic = Reminders()
    soon = ask(stack, [late, in_time], moment(7 * 86400 + 6))
    due = moment(8)
    period = ask(stack, present, due)
    assert {item["state"] for item in listed(stack, f"period={period}")} == {"dueSoon"}
    longer = moment(12)
    answer = stack.call("POST", "/v1/extensions", {"form": FORM, "period": period, "units": [extended], "dueAt": longer, "reason": "bão"})
    assert answer.status == 201, answer
    for unit, state in ((in_time, "submitted"), (drafted, "draft")):
        answer = stack.call("POST", "/v1/reports", report(unit, state, period=period))
        assert answer.status == 201, answer

    told = [check(document, record) for record in topic.of(period, 3, 12 + TOLD_WITHIN_S)]
    assert {kind for kind, _ in told} == {"tonghop.obligation.late.v1"}
    assert sorted((p["unit"], p["dueAt"], p["originalDueAt"], p["state"]) for _, p in told) == sorted(
        [(ids[late], due, None, "late"), (ids[drafted], due, None, "late"), (ids[extended], longer, due, "late")])
    told = [check(document, record) for record in topic.of(soon, 2, TOLD_WITHIN_S)]
    assert sorted((kind, p["unit"], p["state"]) for kind, p in told) == sorted(("tonghop.obligation.dueSoon.v1", ids[unit], "dueSoon") for unit in (late, in_time))
    assert {item["state"] for item in listed(stack, f"period={soon}")} == {"dueSoon"}
    states = {code: item["state"] for code, item in by_unit(listed(stack, f"period={period}")).items()}
    assert states == {late: "late", in_time: "submitted", extended: "late", drafted: "draft"}
