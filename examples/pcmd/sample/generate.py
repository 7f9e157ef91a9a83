#!/usr/bin/env python3
"""Makes sample reports of Thanh Hóa (province 38) for 2023-H1, and the police reports of 2022-H1 that the growth target
compares with. The figures are invented: same output on every run and every machine, nothing of it is real.

    examples/pcmd/sample/generate.py > reports.ndjson          the reports, one JSON object a line
    examples/pcmd/sample/generate.py --corrections             the later corrections
    examples/pcmd/sample/generate.py --out FOLDER              both, as reports.ndjson and corrections.ndjson
"""
import argparse
import csv
import hashlib
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = HERE.parent.parent
PROVINCE = UNIT = "38"  # UNIT: its roll-ups hold every report made here
NOTICE = "Số liệu tạo tự động để minh họa"
NO_D_REPORT = "388"  # one district sends no PCMD-D, so that a 100 % target stays unknown
KINDS = ("Brokering", "Harbouring", "ChildMolestation", "Rape", "Trafficking")


class Dice:
    """SplitMix64 seeded by a text: the figures of one reporter do not depend on who came before it."""

    def __init__(self, *seed):
        self.state = int.from_bytes(hashlib.sha256("|".join(seed).encode()).digest()[:8], "big")

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return z ^ (z >> 31)

    def between(self, low, high):
        return low + self.next() % (high - low + 1)

    def chance(self, per_mille):
        return self.next() % 1000 < per_mille

    def some_of(self, count, per_mille):
        """How many of `count` things happen when each has the same chance."""
        return sum(self.chance(per_mille) for _ in range(count))


def units_on(day):
    with open(EXAMPLES / "units" / "unit_versions.csv", encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["valid_from"] <= day and (not r["valid_until"] or day < r["valid_until"])]
    districts = sorted((r for r in rows if r["level"] == "district" and r["parent_code"] == PROVINCE), key=lambda r: r["code"])
    codes = {r["code"] for r in districts}
    communes = sorted((r for r in rows if r["level"] == "commune" and r["parent_code"] in codes), key=lambda r: r["code"])
    return districts, communes


def report(form, unit, agency, period, values, **more):
    return {"form": form, "unit": unit, "agency": agency, "period": period, "values": values, **{k: v for k, v in more.items() if v}}


def narratives(dice, per_mille):
    return {"difficulties": NOTICE + "; không phản ánh tình hình thực tế."} if dice.chance(per_mille) else None


# Communes

def commune_is_silent(code):
    return Dice("silent", code).chance(38)


def commune_work(unit, period):
    dice = Dice("PCMD-C", unit["code"], period)
    town = not unit["unit_type"].startswith("Xã")
    listed = dice.between(6, 24) if town else dice.between(0, 7)
    workers = listed + dice.between(listed, 4 * listed)
    inspected = dice.some_of(listed, 155)
    forms = dice.between(1, 5) if dice.chance(960) else 0
    need = dice.some_of(4, 350) if town else dice.some_of(2, 180)
    eligible = dice.some_of(need, 760)
    served = dice.some_of(eligible, 770)
    reformed = dice.some_of(2, 120)
    running = int(dice.chance(140))
    has_plan = int(dice.chance(970))
    values = {
        "propForms": forms, "propMaintained": int(forms > 0 and dice.chance(900)),
        "hasPlan": has_plan, "hasActivities": int(has_plan and dice.chance(980)),
        "estOnList": listed, "estInspected": inspected, "estEverInspected": inspected + dice.some_of(listed - inspected, 550),
        "estWorkers": workers, "estWorkersReached": dice.some_of(workers, 238),
        "modelRunning": running, "modelNew": int(running and dice.chance(200)),
        "needPersons": need, "needServed": served + dice.some_of(need - eligible, 400), "needEligible": eligible, "eligibleServed": served,
        "reformedEligible": reformed, "reformedServed": dice.some_of(reformed, 700),
    }
    not_available = None
    if dice.chance(15):
        reason = "Chưa rà soát xong danh sách lao động (" + NOTICE[0].lower() + NOTICE[1:] + ")"
        not_available = {cell: reason for cell in ("estWorkers", "estWorkersReached")}
        for cell in not_available:
            del values[cell]
    if dice.chance(45):
        for cell in ("reformedEligible", "reformedServed"):
            del values[cell]
    return report("PCMD-C", unit["code"], "people-committee", period, values, notAvailable=not_available, narratives=narratives(dice, 80))


