"""The measures, each a function that adds its figures. A period is used once, so that no report is there already."""
import time

import limits
import nation
from stack import SERVICES, Failed

CONNECTIONS = (1, 16, 64)
POLL_SECONDS = 0.002
DRAIN_POLL_SECONDS = 0.1  # slow, so that asking is not what costs
BACKGROUND_PER_SECOND, BACKGROUND_SECONDS = 500, 10
PROBES_MIN = 200
LIMIT_COPY = ("Limits", "COPY of the nation's rows")
LIMIT_COMMIT = ("Limits", "one row a commit, 1 connection")
PARTS = {"reports": "reports service", "aggregation": "aggregation service", "postgres": "PostgreSQL", "postgres/reports": "  of it for reports",
          "postgres/aggregation": "  of it for aggregation", "kafka": "Kafka"}


def echo_limit(connections):
    return "Limits", f"echo of the requests, {connections} connection{'s' if connections > 1 else ''}"


# What is sent

class Sizes:
    """How much each measure sends; quick is for a look."""

    def __init__(self, quick):
        self.posts = {1: 500, 16: 1500, 64: 1500} if quick else {1: 2000, 16: 4000, 64: 4000}
        self.reads = 200 if quick else 500
        self.year = 2 if quick else YEAR_MONTHS
        self.warm = 1500 if quick else 10000  # a young Java broker spends most of its time compiling itself


class Periods:
    def __init__(self, units):
        self.units, self.nations, self.others = units, list(nation.NATION_MONTHS), nation.months()
        self.year = []  # the months whose nation is stored for measure_year

    def next(self):
        period = next(self.others)
        return period, self.units.communes(period)

    def next_nation(self):
        if not self.nations:
            return self.next()
        period = self.nations.pop(0)
        return period, self.units.communes(period)


def nation_size(periods):
    return len(periods.units.communes(nation.NATION_MONTHS[0]))


def rollup(stack, period, unit="VN"):
    return stack.get("aggregation", f"/v1/rollups/{nation.FORM}/{unit}/{period}")


def reported(stack, period):
    """How many the nation counts; a service that is too busy counts none for now."""
    try:
        return rollup(stack, period)["completeness"]["reported"]
    except Failed as failure:
        if failure.status != 503:
            raise
        stack.refusals += 1
        return 0


def wait_reported(stack, period, count, every_seconds):
    stack.wait(f"{count} reports of {period} in the nation's roll-up", lambda: reported(stack, period) >= count, every_seconds)


def check_totals(stack, period, sent):
    """A fast wrong sum is worth nothing."""
    answer, truth = rollup(stack, period), nation.totals(sent)
    if answer["completeness"]["reported"] != len(sent):
        raise Failed(f"{period}: {answer['completeness']['reported']} reports are counted, {len(sent)} were sent")
    for code, (total, count) in truth.items():
        cell = answer["cells"][code]
        if (int(cell["sum"] or 0), cell["reported"]) != (total, count):
            raise Failed(f"{period} {code}: the nation shows {cell}, sent were {total} by {count}")


def post(stack, bodies, connections, *rate):
    return stack.run("post", stack.ports["reports"], "/v1/reports", stack.token_file, bodies, connections, *rate)


# Before: the programme, and one round that nobody counts

def load(stack):
    headers, result = stack.call("plans", "POST", "/v1/unit-imports", nation.UNITS_CSV.read_bytes(), "text/csv")
    job = stack.finish("plans", headers, result)
    if job.get("state", "succeeded") != "succeeded":
        raise Failed(f"the units were not imported: {job}")
    programme = nation.programme()
    stack.put("plans", f"/v1/programmes/{nation.PROGRAMME}", {**programme, "duties": []})  # forms name it, and its duties name the form
    for code in nation.CELLS:
        stack.put("plans", f"/v1/indicators/{code}", nation.indicator(code))
    stack.put("plans", f"/v1/forms/{nation.FORM}", nation.form())
    etag = stack.call("plans", "GET", f"/v1/programmes/{nation.PROGRAMME}")[0]["ETag"]
    stack.put("plans", f"/v1/programmes/{nation.PROGRAMME}", programme, {"If-Match": etag})


