"""Score a catalogue as data.norge.no and data.europa.eu do, and tell what each repair would gain.

A dataset has the points of its own metrics and those of its best distribution; a catalogue has the
mean of its datasets. Whether an address answers is taken for granted unless it was asked.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from partnerskap.doctor.cases import Case, Verdict, is_about_distributions
from partnerskap.doctor.metrics import Metric, Scheme, read_book
from partnerskap.portal.terms import name
from partnerskap.records.explaining import written
from partnerskap.records.naming import Names
from partnerskap.records.wording import Wording
from partnerskap.shacl.index import Index
from partnerskap.shacl.vocabulary import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from partnerskap.graph.reading import Object
    from partnerskap.records.neighbours import Triple

__all__ = ["CatalogueScore", "DatasetScore", "Gain", "Mark", "addresses_of", "score"]

_DATASET: Final = NamedNode(name("dcat:Dataset"))
_DISTRIBUTION: Final = NamedNode(name("dcat:distribution"))
_MEMBERS: Final = tuple(
    NamedNode(name(f"dcat:{kind}")) for kind in ("Catalog", "Dataset", "DataService")
)
_BANDS: Final = {Scheme.NORGE: (326.25, 217.5, 108.75), Scheme.EUROPA: (351, 221, 121)}
_RATINGS: Final = (
    Wording("utmerket", "excellent", "framifrå"),
    Wording("god", "good", "god"),
    Wording("tilstrekkelig", "sufficient", "tilstrekkeleg"),
    Wording("dårlig", "bad", "dårleg"),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How one dataset does in one metric, with the points it got."""

    metric: Metric
    verdict: Verdict
    points: int
    reason: Wording


