"""What is to be checked and how the answer is wanted: plain values that cross between processes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Final, Self

from partnerskap.incoming.limits import Limits
from partnerskap.incoming.reading import Sent

__all__ = ["Profile", "Task"]

_HEADER: Final = 4


class Profile(StrEnum):
    """The rules that something is checked by; ``shapes`` are those that came with the data."""

    ENTRY = "entry"
    CODES = "codes"
    ONTOLOGY = "ontology"
    NO_3 = "dcat-ap-no-3"
    NO_2 = "dcat-ap-no-2"
    EU_3 = "dcat-ap-3"
    SHAPES = "shapes"

    @property
    def is_of_catalogues(self) -> bool:
        """Whether the rules are about data catalogues, ours or anyone's."""
        return self in {Profile.NO_3, Profile.NO_2, Profile.EU_3}


@dataclass(frozen=True, slots=True)
class Task:
    """One check: the data, the rules, and the form of the answer.

    ``form`` names one of ``writing.FORMS``. ``with_data`` has a report in RDF hold the data too;
    ``language`` is that of SARIF, which takes one only.
    """

    data: tuple[Sent, ...]
    shapes: tuple[Sent, ...] = ()
    profile: Profile = Profile.ENTRY
    form: str = "json"
    with_data: bool = False
    language: str = "nb"
    allow_sparql: bool = False
    limits: Limits = field(default_factory=Limits)

    @property
    def size(self) -> int:
        """How many bytes are to be read."""
        return sum(len(sent.body) for sent in (*self.data, *self.shapes))

    def encode(self) -> bytes:
        """Write as one message: a length, JSON, and the bodies one after the other."""
        sent = (*self.data, *self.shapes)
        head = {
            "data": len(self.data),
            "parts": [{**asdict(replace(each, body=b"")), "body": len(each.body)} for each in sent],
            "profile": self.profile.value,
            "form": self.form,
            "with_data": self.with_data,
            "language": self.language,
            "allow_sparql": self.allow_sparql,
            "limits": asdict(self.limits),
        }
        written = json.dumps(head).encode()
        length = len(written).to_bytes(_HEADER, "big")
        return b"".join((length, written, *(each.body for each in sent)))

    @classmethod
    def decode(cls, message: bytes) -> Self:
        """Read what ``encode`` wrote."""
        start = _HEADER + int.from_bytes(message[:_HEADER], "big")
        head = json.loads(message[_HEADER:start])
        sent: list[Sent] = []
        for part in head["parts"]:
            end = start + part["body"]
            sent.append(Sent(**{**part, "body": message[start:end]}))
            start = end
        return cls(
            tuple(sent[: head["data"]]),
            tuple(sent[head["data"] :]),
            Profile(head["profile"]),
            head["form"],
            head["with_data"],
            head["language"],
            head["allow_sparql"],
            Limits(**head["limits"]),
        )
