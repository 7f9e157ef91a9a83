"""The province's consolidated report: what it says is what the reports say, it is signed by a second person, stays as it was, and says when it is overtaken."""

import concurrent.futures
import copy
import hashlib
import json
import os
import pathlib
import re
import subprocess
import time
import uuid

import jsonschema
import pytest
import yaml

import topics
from stack import CHECKOUT
from test_consolidated_report import counted_rows

FORMS, PERIOD, PLAN = ["PCMD-D", "PCMD-C", "PCMD-P"], "2023-H1", "thanh-hoa-2023"
WISH = {"forms": FORMS, "unit": "38", "agency": "labour", "period": PERIOD}
SCOPES = "consolidations:write rollups:read raw"
PROGRAM = pathlib.Path(os.environ.get("TONGHOP_BIN", CHECKOUT / "build/asan/bin")) / "tonghop-aggregation"
SCHEMAS = yaml.safe_load((CHECKOUT / "openapi/aggregation.yaml").read_text(encoding="utf-8"))["components"]


def of_schema(name, value):
    jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": SCHEMAS}).validate(value)


class Desk:
    """People of the province and those it reports to."""

    def __init__(self, stack):
        self.stack = stack
        self.author = stack.token(SCOPES, "38/labour", subject="author")
        self.signer = stack.token(SCOPES, "38/labour", subject="signer")
        self.committee = stack.token(SCOPES, "38/people-committee", subject="committee")
        self.ministry = stack.token(SCOPES, "VN/labour", subject="ministry")

    def ask(self, wish, token=None, **headers):
        return self.stack.call("POST", "/v1/consolidations", wish, token=token or self.author, headers=headers)

    def draft(self, **changes):
        answer = self.ask(WISH | changes)
        assert answer.status == 201, answer
        of_schema("Consolidation", answer.json)
        assert answer.headers["location"] == "/v1/consolidations/" + answer.json["id"] and answer.headers["etag"] == '"1"'
        return answer.json

    def get(self, made, token=None):
        found = self.stack.get("/v1/consolidations/" + made["id"], token=token or self.author)
        of_schema("Consolidation", found)
        return found

    def decide(self, made, decision, token, match=None, **members):
        version = self.stack.sql("SELECT version FROM aggregation.consolidation WHERE id = %s", made["id"])[0][0]
        headers = {"If-Match": f'"{version}"' if match is None else match or None}
        return self.stack.call("POST", f"/v1/consolidations/{made['id']}/decisions", {"decision": decision} | members, token=token, headers=headers)

    def decided(self, made, decision, token, **members):
        answer = self.decide(made, decision, token, **members)
        assert answer.status == 200, answer
        of_schema("ConsolidationHead", answer.json)
        return answer.json

    def signed(self, **changes):
        made = self.draft(**changes)
        self.decided(made, "sign", self.signer)
        return self.get(made)

    def sent(self, **changes):
        made = self.signed(**changes)
        self.decided(made, "send", self.author)
        return self.get(made)


@pytest.fixture(scope="module")
def desk(stack):
    return Desk(stack)


def settled(stack):
    """Until everything that the reports service has published is taken in, and nothing waits to be looked at."""
    for _ in range(240):
        waiting = stack.sql("SELECT count(*) FROM reports.outbox")[0][0] + stack.sql(
            "SELECT count(*) FROM (SELECT form, period, string_agg(partition || ':' || last_offset || ':' || topic_generation, ' ' ORDER BY partition) AS marks"
            " FROM aggregation.change_mark GROUP BY form, period) AS received LEFT JOIN aggregation.rollup_state AS state USING (form, period)"
            " WHERE state.marks IS DISTINCT FROM received.marks")[0][0]
        if waiting == 0:
            return
        time.sleep(0.25)
    pytest.fail("the reports do not settle")


def canonical(document):
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def verify(tmp_path, saved, keys, environment=None):
    (tmp_path / "saved.json").write_text(json.dumps(saved, ensure_ascii=False, indent=1), encoding="utf-8")
    command = [str(PROGRAM), "verify", str(tmp_path / "saved.json")]
    if keys is not None:
        (tmp_path / "keys.json").write_text(json.dumps(keys), encoding="utf-8")
        command += ["--keys", str(tmp_path / "keys.json")]
    return subprocess.run(command, capture_output=True, text=True, env=environment or {"PATH": "/usr/bin"}, check=False)


