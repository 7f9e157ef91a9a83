"""What grows with what is stored: CPU and memory a report, bytes a report, and how long a start takes."""
import pathlib

import names
import nation
from measure_imports import months_import
from stack import SERVICES
from work import bodies, check_nation, import_start, import_wait, post, tell_parts, wait_reported

POSTED, POSTED_QUICK = 4000, 1200
# What PostgreSQL does for nobody in particular, vacuum and checkpoints, comes in bouts that are the price of all that was stored before.
ONLY_THEIRS = ("reports", "aggregation", "postgres/reports", "postgres/aggregation", "kafka")
# Schema-wide: every table of a service, with its indexes and what is stored out of line; partitions count to their table.
SIZES = """
SELECT n.nspname || '.' || coalesce(parent.relname, c.relname), sum(pg_total_relation_size(c.oid))
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid LEFT JOIN pg_class AS parent ON parent.oid = i.inhparent
 WHERE c.relkind IN ('r') AND n.nspname IN ('reports', 'aggregation')
 GROUP BY 1"""
TABLES = ("reports.report_version", "reports.idempotency", "reports.audit", "reports.outbox", "aggregation.report_version", "aggregation.rollup")
TOPICS = ("tonghop.report.v1", "tonghop.rollup.v1")


def stored(bench):
    return bench.stack.sql("SELECT count(*) FROM reports.report_version")[0][0]


def growth(bench, exponent):
    """Brings the ledger up to 10^exponent reports, and measures there what a further one costs."""
    missing = 10 ** exponent - stored(bench)
    if missing > 0:
        months_import(bench, missing)
    group = f"Growth: {names.power(exponent)} reports stored"
    bench.add(group, "reports stored", "number", stored(bench))
    growth_post(bench, group)
    growth_import(bench, group)
    for service in SERVICES:
        bench.add(group, f"memory, {service}", "MiB", bench.stack.resident_mib(service))
    bench.add(group, "cubes, by their own account", "MiB", bench.stack.metric("aggregation", "tonghop_cube_bytes") / 1048576)


def growth_post(bench, group):
    form, period = bench.periods.take_growth()
    sent = nation.reports(bench.units.communes(period)[:POSTED if bench.sizes.posts[64] > POSTED else POSTED_QUICK], period, form_code=form)
    file = bodies(bench, sent)
    before = bench.stack.cpu()
    post(bench, file, 64)
    wait_reported(bench, form, period, len(sent))
    spent = bench.stack.cpu_between(before, bench.stack.cpu())
    tell_parts(bench, group, "POST, CPU", spent, len(sent))
    check_nation(bench, form, period, sent)


def growth_import(bench, group):
    form, period = bench.periods.take_growth()
    communes = bench.units.communes(period)
    before = bench.stack.cpu()
    import_wait(bench, *import_start(bench, form, period, nation.same_csv(communes)), len(communes))
    wait_reported(bench, form, period, len(communes))
    spent = bench.stack.cpu_between(before, bench.stack.cpu())
    together = sum(spent.get(part, 0) for part in ONLY_THEIRS)
    bench.add(group, "import by CSV, CPU of all but housekeeping", "µs a report", together / len(communes) * 1e6)


def bytes_of_topic(bench, topic):
    place = bench.stack.home / "kafka" / "data"
    return sum(file.stat().st_blocks * 512 for directory in place.glob(f"{topic}-*") for file in pathlib.Path(directory).iterdir())


def measure_storage(bench):
    count = stored(bench)
    sizes = dict(bench.stack.sql(SIZES))
    group = f"Bytes for each of {count:,} report versions stored"
    for table in TABLES:
        bench.add(group, table, "bytes", float(sizes.get(table, 0)) / count)
    for topic in TOPICS:
        bench.add(group, f"topic {topic}", "bytes", bytes_of_topic(bench, topic) / count)


def measure_start(bench):
    """The exponent in the name is that of what is stored, rounded down."""
    count = stored(bench)
    seconds = {service: bench.stack.restart(service) for service in SERVICES}
    for service, taken in seconds.items():
        bench.add(names.START, f"{service}, {count:,} reports stored", "s", taken)
    bench.add(names.START, names.start_slowest(len(str(count)) - 1), "s", max(seconds.values()))
