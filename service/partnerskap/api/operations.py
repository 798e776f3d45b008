"""Says in words what each plain route answers; ``openapi`` turns it into the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from partnerskap.api.examples import LIST_EXAMPLE, SEARCH_EXAMPLE
from partnerskap.graph.labels import LANGUAGES
from partnerskap.graph.search import KINDS
from partnerskap.graph.terms import CODE_LISTS, RECORD_TYPES
from partnerskap.records.lists import LISTS, ListSpec
from partnerskap.web.links import PLURALS
from partnerskap.web.list_table import columns
from partnerskap.web.negotiate import DOCUMENT_FORMATS, LIST_FORMATS, PAGE_FORMATS, Format

__all__ = ["Operation", "Parameter", "all_operations"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: where it stands, what it means and a value to try."""

    name: str
    meaning: str
    example: str
    place: str = "query"
    allowed: tuple[str, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One address that answers GET and HEAD."""

    path: str
    name: str
    summary: str
    tag: str
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    media_types: tuple[str, ...] = ()
    answer: str = "What was asked for."
    example: object = None
    redirects: Mapping[int, str] = field(default_factory=dict)
    failures: tuple[int, ...] = (400,)


_LANG: Final = Parameter(
    "lang", "Language of pages and labels; else Accept-Language decides.", "nb", allowed=LANGUAGES
)
_SLUG: Final = Parameter("slug", "Short name of the record.", "trd3", "path")
_EXAMPLES: Final = {
    "partnership": "trd3",
    "actor": "ntnu",
    "theme": "helse",
    "scheme": "baerum-fond",
    "source": "ks-trd",
    "county": "trondelag",
    "collection": "ks-erfaringssamling",
    "umbrella": "usn",
    "agreement": "usn-grenland",
    "code": "role",
    "reference": "los",
    "question": "folkehelse",
}
_VALUES: Final = {
    "theme": "helse",
    "actor": "ntnu",
    "county": "trondelag",
    "form": "toparts",
    "stage": "uk30",
    "scope": "all-sectors",
    "partnership": "trd3",
    "part-of": "collection/ks-erfaringssamling",
    "kind": "trigger",
    "basis": "derived",
    "source": "ks-trd",
    "subject": "theme/helse",
    "about": "scheme/baerum-fond",
    "funder": "baerum-kommune",
    "publisher": "ks",
    "broader": "helse",
    "extent": "start-only",
}
_TYPES: Final = {"actors": "municipality", "agreements": "partnership-agreement"}


def all_operations() -> tuple[Operation, ...]:
    """Give every plain route, in the order the API page shows them."""
    return (
        *(_list(spec) for spec in LISTS.values()),
        *(_record(kind, folder) for kind, folder in PLURALS.items()),
        _INSIGHT,
        *_NAMES,
        *_VOCABULARY,
        _SEARCH,
        _SPARQL,
        *_PAGES,
        *_EXTENSIONS,
    )


def _types(formats: tuple[Format, ...]) -> tuple[str, ...]:
    machine_first = (*formats[1:], formats[0])
    return tuple(form.media_type for form in machine_first)


def _list(spec: ListSpec) -> Operation:
    described = "; ".join(f"{name}: {text}" for name, text in columns(spec).items())
    return Operation(
        f"/{spec.name}",
        f"list-{spec.name}",
        f"The list of {spec.name}",
        "lists",
        "Repeated values of one filter mean or; different filters mean and. Also with the "
        f"extensions .html, .json and .csv. CSV holds the whole selection: {described}.",
        _list_parameters(spec),
        _types(LIST_FORMATS),
        "One page of the selection with facets (JSON, HTML), or all of it (CSV).",
        LIST_EXAMPLE,
        failures=(400, 406, 413),
    )


def _list_parameters(spec: ListSpec) -> tuple[Parameter, ...]:
    parameters = [Parameter("q", "Words that all must stand in names or texts.", "helse")]
    for entry in spec.filters:
        note = ", narrower ones included" if entry.hierarchical else ""
        value = _TYPES.get(spec.name, "") if entry.name == "type" else _VALUES[entry.name]
        if spec.name == "sources" and entry.name == "kind":
            value = "op-ed"
        meaning = f"Short name or IRI of a {entry.name}{note}."
        parameters.append(Parameter(entry.name, meaning, value, repeated=True))
    if spec.years:
        parameters.append(
            Parameter(
                "year",
                "Active in this year: begun by then (founding date, else earliest agreement) and "
                "not dissolved before.",
                "2021",
            )
        )
    return (
        *parameters,
        Parameter("sort", "Order; a minus turns it round.", "name", allowed=spec.sort_orders),
        Parameter("limit", "Rows on a page, 1 to 1000.", "50"),
        Parameter("next", "Opaque word from the previous page.", ""),
        _LANG,
    )


def _record(kind: str, folder: str) -> Operation:
    slug = Parameter("slug", f"Short name of the {kind}.", _EXAMPLES[kind], "path")
    return Operation(
        f"/{folder}/{{slug}}",
        f"get-{kind}",
        f"One {kind} with everything it owns",
        "records",
        "The same triples in every form. Also with the extensions .html, .json, .jsonld, .ttl, .nt "
        "and .rdf; the extension wins over Accept.",
        (slug, _LANG),
        _types(DOCUMENT_FORMATS),
        failures=(400, 404, 406),
    )


_INSIGHT: Final = Operation(
    "/insights/{slug}",
    "get-insight",
    "One statement with its source and its parts",
    "records",
    "The slug is the type, slug and fragment of its IRI, joined by two hyphens.",
    (
        Parameter("slug", "Short name of the insight.", "partnership--trd3--trigger-1", "path"),
        _LANG,
    ),
    _types(DOCUMENT_FORMATS),
    failures=(400, 404, 406),
)

_KIND: Final = Parameter(
    "type", "Type of record.", "partnership", "path", (*RECORD_TYPES, "insight")
)
_SCHEME: Final = Parameter("scheme", "Name of a code list.", "role", "path", CODE_LISTS)
_SEE: Final = {303: "See the document about it."}
_NAMES: Final = (
    Operation(
        "/id/{type}/{slug}",
        "see-thing",
        "The permanent address of a thing",
        "names",
        parameters=(_KIND, _SLUG),
        redirects=_SEE,
        failures=(404,),
    ),
    Operation(
        "/code/{scheme}",
        "see-code-list",
        "The permanent address of a code list",
        "names",
        parameters=(_SCHEME,),
        redirects=_SEE,
        failures=(404,),
    ),
    Operation(
        "/code/{scheme}/{concept}",
        "see-code",
        "The permanent address of a code",
        "names",
        parameters=(_SCHEME, Parameter("concept", "Code.", "lead-municipality", "path")),
        redirects=_SEE,
        failures=(404,),
    ),
    Operation(
        "/graph/{type}/{slug}",
        "see-graph",
        "The named graph of a document",
        "names",
        parameters=(Parameter("type", "Type of document.", "partnership", "path"), _SLUG),
        redirects=_SEE,
        failures=(404,),
    ),
)

_VOCABULARY: Final = (
    Operation(
        "/ns",
        "get-ontology",
        "The ontology",
        "vocabulary",
        parameters=(_LANG,),
        media_types=_types(DOCUMENT_FORMATS),
        failures=(400, 406),
    ),
    Operation(
        "/ns/shapes",
        "get-shapes",
        "The SHACL shapes",
        "vocabulary",
        parameters=(_LANG,),
        media_types=_types(DOCUMENT_FORMATS),
        failures=(400, 406),
    ),
    Operation(
        "/ns/context.jsonld",
        "get-context",
        "The JSON-LD context of every JSON answer about one thing",
        "vocabulary",
        media_types=("application/ld+json", "application/json"),
        failures=(406,),
    ),
    Operation(
        "/codes",
        "list-codes",
        "The code lists",
        "vocabulary",
        parameters=(_LANG,),
        media_types=_types(PAGE_FORMATS),
        example={"list": "codes", "language": "en", "items": []},
        failures=(400, 406),
    ),
)

_SEARCH: Final = Operation(
    "/search",
    "search",
    "Find things by name and text",
    "search",
    "Forgives accents and typing errors. Scores run from 0 to 100: 100 is the very name, 85–90 its "
    "beginning, 70–89 a likely misspelling, 30–60 words in names and texts.",
    (
        Parameter("q", "What to look for.", "Trondhjem"),
        Parameter("kind", "Only this kind.", "actor", allowed=KINDS, repeated=True),
        Parameter("limit", "Hits, 1 to 100.", "20"),
        _LANG,
    ),
    _types(PAGE_FORMATS),
    "Hits, best first.",
    SEARCH_EXAMPLE,
    failures=(400, 406, 413),
)

_SPARQL: Final = Operation(
    "/sparql",
    "sparql",
    "SPARQL 1.1 Protocol, read-only; a form for browsers",
    "sparql",
    "Also by POST, as a form or as application/sparql-query.",
    (
        Parameter("query", "The query.", "ASK { ?s ?p ?o }"),
        Parameter("default-graph-uri", "Graph to ask.", "", repeated=True),
        Parameter("named-graph-uri", "Graph to ask by name.", "", repeated=True),
        Parameter("format", "Form of the answer, in place of Accept.", "json"),
    ),
    (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "text/html",
    ),
    failures=(400, 406, 413),
)

_PAGES: Final = (
    Operation("/", "start", "The start page", "service", "", (_LANG,), ("text/html",)),
    Operation("/about", "about", "About the service", "service", "", (_LANG,), ("text/html",)),
    Operation(
        "/about/errors", "errors", "Every kind of failure", "service", "", (_LANG,), ("text/html",)
    ),
    Operation(
        "/about/api", "api", "This description as a page", "service", "", (_LANG,), ("text/html",)
    ),
    Operation(
        "/health",
        "health",
        "Whether the service answers, and at which version of the data",
        "service",
        media_types=("application/json",),
        example={"status": "ok", "version": 1, "software": "0.1.0"},
        failures=(),
    ),
    Operation(
        "/openapi.json",
        "openapi",
        "This description",
        "service",
        media_types=("application/json",),
        example={"openapi": "3.1.0"},
        failures=(),
    ),
)
_EXTENSIONS: Final = tuple(
    Operation(
        f"/{spec.name}.{form.extension}",
        f"list-{spec.name}-{form.extension}",
        f"The list of {spec.name} as {form.name}",
        "lists",
        parameters=_list_parameters(spec),
        media_types=(form.media_type,),
        example=LIST_EXAMPLE if form.extension == "json" else None,
        failures=(400, 413),
    )
    for spec in LISTS.values()
    for form in LIST_FORMATS
    if form.extension != "html"
)
