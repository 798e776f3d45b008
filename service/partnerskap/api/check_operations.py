"""Says in words what ``/validate`` and its kin take and answer, with an example of each."""

from __future__ import annotations

from typing import Final

from partnerskap.api.described import LANGUAGE, Operation, Parameter
from partnerskap.checking.task import Profile
from partnerskap.checking.writing import FORMS, RDF_FORMS
from partnerskap.graph.terms import BASE

__all__ = ["CHECK_OPERATIONS"]

_REPORT: Final = {
    "conforms": False,
    "counts": {"violation": 1, "warning": 0, "info": 0},
    "profile": "entry",
    "documents": [{"name": "ny.ttl", "format": "ttl"}],
    "notes": [],
    "results": [
        {
            "severity": "violation",
            "record": "partnership/ny",
            "field": {"nb": "Samarbeidsform", "en": "Form of partnership"},
            "message": {
                "nb": "Samarbeidsform: velg minst én fra listen «Partnerskapsformer».",
                "en": "Form of partnership: choose at least one from the list.",
            },
            "place": {"document": "ny.ttl", "line": 7, "column": 13},
            "proposals": [],
        }
    ],
}
_TURTLE: Final = f"<{BASE}/id/theme/ny> a <http://www.w3.org/2004/02/skos/core#Concept> .\n"
_FORM: Final = {"file": "(one or more files)", "profile": "entry"}
_JOB: Final = {
    "id": "2rYbqx3mGfJH0oZyQyqk7w",
    "state": "running",
    "progress": 0.4,
    "step": {"nb": "kontrollerer mot reglene", "en": "checking against the rules"},
    "url": "/validate/jobs/2rYbqx3mGfJH0oZyQyqk7w",
}
_NAME: Final = Parameter("name", "The job.", "2rYbqx3mGfJH0oZyQyqk7w", "path")
_DOMAIN: Final = Parameter(
    "domain",
    "Our rules, or only those of the request.",
    "partnerskap",
    "path",
    ("partnerskap", "any"),
)
_ANSWERS: Final = tuple(dict.fromkeys((*FORMS.values(), "text/html")))
_RDF: Final = tuple(dict.fromkeys(form.media_type for form in RDF_FORMS.values()))
_GITB: Final = {
    "result": "FAILURE",
    "counters": {"nrOfAssertions": 0, "nrOfErrors": 1, "nrOfWarnings": 0},
    "reports": {"error": [{"description": "…", "location": "contentToValidate:7:13"}]},
}
_ITB: Final = {
    "contentToValidate": _TURTLE,
    "embeddingMethod": "STRING",
    "contentSyntax": "text/turtle",
    "validationType": "entry",
    "reportSyntax": "application/json",
}
_ASKED: Final = (
    Parameter(
        "profile",
        "The rules to check by.",
        "entry",
        allowed=tuple(each.value for each in Profile if each is not Profile.SHAPES),
    ),
    Parameter("format", "Format of what is sent, where type and name do not tell.", "ttl"),
    Parameter("report", "Form of the report, in place of Accept.", "json"),
    Parameter("base", "IRI that relative names start from.", f"{BASE}/id/theme/ny"),
    Parameter("Prefer", "`wait=SECONDS`, or `respond-async` for a job.", "wait=10", "header"),
    LANGUAGE,
)
_REFUSALS: Final = (400, 406, 413, 415, 422, 429, 503)

