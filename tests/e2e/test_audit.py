"""Every effect leaves one entry, what is refused or answered again leaves none, and whatever is done to what is stored or to its entries is found out.

Scratch of this file: plan, catalogue and units named "audit…", province 52 in the first half of 2023 on form PCMD-S, units of the year 2090."""

import contextlib
import copy
import json
import os
import pathlib
import subprocess
import time
import uuid

import psycopg2
import pytest

import topics
from programs import program_running
from stack import CHECKOUT
from test_plan_life import document, shares, told

RUN = uuid.uuid4().hex[:8]  # the tests may run again on the same stack
FORM, PERIOD, DATE, PROVINCE = "PCMD-S", "2023-H1", "2023-06-14", "52"
SERVICES = ("plans", "reports", "aggregation")
WRITES = ("POST", "PUT", "DELETE")
PROGRAMS = pathlib.Path(os.environ.get("TONGHOP_BIN", CHECKOUT / "build/asan/bin"))


def program(stack, service, *arguments):
    binary = PROGRAMS / f"tonghop-{service}"
    settings = {"TONGHOP_DB_URL": os.environ[f"TONGHOP_DB_{service.upper()}"], "TONGHOP_KAFKA_BROKERS": os.environ["TONGHOP_KAFKA"],
                "TONGHOP_JWKS": f"{stack.home}/secrets/jwks.json", "TONGHOP_ISSUER": "nobody", "TONGHOP_HTTP_PORT": "1", "TONGHOP_ADMIN_PORT": "2"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TONGHOP_")}
    return subprocess.run([str(binary), *arguments], env=kept | settings, capture_output=True, text=True, timeout=300)


class Watch:
    """Does what changes something, and looks at the entries that it leaves."""

    def __init__(self, stack):
        self.stack, self.seen = stack, set()

    def entries(self, after):
        found = []
        for service in SERVICES:
            rows = self.stack.sql(f"SELECT chain, seq, action, subject, client, address, roots, object, version, octet_length(items), trace FROM {service}.audit")
            found += [(service, *row) for row in rows]
        return [entry for entry in found if entry not in after], found

    def leaves(self, count, method, path, body=None, statuses=(200, 201, 202, 204), **more):
        _, before = self.entries([])
        answer = self.stack.call(method, path, body, **more)
        assert answer.status in statuses, (method, path, answer)
        added, _ = self.entries(before)
        assert len(added) == count, (method, path, answer, added)
        return answer, added

    def effect(self, name, method, path, body=None, count=1, **more):
        """Once; then the same again, which has no effect, and one that is refused."""
        more.setdefault("headers", {})
        if method == "POST":
            more["headers"] = {"Idempotency-Key": str(uuid.uuid4())} | more["headers"]
        answer, added = self.leaves(count, method, path, body, **more)
        for _, _, _, action, subject, client, address, roots, *_ in added:
            assert (action, address) == (name, "127.0.0.1") and subject and client and roots, added
        if method != "DELETE":
            self.leaves(0, method, path, body, statuses=(200, 201, 202, 412, 428), **more)
            self.leaves(0, method, path, {"nonsense": RUN} if more.get("kind") is None else "nonsense\n1\n", statuses=(400, 404, 409, 412, 422, 428), **more | {"headers": {}})
        self.leaves(0, method, path, body, statuses=(401,), **more | {"token": ""})
        self.seen.add(name)
        return answer, added


@pytest.fixture(scope="module")
def watch(stack):
    return Watch(stack)


@contextlib.contextmanager
def held(stack, name):
    """A lock held as an instance holds it."""
    connection = psycopg2.connect(stack.database)
    connection.autocommit = True
    try:
        connection.cursor().execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (name,))
        yield
    finally:
        connection.close()


def etag(answer):
    return {"If-Match": answer.headers["etag"]}


