#!/usr/bin/env python3
"""Checks that the example data hang together: every code that is named exists, and every object has only the members of the
contract. Standard library only. `examples/check.py` prints what is wrong and exits 1, or a count of what it checked and 0."""
import csv
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
FOLDERS = {path.parent.name: path.parent for path in sorted(HERE.rglob("programme.json"))}  # one for each programme
LEVELS = {"nation", "province", "district", "commune"}
IMPLIED = {"people-committee", "police"}  # at every unit, registered nowhere
PERIODS = {"month", "quarter", "H1", "H2", "half", "9M", "year", "span"}
ROLES = {"lead", "coLead", "coordinate", "advise", "issue", "direct", "guide", "urge", "implement", "participate", "standing", "focal", "requested"}
TIMES = {"allYear", "regular", "quarter", "before", "event", "every", "onRequest", "asRegulated", "none"}
OVER_PERIODS = {"flow": {"sum"}, "stock": {"first", "last", "min", "max"}, "distinct": {"none"}, "yesNo": {"first", "last", "min", "max"}}
COMPARATORS = {"ge", "gt", "eq", "le", "lt", "unstated"}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
COMMON = {"code", "text", "kind", "modality", "window", "by", "scope", "allocations", "baseline", "sameAs", "assumptions", "references", "breakdown"}
CALENDARS = {"admin15", "calendar"}
KINDS = {
    "share": {"numerator", "denominator", "comparator", "percent"},
    "amount": {"measure", "comparator", "value", "between"},
    "growth": {"measure", "base", "between", "trend"},
    "frequency": {"channels", "atLeast", "every", "monthsCovered"},
    "members": {"list", "count", "annex", "done"},
    "cohort": {"size", "recurrences"},
    "all": {"parts"},
    "conditional": {"when", "target"},
    "narrative": set(),
}
NEEDED = {"share": KINDS["share"], "amount": {"measure"}, "growth": {"measure", "base"}, "members": {"list", "done"}, "cohort": KINDS["cohort"],
          "all": {"parts"}, "conditional": KINDS["conditional"]}
# What a privacy guard would refuse in free text: long digit runs, mail addresses, forms of address before a name.
PERSONAL = [re.compile(p) for p in (r"\d{9,}", r"[\w.]+@[\w.]+\.\w+",
                                    r"\b(ông|bà|anh|chị|bị cáo|nạn nhân) (Nguyễn|Trần|Lê|Phạm|Huỳnh|Hoàng|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý)\b",
                                    r"(thường trú|tạm trú|trú tại|HKTT|ngụ tại|số nhà|địa chỉ)")]


def load(path):
    return json.loads(path.read_text(encoding="utf-8"), parse_float=lambda text: sys.exit(f"{path}: real number {text}"))


