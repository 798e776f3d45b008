"""What submitters are told, in words: the same in mail and behind the secret link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.entry.differences import title_of
from partnerskap.entry.states import Act

if TYPE_CHECKING:
    from partnerskap.entry.submission import Draft

__all__ = ["News", "put_into_words"]


@dataclass(frozen=True, slots=True)
class News:
    """A subject and a text, in one language."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class _Phrases:
    greeting: str
    quoted: str
    subjects: dict[Act, str]
    texts: dict[Act, str]
    link: str
    closing: str


_WORDS: Final = {
    "nb": _Phrases(
        "Hei!",
        "«{}»",
        {
            Act.REQUEST_CHANGES: "Forslaget ditt trenger en endring",
            Act.PUBLISH: "Forslaget ditt er publisert",
            Act.REJECT: "Forslaget ditt ble ikke tatt inn",
            Act.COMMENT: "Ny kommentar til forslaget ditt",
        },
        {
            Act.REQUEST_CHANGES: "Du har foreslått noe om {record}. Før det kan publiseres, ber vi "
            "deg endre det:",
            Act.PUBLISH: "Takk! Det du foreslo om {record}, er godkjent og publisert.",
            Act.REJECT: "Du har foreslått noe om {record}. Vi tar det ikke inn, og dette er "
            "grunnen:",
            Act.COMMENT: "Det du foreslo om {record}, har fått en kommentar:",
        },
        "Se forslaget her:",
        "Hilsen Partnerskapsgrafen",
    ),
    "nn": _Phrases(
        "Hei!",
        "«{}»",
        {
            Act.REQUEST_CHANGES: "Forslaget ditt treng ei endring",
            Act.PUBLISH: "Forslaget ditt er publisert",
            Act.REJECT: "Forslaget ditt vart ikkje teke inn",
            Act.COMMENT: "Ny kommentar til forslaget ditt",
        },
        {
            Act.REQUEST_CHANGES: "Du har gjort framlegg om {record}. Før det kan publiserast, bed "
            "vi deg endre det:",
            Act.PUBLISH: "Takk! Det du gjorde framlegg om, {record}, er godkjent og publisert.",
            Act.REJECT: "Du har gjort framlegg om {record}. Vi tek det ikkje inn, og dette er "
            "grunnen:",
            Act.COMMENT: "Framlegget ditt om {record} har fått ein kommentar:",
        },
        "Sjå framlegget her:",
        "Helsing Partnarskapsgrafen",
    ),
    "en": _Phrases(
        "Hello!",
        "“{}”",
        {
            Act.REQUEST_CHANGES: "Your submission needs a change",
            Act.PUBLISH: "Your submission is published",
            Act.REJECT: "Your submission was not taken in",
            Act.COMMENT: "A new comment on your submission",
        },
        {
            Act.REQUEST_CHANGES: "You proposed something about {record}. Before it can be "
            "published, we ask you to change it:",
            Act.PUBLISH: "Thank you! What you proposed about {record} was accepted and is "
            "published.",
            Act.REJECT: "You proposed something about {record}. We do not take it in, and this is "
            "why:",
            Act.COMMENT: "What you proposed about {record} has a comment:",
        },
        "See the submission here:",
        "The Partnership Graph",
    ),
}


def put_into_words(act: Act, draft: Draft, said: str, *, link: str = "") -> News:
    """Write news of what was proposed, by its name; ``said`` is what whoever acted wrote."""
    language = draft.language if draft.language in _WORDS else "nb"
    words = _WORDS[language]
    name = " ".join(title_of(draft.key, draft.triples or (), language).split())
    parts = [words.greeting, words.texts[act].format(record=words.quoted.format(name))]
    if said:
        parts.append("\n".join(f"> {line}" for line in said.splitlines()))
    if link:
        parts.append(f"{words.link}\n{link}")
    parts.append(words.closing)
    return News(words.subjects[act], "\n\n".join(parts) + "\n")
