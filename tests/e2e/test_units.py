"""The whole history of units is loaded, and the tree is right on any date: compared with unit_versions.csv read in Python."""

import csv
import random

import pytest

from stack import CHECKOUT

# Counts of the official lists (the README of the unit data): provinces, districts, communes.
COUNTS = [
    ("2014-06-01", 63, 708, 11102),
    ("2023-06-30", 63, 705, 10598),
    ("2025-03-15", 63, 696, 10035),
    ("2025-08-01", 34, 0, 3321),
]


@pytest.mark.parametrize("date,provinces,districts,communes", COUNTS)
def test_the_tree_has_the_official_number_of_units(stack, date, provinces, districts, communes):
    counted = [len(stack.items(f"/v1/units?at={date}&level={level}&limit=1000")) for level in ("province", "district", "commune")]
    assert counted == [provinces, districts, communes]


def test_every_version_and_every_known_edge_is_stored(stack, units):
    assert stack.sql("SELECT count(*) FROM plans.unit_version WHERE valid_from < '2090-01-01'")[0][0] == len(units.rows) == 17172, "without those that test_audit founds"
    with open(CHECKOUT / "examples/units/mapping_2025-07-01.csv", encoding="utf-8") as file:
        pairs = [row for row in csv.DictReader(file) if row["old_code"]]
    in_force = "SELECT count(*) FROM plans.succession JOIN plans.newest_reorganisation AS newest ON code = reorganisation AND newest.version = succession.version WHERE NOT starts_with(code, 'audit-')"
    assert stack.sql(in_force)[0][0] == len(pairs)


def test_a_province_went_where_all_its_communes_went_and_a_district_nowhere(stack, units):
    """Recounted from the mapping; the five provinces with new communes that come from no commune are asked in one direction only."""
    with open(CHECKOUT / "examples/units/mapping_2025-07-01.csv", encoding="utf-8") as file:
        pairs = [row for row in csv.DictReader(file) if row["old_code"]]
    into = {}
    for pair in pairs:
        into.setdefault(pair["old_province"], set()).add(pair["new_province"])
    ended = [row for row in units.rows if row["level"] == "province" and row["valid_until"] == "2025-07-01"]
    assert len(ended) == 52 and all(len(new) == 1 for new in into.values())
    for row in ended:
        answer = stack.get(f"/v1/units/{row['unit']}/successors")
        assert answer["known"] and [(i["code"], i["kind"], i["derived"]) for i in answer["items"]] == [(*into[row["code"]], "full", True)], row
    came = stack.get("/v1/units/08@2025-07-01/predecessors")["items"]
    assert [(i["id"], i["derived"]) for i in came] == [("02@2012-01-01", True), ("08@2012-01-01", True)]
    district = stack.get("/v1/units/380@2012-01-01/successors")
    assert district["items"] == [] and district["known"] is False
    commune = stack.get(f"/v1/units/{pairs[0]['old_code']}/successors?at=2025-06-30")["items"]
    assert commune and not commune[0]["derived"]


def test_thanh_hoa_in_2023_has_27_districts_and_559_communes(stack):
    assert len(stack.items("/v1/units/38/children?at=2023-06-30&limit=1000")) == 27
    below = stack.items("/v1/units?at=2023-06-30&level=commune&parent=38&limit=1000")
    assert len(below) in (0, 559)  # parent= means direct children; see the next line for all below
    districts = stack.items("/v1/units/38/children?at=2023-06-30&limit=1000")
    assert sum(len(stack.items(f"/v1/units/{d['code']}/children?at=2023-06-30&limit=1000")) for d in districts) == 559


def test_ancestors_and_children_agree_with_the_file_on_random_dates(stack, units):
    seed = 20230614
    pick = random.Random(seed)
    for _ in range(40):
        date = f"{pick.randint(2012, 2026)}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}"
        date = min(date, "2026-10-31")
        unit = pick.choice(units.at(date))
        answer = stack.get(f"/v1/units/{unit['code']}/ancestors?at={date}")
        assert [a["code"] for a in answer["items"]] == units.ancestors(unit["code"], date), (seed, unit, date)
        children = {c["code"] for c in stack.items(f"/v1/units/{unit['code']}/children?at={date}&limit=1000")}
        assert children == {r["code"] for r in units.at(date) if r["parent_code"] == unit["code"] and r["level"] != unit["level"]}, (seed, unit, date)


def test_a_name_is_found_without_its_marks(stack):
    found = stack.items("/v1/units?at=2023-06-30&level=province&q=Thanh%20Hoa")
    assert [(f["code"], f["name"]) for f in found] == [("38", "Tỉnh Thanh Hóa")]


def test_successors_of_a_split_commune_are_those_of_the_mapping(stack):
    with open(CHECKOUT / "examples/units/mapping_2025-07-01.csv", encoding="utf-8") as file:
        pairs = [row for row in csv.DictReader(file) if row["old_code"]]
    by_old = {}
    for row in pairs:
        by_old.setdefault(row["old_code"], set()).add(row["new_code"])
    split = sorted(code for code, new in by_old.items() if len(new) >= 3)[:10]
    for code in split:
        answer = stack.get(f"/v1/units/{code}/successors?at=2025-06-30")
        assert {item["code"] for item in answer["items"]} == by_old[code], code


def test_a_code_that_means_another_unit_at_another_date(stack, units):
    """80 was Long An; since 1 July 2025 it is Tây Ninh."""
    assert stack.get("/v1/units/80?at=2025-06-30")["name"] == "Tỉnh Long An"
    assert stack.get("/v1/units/80?at=2025-07-01")["name"] == "Tỉnh Tây Ninh"
    gone = stack.call("GET", "/v1/units/72?at=2025-07-01")
    assert gone.status in (404, 422) and b"T\xc3\xa2y Ninh" in gone.body


def test_the_same_file_again_changes_nothing(stack):
    generation = stack.sql("SELECT generation FROM plans.generation")[0][0]
    with open(CHECKOUT / "examples/units/unit_versions.csv", "rb") as file:
        answer = stack.call("POST", "/v1/unit-imports", file.read(), kind="text/csv")
    assert answer.status in (200, 202), answer
    if answer.status == 202:
        import time

        for _ in range(600):
            job = stack.get(answer.headers["location"])
            if job["state"] not in ("queued", "running"):
                break
            time.sleep(0.2)
        assert job["state"] == "succeeded", job
    assert stack.sql("SELECT generation FROM plans.generation")[0][0] == generation
