"""Reports that come in: as fast as they are taken, on the day of the deadline, and at a steady rate with how fresh the figures are."""
import itertools
import random
import time

import names
import nation
from measure_limits import CONNECTIONS
from stack import Failed
from work import POLL_SECONDS, bodies, check_nation, check_node, follow, percentile, post, rollup, tell_parts, wait_reported

RATES = {500: 16, 2000: 64, 5000: 128}  # reports a second, over how many connections
PROBES_RESERVE, PROBES_MIN, RATE_KEPT = 2000, 100, 0.97


def measure_posts(bench):
    for connections in CONNECTIONS:
        period = bench.periods.take()
        sent = bench.nation(period)[:bench.sizes.posts[connections]]
        file = bodies(bench, sent)
        before = bench.stack.cpu()
        result = post(bench, file, connections)
        wait_reported(bench, nation.FORM, period, len(sent))
        tell_posts(bench, connections, result, bench.stack.cpu_between(before, bench.stack.cpu()), len(sent))
        bench.capacity = max(bench.capacity, result["perSecond"])


def tell_posts(bench, connections, result, spent, count):
    group = names.posts(connections)
    limit = names.COMMIT if connections == 1 else names.http(connections, "rate")
    bench.add(group, "rate", "reports/s", result["perSecond"], limit=limit, more_is_better=True)
    bench.add(group, "answer p50", "ms", result["p50Ms"], limit=names.http(connections, "p50"))
    bench.add(group, "answer p99", "ms", result["p99Ms"], limit=names.http(connections, "p99"))
    bench.add(group, names.CPU_STORED, "µs a report", (spent["reports"] + spent.get("postgres/reports", 0)) / count * 1e6, limit=names.BARE_CPU)
    tell_parts(bench, group, "CPU", spent, count)


# The day of the deadline

def deadline_reports(bench, period):
    """Communes, districts and provinces in one mixed order, each with a report of its own."""
    units = [*bench.units.communes(period), *bench.units.codes(period, "district"), *bench.units.codes(period, "province")]
    sent = nation.reports(units, period, form_code=nation.DEADLINE_FORM)
    random.Random(period).shuffle(sent)
    return sent


def check_ancestors(bench, period, sent):
    """Every district, province and the nation against what was sent below it."""
    below = {}
    for report in sent:
        for unit in bench.units.ancestors(period, report.unit):
            below.setdefault(unit, []).append(report)
    check_node(rollup(bench, nation.DEADLINE_FORM, period), sent, f"{period}, the nation")
    for parent in ["VN", *bench.units.codes(period, "province")]:
        for child in rollup(bench, nation.DEADLINE_FORM, period, parent, children="true")["children"]:
            check_node(child, below[child["unit"].split("@")[0]], f"{period}, {child['unit']}")


def deadline_make(bench):
    period = bench.periods.take(nation.DEADLINE_FORM)
    sent = deadline_reports(bench, period)
    return period, sent, bodies(bench, sent)


def deadline_run(bench, period, sent, file):
    """What the generator says, and the seconds from the first POST until the nation counts all; the ancestors come from the same cube."""
    result = post(bench, file, 64)
    wait_reported(bench, nation.DEADLINE_FORM, period, len(sent), POLL_SECONDS)
    seconds = time.monotonic() - result["beganUs"] / 1e6
    check_ancestors(bench, period, sent)
    return result, seconds


def measure_deadline(bench):
    result, seconds = deadline_run(bench, *deadline_make(bench))
    bench.add(names.DEADLINE, "all answered", "s", result["seconds"], limit=names.BATCHES)
    bench.add(names.DEADLINE, names.ALL_RIGHT, "s", seconds, limit=names.BATCHES)
    bench.add(names.DEADLINE, "answer p99", "ms", result["p99Ms"], limit=names.http(64, "p99"))


