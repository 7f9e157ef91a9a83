"""Reports and events that nobody counts: a young Java broker spends most of its time compiling itself."""
import measure_limits
import nation
from work import bodies, check_nation, follow, post, wait_reported

ROUNDS, ROUND = 5, 1600
EVENTS_TIMES, EVENTS = 5, 20000


def warm(bench, tell):
    """The first round's events are kept, as the service published them, for the limits and for warming the broker without storing more reports."""
    form, period = bench.periods.take_growth()
    sent = nation.reports(bench.units.communes(period)[:ROUNDS * ROUND], period, form_code=form)
    bench.events = bench.stack.tools / "events"
    follower = follow(bench, period, ROUND, bench.events)
    costs = [kafka_us(bench, lambda begin=begin: send_round(bench, form, period, sent, begin)) / ROUND for begin in range(0, len(sent), ROUND)]
    bench.stack.outcome(follower)
    check_nation(bench, form, period, sent)
    costs += [kafka_us(bench, lambda: measure_limits.produce(bench, EVENTS)) / EVENTS for _ in range(EVENTS_TIMES)]
    tell(f"warmed up; Kafka's CPU for each report, then for each event alone: {', '.join(f'{cost:.0f}' for cost in costs)} µs")


def kafka_us(bench, do):
    before = bench.stack.cpu()
    do()
    return bench.stack.cpu_between(before, bench.stack.cpu())["kafka"] * 1e6


def send_round(bench, form, period, sent, begin):
    post(bench, bodies(bench, sent[begin:begin + ROUND]), 16)
    wait_reported(bench, form, period, begin + ROUND)
