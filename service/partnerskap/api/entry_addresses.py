"""Where forms about records stand: the type and the record in an address, and where to go next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from partnerskap.entry.forms import released_forms
from partnerskap.errors import NotFoundError
from partnerskap.graph.terms import DocumentKey
from partnerskap.web.account import mark_private
from partnerskap.web.site import carried, root_path

if TYPE_CHECKING:
    from starlette.requests import Request

    from partnerskap.entry.fields import Form

__all__ = ["form_of", "go", "key_of"]


def form_of(request: Request) -> Form:
    """Give the form of the type in the address; NotFoundError when there is none."""
    name = str(request.path_params["type"])
    forms = released_forms()
    if name not in forms:
        raise NotFoundError(
            f"Det finnes ikke noe skjema for «{name[:40]}». Velg på /contribute.",
            f"There is no form for {name[:40]!r}. Choose at /contribute.",
        )
    return forms[name]


def key_of(request: Request) -> DocumentKey:
    """Give the record in the address; NotFoundError when its name cannot be one."""
    form = form_of(request)
    try:
        return DocumentKey(form.type, str(request.path_params["slug"]))
    except ValueError:
        raise NotFoundError(
            f"Det finnes ingen oppføring «{request.path_params['slug'][:80]}».",
            f"There is no record {request.path_params['slug'][:80]!r}.",
        ) from None


def go(request: Request, path: str, secret: str, **more: str) -> RedirectResponse:
    """Lead to a page that ``secret`` opens for who has no account."""
    mark_private(request.scope)
    pairs = [f"{name}={value}" for name, value in more.items()]
    pairs += [f"key={secret}"] if secret else []
    pairs += [carried(request)[1:]] if carried(request) else []
    query = f"?{'&'.join(pairs)}" if pairs else ""
    return RedirectResponse(f"{root_path(request)}{path}{query}", status_code=303)