# ---- What it says


def test_it_says_what_the_roll_ups_and_the_attainment_say(stack, desk):
    settled(stack)
    made = desk.draft(plan=PLAN)
    document = made["document"]
    assert [form["form"] for form in document["forms"]] == FORMS and document["complete"]
    for form in document["forms"]:
        shown = stack.get(f"/v1/rollups/{form['form']}/38/{PERIOD}?children=true&cumulate=year&compare=previousYear&plan={PLAN}")
        for member in ("completeness", "cells", "own", "madeFrom"):
            assert form[member] == shown[member], (form["form"], member)
        assert form["gathers"] == "all" and form["missing"] == shown["completeness"]["expected"] - shown["completeness"]["reported"]
        kept = [{name: child[name] for name in ("unit", "unitCode", "completeness", "cells")} for child in form["children"]]
        assert kept == [{name: child[name] for name in ("unit", "unitCode", "completeness", "cells")} for child in shown["children"]]
        assert [column["cell"] for column in form["columns"]] == [cell["code"] for cell in stack.get(f"/v1/forms/{form['form']}")["cells"]]
    assert document["forms"][2]["previousYear"]["period"]["code"] == "2022-H1"
    assert document["attainment"]["targets"] == stack.get(f"/v1/attainment/{PLAN}?period={PERIOD}")["targets"]


@pytest.mark.parametrize("form", FORMS)
def test_its_figures_are_a_recount_of_exactly_the_versions_it_names(stack, units, desk, form):
    settled(stack)
    made = desk.draft(forms=[form])
    sources = [row for row in stack.items(f"/v1/consolidations/{made['id']}/sources?limit=100", token=desk.author) if row["period"] == PERIOD]
    rows = []
    for row in sources:
        found = stack.sql("SELECT state, cells, report::text FROM reports.report_version WHERE form = %s AND period = %s AND unit = %s AND agency = %s AND version = %s",
                          form, PERIOD, row["unit"], row["agency"], row["version"])
        assert found[0][0] in ("submitted", "accepted") and found[0][2] == row["report"]
        rows.append((row["unit"].split("@")[0], found[0][1]))
    inside = {row["code"] for level in ("commune", "district") for row in units.below("38", "2023-06-14", level)} | {"38"}
    assert sorted(rows, key=str) == sorted([row for row in counted_rows(stack, form) if row[0] in inside], key=str)
    shown = made["document"]["forms"][0]
    places = {code: set(units.ancestors(code, "2023-06-14")) | {code} for code, _ in rows}
    for node, cells in [("38", shown["cells"])] + [(child["unitCode"], child["cells"]) for child in shown["children"]]:
        for index, column in enumerate(shown["columns"]):
            values = [figures[index] for code, figures in rows if node in places[code] and index < len(figures) and figures[index] is not None]
            assert (cells[column["cell"]]["sum"], cells[column["cell"]]["reported"]) == (sum(values) if values else None, len(values)), (node, column["cell"])


def test_the_list_of_sources_has_the_digest_that_the_document_names(stack, desk):
    made = desk.draft()
    rows = stack.items(f"/v1/consolidations/{made['id']}/sources?limit=77", token=desk.author)
    lines = "".join("|".join(str(row[name]) for name in ("form", "period", "unit", "agency", "report", "epoch", "version")) + "\n" for row in rows)
    assert made["document"]["sources"] == {"count": len(rows), "sha256": hashlib.sha256(lines.encode()).hexdigest()}
    assert {row["period"] for row in rows} == {"2022-H1", PERIOD}, "those of the year before too"


def test_police_gather_along_their_own_line(stack, desk):
    settled(stack)
    police = stack.token(SCOPES, "38/police", subject="police")
    answer = desk.ask(WISH | {"forms": ["PCMD-S"], "agency": "police"}, token=police)
    assert answer.status == 201 and answer.json["document"]["forms"][0]["gathers"] == "ownLine" and answer.json["recipients"] == [], answer
    shown = stack.get(f"/v1/rollups/PCMD-S/38/{PERIOD}?agency=police&cumulate=year&compare=previousYear")
    assert answer.json["document"]["forms"][0]["cells"] == shown["cells"]
    everybody = stack.get(f"/v1/rollups/PCMD-S/38/{PERIOD}")
    assert 0 < shown["completeness"]["expected"] < everybody["completeness"]["expected"]
    refused = desk.ask(WISH | {"forms": ["PCMD-S"], "agency": "police", "plan": PLAN}, token=police)
    assert refused.status == 422 and ("inconsistent", "/plan") in refused.issues()


