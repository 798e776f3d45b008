"""Says in words what each plain route answers; ``openapi`` turns it into the OpenAPI document."""

from __future__ import annotations

from typing import Final

from partnerskap.api.catalog_operations import CATALOG_OPERATIONS
from partnerskap.api.check_operations import CHECK_OPERATIONS
from partnerskap.api.described import LANGUAGE, Operation, Parameter, media_types
from partnerskap.api.dump_operations import DUMP_OPERATIONS
from partnerskap.api.entry_operations import ENTRY_OPERATIONS
from partnerskap.api.examples import SEARCH_EXAMPLE
from partnerskap.api.feed_operations import FEED_OPERATIONS
from partnerskap.api.finding_operations import FINDING_OPERATIONS
from partnerskap.api.form_operations import FORM_OPERATIONS
from partnerskap.api.history_operations import HISTORY_OPERATIONS
from partnerskap.api.linking_operations import LINKING_OPERATIONS
from partnerskap.api.list_operations import LIST_OPERATIONS
from partnerskap.api.mcp_operations import MCP_OPERATIONS
from partnerskap.api.query_operations import QUERY_OPERATIONS
from partnerskap.api.submission_operations import SUBMISSION_OPERATIONS
from partnerskap.graph.search import KINDS
from partnerskap.graph.terms import CODE_LISTS, RECORD_TYPES
from partnerskap.web.links import PLURALS
from partnerskap.web.negotiate import DOCUMENT_FORMATS, PAGE_FORMATS

__all__ = ["all_operations"]

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
}


def all_operations() -> tuple[Operation, ...]:
    """Give every plain route, in the order the API page shows them."""
    return (
        *LIST_OPERATIONS,
        *(_record(kind, folder) for kind, folder in PLURALS.items() if kind != "question"),
        _INSIGHT,
        *_NAMES,
        *_VOCABULARY,
        _SEARCH,
        *LINKING_OPERATIONS,
        *QUERY_OPERATIONS,
        *FORM_OPERATIONS,
        *ENTRY_OPERATIONS,
        *SUBMISSION_OPERATIONS,
        *HISTORY_OPERATIONS,
        *CHECK_OPERATIONS,
        *CATALOG_OPERATIONS,
        *MCP_OPERATIONS,
        *DUMP_OPERATIONS,
        *FEED_OPERATIONS,
        *FINDING_OPERATIONS,
        *_PAGES,
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
        (slug, LANGUAGE),
        media_types(DOCUMENT_FORMATS),
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
        LANGUAGE,
    ),
    media_types(DOCUMENT_FORMATS),
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
        "/id/{type}/{slug}/versions/{version}",
        "see-version",
        "The permanent address of a record as one version left it",
        "names",
        parameters=(_KIND, _SLUG, Parameter("version", "Number of the version.", "1", "path")),
        redirects=_SEE,
        failures=(404,),
    ),
    Operation(
        "/graph/{type}/{slug}/versions/{version}",
        "see-graph-version",
        "The permanent address of a code list, a shape or the like as one version left it",
        "names",
        parameters=(_KIND, _SLUG, Parameter("version", "Number of the version.", "1", "path")),
        redirects={303: "See the change."},
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
        parameters=(LANGUAGE,),
        media_types=media_types(DOCUMENT_FORMATS),
        failures=(400, 406),
    ),
    Operation(
        "/ns/shapes",
        "get-shapes",
        "The SHACL shapes",
        "vocabulary",
        parameters=(LANGUAGE,),
        media_types=media_types(DOCUMENT_FORMATS),
        failures=(400, 406),
    ),
    Operation(
        "/ns/functions",
        "get-functions",
        "Functions that SPARQL queries may call beyond SPARQL's own",
        "vocabulary",
        parameters=(LANGUAGE,),
        media_types=media_types(DOCUMENT_FORMATS),
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
        parameters=(LANGUAGE,),
        media_types=media_types(PAGE_FORMATS),
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
        LANGUAGE,
    ),
    media_types(PAGE_FORMATS),
    "Hits, best first.",
    SEARCH_EXAMPLE,
    failures=(400, 406, 413),
)

_PAGES: Final = (
    Operation("/", "start", "The start page", "service", "", (LANGUAGE,), ("text/html",)),
    Operation("/about", "about", "About the service", "service", "", (LANGUAGE,), ("text/html",)),
    Operation(
        "/about/roles",
        "about-roles",
        "The parts that people play in a change",
        "service",
        "",
        (LANGUAGE,),
        ("text/html",),
    ),
    Operation(
        "/about/errors",
        "errors",
        "Every kind of failure",
        "service",
        "",
        (LANGUAGE,),
        ("text/html",),
    ),
    Operation(
        "/about/api",
        "api",
        "This description as a page",
        "service",
        "",
        (LANGUAGE,),
        ("text/html",),
    ),
    Operation(
        "/health",
        "health",
        "Whether the service answers, at which version of the data and with how many triples",
        "service",
        media_types=("application/json",),
        example={"status": "ok", "version": 1, "triples": 44487, "content": "8c2e…"},
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
