"""Names of those figures that a target or another figure refers to."""

LIMITS = "Limits: what this machine does without Tonghop"
COPY_IN = (LIMITS, "COPY of the nation's rows")
COPY_MILLION = (LIMITS, "COPY of 1,000,000 such rows, reckoned")
BATCHES = (LIMITS, "the nation's rows in batches of 100")
COMMIT = (LIMITS, "one row a commit, 1 connection")
EVENTS = (LIMITS, "the nation's events to Kafka, acknowledged")
EVENT_P50 = (LIMITS, "one event through Kafka and back, p50")
EVENT_P99 = (LIMITS, "one event through Kafka and back, p99")
SUMS = (LIMITS, "the nation's figures added up in memory")
BARE_CPU = (LIMITS, "CPU a report: bare HTTP, row, event")
GET_P50 = (LIMITS, "GET of 4 KiB, p50")
GET_P99 = (LIMITS, "GET of 4 KiB, p99")
GET_LARGE_P50 = (LIMITS, "GET of 256 KiB, p50")
GET_LARGE_P99 = (LIMITS, "GET of 256 KiB, p99")
COPY_OUT = (LIMITS, "COPY out of a national month")
COPY_OUT_YEAR = (LIMITS, "COPY out and sums of the stored year")

DEADLINE = "Deadline day by POST, 64 connections: 10,035 communes, 696 districts, 63 provinces"
ALL_RIGHT = "until every roll-up is right"
FOLLOWED = "A Kafka client that follows a deadline day"
IMPORTS = "The nation by import, 10,035 reports in one file"
MILLION = "1,000,000 reports by CSV, a file a month"
MILLION_ROLLED_UP = "rolled up"
READS = "Reads"
CHILDREN_P99 = "nation with 63 children, p99"
TEN_YEARS = "series of a province, 120 months, p50"
YEAR = "A stored national year"
YEAR_WRITTEN = "computed and written again"
AS_OF = "nation as of a past moment, p50"
COLD = "nation's cube cold, p50"
COLD_TIMES_COPY = "nation's cube cold, times a bare COPY out"
AFTER_CORRECTION = "nation, first after a correction, p50"
MEMORY = "Resident memory"
IDLE_TOGETHER = "together, just started"
START = "Start until ready"
OVERLOAD = "Overload: twice of what was stored is offered"
ACCEPTED_P99 = "answers to what is let in, p99"
LOST = "acknowledged and not in the roll-ups"
RECOVERED = "until answers are quick again"
CPU_STORED = "CPU of the service and of PostgreSQL for it"
NATION_P99 = "nation shows it, p99"


def connections_of(count):
    return f"{count} connection{'s' if count > 1 else ''}"


def http(connections, what):
    return LIMITS, f"HTTP alone, {connections_of(connections)}, {what}"


def posts(connections):
    return f"POST of reports of 60 cells, {connections_of(connections)}"


def sustained(rate):
    return f"{rate:,} reports a second come"


def reads_under(rate):
    return f"Reads while {rate:,} reports a second come"


def rolled_up(name):
    return f"{name}: rolled up"


def start_slowest(exponent):
    return f"the slowest, {power(exponent)} reports stored"


def power(exponent):
    return "10" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(exponent))
