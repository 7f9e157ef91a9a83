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

import compare
import measure_imports
import measure_life
import measure_limits
import measure_overload
import measure_reads
import measure_spread
import measure_writes
import warm
import work
from figures import OTHERS_PERCENT_MAX, Figures, print_table
from stack import Failed, Stack

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
RUNS_OF_A_RESULT, RUNS_MAX = 5, 9
BUSY_LOAD_PER_CORE = 0.3
NO_RESULT = 3  # exit code: measured, but not what may be called a result

EACH = {"limits": measure_limits.measure, "posts": measure_writes.measure_posts, "deadline": measure_writes.measure_deadline,
        "sustained": measure_writes.measure_sustained, "imports": measure_imports.measure_imports, "reads": measure_reads.measure_reads,
        "under": measure_reads.measure_under, "year": measure_reads.measure_year, "overload": measure_overload.measure_overload}
ONCE = {"followed": measure_writes.measure_followed, "cold": measure_reads.measure_cold, "start": measure_life.measure_start,
        "spread": measure_spread.measure_spread}
OTHERS = ["growth", "storage"]
NEED_YEAR, NEED_SERIES = {"reads", "year", "cold"}, {"reads", "under"}


def arguments():
    every = [*EACH, *ONCE, *OTHERS]
    parser = argparse.ArgumentParser(prog="tests/bench/run", description="Measures Tonghop on this machine")
    parser.add_argument("--runs", type=int, default=RUNS_OF_A_RESULT, help=f"runs of each short measure, 1 to {RUNS_MAX} ({RUNS_OF_A_RESULT})")
    parser.add_argument("--quick", action="store_true", help="one short run, for a look")
    parser.add_argument("--long", action="store_true", help="also a million reports by CSV, and growth to 10^6")
    parser.add_argument("--longest", action="store_true", help="also growth to 10^7; needs 40 GB")
    parser.add_argument("--only", action="append", metavar="MEASURE", choices=every, help=f"only these: {', '.join(every)}")
    parser.add_argument("--compare", metavar="FILE", help="an earlier result; without it the newest of tests/bench/results")
    parser.add_argument("--keep", metavar="NAME", help="where it is a result, keep it as tests/bench/results/NAME.json")
    parser.add_argument("--dry-run", action="store_true", help="only check these arguments")
    given = parser.parse_args()
    if not 1 <= given.runs <= RUNS_MAX:
        parser.error(f"--runs must be 1 to {RUNS_MAX}")
    given.runs = 1 if given.quick else given.runs
    given.long |= given.longest
    given.only = given.only or every
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


def sized(bench, measure, *more):
    """Runs a measure of sizes, which others do not change."""
    measure(bench, *more)
    bench.figures.judge(0)


def judged(bench, measure, *more):
    """Runs a measure, and says to its figures what others took of the machine meanwhile."""
    before = bench.stack.cpu()
    measure(bench, *more)
    others = bench.stack.cpu_between(before, bench.stack.cpu())["others share"] * 100
    bench.figures.judge(others)
    if others > OTHERS_PERCENT_MAX:
        tell(f"  others took {others:.0f} % of the machine meanwhile: no measurement")


def prepare(bench, only):
    began = time.monotonic()
    work.load(bench)
    work.wait_known(bench)
    tell(f"Units, forms and duties are known to all services after {time.monotonic() - began:.1f} s")
    sized(bench, work.memory, "units loaded")
    warm.warm(bench, tell)
    if "growth" in only:
        tell("growth: 10^4")
        judged(bench, measure_life.growth, 4)
    if NEED_YEAR & only:
        tell("a national year")
        measure_reads.year_load(bench)
    if NEED_SERIES & only:
        tell("ten years of a province, the example programme")
        measure_reads.series_load(bench)
        work.load_example(bench)


