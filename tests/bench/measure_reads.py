"""Answers: warm, while reports come, of ten years, after a correction, and where no cube is at hand."""
import time

import names
import nation
from measure_writes import background, noise_start
from stack import TICKS, Failed
from work import check_nation, import_start, import_wait, percentile, rollup, timed_ms, wait_reported

PLAN_PATH = "/v1/attainment/thanh-hoa-2023?period=2023-H1"
UNDER_RATES, UNDER_PAUSE_MS = (500, 2000), 10
YEAR_GETS = 25
BARE = "SELECT unit, agency, epoch, version, cells FROM bench.leaves WHERE form = '{}' AND period = '{}'"


# What is stored for it, once

def year_load(bench):
    """The nation in each of its months."""
    while len(bench.year) < bench.sizes.year_months:
        period = bench.periods.take()
        sent = bench.nation(period)
        import_wait(bench, *import_start(bench, nation.FORM, period, nation.as_csv(sent)), len(sent))
        bench.year.append((period, sent))
    for period, sent in bench.year:
        wait_reported(bench, nation.FORM, period, len(sent))
        check_nation(bench, nation.FORM, period, sent)


def series_load(bench):
    """Ten years of the communes of one province."""
    for _ in range(bench.sizes.series_months):
        period = bench.periods.take(nation.SERIES_FORM)
        communes = bench.units.communes_of(period, nation.PROVINCE)
        import_wait(bench, *import_start(bench, nation.SERIES_FORM, period, nation.same_csv(communes)), len(communes))
    wait_reported(bench, nation.SERIES_FORM, period, len(communes))


# Warm

def asked(bench, group, name, service, path, count, small=True, pause_ms=0):
    result = bench.stack.run("get", bench.stack.ports[service], path, bench.stack.token_file, count, pause_ms)
    bench.stack.refusals += result["refused"]
    bench.add(group, f"{name}, p50", "ms", result["p50Ms"], limit=names.GET_P50 if small else names.GET_LARGE_P50)
    bench.add(group, f"{name}, p99", "ms", result["p99Ms"], limit=names.GET_P99 if small else names.GET_LARGE_P99)
    return result["bytes"]


def nation_path(period, form=nation.FORM):
    return f"/v1/rollups/{form}/VN/{period}"


def obligations_path(period, form=nation.FORM):
    return f"/v1/obligations?form={form}&within={nation.PROVINCE}&period={period}&limit=1000"


def series_path(bench):
    months = [month for month, _ in zip(nation.months(), range(bench.sizes.series_months))]
    return (f"/v1/series?form={nation.SERIES_FORM}&unit={nation.PROVINCE}&cell={nation.CELLS[0]}&from={months[-1]}&to={months[0]}&every=month")


