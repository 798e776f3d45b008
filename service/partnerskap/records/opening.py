"""From settings to a graph that can be asked: journal, release, store."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.graph.loading import Release
from partnerskap.graph.store import GraphStore
from partnerskap.records.journal import Journal
from partnerskap.records.memory import Memory
from partnerskap.records.release import ReleaseReport, take_in

if TYPE_CHECKING:
    from partnerskap.settings import Settings

__all__ = ["Installation", "open_installation"]


_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Installation:
    """What starting gave: the graph at the journal's head, and what the release did to it."""

    graph: GraphStore
    report: ReleaseReport


def open_installation(settings: Settings, release: Release | None = None) -> Installation:
    """Take a release (the installed one when none is given) in and build the graph.

    Records changed here that the release also changes are kept and named in a logged warning.

    Raises StorageError when the data folder cannot be used, InvalidDataError when the release
    cannot be read.
    """
    with Journal.open(settings.data_dir) as journal:
        report = take_in(journal, release or Release.open())
        head, documents = journal.documents()
    for key in report.kept:
        _log.warning("%s was changed here and is kept; the release differs from it", key)
    memory = Memory(settings.data_dir / "descriptions.json")
    graph = GraphStore(documents, version=head, describe=memory.describe)
    return Installation(graph, report)
