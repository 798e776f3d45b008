"""The released shapes with one more property, for tests of what follows from that."""

from __future__ import annotations

import shutil
from pathlib import Path

from partnerskap.entry.fields import Form
from partnerskap.entry.forms import read_forms
from partnerskap.records.context import load_context
from partnerskap.records.shapes import read_shapes
from partnerskap.resources import ontology_dir, shapes_dir

__all__ = ["MOTTO", "extended_forms"]

MOTTO = """
@prefix pk: <https://w3id.org/partnerskap/ns#> .
@prefix pks: <https://w3id.org/partnerskap/ns/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

pks:Partnership sh:property pks:Partnership-motto .
pks:Partnership-motto a sh:PropertyShape ;
    sh:path pk:motto ;
    sh:name "Motto"@nb, "Motto"@nn, "Motto"@en ;
    sh:description "Det samarbeidet sier om seg selv."@nb, "What it says of itself."@en ;
    sh:group pks:group-about ;
    sh:order 19 ;
    sh:maxCount 1 ;
    sh:pattern "^[A-Z]" .
"""


def extended_forms(folder: Path, extra: str) -> dict[str, Form]:
    for path in shapes_dir().glob("*.ttl"):
        shutil.copy(path, folder)
    (folder / "extra.ttl").write_text(extra, encoding="utf-8")
    return read_forms(read_shapes(folder), load_context(ontology_dir() / "context.jsonld"))
