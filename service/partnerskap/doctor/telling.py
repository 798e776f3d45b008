"""Tell a score to people, line by line, and to programs as what JSON is made of."""

from __future__ import annotations

from collections import Counter
from statistics import fmean
from typing import TYPE_CHECKING, Final

from partnerskap.doctor.cases import Verdict
from partnerskap.doctor.metrics import read_book
from partnerskap.records.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from partnerskap.doctor.metrics import Metric
    from partnerskap.doctor.scoring import CatalogueScore, DatasetScore, Gain, Mark

__all__ = ["gain_lines", "headline", "metric_lines", "score_as_json"]

_MOST_LISTED: Final = 1_000
_WORST: Final = (Verdict.MISSED, Verdict.NEVER, Verdict.ASSUMED, Verdict.MET)

Json = dict[str, object]


def headline(score: CatalogueScore) -> Wording:
    """Tell the sum, what can be reached, and what the portal calls it."""
    got, most, count = score.points, score.most, len(score.datasets)
    portal, rating = score.scheme.portal, score.rating
    words = Wording(
        f"{portal}: {_nb(got)} av {most} poeng ({rating.nb}), som snitt av {count} datasett.",
        f"{portal}: {_en(got)} of {most} points ({rating.en}), the mean of {count} datasets.",
        f"{portal}: {_nb(got)} av {most} poeng ({rating.nn}), som snitt av {count} datasett.",
    )
    if score.reachable == most:
        return words
    return words + Wording(
        f" Programmet deres gir høyst {score.reachable}.",
        f" Their program gives at most {score.reachable}.",
        f" Programmet deira gjev høgst {score.reachable}.",
    )


def metric_lines(score: CatalogueScore, language: str) -> Iterator[str]:
    """Give every metric with its points, how many datasets they hold for, and the reason."""
    for key, name in read_book().dimensions.items():
        metrics = [each for each in read_book().of(score.scheme) if each.dimension == key]
        got = sum(_mean(score, metric) for metric in metrics)
        most = sum(metric.weight(score.scheme) for metric in metrics)
        yield f"{name.in_language(language)}: {_number(got, language)}/{most}"
        for metric in metrics:
            yield f"  {_line(score, metric, language)}"


def gain_lines(score: CatalogueScore, language: str) -> Iterator[str]:
    """Give what each repair would gain, the most rewarding first."""
    for gain in score.gains():
        points = _number(gain.points, language)
        name = gain.metric.name.in_language(language)
        what = gain.metric.missed.in_language(language)
        count = Wording(f"{gain.datasets} datasett", f"datasets: {gain.datasets}")
        yield f"+{points} {name}: {what} ({count.in_language(language)})"


def score_as_json(score: CatalogueScore) -> Json:
    """Write a score for programs; texts are by language."""
    return {
        "scheme": score.scheme.value,
        "portal": score.scheme.portal,
        "profile": score.scheme.profile.value,
        "points": round(score.points, 2),
        "most": score.most,
        "reachable": score.reachable,
        "rating": _texts(score.rating),
        "headline": _texts(headline(score)),
        "datasets": len(score.datasets),
        "metrics": [_metric(score, metric) for metric in read_book().of(score.scheme)],
        "gains": list(map(_gain, score.gains())),
        "perDataset": list(map(_dataset, score.datasets[:_MOST_LISTED])),
    }


def _line(score: CatalogueScore, metric: Metric, language: str) -> str:
    marks = score.marks(metric)
    points = f"{_number(_mean(score, metric), language)}/{metric.weight(score.scheme)}"
    name = metric.name.in_language(language)
    if not marks:
        return f"{points} {name}"
    worst = _worst(marks)
    same = sum(mark.verdict is worst.verdict for mark in marks)
    reason = worst.reason.in_language(language)
    if same == len(marks):
        return f"{points} {name}: {reason}"
    share = Wording(f"{same} av {len(marks)} datasett", f"{same} of {len(marks)} datasets")
    return f"{points} {name}: {share.in_language(language)}: {reason}"


def _worst(marks: list[Mark]) -> Mark:
    return min(marks, key=lambda mark: _WORST.index(mark.verdict))


def _metric(score: CatalogueScore, metric: Metric) -> Json:
    marks = score.marks(metric)
    counts = Counter(mark.verdict for mark in marks)
    return {
        "key": metric.key,
        "name": _texts(metric.name),
        "dimension": metric.dimension,
        "weight": metric.weight(score.scheme),
        "points": round(_mean(score, metric), 2),
        **{verdict.value: counts[verdict] for verdict in Verdict},
        **({"reason": _texts(_worst(marks).reason)} if marks else {}),
    }


def _gain(gain: Gain) -> Json:
    return {
        "key": gain.metric.key,
        "name": _texts(gain.metric.name),
        "do": _texts(gain.metric.missed),
        "datasets": gain.datasets,
        "points": round(gain.points, 2),
    }


def _dataset(each: DatasetScore) -> Json:
    return {
        "dataset": each.dataset,
        "name": _texts(each.name),
        "points": each.points,
        "distribution": each.distribution or None,
        "missed": [m.metric.key for m in each.marks if m.verdict is Verdict.MISSED],
        "assumed": [m.metric.key for m in each.marks if m.verdict is Verdict.ASSUMED],
    }


def _mean(score: CatalogueScore, metric: Metric) -> float:
    marks = score.marks(metric)
    return fmean(mark.points for mark in marks) if marks else 0


def _texts(text: Wording) -> dict[str, str]:
    return {"nb": text.nb, "en": text.en, **({"nn": text.nn} if text.nn else {})}


def _number(number: float, language: str) -> str:
    return _en(number) if language == "en" else _nb(number)


def _en(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _nb(number: float) -> str:
    return _en(number).replace(".", ",")
