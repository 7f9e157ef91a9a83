"""Records that can never be applied are set aside with the reason and stop nothing; an operator sees them and gives them back."""

import concurrent.futures
import json
import random
import time
import uuid

import topics

FORM, PERIOD, DATE = "PCMD-S", "2020-H1", "2020-06-14"
TOPIC, DEAD = "tonghop.report.v1", "tonghop.aggregation.dead.v1"


def admin(stack, method, path, service="aggregation"):
    port = stack.port + 11 + ["plans", "reports", "aggregation"].index(service)
    return stack.call(method, path, port=port, token="")


def letters(stack):
    found, cursor = [], ""
    while True:
        page = admin(stack, "GET", "/dead-letters?limit=7" + cursor)
        assert page.status == 200, page
        found += page.json["items"]
        if page.json["next"] is None:
            return found
        cursor = "&cursor=" + page.json["next"]


def soon(what, seconds=60):
    deadline = time.monotonic() + seconds
    while True:
        answer = what()
        if answer:
            return answer
        assert time.monotonic() < deadline, "never came true"
        time.sleep(0.1)


def report(stack, unit, total, period=PERIOD):
    body = {"form": FORM, "unit": unit, "agency": "people-committee", "period": period, "values": {"staffTotal": total, "staffTrained": 1}}
    answer = stack.call("POST", "/v1/reports", body)
    assert answer.status == 201, answer
    return answer


def correct(stack, answer, total):
    body = {"form": FORM, "unit": answer.json["unit"], "agency": "people-committee", "period": PERIOD, "values": {"staffTotal": total, "staffTrained": 1}, "reason": "checked again"}
    changed = stack.call("PUT", answer.headers["location"], body, headers={"If-Match": answer.headers["etag"]})
    assert changed.status == 200, changed
    return changed


def received(stack, answer):
    """(version, partition, offset) of the newest version that aggregation has."""
    return stack.sql("SELECT version, partition, \"offset\" FROM aggregation.report_version WHERE report = %s::uuid ORDER BY version DESC LIMIT 1", answer.json["id"])


def own_total(stack, answer):
    cells = stack.get(f"/v1/rollups/{FORM}/{answer.json['unit']}/{PERIOD}")["cells"]
    return cells["staffTotal"]["sum"]


def free_communes(stack, units, count):
    said = {row[0] for row in stack.sql("SELECT split_part(unit, '@', 1) FROM reports.report_version WHERE form = %s AND period = %s", FORM, PERIOD)}
    return sorted(row["code"] for row in units.below("42", DATE, "commune") if row["code"] not in said)[:count]


def sent_event(stack, answer):
    """The record that the reports service published, found by its place."""
    partition, offset = received(stack, answer)[0][1:]
    return next(record for record in topics.all_of(TOPIC) if (record.partition(), record.offset()) == (partition, offset))


def dead_by_place():
    """The records of the dead topic, by "topic/partition/offset" of the original."""
    return {dict(record.headers())["ce_subject"].decode().split(" ")[0]: record for record in topics.all_of(DEAD)}


def forget(stack, condition, *values):
    """What the ledger does not have goes again from the table, and from figures that are held in memory."""
    stack.sql(f"DELETE FROM aggregation.report_version WHERE {condition}", *values)
    stack.sql("UPDATE aggregation.change_mark SET topic_generation = topic_generation + 1")


def without(event, member):
    return json.dumps({name: value for name, value in event.items() if name != member}).encode()


def poisons(event):
    """What each is called, and its key, value and headers."""
    whole = json.dumps(event).encode()
    return {
        "cut off": (b"k", whole[:-20], None),
        "two documents": (b"k", whole + whole, None),
        "no value": (b"k", None, None),
        "empty": (b"k", b"", None),
        "no object": (b"k", b"[1,2,3]", None),
        "not UTF-8": (b"k", b"\xff\xfe" + whole, None),
        "a NUL": (b"k", whole[:50] + b"\x00" + whole[50:], None),
        "a key that is no text": (b"\x00\xff", b"x", None),
        "no key": (None, b"x", None),
        "a key of 4 KB": (b"k" * 4096, b"x", None),
        "headers that are no text": (b"k", b"x", [("ce_id", b"\xff"), ("traceparent", b"\xff" * 55)]),
        "without version": (b"k", without(event, "version"), None),
        "without cells": (b"k", without(event, "cells"), None),
        "a member twice": (b"k", whole[:-1] + b',"version":2}', None),
        "a version of 400 digits": (b"k", without(event, "version")[:-1] + b',"version":' + b"9" * 400 + b"}", None),
        "a real number": (b"k", json.dumps(event | {"cells": [1.5, 1]}).encode(), None),
        "1001 cells": (b"k", json.dumps(event | {"cells": [1] * 1001}).encode(), None),
        "a state of its own": (b"k", json.dumps(event | {"state": "burnt"}).encode(), None),
        "a period that ends before it starts": (b"k", json.dumps(event | {"period": {"code": "2020-H1", "start": "2020-06-15", "end": "2019-12-15"}}).encode(), None),
        "a bomb of brackets": (b"k", b"[" * 1_500_000, None),
        "a bomb of objects": (b"k", b'{"a":' * 300_000, None),
        "a bomb within a member": (b"k", whole[:-1] + b',"new":' + b"[" * 900_000 + b"]" * 899_999 + b"}", None),
        "8 MB that compress well": (b"k", b'{"a":"' + b"x" * 8_000_000, None),
        "bytes that make 3 MB of digits": (b"k", random.Random(1).randbytes(1_500_000), None),
    }


