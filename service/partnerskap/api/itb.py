"""The validation API of EU's Interoperability Test Bed, so that its clients work here unchanged.

Takes the request fields of its SHACL validator and answers with a SHACL report in RDF, or with the
report of GITB as JSON or XML. What would have us fetch something is refused. The domain
``partnerskap`` has our rules as validation types; ``any`` takes rules from the request only.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from partnerskap.api.check_jobs import NEVER_KEPT, client_of, jobs_of
from partnerskap.api.check_request import make_task, refuse_address
from partnerskap.api.multipart import read_within
from partnerskap.checking.check import write_shapes
from partnerskap.checking.gitb import as_gitb_json, as_gitb_xml
from partnerskap.checking.task import Profile
from partnerskap.checking.writing import RDF_FORMS
from partnerskap.errors import BadRequestError, NotFoundError
from partnerskap.incoming.reading import Sent
from partnerskap.sparql.exchange import unless_gone
from partnerskap.web.negotiate import Format, choose
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from partnerskap.checking.task import Task
    from partnerskap.settings import Settings

__all__ = ["ROUTES"]

_NAMES: Final = {
    Profile.ENTRY: "Records of Partnerskapsgrafen",
    Profile.CODES: "Code lists of Partnerskapsgrafen",
    Profile.ONTOLOGY: "Ontology of Partnerskapsgrafen",
    Profile.NO_3: "Data catalogues after DCAT-AP-NO 3",
    Profile.NO_2: "Data catalogues after DCAT-AP-NO 2",
    Profile.EU_3: "Data catalogues after DCAT-AP 3",
}
_DOMAINS: Final = {"partnerskap": tuple(_NAMES), "any": ()}
_GITB_JSON: Final = Format("json", "application/json", "GITB TRL")
_GITB_XML: Final = Format("xml", "application/xml", "GITB TRL")
_RDF: Final = {
    name: Format(name, RDF_FORMS[name].media_type, name) for name in ("rdf", "ttl", "jsonld", "nt")
}
_ANSWERS: Final = (*_RDF.values(), _GITB_JSON, _GITB_XML, Format("xml", "text/xml", "GITB TRL"))
_FETCHES: Final = ("contentQueryEndpoint", "contentQuery")


async def validate(request: Request) -> Response:
    """Check one content."""
    fields = _object(await _read_json(request))
    answer = await _check(request, fields)
    form = _form(request, fields)
    return Response(answer, headers={**NEVER_KEPT, "Content-Type": form.content_type})


async def validate_multiple(request: Request) -> Response:
    """Check several contents, one after the other; each answer is packed in Base64."""
    inputs = await _read_json(request)
    if not isinstance(inputs, list) or not inputs:
        raise _wrong("[{…}]", "en liste med minst ett objekt", "a list with at least one object")
    answers = []
    for each in inputs:
        fields = _object(each)
        answer = await _check(request, fields)
        packed = base64.b64encode(answer).decode()
        answers.append({"report": packed, "reportSyntax": _form(request, fields).media_type})
    return JSONResponse(answers, headers=NEVER_KEPT)


async def tell_domains(request: Request) -> Response:
    """List the domains and what can be validated in each."""
    wanted = request.path_params.get("domain")
    told = [_tell(domain) for domain in _DOMAINS if wanted in {None, domain}]
    if not told:
        raise _no_domain(str(wanted))
    return JSONResponse(told[0] if wanted else told)


async def _check(request: Request, fields: Mapping[str, object]) -> bytes:
    form = _form(request, fields)
    task = _task(request.path_params["domain"], fields, site_of(request).settings)
    task = replace(task, language="en")
    if form.name != _GITB_JSON.name:
        return await _run(request, replace(task, form=form.extension))
    report = json.loads(await _run(request, replace(task, form="json")))
    context = _asked_texts(fields, task)
    if fields.get("addRdfReportToReport") is True:
        wanted = choose(_text(fields, "rdfReportSyntax") or None, tuple(_RDF.values()))
        written = await _run(request, replace(task, form=wanted.extension))
        context["report"] = written.decode()
    write = as_gitb_json if form.extension == "json" else as_gitb_xml
    return write(report, _locale(fields), context)


async def _run(request: Request, task: Task) -> bytes:
    settings, jobs = site_of(request).settings, jobs_of(request)
    job = jobs.begin(task, client_of(request))
    try:
        await unless_gone(request, job.wait(settings.max_check_seconds))
        if job.error is not None:
            raise job.error
        return job.answer
    finally:
        jobs.drop(job.id)


async def _read_json(request: Request) -> object:
    body = await read_within(request, site_of(request).settings.max_check_bytes)
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise _wrong("JSON", "gyldig JSON", "valid JSON") from fault
    return found


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _wrong("{…}", "et JSON-objekt", "a JSON object")
    return value


def _task(domain: str, fields: Mapping[str, object], settings: Settings) -> Task:
    if domain not in _DOMAINS:
        raise _no_domain(domain)
    for name in _FETCHES:
        if fields.get(name):
            raise refuse_address(name)
    rules = fields.get("externalRules") or []
    if not isinstance(rules, list):
        raise _wrong("externalRules", "en liste", "a list")
    shapes = tuple(_sent(_object(rule), "ruleSet", "ruleSyntax") for rule in rules)
    if not shapes and not _DOMAINS[domain]:
        raise _wrong("externalRules", "minst ett regelsett her", "at least one set of rules here")
    data = _sent(fields, "contentToValidate", "contentSyntax")
    return make_task((data,), shapes, _text(fields, "validationType"), settings)


def _sent(fields: Mapping[str, object], content: str, syntax: str) -> Sent:
    """Unpack a content by its embedding method; without one it is Base64 if it can be."""
    text, method = _text(fields, content), _text(fields, "embeddingMethod").upper()
    if method == "URL" or (not method and text.startswith(("http://", "https://"))):
        raise refuse_address(content)
    if method not in {"", "STRING", "BASE64", "BASE_64"}:
        raise _wrong("embeddingMethod", "STRING eller BASE64", "STRING or BASE64")
    body = text.encode()
    if method != "STRING":
        try:
            body = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError) as fault:
            if method:
                raise _wrong(content, "gyldig Base64", "valid Base64") from fault
    return Sent(content, body, asked=_text(fields, syntax))


def _form(request: Request, fields: Mapping[str, object]) -> Format:
    named = _text(fields, "reportSyntax")
    return choose(named or request.headers.get("accept"), _ANSWERS)


def _asked_texts(fields: Mapping[str, object], task: Task) -> dict[str, str]:
    """Give what the client wants to see again, by the name it has in a report."""
    texts: dict[str, str] = {}
    if fields.get("addInputToReport") is True:
        texts["input"] = task.data[0].body.decode("utf-8", "replace")
    if fields.get("addShapesToReport") is True:
        sent = (each.body.decode("utf-8", "replace") for each in task.shapes)
        texts["shapes"] = "\n".join(sent) if task.shapes else write_shapes(task.profile)
    return texts


def _locale(fields: Mapping[str, object]) -> str:
    language = _text(fields, "locale").replace("_", "-").partition("-")[0].lower()
    return {"nb": "nb", "no": "nb", "nn": "nn"}.get(language, "en")


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong(name, "en tekst", "a string")
    return value


def _tell(domain: str) -> dict[str, object]:
    types = [{"type": each.value, "description": _NAMES[each]} for each in _DOMAINS[domain]]
    return {"domain": domain, "validationTypes": types}


def _wrong(field: str, nb: str, en: str) -> BadRequestError:
    return BadRequestError(f"«{field}» skal være {nb}.", f"{field!r} must be {en}.")


def _no_domain(name: str) -> NotFoundError:
    known = ", ".join(_DOMAINS)
    return NotFoundError(
        f"Det finnes ingen regler under «{name[:40]}». Velg {known}.",
        f"There are no rules under {name[:40]!r}. Choose {known}.",
    )


ROUTES: Final = (
    Route("/api/info", tell_domains),
    Route("/{domain}/api/info", tell_domains),
    Route("/{domain}/api/validate", validate, methods=["POST"]),
    Route("/{domain}/api/validateMultiple", validate_multiple, methods=["POST"]),
)
