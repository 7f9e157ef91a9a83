#!/usr/bin/env python3
"""Loads the example programmes through the public API and prints the consolidated report of Thanh Hóa for 2023-H1.

    examples/load.py --url http://127.0.0.1:8080 --token-file TOKEN

Standard library only. It can be run again at any time: what is there stays as it is, what is missing is added. Every folder with a
programme.json is one programme. As a module: `Loader(url, token).run()`.
"""
import argparse
import concurrent.futures
import csv
import hashlib
import http.client
import importlib.util
import io
import json
import pathlib
import sys
import threading
import time
import unicodedata
import urllib.parse
import uuid
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
PROVINCE, PERIOD, PLAN = "38", "2023-H1", "thanh-hoa-2023"
STATES = ["draft", "submitted", "approved", "issued"]
OVER_UNITS = {"sum": sum, "min": min, "max": max}
KEY_SPACE = uuid.UUID("5e2c0a3e-8d7b-5c1f-9a44-1d0c6f3b7e21")
STATE_NAMES = {"attained": "đạt", "onTrack": "đúng tiến độ", "notAttained": "chưa đạt", "notMeasurable": "chưa đo được", "notDue": "chưa đến hạn"}
REASON_NAMES = {"incomplete": "thiếu báo cáo", "noData": "không có số liệu", "zeroDenominator": "mẫu số bằng 0", "noBaseline": "không có số kỳ gốc",
                "narrative": "đánh giá bằng lời", "notAllocated": "chưa phân bổ", "confidential": "không công khai"}
MAIN_CELLS = ["PCMD-C.propMaintained", "PCMD-C.estOnList", "PCMD-C.estInspected", "PCMD-C.estWorkers", "PCMD-C.estWorkersReached", "PCMD-D.hasPlan",
              "PCMD-D.pilotModel", "PCMD-S.staffTotal", "PCMD-S.staffTrained", "PCMD-P.tipsReceived", "PCMD-P.tipsInTime", "PCMD-P.offencesHandled",
              "PCMD-K.izWorkers", "PCMD-K.izReached", "PCMD-M.pressCentral", "PCMD-M.pressProvincial"]


class Refused(Exception):
    """An answer that is not what was wanted; its text is for people."""


class Answer:
    def __init__(self, response, data):
        self.status, self.headers, self.data = response.status, response.headers, data

    def json(self):
        return json.loads(self.data) if self.data else {}

    def problem(self):
        try:
            return self.json()
        except ValueError:
            return {"title": self.data[:300].decode("utf-8", "replace")}

    def is_problem(self, name):
        return str(self.problem().get("type", "")).rsplit(":", 1)[-1] == name


def readable(method, path, answer):
    problem = answer.problem()
    lines = [f"{method} {path}: {answer.status} {problem.get('title', '')}"]
    lines += [f"  {problem['detail']}"] if problem.get("detail") else []
    for issue in problem.get("issues", [])[:20]:
        where = issue.get("pointer") or " ".join(str(issue[k]) for k in ("row", "column") if issue.get(k) is not None)
        lines.append(f"  {where or '-'}: {issue.get('type', '')} {issue.get('detail', '')}".rstrip())
    lines += [f"  traceId {problem['traceId']}"] if problem.get("traceId") else []
    return "\n".join(lines)


