"""What goes over the wires of a secure stack: TLS or nothing, each part known by its certificate, each service only what topics.tsv says."""

import json
import os
import pathlib
import re
import resource
import socket
import ssl
import subprocess
import time
import uuid

import psycopg2
import pytest
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic

import topics
from programs import environment_of
from stack import CHECKOUT, waiting

SERVICES = ("plans", "reports", "aggregation")
wait_for = waiting(20)


@pytest.fixture(autouse=True)
def secure(stack):
    if not stack.provider:
        pytest.skip("needs a stack of up --secure")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """An authority that nobody here knows, and a certificate of it in the name of a service."""
    place = tmp_path_factory.mktemp("stranger")
    script = 'cd "$1" && . deploy/local/lib.sh && . deploy/local/tls.sh && home_choose && SECURE=yes && mkdir -p "$SECRETS" && tls_up'
    subprocess.run(["bash", "-c", script, "bash", str(CHECKOUT)], env=os.environ | {"TONGHOP_HOME": str(place / "home")}, check=True, capture_output=True)
    return place / "home/tls"


# ---- The gateway


def raw(stack, sent, seconds=5.0):
    """All that comes back for these very bytes, over TLS."""
    with socket.create_connection(("127.0.0.1", stack.port), timeout=seconds) as link, stack.context.wrap_socket(link, server_hostname="127.0.0.1") as tls:
        tls.sendall(sent)
        received = b""
        try:
            while chunk := tls.recv(65536):
                received += chunk
        except (TimeoutError, ssl.SSLError, ConnectionError):
            pass
        return received


def statuses(received):
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", received)]


def handshake(stack, version, **more):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(more.get("authority", stack.authority))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", more.get("port", stack.port)), timeout=5) as link, context.wrap_socket(link, server_hostname="127.0.0.1") as tls:
        return tls.version()


def test_plain_http_is_refused_and_goes_no_further(stack):
    with socket.create_connection(("127.0.0.1", stack.port), timeout=5) as link:
        link.sendall(f"GET /v1/units?limit=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {stack.admin}\r\nConnection: close\r\n\r\n".encode())
        received = b""
        while chunk := link.recv(65536):
            received += chunk
    assert statuses(received) == [400] and b"application/problem+json" in received and b"items" not in received, received


