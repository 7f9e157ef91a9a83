"""Two instances of reports and of aggregation on the same machine: the same figures, and what it costs or brings."""
import names
import nation
from measure_writes import deadline_make, deadline_run
from stack import process_seconds
from work import DRAIN_POLL_SECONDS, bodies, check_node, post, wait_reported

GROUP = "Two instances of reports and of aggregation"
SPREAD = ("reports", "aggregation")


def measure_spread(bench):
    one = cost(bench, bench.stack.ports["reports"])
    for service in SPREAD:
        bench.stack.second_start(service)
    try:
        settle(bench)
        two = cost(bench, f"{bench.stack.ports['reports']},{bench.stack.ports['reports'] + 5}")
        shares = {service: share(bench, service) for service in SPREAD}
        day = deadline_make(bench)
        result, seconds = deadline_run(bench, *day)
        check_second(bench, *day[:2])
    finally:
        for service in SPREAD:
            bench.stack.second_stop(service)
    for which, (rate, cpu_us) in (("one of each", one), ("two of each", two)):
        bench.add(GROUP, f"{which}: POST over 64 connections", "reports/s", rate, limit=names.http(64, "rate"), more_is_better=True)
        bench.add(GROUP, f"{which}: CPU of all", "µs a report", cpu_us)
    for service, percent in shares.items():
        bench.add(GROUP, f"part of the second in {service}'s CPU", "%", percent)
    bench.add(GROUP, "two of each: deadline day, all answered", "s", result["seconds"])
    bench.add(GROUP, f"two of each: deadline day, {names.ALL_RIGHT}", "s", seconds)


def settle(bench):
    """The second aggregation has its partitions, and the second reports its reference, once reports through it are in the roll-ups of both."""
    period = bench.periods.take()
    sent = bench.nation(period)[:200]
    post(bench, bodies(bench, sent), 4, service_ports=bench.stack.ports["reports"] + 5)
    wait_reported(bench, nation.FORM, period, len(sent))
    bench.stack.wait("the second aggregation", lambda: second(bench, nation.FORM, period)["completeness"]["reported"] == len(sent), DRAIN_POLL_SECONDS)


def second(bench, form, period):
    return bench.stack.get("aggregation-2", f"/v1/rollups/{form}/VN/{period}")


def cost(bench, ports):
    """(reports a second, CPU of all parts in µs a report)"""
    period = bench.periods.take()
    sent = bench.nation(period)
    file = bodies(bench, sent)
    before = bench.stack.cpu()
    result = post(bench, file, 64, service_ports=ports)
    wait_reported(bench, nation.FORM, period, len(sent))
    spent = bench.stack.cpu_between(before, bench.stack.cpu())
    return result["perSecond"], sum(spent[part] for part in ("reports", "aggregation", "postgres", "kafka")) / len(sent) * 1e6


def share(bench, service):
    """Both since the second one started."""
    own = process_seconds(bench.stack.pids[f"{service}-2"])
    return 100 * own / max(own, own + process_seconds(bench.stack.pids[service]) - bench.stack.at_second_start[service])


def check_second(bench, period, sent):
    check_node(second(bench, nation.DEADLINE_FORM, period), sent, f"{period}, the nation by the second aggregation")
