"""Who may do what: every route of the three services has a row here, written from the contract; a route without one fails the test.

A row says what the route's scope decides and what the caller's place in the tree decides. Nobody is told of what is not his: what he may not see is 404,
a unit named in a body that is not his is 403, and so is a missing scope."""

import re
import uuid

import pytest

from realm import CUT, DISTRICT, HEIR, OTHER_HEIR, OTHER_PROVINCE, PERIOD, PROVINCE, SIBLING, WHOLE, Realm, wait_for
from stack import ALL_SCOPES
from test_contract import SERVICES, routes_of
from test_plan_life import document, make

PUBLIC = "reference data: whoever has the scope reads all of it"
NATION = "what all share: only the nation's own people change it"
DRAFTS = "as PUBLIC once issued; before that only by who has the issuer's unit in reach"
ISSUER = "only who acts for the unit that the document is of"
OBJECT = "seen by its unit's people, by those above in the tree then, and by who holds the unit today"
ABOVE = "decided on from above in the line, never by the unit itself"
LIST = "holds what the caller may see and nothing else"
UNIT = "figures of a unit: as OBJECT"
BODY = "the body names the unit: 403 where it is not the caller's"
CLIENT = "jobs belong to the client that began them"
OPERATOR = "the scope alone"
SIGNED = "as OBJECT once signed, by its recipients once sent; drafts only by who may act for the agency"

