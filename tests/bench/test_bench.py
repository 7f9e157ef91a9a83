"""What the bench makes of figures: medians of quiet runs, distances from limits, comparison with an earlier result, targets. Run by tests/run style."""
import contextlib
import io
import json
import os
import pathlib
import tempfile
import unittest
import zipfile

import bench
import compare
import figures
import nation
import work
from stack import Failed
from targets import Target

HERE = {"cores": 2, "model": "A", "memoryGiB": 24.0}
ELSEWHERE = {"cores": 8, "model": "B", "memoryGiB": 64.0}
RATE, ECHO = ("posts", "rate"), ("limits", "echo")


def told(runs, others, echo=1000, more_is_better=True):
    kept = figures.Figures()
    for run, other in zip(runs, others):
        kept.add(*ECHO, "requests/s", echo, more_is_better=True)
        kept.add(*RATE, "reports/s", run, limit=ECHO, more_is_better=more_is_better)
        kept.judge(other)
    return kept.all()


class Medians(unittest.TestCase):
    def test_a_run_that_others_disturbed_does_not_count(self):
        rate = told([100, 10, 110, 120, 11], [0, 50, 1, 2, 11])[1]
        self.assertEqual((rate["median"], rate["least"], rate["most"], rate["noisy"]), (110, 100, 120, False))

    def test_where_most_runs_were_disturbed_the_figure_is_marked_and_counts_all(self):
        rate = told([100, 10, 110, 12], [0, 50, 1, 20])[1]
        self.assertEqual((rate["median"], rate["noisy"]), (56, True))

    def test_a_single_disturbed_run_is_marked(self):
        self.assertTrue(told([100], [10.1])[1]["noisy"])
        self.assertFalse(told([100], [10.0])[1]["noisy"])

    def test_the_limit_stands_beside_it(self):
        self.assertEqual(told([250], [0])[1]["timesTheLimit"], 4)
        self.assertEqual(told([250], [0], echo=100, more_is_better=False)[1]["timesTheLimit"], 2.5)

    def test_groups_stay_together(self):
        kept = figures.Figures()
        for group, name in (("a", "1"), ("b", "1"), ("a", "2")):
            kept.add(group, name, "s", 1)
        kept.judge(0)
        self.assertEqual([(row["group"], row["name"]) for row in kept.all()], [("a", "1"), ("a", "2"), ("b", "1")])


class Comparison(unittest.TestCase):
    def earlier(self, rows, where):
        return {"at": "2026-01-02T03:04:05+00:00", "commit": "abc", "machine": where, "figures": rows}

    def test_on_the_same_machine_figures_are_compared(self):
        before = self.earlier(told([100], [0]), HERE)
        self.assertEqual(compare.compare(told([300], [0], echo=3000), HERE, before), {ECHO: 3, RATE: 3})

    def test_less_is_better_for_a_time(self):
        before = self.earlier(told([100], [0], more_is_better=False), HERE)
        self.assertEqual(compare.compare(told([50], [0], more_is_better=False), HERE, before)[RATE], 2)

    def test_on_another_machine_only_distances_from_the_limit_are(self):
        before = self.earlier(told([100], [0], echo=1000), HERE)
        self.assertEqual(compare.compare(told([800], [0], echo=4000), ELSEWHERE, before), {RATE: 2})

    def test_what_only_one_of_them_has_is_left_out(self):
        before = self.earlier([row for row in told([100], [0]) if row["group"] == "limits"], HERE)
        self.assertEqual(compare.compare(told([100], [0]), HERE, before), {ECHO: 1})

    def test_the_newest_kept_result_is_taken(self):
        with tempfile.TemporaryDirectory() as directory:
            place = pathlib.Path(directory)
            self.assertIsNone(compare.latest(place))
            for name, at in (("b", "2026-01-01"), ("a", "2026-02-01")):
                (place / f"{name}.json").write_text(json.dumps({"at": at}), encoding="utf-8")
            self.assertEqual(compare.latest(place)["at"], "2026-02-01")


