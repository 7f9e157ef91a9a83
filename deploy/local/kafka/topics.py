"""Makes the topics of a table that a broker does not have yet: topics.py BROKER TABLE PARTITIONS-FOR-MANY [TLS-DIRECTORY]."""

import sys

from confluent_kafka.admin import AdminClient, NewTopic

DAY_MS = 24 * 3600 * 1000
RECORD_BYTES_MAX = 2 * 1024 * 1024


def topics_of(table, many):
    """One NewTopic for each row "name, partitions, cleanup, retention in days or -, …"."""
    with open(table, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                name, partitions, cleanup, days = line.split()[:4]
                yield NewTopic(name, many if partitions == "many" else int(partitions), 1, config=settings(cleanup, days))


def settings(cleanup, days):
    config = {"cleanup.policy": cleanup, "max.message.bytes": str(RECORD_BYTES_MAX)}
    if cleanup == "compact":
        # A reader that is away for a week must still see that a key was deleted.
        config["delete.retention.ms"] = str(7 * DAY_MS)
        if days != "-":
            config["segment.ms"] = str(int(days) * DAY_MS)
    else:
        config["retention.ms"] = str(int(days) * DAY_MS)
    return config


def operator(tls):
    """Settings of a client that is the operator."""
    if not tls:
        return {}
    return {"security.protocol": "ssl", "ssl.ca.location": f"{tls}/ca.pem",
            "ssl.certificate.location": f"{tls}/operator/cert.pem", "ssl.key.location": f"{tls}/operator/key.pem"}


def main(broker, table, many, tls=""):
    admin = AdminClient({"bootstrap.servers": broker, "log_level": 3} | operator(tls))
    present = admin.list_topics(timeout=15).topics
    wanted = list(topics_of(table, int(many)))
    missing = [topic for topic in wanted if topic.topic not in present]
    if missing:
        for made in admin.create_topics(missing, operation_timeout=15).values():
            made.result()
    print(f"{len(wanted) - len(missing)} there, {len(missing)} made")


if __name__ == "__main__":
    main(*sys.argv[1:])
