"""The running stack as a client and as an operator see it: requests, processes, CPU time, memory."""
import http.client
import json
import os
import pathlib
import resource
import subprocess
import time
import urllib.parse
import urllib.request

import psycopg2

SERVICES = ["plans", "reports", "aggregation"]
CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
WAIT_SECONDS_MAX = 120


class Failed(Exception):
    """The stack does not do what is needed to measure it; the text is for people, the status is that of the answer."""

    def __init__(self, text, status=None):
        super().__init__(text)
        self.status = status


def fields(pid):
    """/proc/PID/stat after the name, which may hold anything; None when the process is gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
    except OSError:
        return None


def process_seconds(pid, with_reaped=False):
    stat = fields(pid)
    return sum(map(int, stat[11:15] if with_reaped else stat[11:13])) / TICKS if stat else 0.0


def children(pid):
    return [int(p.name) for p in pathlib.Path("/proc").iterdir() if p.name.isdigit() and (stat := fields(p.name)) and stat[1] == str(pid)]


def machine_busy_seconds():
    """CPU seconds of all cores since the start, without idle and waiting; what other machines on the same host took counts as busy."""
    user, nice, system, _idle, _wait, irq, softirq, stolen = map(int, pathlib.Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9])
    return (user + nice + system + irq + softirq + stolen) / TICKS


def generator_seconds():
    """This program and the load generators it has waited for."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def ready(admin_port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{admin_port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


