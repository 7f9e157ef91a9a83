#!/usr/bin/env python3
"""Loads the whole first programme through the public API and prints the consolidated report of Thanh Hóa for 2023-H1.

    examples/load.py --url http://127.0.0.1:8080 --token-file TOKEN

Standard library only. It can be run again at any time: what is there stays as it is, what is missing is added. As a module:
`Loader(url, token).run()`.
"""
import argparse
import concurrent.futures
import csv
import hashlib
import http.client
import io
import json
import pathlib
import sys
import threading
import time
import unicodedata
import urllib.parse
import uuid

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMME = HERE / "pcmd"
sys.path.insert(0, str(PROGRAMME / "sample"))
sys.dont_write_bytecode = True
import generate  # noqa: E402  the sample reports

PROVINCE, PERIOD, PLAN = "38", "2023-H1", "thanh-hoa-2023"
STATES = ["draft", "submitted", "approved", "issued"]
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


class Loader:
    def __init__(self, url, token, workers=8, timeout=300, out=sys.stdout, err=sys.stderr):
        self.api, self.workers, self.timeout, self.out, self.err = Api(url, token), workers, timeout, out, err
        self.plans = [read(path) for path in sorted((PROGRAMME / "plans").glob("*.json"))]
        self.forms = {form["code"]: form for form in map(read, sorted((PROGRAMME / "forms").glob("*.json")))}
        self.reports = list(generate.reports())
        self.corrections = list(generate.corrections())

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
            self.programme()
            self.agencies()
            self.load_plans()
            self.wait_for_obligations()
            self.submit_reports()
            self.correct_reports()
            self.wait_for_rollups()
        self.print_report()

    # Is there anything to do?

    def already_loaded(self):
        issued = all((answer := self.api.find(f"/v1/plans/{plan['code']}")) and answer.json().get("state") == "issued" for plan in self.plans)
        return issued and not any(self.not_rolled_up(form, period) for form, period in self.sent_keys())

    def sent_keys(self):
        return sorted({(r["form"], r["period"]) for r in self.reports})

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

    def programme(self):
        programme = read(PROGRAMME / "programme.json")
        if self.api.find("/v1/programmes/pcmd") is None:  # forms name the programme and its duties name the forms
            self.api.put("/v1/programmes/pcmd", {**programme, "duties": []})
        self.put_each("Holidays / Ngày nghỉ", [(path.stem, read(path)) for path in sorted((PROGRAMME / "holidays").glob("*.json"))], "/v1/holidays/")
        self.put_each("Indicators / Chỉ tiêu thống kê", map(code_and_body, read(PROGRAMME / "indicators.json")), "/v1/indicators/")
        self.put_each("Forms / Biểu mẫu", map(code_and_body, self.forms.values()), "/v1/forms/")
        self.put_each("Programme / Chương trình", [("pcmd", programme)], "/v1/programmes/")

    def agencies(self):
        self.put_each("Agencies / Cơ quan", map(code_and_body, read(PROGRAMME / "agencies.json")), "/v1/agencies/")

    def put_each(self, name, items, root):
        items = list(items)
        for done, (code, body) in enumerate(items, 1):
            self.api.put(root + urllib.parse.quote(code), body)
            self.say(name, done, len(items))

    def load_plans(self):
        for done, plan in enumerate(self.plans, 1):
            path = f"/v1/plans/{plan['code']}"
            if self.api.find(path) is None:
                self.post("/v1/plans", plan)
            self.issue(path)
            self.say("Plans / Kế hoạch", done, len(self.plans))

    def issue(self, path):
        while (answer := self.api.call("GET", path)).json()["state"] in STATES[:-1]:
            state, etag = answer.json()["state"], answer.headers["ETag"]
            to = STATES[STATES.index(state) + 1]
            key = f'"{uuid.uuid5(KEY_SPACE, f"{path} {etag} {to}")}"'
            self.api.call("POST", path + "/transitions", {"to": to}, {"If-Match": etag, "Idempotency-Key": key}, ok=(200, 201, 204))

    # What was said: reports and corrections

    def wait_for_obligations(self):
        """The reports service learns of forms, units and plans by topic; what it owes shows that it has."""
        commune = next(r for r in self.reports if r["form"] == "PCMD-C")["unit"]
        for form, unit in (("PCMD-C", commune), ("PCMD-M", PROVINCE)):
            self.wait(f"obligation {form} of {unit} in {PERIOD}", lambda: self.api.get("/v1/obligations", unit=unit, form=form, period=PERIOD).get("items"))
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
        self.in_parallel("Reports / Báo cáo", self.submit, self.reports)

    def submit(self, report):
        self.post("/v1/reports", report)

    def post(self, path, body, headers=None):
        """The answer; that it is there already is fine."""
        answer = self.api.call("POST", path, body, headers, ok=(200, 201, 202, 409))
        if answer.status == 409 and not answer.is_problem("alreadyExists"):
            raise Refused(readable("POST", path, answer))
        return answer

    def correct_reports(self):
        self.in_parallel("Corrections / Báo cáo đính chính", self.correct, self.corrections)

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
        for form, period in self.sent_keys():
            deadline = time.monotonic() + self.timeout
            while missing := self.not_rolled_up(form, period):
                if time.monotonic() > deadline:
                    raise Refused(f"waited {self.timeout} s for the roll-up of {form} {period}: {missing}")
                time.sleep(0.2)
        self.say("Rolled up / Đã tổng hợp")

    def not_rolled_up(self, form, period):
        """What the province's roll-up still lacks of what was sent, or None."""
        answer = self.api.find(f"/v1/rollups/{form}/{PROVINCE}/{period}")
        if answer is None:
            return "there is no roll-up"
        rollup, newest = answer.json(), self.newest(form, period)
        there = rollup["completeness"]["reported"] + rollup["completeness"]["additional"]
        if there != len(newest):
            return f"{there} of {len(newest)} reports"
        for cell, figures in rollup["cells"].items():
            sent = [values[cell] for values in newest if cell in values]
            if figures.get("sum") is not None and sent and int(figures["sum"]) != sum(sent):
                return f"{cell} is {figures['sum']}, sent were {sum(sent)}"
        return None

    def newest(self, form, period):
        all_in_order = self.reports + [correction["report"] for correction in self.corrections]
        return list({(r["unit"], r["agency"]): r["values"] for r in all_in_order if (r["form"], r["period"]) == (form, period)}.values())

    def print_report(self):
        def show(text):
            print(text, file=self.out)

        rollups = {form: self.api.get(f"/v1/rollups/{form}/{PROVINCE}/{PERIOD}") for form, period in self.sent_keys() if period == PERIOD}
        attainment = self.api.get(f"/v1/attainment/{PLAN}", period=PERIOD)
        show("BÁO CÁO TỔNG HỢP công tác phòng, chống mại dâm tỉnh Thanh Hóa, 6 tháng đầu năm 2023")
        show("Consolidated report on prostitution prevention, Thanh Hóa province, first half of 2023")
        show("Số liệu tạo tự động để minh họa / generated sample figures")
        show("\nTình hình báo cáo / Completeness")
        rows = [["Biểu", "Tên biểu", "Phải nộp", "Đã nộp", "Đúng hạn", "Quá hạn", "Nộp thêm"]]
        for form, rollup in rollups.items():
            counts = [rollup["completeness"][name] for name in ("expected", "reported", "onTime", "late", "additional")]
            rows.append([form, self.forms[form]["title"]["vi"], *counts])
        show(table(rows, right={2, 3, 4, 5, 6}))
        show("\nSố liệu chính / Main figures")
        names = {i["code"]: i["name"]["vi"] for i in read(PROGRAMME / "indicators.json")}
        rows = [["Ô số liệu", "Chỉ tiêu", "Tổng", "Số báo cáo"]]
        for name in MAIN_CELLS:
            form, cell = name.split(".")
            figures = rollups[form]["cells"].get(cell, {})
            rows.append([name, names[cell], number(figures.get("sum")), number(figures.get("reported"))])
        show(table(rows, right={2, 3}))
        show("\nMức độ hoàn thành kế hoạch năm 2023 / Attainment of the plan of 2023")
        show(table([["Chỉ tiêu", "Nội dung", "Yêu cầu", "Thực hiện", "Trạng thái"]] + self.attainment_rows(attainment["targets"]), right={2, 3}))

    def attainment_rows(self, targets, indent=""):
        plan = next(plan for plan in self.plans if plan["code"] == PLAN)
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


def main():
    parser = argparse.ArgumentParser(description="Loads the first programme and prints the report of Thanh Hóa for 2023-H1")
    parser.add_argument("--url", required=True, help="where the gateway is, for example http://127.0.0.1:8080")
    parser.add_argument("--token-file", required=True, type=pathlib.Path, help="file with an access token for all units")
    parser.add_argument("--workers", type=int, default=8, help="connections for reports (default 8)")
    parser.add_argument("--timeout", type=float, default=300, help="seconds to wait for jobs and roll-ups (default 300)")
    arguments = parser.parse_args()
    try:
        Loader(arguments.url, arguments.token_file.read_text(encoding="utf-8").strip(), arguments.workers, arguments.timeout).run()
    except (Refused, OSError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