@dataclass(frozen=True, slots=True)
class DatasetScore:
    """A dataset with its marks; ``distribution`` is the one that counted, empty for none."""

    dataset: str
    name: Wording
    distribution: str
    marks: tuple[Mark, ...]
    """One for each metric of the portal, in their order."""

    @property
    def points(self) -> int:
        """The sum of its points."""
        return sum(mark.points for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Gain:
    """A repair: how many datasets need it, and the points the whole catalogue would gain."""

    metric: Metric
    datasets: int
    points: float


@dataclass(frozen=True, slots=True)
class CatalogueScore:
    """The scores of all datasets of a catalogue by one portal's metrics."""

    scheme: Scheme
    datasets: tuple[DatasetScore, ...]

    @property
    def points(self) -> float:
        """The mean of the datasets' points; 0 when there are none."""
        return fmean(each.points for each in self.datasets) if self.datasets else 0

    @property
    def most(self) -> int:
        """The sum of the portal's weights."""
        return sum(metric.weight(self.scheme) for metric in read_book().metric)

    @property
    def reachable(self) -> int:
        """What the portal's program can give at most."""
        return sum(
            metric.weight(self.scheme)
            for metric in read_book().metric
            if not metric.is_never_given(self.scheme)
        )

    @property
    def rating(self) -> Wording:
        """What the portal calls so many points."""
        bands = _BANDS[self.scheme]
        place = next((i for i, least in enumerate(bands) if self.points >= least), len(bands))
        return _RATINGS[place]

    def marks(self, metric: Metric) -> list[Mark]:
        """Give all datasets' marks in one metric."""
        place = read_book().of(self.scheme).index(metric)
        return [each.marks[place] for each in self.datasets]

    def gains(self) -> tuple[Gain, ...]:
        """Give the repairs that would raise the score, the most rewarding first."""
        missed: dict[str, list[Metric]] = defaultdict(list)
        for each in self.datasets:
            for mark in each.marks:
                if mark.verdict is Verdict.MISSED:
                    missed[mark.metric.key].append(mark.metric)
        gains = [
            Gain(all_[0], len(all_), all_[0].weight(self.scheme) * len(all_) / len(self.datasets))
            for all_ in missed.values()
        ]
        return tuple(sorted(gains, key=lambda gain: (-gain.points, gain.metric.key)))


def score(
    data: Index,
    scheme: Scheme,
    in_fault: Iterable[Object],
    answers: Mapping[str, bool] | None = None,
) -> CatalogueScore:
    """Score every dataset that ``data`` describe.

    ``in_fault`` are the nodes that break the portal's profile (``scheme.profile``); ``answers``
    tells of addresses that were asked.
    """
    names = Names(data, None)
    faulty = _faulty(data, in_fault)
    asked = answers or {}
    found = []
    for dataset in sorted(data.instances(_DATASET), key=str):
        marks, best = _marks(Case(data, scheme, dataset, None, dataset in faulty, asked))
        found.append(DatasetScore(written(dataset), names.of(dataset), best, marks))
    return CatalogueScore(scheme, tuple(found))


def addresses_of(triples: Iterable[Triple]) -> tuple[str, ...]:
    """Give the addresses whose answers count, each once."""
    wanted = {name("dcat:accessURL"), name("dcat:downloadURL")}
    return tuple(
        dict.fromkeys(
            value.value
            for _, predicate, value in triples
            if predicate.value in wanted and isinstance(value, NamedNode)
        )
    )


def _marks(case: Case) -> tuple[tuple[Mark, ...], str]:
    """Mark a dataset with its best distribution, which is named."""
    metrics = read_book().of(case.scheme)
    own = [_mark(case, metric) for metric in metrics if not is_about_distributions(metric.key)]
    about = [metric for metric in metrics if is_about_distributions(metric.key)]
    best = [_mark(case, metric) for metric in about]
    chosen = ""
    for distribution in case.data.objects(case.dataset, _DISTRIBUTION):
        if not _counts(distribution, case.scheme):
            continue
        each = Case(case.data, case.scheme, case.dataset, distribution, case.faulty, case.answers)
        marks = [_mark(each, metric) for metric in about]
        if not chosen or sum(m.points for m in marks) > sum(m.points for m in best):
            best, chosen = marks, written(distribution)
    by_key = {mark.metric.key: mark for mark in (*own, *best)}
    return tuple(by_key[metric.key] for metric in metrics), chosen


def _counts(distribution: Object, scheme: Scheme) -> bool:
    """Tell whether a portal scores a distribution; data.norge.no needs it to have an address."""
    if isinstance(distribution, Literal):
        return False
    return scheme is Scheme.EUROPA or isinstance(distribution, NamedNode)


def _mark(case: Case, metric: Metric) -> Mark:
    reasons = read_book().reasons
    if metric.is_never_given(case.scheme):
        return Mark(metric, Verdict.NEVER, 0, reasons["never"])
    verdict = case.verdict(metric.key)
    if verdict is Verdict.MISSED:
        unnamed = is_about_distributions(metric.key) and case.has_only_unnamed
        return Mark(metric, verdict, 0, reasons["blank"] if unnamed else metric.missed)
    reason = reasons["assumed"] if verdict is Verdict.ASSUMED else metric.met
    return Mark(metric, verdict, metric.weight(case.scheme), reason)


def _faulty(data: Index, in_fault: Iterable[Object]) -> AbstractSet[Object]:
    """Give the datasets that break a rule, or whose parts or named codes do.

    What breaks a rule counts against each dataset that leads to it, but not by way of another
    dataset, service or catalogue.
    """
    waiting = list(in_fault)
    if not waiting:
        return frozenset()
    pointing: dict[Object, set[Object]] = defaultdict(set)
    for subject, _, value in data.triples:
        if not isinstance(value, Literal):
            pointing[value].add(subject)
    members = {node for kind in _MEMBERS for node in data.instances(kind)}
    seen: set[Object] = set()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            if node not in members:
                waiting += pointing.get(node, ())
    return {node for node in seen if _DATASET in data.objects(node, TYPE)}
