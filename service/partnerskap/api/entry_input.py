"""A posted entry form: what was typed, which button was pressed, and who may be written to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from partnerskap.errors import BadRequestError, UnsupportedMediaTypeError
from partnerskap.sparql.exchange import read_body
from partnerskap.web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["Posted", "read_posted"]

_MOST_FIELDS: Final = 20_000
_TYPE: Final = "application/x-www-form-urlencoded"
_BUTTONS: Final = ("add", "remove", "apply")


@dataclass(frozen=True, slots=True)
class Posted:
    """The pairs of a form as they came. ``act`` is the button, ``on`` what it is about."""

    pairs: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """Give the last value of a name; empty when there is none."""
        return next((value for key, value in reversed(self.pairs) if key == name), "")

    @property
    def act(self) -> str:
        """What is to be done: add, remove, apply, check, save or submit."""
        return next((name for name in _BUTTONS if self.get(name)), self.get("do") or "check")

    @property
    def on(self) -> str:
        """The pointer or number that a button carries."""
        return self.get(self.act)

    @property
    def contact(self) -> tuple[str, str] | None:
        """Name and e-mail address of whoever wants to be told; None where the form did not ask."""
        if all(name != "contact_name" for name, _ in self.pairs):
            return None
        return self.get("contact_name").strip()[:200], self.get("contact_email").strip()[:254]

    @property
    def reason(self) -> str:
        """What the person says about the change."""
        return self.get("reason").strip()[:4_000]

    @property
    def revision(self) -> int:
        """The state of the draft that the form was made from."""
        text = self.get("revision")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    @property
    def base(self) -> int:
        """The version of the record that the form was made from."""
        text = self.get("base")
        return int(text) if text.isdecimal() and len(text) < 13 else 0


async def read_posted(request: Request) -> Posted:
    """Read a form; raise TooLargeError, UnsupportedMediaTypeError or BadRequestError."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != _TYPE:
        raise UnsupportedMediaTypeError(
            f"Skjemaet kom som «{given[:80]}». Send {_TYPE}, som nettleseren gjør.",
            f"The form came as {given[:80]!r}. Send {_TYPE}, as browsers do.",
        )
    body = await read_body(request, site_of(request).settings.max_submission_bytes)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as fault:
        raise BadRequestError(
            f"Skjemaet kan ikke leses: {fault}. Last siden på nytt og prøv igjen.",
            f"The form cannot be read: {fault}. Load the page again and try once more.",
        ) from fault
    return Posted(tuple(pairs))