def test_tls_begins_at_1_2(stack):
    assert handshake(stack, ssl.TLSVersion.TLSv1_2) == "TLSv1.2" and handshake(stack, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
    for old in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        with pytest.raises((ssl.SSLError, ConnectionError)):
            handshake(stack, old)


def test_what_was_recorded_is_not_read_with_a_key_that_leaks_later(stack):
    """Keys made for each connection, and no tickets, which would be sealed with one key for all."""
    def connected(ciphers):
        context = ssl.create_default_context(cafile=stack.authority)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(ciphers)
        with socket.create_connection(("127.0.0.1", stack.port), timeout=5) as link, context.wrap_socket(link, server_hostname="127.0.0.1") as tls:
            return tls.cipher()[0], tls.session.has_ticket
    cipher, ticket = connected("ALL:@SECLEVEL=0")
    assert re.fullmatch(r"ECDHE-.*(GCM|CHACHA20).*", cipher) and not ticket, (cipher, ticket)
    for weak in ("AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "NULL"):
        with pytest.raises((ssl.SSLError, ConnectionError)):
            connected(f"{weak}:@SECLEVEL=0")


def test_whoever_does_not_know_the_authority_does_not_connect(stack, stranger):
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(stack, ssl.TLSVersion.TLSv1_3, authority=str(stranger / "ca.pem"))


def test_every_answer_tells_to_come_by_tls_again(stack):
    for path in ("/v1/units?limit=1", "/v1/units/no-such", "/nowhere"):
        headers = stack.call("GET", path).headers
        assert headers["strict-transport-security"] == "max-age=31536000" and headers["x-content-type-options"] == "nosniff", (path, headers)
        assert headers["server"] == "nginx", "without its version"


def smuggled(stack, code):
    """A request that must never be done, as bytes behind another."""
    body = json.dumps({"programme": "pcmd", "name": {"vi": "X"}, "unitOfMeasure": "person", "nature": "flow", "decimals": 0, "overUnits": "sum", "overPeriods": "sum"})
    return f"PUT /v1/indicators/{code} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {stack.admin}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"


FRAMINGS = {
    "CL.TE": ["Content-Length: {size}", "Transfer-Encoding: chunked"],
    "TE.CL": ["Transfer-Encoding: chunked", "Content-Length: 4"],
    "TE.TE": ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"],
    "TE with a space": ["Transfer-Encoding : chunked", "Content-Length: {size}"],
    "TE in disguise": ["Transfer-Encoding: xchunked", "Content-Length: 5"],
    "two lengths": ["Content-Length: 5", "Content-Length: {size}"],
    "the same length twice": ["Content-Length: 5", "Content-Length: 5"],
    "a list of lengths": ["Content-Length: 5, 5"],
    "a signed length": ["Content-Length: +5"],
    "a hexadecimal length": ["Content-Length: 0x5"],
    "a negative length": ["Content-Length: -1"],
    "a folded header": ["X-Fold: a", " Transfer-Encoding: chunked", "Content-Length: 5"],
    "a NUL in a header": ["X-Nul: a\0b", "Content-Length: 5"],
    "two hosts": ["Host: y", "Content-Length: 5"],
}


@pytest.mark.parametrize("headers", FRAMINGS.values(), ids=FRAMINGS.keys())
def test_framing_that_can_be_read_twice_is_refused(stack, headers):
    code = f"smuggled-{uuid.uuid4().hex[:8]}"
    behind = "0\r\n\r\n" + smuggled(stack, code)
    head = ["POST /v1/decisions HTTP/1.1", "Host: x", f"Authorization: Bearer {stack.admin}", "Content-Type: application/json", 'Idempotency-Key: "smuggled"']
    lines = head + [line.replace("{size}", str(len(behind))) for line in headers]
    got = statuses(raw(stack, ("\r\n".join(lines) + "\r\n\r\n" + behind).encode()))
    assert len(got) == 1 and got[0] in (400, 501), got
    assert stack.call("GET", f"/v1/indicators/{code}").status == 404


def test_bare_line_feeds_make_one_request_and_never_two(stack):
    code = f"smuggled-{uuid.uuid4().hex[:8]}"
    inner = smuggled(stack, code)
    sent = f"GET /v1/units?limit=1 HTTP/1.1\nHost: x\nAuthorization: Bearer {stack.admin}\nX: y\r\r\nContent-Length: {len(inner)}\nConnection: close\n\n{inner}"
    got = statuses(raw(stack, sent.encode()))
    assert got in ([200], [400]), got
    assert stack.call("GET", f"/v1/indicators/{code}").status == 404


def test_what_a_chunk_hides_is_body_and_nothing_else(stack):
    """Properly framed: the service gets a length and the body whole, so that it never reads chunks of others."""
    code = f"smuggled-{uuid.uuid4().hex[:8]}"
    inner = smuggled(stack, code)
    sent = f"POST /v1/decisions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {stack.admin}\r\nContent-Type: application/json\r\nIdempotency-Key: \"{code}\"\r\n" \
           f"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{len(inner):x}\r\n{inner}\r\n0\r\n\r\n"
    assert statuses(raw(stack, sent.encode())) == [400]
    assert stack.call("GET", f"/v1/indicators/{code}").status == 404


def timed(stack):
    began = time.monotonic()
    assert stack.call("GET", "/v1/units?limit=1").status == 200
    return time.monotonic() - began


def test_2000_who_say_nothing_and_100_who_dawdle_keep_nobody_waiting(stack):
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit[1], 8192), limit[1]))
    idle, slow = [], []
    began = time.monotonic()
    try:
        for _ in range(2000):
            idle.append(socket.create_connection(("127.0.0.1", stack.port), timeout=10))
        for number in range(100):
            link = stack.context.wrap_socket(socket.create_connection(("127.0.0.1", stack.port), timeout=20), server_hostname="127.0.0.1")
            lengths = "Content-Length: 1000\r\n\r\n{" if number % 2 else "X-Slow: "
            link.sendall(f"POST /v1/decisions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {stack.admin}\r\n{lengths}".encode())
            slow.append(link)
        assert max(timed(stack) for _ in range(10)) < 3
        # A head that never ends gets 10 s, a body that stands still 10 s: then the connection is closed, or answered 408 first.
        for link in slow:
            received = link.recv(4096)
            assert received == b"" or statuses(received) == [408], received
        assert time.monotonic() - began < 40
        assert idle[0].recv(1) == b""
    finally:
        for link in idle + slow:
            link.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, limit)


