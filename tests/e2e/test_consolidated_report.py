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


@pytest.fixture(scope="module")
def recount(tmp_path_factory):
    """The example's own recount of what it generated: standard library only, written from its README."""
    folder = tmp_path_factory.mktemp("sample")
    sample = CHECKOUT / "examples/pcmd/sample"
    subprocess.run([sys.executable, str(sample / "generate.py"), "--out", str(folder)], check=True)
    return json.loads(subprocess.run([sys.executable, str(sample / "recount.py"), str(folder)], check=True, capture_output=True, text=True).stdout)


def test_every_target_agrees_with_the_independent_recount(stack, recount):
    answer = stack.get(f"/v1/attainment/thanh-hoa-2023?period={PERIOD}")

    def flat(targets):
        for target in targets:
            yield target["code"], target
            yield from flat(target.get("parts") or [])

    expected, shown = dict(flat(recount["attainment"][PERIOD])), dict(flat(answer["targets"]))
    assert len(expected) == 13 + 4 and set(expected) <= set(shown)
    for code, target in expected.items():
        for member in ("kind", "state", "reason", "required", "actual"):
            assert shown[code].get(member) == target.get(member), (code, member, shown[code], target)
        assert bool(shown[code].get("exceeded")) == target["exceeded"], code


@pytest.mark.parametrize("period", ["2022-H1", PERIOD])
def test_completeness_and_cells_of_province_and_districts_agree_with_the_independent_recount(stack, recount, period):
    for form, nodes in recount["periods"][period].items():
        answer = stack.get(f"/v1/rollups/{form}/38/{period}?children=true")
        shown = {"38": answer} | {child["unit"].split("@")[0]: child for child in answer["children"]}
        assert set(nodes) <= set(shown), form
        for unit, expected in nodes.items():
            for count, value in expected["completeness"].items():
                assert shown[unit]["completeness"][count] == value, (form, unit, count)
            for cell, value in expected["cells"].items():
                got = shown[unit]["cells"][cell]
                assert (got["sum"], got["reported"]) == (value["sum"], value["reported"]), (form, unit, cell)


def test_up_again_is_quick_and_changes_nothing(stack):
    def state():
        return [stack.sql(query)[0] for query in (
            "SELECT count(*), max(recorded_us) FROM reports.report_version",
            "SELECT generation FROM plans.generation",
            "SELECT count(*) FROM aggregation.report_version",
        )]

    before = state()
    began = time.monotonic()
    subprocess.run([str(CHECKOUT / "examples/load.py"), "--url", stack.url, "--token-file", f"{stack.home}/secrets/admin.token"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"} | ({"SSL_CERT_FILE": stack.authority} if stack.authority else {}))
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
