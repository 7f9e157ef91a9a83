"""Programs of a test's own beside those of the stack."""

import contextlib
import http.client
import pathlib
import socket
import subprocess
import time


def port_free():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def environment_of(stack, service):
    """As the running service has it, but for its ports. It finds no broker: the tables are enough to answer from, and the running one goes on consuming."""
    environment = {"PATH": "/usr/bin:/bin"}
    pid = pathlib.Path(stack.home, f"run/{service}.pid").read_text(encoding="utf-8").split()[0]
    for row in pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
        name, _, value = row.decode().partition("=")
        if name.startswith("TONGHOP_") or name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            environment[name] = value
    return environment | {"TONGHOP_HTTP_PORT": str(port_free()), "TONGHOP_ADMIN_PORT": str(port_free()),
                          "TONGHOP_KAFKA_BROKERS": f"127.0.0.1:{port_free()}"}


def is_ready(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.suppress(OSError):
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    return False


@contextlib.contextmanager
def program_running(stack, service, program, log, **settings):
    """Its port; gone afterwards."""
    environment = environment_of(stack, service) | settings
    with open(log, "wb") as output, subprocess.Popen([str(program), "serve"], env=environment, stderr=output) as process:
        try:
            end = time.monotonic() + 60
            while not is_ready(int(environment["TONGHOP_ADMIN_PORT"])):
                assert process.poll() is None and time.monotonic() < end, pathlib.Path(log).read_text(encoding="utf-8")[-2000:]
                time.sleep(0.2)
            yield int(environment["TONGHOP_HTTP_PORT"])
        finally:
            process.terminate()
            assert process.wait(60) == 0, pathlib.Path(log).read_text(encoding="utf-8")[-2000:]