class Stack:
    def __init__(self):
        self.home, self.tools = pathlib.Path(os.environ["TONGHOP_HOME"]), pathlib.Path(os.environ["BENCH_TOOLS"])
        self.port = int((self.home / "port").read_text())
        self.ports = {name: self.port + 1 + index for index, name in enumerate(SERVICES)}
        self.brokers = os.environ["TONGHOP_KAFKA"]
        self.token_file = self.tools / "token"
        self.token = self.token_file.read_text().strip()
        self.pids = {name: self.read_pid(name) for name in [*SERVICES, "postgres", "kafka"]}
        self.ended_seconds = dict.fromkeys(SERVICES, 0.0)  # CPU of instances that were stopped
        self.at_second_start = {}  # CPU of the first instance then
        self.connections, self.keys = {}, 0
        self.refusals = 0  # 503 to a poll: "ask again"
        self.database = psycopg2.connect(os.environ["TONGHOP_DB"])
        self.database.autocommit = True

    # Processes

    def read_pid(self, name):
        return int((self.home / "run" / f"{name}.pid").read_text().split()[0])

    def command(self, *words, **settings):
        """tests/bench/service, with settings of the service."""
        done = subprocess.run([CHECKOUT / "tests" / "bench" / "service", *words], capture_output=True, text=True, check=False, env={**os.environ, **settings})
        if done.returncode != 0:
            raise Failed(f"tests/bench/service {' '.join(words)}: {done.stdout}{done.stderr}")

    def forget(self, name):
        """Before it is stopped."""
        service = name.split("-")[0]
        self.ended_seconds[service] += process_seconds(self.pids.pop(name))
        if name in self.connections:
            self.connections.pop(name).close()

    def restart(self, service, **settings):
        """Seconds from the start of its process until it is ready."""
        self.forget(service)
        self.command("restart", service, **settings)
        return self.started(service, self.ports[service] + 10)

    def second_start(self, service):
        self.at_second_start[service] = process_seconds(self.pids[service])
        self.command("second", service)
        self.ports[f"{service}-2"] = self.ports[service] + 5
        self.started(f"{service}-2", self.ports[service] + 15)

    def second_stop(self, service):
        self.forget(f"{service}-2")
        self.command("stop", f"{service}-2")

    def started(self, name, admin_port):
        self.pids[name] = self.read_pid(name)
        self.wait(f"{name} to be ready", lambda: ready(admin_port), 0.002)
        return time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields(self.pids[name])[19]) / TICKS

    # Requests

    def connection(self, service):
        if service not in self.connections:
            self.connections[service] = http.client.HTTPConnection("127.0.0.1", self.ports[service], timeout=60)
        return self.connections[service]

    def once(self, service, method, path, body, headers):
        connection = self.connection(service)
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def call(self, service, method, path, body=None, content_type="application/json", more_headers=None, ok=(200, 201, 202, 204)):
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json", **(more_headers or {})}
        if body is not None:
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
            headers["Content-Type"] = content_type
        if method == "POST":
            self.keys += 1
            headers["Idempotency-Key"] = f'"bench-{os.getpid()}-{self.keys}"'
        try:
            status, answer_headers, data = self.once(service, method, path, body, headers)
        except (http.client.HTTPException, OSError):  # an idle connection may have been closed; a POST has its key
            self.connections.pop(service).close()
            try:
                status, answer_headers, data = self.once(service, method, path, body, headers)
            except (http.client.HTTPException, OSError) as gone:
                raise Failed(f"{method} {path}: {service} does not answer: {gone}") from gone
        if status not in ok:
            raise Failed(f"{method} {path}: {status}\n{data[:2000].decode('utf-8', 'replace')}", status)
        return answer_headers, json.loads(data) if data else {}

    def get(self, service, path, **query):
        return self.call(service, "GET", path + ("?" + urllib.parse.urlencode(query) if query else ""))[1]

    def put(self, service, path, body, more_headers=None):
        self.call(service, "PUT", path, body, more_headers=more_headers)

    def finish(self, service, headers, result, every_seconds=0.005):
        """Waits for the job that a 202 named; the result of a small one is in the answer."""
        if headers.get("Location") is None or result.get("state") not in (None, "queued", "running"):
            return result
        path = urllib.parse.urlsplit(headers["Location"]).path
        return self.wait(f"the job {path}", lambda: (job := self.get(service, path))["state"] not in ("queued", "running") and job, every_seconds)

    def wait(self, what, ready, every_seconds=0.005):
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while not (value := ready()):
            if time.monotonic() > deadline:
                raise Failed(f"waited {WAIT_SECONDS_MAX} s for {what} in vain")
            time.sleep(every_seconds)
        return value

    # Load generators

    def tool(self, name, *arguments):
        return [str(self.tools / name), *map(str, arguments)]

    def program(self, *words):
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"{' '.join(words[:3])}: exit {done.returncode}\n{(done.stdout + done.stderr)[-2000:]}")

    def start(self, name, *arguments):
        return subprocess.Popen(self.tool(name, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def outcome(self, process, timeout=WAIT_SECONDS_MAX):
        try:
            out, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise Failed(f"{' '.join(process.args)}: not done after {timeout} s") from None
        if process.returncode != 0:
            raise Failed(f"{' '.join(process.args)}: exit {process.returncode}\n{out}{errors}")
        return json.loads(out)

    def run(self, name, *arguments):
        return self.outcome(self.start(name, *arguments))

    def bodies(self, name, data):
        path = self.tools / name
        path.write_bytes(data)
        return path

    # CPU and memory

    def cpu(self):
        """CPU seconds so far by part. PostgreSQL also by whose backend: a part of it, not beside it."""
        seconds = dict(self.ended_seconds, kafka=process_seconds(self.pids["kafka"]))
        for name, pid in self.pids.items():
            if name.split("-")[0] in SERVICES:
                seconds[name.split("-")[0]] += process_seconds(pid)
        backends = {pid: process_seconds(pid) for pid in children(self.pids["postgres"])}
        seconds["postgres"] = process_seconds(self.pids["postgres"], with_reaped=True) + sum(backends.values())
        seconds["generator"] = generator_seconds()
        return {"at": time.monotonic(), "busy": machine_busy_seconds(), "parts": seconds, "backends": backends}

    def backend_roles(self):
        return dict(self.sql("SELECT pid, coalesce(usename::text, 'background') FROM pg_stat_activity"))

    def cpu_between(self, before, after):
        """CPU seconds by part, and the share of the machine that others took meanwhile."""
        spent = {part: after["parts"][part] - before["parts"][part] for part in after["parts"]}
        roles = self.backend_roles()
        for pid, seconds in after["backends"].items():
            role = "postgres/" + roles.get(pid, "background").removeprefix("tonghop_")
            spent[role] = spent.get(role, 0) + seconds - before["backends"].get(pid, 0)
        ours = sum(seconds for part, seconds in spent.items() if "/" not in part)
        capacity = (after["at"] - before["at"]) * os.cpu_count()
        spent["others share"] = max(0.0, (after["busy"] - before["busy"] - ours) / capacity)
        return spent

    def resident_mib(self, service, what="VmRSS"):
        """VmHWM: the most since forget_peak."""
        status = pathlib.Path(f"/proc/{self.pids[service]}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(f"{what}:")) / 1024

    def forget_peak(self, service):
        pathlib.Path(f"/proc/{self.pids[service]}/clear_refs").write_text("5", encoding="ascii")

    def metric(self, service, name):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[service] + 10}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return float(next(line.rsplit(" ", 1)[1] for line in lines if line.startswith((f"{name} ", f"{name}{{"))))

    def sql(self, statement, *values):
        with self.database.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def close(self):
        for connection in self.connections.values():
            connection.close()
        self.database.close()
