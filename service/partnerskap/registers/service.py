"""The running service that proposals are handed in to, over its own ``/upload``.

It does what it does for everybody's files: shows what a file would do, and makes one submission for
each record that is new or changed. So a register is read by the one program that writes, under a
token that says who proposes, and nothing is published before a reviewer has said yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError

from partnerskap.errors import BadRequestError, FederationError, ForbiddenError, ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HandedIn", "Message", "Preview", "Problem", "Service"]

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


T = TypeVar("T", bound=_Told)


class Message(_Told):
    """A text in two languages."""

    nb: str
    en: str

    def in_language(self, language: str) -> str:
        """Give the English text to readers of English and bokmål to everyone else."""
        return self.en if language == "en" else self.nb


class _Remark(_Told):
    message: Message
    grave: bool
    sheet: str = ""
    cell: str = ""


class Problem(_Told):
    """What is wrong with a record, and the cell it is about."""

    severity: str
    field: Message
    message: Message
    sheet: str = ""
    cell: str = ""


class _Record(_Told):
    record: str
    status: str
    problems: list[Problem] = []


class Preview(_Told):
    """What a file would do."""

    upload: str
    counts: dict[str, int]
    remarks: list[_Remark]
    records: list[_Record]


class HandedIn(_Told):
    """What became of one record."""

    record: str
    submission: str | None
    repeated: bool
    refusal: Message | None


class _AllHandedIn(_Told):
    handedIn: list[HandedIn]  # noqa: N815 - the service's own name


@dataclass(frozen=True, slots=True)
class Service:
    """A service by its client, whose base address and token are set."""

    client: httpx2.Client

    def look(self, workbook: bytes, kind: str, name: str) -> Preview:
        """Show what a workbook would do; raise what the service says of one it cannot use."""
        response = self._post(
            "upload",
            content=workbook,
            params={"type": kind, "name": name},
            headers={"Content-Type": _XLSX},
        )
        return _read(Preview, response)

    def hand_in(self, preview: Preview, reason: str) -> list[HandedIn]:
        """Hand in what is new or changed; raise ForbiddenError without a token that may."""
        path = preview.upload.rpartition("/upload/")[2]
        response = self._post(f"upload/{path}/submit", data={"reason": reason})
        return _read(_AllHandedIn, response).handedIn

    def _post(
        self,
        path: str,
        *,
        content: bytes | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        try:
            response = self.client.post(
                path,
                content=content,
                params=params,
                data=data,
                headers={"Accept": "application/json", **(headers or {})},
            )
        except httpx2.HTTPError as error:
            raise _silent(str(self.client.base_url), str(error)) from error
        if response.status_code >= 400:
            raise _refused(response)
        return response


def _read(kind: type[T], response: httpx2.Response) -> T:
    try:
        return kind.model_validate_json(response.content)
    except ValidationError as error:
        raise _silent(str(response.url), "not the answer of this program") from error


def _refused(response: httpx2.Response) -> ServiceError:
    """Pass on what the service said."""
    try:
        detail = str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        detail = response.reason_phrase
    said = f"{response.url.path} ({response.status_code}): {detail}"
    if response.status_code in {401, 403}:
        return ForbiddenError(
            f"Tjenesten lar oss ikke sende inn. Oppgi et token med tilgangen «submit». {said}",
            f"The service does not let us submit. Give a token with the scope 'submit'. {said}",
        )
    if response.status_code >= 500:
        return _silent(str(response.url), detail)
    return BadRequestError(f"Tjenesten sa nei. {said}", f"The service said no. {said}")


def _silent(address: str, reason: str) -> ServiceError:
    return FederationError(
        f"Tjenesten på {address} svarte ikke som den skulle ({reason}). Se at den går, og oppgi "
        "adressen med --service.",
        f"The service at {address} did not answer as it should ({reason}). See that it runs, and "
        "give its address with --service.",
    )
