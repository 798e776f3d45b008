"""What people send becomes triples with places; what could harm is refused with a reason."""

from __future__ import annotations

import gzip
import time

import pytest

from partnerskap.errors import InvalidDataError, TooLargeError
from partnerskap.graph.terms import BASE, DocumentKey, Iri
from partnerskap.incoming.limits import Limits
from partnerskap.incoming.reading import Incoming, Options, Sent, read, read_all
from partnerskap.incoming.terms import IMPORTS, check_imports
from partnerskap.records.report import Result, Severity
from partnerskap.records.wording import NOTHING

_P = f"{BASE}/id/partnership/ny"
_TURTLE = f"""@base <{_P}> .
@prefix e: <http://e/> .

<> a e:Partnership ;
    e:name "Ny"@nb ;
    e:member <#m1> , <#m2> .

<#m1> e:role e:unknown .
<{BASE}/id/actor/ntnu> e:name "NTNU" .
"""


def _result(focus: str, *path: str, value: str | None = None) -> Result:
    return Result(Severity.VIOLATION, focus, path, value, Iri(""), Iri(""), NOTHING, NOTHING)


def _read(body: str | bytes, name: str = "ny.ttl", **limits: int) -> Incoming:
    sent = body.encode() if isinstance(body, str) else body
    return read(Sent(name, sent), Options(Limits(**limits)))


@pytest.mark.parametrize(
    ("result", "place"),
    [
        (_result(_P, "http://e/name", value="Ny"), (5, 12)),
        (_result(_P, "http://e/member", value=f"{_P}#m2"), (6, 22)),
        (_result(f"{_P}#m1", "http://e/role", value="http://e/unknown"), (8, 14)),
        (_result(f"{_P}#m1", "http://e/missing"), (8, 1)),
        (_result(f"{_P}#m2", "http://e/role"), (6, 22)),
        (_result(_P), (4, 1)),
        (_result(_P, value=_P), (4, 1)),
        (_result(_P, "http://e/name"), (5, 5)),
        (_result(_P, "http://e/member", "http://e/role", value="http://e/unknown"), (8, 14)),
        (_result(f"{_P}#m2", "http://e/inverse", value=_P), (6, 22)),
    ],
)
def test_a_result_is_found_at_its_value_else_its_property_else_its_node(
    result: Result, place: tuple[int, int]
) -> None:
    found = _read(_TURTLE).places.find(result)

    assert found is not None
    assert (found.document, found.line, found.column) == ("ny.ttl", *place)


def test_a_node_nobody_wrote_has_no_place() -> None:
    assert _read(_TURTLE).places.find(_result("http://e/elsewhere")) is None


def test_triples_are_told_apart_by_record() -> None:
    records = _read(_TURTLE).records

    assert {str(key): len(triples) for key, triples in records.items()} == {
        "partnership/ny": 5,
        "actor/ntnu": 1,
    }
    assert DocumentKey("partnership", "ny") in records


def test_several_files_are_one_set_and_each_result_finds_its_file() -> None:
    found = read_all(
        [
            Sent("a.ttl", b"<http://e/a> <http://e/p> <http://e/b> ."),
            Sent("b.nt", b'\n<http://e/b> <http://e/p> "x" .\n'),
        ],
        Options(),
    )
    place = found.places.find(_result("http://e/b", "http://e/p", value="x"))

    assert len(found.triples) == 2
    assert place is not None
    assert (place.document, place.line, place.column) == ("b.nt", 2, 27)


def test_a_packed_file_is_read_by_the_name_within() -> None:
    found = _read(gzip.compress(_TURTLE.encode()), "ny.ttl.gz")

    assert [text.name for text in found.texts] == ["ny.ttl"]
    assert len(found.triples) == 6


def test_named_graphs_are_read_as_one_and_said() -> None:
    found = _read("<http://e/g> { <http://e/a> <http://e/p> 1 }", "x.trig")

    assert len(found.triples) == 1
    assert "navngitte grafer" in found.notes[0].text.nb


def test_a_file_in_latin_1_by_its_xml_declaration_is_read() -> None:
    body = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n'
        '<e:T rdf:about="http://e/å"/></rdf:RDF>'
    )
    found = _read(body.encode("latin-1"), "x.rdf")

    assert found.triples[0][0].value == "http://e/å"
    place = found.places.find(_result("http://e/å"))
    assert place is not None
    assert (place.line, place.column) == (2, 17)


