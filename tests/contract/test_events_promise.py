"""openapi/events.yaml keeps what it has promised; each kind of broken promise is seen, and each kind of addition is let through."""

import copy
import json
import pathlib
import re
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import events  # noqa: E402

PRESENT = events.DOCUMENT.read_text(encoding="utf-8")
RECORDED = json.loads(events.BASELINE.read_text(encoding="utf-8"))
TOPIC, MESSAGE = "tonghop.report.v1", "tonghop.report.v1"


def test_nothing_that_was_promised_is_broken():
    assert list(events.breaks(RECORDED, events.promise(PRESENT))) == []


def test_all_that_is_promised_is_recorded():
    assert RECORDED == events.promise(PRESENT), "an addition is a promise from now on: tests/contract/events.py --record"


def changed(change):
    promise = copy.deepcopy(RECORDED)
    change(promise, promise[TOPIC][MESSAGE]["payload"])
    return list(events.breaks(RECORDED, promise))


def put(schema, *way, **keywords):
    for step in way:
        schema = schema["properties"][step] if step != "*" else schema.get("items") or schema["additionalProperties"]
    schema.update(keywords)


@pytest.mark.parametrize("change,told", [
    (lambda all, report: report["properties"].pop("dueAt"), "/dueAt: is gone"),
    (lambda all, report: report["properties"]["period"]["properties"].pop("end"), "/period/end: is gone"),
    (lambda all, report: put(report, "version", type="string"), "/version: was integer, is string"),
    (lambda all, report: put(report, "sha256", type=["string", "null"]), "/sha256: was string, is ['string', 'null']"),
    (lambda all, report: put(report, "dueAt", type="string"), "/dueAt: was ['string', 'null'], is string"),
    (lambda all, report: put(report, "cells", "*", type=["integer", "string", "null"]), "/cells/*: was"),
    (lambda all, report: put(report, "values", "*", type=["integer", "null"]), "/values/*: was"),
    (lambda all, report: put(report, "cells", maxItems=2000), "/cells: maxItems was 1000, is 2000"),
    (lambda all, report: put(report, "version", maximum=10), "/version: maximum was 2147483647, is 10"),
    (lambda all, report: put(report, "report", format="uri"), "/report: format was uuid, is uri"),
    (lambda all, report: put(report, "form", pattern="^[A-Z]*$"), "/form: pattern was"),
    (lambda all, report: put(report, "unit", const="VN"), "/unit: const was None, is VN"),
    (lambda all, report: report["properties"]["version"].pop("minimum"), "/version: minimum was 1, is None"),
    (lambda all, report: report["properties"]["state"]["enum"].remove("draft"), '/state: no longer "draft"'),
    (lambda all, report: report["properties"]["timeliness"]["enum"].remove(None), "/timeliness: no longer null"),
    (lambda all, report: report["properties"]["state"].pop("enum"), "/state: enum was"),
    (lambda all, report: report["required"].remove("epoch"), "/epoch: is no longer promised"),
    (lambda all, report: report["properties"]["period"]["required"].remove("code"), "/period/code: is no longer promised"),
    (lambda all, report: report["required"].append("act") or put(report["properties"], act={"type": "object"}), "/act: is required now"),
    (lambda all, report: report.update(additionalProperties=False), "additionalProperties was None, is False"),
    (lambda all, report: report.update(oneOf=[]), "oneOf was None"),
    (lambda all, report: all[TOPIC][MESSAGE]["headers"]["required"].remove("ce_id"), "headers/ce_id: is no longer promised"),
    (lambda all, report: all[TOPIC].pop(MESSAGE), f"{TOPIC} {MESSAGE}: is gone"),
    (lambda all, report: all.pop(TOPIC), f"{TOPIC}: is gone"),
])
def test_a_broken_promise_is_seen(change, told):
    found = changed(change)
    assert len(found) >= 1 and any(told in sentence for sentence in found), found


def nothing(all, report):
    pass


@pytest.mark.parametrize("change", [
    nothing,
    lambda all, report: put(report["properties"], act={"type": "object"}),
    lambda all, report: report["properties"]["period"]["properties"].update(name={"type": "string"}),
    lambda all, report: report["properties"]["state"]["enum"].append("archived"),
    lambda all, report: report["required"].reverse(),
    lambda all, report: all[TOPIC].update({"tonghop.report.note.v1": {"headers": {}, "payload": {}}}),
    lambda all, report: all.update({"tonghop.note.v1": {}}),
])
def test_an_addition_breaks_nothing(change):
    assert changed(change) == []


def test_words_for_people_and_the_way_it_is_written_promise_nothing():
    in_place = PRESENT.replace("state: {enum: [draft, submitted, accepted, returned, withdrawn]}", "state: {enum: [withdrawn, draft, submitted, accepted, returned], title: State}")
    assert in_place != PRESENT
    assert list(events.breaks(RECORDED, events.promise(in_place))) == []


def test_what_stands_in_the_document_is_what_is_compared():
    """From the text to the sentence: a member that is renamed there, behind a reference and within allOf."""
    for before, after, told in [("dueAt: {type: [string", "due: {type: [string", "/dueAt: is gone"),
                                ("Day: {type: string, format: date}", "Day: {type: string}", "/period/start: format was date, is None"),
                                ("required: [id, state]", "required: [id]", "/state: is no longer promised"),
                                ("address: tonghop.report.v1", "address: tonghop.report.v2", "tonghop.report.v1: is gone")]:
        assert before in PRESENT
        assert any(told in sentence for sentence in events.breaks(RECORDED, events.promise(PRESENT.replace(before, after)))), told


def test_aggregation_needs_nothing_that_is_not_promised():
    """Every member without which it sets a record aside."""
    source = (events.CHECKOUT / "services/aggregation/report_event.c").read_text(encoding="utf-8")
    needed = set(re.findall(r'^    M\([A-Z_]+, "(\w+)"', source, re.MULTILINE))
    assert len(needed) > 10 and needed <= set(RECORDED[TOPIC][MESSAGE]["payload"]["required"]), needed
    assert {"code", "start", "end"} == set(RECORDED[TOPIC][MESSAGE]["payload"]["properties"]["period"]["required"])