class Check:
    def __init__(self):
        self.problems, self.counts = [], {}
        with open(HERE / "units" / "unit_versions.csv", encoding="utf-8", newline="") as file:
            self.versions = list(csv.DictReader(file))
        self.unit_ids = {row["unit"] for row in self.versions}
        self.unit_codes = {row["code"] for row in self.versions if not row["valid_until"]}
        self.rows_of = {}
        for row in self.versions:
            for name in (row["unit"], row["code"]):
                self.rows_of.setdefault(name, []).append(row)
        self.indicators = self.by_code(i for folder in FOLDERS.values() for i in load(folder / "indicators.json"))
        self.forms = self.by_code(self.of_folders("forms/*.json"))
        self.agencies = self.by_code(a for folder in FOLDERS.values() for a in load(folder / "agencies.json"))
        self.functions = IMPLIED | {a["function"] for a in self.agencies.values()}
        self.classes = {c for a in self.agencies.values() for c in a["classes"]}
        self.plans = self.by_code(self.of_folders("plans/*.json"))

    def of_folders(self, pattern):
        """The objects of every programme, each of which must name its own."""
        for code, folder in FOLDERS.items():
            for path in sorted(folder.glob(pattern)):
                body = load(path)
                self.need(path.name, body["programme"] == code and body["code"] == path.stem, f"is not of {code}, or not {path.stem}")
                yield body

    def by_code(self, items):
        found = {}
        for item in items:
            self.need(item["code"], item["code"] not in found, "the code occurs twice, in one programme or in two")
            found[item["code"]] = item
        return found

    def say(self, place, text):
        self.problems.append(f"{place}: {text}")

    def need(self, place, condition, text):
        if not condition:
            self.say(place, text)

    def members(self, place, object_, required, optional=()):
        for name in required:
            self.need(place, name in object_, f"member {name} is missing")
        for name in object_:
            self.need(place, name in required or name in optional, f"member {name} is not of the contract")

    def unit(self, place, code):
        self.need(place, code == "VN" or code in self.unit_ids or code in self.unit_codes, f"no unit {code} today, and no such stable id")

    def both(self, place, text):
        self.need(place, set(text) == {"vi", "en"} and all(text.values()), "a text needs vi and en")

    # What the programme is made of

    def programme(self, code, folder):
        programme = load(folder / "programme.json")
        self.members(code, programme, ["name", "calendar", "zone", "late", "regulatedDue", "duties"])
        self.both(code, programme["name"])
        self.need(code, programme["calendar"] in CALENDARS, "unknown calendar")
        self.duties(code, programme["duties"])

    def holidays(self):
        for path in sorted(HERE.glob("*/holidays/*.json")):
            body = load(path)
            self.members(path.name, body, ["holidays", "workingDays"])
            days = [h["date"] for h in body["holidays"]] + [w["date"] for w in body["workingDays"]]
            self.need(path.name, len(days) == len(set(days)), "a day occurs twice")
            self.need(path.name, all(re.fullmatch(path.stem + r"-\d\d-\d\d", d) for d in days), "a day of another year")
            for holiday in body["holidays"]:
                self.both(path.name, holiday["name"])

    def indicator(self, code, body):
        place = f"indicator {code}"
        self.members(place, body, ["code", "programme", "name", "definition", "unitOfMeasure", "nature", "decimals", "min", "max", "overUnits", "overPeriods"], ["withhold"])
        self.need(place, CODE.fullmatch(code), "not a code")
        self.need(place, body["programme"] in FOLDERS, f"no programme {body['programme']}")
        self.both(place, body["name"])
        self.need(place, body["overPeriods"] in OVER_PERIODS.get(body["nature"], ()), f"{body['nature']} over periods by {body['overPeriods']}")
        self.need(place, body["nature"] != "yesNo" or (body["min"], body["max"]) == ("0", "1"), "yes/no is 0 or 1")
        self.need(place, any(cell["indicator"] == code for form in self.forms.values() for cell in form["cells"]), "is on no form")

    def form(self, code, body):
        place = f"form {code}"
        self.members(place, body, ["code", "programme", "title", "from", "levels", "functions", "cells", "rules", "narratives"], ["legalNumber", "compare"])
        self.both(place, body["title"])
        self.need(place, set(body["levels"]) <= LEVELS, "unknown level")
        for function in body["functions"]:
            self.need(place, function in self.functions, f"function {function} is of no agency")
        cells = [cell["code"] for cell in body["cells"]]
        self.need(place, len(cells) == len(set(cells)), "a cell code occurs twice")
        keys = [(cell["indicator"], json.dumps(cell.get("disaggregation"), sort_keys=True)) for cell in body["cells"]]
        self.need(place, len(keys) == len(set(keys)), "the same indicator and members occur twice")
        for cell in body["cells"]:
            self.members(f"{place}/{cell['code']}", cell, ["code", "indicator", "row"], ["disaggregation", "required", "opens"])
            for closing in cell.get("opens", {}).get("cells", []):
                self.need(place, closing in cells, f"{cell['code']} opens with no cell: {closing}")
            self.need(place, cell["indicator"] in self.indicators, f"no indicator {cell['indicator']}")
        for rule in body["rules"]:
            self.members(f"{place}/{rule['code']}", rule, ["code", "left", "op", "right", "severity", "message"])
            self.both(f"{place}/{rule['code']}", rule["message"])
            for term in rule["left"] + rule["right"]:
                self.need(place, term["cell"] in cells, f"rule {rule['code']} names no cell: {term['cell']}")
        for narrative in body["narratives"]:
            self.members(place, narrative, ["code", "title", "lengthMax"])

    def agency(self, code, body):
        place = f"agency {code}"
        self.members(place, body, ["code", "unit", "function", "name", "classes", "validFrom"], ["validUntil"])
        self.need(place, CODE.fullmatch(code) and CODE.fullmatch(body["function"]), "not a code")
        self.need(place, body["function"] not in IMPLIED, "is there by implication and never registered")
        self.both(place, body["name"])
        self.unit(place, body["unit"])
        ends = [row["valid_until"] for row in self.rows_of.get(body["unit"], []) if row["unit"] == body["unit"]]
        if ends and all(ends):
            self.need(place, body.get("validUntil", "9999") <= max(ends), "outlives its unit")

    # Plans

    def addressee(self, place, who, extra=()):
        self.members(place, who, [], {"agency", "function", "class", "level", "within", "unit", *extra})
        self.need(place, sum(k in who for k in ("agency", "function", "class")) == 1, "exactly one of agency, function, class")
        self.need(place, who.get("agency") is None or who["agency"] in self.agencies, f"no agency {who.get('agency')}")
        self.need(place, who.get("function") is None or who["function"] in self.functions, f"no function {who.get('function')}")
        self.need(place, who.get("class") is None or who["class"] in self.classes, f"no class {who.get('class')}")
        self.need(place, who.get("level", "nation") in LEVELS, f"no level {who.get('level')}")
        for name in ("within", "unit"):
            if name in who:
                self.unit(place, who[name])
        within = who.get("within") or who.get("unit")
        if within and "agency" not in who and who.get("function") not in IMPLIED:
            self.need(place, any(self.inside(a, who, within) for a in self.agencies.values()), f"no agency stands for {who}")

    def inside(self, agency, who, within):
        if agency["function"] != who.get("function") and who.get("class") not in agency["classes"]:
            return False
        rows = self.rows_of.get(agency["unit"], [])
        level = rows[0]["level"] if rows else "nation"
        return who.get("level") in (None, level) and within in self.chain(agency["unit"])

    def chain(self, unit):
        """Ids and codes of a unit and of all that it was ever in."""
        chain, codes = {unit}, {row["code"] for row in self.rows_of.get(unit, [])}
        while codes:
            rows = [row for code in codes for row in self.rows_of.get(code, [])]
            chain |= codes | {row["unit"] for row in rows}
            codes = {row["parent_code"] for row in rows} - chain
        return chain

    def measure(self, place, measure):
        self.need(place, len(measure.keys() & {"cell", "sum", "units", "number"}) == 1, f"not a measure: {measure}")
        if "cell" in measure:
            self.members(place, measure, ["cell"], ["from"])
            self.cell(place, measure["cell"])
            source = measure.get("from", {})
            self.members(place, source, [], ["level", "function"])
            self.need(place, set(source.get("level", [])) <= set(self.forms[measure["cell"].split(".")[0]]["levels"]), "a level that does not report the form")
        elif "sum" in measure:
            self.members(place, measure, ["sum"])
            for term in measure["sum"]:
                self.members(place, term, ["cell"], ["times"])
                self.cell(place, term["cell"])
        elif "units" in measure:
            self.members(place, measure, ["units"], ["where"])
            self.need(place, measure["units"] in LEVELS, "no such level")
            if "where" in measure:
                self.predicate(place, measure["where"], measure["units"])

    def predicate(self, place, predicate, level):
        for name in ("all", "any", "of"):
            for part in predicate.get(name, []):
                self.predicate(place, part, level)
        if "cell" in predicate:
            self.members(place, predicate, ["cell", "op", "value", "at"])
            self.cell(place, predicate["cell"])
            if predicate["at"] == "own":
                self.need(place, level in self.forms[predicate["cell"].split(".")[0]]["levels"], f"{level} reports no {predicate['cell']} of its own")

    def cell(self, place, name):
        form, _, code = name.partition(".")
        self.need(place, form in self.forms and any(c["code"] == code for c in self.forms[form]["cells"]), f"no cell {name}")

    def target(self, place, target, seen):
        place = f"{place}/{target.get('code')}"
        kind = target.get("kind")
        if kind not in KINDS:
            return self.say(place, f"no kind {kind}")
        self.members(place, target, ["code", "text", "kind", "modality", *sorted(NEEDED.get(kind, ()))], COMMON | KINDS[kind])
        self.need(place, target["code"] not in seen, "the code occurs twice")
        seen.add(target["code"])
        self.need(place, target["modality"] in {"atLeast", "aspirational", "maintain", "stated"}, "unknown modality")
        self.need(place, target.get("window", "period") in {"period", "yearToDate", "planToDate", "asOf"}, "unknown window")
        self.need(place, target.get("comparator", "ge") in COMPARATORS, "unknown comparator")
        if "scope" in target:
            self.unit(place, target["scope"]["unit"])
        for assumption in target.get("assumptions", []):
            self.members(place, assumption, ["about", "taken"])
        for name in ("numerator", "denominator", "measure", "done", "recurrences", "monthsCovered"):
            if name in target:
                self.measure(f"{place}/{name}", target[name])
        for channel in target.get("channels", []):
            self.measure(f"{place}/{channel['name']}", channel["measure"])
        for member in target.get("list") or []:
            self.members(place, member, ["unit"], ["name"])
            self.unit(place, member["unit"])
        for part in target.get("parts", []) + ([target["target"]] if "target" in target else []):
            self.target(place, part, seen)

    def duties(self, owner, duties):
        codes = {duty["code"] for duty in duties}
        self.need(owner, len(codes) == len(duties), "a duty code occurs twice")
        keys = {}
        for duty in duties:
            place = f"{owner}/{duty['code']}"
            self.members(place, duty, ["code", "deliverable", "binding", "regime", "reporters", "recipients", "schedule"], ["forms", "consolidates", "via", "viaMode"])
            self.need(place, duty["deliverable"] in {"report", "consolidation", "plan"}, "unknown deliverable")
            self.need(place, duty["binding"] in {"must", "request"} and duty["regime"] in {"periodic", "thematic", "adHoc", "quick"}, "unknown binding or regime")
            self.need(place, (duty["deliverable"] == "report") == bool(duty.get("forms")), "a report has forms, nothing else has")
            self.need(place, (duty["deliverable"] == "consolidation") == bool(duty.get("consolidates")), "a consolidation says what it consolidates, nothing else does")
            self.need(place, set(duty.get("consolidates", [])) <= codes - {duty["code"]}, "consolidates an unknown duty")
            self.need(place, set(duty.get("forms", [])) <= set(self.forms), "reports an unknown form")
            for who in duty["reporters"] + duty["recipients"] + duty.get("via", []):
                self.addressee(place, who)
            for entry in duty["schedule"]:
                self.members(place, entry, ["period"], ["due", "cutOff", "derivedFrom", "ifHoliday"])
                self.need(place, entry["period"] in PERIODS and entry.get("derivedFrom", "month") in PERIODS, "unknown period")
                due = entry.get("due") or {}
                self.need(place, not due or len(due.keys() & {"before", "by", "workingDaysAfterCutOff", "asRegulated"}) == 1, "unknown due rule")
            used = set()
            for who in duty["reporters"]:
                pairs = [form for form in duty.get("forms", []) if self.may_report(who, form)]
                self.need(place, pairs or not duty.get("forms"), f"{who} may report none of its forms")
                used |= set(pairs)
                for form in pairs:
                    for entry in duty["schedule"]:
                        key = (form, who.get("function") or who.get("class") or who.get("agency"), who.get("level"), who.get("within"), entry["period"])
                        self.need(place, key not in keys, f"{key} is already owed by {keys.get(key)}")
                        keys[key] = duty["code"]
            self.need(place, used == set(duty.get("forms", [])), f"nobody may report {set(duty.get('forms', [])) - used}")
        self.count("duties", len(duties))

    def may_report(self, who, form):
        body = self.forms.get(form)
        if not body:
            return False
        if "agency" in who:
            functions = {self.agencies[who["agency"]]["function"]} if who["agency"] in self.agencies else set()
        elif "function" in who:
            functions = {who["function"]}
        else:
            functions = {a["function"] for a in self.agencies.values() if self.inside(a, who, who.get("within", "VN")) or "within" not in who}
        return bool(functions & set(body["functions"])) and who.get("level", body["levels"][0]) in body["levels"]

    def reference(self, place, reference):
        self.members(place, reference, ["issuer", "number", "symbol", "date"], ["symbolAsWritten", "title"])

    def plan(self, plan):
        place = plan["code"]
        self.members(place, plan, ["code", "programme", "issuer", "act", "title", "span", "purposes", "requirements", "objectives", "references", "implements", "sections", "targets",
                                   "tasks", "duties", "bodies", "funding", "recipients", "annexes"], ["viewpoints", "signingForm"])
        self.members(place, plan["act"], ["number", "symbol", "date"], ["symbolAsWritten"])
        self.issuer(place, plan["issuer"])
        for parent in plan["implements"]:
            self.need(place, "/" in parent or parent in self.plans.keys() - {plan["code"]}, f"implements {parent}, which is neither a plan here nor an act")
        for reference in plan["references"]:
            self.reference(place, reference)
        seen = set()
        for target in plan["targets"]:
            self.target(place, target, seen)
        tasks = {task["code"] for task in plan["tasks"]}
        self.need(place, len(tasks) == len(plan["tasks"]), "a task code occurs twice")
        sections = self.sections(place, plan["sections"], {t["code"] for t in plan["targets"]}, tasks)
        listed = [code for section in sections.values() for code in section["targets"] + section["tasks"]]
        self.need(place, sorted(listed) == sorted(tasks | {t["code"] for t in plan["targets"]}), "sections and items do not list the same")
        for task in plan["tasks"]:
            self.members(f"{place}/{task['code']}", task, ["code", "section", "content", "activities", "agencies", "time"], ["references"])
            self.need(f"{place}/{task['code']}", task["section"] in sections and task["code"] in sections[task["section"]]["tasks"], "is not in its section")
            self.need(f"{place}/{task['code']}", task["time"]["form"] in TIMES, "unknown time form")
            for reference in task.get("references", []):
                self.reference(f"{place}/{task['code']}", reference)
            for who in task["agencies"]:
                self.addressee(f"{place}/{task['code']}", who, {"role", "or"})
                self.need(f"{place}/{task['code']}", who["role"] in ROLES, f"unknown role {who['role']}")
                for other in who.get("or", []):
                    self.addressee(f"{place}/{task['code']}", other)
        self.duties(place, plan["duties"])
        for line in plan["funding"]:
            self.members(f"{place}/funding", line, ["source", "level", "amount", "condition", "text"])
            self.need(f"{place}/funding", line["source"] in {"central", "province", "district", "commune", "integrated", "mobilised", "donor"}, "unknown source")
        for recipient in plan["recipients"]:
            self.addressee(f"{place}/recipients", recipient, {"purpose", "text"})
            self.need(f"{place}/recipients", recipient["purpose"] in {"report", "implement", "coordinate", "archive"}, "unknown purpose")
        for body in plan["bodies"]:
            self.members(f"{place}/bodies", body, ["name", "level", "standing", "text"])
            if body["standing"]:
                self.addressee(f"{place}/bodies", body["standing"])
        self.count("targets", len(plan["targets"]))
        self.count("tasks", len(plan["tasks"]))

    def issuer(self, place, issuer):
        self.unit(place, issuer["unit"])
        there = {name for a in self.agencies.values() if a["unit"] == issuer["unit"] for name in (a["code"], a["function"])}
        self.need(place, issuer["agency"] in IMPLIED | there, f"no agency {issuer['agency']} at {issuer['unit']}")

    def sections(self, place, sections, targets, tasks, found=None):
        found = {} if found is None else found
        for section in sections:
            self.members(f"{place}/{section['code']}", section, ["code", "printed", "title", "targets", "tasks", "sections"])
            self.need(place, section["code"] not in found, f"section {section['code']} occurs twice")
            self.need(place, set(section["targets"]) <= targets and set(section["tasks"]) <= tasks, f"section {section['code']} lists what is not there")
            found[section["code"]] = section
            self.sections(place, section["sections"], targets, tasks, found)
        return found

    def privacy(self):
        for path in sorted(HERE.rglob("*.json")):
            text = re.sub(r'"(min|max)": "\d+"', "", path.read_text(encoding="utf-8"))  # bounds are long numbers too
            for pattern in PERSONAL:
                for hit in pattern.finditer(text):
                    self.say(path.name, f"looks like personal data: character {hit.start()}")

    def count(self, name, number):
        self.counts[name] = self.counts.get(name, 0) + number

    def run(self):
        for code, folder in FOLDERS.items():
            self.programme(code, folder)
        self.holidays()
        for code, body in self.indicators.items():
            self.indicator(code, body)
        for code, body in self.forms.items():
            self.form(code, body)
        for code, body in self.agencies.items():
            self.agency(code, body)
        for plan in self.plans.values():
            self.plan(plan)
        self.privacy()
        for name, items in (("programmes", FOLDERS), ("indicators", self.indicators), ("forms", self.forms), ("agencies", self.agencies), ("plans", self.plans)):
            self.count(name, len(items))
        return self.problems


def main():
    check = Check()
    problems = check.run()
    for problem in problems:
        print(problem)
    print(", ".join(f"{number} {name}" for name, number in sorted(check.counts.items())) + (f"; {len(problems)} problems" if problems else "; all good"))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
