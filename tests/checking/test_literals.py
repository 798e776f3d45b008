"""Literals that rdflib takes and XSD does not are found by our rules and by those that are sent."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Store

from partnerskap.checking.check import check
from partnerskap.checking.task import Profile, Task
from partnerskap.graph.terms import PREFIXES
from partnerskap.incoming.reading import Sent
from xsd_literals import SPELLINGS

STORE = Store()


def line(name: str, text: str) -> bytes:
    literal = Literal(text, datatype=NamedNode(PREFIXES["xsd"] + name))
    return f"<urn:a> <urn:p> {literal} .".encode()


@pytest.mark.parametrize(("name", "good", "bad"), SPELLINGS)
def test_our_rules_find_an_ill_formed_literal_at_its_place(name: str, good: str, bad: str) -> None:
    sound = check(Task((Sent("a.nt", line(name, good)),)), STORE)
    faulty = check(Task((Sent("a.nt", line(name, bad)),)), STORE)

    assert sound.report.results == ()
    (result,) = faulty.report.results
    place = faulty.incoming.places.find(result)
    assert place is not None
    assert (place.line, place.column) == (1, 17)
    assert result.message.nb
    assert PREFIXES["xsd"] not in result.message.nb + result.message.en


@pytest.mark.parametrize(("name", "good", "bad"), SPELLINGS)
def test_a_datatype_asked_for_by_other_shapes_must_be_well_formed(
    name: str, good: str, bad: str
) -> None:
    shapes = f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
        <urn:S> sh:targetNode <urn:a> ;
            sh:property [ sh:path <urn:p> ; sh:datatype <{PREFIXES["xsd"]}{name}> ] ."""
    sent = (Sent("s.ttl", shapes.encode()),)

    found = [
        len(
            check(
                Task((Sent("a.nt", line(name, text)),), sent, Profile.SHAPES), STORE
            ).report.results
        )
        for text in (good, bad)
    ]

    assert found == [0, 1]