def known(stack, period, communes):
    """Do the two other services know what every commune owes?"""
    try:
        owed = stack.get("reports", "/v1/obligations", form=nation.FORM, unit=communes[0], period=period).get("items")
        return bool(owed) and rollup(stack, period)["completeness"]["expected"] == len(communes)
    except Failed as failure:
        if failure.status not in (404, 422, 503):
            raise
        return False


def wait_known(stack, periods):
    period = nation.NATION_MONTHS[0]
    communes = periods.units.communes(period)
    stack.wait("the form and its obligations in all services", lambda: known(stack, period, communes), DRAIN_POLL_SECONDS)


def warm(stack, periods, sizes):
    period, communes = periods.next()
    sent = nation.reports(communes[:sizes.warm], period)
    post(stack, stack.bodies("warm.ndjson", nation.as_ndjson(sent)), 16)
    wait_reported(stack, period, len(sent), DRAIN_POLL_SECONDS)
    check_totals(stack, period, sent)


# The ends of the scale

def measure_limits(stack, figures, periods, sizes):
    sent = nation.reports(periods.units.communes(nation.NATION_MONTHS[0]), nation.NATION_MONTHS[0])
    rows, bodies = nation.as_copy(sent), stack.bodies("echo.ndjson", nation.as_ndjson(sent))
    figures.add(*LIMIT_COPY, "s", limits.copy_seconds(stack, rows))
    figures.add(*LIMIT_COMMIT, "rows/s", limits.commits_per_second(stack, rows), more_is_better=True)
    for connections in CONNECTIONS:
        figures.add(*echo_limit(connections), "requests/s", limits.echo(stack, bodies, connections)["perSecond"], more_is_better=True)


# 1: POST of reports

def measure_posts(stack, figures, periods, sizes):
    period, communes = periods.next()
    first = 0
    for connections in CONNECTIONS:
        sent = nation.reports(communes[first:first + sizes.posts[connections]], period)
        first += len(sent)
        before = stack.cpu()
        result = post(stack, stack.bodies("post.ndjson", nation.as_ndjson(sent)), connections)
        wait_reported(stack, period, first, DRAIN_POLL_SECONDS)
        tell_posts(stack, figures, connections, result, stack.cpu_between(before, stack.cpu()), len(sent))


def tell_posts(stack, figures, connections, result, spent, count):
    group = f"POST of reports of {nation.CELL_COUNT} cells, {connections} connection{'s' if connections > 1 else ''}"
    limit = LIMIT_COMMIT if connections == 1 else echo_limit(connections)
    figures.add(group, "rate", "reports/s", result["perSecond"], limit, more_is_better=True)
    figures.add(group, "answer p50", "ms", result["p50Ms"])
    figures.add(group, "answer p99", "ms", result["p99Ms"])
    for part, name in PARTS.items():
        figures.add(group, f"CPU {name}", "µs a report", spent.get(part, 0) / count * 1e6)
    figures.add(group, "CPU that others took", "% of the machine", spent["others share"] * 100)


# 2: the nation

def measure_nation(stack, figures, periods, sizes):
    period, communes = periods.next_nation()
    sent = nation.reports(communes, period)
    bodies = stack.bodies("nation.ndjson", nation.as_ndjson(sent))
    before = stack.cpu()
    result = post(stack, bodies, 64)
    wait_reported(stack, period, len(sent), POLL_SECONDS)
    seconds = time.monotonic() - result["beganUs"] / 1e6
    spent = stack.cpu_between(before, stack.cpu())
    check_totals(stack, period, sent)
    group = f"The nation by POST over 64 connections, {nation_size(periods):,} reports"
    figures.add(group, "all answered", "s", result["seconds"], LIMIT_COPY)
    figures.add(group, "until the nation's sums are right", "s", seconds, LIMIT_COPY)
    figures.add(group, "answer p99", "ms", result["p99Ms"])
    figures.add(group, "CPU that others took", "% of the machine", spent["others share"] * 100)
    measure_reads(stack, figures, period, sizes)


# 3: freshness

