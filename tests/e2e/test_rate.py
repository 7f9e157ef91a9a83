"""A client that asks too often is told so through the gateway: 429 with RateLimit and Retry-After, as the service said it, and no other client notices.

A service and a gateway of their own, since the stack's allow more than a test can ask."""

import contextlib
import http.client
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import time

import pytest

from programs import port_free, program_running
from stack import CHECKOUT, Answer

BIN = pathlib.Path(os.environ.get("TONGHOP_BIN", CHECKOUT / "build/asan/bin"))
BURST, PER_S = 5, 1
NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin:/sbin")


def configured(stack, home, port, service):
    """deploy/nginx as deploy/local renders it, with all services behind one port."""
    transport = (CHECKOUT / "deploy/nginx/tls.conf.in").read_text(encoding="utf-8") if stack.authority else "        listen 127.0.0.1:@GATEWAY@;\n"
    text = (CHECKOUT / "deploy/nginx/gateway.conf.in").read_text(encoding="utf-8").replace("@TRANSPORT@\n", transport)
    for name, value in {"NGINX": home, "TLS": f"{stack.home}/tls", "GATEWAY": port, "PLANS": service, "REPORTS": service, "AGGREGATION": service}.items():
        text = text.replace(f"@{name}@", str(value))
    (home / "gateway.conf").write_text(text, encoding="utf-8")
    shutil.copy(CHECKOUT / "deploy/nginx/routes.map", home)
    (home / "temp").mkdir()


@contextlib.contextmanager
def gateway(stack, service):
    port = port_free()
    with tempfile.TemporaryDirectory() as place:
        home = pathlib.Path(place)
        home.chmod(0o755)
        configured(stack, home, port, service)
        process = subprocess.Popen([NGINX, "-e", "stderr", "-p", f"{home}/", "-c", f"{home}/gateway.conf"], stderr=(home / "error.log").open("wb"))
        try:
            end = time.monotonic() + 15
            while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
                assert process.poll() is None and time.monotonic() < end, (home / "error.log").read_text(encoding="utf-8")
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module")
def narrow(stack, tmp_path_factory):
    log = tmp_path_factory.mktemp("rate") / "plans.log"
    with program_running(stack, "plans", BIN / "tonghop-plans", log, TONGHOP_RATE_PER_S=str(PER_S), TONGHOP_RATE_BURST=str(BURST)) as service:
        with gateway(stack, service) as port:
            yield port


def ask(stack, port, token):
    context = stack.authority and ssl.create_default_context(cafile=stack.authority)
    link = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=context) if context else http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(link):
        link.request("GET", "/v1/units?limit=1", headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})
        return Answer(link.getresponse())


def test_who_asks_too_often_is_told_when_to_come_again(stack, narrow):
    token = stack.token("plans:read", "38", subject="hasty")
    answers = [ask(stack, narrow, token) for _ in range(BURST + 3)]
    taken, refused = [a for a in answers if a.status == 200], [a for a in answers if a.status == 429]
    assert BURST <= len(taken) <= BURST + 2 and refused and len(taken) + len(refused) == len(answers), answers
    for answer in answers:
        assert answer.headers["ratelimit-policy"] == f'"client";q={BURST};w={BURST}' and answer.headers["ratelimit"].startswith('"client";r='), answer.headers
    last = refused[-1]
    assert last.headers["ratelimit"].startswith('"client";r=0;t=') and 1 <= int(last.headers["retry-after"]) <= 2
    assert last.json["type"] == "urn:problem-type:tonghop:plans:tooManyRequests", "the service's own words, not the gateway's"
    assert "items" not in last.json and last.headers["cache-control"] == "no-store"
    assert not stack.authority or last.headers["strict-transport-security"]
    time.sleep(int(last.headers["retry-after"]) + 0.2)
    assert ask(stack, narrow, token).status == 200


def test_another_client_is_let_in_meanwhile(stack, narrow):
    hasty, other = stack.token("plans:read", "38", subject="hasty"), stack.token("plans:read", "40", subject="calm")
    while ask(stack, narrow, hasty).status != 429:
        pass
    assert ask(stack, narrow, other).status == 200


def test_the_stack_behind_it_goes_on(stack):
    assert stack.call("GET", "/v1/units?limit=1").status == 200
