"""Our functions in queries: text search, and what GeoSPARQL the engine offers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from partnerskap.functions import FUNCTIONS
from partnerskap.graph.terms import PREFIXES
from partnerskap.settings import Settings
from partnerskap.sparql.configure import make_pool
from partnerskap.sparql.execute import Job
from partnerskap.sparql.formats import ROW_FORMATS, choose
from partnerskap.sparql.functions import _or_die, load_calls, load_functions
from partnerskap.sparql.guard import check
from partnerskap.sparql.holding import Snapshot
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.request import Dataset

WORLD = """
<urn:1> <urn:says> "Kommunene forsker på helse"@nb .
<urn:2> <urn:says> "Kommunen bygger skole"@nb .
<urn:3> <urn:says> "The municipality does research"@en .
<urn:4> <urn:says> <urn:kommune> .
"""
HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("pkf", "geo", "geof", "uom"))


def ask(query: str) -> list[tuple[str, ...]]:
    """Ask the small graph with our functions at hand."""
    store = Store()
    store.load(WORLD, format=RdfFormat.TURTLE)
    solutions = store.query(HEAD + query, custom_functions=load_calls("partnerskap.functions"))
    rows: Sequence[Sequence[NamedNode | Literal | None]] = list(solutions)  # type: ignore[arg-type]  # all are SELECT
    return [tuple(term.value if term is not None else "" for term in row) for row in rows]


def test_texts_are_found_by_word_in_any_inflection() -> None:
    query = 'SELECT ?s { ?s <urn:says> ?t FILTER(pkf:matches(?t, "kommune")) } ORDER BY ?s'

    assert ask(query) == [("urn:1",), ("urn:2",)]


def test_texts_are_ranked_by_their_score() -> None:
    query = """SELECT ?s ?score { ?s <urn:says> ?t
    BIND(pkf:score(?t, "kommunen helse") AS ?score) FILTER(?score > 0) } ORDER BY DESC(?score)"""

    assert ask(query) == [("urn:1", "0.9"), ("urn:2", "0.5")]


@pytest.mark.parametrize(
    "call",
    [
        'pkf:matches(<urn:x>, "a")',
        'pkf:matches("a", 1/0)',
        'pkf:matches("a", "")',
        'pkf:matches("a")',
        'pkf:score("a", "a", "a")',
        'pkf:score(?unbound, "a")',
    ],
)
def test_a_call_that_makes_no_sense_is_a_sparql_error(call: str) -> None:
    assert ask(f"SELECT ?x {{ BIND({call} AS ?x) }}") == [("",)]


def test_a_number_is_text_enough() -> None:
    assert ask('SELECT ?x { BIND(pkf:matches(2021, "2021") AS ?x) }') == [("true",)]


@pytest.mark.parametrize(
    ("first", "second", "kilometres"),
    [
        ("10.7522 59.9139", "5.3221 60.3913", 305.067),  # Oslo and Bergen
        ("10.3951 63.4305", "18.9553 69.6492", 786.857),  # Trondheim and Tromsø
        ("10.0 60.0", "10.0 61.0", 111.195),  # one degree of latitude
        ("10.0 60.0", "10.0 60.0", 0.0),
    ],
)
def test_distance_between_points_is_in_metres_on_the_globe(
    first: str, second: str, kilometres: float
) -> None:
    points = ", ".join(f'"POINT({point})"^^geo:wktLiteral' for point in (first, second))
    ((metres,),) = ask(f"SELECT (geof:distance({points}, uom:metre) AS ?d) {{}}")

    assert float(metres) / 1000 == pytest.approx(kilometres, rel=1e-5, abs=0.001)


def test_every_function_says_how_it_is_called() -> None:
    assert [each.signature.partition("(")[0] for each in FUNCTIONS] == ["pkf:matches", "pkf:score"]
    assert all(each.iri.startswith(PREFIXES["pkf"]) for each in FUNCTIONS)
    assert all(each.meaning.endswith(".") for each in FUNCTIONS)


def test_workers_have_the_functions_of_the_module_they_are_given() -> None:
    assert asyncio.run(_ask_pool("partnerskap.functions")) == "true"


def test_without_a_module_there_are_no_functions() -> None:
    assert load_functions("") == ()
    with pytest.raises(TypeError, match="no tuple FUNCTIONS"):
        load_functions("partnerskap.errors")


def test_a_function_without_memory_ends_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr("os._exit", ended.append)

    def greedy() -> None:
        raise MemoryError

    _or_die(greedy)()

    assert ended == [70]


async def _ask_pool(functions: str) -> str:
    settings = Settings(query_workers=1)
    pool = make_pool(settings, lambda: Snapshot("1", b""), PREFIXES, functions=functions)
    query = HEAD + 'SELECT ?x { BIND(pkf:matches("kommunene", "kommune") AS ?x) }'
    job = Job(check(query, Limits()), Dataset(), choose(ROW_FORMATS, None, "json").format)
    async with pool:
        answer = await pool.run(job)
        body = b"".join([chunk async for chunk in answer.chunks])
    value = json.loads(body)["results"]["bindings"][0]["x"]["value"]
    assert isinstance(value, str)
    return value