def test_each_change_of_the_catalogue_leaves_one_entry(watch):
    for name, collection, code, source in (("putProgramme", "programmes", f"audit-{RUN}", "pcmd"), ("putIndicator", "indicators", f"audit-{RUN}", None),
                                           ("putForm", "forms", f"AUDIT-{RUN}", FORM), ("putHolidays", "holidays", str(2091 + int(RUN, 16) % 100), "2024"),
                                           ("putAgency", "agencies", None, None)):
        items = watch.stack.items(f"/v1/{collection}")
        body = watch.stack.get(f"/v1/{collection}/{source}") if source else copy.deepcopy(items[-1])
        key = code or body["code"]
        if name == "putHolidays":
            body = {"holidays": []}
        if name == "putAgency":
            body["name"] = {language: text + " (thử)" for language, text in body["name"].items()} if isinstance(body["name"], dict) else body["name"] + " (thử)"
            before = watch.stack.call("GET", f"/v1/{collection}/{key}")
        for member in ("code", "version", "recordedAt", "formVersion", "duties"):
            body.pop(member, None)
        answer, added = watch.effect(name, "PUT", f"/v1/{collection}/{key}", body, headers=etag(before) if name == "putAgency" else {})
        assert added[0][8] == f"{ {'holidays': 'holidays', 'agencies': 'agency'}.get(collection, collection[:-1]) }:{key}" and added[0][9] == answer.json["version"]


def test_each_step_of_a_plan_leaves_one_entry(watch):
    body = document(f"audit-{RUN}")
    made, added = watch.effect("createPlan", "POST", "/v1/plans", body)
    assert added[0][8:10] == (f"plan:{made.json['id']}", 1)
    path = f"/v1/plans/{body['code']}"
    changed, added = watch.effect("putPlan", "PUT", path, body | {"title": "Kế hoạch khác"}, headers=etag(made))
    assert added[0][8:10] == (f"plan:{made.json['id']}", 2)
    for state in ("submitted", "approved", "issued"):
        watch.effect("transitionPlan", "POST", path + "/transitions", {"to": state})
    watch.effect("copyPlan", "POST", path + "/copy", {"code": f"audit-{RUN}-copy", "span": "2025"})
    watch.effect("putTaskProgress", "PUT", path + "/tasks/K2/progress", told())
    watch.effect("putTargetAllocation", "PUT", path + "/targets/T3/allocation", shares(("380", "1"), ("381", "1")))
    watch.effect("putTargetAssessment", "PUT", path + "/targets/T4/assessment", {"period": "2024-H1", "text": "Đã kiện toàn", "state": "attained"})
    watch.effect("transitionPlan", "POST", path + "/transitions", {"to": "closed"})
    assert changed.status == 200


def test_requests_and_extensions_leave_one_entry_each(watch):
    asked = {"code": f"audit-{RUN}", "form": FORM, "units": ["00001@2012-01-01"], "period": {"start": "2024-03-01", "end": "2024-04-01"},
             "dueAt": "2024-04-05T17:00:00Z", "title": "Rà soát", "reason": "yêu cầu đột xuất"}
    watch.effect("createRequest", "POST", "/v1/requests", asked)
    watch.effect("createExtension", "POST", "/v1/extensions", {"form": FORM, "period": f"X-audit-{RUN}", "units": ["00001@2012-01-01"], "dueAt": "2099-06-30T17:00:00Z", "reason": "bão"})


def test_units_and_reorganisations_leave_one_entry_for_a_file(watch):
    number = int(RUN, 16) % 90 + 10
    old, new = f"998{number}", f"997{number}"
    table = ("unit,level,code,parent_code,full_name,unit_type,valid_from,valid_until\n"
             f"{old}@2090-01-01,commune,{old},38,Xã Thử,Xã,2090-01-01,2091-01-01\n{new}@2091-01-01,commune,{new},38,Xã Thử,Xã,2091-01-01,\n")
    _, added = watch.effect("importUnits", "POST", "/v1/unit-imports", table, kind="text/csv")
    assert added[0][8].startswith("units:") and added[0][9] == 2, added
    act = {"code": f"audit-{RUN}", "effectiveDate": "2091-01-01", "name": {"vi": "Thử", "en": "Trial"},
           "edges": [{"from": f"{old}@2090-01-01", "to": f"{new}@2091-01-01", "kind": "recode"}]}
    made, _ = watch.effect("createReorganisation", "POST", "/v1/reorganisations", act)
    watch.effect("putReorganisation", "PUT", f"/v1/reorganisations/audit-{RUN}", act | {"name": {"vi": "Thử lại", "en": "Trial"}}, headers=etag(made))


def test_a_job_that_is_cancelled_leaves_one_entry(watch):
    with held(watch.stack, "tonghop.plans.job"):
        for kind, about, name, path in (("unitImport", "", "cancelUnitImport", "/v1/unit-imports/"),
                                        ("reorganisation", f"audit-{RUN}", "cancelReorganisationImport", f"/v1/reorganisations/audit-{RUN}/imports/")):
            job = str(uuid.uuid4())
            watch.stack.sql("INSERT INTO plans.job (job, kind, about, parameters, content, received, language, trace, subject, created_us)"
                            " VALUES (%s, %s, %s, '{}', '', 2000, 0, '', 'tester', 1)", job, kind, about)
            _, added = watch.effect(name, "DELETE", path + job)
            assert added[0][8] == f"job:{job}"
            watch.leaves(0, "DELETE", path + job, statuses=(409,))


