"""Say with an example how a literal of a datatype is written."""

from __future__ import annotations

from typing import Final

from partnerskap.errors import Text
from partnerskap.graph.terms import PREFIXES
from partnerskap.shacl.lexical import INTEGERS, XSD_DATATYPES, is_well_formed

__all__ = ["XSD_DATATYPES", "hint", "is_well_formed"]

_HINTS: Final = {
    "boolean": Text("true eller false", "true or false"),
    "date": Text("en dag som 2021-03-28", "a day like 2021-03-28"),
    "dateTime": Text("et tidspunkt som 2021-03-28T12:00:00Z", "a time like 2021-03-28T12:00:00Z"),
    "gYear": Text("et år som 2021", "a year like 2021"),
    "gYearMonth": Text("en måned som 2021-03", "a month like 2021-03"),
    "decimal": Text("et tall som 12.5, med punktum", "a number like 12.5, with a point"),
    "duration": Text("en varighet som P1Y for ett år", "a duration like P1Y for one year"),
    "anyURI": Text("en nettadresse uten mellomrom", "a web address without spaces"),
}


def hint(datatype: str) -> Text:
    """Say with an example what a literal of this datatype looks like."""
    name = datatype.removeprefix(PREFIXES["xsd"])
    if datatype in INTEGERS:
        return Text("et heltall som 42, uten mellomrom", "a whole number like 42, without spaces")
    return _HINTS.get(name, Text(f"en verdi av typen {name}", f"a value of type {name}"))
