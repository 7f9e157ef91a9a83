"""What the five plans say is what the API says: their targets, tasks, duties, acts, recipients, funding and bodies, typed here once more from the
texts and looked for row by row. What the texts ask about named persons is looked for in vain.

With TONGHOP_SEEDS=files the example files are read instead of a running stack."""

import functools
import json
import os
import pathlib
import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

import pytest

PLANS = {"S0": "tuyen-quang-2013", "S1": "tan-chau-2022", "S2": "dau-tieng-2023-2025", "S3": "thanh-hoa-2023", "S4": "ha-noi-2014"}
NATIONAL = "national-2021-2025"
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"


def example(path):
    """The body of /v1/<kind>/<code> as it lies in the example files."""
    _, _, kind, code = path.split("/")
    if kind in ("plans", "forms"):
        (file,) = EXAMPLES.glob(f"*/{kind}/{code}.json")
        return json.loads(file.read_text(encoding="utf-8"))
    lists = [json.loads(file.read_text(encoding="utf-8")) for file in EXAMPLES.glob(f"*/{kind}.json")]
    return next(item for items in lists for item in items if item["code"] == code)


@pytest.fixture(scope="session")
def get(request):
    if os.environ.get("TONGHOP_SEEDS") == "files":
        return functools.cache(example)
    return functools.cache(request.getfixturevalue("stack").get)


@pytest.fixture(scope="session")
def plan(get):
    return lambda seed: get("/v1/plans/" + PLANS[seed])


def of_code(code):
    return code.split("-")[0]


def folded(text):
    """Lower case without marks, so that hòa and hoà are the same."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", bare.replace("đ", "d"))


def all_text(value):
    if isinstance(value, dict):
        return "\n".join(map(all_text, value.values()))
    if isinstance(value, list):
        return "\n".join(map(all_text, value))
    return value if isinstance(value, str) else ""


# Targets


class T(NamedTuple):
    code: str
    kind: str
    comparator: str | None = None
    bound: object = None  # percent, number, or (from, to)
    counted: str | None = None  # level whose units are counted, or unit of measure of the cell counted
    by: str | None = None


TARGETS = [
    T("S2-01", "share", "ge", "90", "commune", "2025"),
    T("S2-02", "share", "ge", "70", "person", "2025"),
    T("S2-03", "share", "ge", "60", "person", "2025"),
    T("S2-04", "share", "unstated", "70", "person", "2025"),
    T("S2-05", "share", "eq", "100", "commune"),
    T("S2-06", "share", "eq", "100", "tip"),
    T("S2-07", "narrative"),
    T("S2-08", "share", "ge", "30", "establishment"),
    T("S2-09", "share", "eq", "100", "establishment", "2025"),
    T("S2-10", "share", "unstated", "33.33", "commune", "2025"),
    T("S2-11", "share", "ge", "60", "person", "2025"),
    T("S2-12", "share", "ge", "50", "person", "2025"),
    T("S2-13", "share", "eq", "100", "person", "2025"),
    T("S2-14", "narrative"),
    T("S3-01", "share", "ge", "80", "commune"),
    T("S3-02", "all"),
    T("S3-02-central", "frequency", None, "month", "month"),
    T("S3-02-provincial", "frequency", None, "month", "month"),
    T("S3-03a", "share", "ge", "20", "person"),
    T("S3-03b", "share", "ge", "15", "person"),
    T("S3-03c", "share", "unstated", "20", "person"),
    T("S3-04", "share", "eq", "100", "district"),
    T("S3-05", "share", "ge", "60", "district"),
    T("S3-06", "share", "eq", "100", "tip"),
    T("S3-07", "growth", None, ("3", "5"), "case"),
    T("S3-08", "share", "ge", "25", "establishment"),
    T("S3-09", "share", "ge", "10", "district"),
    T("S3-10", "share", "ge", "70", "person"),
    T("S3-11", "all"),
    T("S3-11a", "share", "ge", "20", "person"),
    T("S3-11b", "share", "unstated", "15", "person"),
    T("S4-01", "share", "unstated", "85", "commune"),
    T("S4-02", "amount", "unstated", "180", "case"),
    T("S4-03", "members", None, 2, "hotspot"),
    T("S4-04", "amount", "unstated", "500", "occurrence"),
    T("S4-05", "amount", "unstated", "1500", "visit"),
    T("S4-06", "all"),
    T("S4-06a", "amount", "unstated", "150", "courtCase"),
    T("S4-06b", "amount", "unstated", "180", "defendant"),
    T("S4-07", "cohort", None, 23, "hotspot"),
    T("S4-08", "amount", "unstated", "20", "person"),
    T("S4-09", "amount", None, ("40", "60"), "establishment"),
    T("S4-10", "members", None, 79, "yesNo"),
    T("S4-11", "share", "unstated", "85", "commune"),
    T("S4-12", "all"),
    T("S4-12a", "amount", "eq", "0", "case"),
    T("S4-12b", "growth", None, "down", "occurrence"),
    T("S4-12c", "amount", "eq", "0", "hotspot"),
    T("S4-12d", "narrative"),
    T("S0-01", "amount", "eq", "0", "hotspot"),
    T("S0-02", "narrative"),
    T("S0-03", "growth", None, "down", "case"),
    T("S1-01", "conditional"),
    T("S1-01a", "amount", "unstated", "1", "commune"),
    T("S1-02", "narrative"),
    T("S1-03", "narrative"),
]
NATIONAL_TARGETS = [
    T("N-01", "share", "ge", "70", "commune", "2025"),
    T("N-02", "frequency", None, "month", "article"),
    T("N-03", "share", "ge", "60", "person", "2025"),
    T("N-04", "share", "unstated", "70", "person", "2025"),
    T("N-05", "share", "ge", "20", "establishment"),
]


def with_parts(targets):
    for target in targets:
        yield target
        yield from with_parts(target.get("parts", []))
        yield from with_parts([target["target"]] if "target" in target else [])


def target_of(plan, code):
    return next(target for target in with_parts(plan["targets"]) if target["code"] == code)


def cells_of(measure):
    return [measure["cell"]] if "cell" in measure else [term["cell"] for term in measure["sum"]]


def measure_of(target):
    for member in ("numerator", "measure", "done", "recurrences", "monthsCovered"):
        if member in target:
            return target[member]
    return target["channels"][0]["measure"] if "channels" in target else None


def counted(get, target):
    """What the target's figure counts: units of a level, or the unit of measure of its cells."""
    measure = measure_of(target)
    if measure is None or "units" in measure:
        return measure and measure["units"]
    units = set()
    for name in cells_of(measure):
        form, code = name.split(".")
        indicator = next(cell["indicator"] for cell in get(f"/v1/forms/{form}")["cells"] if cell["code"] == code)
        units.add(get(f"/v1/indicators/{indicator}")["unitOfMeasure"])
    (unit,) = units
    return unit


