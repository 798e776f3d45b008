"""Where the ontology, shapes and data that travel with the program lie.

An installed wheel carries them inside the package; a checkout has them beside ``service/``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["RESOURCES", "data_dir", "ontology_dir", "shapes_dir"]

_PACKAGED: Final = Path(__file__).parent / "_resources"
RESOURCES: Final = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[2]


def ontology_dir() -> Path:
    """Give the folder of the ontology, its code lists, questions and JSON-LD context."""
    return RESOURCES / "ontology"


def shapes_dir() -> Path:
    """Give the folder of the SHACL shapes and their examples."""
    return RESOURCES / "shapes"


def data_dir() -> Path:
    """Give the folder of the released records."""
    return RESOURCES / "data"
