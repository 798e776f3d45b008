"""Read what is to be checked from a request: as a body, as a form, or as files of a form.

Takes our own field names and those of the validator service of Digitaliseringsdirektoratet
(``data-graph-file``, ``shapes-graph-file`` and so on). Addresses are refused: nothing is fetched.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from partnerskap.api.multipart import FORM, MULTIPART, Part, read_parts
from partnerskap.checking.task import Profile, Task
from partnerskap.errors import BadRequestError
from partnerskap.incoming.formats import FORMATS
from partnerskap.incoming.limits import Limits
from partnerskap.incoming.reading import Sent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from partnerskap.settings import Settings

__all__ = ["CheckRequest", "make_task", "read_check", "refuse_address", "task_limits"]

_DATA: Final = ("file", "data", "data-graph-file")
_ONTOLOGY: Final = ("ontology-graph-file",)
_SHAPES: Final = ("shapes", "shapes-graph-file")
_ADDRESSES: Final = ("url", "data-graph-url", "shapes-graph-url", "ontology-graph-url")
_SETTINGS: Final = ("profile", "format", "report", "base", "name", "apply", "config")
_PROFILES: Final = tuple(each for each in Profile if each is not Profile.SHAPES)
_ALIASES: Final = {"": Profile.ENTRY.value, "dcat": Profile.NO_3.value}
_UNNAMED: Final = "data"


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """A check somebody asks for. ``report`` names the form of the answer, if it is named.

    ``text`` is what was pasted or sent as one small file, to be shown again beside the report;
    ``with_data`` tells that the answer in RDF must hold the data too.
    """

    task: Task
    report: str = ""
    apply: str = ""
    with_data: bool = False


def read_check(
    body: bytes, content_type: str, query: Mapping[str, str], settings: Settings
) -> CheckRequest:
    """Read a check; settings may stand in the address or in the form, the form's win.

    Raises BadRequestError for addresses, settings we do not know, and a form without data.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    said = {name: query[name] for name in _SETTINGS if query.get(name)}
    if media_type == FORM or media_type.startswith(MULTIPART):
        parts = [part for part in read_parts(body, content_type) if part.body or part.filename]
        return _from_form(parts, said, settings)
    sent = Sent(
        said.get("name", _UNNAMED), body, content_type, _input_format(said), said.get("base")
    )
    return _request((sent,), (), said, settings)


def make_task(
    data: tuple[Sent, ...], shapes: tuple[Sent, ...], profile: str, settings: Settings
) -> Task:
    """Make the task of checking some data; raise BadRequestError when there are none."""
    if not any(sent.body.strip() for sent in data):
        raise BadRequestError(
            "Det er ingenting å kontrollere. Send en fil i feltet «file», tekst i feltet «text», "
            "eller dataene som meldingskropp.",
            "There is nothing to check. Send a file in the field 'file', text in the field "
            "'text', or the data as the body.",
        )
    chosen = Profile.SHAPES if shapes else _profile(profile)
    return Task(
        data,
        shapes,
        chosen,
        allow_sparql=settings.allow_sparql_shapes,
        limits=task_limits(settings),
    )


def task_limits(settings: Settings) -> Limits:
    """Give the limits that the settings set on what is read."""
    return Limits(
        sent_bytes=settings.max_check_bytes,
        unpacked_bytes=settings.max_check_unpacked_bytes,
        triples=settings.max_check_triples,
    )


def refuse_address(field: str) -> BadRequestError:
    """Say that nothing is fetched from an address."""
    return BadRequestError(
        f"Feltet «{field}» er en adresse, og tjenesten henter ingenting fra nettet. Last ned filen "
        "og send innholdet.",
        f"The field {field!r} is an address, and this service fetches nothing from the web. "
        "Download the file and send its content.",
    )


def _from_form(parts: Sequence[Part], said: dict[str, str], settings: Settings) -> CheckRequest:
    for part in parts:
        if part.name in _ADDRESSES and part.body.strip():
            raise refuse_address(part.name)
    said |= {part.name: part.text.strip() for part in parts if part.name in _SETTINGS and part.body}
    form, base = _input_format(said), said.get("base")
    files = [part for part in parts if part.name in (*_DATA, *_ONTOLOGY)]
    pasted = [part for part in parts if part.name == "text" and part.body.strip()]
    data = [_sent(part, form, base) for part in files]
    for part in pasted:
        text = part.body.replace(b"\r\n", b"\n")  # what browsers make of every line
        data.append(Sent(said.get("name", _UNNAMED), text, "", form, base))
    shapes = tuple(_sent(part, "", base) for part in parts if part.name in _SHAPES)
    request = _request(tuple(data), shapes, said, settings)
    foreign = any(part.name in {"data-graph-file", "shapes-graph-file"} for part in parts)
    _check_config(said.get("config", ""))
    return replace(request, with_data=foreign)


def _sent(part: Part, form: str, base: str | None) -> Sent:
    return Sent(part.filename or _UNNAMED, part.body, part.content_type, form, base)


def _request(
    data: tuple[Sent, ...], shapes: tuple[Sent, ...], said: Mapping[str, str], settings: Settings
) -> CheckRequest:
    report = said.get("report", "") or _answer_format(said)
    return CheckRequest(
        make_task(data, shapes, said.get("profile", ""), settings), report, said.get("apply", "")
    )


def _input_format(said: Mapping[str, str]) -> str:
    """Give the format of what is sent; ``html`` and ``sarif`` can only mean the answer."""
    return "" if _answer_format(said) else said.get("format", "")


def _answer_format(said: Mapping[str, str]) -> str:
    named = said.get("format", "").lower()
    return named if named in {"html", "sarif"} and named not in FORMATS else ""


def _profile(name: str) -> Profile:
    wanted = _ALIASES.get(name, name)
    found = next((each for each in _PROFILES if each.value == wanted), None)
    if found is None:
        known = ", ".join(each.value for each in _PROFILES)
        raise BadRequestError(
            f"Vi har ingen regler som heter «{name[:40]}». Velg {known}, eller send egne former i "
            "feltet «shapes».",
            f"We have no rules called {name[:40]!r}. Choose {known}, or send shapes of your own in "
            "the field 'shapes'.",
        )
    return found


def _check_config(text: str) -> None:
    """Read the ``config`` of Digdir's service; what it asks to fetch is not fetched."""
    if not text:
        return
    try:
        config = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise _bad_config() from fault
    if not isinstance(config, dict):
        raise _bad_config()


def _bad_config() -> BadRequestError:
    return BadRequestError(
        "Feltet «config» er ikke et JSON-objekt. Rett det eller utelat det.",
        "The field 'config' is not a JSON object. Correct it or leave it out.",
    )