def measure_freshness(stack, figures, periods, sizes):
    period, communes = periods.next()
    cut = BACKGROUND_PER_SECOND * (BACKGROUND_SECONDS + 1)
    background = nation.reports(communes[:cut], period, without=nation.MARKERS)
    groups = probe_groups(communes[cut:], period)
    before = stack.cpu()
    noise = stack.start("post", stack.ports["reports"], "/v1/reports", stack.token_file, stack.bodies("background.ndjson", nation.as_ndjson(background)),
                        16, BACKGROUND_PER_SECOND)
    try:
        time.sleep(0.5)
        results = [stack.outcome(prober) for prober in [start_prober(stack, period, marker, group) for marker, group in groups.items()]]
    finally:
        sent = stack.outcome(noise)
    stack.refusals += sum(result["refusals"] for result in results)
    tell_freshness(figures, results, sent, stack.cpu_between(before, stack.cpu()))
    probes = [report for result, group in zip(results, groups.values()) for report in group[:len(result["nationUs"])]]
    wait_reported(stack, period, len(background) + len(probes), DRAIN_POLL_SECONDS)
    check_totals(stack, period, background + probes)


def probe_groups(communes, period):
    """Reports for each prober; each of them gives its own marker and no other."""
    count = len(nation.MARKERS)
    return {marker: [report.give(marker, 1) for report in nation.reports(communes[index::count], period, without=nation.MARKERS)]
            for index, marker in enumerate(nation.MARKERS)}


def start_prober(stack, period, marker, group):
    lines = stack.bodies(f"probes-{marker}.txt", "".join(f"{report.unit} {report.body()}\n" for report in group).encode())
    return stack.start("fresh", stack.ports["reports"], stack.ports["aggregation"], stack.token_file, lines, nation.FORM, period, marker, BACKGROUND_SECONDS)


