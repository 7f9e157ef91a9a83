"""Twice as much as the machine stores is offered for some seconds: who is let in is answered soon and never lost, who is not is told when to come again."""
import time

import names
import nation
from stack import Failed
from work import bodies, post, reported

TIMES, TRIES, CONNECTIONS = 2, 4, 900  # open at once; the service takes a thousand
QUICK_ANSWERS, QUICK_MS, RECOVERY_SECONDS_MAX = 20, 50, 60


def offered(bench, count):
    """Reports of as many months as are needed, in turn."""
    months = [bench.periods.take(nation.OVERLOAD_FORM) for _ in range(-(-count // nation.NATION))]
    reports = [report for together in zip(*(bench.nation(month, nation.OVERLOAD_FORM) for month in months)) for report in together][:count]
    return months, reports


def measure_overload(bench):
    """Where nobody had to be turned away it was no overload: then twice of what was stored is offered once more."""
    if not bench.capacity:
        raise Failed("overload needs what posts measures: --only posts --only overload")
    rate = int(TIMES * bench.capacity)
    for _ in range(TRIES):
        months, sent = offered(bench, rate * bench.sizes.overload_seconds)
        spare = bench.nation(bench.periods.take(nation.OVERLOAD_FORM), nation.OVERLOAD_FORM)
        result = post(bench, bodies(bench, sent), CONNECTIONS, rate, "refusable")
        recovered = recover(bench, spare, result["endedUs"])
        counted = count_all(bench, months, result)
        shown = time.monotonic() - result["endedUs"] / 1e6
        if result["refused"] > 0:
            break
        rate = int(TIMES * result["goodPerSecond"])
    tell(bench, rate, result, counted, recovered, shown)


def recover(bench, spare, ended_us):
    """Seconds after the last answer until so many answers in a row to one connection are quick."""
    for begin in range(0, len(spare), QUICK_ANSWERS):
        file = bench.stack.bodies("after.ndjson", nation.as_ndjson(spare[begin:begin + QUICK_ANSWERS]))
        after = post(bench, file, 1, 0, "refusable")
        if after["refused"] == 0 and after["mostMs"] <= QUICK_MS:
            return max(0.0, after["beganUs"] / 1e6 - ended_us / 1e6)
        if after["endedUs"] / 1e6 - ended_us / 1e6 > RECOVERY_SECONDS_MAX:
            break
    raise Failed(f"{RECOVERY_SECONDS_MAX} s after the overload answers are not quick again")


def count_all(bench, months, result):
    """What the nation counts in all months, once it counts what was acknowledged; more than that only what was left without an answer."""
    def count():
        return sum(reported(bench, nation.OVERLOAD_FORM, month) for month in months)
    bench.stack.wait("what was acknowledged in the roll-ups", lambda: count() >= result["good"], 0.02)
    counted = count()
    if counted > result["good"] + result["unanswered"]:
        raise Failed(f"{counted} reports are counted, {result['good']} were acknowledged, {result['unanswered']} had no answer")
    return counted


def tell(bench, rate, result, counted, recovered, shown):
    group = names.OVERLOAD
    bench.add(group, "offered", "requests/s", rate, more_is_better=True)
    bench.add(group, "sent", "requests/s", result["perSecond"], more_is_better=True)
    bench.add(group, "at work at once, at most", "requests", result["inFlightMost"])
    bench.add(group, "stored", "reports/s", result["goodPerSecond"], limit=names.http(256, "rate"), more_is_better=True)
    bench.add(group, "told to come again", "% of all", 100 * result["refused"] / max(1, result["requests"]))
    bench.add(group, "of them without Retry-After", "requests", result["withoutRetryAfter"])
    bench.add(group, "connections lost with a request on them", "requests", result["unanswered"])
    bench.add(group, names.ACCEPTED_P99, "ms", result["p99Ms"])
    bench.add(group, "answers to what is not, p99", "ms", result["refusedP99Ms"])
    bench.add(group, names.LOST, "reports", max(0, result["good"] - counted))
    bench.add(group, names.RECOVERED, "s", recovered)
    bench.add(group, "until the roll-ups show all", "s", shown)
