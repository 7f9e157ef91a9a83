"""The year 2025 of a province that was made of three: what examples/year_2025.py prints, counted again from the lists of units, the official mapping
and the reports that it sent."""

import collections
import csv
import json
import os
import re
import subprocess
import sys

import pytest

from stack import ALL_SCOPES, CHECKOUT, today

FORM, NEW, OLD = "MC-HS", "25", ["25", "26", "17"]
END_OF = {"2025-H1": "2025-06-14", "2025-H2": "2025-12-14"}
ROWS = ["carriedIn", "received", "resolved", "onTime", "pending", "officers"]  # as they are printed
OF_THE_YEAR = {"carriedIn": ["2025-H1"], "pending": ["2025-H2"], "officers": ["2025-H2"]}  # the others: both halves together


class Book:
    """The reports, where their units were, and what became of these."""

    def __init__(self, units):
        lines = subprocess.run([sys.executable, str(CHECKOUT / "examples/reorganised/mot-cua/sample/generate.py")], check=True, capture_output=True).stdout
        self.units, self.reports = units, [json.loads(line) for line in lines.decode("utf-8").splitlines()]
        self.into = collections.defaultdict(set)
        with open(CHECKOUT / "examples/units/mapping_2025-07-01.csv", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                self.into[row["old_code"]].add(row["new_code"])

    def of(self, period, province):
        """Reports by units that stood in the province then, itself too."""
        return [r for r in self.reports if r["period"] == period and province in [r["unit"], *self.units.ancestors(r["unit"], END_OF[period])]]

    def went_to(self, unit):
        """The provinces of today that hold what was in a unit of before."""
        communes = [unit] if len(unit) == 5 else [row["code"] for row in self.units.below(unit, END_OF["2025-H1"], "commune")]
        return {self.units.ancestors(new, END_OF["2025-H2"])[0] for commune in communes for new in self.into[commune]}

    def of_today(self, period):
        """Reports of what is the new province today."""
        if period == "2025-H2":
            return self.of(period, NEW)
        return [r for r in self.reports if r["period"] == period and self.went_to(r["unit"]) == {NEW}]

    def owed(self, period, province):
        return 1 + sum(len(self.units.below(province, END_OF[period], level)) for level in ("district", "commune"))


def total(reports, cell):
    values = [r["values"][cell] for r in reports if cell in r["values"]]
    return sum(values) if values else None


def printed_number(text):
    return None if text == "–" else int(text.replace(".", ""))


@pytest.fixture(scope="module")
def book(units):
    return Book(units)


@pytest.fixture(scope="module")
def run(stack, tmp_path_factory):
    """Runs the example: its tables by their number, each as lists of columns, and what it said on the way."""
    secret = tmp_path_factory.mktemp("year") / "token"
    secret.write_text(stack.token(ALL_SCOPES, "VN", subject="year-2025"))

    def once():
        command = [sys.executable, str(CHECKOUT / "examples/year_2025.py"), "--url", stack.url, "--token-file", str(secret)]
        trust = {"SSL_CERT_FILE": stack.authority} if stack.authority else {}
        done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **trust})
        sections = dict(re.findall(r"^(\d)\. .*\n((?:.+\n)+)", done.stdout, re.MULTILINE))
        return done, {number: [re.split(r" {2,}", line.strip()) for line in text.splitlines()] for number, text in sections.items()}

    return once


@pytest.fixture(scope="module")
def printed(run):
    return run()


def test_it_says_that_its_figures_are_generated(printed, book):
    assert "Số liệu tạo tự động để minh họa / generated sample figures" in printed[0].stdout.splitlines()[:4]
    assert all("tạo tự động" in report["narratives"]["notes"] for report in book.reports)


def test_the_year_of_the_province_is_both_halves(printed, book):
    halves = {period: book.of_today(period) for period in END_OF}
    assert {len(halves[period]) for period in END_OF} == {508, 148} and sum(map(len, halves.values())) == len(book.reports)
    rows = printed[1]["1"][2:]
    for cell, row in zip(ROWS, rows[: len(ROWS)], strict=True):
        year = [r for period in OF_THE_YEAR.get(cell, END_OF) for r in halves[period]]
        assert [printed_number(text) for text in row[1:4]] == [total(halves["2025-H1"], cell), total(halves["2025-H2"], cell), total(year, cell)], cell
    for text, reports in zip(rows[-1][1:4], [*halves.values(), book.reports], strict=True):
        assert text == f'{total(reports, "onTime") * 1000 // total(reports, "resolved") / 10:.1f} %'.replace(".", ",")


