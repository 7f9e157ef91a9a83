"""Runs the measures against the stack that tests/bench/run brought up, prints the table, writes build/bench.json."""
import argparse
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

import measures
import nation
from figures import Figures
from stack import Failed, Stack

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
RUNS_MAX = 5  # months that the generated form may be sent for
BUSY_LOAD_PER_CORE, BUSY_OTHERS_PERCENT = 0.3, 10


MEASURES = {"limits": measures.measure_limits, "posts": measures.measure_posts, "nation": measures.measure_nation,
            "freshness": measures.measure_freshness, "imports": measures.measure_imports, "year": measures.measure_year}


def arguments():
    parser = argparse.ArgumentParser(prog="tests/bench/run", description="Measures Tonghop on this machine")
    parser.add_argument("--runs", type=int, default=3, help="runs of each measure, 1 to 5 (3)")
    parser.add_argument("--quick", action="store_true", help="one short run")
    parser.add_argument("--only", action="append", metavar="MEASURE", choices=list(MEASURES), help=f"only these: {', '.join(MEASURES)}")
    parser.add_argument("--dry-run", action="store_true", help="only check these arguments")
    given = parser.parse_args()
    if not 1 <= given.runs <= RUNS_MAX:
        parser.error(f"--runs must be 1 to {RUNS_MAX}")
    given.runs = 1 if given.quick else given.runs
    return given


def machine():
    info = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next((line.split(":", 1)[1].strip() for line in info.splitlines() if line.startswith("model name")), platform.machine())
    kib = int(next(line.split()[1] for line in pathlib.Path("/proc/meminfo").read_text(encoding="utf-8").splitlines() if line.startswith("MemTotal:")))
    return {"cores": os.cpu_count(), "model": model, "memoryGiB": round(kib / 1048576, 1), "kernel": platform.release(),
            "loadBefore": float(os.environ["BENCH_LOAD"])}


def git(*words):
    return subprocess.run(["git", "-C", CHECKOUT, *words], capture_output=True, text=True, check=False).stdout.strip()


def tell(text):
    print(text, file=sys.stderr, flush=True)


def run_all(stack, figures, given):
    sizes, periods = measures.Sizes(given.quick), measures.Periods(nation.Units())
    measures.measure_memory(stack, figures, "just started")
    began = time.monotonic()
    measures.load(stack)
    measures.wait_known(stack, periods)
    tell(f"Units, form and duty are known to all services after {time.monotonic() - began:.1f} s")
    measures.measure_memory(stack, figures, "idle, units loaded")
    measures.warm(stack, periods, sizes)
    for run in range(1, given.runs + 1):
        for name in given.only or MEASURES:
            tell(f"run {run} of {given.runs}: {name}")
            MEASURES[name](stack, figures, periods, sizes)
    measures.measure_memory(stack, figures, "at the end")


def warnings(where, figures, stack):
    """Why the figures may be worse than the machine can do."""
    if where["loadBefore"] > BUSY_LOAD_PER_CORE * where["cores"]:
        yield f"the machine was busy before: load average {where['loadBefore']} on {where['cores']} cores"
    others = [value for row in figures.all() if row["name"] == "CPU that others took" for value in row["runs"]]
    if others and max(others) > BUSY_OTHERS_PERCENT:
        yield f"other programs took up to {max(others):.0f} % of the machine while it was measured"
    if "release" not in str(pathlib.Path(os.environ.get("TONGHOP_BIN", "build/release/bin"))):
        yield f"the binaries are those of {os.environ['TONGHOP_BIN']}, not of the release preset"
    if stack.refusals:
        yield f"{stack.refusals} reads of a roll-up were answered with 503"
    probes = [value for row in figures.all() if row["name"].startswith("probes") for value in row["runs"]]
    if probes and sum(probes) < measures.PROBES_MIN:
        yield f"freshness stands on {sum(probes)} probes only"


def present(where, figures, given, notes):
    print(f"\nTonghop {git('describe', '--always', '--dirty')} on {where['cores']} cores ({where['model']}), {where['memoryGiB']} GiB, Linux {where['kernel']}; "
          f"load average before {where['loadBefore']}; {given.runs} run{'s' if given.runs > 1 else ''}{', quick' if given.quick else ''}")
    print("Generator, services, PostgreSQL and Kafka share these cores. limit: what the machine does without Tonghop; times: how many times as long.")
    for note in notes:
        print(f"WARNING: {note}")
    print()
    figures.print()


def write(where, figures, given, notes, failure):
    path = CHECKOUT / "build" / "bench.json"
    result = {"at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "commit": git("describe", "--always", "--dirty"),
              "machine": where, "runs": given.runs, "quick": given.quick, "warnings": notes, "failure": failure, "figures": figures.all()}
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print("\nwritten: build/bench.json")


def main():
    given = arguments()
    if given.dry_run:
        return 0
    where, figures, failure, stack = machine(), Figures(), None, Stack()
    try:
        run_all(stack, figures, given)
    except Failed as stopped:
        failure = str(stopped)
    finally:
        stack.close()
    notes = list(warnings(where, figures, stack))
    if figures.rows:
        present(where, figures, given, notes)
        write(where, figures, given, notes, failure)
    if failure:
        tell(f"\nFAILED: {failure}")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