def bound(target):
    if "between" in target:
        return tuple(target["between"])
    if target["kind"] == "members":
        return target["count"] if target["list"] is None else len(target["list"])
    if target["kind"] == "frequency":
        return target.get("every", "month")
    return next((target[member] for member in ("percent", "value", "size", "trend") if member in target), None)


def check_target(get, plan, row):
    target = target_of(plan, row.code)
    assert target["scope"] == {"unit": plan["issuer"]["unit"]}
    shown = T(target["code"], target["kind"], target.get("comparator"), bound(target), counted(get, target), target.get("by"))
    assert shown == row


@pytest.mark.parametrize("row", TARGETS, ids=[row.code for row in TARGETS])
def test_every_target_has_its_threshold_comparator_and_unit(get, plan, row):
    check_target(get, plan(of_code(row.code)), row)


@pytest.mark.parametrize("row", NATIONAL_TARGETS, ids=[row.code for row in NATIONAL_TARGETS])
def test_every_known_target_of_the_national_programme(get, row):
    check_target(get, get("/v1/plans/" + NATIONAL), row)


@pytest.mark.parametrize("seed", PLANS)
def test_there_is_no_target_that_the_text_does_not_have(plan, seed):
    assert sorted(t["code"] for t in with_parts(plan(seed)["targets"])) == sorted(row.code for row in TARGETS if of_code(row.code) == seed)


# Conditions that a unit must meet all at once, and the whole number of units that a percent asks for.
CONDITIONS = {"S2-01": 2, "S2-05": 2, "S3-01": 2, "S3-04": 2, "S3-05": 5}
WHOLE_UNITS = [("S3-01", 559, 448), ("S3-04", 27, 27), ("S3-05", 27, 17), ("S3-09", 27, 3), ("S2-10", 12, 4)]
STAFF_LEVELS = {"S3-11a": ["province"], "S3-11b": ["district", "commune"], "S2-12": ["district", "commune"]}


