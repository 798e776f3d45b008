"""Every triple of an RDF/XML text is found where it stands."""

from __future__ import annotations

from xml.sax.saxutils import unescape

import pytest
from pyoxigraph import RdfFormat, parse, serialize
from rdflib import Graph

from partnerskap.graph.loading import Release
from partnerskap.graph.terms import PREFIXES
from partnerskap.incoming.xml_sites import find_xml_sites

_HEAD = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n'
_TAIL = "</rdf:RDF>"


def _cut(body: bytes) -> list[tuple[tuple[str, str, str], tuple[str, str, str]]]:
    quads = parse(body, RdfFormat.RDF_XML, base_iri="http://b/")
    triples = [(quad.subject, quad.predicate, quad.object) for quad in quads]
    sited = find_xml_sites(body, triples)
    assert len(sited) == len(triples)
    text = body.decode()
    return [
        (words, (text[s.start : s.end], text[p.start : p.end], text[o.start : o.end]))
        for words, (s, p, o) in sited
    ]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ('<e:T rdf:about="#x"/>', [("#x", "e:T", "e:T")]),
        (
            '<rdf:Description rdf:about="æ"><e:p>text ø</e:p></rdf:Description>',
            [("æ", "e:p", "text ø")],
        ),
        (
            '<rdf:Description rdf:about="a" e:k="v"><e:q rdf:resource="z"/></rdf:Description>',
            [("a", "v", "v"), ("a", "e:q", "z")],
        ),
        (
            (
                '<rdf:Description rdf:about="a"><e:n><e:U><e:m xml:lang="nb">2</e:m></e:U></e:n>'
                "</rdf:Description>"
            ),
            [("e:U", "e:U", "e:U"), ("e:U", "e:m", "2"), ("a", "e:n", "e:U")],
        ),
        (
            (
                '<rdf:Description rdf:about="a"><e:p rdf:parseType="Resource"><e:in>3</e:in></e:p>'
                "<rdf:li>one</rdf:li></rdf:Description>"
            ),
            [("a", "e:p", "e:p"), ("e:p", "e:in", "3"), ("a", "rdf:li", "one")],
        ),
        (
            '<rdf:Description rdf:about="a"><e:r rdf:ID="s">z</e:r></rdf:Description>',
            [("a", "e:r", "z"), *[("s", "e:r", "z")] * 4],
        ),
        (
            (
                '<rdf:Description rdf:about="a"><e:c rdf:parseType="Collection">'
                '<rdf:Description rdf:about="i"/></e:c><e:l rdf:parseType="Literal"><b>x</b></e:l>'
                '<e:blank e:ba="1"/></rdf:Description>'
            ),
            [
                ("a", "e:c", "i"),
                ("i", "i", "i"),
                ("i", "i", "i"),
                ("a", "e:l", "e:l"),
                ("e:blank", "1", "1"),
                ("a", "e:blank", "e:blank"),
            ],
        ),
    ],
)
def test_the_forms_of_the_syntax(inner: str, expected: list[tuple[str, str, str]]) -> None:
    assert [cut for _, cut in _cut(f"{_HEAD}{inner}{_TAIL}".encode())] == expected


def test_every_triple_of_every_file_is_found_when_written_as_rdf_xml() -> None:
    release = Release.open()
    checked = 0
    for file in release.files:
        if not file.path.startswith("data/"):
            continue
        text = (release.root / file.path).read_bytes()
        triples = [quad.triple for quad in parse(text, RdfFormat.TURTLE)]
        body = serialize(triples, format=RdfFormat.RDF_XML, prefixes=PREFIXES) or b""
        for (_, predicate, value), cut in _cut(body):
            assert predicate.endswith((cut[1].rpartition(":")[2], "#type"))
            shown = unescape(cut[2], {"&quot;": '"', "&apos;": "'"})
            assert value == shown or value.endswith(shown.rpartition(":")[2])
            checked += 1

    assert checked > 30_000


@pytest.mark.parametrize("form", ["xml", "pretty-xml"])
def test_what_other_programs_write_is_found_too(form: str) -> None:
    release = Release.open()
    for slug in ("trd3", "alesund", "oslo"):
        graph = Graph().parse(release.root / "data" / "partnerships" / f"{slug}.ttl")

        assert len(_cut(graph.serialize(format=form).encode())) == len(graph)


def test_nothing_is_said_when_text_and_triples_do_not_go_together() -> None:
    body = f'{_HEAD}<e:T rdf:about="#x"/>{_TAIL}'.encode()

    assert find_xml_sites(body, []) == []
