"""Find the documents of a release among its files and read them.

A release is the folders ``data/``, ``ontology/`` and ``shapes/``. A file's place gives its
document key; nothing here knows of the journal or the store.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final

from partnerskap import __version__
from partnerskap.errors import InvalidDataError, StorageError
from partnerskap.graph.questions import question_triples
from partnerskap.graph.reading import canonical_lines, read_turtle
from partnerskap.graph.terms import RECORD_TYPES, DocumentKey
from partnerskap.resources import RESOURCES

__all__ = [
    "Release",
    "ReleaseFile",
    "document_key",
    "document_place",
    "read_document",
    "turtle_base",
]

_READER: Final = b"1"  # raise it when the same file is to be read into other triples
_TYPES: Final = {
    "data": "catalogue",
    "data/partnerships": "partnership",
    "data/actors": "actor",
    "data/themes": "theme",
    "data/schemes": "scheme",
    "data/sources": "source",
    "data/counties": "county",
    "data/collections": "collection",
    "data/umbrellas": "umbrella",
    "data/agreements": "agreement",
    "data/reference": "reference",
    "ontology": "vocabulary",
    "ontology/schemes": "code",
    "ontology/questions": "question",
    "shapes": "shapes",
}
_EXAMPLES: Final = PurePosixPath("shapes/examples")


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One file of a release: its path below the root, the document it holds, and its digest."""

    path: str
    key: DocumentKey
    digest: str


@dataclass(frozen=True, slots=True)
class Release:
    """All files of one release, ordered by path."""

    root: Path
    name: str
    files: tuple[ReleaseFile, ...]

    @classmethod
    def open(cls, root: Path = RESOURCES, *, name: str = __version__) -> Release:
        """List the files below ``root`` and hash them, without parsing any.

        Raises InvalidDataError for a file that has no place or shares its key with another, and
        StorageError when the folder cannot be read or holds no document at all.
        """
        try:
            files = tuple(_file(root, place) for place in _places(root))
        except OSError as fault:
            raise StorageError(
                f"Utgivelsen i «{root}» kan ikke leses: {fault}.",
                f"The release in {str(root)!r} cannot be read: {fault}.",
            ) from fault
        if not files:
            raise StorageError(
                f"Det er ingen data i «{root}». Installer programmet på nytt.",
                f"There are no data in {str(root)!r}. Install the program again.",
            )
        owners: dict[DocumentKey, str] = {}
        for file in files:
            if (other := owners.setdefault(file.key, file.path)) != file.path:
                raise InvalidDataError(
                    f"«{other}» og «{file.path}» er begge {file.key}. Gi den ene et nytt navn.",
                    f"{other!r} and {file.path!r} are both {file.key}. Rename one of them.",
                )
        return cls(root, name, files)


def document_key(path: PurePosixPath) -> DocumentKey | None:
    """Tell which document a path below the root holds; None for one that holds none.

    >>> str(document_key(PurePosixPath("data/partnerships/trd3.ttl")))
    'partnership/trd3'
    """
    kind = _TYPES.get(path.parent.as_posix())
    suffix = ".rq" if kind == "question" else ".ttl"
    if kind is None or path.suffix != suffix:
        return None
    try:
        return DocumentKey(kind, path.stem)
    except ValueError as fault:
        raise InvalidDataError(
            f"«{path}»: filnavnet kan bare ha små bokstaver a–z, tall og bindestrek.",
            f"{str(path)!r}: a file name may hold only lower-case a–z, digits and hyphens.",
        ) from fault


def document_place(key: DocumentKey) -> PurePosixPath | None:
    """Tell where below the root a document's file belongs; None for one that has no file.

    >>> str(document_place(DocumentKey("county", "trondelag")))
    'data/counties/trondelag.ttl'
    """
    folder = next((folder for folder, kind in _TYPES.items() if kind == key.type), None)
    suffix = "rq" if key.type == "question" else "ttl"
    return PurePosixPath(folder, f"{key.slug}.{suffix}") if folder else None


def turtle_base(path: PurePosixPath) -> str | None:
    """Give the IRI that ``<>`` stands for in a file; None where a file holds no record."""
    key = document_key(path)
    return key.iri if key and key.type in RECORD_TYPES else None


def read_document(release: Release, file: ReleaseFile) -> tuple[str, ...]:
    """Read a file into sorted N-Triples lines without the final dot.

    Only shapes may hold blank nodes; they get labels that depend on the content alone. Raises
    InvalidDataError for a file that cannot be read, states nothing, or holds a stray blank node.
    """
    path = release.root / file.path
    if file.key.type == "question":
        return question_triples(path)
    turtle = read_turtle(
        path.read_bytes(), name=file.path, base=turtle_base(PurePosixPath(file.path))
    )
    if not turtle.triples:
        raise InvalidDataError(
            f"«{file.path}» er tom. Slett filen eller fyll den ut.",
            f"{file.path!r} is empty. Delete the file or fill it in.",
        )
    blank = f"{file.key.type}-{file.key.slug}" if file.key.type == "shapes" else None
    return canonical_lines(turtle, name=file.path, blank_nodes=blank)


def _places(root: Path) -> list[PurePosixPath]:
    """List the files of a release by their place below the root, without the shapes' examples."""
    found: list[PurePosixPath] = []
    for top in ("data", "ontology", "shapes"):
        for folder, below, names in os.walk(root / top, onerror=_give_up):
            place = PurePosixPath(Path(folder).relative_to(root).as_posix())
            below[:] = [name for name in below if place / name != _EXAMPLES]
            found += [place / name for name in names if name.endswith((".ttl", ".rq"))]
    return sorted(found)


def _give_up(fault: OSError) -> None:
    if not isinstance(fault, FileNotFoundError):
        raise fault


def _file(root: Path, place: PurePosixPath) -> ReleaseFile:
    key = document_key(place)
    if key is None:
        raise InvalidDataError(
            f"«{place}» ligger i en mappe som ikke hører til en utgivelse. Flytt filen.",
            f"{str(place)!r} lies in a folder that is no part of a release. Move the file.",
        )
    content = (root / place).read_bytes()
    return ReleaseFile(str(place), key, sha256(_READER + content).hexdigest())