def test_what_can_never_be_applied_is_set_aside_and_stops_nothing(stack, units):
    answer = report(stack, free_communes(stack, units, 1)[0], 50)
    _, partition, _ = soon(lambda: received(stack, answer))[0]
    event = json.loads(sent_event(stack, answer).value())
    before = {letter["id"] for letter in letters(stack)}
    broken = poisons(event)
    topics.put(TOPIC, [(partition, *record) for record in broken.values()])
    corrected = correct(stack, answer, 77)

    soon(lambda: received(stack, answer)[0][0] == 2)
    assert received(stack, answer)[0][1] == partition, "the correction went behind the broken records"
    assert soon(lambda: own_total(stack, answer) == 77)
    new = [letter for letter in letters(stack) if letter["id"] not in before]
    assert len(new) == len(broken), (len(new), list(broken))
    offsets = [letter["offset"] for letter in new]
    assert offsets == sorted(offsets) and {letter["topic"] for letter in new} == {TOPIC} and {letter["partition"] for letter in new} == {partition}
    assert all(letter["reason"] and letter["failedAt"] and letter["replayedAt"] is None for letter in new)
    assert corrected.json["version"] == 2

    places = {f"{TOPIC}/{partition}/{letter['offset']}" for letter in new}
    dead = soon(lambda: (held := dead_by_place()).keys() >= places and held)
    for (what, (key, value, _)), letter in zip(broken.items(), new):
        shown = admin(stack, "GET", "/dead-letters/" + letter["id"])
        assert shown.status == 200, (what, shown)
        text = None if value is None else value.decode() if what not in ("not UTF-8", "a NUL", "bytes that make 3 MB of digits") else "\\x" + value.hex()
        assert shown.json["payload"] == text, what
        assert letter["payloadBytes"] == len((text or "").encode()), what
        record = dead[f"{TOPIC}/{partition}/{letter['offset']}"]
        if text is not None and len(text) <= 1024 * 1024:
            assert record.value() == text.encode(), what
        else:
            assert record.value() is None, what
        assert letter["reason"] in dict(record.headers())["ce_subject"].decode(), what
        if key is not None and what != "a key that is no text":
            assert record.key() == key[:1024], what

        refused = admin(stack, "POST", f"/dead-letters/{letter['id']}/replay")
        assert refused.status == 422 and refused.json["detail"] == letter["reason"], (what, refused)
        assert admin(stack, "GET", "/dead-letters/" + letter["id"]).json["replayedAt"] is None, what


def test_what_a_mended_service_understands_is_given_back_once(stack, units):
    """As if the service refused what it should take, until somebody mended it."""
    codes = free_communes(stack, units, 3)
    first = report(stack, codes[0], 10)
    soon(lambda: received(stack, first))
    before = {letter["id"] for letter in letters(stack)}
    stack.sql("ALTER TABLE aggregation.report_version ADD CONSTRAINT flaw CHECK (unit NOT LIKE %s) NOT VALID", codes[1] + "@%")
    try:
        refused = report(stack, codes[1], 20)
        other = report(stack, codes[2], 30)
        soon(lambda: received(stack, other))
        letter, = soon(lambda: [letter for letter in letters(stack) if letter["id"] not in before])
        assert not received(stack, refused) and own_total(stack, refused) is None
        answer = admin(stack, "POST", f"/dead-letters/{letter['id']}/replay")
        assert answer.status == 422 and "flaw" in answer.json["detail"], answer
    finally:
        stack.sql("ALTER TABLE aggregation.report_version DROP CONSTRAINT flaw")

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: admin(stack, "POST", f"/dead-letters/{letter['id']}/replay"), range(6)))
    assert {answer.status for answer in answers} == {200}, answers
    assert len({answer.body for answer in answers}) == 1 and answers[0].json["replayedAt"], answers
    assert sum(answer.headers.get("idempotency-replayed") == "true" for answer in answers) == 5
    assert received(stack, refused)[0] == (1, letter["partition"], letter["offset"])
    assert own_total(stack, refused) == 20
    assert len(stack.sql("SELECT 1 FROM aggregation.report_version WHERE report = %s::uuid", refused.json["id"])) == 1
    corrected = correct(stack, other, 31)
    soon(lambda: own_total(stack, other) == 31)
    assert corrected.status == 200 and own_total(stack, refused) == 20


