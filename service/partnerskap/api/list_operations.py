"""Says in words what the lists answer: their filters, orders and CSV columns."""

from __future__ import annotations

from typing import Final

from partnerskap.api.described import LANGUAGE, Operation, Parameter, media_types
from partnerskap.api.examples import LIST_EXAMPLE
from partnerskap.records.lists import LISTS, ListSpec
from partnerskap.web.list_table import columns
from partnerskap.web.negotiate import LIST_FORMATS

__all__ = ["LIST_OPERATIONS"]

_VALUES: Final = {
    "theme": "helse",
    "actor": "ntnu",
    "county": "trondelag",
    "form": "toparts",
    "stage": "uk30",
    "scope": "all-sectors",
    "partnership": "trd3",
    "part-of": "collection/ks-erfaringssamling",
    "kind": "trigger",
    "basis": "derived",
    "source": "ks-trd",
    "subject": "theme/helse",
    "about": "scheme/baerum-fond",
    "funder": "baerum-kommune",
    "publisher": "ks",
    "broader": "helse",
    "extent": "start-only",
}
_TYPES: Final = {"actors": "municipality", "agreements": "partnership-agreement"}


def _list(spec: ListSpec) -> Operation:
    described = "; ".join(f"{name}: {text}" for name, text in columns(spec).items())
    return Operation(
        f"/{spec.name}",
        f"list-{spec.name}",
        f"The list of {spec.name}",
        "lists",
        "Repeated values of one filter mean or; different filters mean and. Also with the "
        f"extensions .html, .json and .csv. CSV holds the whole selection: {described}.",
        _list_parameters(spec),
        media_types(LIST_FORMATS),
        "One page of the selection with facets (JSON, HTML), or all of it (CSV).",
        LIST_EXAMPLE,
        failures=(400, 406, 413),
    )


def _list_parameters(spec: ListSpec) -> tuple[Parameter, ...]:
    parameters = [Parameter("q", "Words that all must stand in names or texts.", "helse")]
    for entry in spec.filters:
        note = ", narrower ones included" if entry.hierarchical else ""
        value = _TYPES.get(spec.name, "") if entry.name == "type" else _VALUES[entry.name]
        if spec.name == "sources" and entry.name == "kind":
            value = "op-ed"
        meaning = f"Short name or IRI of a {entry.name}{note}."
        parameters.append(Parameter(entry.name, meaning, value, repeated=True))
    if spec.years:
        parameters.append(
            Parameter(
                "year",
                "Active in this year: begun by then (founding date, else earliest agreement) and "
                "not dissolved before.",
                "2021",
            )
        )
    return (
        *parameters,
        Parameter("sort", "Order; a minus turns it round.", "name", allowed=spec.sort_orders),
        Parameter("limit", "Rows on a page, 1 to 1000.", "50"),
        Parameter("next", "Opaque word from the previous page.", ""),
        LANGUAGE,
    )


_EXTENSIONS: Final = tuple(
    Operation(
        f"/{spec.name}.{form.extension}",
        f"list-{spec.name}-{form.extension}",
        f"The list of {spec.name} as {form.name}",
        "lists",
        parameters=_list_parameters(spec),
        media_types=(form.media_type,),
        example=LIST_EXAMPLE if form.extension == "json" else None,
        failures=(400, 413),
    )
    for spec in LISTS.values()
    for form in LIST_FORMATS
    if form.extension != "html"
)

LIST_OPERATIONS: Final = (*(_list(spec) for spec in LISTS.values()), *_EXTENSIONS)
"""Every list at its own address, and at those that name a form."""
