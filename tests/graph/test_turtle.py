from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from partnerskap.errors import InvalidDataError
from partnerskap.graph.turtle import format_turtle

TRD = "https://w3id.org/partnerskap/id/partnership/trd3"
XSD = "http://www.w3.org/2001/XMLSchema#"

_PLACES = st.sampled_from(
    [
        TRD,
        f"{TRD}#trigger-",
        "https://w3id.org/partnerskap/id/actor/",
        "https://w3id.org/partnerskap/ns#",
        "https://w3id.org/partnerskap/code/role",
        "https://schema.org/",
        "http://example.org/annet/",
        "urn:x:",
    ]
)
_LOCALS = st.text("ab09.-_~/%:@!$'*+,;=()ø漢", max_size=6).map(
    lambda text: text.replace("%", "%41").replace("..", ".").replace("/.", "/")
)
_IRIS = st.builds(lambda place, local: NamedNode(place + local), _PLACES, _LOCALS)
_TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.text("\"\\\n\r\t\x00\x07\x85\u2028\u00a0\ufeff#<>'.a", max_size=12),
)
_NUMBERS = st.sampled_from(
    [
        "1",
        "01",
        "+5",
        "-0",
        "1.50",
        ".5",
        "5.",
        "1.0e6",
        "1E6",
        "1e",
        "true",
        "TRUE",
        "1",
        "",
        "NaN",
    ]
)
_DATATYPES = st.sampled_from(
    ["integer", "decimal", "double", "boolean", "gYear", "date", "string"]
).map(lambda name: NamedNode(XSD + name))
_LITERALS = st.one_of(
    st.builds(Literal, _TEXTS),
    st.builds(
        lambda text, language: Literal(text, language=language),
        _TEXTS,
        st.sampled_from(["nb", "nn", "en", "se", "nb-no", "zh-hant"]),
    ),
    st.builds(
        lambda text, datatype: Literal(text, datatype=datatype),
        st.one_of(_NUMBERS, _TEXTS),
        _DATATYPES,
    ),
)
_TRIPLES = st.lists(st.builds(Triple, _IRIS, _IRIS, st.one_of(_IRIS, _LITERALS)), max_size=12)


def read(text: str, base: str | None = None) -> set[str]:
    return {str(quad) for quad in parse(text, format=RdfFormat.TURTLE, base_iri=base)}


@given(_TRIPLES, st.sampled_from([None, TRD]))
@settings(max_examples=300, deadline=None)
def test_formatting_keeps_every_triple_and_every_spelling(
    triples: list[Triple], base: str | None
) -> None:
    source = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert source is not None

    formatted = format_turtle(source.decode(), base=base)

    assert read(formatted) == {str(triple) for triple in triples}
    assert format_turtle(formatted, base=base) == formatted
    assert "\r" not in formatted


def test_a_record_comes_first_and_its_parts_in_natural_order() -> None:
    text = f"""
    @prefix pk: <https://w3id.org/partnerskap/ns#> .
    <{TRD}#trigger-10> a pk:Insight . <{TRD}#trigger-2-period> a pk:Period .
    <{TRD}#trigger-2> a pk:Insight . <{TRD}> a pk:Partnership .
    <https://w3id.org/partnerskap/id/actor/a> a pk:Other . <{TRD}#member-x> a pk:Member .
    """

    assert format_turtle(text, base=TRD) == (
        f"@base <{TRD}> .\n"
        "@prefix actor: <https://w3id.org/partnerskap/id/actor/> .\n"
        "@prefix pk: <https://w3id.org/partnerskap/ns#> .\n\n"
        "<> a pk:Partnership .\n\n"
        "<#member-x> a pk:Member .\n\n"
        "<#trigger-2> a pk:Insight .\n\n"
        "<#trigger-2-period> a pk:Period .\n\n"
        "<#trigger-10> a pk:Insight .\n\n"
        "actor:a a pk:Other .\n"
    )


def test_a_raised_figure_in_a_text_is_no_number_to_sort_by() -> None:
    assert (
        format_turtle('<urn:a> <urn:p> "²", "km²" .', base=None) == '<urn:a> <urn:p> "km²", "²" .\n'
    )


def test_words_stand_in_a_fixed_order() -> None:
    text = f"""
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX pk: <https://w3id.org/partnerskap/ns#>
    PREFIX org: <http://www.w3.org/ns/org#> PREFIX schema: <https://schema.org/>
    <{TRD}> skos:note "merknad"@nb ; schema:value 2, 10, 01.50 ; pk:basis pk:b ;
      skos:prefLabel "name"@en, "namn"@nn, "navn"@nb, "namma"@se ; org:zeta pk:z ;
      a org:Thing, pk:Partnership .
    """

    assert format_turtle(text, base=TRD).partition("\n\n")[2] == (
        "<> a pk:Partnership, org:Thing ;\n"
        '    skos:prefLabel "navn"@nb, "namn"@nn, "name"@en, "namma"@se ;\n'
        "    schema:value 01.50, 2, 10 ;\n"
        "    org:zeta pk:z ;\n"
        "    pk:basis pk:b ;\n"
        '    skos:note "merknad"@nb .\n'
    )


def test_a_scheme_stands_before_its_concepts() -> None:
    text = """
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix role: <urn:ours-win#> .
    <https://w3id.org/partnerskap/code/aa/lead> a skos:Concept .
    <https://w3id.org/partnerskap/code/role> a skos:ConceptScheme .
    <urn:ours-win#x> a skos:Concept .
    """

    assert format_turtle(text, base=None).partition("\n\n")[2] == (
        "code:role a skos:ConceptScheme .\n\n"
        "<https://w3id.org/partnerskap/code/aa/lead> a skos:Concept .\n\n"
        "<urn:ours-win#x> a skos:Concept .\n"
    )


