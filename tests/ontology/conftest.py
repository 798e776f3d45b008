"""The released vocabulary and records, read once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from partnerskap.resources import data_dir, ontology_dir

Node: TypeAlias = NamedNode | BlankNode | Literal | Triple


def read(files: Iterable[Path]) -> frozenset[Triple]:
    return frozenset(
        quad.triple for file in files for quad in parse(path=file, format=RdfFormat.TURTLE)
    )


@pytest.fixture(scope="session")
def ontology() -> frozenset[Triple]:
    """The classes and properties alone."""
    return read([ontology_dir() / "partnerskap.ttl"])


@pytest.fixture(scope="session")
def code_lists() -> dict[str, frozenset[Triple]]:
    """Each code list under the name of its file."""
    return {file.stem: read([file]) for file in (ontology_dir() / "schemes").glob("*.ttl")}


@pytest.fixture(scope="session")
def released(ontology: frozenset[Triple]) -> frozenset[Triple]:
    """Every triple we release: vocabulary, code lists, reference lists and records."""
    schemes = read((ontology_dir() / "schemes").glob("*.ttl"))
    return ontology | schemes | read(data_dir().rglob("*.ttl"))


@pytest.fixture(scope="session")
def known_terms() -> frozenset[str]:
    """Other people's classes, properties and datatypes that we may use."""
    lines = Path(__file__).with_name("external_terms.txt").read_text(encoding="utf-8")
    return frozenset(lines.split())
