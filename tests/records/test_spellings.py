from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from partnerskap.graph.terms import BASE, PREFIXES
from partnerskap.records.spellings import is_oddly_tagged, other_spellings

XSD = PREFIXES["xsd"]


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (Literal("28.03.2021"), typed("2021-03-28", "date")),
        (Literal("8/3-2021"), typed("2021-03-08", "date")),
        (Literal("2021-3-8"), typed("2021-03-08", "date")),
        (Literal("20210308"), typed("2021-03-08", "date")),
        (Literal("28. mars 2021"), typed("2021-03-28", "date")),
        (Literal("March 28, 2021"), typed("2021-03-28", "date")),
        (Literal("august 2019"), typed("2019-08", "gYearMonth")),
        (Literal("ca. 2019"), typed("2019", "gYear")),
        (typed("2021-03-28T10:00:00Z", "dateTime"), typed("2021-03-28", "date")),
        (Literal("301"), Literal("0301")),
        (typed("301", "integer"), Literal("0301")),
        (Literal("974 767 880"), Literal("974767880")),
        (Literal("NO 974 767 880 MVA"), Literal("974767880")),
        (Literal("1 234,5"), typed("1234.5", "decimal")),
        (Literal("1.234,5"), typed("1234.5", "decimal")),
        (Literal("1,234.5"), typed("1234.5", "decimal")),
        (Literal("kr 12 000 000,-"), typed("12000000", "integer")),
        (Literal("Ja"), typed("true", "boolean")),
        (Literal("nei"), typed("false", "boolean")),
        (Literal("nok"), Literal("NOK")),
        (Literal("www.ntnu.no/om"), NamedNode("https://www.ntnu.no/om")),
        (NamedNode("htp://ntnu.no"), NamedNode("https://ntnu.no")),
        (NamedNode(f"{BASE}/id/source/www.ntnu.no"), NamedNode("https://www.ntnu.no")),
        (
            NamedNode("https://no.wikidata.org/wiki/Q42"),
            NamedNode("http://www.wikidata.org/entity/Q42"),
        ),
        (NamedNode("http://www.ror.org/05xg72x27"), NamedNode("https://ror.org/05xg72x27")),
        (
            Literal("63.43, 10.39"),
            Literal("POINT(10.39 63.43)", datatype=NamedNode(PREFIXES["geo"] + "wktLiteral")),
        ),
        (Literal(" Fet \u00a0 by "), Literal("Fet by")),
        (Literal("<b>Fet</b>", language="nb"), Literal("Fet", language="nb")),
        (Literal("Hei", language="no"), Literal("Hei", language="nb")),
        (Literal("Hei", language="nno"), Literal("Hei", language="nn")),
        (Literal("Hi", language="en-gb"), Literal("Hi", language="en")),
    ],
    ids=str,
)
def test_what_people_write_is_recognised(written: Literal | NamedNode, meant: object) -> None:
    assert meant in set(other_spellings(written))


@pytest.mark.parametrize(
    "written", [Literal("30.02.2021"), Literal("13/13/2021"), Literal("40. mars 2021")], ids=str
)
def test_a_day_that_does_not_exist_is_not_made_one(written: Literal) -> None:
    dates = [t for t in other_spellings(written) if isinstance(t, Literal)]

    assert not [t for t in dates if t.datatype.value == f"{XSD}date"]


def test_a_spelling_is_given_once_and_never_the_same_again() -> None:
    term = Literal("2021")
    found = list(other_spellings(term))

    assert len(found) == len(set(found))
    assert term not in found


def test_prose_is_only_tidied() -> None:
    prose = Literal("1" * 400 + " ")

    assert {t.value for t in other_spellings(prose) if isinstance(t, Literal)} == {"1" * 400}


def test_nothing_is_made_of_nothing() -> None:
    assert list(other_spellings(BlankNode())) == []
    assert list(other_spellings(Literal(" <p> "))) == []


def test_only_texts_without_a_usual_language_are_oddly_tagged() -> None:
    assert is_oddly_tagged(Literal("a"))
    assert is_oddly_tagged(Literal("a", language="no"))
    assert not is_oddly_tagged(Literal("a", language="nb"))
    assert not is_oddly_tagged(NamedNode("urn:a"))
