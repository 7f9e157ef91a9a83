"""Keeps every figure of every run with what others took of the machine meanwhile, and prints median and spread beside the limit."""
import statistics

OTHERS_PERCENT_MAX = 10  # of the machine; a run in which others took more is no measurement


class Figures:
    def __init__(self):
        self.rows = {}  # in the order in which they were first told
        self.unjudged = []

    def add(self, group, name, unit, value, limit=None, more_is_better=False):
        """limit: the (group, name) of the figure that no system on this machine can beat."""
        row = self.rows.setdefault((group, name), {"group": group, "name": name, "unit": unit, "limit": limit, "moreIsBetter": more_is_better,
                                                   "runs": [], "others": []})
        row["runs"].append(value)
        self.unjudged.append(row)

    def median(self, key):
        return statistics.median(self.rows[key]["runs"]) if key in self.rows else 0.0

    def judge(self, others_percent):
        """What others took while the figures added since the last judgement were measured."""
        for row in self.unjudged:
            row["others"].append(round(others_percent, 1))
        self.unjudged = []

    def told(self, row):
        told = {**row, "limit": " · ".join(row["limit"]) if row["limit"] else None, **ends(row)}
        limit = self.rows.get(row["limit"])
        if limit:
            told["limitMedian"] = ends(limit)["median"]
            told["timesTheLimit"] = times(told["median"], told["limitMedian"], row["moreIsBetter"])
        return told

    def all(self):
        """Group after group, each where it was first told."""
        groups = list(dict.fromkeys(group for group, _ in self.rows))
        return [self.told(row) for row in sorted(self.rows.values(), key=lambda row: groups.index(row["group"]))]


def ends(row):
    """Of the quiet runs where they are the most of them, else of all, and marked."""
    quiet = [value for value, others in zip(row["runs"], row["others"]) if others <= OTHERS_PERCENT_MAX]
    noisy = 2 * len(quiet) <= len(row["runs"])
    runs = row["runs"] if noisy else quiet
    return {"median": statistics.median(runs), "least": min(runs), "most": max(runs), "noisy": noisy}


def times(value, limit, more_is_better):
    """How many times as long, or as seldom, as the limit."""
    if min(value, limit) <= 0:
        return None
    return limit / value if more_is_better else value / limit


def number(value):
    """Three digits that mean something."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"


def print_table(figures, earlier):
    """earlier: by (group, name), how many times as good a figure is now as in the earlier result."""
    head = f"{'':58}{'median':>10}  {'least … most':>19}  {'limit':>10}  {'times':>7}"
    print(head + (f"  {'now':>7}" if earlier else ""))
    group = None
    for figure in figures:
        if figure["group"] != group:
            group = figure["group"]
            print(group)
        print(line(figure, earlier.get((figure["group"], figure["name"]))))


def line(figure, better):
    name = f"{'!' if figure['noisy'] else ' '} {figure['name']}, {figure['unit']}"
    spread = f"{number(figure['least'])} … {number(figure['most'])}" if len(figure["runs"]) > 1 else ""
    limit = number(figure["limitMedian"]) if "limitMedian" in figure else ""
    factor = f"{figure['timesTheLimit']:.1f} ×" if figure.get("timesTheLimit") else ""
    now = f"{better:.2f} ×" if better else ""
    return f"{name:58}{number(figure['median']):>10}  {spread:>19}  {limit:>10}  {factor:>7}  {now:>7}".rstrip()
