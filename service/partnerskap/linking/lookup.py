"""Find records by what they are called in other registers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from partnerskap.errors import BadRequestError, NotFoundError
from partnerskap.linking.directory import SPACE
from partnerskap.linking.outward import REGISTERS, RELATIONS
from partnerskap.links.identifiers import (
    is_isni,
    is_municipality_number,
    is_organisation_number,
    is_ror,
)
from partnerskap.records.wording import NOTHING, Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from partnerskap.linking.directory import Directory, Entity

__all__ = ["PARAMETERS", "Found", "look_up"]

PARAMETERS: Final = (*REGISTERS, "uri", "id")
"""What can be looked up by."""

_LONGEST: Final = 500
_DIGITS: Final = re.compile(r"[0-9]{1,12}")
_SHAPES: Final[dict[str, tuple[Callable[[str], bool], Wording]]] = {
    "orgnr": (
        is_organisation_number,
        Wording(
            "Skriv ni siffer, og se etter tastefeil: kontrollsifferet stemmer ikke.",
            "Write nine digits, and look for typing errors: the check digit is wrong.",
        ),
    ),
    "kommunenummer": (
        is_municipality_number,
        Wording(
            "Skriv fire siffer som begynner med nummeret til et fylke, som 0301.",
            "Write four digits that begin with the number of a county, such as 0301.",
        ),
    ),
    "fylkesnummer": (
        lambda text: _DIGITS.fullmatch(text) is not None and len(text) == 2,
        Wording("Skriv to siffer, som 46.", "Write two digits, such as 46."),
    ),
    "wikidata": (
        lambda text: text[:1] == "Q" and _DIGITS.fullmatch(text[1:]) is not None,
        Wording("Skriv Q og siffer, som Q314536.", "Write Q and digits, such as Q314536."),
    ),
    "ror": (
        lambda text: is_ror(f"https://ror.org/{text}"),
        Wording(
            "Skriv ni tegn, som 05xg72x27, og se etter tastefeil: kontrollsifrene stemmer ikke.",
            "Write nine characters, such as 05xg72x27, and look for typing errors: the check "
            "digits are wrong.",
        ),
    ),
    "isni": (
        is_isni,
        Wording(
            "Skriv seksten siffer, og se etter tastefeil: kontrolltegnet stemmer ikke.",
            "Write sixteen digits, and look for typing errors: the check character is wrong.",
        ),
    ),
    "geonames": (
        lambda text: _DIGITS.fullmatch(text) is not None,
        Wording("Skriv bare siffer, som 3161733.", "Write digits only, such as 3161733."),
    ),
}
_WIDTHS: Final = {"kommunenummer": 4, "fylkesnummer": 2}


@dataclass(frozen=True, slots=True)
class Found:
    """The records that have a number or address, the nearest only, and a note where one is due."""

    entities: tuple[Entity, ...]
    note: Wording = NOTHING
    is_former: bool = False


def look_up(directory: Directory, pairs: Sequence[tuple[str, str]]) -> Found:
    """Find by one parameter; BadRequestError where it cannot be used, NotFoundError for nobody."""
    name, value = _read(pairs)
    if name == "id":
        entity = directory.entities.get(value)
        near = [(entity, "same")] if entity else []
    elif name == "uri":
        near = _by_address(directory, value)
    else:
        near = [
            (entity, link.relation)
            for entity in directory.entities.values()
            for link in entity.links
            if link.register.id == name and link.value.casefold() == value.casefold()
        ]
    if not near:
        raise _nobody(name, value)
    nearest = min((relation for _, relation in near), key=RELATIONS.index)
    entities = tuple(dict.fromkeys(each for each, relation in near if relation == nearest))
    if nearest == "former":
        return Found(entities, _former(directory, entities, value), is_former=True)
    return Found(entities)


def _read(pairs: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Take the one parameter, its value in the form the register writes it."""
    if len(pairs) != 1 or pairs[0][0] not in PARAMETERS or not pairs[0][1].strip():
        raise BadRequestError(
            f"Slå opp med én verdi, for eksempel orgnr=974767880. Velg blant "
            f"{', '.join(PARAMETERS)}.",
            f"Look up by one value, for example orgnr=974767880. Choose among "
            f"{', '.join(PARAMETERS)}.",
        )
    name, given = pairs[0][0], pairs[0][1].strip()[:_LONGEST]
    if name in {"id", "uri"}:
        return name, given
    value = _bare(name, given).zfill(_WIDTHS.get(name, 0))
    if name in _SHAPES:
        fits, remedy = _SHAPES[name]
        if not fits(value):
            raise BadRequestError(
                f"«{given[:120]}» kan ikke være {name}. {remedy.nb}",
                f"{given[:120]!r} cannot be {name}. {remedy.en}",
            )
    return name, value


def _bare(name: str, value: str) -> str:
    """Leave out the address a number was given with, and spaces between its digits."""
    for start in REGISTERS[name].starts:
        if _plain(value).startswith(_plain(start)):
            return _plain(value)[len(_plain(start)) :].lstrip("/")
    joined = "".join(value.split()) if name in {"orgnr", "isni"} else value
    if name == "isni" and len(joined) == 16:
        return " ".join(joined[at : at + 4] for at in range(0, 16, 4))
    return joined.upper() if name == "wikidata" else joined


def _by_address(directory: Directory, address: str) -> list[tuple[Entity, str]]:
    own = directory.entities.get(address.removeprefix(SPACE))
    if own is not None and address.startswith(SPACE):
        return [(own, "same")]
    plain = _plain(address)
    return [
        (entity, link.relation)
        for entity in directory.entities.values()
        for link in entity.links
        if link.address and _plain(link.address) == plain
    ]


def _plain(address: str) -> str:
    """Write an address without what makes no difference: http or https, a last slash."""
    rest = address.partition("://")[2] or address
    return rest.removeprefix("www.").rstrip("/")


def _former(directory: Directory, entities: Sequence[Entity], number: str) -> Wording:
    """Say what became of a municipality number that is not in use any more."""

    def listed(language: str) -> list[str]:
        return [
            f"{directory.labels.of(each.iri, language)} "
            f"({', '.join(each.values['municipality-number'])})"
            for each in entities
        ]

    nb, nn, en = (listed(language) for language in ("nb", "nn", "en"))
    if len(entities) == 1:
        return Wording(
            f"Kommunenummer {number} gjaldt i 2020–2023. Kommunen er nå {nb[0]}.",
            f"Municipality number {number} was valid in 2020–2023. Today it is {en[0]}.",
            f"Kommunenummer {number} galdt i 2020–2023. Kommunen er no {nn[0]}.",
        )
    return Wording(
        f"Kommunenummer {number} gjaldt i 2020–2023. Kommunen ble delt 1. januar 2024 i "
        f"{' og '.join(nb)}.",
        f"Municipality number {number} was valid in 2020–2023. The municipality was split on "
        f"1 January 2024 into {' and '.join(en)}.",
        f"Kommunenummer {number} galdt i 2020–2023. Kommunen vart delt 1. januar 2024 i "
        f"{' og '.join(nn)}.",
    )


def _nobody(name: str, value: str) -> NotFoundError:
    if name == "kommunenummer":
        return NotFoundError(
            f"Ingen kommune har eller hadde nummer {value} i 2020 eller senere. Søk på navnet.",
            f"No municipality has or had number {value} in 2020 or later. Search by name.",
        )
    return NotFoundError(
        f"Ingen oppføring har {name} «{value[:120]}». Prøv søket på /search.",
        f"No record has {name} {value[:120]!r}. Try the search at /search.",
    )
