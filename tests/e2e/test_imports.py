"""Imports by CSV and NDJSON: checked row by row, whole or in part, and the same file again changes nothing."""

import json
import time

import pytest

PERIOD = "2024-H1"
DATE = "2024-06-14"


def communes(units, province, count):
    return sorted(row["code"] for row in units.below(province, DATE, "commune"))[:count]


def table(codes, total=10, newline="\n", bom=""):
    lines = ["unit,agency,staffTotal,staffTrained"] + [f"{code},people-committee,{total + i},{i}" for i, code in enumerate(codes)]
    return (bom + newline.join(lines) + newline).encode()


def send(stack, body, mode="atomic", kind="text/csv", form="PCMD-S", period=PERIOD, **more):
    answer = stack.call("POST", f"/v1/imports?form={form}&period={period}&mode={mode}", body, kind=kind, **more)
    if answer.status != 202:
        return answer, (answer.json if answer.status == 200 else None)
    deadline = time.monotonic() + 300
    while True:
        job = stack.get(answer.headers["location"])
        if job["state"] not in ("queued", "running"):
            return answer, job
        assert time.monotonic() < deadline, job
        time.sleep(0.3)


def versions(stack):
    return stack.sql("SELECT count(*) FROM reports.report_version")[0][0]


def test_a_table_is_taken_once(stack, units):
    """In a period that is still open, where a correction needs no reason."""
    codes = sorted(row["code"] for row in units.below("38", "2026-10-31", "commune"))[:50]
    _, first = send(stack, table(codes), period="2026-H2")
    assert first["counts"] == {"received": 50, "created": 50, "updated": 0, "unchanged": 0, "rejected": 0}, first
    before = versions(stack)
    _, again = send(stack, table(codes), period="2026-H2")
    assert again["counts"] == {"received": 50, "created": 0, "updated": 0, "unchanged": 50, "rejected": 0}, again
    assert versions(stack) == before
    answer, other = send(stack, table(codes, total=20), period="2026-H2")
    assert other and other["counts"]["updated"] == 50, answer


def test_byte_order_mark_line_ends_and_quotes(stack, units):
    codes = communes(units, "35", 3)
    body = ("\ufeff" f'"unit","agency","staffTotal","staffTrained"\r\n"{codes[0]}","people-committee","7","1"\r\n'
            f'{codes[1]},people-committee,8,\r\n"{codes[2]}",people-committee,9,"2"\r\n').encode()
    answer, result = send(stack, body, mode="partial")
    assert result and result["counts"]["received"] == 3, answer
    row = stack.sql("SELECT cells FROM reports.report_version WHERE form = 'PCMD-S' AND period = %s AND unit LIKE %s", PERIOD, codes[0] + "@%")
    assert row[0][0][:2] == [7, 1]


def test_atomic_takes_nothing_when_one_row_is_wrong_and_names_them_all(stack, units):
    codes = communes(units, "34", 10)
    body = table(codes).replace(f"{codes[3]},people-committee,13,3".encode(), f"{codes[3]},people-committee,x,3".encode()).replace(f"{codes[7]},people-committee,17,7".encode(), b"99999,people-committee,17,7")
    before = versions(stack)
    answer, _ = send(stack, body)
    assert answer.status == 422, answer
    rows = answer.json.get("rows") or answer.json.get("issues")
    assert {row["row"] for row in rows} == {4, 8}, rows
    assert versions(stack) == before
    _, result = send(stack, body, mode="partial")
    assert result["counts"]["created"] == 8 and result["counts"]["rejected"] == 2, result


def test_what_is_wrong_at_the_end_of_a_long_file_undoes_its_beginning(stack, units):
    """By the time the last row is read, the rows before it have gone to the database."""
    period = "2017-H2"
    codes = sorted(row["code"] for row in units.at("2017-12-14", "commune"))[:1000]
    good = table(codes)
    before = versions(stack)
    for body, issue in ((good.replace(f"{codes[-1]},people-committee,1009,".encode(), f"{codes[-1]},people-committee,x,".encode()), "notANumber"),
                        (good.replace(f"\n{codes[-1]},".encode(), f"\n{codes[0]},".encode()), "duplicate")):
        answer, _ = send(stack, body, period=period)
        assert answer.status == 422 and [(row["row"], row["type"]) for row in answer.json["issues"]] == [(1000, issue)], answer
        assert versions(stack) == before
    _, whole = send(stack, good, period=period)
    assert whole["counts"] == {"received": 1000, "created": 1000, "updated": 0, "unchanged": 0, "rejected": 0}, whole
    assert stack.sql("SELECT version, length(items) FROM reports.audit WHERE object = %s", "import:" + whole["id"]) == [(1000, 52_000)]
    cells = stack.sql("SELECT split_part(unit, '@', 1), cells[1:2] FROM reports.report_version WHERE form = 'PCMD-S' AND period = %s AND version = 1", period)
    assert {code: tuple(figures) for code, figures in cells} == {code: (10 + i, i) for i, code in enumerate(codes)}
    _, again = send(stack, good, period=period)
    assert again["counts"]["unchanged"] == 1000, again


