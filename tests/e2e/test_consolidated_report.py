"""The province's consolidated report is right: recounted from the ledger and by the example's own recount, which share no code with the services."""

import json
import subprocess
import sys
import time

import pytest

from stack import CHECKOUT

PERIOD = "2023-H1"
TREE_DATE = "2023-06-14"


def counted_rows(stack, form):
    """(unit code, cells) of what counts in the ledger: the newest version if submitted or accepted, else the newest accepted one."""
    rows = stack.sql(
        "SELECT unit, agency, version, state, cells FROM reports.report_version WHERE form = %s AND period = %s ORDER BY unit, agency, version",
        form,
        PERIOD,
    )
    newest = {}
    for unit, agency, _version, state, cells in rows:
        key = (unit, agency)
        if state in ("submitted", "accepted"):
            newest[key] = (cells, state)
        elif state == "withdrawn":
            newest.pop(key, None)
        elif state == "returned" and newest.get(key, (None, ""))[1] != "accepted":
            newest.pop(key, None)
    return [(unit.split("@")[0], cells) for (unit, _agency), (cells, _state) in newest.items()]


def cells_of(stack, form):
    body = stack.get(f"/v1/forms/{form}")
    return [cell["code"] for cell in body["cells"]]


FORMS = ["PCMD-C", "PCMD-S", "PCMD-P", "PCMD-D", "PCMD-K", "PCMD-M", "PCMD-T", "PCMD-J", "PCMD-L"]


@pytest.mark.parametrize("form", FORMS)
def test_every_total_equals_a_recount_of_the_ledger(stack, units, form):
    codes = cells_of(stack, form)
    rows = counted_rows(stack, form)
    assert rows, f"the example has reports of {form}"
    places = {code: set(units.ancestors(code, TREE_DATE)) | {code} for code, _ in rows}
    nodes = ["38"] + [r["code"] for r in units.below("38", TREE_DATE, "district")]
    answer = stack.get(f"/v1/rollups/{form}/38/{PERIOD}?children=true")
    shown = {"38": answer} | {child["unit"].split("@")[0]: child for child in answer["children"]}
    assert len(shown) == 28
    for node in nodes:
        for index, cell in enumerate(codes):
            values = [cells[index] for code, cells in rows if node in places[code] and index < len(cells) and cells[index] is not None]
            got = shown[node]["cells"][cell]
            assert got["reported"] == len(values), (form, node, cell)
            assert got["sum"] == (sum(values) if values else None), (form, node, cell)


def recount():
    output = subprocess.run(
        [sys.executable, str(CHECKOUT / "examples/pcmd/sample/recount.py")], check=True, capture_output=True, text=True, cwd=CHECKOUT
    ).stdout
    return json.loads(output)


def test_every_target_agrees_with_the_independent_recount(stack):
    expected = recount()["attainment"]
    answer = stack.get(f"/v1/attainment/thanh-hoa-2023?period={PERIOD}")

    def flat(targets):
        for target in targets:
            yield target["code"], target
            yield from flat(target.get("parts", []))

    shown = dict(flat(answer["targets"]))
    for target in expected if isinstance(expected, list) else expected.values():
        mine = shown[target["code"]]
        for member in ("state", "required", "actual"):
            assert mine.get(member) == target.get(member), (target["code"], member, mine, target)
    assert len(expected) >= 13


def test_completeness_agrees_with_the_independent_recount(stack):
    expected = recount()["completeness"]
    for form, counts in expected.items():
        shown = stack.get(f"/v1/rollups/{form}/38/{PERIOD}")["completeness"]
        assert (shown["expected"], shown["reported"]) == (counts["expected"], counts["reported"]), form


def test_up_again_is_quick_and_changes_nothing(stack):
    def state():
        return [stack.sql(query)[0] for query in (
            "SELECT count(*), max(recorded_us) FROM reports.report_version",
            "SELECT generation FROM plans.generation",
            "SELECT count(*) FROM aggregation.report_version",
        )]

    before = state()
    began = time.monotonic()
    subprocess.run([str(CHECKOUT / "examples/load.py"), "--url", f"http://127.0.0.1:{stack.port}", "--token-file", f"{stack.home}/secrets/admin.token"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
    assert state() == before
    assert time.monotonic() - began < 60


def test_a_correction_is_in_the_total_at_once(stack):
    """Seconds after the answer, not a nightly job: one more report below changes the figure of the nation."""
    key = dict(form="PCMD-S", unit="00004", agency="people-committee", period="2024-H1")
    before = stack.get("/v1/rollups/PCMD-S/VN/2024-H1")["cells"]["staffTotal"]
    made = stack.call("POST", "/v1/reports", key | {"values": {"staffTotal": 12, "staffTrained": 5}})
    assert made.status == 201, made
    report = made.json
    corrected = stack.call("PUT", made.headers["location"], key | {"values": {"staffTotal": 15, "staffTrained": 5}, "reason": "counted again"},
                           headers={"If-Match": made.headers["etag"]})
    assert corrected.status == 200 and corrected.json["version"] == report["version"] + 1, corrected
    deadline = time.monotonic() + 20
    while True:
        after = stack.get("/v1/rollups/PCMD-S/VN/2024-H1")["cells"]["staffTotal"]
        if after["sum"] == (before["sum"] or 0) + 15:
            break
        assert time.monotonic() < deadline, (before, after)
        time.sleep(0.05)
    assert after["reported"] == before["reported"] + 1