CHECK_OPERATIONS: Final = (
    Operation(
        "/validate",
        "show-validate",
        "The form for checking data",
        "validation",
        parameters=(LANGUAGE,),
        media_types=("text/html",),
        failures=(400,),
    ),
    Operation(
        "/validate/catalog",
        "show-validate-catalogue",
        "The form for checking a data catalogue",
        "validation",
        parameters=(LANGUAGE,),
        media_types=("text/html",),
        failures=(400,),
    ),
    Operation(
        "/validate",
        "validate",
        "Check records, files and data sets; nothing is saved",
        "validation",
        "Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD or plain JSON, also packed with gzip "
        "or zip; as the body, or as `file` and `text` of a form. SHACL shapes in `shapes` take the "
        "place of our rules. What is large becomes a job: 202 with its address. Data catalogues "
        "are checked by the rules of a DCAT profile; the report in JSON then holds their score.",
        _ASKED,
        _ANSWERS,
        "The report.",
        _REPORT,
        failures=_REFUSALS,
        method="post",
        body={"text/turtle": _TURTLE, "multipart/form-data": _FORM},
    ),
    Operation(
        "/validator",
        "validate-as-digdir",
        "The same, for clients of Digdir's validator service",
        "validation",
        "Fields `data-graph-file`, `shapes-graph-file`, `ontology-graph-file` and `config`. The "
        "report comes with the data, as RDF. Nothing is fetched: the fields that end in `-url` are "
        "refused.",
        _ASKED,
        _RDF,
        "The report and the data.",
        failures=_REFUSALS,
        method="post",
        body={"multipart/form-data": {"data-graph-file": "(a file)"}},
    ),
    Operation(
        "/validate/corrected",
        "get-corrected",
        "The text of the form as a file, with one proposal carried out",
        "validation",
        media_types=("application/octet-stream",),
        failures=(400, 413),
        method="post",
        body={"application/x-www-form-urlencoded": {"text": _TURTLE, "apply": "1:1-1:2 x"}},
    ),
    Operation(
        "/validate/jobs/{name}",
        "get-validation-job",
        "How it stands with a check",
        "validation",
        "Only who knows its name can see a job; it is gone ten minutes after it is done.",
        (_NAME,),
        ("application/json", "text/html"),
        example=_JOB,
        failures=(404,),
        login=True,
    ),
    Operation(
        "/validate/jobs/{name}",
        "stop-validation-job",
        "Stop a check, and forget its report",
        "validation",
        parameters=(_NAME,),
        failures=(404,),
        method="delete",
        login=True,
        redirects={204: "It is gone."},
    ),
    Operation(
        "/validate/jobs/{name}/stop",
        "stop-validation-job-by-form",
        "The same for browsers",
        "validation",
        parameters=(_NAME,),
        redirects={303: "To the form."},
        failures=(404,),
        method="post",
        login=True,
    ),
    Operation(
        "/validate/jobs/{name}/result",
        "get-validation-result",
        "The report of a check that is done",
        "validation",
        "In the form that was asked for when the check began.",
        (_NAME,),
        _ANSWERS,
        "The report.",
        _REPORT,
        failures=(404, 409),
        login=True,
    ),
    Operation(
        "/{domain}/api/validate",
        "validate-as-itb",
        "The same, for clients of EU's Interoperability Test Bed",
        "validation",
        "Request fields of its SHACL validator; the report as GITB has it, or in RDF. Nothing is "
        "fetched: embeddingMethod URL and SPARQL sources are refused.",
        (_DOMAIN,),
        ("application/json", "application/xml", *_RDF),
        "The report.",
        _GITB,
        failures=(*_REFUSALS, 404),
        method="post",
        body={"application/json": _ITB},
    ),
    Operation(
        "/{domain}/api/validateMultiple",
        "validate-several-as-itb",
        "The same for several contents",
        "validation",
        "",
        (_DOMAIN,),
        ("application/json",),
        "Each report, in Base64.",
        [{"report": "eyJ9", "reportSyntax": "application/json"}],
        failures=(*_REFUSALS, 404),
        method="post",
        body={"application/json": [_ITB]},
    ),
    Operation(
        "/{domain}/api/info",
        "get-itb-domain",
        "What can be validated in a domain",
        "validation",
        parameters=(_DOMAIN,),
        media_types=("application/json",),
        example={"domain": "partnerskap", "validationTypes": []},
        failures=(404,),
    ),
    Operation(
        "/api/info",
        "list-itb-domains",
        "The domains there are",
        "validation",
        media_types=("application/json",),
        example=[{"domain": "partnerskap", "validationTypes": []}],
        failures=(),
    ),
)
