"""Every triple of a Turtle-like text is found where it stands."""

from __future__ import annotations

import random
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from partnerskap.graph.loading import Release, turtle_base
from partnerskap.incoming.turtle_sites import find_sites

_PREFIX = "@prefix e: <http://e/> .\n"
_SIMPLE = (
    "e:n",
    '"s"',
    '"s"@nb',
    '"s"^^e:t',
    "7",
    "true",
    "_:b",
    "<http://e/x>",
    "[]",
    "()",
    "1.5",
)


def _cut(text: str) -> list[tuple[str, str, str]]:
    return [
        (text[s.start : s.end], text[p.start : p.end], text[o.start : o.end])
        for s, p, o in find_sites(text)
    ]


def test_the_places_of_a_small_text() -> None:
    text = _PREFIX + 'e:s a e:T ;\n  e:p "æ;."@nb , [ e:q 1 ] . # e:not "here"\n'

    assert _cut(text) == [
        ("e:s", "a", "e:T"),
        ("e:s", "e:p", '"æ;."@nb'),
        ("[", "e:q", "1"),
        ("e:s", "e:p", "["),
    ]


def test_lists_are_found_by_their_items() -> None:
    assert _cut(_PREFIX + "e:s e:p ( 1 e:two ) .") == [
        ("1", "1", "1"),
        ("e:s", "e:p", "("),
        ("e:two", "e:two", "e:two"),
        ("1", "1", "e:two"),
        ("e:two", "e:two", ")"),
    ]


@pytest.mark.parametrize(
    ("form", "text", "objects"),
    [
        (
            RdfFormat.TRIG,
            _PREFIX + "e:g { e:s e:p [ e:q 1 ] } GRAPH e:h { e:s e:p 2 . e:x a e:y } { e:d e:p 3 }"
            " e:f e:p 4 . [] { e:s e:p 9 }",
            ["1", "[", "2", "e:y", "3", "4", "9"],
        ),
        (
            RdfFormat.N_QUADS,
            '<http://e/s> <http://e/p> "x"@nb <http://e/g> .\n_:a <http://e/p> _:b .\n',
            ['"x"@nb', "_:b"],
        ),
        (RdfFormat.TURTLE, "PREFIX e: <http://e/>\nBASE <http://e/>\ne:s e:p.q <x>.\n", ["<x>"]),
        (
            RdfFormat.TURTLE,
            _PREFIX + "e:s e:p '''a'b''' , \"\"\"c\"d\n\"\"\" .",
            ["'''a'b'''", '"""c"d\n"""'],
        ),
        (RdfFormat.TURTLE, _PREFIX + "e:s e:p e:a\\.b , -1.5e3 ; ; .", ["e:a\\.b", "-1.5e3"]),
    ],
)
def test_the_forms_of_the_grammar(form: RdfFormat, text: str, objects: list[str]) -> None:
    found = _cut(text)

    assert len(found) == len(list(parse(text, form)))
    assert [value for _, _, value in found] == objects


def test_every_triple_of_every_file_stands_where_it_is_said_to() -> None:
    release = Release.open()
    checked = 0
    for file in release.files:
        if not file.path.endswith(".ttl"):
            continue
        text = (release.root / file.path).read_text("utf-8")
        base = turtle_base(PurePosixPath(file.path)) or "http://base.example/"
        parser = parse(text, RdfFormat.TURTLE, base_iri=base)
        quads = list(parser)
        found = _cut(text)
        assert len(found) == len(quads), file.path
        prologue = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in parser.prefixes.items())
        terms = [
            pair
            for quad, words in zip(quads, found, strict=True)
            for pair in _pairs(quad, words)
            if not isinstance(pair[0], BlankNode)
        ]
        lines = "".join(
            f"<x:x> {word} <x:x> .\n" if word == "a" else f"<x:x> <x:x> {word} .\n"
            for _, word in terms
        )
        again = list(parse(prologue + lines, RdfFormat.TURTLE, base_iri=parser.base_iri or base))
        for (term, word), quad in zip(terms, again, strict=True):
            assert term == (quad.predicate if word == "a" else quad.object), (file.path, word)
        checked += len(terms)

    assert checked > 100_000


def _pairs(
    quad: Quad, words: tuple[str, str, str]
) -> list[tuple[NamedNode | BlankNode | Literal, str]]:
    terms = (quad.subject, quad.predicate, quad.object)
    synthetic = words[2] == ")" or words[0] == words[1]
    return [] if synthetic else [(t, w) for t, w in zip(terms, words, strict=True)]  # type: ignore[misc]  # our data hold no triple terms


@given(st.integers(0, 2**32))
def test_places_and_triples_go_together_however_things_are_nested(seed: int) -> None:
    text = _PREFIX + _some_turtle(random.Random(seed))  # noqa: S311 - no secret
    quads = list(parse(text, RdfFormat.TURTLE))
    found = _cut(text)

    assert len(found) == len(quads)
    for quad, (_, predicate, value) in zip(quads, found, strict=True):
        if isinstance(quad.object, Literal):
            assert quad.object.value in value
        elif isinstance(quad.object, NamedNode) and not value.startswith(("(", ")")):
            assert value.strip("<>").rpartition(":")[2].rpartition("/")[2] in quad.object.value
        if not quad.predicate.value.startswith("http://www.w3.org/"):
            assert predicate.rpartition(":")[2] in quad.predicate.value


def _some_turtle(chance: random.Random) -> str:
    return "".join(f"{_subject(chance)} {_properties(chance, 0)} .\n" for _ in range(2))


def _subject(chance: random.Random) -> str:
    return chance.choice(
        ("e:s", f"[ {_properties(chance, 2)} ]", f"( {_value(chance, 2)} {_value(chance, 2)} )")
    )


def _properties(chance: random.Random, depth: int) -> str:
    return " ; ".join(
        f"e:p{chance.randrange(9)} "
        + " , ".join(_value(chance, depth) for _ in range(chance.randrange(1, 3)))
        for _ in range(chance.randrange(1, 3))
    )


def _value(chance: random.Random, depth: int) -> str:
    kind = chance.randrange(3 if depth < 4 else 1)
    if kind == 1:
        return f"[ {_properties(chance, depth + 1)} ]"
    if kind == 2:
        return f"( {' '.join(_value(chance, depth + 1) for _ in range(chance.randrange(4)))} )"
    return chance.choice(_SIMPLE)