class Targets(unittest.TestCase):
    def judged(self, value, others=0, **bounds):
        kept = figures.Figures()
        kept.add("g", "n", "ms", value)
        kept.judge(others)
        return compare.judged(kept.all(), Target("answers", "g", "n", "ms", **bounds))

    def test_met_and_missed_by_how_much(self):
        self.assertEqual(self.judged(50, most=100), (True, "  met            answers: 50.0, wanted ≤ 100 ms, by 2.00 ×"))
        self.assertEqual(self.judged(250, most=100), (False, "  MISSED         answers: 250, wanted ≤ 100 ms, by 2.50 ×"))
        self.assertEqual(self.judged(50, least=100)[1], "  MISSED         answers: 50.0, wanted ≥ 100 ms, by 2.00 ×")
        self.assertTrue(self.judged(100, least=100)[0])
        self.assertTrue(self.judged(0, most=0)[0])
        self.assertFalse(self.judged(1, most=0)[0])

    def test_a_disturbed_figure_says_so(self):
        self.assertIn("busy machine", self.judged(50, 80, most=100)[1])

    def test_what_was_not_measured_is_neither(self):
        met, text = compare.judged([], Target("answers", "g", "n", "ms", most=1))
        self.assertEqual((met, text.split()[:2]), (None, ["not", "measured"]))


class Verdict(unittest.TestCase):
    class Given:
        runs, quick = 5, False

    class Stack:
        refusals = 0

    def objections(self, rows, load=0.1, **given):
        wanted = type("Given", (self.Given,), given)
        return list(bench.objections({"loadBefore": load, "cores": 2}, rows, wanted, self.Stack))

    def test_five_quiet_runs_are_a_result(self):
        self.assertEqual(self.objections(told([100] * 5, [0] * 5)), [])

    def test_a_busy_machine_disturbed_runs_or_few_of_them_are_none(self):
        self.assertIn("busy before", self.objections(told([100] * 5, [0] * 5), load=0.7)[0])
        self.assertIn("2 (marked !)", self.objections(told([100] * 5, [0, 0, 30, 30, 30]))[0])
        self.assertIn("at least 5", self.objections(told([100] * 4, [0] * 4), runs=4)[0])


class Data(unittest.TestCase):
    def test_every_format_says_the_same(self):
        sent = nation.reports(["00001", "00004"], "2025-M05")
        values = [value for value in sent[0].cells if value is not None]
        row = nation.as_csv(sent).decode().split("\r\n")[1].split(",")
        self.assertEqual([int(field) for field in row[2:] if field], values)
        self.assertEqual(list(json.loads(nation.as_ndjson(sent).split(b"\n")[0])["values"].values()), values)
        with zipfile.ZipFile(io.BytesIO(nation.as_workbook(sent))) as book:
            self.assertEqual(book.read("xl/worksheets/sheet1.xml").count(b"<v>"), sum(value is not None for report in sent for value in report.cells))

    def test_a_unit_counts_for_its_district_its_province_and_the_nation(self):
        units = nation.Units()
        way = units.ancestors("2025-M05", "00001")
        self.assertEqual((way[0], way[-2:], len(way)), ("00001", ["01", "VN"], 4))
        self.assertEqual(len(units.communes("2025-M05")), nation.NATION)

    def test_a_wrong_sum_or_count_is_not_measured(self):
        sent = nation.reports(["00001", "00004"], "2025-M05")
        node = {"completeness": {"reported": 2}, "cells": {code: {"sum": total, "reported": count} for code, (total, count) in nation.totals(sent).items()}}
        work.check_node(node, sent, "right")
        cell = node["cells"][nation.CELLS[7]]
        for member in ("sum", "reported"):
            cell[member] += 1
            with self.assertRaises(Failed):
                work.check_node(node, sent, "wrong")
            cell[member] -= 1
        with self.assertRaises(Failed):
            work.check_node(node, sent[:1], "one too many")

    def test_the_table_prints(self):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            rows = told([100, 120], [0, 0])
            figures.print_table(rows, {RATE: 1.5})
            compare.print_targets(rows)
        self.assertIn("1.50 ×", out.getvalue())


if __name__ == "__main__":
    os.environ.pop("TONGHOP_BIN", None)  # whose binaries are measured is part of the verdict
    unittest.main()