def communes(units, count):
    return sorted(row["code"] for row in units.below(PROVINCE, DATE, "commune"))[-count:]


def entry_of(unit, total=5):
    return {"form": FORM, "unit": unit, "agency": "people-committee", "period": PERIOD, "values": {"staffTotal": total, "staffTrained": 1}}


def test_each_version_of_a_report_leaves_one_entry(watch, units):
    one, other = communes(units, 2)
    made, added = watch.effect("submitReport", "POST", "/v1/reports", entry_of(one))
    assert added[0][8:10] == (f"report:{made.json['id']}", 1) and added[0][1].startswith("writer-")
    watch.leaves(0, "POST", "/v1/reports", entry_of(one), statuses=(409,))
    path = made.headers["location"]
    changed, _ = watch.effect("changeReport", "PUT", path, entry_of(one, 6) | {"reason": "đếm lại"}, headers=etag(made))
    reviewer = watch.stack.token("reports:read reports:review", PROVINCE, subject="reviewer")
    _, added = watch.effect("decideReport", "POST", path + "/decisions", {"decision": "accept"}, token=reviewer, headers=etag(changed))
    assert added[0][4] == "reviewer" and added[0][7] == PROVINCE
    second = watch.stack.call("POST", "/v1/reports", entry_of(other)).json
    both = [{"report": made.json["id"], "version": 3, "decision": "accept"}, {"report": second["id"], "version": 1, "decision": "accept"}]
    _, added = watch.effect("decideReports", "POST", "/v1/decisions", {"decisions": both}, token=reviewer)  # the first is accepted already
    assert added[0][8] == f"report:{second['id']}"


def table(codes, total):
    return "\n".join(["unit,agency,staffTotal,staffTrained", *(f"{code},people-committee,{total},1" for code in codes)]) + "\n"


def test_an_import_leaves_one_entry_with_its_list_or_one_for_each(watch, units):
    codes = communes(units, 12)
    path = f"/v1/imports?form={FORM}&period={PERIOD}&mode="
    answer, added = watch.effect("submitImport", "POST", path + "atomic", table(codes[:4], 7), kind="text/csv")
    assert added[0][8:11] == (f"import:{answer.json['id']}", 4, 4 * 52), added
    watch.leaves(0, "POST", path + "atomic", table(codes[:4], 7), kind="text/csv")
    watch.leaves(0, "POST", path + "atomic&dryRun=true", table(codes[4:5], 7), kind="text/csv")
    watch.leaves(0, "POST", path + "atomic", table([codes[4], "99999"], 7), kind="text/csv", statuses=(422,))
    _, added = watch.effect("submitImport", "POST", path + "partial", table([*codes[4:7], "99999"], 8), kind="text/csv", count=3)
    assert all(entry[8].startswith("report:") for entry in added)


def test_an_import_that_is_cancelled_leaves_one_entry(watch):
    owner, job = str(uuid.uuid4()), str(uuid.uuid4())
    client = watch.stack.sql("SELECT client FROM reports.import ORDER BY created_us DESC LIMIT 1")[0][0]
    with held(watch.stack, f"import.reports.{owner}"):
        watch.stack.sql("INSERT INTO reports.import (id, client, key, fingerprint, mode, state, total, sha256, created_us, owner)"
                        " VALUES (%s, %s, %s, '', 'partial', 'queued', 1, repeat('0', 64), 1, %s)", job, client, job, owner)
        _, added = watch.effect("cancelImport", "DELETE", "/v1/imports/" + job)
        watch.leaves(0, "DELETE", "/v1/imports/" + job)
    assert added[0][8] == f"import:{job}"