MATRIX = {
    "plans": {
        "GET /v1/units": PUBLIC, "GET /v1/units/{unit}": PUBLIC, "GET /v1/units/{unit}/ancestors": PUBLIC, "GET /v1/units/{unit}/children": PUBLIC,
        "GET /v1/units/{unit}/versions": PUBLIC, "GET /v1/units/{unit}/successors": PUBLIC, "GET /v1/units/{unit}/predecessors": PUBLIC,
        "POST /v1/unit-imports": NATION, "GET /v1/unit-imports": PUBLIC, "GET /v1/unit-imports/{import}": PUBLIC, "DELETE /v1/unit-imports/{import}": NATION,
        "GET /v1/reorganisations": PUBLIC, "POST /v1/reorganisations": NATION, "GET /v1/reorganisations/{code}": PUBLIC, "PUT /v1/reorganisations/{code}": NATION,
        "GET /v1/reorganisations/{code}/imports": PUBLIC, "GET /v1/reorganisations/{code}/imports/{import}": PUBLIC,
        "DELETE /v1/reorganisations/{code}/imports/{import}": NATION, "GET /v1/agencies": PUBLIC, "GET /v1/agencies/{code}": PUBLIC,
        "PUT /v1/agencies/{code}": ISSUER, "GET /v1/holidays": PUBLIC, "GET /v1/holidays/{year}": PUBLIC, "PUT /v1/holidays/{year}": NATION,
        "GET /v1/programmes": PUBLIC, "GET /v1/programmes/{code}": PUBLIC, "PUT /v1/programmes/{code}": NATION, "GET /v1/indicators": PUBLIC,
        "GET /v1/indicators/{code}": PUBLIC, "PUT /v1/indicators/{code}": NATION, "GET /v1/forms": PUBLIC, "GET /v1/forms/{code}": PUBLIC,
        "PUT /v1/forms/{code}": NATION, "GET /v1/forms/{code}/versions": PUBLIC, "GET /v1/forms/{code}/versions/{version}": PUBLIC, "GET /v1/duties": PUBLIC,
        "GET /v1/requests": PUBLIC, "POST /v1/requests": ISSUER, "GET /v1/requests/{code}": PUBLIC, "GET /v1/extensions": PUBLIC, "POST /v1/extensions": ISSUER,
        "GET /v1/extensions/{code}": PUBLIC, "GET /v1/plans": DRAFTS, "POST /v1/plans": ISSUER, "GET /v1/plans/{plan}": DRAFTS, "PUT /v1/plans/{plan}": ISSUER,
        "GET /v1/plans/{plan}/versions": DRAFTS, "GET /v1/plans/{plan}/diff": DRAFTS, "POST /v1/plans/{plan}/copy": ISSUER,
        "GET /v1/plans/{plan}/alignment": DRAFTS, "GET /v1/plans/{plan}/tasks": DRAFTS, "GET /v1/plans/{plan}/tasks/{task}/progress": DRAFTS,
        "PUT /v1/plans/{plan}/tasks/{task}/progress": ISSUER, "GET /v1/plans/{plan}/targets/{code}/allocation": DRAFTS,
        "PUT /v1/plans/{plan}/targets/{code}/allocation": ISSUER, "GET /v1/plans/{plan}/targets/{code}/assessment": DRAFTS,
        "PUT /v1/plans/{plan}/targets/{code}/assessment": ISSUER, "GET /v1/plans/{plan}/versions/{version}": DRAFTS,
        "POST /v1/plans/{plan}/transitions": ISSUER},
    "reports": {
        "POST /v1/reports": BODY, "GET /v1/reports": LIST, "GET /v1/reports/{id}": OBJECT, "PUT /v1/reports/{id}": OBJECT, "GET /v1/reports/{id}/versions": OBJECT,
        "GET /v1/reports/{id}/versions/{version}": OBJECT, "GET /v1/reports/{id}/diff": OBJECT, "GET /v1/reports/{id}/review": ABOVE, "GET /v1/reviews": LIST,
        "POST /v1/decisions": ABOVE, "POST /v1/reports/{id}/decisions": ABOVE, "GET /v1/obligations": LIST, "GET /v1/templates/{form}": LIST,
        "POST /v1/imports": BODY, "GET /v1/imports": CLIENT, "GET /v1/imports/{id}": CLIENT, "DELETE /v1/imports/{id}": CLIENT},
    "aggregation": {
        "GET /v1/rollups/{form}/{unit}/{period}": UNIT, "GET /v1/rollups/{form}/{unit}/{period}/sources": UNIT,
        "GET /v1/rollups/{form}/{unit}/{period}/missing": UNIT, "GET /v1/rollups/{form}/{unit}/{period}/changes": UNIT, "GET /v1/series": UNIT,
        "GET /v1/completeness/{form}/{period}": UNIT, "GET /v1/attainment/{plan}": UNIT, "POST /v1/consolidations": BODY, "GET /v1/consolidations": LIST,
        "GET /v1/consolidations/keys": OPERATOR, "GET /v1/consolidations/{id}": SIGNED, "PUT /v1/consolidations/{id}": SIGNED,
        "POST /v1/consolidations/{id}/decisions": SIGNED, "GET /v1/consolidations/{id}/changes": SIGNED, "GET /v1/consolidations/{id}/sources": SIGNED,
        "POST /v1/recomputations": OPERATOR, "GET /v1/recomputations": OPERATOR, "GET /v1/recomputations/{id}": OPERATOR},
}
FORMATS = ("application/json", "text/csv", "application/x-ndjson", "text/html", "application/vnd.sdmx.data+json;version=2.0.0",
           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
UNKNOWN = "01890000-0000-7000-8000-000000000000"

# Who stands how to the two wards, to their neighbour, and to the province: those who see the reports of each.
CALLERS = {
    "VN": {WHOLE, CUT, SIBLING, PROVINCE, "other"}, PROVINCE: {WHOLE, CUT, SIBLING, PROVINCE}, DISTRICT: {WHOLE, CUT, SIBLING}, WHOLE: {WHOLE}, CUT: {CUT},
    SIBLING: {SIBLING}, "01": set(), OTHER_PROVINCE: {"other"}, PROVINCE + "/people-committee": {WHOLE, CUT, SIBLING, PROVINCE}, PROVINCE + "/police": set(),
    WHOLE + "/police": set(), OTHER_HEIR: set(), "25516": set(),
}


@pytest.fixture(scope="module")
def realm(stack, units):
    made = Realm(stack, units)
    made.of = {unit: made.reports[unit] for unit in (WHOLE, CUT, SIBLING, PROVINCE)} | {"other": made.reports[made.other]}
    return made


def key_of(route):
    return f"{route['method']} {route['path']}"


def asked(route):
    path = route["path"]
    for name in ("{id}", "{import}"):
        path = path.replace(name, UNKNOWN)
    for name, value in (("{unit}", PROVINCE), ("{form}", "PCMD-C"), ("{period}", "2023-H1"), ("{plan}", "thanh-hoa-2023"), ("{version}", "1"), ("{year}", "2023"),
                        ("{task}", "K1"), ("{code}", "x")):
        path = path.replace(name, value)
    return path


# ---- The table itself


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_has_a_row(service):
    assert {key_of(route) for route in routes_of(service)} == set(MATRIX[service])


@pytest.mark.parametrize("service", SERVICES)
def test_the_unit_rule_of_a_route_is_the_row_s(service):
    """What is decided by unit is no NO_UNIT row, and the other way round."""
    for route in routes_of(service):
        meaning = MATRIX[service][key_of(route)]
        assert (route["unit"] == "none") == (meaning in (PUBLIC, DRAFTS, CLIENT, OPERATOR)), route


@pytest.mark.parametrize("service", SERVICES)
def test_a_route_says_where_its_unit_stands(service):
    for route in routes_of(service):
        stands, path, bodies = route["unit"], route["path"], route["bodies"]
        assert stands != "path" or "{unit}" in path, route
        assert stands != "body" or bodies, route
        assert stands != "query" or (route["method"] == "GET" and "{unit}" not in path and "{id}" not in path), route
        assert stands != "object" or "{" in path, route
        assert stands == "path" or "{unit}" not in path or MATRIX[service][key_of(route)] == PUBLIC, route


# ---- Scopes


@pytest.mark.parametrize("service", SERVICES)
def test_without_the_scope_nothing_without_a_token_nothing(stack, service):
    for route in routes_of(service):
        path, method, scope = asked(route), route["method"], route["scope"]
        body = "{}" if route["bodies"] else None
        kind = {"json": "application/json", "csv": "text/csv", "ndjson": "application/x-ndjson"}.get((route["bodies"] or ["json"])[0])
        ask = lambda token: stack.call(method, path, body, token=token, kind=kind)  # noqa: B023,E731
        if scope == "public":
            assert ask("").status == 200, path
            continue
        assert ask("").status == 401, (method, path)
        has = {"reports:write", "reports:review"} if scope == "any" else {scope}
        others = " ".join(name for name in ALL_SCOPES.split() if name not in has)
        assert ask(stack.token(others, "VN", subject="without")).status == 403, (method, path)


@pytest.mark.parametrize("service", SERVICES)
def test_unlisted_methods_are_refused_with_those_there_are(stack, service):
    routes = [(asked(route), re.sub(r"\{\w+\}", "[^/]+", route["path"]), route["method"]) for route in routes_of(service)]
    listed = {path: {method for _, pattern, method in routes if re.fullmatch(pattern, path)} for path, _, _ in routes}
    for path, methods in listed.items():
        for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - methods:
            answer = stack.call(method, path)
            assert answer.status == 405, (method, path, answer)
            own = {listed_method for listed_path, _, listed_method in routes if listed_path == path}
            assert own <= {name.strip() for name in answer.headers["allow"].split(",")}, path
    assert stack.call("TRACE", next(iter(listed))).status in (405, 501)


# ---- Reports


@pytest.mark.parametrize("root", CALLERS)
def test_a_report_is_seen_by_whom_the_rules_say(stack, realm, root):
    token = stack.token("reports:read", root, subject="reader")
    for unit, made in realm.of.items():
        sees = unit in CALLERS[root]
        for more, headers in (("", {}), ("", {"Accept": "text/html"}), ("/versions", {}), ("/versions/1", {}), ("", {"If-None-Match": '"1"'})):
            answer = stack.call("GET", f"/v1/reports/{made['id']}{more}", token=token, headers=headers)
            assert answer.status == (304 if "If-None-Match" in headers else 200) if sees else answer.status == 404, (unit, more, answer)
            assert sees or ("etag" not in answer.headers and b"cases" not in answer.body)
        diff = stack.call("GET", f"/v1/reports/{made['id']}/diff", token=token)
        assert (diff.status in (200, 422) if sees else diff.status == 404), (unit, diff)
    listed = {item["id"] for item in stack.items(f"/v1/reports?form={realm.form}&limit=2", token=token)}
    assert listed == {realm.of[unit]["id"] for unit in CALLERS[root]}


def test_what_went_over_whole_goes_to_its_heir_and_what_was_cut_up_to_nobody_below(stack, realm):
    heir = stack.token("reports:read", HEIR, subject="reader")
    assert stack.call("GET", f"/v1/reports/{realm.of[WHOLE]['id']}", token=heir).status == 200
    for unit in (CUT, PROVINCE, "other"):
        assert stack.call("GET", f"/v1/reports/{realm.of[unit]['id']}", token=heir).status == 404, unit


def test_what_was_cut_up_is_written_by_none_of_its_heirs(stack, realm):
    heir = stack.token("reports:read reports:write", HEIR, subject="writer")
    for unit, status in ((WHOLE, 409), (CUT, 403)):
        answer = stack.call("POST", "/v1/reports", realm.entry(realm.of[unit]["unit"], 1), token=heir)
        assert answer.status == status, (unit, answer)


@pytest.mark.parametrize("root", CALLERS)
def test_it_is_reviewed_from_above_only(stack, realm, root):
    token = stack.token("reports:read reports:review", root, subject="reviewer")
    above = {WHOLE, CUT, SIBLING} if root in (PROVINCE, PROVINCE + "/people-committee", DISTRICT) else CALLERS["VN"] if root == "VN" else set()
    above = {"other"} if root == OTHER_PROVINCE else above
    for unit, made in realm.of.items():
        status = 200 if unit in above else 403 if unit in CALLERS[root] else 404
        assert stack.call("GET", f"/v1/reports/{made['id']}/review", token=token).status == status, unit
        if unit not in above:
            decided = stack.call("POST", f"/v1/reports/{made['id']}/decisions", {"decision": "accept"}, token=token, headers={"If-Match": '"1"'})
            assert decided.status == status, (unit, decided)
            many = stack.call("POST", "/v1/decisions", {"decisions": [{"report": made["id"], "version": 1, "decision": "accept"}]}, token=token)
            assert many.status == 200 and many.json["results"][0]["status"] == status, (unit, many)
    assert {item["report"]["id"] for item in stack.items(f"/v1/reviews?form={realm.form}", token=token)} == {realm.of[unit]["id"] for unit in above}


def test_nobody_reviews_what_he_submitted_himself(stack, realm):
    token = stack.token("reports:read reports:write reports:review", "VN", subject="officer-" + CUT)
    answer = stack.call("POST", f"/v1/reports/{realm.of[CUT]['id']}/decisions", {"decision": "accept"}, token=token, headers={"If-Match": '"1"'})
    assert answer.status == 403, answer


@pytest.mark.parametrize("root", CALLERS)
def test_a_report_is_written_by_its_own_and_by_those_above(stack, realm, root):
    token = stack.token("reports:read reports:write", root, subject="writer")
    for unit in (WHOLE, CUT, SIBLING, PROVINCE, "other"):
        may, code = unit in CALLERS[root], realm.of[unit]["unit"]
        answer = stack.call("POST", "/v1/reports", realm.entry(code, 1), token=token)
        assert answer.status == (409 if may else 403), (unit, answer)
        assert may or ("location" not in answer.headers and realm.of[unit]["id"].encode() not in answer.body)
        change = stack.call("PUT", f"/v1/reports/{realm.of[unit]['id']}", realm.entry(code, 2), token=token, headers={"If-Match": '"9"'})
        assert change.status == (412 if may else 404), (unit, change)
        dry = stack.call("POST", f"/v1/imports?form={realm.form}&period={PERIOD}&mode=partial&dryRun=true", f"unit,cases\n{code},3\n", token=token, kind="text/csv")
        assert dry.status == 200 and dry.json["counts"]["rejected"] == (0 if may else 1), (unit, dry)
        listed = stack.call("GET", f"/v1/reports?form={realm.form}&unit={code}&period={PERIOD}", token=token)
        assert bool(listed.status == 200 and listed.json["items"]) == may, (unit, listed)


def test_members_that_only_the_server_sets_are_refused(stack, realm):
    token = stack.token("reports:read reports:write reports:review", SIBLING, subject="mass-assignment")
    for more in ({"version": 7}, {"submittedBy": "somebody"}, {"id": UNKNOWN}, {"timeliness": "onTime"}, {"submittedAt": "2020-01-01T00:00:00Z"},
                 {"state": "accepted"}, {"state": "returned"}, {"dueAt": None}, {"sha256": "0" * 64}):
        answer = stack.call("POST", "/v1/reports", realm.entry(SIBLING, 1, **more), token=token)
        assert answer.status == 400, (more, answer)
    moved = stack.call("PUT", f"/v1/reports/{realm.of[SIBLING]['id']}", realm.entry(WHOLE, 1), token=token, headers={"If-Match": '"1"'})
    assert moved.status in (403, 422), moved


def test_keys_cursors_and_jobs_are_of_one_client(stack, realm):
    first, second = (stack.token("reports:read reports:write", PROVINCE, subject=name) for name in ("client-one", "client-two"))
    foreign = stack.token("reports:read reports:write", OTHER_PROVINCE, subject="client-three")
    key = {"Idempotency-Key": str(uuid.uuid4())}
    body = realm.entry(DISTRICT, 5)
    made = stack.call("POST", "/v1/reports", body, token=first, headers=key)
    assert made.status == 201
    again = stack.call("POST", "/v1/reports", body, token=first, headers=key)
    assert again.status == 201 and again.headers["idempotency-replayed"] == "true"
    other = stack.call("POST", "/v1/reports", body, token=second, headers=key)
    assert other.status == 409 and "idempotency-replayed" not in other.headers, other
    stranger = stack.call("POST", "/v1/reports", body, token=foreign, headers=key)
    assert stranger.status == 403 and "idempotency-replayed" not in stranger.headers, stranger
    page = stack.get(f"/v1/reports?form={realm.form}&limit=1", token=first)
    for token, within in ((second, PROVINCE), (foreign, OTHER_PROVINCE)):
        taken = stack.call("GET", f"/v1/reports?form={realm.form}&limit=100&cursor={page['next']}", token=token)
        assert taken.status == 400 or all(stack.call("GET", f"/v1/reports/{item['id']}", token=token).status == 200 for item in taken.json["items"]), within
    table = stack.call("POST", f"/v1/imports?form={realm.form}&period={PERIOD}&mode=partial", f"unit,cases\n{DISTRICT},5\n", token=first, kind="text/csv")
    job = stack.items("/v1/imports", token=first)[-1]["id"]
    assert table.status == 200 and stack.call("GET", f"/v1/imports/{job}", token=first).status == 200
    for token in (second, foreign):
        assert stack.call("GET", f"/v1/imports/{job}", token=token).status == 404 and stack.call("DELETE", f"/v1/imports/{job}", token=token).status == 404
        assert job not in {item["id"] for item in stack.items("/v1/imports", token=token)}


# ---- Figures


@pytest.mark.parametrize("root", CALLERS)
def test_figures_are_read_by_whom_the_rules_say_in_every_format(stack, realm, root):
    token = stack.token("rollups:read raw", root, subject="reader")
    for unit in (WHOLE, CUT, SIBLING, PROVINCE, "other", "VN"):
        code = realm.of[unit]["unit"] if unit in realm.of else unit
        status = 200 if unit in CALLERS[root] or root == "VN" else 404
        base = f"/v1/rollups/{realm.form}/{code}/{PERIOD}"
        for kind in FORMATS:
            answer = stack.call("GET", base + "?children=true", token=token, headers={"Accept": kind})
            assert answer.status == status, (unit, kind, answer)
        for path in (base + "/sources?cell=cases", base + "/missing", base + "/changes?from=2024-01-01T00:00:00Z",
                     f"/v1/series?form={realm.form}&unit={code}&cell=cases&from={PERIOD}&to={PERIOD}&every=year",
                     f"/v1/completeness/{realm.form}/{PERIOD}?unit={code}"):
            assert stack.call("GET", path, token=token).status == status, (path, unit)


def test_attainment_is_of_one_s_own_unit(stack, realm):
    for root, status in (("VN", 200), (PROVINCE, 200), (OTHER_PROVINCE, 404), (WHOLE, 404), (PROVINCE + "/police", 404)):
        token = stack.token("rollups:read raw", root, subject="reader")
        assert stack.call("GET", f"/v1/attainment/thanh-hoa-2023?period=2023-H1&unit={PROVINCE}", token=token).status == status, root


def test_a_consolidation_is_drafted_by_its_agency_signed_by_a_second_person_and_seen_by_nobody_else(stack, realm):
    scopes = "consolidations:write rollups:read raw"
    wish = {"forms": ["PCMD-K"], "unit": PROVINCE, "agency": "labour", "period": "2023-H1"}
    for root, status in ((OTHER_PROVINCE, 403), (PROVINCE + "/police", 403), (WHOLE, 403)):
        assert stack.call("POST", "/v1/consolidations", wish, token=stack.token(scopes, root, subject="author")).status == status, root
    author, signer = (stack.token(scopes, PROVINCE + "/labour", subject=name) for name in ("author", "signer"))
    made = stack.call("POST", "/v1/consolidations", wish, token=author)
    assert made.status == 201, made
    path = "/v1/consolidations/" + made.json["id"]
    for root in (OTHER_PROVINCE, PROVINCE + "/police", WHOLE, DISTRICT):
        token = stack.token(scopes, root, subject="reader")
        assert [stack.call("GET", path + more, token=token).status for more in ("", "/changes", "/sources")] == [404] * 3, root
        assert stack.call("PUT", path, {}, token=token, headers={"If-Match": '"1"'}).status == 404
        assert stack.call("POST", path + "/decisions", {"decision": "sign"}, token=token, headers={"If-Match": '"1"'}).status == 404
        assert made.json["id"] not in {item["id"] for item in stack.items("/v1/consolidations?limit=1000", token=token)}
    own = stack.call("POST", path + "/decisions", {"decision": "sign"}, token=author, headers={"If-Match": '"1"'})
    assert own.status == 403 and "own" in own.json["issues"][0]["type"].lower(), own
    assert stack.call("POST", path + "/decisions", {"decision": "discard"}, token=signer, headers={"If-Match": '"1"'}).status == 200


# ---- What should happen


def test_what_all_share_is_changed_by_the_nation_alone(stack):
    token = stack.token("plans:read plans:write", PROVINCE, subject="provincial")
    for path in ("/v1/programmes/pcmd", "/v1/forms/PCMD-C", "/v1/holidays/2023"):
        found = stack.call("GET", path, token=token)
        if found.status == 200:
            answer = stack.call("PUT", path, found.json, token=token, headers={"If-Match": found.headers["etag"]})
            assert answer.status in (400, 403), (path, answer)
    fresh = {"programme": "pcmd", "name": {"vi": "Số vụ"}, "unitOfMeasure": "vụ", "nature": "flow", "decimals": 0, "min": "0", "overUnits": "sum", "overPeriods": "sum"}
    assert stack.call("PUT", "/v1/indicators/not-mine", fresh, token=token).status == 403


@pytest.mark.parametrize("root", [OTHER_PROVINCE, WHOLE, PROVINCE + "/police"])
def test_a_plan_is_changed_by_its_issuer_alone(stack, root):
    token, plan = stack.token("plans:read plans:write", root, subject="foreign"), "/v1/plans/thanh-hoa-2023"
    before = stack.call("GET", plan, token=token)
    for to in ("draft", "closed"):
        moved = stack.call("POST", plan + "/transitions", {"to": to}, token=token, headers={"If-Match": before.headers["etag"]})
        assert moved.status == 403, moved
    copied = stack.call("POST", plan + "/copy", {"code": "not-mine", "span": "2024"}, token=token)
    assert copied.status in (403, 422) and stack.call("GET", "/v1/plans/not-mine").status == 404, copied
    target = before.json["targets"][0]["code"]
    assessed = stack.call("PUT", f"{plan}/targets/{target}/assessment", {"period": "2023-H1", "state": "attained", "text": "…"}, token=token)
    assert 400 <= assessed.status < 500 and assessed.status != 404, assessed
    assert stack.call("GET", plan).headers["etag"] == before.headers["etag"]


@pytest.mark.parametrize("root", [OTHER_PROVINCE, WHOLE, PROVINCE + "/police", PROVINCE + "/people-committee", PROVINCE, "VN"])
def test_a_plan_that_nobody_has_issued_is_seen_by_who_has_its_issuer_in_reach(stack, root):
    sees, code = root in (PROVINCE, "VN", PROVINCE + "/people-committee"), f"seen-{uuid.uuid4().hex[:8]}"
    draft = document(code)
    make(stack, draft)
    token, path = stack.token("plans:read plans:write", root, subject="reader"), f"/v1/plans/{draft['code']}"
    for more in ("", "/versions", "/versions/1", "/diff?from=1&to=1", "/tasks", "/alignment", "/targets/T4/assessment", "/tasks/K2/progress"):
        answer = stack.call("GET", path + more, token=token)
        assert answer.status == (200 if sees else 404), (more, answer)
    for kind in ("text/html", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"):
        assert stack.call("GET", path, token=token, headers={"Accept": kind}).status == (200 if sees else 404)
    assert (draft["code"] in {plan["code"] for plan in stack.items("/v1/plans", token=token)}) == sees
    measured = lambda unit: stack.call("GET", f"/v1/attainment/{draft['code']}?unit={unit}", token=stack.token("rollups:read raw", root, subject="reader")).status  # noqa: E731
    wait_for(lambda: stack.call("GET", f"/v1/attainment/{draft['code']}").status == 200)
    assert measured(root.split("/")[0]) == (200 if sees and "/" not in root else 404)
    if not sees:
        assert stack.call("POST", path + "/copy", {"code": code + "-copy", "span": "2025"}, token=token).status == 404
    for state in ("submitted", "approved", "issued"):
        assert stack.call("POST", path + "/transitions", {"to": state}).status == 200
    assert stack.get(path, token=token)["state"] == "issued"
    versions = [item["version"] for item in stack.items(path + "/versions", token=token)]
    assert versions == ([1, 2, 3, 4] if sees else [4])


# ---- What a broken rule once got through without being noticed


def test_units_and_reorganisations_are_the_nation_s(stack):
    token = stack.token("plans:read plans:write", PROVINCE, subject="provincial")
    code = "nation-" + uuid.uuid4().hex[:8]
    table = ("unit,level,code,parent_code,full_name,unit_type,valid_from,valid_until\n"
             f"99399@2093-01-01,commune,99399,{PROVINCE},Xã Thử,Xã,2093-01-01,\n")
    act = {"code": code, "effectiveDate": "2094-01-01", "name": {"vi": "Thử", "en": "Trial"}, "edges": [{"from": SIBLING, "to": WHOLE, "kind": "recode"}]}
    assert stack.call("POST", "/v1/unit-imports", table, token=token, kind="text/csv").status == 403
    assert stack.call("POST", "/v1/reorganisations", act, token=token).status == 403
    assert stack.call("PUT", f"/v1/reorganisations/{code}", act, token=token).status == 403
    assert stack.call("GET", f"/v1/reorganisations/{code}").status == 404
    assert stack.sql("SELECT count(*) FROM plans.unit_version WHERE code = '99399'") == [(0,)]


def test_a_draft_is_in_no_list_of_those_above(stack, realm, units):
    code = units.below(PROVINCE, "2024-12-14", "commune")[3]["unit"]
    drafted = stack.call("POST", "/v1/reports", realm.entry(code, 9, state="draft"), token=stack.token("reports:read reports:write", code, subject="drafter"))
    assert drafted.status == 201, drafted
    path = f"/v1/reports?form={realm.form}"
    for root, subject, sees in ((code, "drafter", True), (code, "colleague", True), (PROVINCE, "above", False), ("VN", "above", False)):
        token = stack.token("reports:read", root, subject=subject)
        assert (drafted.json["id"] in {item["id"] for item in stack.items(path, token=token)}) == sees, (root, subject)
        assert stack.call("GET", f"/v1/reports/{drafted.json['id']}", token=token).status == (200 if sees else 404), (root, subject)


def test_sources_on_a_later_tree_name_no_report_that_may_not_be_read(stack, realm):
    """The new commune holds all of one old commune and a part of another, whose report is not its to read."""
    path = f"/v1/rollups/{realm.form}/{HEIR}/{PERIOD}/sources?cell=cases&boundaries=2025-07-01"
    sources = lambda root: {item["report"] for item in stack.items(path, token=stack.token("rollups:read raw", root, subject="reader"))}  # noqa: E731
    assert realm.of[WHOLE]["id"] in sources(HEIR) and realm.of[CUT]["id"] not in sources(HEIR)


@pytest.mark.parametrize("service", ["plans", "aggregation"])
def test_a_key_is_its_client_s(stack, service):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    if service == "plans":
        path, body, scopes, again = "/v1/plans", document("key-" + uuid.uuid4().hex[:8]), "plans:read plans:write", 409
    else:
        path, body, scopes, again = "/v1/consolidations", {"forms": ["PCMD-K"], "unit": PROVINCE, "agency": "labour", "period": "2023-H1"}, "consolidations:write rollups:read raw", 201
    first, second = (stack.token(scopes, root, subject=name) for root, name in ((PROVINCE, "key-one"), ("VN", "key-two")))
    made = stack.call("POST", path, body, token=first, headers=key)
    assert made.status == 201, made
    replayed = stack.call("POST", path, body, token=first, headers=key)
    assert replayed.status == 201 and replayed.headers["idempotency-replayed"] == "true" and replayed.json["id"] == made.json["id"]
    other = stack.call("POST", path, body, token=second, headers=key)
    assert other.status == again and "idempotency-replayed" not in other.headers, other
    for answer, token in ((made, first), (other, second)) if service == "aggregation" else ():
        stack.call("POST", f"{path}/{answer.json['id']}/decisions", {"decision": "discard"}, token=token, headers={"If-Match": '"1"'})


def test_a_cursor_belongs_to_its_question(stack, realm):
    taken = lambda path, cursor: stack.call("GET", f"{path}{'&' if '?' in path else '?'}cursor={cursor}").status  # noqa: E731
    for path, others in (("/v1/units?level=commune&limit=2", ("/v1/units?level=district&limit=2", "/v1/units?limit=2", "/v1/units?level=commune&q=a", "/v1/agencies?limit=2")),
                         (f"/v1/reports?form={realm.form}&limit=2", ("/v1/reports?limit=2", f"/v1/reports?form={realm.form}&state=accepted", f"/v1/reviews?form={realm.form}"))):
        cursor = stack.get(path)["next"]
        assert taken(path, cursor) == 200 and taken(path.replace("limit=2", "limit=3"), cursor) == 200
        assert [taken(other, cursor) for other in others] == [400] * len(others), path
        altered = cursor[:-6] + ("A" if cursor[-6] != "A" else "B") + cursor[-5:]
        assert taken(path, altered) == 400
