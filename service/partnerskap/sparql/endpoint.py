"""The address ``/sparql`` as a plain ASGI application: reads, asks, answers.

An answer that was given before is given again before anything is parsed.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from partnerskap.errors import (
    ForbiddenError,
    MethodNotAllowedError,
    NotAcceptableError,
    ServiceError,
)
from partnerskap.sparql.cache import Kept, ResultCache, make_etag
from partnerskap.sparql.description import Service, describe_endpoint
from partnerskap.sparql.exchange import (
    Page,
    RenderError,
    finish,
    is_known,
    read_body,
    refuse_other_origins,
    send_answer,
    unless_gone,
)
from partnerskap.sparql.execute import Answer, Engine, Found, Job
from partnerskap.sparql.formats import GRAPH_FORMATS, ROW_FORMATS, Choice, choose, prefers_page
from partnerskap.sparql.gate import Gate
from partnerskap.sparql.guard import Form, Passed
from partnerskap.sparql.kept import KeptResponse, Wishes, read_wishes
from partnerskap.sparql.lane import BEGUN, Begun
from partnerskap.sparql.limits import Limits
from partnerskap.sparql.plain import let_through
from partnerskap.sparql.register import new_id
from partnerskap.sparql.request import Operation, SparqlRequest, read_request

__all__ = ["SparqlEndpoint"]

Update = Callable[[SparqlRequest], Awaitable[None]]
ShowFound = Callable[[Request, Found], Awaitable[Response]]
_PREFLIGHT = {
    "Allow": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Max-Age": "86400",
}

_SHORT = 8_192
"""A text up to this long is read faster than a thread is found for it."""


@dataclass(frozen=True, slots=True)
class _Visit:
    """One request while it is answered: its id, who asks, and what the client wishes.

    ``begun`` is what the quick way did of it before it gave up.
    """

    request: Request
    id: str
    client: str
    wishes: Wishes
    begun: Begun | None = None


@dataclass(frozen=True, slots=True)
class SparqlEndpoint:
    """Answers the SPARQL 1.1 Protocol from an engine.

    ``page`` answers a browser that comes without a query, ``show`` makes a page of an answer, and
    closes what it does not read of it. ``update`` carries out updates; without it the endpoint is
    read-only. ``tell`` says what the description holds beyond what all endpoints have; ``links``
    is a Link header that leads to descriptions. ``cache`` keeps answers, ``gate`` sees to it that
    each client keeps to its share.
    """

    engine: Engine
    render_error: RenderError
    limits: Limits = field(default_factory=Limits)
    page: Page | None = None
    update: Update | None = None
    show: ShowFound | None = None
    tell: Callable[[], Service] = Service
    links: str = ""
    cache: ResultCache = field(default_factory=lambda: ResultCache(0))
    gate: Gate | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; expected failures are answers too."""
        begun: Begun | None = scope.get(BEGUN)
        wishes = read_wishes(scope["query_string"], scope["headers"])
        name = new_id() if begun is None else begun.errand.running.id
        if begun is None and scope["method"] in {"GET", "HEAD"} and not wishes.anew:
            kept = self.cache.find_by_name(wishes.name(), self.engine.version)
            if kept is not None:
                await self._again(kept, wishes, name)(scope, receive, send)
                return
        request = Request(scope, receive)
        client = self.gate.name(scope) if self.gate is not None else ""
        try:
            response = await self._answer(_Visit(request, name, client, wishes, begun))
        except ServiceError as error:
            response = self.render_error(request, error)
            response.headers.setdefault("Cache-Control", "no-store")
            if self.gate is not None:
                self.gate.note(client, error)
        except ClientDisconnect:
            return  # nobody is there to be answered
        finally:
            if begun is not None:
                begun.leave()
        await self._finish(response, name, client)(scope, receive, send)

    def _finish(
        self, response: Response | KeptResponse, name: str, client: str
    ) -> Response | KeptResponse:
        share = self.gate.budget.headers(client) if self.gate is not None else {}
        if isinstance(response, KeptResponse):
            response.more = share
            return response
        if self.links:
            response.headers.setdefault("Link", self.links)
        response.headers["X-Query-Id"] = name
        response.headers.update(share)
        return finish(response)

    async def _answer(self, visit: _Visit) -> Response | KeptResponse:
        request = visit.request
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        body: bytes | None = None
        if request.method == "POST":
            writes = self.update is not None
            limit = self.limits.update_bytes if writes else self.limits.query_bytes
            body = await read_body(request, limit)
            wishes = visit.wishes
            kept = self.cache.find_by_name(wishes.name(body), self.engine.version)
            if kept is not None and not wishes.anew:
                return self._again(kept, wishes, visit.id)
        asked = read_request(
            request.method,
            request.scope["query_string"],
            request.headers.get("content-type", ""),
            body or b"",
            limits=self.limits,
        )
        match asked.operation:
            case Operation.QUERY:
                return await self._query(visit, asked, body)
            case Operation.UPDATE:
                return await self._update(request, asked)
            case Operation.DESCRIBE_SERVICE:
                return await self._describe(request, asked)

    def _again(self, kept: Kept, wishes: Wishes, name: str, *, hit: bool = True) -> KeptResponse:
        return KeptResponse(kept, wishes, name, self.links, self.cache, hit=hit)

    async def _query(
        self, visit: _Visit, asked: SparqlRequest, body: bytes | None
    ) -> Response | KeptResponse:
        request = visit.request
        if self.gate is not None and visit.begun is None:
            self.gate.admit(visit.client)
        query = await self._check(asked)
        formats = GRAPH_FORMATS if query.form.gives_graph else ROW_FORMATS
        accept = request.headers.get("accept")
        if self.show is not None and prefers_page(accept, asked.format):
            began = time.perf_counter()
            job = self._job(visit, asked, query, choose(formats, None))
            answer = await unless_gone(request, self.engine.run(job))
            found = Found(asked, query, answer, time.perf_counter() - began)
            return await self.show(request, found)
        choice = choose(formats, accept, asked.format)
        job = self._job(visit, asked, query, choice)
        if query.volatile:
            answer = await unless_gone(request, self.engine.run(job))
            headers = {"Content-Type": choice.content_type, "Cache-Control": "no-store"}
            return await send_answer(request, answer, headers)
        return await self._cached(visit, job, choice, body)

    async def _check(self, asked: SparqlRequest) -> Passed:
        if len(asked.text) < _SHORT:
            query = let_through(asked.text, self.limits)
        else:
            query = await run_in_threadpool(let_through, asked.text, self.limits)
        if query.form is Form.UPDATE:
            raise _read_only(writable=self.update is not None)
        return query

    @staticmethod
    def _job(visit: _Visit, asked: SparqlRequest, query: Passed, choice: Choice) -> Job:
        return Job(query, asked.dataset, choice.format, visit.client, asked.seconds, id=visit.id)

    async def _cached(
        self, visit: _Visit, job: Job, choice: Choice, body: bytes | None
    ) -> Response | KeptResponse:
        """Answer from what is kept, by what another is just asking, or from the engine."""
        request, version = visit.request, self.engine.version
        dataset = job.dataset
        key = (job.query.original, dataset.default, dataset.named, choice.media_type)
        safe = request.method != "POST"
        if safe and is_known(request, make_etag(key, version)):
            headers = {"ETag": make_etag(key, version), "Cache-Control": "public, no-cache"}
            return Response(status_code=304, headers=headers)

        async def make() -> Kept | Answer:
            begun = visit.begun
            answer = await (self.engine.run(job) if begun is None else begun.errand.resume())
            if answer.body is None:
                return answer
            etag = make_etag(key, answer.version)
            kept = Kept(key, answer.version, choice.content_type, etag, answer.body)
            self.cache.keep(kept)
            return kept

        alone = visit.wishes.anew or job.seconds is not None
        place = visit.begun.take_place() if visit.begun is not None else None
        if place is None:
            making = self.cache.get_or_make((key, version), make, alone=alone)
        else:
            making = self.cache.keep_promise(place, make)
        found, hit = await unless_gone(request, making)
        if isinstance(found, Kept):
            self.cache.name(visit.wishes.name(body), found)
            return self._again(found, visit.wishes, visit.id, hit=hit)
        headers = {"Content-Type": choice.content_type, "Cache-Control": "no-store"}
        if safe:  # the graph may have moved on since the client was answered 304
            headers |= {"ETag": make_etag(key, found.version), "Cache-Control": "public, no-cache"}
        return await send_answer(request, found, headers)

    async def _update(self, request: Request, asked: SparqlRequest) -> Response:
        if self.update is None:
            raise _read_only(writable=False)
        refuse_other_origins(request)
        await self.update(asked)
        return Response(status_code=204, headers={"Cache-Control": "no-store"})

    async def _describe(self, request: Request, asked: SparqlRequest) -> Response:
        accept = request.headers.get("accept")
        choice = _wants_description(accept, asked.format, has_page=self.page is not None)
        if choice is None and self.page is not None:
            return await self.page(request)
        choice = choice or choose(GRAPH_FORMATS, None)
        address = str(request.url.replace(query="", fragment=""))
        told = await run_in_threadpool(self.tell)
        if self.limits.services:
            told = replace(told, features=(*told.features, "BasicFederatedQuery"))
        body = describe_endpoint(address, choice, told, writable=self.update is not None)
        headers = {"Content-Type": choice.content_type, "Cache-Control": "public, no-cache"}
        headers["ETag"] = f'"{sha256(body).hexdigest()[:32]}"'
        if is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(body if request.method != "HEAD" else b"", headers=headers)


