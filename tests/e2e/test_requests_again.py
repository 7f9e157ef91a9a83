"""A request sent again, or by many at once, is answered from what is stored; a table may say why; a refused table names its rows."""

import concurrent.futures
import uuid

import pytest

FORM = "PCMD-S"
CLOSED, DATE = "2023-H1", "2023-06-14"


def communes(units, province, count):
    return sorted(row["code"] for row in units.below(province, DATE, "commune"))[-count:]


def send(stack, header, *rows, mode="atomic", period=CLOSED, **more):
    return stack.call("POST", f"/v1/imports?form={FORM}&period={period}&mode={mode}", "\n".join([header, *rows]) + "\n", kind="text/csv", **more)


def test_many_at_once_with_one_key_decide_once(stack, units):
    commune = communes(units, "42", 1)[0]
    entry = {"form": FORM, "unit": commune, "agency": "people-committee", "period": CLOSED, "values": {"staffTotal": 5, "staffTrained": 1}}
    posted = stack.call("POST", "/v1/reports", entry)
    assert posted.status == 201, posted
    report = posted.json
    reviewer = stack.token("reports:read reports:review", "42", subject="reviewer")
    headers = {"Idempotency-Key": f'"{uuid.uuid4()}"', "If-Match": f'"{report["version"]}"'}

    def decide(_):
        return stack.call("POST", f"/v1/reports/{report['id']}/decisions", {"decision": "accept"}, token=reviewer, headers=headers)

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(decide, range(8)))
    assert {answer.status for answer in answers} == {200}, answers
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1, [a.headers for a in answers]
    shown = stack.get(f"/v1/reports/{report['id']}", token=reviewer)
    assert shown["version"] == report["version"] + 1 and shown["state"] == "accepted"
    assert all(answer.json == shown for answer in answers), (shown, answers)


def test_a_table_corrects_what_is_closed_with_a_reason(stack, units):
    one, other = communes(units, "44", 2)
    assert send(stack, "unit,agency,staffTotal,staffTrained", f"{one},people-committee,5,1", f"{other},people-committee,6,1").json["counts"]["created"] == 2
    without = send(stack, "unit,agency,staffTotal,staffTrained", f"{one},people-committee,7,1", f"{other},people-committee,8,1", mode="partial").json
    assert [(row["row"], row["type"]) for row in without["rows"]] == [(1, "reasonNeeded"), (2, "reasonNeeded")], without
    corrected = send(stack, "unit,agency,staffTotal,staffTrained,reason", f"{one},people-committee,7,1,cộng nhầm", f"{other},people-committee,6,1,")
    assert corrected.json["counts"] == {"received": 2, "created": 0, "updated": 1, "unchanged": 1, "rejected": 0}, corrected
    reasons = stack.sql("SELECT version, reason FROM reports.report_version WHERE form = %s AND period = %s AND unit LIKE %s ORDER BY version", FORM, CLOSED, one + "@%")
    assert reasons == [(1, None), (2, "cộng nhầm")]