def test_a_dry_run_checks_everything_and_stores_nothing(stack, units):
    before = versions(stack)
    answer = stack.call("POST", f"/v1/imports?form=PCMD-S&period={PERIOD}&mode=atomic&dryRun=true", table(communes(units, "37", 20)), kind="text/csv")
    assert answer.status == 200 and answer.json["counts"]["created"] == 20, answer
    assert versions(stack) == before


@pytest.mark.parametrize("header,kind", [("unit,agency,staffTotal,staffTrained,cats", "columnUnknown"), ("agency,staffTotal,staffTrained", "columnMissing")])
def test_a_wrong_header_is_named(stack, header, kind):
    answer, _ = send(stack, (header + "\n00004,people-committee,1,1,1\n").encode())
    assert answer.status in (400, 422), answer
    assert kind in {k for k, _ in answer.issues()} if "issues" in answer.json else kind in json.dumps(answer.json), answer


def test_rows_as_objects(stack, units):
    codes = communes(units, "33", 5)
    lines = [json.dumps({"form": "PCMD-S", "unit": c, "agency": "people-committee", "period": PERIOD, "values": {"staffTotal": 5, "staffTrained": 1}}) for c in codes]
    answer, result = send(stack, ("\n".join(lines) + "\n").encode(), kind="application/x-ndjson")
    assert result and result["counts"]["created"] == 5, answer


def test_two_hundred_thousand_rows(stack, units):
    """Refused as one whole (at most 20,000), taken in part with the rows that are good counted; the same commune many times is one report."""
    codes = communes(units, "31", 100)
    lines = ["unit,agency,staffTotal,staffTrained"] + [f"{codes[i % 100]},people-committee,{10 + i // 100},1" for i in range(200_000)]
    body = ("\n".join(lines) + "\n").encode()
    answer, _ = send(stack, body)
    assert answer.status in (413, 422), answer
    answer, result = send(stack, body, mode="partial")
    assert result["state"] == "succeeded" and result["counts"]["received"] == 200_000, result
    stored = stack.sql("SELECT count(DISTINCT unit) FROM reports.report_version WHERE form='PCMD-S' AND period=%s AND split_part(unit,'@',1) = ANY(%s)", PERIOD, codes)
    assert stored[0][0] == 100


def test_who_may_not_write_for_a_unit_may_not_import_it(stack, units):
    token = stack.token("reports:write", "36", subject="province-36")
    answer, result = send(stack, table(communes(units, "38", 3)), mode="partial", token=token)
    assert answer.status in (200, 403), answer
    if result:
        assert result["counts"]["created"] == 0 and result["counts"]["rejected"] == 3, result


def test_a_draft_of_others_is_not_written_over(stack, units):
    """A ward drafts; whoever stands above sees none of it, and its table does not put an end to it."""
    code = communes(units, "40", 9)[8]
    ward = stack.token("reports:read reports:write", code + "@2012-01-01", subject="ward")
    report = {"form": "PCMD-S", "unit": code, "agency": "people-committee", "period": PERIOD, "state": "draft", "values": {"staffTotal": 3, "staffTrained": 1}}
    draft = stack.call("POST", "/v1/reports", report, token=ward)
    assert draft.status == 201, draft
    province = stack.token("reports:read reports:write", "40", subject="province")
    _, result = send(stack, table([code]), mode="partial", token=province)
    assert result["counts"]["rejected"] == 1 and result["counts"]["updated"] == 0, result
    assert [(row["row"], row["type"]) for row in result["rows"]] == [(1, "alreadyThere")]
    assert stack.get(draft.headers["location"], token=ward)["version"] == 1
