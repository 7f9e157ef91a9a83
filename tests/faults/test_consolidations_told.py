"""What the aggregation service tells of consolidations, as the reports service keeps it: killed in between, out of order, twice, and set aside what cannot be
read. The records are made up, and about a form that does not exist: they fulfil nothing."""

import json
import random
import uuid

import topics
from test_dead_letters import admin, soon
from test_kill import bring_up, kill

TOPIC = "tonghop.consolidation.v1"


def told(version, **changes):
    sent = version > 2
    return {"version": version, "state": "sent" if sent else "signed", "number": 1, "unit": "52@2012-01-01", "agency": "people-committee", "forms": ["NO-SUCH-FORM"],
            "period": {"code": "2019-H1", "start": "2019-01-01", "end": "2019-07-01"}, "sentAt": f"2019-07-0{version}T00:00:00Z" if sent else None,
            "recipients": [{"state": "accepted" if version > 4 else "pending"}, {"state": "returned" if version > 5 else "pending"}]} | changes


def put(key, *values):
    topics.put(TOPIC, [(0, key, value if value is None or isinstance(value, bytes) else json.dumps({"id": key} | value).encode(), []) for value in values])


def kept(stack, key):
    rows = stack.sql("SELECT version, unit, agency, period, forms, sent_us IS NOT NULL, recipients, accepted, returned FROM reports.consolidation WHERE id = %s", key)
    return rows[0] if rows else None


def caught_up(stack):
    end = topics.all_of(TOPIC)[-1].offset() + 1
    return soon(lambda: stack.sql("SELECT next_offset FROM reports.consumer_offset WHERE topic = %s", TOPIC) == [(end,)])


def cleaned(stack, *keys):
    for key in keys:
        stack.sql("DELETE FROM reports.consolidation WHERE id = %s", key)
        stack.sql("DELETE FROM reports.dead_letter WHERE key = %s", key)


def test_killed_in_between_the_highest_version_is_kept(stack):
    keys = [str(uuid.uuid4()) for _ in range(20)]
    versions = [(key, version) for key in keys for version in range(1, 7)] * 2
    random.shuffle(versions)
    try:
        for key, version in versions[:100]:
            put(key, told(version))
        kill(stack, "reports")
        for key, version in versions[100:]:
            put(key, told(version))
        bring_up()
        caught_up(stack)
        expected = (6, "52@2012-01-01", "people-committee", "2019-H1", ["NO-SUCH-FORM"], True, 2, 1, 1)
        assert all(kept(stack, key) == expected for key in keys)
    finally:
        cleaned(stack, *keys)


def test_what_cannot_be_read_is_set_aside_and_stops_nothing(stack):
    key = str(uuid.uuid4())
    wrong = [b"{", b"[]", None, told(3, forms=[]), told(3, forms=["a b"]), told(3, forms="A"), told(0), told(3, unit="52"), told(3, unit="52@2012-13-01"),
             told(3, agency=""), told(3, sentAt=None), told(3, state="draft"), told(2, sentAt="2019-07-01T00:00:00Z"), told(3, recipients=None), told(3, period="2019-H1"),
             told(3, id="no-uuid"), told(3, recipients=[{}])]
    try:
        put(key, *wrong, told(4, unheardOf={"a": [1]}))
        caught_up(stack)
        letters, cursor = [], ""
        while cursor is not None:
            page = admin(stack, "GET", "/dead-letters?limit=1000" + cursor, service="reports").json
            letters += [letter for letter in page["items"] if letter["key"] == key]
            cursor = page["next"] and "&cursor=" + page["next"]
        assert len(letters) == len(wrong) and all("consolidation event" in letter["reason"] or "cannot be read" in letter["reason"] for letter in letters)
        assert kept(stack, key)[0] == 4, "what is behind is taken in, and a payload may grow"
        again = admin(stack, "POST", f"/dead-letters/{letters[0]['id']}/replay", service="reports")
        assert again.status == 422, (again, "it cannot be read now either")
    finally:
        cleaned(stack, key)
