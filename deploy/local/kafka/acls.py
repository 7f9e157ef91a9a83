"""Gives each service the rights that a table of topics names: acls.py BROKER TABLE TLS-DIRECTORY.

Debian's Python module cannot, the library below it can, so it is called directly."""

import ctypes
import sys

PRODUCER = 0
TOPIC, GROUP = 2, 3
LITERAL, PREFIXED = 3, 4
READ, WRITE = 3, 4
ALLOW = 3
CREATE_ACLS = 0x400
WAIT_MS = 30000


def library():
    kafka = ctypes.CDLL("librdkafka.so.1")
    for name in ("rd_kafka_conf_new", "rd_kafka_new", "rd_kafka_AclBinding_new", "rd_kafka_queue_new", "rd_kafka_queue_poll",
                 "rd_kafka_event_CreateAcls_result", "rd_kafka_CreateAcls_result_acls", "rd_kafka_acl_result_error"):
        getattr(kafka, name).restype = ctypes.c_void_p
    for name in ("rd_kafka_error_string", "rd_kafka_event_error_string"):
        getattr(kafka, name).restype = ctypes.c_char_p
    return kafka


def rights(table):
    """(principal, kind, name, pattern, operation) for every word in the columns of writers and readers, and the groups of each reader."""
    readers_of_all = set()
    with open(table, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                topic, _, _, _, writers, readers = line.split()
                for principal in writers.split(",") if writers != "-" else []:
                    yield principal, TOPIC, topic, LITERAL, WRITE
                for principal in readers.split(",") if readers != "-" else []:
                    yield principal, TOPIC, topic, LITERAL, READ
                    readers_of_all.add(principal)
    for principal in sorted(readers_of_all):
        for group in (principal, f"tonghop-{principal}"):
            yield principal, GROUP, group, PREFIXED, READ


class Broker:
    def __init__(self, address, tls):
        self.kafka = library()
        problem = ctypes.create_string_buffer(512)
        settings = ctypes.c_void_p(self.kafka.rd_kafka_conf_new())
        for name, value in {"bootstrap.servers": address, "security.protocol": "ssl", "ssl.ca.location": f"{tls}/ca.pem", "log_level": "3",
                            "ssl.certificate.location": f"{tls}/operator/cert.pem", "ssl.key.location": f"{tls}/operator/key.pem"}.items():
            if self.kafka.rd_kafka_conf_set(settings, name.encode(), value.encode(), problem, len(problem)) != 0:
                raise SystemExit(problem.value.decode())
        self.client = ctypes.c_void_p(self.kafka.rd_kafka_new(PRODUCER, settings, problem, len(problem)))
        if not self.client:
            raise SystemExit(problem.value.decode())

    def binding(self, principal, kind, name, pattern, operation):
        problem = ctypes.create_string_buffer(512)
        made = self.kafka.rd_kafka_AclBinding_new(kind, name.encode(), pattern, f"User:{principal}".encode(), b"*", operation, ALLOW, problem, len(problem))
        if not made:
            raise SystemExit(problem.value.decode())
        return made

    def give(self, wanted):
        bindings = (ctypes.c_void_p * len(wanted))(*[self.binding(*right) for right in wanted])
        queue = ctypes.c_void_p(self.kafka.rd_kafka_queue_new(self.client))
        self.kafka.rd_kafka_CreateAcls(self.client, bindings, ctypes.c_size_t(len(wanted)), None, queue)
        event = ctypes.c_void_p(self.kafka.rd_kafka_queue_poll(queue, WAIT_MS))
        if not event or self.kafka.rd_kafka_event_error(event):
            raise SystemExit(f"no rights given: {self.kafka.rd_kafka_event_error_string(event).decode() if event else 'no answer'}")
        count = ctypes.c_size_t()
        result = ctypes.c_void_p(self.kafka.rd_kafka_event_CreateAcls_result(event))
        results = ctypes.cast(self.kafka.rd_kafka_CreateAcls_result_acls(result, ctypes.byref(count)), ctypes.POINTER(ctypes.c_void_p))
        for i in range(count.value):
            error = self.kafka.rd_kafka_acl_result_error(ctypes.c_void_p(results[i]))
            if error:
                raise SystemExit(self.kafka.rd_kafka_error_string(ctypes.c_void_p(error)).decode())
        return count.value


def main(address, table, tls):
    print(f"{Broker(address, tls).give(list(rights(table)))} rights")


if __name__ == "__main__":
    main(*sys.argv[1:])
