"""What is left when the first line fails: programs in which everybody may do everything still show a caller nothing that is not his, and write nothing for others.

build/<preset>/unguarded holds the services linked with another half of reference/authority, compiled with TONGHOP_FIRST_LINE_OFF. Nothing of it is in
the programs that are installed."""

import contextlib
import os
import pathlib
import uuid

import psycopg2
import pytest

from programs import program_running
from realm import CUT, DATE, DISTRICT, HEIR, OTHER_PROVINCE, PERIOD, PROVINCE, SIBLING, WHOLE, Realm
from stack import CHECKOUT
from test_plan_life import document, issue, make

BIN = pathlib.Path(os.environ.get("TONGHOP_BIN", CHECKOUT / "build/asan/bin"))
UNGUARDED = pathlib.Path(os.environ.get("TONGHOP_UNGUARDED", BIN.parent / "unguarded"))
MARK = b"TONGHOP_FIRST_LINE_OFF"
FORMATS = ("application/json", "text/csv", "application/x-ndjson", "text/html", "application/vnd.sdmx.data+json;version=2.0.0",
           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@pytest.fixture(scope="module")
def realm(stack, units):
    return Realm(stack, units)


def running(stack, service, log):
    if "TONGHOP_BIN" in os.environ and not UNGUARDED.exists():
        pytest.skip(f"no {UNGUARDED}; TONGHOP_UNGUARDED says where the programs without a first line are")
    return program_running(stack, service, UNGUARDED / f"tonghop-{service}-unguarded", log)


@pytest.fixture(scope="module")
def plans(stack, tmp_path_factory):
    with running(stack, "plans", tmp_path_factory.mktemp("second") / "plans.log") as port:
        yield port


@pytest.fixture(scope="module")
def reports(stack, tmp_path_factory):
    with running(stack, "reports", tmp_path_factory.mktemp("second") / "reports.log") as port:
        yield port


@pytest.fixture(scope="module")
def aggregation(stack, tmp_path_factory):
    with running(stack, "aggregation", tmp_path_factory.mktemp("second") / "aggregation.log") as port:
        yield port


def database(service):
    return contextlib.closing(psycopg2.connect(os.environ[f"TONGHOP_DB_{service.upper()}"]))


# ---- The programs


def test_the_switch_is_in_the_test_programs_alone():
    for service in ("plans", "reports", "aggregation"):
        assert MARK not in (BIN / f"tonghop-{service}").read_bytes(), service
    if UNGUARDED.exists():
        for service in ("plans", "reports", "aggregation"):
            assert MARK in (UNGUARDED / f"tonghop-{service}-unguarded").read_bytes(), service


# ---- The database


def test_nobody_passes_row_level_security(stack):
    assert stack.sql("SELECT rolname FROM pg_roles WHERE rolname LIKE 'tonghop%%' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)") == []
    readers = stack.sql("SELECT rolname FROM pg_roles WHERE rolname LIKE 'tonghop%%_reader' OR rolname LIKE 'tonghop%%_leaves' ORDER BY 1")
    assert [name for name, in readers] == ["tonghop_aggregation_leaves", "tonghop_aggregation_reader", "tonghop_plans_reader", "tonghop_reports_reader"]
    assert stack.sql("SELECT rolname FROM pg_roles WHERE rolcanlogin AND (rolname LIKE 'tonghop%%_reader' OR rolname LIKE 'tonghop%%_leaves')") == []
    unforced = "SELECT oid::regclass::text FROM pg_class WHERE relnamespace IN ('plans'::regnamespace, 'reports'::regnamespace, 'aggregation'::regnamespace)"
    assert stack.sql(unforced + " AND relrowsecurity AND NOT relforcerowsecurity") == []
    guarded = {name for name, in stack.sql(unforced + " AND relrowsecurity AND NOT relispartition")}
    assert guarded == {"plans.plan_version", "plans.plan_entry", "reports.report_version", "reports.idempotency", "reports.import", "reports.consolidation", "aggregation.report_version", "aggregation.idempotency",
                       "aggregation.consolidation", "aggregation.consolidation_source", "aggregation.consolidation_recipient"}
    assert stack.sql(unforced + " AND relispartition AND relkind = 'r' AND NOT relforcerowsecurity") == []


READ_BY = {
    "tonghop_plans_reader": {"plan", "plan_version", "plan_entry", "newest_plan", "plan_history", "plan_in_force", "newest_plan_entry", "unit_reach"},
    "tonghop_reports_reader": {"report_version", "idempotency", "import", "consolidation", "unit_reach"},
    "tonghop_aggregation_reader": {"consolidation", "consolidation_source", "consolidation_recipient", "idempotency", "unit_reach"},
    "tonghop_aggregation_leaves": {"report_version", "change_mark", "rollup", "rollup_state"},
}


def test_a_service_reaches_its_own_schema_alone_and_its_readers_what_they_are_for(stack):
    """Whatever gives it: a grant, being a member of another role, owning something."""
    service = {role: role.rsplit("_", 1)[0] for role in READ_BY}
    members = stack.sql("SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members WHERE 'tonghop' IN (split_part(roleid::regrole::text, '_', 1), split_part(member::regrole::text, '_', 1))")
    assert set(members) == set(service.items()), members
    ours = ("FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace CROSS JOIN pg_roles"
            " WHERE nspname IN ('plans', 'reports', 'aggregation') AND relkind IN ('r', 'p', 'v', 'm') AND rolname LIKE 'tonghop%%'")
    others = ours + " AND rolname <> 'tonghop_' || nspname"
    read = {(role, schema, name) for role, schema, name in stack.sql(f"SELECT rolname, nspname, relname {others} AND has_any_column_privilege(rolname, pg_class.oid, 'SELECT')")}
    assert read == {(role, service[role].removeprefix("tonghop_"), name) for role, names in READ_BY.items() for name in names}
    written = "(has_any_column_privilege(rolname, pg_class.oid, 'INSERT, UPDATE') OR has_table_privilege(rolname, pg_class.oid, 'DELETE, TRUNCATE, TRIGGER'))"
    assert stack.sql(f"SELECT rolname, nspname, relname {others} AND {written}") == []
    assert stack.sql(f"SELECT DISTINCT nspname, relname, relowner::regrole::text {ours} AND relowner::regrole::text <> 'tonghop_' || nspname") == []
    makes = "SELECT rolname, nspname FROM pg_roles CROSS JOIN pg_namespace WHERE rolname LIKE 'tonghop%%' AND nspname NOT LIKE 'pg%%' AND has_schema_privilege(rolname, pg_namespace.oid, 'CREATE')"
    assert set(stack.sql(makes)) == {(role, role.removeprefix("tonghop_")) for role in service.values()}


def seen_as(cursor, role, roots, query, client=""):
    cursor.execute("SELECT set_config('role', %s, true), set_config('tonghop.roots', %s, true), set_config('tonghop.client', %s, true)", (role, roots, client))
    cursor.execute(query)
    found = cursor.fetchall()
    cursor.execute("RESET ROLE")
    return found


def test_a_reader_without_roots_sees_nothing(stack, realm):
    with database("reports") as connection, connection.cursor() as cursor:
        cursor.execute("SET ROLE tonghop_reports_reader")
        for table in ("report_version", "idempotency", "import"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SELECT count(*) FROM report_version_2024")
    with database("aggregation") as connection, connection.cursor() as cursor:
        cursor.execute("SET ROLE tonghop_aggregation_reader")
        for table in ("idempotency", "consolidation", "consolidation_source", "consolidation_recipient"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SELECT count(*) FROM report_version")


def test_a_reader_sees_what_his_roots_reach(stack, realm):
    heir = stack.get(f"/v1/units/{HEIR}")["id"]
    other_heir = stack.get("/v1/units/14797")["id"]
    names = {made["id"]: unit for unit, made in realm.reports.items()}
    province = next(unit for unit in (made["unit"] for made in realm.reports.values()) if unit.startswith(PROVINCE + "@"))
    cases = {"VN": set(realm.reports), province: {WHOLE, CUT, SIBLING, PROVINCE}, WHOLE: {WHOLE}, DISTRICT: {WHOLE, CUT, SIBLING},
             province + "/people-committee": {WHOLE, CUT, SIBLING, PROVINCE}, province + "/police": set(), heir + "/police": set(), "": set(),
             WHOLE + "," + realm.other: {WHOLE, realm.other}}
    with database("reports") as connection, connection.cursor() as cursor:
        read = lambda roots: {names[i] for i, in seen_as(cursor, "tonghop_reports_reader", roots,  # noqa: E731
                                                         f"SELECT report::text FROM report_version WHERE form = '{realm.form}'")}
        for roots, expected in cases.items():
            assert read(roots) == expected, roots
        assert WHOLE in read(heir) and CUT not in read(heir) and not read(other_heir) & {WHOLE, CUT}


def test_keys_and_imports_are_seen_by_their_client(stack, realm):
    client = "officer-" + WHOLE
    with database("reports") as connection, connection.cursor() as cursor:
        query = "SELECT DISTINCT client FROM idempotency"
        assert seen_as(cursor, "tonghop_reports_reader", "VN", query, client) == [(client,)]
        assert seen_as(cursor, "tonghop_reports_reader", "VN", query, "nobody") == []


def test_the_ledger_takes_a_version_only_under_a_root_that_reaches_its_unit(stack, realm):
    columns = [name for name, in stack.sql("SELECT attname FROM pg_attribute WHERE attrelid = 'reports.report_version'::regclass AND attnum > 0 ORDER BY attnum")]
    given = ", ".join("%(root)s" if name == "root" else "version + 1" if name == "version" else name for name in columns)
    insert = f"INSERT INTO report_version ({', '.join(columns)}) SELECT {given} FROM report_version WHERE report = %(report)s"
    province = realm.reports[PROVINCE]["unit"]
    with database("reports") as connection, connection.cursor() as cursor:
        cursor.execute("SET tonghop.writer = 'names roots'")
        connection.commit()
        for root, good in ((province, True), (WHOLE, True), ("VN", True), (province + "/people-committee", True), (province + "/police", False), (SIBLING, False),
                           (realm.reports[realm.other]["unit"], False), ("", False), (None, False)):
            try:
                cursor.execute(insert, {"root": root, "report": realm.reports[WHOLE]["id"]})
                assert good, root
            except psycopg2.errors.InsufficientPrivilege:
                assert not good, root
            connection.rollback()
        for change in ("UPDATE report_version SET cells = '{1}'", "DELETE FROM report_version"):
            cursor.execute(change + " WHERE report = %s", (realm.reports[WHOLE]["id"],))
            assert cursor.rowcount == 0, "not even the service changes what was said"
        connection.rollback()


def test_consolidations_that_the_ledger_knows_are_seen_where_their_unit_is(stack, realm):
    """By what is above it, and along any line: only the unit is known there."""
    province = realm.reports[PROVINCE]["unit"]
    with database("reports") as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO consolidation (id, version, unit, agency, period, forms, recipients, accepted, returned)"
                       " VALUES (gen_random_uuid(), 1, %s, 'labour', 'SECOND', '{X}', 0, 0, 0)", (province,))
        query = "SELECT unit FROM consolidation WHERE period = 'SECOND'"
        for roots, seen in ((province, True), ("VN", True), (province + "/police", True), (DISTRICT, False), (realm.reports[realm.other]["unit"], False), ("", False)):
            assert seen_as(cursor, "tonghop_reports_reader", roots, query) == [(province,)] * seen, roots
        connection.rollback()


# ---- The plans service without a first line


@pytest.fixture(scope="module")
def prepared(stack):
    """A plan of a province that is a draft, and another of it with a draft above what is in force."""
    run = uuid.uuid4().hex[:8]
    draft, issued = document(f"second-{run}"), document(f"second-{run}-issued")
    make(stack, draft)
    issue(stack, issued)
    path = f"/v1/plans/{issued['code']}"
    changed = stack.call("PUT", path, issued | {"title": "Chưa ai ban hành", "reason": "bổ sung"}, headers={"If-Match": stack.call("GET", path).headers["etag"]})
    assert changed.status == 200 and changed.json["version"] == 5, changed
    return draft["code"], issued["code"]


def plan_rows(roots, code):
    with database("plans") as connection, connection.cursor() as cursor:
        return [version for version, in seen_as(cursor, "tonghop_plans_reader", roots,
                                                f"SELECT version FROM plan_history WHERE code = '{code}' ORDER BY version")]


def test_a_draft_of_a_plan_is_in_reach_of_its_issuer_s_roots(stack, prepared):
    draft, issued = prepared
    province, = {unit for unit, in stack.sql("SELECT DISTINCT issuer FROM plans.plan_version JOIN plans.plan USING (plan) WHERE code IN (%s, %s)", draft, issued)}
    assert province.startswith(PROVINCE + "@")
    for roots in ("VN", province, province + "/people-committee"):
        assert (plan_rows(roots, draft), plan_rows(roots, issued)) == ([1], [1, 2, 3, 4, 5]), roots
    for roots in ("", province + "/police", DISTRICT, WHOLE, OTHER_PROVINCE + "@2012-01-01"):
        assert (plan_rows(roots, draft), plan_rows(roots, issued)) == ([], [4]), roots


def test_what_was_told_of_a_plan_is_seen_with_the_plan(stack, prepared):
    """How far a task is, of the draft that nobody has issued and of the plan in force; taken back at once."""
    with database("plans") as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO plan_entry (plan, kind, item, part, version, body, sha256, recorded_us, subject)"
                       " SELECT plan, 'progress', 'SECOND', '', 1, '{}', sha256('{}'), 1, 'tester' FROM plan WHERE code = ANY (%s)", (list(prepared),))
        for table in ("plan_entry", "newest_plan_entry"):
            query = f"SELECT code FROM {table} JOIN plan USING (plan) WHERE item = 'SECOND'"
            for roots, codes in (("VN", set(prepared)), (OTHER_PROVINCE + "@2012-01-01", {prepared[1]}), ("", {prepared[1]})):
                assert {code for code, in seen_as(cursor, "tonghop_plans_reader", roots, query)} == codes, (table, roots)
        connection.rollback()


def test_a_version_of_a_plan_is_taken_only_under_a_root_that_reaches_its_issuer(stack, prepared):
    draft, _ = prepared
    insert = ("INSERT INTO plan_version (plan, version, state, body, sha256, recorded_us, subject, issuer, function, root)"
              " SELECT plan, version + 1, state, body, sha256, recorded_us, subject, issuer, function, %s FROM plan_version JOIN plan USING (plan) WHERE code = %s")
    (province, function), = stack.sql("SELECT issuer, function FROM plans.plan_version JOIN plans.plan USING (plan) WHERE code = %s", draft)
    with database("plans") as connection, connection.cursor() as cursor:
        cursor.execute("SET tonghop.writer = 'names roots'")
        connection.commit()
        for root, good in ((province, True), ("VN", True), (f"{province}/{function}", True), (province + "/police", False), (WHOLE, False), ("", False), (None, False),
                           (OTHER_PROVINCE + "@2012-01-01", False)):
            try:
                cursor.execute(insert, (root, draft))
                assert good, root
            except psycopg2.errors.InsufficientPrivilege:
                assert not good, root
            connection.rollback()
        for change in ("UPDATE plan_version SET state = 'issued'", "DELETE FROM plan_version"):
            cursor.execute(change)
            assert cursor.rowcount == 0, "not even the service changes what was said"
        connection.rollback()


def test_drafts_of_plans_of_others_are_not_found(stack, prepared, plans, stranger, local):
    draft, issued = prepared
    for more in ("", "/versions", "/versions/1", "/diff?from=1&to=1", "/tasks", "/alignment", "/targets/T3/allocation", "/targets/T4/assessment", "/tasks/K2/progress"):
        path = f"/v1/plans/{draft}{more}"
        mine = stack.call("GET", path, token=local, port=plans)
        assert mine.status == 200 or "allocation" in more, (path, mine)  # none is recorded
        answer = stack.call("GET", path, token=stranger, port=plans)
        assert answer.status == 404 and b"2024" not in answer.body, (path, answer)
    for kind in ("text/html", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"):
        assert stack.call("GET", f"/v1/plans/{draft}", token=stranger, port=plans, headers={"Accept": kind}).status == 404
    assert stack.call("GET", f"/v1/plans/{issued}", token=local, port=plans).json["version"] == 5
    seen = stack.call("GET", f"/v1/plans/{issued}", token=stranger, port=plans)
    assert (seen.status, seen.json["version"], seen.json["state"]) == (200, 4, "issued") and "Chưa ai" not in seen.body.decode()
    assert stack.call("GET", f"/v1/plans/{issued}/versions/5", token=stranger, port=plans).status == 404
    assert draft not in {plan["code"] for plan in stack.items("/v1/plans", token=stranger, port=plans)}
    assert draft in {plan["code"] for plan in stack.items("/v1/plans", token=local, port=plans)}


def test_a_plan_of_others_is_not_changed(stack, prepared, plans, stranger):
    draft, _ = prepared
    count = lambda: stack.sql("SELECT count(*) FROM plans.plan_version JOIN plans.plan USING (plan) WHERE code = %s", draft)  # noqa: E731
    before = count()
    moved = stack.call("POST", f"/v1/plans/{draft}/transitions", {"to": "submitted"}, token=stranger, port=plans)
    assert moved.status >= 500 and count() == before, "the database refused what nobody should have asked of it"


# ---- The reports service without a first line


@pytest.fixture
def stranger(stack):
    """Of another province, with every scope."""
    return stack.token("plans:read plans:write reports:read reports:write reports:review rollups:read raw consolidations:write", OTHER_PROVINCE, subject="stranger")


@pytest.fixture
def local(stack):
    return stack.token("plans:read plans:write reports:read reports:write reports:review rollups:read raw consolidations:write", PROVINCE, subject="local")


def test_the_first_line_is_off(stack, realm, reports, stranger):
    """Or the rest would prove nothing: who owes what is no secret to the second line, and only the first narrows it down."""
    path = f"/v1/obligations?form=PCMD-C&period=2023-H1&within={PROVINCE}&limit=5"
    assert stack.call("GET", path, token=stranger).status == 404 or stack.items(path, token=stranger) == []
    assert len(stack.call("GET", path, token=stranger, port=reports).json["items"]) == 5


def test_reports_of_others_are_not_found(stack, realm, reports, stranger, local):
    made = realm.reports[WHOLE]
    for more in ("", "/versions", "/versions/1", "/review"):
        path = f"/v1/reports/{made['id']}{more}"
        assert stack.call("GET", path, token=local, port=reports).status == 200, path
        answer = stack.call("GET", path, token=stranger, port=reports)
        assert answer.status == 404 and b"cases" not in answer.body, (path, answer)
    page = stack.call("GET", f"/v1/reports/{made['id']}", token=stranger, port=reports, headers={"Accept": "text/html"})
    assert page.status == 404
    for path in (f"/v1/reports?form={realm.form}", f"/v1/reviews?form={realm.form}"):
        mine = {(item.get("report") or item)["unit"] for item in stack.items(path, token=stranger, port=reports)}
        assert mine == {realm.reports[realm.other]["unit"]}, path
        assert len(stack.items(path, token=local, port=reports)) >= 4, path


def test_nothing_is_decided_or_written_for_others(stack, realm, reports, stranger):
    made = realm.reports[CUT]
    count = lambda: stack.sql("SELECT count(*) FROM reports.report_version WHERE form = %s", realm.form)[0][0]  # noqa: E731
    before = count()
    decision = stack.call("POST", f"/v1/reports/{made['id']}/decisions", {"decision": "accept"}, token=stranger, port=reports, headers={"If-Match": '"1"'})
    assert decision.status == 404, decision
    many = stack.call("POST", "/v1/decisions", {"decisions": [{"report": made["id"], "version": 1, "decision": "accept"}]}, token=stranger, port=reports)
    assert many.status == 200 and many.json["results"][0]["status"] == 404, many
    change = stack.call("PUT", f"/v1/reports/{made['id']}", realm.entry(CUT, 7), token=stranger, port=reports, headers={"If-Match": '"1"'})
    assert change.status == 404, change
    fresh = stack.call("POST", "/v1/reports", realm.entry(DISTRICT, 7), token=stranger, port=reports)
    assert fresh.status >= 500, "the database refused what nobody should have asked of it"
    table = stack.call("POST", f"/v1/imports?form={realm.form}&period={PERIOD}&mode=partial", f"unit,cases\n{DISTRICT},7\n", token=stranger, port=reports,
                       kind="text/csv")
    assert table.status >= 500 or table.json["counts"]["created"] == 0, table
    assert count() == before


# ---- The aggregation service without a first line


def test_figures_of_others_do_not_leave_in_any_format(stack, realm, aggregation, stranger, local):
    base = f"/v1/rollups/{realm.form}/{PROVINCE}/{PERIOD}"
    for kind in FORMATS:
        for path in (base, base + "?children=true"):
            assert stack.call("GET", path, token=local, port=aggregation, headers={"Accept": kind}).status == 200, kind
            answer = stack.call("GET", path, token=stranger, port=aggregation, headers={"Accept": kind})
            assert answer.status == 404 and b"Thanh H" not in answer.body, (kind, answer)
    year = f"from={PERIOD}&to={PERIOD}&every=year"
    for path in (base + "/sources?cell=cases", base + "/missing", base + "/changes?from=2024-01-01T00:00:00Z",
                 f"/v1/series?form={realm.form}&unit={PROVINCE}&cell=cases&{year}", f"/v1/completeness/{realm.form}/{PERIOD}?unit={PROVINCE}",
                 f"/v1/attainment/thanh-hoa-2023?period=2023-H1&unit={PROVINCE}"):
        assert stack.call("GET", path, token=local, port=aggregation).status == 200, path
        assert stack.call("GET", path, token=stranger, port=aggregation).status == 404, path


def test_the_nation_s_figures_come_without_the_provinces_of_others(stack, realm, aggregation, local):
    """Nobody but the nation may ask for it; who gets through all the same is told nothing, and below his own unit only what he reaches."""
    for kind in FORMATS:
        assert stack.call("GET", f"/v1/rollups/{realm.form}/VN/{PERIOD}?children=true", token=local, port=aggregation, headers={"Accept": kind}).status == 404
    ward = stack.token("rollups:read raw", CUT, subject="ward")
    answer = stack.call("GET", f"/v1/rollups/{realm.form}/{DISTRICT}/{PERIOD}?children=true", token=ward, port=aggregation)
    assert answer.status == 404, answer


def test_consolidations_of_others_are_not_found(stack, realm, aggregation, stranger):
    author = stack.token("consolidations:write rollups:read raw", PROVINCE, subject="author-" + DATE)
    wish = {"forms": ["PCMD-K"], "unit": PROVINCE, "agency": "labour", "period": "2023-H1", "recipients": [{"unit": OTHER_PROVINCE, "agency": "people-committee"}]}
    made = stack.call("POST", "/v1/consolidations", wish, token=author)
    assert made.status == 201, made
    made = made.json["id"]
    for more in ("", "/changes", "/sources"):
        assert stack.call("GET", f"/v1/consolidations/{made}{more}", token=author, port=aggregation).status == 200, more
        assert stack.call("GET", f"/v1/consolidations/{made}{more}", token=stranger, port=aggregation).status == 404, more
    for decision in ("sign", "discard"):
        answer = stack.call("POST", f"/v1/consolidations/{made}/decisions", {"decision": decision}, token=stranger, port=aggregation, headers={"If-Match": '"1"'})
        assert answer.status == 404, answer
    assert stack.call("PUT", f"/v1/consolidations/{made}", {}, token=stranger, port=aggregation, headers={"If-Match": '"1"'}).status == 404
    assert made not in {item["id"] for item in stack.items("/v1/consolidations?limit=1000", token=stranger, port=aggregation)}
    home, = {unit for unit, in stack.sql("SELECT unit FROM aggregation.consolidation WHERE id = %s", made)}
    other = OTHER_PROVINCE + "@2012-01-01"
    with database("aggregation") as connection, connection.cursor() as cursor:
        # A draft is its own unit's; once sent it is its recipients' as well.
        for roots, seen in ((home, True), ("VN", True), (home + "/labour", True), (home + "/police", False), (DISTRICT, False), (other, False)):
            assert seen_as(cursor, "tonghop_aggregation_reader", roots, f"SELECT id::text FROM consolidation WHERE id = '{made}'") == [(made,)] * seen, roots
        for roots, received in ((other, True), (other + "/people-committee", True), (other + "/police", False), (home, False), ("", False)):
            query = f"SELECT consolidation_is_received('{made}', string_to_array('{roots}', ','))"
            assert seen_as(cursor, "tonghop_aggregation_reader", "", query) == [(received,)], roots