@pytest.mark.parametrize(
    ("name", "body", "line", "column"),
    [
        ("x.ttl", "<http://e/a> <http://e/p> 1 .\n<http://e/a> ; .", 2, 14),
        ("x.nt", '<http://e/a> <http://e/p> "x .\n', 1, 27),
        ("x.jsonld", '{"@id": "http://e/a",\n "http://e/p": }', 2, 16),
        ("x.ttl", "<> <http://e/p> 1 .", 1, 1),
    ],
)
def test_a_fault_in_writing_is_told_with_its_place(
    name: str, body: str, line: int, column: int
) -> None:
    with pytest.raises(InvalidDataError) as refused:
        _read(body, name)

    assert (refused.value.members["line"], refused.value.members["column"]) == (line, column)
    assert f"«{name}», linje {line}, kolonne {column}" in refused.value.detail.nb


@pytest.mark.parametrize(
    ("body", "nb", "en"),
    [
        ("a:b a:c 1 .", "prefikset a: er ikke deklarert", "the prefix a: has not been declared"),
        ('<u:a> <u:b> "x', "teksten slutter midt i et utsagn", "in the middle of a statement"),
        ("<u:a> <u:b> 1\n<u:c> <u:d> 2 .", "skal slutte med punktum", "must end with a dot"),
        ("<u:a b> <u:c> 1 .", "kan ikke ha mellomrom", "cannot hold a space"),
        ("<u:a> <u:b> <u:{> .", "kan ikke ha tegnet {", "cannot hold the character {"),
        ("hallo", "hallo kan ikke stå først", "hallo cannot stand first"),
        ('<u:a> "b" 1 .', '"b" kan ikke være en egenskap', '"b" cannot be a property'),
        ("<u:a> <u:b> ja .", "ja kan ikke være en verdi", "ja cannot be a value"),
        ("<a> <u:b> 1 .", "adressen er ikke hel", "the address is not whole"),
        ('<u:a> <u:b> "x\ny" .', "tre hermetegn", "three quotation marks"),
        ('<u:a> <u:b> "\\q" .', "\\q er ingen gyldig kode", "\\q is not a valid code"),
        ("<u:a> <u:b> [ <u:c> 1 .", "skal slutte med ]", "must end with ]"),
        ("@prefix a <u:> .", "et prefiks med kolon", "a prefix with a colon"),
    ],
)
def test_usual_slips_in_turtle_are_told_in_plain_words(body: str, nb: str, en: str) -> None:
    with pytest.raises(InvalidDataError) as refused:
        _read(body, "x.ttl")

    assert nb in refused.value.detail.nb
    assert en in refused.value.detail.en


@pytest.mark.parametrize(
    ("body", "nb", "en"),
    [
        ('{"a": 1 "b": 2}', "skulle det stått komma eller }", "a comma or } was expected"),
        ("{'a': 1}", "en nøkkel i hermetegn", "a key in quotation marks"),
        ('{"a": 1, "a": 2}', "nøkkelen «a» står to ganger", "the key “a” stands twice"),
        ('{"a": "b}', "teksten er ikke avsluttet", "Unterminated string"),
    ],
)
def test_usual_slips_in_json_are_told_in_plain_words(body: str, nb: str, en: str) -> None:
    with pytest.raises(InvalidDataError) as refused:
        _read(body, "x.jsonld")

    assert nb in refused.value.detail.nb
    assert en in refused.value.detail.en


_DEEP = 200_000
_HIDDEN = "@prefix e: <a:> . e:s\\{} a " + "e:p [ " * _DEEP
_XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + f"]>{_XML}&i;</rdf:RDF>"
)