def test_a_table_says_why_there_is_no_figure(stack, units):
    one, other = communes(units, "46", 2)
    answer = send(stack, "unit,agency,staffTotal,staffTrained,notAvailable.staffTrained", f"{one},people-committee,5,,chưa thống kê", f"{other},people-committee,6,2,", period="2024-H2")
    assert answer.status == 200 and answer.json["counts"]["created"] == 2, answer
    details = stack.sql("SELECT cells[2], details FROM reports.report_version WHERE form = %s AND period = '2024-H2' AND unit LIKE %s", FORM, one + "@%")
    assert details == [(None, {"notAvailable": {"staffTrained": "chưa thống kê"}})]


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_refused_table_is_a_problem_that_names_its_rows(stack, units, dry_run):
    codes = communes(units, "48", 5)
    rows = [f"{code},people-committee,{10 + i},1" for i, code in enumerate(codes)] + [f"{codes[0]},people-committee,10,1", "99999,people-committee,1,1"]
    rows[1] = f"{codes[1]},people-committee,x,1"
    key = {"Idempotency-Key": f'"{uuid.uuid4()}"'}
    period = CLOSED + ("&dryRun=true" if dry_run else "")
    first = send(stack, "unit,agency,staffTotal,staffTrained", *rows, headers=key, period=period)
    assert first.status == 422 and ("location" in first.headers) != dry_run, first
    assert [place[0] for _, place in first.issues()] == [2, 6, 7], first
    assert all(issue["detail"] and "column" in issue for issue in first.json["issues"])
    assert first.json["counts"] == {"received": 7, "created": 0, "updated": 0, "unchanged": 0, "rejected": 3}
    assert len(first.json["sha256"]) == 64
    again = send(stack, "unit,agency,staffTotal,staffTrained", *rows, headers=key, period=period)
    assert again.status == 422 and (again.headers.get("idempotency-replayed") == "true") != dry_run
    assert again.issues() == first.issues() and again.json["counts"] == first.json["counts"]
    if not dry_run:
        assert stack.get(first.headers["location"])["state"] == "failed"


def test_what_somebody_else_is_drafting_is_not_written_over(stack, units):
    """An atomic table leaves all as it is, and tells of the draft no more than that there is one."""
    drafting, other = communes(units, "48", 10)[:2]
    own = stack.token("reports:read reports:write", drafting, subject="drafting-officer")
    entry = {"form": FORM, "unit": drafting, "agency": "people-committee", "period": CLOSED, "state": "draft", "values": {"staffTotal": 5}}
    draft = stack.call("POST", "/v1/reports", entry, token=own)
    assert draft.status == 201, draft
    clerk = stack.token("reports:read reports:write", "48", subject="city-clerk")
    rows = [f"{code},people-committee,10,1" for code in (other, drafting)]
    answer = send(stack, "unit,agency,staffTotal,staffTrained", *rows, token=clerk)
    assert answer.status == 422 and [(i["type"], i["row"], i["column"]) for i in answer.json["issues"]] == [("alreadyThere", 2, "unit")], answer
    assert answer.json["counts"]["created"] == answer.json["counts"]["updated"] == 0
    kept = stack.call("GET", f"/v1/reports/{draft.json['id']}", token=own)
    assert kept.json["version"] == 1 and kept.json["state"] == "draft" and kept.json["values"]["staffTotal"] == 5
    assert stack.get(f"/v1/reports?form={FORM}&period={CLOSED}&unit={other}", token=clerk)["items"] == []
    answer = send(stack, "unit,agency,staffTotal,staffTrained", *rows, token=clerk, mode="partial")
    assert answer.status == 200 and answer.json["counts"]["created"] == 1 and [r["type"] for r in answer.json["rows"]] == ["alreadyThere"], answer


@pytest.mark.parametrize("mode", ["atomic", "partial"])
def test_a_table_sent_again_is_answered_byte_for_byte(stack, units, mode):
    code = communes(units, "48", 10)[2 if mode == "atomic" else 3]
    key = {"Idempotency-Key": f'"{uuid.uuid4()}"'}
    first, again = (send(stack, "unit,agency,staffTotal,staffTrained", f"{code},people-committee,4,1", headers=key, mode=mode) for _ in range(2))
    assert first.status == 200 and again.headers["idempotency-replayed"] == "true", again
    assert again.body == first.body, (first, again)


def test_two_tables_of_the_same_units_in_opposite_order(stack, units):
    codes = sorted(row["code"] for row in units.below("40", "2026-10-31", "commune"))
    assert len(codes) > 50

    def table(order, total):
        return send(stack, "unit,agency,staffTotal,staffTrained", *(f"{code},people-committee,{total},1" for code in order), period="2026-H2")

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        orders = [codes, codes[::-1], codes, codes[::-1]]
        answers = list(pool.map(table, orders, [11, 12, 13, 14]))
    assert {answer.status for answer in answers} <= {200, 422}, answers
    assert any(answer.status == 200 for answer in answers), answers
