"""Fill templates. The templates know words and values; nothing here asks the graph."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from partnerskap import __version__
from partnerskap.graph.labels import LANGUAGES
from partnerskap.web.account import accounts_of, csrf_field, reader
from partnerskap.web.i18n import LANGUAGE_NAMES, load_catalogue
from partnerskap.web.query import lenient_pairs
from partnerskap.web.site import carried, root_path
from partnerskap.web.waiting import count_waiting
from partnerskap.web.wording import moment

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = [
    "STATIC",
    "has_editor",
    "page_version",
    "read_static",
    "render_page",
    "static_version",
]

STATIC: Final = {
    "style.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "copy.js": "text/javascript; charset=utf-8",
    "entry.js": "text/javascript; charset=utf-8",
    "sparql.js": "text/javascript; charset=utf-8",
    "editor/yasgui.min.css": "text/css; charset=utf-8",
    "editor/yasgui.min.js": "text/javascript; charset=utf-8",
    "editor/licences.txt": "text/plain; charset=utf-8",
}
"""Every file that pages load, and its type. The editor is there when ``make editor`` has run."""

MENU: Final = ("partnerships", "actors", "themes", "schemes", "insights", "sources")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("partnerskap.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["moment"] = moment
    return environment


@cache
def static_version() -> str:
    """Give a short mark of the files that pages load, so that browsers may keep them for long."""
    found = (read_static(name) for name in sorted(STATIC))
    return sha256(b"".join(body or b"" for body in found)).hexdigest()[:12]


@cache
def read_static(name: str) -> bytes | None:
    """Give a file that pages load; None when it is not ours, or when it is not installed."""
    if name not in STATIC:
        return None
    file = files("partnerskap.web").joinpath("static", *name.split("/"))
    return file.read_bytes() if file.is_file() else None


def has_editor() -> bool:
    """Tell whether the query editor was fetched when this program was installed."""
    return read_static("editor/yasgui.min.js") is not None


@cache
def page_version() -> str:
    """Mark the templates and words of this program; part of every page's ETag."""
    folder = files("partnerskap.web").joinpath("templates")
    parts = [entry.read_bytes() for entry in sorted(folder.iterdir(), key=lambda item: item.name)]
    words = files("partnerskap.web").joinpath("messages.toml").read_bytes()
    return f"{__version__}-{sha256(b''.join((*parts, words))).hexdigest()[:16]}"


def render_page(request: Request, name: str, language: str, **values: object) -> bytes:
    """Fill one template with its values, in one language; give UTF-8."""
    catalogue = load_catalogue()
    template = _environment().get_template(name)
    return template.render(
        **values,
        lang=language,
        carried=carried(request),
        root=root_path(request),
        menu=MENU,
        languages=_languages(request, language),
        static_version=static_version(),
        has_desk=getattr(request.app.state, "live", None) is not None,
        has_accounts=accounts_of(request) is not None,
        has_journal=getattr(request.app.state, "live", None) is not None,
        here=_here(request),
        reader=reader(request),
        waiting=lambda: count_waiting(request),
        csrf_field=lambda: csrf_field(request),
        t=lambda key: catalogue.say(key, language),
    ).encode()


def _here(request: Request) -> str:
    """Write the way back to a page as a query; none to the pages that logging in has."""
    path = request.url.path.removeprefix(root_path(request)) or "/"
    if request.method not in {"GET", "HEAD"} or path.startswith(("/log", "/me")):
        return ""
    query = f"?{request.url.query}" if request.url.query else ""
    return urlencode({"next": path + query}, safe="/")


def _languages(request: Request, language: str) -> list[tuple[str, str, str]]:
    """Link to the same page in the other languages."""
    pairs = [pair for pair in lenient_pairs(request) if pair[0] != "lang"]
    return [
        (code, LANGUAGE_NAMES[code], "?" + urlencode([*pairs, ("lang", code)]))
        for code in LANGUAGES
        if code != language
    ]