def test_who_is_not_known_is_kept_and_not_dead(stack, units):
    """An unknown unit or form may become known: such records are stored, and show as unresolved where anything can show them."""
    answer = report(stack, free_communes(stack, units, 1)[0], 5)
    _, partition, _ = soon(lambda: received(stack, answer))[0]
    event = json.loads(sent_event(stack, answer).value())
    before = len(letters(stack))
    unresolved = stack.get(f"/v1/rollups/{FORM}/VN/{PERIOD}")["completeness"]["unresolved"]
    strangers = [event | {"report": str(uuid.uuid4()), "unit": "99999@2012-01-01", "unitCode": "99999"}, event | {"report": str(uuid.uuid4()), "form": "NOT-YET"},
                 event | {"report": str(uuid.uuid4()), "unit": "99998@2012-01-01", "somethingNew": {"of": ["a", "later", {"version": 2}]}}]
    topics.put(TOPIC, [(partition, stranger["unit"].encode(), json.dumps(stranger).encode(), None) for stranger in strangers])
    try:
        soon(lambda: stack.sql("SELECT count(*) FROM aggregation.report_version WHERE report = ANY (%s::uuid[])", [stranger["report"] for stranger in strangers])[0][0] == 3)
        assert soon(lambda: stack.get(f"/v1/rollups/{FORM}/VN/{PERIOD}")["completeness"]["unresolved"] == unresolved + 2)
        assert len(letters(stack)) == before
    finally:
        forget(stack, "report = ANY (%s::uuid[])", [stranger["report"] for stranger in strangers])
    assert stack.get(f"/v1/rollups/{FORM}/VN/{PERIOD}")["completeness"]["unresolved"] == unresolved


def mutate(pick, whole):
    mutant = bytearray(whole)
    for _ in range(pick.randint(1, 4)):
        place = pick.randrange(len(mutant))
        change = pick.randrange(4)
        if change == 0:
            mutant[place] = pick.randrange(256)
        elif change == 1:
            del mutant[place:place + pick.randint(1, 30)]
        elif change == 2:
            mutant[place:place] = pick.choice([b"{", b"}", b"[", b'"', b",", b"\\", b"null", b"0", b"-", b"1e9", b"\xf0\x9f", b"\\u0000"])
        else:
            mutant[place:place] = mutant[place:place + pick.randint(1, 200)]
    return bytes(mutant)


def test_a_thousand_mutants_do_not_stop_a_partition(stack, units):
    """Each is either stored or set aside; nothing else happens, and what comes behind them is served."""
    answer = report(stack, free_communes(stack, units, 1)[0], 5)
    _, partition, _ = soon(lambda: received(stack, answer))[0]
    event = json.loads(sent_event(stack, answer).value())
    whole = json.dumps(event | {"report": str(uuid.uuid4()), "unit": "99999@2012-01-01", "unitCode": "99999"}).encode()
    before = len(letters(stack))
    start = stack.sql("SELECT next_offset FROM aggregation.consumer_offset WHERE topic = %s AND partition = %s", TOPIC, partition)[0][0]
    pick = random.Random(20251122)
    topics.put(TOPIC, [(partition, b"k", mutate(pick, whole), None) for _ in range(1000)])
    try:
        correct(stack, answer, 78)
        assert soon(lambda: own_total(stack, answer) == 78)
        after = stack.sql("SELECT next_offset FROM aggregation.consumer_offset WHERE topic = %s AND partition = %s", TOPIC, partition)[0][0]
        assert after == start + 1001
        assert len(letters(stack)) > before + 500
    finally:
        forget(stack, "partition = %s AND \"offset\" BETWEEN %s AND %s AND report <> %s::uuid", partition, start, start + 1001, answer.json["id"])
