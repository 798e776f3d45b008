"""Write triples in a graph format, with the prefixes that make them readable.

Which prefixes a stream needs is not known before its end, so the first triples decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import chain, islice
from typing import IO, Final

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

__all__ = ["write_graph"]

HEAD: Final = 500
_NAMESPACE: Final = re.compile(rb"<([^<>\n]*[/#])")
_WITH_PREFIXES: Final = frozenset({RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML})


def write_graph(
    triples: Iterable[Triple],
    output: IO[bytes],
    form: RdfFormat,
    *,
    own: Mapping[str, str],
    known: Mapping[str, str],
) -> None:
    """Write triples; ``own`` prefixes are declared always, ``known`` ones where they are used."""
    if form not in _WITH_PREFIXES:
        serialize(triples, output, form)
        return
    stream = iter(triples)
    head = list(islice(stream, HEAD))
    used = _namespaces(head)
    prefixes = {name: iri for name, iri in known.items() if iri in used}
    prefixes |= own
    serialize(chain(head, stream), output, form, prefixes=_usable(prefixes))


def _namespaces(triples: list[Triple]) -> set[str]:
    """Give the part up to the last slash or hash of every IRI, found in what the engine writes."""
    text = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return {space.decode() for space in set(_NAMESPACE.findall(text))}


def _usable(prefixes: Mapping[str, str]) -> dict[str, str]:
    """Keep the prefixes a serialiser accepts: those that stand for a whole IRI."""
    usable = {}
    for name, iri in prefixes.items():
        try:
            NamedNode(iri)
        except ValueError:
            continue
        usable[name] = iri
    return usable