# ---- Who, and in which order


def test_a_second_person_signs_and_numbers_follow_one_another(stack, desk):
    forms = ["PCMD-M"]
    first = desk.draft(forms=forms)
    for wrong, status in ((desk.author, 403), (desk.committee, 404), (stack.token("rollups:read raw", "38", subject="reader"), 403)):
        assert desk.decide(first, "sign", wrong).status == status
    assert desk.decide(first, "sign", desk.signer, match="").status == 428
    assert desk.decide(first, "sign", desk.signer, match='"7"').status == 412
    head = desk.decided(first, "sign", desk.signer)
    second = desk.signed(forms=forms)
    assert second["number"] == head["number"] + 1 and second["document"]["number"] == second["number"]
    assert second["document"]["previous"] == {"number": head["number"], "sha256": desk.get(first)["sha256"]}
    assert desk.signed(forms=["PCMD-M", "PCMD-L"])["document"]["previous"] != second["document"]["previous"], "of other forms"
    for made, decision in ((first, "sign"), (first, "discard"), (first, "accept")):
        refused = desk.decide(made, decision, desk.signer)
        assert refused.status == 409 and ("notAllowedNow", "/decision") in refused.issues(), refused
    dropped = desk.draft(forms=forms)
    assert desk.decided(dropped, "discard", desk.author)["state"] == "discarded"
    assert desk.decide(dropped, "sign", desk.signer).status == 409
    assert desk.signed(forms=forms)["number"] == second["number"] + 1, "no gap"


def test_signing_at_the_same_time_gives_each_its_own_number(desk):
    drafts = [desk.draft(forms=["PCMD-J"]) for _ in range(6)]
    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        heads = list(threads.map(lambda made: desk.decided(made, "sign", desk.signer), drafts))
    numbers = sorted(head["number"] for head in heads)
    assert numbers == list(range(numbers[0], numbers[0] + 6))
    by_number = {made["number"]: made for made in map(desk.get, drafts)}
    for number in numbers[1:]:
        assert by_number[number]["document"]["previous"]["sha256"] == by_number[number - 1]["sha256"], "an unbroken chain"


def test_each_recipient_accepts_or_returns_for_itself_once(stack, desk):
    made = desk.draft()
    assert [(r["unitCode"], r["agency"]) for r in made["recipients"]] == [("38", "people-committee"), ("VN", "VN-labour")], "of duty S3-R2"
    assert desk.decide(made, "send", desk.author).status == 409
    desk.decided(made, "sign", desk.signer)
    assert stack.call("GET", "/v1/consolidations/" + made["id"], token=desk.committee).status == 404, "not sent to it yet"
    desk.decided(made, "send", desk.author)
    assert desk.get(made, desk.committee)["state"] == "sent"
    both = stack.token(SCOPES, "38", subject="author")
    assert desk.decide(made, "accept", both, recipient={"unit": "38", "agency": "people-committee"}).status == 403, "who drafted it does not receive it"
    refused = desk.decide(made, "accept", desk.committee, recipient={"unit": "VN", "agency": "labour"})
    assert refused.status == 403, refused
    assert desk.decide(made, "accept", desk.committee, recipient={"unit": "380", "agency": "people-committee"}).status == 422
    refused = desk.decide(made, "return", desk.ministry)
    assert refused.status == 422 and ("reasonNeeded", "/reason") in refused.issues()
    refused = desk.decide(made, "return", desk.ministry, reason="Hỏi anh Nguyễn Văn An, 0912 345 678")
    assert refused.status == 422 and ("personalData", "/reason") in refused.issues()
    head = desk.decided(made, "return", desk.ministry, reason="Thiếu huyện Quan Hóa")
    assert {r["agency"]: (r["state"], r["reason"]) for r in head["recipients"]} == {"people-committee": ("pending", None), "VN-labour": ("returned", "Thiếu huyện Quan Hóa")}
    head = desk.decided(made, "accept", desk.committee, recipient={"unit": "38", "agency": "people-committee"})
    assert [r["state"] for r in head["recipients"]] == ["accepted", "returned"]
    again = desk.decide(made, "accept", desk.ministry, recipient={"unit": "VN", "agency": "labour"})
    assert again.status == 409 and again.json["issues"][0]["detail"].endswith("returned")
    assert desk.decide(made, "accept", desk.committee).status == 422, "it stands for nobody who is left"


