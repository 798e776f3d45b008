"""Queries that ask other endpoints, in the pool and through the relay."""

from __future__ import annotations

import asyncio
import json

import pytest

from federated import call, make_bench, running
from other_endpoint import other_endpoint, reply, rows
from partnerskap.errors import FederationError, QuerySyntaxError
from partnerskap.sparql.fetching import CallBounds

ALL = "?s <http://example.org/p> ?o"


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("SELECT ?name { %s }", ["x", "y"]),
        ("SELECT ?name { { SELECT ?name { %s } } FILTER(?name = 'y') }", ["y"]),
        ("SELECT ?k ?name { VALUES ?k { 1 } OPTIONAL { %s } }", ["1,x", "1,y"]),
        ("SELECT ?s { VALUES ?s { 1 } FILTER EXISTS { %s } }", ["1"]),
        ("SELECT ?s { VALUES ?s { 1 } FILTER NOT EXISTS { %s } }", []),
        ("SELECT ?name { VALUES ?name { 'x' 'z' } MINUS { %s } }", ["z"]),
        ("SELECT ?name { { BIND('z' AS ?name) } UNION { %s } }", ["x", "y", "z"]),
        ("SELECT (COUNT(*) AS ?n) { %s }", ["2"]),
        ("SELECT ?o ?name { <http://example.org/7> ?q ?o . %s }", ["value 7,x", "value 7,y"]),
    ],
)
def test_rows_from_elsewhere_take_part_wherever_a_service_may_stand(
    query: str, lines: list[str]
) -> None:
    with other_endpoint(reply(rows("x", "y"))) as other:

        async def scene() -> list[str]:
            async with running(make_bench(other)) as bench:
                return await bench.ask(query % call(other))

        assert asyncio.run(scene()) == lines
        assert other.queries == ["SELECT * WHERE { ?s ?p ?name . }"]


def test_graphs_and_truth_come_of_it_too() -> None:
    with other_endpoint(reply(rows("x"))) as other:

        async def scene() -> list[bytes | None]:
            construct = f"CONSTRUCT {{ <urn:s> <urn:p> ?name }} {{ {call(other)} }}"
            async with running(make_bench(other)) as bench:
                return [
                    (await bench.begin(construct, "nt")).body,
                    (await bench.begin(f"ASK {{ {call(other)} }}")).body,
                ]

        assert asyncio.run(scene()) == [b'<urn:s> <urn:p> "x" .\n', b"true\n"]


def test_names_and_relative_addresses_lead_to_the_same_endpoint() -> None:
    with other_endpoint(reply(rows("x"))) as other:
        base = other.address.removesuffix("sparql")

        async def scene() -> list[list[str]]:
            async with running(make_bench(other)) as bench:
                return [
                    await bench.ask(f"PREFIX o: <{base}> SELECT ?name {{ SERVICE o:sparql {{}} }}"),
                    await bench.ask(f"BASE <{base}x> SELECT ?name {{ SERVICE <sparql> {{}} }}"),
                ]

        assert asyncio.run(scene()) == [["x"], ["x"]]


def test_a_service_within_a_service_is_asked_for_by_its_own_name() -> None:
    with other_endpoint(reply(rows("x"))) as one, other_endpoint(reply(rows("y"))) as two:

        async def scene() -> list[str]:
            async with running(make_bench(one, two)) as bench:
                inner = call(two, "?name ?q ?r", silent=True)
                return await bench.ask(f"SELECT ?name {{ {call(one, f'?s ?p ?name {inner}')} }}")

        assert asyncio.run(scene()) == ["x"]
        assert two.requests == []
        (asked,) = one.queries
        assert f"SERVICE SILENT <{two.address}>" in asked


def test_the_same_question_for_a_hundred_rows_is_put_once() -> None:
    with other_endpoint(reply(rows("x"))) as other:

        async def scene() -> list[int]:
            bounds = CallBounds(seconds=5, calls=1)
            exists = f"SELECT ?s {{ {ALL} FILTER EXISTS {{ {call(other)} }} }}"
            lateral = f"SELECT ?s {{ {ALL} LATERAL {{ {call(other)} }} }}"
            async with running(make_bench(other, bounds=bounds)) as bench:
                return [len(await bench.ask(query)) for query in (exists, lateral)]

        assert asyncio.run(scene()) == [100, 100]
        assert len(other.queries) == 2


def test_more_different_questions_than_allowed_are_refused() -> None:
    with other_endpoint(reply(rows("x"))) as other:

        async def scene() -> tuple[list[str], FederationError]:
            calls = [call(other, f"?s <urn:{number}> ?name") for number in range(3)]
            async with running(make_bench(other, bounds=CallBounds(seconds=5, calls=2))) as bench:
                found = await bench.ask(f"SELECT ?name {{ {calls[0]} {calls[1]} }}")
                with pytest.raises(FederationError) as caught:
                    await bench.ask(f"SELECT ?name {{ {' '.join(calls)} }}")
                return found, caught.value

        found, error = asyncio.run(scene())
        assert found == ["x"]
        assert "may not ask others more than 2 times" in error.detail.en
        assert (error.members["limit"], error.members["value"]) == ("max_service_calls", 2)
        assert len(other.queries) == 4


