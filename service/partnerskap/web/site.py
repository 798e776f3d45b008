"""What every page and answer of the service stands on, gathered in one place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from partnerskap.entry.choices import Choices
from partnerskap.entry.finding import Finding
from partnerskap.graph.derived import PerVersion
from partnerskap.graph.labels import LANGUAGES, Labels
from partnerskap.graph.search import SearchIndex
from partnerskap.graph.sizes import GraphSizes, count_graphs
from partnerskap.linking.directory import Directory
from partnerskap.records.context import load_context
from partnerskap.records.questions import Questions
from partnerskap.records.tables import Tables
from partnerskap.resources import ontology_dir
from partnerskap.web.bodies import Bodies
from partnerskap.web.i18n import choose_language, load_catalogue
from partnerskap.web.words import Words

if TYPE_CHECKING:
    from pyoxigraph import Store
    from starlette.requests import Request

    from partnerskap.graph.store import GraphStore
    from partnerskap.portal.facts import File
    from partnerskap.records.context import Context
    from partnerskap.settings import Settings

__all__ = ["Site", "carried", "full_address", "make_site", "root_path", "site_of"]

_KEPT_BYTES: Final = 67_108_864
_PINNED: Final = "partnerskap.site"


@dataclass(frozen=True, slots=True)
class Site:
    """The settings, the graph and what is worked out from it once per version."""

    settings: Settings
    graph: GraphStore
    context: Context
    bodies: Bodies
    _labels: PerVersion[Labels]
    _search: PerVersion[SearchIndex]
    _tables: PerVersion[Tables]
    _questions: PerVersion[Questions]
    _graph_sizes: PerVersion[GraphSizes]
    _findings: PerVersion[list[Finding]]
    _files: PerVersion[list[tuple[File, ...]]]
    _directory: PerVersion[list[Directory]]

    @property
    def store(self) -> Store:
        """The store of the version the graph stands at."""
        return self.graph.store

    @property
    def labels(self) -> Labels:
        """The labels of this version."""
        return self._labels.of(self.graph)

    @property
    def search(self) -> SearchIndex:
        """The search index of this version."""
        return self._search.of(self.graph)

    @property
    def choices(self) -> Choices:
        """What can be chosen in the forms of this version."""
        return Choices(self.store, self.labels, self.search)

    @property
    def finding(self) -> Finding:
        """The choices of this version by the names that people see."""
        kept = self._findings.of(self.graph)
        if not kept:
            kept.append(Finding(self.choices, self.store))
        return kept[0]

    @property
    def files(self) -> list[tuple[File, ...]]:
        """A place to keep the files that this version is served as; empty until they are known."""
        return self._files.of(self.graph)

    @property
    def directory(self) -> Directory:
        """The records of this version by their names and numbers."""
        kept = self._directory.of(self.graph)
        if not kept:
            kept.append(Directory(self.store, self.labels, self.tables))
        return kept[0]

    @property
    def tables(self) -> Tables:
        """The rows of the lists of this version."""
        return self._tables.of(self.graph)

    @property
    def questions(self) -> Questions:
        """The stored questions of this version."""
        return self._questions.of(self.graph)

    @property
    def graph_sizes(self) -> GraphSizes:
        """How much stands in each graph of this version."""
        return self._graph_sizes.of(self.graph)

    def for_next(self, graph: GraphStore) -> Site:
        """Make the site of a graph that takes the place of this one."""
        return replace(
            self,
            graph=graph,
            _labels=self._labels.for_next(graph),
            _search=self._search.for_next(graph),
            _tables=self._tables.for_next(graph),
            _questions=self._questions.for_next(graph),
            _graph_sizes=self._graph_sizes.for_next(graph),
            _findings=self._findings.for_next(graph),
            _files=self._files.for_next(graph),
            _directory=self._directory.for_next(graph),
        )

    def language(self, request: Request) -> str:
        """Choose the language of an answer from ``?lang=``, the browser and the settings."""
        return choose_language(
            request.query_params.get("lang"),
            request.headers.get("accept-language", ""),
            self.settings.language,
        )

    def words(self, request: Request) -> Words:
        """Give the words of one answer."""
        return Words(
            self.labels,
            load_catalogue(),
            self.language(request),
            root_path(request),
            carried(request),
        )


def make_site(settings: Settings, graph: GraphStore) -> Site:
    """Gather what the pages stand on; raise StorageError when the JSON-LD context is missing."""
    return Site(
        settings,
        graph,
        load_context(ontology_dir() / "context.jsonld"),
        Bodies(_KEPT_BYTES),
        PerVersion(Labels),
        PerVersion(SearchIndex),
        PerVersion(Tables),
        PerVersion(Questions),
        PerVersion(count_graphs),
        PerVersion(lambda _: []),
        PerVersion(lambda _: []),
        PerVersion(lambda _: []),
    )


def site_of(request: Request) -> Site:
    """Find the site a request is answered from: the same one from its beginning to its end."""
    site = request.scope.setdefault(_PINNED, request.app.state.site)
    if not isinstance(site, Site):
        raise TypeError("The application has no site")
    return site


def carried(request: Request) -> str:
    """Give the query that links carry on: the language, when the address names it."""
    asked = request.query_params.get("lang", "")
    return f"?lang={asked}" if asked in LANGUAGES else ""


def root_path(request: Request) -> str:
    """Give the path the service stands under for its readers, without a final slash."""
    site = getattr(request.app.state, "site", None) if "app" in request.scope else None
    public = site.settings.public_url if isinstance(site, Site) else ""
    path = urlsplit(public).path if public else str(request.scope.get("root_path", ""))
    return path.rstrip("/")


def full_address(request: Request, path: str) -> str:
    """Write the whole address of a path here, as the reader's programs must write it."""
    public = site_of(request).settings.public_url
    if public:
        return public.rstrip("/") + path
    return f"{request.url.scheme}://{request.url.netloc}{root_path(request)}{path}"