def test_consolidations_and_recounts_leave_one_entry_each(watch):
    scopes = "consolidations:write rollups:read raw"
    author = watch.stack.token(scopes, "38/labour", subject="author")
    wish = {"forms": ["PCMD-D", "PCMD-C", "PCMD-P"], "unit": "38", "agency": "labour", "period": PERIOD}
    made, added = watch.effect("createConsolidation", "POST", "/v1/consolidations", wish, token=author)
    assert added[0][8:10] == (f"consolidation:{made.json['id']}", 1)
    path = made.headers["location"]
    recipients = {"recipients": [{"unit": "38", "agency": "people-committee"}]}
    changed = watch.stack.call("GET", path, token=author)
    edited, _ = watch.effect("editConsolidation", "PUT", path, recipients, token=author, headers=etag(changed))
    watch.effect("decideConsolidation", "POST", path + "/decisions", {"decision": "discard"}, token=author, headers=etag(edited))
    watch.effect("createRecomputation", "POST", "/v1/recomputations", {"form": FORM, "period": PERIOD})


def test_no_writing_route_was_forgotten(stack, watch):
    routes = {route["name"] for service in SERVICES for route in map(json.loads, program(stack, service, "routes").stdout.splitlines()) if route["method"] in WRITES}
    assert watch.seen == routes, (routes - watch.seen, watch.seen - routes)


def verified(stack, service, *options):
    done = program(stack, service, "verify-audit", *options)
    return done.returncode, done.stdout.splitlines()


def head_published(stack, service):
    """Until the heads of all chains are on the topic."""
    for _ in range(300):
        heads = {(h["chain"], h["seq"], h["hash"]) for h in (json.loads(r.value()) for r in topics.all_of("tonghop.audit.v1")) if h["service"] == service}
        wanted = stack.sql(f"SELECT DISTINCT ON (chain) chain, seq, encode(hash, 'hex') FROM {service}.audit ORDER BY chain, seq DESC")
        if set(wanted) <= heads:
            return
        time.sleep(0.5)
    raise AssertionError(wanted)


@pytest.mark.parametrize("service", SERVICES)
def test_the_audit_of_a_service_is_sound(stack, service):
    status, said = verified(stack, service, "--stored")
    assert status == 0 and said[-1].endswith(": sound"), said


@contextlib.contextmanager
def tampered(stack, service, tables, query, *values):
    """As somebody with all rights in the database; put back afterwards."""
    connection = psycopg2.connect(stack.database)
    with connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no triggers
        for name in tables:
            cursor.execute(f"CREATE TABLE {service}.{name}_kept AS TABLE {service}.{name}")
        cursor.execute(query, values)
    try:
        yield
    finally:
        with connection, connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for name in tables:
                cursor.execute(f"DELETE FROM {service}.{name} AS t WHERE NOT EXISTS (SELECT FROM {service}.{name}_kept AS k WHERE k::text = t::text)")
                cursor.execute(f"INSERT INTO {service}.{name} SELECT * FROM {service}.{name}_kept AS k WHERE NOT EXISTS (SELECT FROM {service}.{name} AS t WHERE k::text = t::text)")
                cursor.execute(f"DROP TABLE {service}.{name}_kept")
        connection.close()


def test_where_it_came_from_is_believed_from_a_gateway_alone(stack, watch, tmp_path):
    body = {"programme": "pcmd", "name": {"vi": "Thử"}, "unitOfMeasure": "vụ", "nature": "flow", "decimals": 0, "overUnits": "sum", "overPeriods": "sum"}
    said = {"X-Forwarded-For": "203.0.113.9"}
    count = iter(range(9))
    come_from = lambda **more: watch.leaves(1, "PUT", f"/v1/indicators/audit-{RUN}-{next(count)}", body, **more)[1][0][6]  # noqa: E731
    assert come_from(headers=said, port=stack.port + 1) == "203.0.113.9", "the gateway is on this machine"
    assert come_from(headers=said) == "127.0.0.1", "it writes anew where its client is"
    assert come_from(headers={"X-Forwarded-For": "203.0.113.9, 127.0.0.1"}, port=stack.port + 1) == "127.0.0.1"
    for proxies, address in (("10.9.8.7", "127.0.0.1"), ("", "127.0.0.1"), ("10.9.8.7,127.0.0.1", "203.0.113.9")):
        with program_running(stack, "plans", PROGRAMS / "tonghop-plans", tmp_path / "plans.log", TONGHOP_TRUSTED_PROXIES=proxies) as port:
            assert come_from(headers=said, port=port) == address, proxies


AUDIT_TAMPERED = [
    ("a field", "UPDATE plans.audit SET subject = 'another' WHERE seq = 3", "chain effects: row 3 ("),
    ("a row", "DELETE FROM plans.audit WHERE seq = 4", "chain effects: row 4 is missing"),
    ("the tail", "DELETE FROM plans.audit WHERE seq > (SELECT max(seq) - 2 FROM plans.audit)", "was published and is gone"),
]