def measure_followed(bench):
    period, sent, file = deadline_make(bench)
    follower = follow(bench, period, len(sent))
    result, seconds = deadline_run(bench, period, sent, file)
    followed = bench.stack.outcome(follower)
    bench.add(names.FOLLOWED, "it has all events", "s", (followed["lastUs"] - result["beganUs"]) / 1e6, limit=names.EVENTS)
    bench.add(names.FOLLOWED, "its last one after the last 201", "ms", (followed["lastUs"] - result["endedUs"]) / 1000)
    bench.add(names.FOLLOWED, "behind the producer, p50", "ms", followed["behindP50Ms"])
    bench.add(names.FOLLOWED, "behind the producer, p99", "ms", followed["behindP99Ms"])
    bench.add(names.FOLLOWED, "CPU of the client", "µs an event", followed["cpuUsARecord"])
    bench.add(names.FOLLOWED, "an event", "bytes", followed["bytes"] / followed["matched"])
    bench.add(names.FOLLOWED, f"{names.ALL_RIGHT}, meanwhile", "s", seconds)


# A steady rate

def background(bench, rate, seconds):
    """Reports of one month after the other would let each rest; so they come of as many months as are needed in turn. The first one has room for probes."""
    left, months = rate * seconds, []
    while left > 0:
        period = bench.periods.take(nation.STEADY_FORM)
        communes = bench.units.communes(period)[:nation.NATION - (0 if months else PROBES_RESERVE)][:left]
        months.append(nation.reports(communes, period, form_code=nation.STEADY_FORM, without=nation.MARKERS))
        left -= len(communes)
    mixed = [report for together in itertools.zip_longest(*months) for report in together if report]
    return months, bench.stack.bodies("background.ndjson", nation.as_ndjson(mixed))


def noise_start(bench, file, rate):
    return bench.stack.start("post", bench.stack.ports["reports"], "/v1/reports", bench.stack.token_file, file, RATES[rate], rate)


def probe_groups(communes, period):
    """Reports for each prober; each of them gives its own marker and no other."""
    count = len(nation.MARKERS)
    return {marker: [report.give(marker, 1) for report in nation.reports(communes[index::count], period, form_code=nation.STEADY_FORM, without=nation.MARKERS)]
            for index, marker in enumerate(nation.MARKERS)}


def prober_start(bench, period, marker, group, seconds):
    stack = bench.stack
    lines = stack.bodies(f"probes-{marker}.txt", "".join(f"{report.unit} {report.body()}\n" for report in group).encode())
    return stack.start("fresh", stack.ports["reports"], stack.ports["aggregation"], stack.token_file, lines, nation.STEADY_FORM, period, marker, seconds)


def measure_sustained(bench):
    for rate in RATES:
        sustain(bench, rate, bench.sizes.sustain_seconds)


def sustain(bench, rate, seconds):
    months, file = background(bench, rate, seconds + 1)
    period = months[0][0].period
    groups = probe_groups(bench.units.communes(period)[nation.NATION - PROBES_RESERVE:], period)
    noise = noise_start(bench, file, rate)
    try:
        time.sleep(0.5)
        results = [bench.stack.outcome(prober) for prober in [prober_start(bench, period, *pair, seconds) for pair in groups.items()]]
    finally:
        sent = bench.stack.outcome(noise)
    bench.stack.refusals += sum(result["refusals"] for result in results)
    tell_sustained(bench, rate, results, sent)
    probes = [report for result, group in zip(results, groups.values()) for report in group[:len(result["nationUs"])]]
    months[0] += probes
    for month in months:
        wait_reported(bench, nation.STEADY_FORM, month[0].period, len(month))
        check_nation(bench, nation.STEADY_FORM, month[0].period, month)


def tell_sustained(bench, rate, results, sent):
    group = names.sustained(rate)
    bench.add(group, "rate kept" if sent["perSecond"] >= RATE_KEPT * rate else "rate that the machine could keep", "reports/s", sent["perSecond"],
              more_is_better=True)
    for who in ("commune", "nation"):
        waits = [wait_us / 1000 for result in results for wait_us in result[f"{who}Us"]]
        if not waits:
            raise Failed(f"no report showed while {rate} a second came")
        bench.add(group, f"{who} shows it, p50", "ms", percentile(waits, 50), limit=names.EVENT_P50)
        bench.add(group, f"{who} shows it, p99", "ms", percentile(waits, 99), limit=names.EVENT_P99)
    bench.add(group, "answer p99", "ms", sent["p99Ms"])
    bench.add(group, f"probes (at least {PROBES_MIN} are wanted)", "number", len(waits), more_is_better=True)
