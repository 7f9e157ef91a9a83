"""Tonghop's topics as they stand: the newest state of each key, in one SQLite file together with how far each partition was read.

    follow(Mirror("tonghop.db"), {"bootstrap.servers": "kafka.example:9093"}, ["tonghop.rollup.v1"], seen=print)

State and place are written in one transaction: whoever stops anywhere, and starts again, misses nothing. Records may come twice, and after a
restore in another order: only a higher version is taken.
"""
from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition

REFERENCE, ROLLUP = "tonghop.reference.v1", "tonghop.rollup.v1"
COMPACTED = {REFERENCE, ROLLUP}  # a record stands for its key; of the other topics for its subject
SETTINGS = {"group.id": "tonghop-client", "enable.auto.commit": False, "enable.partition.eof": True, "auto.offset.reset": "earliest",
            "fetch.message.max.bytes": 32 * 1024 * 1024}
TABLES = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS latest (topic TEXT, name TEXT, version TEXT, payload TEXT, PRIMARY KEY (topic, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (topic TEXT, partition INTEGER, next INTEGER, PRIMARY KEY (topic, partition)) WITHOUT ROWID;
"""


@dataclasses.dataclass
class Change:
    topic: str
    name: str
    type: str
    payload: Any  # None: what the name stood for is gone


Seen = Callable[[Change], None]


class Mirror:
    def __init__(self, path: str):
        self.database = sqlite3.connect(path)
        self.database.executescript(TABLES)
        self.open: list[Message] = []  # of a change set of which the end has not come

    def latest(self, topic: str) -> Iterator[tuple[str, Any]]:
        rows = self.database.execute("SELECT name, payload FROM latest WHERE topic = ? AND payload IS NOT NULL ORDER BY name", (topic,))
        return ((name, json.loads(payload)) for name, payload in rows)

    def place(self, topic: str, partition: int) -> int:
        row = self.database.execute("SELECT next FROM place WHERE topic = ? AND partition = ?", (topic, partition)).fetchone()
        return int(row[0]) if row else OFFSET_BEGINNING

    def take(self, records: list[Message], seen: Seen) -> None:
        """All of them or, where `seen` fails, none."""
        with self.database:
            for record in records:
                for closed in self._closed(record):
                    self._take_one(closed, seen)

    def _closed(self, record: Message) -> list[Message]:
        """The reference changes by whole change sets: records wait for the one that closes theirs, and their places wait with them."""
        if record.topic() != REFERENCE:
            return [record]
        self.open.append(record)
        if record.key() != b"generation":
            return []
        closed, self.open = self.open, []
        return closed

    def _take_one(self, record: Message, seen: Seen) -> None:
        headers = {name: value.decode() for name, value in record.headers() or []}
        name = record.key().decode() if record.topic() in COMPACTED else headers["ce_subject"]
        text = None if record.value() is None else record.value().decode()
        payload = None if text is None else json.loads(text)
        epoch = payload.get("epoch", 0) if payload else 0  # of reports: it rises when a restored ledger counts versions anew
        taken = self.database.execute(
            "INSERT INTO latest VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version, payload = excluded.payload"
            " WHERE excluded.version > version", (record.topic(), name, f"{epoch:020d}{headers['ce_sequence']}", text))
        self.database.execute("REPLACE INTO place VALUES (?, ?, ?)", (record.topic(), record.partition(), record.offset() + 1))
        if taken.rowcount:
            seen(Change(record.topic(), name, headers["ce_type"], payload))


def follow(mirror: Mirror, settings: dict[str, Any], topics: list[str], seen: Seen = lambda change: None, once: bool = False) -> None:
    """For ever, or once: up to where the topics end now. `settings` are librdkafka's. `seen` is told of each change before it is kept for good,
    so that after a failure it may hear of the last ones again. A mirror has one follower at a time."""
    mirror.open = []
    consumer = Consumer({**SETTINGS, **settings})
    try:
        known = consumer.list_topics(timeout=30).topics
        behind = {(topic, partition) for topic in topics for partition in known[topic].partitions}
        consumer.assign([TopicPartition(topic, partition, mirror.place(topic, partition)) for topic, partition in behind])
        while behind or not once:
            batch = consumer.consume(1000, timeout=1.0)
            ends = [message for message in batch if message.error() and message.error().code() == KafkaError._PARTITION_EOF]
            failed = [message.error() for message in batch if message.error() and message not in ends]
            if failed:
                raise KafkaException(failed[0])
            mirror.take([message for message in batch if not message.error()], seen)
            behind -= {(message.topic(), message.partition()) for message in ends}
    finally:
        consumer.close()