def test_without_recipients_it_is_not_sent(desk):
    made = desk.signed(recipients=[])
    assert desk.decide(made, "send", desk.author).status == 409


@pytest.mark.parametrize(("scopes", "root", "status"), [
    (SCOPES, "38", 201), (SCOPES, "38/labour", 201), (SCOPES, "VN", 201), (SCOPES, "VN/labour", 201),
    (SCOPES, "38/police", 403), (SCOPES, "38/people-committee", 403), (SCOPES, "380", 403), (SCOPES, "01", 403), (SCOPES, "01/labour", 403),
    ("rollups:read raw reports:write", "38", 403), ("consolidations:write", "VN", 201),
])
def test_who_may_draft_for_the_department(stack, desk, scopes, root, status):
    answer = desk.ask(WISH | {"forms": ["PCMD-L"]}, token=stack.token(scopes, root, subject="matrix"))
    assert answer.status == status, answer


@pytest.mark.parametrize(("root", "draft", "sent"), [
    ("38", True, True), ("38/labour", True, True), ("VN", True, True), ("VN/labour", True, True), ("38/people-committee", False, True),
    ("38/police", False, False), ("380", False, False), ("01", False, False), ("VN/police", False, False),
])
def test_who_sees_a_draft_and_what_was_sent(stack, desk, root, draft, sent):
    forms = ["PCMD-K"]
    made, gone = desk.draft(forms=forms), desk.sent(forms=forms)
    token = stack.token("rollups:read", root, subject="matrix")
    listed = {item["id"] for item in stack.items("/v1/consolidations?form=PCMD-K&limit=1000", token=token)}
    for consolidation, visible in ((made, draft), (gone, sent)):
        assert (consolidation["id"] in listed) == visible
        for more in ("", "/changes", "/sources"):
            assert stack.call("GET", f"/v1/consolidations/{consolidation['id']}{more}", token=token).status == (200 if visible else 404), more


def test_the_list_is_narrowed_down_page_by_page(stack, desk):
    one, two = desk.draft(forms=["PCMD-T"]), desk.signed(forms=["PCMD-T"])
    listed = lambda query: [item["id"] for item in stack.items("/v1/consolidations?" + query, token=desk.author)]  # noqa: E731
    assert listed("form=PCMD-T&limit=1")[:2] == [two["id"], one["id"]], "the newest first"
    assert one["id"] in listed("state=draft&within=VN") and two["id"] not in listed("state=draft")
    assert two["id"] in listed(f"unit=38&state=signed&period={PERIOD}&form=PCMD-T") and listed("unit=01") == [] and listed("within=380") == []
    for item in stack.get("/v1/consolidations?limit=3", token=desk.author)["items"]:
        of_schema("ConsolidationHead", item)
        assert "document" not in item
    for query, place in (("state=published", "state"), ("unit=99999x", "unit"), ("form=PCMD-T&cursor=abc", "cursor"), ("more=1", "more")):
        refused = stack.call("GET", "/v1/consolidations?" + query, token=desk.author)
        assert refused.status in (400, 422) and place in [where for _, where in refused.issues()], refused


