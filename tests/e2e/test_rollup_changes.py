"""What changed at a node between two moments and which reports did it: recounted from the ledger, version by version.

Communes of a province without figures of the example report, correct, withdraw and are accepted; each step's moment is the one that the ledger gave it.
"""

import datetime
import time

import pytest

FORM, PROVINCE, PERIOD = "PCMD-C", "40", "2024-H1"
TREE_DATE = "2024-06-14"
SMALL = {"needPersons", "needServed", "needEligible", "eligibleServed", "reformedEligible", "reformedServed"}


def moment(us):
    return datetime.datetime.fromtimestamp(us // 1_000_000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S") + f".{us % 1_000_000:06}Z"


def micros(text):
    whole, _, fraction = text.rstrip("Z").partition(".")
    seconds = datetime.datetime.fromisoformat(whole).replace(tzinfo=datetime.timezone.utc).timestamp()
    return int(seconds) * 1_000_000 + int((fraction or "0").ljust(6, "0"))


def values_of(seed, **more):
    return {"propForms": seed, "propMaintained": 1, "hasPlan": 1, "hasActivities": seed % 2, "estOnList": 10 + seed, "estInspected": seed, "estWorkers": 40 + seed,
            "estWorkersReached": seed, "needEligible": 3, "eligibleServed": 2} | more  # fmt: skip


class Ledger:
    """The reports of one form, period and province as they were written, counted naively."""

    def __init__(self, stack, units, form, period, within, tree_date, decimals=()):
        self.stack, self.form, self.period = stack, form, period
        self.places = lambda code: [code] + units.ancestors(code, tree_date)
        self.cells = [cell["code"] for cell in stack.get(f"/v1/forms/{form}")["cells"]]
        self.decimals = dict(decimals)
        self.within = within

    def versions(self):
        return self.stack.sql(
            "SELECT unit, agency, version, state, cells, recorded_us, report::text FROM reports.report_version WHERE form = %s AND period = %s"
            " ORDER BY unit, agency, version",
            self.form,
            self.period,
        )

    def counted(self, until, view, node):
        """(unit, agency) → (version, state, {cell: figure}, recorded) of what counts of the reports inside the node."""
        found = {}
        for unit, agency, version, state, cells, recorded, _report in self.versions():
            code, key = unit.split("@")[0], (unit, agency)
            if recorded > until or node not in self.places(code):
                continue
            figures = {cell: value for cell, value in zip(self.cells, cells) if value is not None}
            if state == "accepted" or (state == "submitted" and view == "submitted"):
                found[key] = (version, state, figures, recorded)
            elif state == "withdrawn" or (state == "returned" and found.get(key, (0, ""))[1] != "accepted"):
                found.pop(key, None)
        return found

    def newest(self, until):
        return {(unit, agency): (version, state, recorded, report) for unit, agency, version, state, _, recorded, report in self.versions() if recorded <= until}

    def figure(self, cell, value):
        """As the API writes it."""
        places = self.decimals.get(cell, 0)
        if value is None or places == 0:
            return value
        sign, digits = ("-" if value < 0 else ""), str(abs(value)).rjust(places + 1, "0")
        return f"{sign}{digits[:-places]}.{digits[-places:]}"

    def number(self, cell, figure):
        if figure is None:
            return 0
        return figure if self.decimals.get(cell, 0) == 0 else round(float(figure) * 10 ** self.decimals[cell])


@pytest.fixture(scope="module")
def ledger(stack, units):
    return Ledger(stack, units, FORM, PERIOD, PROVINCE, TREE_DATE)


class Story:
    def __init__(self, stack, units):
        self.stack = stack
        silent = {}  # district → its communes, where none has reported yet
        for row in units.below(PROVINCE, TREE_DATE, "district"):
            communes = sorted(commune["code"] for commune in units.below(row["code"], TREE_DATE, "commune"))
            reported = stack.get(f"/v1/rollups/{FORM}/{row['unit']}/{PERIOD}")["cells"]["propForms"]["reported"]
            if len(communes) >= 6 and not reported:
                silent[row["code"]] = communes
        (self.district, communes), (_, others) = sorted(silent.items())[:2]
        self.communes, self.far = communes[:6], others[0]
        self.ids = {}
        self.reviewer = stack.token("reports:read reports:write reports:review", "VN", subject="changes-reviewer")

    def say(self, unit, form=FORM, period=PERIOD, agency="people-committee", **values):
        document = {"form": form, "unit": unit, "agency": agency, "period": period, "values": values}
        answer = self.stack.call("POST", "/v1/reports", document)
        if answer.status == 409:
            path = answer.headers["location"]
            tag = self.stack.call("GET", path).headers["etag"]
            answer = self.stack.call("PUT", path, document | {"reason": "Đếm lại"}, headers={"If-Match": tag})
        assert answer.status in (200, 201), answer
        self.ids[form, period, unit] = answer.json["id"]
        return answer.json

    def decide(self, unit, decision, **more):
        path = f"/v1/reports/{self.ids[FORM, PERIOD, unit]}"
        tag = self.stack.call("GET", path).headers["etag"]
        token = self.reviewer if decision in ("accept", "return") else None
        answer = self.stack.call("POST", path + "/decisions", {"decision": decision, **more}, headers={"If-Match": tag}, token=token)
        assert answer.status == 200, answer

    def now(self, form=FORM, period=PERIOD):
        """The moment of the newest version in the ledger, once the aggregation has it too."""
        query = "SELECT max(recorded_us) FROM {}.report_version WHERE form = %s AND period = %s"
        wanted = self.stack.sql(query.format("reports"), form, period)[0][0]
        for _ in range(200):
            if self.stack.sql(query.format("aggregation"), form, period)[0][0] == wanted:
                return wanted
            time.sleep(0.05)
        pytest.fail("the aggregation does not hear of it")


@pytest.fixture(scope="module")
def story(stack, units):
    story = Story(stack, units)
    corrected, withdrawn, accepted, twice, back, late = story.communes
    story.start = story.now() if stack.sql("SELECT 1 FROM reports.report_version WHERE form = %s AND period = %s LIMIT 1", FORM, PERIOD) else 1
    for seed, unit in enumerate([corrected, withdrawn, accepted, twice, back, story.far], start=1):
        story.say(unit, **values_of(seed))
    story.first = story.now()
    story.say(corrected, **values_of(1, estOnList=99, needEligible=4))
    story.decide(withdrawn, "withdraw", reason="Gửi nhầm")
    story.decide(accepted, "accept")
    story.say(twice, **values_of(4, estInspected=7))
    story.say(twice, **{cell: value for cell, value in values_of(4, estInspected=9).items() if cell != "estEverInspected"})
    story.decide(back, "accept")
    story.decide(back, "return", reason="Xem lại")
    story.say(late, **values_of(8, estOnList=0, estInspected=0))
    story.second = story.now()
    story.say(corrected, **values_of(1, estOnList=5))
    story.decide(back, "withdraw", reason="Thôi")
    story.third = story.now()
    return story


def path_of(node, start=None, end=None, **more):
    query = {name: value for name, value in {"from": start and moment(start), "to": end and moment(end), **more}.items() if value is not None}
    return f"/v1/rollups/{FORM}/{node}/{PERIOD}/changes?" + "&".join(f"{name}={value}" for name, value in query.items())


def check(stack, ledger, node, start, end, view, **more):
    """The answer against the naive recount; returns the causes."""
    path = path_of(node, start, end, counted=view, **more)
    answer, items = stack.get(path + "&limit=1000"), stack.items(path + "&limit=2")
    assert items == answer["items"] and answer["next"] is None, "page by page it is the same"
    assert (micros(answer["from"]), micros(answer["to"]), answer["counted"]) == (start, end, view)
    before, after, newest = ledger.counted(start, view, node), ledger.counted(end, view, node), ledger.newest(end)
    changed = {key for key in {*before, *after} if before.get(key, [None])[0] != after.get(key, [None])[0]}
    assert {(item["unit"], item["agency"]) for item in items} == changed and len(items) == len(changed)
    for item in items:
        key = (item["unit"], item["agency"])
        for name, counted in (("before", before.get(key)), ("after", after.get(key))):
            shown = item[name] and (item[name]["version"], item[name]["state"], micros(item[name]["recordedAt"]))
            assert shown == (counted and (counted[0], counted[1], counted[3])), (key, name)
        assert (item["version"], item["state"], micros(item["recordedAt"]), item["report"]) == newest[key]
        figures = [side.get(key, (0, "", {}, 0))[2] for side in (before, after)]
        moved = {cell for cell in ledger.cells if figures[0].get(cell) != figures[1].get(cell)}
        assert set(item["cells"]) == moved, key
        for cell in moved:
            assert [item["cells"][cell][name] for name in ("before", "after")] == [ledger.figure(cell, side.get(cell)) for side in figures]
    for cell in ledger.cells:
        sums = []
        for side in (before, after):
            given = [figures[cell] for _, _, figures, _ in side.values() if cell in figures]
            sums.append((sum(given) if given else None, len(given)))
        if sums[0] == sums[1]:
            assert cell not in answer["cells"]
        else:
            shown = answer["cells"][cell]
            assert [(shown["before"], shown["reportedBefore"]), (shown["after"], shown["reportedAfter"])] == [(ledger.figure(cell, s), n) for s, n in sums]
            assert ledger.number(cell, shown["difference"]) == (sums[1][0] or 0) - (sums[0][0] or 0)
        by_causes = sum(ledger.number(cell, item["cells"][cell]["difference"]) for item in items if cell in item["cells"])
        assert by_causes == (sums[1][0] or 0) - (sums[0][0] or 0), f"what the reports add and take at {cell} is what the node moved by"
    for name, at in (("before", start), ("after", end)):
        then = stack.get(f"/v1/rollups/{FORM}/{node}/{PERIOD}?asOf={moment(at)}&counted={view}")
        assert answer["completeness"][name] == then["completeness"]
        for cell, shown in answer["cells"].items():
            assert then["cells"][cell]["sum"] == shown[name]
    return items


@pytest.mark.parametrize("view", ["submitted", "accepted"])
@pytest.mark.parametrize("span", ["start-first", "first-second", "second-third", "start-third", "first-first"])
def test_a_recount_of_the_ledger_agrees(stack, ledger, story, span, view):
    start, end = (getattr(story, name) for name in span.split("-"))
    for node in (PROVINCE, story.district, story.communes[0]):
        check(stack, ledger, node, start, end, view)


def test_the_story_as_it_was_told(stack, ledger, story):
    corrected, withdrawn, accepted, twice, back, late = story.communes
    items = {item["unitCode"]: item for item in check(stack, ledger, story.district, story.first, story.second, "submitted")}
    assert set(items) == set(story.communes)
    assert items[corrected]["cells"] == {"estOnList": {"before": 11, "after": 99, "difference": 88}, "needEligible": {"before": 3, "after": 4, "difference": 1}}
    assert items[withdrawn]["after"] is None and items[withdrawn]["state"] == "withdrawn" and items[withdrawn]["cells"]["estOnList"]["difference"] == -12
    assert items[accepted]["cells"] == {} and items[accepted]["after"]["state"] == "accepted"
    assert (items[twice]["before"]["version"], items[twice]["after"]["version"], items[twice]["cells"]["estInspected"]["difference"]) == (1, 3, 5)
    assert items[back]["after"]["state"] == "accepted" and items[back]["state"] == "returned", "what was accepted before it was returned counts on"
    assert items[late]["before"] is None and items[late]["cells"]["estInspected"] == {"before": None, "after": 0, "difference": 0}
    answer = stack.get(path_of(story.district, story.first, story.second))
    assert (answer["completeness"]["before"]["reported"], answer["completeness"]["after"]["reported"]) == (5, 5)
    assert (answer["completeness"]["before"]["accepted"], answer["completeness"]["after"]["accepted"]) == (0, 2)


def test_one_cell_names_only_the_reports_that_moved_it(stack, story):
    corrected, withdrawn, _, twice, _, late = story.communes
    answer = stack.get(path_of(story.district, story.first, story.second, cell="estInspected"))
    assert {item["unitCode"] for item in answer["items"]} == {withdrawn, twice, late} and set(answer["cells"]) == {"estInspected"}
    assert {cell for item in answer["items"] for cell in item["cells"]} == {"estInspected"}
    total = sum(item["cells"]["estInspected"]["difference"] for item in answer["items"])
    assert total == answer["cells"]["estInspected"]["difference"] == answer["cells"]["estInspected"]["after"] - answer["cells"]["estInspected"]["before"]


def test_until_now_stays_the_now_of_the_first_page(stack, story):
    first = stack.get(path_of(story.district, story.first) + "&limit=2")
    assert first["complete"] and micros(first["to"]) > story.third and first["next"]
    story.say(story.far, **values_of(50))
    second = stack.get(path_of(story.district, story.first) + "&limit=1000&cursor=" + first["next"])
    assert second["to"] == first["to"] and second["completeness"] == first["completeness"]
    assert not {item["unit"] for item in first["items"]} & {item["unit"] for item in second["items"]}


def test_small_counts_are_not_told_nor_whether_they_moved(stack, story):
    reader = stack.token("rollups:read", PROVINCE, subject="changes-reader")
    answer = stack.get(path_of(story.district, story.first, story.second), token=reader)
    assert {cell for cell, shown in answer["cells"].items() if shown.get("status") == "confidential"} == SMALL
    for cell in SMALL:
        assert answer["cells"][cell] == {"before": None, "after": None, "difference": None, "status": "confidential"}
    assert len(answer["items"]) == 6 and not [cell for item in answer["items"] for cell in item["cells"] if cell in SMALL]
    asked = stack.get(path_of(story.district, story.first, story.second, cell="needEligible"), token=reader)
    assert len(asked["items"]) == 6 and all(item["cells"] == {} for item in asked["items"])


def test_on_another_tree(stack, ledger, story):
    """The province lost nothing to others in 2025: restated it moved by the same."""
    plain = stack.get(path_of(PROVINCE, story.first, story.second))
    restated = stack.get(path_of(PROVINCE, story.first, story.second, boundaries="2025-07-01"))
    assert restated["treeDate"] == "2025-07-01" and restated["cells"] == plain["cells"]
    assert sorted(i["report"] for i in restated["items"]) == sorted(i["report"] for i in plain["items"])


def test_a_year_made_of_quarters(stack, units, story):
    """Each cell moves as its rule over periods says: flows by every quarter, stocks by the last one alone; a minimum does not add up."""
    form, district, year, quarters = "NS-C", "787", "2023", [f"2023-Q{n}" for n in (1, 2, 3, 4)]
    communes = sorted(row["code"] for row in units.below(district, "2023-12-31", "commune"))[:2]
    figures = dict(households=100, connected=50, supplied="10.50", loss="5.0", chlorine="0.50")
    for quarter in quarters:
        for commune in communes:
            story.say(commune, form, quarter, **figures)
    start = max(story.now(form, quarter) for quarter in quarters)
    assert stack.get(f"/v1/rollups/{form}/{district}/{year}")["madeFrom"] == quarters
    story.say(communes[0], form, quarters[1], **figures | dict(households=170, supplied="11.75", chlorine="0.10"))
    story.say(communes[1], form, quarters[3], **figures | dict(households=90, supplied="10.00"))
    end = max(story.now(form, quarter) for quarter in quarters)
    answer = stack.get(f"/v1/rollups/{form}/{district}/{year}/changes?from={moment(start)}&to={moment(end)}")
    causes = {(item["unitCode"], item["period"]): item["cells"] for item in answer["items"]}
    assert set(causes) == {(communes[0], quarters[1]), (communes[1], quarters[3])}
    assert causes[communes[0], quarters[1]]["supplied"] == {"before": "10.50", "after": "11.75", "difference": "1.25"}
    assert "households" not in causes[communes[0], quarters[1]], "only the last quarter's stock is the year's"
    assert causes[communes[1], quarters[3]]["households"]["difference"] == -10
    assert causes[communes[0], quarters[1]]["chlorine"] == {"before": "0.50", "after": "0.10", "difference": None}
    assert answer["cells"]["households"]["difference"] == -10 and answer["cells"]["supplied"]["difference"] == "0.75"
    assert answer["cells"]["chlorine"]["after"] == "0.10" and answer["cells"]["chlorine"]["difference"] is None


def test_what_cannot_be_asked(stack, story):
    for query, place in (("", "from"), ("from=yesterday", "from"), (f"from={moment(story.second)}&to={moment(story.first)}", "from"),
                         (f"from={moment(story.first)}&cell=nothing", "cell"), (f"from={moment(story.first)}&to=later", "to"),
                         (f"from={moment(story.first)}&cursor=abc", "cursor")):  # fmt: skip
        refused = stack.call("GET", f"/v1/rollups/{FORM}/{PROVINCE}/{PERIOD}/changes?{query}")
        assert refused.status in (400, 422) and place in [where for _, where in refused.issues()], (query, refused)
    stranger = stack.token("rollups:read", "38", subject="stranger")
    assert stack.call("GET", path_of(PROVINCE, story.first), token=stranger).status == 404
