"""Tonghop over HTTP, for a system that hands in reports, decides on them and reads figures.

    client = Client("https://tonghop.example", token=read_token)
    client.send({"form": "PCMD-S", "unit": "14758", "agency": "people-committee", "period": "2026", "values": {"staffTotal": 40, "staffTrained": 12}})

A request is repeated until it is answered, a POST under one key, so that nothing is stored twice. What the service refuses is raised as Refused.
"""
from __future__ import annotations

import dataclasses
import email.utils
import pathlib
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import requests

Json = dict[str, Any]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {".csv": "text/csv", ".ndjson": "application/x-ndjson", ".xlsx": XLSX, ".html": "text/html"}
BUSY = {429, 502, 503, 504}  # a gateway says 502 and 504 when it got no answer: whether the request was done is not known
PATIENCE_S = 120.0  # how long one request is repeated
PAUSE_MAX_S = 10.0  # between two tries where the service names no time, or two looks at a job
TIMEOUT_S = (10.0, 150.0)  # to connect, to answer
STALE_TRIES = 5


class Refused(Exception):
    """An answer that is not what was asked for; `issues` has every problem with its place."""

    def __init__(self, response: requests.Response):
        is_problem = response.headers.get("Content-Type", "").startswith("application/problem+json")
        self.problem: Json = response.json() if is_problem else {"detail": response.text[:300]}
        self.status, self.location = response.status_code, response.headers.get("Location")
        self.type = self.problem.get("type", "").rsplit(":", 1)[-1]
        self.issues: list[Json] = self.problem.get("issues", [])
        about = f"{response.request.method} {response.request.path_url}: {self.status} {self.type} {self.problem.get('detail', '')}"
        super().__init__("\n".join([about.rstrip()] + [issue_line(issue) for issue in self.issues]))


def issue_line(issue: Json) -> str:
    place = issue.get("pointer") if issue.get("row") is None else f"row {issue['row']} {issue.get('column') or ''}".rstrip()
    return f"  {place or '-'}: {issue['type']}: {issue['detail']}"


@dataclasses.dataclass
class ImportResult:
    """How an import ended. `rows` has what is wrong; with mode=atomic nothing was stored then."""

    state: str
    counts: dict[str, int]
    rows: list[Json]
    location: str | None  # none of a dry run

    @property
    def good(self) -> bool:
        return self.state == "succeeded" and not self.rows

    def __str__(self) -> str:
        summary = f"{self.state}: " + ", ".join(f"{name} {count}" for name, count in self.counts.items())
        return "\n".join([summary] + [issue_line(row) for row in self.rows])