@pytest.mark.parametrize(
    ("name", "body", "nb", "en"),
    [
        ("x.ttl", "<a:s> " + "<a:p> [ " * _DEEP, "nøstet dypere", "nested deeper"),
        ("x.ttl", "<a:s> <a:p> " + "( " * _DEEP, "nøstet dypere", "nested deeper"),
        ("x.ttl", _HIDDEN.format("#"), "nøstet dypere", "nested deeper"),
        ("x.ttl", _HIDDEN.format("'"), "nøstet dypere", "nested deeper"),
        ("x.ttl", _HIDDEN.format("'") + '"\'"', "nøstet dypere", "nested deeper"),
        (
            "x.ttl",
            "<a:s> <a:p> " + "() , " * 200 + '"\\' * _DEEP,
            "kan ikke leses",
            "cannot be read",
        ),
        ("x.jsonld", "[" + "[]," * 200 + '"\\' * _DEEP, "kan ikke leses", "cannot be read"),
        ("x.rdf", _XML + "<!--" * _DEEP, "kan ikke leses", "cannot be read"),
        ("x.rdf", _XML + "<![CDATA[" * _DEEP, "kan ikke leses", "cannot be read"),
        ("x.rdf", _XML + "<?" * _DEEP, "kan ikke leses", "cannot be read"),
        ("x.nt", "<a:s> <a:p> " + "<<( <a:s> <a:p> " * _DEEP, "nøstet dypere", "nested deeper"),
        ("x.jsonld", "[" * _DEEP, "nøstet dypere", "nested deeper"),
        ("x.jsonld", '{"http://e/p":' * _DEEP, "nøstet dypere", "nested deeper"),
        ("x.jsonld", '{"@context":' + "[" * _DEEP, "nøstet dypere", "nested deeper"),
        ("x.rdf", _XML + "<e:T><e:p>" * _DEEP, "nøstet dypere", "nested deeper"),
        ("x.rdf", _LAUGHS, "DOCTYPE", "DOCTYPE"),
        (
            "x.rdf",
            f'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>{_XML}&x;</rdf:RDF>',
            "DOCTYPE",
            "DOCTYPE",
        ),
        ("x.ttl", '<a:s> <a:p> "' + "x" * 200_000 + '" .', "lengre enn", "longer than"),
        ("x.ttl", "<a:s> <a:p> <javascript:alert(1)> .", "kan kjøre noe", "can run something"),
        ("x.ttl", "<a:s> <a:p> <DATA:text/html,x> .", "linje 1, kolonne 13", "line 1, column 13"),
        ("x.ttl", "<vbscript:x> <a:p> 1 .", "kan kjøre noe", "can run something"),
        ("x.ttl", "<a:s> <a:p> << <a:s> <a:p> 1 >> .", "trippelledd", "triple term"),
        ("x.jsonld", '{"@context":"http://c/"}', "henter ingenting", "fetch nothing"),
    ],
    ids=range(23),
)
def test_what_could_harm_is_refused_quickly_and_with_the_reason(
    name: str, body: str, nb: str, en: str
) -> None:
    started = time.process_time()
    with pytest.raises(InvalidDataError) as refused:
        _read(body, name)

    assert nb in refused.value.detail.nb
    assert en in refused.value.detail.en
    assert time.process_time() - started < 5  # a reader caught in it takes minutes


def test_more_triples_than_we_judge_are_refused() -> None:
    with pytest.raises(TooLargeError, match="more than 3 statements"):
        _read("".join(f"<a:s> <a:p> {n} .\n" for n in range(5)), triples=3)


def test_brackets_in_texts_comments_and_names_are_no_nesting() -> None:
    body = "".join(f'<a:{n}> <a:p> "[[[[(((" , """{{{{ " ((""" . # [[[[((\n' for n in range(200))

    assert len(_read(body).triples) == 400


def test_data_that_ask_for_more_data_are_refused_with_the_place() -> None:
    asking = Sent("a.ttl", f"<a:o> <{IMPORTS}> <a:more> .".encode(), asked="ttl")
    more = Sent("b.ttl", b"<a:more> <a:p> 1 .", asked="ttl")
    alone, along = read_all([asking], Options()), read_all([asking, more], Options())

    check_imports(along.triples, along.places, lambda _: False)
    check_imports(alone.triples, alone.places, lambda iri: iri == "a:more")
    with pytest.raises(InvalidDataError, match="We fetch nothing") as refused:
        check_imports(alone.triples, alone.places, lambda _: False)
    assert refused.value.members == {"line": 1, "column": 47}


@pytest.mark.parametrize("value", ['"a:more"', '"no IRI"', "_:more", "[ <a:p> 1 ]"])
def test_what_is_no_iri_is_never_there_to_be_imported(value: str) -> None:
    text = f"<a:o> <{IMPORTS}> {value} . <a:more> <a:p> 1 . _:more <a:p> 1 ."
    found = read_all([Sent("a.ttl", text.encode(), asked="ttl")], Options())

    with pytest.raises(InvalidDataError, match="We fetch nothing"):
        check_imports(found.triples, found.places, lambda _: True)
