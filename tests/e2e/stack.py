"""The running stack as the tests see it: requests through the gateway, tokens of whoever issues them there, SQL as the operator."""

import csv
import datetime
import http.client
import json
import os
import pathlib
import ssl
import subprocess
import sys
import time
import uuid

import psycopg2

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "deploy/local"))

from provider import Provider  # noqa: E402

ALL_SCOPES = "plans:read plans:write reports:read reports:write reports:review rollups:read raw consolidations:write admin"


def waiting(seconds_usual):
    """wait_for: asks again until what is asked for is there, and answers with it. One service may not know yet what another was told:
    an answer that is missing, or lacks a member, is one that has not come."""
    def wait_for(what, seconds=seconds_usual):
        end = time.monotonic() + seconds
        while True:
            found, why = None, "never came true"
            try:
                found = what()
            except (AssertionError, LookupError, OSError) as refusal:
                why = refusal
            if found:
                return found
            assert time.monotonic() < end, why
            time.sleep(0.1)

    return wait_for


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    def issues(self):
        """(type, place) of every issue of a problem+json."""
        assert self.headers["content-type"].startswith("application/problem+json"), (self.status, self.body[:300])
        problem = self.json
        assert problem["status"] == self.status and problem["type"].startswith("urn:problem-type:tonghop:"), problem
        return [(i["type"], i.get("pointer") or (i.get("row"), i.get("column"))) for i in problem.get("issues", [])]

    def __repr__(self):
        return f"{self.status} {self.body[:600]!r}"


class Stack:
    def __init__(self):
        self.home = os.environ["TONGHOP_HOME"]
        self.url = os.environ["TONGHOP_URL"]
        self.port = int(self.url.rsplit(":", 1)[1])
        self.authority = os.environ.get("TONGHOP_CA")  # None: a stack without TLS
        self.context = ssl.create_default_context(cafile=self.authority) if self.authority else None
        self.provider = Provider(self.home, self.port + 25, self.url) if self.authority else None
        self.admin = os.environ["TONGHOP_TOKEN"]
        self.database = os.environ["TONGHOP_DB"]
        self.tokens = {}

    def token(self, scope, *units, subject="tester"):
        key = (scope, units, subject)
        if key not in self.tokens:
            self.tokens[key] = self.provider.token(scope, units, subject) if self.provider else self.local_token(scope, units, subject)
        return self.tokens[key]

    @staticmethod
    def local_token(scope, units, subject):
        command = [str(CHECKOUT / "deploy/local/token"), "--scope", scope, "--subject", subject]
        for unit in units:
            command += ["--unit", unit]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def connection(self, port=None):
        """To the gateway; with a port, to a service itself."""
        if port in (None, self.port) and self.context:
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=120, context=self.context)
        return http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=120)

    def call(self, method, path, body=None, token=None, headers=None, kind="application/json", port=None, raw=False):
        sent = {"Authorization": "Bearer " + (token or self.admin), "Accept-Language": "en"}
        if token == "":
            del sent["Authorization"]
        if method == "POST":
            sent["Idempotency-Key"] = str(uuid.uuid4())
        if body is not None:
            sent["Content-Type"] = kind
            if not isinstance(body, (bytes, str)):
                body = json.dumps(body)
            if isinstance(body, str):
                body = body.encode()
        sent.update(headers or {})
        connection = self.connection(port)
        try:
            connection.request(method, path, body=body, headers={k: v for k, v in sent.items() if v is not None})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **more):
        answer = self.call("GET", path, **more)
        assert answer.status == 200, (path, answer)
        return answer.json

    def items(self, path, **more):
        """All items of a collection, page after page."""
        found, next_page = [], path
        while next_page:
            page = self.get(next_page, **more)
            found += page["items"]
            cursor = page.get("next")
            next_page = None
            if cursor:
                next_page = cursor if cursor.startswith("/") else path + ("&" if "?" in path else "?") + "cursor=" + cursor
        return found

    def sql(self, query, *values):
        connection = psycopg2.connect(self.database)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


class Units:
    """The tree of unit_versions.csv, read independently of the services."""

    def __init__(self):
        with open(CHECKOUT / "examples/units/unit_versions.csv", encoding="utf-8") as file:
            self.rows = list(csv.DictReader(file))
        self.by_code = {}
        for row in self.rows:
            self.by_code.setdefault(row["code"], []).append(row)

    @staticmethod
    def valid(row, date):
        return row["valid_from"] <= date and (not row["valid_until"] or date < row["valid_until"])

    def at(self, date, level=None):
        return [row for row in self.rows if self.valid(row, date) and (level is None or row["level"] == level)]

    def find(self, code, date):
        found = [row for row in self.by_code.get(code, []) if self.valid(row, date)]
        assert len(found) <= 1
        return found[0] if found else None

    def ancestors(self, code, date):
        found = []
        row = self.find(code, date)
        while row and row["parent_code"] != "VN":
            row = self.find(row["parent_code"], date)
            found.append(row["code"])
        return found + ["VN"]

    def below(self, code, date, level):
        return [row for row in self.at(date, level) if code in self.ancestors(row["code"], date)]


def today():
    return datetime.date.today().isoformat()