class Client:
    """`token` is asked for the bearer token of each request. `authority` is the file of who vouches for the gateway's certificate, where it is not one
    that everybody knows. One client is for one thread."""

    def __init__(self, url: str, token: Callable[[], str], language: str = "vi", patience_s: float = PATIENCE_S, authority: str | None = None):
        self.url, self.token, self.patience_s = url.rstrip("/") + "/", token, patience_s
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = language
        self.session.verify = authority or True
        self.session.trust_env = False  # else ~/.netrc would take the place of the token

    # ---- One request

    def call(self, method: str, path: str, *, key: str | None = None, headers: dict[str, str] | None = None, **request: Any) -> requests.Response:
        """`request` as for requests: params, json, data. Whoever keeps `key` may repeat a POST after a restart too."""
        sent = {"Accept": "application/json", "Authorization": f"Bearer {self.token()}", **(headers or {})}
        if method == "POST":
            sent["Idempotency-Key"] = f'"{key or uuid.uuid4()}"'
        deadline, pause = time.monotonic() + self.patience_s, 0.2
        while True:
            if hasattr(request.get("data"), "seek"):
                request["data"].seek(0)
            try:
                response = self.session.request(method, urllib.parse.urljoin(self.url, path), headers=sent, timeout=TIMEOUT_S, **request)
                wait = wait_wanted(response, pause)
            except requests.exceptions.SSLError:  # a certificate does not get better by waiting
                raise
            except (requests.ConnectionError, requests.Timeout):
                response, wait = None, pause
                if time.monotonic() + wait > deadline:
                    raise
            if response is not None and (wait is None or time.monotonic() + wait > deadline):
                break
            time.sleep(wait or 0)
            pause = min(2 * pause, PAUSE_MAX_S)
        if not response.ok:
            raise Refused(response)
        return response

    def get(self, path: str, **query: Any) -> Any:
        return self.call("GET", path, params=query).json()

    def items(self, path: str, **query: Any) -> Iterator[Json]:
        """All of a collection, page after page."""
        while True:
            page = self.get(path, **query)
            yield from page["items"]
            if not page["next"]:
                return
            query["cursor"] = page["next"]

    # ---- Reports

    def submit(self, report: Json, key: str | None = None) -> Any:
        """A report that is not there yet. Where it is, Refused with status 409 and its location."""
        return self.call("POST", "/v1/reports", json=report, key=key).json()

    def send(self, report: Json, key: str | None = None) -> Any:
        """The report, be it there already or not: for a system that alone has the say in what it reports. Else use submit and correct."""
        try:
            return self.submit(report, key)
        except Refused as refused:
            if refused.status != 409 or not refused.location:
                raise
            return self.correct(refused.location, lambda current: report)

    def correct(self, location: str, edit: Callable[[Json], Json], reason: str | None = None) -> Any:
        """The next version, made by `edit` from the present one; made anew from what somebody else has changed meanwhile."""
        for attempt in range(1, STALE_TRIES + 1):
            current = self.call("GET", location)
            edited = edit(current.json()) | ({"reason": reason} if reason else {})
            try:
                return self.call("PUT", location, json=edited, headers={"If-Match": current.headers["ETag"]}).json()
            except Refused as refused:
                if refused.status != 412 or attempt == STALE_TRIES:
                    raise

    def decide(self, report: Json, decision: str, key: str | None = None, **more: Any) -> Any:
        """submit, accept, return or withdraw, on the version that was read. Where another one stands by now, Refused with status 412."""
        return self.call("POST", f"/v1/reports/{report['id']}/decisions", json={"decision": decision, **more}, key=key,
                         headers={"If-Match": f'"{report["version"]}"'}).json()

    # ---- Files

    def template(self, form: str, period: str, kind: str = XLSX, **query: Any) -> bytes:
        """A form to fill in, for one reporter (unit=, agency=) or for all who owe it (within=), as XLSX, text/csv or text/html."""
        return self.call("GET", f"/v1/templates/{form}", headers={"Accept": kind}, params={"period": period, **query}).content

    def import_file(self, path: pathlib.Path, form: str, period: str, mode: str = "atomic", dry_run: bool = False, key: str | None = None,
                    progress: Callable[[Json], None] = lambda job: None) -> ImportResult:
        """CSV, NDJSON or XLSX by the name's ending. Waits for the end of a large one; `progress` is told how far it is."""
        query = {"form": form, "period": period, "mode": mode, "dryRun": str(dry_run).lower()}
        with open(path, "rb") as file:
            try:
                answer = self.call("POST", "/v1/imports", params=query, data=file, headers={"Content-Type": kind_of(path)}, key=key)
            except Refused as refused:
                if "counts" not in refused.problem:
                    raise
                return ImportResult("failed", refused.problem["counts"], refused.issues, refused.location)
        job, pause = answer.json(), 0.2
        while job["state"] in ("queued", "running"):
            progress(job)
            time.sleep(pause)
            job, pause = self.get(answer.headers["Location"]), min(2 * pause, PAUSE_MAX_S)
        return ImportResult(job["state"], job["counts"], job.get("rows", []), answer.headers.get("Location"))


def kind_of(path: pathlib.Path) -> str:
    if path.suffix.lower() not in KINDS:
        raise ValueError(f"{path}: the name must end in one of {' '.join(KINDS)}")
    return KINDS[path.suffix.lower()]


def wait_wanted(response: requests.Response, otherwise: float) -> float | None:
    """Seconds until the same request may be sent again; None for an answer that is final. 409 is, but while the first request of a key still runs."""
    running = response.status_code == 409 and Refused(response).type == "requestInProgress"
    if response.status_code not in BUSY and not running:
        return None
    said = response.headers.get("Retry-After", "")
    if said.isdigit():
        return float(said)
    moment = email.utils.parsedate_tz(said)
    return max(0.0, email.utils.mktime_tz(moment) - time.time()) if moment else otherwise
