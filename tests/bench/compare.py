"""Holds figures against an earlier result that is in the repository, and against the targets."""
import json
import pathlib

from figures import number, times
from targets import TARGETS

RESULTS = pathlib.Path(__file__).resolve().parent / "results"


def machine_name(where):
    return f"{where['cores']} cores ({where['model']}), {where['memoryGiB']} GiB"


def latest(directory=RESULTS):
    """The newest result that was kept, or None."""
    results = [json.loads(path.read_text(encoding="utf-8")) for path in directory.glob("*.json")]
    return max(results, key=lambda result: result["at"], default=None)


def read(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def by_key(figures):
    return {(figure["group"], figure["name"]): figure for figure in figures}


def better(now, before, same_machine):
    """How many times as good: figures as they are on the same machine, else only how far they are from their limits."""
    if same_machine:
        return times(before["median"], now["median"], now["moreIsBetter"])
    if now.get("timesTheLimit") and before.get("timesTheLimit"):
        return before["timesTheLimit"] / now["timesTheLimit"]
    return None


def compare(figures, where, earlier):
    """Of each figure that both have, how many times as good it is now."""
    if earlier is None:
        return {}
    same_machine = machine_name(where) == machine_name(earlier["machine"])
    before = by_key(earlier["figures"])
    found = {key: better(figure, before[key], same_machine) for key, figure in by_key(figures).items()
             if key in before and figure["unit"] == before[key]["unit"]}
    return {key: value for key, value in found.items() if value}


def told_earlier(where, earlier):
    same = machine_name(where) == machine_name(earlier["machine"])
    how = "2 is twice as good" if same else "another machine, so only distances from the limit are compared: 2 is half as far"
    return f"now: against {earlier['commit']} of {earlier['at'][:10]} on {machine_name(earlier['machine'])}; {how}."


def by_how_much(value, target):
    """What was reached as a part of what was wanted: above 1 is met."""
    if target.most == 0:
        return None
    return value / target.least if target.least is not None else target.most / value if value > 0 else None


def judged(figures, target):
    """(met or None, what to print)"""
    figure = by_key(figures).get((target.group, target.name))
    wanted = f"≥ {number(target.least)}" if target.least is not None else f"≤ {number(target.most)}"
    if figure is None:
        return None, f"  not measured   {target.what}: {wanted} {target.unit}"
    value = figure["median"]
    met = value >= target.least if target.least is not None else value <= target.most
    factor = by_how_much(value, target)
    far = "" if factor is None else f", by {factor:.2f} ×" if met else f", by {1 / factor:.2f} ×"
    limit = f"; {figure['timesTheLimit']:.1f} × its limit" if figure.get("timesTheLimit") else ""
    noisy = "; measured on a busy machine" if figure["noisy"] else ""
    return met, f"  {'met' if met else 'MISSED':12}   {target.what}: {number(value)}, wanted {wanted} {target.unit}{far}{limit}{noisy}"


def print_targets(figures):
    judgements = [judged(figures, target) for target in TARGETS]
    met = [outcome for outcome, _ in judgements]
    print(f"\nTargets, two cores with everything on them: {met.count(True)} met, {met.count(False)} missed, {met.count(None)} not measured")
    for _, text in judgements:
        print(text)