def percentile_ms(values_us, percent):
    return sorted(values_us)[(len(values_us) - 1) * percent // 100] / 1000


def tell_freshness(figures, results, sent, spent):
    group = f"Freshness while {BACKGROUND_PER_SECOND} reports a second come"
    for who in ("commune", "nation"):
        waits_us = [wait_us for result in results for wait_us in result[f"{who}Us"]]
        figures.add(group, f"{who} shows it, p50", "ms", percentile_ms(waits_us, 50))
        figures.add(group, f"{who} shows it, p99", "ms", percentile_ms(waits_us, 99))
    figures.add(group, f"probes (at least {PROBES_MIN} are wanted)", "number", len(waits_us))
    figures.add(group, "background rate kept", "reports/s", sent["perSecond"])
    figures.add(group, "CPU that others took", "% of the machine", spent["others share"] * 100)


# 4: imports of the nation

def measure_imports(stack, figures, periods, sizes):
    for name, mode, content_type, write in (("CSV, atomic", "atomic", "text/csv", nation.as_csv),
                                            ("NDJSON, partial", "partial", "application/x-ndjson", nation.as_ndjson)):
        period, communes = periods.next()
        sent = nation.reports(communes[:nation_size(periods)], period)
        body = write(sent)
        path = f"/v1/imports?form={nation.FORM}&period={period}&mode={mode}"
        began = time.monotonic()
        headers, answer = stack.call("reports", "POST", path, body, content_type)
        result = stack.finish("reports", headers, answer, POLL_SECONDS)
        stored = time.monotonic() - began
        if result["state"] != "succeeded" or result["counts"]["created"] != len(sent):
            raise Failed(f"{path}: {str(result)[:2000]}")
        wait_reported(stack, period, len(sent), POLL_SECONDS)
        rolled_up = time.monotonic() - began
        check_totals(stack, period, sent)
        group = f"The nation by import, {len(sent):,} reports in one file"
        figures.add(group, f"{name}: stored", "s", stored, LIMIT_COPY)
        figures.add(group, f"{name}: rolled up", "s", rolled_up, LIMIT_COPY)


# 5: a stored year: what reading costs where no cube is at hand

YEAR_MONTHS = 12


def load_year(stack, periods, sizes):
    """The nation in each of its months; once, for all runs."""
    while len(periods.year) < sizes.year:
        period, communes = periods.next()
        sent = nation.reports(communes, period)
        headers, answer = stack.call("reports", "POST", f"/v1/imports?form={nation.FORM}&period={period}&mode=partial", nation.as_csv(sent), "text/csv")
        stack.finish("reports", headers, answer, POLL_SECONDS)
        wait_reported(stack, period, len(sent), DRAIN_POLL_SECONDS)
        check_totals(stack, period, sent)
        periods.year.append((period, communes[0], sent[0]))


def timed(ask):
    began = time.monotonic()
    ask()
    return (time.monotonic() - began) * 1000


def correct(stack, period, unit, before):
    """One commune says something else; the answer of its POST was before."""
    found = stack.get("reports", "/v1/reports", form=nation.FORM, unit=unit, period=period)["items"][0]
    values = {code: value for code, value in zip(nation.CELLS, before.cells) if value is not None}
    body = {"form": nation.FORM, "unit": unit, "agency": nation.AGENCY, "period": period, "state": "submitted",
            "values": {**values, nation.CELLS[0]: (values.get(nation.CELLS[0], 0) + found["version"]) % nation.VALUE_MAX}, "reason": "generated"}
    stack.put("reports", f"/v1/reports/{found['id']}", body, {"If-Match": f'"{found["version"]}"'})


def changed_reads(stack, year):
    """The first look at a nation after one of its reports was corrected, once the correction has come through."""
    for period, unit, report in year:
        before = rollup(stack, period)["cells"][nation.CELLS[0]]["sum"]
        correct(stack, period, unit, report)
        while True:
            began = time.monotonic()
            shown = rollup(stack, period)["cells"][nation.CELLS[0]]["sum"]
            taken = (time.monotonic() - began) * 1000
            if shown != before:
                yield taken
                break


def measure_year(stack, figures, periods, sizes):
    load_year(stack, periods, sizes)
    months = [period for period, _, _ in periods.year]
    group = f"Reads of {len(months)} stored months of the nation, {len(months) * nation_size(periods):,} reports"
    past = stack.get("aggregation", f"/v1/rollups/{nation.FORM}/VN/{months[0]}")["asOf"]
    path = f"/v1/rollups/{nation.FORM}/VN"
    figures.add(group, "as of a past moment (no cube), p50", "ms",
                percentile_ms([1000 * timed(lambda month=month: stack.get("aggregation", f"{path}/{month}", asOf=past)) for month in months], 50))
    changed = [1000 * ms for ms in changed_reads(stack, periods.year)]
    figures.add(group, "the first after a correction, p50", "ms", percentile_ms(changed, 50))
    figures.add(group, "the first after a correction, worst", "ms", max(changed) / 1000)
    ends = {"from": min(months), "to": max(months), "every": "month", "form": nation.FORM, "cell": nation.CELLS[0]}
    for who, unit in (("the nation", "VN"), ("a province", "38")):
        first = timed(lambda unit=unit: stack.get("aggregation", "/v1/series", unit=unit, **ends))
        figures.add(group, f"series of {who}, first", "ms", first)
        figures.add(group, f"series of {who}, again", "ms", timed(lambda unit=unit: stack.get("aggregation", "/v1/series", unit=unit, **ends)))
    figures.add(group, "all recounted and compared", "s", sum(timed(lambda month=month: recount(stack, month)) for month in months) / 1000)


def recount(stack, period):
    result = stack.call("aggregation", "POST", "/v1/recomputations", {"form": nation.FORM, "period": period})[1]
    if result.get("differences"):
        raise Failed(f"{period} is written down in another way than it counts: {str(result)[:2000]}")


# 6: reads, 7: memory

def measure_reads(stack, figures, period, sizes):
    group = "Reads of the nation's roll-up, warm"
    for name, query in (("alone", ""), ("with 63 children", "?children=true")):
        path = f"/v1/rollups/{nation.FORM}/VN/{period}{query}"
        result = stack.run("get", stack.ports["aggregation"], path, stack.token_file, sizes.reads)
        figures.add(group, f"{name}, p50", "ms", result["p50Ms"])
        figures.add(group, f"{name}, p99", "ms", result["p99Ms"])
        figures.add(group, f"{name}, answer", "KiB", result["bytes"] / 1024)


def measure_memory(stack, figures, when):
    for service in SERVICES:
        figures.add("Resident memory", f"{service}, {when}", "MiB", stack.resident_mib(service))