def measure_reads(bench):
    period, count = bench.year[0][0], bench.sizes.reads
    asked(bench, names.READS, "nation", "aggregation", nation_path(period), count)
    size = asked(bench, names.READS, "nation with 63 children", "aggregation", nation_path(period) + "?children=true", count, small=False)
    bench.add(names.READS, "nation with 63 children, answer", "KiB", size / 1024)
    asked(bench, names.READS, "series of a province, 120 months", "aggregation", series_path(bench), count // 4)
    asked(bench, names.READS, "attainment of a plan", "aggregation", PLAN_PATH, count)
    asked(bench, names.READS, "obligations of a province", "reports", obligations_path(period), count // 4, small=False)


def measure_under(bench):
    """The figures asked for change all the time; the reader rests a little after each answer, as people do."""
    count = bench.sizes.reads // 2
    for rate in UNDER_RATES:
        group = names.reads_under(rate)
        months, file = background(bench, rate, 2 + bench.sizes.sustain_seconds)
        period = months[0][0].period
        noise = noise_start(bench, file, rate)
        try:
            time.sleep(0.5)
            path = nation_path(period, nation.STEADY_FORM) + "?children=true"
            asked(bench, group, "nation with 63 children", "aggregation", path, count, small=False, pause_ms=UNDER_PAUSE_MS)
            asked(bench, group, "attainment of a plan", "aggregation", PLAN_PATH, count // 2, pause_ms=UNDER_PAUSE_MS)
            path = obligations_path(period, nation.STEADY_FORM)
            asked(bench, group, "obligations of a province", "reports", path, count // 4, small=False, pause_ms=UNDER_PAUSE_MS)
            ended = noise.poll() is not None
        finally:
            sent = bench.stack.outcome(noise)
        bench.add(group, "rate kept", "reports/s", sent["perSecond"], more_is_better=True)
        bench.add(group, "the readers were done first", "1 is yes", int(not ended), more_is_better=True)
        for month in months:
            wait_reported(bench, nation.STEADY_FORM, month[0].period, len(month))


# A stored national year

def correct(bench, period, report):
    """One commune says something else; the answer of its POST was before."""
    found = bench.stack.get("reports", "/v1/reports", form=nation.FORM, unit=report.unit, period=period)["items"][0]
    report.give(nation.CELLS[0], ((report.cells[0] or 0) + found["version"]) % nation.VALUE_MAX)
    values = {code: value for code, value in zip(nation.CELLS, report.cells) if value is not None}
    body = {"form": nation.FORM, "unit": report.unit, "agency": nation.AGENCY, "period": period, "state": "submitted", "values": values, "reason": "generated"}
    bench.stack.put("reports", f"/v1/reports/{found['id']}", body, {"If-Match": f'"{found["version"]}"'})


def first_after_correction(bench, period, report):
    """Milliseconds of the first answer that shows it, once the correction has come through."""
    before = rollup(bench, nation.FORM, period)["cells"][nation.CELLS[0]]["sum"]
    correct(bench, period, report)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        began = time.monotonic()
        shown = rollup(bench, nation.FORM, period)["cells"][nation.CELLS[0]]["sum"]
        if shown != before:
            return (time.monotonic() - began) * 1000
    raise Failed(f"the correction of {report.unit} in {period} does not show")


def measure_year(bench):
    months = [period for period, _ in bench.year]
    past = rollup(bench, nation.FORM, months[0])["asOf"]
    bench.add(names.YEAR, names.AS_OF, "ms", percentile([timed_ms(lambda month=month: rollup(bench, nation.FORM, month, asOf=past)) for month in months], 50),
              limit=names.COPY_OUT)
    changed = [first_after_correction(bench, period, sent[0]) for period, sent in bench.year]
    bench.add(names.YEAR, names.AFTER_CORRECTION, "ms", percentile(changed, 50), limit=names.GET_P50)
    bench.add(names.YEAR, "nation, first after a correction, worst", "ms", max(changed), limit=names.GET_P99)
    bench.add(names.YEAR, "all recounted and compared", "s", sum(timed_ms(lambda month=month: recount(bench, month)) for month in months) / 1000,
              limit=names.COPY_OUT_YEAR)


def recount(bench, period):
    result = bench.stack.call("aggregation", "POST", "/v1/recomputations", {"form": nation.FORM, "period": period})[1]
    if result.get("differences"):
        raise Failed(f"{period} is written down in another way than it counts: {str(result)[:2000]}")


def bare_copies(bench):
    """Milliseconds of a COPY of each month from a table as anyone would make it: the key of the leaves, and their figures as numbers."""
    bench.stack.sql("CREATE SCHEMA IF NOT EXISTS bench")
    bench.stack.sql("CREATE TABLE bench.leaves AS SELECT form, period, unit, agency, epoch, version, aggregation.cells_unpacked(cells) AS cells"
                    "  FROM aggregation.report_version WHERE form = %s", nation.FORM)
    bench.stack.sql("ALTER TABLE bench.leaves ADD PRIMARY KEY (form, period, unit, agency, epoch, version)")
    bench.stack.sql("ANALYZE bench.leaves")
    copied = [1000 * bench.stack.run("rows", "out", BARE.format(nation.FORM, period))["seconds"] for period, _ in bench.year]
    bench.stack.sql("DROP TABLE bench.leaves")
    return copied


def measure_cold(bench):
    """A restart drops the cubes; then the first look at each month, beside a bare COPY of the same rows. At last all is forgotten that was written down."""
    copied = bare_copies(bench)
    bench.add(*names.COPY_OUT, "ms", percentile(copied, 50))
    bench.add(*names.COPY_OUT_YEAR, "s", (sum(copied) + len(copied) * bench.figures.median(names.SUMS)) / 1000)
    bench.stack.restart("aggregation")
    cold = [timed_ms(lambda period=period: rollup(bench, nation.FORM, period)) for period, _ in bench.year]
    bench.add(names.YEAR, names.COLD, "ms", percentile(cold, 50), limit=names.COPY_OUT)
    bench.add(names.YEAR, names.COLD_TIMES_COPY, "times", percentile(cold, 50) / percentile(copied, 50))
    bench.add(names.YEAR, names.YEAR_WRITTEN, "s", written_again(bench), limit=names.COPY_OUT_YEAR)


def written_again(bench):
    """Seconds until the roll-ups of all months are written down again by a service that has no cube and looks often."""
    months = [period for period, _ in bench.year]
    rows = written(bench, months)
    bench.stack.restart("aggregation", TONGHOP_ROLLUP_INTERVAL_MS="50")
    bench.stack.sql("BEGIN")
    for table in ("rollup", "rollup_state"):
        bench.stack.sql(f"DELETE FROM aggregation.{table} WHERE form = %s AND period = ANY(%s)", nation.FORM, months)
    bench.stack.sql("COMMIT")
    began = time.monotonic()
    bench.stack.wait("the year to be written again", lambda: written(bench, months) == rows, 1 / TICKS)
    seconds = time.monotonic() - began
    bench.stack.restart("aggregation")
    for period in months:
        recount(bench, period)
    return seconds


def written(bench, months):
    """(months, rows) that are written down."""
    return bench.stack.sql("SELECT (SELECT count(*) FROM aggregation.rollup_state WHERE form = %s AND period = ANY(%s)), "
                           "(SELECT count(*) FROM aggregation.rollup WHERE form = %s AND period = ANY(%s))", nation.FORM, months, nation.FORM, months)
