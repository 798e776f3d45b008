from __future__ import annotations

import pytest

from partnerskap.errors import InvalidDataError
from partnerskap.graph.reading import canonical_lines, read_turtle


def test_literals_keep_the_spelling_they_were_written_with() -> None:
    turtle = read_turtle("<urn:a> <urn:b> 01, 1.0e6, 1.50 .")

    assert [str(value).partition("^^")[0] for _, _, value in turtle.triples] == [
        '"01"',
        '"1.0e6"',
        '"1.50"',
    ]


def test_lines_are_sorted_and_each_triple_stands_once() -> None:
    turtle = read_turtle('<#b> <#p> "x"@nb . <> <#p> <#b> . <> <#p> <#b> .', base="urn:x:r")

    assert canonical_lines(turtle) == (
        '<urn:x:r#b> <urn:x:r#p> "x"@nb',
        "<urn:x:r> <urn:x:r#p> <urn:x:r#b>",
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("<urn:a> <urn:b> 1 .\n<urn:a> p:b 1 .", "line 2, column"),
        ('<urn:a> <urn:b> "x', "line 1, column"),
        (b"\xff\xfe", "line 1, column 1"),
        ("GRAPH <urn:g> { <urn:a> <urn:b> 1 }", "line 1, column 1"),
        ("<> <urn:b> 1 .", "line 1, column"),
    ],
)
def test_faults_are_named_with_file_line_and_column(text: str | bytes, place: str) -> None:
    with pytest.raises(InvalidDataError) as caught:
        read_turtle(text, name="data/actors/x.ttl")

    assert caught.value.detail.en.startswith(f"'data/actors/x.ttl', {place}")
    assert caught.value.detail.nb.startswith("«data/actors/x.ttl», linje ")


def test_triple_terms_are_refused() -> None:
    with pytest.raises(InvalidDataError, match="triple term"):
        read_turtle("<urn:a> <urn:b> <<( <urn:a> <urn:b> 1 )>> .")


def test_an_unusable_base_is_refused() -> None:
    with pytest.raises(InvalidDataError, match="cannot be read as Turtle"):
        read_turtle("<> <urn:b> 1 .", base="not an iri")


def test_a_node_without_a_name_has_no_canonical_line() -> None:
    with pytest.raises(InvalidDataError, match="has a blank node"):
        canonical_lines(read_turtle("<urn:a> <urn:b> [] ."))
