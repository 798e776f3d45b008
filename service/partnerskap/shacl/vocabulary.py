"""The words of SHACL 1.0, and the few of RDF and RDFS that it leans on, as terms."""

from __future__ import annotations

from functools import cache
from typing import Final

from pyoxigraph import NamedNode

from partnerskap.graph.terms import PREFIXES, expand

__all__ = [
    "CLASS",
    "FIRST",
    "IMPORTS",
    "NIL",
    "OWL_CLASS",
    "PATH",
    "REST",
    "SUBCLASS",
    "TYPE",
    "VIOLATION",
    "component",
    "sh",
]


@cache
def sh(name: str) -> NamedNode:
    """Give a term of the SHACL namespace."""
    return NamedNode(f"{PREFIXES['sh']}{name}")


def component(name: str) -> NamedNode:
    """Name a constraint component, such as ``sh:MinCountConstraintComponent`` for ``MinCount``."""
    return sh(f"{name}ConstraintComponent")


TYPE: Final = NamedNode(expand("rdf:type"))
FIRST: Final = NamedNode(expand("rdf:first"))
REST: Final = NamedNode(expand("rdf:rest"))
NIL: Final = NamedNode(expand("rdf:nil"))
CLASS: Final = NamedNode(expand("rdfs:Class"))
SUBCLASS: Final = NamedNode(expand("rdfs:subClassOf"))
OWL_CLASS: Final = NamedNode(expand("owl:Class"))
IMPORTS: Final = NamedNode(expand("owl:imports"))
PATH: Final = sh("path")
VIOLATION: Final = sh("Violation")
