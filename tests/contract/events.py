#!/usr/bin/python3
"""What openapi/events.yaml promises to who follows the topics, and which changes of it would break that promise.

  tests/contract/events.py            prints each breaking change since events.v1.json; exits 1 where there is one
  tests/contract/events.py --record   adds what is new to events.v1.json; refuses where something breaks

Followers of v1 live for years and read records of years: they know what was promised when they were written, and meet records that are older
than what is promised today. So members are only ever added, never required afterwards, and what is there keeps its type, bounds and meaning."""

import json
import pathlib
import sys

import yaml

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = CHECKOUT / "openapi/events.yaml"
BASELINE = pathlib.Path(__file__).with_name("events.v1.json")
SAYS_NOTHING = {"description", "title", "examples", "$comment"}


def resolved(document, node):
    """Without references, without words for people, and with the parts of allOf as one."""
    if isinstance(node, list):
        return [resolved(document, item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return resolved(document, target)
    schema = {}
    for name, value in node.items():
        if name in ("properties", "patternProperties"):
            schema[name] = {member: resolved(document, part) for member, part in value.items()}
        elif name not in SAYS_NOTHING:
            schema[name] = resolved(document, value)
    for part in schema.pop("allOf", []):
        schema = joined(schema, part)
    return schema


def joined(first, second):
    both = {**first, **second}
    for name in ("properties", "required"):
        if name in first and name in second:
            both[name] = {**first[name], **second[name]} if name == "properties" else first[name] + second[name]
    return both


def promise(text):
    """{topic: {message: {"headers": schema, "payload": schema}}}"""
    document = yaml.safe_load(text)
    topics = {}
    for channel in document["channels"].values():
        messages = [resolved(document, message) for message in channel["messages"].values()]
        topics[channel["address"]] = {message["name"]: {part: message[part] for part in ("headers", "payload")} for message in messages}
    return topics


def as_set(value):
    """Values of JSON that cannot all be hashed, or one of them."""
    return {json.dumps(item) for item in (value if isinstance(value, list) else [value])}


def of_members(old, new, place):
    for name, schema in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{place}/{name}: is gone"
        else:
            yield from of_schema(schema, new["properties"][name], f"{place}/{name}")
    before, after = set(old.get("required", [])), set(new.get("required", []))
    yield from (f"{place}/{name}: is no longer promised" for name in sorted(before - after))
    yield from (f"{place}/{name}: is required now, but older records lack it" for name in sorted(after - before))


def of_schema(old, new, place):
    yield from of_members(old, new, place)
    for keyword in sorted((old.keys() | new.keys()) - {"properties", "required"}):
        before, after = old.get(keyword), new.get(keyword)
        if keyword in ("items", "additionalProperties") and isinstance(before, dict) and isinstance(after, dict):
            yield from of_schema(before, after, f"{place}/*")
        elif keyword == "enum" and before is not None and after is not None:
            yield from (f"{place}: no longer {value}" for value in sorted(as_set(before) - as_set(after)))
        elif keyword == "type" and before is not None and after is not None:
            if as_set(before) != as_set(after):
                yield f"{place}: was {before}, is {after}"
        elif before != after:
            yield f"{place}: {keyword} was {before}, is {after}"


def breaks(old, new):
    """Each breaking change in a sentence."""
    for topic, messages in old.items():
        if topic not in new:
            yield f"{topic}: is gone"
            continue
        for name, message in messages.items():
            if name not in new[topic]:
                yield f"{topic} {name}: is gone"
                continue
            for part, schema in message.items():
                yield from of_schema(schema, new[topic][name][part], f"{topic} {name} {part}")


def main():
    old, new = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}, promise(DOCUMENT.read_text(encoding="utf-8"))
    found = list(breaks(old, new))
    print("\n".join(found) or "nothing breaks")
    if found:
        return 1
    if sys.argv[1:] == ["--record"]:
        BASELINE.write_text(json.dumps(new, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
