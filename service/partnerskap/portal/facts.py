"""What a catalogue is written from: the publisher, the files that are served, times and places.

Only what is; the words people read lie in ``datasets.toml``, the writing in ``feed``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha1, sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from partnerskap.portal.terms import CATALOGUE, ORGANISATIONS

if TYPE_CHECKING:
    from partnerskap.dumps.files import Dumped

__all__ = [
    "Book",
    "Dataset",
    "Facts",
    "File",
    "Named",
    "Period",
    "Place",
    "Publisher",
    "Service",
    "Texts",
    "dump_files",
    "fixed_words",
    "weigh",
]

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who answers for the data, and how they are reached. ``contact_url`` is a whole address."""

    name: str
    number: str
    kind: str
    homepage: str
    contact_name: str
    contact_email: str
    contact_url: str

    @property
    def iri(self) -> str:
        """The publisher's name in the national catalogue of organisations, else one of ours."""
        return f"{ORGANISATIONS}{self.number}" if self.number else f"{CATALOGUE}#publisher"


@dataclass(frozen=True, slots=True)
class File:
    """One distribution: a path under the service, its EU file type and its media type.

    A file whose bytes are the same until the data change has a size and checksums, and can be
    downloaded; another is a way in, and leads on page by page. ``language`` is a code of the EU's
    list, empty where the file holds all languages.
    """

    dataset: str
    name: str
    path: str
    format: str
    media_type: str
    size: int | None = None
    sha1: str = ""
    sha256: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """The days a dataset tells of; the end is open when empty."""

    start: str
    end: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A municipality: IRIs at Kartverket and GeoNames, name, middle as WKT; any may be empty."""

    kartverket: str
    geonames: str
    name: str = ""
    centroid: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a catalogue tells that is no fixed text.

    ``address`` is where the service is reached. ``issued`` and ``modified`` hold points in time by
    dataset, as the journal has them; ``periods`` what the data tell of. ``places`` are the
    municipalities that take part.
    """

    address: str
    publisher: Publisher
    version: int
    files: Sequence[File] = ()
    issued: Texts = field(default_factory=dict)
    modified: Texts = field(default_factory=dict)
    periods: Mapping[str, Period] = field(default_factory=dict)
    places: Sequence[Place] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """The fixed words of a dataset.

    ``themes`` are the EU's, ``los`` those of Los; ``list`` is the list that holds its rows, if any.
    """

    slug: str
    documents: tuple[str, ...]
    page: str
    themes: tuple[str, ...]
    los: tuple[str, ...]
    subjects: tuple[str, ...]
    title: Texts
    description: Texts
    keywords: Mapping[str, tuple[str, ...]]
    list: str = ""
    kind: str = ""

    @property
    def iri(self) -> str:
        """The dataset's permanent name."""
        return f"{CATALOGUE}#{self.slug}"


@dataclass(frozen=True, slots=True)
class Service:
    """The fixed words of a data service. ``standard`` is what its way of asking conforms to."""

    slug: str
    endpoint: str
    described: str
    page: str
    formats: tuple[str, ...]
    standard: str
    standard_title: str
    title: Texts
    description: Texts
    keywords: Mapping[str, tuple[str, ...]]

    @property
    def iri(self) -> str:
        """The service's permanent name."""
        return f"{CATALOGUE}#{self.slug}"


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a title and a description in every language."""

    title: Texts
    description: Texts


@dataclass(frozen=True, slots=True)
class Book:
    """All fixed words of the catalogue, its concepts and its models."""

    catalogue: Named
    concepts: Named
    models: Named
    model: Named
    dataset: tuple[Dataset, ...]
    service: tuple[Service, ...]


def dump_files(dumped: Dumped) -> tuple[File, ...]:
    """List the files of the whole graph, as they lie ready for download."""
    return tuple(
        File(
            "graph",
            file.name.replace(".", "-"),
            f"/dumps/{dumped.version}/{file.name}",
            file.code,
            file.media_type,
            file.size,
            file.sha1,
            file.sha256,
        )
        for file in dumped.files
    )


def weigh(file: File, body: bytes) -> File:
    """Give a file its size and checksums."""
    return File(
        file.dataset,
        file.name,
        file.path,
        file.format,
        file.media_type,
        len(body),
        sha1(body, usedforsecurity=False).hexdigest(),
        sha256(body).hexdigest(),
        file.language,
    )


@cache
def fixed_words() -> Book:
    """Read what never changes from version to version."""
    text = files("partnerskap.portal").joinpath("datasets.toml").read_text("utf-8")
    return TypeAdapter(Book).validate_python(tomllib.loads(text))
