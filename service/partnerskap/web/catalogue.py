"""Gather what the catalogue is written from: settings, files as they are served, journal, data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from partnerskap.portal.coverage import find_periods, find_places
from partnerskap.portal.facts import Facts, File, Period, Publisher, fixed_words, weigh
from partnerskap.records.listing import find_page
from partnerskap.records.lists import LISTS
from partnerskap.records.selection import Selection
from partnerskap.web.i18n import load_catalogue
from partnerskap.web.list_table import as_csv
from partnerskap.web.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from partnerskap.records.times import Span
    from partnerskap.settings import Settings
    from partnerskap.web.site import Site

__all__ = ["gather_facts", "list_files", "publisher_of"]

_CODES: Final = {"nb": "NOB", "nn": "NNO", "en": "ENG"}


def publisher_of(settings: Settings, address: str) -> Publisher:
    """Tell who publishes, as the settings say."""
    return Publisher(
        settings.publisher_name,
        settings.publisher_number,
        settings.publisher_kind,
        settings.publisher_homepage,
        settings.contact_name,
        settings.contact_email,
        settings.contact_url or f"{address}/about",
    )


def gather_facts(
    site: Site, address: str, files: Sequence[File], spans: Mapping[str, Span]
) -> Facts:
    """Put together what is known of this version; ``spans`` is empty where there is no journal."""
    issued: dict[str, str] = {}
    modified: dict[str, str] = {}
    for dataset in fixed_words().dataset:
        found = [spans[kind] for kind in dataset.documents or spans if kind in spans]
        if found:
            issued[dataset.slug] = min(span.first for span in found)
            modified[dataset.slug] = max(span.last for span in found)
    periods = find_periods(site.store)
    begun = {slug: Period(at[:10]) for slug, at in issued.items()}
    return Facts(
        address,
        publisher_of(site.settings, address),
        site.graph.version,
        files,
        issued,
        modified,
        {**begun, **periods},
        find_places(site.store),
    )


def list_files(site: Site) -> list[File]:
    """List the lists as they are served: all rows as CSV, and page by page as JSON."""
    found: list[File] = []
    for dataset in fixed_words().dataset:
        if not dataset.list:
            continue
        slug, path = dataset.slug, f"/{dataset.list}"
        csv = File(
            slug, f"{slug}-csv", f"{path}.csv?lang=nb", "CSV", "text/csv", language=_CODES["nb"]
        )
        found.append(weigh(csv, _as_csv(site, dataset.list, "nb")))
        found.append(File(slug, f"{slug}-json", f"{path}.json", "JSON", "application/json"))
    return found


def _as_csv(site: Site, name: str, language: str) -> bytes:
    spec = LISTS[name]
    page = find_page(site.tables, spec, Selection().whole(), labels=site.labels, language=language)
    return as_csv(spec, page.rows, Words(site.labels, load_catalogue(), language, "", ""))
