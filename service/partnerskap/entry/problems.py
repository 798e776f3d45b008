"""What is wrong with plain JSON before any rule is asked: told as results, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz, process

from partnerskap.entry.fields import Kind
from partnerskap.entry.values import Fault
from partnerskap.graph.folding import fold
from partnerskap.graph.terms import expand
from partnerskap.records.report import Proposal, Result, Severity
from partnerskap.records.wording import NOTHING, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerskap.entry.fields import Field, Form
    from partnerskap.entry.values import Refusal
    from partnerskap.graph.terms import Iri

__all__ = ["Meant", "describe_allowed", "refused_value", "simple_fault", "unknown_key"]

Meant = tuple[NamedNode | Literal, Wording]
"""What a value may stand for, and what people call it."""

_NEAR: Final = 60
_COMPONENTS: Final = {
    Fault.TYPE: "NodeKind",
    Fault.DATE: "Datatype",
    Fault.NUMBER: "Datatype",
    Fault.ADDRESS: "NodeKind",
    Fault.WORD: "In",
    Fault.UNKNOWN: "In",
    Fault.TEXT: "Datatype",
}
_ALLOWED: Final = {
    Kind.TEXT: Wording("en tekst", "a text", "ein tekst"),
    Kind.LANGUAGE_TEXT: Wording(
        "en tekst for hvert språk, som nb, nn og en",
        "a text for each language, such as nb, nn and en",
        "ein tekst for kvart språk, som nb, nn og en",
    ),
    Kind.DATE: Wording(
        "et år (2021), en måned (2021-03) eller en dag (2021-03-28)",
        "a year (2021), a month (2021-03) or a day (2021-03-28)",
        "eit år (2021), ein månad (2021-03) eller ein dag (2021-03-28)",
    ),
    Kind.NUMBER: Wording(
        "et tall som 42 eller 12.5, uten mellomrom",
        "a number like 42 or 12.5, without spaces",
        "eit tal som 42 eller 12.5, utan mellomrom",
    ),
    Kind.BOOLEAN: Wording("true eller false", "true or false"),
    Kind.ADDRESS: Wording(
        "en nettadresse som begynner med http:// eller https://",
        "a web address that begins with http:// or https://",
        "ei nettadresse som byrjar med http:// eller https://",
    ),
    Kind.CODE: Wording("en kode fra listen", "a code from the list", "ein kode frå lista"),
    Kind.REFERENCE: Wording(
        "en oppføring som finnes", "a record that exists", "ei oppføring som finst"
    ),
    Kind.PART: Wording(
        "et objekt med egne felt", "an object with fields of its own", "eit objekt med eigne felt"
    ),
}
_REGISTER: Final = Wording(
    " Mangler den, så registrer den først.",
    " If it is missing, register it first.",
    " Manglar ho, så registrer ho først.",
)
_YEAR: Final = Wording("et år som 2021", "a year like 2021", "eit år som 2021")


def describe_allowed(field: Field) -> Wording:
    """Say in words what may stand in a field."""
    if field.options:
        words = ", ".join(option.word for option in field.options)
        return Wording(f"én av {words}", f"one of {words}", f"éin av {words}")
    if field.kind is Kind.DATE and len(field.datatypes) == 1:
        return _YEAR
    return _ALLOWED[field.kind]


def unknown_key(focus: str, form: Form, key: str) -> Result:
    """Tell that a form has no such field, and which one was probably meant."""
    near = _near_key(form, key)
    message = Wording(
        f"«{key}» er ikke et felt i «{form.label.nb}».",
        f"{form.label.en} has no field {key!r}.",
        f"«{key}» er ikkje eit felt i «{form.label.in_language('nn')}».",
    )
    if near is None:
        message += Wording(
            " Fjern det, eller se hvilke felt skjemaet har.",
            " Remove it, or see which fields the form has.",
            " Fjern det, eller sjå kva felt skjemaet har.",
        )
    else:
        message += Wording(
            f" Mente du «{near.key}» ({near.label.nb})?",
            f" Did you mean {near.key!r} ({near.label.en})?",
            f" Meinte du «{near.key}» ({near.label.in_language('nn')})?",
        )
    keys = ", ".join(field.key for field in form.fields)
    return Result(
        Severity.VIOLATION,
        focus,
        (),
        key,
        form.shape,
        _component("Closed"),
        Wording(key, key),
        message,
        found=Wording(key, key),
        allowed=Wording(keys, keys),
    )


def _near_key(form: Form, key: str) -> Field | None:
    """Find the field whose key or label, in any language, is most like a key that is unknown."""
    names = {
        fold(name): field
        for field in form.fields
        for name in (field.label.en, field.label.nn, field.label.nb, field.key)
        if name
    }
    found = process.extractOne(
        fold(key), list(names), scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR
    )
    return names[found[0]] if found else None


def refused_value(
    focus: str,
    field: Field,
    refusal: Refusal,
    meant: Iterable[Meant] = (),
) -> Result:
    """Tell that a value cannot stand in a field, what can, and what was probably meant."""
    allowed = describe_allowed(field)
    proposals = tuple(
        Proposal(label, added=((NamedNode(focus), NamedNode(field.path), node),))
        for node, label in meant
    )
    return Result(
        Severity.VIOLATION,
        focus,
        (field.path,),
        refusal.found,
        field.shapes[0],
        _component(_COMPONENTS[refusal.fault]),
        field.label,
        _refusal_message(field, refusal, allowed, [p.label for p in proposals]),
        found=Wording(refusal.found, refusal.found),
        allowed=allowed,
        proposals=proposals,
    )


def _refusal_message(
    field: Field, refusal: Refusal, allowed: Wording, meant: list[Wording]
) -> Wording:
    found = refusal.found if len(refusal.found) < 80 else refusal.found[:79] + "…"
    write = _advice(field, allowed, sure=bool(meant))
    nynorsk = field.label.in_language("nn")
    if refusal.fault == Fault.UNKNOWN:
        message = Wording(
            f"{field.label.nb}: «{found}» finnes ikke.",
            f"{field.label.en}: {found!r} does not exist.",
            f"{nynorsk}: «{found}» finst ikkje.",
        )
        message = message if meant else message + write
    else:
        message = (
            Wording(
                f"{field.label.nb}: «{found}» kan ikke brukes.",
                f"{field.label.en}: {found!r} cannot be used.",
                f"{nynorsk}: «{found}» kan ikkje brukast.",
            )
            + write
        )
    return message + _meant(meant) if meant else message


def _advice(field: Field, allowed: Wording, *, sure: bool) -> Wording:
    """Say what to do; ``sure`` when what was meant is told as well."""
    nb, en, nn = allowed.nb, allowed.en, allowed.in_language("nn")
    if field.kind is not Kind.REFERENCE:
        return Wording(f" Skriv {nb}.", f" Write {en}.", f" Skriv {nn}.")
    choose = Wording(f" Velg {nb}.", f" Choose {en}.", f" Vel {nn}.")
    return choose if sure else choose + _REGISTER


def _meant(meant: list[Wording]) -> Wording:
    nynorsk = [f"«{label.in_language('nn')}»" for label in meant]
    return Wording(
        f" Mente du {_either([f'«{label.nb}»' for label in meant], 'eller')}?",
        f" Did you mean {_either([repr(label.en) for label in meant], 'or')}?",
        f" Meinte du {_either(nynorsk, 'eller')}?",
    )


def _either(words: list[str], conjunction: str) -> str:
    *first, last = words
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def simple_fault(focus: str, form: Form, key: str, message: Wording) -> Result:
    """Tell of a fault in what is no field: the name of a part, the type, the lines of ``other``."""
    return Result(
        Severity.VIOLATION,
        focus,
        (),
        key,
        form.shape,
        _component("Pattern"),
        Wording(key, key),
        message,
        allowed=NOTHING,
    )


def _component(name: str) -> Iri:
    return expand(f"sh:{name}ConstraintComponent")