def run_all(bench, given):
    only = set(given.only)
    sized(bench, work.memory, "just started")
    prepare(bench, only)
    for run in range(1, given.runs + 1):
        for name in EACH:
            if name in only:
                tell(f"run {run} of {given.runs}: {name}")
                judged(bench, EACH[name])
    if "growth" in only and not given.quick:
        tell("growth: 10^5")
        judged(bench, measure_life.growth, 5)
    if given.long:
        run_long(bench, given, only)
    for name in ONCE:
        if name in only:
            tell(name)
            judged(bench, ONCE[name])
    if "storage" in only:
        sized(bench, measure_life.measure_storage)
    sized(bench, work.memory, "at the end")


def run_long(bench, given, only):
    tell("a million reports by CSV")
    judged(bench, measure_imports.measure_million)
    for exponent in (6, 7) if given.longest else (6,):
        if "growth" in only:
            tell(f"growth: 10^{exponent}")
            judged(bench, measure_life.growth, exponent)


def objections(where, figures, given, stack):
    """Why this is not to be called a result."""
    if where["loadBefore"] > BUSY_LOAD_PER_CORE * where["cores"]:
        yield f"the machine was busy before: load average {where['loadBefore']} on {where['cores']} cores"
    noisy = [figure for figure in figures if figure["noisy"]]
    if noisy:
        most = max(max(figure["others"]) for figure in noisy)
        yield f"of {len(figures)} figures {len(noisy)} (marked !) were measured while others took more than {OTHERS_PERCENT_MAX} % of the machine, up to {most:.0f} %"
    if given.runs < RUNS_OF_A_RESULT:
        yield f"a result is the median of at least {RUNS_OF_A_RESULT} runs, these are {given.runs}"
    if "release" not in os.environ.get("TONGHOP_BIN", "build/release/bin"):
        yield f"the binaries are those of {os.environ['TONGHOP_BIN']}, not of the release preset"
    if stack.refusals:
        yield f"{stack.refusals} reads of a roll-up were answered with 503"


def present(where, figures, given, earlier, verdict):
    print(f"\nTonghop {git('describe', '--always', '--dirty')} on {where['cores']} cores ({where['model']}), {where['memoryGiB']} GiB, Linux {where['kernel']}; "
          f"load average before {where['loadBefore']}; {given.runs} run{'s' if given.runs > 1 else ''}{', quick' if given.quick else ''}")
    print("Generator, services, PostgreSQL and Kafka share these cores. limit: what the machine does without Tonghop; times: how many times as long.")
    if earlier:
        print(compare.told_earlier(where, earlier))
    print("\n".join(["RESULT" if not verdict else "NOT A RESULT", *(f"  {reason}" for reason in verdict)]) + "\n")
    print_table(figures, compare.compare(figures, where, earlier))
    compare.print_targets(figures)


def write(path, where, figures, given, verdict, failure):
    result = {"at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "commit": git("describe", "--always", "--dirty"),
              "machine": where, "runs": given.runs, "quick": given.quick, "objections": verdict, "failure": failure, "figures": figures}
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\nwritten: {path.relative_to(CHECKOUT)}")


def finish(where, bench, given, earlier, failure):
    bench.figures.judge(100)  # of a measure that failed nobody knows
    figures = bench.figures.all()
    verdict = list(objections(where, figures, given, bench.stack))
    present(where, figures, given, earlier, verdict)
    write(CHECKOUT / "build" / "bench.json", where, figures, given, verdict, failure)
    if given.keep and not (verdict or failure):
        write(compare.RESULTS / f"{given.keep}.json", where, figures, given, verdict, failure)
    elif given.keep:
        tell("not kept")
    return verdict


def main():
    given = arguments()
    if given.dry_run:
        return 0
    where, failure, verdict = machine(), None, []
    earlier = compare.read(given.compare) if given.compare else compare.latest()
    bench = work.Bench(Stack(), Figures(), work.Sizes(given.quick))
    try:
        run_all(bench, given)
    except Failed as stopped:
        failure = str(stopped)
    finally:
        bench.stack.close()
    if bench.figures.rows:
        verdict = finish(where, bench, given, earlier, failure)
    if failure:
        tell(f"\nFAILED: {failure}")
        return 1
    return NO_RESULT if verdict and not given.quick else 0


if __name__ == "__main__":
    sys.exit(main())