@pytest.mark.parametrize(("changes", "problem"), [
    ({"forms": []}, ("tooShort", "/forms")), ({"forms": ["PCMD-C", "PCMD-C"]}, ("duplicate", "/forms/1")), ({"forms": ["NOWHERE"]}, ("unknownForm", "/forms/0")),
    ({"forms": ["PCMD-C", "NS-A"]}, ("inconsistent", "/forms/1")), ({"period": "2023-H7"}, ("badPeriod", "/period")), ({"period": "2013.."}, ("badPeriod", "/period")),
    ({"period": "2012-H1"}, ("formNotInForce", "/period")), ({"unit": "99x"}, ("unknownUnit", "/unit")), ({"agency": "navy"}, ("unknownAgency", "/agency")),
    ({"plan": "no-plan"}, ("unknownPlan", "/plan")), ({"plan": "ha-noi-2014"}, ("inconsistent", "/plan")), ({"more": 1}, ("unknownMember", "/more")),
    ({"narratives": {"difficulties": "Bà Trần Thị Bình, CCCD 038123456789"}}, ("personalData", "/narratives/difficulties")),
    ({"narratives": {"difficulties": 5}}, ("wrongType", "/narratives/difficulties")),
    ({"recipients": [{"unit": "38", "agency": "people-committee"}, {"unit": "38@2012-01-01", "agency": "people-committee"}]}, ("duplicate", "/recipients/1")),
    ({"recipients": [{"unit": "38"}]}, ("required", "/recipients/0/agency")),
])
def test_what_cannot_be_meant_is_refused_with_its_place(stack, desk, changes, problem):
    if changes.get("forms") == ["PCMD-C", "NS-A"]:
        other = next(form["code"] for form in stack.items("/v1/forms?limit=1000") if form["programme"] != "pcmd")
        changes = {"forms": ["PCMD-C", other]}
    refused = desk.ask(WISH | changes)
    assert refused.status in (400, 422) and problem in refused.issues(), refused


# ---- Again, and edited


def test_the_same_request_again_drafts_nothing_more(stack, desk):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first, again = (desk.ask(WISH | {"forms": ["PCMD-L"]}, **key) for _ in range(2))
    assert again.status == 201 and again.json == first.json and again.headers["idempotency-replayed"] == "true" and again.headers["location"] == first.headers["location"]
    assert desk.ask(WISH | {"forms": ["PCMD-J"]}, **key).status == 422
    decide = lambda: stack.call("POST", first.headers["location"] + "/decisions", {"decision": "sign"}, token=desk.signer,  # noqa: E731
                                headers={"If-Match": first.headers["etag"]} | sign)
    sign = {"Idempotency-Key": str(uuid.uuid4())}
    assert decide().json == decide().json
    assert stack.sql("SELECT count(*) FROM aggregation.outbox WHERE key = %s", first.json["id"])[0][0] <= 1
    assert stack.call("POST", "/v1/consolidations", WISH, token=desk.author, headers={"Idempotency-Key": None}).status == 400


def test_narratives_are_edited_until_it_is_signed(stack, desk):
    made = desk.draft(forms=["PCMD-C"], narratives={"difficulties": "Ít", "results": "Đủ"})
    path = "/v1/consolidations/" + made["id"]
    titles = {n["section"]: n.get("title", {}).get("en") for n in made["document"]["narratives"]}
    assert titles == {"difficulties": "Difficulties", "results": None}
    put = lambda body, token=desk.author, match='"1"': stack.call("PUT", path, body, token=token, headers={"If-Match": match})  # noqa: E731
    new = {"narratives": {"difficulties": "Thiếu cán bộ"}, "recipients": [{"unit": "380", "agency": "police"}]}
    assert put(new, match=None).status == 428 and put(new, match='"9"').status == 412
    assert put(new, token=stack.token(SCOPES, "380", subject="foreign")).status == 404
    assert ("personalData", "/narratives/x") in put({"narratives": {"x": "số điện thoại 0912345678"}}).issues()
    changed = put(new, token=desk.signer)
    assert changed.status == 200 and changed.headers["etag"] == '"2"', changed
    of_schema("Consolidation", changed.json)
    assert [n["text"] for n in changed.json["document"]["narratives"]] == ["Thiếu cán bộ"] and changed.json["recipients"][0]["unitCode"] == "380"
    kept = {name: value for name, value in changed.json["document"].items() if name != "narratives"}
    assert kept == {name: value for name, value in made["document"].items() if name != "narratives"}, "the figures stay"
    same = put(new, match='"2"')
    assert same.status == 200 and same.headers["etag"] == '"2"', "an identical one is no change"
    desk.decided(made, "sign", desk.signer)
    assert put(new, match='"3"').status == 409


# ---- Whole, and verifiable


@pytest.fixture(scope="module")
def keys(stack):
    answer = stack.call("GET", "/v1/consolidations/keys", token="")
    assert answer.status == 200 and answer.headers["content-type"].startswith("application/jwk-set+json"), "public"
    of_schema("JwkSet", answer.json)
    assert all("d" not in key for key in answer.json["keys"]), "nothing private"
    return answer.json


def changed_figure(document):
    cell = next(cell for cell in document["forms"][0]["cells"].values() if cell["sum"])
    cell["sum"] += 1