def connections_to(port):
    rows = [row.split() for row in pathlib.Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    return sum(row[2].endswith(f":{port:04X}") and row[3] == "01" for row in rows)


def test_one_address_has_256_requests_at_work_and_the_next_comes_again(stack):
    """Of those whose bodies are slow to come."""
    links, head = [], f"POST /v1/decisions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {stack.admin}\r\nContent-Length: 1000\r\n\r\n{{"
    try:
        for _ in range(260):
            link = stack.context.wrap_socket(socket.create_connection(("127.0.0.1", stack.port), timeout=20), server_hostname="127.0.0.1")
            link.sendall(head.encode())
            links.append(link)
        received = links[-1].recv(4096)
        assert statuses(received) == [429] and b"Retry-After: 1" in received and b"tonghop:gateway:tooManyRequests" in received, received
        links[0].settimeout(0.2)
        with pytest.raises(TimeoutError):  # those before are waited for
            links[0].recv(1)
        assert connections_to(stack.port + 2) < 200, "a service is told of a request when it is whole"
    finally:
        for link in links:
            link.close()
    wait_for(lambda: stack.call("GET", "/v1/units?limit=1").status == 200)


def test_a_path_is_one_and_the_same_to_the_gateway_and_the_services(stack):
    """Whatever it would be after decoding or climbing up."""
    for path in ("/v1/%75nits?limit=1", "/v1/nowhere/../units?limit=1", "/v1/nowhere/%2e%2e/units?limit=1", "//v1/units?limit=1"):
        answer = stack.call("GET", path)
        assert answer.status == 404 and answer.json["type"] == "urn:problem-type:tonghop:gateway:notFound", (path, answer)
    assert stack.call("GET", "/v1/units/00004").status == 200
    for path in ("/v1/units/00004%3Flimit=1", "/v1/units/00004%23", "/v1/units/x/../00004"):
        assert stack.call("GET", path).status == 404, path


def test_a_header_has_16_kib_at_the_gateway(stack):
    for size, status in ((15 * 1024, 200), (17 * 1024, 431)):
        answer = stack.call("GET", "/v1/units?limit=1", headers={"X-Long": "x" * size})
        assert answer.status == status, (size, answer)
    assert answer.json["type"] == "urn:problem-type:tonghop:gateway:headersTooLarge"


def test_the_ports_behind_the_gateway_are_on_this_machine_only(stack):
    listening = subprocess.run(["cat", "/proc/net/tcp"], check=True, capture_output=True, text=True).stdout.splitlines()[1:]
    addresses = {(fields[1].split(":")[0], int(fields[1].split(":")[1], 16)) for fields in map(str.split, listening) if fields[3] == "0A"}
    ours = {port: address for address, port in addresses if stack.port <= port <= stack.port + 31}
    assert set(ours.values()) == {"0100007F"}, ours
    assert {stack.port + offset for offset in (0, 1, 2, 3, 11, 12, 13, 20, 25)} <= set(ours)


# ---- PostgreSQL


def test_postgresql_takes_nobody_without_tls_or_without_a_password(stack):
    plain = stack.database.split("?")[0]
    for wrong in (plain + "?sslmode=disable", re.sub(r":[0-9a-f]+@", ":guess@", stack.database)):
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(wrong)
    used = stack.sql("SELECT DISTINCT version FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE backend_type = 'client backend'")
    assert used == [("TLSv1.3",)], "every connection of the services too"
    assert {row[0][:14] for row in stack.sql("SELECT rolpassword FROM pg_authid WHERE rolpassword IS NOT NULL")} == {"SCRAM-SHA-256$"}
    assert stack.sql("SELECT DISTINCT type, auth_method FROM pg_hba_file_rules") == [("hostssl", "scram-sha-256")], "nor is a password sent as it is"
    assert stack.sql("SHOW ssl_min_protocol_version") == [("TLSv1.2",)]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_gives_no_password_to_a_postgresql_of_another_name(stack, service):
    own = environment_of(stack, service)["TONGHOP_DB_URL"]
    psycopg2.connect(own).close()
    with pytest.raises(psycopg2.OperationalError, match="does not match host name"):
        psycopg2.connect(own.replace("@127.0.0.1:", "@elsewhere.example:") + "&hostaddr=127.0.0.1")


def environment(stack, service, **changes):
    """As up starts a service, at ports that nobody uses."""
    tls = os.environ["TONGHOP_TLS"]
    issuer = f"https://127.0.0.1:{stack.port + 25}/api/oidc"
    settings = {"TONGHOP_DB_URL": os.environ[f"TONGHOP_DB_{service.upper()}"], "TONGHOP_KAFKA_BROKERS": topics.brokers(), "TONGHOP_KAFKA_CA": f"{tls}/ca.pem",
                "TONGHOP_KAFKA_CERT": f"{tls}/{service}/cert.pem", "TONGHOP_KAFKA_KEY": f"{tls}/{service}/key.pem", "TONGHOP_JWKS": issuer + "/jwks", "TONGHOP_JWKS_CA": f"{tls}/ca.pem",
                "TONGHOP_ISSUER": issuer, "TONGHOP_AUDIENCE": stack.url, "TONGHOP_HTTP_PORT": str(stack.port + 14), "TONGHOP_ADMIN_PORT": str(stack.port + 15), "TONGHOP_LOG_LEVEL": "debug"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TONGHOP_")}
    return kept | settings | changes


def binary(service):
    return str(pathlib.Path(os.environ.get("TONGHOP_BIN", CHECKOUT / "build/asan/bin"), f"tonghop-{service}"))


def test_a_service_gives_no_password_to_a_postgresql_of_another_authority(stack, stranger):
    good = environment(stack, "plans")
    assert subprocess.run([binary("plans"), "migrate"], env=good, capture_output=True, timeout=60).returncode == 0
    wrong = good["TONGHOP_DB_URL"].replace(os.environ["TONGHOP_CA"], str(stranger / "ca.pem"))
    said = subprocess.run([binary("plans"), "migrate"], env=good | {"TONGHOP_DB_URL": wrong}, capture_output=True, text=True, timeout=60)
    assert said.returncode != 0 and "certificate verify failed" in said.stderr, said


# ---- Kafka


def client(name, tls=None, **more):
    tls = tls or os.environ["TONGHOP_TLS"]
    return {"bootstrap.servers": topics.brokers(), "security.protocol": "ssl", "ssl.ca.location": f"{tls}/ca.pem", "ssl.certificate.location": f"{tls}/{name}/cert.pem",
            "ssl.key.location": f"{tls}/{name}/key.pem", "log_level": 0} | more


def table():
    lines = [line.split() for line in (CHECKOUT / "deploy/topics.tsv").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {name: (writers.split(","), readers.split(",")) for name, _, _, _, writers, readers in lines}


def nothing_from(settings):
    with pytest.raises(KafkaException):
        Producer(settings).list_topics(timeout=2.5)


def test_without_a_certificate_of_ours_the_broker_says_nothing(stack, stranger):
    assert "tonghop.report.v1" in Producer(client("operator")).list_topics(timeout=20).topics
    ours = os.environ["TONGHOP_TLS"]
    nothing_from({"bootstrap.servers": topics.brokers(), "log_level": 0})
    nothing_from({"bootstrap.servers": topics.brokers(), "security.protocol": "ssl", "ssl.ca.location": f"{ours}/ca.pem", "log_level": 0})
    nothing_from(client("plans", stranger) | {"ssl.ca.location": f"{ours}/ca.pem"})
    nothing_from(client("plans") | {"ssl.ca.location": str(stranger / "ca.pem")})


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_writes_only_the_topics_that_are_its_own(stack, service):
    refused, known = set(), Producer(client(service)).list_topics(timeout=20).topics
    producer = Producer(client(service, **{"message.timeout.ms": 15000}))
    foreign = {topic for topic, (writers, _) in table().items() if service not in writers}
    for topic in foreign:
        producer.produce(topic, b"{}", b"forged", 0, on_delivery=lambda error, record: error and refused.add((record.topic(), error.name())))
    producer.flush(20)
    assert {topic for topic, _ in refused} == foreign and {name for _, name in refused} <= {"TOPIC_AUTHORIZATION_FAILED", "_UNKNOWN_PARTITION", "_UNKNOWN_TOPIC"}, refused
    own = {topic for topic, (writers, readers) in table().items() if service in writers + readers}
    assert {topic for topic in known if topic.startswith("tonghop.")} == own, "it does not even see others"


def first_word(consumer, seconds=30):
    """What the broker says first: "read", or the name of its refusal."""
    try:
        record = consumer.poll(seconds)
        if record is None:
            return "nothing"
        return "read" if not record.error() or record.error().name() == "_PARTITION_EOF" else record.error().name()
    finally:
        consumer.close()


def reader(service, group):
    return Consumer(client(service, **{"group.id": group, "enable.auto.commit": False, "enable.partition.eof": True, "auto.offset.reset": "earliest"}))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_only_the_topics_meant_for_it(stack, service):
    """Of those that it sees; the others it does not see, as the test before says."""
    for topic, (writers, readers) in table().items():
        if service in writers + readers:
            consumer = reader(service, service)
            consumer.assign([TopicPartition(topic, 0, 0)])
            wanted = {"read"} if service in readers else {"TOPIC_AUTHORIZATION_FAILED", "GROUP_AUTHORIZATION_FAILED"}
            assert first_word(consumer) in wanted, topic


def test_a_service_has_no_way_into_the_group_of_another(stack):
    said = {}
    for service, group in (("aggregation", "aggregation-probe"), ("reports", "reports-probe"), ("reports", "aggregation"), ("reports", "aggregation-probe"), ("plans", "aggregation"), ("plans", "plans")):
        consumer = reader(service, group)
        consumer.subscribe(["tonghop.reference.v1"])
        said[service, group] = first_word(consumer)
    may = {("aggregation", "aggregation-probe"), ("reports", "reports-probe")}
    assert said == {who: "read" if who in may else "GROUP_AUTHORIZATION_FAILED" for who in said}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_writes_and_reads_topics_and_does_nothing_else_to_them(stack, service):
    """Neither made nor changed: what is asked for is tried only, not done."""
    operator, own = AdminClient(client("operator")), AdminClient(client(service))
    lost = [ConfigResource(ConfigResource.Type.TOPIC, topic, set_config={"retention.ms": "1"}) for topic, (writers, _) in table().items() if service in writers]
    new = [NewTopic("tonghop.forged.v1", 1, 1)]
    for asked in (lambda admin: admin.alter_configs(lost, validate_only=True), lambda admin: admin.create_topics(new, validate_only=True)):
        for answer in asked(operator).values():
            answer.result(20)
        for answer in asked(own).values():
            with pytest.raises(KafkaException, match="TOPIC_AUTHORIZATION_FAILED"):
                answer.result(20)


def test_a_service_does_not_speak_to_a_broker_of_another_authority(stack, stranger, tmp_path):
    log = tmp_path / "log"
    with log.open("w") as sink:
        process = subprocess.Popen([binary("reports"), "serve"], env=environment(stack, "reports", TONGHOP_KAFKA_CA=str(stranger / "ca.pem")), stderr=sink)
    try:
        deadline = time.monotonic() + 45
        while "certificate verify failed" not in log.read_text(encoding="utf-8"):
            assert process.poll() is None and time.monotonic() < deadline, log.read_text(encoding="utf-8")[-2000:]
            time.sleep(0.2)
    finally:
        process.terminate()
        process.wait(60)


def test_tls_to_kafka_is_set_up_whole_or_not_at_all(stack):
    for missing in ("TONGHOP_KAFKA_CA", "TONGHOP_KAFKA_CERT", "TONGHOP_KAFKA_KEY"):
        said = subprocess.run([binary("plans"), "check-config"], env=environment(stack, "plans", **{missing: ""}), capture_output=True, text=True, timeout=60)
        assert said.returncode != 0 and "all or none" in said.stderr, said
    assert subprocess.run([binary("plans"), "check-config"], env=environment(stack, "plans"), capture_output=True, timeout=60).returncode == 0


# ---- Certificates


def test_certificates_are_renewed_before_they_end(stack, tmp_path):
    home, tls = tmp_path / "home", tmp_path / "home/tls"
    prelude = 'cd "$1" && . deploy/local/lib.sh && . deploy/local/tls.sh && home_choose && SECURE=yes && mkdir -p "$SECRETS"'

    def run(script):
        subprocess.run(["bash", "-c", f"{prelude} && {script}", "bash", str(CHECKOUT)], env=os.environ | {"TONGHOP_HOME": str(home)}, check=True, capture_output=True)

    def certificates():
        return {path.parent.name: path.read_bytes() for path in tls.glob("*/cert.pem")}

    run("tls_up")
    first = certificates()
    assert set(first) == {"gateway", "postgres", "kafka", "provider", "operator", *SERVICES}
    run("tls_up")
    assert certificates() == first
    run('openssl x509 -req -in <(openssl req -new -key "$TLS/kafka/key.pem" -subj /CN=kafka) -CA "$TLS/ca.pem" -CAkey "$SECRETS/ca.key" -days 9 -out "$TLS/kafka/cert.pem"')
    run("tls_up")
    now = certificates()
    assert {name for name in now if now[name] != first[name]} == {"kafka"}
    assert {oct(path.stat().st_mode & 0o777) for path in (*tls.glob("*/key.pem"), *tls.glob("*/both.pem"), home / "secrets/ca.key")} == {"0o600"}
