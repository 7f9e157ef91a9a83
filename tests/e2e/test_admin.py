"""The admin port of each service answers as openapi/admin.yaml says, and offers nothing that is not written there."""

import json
import uuid

import pytest
import yaml
from jsonschema import Draft202012Validator

from stack import CHECKOUT
from test_contract import SERVICES, routes_of

DOCUMENT = yaml.safe_load((CHECKOUT / "openapi/admin.yaml").read_text(encoding="utf-8"))
UNKNOWN = "018f0000-0000-7000-8000-000000000000"


def operations():
    for path, item in DOCUMENT["paths"].items():
        for method in ("get", "post"):
            if method in item:
                yield method.upper(), path, item[method]


def ask(stack, service, method, path, **more):
    return stack.call(method, path, port=stack.port + 11 + SERVICES.index(service), token="", **more)


def declared(operation, answer):
    """The schema that the document has for an answer like this."""
    response = operation["responses"].get(str(answer.status)) or operation["responses"]["default"]
    if "$ref" in response:
        response = DOCUMENT["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    kind = answer.headers["content-type"].split(";")[0]
    assert kind in response["content"], (answer, list(response["content"]))
    return kind, response["content"][kind]["schema"]


def assert_declared(operation, answer):
    kind, schema = declared(operation, answer)
    if kind.endswith("json"):
        Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(answer.json)


@pytest.mark.parametrize("service", SERVICES)
def test_the_route_table_is_in_the_document(service):
    written = {(method, path, operation["operationId"]) for method, path, operation in operations()}
    shown = {(route["method"], route["path"], route["name"]) for route in routes_of(service, "admin-routes")}
    assert shown and shown <= written, shown - written


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("method,path,operation", operations(), ids=lambda part: part if isinstance(part, str) else "")
def test_every_operation_answers_as_it_is_declared(stack, service, method, path, operation):
    answer = ask(stack, service, method, path.replace("{id}", UNKNOWN))
    assert answer.status == (404 if "{id}" in path else 200), answer
    assert_declared(operation, answer)
    assert ask(stack, service, "DELETE", path.replace("{id}", UNKNOWN)).status == 405


def test_a_page_a_letter_and_a_replay_are_as_declared(stack):
    """Of a letter put in by hand, which another topic than the service's own brought."""
    by_name = {operation["operationId"]: operation for _, _, operation in operations()}
    letter = str(uuid.uuid4())
    stack.sql("INSERT INTO aggregation.dead_letter (id, topic, partition, \"offset\", key, headers, payload, reason, failed_us)"
              " VALUES (%s, 'elsewhere', 3, 4, 'k', %s, '{}', 'a reason', 1700000000000000)", letter, json.dumps({"ce_id": "1"}))
    try:
        page = ask(stack, "aggregation", "GET", "/dead-letters?limit=1")
        assert_declared(by_name["listDeadLetters"], page)
        shown = ask(stack, "aggregation", "GET", "/dead-letters/" + letter)
        assert_declared(by_name["getDeadLetter"], shown)
        assert shown.json == {"id": letter, "topic": "elsewhere", "partition": 3, "offset": 4, "key": "k", "reason": "a reason", "failedAt": "2023-11-14T22:13:20Z",
                              "replayedAt": None, "payloadBytes": 2, "headers": {"ce_id": "1"}, "payload": "{}"}
        refused = ask(stack, "aggregation", "POST", f"/dead-letters/{letter}/replay")
        assert refused.status == 409 and "elsewhere" in refused.json["detail"]
        assert_declared(by_name["replayDeadLetter"], refused)
        stack.sql("UPDATE aggregation.dead_letter SET replayed_us = 1700000001000000 WHERE id = %s", letter)
        again = ask(stack, "aggregation", "POST", f"/dead-letters/{letter}/replay")
        assert again.status == 200 and again.headers["idempotency-replayed"] == "true" and again.json["replayedAt"] == "2023-11-14T22:13:21Z"
        assert_declared(by_name["replayDeadLetter"], again)
    finally:
        stack.sql("DELETE FROM aggregation.dead_letter WHERE id = %s", letter)


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "cursor=x", "replayed=true"])
def test_a_question_that_is_none_is_refused(stack, query):
    assert ask(stack, "aggregation", "GET", "/dead-letters?" + query).status == 400


def test_no_service_nor_the_gateway_shows_it_to_clients(stack):
    for port in (stack.port, *(stack.port + 1 + i for i in range(3))):
        assert stack.call("GET", "/dead-letters", port=port).status == 404, port
