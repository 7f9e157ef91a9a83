"""Topics as another system sees them: records put in by hand, and all that a topic holds."""

import json
import os
import pathlib
import subprocess
import tempfile

from confluent_kafka import Consumer, Producer, TopicPartition


def brokers():
    return os.environ["TONGHOP_KAFKA"].split(";")[0]


def settings():
    """Of the operator, who may everything."""
    _, *more = os.environ["TONGHOP_KAFKA"].split(";")
    return {"bootstrap.servers": brokers(), **dict(text.split("=", 1) for text in more)}


def java_settings():
    """The same for the tools of Kafka."""
    tls = os.environ.get("TONGHOP_TLS")
    if not tls:
        return ""
    return f"security.protocol=SSL\nssl.keystore.type=PEM\nssl.keystore.location={tls}/operator/both.pem\nssl.truststore.type=PEM\nssl.truststore.location={tls}/ca.pem\n"


def put(topic, records):
    """(partition, key, value, headers) each, in this order."""
    failed = []
    producer = Producer(settings() | {"enable.idempotence": True, "compression.type": "lz4", "message.max.bytes": 32 * 1024 * 1024})
    for partition, key, value, headers in records:
        producer.produce(topic, value, key, partition, headers=headers, on_delivery=lambda error, _: error and failed.append(error))
    assert producer.flush(60) == 0 and not failed, failed


def all_of(topic):
    """Every record that the topic holds now."""
    consumer = Consumer(settings() | {"group.id": "tests", "enable.auto.commit": False, "fetch.message.max.bytes": 32 * 1024 * 1024})
    ends, starts = {}, []
    for partition in consumer.list_topics(topic, timeout=15).topics[topic].partitions:
        first, end = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=15)
        if end > first:
            ends[partition] = end
            starts.append(TopicPartition(topic, partition, first))
    consumer.assign(starts)
    records = []
    while ends:
        record = consumer.poll(30)
        assert record is not None and not record.error(), record and record.error()
        records.append(record)
        if record.offset() + 1 >= ends.get(record.partition(), 0):
            ends.pop(record.partition(), None)
    consumer.close()
    return records


def empty(stack, topic):
    """Deletes what the topic holds, as its retention would in time."""
    consumer = Consumer(settings() | {"group.id": "tests"})
    partitions = consumer.list_topics(topic, timeout=15).topics[topic].partitions
    consumer.close()
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file, tempfile.NamedTemporaryFile("w", suffix=".properties") as access:
        json.dump({"version": 1, "partitions": [{"topic": topic, "partition": partition, "offset": -1} for partition in partitions]}, file)
        file.flush()
        access.write(java_settings())
        access.flush()
        subprocess.run(["java", "-Dlog4j2.statusLoggerLevel=OFF", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", str(pathlib.Path(stack.home, "kafka/lib/*")),
                        "org.apache.kafka.tools.DeleteRecordsCommand", "--bootstrap-server", brokers(), "--command-config", access.name, "--offset-json-file", file.name],
                       check=True, capture_output=True, timeout=120)
