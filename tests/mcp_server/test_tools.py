"""The tools as a client of the protocol meets them: the package's own, against the application."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar, cast, get_args

import httpx2
import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent, Tool

from partnerskap.app import create_app
from partnerskap.graph.search import KINDS
from partnerskap.graph.store import GraphStore
from partnerskap.graph.terms import BASE
from partnerskap.mcp_server.arguments import Kind
from partnerskap.records.opening import open_installation
from partnerskap.settings import Settings
from worlds import load_world

T = TypeVar("T")
Act = Callable[[Client], Awaitable[T]]
Use = Callable[[Act[object]], object]
CLIENT = "192.0.2.9"


class Visit:
    """The application, and one event loop in which it runs for as long as the tests do."""

    def __init__(self, app: FastAPI, runner: asyncio.Runner) -> None:
        self.app = app
        self._runner = runner

    def do(self, act: Act[T]) -> T:
        return self._runner.run(self._connected(act))

    def call(self, name: str, **arguments: object) -> CallToolResult:
        return self.do(lambda client: client.call_tool(name, arguments))

    def ask(self, name: str, **arguments: object) -> dict[str, object]:
        result = self.call(name, **arguments)
        assert not result.is_error, result.content
        return cast("dict[str, object]", result.structured_content)

    async def _connected(self, act: Act[T]) -> T:
        transport = httpx2.ASGITransport(self.app, client=(CLIENT, 50000))
        async with (
            httpx2.AsyncClient(transport=transport, timeout=60) as http,
            Client(streamable_http_client("http://localhost/mcp", http_client=http)) as client,
        ):
            return await act(client)


@contextmanager
def visiting(settings: Settings, graph: GraphStore) -> Iterator[Visit]:
    app = create_app(settings, graph)
    with asyncio.Runner() as runner:
        context = app.router.lifespan_context(app)
        runner.run(context.__aenter__())
        yield Visit(app, runner)
        runner.run(context.__aexit__(None, None, None))


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("mcp"), query_workers=1)
    with visiting(settings, open_installation(settings).graph) as visit:
        yield visit


@pytest.fixture(scope="module")
def tools(visit: Visit) -> Mapping[str, Tool]:
    async def listed(client: Client) -> dict[str, Tool]:
        return {tool.name: tool for tool in (await client.list_tools()).tools}

    return visit.do(listed)


def said(result: CallToolResult) -> str:
    block = result.content[0]
    assert isinstance(block, TextContent)
    return block.text


def test_there_are_five_tools_that_only_read(tools: Mapping[str, Tool]) -> None:
    assert list(tools) == ["search", "entity", "neighbours", "schema", "sparql"]
    for tool in tools.values():
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.annotations.open_world_hint is False


def test_every_argument_of_every_tool_is_typed_and_explained(tools: Mapping[str, Tool]) -> None:
    for tool in tools.values():
        Draft202012Validator.check_schema(tool.input_schema)
        assert tool.input_schema["additionalProperties"] is False
        for each in tool.input_schema["properties"].values():
            assert {"type"} & each.keys()
            assert len(each["description"]) > 20


def test_the_kinds_one_may_search_for_are_those_there_are() -> None:
    assert get_args(Kind) == KINDS


def test_search_forgives_a_misspelling(visit: Visit) -> None:
    answer = visit.ask("search", query="trondhjem kommune", kinds=["actor"], limit=1)

    hits = cast("list[dict[str, object]]", answer["hits"])
    assert hits[0]["name"] == "Trondheim kommune"
    assert (len(hits), hits[0]["kind"]) == (1, "actor")


def test_entity_gives_a_record_by_key_and_by_iri(visit: Visit) -> None:
    by_key = visit.ask("entity", iri="partnership/trd3")
    by_iri = visit.ask("entity", iri=f"{BASE}/id/partnership/trd3", language="en")

    assert by_key["record"] == by_iri["record"]
    assert by_key["page"] == "http://localhost/partnerships/trd3"
    assert by_key["kind"] == "partnership"


def test_entity_of_a_statement_gives_the_statement_alone(visit: Visit) -> None:
    answer = visit.ask("entity", iri=f"{BASE}/id/partnership/trd3#trigger-1")

    record = cast("dict[str, object]", answer["record"])
    assert answer["iri"] == f"{BASE}/id/partnership/trd3#trigger-1"
    assert len(json.dumps(record)) < 10_000


def test_a_stored_question_comes_with_its_query(visit: Visit) -> None:
    answer = visit.ask("entity", iri="question/folkehelse")

    assert "SELECT" in json.dumps(answer["record"])


def test_neighbours_name_the_statement_that_links(visit: Visit) -> None:
    answer = visit.ask("neighbours", iri="partnership/trd3", direction="out", limit=200)

    found = cast("list[dict[str, str]]", answer["neighbours"])
    ntnu = [each for each in found if each["iri"] == f"{BASE}/id/actor/ntnu"]
    assert ntnu
    assert {each["direction"] for each in found} == {"out"}
    assert all(each["statement"].startswith(f"{BASE}/id/partnership/trd3#") for each in ntnu)
    assert ntnu[0]["name"] == "Norges teknisk-naturvitenskapelige universitet"


def test_neighbours_lead_back_by_the_property_asked_for(visit: Visit) -> None:
    answer = visit.ask(
        "neighbours", iri="actor/ntnu", direction="in", property="org:member", limit=5
    )

    found = cast("list[dict[str, str]]", answer["neighbours"])
    assert answer["more"] is True
    assert [each["property"] for each in found] == ["org:member"] * 5
    assert all(each["iri"].startswith(f"{BASE}/id/") and "#" not in each["iri"] for each in found)


def test_schema_counts_classes_and_names_code_lists_and_questions(visit: Visit) -> None:
    answer = visit.ask("schema")

    classes = {each["name"]: each for each in cast("list[dict[str, object]]", answer["classes"])}
    assert cast("int", classes["pk:Partnership"]["instances"]) >= 16
    assert "code:role" in [each["name"] for each in cast("list[dict[str, str]]", answer["codes"])]
    assert len(cast("list[object]", answer["questions"])) > 60
    assert cast("dict[str, str]", answer["prefixes"])["pk"] == f"{BASE}/ns#"


def test_schema_of_a_class_tells_its_properties_and_where_they_lead(visit: Visit) -> None:
    answer = visit.ask("schema", about="pk:Partnership")

    properties = {
        each["name"]: each for each in cast("list[dict[str, object]]", answer["properties"])
    }
    founded = cast("list[str]", properties["schema:foundingDate"]["values"])
    members = cast("list[str]", properties["org:hasMembership"]["values"])
    assert "xsd:gYear" in founded
    assert members == ["org:Membership"]


def test_schema_of_a_code_list_gives_its_codes(visit: Visit) -> None:
    answer = visit.ask("schema", about="code:role")

    names = [each["name"] for each in cast("list[dict[str, str]]", answer["codes"])]
    assert "role:academic" in names


def test_sparql_gives_rows_of_plain_strings(visit: Visit) -> None:
    answer = visit.ask(
        "sparql",
        query="PREFIX pk: <https://w3id.org/partnerskap/ns#> "
        "SELECT ?p (1 AS ?one) { ?p a pk:Partnership } ORDER BY ?p LIMIT 2",
    )

    rows = cast("list[dict[str, str]]", answer["rows"])
    assert answer["columns"] == ["p", "one"]
    assert len(rows) == 2
    assert rows[0]["one"] == "1"


def test_sparql_tells_truths_and_writes_turtle(visit: Visit) -> None:
    truth = visit.ask("sparql", query="ASK { ?s ?p ?o }")
    graph = visit.ask("sparql", query="CONSTRUCT { <urn:a> <urn:b> 1 } WHERE { }")

    assert truth["truth"] is True
    assert "<urn:a> <urn:b> 1" in str(graph["turtle"])


@pytest.mark.parametrize(
    ("name", "arguments", "advice"),
    [
        ("search", {"query": "x", "limit": 500}, "limit: Input should be less than or equal to 50"),
        ("search", {"q": "x"}, "query: Field required"),
        ("entity", {"iri": "partnership/finnes-ikke"}, "Try the search"),
        ("entity", {"iri": "https://example.org/"}, "Call 'search'"),
        ("neighbours", {"iri": "Trondheim kommune"}, "Call 'search'"),
        ("neighbours", {"iri": "actor/ntnu", "property": "<> } #"}, "Call 'schema'"),
        ("schema", {"about": "pk:Nothing"}, "Call 'schema' without arguments"),
        ("schema", {"about": "code:nothing"}, "Call 'schema' without arguments"),
        ("sparql", {"query": "SELECT * WHERE { ?s ?p }"}, "syntax error"),
        ("sparql", {"query": "INSERT DATA { <a:b> <a:b> 1 }"}, "can only ask"),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, "SERVICE"),
        ("sparql", {"query": "SELECT * { ?s ?p ?o }"}, "LIMIT"),
        ("delete", {}, "There is no tool 'delete'"),
    ],
)
def test_what_goes_wrong_is_told_in_words_a_model_can_act_upon(
    visit: Visit, name: str, arguments: dict[str, object], advice: str
) -> None:
    result = visit.call(name, **arguments)

    assert result.is_error
    assert advice in said(result)


def test_a_query_is_stopped_at_the_deadline_of_the_endpoint() -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with visiting(Settings(query_workers=1, max_query_seconds=1), load_world()) as visit:
        result = visit.call("sparql", query=query)

    assert result.is_error
    assert "too long" in said(result)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("sparql", {"query": "ASK {}"}), ("neighbours", {"iri": "actor/ntnu"}), ("schema", {})],
)
def test_whoever_has_used_its_share_is_turned_away_here_too(
    visit: Visit, name: str, arguments: dict[str, object]
) -> None:
    budget = visit.app.state.gate.budget
    budget.spend(CLIENT, 100_000)
    try:
        result = visit.call(name, **arguments)
    finally:
        budget.spend(CLIENT, -100_000)

    assert result.is_error
    assert "Wait" in said(result)


def test_an_answer_too_large_for_a_model_is_not_given(visit: Visit) -> None:
    result = visit.call("entity", iri="reference/los")

    assert result.is_error
    assert "larger than 100000 bytes" in said(result)
