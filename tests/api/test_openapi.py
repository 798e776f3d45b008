from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from partnerskap.app import create_app
from partnerskap.records.journal import Journal
from partnerskap.records.opening import open_installation
from partnerskap.settings import Settings
from partnerskap.web.negotiate import DOCUMENT_FORMATS

EXTENSION = re.compile(
    rf"\.(atom|nq|trig|{'|'.join(form.extension for form in DOCUMENT_FORMATS)})$"
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("described"),
        query_workers=1,
        security_contact="mailto:sikkerhet@example.no",
    )
    graph = open_installation(settings).graph
    with Journal.open(settings.data_dir) as journal:
        app = create_app(settings, graph, journal=journal)
        with TestClient(app, follow_redirects=False) as client:
            yield client


def test_every_route_is_described(client: TestClient) -> None:
    described = set(client.get("/openapi.json").json()["paths"])
    app = client.app
    routes = {route.path for route in app.routes if isinstance(route, Route)}  # type: ignore[attr-defined]  # the client types its app as any ASGI callable
    routes = {path for path in routes if not EXTENSION.search(path)}

    assert routes - described == {"/static/{name:path}", "/ns/context"}


def test_every_parameter_and_answer_has_an_example(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    lacking = []
    for path, operations in paths.items():
        for method, operation in operations.items():
            names = [each["name"] for each in operation["parameters"] if "example" not in each]
            lacking += [(path, method, name) for name in names]
            for status, response in operation["responses"].items():
                contents = response.get("content", {}).items()
                lacking += [(path, status, kind) for kind, body in contents if not body["example"]]

    assert lacking == []


def test_whoever_asks_is_told_of_the_limits(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    for path in ("/sparql", "/graphs", "/queries/{slug}"):
        assert {"408", "413", "429", "503"} <= paths[path]["get"]["responses"].keys()


def test_operations_have_names_of_their_own(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    names = [entry["operationId"] for entries in paths.values() for entry in entries.values()]

    assert len(names) == len(set(names)) > 60


def test_every_example_can_be_tried_without_logging_in(client: TestClient) -> None:
    failed = []
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        if "get" not in operations or "security" in operations["get"]:
            continue
        parameters = operations["get"]["parameters"]
        filled = path
        for each in parameters:
            if each["in"] == "path":
                filled = filled.replace(f"{{{each['name']}}}", each["example"])
        chosen = {each["name"]: each["example"] for each in parameters if each["in"] == "query"}
        for query in [{}, *({name: value} for name, value in chosen.items())]:
            response = client.get(filled, params=query)
            if response.status_code not in {200, 303}:
                failed.append((filled, query, response.json()["detail"]))

    assert failed == []