def test_a_saved_file_is_verified_and_each_change_of_it_named(stack, desk, keys, tmp_path):
    made = desk.sent(plan=PLAN, narratives={"results": "Đã tổ chức 3 đợt"})
    assert made["sha256"] == hashlib.sha256(canonical(made["document"])).hexdigest()
    good = verify(tmp_path, made, keys)
    assert good.returncode == 0 and made["id"] in good.stdout, good
    for change, said in (
        (changed_figure, "was changed"), (lambda d: d.update(signedAt="2023-06-20T00:00:00Z"), "was changed"), (lambda d: d.update(number=d["number"] + 1), "was changed"),
        (lambda d: d["narratives"].clear(), "was changed"), (lambda d: d["sources"].update(count=1), "was changed"),
    ):
        wrong = copy.deepcopy(made)
        change(wrong["document"])
        found = verify(tmp_path, wrong, keys)
        assert found.returncode == 1 and said in found.stderr, found
        wrong["sha256"] = hashlib.sha256(canonical(wrong["document"])).hexdigest()
        found = verify(tmp_path, wrong, keys)
        assert found.returncode == 1 and "seal is of another document" in found.stderr, found
    other = copy.deepcopy(keys)
    other["keys"][0]["kid"] = "another"
    assert "not among those given" in verify(tmp_path, made, other).stderr
    assert "not signed" in verify(tmp_path, desk.draft(forms=["PCMD-M"]), keys).stderr
    assert verify(tmp_path, made, None).returncode == 1 and "--keys" in verify(tmp_path, made, None).stderr
    own = {"PATH": "/usr/bin", "TONGHOP_SEAL_KEY_FILE": f"{stack.home}/secrets/seal.pem"}
    assert verify(tmp_path, made, None, own).returncode == 0
    assert subprocess.run([str(PROGRAM), "verify"], capture_output=True, check=False).returncode == 2


def test_who_may_not_see_small_counts_gets_an_edition_of_its_own(stack, desk, keys, tmp_path):
    made = desk.signed(forms=["PCMD-P"], plan=PLAN)
    plain = desk.get(made, stack.token("rollups:read", "38", subject="plain"))
    assert plain["document"]["withheld"] and not made["document"]["withheld"] and plain["sha256"] != made["sha256"] and plain["seal"] != made["seal"]
    assert plain["sha256"] == hashlib.sha256(canonical(plain["document"])).hexdigest()
    assert verify(tmp_path, plain, keys).returncode == 0 and "without small counts" in verify(tmp_path, plain, keys).stdout
    full, kept = made["document"]["forms"][0], plain["document"]["forms"][0]
    sensitive = {column["cell"] for column in full["columns"] if column["sensitive"]}
    assert sensitive
    shown = stack.get(f"/v1/rollups/PCMD-P/38/{PERIOD}?children=true&cumulate=year&compare=previousYear&plan={PLAN}", token=stack.token("rollups:read", "38", subject="plain"))
    for cells, open_cells, live in [(kept["cells"], full["cells"], shown["cells"]), (kept["own"]["cells"], full["own"]["cells"], shown["own"]["cells"])] + list(
            zip([c["cells"] for c in kept["children"]], [c["cells"] for c in full["children"]], [c["cells"] for c in shown["children"]])):
        for code, cell in cells.items():
            if code not in sensitive:
                assert cell == live[code] == open_cells[code]
            elif cell.get("status") == "withheld":
                assert all(value is None for name, value in cell.items() if name not in ("reported", "status")), (code, cell)
            else:
                assert cell == open_cells[code] and not 0 < (cell["sum"] or 0) < 5, "signed, and nobody is known by it"
            if code in sensitive:
                assert live[code]["status"] == "confidential" and live[code]["sum"] is None
    assert plain["document"]["attainment"]["targets"] == stack.get(f"/v1/attainment/{PLAN}?period={PERIOD}", token=stack.token("rollups:read", "38", subject="plain"))["targets"]
    event = wait_for_event(made["id"], "signed")
    assert event["sha256"] == plain["sha256"] and made["sha256"] not in json.dumps(event)


# ---- Overtaken


def events_of(consolidation):
    return [(dict(record.headers())["ce_type"].decode().split(".")[2], json.loads(record.value())) for record in topics.all_of("tonghop.consolidation.v1")
            if record.key().decode() == consolidation]