def commune_staff(unit, period):
    dice = Dice("PCMD-S", unit["code"], period)
    total = dice.between(6, 18)
    return report("PCMD-S", unit["code"], "people-committee", period, {"staffTotal": total, "staffTrained": dice.some_of(total, 90)})


# Police: the communes' offences are few, the districts' carry the growth

def police_values(dice, received, handled, busy):
    carried = dice.some_of(received, 120)
    tips = carried + received
    late, pending = dice.some_of(tips, 12), dice.some_of(tips, 80)
    if late + pending > tips:
        late, pending = 0, 0
    overdue = dice.some_of(tips - late - pending, 6)
    broken = {"casesBroken" + kind: dice.some_of(handled, 300 // (i + 1)) for i, kind in enumerate(KINDS)}
    return {
        "tipsCarriedIn": carried, "tipsReceived": received, "tipsInTime": tips - late - pending - overdue, "tipsLate": late,
        "tipsPending": pending, "tipsOverdue": overdue, "offencesArising": handled + dice.some_of(handled + 2, 120), "offencesHandled": handled,
        "offendersHandled": handled + dice.some_of(handled, 600), **broken, "hotspotsEliminated": dice.some_of(busy, 60), "hotspotsNew": 0,
        "hotspotsRecurred": 0, "hotspotsKept": dice.some_of(busy, 250), "policeChecks": dice.between(busy, 8 * busy + 2), "childCases": 0,
    }


def commune_police(unit, period):
    dice = Dice("PCMD-P", unit["code"], period)
    values = police_values(dice, dice.between(0, 4), int(dice.chance(55)), 1)
    if dice.chance(30):
        for cell in ("offendersHandled", "hotspotsKept"):
            del values[cell]
    return report("PCMD-P", unit["code"], "police", period, values, narratives=narratives(dice, 40))


def district_police(unit, period):
    handled = Dice("offences", unit["code"]).between(6, 22)
    if period == "2023-H1":
        handled += Dice("more offences", unit["code"]).between(0, 2)
    dice = Dice("PCMD-P", unit["code"], period)
    return report("PCMD-P", unit["code"], "police", period, police_values(dice, dice.between(8, 30), handled, 6), act=paper(unit["code"], "BC-CAH", period))


def province_police(period):
    values = police_values(Dice("PCMD-P", PROVINCE, period), 46, {"2022-H1": 37, "2023-H1": 39}[period], 12)
    return report("PCMD-P", PROVINCE, "police", period, values, act=paper(PROVINCE, "BC-CAT", period))


def police_is_silent(code, period):
    return Dice("silent police", code, period).chance(36)


# Districts and the province's own agencies

def paper(code, symbol, period):
    dice = Dice("paper", code, symbol, period)
    return {"number": str(dice.between(20, 400)), "symbol": symbol, "date": f"{period[:4]}-06-{dice.between(5, 14):02d}"}


def district_work(unit, period, place):
    """place: the district's position in the list; it decides who integrates all five programmes and who has a model."""
    dice = Dice("PCMD-D", unit["code"], period)
    whole = place % 9 in (0, 2, 3, 5, 7)
    integrated = ("intSocioEco", "intWelfare", "intDrugs", "intHiv", "intTrafficking")
    values = {"hasPlan": 1, "hasActivities": 1, **{cell: 1 for cell in integrated}}
    if not whole:
        values[integrated[dice.between(0, 4)]] = 0
    complete, started = place % 7 == 0, place % 5 == 1
    values["pilotModel"] = int(complete or started)
    parts = ("pilotHarmReduction", "pilotGenderViolence", "pilotWorkerRights", "pilotReintegration")
    values.update({cell: values["pilotModel"] for cell in parts})
    if started and not complete:
        values["pilotWorkerRights"] = 0
    return report("PCMD-D", unit["code"], "people-committee", period, values, act=paper(unit["code"], "BC-UBND", period), narratives=narratives(dice, 300))


def district_staff(unit, period):
    dice = Dice("PCMD-S", unit["code"], period)
    total = dice.between(30, 70)
    return report("PCMD-S", unit["code"], "people-committee", period, {"staffTotal": total, "staffTrained": dice.some_of(total, 110)})


def province_agencies(period):
    dice = Dice("province", period)
    for function in ("labour", "information", "culture", "health", "education", "finance", "planning", "justice", "industry-trade", "industrial-zones", "police"):
        total = dice.between(12, 60)
        yield report("PCMD-S", PROVINCE, function, period, {"staffTotal": total, "staffTrained": dice.some_of(total, 265)})
    yield report("PCMD-K", PROVINCE, "industrial-zones", period, {"izWorkers": 112480, "izReached": 9960})
    yield report("PCMD-K", PROVINCE, "education", period, {"pupilsUpperSecondary": 101250, "pupilsUniversity": 18730, "pupilsReachedUpperSecondary": 8120, "pupilsReachedUniversity": 940})
    yield report("PCMD-K", PROVINCE, "vocational", period, {"pupilsVocational": 27640, "pupilsReachedVocational": 1480})
    press = {"pressCentralMonths": 6, "pressProvincialMonths": 6, "pressCentral": 11, "pressProvincial": 164}
    yield report("PCMD-M", PROVINCE, "information", period, press, act=paper(PROVINCE, "BC-STTTT", period))
    yield report("PCMD-L", PROVINCE, "labour", period, {"vocEmployedProgramme1993": 0, "vocEmployedPlanProject": 0})
    yield report("PCMD-T", PROVINCE, "inspection-team", period, {"teamEstInspected": 31, "teamVisits": 36})
    yield report("PCMD-J", PROVINCE, "court", period, {"casesTried": 14, "defendantsTried": 22})


# The two files

def reports():
    districts, communes = units_on("2022-06-14")
    for unit in communes:
        if not police_is_silent(unit["code"], "2022-H1"):
            yield commune_police(unit, "2022-H1")
    for unit in districts:
        yield district_police(unit, "2022-H1")
    yield province_police("2022-H1")
    districts, communes = units_on("2023-06-14")
    period = "2023-H1"
    for unit in communes:
        if not commune_is_silent(unit["code"]):
            yield commune_work(unit, period)
            yield commune_staff(unit, period)
        if not police_is_silent(unit["code"], period):
            yield commune_police(unit, period)
    for place, unit in enumerate(districts):
        if unit["code"] != NO_D_REPORT:
            yield district_work(unit, period, place)
        yield district_staff(unit, period)
        yield district_police(unit, period)
    yield province_police(period)
    yield from province_agencies(period)


def corrections():
    for original in reports():
        if original["period"] != "2023-H1" or not Dice("corrected", original["form"], original["unit"]).chance(20):
            continue
        values = dict(original["values"])
        if original["form"] == "PCMD-P":
            values["tipsReceived"] += 1
            values["tipsInTime"] += 1
        elif original["form"] == "PCMD-C" and values["estInspected"] < values["estOnList"]:
            values["estInspected"] += 1
            values["estEverInspected"] = max(values["estEverInspected"], values["estInspected"])
        elif original["form"] == "PCMD-S" and values["staffTrained"] < values["staffTotal"]:
            values["staffTrained"] += 1
        else:
            continue
        key = {name: original[name] for name in ("form", "unit", "agency", "period")}
        yield {"key": key, "reason": "Bổ sung một trường hợp bỏ sót (" + NOTICE[0].lower() + NOTICE[1:] + ")", "report": {**original, "values": values}}


def awaited():
    """(form, unit, period) of obligations that are there once everything reports depend on has arrived."""
    _, communes = units_on("2023-06-14")
    return [("PCMD-C", communes[0]["code"], "2023-H1"), ("PCMD-M", PROVINCE, "2023-H1")]


def lines(objects):
    return "".join(json.dumps(o, ensure_ascii=False, separators=(",", ":")) + "\n" for o in objects)


def main():
    parser = argparse.ArgumentParser(description="Sample reports of Thanh Hóa, generated")
    parser.add_argument("--corrections", action="store_true", help="the corrections instead of the reports")
    parser.add_argument("--out", type=pathlib.Path, help="folder for reports.ndjson and corrections.ndjson")
    arguments = parser.parse_args()
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
        (arguments.out / "reports.ndjson").write_text(lines(reports()), encoding="utf-8")
        (arguments.out / "corrections.ndjson").write_text(lines(corrections()), encoding="utf-8")
    else:
        sys.stdout.buffer.write(lines(corrections() if arguments.corrections else reports()).encode())


if __name__ == "__main__":
    main()