def test_the_old_provinces_make_up_the_new_one(printed, book):
    for cell, row in zip(ROWS, printed[1]["2"][2:], strict=True):
        old = [total(book.of("2025-H1", province), cell) for province in OLD]
        assert [printed_number(text) for text in row[1:]] == [*old, sum(old), total(book.of_today("2025-H1"), cell)], cell


def commune_of_today(book, new, cell, before, after):
    """What a new commune has of both halves: exact where it took in whole communes only, else none of before."""
    took_in = [r for r in before if new in book.into[r["unit"]]]
    own = [r for r in after if r["unit"] == new]
    if any(len(book.into[r["unit"]]) > 1 for r in took_in):
        return None, total(own, cell), None
    return total(took_in, cell), total(own, cell), total(took_in + own, cell)


def test_a_commune_of_today_has_what_it_took_in_whole(stack, printed, book):
    before, after = (book.of_today(period) for period in END_OF)
    names = {row["full_name"]: row["code"] for row in book.units.below(NEW, today(), "commune")}
    kinds = set()
    for row in printed[1]["3"][2:]:
        if len(row) < 6:
            continue
        expected = commune_of_today(book, names[row[0]], "received", before, after)
        assert tuple(map(printed_number, row[1:4])) == expected, row
        assert row[4] == ("đủ, chính xác" if expected[2] is not None else "chưa có: thiếu tỷ lệ chia"), row
        kinds.add((expected[2] is not None, "một phần" in row[5], "giữ nguyên" in row[5]))
    assert kinds == {(True, False, False), (True, False, True), (False, True, False)}
    answer = stack.get(f"/v1/rollups/{FORM}/{NEW}/2025?boundaries=current&children=true")
    assert len(answer["children"]) == len(names) == 148 and answer["madeFrom"] == list(END_OF)
    for child in answer["children"]:
        first, second, year = commune_of_today(book, child["unitCode"], "received", before, after)
        assert child["cells"]["received"]["sum"] == year, child["unitCode"]
        assert child["cells"]["received"].get("status") == ("noShare" if year is None and second is not None else None), child["unitCode"]


def test_completeness_counts_who_owed_then(printed, book):
    table = [row for row in printed[1]["4"][2:] if len(row) == 7]
    halves = [("2025-H1", province) for province in OLD] + [("2025-H2", NEW)]
    expected = [(book.owed(period, province), len(book.of(period, province))) for period, province in halves]
    expected.append((sum(owed for owed, _ in expected), len(book.reports)))
    assert [tuple(map(int, row[2:])) for row in table] == [(owed, there, 0, there, owed - there) for owed, there in expected]
    missing = " ".join(" ".join(row) for row in printed[1]["4"]).split("Missing: ")[1]
    assert missing.count("2025-H") == expected[-1][0] - len(book.reports)


def test_every_figure_names_its_reports(stack, printed, book):
    counts = collections.Counter((r["period"], len(r["unit"])) for r in book.reports)
    lines = {row[0].split(": ")[0]: row[0] for row in printed[1]["5"]}
    for period in END_OF:
        assert [int(n) for n in re.findall(r"(\d+) báo cáo", lines[period])] == [counts[period, size] for size in (2, 3, 5) if counts[period, size]]
    sources = stack.items(f"/v1/rollups/{FORM}/{NEW}/2025/sources?cell=received&limit=500")
    assert sorted((s["period"], s["unitCode"], s["value"]) for s in sources) == sorted((r["period"], r["unit"], r["values"]["received"]) for r in book.reports)


def test_run_again_it_changes_nothing_and_prints_the_same(stack, run, printed):
    done, tables = run()
    assert "Already loaded" in done.stderr
    assert {number: table for number, table in tables.items() if number != "5"} == {number: table for number, table in printed[1].items() if number != "5"}
    assert stack.sql("SELECT count(*), max(version) FROM reports.report_version WHERE form = %s", FORM) == [(656, 1)]
