"""What the figures are to reach on two cores that carry everything, the load generator too; on a slower machine the distance from the limit counts."""
import typing

import names


class Target(typing.NamedTuple):
    what: str
    group: str
    name: str
    unit: str
    most: float | None = None
    least: float | None = None


TARGETS = [
    Target("durable POSTs, 64 connections", names.posts(64), "rate", "reports/s", least=12000),
    Target("their answers, p99", names.posts(64), "answer p99", "ms", most=15),
    Target("CPU a report, service and PostgreSQL for it", names.posts(64), names.CPU_STORED, "µs", most=110),
    Target("deadline day, first POST until all is right", names.DEADLINE, names.ALL_RIGHT, "s", most=1.8),
    Target("freshness at 500 a second, p99", names.sustained(500), names.NATION_P99, "ms", most=30),
    Target("freshness at 2,000 a second, p99", names.sustained(2000), names.NATION_P99, "ms", most=60),
    Target("import of the nation, CSV, rolled up", names.IMPORTS, names.rolled_up("CSV"), "s", most=0.5),
    Target("import of the nation, NDJSON, rolled up", names.IMPORTS, names.rolled_up("NDJSON"), "s", most=0.6),
    Target("1,000,000 reports by CSV, rolled up", names.MILLION, names.MILLION_ROLLED_UP, "s", most=40),
    *[Target(f"memory of {service} during them", names.MILLION, f"most memory, {service}", "MiB", most=150)
      for service in ("plans", "reports", "aggregation")],
    Target("nation with 63 children under 500 a second, p99", names.reads_under(500), names.CHILDREN_P99, "ms", most=5),
    Target("nation with 63 children under 2,000 a second, p99", names.reads_under(2000), names.CHILDREN_P99, "ms", most=5),
    Target("attainment of a plan of a province, p99", names.READS, "attainment of a plan, p99", "ms", most=15),
    Target("a national year computed and written again", names.YEAR, names.YEAR_WRITTEN, "s", most=1),
    Target("memory of the three services, idle", names.MEMORY, names.IDLE_TOGETHER, "MiB", most=60),
    Target("start with 10⁶ reports until ready, the slowest service", names.START, names.start_slowest(6), "s", most=2),
    Target("cold cube of a national month, times a bare COPY", names.YEAR, names.COLD_TIMES_COPY, "times", most=3),
    Target("nation with 63 children, warm, p99", names.READS, names.CHILDREN_P99, "ms", most=5),
    Target("nation, first read after a correction", names.YEAR, names.AFTER_CORRECTION, "ms", most=10),
    Target("nation, cold", names.YEAR, names.COLD, "ms", most=60),
    Target("nation as of a past moment", names.YEAR, names.AS_OF, "ms", most=100),
    Target("series of 120 months of a province", names.READS, names.TEN_YEARS, "ms", most=20),
    Target("overload: answers to what is let in, p99", names.OVERLOAD, names.ACCEPTED_P99, "ms", most=100),
    Target("overload: acknowledged and not in the roll-ups", names.OVERLOAD, names.LOST, "reports", most=0),
    Target("overload: until answers are quick again", names.OVERLOAD, names.RECOVERED, "s", most=5),
]
