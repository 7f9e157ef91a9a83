"""Every record on the topics is what openapi/events.yaml says, read by another system's client."""

import collections
import json

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

import topics
from stack import CHECKOUT

DOCUMENT = yaml.safe_load((CHECKOUT / "openapi/events.yaml").read_text(encoding="utf-8"))
# Not as their own message, but as the one whose description names them.
COMMON = {"tonghop.report": "tonghop.report.v1", "tonghop.reference": "tonghop.reference.document.v1"}

CHECKED_OF_EACH_TYPE = 500


def messages(address):
    channel = next(channel for channel in DOCUMENT["channels"].values() if channel["address"] == address)
    named = [DOCUMENT["components"]["messages"][message["$ref"].rsplit("/", 1)[1]] for message in channel["messages"].values()]
    return {message["name"]: message for message in named}


def validator(schema):
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]}, format_checker=FormatChecker())


def published(address):
    """What services have published, headers and record; others may write to a topic too."""
    for record in topics.all_of(address):
        headers = {name: value.decode(errors="replace") for name, value in record.headers() or []}
        if "ce_source" in headers:
            yield headers, record


def checked(address):
    """How many records there are of each type; the first of each are checked."""
    by_name, counts, validators = messages(address), collections.Counter(), {}
    for name, message in by_name.items():
        validators[name] = validator(message["headers"]), validator(message["payload"])
    for headers, record in published(address):
        counts[headers["ce_type"]] += 1
        if counts[headers["ce_type"]] > CHECKED_OF_EACH_TYPE:
            continue
        name = headers["ce_type"] if headers["ce_type"] in by_name else COMMON[headers["ce_type"].rsplit(".", 2)[0]]
        validators[name][0].validate(headers)
        assert headers["ce_partitionkey"] == (record.key() or b"").decode()
        if record.value() is not None and not address.endswith(".dead.v1"):
            validators[name][1].validate(json.loads(record.value()))
    return counts


@pytest.mark.parametrize("address", [channel["address"] for channel in DOCUMENT["channels"].values()])
def test_what_is_published_is_what_is_promised(stack, address):
    counts = checked(address)
    if address == "tonghop.reference.v1":
        assert {f"tonghop.reference.{kind}.v1" for kind in ("unit", "form", "plan", "programme", "indicator", "generation")} <= counts.keys(), counts
    if address == "tonghop.report.v1":
        assert counts["tonghop.report.submitted.v1"] > 1000, counts


def test_versions_of_a_report_stand_in_one_partition_and_come_in_their_order(stack):
    """At first; what is published again comes in its order again."""
    versions, partitions = collections.defaultdict(list), collections.defaultdict(set)
    for headers, record in published("tonghop.report.v1"):
        event = json.loads(record.value())
        assert record.key().decode() == event["unit"] and int(headers["ce_sequence"]) == event["version"]
        partitions[event["unit"]].add(record.partition())
        if (event["epoch"], event["version"]) not in versions[event["report"]]:
            versions[event["report"]].append((event["epoch"], event["version"]))
    assert len(versions) > 1000 and all(len(found) == 1 for found in partitions.values())
    assert all(found == sorted(found) for found in versions.values())
