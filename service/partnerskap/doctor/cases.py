"""Tell of one dataset, or one of its distributions, whether it earns a metric's points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from partnerskap.doctor.metrics import Scheme, read_book
from partnerskap.portal.terms import AUTHORITY, name

if TYPE_CHECKING:
    from partnerskap.graph.reading import Object
    from partnerskap.shacl.index import Index

__all__ = ["Case", "Verdict", "is_about_distributions"]


class Verdict(StrEnum):
    """Whether points are given. ``assumed``: given, as long as an address answers as it should."""

    MET = "met"
    ASSUMED = "assumed"
    MISSED = "missed"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged. ``faulty`` tells that something of the dataset breaks the portal's profile.

    ``answers`` tells of addresses that were asked whether they answered.
    """

    data: Index
    scheme: Scheme
    dataset: Object
    distribution: Object | None
    faulty: bool
    answers: Mapping[str, bool]

    @property
    def has_only_unnamed(self) -> bool:
        """Whether the dataset has distributions, but none that the portal counts."""
        return self.distribution is None and bool(self.own("dcat:distribution"))

    def verdict(self, key: str) -> Verdict:
        """Judge one metric; raise KeyError for a key that is no metric's."""
        if key in _ADDRESSES:
            return self._reached(_ADDRESSES[key])
        return Verdict.MET if _TESTS[key](self) else Verdict.MISSED

    def values(self, *short: str) -> list[Object]:
        """Give the values of properties of the distribution."""
        if self.distribution is None:
            return []
        return _values(self.data, self.distribution, short)

    def own(self, *short: str) -> list[Object]:
        """Give the values of properties of the dataset itself."""
        return _values(self.data, self.dataset, short)

    def codes(self, scheme: str, *short: str) -> set[str]:
        """Give those codes of the distribution that stand in one of the EU's lists."""
        return _codes(self.values(*short), scheme)

    def _reached(self, short: str) -> Verdict:
        values = [each.value for each in self.values(short) if isinstance(each, NamedNode)]
        asked = [self.answers[each] for each in values if each in self.answers]
        if not values or (asked and not any(asked)):
            return Verdict.MISSED
        return Verdict.MET if asked else Verdict.ASSUMED


def _values(data: Index, node: Object, short: tuple[str, ...]) -> list[Object]:
    return [value for each in short for value in data.objects(node, NamedNode(name(each)))]


def _codes(values: list[Object], scheme: str) -> set[str]:
    start = f"{AUTHORITY}/{scheme}/"
    iris = [value.value.replace("https:", "http:", 1) for value in values]
    return {iri.removeprefix(start) for iri in iris if iri.startswith(start)}


def _has_keyword(case: Case) -> bool:
    also = ("dct:subject",) if case.scheme is Scheme.NORGE else ()
    return bool(case.own("dcat:keyword", *also))


def _has_known_format(case: Case) -> bool:
    file_type = bool(case.codes("file-type", "dct:format"))
    media_type = any(_is_media_type(value) for value in case.values("dcat:mediaType", "dct:format"))
    if case.scheme is Scheme.NORGE:
        return file_type or media_type
    return file_type and media_type


def _is_media_type(value: Object) -> bool:
    return value.value.startswith(_MEDIA_TYPES)


def _has_known_licence(case: Case) -> bool:
    codes = case.codes("licence", "dct:license")
    if case.scheme is Scheme.EUROPA:
        return bool(codes)
    licences = read_book().licences
    named = {value.value.replace("https:", "http:", 1) for value in case.values("dct:license")}
    return bool(codes & licences["open"] or named & licences["norge"])


def _dated(short: str) -> Callable[[Case], bool]:
    return lambda case: bool(case.values(short) or case.own(short))


def _of_dataset(short: str) -> Callable[[Case], bool]:
    return lambda case: bool(case.own(short))


def _of_distribution(short: str) -> Callable[[Case], bool]:
    return lambda case: bool(case.values(short))


def _format_is(kind: str) -> Callable[[Case], bool]:
    return lambda case: bool(case.codes("file-type", "dct:format") & read_book().formats[kind])


_MEDIA_TYPES: Final = (
    "http://www.iana.org/assignments/media-types/",
    "https://www.iana.org/assignments/media-types/",
)
_ADDRESSES: Final = {
    "accessUrlStatusCode": "dcat:accessURL",
    "downloadUrlStatusCode": "dcat:downloadURL",
}
_DATASETS: Final[dict[str, Callable[[Case], bool]]] = {
    "keywordAvailability": _has_keyword,
    "categoryAvailability": _of_dataset("dcat:theme"),
    "spatialAvailability": _of_dataset("dct:spatial"),
    "temporalAvailability": _of_dataset("dct:temporal"),
    "dcatApCompliance": lambda case: not case.faulty,
    "accessRightsAvailability": _of_dataset("dct:accessRights"),
    "accessRightsVocabularyAlignment": lambda case: bool(
        _codes(case.own("dct:accessRights"), "access-right")
    ),
    "contactPointAvailability": _of_dataset("dcat:contactPoint"),
    "publisherAvailability": _of_dataset("dct:publisher"),
}
_DISTRIBUTIONS: Final[dict[str, Callable[[Case], bool]]] = {
    "downloadUrlAvailability": _of_distribution("dcat:downloadURL"),
    "formatAvailability": _of_distribution("dct:format"),
    "mediaTypeAvailability": _of_distribution("dcat:mediaType"),
    "formatMediaTypeVocabularyAlignment": _has_known_format,
    "formatMediaTypeNonProprietary": _format_is("free"),
    "formatMediaTypeMachineInterpretable": _format_is("machine"),
    "licenseAvailability": _of_distribution("dct:license"),
    "knownLicense": _has_known_licence,
    "rightsAvailability": _of_distribution("dct:rights"),
    "byteSizeAvailability": _of_distribution("dcat:byteSize"),
    "dateIssuedAvailability": _dated("dct:issued"),
    "dateModifiedAvailability": _dated("dct:modified"),
}
_TESTS: Final = {**_DATASETS, **_DISTRIBUTIONS}


def is_about_distributions(key: str) -> bool:
    """Whether a metric is judged on the dataset's best distribution."""
    return key not in _DATASETS
