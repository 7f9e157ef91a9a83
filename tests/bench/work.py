"""What the measures share: how much is sent, months that are still empty, waiting, and comparing with the truth."""
import dataclasses
import time

import names
import nation
from figures import Figures
from stack import CHECKOUT, SERVICES, Failed, Stack

POLL_SECONDS = 0.004
DRAIN_POLL_SECONDS = 0.1  # slow, so that asking is not what costs
PARTS = {"reports": "reports service", "aggregation": "aggregation service", "postgres": "PostgreSQL", "postgres/reports": "  of it for reports",
         "postgres/aggregation": "  of it for aggregation", "kafka": "Kafka"}


class Sizes:
    """How much each measure sends; quick is for a look."""

    def __init__(self, quick):
        self.posts = {1: 400, 16: 1200, 64: 1200, 256: 1200} if quick else {1: 1500, 16: 4000, 64: 8000, 256: 8000}
        self.reads = 100 if quick else 400
        self.sustain_seconds = 3 if quick else 8
        self.overload_seconds = 2 if quick else 5
        self.year_months = 2 if quick else 12
        self.series_months = 120
        self.round_trips = 50 if quick else 300


class Periods:
    """Months of each form that nothing was sent for yet, so that no report is there already."""

    def __init__(self):
        self.left = {form: nation.months() for form in nation.FORMS}

    def take(self, form=nation.FORM):
        period = next(self.left[form], None)
        if period is None:
            raise Failed(f"no month of {form} is left")
        return period

    def take_growth(self):
        for form in nation.GROWTH_FORMS:
            period = next(self.left[form], None)
            if period:
                return form, period
        raise Failed("no month is left to fill")


@dataclasses.dataclass
class Bench:
    stack: Stack
    figures: Figures
    sizes: Sizes
    units: nation.Units = dataclasses.field(default_factory=nation.Units)
    periods: Periods = dataclasses.field(default_factory=Periods)
    year: list = dataclasses.field(default_factory=list)  # the months whose nation is stored: period and reports
    capacity: float = 0  # reports a second, the most that was measured
    events: object = None  # file of events as the service published them

    def add(self, group, name, unit, value, **more):
        self.figures.add(group, name, unit, value, **more)

    def nation(self, period, form=nation.FORM):
        return nation.reports(self.units.communes(period), period, form_code=form)


def percentile(values, percent):
    return sorted(values)[(len(values) - 1) * percent // 100]


def timed_ms(ask):
    began = time.monotonic()
    ask()
    return (time.monotonic() - began) * 1000


def tell_parts(bench, group, what, spent, count):
    for part, name in PARTS.items():
        bench.add(group, f"{what} {name}", "µs a report", spent.get(part, 0) / count * 1e6)


# Sending

def bodies(bench, sent):
    return bench.stack.bodies("bodies.ndjson", nation.as_ndjson(sent))


def post(bench, file, connections, *more, service_ports=None):
    return bench.stack.run("post", service_ports or bench.stack.ports["reports"], "/v1/reports", bench.stack.token_file, file, connections, *more)


def import_start(bench, form, period, body, content_type="text/csv", mode="partial"):
    path = f"/v1/imports?form={form}&period={period}&mode={mode}"
    return bench.stack.call("reports", "POST", path, body, content_type)


def import_wait(bench, headers, answer, count, every_seconds=POLL_SECONDS):
    result = bench.stack.finish("reports", headers, answer, every_seconds)
    if result["state"] != "succeeded" or result["counts"]["created"] != count:
        raise Failed(f"an import of {count} reports ended as {str(result)[:2000]}")


# Asking

def rollup(bench, form, period, unit="VN", **query):
    return bench.stack.get("aggregation", f"/v1/rollups/{form}/{unit}/{period}", **query)


def reported(bench, form, period):
    """How many the nation counts; a service that is too busy counts none for now."""
    try:
        return rollup(bench, form, period)["completeness"]["reported"]
    except Failed as failure:
        if failure.status != 503:
            raise
        bench.stack.refusals += 1
        return 0


def wait_reported(bench, form, period, count, every_seconds=DRAIN_POLL_SECONDS):
    bench.stack.wait(f"{count} reports of {form} {period} in the nation's roll-up", lambda: reported(bench, form, period) >= count, every_seconds)


def check_node(node, sent, what):
    """A fast wrong sum is worth nothing."""
    if node["completeness"]["reported"] != len(sent):
        raise Failed(f"{what}: {node['completeness']['reported']} reports are counted, {len(sent)} were sent")
    for code, (total, count) in nation.totals(sent).items():
        cell = node["cells"][code]
        if (int(cell["sum"] or 0), cell["reported"]) != (total, count):
            raise Failed(f"{what}, {code}: shown is {cell}, sent were {total} by {count}")


def check_nation(bench, form, period, sent):
    check_node(rollup(bench, form, period), sent, f"{form} {period}, the nation")


# Before: the programme

def load(bench):
    stack = bench.stack
    headers, result = stack.call("plans", "POST", "/v1/unit-imports", nation.UNITS_CSV.read_bytes(), "text/csv")
    job = stack.finish("plans", headers, result)
    if job.get("state", "succeeded") != "succeeded":
        raise Failed(f"the units were not imported: {job}")
    stack.put("plans", f"/v1/programmes/{nation.PROGRAMME}", nation.programme([]))  # forms name it, and its duties name the forms
    for code in nation.CELLS:
        stack.put("plans", f"/v1/indicators/{code}", nation.indicator(code))
    for form in nation.FORMS:
        stack.put("plans", f"/v1/forms/{form}", nation.form(form))
    etag = stack.call("plans", "GET", f"/v1/programmes/{nation.PROGRAMME}")[0]["ETag"]
    stack.put("plans", f"/v1/programmes/{nation.PROGRAMME}", nation.programme(nation.FORMS), {"If-Match": etag})


def known(bench, form, period, communes):
    """Do the two other services know what every commune owes?"""
    try:
        owed = bench.stack.get("reports", "/v1/obligations", form=form, unit=communes[0], period=period).get("items")
        return bool(owed) and rollup(bench, form, period)["completeness"]["expected"] >= len(communes)
    except Failed as failure:
        if failure.status not in (404, 422, 503):
            raise
        return False


def wait_known(bench):
    period = next(nation.months())
    communes = bench.units.communes(period)
    bench.stack.wait("the forms and their obligations in all services", lambda: known(bench, nation.FORM, period, communes), DRAIN_POLL_SECONDS)


def follow(bench, text, count, *file):
    """A Kafka client at the end of the topic of reports, once it stands there."""
    process = bench.stack.start("follow", bench.stack.brokers, "tonghop.report.v1", text, count, 120, *file)
    if process.stdout.readline() != "ready\n":
        raise Failed(f"follow: {process.stderr.read()}")
    return process


def memory(bench, when):
    resident = {service: bench.stack.resident_mib(service) for service in SERVICES}
    for service, mib in resident.items():
        bench.add(names.MEMORY, f"{service}, {when}", "MiB", mib)
    bench.add(names.MEMORY, f"together, {when}", "MiB", sum(resident.values()))


def load_example(bench):
    """The example programme, for a real plan: Thanh Hóa 2023."""
    url = f"http://127.0.0.1:{bench.stack.port}"
    bench.stack.program("/usr/bin/python3", "-B", str(CHECKOUT / "examples" / "load.py"), "--url", url, "--token-file", str(bench.stack.token_file))