def wait_for_event(consolidation, what, count=1):
    for _ in range(120):
        found = [event for kind, event in events_of(consolidation) if kind == what]
        if len(found) >= count:
            return found[-1]
        time.sleep(0.25)
    return pytest.fail(f"no event {what}: {[kind for kind, _ in events_of(consolidation)]}")


def outdated(desk, made, wanted=True):
    for _ in range(120):
        found = desk.get(made)
        if (found["outdatedSince"] is not None) == wanted:
            return found
        time.sleep(0.25)
    return pytest.fail("it was not noticed")


def pick(stack, form):
    """A report of a commune of the province that counts, as PUT takes it, and its own."""
    item = next(r for r in stack.items(f"/v1/reports?form={form}&period={PERIOD}&within=38&state=submitted&limit=1000"))
    answer = stack.call("GET", f"/v1/reports/{item['id']}")
    document = {"form": form, "unit": answer.json["unit"], "agency": answer.json["agency"], "period": PERIOD, "reason": "Đếm lại",
                "values": {code: value for code, value in answer.json["values"].items() if value is not None}}
    if "notAvailable" in answer.json:
        document["notAvailable"] = answer.json["notAvailable"]
    return answer, document


def correct(stack, answer, document, cell, by):
    document["values"][cell] += by
    corrected = stack.call("PUT", f"/v1/reports/{answer.json['id']}", document, headers={"If-Match": answer.headers["etag"]})
    assert corrected.status == 200, corrected
    return corrected


def test_a_correction_marks_it_outdated_tells_the_recipients_and_the_next_number_says_what_changed(stack, desk, keys, tmp_path):
    form, cell = "PCMD-C", "workersReached"
    forms = [form, "PCMD-D"]
    settled(stack)
    made, draft = desk.sent(forms=forms), desk.draft(forms=forms)
    answer, document = pick(stack, form)
    cell = next(code for code, value in document["values"].items() if isinstance(value, int) and value > 1 and code not in (
        column["cell"] for column in made["document"]["forms"][0]["columns"] if column["sensitive"]))
    before = made["document"]["forms"][0]["cells"][cell]
    corrected = correct(stack, answer, document, cell, 1)
    found = outdated(desk, made)
    assert (found["state"], found["number"], found["document"], found["sha256"], found["seal"]) == (
        "sent", made["number"], made["document"], made["sha256"], made["seal"]), "what was signed stays"
    assert found["version"] > made["version"] and verify(tmp_path, found, keys).returncode == 0
    differences = found["differences"]
    changed = {(form["form"], cell["cell"]): (cell["before"], cell["after"]) for form in differences["forms"] for cell in form["cells"]}
    assert set(changed) == {(form, cell)}, changed
    was, now = changed[(form, cell)]
    assert was == before and now["sum"] == before["sum"] + 1 and now["reported"] == before["reported"]
    report = {"form": form, "period": PERIOD, "unit": answer.json["unit"], "agency": "people-committee", "report": answer.json["id"],
              "before": answer.json["version"], "after": corrected.json["version"]}
    assert differences["reports"] == {"count": 1, "items": [report]}
    marked = stack.sql("SELECT subject, address, version FROM aggregation.audit WHERE object = %s AND action = 'markOutdated'", f"consolidation:{made['id']}")
    assert marked == [("tonghop-aggregation", "", found["version"])], marked
    event = wait_for_event(made["id"], "outdated")
    assert event["outdatedSince"] == found["outdatedSince"] and event["differences"] == differences and [r["state"] for r in event["recipients"]] == ["pending", "pending"]
    assert outdated(desk, draft)["differences"]["reports"]["count"] == 1, "a draft says it too"
    assert events_of(draft["id"]) == [], "but nobody is told"
    later = desk.signed(forms=forms, narratives={"results": "Số mới"})
    assert later["number"] == made["number"] + 1 and later["outdatedSince"] is None
    changes = stack.get(f"/v1/consolidations/{later['id']}/changes", token=desk.author)
    of_schema("ConsolidationChanges", changes)
    assert changes["against"] == {"id": made["id"], "number": made["number"]} and changes["number"] == later["number"]
    assert changes["differences"]["forms"] == differences["forms"] and changes["differences"]["reports"] == differences["reports"]
    assert changes["differences"]["narratives"] == [{"section": "results", "before": None, "after": "Số mới"}]
    correct(stack, corrected, document, cell, -1)
    assert outdated(desk, later)["differences"]["reports"]["count"] == 1
    assert desk.get(made)["version"] == found["version"], "a later number has replaced it"


