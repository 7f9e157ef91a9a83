"""Keeps every figure of every run, and prints median and spread beside the limit."""
import statistics


class Figures:
    def __init__(self):
        self.rows = {}  # in the order in which they were first told

    def add(self, group, name, unit, value, limit=None, more_is_better=False):
        """limit: the (group, name) of the figure that no system on this machine can beat."""
        row = self.rows.setdefault((group, name), {"group": group, "name": name, "unit": unit, "limit": limit, "moreIsBetter": more_is_better, "runs": []})
        row["runs"].append(value)

    def median(self, key):
        return statistics.median(self.rows[key]["runs"])

    def told(self, row):
        runs, limit = row["runs"], row["limit"]
        figure = {**row, "limit": " · ".join(limit) if limit else None, "median": statistics.median(runs), "least": min(runs), "most": max(runs)}
        if limit in self.rows:
            ends = figure["median"], self.median(limit)
            figure["limitMedian"] = ends[1]
            figure["timesTheLimit"] = (ends[1] / ends[0] if row["moreIsBetter"] else ends[0] / ends[1]) if min(ends) > 0 else None
        return figure

    def all(self):
        return [self.told(row) for row in self.rows.values()]

    def print(self):
        print(f"{'':46}{'median':>10}  {'least … most':>19}  {'limit':>10}  {'times':>7}")
        group = None
        for figure in self.all():
            if figure["group"] != group:
                group = figure["group"]
                print(group)
            spread = f"{number(figure['least'])} … {number(figure['most'])}" if len(figure["runs"]) > 1 else ""
            limit = number(figure["limitMedian"]) if "limitMedian" in figure else ""
            times = f"{figure['timesTheLimit']:.1f} ×" if figure.get("timesTheLimit") else ""
            print(f"{'  ' + figure['name'] + ', ' + figure['unit']:46}{number(figure['median']):>10}  {spread:>19}  {limit:>10}  {times:>7}".rstrip())


def number(value):
    """Three digits that mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"