def test_questions_repeated_for_want_of_room_count_each_time() -> None:
    answer = rows("x" * 100)
    with other_endpoint(reply(answer)) as other:

        async def scene() -> FederationError:
            bounds = CallBounds(seconds=5, bytes=len(answer) * 3 // 2, calls=3)
            one, two = (f"EXISTS {{ {call(other, f'?s <urn:{n}> ?name')} }}" for n in range(2))
            async with running(make_bench(other, bounds=bounds)) as bench:
                with pytest.raises(FederationError) as caught:
                    await bench.ask(f"SELECT ?s {{ {ALL} FILTER({one} && {two}) }}")
                return caught.value

        error = asyncio.run(scene())
        assert error.members["limit"] == "max_service_calls"
        assert len(other.queries) == 3


BROKEN = {
    "status": reply(rows("x"), status="500 Oh"),
    "redirect": reply(b"", "Location: http://127.0.0.1:9/", status="307 Other"),
    "type": reply(rows("x"), kind="text/html"),
    "cut": reply(rows(*map(str, range(500)))[:-20]),
    "gone": lambda connection: connection.close(),
}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o { ?s ?p ?o FILTER EXISTS { %s } }",
        "SELECT ?o { ?s ?p ?o FILTER(?o = 'x' || EXISTS { %s }) }",
        "SELECT ?o { ?s ?p ?o BIND(COALESCE(EXISTS { %s }, false) AS ?x) }",
        "SELECT ?o { ?s ?p ?o OPTIONAL { %s } }",
        "SELECT ?o { ?s ?p ?o MINUS { %s } }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER NOT EXISTS { %s } }",
    ],
)
def test_a_failure_is_never_taken_for_an_empty_answer(query: str) -> None:
    with other_endpoint(BROKEN["status"]) as other:

        async def scene() -> None:
            async with running(make_bench(other)) as bench:
                with pytest.raises(FederationError, match="it answered 500"):
                    await bench.ask(query % call(other))

        asyncio.run(scene())


@pytest.mark.parametrize("kind", BROKEN)
def test_a_service_that_fails_fails_the_query_unless_it_is_silent(kind: str) -> None:
    with other_endpoint(BROKEN[kind]) as other:

        async def scene() -> tuple[str, list[list[str]]]:
            async with running(make_bench(other)) as bench:
                with pytest.raises(FederationError) as caught:
                    await bench.ask(f"SELECT ?o ?name {{ {ALL} {call(other)} }}")
                one = "BIND(1 AS ?o)"
                silent = call(other, silent=True)
                return caught.value.detail.en, [
                    await bench.ask(f"SELECT ?o ?name {{ {one} {silent} }}"),
                    await bench.ask(f"SELECT ?o ?name {{ {one} OPTIONAL {{ {silent} }} }}"),
                    await bench.ask(f"SELECT ?o ?name {{ {one} FILTER EXISTS {{ {silent} }} }}"),
                ]

        said, silent = asyncio.run(scene())
        assert said.startswith(f"The query had us ask {other.address}, but ")
        assert said.endswith("write SERVICE SILENT to get the rest of the answer without it.")
        # One solution without bindings stands for it (SPARQL 1.1 Federated Query, section 2.3).
        assert silent == [["1,"], ["1,"], ["1,"]]


def test_the_failure_told_is_the_one_that_failed_the_query() -> None:
    with (
        other_endpoint(reply(b"", status="500 Oh")) as one,
        other_endpoint(reply(b"", status="404 No")) as two,
    ):

        async def scene() -> FederationError:
            both = f"SELECT * {{ {call(one, silent=True)} {call(two)} }}"
            async with running(make_bench(one, two)) as bench:
                with pytest.raises(FederationError) as caught:
                    await bench.ask(both)
                return caught.value

        assert asyncio.run(scene()).members == {"endpoint": two.address}


def test_a_slip_of_the_pen_is_told_as_ever_and_asks_nobody() -> None:
    with other_endpoint(reply(rows("x"))) as other:

        async def scene() -> tuple[int | None, int | None]:
            async with running(make_bench(other)) as bench:
                with pytest.raises(QuerySyntaxError) as caught:
                    await bench.ask(f"ASK {{ {call(other)} }} ?x")
                return caught.value.line, caught.value.column

        assert asyncio.run(scene()) == (1, len(f"ASK {{ {call(other)} }} ?"))
        assert other.requests == []


def test_rows_keep_what_they_are() -> None:
    bindings = [
        {"name": {"type": "literal", "value": 'Ås\u0000\n"', "xml:lang": "nb"}},
        {"name": {"type": "bnode", "value": "b0"}},
        {"name": {"type": "uri", "value": "http://example.org/å"}},
        {},
    ]
    body = json.dumps({"head": {"vars": ["name"]}, "results": {"bindings": bindings}}).encode()
    with other_endpoint(reply(body)) as other:

        async def scene() -> list[dict[str, dict[str, str]]]:
            async with running(make_bench(other)) as bench:
                answer = await bench.begin(f"SELECT ?name {{ {call(other)} }}", "json")
                assert answer.body is not None
                found: list[dict[str, dict[str, str]]] = json.loads(answer.body)["results"][
                    "bindings"
                ]
                return found

        found = asyncio.run(scene())
        assert [found[0], found[2], found[3]] == [bindings[0], bindings[2], bindings[3]]
        assert found[1]["name"]["type"] == "bnode"