def test_a_report_that_comes_in_or_goes_or_says_the_same_again(stack, desk):
    """Accepted as it was: no difference. Returned: it counts no more. Sent in again as it was: nothing has changed after all."""
    form = "PCMD-D"
    settled(stack)
    made = desk.signed(forms=[form])
    answer, document = pick(stack, form)
    decide = lambda decision, match, **more: stack.call("POST", f"/v1/reports/{answer.json['id']}/decisions", {"decision": decision} | more, headers={"If-Match": match},  # noqa: E731
                                                       token=stack.token("reports:read reports:write reports:review", "VN", subject="reviewer"))
    returned = decide("return", answer.headers["etag"], reason="Xem lại")
    assert returned.status == 200, returned
    found = outdated(desk, made)
    assert [(row["before"], row["after"]) for row in found["differences"]["reports"]["items"]] == [(answer.json["version"], None)]
    counts = found["differences"]["forms"][0]["completeness"]
    assert counts["after"]["reported"] == counts["before"]["reported"] - 1
    again = stack.call("PUT", f"/v1/reports/{answer.json['id']}", document, headers={"If-Match": returned.headers["etag"]})
    assert again.status == 200, again
    back = outdated(desk, made, wanted=False)
    assert back["differences"] is None and back["document"] == made["document"]
    assert wait_for_event(made["id"], "outdated", 2)["outdatedSince"] is None
    version = back["version"]
    accepted = decide("accept", again.headers["etag"])
    assert accepted.status == 200, accepted
    settled(stack)
    time.sleep(3)
    assert desk.get(made)["version"] == version, "that it was accepted changes nothing"


def test_those_who_follow_hear_what_becomes_of_it(desk):
    made = desk.sent(forms=["PCMD-L"])
    desk.decided(made, "accept", desk.committee)
    desk.decided(made, "return", desk.ministry, reason="Chưa đủ")
    wait_for_event(made["id"], "returned")
    events = events_of(made["id"])
    assert [kind for kind, _ in events] == ["signed", "sent", "accepted", "returned"]
    assert [event["version"] for _, event in events] == [2, 3, 4, 5] and [event["state"] for _, event in events] == ["signed", "sent", "sent", "sent"]
    assert [r["state"] for r in events[-1][1]["recipients"]] == ["accepted", "returned"]
    assert all("document" not in event and "seal" not in event for _, event in events)


# ---- The province's job


def aggregation_environment(stack):
    """As the service itself has it."""
    environment = {"PATH": "/usr/bin:/bin"}
    pid = pathlib.Path(stack.home, "run/aggregation.pid").read_text(encoding="utf-8").split()[0]
    for row in pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
        name, _, value = row.decode().partition("=")
        if name.startswith("TONGHOP_") or name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            environment[name] = value
    return environment


def test_the_job_drafts_as_the_api_does(stack, desk):
    settled(stack)
    command = [str(PROGRAM), "consolidate", "--unit", "38", "--agency", "labour", "--forms", ",".join(FORMS), "--period", PERIOD]
    environment = aggregation_environment(stack)
    run = lambda *more: subprocess.run([*command, *more], capture_output=True, text=True, env=environment, timeout=120, check=False)  # noqa: E731
    done = run("--plan", PLAN)
    assert done.returncode == 0 and re.fullmatch(r"[0-9a-f-]{36}\n", done.stdout), done
    found = desk.get({"id": done.stdout.strip()})
    same = desk.draft(plan=PLAN)
    assert found["state"] == "draft" and found["recipients"] == same["recipients"] and found["document"]["sources"] == same["document"]["sources"]
    for member in ("forms", "attainment", "complete"):
        assert found["document"][member] == same["document"][member], member
    assert desk.decided(found, "sign", desk.author)["state"] == "signed", "whoever of the department it is"
    wrong = run("--plan", "no-plan")
    assert wrong.returncode == 1 and "/plan" in wrong.stderr and wrong.stdout == ""
    assert run("--more", "1").returncode == 2 and subprocess.run(command[:2], capture_output=True, env=environment, check=False).returncode == 2
