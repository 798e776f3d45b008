"""Rows of every format, by the paths that a mapping may give."""

from __future__ import annotations

import pytest

from partnerskap.errors import BadRequestError, InvalidDataError, ServiceError
from partnerskap.registers.plan import Plan
from partnerskap.registers.reading import Source, read_rows
from partnerskap.registers.rows import Row
from table_ground import make_workbook

TURTLE = """
@prefix ex: <https://ex.example/> .
@prefix dct: <http://purl.org/dc/terms/> .
<https://a.example/1> a ex:Avtale ; dct:title "Helse"@nb-NO, "Health"@en ;
    dct:publisher [ dct:identifier "5001" ], [ dct:identifier "0301" ] ;
    dct:isPartOf <https://a.example/> .
"""


def plan(**source: str) -> Plan:
    return Plan.model_validate(
        {
            "key": {"path": "id"},
            "fields": {},
            "source": source,
            "prefixes": {"ex": "https://ex.example/"},
        }
    )


def only(name: str, body: str | bytes, **source: str) -> Row:
    raw = body.encode() if isinstance(body, str) else body
    (row,) = read_rows(Source(name, raw), plan(**source))
    return row


def test_csv_is_read_by_headings_and_lines() -> None:
    row = only("a.csv", "Id;Navn\n\n7;Bærum\n".encode("cp1252"))

    assert (row.place, row.texts("Navn")) == ("a.csv:3", ["Bærum"])
    assert [each.texts(".") for each in row.inner("Navn")] == [["Bærum"]]


def test_a_column_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(BadRequestError, match="It has Id, Navn"):
        only("a.csv", "Id;Navn\n7;x\n").texts("Name")


def test_a_workbook_is_read_by_the_sheet_that_is_named() -> None:
    book = make_workbook({"Forside": [["Hei"]], "Avtaler": [["Id", "År"], ["7", 2021]]})

    assert only("a.xlsx", book, sheet="Avtaler").texts("År") == ["2021"]
    with pytest.raises(BadRequestError, match="no sheet 'Ark9'"):
        only("a.xlsx", book, sheet="Ark9")


def test_json_is_read_by_pointers_and_keys() -> None:
    row = only(
        "a.json", '{"d": [{"a": {"b/c": [1, true]}, "p": [{"n": "x"}, {"n": "y"}]}]}', rows="/d"
    )

    assert row.place == "a.json/d/0"
    assert row.texts("/a/b~1c") == ["1", "ja"]
    assert row.texts("a") == []
    assert row.texts("/a/none/there") == []
    assert [(each.place, each.texts("n")) for each in row.inner("p")] == [
        ("a.json/d/0/p/0", ["x"]),
        ("a.json/d/0/p/1", ["y"]),
    ]


def test_rdf_is_read_by_paths_of_predicates() -> None:
    row = only("a.ttl", TURTLE, **{"class": "ex:Avtale"})

    assert row.place == "<https://a.example/1>"
    assert row.texts(".") == ["https://a.example/1"]
    assert row.texts("dct:title@nb") == ["Helse"]
    assert row.texts("dct:publisher/dct:identifier") == ["0301", "5001"]
    assert row.texts("dct:isPartOf") == ["https://a.example/"]
    inner = sorted(each.texts("dct:identifier") for each in row.inner("dct:publisher"))
    assert inner == [["0301"], ["5001"]]
    with pytest.raises(BadRequestError, match="prefix 'foo' is unknown"):
        row.texts("foo:bar")


@pytest.mark.parametrize(
    ("name", "body", "source", "kind"),
    [
        ("a.bin", b"x", {}, BadRequestError),
        ("a.json", b"{}", {}, InvalidDataError),
        ("a.json", b"[1,", {}, InvalidDataError),
        ("a.json", b"[" * 500, {}, InvalidDataError),
        ("a.ttl", b"<a> <b>", {"class": "dcat:Dataset"}, InvalidDataError),
        ("a.ttl", b"", {}, BadRequestError),
        ("a.xlsx", b"PK\x03\x04", {}, BadRequestError),
        (
            "a.rdf",
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
            {"class": "dcat:Dataset"},
            ServiceError,
        ),
        (
            "a.jsonld",
            b'{"@context": "http://127.0.0.1/x", "@id": "a:b"}',
            {"class": "dcat:Dataset"},
            ServiceError,
        ),
    ],
)
def test_what_cannot_be_read_is_refused(
    name: str, body: bytes, source: dict[str, str], kind: type[ServiceError]
) -> None:
    with pytest.raises(kind):
        read_rows(Source(name, body), plan(**source))
