"""Nothing in the data points at a record, a part of a record or a code that is not there."""

from __future__ import annotations

from collections.abc import Callable

Rows = Callable[[str], list[tuple[str, ...]]]


def test_every_record_part_and_code_that_is_referred_to_exists(rows: Rows) -> None:
    missing = rows("""SELECT DISTINCT ?there { ?here ?how ?there
        FILTER(ISIRI(?there) && REGEX(STR(?there), "^https://w3id.org/partnerskap/(id|code)/"))
        FILTER NOT EXISTS { ?there ?is ?something } }""")

    assert sorted(missing) == []


def test_every_part_of_a_record_is_tied_to_the_rest(rows: Rows) -> None:
    loose = rows("""SELECT DISTINCT ?part { ?part a ?class
        FILTER(REGEX(STR(?part), "^https://w3id.org/partnerskap/id/[^#]*#"))
        FILTER NOT EXISTS { ?elsewhere ?how ?part }
        FILTER NOT EXISTS {
            ?part schema:about|rdf:subject|dct:isPartOf|pk:appropriationOf|org:organization
                |prov:wasAssociatedWith ?thing } }""")

    assert sorted(loose) == []
