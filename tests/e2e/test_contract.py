"""The documents in openapi/ and the route tables of the programs say the same; every operation answers as its document declares."""

import json
import os
import pathlib
import subprocess

import pytest
import yaml

from stack import CHECKOUT

SERVICES = ["plans", "reports", "aggregation"]
BIN = pathlib.Path(os.environ.get("TONGHOP_BIN", CHECKOUT / "build/asan/bin"))


def document(service):
    return yaml.safe_load((CHECKOUT / f"openapi/{service}.yaml").read_text(encoding="utf-8"))


def routes_of(service, table="routes"):
    output = subprocess.run([str(BIN / f"tonghop-{service}"), table], check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines() if line.strip()]


def operations(service):
    for path, item in document(service)["paths"].items():
        for method in ("get", "post", "put", "delete"):
            if method in item:
                yield method.upper(), path, item[method]


@pytest.mark.parametrize("service", SERVICES)
def test_the_route_table_and_the_document_are_the_same_list(service):
    shown = {(route["method"], route["path"]) for route in routes_of(service)}
    written = {(method, path) for method, path, _ in operations(service)}
    assert shown == written, {"only in code": shown - written, "only in document": written - shown}


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_has_its_name_scope_and_problem_answers(service):
    by_name = {(route["method"], route["path"]): route for route in routes_of(service)}
    for method, path, operation in operations(service):
        route = by_name[(method, path)]
        assert operation["operationId"] == route["name"], (method, path)
        scopes = {scope for entry in operation.get("security", []) for scopes in entry.values() for scope in scopes}
        assert (route["scope"] == "public") == (not scopes), (method, path, scopes)
        if route["scope"] not in ("any", "public"):
            assert route["scope"] in scopes, (method, path, scopes)
        assert any(status.startswith("2") for status in map(str, operation["responses"])), (method, path)
        kinds = set((operation.get("requestBody") or {}).get("content", {}))
        assert bool(kinds) == bool(route["bodies"]), (method, path, kinds, route["bodies"])


def test_no_two_services_share_a_first_segment():
    owners = {}
    for service in SERVICES:
        for _, path, _ in operations(service):
            owners.setdefault(path.split("/")[2], set()).add(service)
    assert all(len(found) == 1 for found in owners.values()), owners


def test_the_gateway_knows_every_segment(stack):
    for service in SERVICES:
        for method, path, _ in operations(service):
            if method == "GET" and "{" not in path:
                assert stack.call("GET", path).status != 404, path