class Api:
    """HTTP with one kept connection per thread. Waits and repeats where the service asks for it."""

    def __init__(self, url, token):
        self.url = urllib.parse.urlsplit(url)
        self.token = token
        self.local = threading.local()

    def connection(self):
        if getattr(self.local, "connection", None) is None:
            make = http.client.HTTPSConnection if self.url.scheme == "https" else http.client.HTTPConnection
            self.local.connection = make(self.url.hostname, self.url.port, timeout=60)
        return self.local.connection

    def call(self, method, path, body=None, headers=None, ok=(200, 201, 202, 204)):
        send = {"Authorization": f"Bearer {self.token}", "Accept": "application/json", "Accept-Language": "vi", **(headers or {})}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
            send["Content-Type"] = "application/json"
        if method == "POST":
            content = hashlib.sha256(body or b"").hexdigest()
            send.setdefault("Idempotency-Key", f'"{uuid.uuid5(KEY_SPACE, f"{path} {content}")}"')
        for attempt in range(1, 9):
            answer = self.once(method, path, body, send, last=attempt == 8)
            busy = answer is None or answer.status in (429, 503) or (answer.status == 409 and answer.is_problem("requestInProgress"))
            if not busy or attempt == 8:
                break
            time.sleep(min(float(answer.headers.get("Retry-After") or 1) if answer else 0.2 * attempt, 10))
        if answer.status in ok:
            return answer
        raise Refused(readable(method, path, answer))

    def once(self, method, path, body, headers, last):
        """None when the connection broke and another try is due. Every call may be repeated: PUT, GET, or POST with its key."""
        connection = self.connection()
        try:
            connection.request(method, self.url.path.rstrip("/") + path, body=body, headers=headers)
            response = connection.getresponse()
            return Answer(response, response.read())
        except (http.client.HTTPException, OSError) as error:
            connection.close()
            self.local.connection = None
            if last:
                raise Refused(f"{method} {path}: {type(error).__name__} {error}") from error
            return None

    def get(self, path, **query):
        return self.call("GET", path + ("?" + urllib.parse.urlencode(query) if query else "")).json()

    def find(self, path):
        """The resource's answer, or None where there is none."""
        answer = self.call("GET", path, ok=(200, 404))
        return answer if answer.status == 200 else None

    def put(self, path, body):
        """Creates, leaves an identical one alone, or changes what is there."""
        answer = self.call("PUT", path, body, ok=(200, 201, 204, 412, 428))
        if answer.status in (412, 428):
            etag = self.call("GET", path).headers["ETag"]
            self.call("PUT", path, body, {"If-Match": etag})


