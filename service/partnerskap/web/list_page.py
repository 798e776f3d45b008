"""A list in words: its rows, facets and form for the page, and the same as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from partnerskap.graph.terms import expand
from partnerskap.records.selection import slug_of
from partnerskap.web.list_table import row_id
from partnerskap.web.model import Value
from partnerskap.web.wording import date, number

if TYPE_CHECKING:
    from partnerskap.records.listing import FacetCount, ListPage
    from partnerskap.records.lists import ListSpec
    from partnerskap.records.selection import Selection
    from partnerskap.records.tables import Row
    from partnerskap.web.words import Words

__all__ = ["describe_list", "list_body"]

_SHOWN = {"actor", "partnership", "source", "county", "type", "kind", "form", "stage", "theme"}
_CAP = 4
_DATES = {"start", "end", "signed", "issued", "date"}


def list_body(
    spec: ListSpec, selection: Selection, page: ListPage, words: Words
) -> dict[str, object]:
    """Write a page of a list as the members of its JSON."""
    path = f"{words.root}/{spec.name}.json"
    pairs = selection.pairs()
    following = [*pairs, ("limit", str(selection.limit)), ("next", page.next or "")]
    return {
        "list": spec.name,
        "language": words.language,
        "total": page.total,
        "limit": selection.limit,
        "self": _address(path, pairs),
        "next": _address(path, following) if page.next else None,
        "items": [_item(spec, row, words) for row in page.rows],
        "facets": {
            name: [
                {
                    "value": line.value,
                    "iri": line.iri,
                    "label": words.name(line.iri),
                    "count": line.count,
                    "chosen": line.chosen,
                }
                for line in lines
            ]
            for name, lines in page.facets.items()
        },
    }


def describe_list(
    spec: ListSpec, selection: Selection, page: ListPage, words: Words
) -> dict[str, object]:
    """Gather what the template of a list shows."""
    path = f"{words.root}/{spec.name}"
    pairs = selection.pairs()
    spoken = [*pairs, ("lang", words.language)] if words.carried else pairs
    following = [*spoken, ("limit", str(selection.limit)), ("next", page.next or "")]
    return {
        "spec": spec,
        "selection": selection,
        "total": number(str(page.total)),
        "shown": len(page.rows),
        "rows": [_line(spec, row, words) for row in page.rows],
        "heads": [words.say(f"field_{name}") for name in _heads(spec)],
        "facets": [
            (
                entry.name,
                words.say(f"field_{entry.name}"),
                _facet(path, spoken, entry.name, _labelled(page.facets[entry.name], words)),
            )
            for entry in spec.filters
            if page.facets[entry.name]
        ],
        "chosen": _chosen(path, spoken, page, words),
        "orders": [(order, _order_name(order, words)) for order in spec.sort_orders],
        "following": _address(path, following) if page.next else "",
        "csv": _address(f"{path}.csv", spoken),
        "json": _address(f"{path}.json", spoken),
        "plain": path + words.carried,
    }


def _address(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _item(spec: ListSpec, row: Row, words: Words) -> dict[str, object]:
    item: dict[str, object] = {
        "id": row_id(row.iri),
        "iri": row.iri,
        "url": _link(spec, row, words).href,
        "name": words.name(row.iri),
    }
    for entry in spec.filters:
        item[entry.name] = [
            {"value": slug_of(entry, iri), "iri": iri, "label": words.name(iri)}
            for iri in row.values.get(entry.name, ())
        ]
    for name in spec.values:
        item[name] = list(row.values.get(name, ()))
    return item


def _link(spec: ListSpec, row: Row, words: Words) -> Value:
    return words.link(row.iri, insight=spec.type == "insight")


def _heads(spec: ListSpec) -> list[str]:
    facets = [entry.name for entry in spec.filters if entry.name in _SHOWN]
    return [*facets, *spec.values]


def _line(spec: ListSpec, row: Row, words: Words) -> tuple[Value, list[tuple[Value, ...]]]:
    cells: list[tuple[Value, ...]] = []
    names = {entry.name for entry in spec.filters}
    for name in _heads(spec):
        values = row.values.get(name, ())
        if name in names:
            found = sorted((words.link(iri) for iri in values), key=lambda value: value.text)
            more = [Value(f"+{len(found) - _CAP}")] if len(found) > _CAP else []
            cells.append((*found[:_CAP], *more))
        elif name == "address":
            cells.append(tuple(words.value(expand("schema:url"), NamedNode(iri)) for iri in values))
        else:
            cells.append(tuple(Value(_plain(name, value, words)) for value in values))
    return _link(spec, row, words), cells


def _plain(name: str, value: str, words: Words) -> str:
    if name == "population":
        return number(value)
    return date(value, words.say) if name in _DATES else value


def _labelled(lines: tuple[FacetCount, ...], words: Words) -> list[tuple[FacetCount, str]]:
    return [(line, words.name(line.iri)) for line in lines]


def _facet(
    path: str, pairs: list[tuple[str, str]], name: str, lines: list[tuple[FacetCount, str]]
) -> list[tuple[FacetCount, str, str]]:
    """Give each line of a facet with its label and the address that turns it on or off."""
    found = []
    for line, label in lines:
        pair = (name, line.value)
        rest = [kept for kept in pairs if kept != pair]
        found.append((line, label, _address(path, rest if line.chosen else [*rest, pair])))
    return found


def _chosen(
    path: str, pairs: list[tuple[str, str]], page: ListPage, words: Words
) -> list[tuple[str, str, str]]:
    """Give the filters that are on: what they filter by, their value, and the address without."""
    labels = {
        (name, line.value): words.name(line.iri)
        for name, lines in page.facets.items()
        for line in lines
    }
    names = {"q": words.say("filter_q"), "year": words.say("filter_year")}
    return [
        (
            names.get(name) or words.say(f"field_{name}"),
            labels.get((name, value), value),
            _address(path, [pair for pair in pairs if pair != (name, value)]),
        )
        for name, value in pairs
        if name not in {"sort", "lang"}
    ]


def _order_name(order: str, words: Words) -> str:
    name = words.say(f"field_{order.removeprefix('-')}")
    return f"{name}, {words.say('descending')}" if order.startswith("-") else name