@pytest.mark.parametrize("code", CONDITIONS)
def test_a_compound_condition_keeps_all_its_parts(plan, code):
    parts = target_of(plan(of_code(code)), code)["numerator"]["where"]["all"]
    assert len({part["cell"] for part in parts}) == CONDITIONS[code]
    assert all((part["op"], part["value"], part["at"]) == ("ge", "1", "own") for part in parts)


@pytest.mark.parametrize("code,units,asked", WHOLE_UNITS)
def test_a_percent_of_units_is_the_whole_number_of_the_text(plan, code, units, asked):
    share = Fraction(target_of(plan(of_code(code)), code)["percent"]) * units / 100
    assert -(-share.numerator // share.denominator) == asked


@pytest.mark.parametrize("code", STAFF_LEVELS)
def test_thresholds_by_level_count_that_level_only(plan, code):
    target = target_of(plan(of_code(code)), code)
    assert target["numerator"]["from"]["level"] == target["denominator"]["from"]["level"] == STAFF_LEVELS[code]


def test_what_single_targets_say_beside_their_number(plan):
    s2, s4 = plan("S2"), plan("S4")
    assert target_of(s2, "S2-10")["denominator"] == {"number": "12"}, "4 of 12 as printed, whatever the register says later"
    assert target_of(s2, "S2-10")["modality"] == target_of(s4, "S4-01")["modality"] == "aspirational"
    assert target_of(s2, "S2-14")["modality"] == target_of(s4, "S4-07")["modality"] == "maintain"
    assert target_of(s2, "S2-09")["window"] == "asOf", "inspected at least once since the plan began"
    assert target_of(s4, "S4-11")["sameAs"] == "S4-01"
    assert len(cells_of(target_of(s4, "S4-02")["measure"])) == 5, "five kinds of offence"
    assert target_of(s4, "S4-10")["annex"] == "1" and s4["annexes"] == [{"code": "1", "title": s4["annexes"][0]["title"], "present": False}]
    assert [act["symbol"] for act in target_of(s4, "S4-08")["references"]] == ["CTr-SLĐTBXH", "DA"], "a programme, and a donor's project"
    assert target_of(plan("S3"), "S3-07")["base"] == "previousYear"


def test_the_press_is_central_and_provincial_each_for_itself(get, plan):
    assert len(target_of(plan("S3"), "S3-02")["parts"]) == 2
    national = target_of(get("/v1/plans/" + NATIONAL), "N-02")
    assert [channel["measure"]["cell"] for channel in national["channels"]] == ["PCMD-M.pressCentral", "PCMD-M.pressProvincial"]
    assert national["atLeast"] == 1


@pytest.mark.parametrize("row", [row for row in TARGETS + NATIONAL_TARGETS if row.comparator == "unstated"], ids=lambda row: row.code)
def test_where_the_text_gives_no_comparator_it_is_said_what_was_taken(get, row):
    target = target_of(get("/v1/plans/" + PLANS.get(of_code(row.code), NATIONAL)), row.code)
    assert "comparator" in [a["about"] for a in target["assumptions"]] or row.code == "S2-10"  # k of n leaves nothing open


def test_national_targets_that_nobody_compared_with_the_decision_say_so(get):
    known = {row.code for row in NATIONAL_TARGETS}
    others = [t for t in get("/v1/plans/" + NATIONAL)["targets"] if t["code"] not in known]
    assert len(others) == 4 and all("source" in [a["about"] for a in t["assumptions"]] for t in others)


# Tasks

TASKS = {"S0": (8, 17), "S1": (14, 28), "S2": (1, 0), "S3": (16, 0), "S4": (28, 55)}  # solutions, and lines of the agencies' blocks
BLOCKS = {  # printed numbers of the agencies' blocks: Tuyên Quang's go from 8 to 10
    "S0": ("III", ["1", "2", "3", "4", "5", "6", "7", "8", "10"]),
    "S1": ("IV", [str(n) for n in range(1, 12)]),
    "S4": ("III", [str(n) for n in range(1, 17)]),
}


@pytest.mark.parametrize("seed", PLANS)
def test_the_number_of_tasks(plan, seed):
    codes = [task["code"] for task in plan(seed)["tasks"]]
    assert (sum(c.startswith(f"{seed}-T") for c in codes), sum(c.startswith(f"{seed}-A") for c in codes)) == TASKS[seed]


@pytest.mark.parametrize("seed", BLOCKS)
def test_agencies_blocks_keep_their_printed_numbers_and_none_is_empty(plan, seed):
    code, printed = BLOCKS[seed]
    section = next(s for s in plan(seed)["sections"] if s["code"] == code)
    assert [s["printed"] for s in section["sections"]] == printed
    assert all(s["tasks"] for s in section["sections"])


def items_of(section, member):
    return section[member] + [code for inner in section["sections"] for code in items_of(inner, member)]


def sections_of(sections):
    return sections + [inner for section in sections for inner in sections_of(section["sections"])]


@pytest.mark.parametrize("seed", PLANS)
def test_every_target_and_task_stands_in_one_section(plan, seed):
    body = plan(seed)
    for member in ("targets", "tasks"):
        assert sorted(code for section in body["sections"] for code in items_of(section, member)) == sorted(item["code"] for item in body[member])
    of_section = {code: section["code"] for section in sections_of(body["sections"]) for code in section["tasks"]}
    assert of_section == {task["code"]: task["section"] for task in body["tasks"]}


def test_nested_sections_and_second_level_lines_of_ha_noi(plan):
    solutions = next(s for s in plan("S4")["sections"] if s["code"] == "II")["sections"]
    assert [s["printed"] for s in solutions] == ["1", "2", "3", "4", "5", "6"]
    assert [s["printed"] for s in solutions[2]["sections"]] == ["3.1", "3.2"]
    assert len(next(t for t in plan("S4")["tasks"] if t["code"] == "S4-A16i")["activities"]) == 4


LABOUR, POLICE, CULTURE, HEALTH, INFORMATION = "labour@province", "police@province", "culture@province", "health@province", "information@province"
DEPARTMENTS, UNIONS, DISTRICTS = "departments@province", "mass-organisations@province", "people-committee@district"
COURTS = {"court@province", "court@district", "procuracy@province", "procuracy@district"}


class K(NamedTuple):
    code: str
    lead: set
    coordinate: set
    time: tuple = ("allYear", None)
    activities: int = 0
    others: set = frozenset()  # roles besides these two


REGULAR = ("regular", None)
THANH_HOA_TASKS = [
    K("S3-T1a", {LABOUR}, {DEPARTMENTS, UNIONS, DISTRICTS}, REGULAR, 3, {("guide", LABOUR), ("implement", DEPARTMENTS), ("implement", DISTRICTS)}),
    K("S3-T1b", {INFORMATION}, {LABOUR, CULTURE, POLICE, "radio-television@province", "press@province", DEPARTMENTS, DISTRICTS}, REGULAR, 3,
      {("direct", INFORMATION), ("implement", "press-agencies@province")}),
    K("S3-T1c", {LABOUR}, {INFORMATION, "education@province", "labour-federation@province", DEPARTMENTS, UNIONS, DISTRICTS}, REGULAR, 2, {("advise", LABOUR)}),
    K("S3-T2a", {DISTRICTS}, {LABOUR, "womens-union@province", DEPARTMENTS}),
    K("S3-T2b", {DISTRICTS}, {LABOUR, DEPARTMENTS}),
    K("S3-T3a", set(), set(), ("quarter", "2023-Q1"), 0,
      {("issue", "people-committee@province"), ("issue", DISTRICTS), ("advise", LABOUR), ("advise", "labour@district or culture@district")}),
    K("S3-T3b", {POLICE}, {LABOUR, CULTURE, HEALTH, DISTRICTS}, activities=2),
    K("S3-T3c", {POLICE}, {CULTURE, DISTRICTS, "police@district", "police@commune"}),
    K("S3-T3d", {POLICE, "border-guard@province"}, COURTS | {DISTRICTS, DEPARTMENTS}, activities=3),
    K("S3-T3dd", COURTS, {POLICE, "police@district", "police@commune", DEPARTMENTS}),
    K("S3-T4a", {DISTRICTS}, {LABOUR, DEPARTMENTS}),
    K("S3-T4b", {LABOUR}, {"finance@province", HEALTH, DEPARTMENTS, DISTRICTS}),
    K("S3-T5a", {LABOUR}, {DISTRICTS, DEPARTMENTS}),
    K("S3-T5b", {"court@province", "procuracy@province"}, {DEPARTMENTS}),
    K("S3-T5c", {LABOUR}, {POLICE, CULTURE, HEALTH, DEPARTMENTS, DISTRICTS}),
    K("S3-T5d", {LABOUR}, {DISTRICTS, DEPARTMENTS}),
]


def name_of(who):
    """"labour@district", "departments@38", an agency's own code."""
    if "agency" in who:
        return who["agency"]
    place = who.get("level") or who["unit"].split("@")[0]
    return " or ".join([f"{who.get('function') or who['class']}@{place}"] + [name_of(other) for other in who.get("or", [])])


@pytest.mark.parametrize("row", THANH_HOA_TASKS, ids=[row.code for row in THANH_HOA_TASKS])
def test_every_task_of_thanh_hoa_has_its_lead_its_partners_and_its_time(plan, row):
    task = next(task for task in plan("S3")["tasks"] if task["code"] == row.code)
    roles = {(who["role"], name_of(who)) for who in task["agencies"]}
    lead_role = "coLead" if len(row.lead) > 1 else "lead"
    assert roles == {(lead_role, who) for who in row.lead} | {("coordinate", who) for who in row.coordinate} | row.others
    assert (task["time"]["form"], task["time"].get("value")) == row.time
    assert len(task["activities"]) == row.activities
    assert all(who["within"] == "38" for who in task["agencies"])


# Reporting duties


class R(NamedTuple):
    row: str
    who: set
    to: set
    schedule: dict | str  # period: due; or what the text says instead of periods
    via: set = frozenset()
    deliverable: str = "report"
    binding: str = "must"


HALF_AND_YEAR = {"H1": "as regulated", "year": "as regulated"}
PERIODICALLY, WITHOUT_END = "periodically", "all the time"
HEADS = {DEPARTMENTS, POLICE, DISTRICTS}
DUTIES = [
    R("S0-R1", {LABOUR}, {"people-committee@08"}, HALF_AND_YEAR, deliverable="consolidation"),
    R("S0-R2", HEADS, {"people-committee@08"}, HALF_AND_YEAR, {LABOUR}),
    R("S0-R3", {DISTRICTS}, {"party-committee@district"}, WITHOUT_END),
    R("S0-R4", {"steering-committee@province", "steering-committee@district"}, {"people-committee@08"}, PERIODICALLY),
    R("S1-R1", {"people-committee@commune"}, {"people-committee@706"}, PERIODICALLY),
    R("S1-R2", {"labour@district"}, {"people-committee@706"}, PERIODICALLY, deliverable="consolidation"),
    R("S1-R3", {"procuracy@district", "court@district"}, {"labour@706"}, {"year": None}, binding="request"),
    R("S1-R4", {"police@district", "labour@district", "people-committee@commune"}, {"people-committee@706"}, PERIODICALLY),
    R("S3-R1", HEADS, {"labour@38"}, {"H1": "before 06-15", "year": "before 12-15"}),
    R("S3-R2", {LABOUR}, {"people-committee@38", "labour@VN"}, {"H1": "before 06-20", "year": "before 12-20"}, deliverable="consolidation"),
    R("S3-R3", {LABOUR}, {"people-committee@38"}, PERIODICALLY),
    R("S3-R4", HEADS, {"labour@38"}, {"span": "by 03-31"}, deliverable="plan"),
    R("S4-R1", {LABOUR}, {"steering-committee@01", "people-committee@01", "labour@VN"}, PERIODICALLY, deliverable="consolidation"),
    R("S4-R2", {LABOUR}, {"people-committee@01"}, PERIODICALLY),
    R("S4-R3", {"police@commune", "police@district", POLICE}, {"labour@01"}, {"month": "as regulated", "quarter": "from month", "year": "from month"},
      {"police@district", POLICE}),
    R("S4-R4", {DISTRICTS}, {"labour@01", "people-committee@01"}, {period: "as regulated" for period in ("month", "quarter", "year")}, {"01-social-evils"}),
    R("S4-R5", {"people-committee@commune"}, {"people-committee@district"}, PERIODICALLY),
    R("S4-R6", {LABOUR}, {"people-committee@01"}, PERIODICALLY, deliverable="consolidation"),
    R("S4-R7", {DEPARTMENTS, DISTRICTS, "people-committee@commune", UNIONS, "inspection-team@province", "customs@province"}, {"people-committee@01"},
      HALF_AND_YEAR, {"01-labour", POLICE}),
    R("S4-R7c", {"court@province", "procuracy@province"}, {"people-committee@01"}, HALF_AND_YEAR, {"01-labour", POLICE}, binding="request"),
    R("S4-R8", {DEPARTMENTS}, {"labour@01", "police@01"}, WITHOUT_END),
]


def due_of(entry):
    if "derivedFrom" in entry:
        return "from " + entry["derivedFrom"]
    due = entry.get("due")
    if not due:
        return None
    return "as regulated" if due.get("asRegulated") is True else next(f"{rule} {due[rule]}" for rule in ("before", "by") if rule in due)


def duties_of(plan, row):
    """The entries of one row of the text: its own code, or that with a letter, unless the letter has a row here."""
    named = {other.row for other in DUTIES} - {row.row}
    return [duty for duty in plan["duties"] if duty["code"] not in named and re.fullmatch(row.row + "[a-z]?", duty["code"])]


def names(duties, member):
    return {name_of(who) for duty in duties for who in duty.get(member, [])}


def check_schedule(duty, wanted):
    shown = {entry["period"]: due_of(entry) for entry in duty["schedule"]}
    if wanted == WITHOUT_END:
        assert shown and set(shown.values()) == {None}
    elif wanted == PERIODICALLY:
        assert shown and set(shown.values()) == {"as regulated"}
    else:
        assert shown == wanted


@pytest.mark.parametrize("row", DUTIES, ids=[row.row for row in DUTIES])
def test_every_duty_says_who_to_whom_through_whom_how_often_and_by_when(plan, row):
    duties = duties_of(plan(of_code(row.row)), row)
    assert duties
    assert (names(duties, "reporters"), names(duties, "recipients"), names(duties, "via")) == (row.who, row.to, row.via)
    for duty in duties:
        assert (duty["deliverable"], duty["binding"]) == (row.deliverable, row.binding)
        check_schedule(duty, row.schedule)


@pytest.mark.parametrize("seed", PLANS)
def test_there_is_no_duty_that_the_text_does_not_have(plan, seed):
    rows = [row for row in DUTIES if of_code(row.row) == seed]
    assert sorted(d["code"] for d in plan(seed)["duties"]) == sorted(d["code"] for row in rows for d in duties_of(plan(seed), row))


def test_figures_of_thanh_hoa_are_cut_off_on_the_14th_so_that_before_the_15th_can_be_met(plan):
    duty = next(d for d in plan("S3")["duties"] if d["code"] == "S3-R1")
    assert {entry["period"]: entry["cutOff"] for entry in duty["schedule"]} == {"H1": "06-14", "year": "12-14"}


def test_sanctions_are_reported_as_counts_and_sums(get, plan):
    """Hà Nội's R3 asks for warnings, fines, persons, money, and for names: the form has cells for all but the last, and no words."""
    assert "PCMD-F" in next(d for d in plan("S4")["duties"] if d["code"] == "S4-R3")["forms"]
    form = get("/v1/forms/PCMD-F")
    assert {"finedSellersWarning", "finedSellersFine", "fineAmount"} <= {cell["code"] for cell in form["cells"]}
    assert form["narratives"] == []


# Acts that the plans rest on

ACTS = [
    ("22", "CT-TTg", "2013-10-15", "S0 S4"),
    ("178/2004", "NĐ-CP", "2004-10-15", "S0 S3 S4"),
    ("2335", "LĐTBXH-PCTNXH", "2013-06-27", "S0 S4"),
    ("304", "KH-SLĐTBXH", "2022-01-20", "S1"),
    ("808", "QĐ-LĐTBXH", "2022-09-05", "S3"),
    ("249", "KH-UBND", "2021-11-17", "S3"),
    ("02/2021", "QĐ-UBND", "2021-02-05", "S3"),
    ("4802", "BVHTTDL-TTr", "2019-12-02", "S3"),
    ("89", "KH-UBND", "2011-07-15", "S4"),
    ("1993", "CTr-SLĐTBXH", "2012-10-11", "S4"),
    ("01/2008", "NQLT-BLĐTBXH-BCA-BVHTT-UBTƯMTTQVN", "2008-08-28", "S4"),
    ("167/2013", "NĐ-CP", None, "S4"),
]
ACTS_WITHOUT_NUMBER = [
    ("chương trình hành động phòng, chống tệ nạn mại dâm giai đoạn 2011-2015", "S0"),
    ("luật xử lý vi phạm hành chính", "S0"),
    ("luật ngân sách nhà nước", "S1"),
    ("pháp lệnh phòng, chống mại dâm", "S4"),
    ("quy chế phối hợp liên ngành", "S4"),
    ("dự án thí điểm mô hình hòa nhập cộng đồng", "S4"),
    ("chương trình trợ giúp tái hòa nhập", "S4"),
]
PARENTS = {"S0": ["22/CT-TTg"], "S1": ["304/KH-SLĐTBXH"], "S3": ["808/QĐ-LĐTBXH", "249/KH-UBND"], "S4": ["22/CT-TTg", "89/KH-UBND"]}


@pytest.mark.parametrize("number,symbol,date,seeds", ACTS, ids=[f"{act[0]}-{act[1]}" for act in ACTS])
def test_every_act_is_among_the_references_of_the_plans_that_cite_it_and_of_no_other(plan, number, symbol, date, seeds):
    citing = [seed for seed in PLANS if (number, symbol, date) in [(r["number"], r["symbol"], r["date"]) for r in plan(seed)["references"]]]
    assert citing == seeds.split()


@pytest.mark.parametrize("title,seed", ACTS_WITHOUT_NUMBER)
def test_every_act_without_a_number_is_there_by_its_title(plan, title, seed):
    found = [r for r in plan(seed)["references"] if folded(title) in folded(r.get("title", ""))]
    assert len(found) == 1 and found[0]["number"] == ""


def test_what_was_mended_in_a_symbol_is_kept_as_written(plan):
    written = {r["symbol"]: r["symbolAsWritten"] for seed in PLANS for r in plan(seed)["references"] if "symbolAsWritten" in r}
    assert written == {"QĐ-LĐTBXH": "QĐ-LĐTĐ", "NQLT-BLĐTBXH-BCA-BVHTT-UBTƯMTTQVN": "NQLT-BLDTBXH-BCA-BVHTT-UBTƯMTTQVN"}


def test_the_joint_resolution_has_four_issuers(plan):
    joint = next(r for r in plan("S4")["references"] if r["number"] == "01/2008")
    assert len(joint["issuer"].split(";")) == 4


@pytest.mark.parametrize("seed", PARENTS)
def test_every_parent_in_the_text_is_kept_in_its_words(plan, seed):
    assert [parent for parent in plan(seed)["implements"] if "/" in parent] == PARENTS[seed]


def test_the_plans_of_its_years_name_the_national_programme(get, plan):
    national = get("/v1/plans/" + NATIONAL)
    assert (national["act"], national["span"], national["issuer"]["unit"]) == ({"number": "1629", "symbol": "QĐ-TTg", "date": "2021-09-28"}, "2021..2025", "VN")
    assert [seed for seed in PLANS if NATIONAL in plan(seed)["implements"]] == ["S2", "S3"]
    assert national["duties"] == [], "what the decision asks of whom is not known"


# Who gets a copy

RECIPIENTS = {
    "S0": {("report", "party-committee@08"), ("report", "council@08"), ("report", "people-committee@08"), ("report", "mass-organisations@08"),
           ("implement", "steering-committee@08"), ("implement", "departments@08"), ("implement", DISTRICTS), ("archive", "people-committee@08")},
    "S1": {("report", "party-committee@706"), ("report", "council@706"), ("report", "people-committee@706"), ("coordinate", "fatherland-front@706"),
           ("implement", "divisions@706"), ("implement", "people-committee@commune"), ("archive", "people-committee@706")},
    "S3": {("report", "labour@VN"), ("report", "people-committee@38"), ("implement", "departments@38"), ("implement", DISTRICTS), ("archive", "people-committee@38")},
    "S4": {("report", "VN-national-committee"), ("report", "labour@VN"), ("report", "party-committee@01"), ("report", "council@01"), ("report", "people-committee@01"),
           ("implement", DISTRICTS), ("implement", "departments@01"), ("coordinate", "mass-organisations@01"), ("archive", "people-committee@01")},
}


@pytest.mark.parametrize("seed", RECIPIENTS)
def test_everybody_on_the_list_of_recipients_is_there(plan, seed):
    assert {(r["purpose"], name_of(r)) for r in plan(seed)["recipients"]} == RECIPIENTS[seed]


# Money: sources only, for no text gives an amount

FUNDING = {
    "S0": ["mobilised", "province"],
    "S1": ["district", "mobilised", "province"],
    "S2": [],
    "S3": ["district", "integrated", "mobilised", "province"],
    "S4": ["district", "donor", "mobilised", "province"],
}


@pytest.mark.parametrize("seed", FUNDING)
def test_every_source_of_money_is_there_without_an_amount(plan, seed):
    lines = plan(seed)["funding"]
    assert sorted(line["source"] for line in lines) == FUNDING[seed]
    assert all(line["amount"] is None for line in lines)
    conditional = [line["source"] for line in lines if line["condition"]]
    assert conditional == (["province"] if seed == "S1" else []), "only Tân Châu's share of the province comes if it is allotted"


# Bodies set up, and others that the texts name

BODIES = [
    ("S0", "ban chỉ đạo", "labour@08"),
    ("S0", "đội kiểm tra liên ngành 178", None),
    ("S1", "ban chỉ đạo", "police@706"),
    ("S1", "đội kiểm tra liên ngành văn hóa - xã hội", None),
    ("S1", "đội công tác xã hội tình nguyện", None),
    ("S3", "đoàn kiểm tra liên ngành cấp tỉnh", "labour@38"),
    ("S3", "đoàn kiểm tra liên ngành cấp huyện", None),
    ("S4", "ban chỉ đạo", "labour@01"),
    ("S4", "tổ công tác liên ngành", None),
    ("S4", "đội kiểm tra liên ngành 178", None),
    ("S4", "đội công tác xã hội tình nguyện", None),
]
NAMED = [("S0", "trung tâm bảo trợ xã hội"), ("S4", "trung tâm giáo dục - lao động xã hội số ii"), ("S4", "câu lạc bộ phụ nữ"), ("S4", "ủy ban quốc gia")]
REGISTERED = {  # code: words of its name
    "01-social-evils": "tệ nạn xã hội",
    "VN-national-committee": "ủy ban quốc gia",
    "706-border-ca-tum": "cà tum",
    "706-border-tan-ha": "tân hà",
    "706-border-tong-le-chan": "tống lê chân",
    "706-border-suoi-lam": "suối lam",
}


@pytest.mark.parametrize("seed,name,standing", BODIES)
def test_every_body_is_there_with_its_standing_agency(plan, seed, name, standing):
    (body,) = [body for body in plan(seed)["bodies"] if folded(name) in folded(body["name"])]
    assert standing is None or name_of(body["standing"]) == standing


@pytest.mark.parametrize("seed", PLANS)
def test_there_is_no_body_that_the_text_does_not_have(plan, seed):
    assert len(plan(seed)["bodies"]) == sum(row[0] == seed for row in BODIES)


@pytest.mark.parametrize("seed,name", NAMED)
def test_every_other_body_is_named_somewhere_in_its_plan(plan, seed, name):
    assert folded(name) in folded(all_text(plan(seed)))


@pytest.mark.parametrize("code", REGISTERED)
def test_every_body_that_acts_is_a_registered_agency(get, code):
    assert folded(REGISTERED[code]) in folded(get(f"/v1/agencies/{code}")["name"]["vi"])


# What is left out on purpose: registers of persons, names, places where they live

PERSONAL = ["danh tính", "địa chỉ", "họ tên", "họ và tên", "nhân thân", "lý lịch", "căn cước", "định danh", "hộ khẩu", "nơi cư trú của", "danh sách người",
            "danh sách đối tượng", "cơ sở dữ liệu", "hồ sơ người", "sổ theo dõi", "sổ quản lý", "số điện thoại", "biển số"]
EVERY_PLAN = [*PLANS.values(), NATIONAL]


@pytest.mark.parametrize("code", EVERY_PLAN)
def test_no_plan_speaks_of_identities_addresses_or_registers_of_persons(get, code):
    text = folded(all_text(get("/v1/plans/" + code)))
    assert [word for word in PERSONAL if folded(word) in text] == []
    assert not re.search(r"\d{9,}", re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text)), "the plan's own id is no number of a person"


def test_the_register_of_persons_that_ha_noi_asks_for_is_no_duty(plan):
    assert not [duty["code"] for duty in plan("S4")["duties"] if duty["code"].startswith("S4-R9")]


def test_what_the_texts_want_of_persons_is_counted(plan):
    """Tân Châu's statistics of people at risk and Hà Nội's of people fined stay as tasks, and say that they are counts."""
    for seed, code in (("S1", "S1-A1d"), ("S1", "S1-A2a"), ("S4", "S4-T31e"), ("S4", "S4-T31g")):
        content = next(task["content"] for task in plan(seed)["tasks"] if task["code"] == code)
        assert "số đếm" in content or "số lượng" in content, content
