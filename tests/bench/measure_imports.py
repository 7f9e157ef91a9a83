"""Files of reports: the nation's month in each format, and a million reports."""
import time

import names
import nation
from stack import SERVICES, Failed
from work import DRAIN_POLL_SECONDS, POLL_SECONDS, check_nation, import_start, import_wait, reported, wait_reported

FORMATS = {"CSV": ("atomic", "text/csv", nation.as_csv), "NDJSON": ("partial", "application/x-ndjson", nation.as_ndjson),
           "XLSX": ("partial", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", nation.as_workbook)}
MILLION = 1_000_000


def measure_imports(bench):
    for name, (mode, content_type, write) in FORMATS.items():
        period = bench.periods.take()
        sent = bench.nation(period)
        body = write(sent)
        began = time.monotonic()
        import_wait(bench, *import_start(bench, nation.FORM, period, body, content_type, mode), len(sent))
        stored = time.monotonic() - began
        wait_reported(bench, nation.FORM, period, len(sent), POLL_SECONDS)
        rolled_up = time.monotonic() - began
        check_nation(bench, nation.FORM, period, sent)
        bench.add(names.IMPORTS, f"{name}: stored", "s", stored, limit=names.COPY_IN)
        bench.add(names.IMPORTS, names.rolled_up(name), "s", rolled_up, limit=names.COPY_IN)


def import_patiently(bench, form, period, body):
    """As many as may wait are given at once; who is told to come again comes again."""
    while True:
        try:
            return import_start(bench, form, period, body)
        except Failed as failure:
            if failure.status not in (429, 503):
                raise
            time.sleep(DRAIN_POLL_SECONDS)


def months_import(bench, count):
    """Stores about as many reports, month by month, and waits until all are in the roll-ups: how many."""
    jobs, stored = [], 0
    while stored < count:
        form, period = bench.periods.take_growth()
        communes = bench.units.communes(period)[:count - stored]
        jobs.append((form, period, len(communes), import_patiently(bench, form, period, nation.same_csv(communes))))
        stored += len(communes)
    for _, _, size, (headers, answer) in jobs:
        import_wait(bench, headers, answer, size, DRAIN_POLL_SECONDS)
    for form, period, size, _ in jobs:
        wait_reported(bench, form, period, size)
        if reported(bench, form, period) != size:
            raise Failed(f"{form} {period}: more is counted than was sent")
    return stored


def measure_million(bench):
    for service in SERVICES:
        bench.stack.forget_peak(service)
    nation.same_csv(bench.units.communes(next(nation.months())))  # what a client has ready
    before, began = bench.stack.cpu(), time.monotonic()
    stored = months_import(bench, MILLION)
    seconds = time.monotonic() - began
    spent = bench.stack.cpu_between(before, bench.stack.cpu())
    bench.add(names.MILLION, names.MILLION_ROLLED_UP, "s", seconds, limit=names.COPY_MILLION)
    for part in ("reports", "aggregation", "postgres", "kafka"):
        bench.add(names.MILLION, f"CPU {part}", "µs a report", spent[part] / stored * 1e6)
    for service in SERVICES:
        bench.add(names.MILLION, f"most memory, {service}", "MiB", bench.stack.resident_mib(service, "VmHWM"))