def _wants_description(accept: str | None, name: str | None, *, has_page: bool) -> Choice | None:
    """Find the RDF format asked for; None when a page does better."""
    if has_page and prefers_page(accept, name):
        return None
    if name is not None:
        return choose(GRAPH_FORMATS, accept, name)
    ranges = [part.partition(";")[0].strip() for part in (accept or "*/*").split(",")]
    if has_page and {"text/html", "*/*", "text/*"}.intersection(ranges):
        return None
    try:
        return choose(GRAPH_FORMATS, accept)
    except NotAcceptableError:
        if has_page:
            raise
        return None


def _read_only(*, writable: bool) -> ServiceError:
    if writable:
        return MethodNotAllowedError(
            "Dette er en oppdatering. Send den med POST i feltet «update» eller som "
            "application/sparql-update.",
            "This is an update. Send it by POST in the field 'update' or as "
            "application/sparql-update.",
            headers={"Allow": "POST"},
        )
    return ForbiddenError(
        "Dette endepunktet kan bare leses; oppdateringer tas ikke imot. Still spørsmål med "
        "SELECT, ASK, CONSTRUCT eller DESCRIBE.",
        "This endpoint is read-only; updates are refused. Ask with SELECT, ASK, CONSTRUCT or "
        "DESCRIBE.",
    )