def test_objects_that_do_not_fit_stand_one_on_a_line() -> None:
    long = "a" * 60
    text = f'<{TRD}> <http://example.org/p> "{long}"@nb, "{long}"@en .'

    assert format_turtle(text, base=TRD).partition("\n\n")[2] == (
        f'<> <http://example.org/p>\n        "{long}"@nb,\n        "{long}"@en .\n'
    )


@pytest.mark.parametrize(
    "local", ["a.", "a/b", "-a", "a~b", "a%41", "ø", "a:b"], ids=lambda local: f"local {local}"
)
def test_an_iri_that_no_prefix_fits_stands_in_full(local: str) -> None:
    iri = f"https://w3id.org/partnerskap/id/actor/{local}"

    assert format_turtle(f"<{iri}> a <{iri}> .", base=None) == f"<{iri}> a <{iri}> .\n"


def test_prefixes_of_the_document_are_kept_when_ours_do_not_cover_them() -> None:
    text = "@prefix los: <https://psi.norge.no/los/tema/> . los:skole a los:x ."

    assert format_turtle(text, base=None) == (
        "@prefix los: <https://psi.norge.no/los/tema/> .\n\nlos:skole a los:x .\n"
    )


def test_a_text_with_line_breaks_is_written_over_several_lines() -> None:
    formatted = format_turtle('<urn:a> <urn:b> "SELECT\\n \\"x\\"\\"" .', base=None)

    assert formatted == '<urn:a> <urn:b> """SELECT\n "x\\"\\"""" .\n'
    assert read(formatted) == {'<urn:a> <urn:b> "SELECT\\n \\"x\\"\\""'}


def test_characters_nobody_can_see_are_written_as_escapes() -> None:
    assert format_turtle('<urn:a> <urn:b> "a\u00a0b\u202ec" .', base=None) == (
        '<urn:a> <urn:b> "a\\u00A0b\\u202Ec" .\n'
    )


def test_comments_at_the_top_stay() -> None:
    text = "# Kilde: KS\r\n\n#  to\n<urn:a> <urn:b> <urn:c#d> ."

    assert format_turtle(text, base=None) == "# Kilde: KS\n#  to\n\n<urn:a> <urn:b> <urn:c#d> .\n"


def test_a_comment_that_would_be_lost_is_refused_with_its_line() -> None:
    with pytest.raises(InvalidDataError, match="line 3: comments can stand only at the top"):
        format_turtle('# top\n<urn:a#b> <urn:b> "#x" .\n<urn:c> <urn:d> 1 . # inne', base=None)


def test_a_fault_below_the_top_comments_is_found_on_its_own_line() -> None:
    with pytest.raises(InvalidDataError, match=r"'a\.ttl', line 3, column 1: this is not valid"):
        format_turtle("# top\n<urn:a> <urn:b> 1 .\np:x <urn:b> 1 .", base=None, name="a.ttl")


@pytest.mark.parametrize(
    "text", ["[] a <urn:x> .", "<urn:a> <urn:b> [] .", "<urn:a> <urn:b> ( 1 ) ."]
)
def test_blank_nodes_are_refused_in_data(text: str) -> None:
    with pytest.raises(InvalidDataError, match="has a blank node"):
        format_turtle(text, base=None)


def test_shapes_keep_lists_and_nested_nodes() -> None:
    text = """
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix pks: <https://w3id.org/partnerskap/ns/shapes#> .
    pks:A sh:in ( 3 1 "x"@nb ) ; sh:or ( [ sh:minCount 1 ; sh:path pks:p ] [] () ) .
    """

    formatted = format_turtle(text, base=None, blank_nodes=True)

    assert formatted.partition("\n\n")[2] == (
        'pks:A sh:in ( 3 1 "x"@nb ) ;\n    sh:or ( [ sh:path pks:p ; sh:minCount 1 ] [] () ) .\n'
    )
    assert canonical(formatted) == canonical(text)


def test_a_long_list_is_broken_over_lines() -> None:
    items = " ".join(f'"{letter * 30}"' for letter in "abcd")

    formatted = format_turtle(f"<urn:a> <urn:b> ( {items} ) .", base=None, blank_nodes=True)

    assert formatted.splitlines()[0] == "<urn:a> <urn:b> ("
    assert formatted.splitlines()[1] == f'        "{"a" * 30}"'
    assert format_turtle(formatted, base=None, blank_nodes=True) == formatted


@pytest.mark.parametrize(
    "text",
    [
        "_:a <urn:b> 1 .",
        "<urn:a> <urn:b> _:x . <urn:c> <urn:b> _:x .",
        "_:a <urn:b> _:b . _:b <urn:b> _:a .",
    ],
    ids=["referred to by none", "referred to twice", "a ring"],
)
def test_a_blank_node_without_one_place_is_refused_even_in_shapes(text: str) -> None:
    with pytest.raises(InvalidDataError, match="blank node that cannot stand there"):
        format_turtle(text, base=None, blank_nodes=True)


def canonical(text: str) -> set[str]:
    dataset = Dataset(
        Quad(quad.subject, quad.predicate, quad.object)
        for quad in parse(text, format=RdfFormat.TURTLE)
    )
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}