@pytest.mark.parametrize("what,query,said", AUDIT_TAMPERED, ids=[case[0] for case in AUDIT_TAMPERED])
def test_tampering_with_entries_is_found(stack, what, query, said):
    head_published(stack, "plans")
    with tampered(stack, "plans", ["audit"], query):
        status, lines = verified(stack, "plans")
    assert status == 1 and any(said in line for line in lines), lines
    assert verified(stack, "plans")[0] == 0


def test_a_plan_changed_past_the_service_is_named(stack):
    (plan, version), = stack.sql("SELECT plan, version FROM plans.plan_version WHERE state = 'draft' ORDER BY recorded_us LIMIT 1")
    with tampered(stack, "plans", ["plan_version"], "UPDATE plans.plan_version SET state = 'closed' WHERE plan = %s AND version = %s", plan, version):
        status, lines = verified(stack, "plans", "--stored")
        assert verified(stack, "plans")[0] == 0
    assert status == 1 and lines[0].startswith(f"plan:{plan}, version {version}: is not what was stored (chain effects"), lines


UNITS_TAMPERED = [
    ("a unit", ["unit_version"], "UPDATE plans.unit_version SET name = 'Another' WHERE unit = '00001@2012-01-01'", "units, version 0: is not what was stored"),
    ("a unit less", ["unit_version"], "DELETE FROM plans.unit_version WHERE unit = '00001@2012-01-01'", "units, version 0: is not what was stored"),
    ("an edge", ["succession"], "UPDATE plans.succession SET kind = 'part' WHERE reorganisation = %s", "reorganisation:{}, version 2: is not what was stored"),
    ("an act", ["reorganisation"], "UPDATE plans.reorganisation SET effective_date = '2092-01-01' WHERE code = %s AND version = 1", "reorganisation:{}, version 1: is not what was stored"),
]


@pytest.mark.parametrize("what,tables,query,said", UNITS_TAMPERED, ids=[case[0] for case in UNITS_TAMPERED])
def test_units_and_edges_changed_past_the_service_are_named(stack, watch, what, tables, query, said):
    code = f"audit-{RUN}"
    if stack.call("GET", f"/v1/reorganisations/{code}").status == 404:
        test_units_and_reorganisations_leave_one_entry_for_a_file(watch)
    with tampered(stack, "plans", tables, query, *([code] if "%s" in query else [])):
        status, lines = verified(stack, "plans", "--stored")
    assert status == 1 and any(line.startswith(said.format(code)) for line in lines), lines
    assert verified(stack, "plans", "--stored")[0] == 0


LEDGER_TAMPERED = [
    ("a figure", "UPDATE reports.report_version_2023 SET cells[1] = cells[1] + 1 WHERE report = %s AND version = 1", "is not what was stored"),
    ("who said it", "UPDATE reports.report_version_2023 SET subject = 'another' WHERE report = %s AND version = 1", "is not what was stored"),
    ("its state", "UPDATE reports.report_version_2023 SET state = 'accepted' WHERE report = %s AND version = 1", "is not what was stored"),
    ("the whole version", "DELETE FROM reports.report_version_2023 WHERE report = %s AND version = 1", "is gone"),
    ("a version more", "INSERT INTO reports.report_version_2023 SELECT (jsonb_populate_record(r, '{\"version\": 77}')).* FROM reports.report_version_2023 AS r WHERE report = %s AND version = 1",
     "stored without an entry"),
]


@pytest.mark.parametrize("how", ["by itself", "in a list"])
@pytest.mark.parametrize("what,query,said", LEDGER_TAMPERED, ids=[case[0] for case in LEDGER_TAMPERED])
def test_a_report_changed_past_the_service_is_named(stack, what, query, said, how):
    (report,), = stack.sql("SELECT said.object FROM reports.audit_said AS said JOIN reports.audit AS entry USING (chain, seq) JOIN reports.report_version AS stored"
                           " ON said.object = 'report:' || stored.report AND stored.version = said.version"
                           " WHERE form = %s AND period = %s AND stored.version = 1 AND (entry.items IS NULL) = %s LIMIT 1", FORM, PERIOD, how == "by itself")
    with tampered(stack, "reports", ["report_version_2023"], query, report.removeprefix("report:")):
        status, lines = verified(stack, "reports", "--stored")
    assert status == 1 and any(line.startswith(report + ", version ") and said in line for line in lines), lines