def code_and_body(item):
    return item["code"], {name: value for name, value in item.items() if name != "code"}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def sample_of(folder):
    """The generator of a programme's sample reports: reports(), corrections(), awaited(), and UNIT, whose roll-ups hold them all."""
    spec = importlib.util.spec_from_file_location(f"sample_{folder.name}", folder / "sample" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Programme:
    """A programme's folder."""

    def __init__(self, folder):
        self.code, self.body = folder.name, read(folder / "programme.json")
        self.holidays = {path.stem: read(path) for path in sorted((folder / "holidays").glob("*.json"))}
        self.indicators = {indicator["code"]: indicator for indicator in read(folder / "indicators.json")}
        self.forms = {form["code"]: form for form in map(read, sorted((folder / "forms").glob("*.json")))}
        self.agencies = read(folder / "agencies.json")
        self.plans = parents_first([read(path) for path in sorted((folder / "plans").glob("*.json"))])
        sample = sample_of(folder)
        self.unit, self.awaited = sample.UNIT, sample.awaited()
        self.reports, self.corrections = list(sample.reports()), list(sample.corrections())

    def sent_keys(self):
        return sorted({(r["form"], r["period"]) for r in self.reports})

    def newest(self, form, period):
        all_in_order = self.reports + [correction["report"] for correction in self.corrections]
        return list({(r["unit"], r["agency"]): r["values"] for r in all_in_order if (r["form"], r["period"]) == (form, period)}.values())

    def over_units(self, form, cell):
        """How a cell's figures are put together, or None where they never are."""
        indicator = next(c["indicator"] for c in self.forms[form]["cells"] if c["code"] == cell)
        return OVER_UNITS.get(self.indicators[indicator]["overUnits"])


def parents_first(plans):
    """A plan may name another one that it implements."""
    waiting, done = {plan["code"]: plan for plan in plans}, []
    while waiting:
        free = [plan for plan in waiting.values() if not waiting.keys() & set(plan["implements"])]
        if not free:
            raise Refused(f"plans that implement each other: {sorted(waiting)}")
        done += [waiting.pop(plan["code"]) for plan in free]
    return done


class Loader:
    programmes_in, plan = "*", PLAN  # the folders that are loaded, and a plan of the programme that is shown

    def __init__(self, url, token, workers=8, timeout=300, out=sys.stdout, err=sys.stderr):
        self.api, self.workers, self.timeout, self.out, self.err = Api(url, token), workers, timeout, out, err
        self.programmes = [Programme(path.parent) for path in sorted(HERE.glob(f"{self.programmes_in}/programme.json"))]
        self.shown = next(programme for programme in self.programmes if any(plan["code"] == self.plan for plan in programme.plans))

    def say(self, text, done=None, total=None):
        """One line per step; on a terminal the line counts up in place."""
        if total is None:
            print(text, file=self.err, flush=True)
        elif done == total:
            print(("\r" if self.err.isatty() else "") + f"{text}: {done}/{total}", file=self.err, flush=True)
        elif self.err.isatty():
            print(f"\r{text}: {done}/{total}", end="", file=self.err, flush=True)

    def run(self):
        if self.already_loaded():
            self.say("Already loaded / Đã nạp đủ dữ liệu")
        else:
            self.units()
            self.catalogue()
            self.load_plans()
            self.wait_for_obligations()
            self.submit_reports()
            self.correct_reports()
            self.wait_for_rollups()
        self.print_report()

    # Is there anything to do?

    def already_loaded(self):
        issued = all((answer := self.api.find(f"/v1/plans/{plan['code']}")) and answer.json().get("state") == "issued" for plan in self.of_all("plans"))
        return issued and not any(self.not_rolled_up(*key) for key in self.rollups())

    def of_all(self, name):
        return [item for programme in self.programmes for item in getattr(programme, name)]

    def rollups(self):
        return [(programme, form, period) for programme in self.programmes for form, period in programme.sent_keys()]

    # What should happen: units, programme, plans

    def units(self):
        self.import_csv("Units / Đơn vị hành chính", "/v1/unit-imports", "unit_versions.csv")
        self.import_csv("Reorganisation of 1 July 2025 / Sắp xếp đơn vị", "/v1/reorganisations?code=nq202-2025&effectiveDate=2025-07-01", "mapping_2025-07-01.csv")

    def import_csv(self, name, path, file):
        body = (HERE / "units" / file).read_bytes()
        answer = self.post(path, body, {"Content-Type": "text/csv"})
        if answer.status == 202:
            self.wait_for_job(name, answer.headers["Location"])
        rows = sum(1 for _ in csv.reader(io.StringIO(body.decode("utf-8")))) - 1
        self.say(name, rows, rows)

    def wait_for_job(self, name, location):
        path = urllib.parse.urlsplit(location)
        path = path.path + (f"?{path.query}" if path.query else "")
        deadline = time.monotonic() + self.timeout
        while (job := self.api.get(path)).get("state") in ("queued", "running"):
            if time.monotonic() > deadline:
                raise Refused(f"{name}: still {job.get('state')} after {self.timeout} s ({path})")
            time.sleep(0.2)
        if job.get("state") != "succeeded":
            raise Refused(f"{name}: {job.get('state')}\n" + json.dumps(job, ensure_ascii=False, indent=1)[:4000])

    def catalogue(self):
        for programme in self.programmes:  # forms name their programme and its duties name the forms
            if self.api.find(f"/v1/programmes/{programme.code}") is None:
                self.api.put(f"/v1/programmes/{programme.code}", {**programme.body, "duties": []})
        self.put_each("Holidays / Ngày nghỉ", [year for programme in self.programmes for year in programme.holidays.items()], "/v1/holidays/")
        indicators = [indicator for programme in self.programmes for indicator in programme.indicators.values()]
        self.put_each("Indicators / Chỉ tiêu thống kê", map(code_and_body, indicators), "/v1/indicators/")
        forms = [form for programme in self.programmes for form in programme.forms.values()]
        self.put_each("Forms / Biểu mẫu", map(code_and_body, forms), "/v1/forms/")
        self.put_each("Programmes / Chương trình", [(programme.code, programme.body) for programme in self.programmes], "/v1/programmes/")
        self.put_each("Agencies / Cơ quan", map(code_and_body, self.of_all("agencies")), "/v1/agencies/")

    def put_each(self, name, items, root):
        items = list(items)
        for done, (code, body) in enumerate(items, 1):
            self.api.put(root + urllib.parse.quote(code), body)
            self.say(name, done, len(items))

    def load_plans(self):
        plans = self.of_all("plans")
        for done, plan in enumerate(plans, 1):
            path = f"/v1/plans/{plan['code']}"
            if self.api.find(path) is None:
                self.post("/v1/plans", plan)
            self.issue(path)
            self.say("Plans / Kế hoạch", done, len(plans))

    def issue(self, path):
        while (answer := self.api.call("GET", path)).json()["state"] in STATES[:-1]:
            state, etag = answer.json()["state"], answer.headers["ETag"]
            to = STATES[STATES.index(state) + 1]
            key = f'"{uuid.uuid5(KEY_SPACE, f"{path} {etag} {to}")}"'
            self.api.call("POST", path + "/transitions", {"to": to}, {"If-Match": etag, "Idempotency-Key": key}, ok=(200, 201, 204))

    # What was said: reports and corrections

    def wait_for_obligations(self):
        """The reports service learns of forms, units and plans by topic; what it owes shows that it has."""
        for form, unit, period in self.of_all("awaited"):
            self.wait(f"obligation {form} of {unit} in {period}", lambda: self.api.get("/v1/obligations", unit=unit, form=form, period=period).get("items"))
        self.say("Obligations are there / Nghĩa vụ báo cáo đã có")

    def wait(self, what, ready):
        deadline = time.monotonic() + self.timeout
        while not (value := ready()):
            if time.monotonic() > deadline:
                raise Refused(f"waited {self.timeout} s for {what} in vain")
            time.sleep(0.2)
        return value

    def in_parallel(self, name, work, items):
        with concurrent.futures.ThreadPoolExecutor(self.workers) as pool:
            futures = [pool.submit(work, item) for item in items]
            try:
                for done, future in enumerate(concurrent.futures.as_completed(futures), 1):
                    future.result()
                    self.say(name, done, len(futures))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def submit_reports(self):
        self.in_parallel("Reports / Báo cáo", self.submit, self.of_all("reports"))

    def submit(self, report):
        self.post("/v1/reports", report)

    def post(self, path, body, headers=None):
        """The answer; that it is there already is fine."""
        answer = self.api.call("POST", path, body, headers, ok=(200, 201, 202, 409))
        if answer.status == 409 and not answer.is_problem("alreadyExists"):
            raise Refused(readable("POST", path, answer))
        return answer

    def correct_reports(self):
        self.in_parallel("Corrections / Báo cáo đính chính", self.correct, self.of_all("corrections"))

    def correct(self, correction):
        found = self.api.get("/v1/reports", **correction["key"])["items"]
        if not found:
            raise Refused(f"no report {correction['key']} to correct")
        path = f"/v1/reports/{found[0]['id']}"
        answer = self.api.call("GET", path)
        if answer.json()["version"] == 1:
            self.api.call("PUT", path, {**correction["report"], "reason": correction["reason"]}, {"If-Match": answer.headers["ETag"]})

    # What it adds up to

    def wait_for_rollups(self):
        for programme, form, period in self.rollups():
            deadline = time.monotonic() + self.timeout
            while missing := self.not_rolled_up(programme, form, period):
                if time.monotonic() > deadline:
                    raise Refused(f"waited {self.timeout} s for the roll-up of {form} {period}: {missing}")
                time.sleep(0.2)
        self.say("Rolled up / Đã tổng hợp")

    def not_rolled_up(self, programme, form, period):
        """What the roll-up still lacks of what was sent, or None."""
        answer = self.api.find(f"/v1/rollups/{form}/{programme.unit}/{period}")
        if answer is None:
            return "there is no roll-up"
        rollup, newest = answer.json(), programme.newest(form, period)
        there = rollup["completeness"]["reported"] + rollup["completeness"]["additional"]
        if there != len(newest):
            return f"{there} of {len(newest)} reports"
        for cell, figures in rollup["cells"].items():
            sent, together = [Fraction(values[cell]) for values in newest if cell in values], programme.over_units(form, cell)
            if figures.get("sum") is not None and sent and together and Fraction(figures["sum"]) != together(sent):
                return f"{cell} is {figures['sum']}, sent were {together(sent)}"
        return None

    def print_report(self):
        def show(text):
            print(text, file=self.out)

        rollups = {form: self.api.get(f"/v1/rollups/{form}/{PROVINCE}/{PERIOD}") for form, period in self.shown.sent_keys() if period == PERIOD}
        attainment = self.api.get(f"/v1/attainment/{PLAN}", period=PERIOD)
        show("BÁO CÁO TỔNG HỢP công tác phòng, chống mại dâm tỉnh Thanh Hóa, 6 tháng đầu năm 2023")
        show("Consolidated report on prostitution prevention, Thanh Hóa province, first half of 2023")
        show("Số liệu tạo tự động để minh họa / generated sample figures")
        show("\nTình hình báo cáo / Completeness")
        rows = [["Biểu", "Tên biểu", "Phải nộp", "Đã nộp", "Đúng hạn", "Quá hạn", "Nộp thêm"]]
        for form, rollup in rollups.items():
            counts = [rollup["completeness"][name] for name in ("expected", "reported", "onTime", "late", "additional")]
            rows.append([form, self.shown.forms[form]["title"]["vi"], *counts])
        show(table(rows, right={2, 3, 4, 5, 6}))
        show("\nSố liệu chính / Main figures")
        rows = [["Ô số liệu", "Chỉ tiêu", "Tổng", "Số báo cáo"]]
        for name in MAIN_CELLS:
            form, cell = name.split(".")
            figures = rollups[form]["cells"].get(cell, {})
            rows.append([name, self.shown.indicators[cell]["name"]["vi"], number(figures.get("sum")), number(figures.get("reported"))])
        show(table(rows, right={2, 3}))
        show("\nMức độ hoàn thành kế hoạch năm 2023 / Attainment of the plan of 2023")
        show(table([["Chỉ tiêu", "Nội dung", "Yêu cầu", "Thực hiện", "Trạng thái"]] + self.attainment_rows(attainment["targets"]), right={2, 3}))

    def attainment_rows(self, targets, indent=""):
        plan = next(plan for plan in self.shown.plans if plan["code"] == PLAN)
        planned = {t["code"]: t for target in plan["targets"] for t in [target, *target.get("parts", [])]}
        rows = []
        for target in targets:
            state = STATE_NAMES.get(target["state"], target["state"])
            if target.get("reason"):
                state += f" ({REASON_NAMES.get(target['reason'], target['reason'])})"
            if target.get("exceeded"):
                state += ", vượt"
            plan_says = planned[target["code"]]
            percent = " %" if plan_says["kind"] == "growth" or (plan_says["kind"] == "share" and "units" not in plan_says["numerator"]) else ""
            required, actual = ((target[k].replace("..", "–").replace(".", ",") + percent) if target.get(k) else "–" for k in ("required", "actual"))
            rows.append([indent + target["code"], shorten(plan_says["text"], 60), required, actual, state])
            rows += self.attainment_rows(target.get("parts") or [], indent + "  ")
        return rows


# Tables for a terminal

def width(text):
    text = unicodedata.normalize("NFC", text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def shorten(text, most):
    text = unicodedata.normalize("NFC", text)
    return text if width(text) <= most else text[:most - 1].rstrip() + "…"


def number(value):
    return "–" if value is None else f"{int(value):,}".replace(",", ".")


def table(rows, right=()):
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]

    def line(row):
        gaps = [" " * (w - width(cell)) for cell, w in zip(row, widths)]
        return "  ".join(gap + cell if i in right else cell + gap for i, (cell, gap) in enumerate(zip(row, gaps))).rstrip()

    return "\n".join([line(rows[0]), "  ".join("-" * w for w in widths)] + [line(row) for row in rows[1:]])


def main(loader=Loader, description="Loads the example programmes and prints the report of Thanh Hóa for 2023-H1"):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--url", required=True, help="where the gateway is, for example http://127.0.0.1:8080")
    parser.add_argument("--token-file", required=True, type=pathlib.Path, help="file with an access token for all units")
    parser.add_argument("--workers", type=int, default=8, help="connections for reports (default 8)")
    parser.add_argument("--timeout", type=float, default=300, help="seconds to wait for jobs and roll-ups (default 300)")
    arguments = parser.parse_args()
    try:
        loader(arguments.url, arguments.token_file.read_text(encoding="utf-8").strip(), arguments.workers, arguments.timeout).run()
    except (Refused, OSError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
